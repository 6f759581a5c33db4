/* 整合性確認 (seed 002; systems C6): identity leads toward the prefecture. Nothing is corrected by it. */
#include "services/identity/steps/compare.h"

#include "common/event/topic_names.h"
#include "services/identity/steps/state.h"
#include "services/identity/store_compare.h"

#include <string.h>

typedef Juki__Identity__V1__ResidentJudged resident_judged;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* ---- with the prefecture ------------------------------------------------------------------------------ */

static ju_rc got(ju_ctx *ctx, const PGresult *rows, int row, identity_compared *ret, ju_err *err)
{
    const identity_state *state = ctx->app;
    return identity_got_compared(ctx, rows, row, &state->rings, state->rings.prefecture, ret, err);
}

static ju_rc read_record(ju_ctx *ctx, const PGresult *rows, int row, ju_compare_entry *ret, ju_err *err)
{
    const identity_state *state = ctx->app;
    identity_compared compared;
    ju_compare_items items;
    JU_TRY(got(ctx, rows, row, &compared, err));
    JU_TRY(ju_compare_items_of(&compared.record->base, ctx->arena, &items, err));
    memcpy(ret->position, compared.position, JU_COMPARE_BYTES);
    ret->local_ref = ju_arena_printf(ctx->arena, "%s %s", compared.register_ref, compared.cursor);
    if (ret->local_ref == NULL) {
        return ju_no_memory(err);
    }
    return ju_compare_digest(state->rings.prefecture, ctx->arena, &items, ret->position, ret->digest, err);
}

/* Under the key of the notices, so that the prefecture judges it behind all of them. */
static ju_rc show_record(ju_ctx *ctx, const char *compare_id, const PGresult *rows, int row,
                         size_t *ret_bytes, ju_err *err)
{
    Juki__Identity__V1__ResidentShown shown = JUKI__IDENTITY__V1__RESIDENT_SHOWN__INIT;
    identity_compared compared;
    JU_TRY(got(ctx, rows, row, &compared, err));
    shown.compare_id = text(compare_id);
    shown.position = (ProtobufCBinaryData){JU_COMPARE_BYTES, compared.position};
    shown.record = compared.record;
    *ret_bytes = juki__identity__v1__resident_shown__get_packed_size(&shown);
    return ju_emit(ctx, JU_TOPIC_LINK_PREFECTURE_OUT, compared.register_ref, &shown.base, NULL, err);
}

static const ju_compare_pair PREFECTURE = {
    .partner = "prefecture",
    .leads = true,
    .steps = JU_TOPIC_COMPARE_IDENTITY,
    .to = JU_TOPIC_LINK_PREFECTURE_OUT,
    .ask_page = identity_ask_compare_page,
    .read = read_record,
    .ask_differing = identity_ask_differing,
    .show = show_record,
};

static const ju_compare_pair *pair_of(const char *partner)
{
    return strcmp(partner, PREFECTURE.partner) == 0 ? &PREFECTURE : NULL;
}

/* ---- identity.command --------------------------------------------------------------------------------- */

ju_rc comparison_begin_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__BeginComparison *begin = body;
    return ju_compare_begin_ask(ctx, pair_of(begin->partner), err);
}

ju_rc comparison_begin_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__BeginComparison *begin = body;
    return ju_compare_begin_apply(ctx, pair_of(begin->partner), begin, JU_TOPIC_IDENTITY_REPLY, err);
}

ju_rc comparison_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_query_apply(ctx, body, JU_TOPIC_IDENTITY_REPLY, err);
}

/* ---- the steps of a comparison ------------------------------------------------------------------------ */

/* With either partner. */
static const ju_compare_pair *pair_of_step(const Juki__Common__V1__CompareStep *step)
{
    return strcmp(step->partner, identity_compare_register.partner) == 0 ? &identity_compare_register
                                                                         : pair_of(step->partner);
}

ju_rc compare_step_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__CompareStep *step = body;
    const ju_compare_pair *pair = pair_of_step(step);
    return pair == NULL ? ju_reject(err, "item_invalid", "partner", "there is no such partner")
                        : ju_compare_step_ask(ctx, pair, step, err);
}

ju_rc compare_step_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__CompareStep *step = body;
    return ju_compare_step_apply(ctx, pair_of_step(step), step, err);
}

ju_rc compare_ready_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_ready_apply(ctx, &PREFECTURE, body, err);
}

ju_rc compare_told_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_told_apply(ctx, &PREFECTURE, body, err);
}

ju_rc resident_judged_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const resident_judged *judged = body;
    return ju_compare_judged_ask(ctx, judged->compare_id, err);
}

ju_rc resident_judged_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const resident_judged *judged = body;
    const ju_compare_verdict verdict = {
        .compare_id = judged->compare_id,
        .position = judged->position,
        .missing = judged->missing,
        .item = judged->item,
        .item_count = judged->n_item,
    };
    return ju_compare_judged_apply(ctx, &PREFECTURE, &verdict, err);
}
