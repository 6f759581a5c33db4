#include "tests/peers/prefecture/compare.h"

#include "common/base/hex.h"
#include "common/compare/walk.h"
#include "common/event/topic_names.h"
#include "tests/peers/common/number.h"
#include "tests/peers/prefecture/store.h"

#include <string.h>

typedef Juki__Identity__V1__ComparedResident compared_resident;
typedef Juki__Identity__V1__ResidentShown resident_shown;

/* What is compared of a row, and where it stands; the 個人番号 is opened and made a keyed hash. */
static ju_rc read_items(ju_ctx *ctx, const PGresult *rows, int row, ju_compare_items *ret,
                        unsigned char ret_position[JU_COMPARE_BYTES], ju_err *err)
{
    unsigned char index[JU_BLIND_INDEX_BYTES];
    prefecture_row read;
    JU_TRY(prefecture_got_row(ctx, rows, row, &read, err));
    ju_compare_position(read.code_index, ret_position);
    JU_TRY(
        peer_open_number(ctx, JU_CODE_INDIVIDUAL_NUMBER, read.event_id, read.individual_number, index, err));
    read.record->individual_number = ju_arena_hex(ctx->arena, index, JU_BLIND_INDEX_BYTES);
    return read.record->individual_number == NULL
               ? ju_no_memory(err)
               : ju_compare_items_of(&read.record->base, ctx->arena, ret, err);
}

static ju_rc read_record(ju_ctx *ctx, const PGresult *rows, int row, ju_compare_entry *ret, ju_err *err)
{
    ju_compare_items items;
    JU_TRY(read_items(ctx, rows, row, &items, ret->position, err));
    ret->local_ref = ju_col(rows, row, 0);
    return ju_compare_digest(ctx->app, ctx->arena, &items, ret->position, ret->digest, err);
}

static const ju_compare_pair IDENTITY = {
    .partner = "identity",
    .steps = JU_TOPIC_COMPARE_PREFECTURE,
    .to = JU_TOPIC_LINK_PREFECTURE_IN,
    .ask_page = prefecture_ask_page,
    .read = read_record,
};

/* ---- the messages of a comparison --------------------------------------------------------------------- */

ju_rc compare_opened_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return ju_compare_opened_ask(ctx, &IDENTITY, err);
}

ju_rc compare_opened_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_opened_apply(ctx, &IDENTITY, body, err);
}

ju_rc compare_asked_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_asked_apply(ctx, &IDENTITY, body, err);
}

ju_rc compare_closed_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_closed_apply(ctx, &IDENTITY, body, err);
}

ju_rc compare_step_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_step_ask(ctx, &IDENTITY, body, err);
}

ju_rc compare_step_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_step_apply(ctx, &IDENTITY, body, err);
}

/* ---- judging ------------------------------------------------------------------------------------------ */

ju_rc resident_shown_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const resident_shown *shown = body;
    if (shown->position.len != JU_COMPARE_BYTES || shown->record == NULL) {
        return ju_reject(err, "item_invalid", "position", "no record is shown");
    }
    return prefecture_ask_one(ctx, shown->position.data, err);
}

static ju_rc judge(ju_ctx *ctx, const resident_shown *shown, Juki__Identity__V1__ResidentJudged *judged,
                   ju_err *err)
{
    unsigned char position[JU_COMPARE_BYTES];
    ju_compare_items here;
    ju_compare_items there;
    const char **differing = ju_arena_alloc(ctx->arena, JU_COMPARE_ITEMS_MAX * sizeof *differing);
    if (differing == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(read_items(ctx, ju_answer(ctx, 0), 0, &here, position, err));
    JU_TRY(ju_compare_items_of(&shown->record->base, ctx->arena, &there, err));
    judged->n_item = ju_compare_items_differing(&here, &there, differing);
    judged->item = (char **)(uintptr_t)differing;
    return JU_OK;
}

ju_rc resident_shown_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const resident_shown *shown = body;
    Juki__Identity__V1__ResidentJudged judged = JUKI__IDENTITY__V1__RESIDENT_JUDGED__INIT;
    judged.compare_id = shown->compare_id;
    judged.position = shown->position;
    judged.missing = PQntuples(ju_answer(ctx, 0)) == 0;
    if (!judged.missing) {
        JU_TRY(judge(ctx, shown, &judged, err));
    }
    return ju_emit(ctx, JU_TOPIC_LINK_PREFECTURE_IN, judged.compare_id, &judged.base, NULL, err);
}
