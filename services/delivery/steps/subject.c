#include "services/delivery/steps/subject.h"

#include "services/delivery/steps/state.h"

ju_rc delivery_subject(ju_ctx *ctx, const char *text, const char **ret, ju_err *err)
{
    const delivery_state *state = ctx->app;
    char *hash = ju_arena_alloc(ctx->arena, JU_SUBJECT_HASH_SIZE);
    if (hash == NULL) {
        return ju_no_memory(err);
    }
    *ret = hash;
    return ju_subject_hash(state->audit, text, hash, err);
}
