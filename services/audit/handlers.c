#include "services/audit/handlers.h"

#include "common/event/topic_names.h"
#include "common/staff/house_commands.h"
#include "common/staff/standing.h"
#include "juki/audit/v1/register.pb-c.h"
#include "juki/audit/v1/report.pb-c.h"
#include "juki/audit/v1/retention.pb-c.h"
#include "juki/audit/v1/roster.pb-c.h"
#include "services/audit/append.h"
#include "services/audit/commands.h"
#include "services/audit/history.h"
#include "services/audit/query.h"
#include "services/audit/question.h"
#include "services/audit/steps/checkpoint.h"
#include "services/audit/steps/follow.h"
#include "services/audit/steps/history.h"
#include "services/audit/steps/prove.h"
#include "services/audit/steps/questions.h"
#include "services/audit/steps/register.h"
#include "services/audit/steps/reporter.h"
#include "services/audit/steps/retention.h"
#include "services/audit/steps/tree.h"
#include "services/audit/steps/witnesses.h"
#include "services/audit/store.h"
#include "services/audit/store_retention.h"

#include <stdlib.h>
#include <string.h>

enum {
    ASKED_ENTRIES,
    ASKED_CHECKPOINT,
    ASKED_EXPIRED = ASKED_CHECKPOINT
}; /* beside the entries, if at all */

/* Made anew at the begin of each batch, but for what is followed. */
typedef struct audit_state {
    audit_append append;
    int64_t last_index;  /* of the log before this batch */
    size_t answer_bytes; /* of the replies in this batch */
    follow follow;
    tree_keeper tree;
    checkpoint_keeper checkpoint;
    tiles_door *tiles;
    witnesses *witnesses;
    stamper *stamper;
    reporter *reporter;
    ju_keyring *subjects;
    const audit_settings *settings;
    ju_staff_door *door;
} audit_state;

ju_rc audit_state_open(const ju_settings *common, const audit_settings *settings, void **ret, ju_err *err)
{
    audit_state *state = calloc(1, sizeof *state);
    if (state == NULL) {
        return ju_no_memory(err);
    }
    *ret = state; /* closed also when the key is missing */
    state->settings = settings;
    state->follow.refusals.path = settings->refusal_log;
    state->follow.sessions.path = settings->session_logs;
    JU_TRY(ju_keyring_open(common->key_dir, "audit", &state->subjects, err));
    JU_TRY(audit_door_open(settings, &state->door, err));
    JU_TRY(tree_open(&state->tree, err));
    JU_TRY(witnesses_open(settings->witnesses, &state->witnesses, err));
    JU_TRY(stamper_open(&settings->stamp, &state->stamper, err));
    JU_TRY(reporter_open(common, &settings->report, &state->reporter, err));
    JU_TRY(tiles_open(common, &settings->tiles, &state->tiles, err));
    return checkpoint_open(&state->checkpoint,
                           &(checkpoint_setup){.key_dir = common->key_dir,
                                               .prefix = common->topic_prefix,
                                               .path = settings->checkpoint_file,
                                               .every_ms = settings->checkpoint_ms,
                                               .witnesses = witnesses_count(state->witnesses)},
                           err);
}

ju_keyring *audit_subjects(const ju_ctx *ctx)
{
    const audit_state *state = ctx->app;
    return state->subjects;
}

void audit_state_metrics(void *state, ju_registry *registry)
{
    audit_state *ours = state;
    follow_metrics(&ours->follow, registry);
    tree_metrics(&ours->tree, registry);
    checkpoint_metrics(&ours->checkpoint, registry);
    witnesses_metrics(ours->witnesses, registry);
    stamper_metrics(ours->stamper, registry);
    reporter_metrics(ours->reporter, registry);
}

void audit_state_close(void *state)
{
    audit_state *ours = state;
    if (ours != NULL) {
        ju_staff_door_close(ours->door);
        tiles_close(ours->tiles);
        witnesses_close(ours->witnesses);
        stamper_close(ours->stamper);
        reporter_close(ours->reporter);
        tree_close(&ours->tree);
        checkpoint_close(&ours->checkpoint);
        ju_keyring_free(ours->subjects);
        free(ours);
    }
}

const audit_settings *audit_state_settings(const void *state)
{
    return ((const audit_state *)state)->settings;
}

ju_staff_door *audit_state_door(const void *state)
{
    return ((const audit_state *)state)->door;
}

const char *audit_state_trouble(void *state)
{
    const audit_state *ours = state;
    return atomic_load(&ours->checkpoint.trouble) == NULL
               ? NULL
               : "the log is not what was signed of it: somebody rewrote it";
}

