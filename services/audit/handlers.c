#include "services/audit/handlers.h"

#include "common/event/topic_names.h"
#include "services/audit/append.h"
#include "services/audit/query.h"
#include "services/audit/steps/follow.h"
#include "services/audit/steps/tree.h"
#include "services/audit/store.h"

#include <stdlib.h>
#include <string.h>

enum { ASKED_ENTRIES, ASKED_CHECKPOINT }; /* by ask_chain */

/* Made anew at the begin of each batch, but for what is followed. */
typedef struct audit_state {
    audit_append append;
    int64_t last_index;  /* of the log before this batch */
    size_t answer_bytes; /* of the replies in this batch */
    follow follow;
    tree_keeper tree;
} audit_state;

ju_rc audit_state_open(const ju_settings *common, const audit_settings *settings, void **ret, ju_err *err)
{
    audit_state *state = calloc(1, sizeof *state);
    if (state == NULL) {
        return ju_no_memory(err);
    }
    *ret = state; /* closed also when the key is missing */
    state->follow.path = settings->refusal_log;
    return tree_open(&state->tree, common->key_dir, common->topic_prefix, settings->checkpoint_ms, err);
}

void audit_state_metrics(void *state, ju_registry *registry)
{
    audit_state *ours = state;
    follow_metrics(&ours->follow, registry);
    tree_metrics(&ours->tree, registry);
}

void audit_state_close(void *state)
{
    audit_state *ours = state;
    if (ours != NULL) {
        tree_close(&ours->tree);
        free(ours);
    }
}

/* ---- the head of the log, shared by the messages of a batch
 * ------------------------------------------------ */

static ju_rc begin(ju_ctx *ctx, ju_err *err)
{
    audit_state *state = ctx->app;
    JU_TRY(audit_store_head(ctx, &state->last_index, err));
    state->answer_bytes = 0;
    return audit_append_init(&state->append, ctx->arena, state->last_index, err);
}

static ju_rc end(ju_ctx *ctx, ju_err *err)
{
    const audit_state *state = ctx->app;
    return state->append.count == 0 ? JU_OK : audit_store_append(ctx, &state->append, err);
}

/* ---- without messages: the tree grows; whom Kafka refused ------------------------------------------------
 */

static ju_rc idle_ask(ju_ctx *ctx, ju_err *err)
{
    audit_state *state = ctx->app;
    JU_TRY(tree_idle_ask(ctx, err));
    return follow_idle_ask(&state->follow, ctx, err);
}

static ju_rc idle_begin(ju_ctx *ctx, ju_err *err)
{
    audit_state *state = ctx->app;
    state->append.count =
        0; /* of the batch before: nothing is appended here, refusals come back as records */
    JU_TRY(tree_idle_begin(&state->tree, ctx, 0, err));
    return follow_idle_begin(&state->follow, ctx, TREE_IDLE_QUESTIONS, err);
}

const ju_batch_hooks audit_hooks = {
    .ask = audit_store_ask_head, .begin = begin, .end = end, .idle_ask = idle_ask, .idle_begin = idle_begin};

/* ---- records
 * ----------------------------------------------------------------------------------------------- */

static ju_rc ask_records(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__AuditRecords *records = body;
    for (size_t i = 0; i < records->n_record; i++) {
        JU_TRY(audit_record_check(records->record[i], err));
    }
    return audit_store_ask_known(ctx, records, err);
}

static ju_rc apply_records(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__AuditRecords *records = body;
    audit_state *state = ctx->app;
    JU_TRY(audit_store_known(ctx, &state->append, err));
    for (size_t i = 0; i < records->n_record; i++) {
        JU_TRY(audit_append_record(&state->append, records->record[i], err));
    }
    return JU_OK;
}

/* ---- questions
 * --------------------------------------------------------------------------------------------- */

/* Questions are answered one round after the other, so that one page at a time is in memory. */
static ju_rc claim_page(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return ju_claim(ctx, "page", "", err);
}

