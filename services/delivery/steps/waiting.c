/* delivery.command: what waits for its hand-over, and what an operator decides about it. */
#include "services/delivery/waiting.h"
#include "services/delivery/steps/gate.h"

#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Delivery__V1__QueryWaiting query_waiting;
typedef Juki__Delivery__V1__DecideWaiting decide_waiting;
typedef Juki__Delivery__V1__WaitingReply waiting_reply;
typedef Juki__Delivery__V1__WaitingRecord waiting_record;
typedef Juki__Delivery__V1__WaitingAct waiting_act;

static const waiting_act RENEW = JUKI__DELIVERY__V1__WAITING_ACT__WAITING_ACT_RENEW;
static const waiting_act WITHDRAW = JUKI__DELIVERY__V1__WAITING_ACT__WAITING_ACT_WITHDRAW;
static const waiting_act RELEASE = JUKI__DELIVERY__V1__WAITING_ACT__WAITING_ACT_RELEASE;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static ju_rc check_request_id(const char *request_id, ju_err *err)
{
    return *request_id != '\0' ? JU_OK
                               : ju_reject(err, "item_missing", "request_id",
                                           "a command without a number cannot be answered");
}

/* code NULL: it is done. items: the reply, filled but for that. */
static ju_rc answer(ju_ctx *ctx, const waiting_reply *items, const char *code, const char *item, ju_err *err)
{
    waiting_reply reply = *items;
    Juki__Common__V1__Refusal refusal = JUKI__COMMON__V1__REFUSAL__INIT;
    if (code != NULL) {
        refusal.code = text(code);
        refusal.item = text(item);
        refusal.message = text(waiting_refusal_message(code));
        reply.refusal = &refusal;
    }
    return ju_emit(ctx, JU_TOPIC_DELIVERY_REPLY, reply.request_id, &reply.base, NULL, err);
}

/* ---- QueryWaiting -------------------------------------------------------------------------------------- */

ju_rc query_waiting_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_waiting *question = body;
    JU_TRY(check_request_id(question->request_id, err));
    return gate_ask_list(ctx, err);
}

static Juki__Delivery__V1__WaitingState state_of(const gate_listed *row)
{
    if (*row->differs != '\0') {
        return row->apart ? JUKI__DELIVERY__V1__WAITING_STATE__WAITING_STATE_APART
                          : JUKI__DELIVERY__V1__WAITING_STATE__WAITING_STATE_DIFFERS;
    }
    return row->checked ? JUKI__DELIVERY__V1__WAITING_STATE__WAITING_STATE_EQUAL
                        : JUKI__DELIVERY__V1__WAITING_STATE__WAITING_STATE_WAITING;
}

/* The words of a text that is separated by blanks. */
static bool split(ju_arena *arena, const char *words, waiting_record *ret)
{
    char *rest = ju_arena_strdup(arena, words);
    ret->differs = ju_arena_alloc(arena, (strlen(words) + 1) * sizeof *ret->differs);
    if (rest == NULL || ret->differs == NULL) {
        return false;
    }
    for (char *word = strsep(&rest, " "); word != NULL && *word != '\0'; word = strsep(&rest, " ")) {
        ret->differs[ret->n_differs++] = word;
    }
    return true;
}

static ju_rc fill_list(ju_ctx *ctx, waiting_reply *reply, ju_err *err)
{
    size_t count = (size_t)PQntuples(ju_answer(ctx, 0));
    waiting_record *record = ju_arena_alloc(ctx->arena, count * sizeof *record);
    reply->record = ju_arena_alloc(ctx->arena, count * sizeof *reply->record);
    if (record == NULL || reply->record == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        gate_listed row;
        juki__delivery__v1__waiting_record__init(&record[i]);
        if (!gate_got_listed(ctx, (int)i, &row) || !split(ctx->arena, row.differs, &record[i])) {
            return ju_no_memory(err);
        }
        record[i].event_id = text(row.event_id);
        record[i].change_id = text(row.change_id);
        record[i].batch = text(row.received_on);
        record[i].state = state_of(&row);
        record[i].person_count = (int32_t)row.persons;
        reply->record[reply->n_record++] = &record[i];
    }
    return JU_OK;
}

