#include "services/resident/move_out.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/prepare.h"
#include "services/resident/steps/publish.h"
#include "services/resident/store_restraint.h"

#include "common/code/code.h"
#include "juki/identity/v1/identity.pb-c.h"

#include <string.h>

typedef Juki__Identity__V1__NumberAssigned assigned;

enum { ASKED_REQUEST, ASKED_DELIVERY };

ju_rc number_assigned_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const assigned *result = body;
    JU_TRY(ask_number_request(ctx, result->request_id, err));
    return ask_delivery_serial(ctx, err);
}

static ju_rc seal_at_rest(ju_ctx *ctx, person_record *record, const entry_numbers *numbers, ju_err *err)
{
    const resident_state *state = ctx->app;
    JU_TRY(ju_seal_text(state->resident, ctx->arena, "individual_number", record->register_ref,
                        numbers->individual_number, &record->individual_number, err));
    return ju_seal_text(state->resident, ctx->arena, "resident_code", record->register_ref,
                        numbers->resident_code, &record->resident_code, err);
}

static ju_rc put_numbered(ju_ctx *ctx, const person_record *record, const entry_numbers *numbers, ju_err *err)
{
    const resident_state *state = ctx->app;
    unsigned char *index = ju_arena_alloc(ctx->arena, (size_t)2 * JU_BLIND_INDEX_BYTES);
    if (index == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
    }
    unsigned char *code = index + JU_BLIND_INDEX_BYTES;
    JU_TRY(ju_blind_index(state->resident, "individual_number", numbers->individual_number, index, err));
    JU_TRY(ju_blind_index(state->resident, "resident_code", numbers->resident_code, code, err));
    return put_record(ctx, record, (person_indexes){.number = index, .code = code}, err);
}

/* identity first hears of the person now: of the 記載, and of what happened to the record since. */
static ju_rc tell_identity(ju_ctx *ctx, const person_record *record, const char *first_reason,
                           const char *last_reason, const entry_numbers *numbers, ju_err *err)
{
    person_record told = *record;
    told.reason = (char *)(uintptr_t)first_reason;
    JU_TRY(publish_to_identity(ctx, &told, numbers, err));
    if (strcmp(last_reason, first_reason) == 0) {
        return JU_OK;
    }
    told.reason = (char *)(uintptr_t)last_reason;
    return publish_to_identity(ctx, &told, numbers, err);
}

static ju_rc tell_all(ju_ctx *ctx, const person_record *record, const char *first_reason,
                      const char *last_reason, const entry_numbers *numbers, ju_err *err)
{
    restraint_list found;
    JU_TRY(read_restraints(ctx, ASKED_REQUEST, &found, err));
    JU_TRY(publish_to_gateway(ctx, record, numbers, restraint_hides(&found, record->addressee_number), err));
    JU_TRY(tell_identity(ctx, record, first_reason, last_reason, numbers, err));
    return publish_to_delivery(ctx, record, numbers, ju_col_i64(ju_answer(ctx, ASKED_DELIVERY), 0, 0), err);
}

static ju_rc audit_numbered(ju_ctx *ctx, const person_record *record, ju_err *err)
{
    const resident_state *state = ctx->app;
    char subject[JU_SUBJECT_HASH_SIZE];
    JU_TRY(ju_subject_hash(state->audit, record->addressee_number, subject, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "number.recorded",
                              .subject = subject,
                              .change_id = record->change_id,
                              .event_id = ctx->message->id},
                    err);
}

/* The numbers stack a row of their own (個人番号の職権記載) on the person's record as it stands now, under
 * the change that asked for them. */
static ju_rc record_numbers(ju_ctx *ctx, const assigned *result, person_record *record, const char *change_id,
                            const char *first_reason, ju_err *err)
{
    const resident_state *state = ctx->app;
    char *number = NULL;
    char *code = NULL;
    JU_TRY(ju_unseal_text(state->resident, ctx->arena, "individual_number", record->register_ref,
                          result->individual_number, &number, err));
    JU_TRY(ju_unseal_text(state->resident, ctx->arena, "resident_code", record->register_ref,
                          result->resident_code, &code, err));
    entry_numbers numbers = {.individual_number = number, .resident_code = code};
    if (!ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, number) || !ju_code_valid(JU_CODE_RESIDENT_CODE, code)) {
        wipe_numbers(&numbers);
        return ju_reject(err, "check_digit", "individual_number", "a number of the answer is not valid");
    }
    /* a 転出 ahead of its day is no news yet */
    const char *last_reason = move_out_is_planned(record) ? first_reason : record->reason;
    record->history_number++;
    record->reason = (char *)(uintptr_t) "number_recorded";
    record->change_id = (char *)(uintptr_t)change_id;
    record->processed_date = (char *)(uintptr_t)ctx->today;
    ju_rc rc = seal_at_rest(ctx, record, &numbers, err);
    rc = rc == JU_OK ? put_numbered(ctx, record, &numbers, err) : rc;
    rc = rc == JU_OK ? tell_all(ctx, record, first_reason, last_reason, &numbers, err) : rc;
    wipe_numbers(&numbers);
    return rc;
}

/* A result is accepted only for a request that is open (seed 002 R-20). */
ju_rc number_assigned_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const assigned *result = body;
    const char *change_id = NULL;
    const char *first_reason = NULL;
    person_record *record = NULL;
    JU_TRY(read_number_request(ctx, ASKED_REQUEST, &change_id, &first_reason, &record, err));
    if (record == NULL) {
        return ju_reject(err, "request_unknown", "request_id", "no open request waits for this answer");
    }
    JU_TRY(record_numbers(ctx, result, record, change_id, first_reason, err));
    JU_TRY(close_number_request(ctx, result->request_id, err));
    return audit_numbered(ctx, record, err);
}
