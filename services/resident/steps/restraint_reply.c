#include "services/resident/steps/restraint_reply.h"

#include <string.h>

ju_rc restraint_message(ju_ctx *ctx, const restraint *standing, bool resident,
                        Juki__Resident__V1__Restraint **ret, ju_err *err)
{
    Juki__Resident__V1__Restraint *message = ju_arena_alloc(ctx->arena, sizeof *message);
    bool released = strcmp(standing->released_until, ctx->now) > 0;
    *ret = message;
    if (message == NULL) {
        return ju_no_memory(err);
    }
    juki__resident__v1__restraint__init(message);
    message->restraint_id = ju_arena_strdup(ctx->arena, standing->id);
    message->kind = standing->kind;
    message->level = standing->level;
    message->phase = restraint_phase(standing, resident, ctx->now);
    message->household_number = ju_arena_strdup(ctx->arena, standing->household_number);
    message->start_date = ju_arena_strdup(ctx->arena, standing->start_date);
    message->end_date = ju_arena_strdup(ctx->arena, standing->end_date);
    message->released_until = ju_arena_strdup(ctx->arena, released ? standing->released_until : "");
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc restraint_messages(ju_ctx *ctx, const restraint_list *found, bool resident,
                         Juki__Resident__V1__Restraint ***ret, size_t *ret_count, ju_err *err)
{
    *ret_count = 0;
    *ret = ju_arena_alloc(ctx->arena, (found->count + 1) * sizeof **ret);
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < found->count; i++) {
        JU_TRY(restraint_message(ctx, &found->item[i], resident, &(*ret)[(*ret_count)++], err));
    }
    return JU_OK;
}
