/* 承認: what waits for a decision, seen by its digest before it is decided; and acts of tools that need one.
 */
#include "deploy/jukictl/approval.h"

#include "common/event/topic_names.h"
#include "deploy/jukictl/items.h"
#include "deploy/jukictl/room.h"

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

static bool fill_items(const ju_approval_item *item, size_t count, ju_arena *arena, approval_item ***ret)
{
    *ret = (approval_item **)ctl_pairs_messages(item, count, &juki__common__v1__approval_item__descriptor,
                                                arena);
    return *ret != NULL;
}

int ctl_approval_request(const ctl *c, const char *kind, const ju_approval_item *item, size_t count)
{
    Juki__Common__V1__RequestApproval wish = JUKI__COMMON__V1__REQUEST_APPROVAL__INIT;
    ju_arena arena;
    ju_arena_init(&arena, ITEMS_BYTES);
    wish.kind = (char *)(uintptr_t)kind;
    wish.n_item = count;
    int code = fill_items(item, count, &arena, &wish.item) ? ask(c, &wish.base) : CTL_USAGE;
    ju_arena_done(&arena);
    return code;
}

static ju_rc read_use(const approvals_reply *reply, const Juki__Common__V1__Approval **ret, ju_err *err)
{
    if (reply->refusal != NULL) {
        return ju_reject(err, reply->refusal->code, reply->refusal->item, "%s", reply->refusal->message);
    }
    if (reply->n_approval != 1 || strcmp(reply->approval[0]->state, "used") != 0) {
        return ju_reject(err, "not_approved", "", "the answer does not say that it is used");
    }
    *ret = reply->approval[0];
    return JU_OK;
}

ju_rc ctl_approval_spend(ctl_bus *bus, const char *kind, const char *approval_id,
                         const ju_approval_item *item, size_t count, const Juki__Common__V1__Approval **ret,
                         ju_err *err)
{
    Juki__Common__V1__UseApproval wish = JUKI__COMMON__V1__USE_APPROVAL__INIT;
    ProtobufCMessage *body = NULL;
    ju_arena arena;
    ju_arena_init(&arena, ITEMS_BYTES);
    wish.kind = (char *)(uintptr_t)kind;
    wish.approval_id = (char *)(uintptr_t)approval_id;
    wish.n_item = count;
    ju_rc rc = fill_items(item, count, &arena, &wish.item)
                   ? ctl_bus_ask(bus, JU_TOPIC_AUDIT_COMMAND, &wish.base,
                                 &juki__common__v1__approvals_reply__descriptor, &body, err)
                   : ju_no_memory(err);
    ju_arena_done(&arena);
    return rc == JU_OK ? read_use((const approvals_reply *)body, ret, err) : rc;
}

int ctl_approval_ask(ctl *c)
{
    ju_arena arena;
    size_t count = 0;
    ju_arena_init(&arena, ITEMS_BYTES);
    const ju_approval_item *item = ctl_has_purpose(c) ? ctl_pairs_read(c, 1, &arena, &count) : NULL;
    int code = item == NULL ? CTL_USAGE : ctl_approval_request(c, c->operand[0], item, count);
    ju_arena_done(&arena);
    return code;
}

int ctl_approval_use(ctl *c)
{
    Juki__Common__V1__UseApproval wish = JUKI__COMMON__V1__USE_APPROVAL__INIT;
    ju_arena arena;
    ju_arena_init(&arena, ITEMS_BYTES);
    const ju_approval_item *item = ctl_pairs_read(c, 2, &arena, &wish.n_item);
    wish.kind = c->operand[0];
    wish.approval_id = c->operand[1];
    int code =
        item != NULL && fill_items(item, wish.n_item, &arena, &wish.item) ? ask(c, &wish.base) : CTL_USAGE;
    ju_arena_done(&arena);
    return code;
}
