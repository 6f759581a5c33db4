#include "tests/peers/prefecture/store.h"

#include "common/compare/compare.h"
#include "common/db/record.h"
#include "common/seal/seal.h"

#include "prefecture_sql.h"

#include <string.h>

ju_rc prefecture_put_person(ju_ctx *ctx, const unsigned char *code_index, const char *state,
                            const Juki__Identity__V1__ResidentNotice *notice, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_bytes(&args, code_index, JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, state);
    ju_arg_message(&args, &notice->base);
    return ju_do(ctx, &prefecture_sql_person_put, &args, err);
}

ju_rc prefecture_put_number(ju_ctx *ctx, const unsigned char *code_index, const unsigned char *number_index,
                            ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_bytes(&args, code_index, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(&args, number_index, JU_BLIND_INDEX_BYTES);
    return ju_do(ctx, &prefecture_sql_number_put, &args, err);
}

ju_rc prefecture_ask_page(ju_ctx *ctx, const char *after, int rows, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, after);
    ju_arg_i64(&args, rows);
    return ju_ask(ctx, &prefecture_sql_compare_page, &args, err);
}

/* A position is the first half of the blind index. */
ju_rc prefecture_ask_one(ju_ctx *ctx, const unsigned char *position, ju_err *err)
{
    unsigned char lowest[JU_BLIND_INDEX_BYTES] = {0};
    unsigned char highest[JU_BLIND_INDEX_BYTES];
    ju_args args;
    memset(highest, 0xff, sizeof highest);
    memcpy(lowest, position, JU_COMPARE_BYTES);
    memcpy(highest, position, JU_COMPARE_BYTES);
    ju_args_init(&args, ctx->arena);
    ju_arg_bytes(&args, lowest, sizeof lowest);
    ju_arg_bytes(&args, highest, sizeof highest);
    return ju_ask(ctx, &prefecture_sql_compare_one, &args, err);
}

ju_rc prefecture_got_row(const ju_ctx *ctx, const PGresult *rows, int row, prefecture_row *ret, ju_err *err)
{
    size_t index_size = 0;
    size_t sealed_size = 0;
    int column = 4;
    ret->code_index = ju_col_bytes(rows, row, 1, ctx->arena, &index_size);
    ret->event_id = ju_arena_strdup(ctx->arena, ju_col(rows, row, 2));
    const unsigned char *sealed = ju_col_bytes(rows, row, 3, ctx->arena, &sealed_size);
    ret->individual_number =
        sealed == NULL ? NULL : juki__common__v1__sealed__unpack(&ctx->arena->allocator, sealed_size, sealed);
    ret->record = (Juki__Identity__V1__ComparedResident *)ju_col_message(
        rows, row, &column, &juki__identity__v1__compared_resident__descriptor, ctx->arena);
    return index_size == JU_BLIND_INDEX_BYTES && ret->event_id != NULL && ret->record != NULL
               ? JU_OK
               : ju_no_memory(err);
}
