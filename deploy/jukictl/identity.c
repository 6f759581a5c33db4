#include "common/base/parse.h"
#include "common/base/uuid7.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "deploy/jukictl/cell.h"
#include "deploy/jukictl/items.h"
#include "juki/identity/v1/search.pb-c.h"

#include <stdio.h>

typedef Juki__Identity__V1__SearchIdentity search_identity;
typedef Juki__Identity__V1__SearchIdentityReply search_reply;
typedef Juki__Identity__V1__ShowIdentity show_identity;
typedef Juki__Identity__V1__ShowIdentityReply show_reply;

enum { QUESTION_BYTES = 1 << 20 };

/* ---- the list ------------------------------------------------------------------------------------------ */

static void print_person(const Juki__Identity__V1__FoundIdentity *person)
{
    (void)printf("%3d  ", (int)person->place);
    ctl_print_cell(person->current ? "" : "消除", 4);
    ctl_print_cell(person->name, 20);
    ctl_print_cell(person->name_kana, 24);
    ctl_print_cell(ctl_birth_word(person->birth_date), 10);
    ctl_print_cell(ctl_sex_word(person->sex), 2);
    (void)printf("%s\n", person->address);
}

static void print_list(const ctl *c, const search_reply *reply)
{
    if (c->options.json) {
        ctl_print(c, ju_message_to_json(&reply->base));
        return;
    }
    for (size_t i = 0; i < reply->n_found; i++) {
        print_person(reply->found[i]);
    }
    (void)printf("%zu %s\n", reply->n_found, ctl_tr("found", "人"));
    if (reply->n_found > 0) {
        (void)printf("%s %s\n", ctl_tr("list", "一覧"), reply->request_id);
    }
}

static int search(const ctl *c, ctl_bus *bus, search_identity *question)
{
    ju_err err = {0};
    ProtobufCMessage *body = NULL;
    if (ctl_bus_ask(bus, JU_TOPIC_IDENTITY_COMMAND, &question->base,
                    &juki__identity__v1__search_identity_reply__descriptor, &body, &err) != JU_OK) {
        return ctl_report(&err);
    }
    const search_reply *reply = (const search_reply *)body;
    if (reply->refusal != NULL) {
        return ctl_refused(reply->refusal);
    }
    print_list(c, reply);
    return CTL_DONE;
}

/* Who asks, why and under which id is not the items' to say. */
static ju_rc make_search(const ctl *c, ju_arena *arena, char request_id[JU_UUID_SIZE], search_identity **ret,
                         ju_err *err)
{
    ProtobufCMessage *message = NULL;
    JU_TRY(ju_uuid7(request_id, err));
    JU_TRY(ctl_items_read(c, "identity", request_id, &juki__identity__v1__search_identity__descriptor, arena,
                          &message, err));
    *ret = (search_identity *)message;
    (*ret)->request_id = request_id;
    (*ret)->purpose = (char *)(uintptr_t)c->options.purpose;
    return JU_OK;
}

static int run_search(const ctl *c, ju_arena *arena)
{
    const char *topics[] = {JU_TOPIC_IDENTITY_REPLY};
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    ctl_bus *bus = NULL;
    search_identity *question = NULL;
    ju_rc rc = make_search(c, arena, request_id, &question, &err);
    if (rc == JU_REJECT) { /* the caller's mistake: nothing was asked */
        (void)ctl_report(&err);
        return CTL_USAGE;
    }
    rc = rc == JU_OK ? ctl_bus_open(c, topics, 1, &bus, &err) : rc;
    int code = rc == JU_OK ? search(c, bus, question) : ctl_report(&err);
    ctl_bus_close(bus);
    return code;
}

int ctl_identity_search(ctl *c)
{
    ju_arena arena;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    ju_arena_init(&arena, QUESTION_BYTES);
    int code = run_search(c, &arena);
    ju_arena_done(&arena);
    return code;
}

/* ---- one of it ----------------------------------------------------------------------------------------- */

static ju_rc show(const ctl *c, ctl_bus *bus, int64_t place, const show_reply **ret, ju_err *err)
{
    show_identity question = JUKI__IDENTITY__V1__SHOW_IDENTITY__INIT;
    ProtobufCMessage *body = NULL;
    question.list_id = c->operand[0];
    question.place = (int32_t)place;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_IDENTITY_COMMAND, &question.base,
                       &juki__identity__v1__show_identity_reply__descriptor, &body, err));
    *ret = (const show_reply *)body;
    return JU_OK;
}

int ctl_identity_show(ctl *c)
{
    const char *topics[] = {JU_TOPIC_IDENTITY_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    const show_reply *reply = NULL;
    int64_t place = 0;
    int code = CTL_DONE;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    if (!ju_parse_int64(c->operand[1], 1, INT32_MAX, &place)) {
        return ctl_usage("PLACE is a number of the list", "PLACE は一覧の番号です");
    }
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? show(c, bus, place, &reply, &err) : rc;
    if (rc != JU_OK) {
        code = ctl_report(&err);
    } else if (reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else {
        ctl_print(c, ju_message_to_json(&reply->base));
    }
    ctl_bus_close(bus);
    return code;
}
