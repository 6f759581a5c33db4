#include "common/staff/approval_command.h"

#include "common/base/uuid7.h"
#include "common/base/word.h"
#include "common/staff/approval_store.h"
#include "common/staff/house.h"

#include <string.h>

typedef Juki__Common__V1__QueryApprovals query_approvals;
typedef Juki__Common__V1__DecideApproval decide_approval;
typedef Juki__Common__V1__RequestApproval request_approval;
typedef Juki__Common__V1__UseApproval use_approval;
typedef Juki__Common__V1__ApprovalsReply approvals_reply;

enum { ITEMS_MOST = 32, NAME_BYTES = 40, VALUE_BYTES = 1000, PURPOSE_BYTES = 600 };

/* The kinds of requests that RequestApproval takes: acts of tools (APPROVALS.md). */
static const char TOOL_KINDS[] = "key_destruction backup_takeout bulk_output";

bool ju_operator_named(const Juki__Common__V1__Operator *who)
{
    return who != NULL && *who->operator_id != '\0' && *who->terminal_id != '\0';
}

ju_rc ju_answer_command(ju_ctx *ctx, const ProtobufCMessage *reply, ju_err *err)
{
    size_t length = strcspn(ctx->message->topic, ".");
    const char *topic = ju_arena_printf(ctx->arena, "%.*s.reply", (int)length, ctx->message->topic);
    return topic == NULL ? ju_no_memory(err) : ju_emit(ctx, topic, ctx->message->key, reply, NULL, err);
}

/* What a command did, or why not. */
typedef struct outcome {
    const char *action;
    const Juki__Common__V1__Operator *by;
    const char *code; /* NULL: done */
    const char *item;
    const ju_approval *of; /* NULL: none in particular */
} outcome;

static ju_rc answer(ju_ctx *ctx, approvals_reply *reply, const outcome *o, ju_err *err)
{
    Juki__Common__V1__Approval **list = ju_arena_alloc(ctx->arena, sizeof(void *));
    Juki__Common__V1__Approval *one = o->of == NULL ? NULL : ju_approval_message(ctx->arena, o->of);
    bool told = o->code == NULL && one != NULL;
    const char *detail =
        told ? ju_arena_printf(ctx->arena, "kind=%s digest=%s", o->of->kind, o->of->digest) : "";
    reply->refusal = ju_approval_refusal(ctx->arena, o->code, o->item);
    if (list == NULL || ctx->arena->full) {
        return ju_no_memory(err);
    }
    if (told) {
        *list = one;
        reply->approval = list;
        reply->n_approval = 1;
    }
    JU_TRY(ju_answer_command(ctx, &reply->base, err));
    return ju_audit(ctx,
                    &(ju_act){.action = o->action,
                              .operator_ = o->by,
                              .change_id = told ? o->of->approval_id : NULL,
                              .event_id = ctx->message->id,
                              .refused_code = o->code,
                              .detail = detail},
                    err);
}

static ju_rc check_key(const ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return strcmp(ctx->message->key, request_id) == 0 || *request_id != '\0'
               ? JU_OK
               : ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
}

/* ---- QueryApprovals ---------------------------------------------------------------------------------- */

ju_rc ju_approvals_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_approvals *query = body;
    JU_TRY(check_key(ctx, query->request_id, err));
    return ju_approval_ask_list(ctx, query->kind, query->approval_id, err);
}

ju_rc ju_approvals_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_approvals *query = body;
    approvals_reply reply = JUKI__COMMON__V1__APPROVALS_REPLY__INIT;
    outcome o = {.action = "approval.listed", .by = query->operator_, .item = "operator"};
    reply.request_id = query->request_id;
    o.code = ju_operator_named(query->operator_) ? NULL : "operator_missing";
    JU_TRY(o.code == NULL ? ju_approval_got_list(ctx, 0, &reply, err) : JU_OK);
    return answer(ctx, &reply, &o, err);
}

/* ---- DecideApproval ---------------------------------------------------------------------------------- */

ju_rc ju_approval_decide_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_approval *wish = body;
    return ju_approval_claim(ctx, wish->kind, wish->approval_id, err);
}

ju_rc ju_approval_decide_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_approval *wish = body;
    JU_TRY(check_key(ctx, wish->request_id, err));
    return ju_approval_ask(ctx, wish->kind, wish->approval_id, err);
}

/* Kinds that a command of their own decides are carried out with the decision. */
static bool decided_here(const ju_house *house, const char *kind)
{
    return strcmp(kind, "erasure") == 0 || (house->kinds != NULL && ju_word_listed(house->kinds, kind)) ||
           ju_word_listed(TOOL_KINDS, kind);
}

