#include "services/resident/steps/reply.h"

#include "services/resident/alert.h"
#include "services/resident/steps/state.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"

#include <string.h>

ju_rc check_request_key(const ju_ctx *ctx, const char *request_id, ju_err *err)
{
    if (!ju_uuid_valid(request_id) || strcmp(request_id, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "request_id",
                         "the key is not the request id, or that is no UUID");
    }
    return JU_OK;
}

Juki__Common__V1__Refusal *refusal_message_of(ju_ctx *ctx, const refusal *why)
{
    Juki__Common__V1__Refusal *message =
        why->code == NULL ? NULL : ju_arena_alloc(ctx->arena, sizeof *message);
    if (message != NULL) {
        juki__common__v1__refusal__init(message);
        message->code = (char *)(uintptr_t)why->code;
        message->item = (char *)(uintptr_t)why->item;
        const char *alert = strcmp(why->code, "alert_unconfirmed") == 0 ? alert_message(why->item) : NULL;
        message->message = (char *)(uintptr_t)(alert != NULL ? alert : refusal_message(why->code));
    }
    return message;
}

ju_rc reply_change(ju_ctx *ctx, const change_answer *answer, ju_err *err)
{
    Juki__Resident__V1__ChangeReply reply = JUKI__RESIDENT__V1__CHANGE_REPLY__INIT;
    const char *key = *answer->request_id != '\0' ? answer->request_id : answer->change_id;
    reply.request_id = (char *)(uintptr_t)answer->request_id;
    reply.change_id = (char *)(uintptr_t)answer->change_id;
    reply.status = answer->status;
    reply.approvals = answer->approvals;
    reply.refusal = refusal_message_of(ctx, &answer->why);
    reply.n_addressee_number = answer->addressee_count;
    reply.addressee_number = answer->addressee_number;
    reply.n_alike = answer->alike_count;
    reply.alike = answer->alike;
    reply.household_number =
        (char *)(uintptr_t)(answer->household_number == NULL ? "" : answer->household_number);
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, key, &reply.base, NULL, err);
}

/* ---- the trail ----------------------------------------------------------------------------------------- */

ju_rc audit_about(ju_ctx *ctx, ju_act act, const char *addressee_number, ju_err *err)
{
    const resident_state *state = ctx->app;
    char subject[JU_SUBJECT_HASH_SIZE];
    if (addressee_number != NULL && *addressee_number != '\0') {
        JU_TRY(ju_subject_hash(state->audit, addressee_number, subject, err));
        act.subject = subject;
    }
    return ju_audit(ctx, &act, err);
}

ju_rc audit_entry(ju_ctx *ctx, const ju_act *act, const Juki__Resident__V1__SubmitChange *entry, ju_err *err)
{
    bool named = false;
    for (size_t i = 0; i < entry->n_person; i++) {
        const char *number = entry->person[i]->addressee_number;
        JU_TRY(*number == '\0' ? JU_OK : audit_about(ctx, *act, number, err));
        named = named || *number != '\0';
    }
    return named ? JU_OK : ju_audit(ctx, act, err);
}

ju_rc audit_request(ju_ctx *ctx, const char *action, const void *operator_, const char *addressee_number,
                    const refusal *why, const char *detail, ju_err *err)
{
    return audit_about(ctx,
                       (ju_act){.action = action,
                                .operator_ = operator_,
                                .change_id = ctx->message->key,
                                .refused_code = why->code,
                                .detail = why->code == NULL ? detail : why->item},
                       addressee_number, err);
}

ju_rc audit_request_each(ju_ctx *ctx, const char *action, const void *operator_,
                         const char *const *addressee_number, size_t count, const refusal *why,
                         const char *detail, ju_err *err)
{
    for (size_t i = 0; i < count; i++) {
        JU_TRY(audit_request(ctx, action, operator_, addressee_number[i], why, detail, err));
    }
    return count > 0 ? JU_OK : audit_request(ctx, action, operator_, NULL, why, detail, err);
}
