/* Which 利用者証明用電子証明書 a resident has: by it コンビニ交付 knows who stands before the kiosk. */
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store.h"
#include "services/resident/store_kiosk.h"

#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Resident__V1__RegisterUserCertificate register_certificate;

enum { ASKED_RECORD, ASKED_OWNER };

typedef struct register_work {
    unsigned char *index; /* of the serial; NULL: withdrawn */
    refusal why;
} register_work;

static ju_rc read_serial(ju_ctx *ctx, const register_certificate *entry, register_work *work, ju_err *err)
{
    const resident_state *state = ctx->app;
    char *serial = NULL;
    ju_rc rc = ju_unseal_text(state->resident, ctx->arena, "user_certificate", entry->request_id,
                              entry->certificate_serial, &serial, err);
    if (rc == JU_REJECT) {
        (void)refuse(&work->why, "seal_broken", "certificate_serial");
        return JU_OK;
    }
    JU_TRY(rc);
    if (!kiosk_serial_valid(serial)) {
        (void)refuse(&work->why, "code_invalid", "certificate_serial");
    }
    work->index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    rc = work->index == NULL ? ju_no_memory(err)
                             : ju_blind_index(state->resident, "user_certificate", serial, work->index, err);
    explicit_bzero(serial, strlen(serial));
    return rc;
}

ju_rc register_user_certificate_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    static const unsigned char nobody[JU_BLIND_INDEX_BYTES];
    const register_certificate *entry = body;
    register_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(check_request_key(ctx, entry->request_id, err));
    *work = (register_work){0};
    ctx->work = work;
    if (entry->certificate_serial != NULL) {
        JU_TRY(read_serial(ctx, entry, work, err));
    }
    JU_TRY(ask_records(ctx, entry->addressee_number, false, err));
    return ask_user_certificate(ctx, work->index == NULL ? nobody : work->index, err);
}

static ju_rc decide(ju_ctx *ctx, const register_certificate *entry, refusal *ret, ju_err *err)
{
    record_list records = {0};
    JU_TRY(read_records(ctx, ASKED_RECORD, &records, err));
    const char *owner = read_user_certificate(ctx, ASKED_OWNER);
    if (owner == NULL) {
        return ju_no_memory(err);
    }
    if (entry->operator_ == NULL || *entry->operator_->operator_id == '\0' ||
        *entry->operator_->terminal_id == '\0') {
        (void)refuse(ret, "operator_missing", "operator");
    } else if (records.count == 0) {
        (void)refuse(ret, "person_unknown", "addressee_number");
    } else if (entry->certificate_serial != NULL &&
               records.item[0]->state != JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT) {
        (void)refuse(ret, "not_resident", "addressee_number");
    } else if (*owner != '\0' && strcmp(owner, entry->addressee_number) != 0) {
        (void)refuse(ret, "user_certificate_used", "certificate_serial");
    }
    return JU_OK;
}

ju_rc register_user_certificate_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const resident_state *state = ctx->app;
    const register_certificate *entry = body;
    register_work *work = ctx->work;
    Juki__Resident__V1__UserCertificateReply reply = JUKI__RESIDENT__V1__USER_CERTIFICATE_REPLY__INIT;
    char subject[JU_SUBJECT_HASH_SIZE];
    if (work->why.code == NULL) {
        JU_TRY(decide(ctx, entry, &work->why, err));
    }
    if (work->why.code == NULL) {
        JU_TRY(put_user_certificate(ctx, entry->addressee_number, work->index, err));
    }
    JU_TRY(ju_subject_hash(state->audit, entry->addressee_number, subject, err));
    JU_TRY(ju_audit(ctx,
                    &(ju_act){.action = "user_certificate.register",
                              .operator_ = entry->operator_,
                              .subject = subject,
                              .event_id = ctx->message->id,
                              .refused_code = work->why.code,
                              .detail = work->index == NULL ? "withdrawn" : "registered"},
                    err));
    reply.request_id = entry->request_id;
    reply.refusal = refusal_message_of(ctx, &work->why);
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, entry->request_id, &reply.base, NULL, err);
}
