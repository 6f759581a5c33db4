/* NumberAssigned: the numbers that a change asked for (seed 002 R-20; standard j870, j900, j1130). */
#include "services/resident/card_holder.h"
#include "services/resident/decide.h"
#include "services/resident/move_out.h"
#include "services/resident/steps/deliver.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/prepare.h"
#include "services/resident/steps/publish.h"
#include "services/resident/steps/reply.h"
#include "services/resident/store_number.h"
#include "services/resident/store_restraint.h"

#include "common/code/code.h"
#include "common/event/check.h"
#include "juki/identity/v1/identity.pb-c.h"

#include <string.h>

typedef Juki__Identity__V1__NumberAssigned assigned;
typedef Juki__Resident__V1__SubmitChange submit;

enum { ASKED_REQUEST, ASKED_HOLDERS, ASKED_LOCK, ASKED_DELIVERY };

static const Juki__Resident__V1__NumberKind BOTH = JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_BOTH;
static const Juki__Resident__V1__NumberKind CODE = JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_RESIDENT_CODE;

/* The numbers of the answer, opened, with their blind indexes; "" and NULL for what it does not have. */
typedef struct number_work {
    entry_numbers numbers;
    person_indexes indexes;
} number_work;

static ju_rc open_one(ju_ctx *ctx, ju_code_kind kind, const char *field, const assigned *answer,
                      const Juki__Common__V1__Sealed *sealed, const char **ret,
                      const unsigned char **ret_index, ju_err *err)
{
    const resident_state *state = ctx->app;
    char *plain = NULL;
    *ret = "";
    if (sealed == NULL) {
        return JU_OK;
    }
    JU_TRY(ju_unseal_text(state->resident, ctx->arena, field, answer->register_ref, sealed, &plain, err));
    *ret = plain;
    if (!ju_code_valid(kind, plain)) {
        return ju_reject(err, "check_digit", field, "a number of the answer is not valid");
    }
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL) {
        return ju_no_memory(err);
    }
    *ret_index = index;
    return ju_blind_index(state->resident, field, plain, index, err);
}

static ju_rc open_answer(ju_ctx *ctx, const assigned *answer, number_work *work, ju_err *err)
{
    JU_TRY(open_one(ctx, JU_CODE_INDIVIDUAL_NUMBER, "individual_number", answer, answer->individual_number,
                    &work->numbers.individual_number, &work->indexes.number, err));
    return open_one(ctx, JU_CODE_RESIDENT_CODE, "resident_code", answer, answer->resident_code,
                    &work->numbers.resident_code, &work->indexes.code, err);
}

static ju_rc note_refused(ju_ctx *ctx, ju_rc rc, const ju_err *err)
{
    if (rc == JU_REJECT) {
        resident_note_refused(ctx->app, err->code);
    }
    return rc;
}

/* The answers to one change see each other: the last of them makes its 送付先情報. */
ju_rc number_assigned_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const assigned *answer = body;
    return ju_claim(ctx, "numbers", answer->change_id, err);
}

ju_rc number_assigned_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const assigned *answer = body;
    number_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    ctx->work = work;
    ju_rc rc = open_answer(ctx, answer, work, err);
    if (rc != JU_OK) {
        wipe_numbers(&work->numbers);
        return note_refused(ctx, rc, err);
    }
    JU_TRY(ask_number_request(ctx, answer->request_id, err));
    JU_TRY(ask_number_holders(ctx, work->indexes, err));
    return ask_delivery_of_change(ctx, answer->request_id, err);
}

/* ---- whether the answer is the one that is waited for ------------------------------------------------ */

/* A result is accepted only for a request that is open (seed 002 R-20), and only what was asked for. */
static ju_rc check_request(const assigned *answer, const number_request *request, ju_err *err)
{
    if (request->record == NULL) {
        return ju_reject(err, "request_unknown", "request_id", "no such request was made");
    }
    if (request->withdrawn) {
        return ju_reject(err, "request_withdrawn", "request_id", "the change that asked was withdrawn");
    }
    if (request->answered) {
        return ju_reject(err, "request_answered", "request_id", "this request was answered before");
    }
    if (strcmp(answer->change_id, request->change_id) != 0 ||
        strcmp(answer->register_ref, request->record->register_ref) != 0) {
        return ju_reject(err, "request_mismatch", "register_ref",
                         "the answer is about another person or change");
    }
    bool number = request->kind != CODE;
    bool code = request->kind == CODE || request->kind == BOTH;
    if (number != (answer->individual_number != NULL)) {
        return ju_reject(err, "request_mismatch", "individual_number",
                         "the answer is not what was asked for");
    }
    return code == (answer->resident_code != NULL)
               ? JU_OK
               : ju_reject(err, "request_mismatch", "resident_code", "the answer is not what was asked for");
}

