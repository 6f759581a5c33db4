/* 住登外者宛名番号 and 団体内統合宛名番号. */
#include "common/base/parse.h"
#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "deploy/jukictl/items.h"
#include "juki/gateway/v1/numbers.pb-c.h"

#include <string.h>

typedef Juki__Gateway__V1__RegisterNonresident register_wish;
typedef Juki__Gateway__V1__UpdateNonresident update_wish;

enum { WISH_BYTES = 1 << 20, OPERANDS_MAX = 64 };

/* One wish in the making. */
typedef struct wish {
    const ctl *c;
    ju_arena arena;
    char request_id[JU_UUID_SIZE]; /* numbers are sealed under it */
} wish;

static int begin(const ctl *c, wish *ret)
{
    ju_err err = {0};
    *ret = (wish){.c = c};
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    if (ju_uuid7(ret->request_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    ju_arena_init(&ret->arena, WISH_BYTES);
    return CTL_DONE;
}

static int ask(wish *w, const ProtobufCMessage *message, const ProtobufCMessageDescriptor *answer)
{
    int code = ctl_ask_gateway(w->c, message, answer);
    ju_arena_done(&w->arena);
    return code;
}

/* The caller's mistake: nothing was asked. */
static int give_up(wish *w, ju_rc rc, const ju_err *err)
{
    int code = ctl_report(err);
    ju_arena_done(&w->arena);
    return rc == JU_REJECT ? CTL_USAGE : code;
}

/* ---- items --------------------------------------------------------------------------------------------- */

/* The operands from the first one on that name an item of the message, or those that do not. */
static ctl with_items(const ctl *c, int first, const ProtobufCMessageDescriptor *outer, bool of_it,
                      char *room[OPERANDS_MAX])
{
    ctl some = *c;
    some.operand = room;
    some.operand_count = 0;
    for (int i = first; i < c->operand_count && some.operand_count < OPERANDS_MAX; i++) {
        char name[64];
        size_t length = strcspn(c->operand[i], "=");
        (void)snprintf(name, sizeof name, "%.*s", (int)length, c->operand[i]);
        bool found = protobuf_c_message_descriptor_get_field_by_name(outer, name) != NULL;
        if (found == of_it) {
            room[some.operand_count++] = c->operand[i];
        }
    }
    return some;
}

/* A message of type outer from ITEM=VALUE, and 宛名基本情報 from the items that outer does not have; NULL
 * without such. */
static ju_rc read_wish(wish *w, int first, const ProtobufCMessageDescriptor *outer, ProtobufCMessage **ret,
                       Juki__Gateway__V1__NonresidentBasics **ret_basics, ju_err *err)
{
    char *own_room[OPERANDS_MAX];
    char *basics_room[OPERANDS_MAX];
    ProtobufCMessage *basics = NULL;
    const ctl own = with_items(w->c, first, outer, true, own_room);
    const ctl others = with_items(w->c, first, outer, false, basics_room);
    JU_TRY(ctl_items_read(&own, "gateway", w->request_id, outer, &w->arena, ret, err));
    if (others.operand_count > 0) {
        JU_TRY(ctl_items_read(&others, "gateway", w->request_id,
                              &juki__gateway__v1__nonresident_basics__descriptor, &w->arena, &basics, err));
    }
    *ret_basics = (Juki__Gateway__V1__NonresidentBasics *)basics;
    return JU_OK;
}

/* ---- 照会 ------------------------------------------------------------------------------------------------
 */

int ctl_nonresident_search(ctl *c)
{
    wish w;
    ju_err err = {0};
    ProtobufCMessage *message = NULL;
    int code = begin(c, &w);
    if (code != CTL_DONE) {
        return code;
    }
    ju_rc rc = ctl_items_read(c, "gateway", w.request_id, &juki__gateway__v1__search_nonresidents__descriptor,
                              &w.arena, &message, &err);
    if (rc != JU_OK) {
        return give_up(&w, rc, &err);
    }
    Juki__Gateway__V1__SearchNonresidents *question = (void *)message;
    question->request_id = w.request_id;
    return ask(&w, message, &juki__gateway__v1__nonresidents_reply__descriptor);
}

int ctl_nonresident_show(ctl *c)
{
    wish w;
    int code = begin(c, &w);
    Juki__Gateway__V1__ShowNonresident question = JUKI__GATEWAY__V1__SHOW_NONRESIDENT__INIT;
    if (code != CTL_DONE) {
        return code;
    }
    question.request_id = w.request_id;
    question.addressee_number = c->operand[0];
    return ask(&w, &question.base, &juki__gateway__v1__nonresident_reply__descriptor);
}

/* ---- 付番, 選択, 引継, 更新
 * -------------------------------------------------------------------------------- */

static int register_as(const ctl *c, const char *processing, int items_from)
{
    wish w;
    ju_err err = {0};
    ProtobufCMessage *message = NULL;
    Juki__Gateway__V1__NonresidentBasics *basics = NULL;
    int code = begin(c, &w);
    if (code != CTL_DONE) {
        return code;
    }
    ju_rc rc = read_wish(&w, items_from, &juki__gateway__v1__register_nonresident__descriptor, &message,
                         &basics, &err);
    if (rc != JU_OK) {
        return give_up(&w, rc, &err);
    }
    register_wish *wanted = (register_wish *)message;
    wanted->request_id = w.request_id;
    wanted->processing = (char *)(uintptr_t)processing;
    wanted->basics = basics;
    if (items_from > 0) {
        wanted->addressee_number = c->operand[0];
    }
    return ask(&w, message, &juki__gateway__v1__nonresident_reply__descriptor);
}

int ctl_nonresident_number(ctl *c)
{
    return register_as(c, "0", 0);
}

int ctl_nonresident_use(ctl *c)
{
    return register_as(c, "1", 1);
}

int ctl_nonresident_select(ctl *c)
{
    return register_as(c, "2", 1);
}

static int change_to(const ctl *c, const char *state)
{
    wish w;
    ju_err err = {0};
    int64_t history_number = 0;
    ProtobufCMessage *message = NULL;
    Juki__Gateway__V1__NonresidentBasics *basics = NULL;
    if (!ju_parse_int64(c->operand[1], 1, INT32_MAX, &history_number)) {
        return ctl_usage("HISTORY is the 履歴番号 that is changed", "HISTORY は変更する履歴番号です");
    }
    int code = begin(c, &w);
    if (code != CTL_DONE) {
        return code;
    }
    ju_rc rc = read_wish(&w, 2, &juki__gateway__v1__update_nonresident__descriptor, &message, &basics, &err);
    if (rc != JU_OK) {
        return give_up(&w, rc, &err);
    }
    update_wish *wanted = (update_wish *)message;
    wanted->request_id = w.request_id;
    wanted->addressee_number = c->operand[0];
    wanted->history_number = (int32_t)history_number;
    wanted->basics = basics;
    if (*wanted->state == '\0') {
        wanted->state = (char *)(uintptr_t)state;
    }
    return ask(&w, message, &juki__gateway__v1__nonresident_reply__descriptor);
}

int ctl_nonresident_update(ctl *c)
{
    return change_to(c, "non_resident");
}

int ctl_nonresident_delete(ctl *c)
{
    return change_to(c, "deleted");
}

static int hold(const ctl *c, bool release)
{
    Juki__Gateway__V1__HoldNonresident wanted = JUKI__GATEWAY__V1__HOLD_NONRESIDENT__INIT;
    wanted.addressee_number = c->operand[0];
    wanted.release = release;
    return ctl_ask_gateway(c, &wanted.base, &juki__gateway__v1__nonresident_reply__descriptor);
}

int ctl_nonresident_hold(ctl *c)
{
    return hold(c, false);
}

int ctl_nonresident_release(ctl *c)
{
    return hold(c, true);
}

/* ---- 名寄せ ----------------------------------------------------------------------------------------------
 */

static int link_numbers(const ctl *c, bool unlink)
{
    wish w;
    int code = begin(c, &w);
    Juki__Gateway__V1__RequestNonresidentLink wanted = JUKI__GATEWAY__V1__REQUEST_NONRESIDENT_LINK__INIT;
    if (code != CTL_DONE) {
        return code;
    }
    wanted.request_id = w.request_id;
    wanted.addressee_number = c->operand[0];
    wanted.representative = c->operand[1];
    wanted.unlink = unlink;
    return ask(&w, &wanted.base, &juki__gateway__v1__nonresident_link_reply__descriptor);
}

int ctl_nonresident_link(ctl *c)
{
    return link_numbers(c, false);
}

int ctl_nonresident_unlink(ctl *c)
{
    return link_numbers(c, true);
}

static int decide(const ctl *c, bool approved)
{
    Juki__Gateway__V1__DecideNonresidentLink wanted = JUKI__GATEWAY__V1__DECIDE_NONRESIDENT_LINK__INIT;
    wanted.link_id = c->operand[0];
    wanted.approved = approved;
    return ctl_ask_gateway(c, &wanted.base, &juki__gateway__v1__nonresident_link_reply__descriptor);
}

int ctl_nonresident_approve(ctl *c)
{
    return decide(c, true);
}

int ctl_nonresident_refuse(ctl *c)
{
    return decide(c, false);
}

/* ---- 団体内統合宛名番号
 * ------------------------------------------------------------------------------------ */

int ctl_integrated_search(ctl *c)
{
    wish w;
    ju_err err = {0};
    ProtobufCMessage *message = NULL;
    int code = begin(c, &w);
    if (code != CTL_DONE) {
        return code;
    }
    ju_rc rc = ctl_items_read(c, "gateway", w.request_id, &juki__gateway__v1__search_integrated__descriptor,
                              &w.arena, &message, &err);
    if (rc != JU_OK) {
        return give_up(&w, rc, &err);
    }
    Juki__Gateway__V1__SearchIntegrated *question = (void *)message;
    question->request_id = w.request_id;
    return ask(&w, message, &juki__gateway__v1__integrated_reply__descriptor);
}
