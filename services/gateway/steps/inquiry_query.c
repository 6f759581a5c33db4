/* How inquiries stand, and what was answered: each look at a result is an act with its purpose. */
#include "services/gateway/steps/inquiry.h"

#include "common/event/topic_names.h"
#include "services/gateway/steps/affair.h"

#include <string.h>

typedef Juki__Gateway__V1__QueryInquiries query_inquiries;
typedef Juki__Gateway__V1__InquiriesReply inquiries_reply;
typedef Juki__Gateway__V1__ProvidedInformation provided_information;

enum { ROWS, RESULT };

static bool of_one(const query_inquiries *query)
{
    return *query->inquiry_id != '\0';
}

ju_rc inquiry_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_inquiries *query = body;
    JU_TRY(inquiry_check_request(query->request_id, err));
    if (!of_one(query)) {
        return inquiry_ask_latest(ctx, err);
    }
    JU_TRY(inquiry_ask_one(ctx, query->inquiry_id, err));
    return inquiry_ask_result(ctx, query->inquiry_id, err);
}

static ju_rc fill_rows(ju_ctx *ctx, inquiry_row *rows, size_t count, inquiries_reply *reply, ju_err *err)
{
    reply->inquiry = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->inquiry);
    for (size_t i = 0; reply->inquiry != NULL && i < count; i++) {
        reply->inquiry[i] = &rows[i].as;
    }
    reply->n_inquiry = count;
    return reply->inquiry != NULL ? JU_OK : ju_no_memory(err);
}

static ju_rc fill_items(ju_ctx *ctx, const provided_information *it, inquiries_reply *reply, ju_err *err)
{
    Juki__Gateway__V1__InquiryItem *items = ju_arena_alloc(ctx->arena, (it->n_item + 1) * sizeof *items);
    reply->item = ju_arena_alloc(ctx->arena, (it->n_item + 1) * sizeof *reply->item);
    if (items == NULL || reply->item == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < it->n_item; i++) {
        juki__gateway__v1__inquiry_item__init(&items[i]);
        items[i].name = it->item[i]->name;
        items[i].value = it->item[i]->value;
        reply->item[i] = &items[i];
    }
    reply->n_item = it->n_item;
    reply->as_of = it->as_of;
    return JU_OK;
}

/* What was answered, when it is still there. */
static ju_rc fill_result(ju_ctx *ctx, const inquiry_row *row, inquiries_reply *reply, ju_err *err)
{
    const gateway *self = ctx->app;
    const provided_information *it = NULL;
    ProtobufCBinaryData clear = {0};
    const Juki__Common__V1__Sealed *sealed = inquiry_got_result(ctx, RESULT);
    if (sealed == NULL) {
        return JU_OK;
    }
    JU_TRY(ju_unseal(self->own, ctx->arena, INQUIRY_RESULT_FIELD, row->as.inquiry_id, sealed, &clear, err));
    ju_rc rc = inquiry_read_result(ctx, &clear, &it, err);
    explicit_bzero(clear.data, clear.len);
    JU_TRY(rc);
    return fill_items(ctx, it, reply, err);
}

static inquiry_refusal check(const query_inquiries *query, const inquiry_row *row)
{
    if (!inquiry_operator_good(query->operator_)) {
        return (inquiry_refusal){"operator_missing", "operator"};
    }
    if (!of_one(query)) {
        return (inquiry_refusal){NULL, ""};
    }
    if (*query->purpose == '\0') {
        return (inquiry_refusal){"purpose_missing", "purpose"};
    }
    return row == NULL ? (inquiry_refusal){"inquiry_unknown", "inquiry_id"} : (inquiry_refusal){NULL, ""};
}

static ju_rc fill(ju_ctx *ctx, const query_inquiries *query, inquiry_row *rows, size_t count,
                  inquiries_reply *reply, ju_err *err)
{
    JU_TRY(fill_rows(ctx, rows, count, reply, err));
    return of_one(query) ? fill_result(ctx, &rows[0], reply, err) : JU_OK;
}

ju_rc inquiry_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_inquiries *query = body;
    inquiries_reply reply = JUKI__GATEWAY__V1__INQUIRIES_REPLY__INIT;
    inquiry_row *rows = NULL;
    size_t count = 0;
    JU_TRY(inquiry_got_rows(ctx, ROWS, &rows, &count, err));
    bool found = of_one(query) && count > 0 && affair_owns(ctx, rows[0].content.consumer);
    const inquiry_row *one = found ? &rows[0] : NULL;
    const inquiry_refusal why = check(query, one);
    const inquiry_happening seen = {.code = why.code, .who = query->operator_};
    reply.request_id = query->request_id;
    reply.refusal = inquiry_refusal_of(ctx, &why);
    JU_TRY(why.code == NULL ? fill(ctx, query, rows, count, &reply, err) : JU_OK);
    JU_TRY(ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, query->request_id, &reply.base, NULL, err));
    if (of_one(query)) {
        return inquiry_audit(ctx, "inquiry.shown", one, query->inquiry_id, &seen, err);
    }
    for (size_t i = 0; i < reply.n_inquiry; i++) { /* everybody who is shown has the act in his own trail */
        JU_TRY(inquiry_audit(ctx, "inquiry.listed", &rows[i], rows[i].as.inquiry_id, &seen, err));
    }
    return reply.n_inquiry > 0 ? JU_OK
                               : inquiry_audit(ctx, "inquiry.listed", NULL, query->request_id, &seen, err);
}
