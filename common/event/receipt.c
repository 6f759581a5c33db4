#include "common/event/receipt.h"

#include "common/base/uuid7.h"

#include <string.h>

static void arg_ids(ju_args *args, const ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt)
{
    ju_args_init(args, ctx->arena);
    ju_arg_text_array(args, (const char *const *)(uintptr_t)receipt->event_id, receipt->n_event_id);
}

ju_rc ju_receipt_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__Acknowledged *receipt = body;
    for (size_t i = 0; i < receipt->n_event_id; i++) {
        JU_TRY(ju_claim(ctx, "receipt", receipt->event_id[i], err));
    }
    return JU_OK;
}

ju_rc ju_receipt_ask(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, const ju_sql *find,
                     ju_err *err)
{
    if (receipt->n_event_id > JU_RECEIPT_MAX_EVENTS) {
        return ju_reject(err, "too_many", "event_id", "a receipt names %zu events", receipt->n_event_id);
    }
    ju_args args;
    arg_ids(&args, ctx, receipt);
    return ju_ask(ctx, find, &args, err);
}

/* Whatever a peer wrote instead of an id stays out of the audit trail. */
static const char *shown_id(const char *id)
{
    return ju_uuid_valid(id) ? id : NULL;
}

/* A peer that got an event twice may name it twice at once. */
static bool named_before(const Juki__Common__V1__Acknowledged *receipt, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (strcmp(receipt->event_id[i], receipt->event_id[at]) == 0) {
            return true;
        }
    }
    return false;
}

static bool came_before(const PGresult *found, int row)
{
    return PQnfields(found) > 2 && ju_col_bool(found, row, 2);
}

ju_rc ju_receipt_apply(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, const ju_sql *mark,
                       const char *action, const char *peer, ju_err *err)
{
    const PGresult *found = ju_answer(ctx, 0);
    for (size_t i = 0; i < receipt->n_event_id; i++) {
        int row = (int)i;
        if (came_before(found, row) || named_before(receipt, i)) {
            continue;
        }
        bool known = !PQgetisnull(found, row, 0);
        const ju_act act = {
            .action = action,
            .subject = ju_col(found, row, 1),
            .change_id = ju_col(found, row, 0),
            .event_id = shown_id(receipt->event_id[i]),
            .refused_code = known ? NULL : "event_unknown",
            .detail = peer,
        };
        JU_TRY(ju_audit(ctx, &act, err));
    }
    ju_args args;
    arg_ids(&args, ctx, receipt);
    return ju_do(ctx, mark, &args, err);
}