static Juki__Common__V1__Refusal *refusal_message(ju_ctx *ctx, const audit_refusal *refused)
{
    Juki__Common__V1__Refusal *refusal = ju_arena_alloc(ctx->arena, sizeof *refusal);
    if (refusal != NULL) {
        juki__common__v1__refusal__init(refusal);
        refusal->code = (char *)(uintptr_t)refused->code;
        refusal->item = (char *)(uintptr_t)refused->item;
        refusal->message = (char *)(uintptr_t)refused->message;
    }
    return refusal;
}

/* Answers and notes who asked; ctx->work is the refusal found while asking, if any. */
static ju_rc answer(ju_ctx *ctx, const char *request_id, const char *checkpoint, ju_act *act, ju_err *err)
{
    audit_state *state = ctx->app;
    const audit_refusal *refused = ctx->work;
    if (refused == NULL && state->answer_bytes > AUDIT_BATCH_MAX_BYTES) {
        refused = &audit_refusal_busy;
    }
    Juki__Audit__V1__AuditReply reply = JUKI__AUDIT__V1__AUDIT_REPLY__INIT;
    reply.request_id = (char *)(uintptr_t)request_id;
    reply.last_index = state->last_index;
    reply.checkpoint =
        (ProtobufCBinaryData){.len = strlen(checkpoint), .data = (uint8_t *)(uintptr_t)checkpoint};
    if (refused == NULL) {
        JU_TRY(audit_store_entries(ctx, &reply, err));
    } else {
        reply.refusal = refusal_message(ctx, refused);
        act->refused_code = refused->code;
    }
    state->answer_bytes += juki__audit__v1__audit_reply__get_packed_size(&reply);
    JU_TRY(ju_audit(ctx, act, err));
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, ctx->message->key, &reply.base, NULL, err);
}

static ju_rc ask_journey(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryJourney *query = body;
    const audit_refusal *refused = audit_check_journey(query);
    ctx->work = (void *)(uintptr_t)refused;
    return refused == NULL ? audit_store_ask_journey(ctx, query->change_id, err) : JU_OK;
}

static ju_rc apply_journey(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryJourney *query = body;
    ju_act act = {.action = "audit.journey", .operator_ = query->operator_, .change_id = query->change_id};
    return answer(ctx, query->request_id, "", &act, err);
}

static ju_rc ask_chain(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryChain *query = body;
    const audit_refusal *refused = audit_check_chain(query);
    ctx->work = (void *)(uintptr_t)refused;
    if (refused != NULL) {
        return JU_OK;
    }
    JU_TRY(audit_store_ask_page(ctx, query->from_index, audit_page_rows(query), err));
    return checkpoint_ask(ctx, err);
}

static ju_rc apply_chain(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryChain *query = body;
    ju_act act = {.action = "audit.chain", .operator_ = query->operator_};
    audit_signed last = {0};
    JU_TRY(ctx->work == NULL ? checkpoint_got(ctx, ASKED_CHECKPOINT, &last, err) : JU_OK);
    return answer(ctx, query->request_id, last.note == NULL ? "" : last.note, &act, err);
}

const ju_handler audit_handlers[] = {
    {.topic = JU_TOPIC_AUDIT_RECORD,
     .descriptor = &juki__audit__v1__audit_records__descriptor,
     .ask = ask_records,
     .apply = apply_records},
    {.topic = JU_TOPIC_AUDIT_COMMAND,
     .descriptor = &juki__audit__v1__query_journey__descriptor,
     .claim = claim_page,
     .ask = ask_journey,
     .apply = apply_journey},
    {.topic = JU_TOPIC_AUDIT_COMMAND,
     .descriptor = &juki__audit__v1__query_chain__descriptor,
     .claim = claim_page,
     .ask = ask_chain,
     .apply = apply_chain},
};
const size_t audit_handler_count = sizeof audit_handlers / sizeof audit_handlers[0];