ju_rc audit_state_aside(void *state, ju_db *db, ju_err *err)
{
    audit_state *ours = state;
    const checkpoint_keeper *last = &ours->checkpoint;
    JU_TRY(checkpoint_look(&ours->checkpoint, db, ours->tree.size, err));
    const char *note = atomic_load(&last->trouble) == NULL ? last->note : NULL;
    JU_TRY(witnesses_look(ours->witnesses, db, last->stored, note, err));
    return stamper_look(ours->stamper, db, last->stored, note, err);
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

/* ---- without messages: the tree grows; what logs of others tell ------------------------------------------
 */

static ju_rc idle_ask(ju_ctx *ctx, ju_err *err)
{
    audit_state *state = ctx->app;
    JU_TRY(tree_idle_ask(ctx, err));
    JU_TRY(retention_idle_ask(ctx, err));
    JU_TRY(reporter_idle_ask(state->reporter, ctx, err));
    return follow_idle_ask(&state->follow, ctx, err);
}

static ju_rc idle_begin(ju_ctx *ctx, ju_err *err)
{
    audit_state *state = ctx->app;
    state->append.count =
        0; /* of the batch before: nothing is appended here, what logs tell comes back as records */
    JU_TRY(tree_idle_begin(&state->tree, ctx, 0, err));
    JU_TRY(checkpoint_idle_begin(&state->checkpoint, ctx, err));
    JU_TRY(retention_idle_begin(ctx, TREE_IDLE_QUESTIONS, err));
    int asked = TREE_IDLE_QUESTIONS + RETENTION_IDLE_QUESTIONS;
    JU_TRY(reporter_idle_begin(state->reporter, ctx, &asked, err));
    return follow_idle_begin(&state->follow, ctx, asked, err);
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

Juki__Common__V1__Refusal *audit_refusal_message(ju_ctx *ctx, const audit_refusal *refused)
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

/* The refusal found while asking or, when this batch has answered enough, the one that says so. */
static const audit_refusal *refusal_of(const ju_ctx *ctx)
{
    const audit_state *state = ctx->app;
    const audit_refusal *refused = ctx->work;
    return refused == NULL && state->answer_bytes > AUDIT_BATCH_MAX_BYTES ? &audit_refusal_busy : refused;
}

int64_t audit_last_index(const ju_ctx *ctx)
{
    const audit_state *state = ctx->app;
    return state->last_index;
}

ju_hasher *audit_hasher(const ju_ctx *ctx)
{
    const audit_state *state = ctx->app;
    return state->tree.hasher;
}

ju_rc audit_note_others(ju_ctx *ctx, ju_act act, char *const *subject, size_t count, ju_err *err)
{
    for (size_t i = 1; act.subject != NULL && i < count; i++) {
        act.subject = subject[i];
        JU_TRY(ju_audit(ctx, &act, err));
    }
    return JU_OK;
}

ju_rc audit_answer(ju_ctx *ctx, const audit_wanted *wanted, ju_act *act, ju_err *err)
{
    audit_state *state = ctx->app;
    const audit_refusal *refused = refusal_of(ctx);
    Juki__Audit__V1__AuditReply reply = JUKI__AUDIT__V1__AUDIT_REPLY__INIT;
    reply.request_id = (char *)(uintptr_t)wanted->request_id;
    reply.last_index = state->last_index;
    reply.checkpoint.len = strlen(wanted->checkpoint);
    reply.checkpoint.data = (uint8_t *)(uintptr_t)wanted->checkpoint;
    reply.expired_segment = (int32_t)wanted->expired;
    if (refused == NULL) {
        JU_TRY(audit_store_entries(ctx, &reply, err));
    } else {
        reply.refusal = audit_refusal_message(ctx, refused);
        act->refused_code = refused->code;
    }
    state->answer_bytes += juki__audit__v1__audit_reply__get_packed_size(&reply);
    JU_TRY(ju_audit(ctx, act, err));
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, ctx->message->key, &reply.base, NULL, err);
}

ju_rc audit_journey_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryJourney *query = body;
    const audit_refusal *refused = audit_check_journey(query);
    ctx->work = (void *)(uintptr_t)refused;
    if (refused != NULL) {
        return JU_OK;
    }
    JU_TRY(audit_store_ask_journey(ctx, query->change_id, err));
    return expired_ask(ctx, err);
}

ju_rc audit_journey_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryJourney *query = body;
    ju_act act = {.action = "audit.journey", .operator_ = query->operator_, .change_id = query->change_id};
    int64_t expired = ctx->work == NULL ? expired_got(ctx, ASKED_EXPIRED) : 0;
    return audit_answer(ctx, &(audit_wanted){query->request_id, "", expired}, &act, err);
}

ju_rc audit_chain_ask(ju_ctx *ctx, const void *body, ju_err *err)
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

