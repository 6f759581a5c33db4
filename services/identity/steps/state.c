#include "services/identity/steps/state.h"

#include <string.h>

static const char *const REFUSALS[IDENTITY_REFUSAL_COUNT] = {IDENTITY_REFUSALS};
static const char *const UPDATE_REFUSALS[IDENTITY_UPDATE_REFUSAL_COUNT] = {IDENTITY_UPDATE_REFUSALS};

void identity_metrics(void *opaque, ju_registry *registry)
{
    identity_state *state = opaque;
    state->free_gauge = ju_gauge_new(registry, "juki_code_stock_free",
                                     "Free resident codes in the stock when last looked", JU_NO_LABELS);
    state->low_gauge = ju_gauge_new(registry, "juki_code_stock_low",
                                    "1 when fewer codes are free than JUKI_CODE_STOCK_LOW", JU_NO_LABELS);
    state->overdue_gauge =
        ju_gauge_new(registry, "juki_notices_overdue",
                     "Notices to the prefecture whose receipt is overdue when last looked", JU_NO_LABELS);
    state->unreadable = ju_counter_new(
        registry, "juki_notices_unreadable_total",
        "Times that a notice could not be sent again, since it cannot be opened", JU_NO_LABELS);
    for (size_t i = 0; i < IDENTITY_REFUSAL_COUNT; i++) {
        state->refused[i] =
            ju_counter_new(registry, "juki_number_answers_refused_total",
                           "Answers of the national body that were refused", JU_LABELS("code", REFUSALS[i]));
    }
    for (size_t i = 0; i < IDENTITY_UPDATE_REFUSAL_COUNT; i++) {
        state->updates_refused[i] =
            ju_counter_new(registry, "juki_updates_refused_total",
                           "Updates of the register that were refused; each stops its person's linkage",
                           JU_LABELS("code", UPDATE_REFUSALS[i]));
    }
}

void identity_note_level(identity_state *state, int64_t free)
{
    state->free = free;
    ju_gauge_set(state->free_gauge, (double)free);
    ju_gauge_set(state->low_gauge, free < state->settings->stock_low ? 1 : 0);
}

/* The place of the code; of one that is not there, the last. */
static size_t place_of(const char *code, const char *const *codes, size_t count)
{
    size_t at = 0;
    while (at < count - 1 && strcmp(codes[at], code) != 0) {
        at++;
    }
    return at;
}

void identity_note_refused(identity_state *state, const char *code)
{
    ju_counter_add(state->refused[place_of(code, REFUSALS, IDENTITY_REFUSAL_COUNT)], 1);
}

void identity_note_update_refused(identity_state *state, const char *code)
{
    size_t at = place_of(code, UPDATE_REFUSALS, IDENTITY_UPDATE_REFUSAL_COUNT);
    ju_counter_add(state->updates_refused[at], 1);
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