ju_rc query_waiting_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_waiting *question = body;
    waiting_reply reply = JUKI__DELIVERY__V1__WAITING_REPLY__INIT;
    const char *item = "";
    const char *refused = waiting_query_check(question, &item);
    reply.request_id = question->request_id;
    if (refused == NULL) {
        JU_TRY(fill_list(ctx, &reply, err));
    }
    JU_TRY(answer(ctx, &reply, refused, item, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "delivery.listed",
                              .operator_ = question->operator_,
                              .event_id = ctx->message->id,
                              .refused_code = refused},
                    err);
}

/* ---- DecideWaiting ------------------------------------------------------------------------------------- */

/* What is malformed is answered without a question. */
ju_rc decide_waiting_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_waiting *decision = body;
    const char *item = NULL;
    JU_TRY(check_request_id(decision->request_id, err));
    if (waiting_decision_check(decision, &item) != NULL) {
        return JU_OK;
    }
    return decision->act == RELEASE ? gate_ask_batch(ctx, decision->batch, err)
                                    : gate_ask_record(ctx, decision->event_id, err);
}

static const char *action_of(waiting_act act)
{
    return act == RENEW ? "delivery.renew" : act == WITHDRAW ? "delivery.withdraw" : "delivery.release";
}

static ju_rc release(ju_ctx *ctx, const file_records *records, const decide_waiting *decision, ju_err *err)
{
    for (size_t i = 0; i < records->count; i++) {
        JU_TRY(ju_audit(ctx,
                        &(ju_act){.action = "delivery.apart",
                                  .operator_ = decision->operator_,
                                  .subject = records->item[i].subject,
                                  .change_id = records->item[i].change_id,
                                  .event_id = records->item[i].event_id},
                        err));
    }
    JU_TRY(gate_put_recheck(ctx, records, err));
    return gate_put_apart(ctx, records, err);
}

static ju_rc carry_out(ju_ctx *ctx, const file_records *records, const decide_waiting *decision, ju_err *err)
{
    if (decision->act == RELEASE) {
        return release(ctx, records, decision, err);
    }
    const gate_reason why = {.operator_ = decision->operator_,
                             .without = decision->act == RENEW ? " " : NULL};
    return gate_take_out(ctx, records, &why, err);
}

static ju_rc fill_records(ju_ctx *ctx, const file_records *records, waiting_reply *reply, ju_err *err)
{
    waiting_record *record = ju_arena_alloc(ctx->arena, records->count * sizeof *record);
    reply->record = ju_arena_alloc(ctx->arena, records->count * sizeof *reply->record);
    if (record == NULL || reply->record == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < records->count; i++) {
        juki__delivery__v1__waiting_record__init(&record[i]);
        record[i].event_id = text(records->item[i].event_id);
        record[i].change_id = text(records->item[i].change_id);
        reply->record[reply->n_record++] = &record[i];
    }
    return JU_OK;
}

ju_rc decide_waiting_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_waiting *decision = body;
    waiting_reply reply = JUKI__DELIVERY__V1__WAITING_REPLY__INIT;
    file_records records = {0};
    const char *item = "";
    const char *refused = waiting_decision_check(decision, &item);
    reply.request_id = decision->request_id;
    if (refused == NULL) {
        JU_TRY(file_got(ctx, 0, &records, err));
        refused = records.count > 0 ? NULL : decision->act == RELEASE ? "batch_not_held" : "record_unknown";
        item = decision->act == RELEASE ? "batch" : "event_id";
    }
    if (refused == NULL) {
        JU_TRY(carry_out(ctx, &records, decision, err));
        JU_TRY(fill_records(ctx, &records, &reply, err));
    }
    JU_TRY(answer(ctx, &reply, refused, item, err));
    return ju_audit(ctx,
                    &(ju_act){.action = action_of(decision->act),
                              .operator_ = decision->operator_,
                              .event_id = ctx->message->id,
                              .refused_code = refused},
                    err);
}
