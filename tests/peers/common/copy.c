#include "tests/peers/common/copy.h"

#include "common/base/hex.h"
#include "common/db/record.h"
#include "tests/peers/common/number.h"

#include <string.h>

typedef Juki__Identity__V1__ComparedResident compared_resident;
typedef Juki__Identity__V1__ResidentNotice resident_notice;
typedef Juki__Identity__V1__ResidentShown resident_shown;

/* ---- notices ----------------------------------------------------------------------------------------- */

static const char *state_after(const char *reason)
{
    static const struct {
        const char *reason;
        const char *state;
    } left[] = {
        {"domestic_move_out", "moved_out"}, {"overseas_move_out", "moved_out"}, {"death", "dead"},
        {"official_delete", "deleted"},     {"cancel_delete", "deleted"},
    };
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        if (strcmp(left[i].reason, reason) == 0) {
            return left[i].state;
        }
    }
    return "resident";
}

ju_rc peer_copy_put(ju_ctx *ctx, const peer_copy *copy, const resident_notice *notice,
                    unsigned char ret_code_index[JU_BLIND_INDEX_BYTES],
                    unsigned char ret_number_index[JU_BLIND_INDEX_BYTES], ju_err *err)
{
    const char *id = ctx->message->id;
    ju_args args;
    JU_TRY(peer_open_number_of(ctx, copy->ring, JU_CODE_RESIDENT_CODE, id, notice->resident_code,
                               ret_code_index, err));
    JU_TRY(peer_open_number_of(ctx, copy->ring, JU_CODE_INDIVIDUAL_NUMBER, id, notice->individual_number,
                               ret_number_index, err));
    ju_args_init(&args, ctx->arena);
    ju_arg_bytes(&args, ret_code_index, JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, id);
    ju_arg_text(&args, state_after(notice->reason));
    ju_arg_message(&args, &notice->base);
    return ju_do(ctx, copy->put, &args, err);
}

/* ---- 整合性確認 ---------------------------------------------------------------------------------------- */

ju_rc peer_copy_ask_page(ju_ctx *ctx, const peer_copy *copy, const char *after, int rows, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, after);
    ju_arg_i64(&args, rows);
    return ju_ask(ctx, copy->page, &args, err);
}

/* What is compared of a row, and where it stands; the 個人番号 is opened and made a keyed hash. */
static ju_rc read_items(ju_ctx *ctx, const peer_copy *copy, const PGresult *rows, int row,
                        ju_compare_items *ret, unsigned char ret_position[JU_COMPARE_BYTES], ju_err *err)
{
    unsigned char index[JU_BLIND_INDEX_BYTES];
    size_t index_size = 0;
    size_t sealed_size = 0;
    int column = 4;
    const unsigned char *code_index = ju_col_bytes(rows, row, 1, ctx->arena, &index_size);
    const char *event_id = ju_arena_strdup(ctx->arena, ju_col(rows, row, 2));
    const unsigned char *packed = ju_col_bytes(rows, row, 3, ctx->arena, &sealed_size);
    Juki__Common__V1__Sealed *number =
        packed == NULL ? NULL : juki__common__v1__sealed__unpack(&ctx->arena->allocator, sealed_size, packed);
    compared_resident *record = (compared_resident *)ju_col_message(
        rows, row, &column, &juki__identity__v1__compared_resident__descriptor, ctx->arena);
    if (index_size != JU_BLIND_INDEX_BYTES || event_id == NULL || record == NULL) {
        return ju_no_memory(err);
    }
    ju_compare_position(code_index, ret_position);
    JU_TRY(peer_open_number_of(ctx, copy->ring, JU_CODE_INDIVIDUAL_NUMBER, event_id, number, index, err));
    record->individual_number = ju_arena_hex(ctx->arena, index, JU_BLIND_INDEX_BYTES);
    return record->individual_number == NULL ? ju_no_memory(err)
                                             : ju_compare_items_of(&record->base, ctx->arena, ret, err);
}

ju_rc peer_copy_read(ju_ctx *ctx, const peer_copy *copy, const PGresult *rows, int row, ju_compare_entry *ret,
                     ju_err *err)
{
    ju_compare_items items;
    JU_TRY(read_items(ctx, copy, rows, row, &items, ret->position, err));
    ret->local_ref = ju_col(rows, row, 0);
    return ju_compare_digest(copy->ring, ctx->arena, &items, ret->position, ret->digest, err);
}

/* A position is the first half of the blind index. */
ju_rc peer_copy_shown_ask(ju_ctx *ctx, const peer_copy *copy, const resident_shown *shown, ju_err *err)
{
    unsigned char *lowest = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    unsigned char *highest = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    ju_args args;
    if (shown->position.len != JU_COMPARE_BYTES || shown->record == NULL) {
        return ju_reject(err, "item_invalid", "position", "no record is shown");
    }
    if (lowest == NULL || highest == NULL) {
        return ju_no_memory(err);
    }
    memset(lowest, 0, JU_BLIND_INDEX_BYTES);
    memset(highest, 0xff, JU_BLIND_INDEX_BYTES);
    memcpy(lowest, shown->position.data, JU_COMPARE_BYTES);
    memcpy(highest, shown->position.data, JU_COMPARE_BYTES);
    ju_args_init(&args, ctx->arena);
    ju_arg_bytes(&args, lowest, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(&args, highest, JU_BLIND_INDEX_BYTES);
    return ju_ask(ctx, copy->one, &args, err);
}

static ju_rc judge(ju_ctx *ctx, const peer_copy *copy, const resident_shown *shown,
                   Juki__Identity__V1__ResidentJudged *judged, ju_err *err)
{
    unsigned char position[JU_COMPARE_BYTES];
    ju_compare_items here;
    ju_compare_items there;
    const char **differing = ju_arena_alloc(ctx->arena, JU_COMPARE_ITEMS_MAX * sizeof *differing);
    if (differing == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(read_items(ctx, copy, ju_answer(ctx, 0), 0, &here, position, err));
    JU_TRY(ju_compare_items_of(&shown->record->base, ctx->arena, &there, err));
    judged->n_item = ju_compare_items_differing(&here, &there, differing);
    judged->item = (char **)(uintptr_t)differing;
    return JU_OK;
}

ju_rc peer_copy_shown_apply(ju_ctx *ctx, const peer_copy *copy, const resident_shown *shown, ju_err *err)
{
    Juki__Identity__V1__ResidentJudged judged = JUKI__IDENTITY__V1__RESIDENT_JUDGED__INIT;
    judged.compare_id = shown->compare_id;
    judged.position = shown->position;
    judged.partner = (char *)(uintptr_t)copy->label;
    judged.missing = PQntuples(ju_answer(ctx, 0)) == 0;
    if (!judged.missing) {
        JU_TRY(judge(ctx, copy, shown, &judged, err));
    }
    return ju_emit(ctx, copy->answers, judged.compare_id, &judged.base, NULL, err);
}