ju_rc audit_chain_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryChain *query = body;
    ju_act act = {.action = "audit.chain", .operator_ = query->operator_};
    const char *note = "";
    JU_TRY(ctx->work == NULL ? checkpoint_got(ctx, ASKED_CHECKPOINT, &note, err) : JU_OK);
    return audit_answer(ctx, &(audit_wanted){query->request_id, note, 0}, &act, err);
}

/* ---- proofs ------------------------------------------------------------------------------------------- */

static ju_rc answer_proof(ju_ctx *ctx, const audit_refusal *refused, Juki__Audit__V1__ProofReply *reply,
                          ju_act *act, ju_err *err)
{
    audit_state *state = ctx->app;
    if (refused != NULL) {
        reply->refusal = audit_refusal_message(ctx, refused);
        act->refused_code = refused->code;
    }
    JU_TRY(ju_hasher_check(state->tree.hasher, err));
    state->answer_bytes += juki__audit__v1__proof_reply__get_packed_size(reply);
    JU_TRY(ju_audit(ctx, act, err));
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, ctx->message->key, &reply->base, NULL, err);
}

ju_rc audit_proof_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryProof *query = body;
    const audit_state *state = ctx->app;
    ju_act act = {.action = "audit.proof", .operator_ = query->operator_};
    Juki__Audit__V1__ProofReply reply = JUKI__AUDIT__V1__PROOF_REPLY__INIT;
    const audit_refusal *refused = refusal_of(ctx);
    reply.request_id = query->request_id;
    if (refused == NULL) {
        JU_TRY(prove_answer(ctx, state->tree.hasher, query, &reply, &refused, err));
    }
    return answer_proof(ctx, refused, &reply, &act, err);
}

ju_rc audit_growth_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryGrowth *query = body;
    const audit_state *state = ctx->app;
    ju_act act = {.action = "audit.growth", .operator_ = query->operator_};
    Juki__Audit__V1__ProofReply reply = JUKI__AUDIT__V1__PROOF_REPLY__INIT;
    const audit_refusal *refused = refusal_of(ctx);
    reply.request_id = query->request_id;
    if (refused == NULL) {
        JU_TRY(prove_growth_answer(ctx, state->tree.hasher, query, &reply, &refused, err));
    }
    return answer_proof(ctx, refused, &reply, &act, err);
}

const ju_handler audit_handlers[] = {
    {.topic = JU_TOPIC_AUDIT_RECORD,
     .descriptor = &juki__audit__v1__audit_records__descriptor,
     .ask = ask_records,
     .apply = apply_records},
    JU_HOUSE_HANDLERS_BEHIND(JU_TOPIC_AUDIT_COMMAND, audit_command_ask, audit_command_apply),
    {JU_TOPIC_AUDIT_COMMAND, &juki__common__v1__request_approval__descriptor, JU_STRICT,
     ju_approval_request_claim, audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__common__v1__use_approval__descriptor, JU_STRICT, ju_approval_use_claim,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__query_journey__descriptor, JU_STRICT, claim_page,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__query_chain__descriptor, JU_STRICT, claim_page,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__query_proof__descriptor, JU_STRICT, claim_page,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__query_growth__descriptor, JU_STRICT, claim_page,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__query_acts__descriptor, JU_STRICT, claim_page,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__query_counts__descriptor, JU_STRICT, claim_page,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__query_access_history__descriptor, JU_STRICT, claim_page,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__request_history_hold__descriptor, JU_STRICT, NULL,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__decide_history_hold__descriptor, JU_STRICT,
     hold_decision_claim, audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__query_history_holds__descriptor, JU_STRICT, claim_page,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__open_bodies__descriptor, JU_STRICT, NULL, audit_command_ask,
     audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__open_case__descriptor, JU_STRICT, NULL, audit_command_ask,
     audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__amend_case__descriptor, JU_STRICT, register_amend_claim,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__decide_case__descriptor, JU_STRICT, register_decide_claim,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__show_case__descriptor, JU_STRICT, NULL, audit_command_ask,
     audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__query_cases__descriptor, JU_STRICT, NULL, audit_command_ask,
     audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__query_segments__descriptor, JU_STRICT, claim_page,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__close_segment__descriptor, JU_STRICT, segment_claim,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__request_expiry__descriptor, JU_STRICT, segment_claim,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__decide_expiry__descriptor, JU_STRICT, segment_claim,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__tell_purged__descriptor, JU_STRICT, segment_claim,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__make_report__descriptor, JU_STRICT, claim_page,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__show_report__descriptor, JU_STRICT, claim_page,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__query_reports__descriptor, JU_STRICT, claim_page,
     audit_command_ask, audit_command_apply},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__load_roster__descriptor, JU_STRICT, NULL, audit_command_ask,
     audit_command_apply},
    JU_STAFF_HANDLERS,
};
const size_t audit_handler_count = sizeof audit_handlers / sizeof audit_handlers[0];