static bool equal(const char *a, const char *b)
{
    return *a != '\0' && strcmp(a, b) == 0;
}

/* A number that is replaced is another one afterwards; a code that the person has stays when it is not asked
 * for. */
static ju_rc check_numbers(const ju_ctx *ctx, const number_request *request, const number_work *work,
                           const entry_numbers *stored, ju_err *err)
{
    const entry_numbers *given = &work->numbers;
    if (held_by_another(ctx, ASKED_HOLDERS, request->record->addressee_number)) {
        return ju_reject(err, "number_in_use", "individual_number", "the number is another person's");
    }
    if (request->kind != BOTH) {
        bool unchanged = equal(given->individual_number, stored->individual_number) ||
                         equal(given->resident_code, stored->resident_code);
        return unchanged ? ju_reject(err, "number_unchanged", "individual_number",
                                     "the answer has the number that was to be replaced")
                         : JU_OK;
    }
    return *stored->resident_code == '\0' || equal(stored->resident_code, given->resident_code)
               ? JU_OK
               : ju_reject(err, "code_mismatch", "resident_code", "the answer is about another code");
}

/* ---- the record -------------------------------------------------------------------------------------- */

static ju_rc seal_at_rest(ju_ctx *ctx, person_record *record, const entry_numbers *numbers, ju_err *err)
{
    const resident_state *state = ctx->app;
    if (*numbers->individual_number != '\0') {
        JU_TRY(ju_seal_text(state->resident, ctx->arena, "individual_number", record->register_ref,
                            numbers->individual_number, &record->individual_number, err));
    }
    return *numbers->resident_code == '\0'
               ? JU_OK
               : ju_seal_text(state->resident, ctx->arena, "resident_code", record->register_ref,
                              numbers->resident_code, &record->resident_code, err);
}

/* The row is of the change that waited (個人番号の変更請求 ...), or is one of its own (個人番号の職権記載)
 * under the change that asked, on the person's record as it stands now. */
static ju_rc stack_row(ju_ctx *ctx, const number_request *request, person_record *record, ju_err *err)
{
    record->history_number++;
    record->change_id = (char *)(uintptr_t)request->change_id;
    record->processed_date = (char *)(uintptr_t)ctx->today;
    if (request->entry.data == NULL) {
        record->reason = (char *)(uintptr_t) "number_recorded";
        return JU_OK;
    }
    ProtobufCMessage *message = NULL;
    JU_TRY(ju_unpack(&juki__resident__v1__submit_change__descriptor, request->entry.data, request->entry.len,
                     false, ctx->arena, &message, err));
    const submit *entry = (const submit *)message;
    record->reason = entry->reason;
    record->change_date = entry->change_date;
    record->change_date_written = entry->change_date_written;
    record->notified_date = entry->notified_date;
    record->operator_id = entry->operator_->operator_id;
    record->terminal_id = entry->operator_->terminal_id;
    return JU_OK;
}

/* identity first hears of a person when the code has come: of the 記載, and of what happened to the record
 * since.
 */
static ju_rc tell_identity(ju_ctx *ctx, const person_record *record, const number_request *request,
                           const char *last_reason, bool first, bool restrained, const entry_numbers *numbers,
                           ju_err *err)
{
    person_record told = *record;
    if (*numbers->individual_number == '\0' || *numbers->resident_code == '\0') {
        return JU_OK; /* 本人確認情報 has both */
    }
    if (!first) {
        return publish_to_identity(ctx, &told, numbers, restrained, err);
    }
    bool has_reason = *request->first_reason != '\0';
    told.reason = (char *)(uintptr_t)(has_reason ? request->first_reason : "official_enter");
    JU_TRY(publish_to_identity(ctx, &told, numbers, restrained, err));
    if (!has_reason || strcmp(last_reason, request->first_reason) == 0) {
        return JU_OK;
    }
    told.reason = (char *)(uintptr_t)last_reason;
    return publish_to_identity(ctx, &told, numbers, restrained, err);
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
                              .event_id = ctx->message->id,
                              .detail = record->reason},
                    err);
}

