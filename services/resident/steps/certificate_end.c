#include "services/resident/certificate.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store_certificate.h"

#include "common/event/topic_names.h"

typedef Juki__Resident__V1__ConfirmCertificate confirm_certificate;

ju_rc confirm_certificate_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const confirm_certificate *message = body;
    JU_TRY(check_request_key(ctx, message->request_id, err));
    return ju_claim(ctx, "certificate", message->issue_number, err);
}

ju_rc confirm_certificate_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const confirm_certificate *message = body;
    return ask_certificate_end(ctx, message->issue_number, err);
}

static ju_rc audit(ju_ctx *ctx, const confirm_certificate *message, const char *addressee_number,
                   const refusal *why, ju_err *err)
{
    bool handed_out =
        message->end == JUKI__RESIDENT__V1__CERTIFICATE_END_KIND__CERTIFICATE_END_KIND_HANDED_OUT;
    return audit_about(ctx,
                       (ju_act){.action = handed_out ? "certificate.handed_out" : "certificate.spoiled",
                                .operator_ = message->operator_,
                                .refused_code = why->code,
                                .detail = why->code == NULL ? message->issue_number : why->item},
                       addressee_number, err);
}

ju_rc confirm_certificate_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const confirm_certificate *message = body;
    const PGresult *rows = ju_answer(ctx, 0);
    Juki__Resident__V1__ConfirmCertificateReply reply = JUKI__RESIDENT__V1__CONFIRM_CERTIFICATE_REPLY__INIT;
    refusal why = {0};
    int count = PQntuples(rows);
    const certificate_ended known = {.issued = count > 0,
                                     .latest = count > 0 ? (int)ju_col_i64(rows, 0, 1) : 0};
    if (certificate_may_end(message, &known, &why)) {
        JU_TRY(put_certificate_end(ctx, message, ju_col_i64(rows, 0, 2) + 1, err));
        for (int i = 0; i < count; i++) {
            JU_TRY(audit(ctx, message, ju_col(rows, i, 0), &why, err));
        }
    } else {
        JU_TRY(audit(ctx, message, NULL, &why, err));
    }
    reply.request_id = message->request_id;
    reply.refusal = refusal_message_of(ctx, &why);
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, message->request_id, &reply.base, NULL, err);
}
