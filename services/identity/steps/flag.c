/* 更新禁止フラグ and 排他フラグ, set and taken away by operators (seed 002 R-30). */
#include "services/identity/steps/records.h"
#include "services/identity/steps/state.h"
#include "services/identity/store_records.h"

#include "common/event/topic_names.h"

typedef Juki__Identity__V1__SetRecordFlag set_flag;

ju_rc flag_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const set_flag *act = body;
    if (*act->request_id == '\0') {
        return ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
    }
    return records_ask_flags(ctx, act->register_ref, err);
}

static const char *action_of(const set_flag *act)
{
    if (act->flag == JUKI__IDENTITY__V1__RECORD_FLAG__RECORD_FLAG_EXCLUSIVE) {
        return act->set ? "record.taken" : "record.released";
    }
    return act->set ? "record.forbidden" : "record.allowed";
}

static ju_rc answer(ju_ctx *ctx, const set_flag *act, const record_flags *flags, const records_refusal *why,
                    ju_err *err)
{
    Juki__Identity__V1__RecordFlagReply reply = JUKI__IDENTITY__V1__RECORD_FLAG_REPLY__INIT;
    Juki__Common__V1__Refusal refusal = JUKI__COMMON__V1__REFUSAL__INIT;
    reply.request_id = act->request_id;
    if (why->code != NULL) {
        refusal.code = (char *)(uintptr_t)why->code;
        refusal.item = (char *)(uintptr_t)why->item;
        refusal.message = (char *)(uintptr_t)records_refusal_message(why->code);
        reply.refusal = &refusal;
    } else {
        reply.update_forbidden = flags->update_forbidden;
        reply.exclusive = *flags->exclusive_operator != '\0';
        reply.recovery_update_number = flags->recovery_update_number;
    }
    return ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, act->request_id, &reply.base, NULL, err);
}

ju_rc flag_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const set_flag *act = body;
    const unsigned char *code_index = NULL;
    const char *subject = NULL;
    record_flags flags;
    records_refusal why;
    JU_TRY(records_got_flags(ctx, &flags, &code_index, err));
    if (record_flag_set(act, &flags, &why)) {
        JU_TRY(records_put_flags(ctx, act, &flags, code_index, err));
    }
    JU_TRY(answer(ctx, act, &flags, &why, err));
    if (flags.found) {
        JU_TRY(identity_subject(ctx, act->register_ref, &subject, err));
    }
    const ju_act done = {.action = action_of(act),
                         .operator_ = act->operator_,
                         .subject = subject,
                         .event_id = ctx->message->id,
                         .refused_code = why.code};
    return ju_audit(ctx, &done, err);
}
