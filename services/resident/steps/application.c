/* SignedApplication: オンライン転出 becomes a 仮登録 that staff review. The signature is verified before
 * anything else. */
#include "services/resident/steps/application.h"

#include "common/base/hex.h"
#include "services/resident/application_rules.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/links.h"
#include "services/resident/steps/prepare.h"
#include "services/resident/steps/reply.h"
#include "services/resident/store_link.h"

#include "common/base/uuid7.h"
#include "common/code/code.h"
#include "common/event/check.h"
#include "common/event/topic_names.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__SignedApplication signed_application;
typedef Juki__Resident__V1__MoveOutApplication application;
typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;

enum { ASKED_TAKEN, ASKED_RECORDS };

typedef struct application_work {
    const application *wish; /* as signed */
    signed_by signer;
    const char *number; /* the applicant's 個人番号, wiped at the end */
    refusal why;        /* what stands against it already */
} application_work;

/* What restrains a person is for nobody outside to know, not even that something does: an alert that a clerk
 * would have to confirm reads the same. */
static refusal told_outside(const refusal *why)
{
    bool kept = why->code != NULL &&
                (strcmp(why->code, "change_restrained") == 0 || strcmp(why->code, "alert_unconfirmed") == 0);
    refusal ret = *why;
    if (kept) {
        (void)refuse(&ret, "counter_needed", "");
    }
    return ret;
}

ju_rc tell_applicant(ju_ctx *ctx, const application_news *news, ju_err *err)
{
    Juki__Resident__V1__ApplicationStatus status = JUKI__RESIDENT__V1__APPLICATION_STATUS__INIT;
    const refusal why = told_outside(&news->why);
    const char *event_id = NULL;
    if (*news->application_id == '\0') {
        return JU_OK;
    }
    status.application_id = (char *)(uintptr_t)news->application_id;
    status.event_id = (char *)(uintptr_t)news->event_id;
    status.refusal = refusal_message_of(ctx, &why);
    status.step = (char *)(uintptr_t)news->step;
    JU_TRY(
        ju_emit_sequenced(ctx, JU_TOPIC_LINK_PORTAL_OUT, news->application_id, &status.base, &event_id, err));
    return put_link_notice(ctx, event_id, "portal", news->change_id, "", err);
}

/* ---- what can be seen in the document ---------------------------------------------------------------- */

static ju_rc open_number(ju_ctx *ctx, application_work *work, ju_err *err)
{
    const resident_state *state = ctx->app;
    char *number = NULL;
    ju_rc rc = ju_unseal_text(state->resident, ctx->arena, "individual_number", work->wish->application_id,
                              work->wish->individual_number, &number, err);
    if (rc == JU_REJECT) {
        (void)refuse(&work->why, "seal_broken", "individual_number");
        return JU_OK;
    }
    work->number = number;
    if (rc == JU_OK && !ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, number)) {
        (void)refuse(&work->why, "check_digit", "individual_number");
    }
    return rc;
}

static ju_rc read_document(ju_ctx *ctx, const signed_application *document, application_work *work,
                           ju_err *err)
{
    const resident_state *state = ctx->app;
    ProtobufCBinaryData content = {0};
    ProtobufCMessage *wish = NULL;
    if (!signed_open(state->portal, &document->cms, ctx->today, ctx->arena, &content, &work->signer,
                     &work->why)) {
        return work->why.code != NULL ? JU_OK : ju_no_memory(err);
    }
    ju_rc rc = ju_unpack(&juki__resident__v1__move_out_application__descriptor, content.data, content.len,
                         true, ctx->arena, &wish, err);
    if (rc == JU_REJECT) {
        (void)refuse(&work->why, "application_malformed", "cms");
        return JU_OK;
    }
    JU_TRY(rc);
    work->wish = (const application *)wish;
    return application_fits(work->wish, ctx->message->key, state->municipality, ctx->today, &work->why)
               ? open_number(ctx, work, err)
               : JU_OK;
}

ju_rc application_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return ju_uuid_valid(ctx->message->key)
               ? ju_claim(ctx, "application", ctx->message->key, err)
               : ju_reject(err, "key_mismatch", "application_id", "the key is no UUID");
}

static ju_rc ask_persons(ju_ctx *ctx, const application_work *work, ju_err *err)
{
    const resident_state *state = ctx->app;
    unsigned char index[JU_BLIND_INDEX_BYTES];
    JU_TRY(ju_blind_index(state->resident, "individual_number", work->number, index, err));
    const char *none = NULL;
    const char *one = ju_arena_hex(ctx->arena, index, JU_BLIND_INDEX_BYTES);
    if (one == NULL) {
        return ju_no_memory(err);
    }
    const entry_keys keys = {.count = 1,
                             .addressee_number = &none,
                             .number_index = &one,
                             .code_index = &none,
                             .card_index = &none,
                             .alike = &none};
    return ask_records_of_entry(ctx, &keys, "", "", err);
}

