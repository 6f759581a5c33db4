/* 情報提供等記録 as operators ask for it: of a period to look after purposes (K39), of a person to be told to
 * him. */
#include "services/gateway/steps/exchange.h"

#include "common/event/topic_names.h"
#include "services/gateway/steps/act.h"

#include <string.h>

typedef Juki__Gateway__V1__QueryExchanges query_exchanges;
typedef Juki__Gateway__V1__ExchangeLookup exchange_lookup;
typedef Juki__Gateway__V1__ExchangesReply exchanges_reply;
typedef Juki__Gateway__V1__QueryExchangeStatistics query_statistics;
typedef Juki__Gateway__V1__ExchangeStatisticsReply statistics_reply;

ju_rc exchange_check_request(const char *request_id, ju_err *err)
{
    return *request_id != '\0'
               ? JU_OK
               : ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
}

Juki__Common__V1__Refusal *exchange_refusal_of(ju_ctx *ctx, const exchange_refusal *why)
{
    return why->code == NULL ? NULL
                             : act_refusal(ctx, why->code, why->item, exchange_refusal_text(why->code));
}

ju_rc exchange_audit(ju_ctx *ctx, const char *action, const Juki__Common__V1__Operator *who,
                     const char *addressee_number, const exchange_refusal *why, const char *detail,
                     ju_err *err)
{
    const ju_act act = {.action = action,
                        .operator_ = who,
                        .event_id = ctx->message->id,
                        .refused_code = why->code,
                        .detail = detail};
    return detail == NULL ? ju_no_memory(err) : act_on_person(ctx, act, addressee_number, err);
}

/* ---- records ------------------------------------------------------------------------------------------- */

static bool of_person(const query_exchanges *query)
{
    return *query->addressee_number != '\0';
}

/* ctx->work: why it is refused, if its form already says so. */
ju_rc exchange_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_exchanges *query = body;
    exchange_refusal *why = ju_arena_alloc(ctx->arena, sizeof *why);
    JU_TRY(exchange_check_request(query->request_id, err));
    if (why == NULL) {
        return ju_no_memory(err);
    }
    *why = exchange_check_query(query);
    ctx->work = why;
    if (why->code != NULL) {
        return JU_OK;
    }
    return of_person(query) ? exchange_ask_person(ctx, query->addressee_number, err)
                            : exchange_ask_records(ctx, NULL, query->filter, err);
}

/* Who it is about is unsealed here alone. */
static ju_rc open_person(ju_ctx *ctx, exchange_row *row, ju_err *err)
{
    const gateway *self = ctx->app;
    return row->person.integrated_number == NULL
               ? JU_OK
               : ju_unseal_text(self->own, ctx->arena, EXCHANGE_NUMBER_FIELD, row->person.subject,
                                row->person.integrated_number, &row->as.integrated_number, err);
}

static ju_rc fill_records(ju_ctx *ctx, exchanges_reply *reply, ju_err *err)
{
    exchange_row *rows = NULL;
    size_t count = 0;
    bool more = false;
    JU_TRY(exchange_got_records(ctx, 0, &rows, &count, &more, err));
    reply->record = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->record);
    if (reply->record == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        JU_TRY(open_person(ctx, &rows[i], err));
        reply->record[i] = &rows[i].as;
    }
    reply->n_record = count;
    reply->next = more ? rows[count - 1].as.number : 0;
    return JU_OK;
}

/* Whose records are meant is known by now; under which hash they lie only the gateway's key can say. */
static ju_rc look_up(ju_ctx *ctx, const query_exchanges *query, exchange_refusal *why, ju_err *err)
{
    exchange_lookup lookup = JUKI__GATEWAY__V1__EXCHANGE_LOOKUP__INIT;
    lookup.request_id = query->request_id;
    lookup.operator_ = query->operator_;
    lookup.integrated_number = (char *)(uintptr_t)exchange_got_person(ctx, 0);
    lookup.filter = query->filter;
    lookup.addressee_number = query->addressee_number;
    if (lookup.integrated_number == NULL) {
        return ju_no_memory(err);
    }
    if (*lookup.integrated_number == '\0') {
        *why = (exchange_refusal){"person_unknown", "addressee_number"};
        return JU_OK;
    }
    return ju_emit(ctx, JU_TOPIC_EXCHANGE_GATEWAY, query->request_id, &lookup.base, NULL, err);
}