/* The change that waited becomes 本登録, and lets go of its person. */
static ju_rc end_waiting(ju_ctx *ctx, const person_record *record, ju_err *err)
{
    char *addressee = record->addressee_number;
    const Juki__Resident__V1__ChangeStatus status =
        JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REGISTERED;
    JU_TRY(put_registered(ctx, record->change_id, (int)status, err));
    char **list = ju_arena_memdup(ctx->arena, &addressee, sizeof addressee);
    if (list == NULL) {
        return ju_no_memory(err);
    }
    return reply_change(ctx,
                        &(change_answer){.request_id = "",
                                         .change_id = record->change_id,
                                         .status = status,
                                         .addressee_number = list,
                                         .addressee_count = 1,
                                         .household_number = record->household_number},
                        err);
}

/* What the person has after the answer: numbers that were not asked for stay. */
static void merge(const number_work *work, const entry_numbers *stored, entry_numbers *ret)
{
    const entry_numbers *given = &work->numbers;
    *ret = (entry_numbers){
        .individual_number =
            *given->individual_number != '\0' ? given->individual_number : stored->individual_number,
        .resident_code = *given->resident_code != '\0' ? given->resident_code : stored->resident_code,
    };
    if (*stored->resident_code != '\0' && strcmp(ret->resident_code, stored->resident_code) != 0) {
        ret->replaced_code = stored->resident_code;
    }
}

static ju_rc record_numbers(ju_ctx *ctx, const assigned *answer, const number_request *request,
                            const number_work *work, const entry_numbers *stored, ju_err *err)
{
    person_record *record = request->record;
    const person_record before = *record;
    /* a 転出 ahead of its day is no news yet */
    const char *last_reason = move_out_is_planned(record) ? request->first_reason : record->reason;
    entry_numbers numbers;
    restraint_list found;
    delivery_rows rows;
    JU_TRY(check_numbers(ctx, request, work, stored, err));
    merge(work, stored, &numbers);
    numbers.request_id = answer->request_id;
    JU_TRY(stack_row(ctx, request, record, err));
    JU_TRY(seal_at_rest(ctx, record, &work->numbers, err));
    JU_TRY(put_record(ctx, &before, record, work->indexes, err));
    JU_TRY(read_restraints(ctx, ASKED_REQUEST, &found, err));
    bool restrained = restraint_hides(&found, record->addressee_number);
    JU_TRY(publish_to_gateway(ctx, record, &numbers, &(publish_past){ASKED_REQUEST, ""}, restrained, err));
    JU_TRY(tell_identity(ctx, record, request, last_reason, *stored->resident_code == '\0', restrained,
                         &numbers, err));
    bool renumbered = *work->numbers.individual_number != '\0' && *stored->individual_number != '\0';
    JU_TRY(publish_card_holder(
        ctx, record, card_holder_change(record, record, renumbered, numbers.replaced_code != NULL), err));
    JU_TRY(deliver_read(ctx, ASKED_DELIVERY, &rows, err));
    JU_TRY(deliver_numbered(ctx, &rows, answer->request_id, record, err));
    JU_TRY(close_number_request(ctx, answer->request_id, err));
    JU_TRY(request->entry.data != NULL ? end_waiting(ctx, record, err) : JU_OK);
    return audit_numbered(ctx, record, err);
}

static ju_rc take_answer(ju_ctx *ctx, const assigned *answer, const number_work *work, ju_err *err)
{
    number_request request;
    entry_numbers stored = {0};
    JU_TRY(read_number_request(ctx, ASKED_REQUEST, &request, err));
    JU_TRY(check_request(answer, &request, err));
    JU_TRY(open_numbers(ctx, request.record, &stored, err));
    ju_rc rc = record_numbers(ctx, answer, &request, work, &stored, err);
    wipe_numbers(&stored);
    return rc;
}

ju_rc number_assigned_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    number_work *work = ctx->work;
    ju_rc rc = take_answer(ctx, body, work, err);
    wipe_numbers(&work->numbers);
    return note_refused(ctx, rc, err);
}
