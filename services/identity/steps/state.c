#include "services/identity/steps/state.h"

#include <string.h>

static const char *const REFUSALS[IDENTITY_REFUSAL_COUNT] = {IDENTITY_REFUSALS};

void identity_metrics(void *opaque, ju_registry *registry)
{
    identity_state *state = opaque;
    state->free_gauge = ju_gauge_new(registry, "juki_code_stock_free",
                                     "Free resident codes in the stock when last looked", JU_NO_LABELS);
    state->low_gauge = ju_gauge_new(registry, "juki_code_stock_low",
                                    "1 when fewer codes are free than JUKI_CODE_STOCK_LOW", JU_NO_LABELS);
    for (size_t i = 0; i < IDENTITY_REFUSAL_COUNT; i++) {
        state->refused[i] =
            ju_counter_new(registry, "juki_number_answers_refused_total",
                           "Answers of the national body that were refused", JU_LABELS("code", REFUSALS[i]));
    }
}

void identity_note_level(identity_state *state, int64_t free)
{
    state->free = free;
    ju_gauge_set(state->free_gauge, (double)free);
    ju_gauge_set(state->low_gauge, free < state->settings->stock_low ? 1 : 0);
}

void identity_note_refused(identity_state *state, const char *code)
{
    size_t at = 0;
    while (at < IDENTITY_REFUSAL_COUNT - 1 && strcmp(REFUSALS[at], code) != 0) {
        at++;
    }
    ju_counter_add(state->refused[at], 1);
}

ju_rc identity_subject(ju_ctx *ctx, const char *register_ref, const char **ret, ju_err *err)
{
    identity_state *state = ctx->app;
    char *subject = ju_arena_alloc(ctx->arena, JU_SUBJECT_HASH_SIZE);
    if (subject == NULL) {
        return ju_no_memory(err);
    }
    *ret = subject;
    return ju_subject_hash(state->rings.audit, register_ref, subject, err);
}

const char *identity_hex(ju_arena *arena, const unsigned char index[JU_BLIND_INDEX_BYTES])
{
    char *hex = ju_arena_alloc(arena, 2 * JU_BLIND_INDEX_BYTES + 1);
    for (size_t i = 0; hex != NULL && i < JU_BLIND_INDEX_BYTES; i++) {
        hex[2 * i] = "0123456789abcdef"[index[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[index[i] & 15];
    }
    return hex;
}