ju_rc ju_approval_decide_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_approval *wish = body;
    ju_approval of;
    approvals_reply reply = JUKI__COMMON__V1__APPROVALS_REPLY__INIT;
    outcome o = {.action = wish->approved ? "approval.approved" : "approval.refused",
                 .by = wish->operator_,
                 .item = "approval_id",
                 .of = &of};
    JU_TRY(ju_approval_got(ctx, 0, &of, err));
    reply.request_id = wish->request_id;
    if (!ju_operator_named(wish->operator_)) {
        o.code = "operator_missing";
        return answer(ctx, &reply, &o, err);
    }
    const ju_approval_word word =
        ju_approval_word_of(ctx, wish->operator_->operator_id, wish->approved, wish->digest, NULL);
    o.code = decided_here(ctx->house, wish->kind) ? ju_approval_check_decision(&of, &word) : "kind_unknown";
    if (o.code == NULL) {
        JU_TRY(ju_approval_put_decision(ctx, &of, &word, false, err));
        of.state = wish->approved ? "approved" : "refused";
        of.decided_by = word.by;
        of.decided_on = ctx->today;
    }
    return answer(ctx, &reply, &o, err);
}

/* ---- acts of tools ----------------------------------------------------------------------------------- */

static bool is_name(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return length > 0 && length <= NAME_BYTES && name[length] == '\0';
}

/* The request's text; NULL in *ret: an item is not one. */
static ju_rc text_of(ju_ctx *ctx, const char *kind, const char *approval_id, const char *asked_by,
                     Juki__Common__V1__ApprovalItem *const *item, size_t count, const char **ret, ju_err *err)
{
    ju_approval_item items[ITEMS_MOST];
    *ret = NULL;
    if (count == 0 || count > ITEMS_MOST) {
        return JU_OK;
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_name(item[i]->name) || strlen(item[i]->value) > VALUE_BYTES) {
            return JU_OK;
        }
        items[i] = (ju_approval_item){item[i]->name, item[i]->value};
    }
    *ret = ju_approval_text(ctx->arena, kind, approval_id, asked_by, items, count);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc ju_approval_request_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_approval *wish = body;
    return ju_approval_claim(ctx, wish->kind, wish->request_id, err);
}

ju_rc ju_approval_request_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_approval *wish = body;
    JU_TRY(check_key(ctx, wish->request_id, err));
    return ju_approval_ask(ctx, wish->kind, wish->request_id, err);
}

static const char *check_request(const request_approval *wish, const ju_approval *known,
                                 const char **ret_item)
{
    *ret_item = "operator";
    if (!ju_operator_named(wish->operator_)) {
        return "operator_missing";
    }
    *ret_item = "purpose";
    if (*wish->purpose == '\0' || strlen(wish->purpose) > PURPOSE_BYTES) {
        return "purpose_missing";
    }
    *ret_item = "kind";
    if (!ju_word_listed(TOOL_KINDS, wish->kind)) {
        return "kind_unknown";
    }
    *ret_item = "request_id";
    return known->found || !ju_uuid_valid(wish->request_id) ? "approval_known" : NULL;
}

ju_rc ju_approval_request_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_approval *wish = body;
    ju_approval of;
    const char *text = NULL;
    approvals_reply reply = JUKI__COMMON__V1__APPROVALS_REPLY__INIT;
    outcome o = {.action = "approval.asked", .by = wish->operator_, .of = &of};
    JU_TRY(ju_approval_got(ctx, 0, &of, err));
    reply.request_id = wish->request_id;
    o.code = check_request(wish, &of, &o.item);
    if (o.code == NULL) {
        const char *by = wish->operator_->operator_id;
        JU_TRY(text_of(ctx, wish->kind, wish->request_id, by, wish->item, wish->n_item, &text, err));
        o.code = text == NULL ? "item_invalid" : NULL;
        o.item = "item";
        JU_TRY(text == NULL ? JU_OK : ju_approval_put(ctx, wish->kind, wish->request_id, by, text, &of, err));
    }
    return answer(ctx, &reply, &o, err);
}

ju_rc ju_approval_use_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const use_approval *wish = body;
    return ju_approval_claim(ctx, wish->kind, wish->approval_id, err);
}

ju_rc ju_approval_use_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const use_approval *wish = body;
    JU_TRY(check_key(ctx, wish->request_id, err));
    return ju_approval_ask(ctx, wish->kind, wish->approval_id, err);
}

ju_rc ju_approval_use_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const use_approval *wish = body;
    ju_approval of;
    const char *text = NULL;
    approvals_reply reply = JUKI__COMMON__V1__APPROVALS_REPLY__INIT;
    outcome o = {.action = "approval.used", .by = wish->operator_, .item = "approval_id", .of = &of};
    JU_TRY(ju_approval_got(ctx, 0, &of, err));
    reply.request_id = wish->request_id;
    if (!ju_operator_named(wish->operator_)) {
        o.code = "operator_missing";
        return answer(ctx, &reply, &o, err);
    }
    const char *by = wish->operator_->operator_id;
    JU_TRY(text_of(ctx, wish->kind, wish->approval_id, of.found ? of.asked_by : "", wish->item, wish->n_item,
                   &text, err));
    o.code = !ju_word_listed(TOOL_KINDS, wish->kind)
                 ? "kind_unknown"
                 : ju_approval_check_use(&of, by, text == NULL ? "" : text, ctx->today);
    if (o.code == NULL) {
        JU_TRY(ju_approval_put_use(ctx, &of, by, err));
        of.state = "used";
        of.used_by = by;
        of.used_on = ctx->today;
    }
    return answer(ctx, &reply, &o, err);
}
