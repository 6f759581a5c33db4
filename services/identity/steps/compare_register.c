/* 整合性確認 (systems C6): the register leads, identity answers and judges what it is shown. */
#include "services/identity/steps/compare.h"

#include "common/event/topic_names.h"
#include "services/identity/steps/state.h"
#include "services/identity/store_compare.h"

#include "juki/resident/v1/compare.pb-c.h"

#include <string.h>

typedef Juki__Resident__V1__PersonShown person_shown;
typedef Juki__Resident__V1__PersonJudged person_judged;

static ju_rc read_person(ju_ctx *ctx, const PGresult *rows, int row, ju_compare_entry *ret, ju_err *err)
{
    const identity_state *state = ctx->app;
    unsigned char index[JU_BLIND_INDEX_BYTES];
    identity_compared_person person;
    ju_compare_items items;
    JU_TRY(identity_got_compared_person(ctx, rows, row, &person, err));
    ret->local_ref = person.record->current ? person.register_ref : NULL;
    JU_TRY(ju_blind_index(state->rings.identity, "register_ref", person.register_ref, index, err));
    ju_compare_position(index, ret->position);
    JU_TRY(ju_compare_items_of(&person.record->base, ctx->arena, &items, err));
    return ju_compare_digest(state->rings.identity, ctx->arena, &items, ret->position, ret->digest, err);
}

const ju_compare_pair identity_compare_register = {
    .partner = "register",
    .steps = JU_TOPIC_COMPARE_IDENTITY,
    .to = JU_TOPIC_IDENTITY_TO_RESIDENT,
    .ask_page = identity_ask_register_page,
    .read = read_person,
};

ju_rc compare_opened_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return ju_compare_opened_ask(ctx, &identity_compare_register, err);
}

ju_rc compare_opened_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_opened_apply(ctx, &identity_compare_register, body, err);
}

ju_rc compare_asked_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_asked_apply(ctx, &identity_compare_register, body, err);
}

ju_rc compare_closed_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_closed_apply(ctx, &identity_compare_register, body, err);
}

/* ---- judging ------------------------------------------------------------------------------------------ */

ju_rc person_shown_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const person_shown *shown = body;
    if (strcmp(shown->register_ref, ctx->message->key) != 0 || shown->record == NULL) {
        return ju_reject(err, "item_invalid", "register_ref", "no person is shown");
    }
    return identity_ask_register_one(ctx, shown->register_ref, err);
}

static ju_rc judge(ju_ctx *ctx, const person_shown *shown, person_judged *judged, ju_err *err)
{
    identity_compared_person person;
    ju_compare_items here;
    ju_compare_items there;
    const char **differing = ju_arena_alloc(ctx->arena, JU_COMPARE_ITEMS_MAX * sizeof *differing);
    if (differing == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(identity_got_compared_person(ctx, ju_answer(ctx, 0), 0, &person, err));
    if (!person.record->current && !shown->record->current) {
        return JU_OK; /* struck off on both sides meanwhile */
    }
    JU_TRY(ju_compare_items_of(&person.record->base, ctx->arena, &here, err));
    JU_TRY(ju_compare_items_of(&shown->record->base, ctx->arena, &there, err));
    judged->n_item = ju_compare_items_differing(&here, &there, differing);
    judged->item = (char **)(uintptr_t)differing;
    return JU_OK;
}

ju_rc person_shown_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const person_shown *shown = body;
    person_judged judged = JUKI__RESIDENT__V1__PERSON_JUDGED__INIT;
    judged.compare_id = shown->compare_id;
    judged.position = shown->position;
    judged.missing = PQntuples(ju_answer(ctx, 0)) == 0;
    if (!judged.missing) {
        JU_TRY(judge(ctx, shown, &judged, err));
    }
    return ju_emit(ctx, JU_TOPIC_IDENTITY_TO_RESIDENT, judged.compare_id, &judged.base, NULL, err);
}
