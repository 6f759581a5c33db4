#include "services/gateway/steps/act.h"

ju_rc act_on_person(ju_ctx *ctx, ju_act act, const char *addressee_number, ju_err *err)
{
    const gateway *self = ctx->app;
    char subject[JU_SUBJECT_HASH_SIZE];
    if (addressee_number != NULL && *addressee_number != '\0') {
        JU_TRY(ju_subject_hash(self->audit, addressee_number, subject, err));
        act.subject = subject;
    }
    return ju_audit(ctx, &act, err);
}

Juki__Common__V1__Refusal *act_refusal(ju_ctx *ctx, const char *code, const char *item, const char *message)
{
    Juki__Common__V1__Refusal *refusal = ju_arena_alloc(ctx->arena, sizeof *refusal);
    if (refusal != NULL) {
        juki__common__v1__refusal__init(refusal);
        refusal->code = (char *)(uintptr_t)code;
        refusal->item = (char *)(uintptr_t)item;
        refusal->message = (char *)(uintptr_t)message;
    }
    return refusal;
}
