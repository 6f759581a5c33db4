#include "tests/peers/tax/store_snapshot.h"

#include "tax_sql.h"

ju_rc tax_ask_wanted(ju_ctx *ctx, int64_t patience_ms, ju_err *err)
{
    const char *seconds = ju_arena_printf(ctx->arena, "%.3f", (double)patience_ms / 1000);
    return seconds == NULL ? ju_no_memory(err) : ju_ask_text(ctx, &tax_sql_snapshot_wanted, seconds, err);
}

ju_rc tax_wanted(const ju_ctx *ctx, bool *ret, const char **ret_wish, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    *ret = PQntuples(rows) > 0;
    *ret_wish = *ret ? ju_arena_strdup(ctx->arena, ju_col(rows, 0, 0)) : "";
    return *ret_wish == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc do_two(ju_ctx *ctx, const ju_sql *sql, const char *first, const char *second, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, first);
    ju_arg_text(&args, second);
    return ju_do(ctx, sql, &args, err);
}

ju_rc tax_put_asked(ju_ctx *ctx, const char *request_id, const char *reason, ju_err *err)
{
    return do_two(ctx, &tax_sql_snapshot_asked, request_id, reason, err);
}

ju_rc tax_put_wish(ju_ctx *ctx, const char *request_id, const char *reason, ju_err *err)
{
    return do_two(ctx, &tax_sql_snapshot_wish, request_id, reason, err);
}

ju_rc tax_put_answered(ju_ctx *ctx, const char *request_id, const char *code, ju_err *err)
{
    return do_two(ctx, &tax_sql_snapshot_answered, request_id, code, err);
}

ju_rc tax_put_begun(ju_ctx *ctx, const char *snapshot_id, ju_err *err)
{
    return ju_do_text(ctx, &tax_sql_snapshot_begun, snapshot_id, err);
}

ju_rc tax_put_told(ju_ctx *ctx, const char *snapshot_id, const char *addressee_number,
                   const unsigned char digest[JU_MESSAGE_DIGEST_BYTES], ju_err *err)
{
    unsigned char *kept = ju_arena_memdup(ctx->arena, digest, JU_MESSAGE_DIGEST_BYTES);
    ju_args args = ju_new_args(ctx);
    if (kept == NULL) {
        return ju_no_memory(err);
    }
    ju_arg_text(&args, snapshot_id);
    ju_arg_text(&args, addressee_number);
    ju_arg_bytes(&args, kept, JU_MESSAGE_DIGEST_BYTES);
    return ju_do(ctx, &tax_sql_snapshot_person_put, &args, err);
}

ju_rc tax_ask_so_far(ju_ctx *ctx, const char *snapshot_id, ju_err *err)
{
    return ju_ask_text(ctx, &tax_sql_snapshot_so_far, snapshot_id, err);
}

tax_so_far tax_so_far_of(const ju_ctx *ctx)
{
    enum { MARKERS, RUNNING, PERSONS, SUMS };
    const PGresult *row = ju_answer(ctx, 0);
    tax_so_far ret = {.markers = ju_col_i64(row, 0, MARKERS),
                      .running = ju_col_bool(row, 0, RUNNING),
                      .persons = ju_col_i64(row, 0, PERSONS)};
    int64_t sum[JU_MESSAGE_DIGEST_BYTES];
    for (int i = 0; i < JU_MESSAGE_DIGEST_BYTES; i++) {
        sum[i] = ju_col_i64(row, 0, SUMS + i);
    }
    tax_digest_from_sums(sum, ret.digest);
    return ret;
}

ju_rc tax_put_ended(ju_ctx *ctx, const char *snapshot_id, int64_t marker, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, snapshot_id);
    ju_arg_i64(&args, marker);
    return ju_do(ctx, &tax_sql_snapshot_ended, &args, err);
}

ju_rc tax_put_finished(ju_ctx *ctx, const char *snapshot_id, int64_t persons, const char *result, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, snapshot_id);
    ju_arg_i64(&args, persons);
    ju_arg_text(&args, result);
    return ju_do(ctx, &tax_sql_snapshot_finish, &args, err);
}
