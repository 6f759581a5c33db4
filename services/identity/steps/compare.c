/* 整合性確認 (seed 002; systems C6): identity leads toward the prefecture and, through it, toward 全国サーバ.
 * Nothing is corrected by it. */
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

/* ---- with either --------------------------------------------------------------------------------------- */

static ju_rc read_for(ju_ctx *ctx, const PGresult *rows, int row, ju_keyring *ring, ju_compare_entry *ret,
                      ju_err *err)
{
    const identity_state *state = ctx->app;
    identity_compared compared;
    ju_compare_items items;
    JU_TRY(identity_got_compared(ctx, rows, row, &state->rings, ring, &compared, err));
    JU_TRY(ju_compare_items_of(&compared.record->base, ctx->arena, &items, err));
    memcpy(ret->position, compared.position, JU_COMPARE_BYTES);
    ret->local_ref = ju_arena_printf(ctx->arena, "%s %s", compared.register_ref, compared.cursor);
    if (ret->local_ref == NULL) {
        return ju_no_memory(err);
    }
    return ju_compare_digest(ring, ctx->arena, &items, ret->position, ret->digest, err);
}

/* Whom a record is shown to. */
typedef struct reader {
    const ju_compare_pair *pair;
    ju_keyring *ring;
    const char *compare_id;
} reader;

/* Under the key of the notices, so that the prefecture, and 全国サーバ behind it, judges it behind all of
 * them. */
static ju_rc show_to(ju_ctx *ctx, const reader *to, const PGresult *rows, int row, size_t *ret_bytes,
                     ju_err *err)
{
    const identity_state *state = ctx->app;
    Juki__Identity__V1__ResidentShown shown = JUKI__IDENTITY__V1__RESIDENT_SHOWN__INIT;
    identity_compared compared;
    JU_TRY(identity_got_compared(ctx, rows, row, &state->rings, to->ring, &compared, err));
    shown.compare_id = text(to->compare_id);
    shown.partner = ju_compare_label(to->pair);
    shown.position = (ProtobufCBinaryData){JU_COMPARE_BYTES, compared.position};
    shown.record = compared.record;
    *ret_bytes = juki__identity__v1__resident_shown__get_packed_size(&shown);
    return ju_emit(ctx, JU_TOPIC_LINK_PREFECTURE_OUT, compared.register_ref, &shown.base, NULL, err);
}

/* ---- with the prefecture, and through it with 全国サーバ ---------------------------------------------- */

static const ju_compare_pair PREFECTURE;
static const ju_compare_pair NATIONAL;

static ju_rc read_for_prefecture(ju_ctx *ctx, const PGresult *rows, int row, ju_compare_entry *ret,
                                 ju_err *err)
{
    const identity_state *state = ctx->app;
    return read_for(ctx, rows, row, state->rings.prefecture, ret, err);
}

static ju_rc read_for_national(ju_ctx *ctx, const PGresult *rows, int row, ju_compare_entry *ret, ju_err *err)
{
    const identity_state *state = ctx->app;
    return read_for(ctx, rows, row, state->rings.national, ret, err);
}

static ju_rc show_to_prefecture(ju_ctx *ctx, const char *compare_id, const PGresult *rows, int row,
                                size_t *ret_bytes, ju_err *err)
{
    const identity_state *state = ctx->app;
    const reader to = {&PREFECTURE, state->rings.prefecture, compare_id};
    return show_to(ctx, &to, rows, row, ret_bytes, err);
}

static ju_rc show_to_national(ju_ctx *ctx, const char *compare_id, const PGresult *rows, int row,
                              size_t *ret_bytes, ju_err *err)
{
    const identity_state *state = ctx->app;
    const reader to = {&NATIONAL, state->rings.national, compare_id};
    return show_to(ctx, &to, rows, row, ret_bytes, err);
}

static const ju_compare_pair PREFECTURE = {
    .partner = "prefecture",
    .leads = true,
    .steps = JU_TOPIC_COMPARE_IDENTITY,
    .to = JU_TOPIC_LINK_PREFECTURE_OUT,
    .ask_page = identity_ask_compare_page,
    .read = read_for_prefecture,
    .ask_differing = identity_ask_differing,
    .show = show_to_prefecture,
};

static const ju_compare_pair NATIONAL = {
    .partner = "national",
    .label = "national",
    .leads = true,
    .steps = JU_TOPIC_COMPARE_IDENTITY,
    .to = JU_TOPIC_LINK_PREFECTURE_OUT,
    .ask_page = identity_ask_compare_page,
    .read = read_for_national,
    .ask_differing = identity_ask_differing,
    .show = show_to_national,
};

static const ju_compare_pair *pair_of(const char *partner)
{
    if (strcmp(partner, NATIONAL.partner) == 0) {
        return &NATIONAL;
    }
    return strcmp(partner, PREFECTURE.partner) == 0 ? &PREFECTURE : NULL;
}

/* Whose answer came through the prefecture. */
static const ju_compare_pair *pair_of_answer(const char *label)
{
    return strcmp(label, NATIONAL.label) == 0 ? &NATIONAL : &PREFECTURE;
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

/* With any partner. */
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
    const Juki__Common__V1__CompareReady *ready = body;
    return ju_compare_ready_apply(ctx, pair_of_answer(ready->partner), ready, err);
}

ju_rc compare_told_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__CompareTold *told = body;
    return ju_compare_told_apply(ctx, pair_of_answer(told->asked->partner), told, err);
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
    return ju_compare_judged_apply(ctx, pair_of_answer(judged->partner), &verdict, err);
}
