/* 承認: what waits for a decision, seen by its digest before it is decided; and acts of tools that need one.
 */
#include "common/staff/approval.h"
#include "deploy/jukictl/bus.h"
#include "deploy/jukictl/room.h"
#include "juki/common/v1/approval.pb-c.h"

#include <stdio.h>
#include <string.h>

enum { ITEMS_BYTES = 1 << 16 };

typedef Juki__Common__V1__ApprovalsReply approvals_reply;
typedef Juki__Common__V1__ApprovalItem approval_item;

/* ---- rooms ------------------------------------------------------------------------------------------- */

bool ctl_room_of(const ctl *c, const char *otherwise, ctl_room *ret)
{
    static const char *const services[] = {"resident", "identity", "delivery", "gateway", "audit"};
    const char *wanted = c->options.service == NULL ? otherwise : c->options.service;
    for (size_t i = 0; wanted != NULL && i < sizeof services / sizeof services[0]; i++) {
        if (strcmp(services[i], wanted) == 0) {
            (void)snprintf(ret->command, sizeof ret->command, "%s.command", wanted);
            (void)snprintf(ret->reply, sizeof ret->reply, "%s.reply", wanted);
            return true;
        }
    }
    (void)ctl_usage("--service is resident, identity, delivery, gateway or audit",
                    "--service は resident、identity、delivery、gateway、audit のいずれかです");
    return false;
}

static int ask(const ctl *c, const ProtobufCMessage *wish)
{
    ctl_room room;
    return ctl_room_of(c, "audit", &room) ? ctl_bus_ask_shown(c, room.command, room.reply, wish,
                                                              &juki__common__v1__approvals_reply__descriptor)
                                          : CTL_USAGE;
}

/* ---- what waits -------------------------------------------------------------------------------------- */

int ctl_approval_list(ctl *c)
{
    Juki__Common__V1__QueryApprovals wish = JUKI__COMMON__V1__QUERY_APPROVALS__INIT;
    wish.kind = c->operand_count > 0 ? c->operand[0] : wish.kind;
    return ask(c, &wish.base);
}

int ctl_approval_show(ctl *c)
{
    Juki__Common__V1__QueryApprovals wish = JUKI__COMMON__V1__QUERY_APPROVALS__INIT;
    wish.kind = c->operand[0];
    wish.approval_id = c->operand[1];
    return ask(c, &wish.base);
}

/* ---- deciding ---------------------------------------------------------------------------------------- */

/* The request that he names is the one that the service has, by a digest computed here. */
static ju_rc check_request(const ctl *c, ctl_bus *bus, const ctl_room *room, ju_err *err)
{
    Juki__Common__V1__QueryApprovals query = JUKI__COMMON__V1__QUERY_APPROVALS__INIT;
    ProtobufCMessage *body = NULL;
    char digest[JU_APPROVAL_DIGEST_SIZE] = "";
    query.kind = c->operand[0];
    query.approval_id = c->operand[1];
    JU_TRY(ctl_bus_ask(bus, room->command, &query.base, &juki__common__v1__approvals_reply__descriptor, &body,
                       err));
    const approvals_reply *reply = (const approvals_reply *)body;
    if (reply->refusal == NULL && reply->n_approval == 1) {
        JU_TRY(ju_approval_digest(reply->approval[0]->request, digest, err));
        (void)fprintf(stderr, "%s\n", reply->approval[0]->request);
    }
    bool other =
        reply->refusal == NULL && reply->n_approval == 1 && strcmp(digest, reply->approval[0]->digest) != 0;
    return !other ? JU_OK
                  : ju_reject(err, "digest_differs", c->operand[1], "%s",
                              ctl_tr("the request is not the one of its digest",
                                     "申請の内容と要約値が一致しません"));
}

static int decide(const ctl *c, bool approved)
{
    ctl_room room;
    ju_err err = {0};
    ctl_bus *bus = NULL;
    Juki__Common__V1__DecideApproval wish = JUKI__COMMON__V1__DECIDE_APPROVAL__INIT;
    if (!ctl_room_of(c, "audit", &room)) {
        return CTL_USAGE;
    }
    const char *topics[] = {room.reply};
    wish.kind = c->operand[0];
    wish.approval_id = c->operand[1];
    wish.approved = approved;
    wish.digest = approved ? c->operand[2] : wish.digest;
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? check_request(c, bus, &room, &err) : rc;
    ctl_bus_close(bus);
    return rc == JU_OK ? ask(c, &wish.base) : ctl_report(&err);
}

int ctl_approval_approve(ctl *c)
{
    return decide(c, true);
}

int ctl_approval_refuse(ctl *c)
{
    return decide(c, false);
}

/* ---- acts of tools ----------------------------------------------------------------------------------- */

/* The operands from `first` on as items; what stands behind the first = is the value. NULL, told to who
 * called: one has none. */
static approval_item **read_items(const ctl *c, int first, ju_arena *arena, size_t *ret_count)
{
    size_t count = (size_t)(c->operand_count - first);
    approval_item *item = ju_arena_alloc(arena, (count + 1) * sizeof *item);
    approval_item **items = ju_arena_alloc(arena, (count + 1) * sizeof(approval_item *));
    for (size_t i = 0; item != NULL && items != NULL && i < count; i++) {
        char *value = strchr(c->operand[first + (int)i], '=');
        if (value == NULL) {
            (void)ctl_usage("an item is given as ITEM=VALUE", "項目は ITEM=VALUE で指定してください");
            return NULL;
        }
        *value = '\0';
        juki__common__v1__approval_item__init(&item[i]);
        item[i].name = c->operand[first + (int)i];
        item[i].value = value + 1;
        items[i] = &item[i];
    }
    *ret_count = count;
    return items;
}

int ctl_approval_ask(ctl *c)
{
    Juki__Common__V1__RequestApproval wish = JUKI__COMMON__V1__REQUEST_APPROVAL__INIT;
    ju_arena arena;
    ju_arena_init(&arena, ITEMS_BYTES);
    wish.kind = c->operand[0];
    wish.item = read_items(c, 1, &arena, &wish.n_item);
    int code = wish.item == NULL || !ctl_has_purpose(c) ? CTL_USAGE : ask(c, &wish.base);
    ju_arena_done(&arena);
    return code;
}

int ctl_approval_use(ctl *c)
{
    Juki__Common__V1__UseApproval wish = JUKI__COMMON__V1__USE_APPROVAL__INIT;
    ju_arena arena;
    ju_arena_init(&arena, ITEMS_BYTES);
    wish.kind = c->operand[0];
    wish.approval_id = c->operand[1];
    wish.item = read_items(c, 2, &arena, &wish.n_item);
    int code = wish.item == NULL ? CTL_USAGE : ask(c, &wish.base);
    ju_arena_done(&arena);
    return code;
}