ju_rc exchange_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_exchanges *query = body;
    exchange_refusal *why = ctx->work;
    exchanges_reply reply = JUKI__GATEWAY__V1__EXCHANGES_REPLY__INIT;
    if (why->code == NULL) {
        JU_TRY(of_person(query) ? look_up(ctx, query, why, err) : fill_records(ctx, &reply, err));
    }
    if (why->code != NULL || !of_person(query)) {
        reply.request_id = query->request_id;
        reply.refusal = exchange_refusal_of(ctx, why);
        JU_TRY(ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, query->request_id, &reply.base, NULL, err));
    }
    const char *detail = why->code != NULL || of_person(query)
                             ? ""
                             : ju_arena_printf(ctx->arena, "records=%zu", reply.n_record);
    return exchange_audit(ctx, "exchange.listed", query->operator_, query->addressee_number, why, detail,
                          err);
}

ju_rc exchange_lookup_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const exchange_lookup *lookup = body;
    const char *subject = NULL;
    if (lookup->filter == NULL) {
        return ju_reject(err, "item_missing", "filter", "which records is not said");
    }
    JU_TRY(record_subject(ctx, lookup->integrated_number, &subject, err));
    return exchange_ask_records(ctx, subject, lookup->filter, err);
}

/* Why he asked was audited with the question; here, what he was told. */
ju_rc exchange_lookup_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    static const exchange_refusal fine = {0};
    const exchange_lookup *lookup = body;
    exchanges_reply reply = JUKI__GATEWAY__V1__EXCHANGES_REPLY__INIT;
    reply.request_id = lookup->request_id;
    JU_TRY(fill_records(ctx, &reply, err));
    JU_TRY(ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, lookup->request_id, &reply.base, NULL, err));
    return exchange_audit(ctx, "exchange.shown", lookup->operator_, lookup->addressee_number, &fine,
                          ju_arena_printf(ctx->arena, "records=%zu", reply.n_record), err);
}

/* ---- statistics ---------------------------------------------------------------------------------------- */

ju_rc exchange_statistics_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_statistics *query = body;
    exchange_refusal *why = ju_arena_alloc(ctx->arena, sizeof *why);
    JU_TRY(exchange_check_request(query->request_id, err));
    if (why == NULL) {
        return ju_no_memory(err);
    }
    *why = exchange_check_statistics(query);
    ctx->work = why;
    return why->code == NULL ? exchange_ask_counts(ctx, query->from, query->to, err) : JU_OK;
}

static ju_rc fill_statistics(ju_ctx *ctx, statistics_reply *reply, exchange_refusal *why, ju_err *err)
{
    const gateway *self = ctx->app;
    bool too_many = false;
    JU_TRY(exchange_got_counts(ctx, 0, reply, &too_many, err));
    JU_TRY(exchange_got_status(ctx, 1, reply->status, err));
    exchange_suppress(reply->count, reply->n_count, self->statistics_minimum);
    if (too_many) {
        *why = (exchange_refusal){"too_many", "from"};
        reply->n_count = 0;
    }
    reply->status->erasable_before = ju_arena_alloc(ctx->arena, JU_DATE_SIZE);
    if (reply->status->erasable_before == NULL) {
        return ju_no_memory(err);
    }
    exchange_erasable_before(ctx->today, reply->status->erasable_before);
    return JU_OK;
}

ju_rc exchange_statistics_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_statistics *query = body;
    exchange_refusal *why = ctx->work;
    statistics_reply reply = JUKI__GATEWAY__V1__EXCHANGE_STATISTICS_REPLY__INIT;
    Juki__Gateway__V1__ExchangeStatus status = JUKI__GATEWAY__V1__EXCHANGE_STATUS__INIT;
    if (why->code == NULL) {
        reply.status = &status;
        JU_TRY(fill_statistics(ctx, &reply, why, err));
    }
    reply.request_id = query->request_id;
    reply.refusal = exchange_refusal_of(ctx, why);
    JU_TRY(ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, query->request_id, &reply.base, NULL, err));
    return exchange_audit(ctx, "exchange.counted", query->operator_, "", why, "", err);
}