ju_rc application_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    application_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    ctx->work = work;
    JU_TRY(read_document(ctx, body, work, err));
    if (work->why.code != NULL) {
        return JU_OK; /* nothing is looked up for it */
    }
    JU_TRY(ask_link_taken(ctx, "portal", work->wish->application_id, err));
    return ask_persons(ctx, work, err);
}

/* ---- entered for review ------------------------------------------------------------------------------ */

static ju_rc find_applicant(ju_ctx *ctx, const application_work *work, const record_list *found,
                            person_record **ret, ju_err *err)
{
    *ret = NULL;
    for (size_t i = 0; i < found->count && *ret == NULL; i++) {
        entry_numbers stored = {0};
        JU_TRY(open_numbers(ctx, found->item[i], &stored, err));
        *ret = strcmp(stored.individual_number, work->number) == 0 ? found->item[i] : NULL;
        wipe_numbers(&stored);
    }
    return JU_OK;
}

static ju_rc enter(ju_ctx *ctx, const application_work *work, person_record *const *moving,
                   const char *change_id, ju_err *err)
{
    const application *wish = work->wish;
    size_t count = wish->n_member + 1;
    submit entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    /* 本人確認: the certificate of who signed names the person of the register, or it would not come so far
     */
    Juki__Resident__V1__IdentityCheck signature = {
        .base = PROTOBUF_C_MESSAGE_INIT(&juki__resident__v1__identity_check__descriptor),
        .method = JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_SIGNATURE,
        .document = (char *)(uintptr_t)protobuf_c_empty_string,
        .comparison = JUKI__RESIDENT__V1__COMPARISON__COMPARISON_EQUAL};
    person_entry *persons = ju_arena_alloc(ctx->arena, count * sizeof *persons);
    entry.person = ju_arena_alloc(ctx->arena, count * sizeof *entry.person);
    if (persons == NULL || entry.person == NULL) {
        return ju_no_memory(err);
    }
    entry.change_id = (char *)(uintptr_t)change_id;
    entry.reason = (char *)(uintptr_t) "domestic_move_out";
    entry.change_date = wish->move_date;
    entry.notified_date = (char *)(uintptr_t)ctx->today;
    entry.destination = wish->destination;
    entry.application_id = wish->application_id;
    entry.identity_check = &signature;
    entry.n_person = count;
    for (size_t i = 0; i < count; i++) {
        juki__resident__v1__person_entry__init(&persons[i]);
        persons[i].addressee_number = moving[i]->addressee_number;
        entry.person[i] = &persons[i];
    }
    JU_TRY(put_link_taken(ctx, "portal", wish->application_id, change_id, err));
    return enter_for_peer(ctx, "portal", &entry, err);
}

static ju_rc take(ju_ctx *ctx, application_work *work, const char *change_id, ju_err *err)
{
    record_list found;
    person_record *applicant = NULL;
    if (PQntuples(ju_answer(ctx, ASKED_TAKEN)) > 0) {
        (void)refuse(&work->why, "application_known", "application_id");
        return JU_OK;
    }
    person_record **moving = ju_arena_alloc(ctx->arena, (work->wish->n_member + 1) * sizeof *moving);
    if (moving == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(read_records(ctx, ASKED_RECORDS, &found, err));
    JU_TRY(find_applicant(ctx, work, &found, &applicant, err));
    return application_persons(work->wish, applicant, work->signer.name, work->signer.birth_date, found.item,
                               found.count, moving, &work->why)
               ? enter(ctx, work, moving, change_id, err)
               : JU_OK;
}

static ju_rc answer(ju_ctx *ctx, const application_work *work, const char *change_id, ju_err *err)
{
    const refusal *why = &work->why;
    const char *taken_as = why->code == NULL ? change_id : "";
    JU_TRY(tell_applicant(ctx,
                          &(application_news){.application_id = ctx->message->key,
                                              .event_id = ctx->message->id,
                                              .change_id = taken_as,
                                              .step = why->code == NULL ? "received" : "refused",
                                              .why = *why},
                          err));
    return ju_audit(ctx,
                    &(ju_act){.action = "link.application",
                              .change_id = taken_as,
                              .event_id = ctx->message->id,
                              .refused_code = why->code,
                              .detail = "portal"},
                    err);
}

ju_rc application_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    application_work *work = ctx->work;
    const char *change_id = ju_event_id(ctx);
    (void)body;
    ju_rc rc = change_id == NULL ? ju_no_memory(err) : JU_OK;
    if (rc == JU_OK && work->why.code == NULL) {
        rc = take(ctx, work, change_id, err);
    }
    wipe_numbers(&(entry_numbers){.individual_number = work->number});
    return rc == JU_OK ? answer(ctx, work, change_id, err) : rc;
}

ju_rc portal_receipt_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return mark_link_receipt(ctx, body, "portal", err);
}
