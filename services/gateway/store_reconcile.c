#include "services/gateway/store_reconcile.h"

#include "common/base/hex.h"
#include "gateway_sql.h"

#include <string.h>

/* Behind every 宛名番号, in any collation. */
#define TO_THE_END "z"

static const char *bound_of(const char *until)
{
    return *until == '\0' ? TO_THE_END : until;
}

static ju_args args_of(ju_ctx *ctx, const char *request_id)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, request_id);
    return args;
}

ju_rc reconcile_ask_job(ju_ctx *ctx, const char *request_id, const char *consumer, int32_t range, ju_err *err)
{
    ju_args args = args_of(ctx, request_id);
    ju_arg_text(&args, consumer);
    ju_arg_i64(&args, range);
    return ju_ask(ctx, &gateway_sql_reconcile_find, &args, err);
}

static ju_rc read_digest(const ju_ctx *ctx, const PGresult *rows, int row, int column,
                         unsigned char ret[GATEWAY_DIGEST_BYTES], ju_err *err)
{
    size_t size = 0;
    const unsigned char *digest = ju_col_bytes(rows, row, column, ctx->arena, &size);
    if (digest == NULL || size != GATEWAY_DIGEST_BYTES) {
        return ju_no_memory(err);
    }
    memcpy(ret, digest, size);
    return JU_OK;
}

ju_rc reconcile_got_job(ju_ctx *ctx, int of, reconcile_job *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, of);
    *ret = (reconcile_job){.found = PQntuples(row) == 1};
    if (!ret->found) {
        return JU_OK;
    }
    ret->open = ju_col_i64(row, 0, 0);
    ret->persons = ju_col_i64(row, 0, 1);
    ret->resent = ju_col_i64(row, 0, 2);
    ret->phase = ju_col(row, 0, 3);
    ret->after = ju_col(row, 0, 4);
    ret->until = ju_col(row, 0, 5);
    ret->told.persons = ju_col_i64(row, 0, 6);
    ret->position = ju_col(row, 0, 8);
    ret->own.persons = ju_col_i64(row, 0, 9);
    ret->next_until = PQgetisnull(row, 0, 11) != 0 ? NULL : ju_col(row, 0, 11);
    JU_TRY(read_digest(ctx, row, 0, 7, ret->told.digest, err));
    return read_digest(ctx, row, 0, 10, ret->own.digest, err);
}

ju_rc reconcile_ask_known(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_reconcile_known, request_id, err);
}

ju_rc reconcile_ask_quiet(ju_ctx *ctx, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    return ju_ask(ctx, &gateway_sql_reconcile_quiet, &args, err);
}

ju_rc reconcile_give_up(ju_ctx *ctx, const char *consumer, ju_err *err)
{
    return ju_do_text(ctx, &gateway_sql_reconcile_give_up, consumer, err);
}

ju_rc reconcile_put_begun(ju_ctx *ctx, const char *consumer, const Juki__Gateway__V1__RequestReconcile *wish,
                          ju_err *err)
{
    size_t count = wish->n_range;
    int64_t *number = ju_arena_alloc(ctx->arena, count * sizeof *number);
    int64_t *persons = ju_arena_alloc(ctx->arena, count * sizeof *persons);
    const char **after = ju_arena_alloc(ctx->arena, count * sizeof *after);
    const char **until = ju_arena_alloc(ctx->arena, count * sizeof *until);
    const char **digest = ju_arena_alloc(ctx->arena, count * sizeof *digest);
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        const Juki__Gateway__V1__ReconcileRange *range = wish->range[i];
        number[i] = (int64_t)i + 1;
        persons[i] = range->persons;
        after[i] = i == 0 ? "" : wish->range[i - 1]->until;
        until[i] = range->until;
        digest[i] = ju_arena_hex(ctx->arena, range->digest.data, range->digest.len);
    }
    JU_TRY(reconcile_give_up(ctx, consumer, err));
    ju_args args = args_of(ctx, wish->request_id);
    ju_arg_text(&args, consumer);
    ju_arg_i64_array(&args, number, count);
    ju_arg_text_array(&args, after, count);
    ju_arg_text_array(&args, until, count);
    ju_arg_i64_array(&args, persons, count);
    ju_arg_text_array(&args, digest, count);
    return ju_do(ctx, &gateway_sql_reconcile_begin, &args, err);
}

/* ---- what the consumer tells -------------------------------------------------------------------------- */

ju_rc reconcile_ask_wanted(ju_ctx *ctx, const char *request_id, const char *consumer, const char *after,
                           ju_err *err)
{
    ju_args args = args_of(ctx, request_id);
    ju_arg_text(&args, consumer);
    ju_arg_text(&args, after);
    return ju_ask(ctx, &gateway_sql_reconcile_wanted, &args, err);
}

ju_rc reconcile_put_told(ju_ctx *ctx, const Juki__Gateway__V1__ReconcileTold *told, int64_t range, bool whole,
                         ju_err *err)
{
    size_t count = told->n_entry;
    const char **number = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *number);
    const char **digest = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *digest);
    if (number == NULL || digest == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        number[i] = told->entry[i]->addressee_number;
        digest[i] = ju_arena_hex(ctx->arena, told->entry[i]->digest.data, told->entry[i]->digest.len);
    }
    ju_args args = args_of(ctx, told->request_id);
    ju_arg_i64(&args, range);
    ju_arg_text(&args, whole ? "told" : "wanted");
    ju_arg_text(&args, told->until);
    ju_arg_text_array(&args, number, count);
    ju_arg_text_array(&args, digest, count);
    return ju_do(ctx, &gateway_sql_reconcile_told, &args, err);
}

/* ---- comparing ---------------------------------------------------------------------------------------- */

ju_rc reconcile_ask_page(ju_ctx *ctx, const Juki__Gateway__V1__ReconcileStep *step, int rows, ju_err *err)
{
    JU_TRY(snapshot_ask_lock(ctx, step->consumer, step->after, step->until, rows, err));
    ju_args held = ju_new_args(ctx);
    ju_arg_text(&held, ju_arena_printf(ctx->arena, "feed.%s", step->consumer));
    ju_arg_text(&held, step->after);
    ju_arg_text(&held, bound_of(step->until));
    ju_arg_i64(&held, rows);
    ju_arg_text(&held, step->request_id);
    ju_arg_text(&held, step->consumer);
    ju_arg_text(&held, ctx->today);
    JU_TRY(ju_ask(ctx, &gateway_sql_reconcile_hold, &held, err));
    JU_TRY(snapshot_ask_persons(ctx, step->consumer, step->after, step->until, rows, err));
    ju_args entries = args_of(ctx, step->request_id);
    ju_arg_text(&entries, step->after);
    ju_arg_text(&entries, bound_of(step->until));
    ju_arg_i64(&entries, rows);
    return ju_ask(ctx, &gateway_sql_reconcile_entries, &entries, err);
}

ju_rc reconcile_got_entries(ju_ctx *ctx, int of, int rows, gateway_reconcile_list *ret, ju_err *err)
{
    const PGresult *answer = ju_answer(ctx, of);
    size_t count = (size_t)PQntuples(answer);
    gateway_reconcile_item *item = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *item);
    *ret = (gateway_reconcile_list){.item = item, .count = count, .full = count == (size_t)rows};
    if (item == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        item[i].addressee_number = ju_arena_strdup(ctx->arena, ju_col(answer, (int)i, 0));
        JU_TRY(read_digest(ctx, answer, (int)i, 1, item[i].digest, err));
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc reconcile_drop_entries(ju_ctx *ctx, const char *request_id, const char *after, const char *until,
                             ju_err *err)
{
    ju_args args = args_of(ctx, request_id);
    ju_arg_text(&args, after);
    ju_arg_text(&args, bound_of(until));
    return ju_do(ctx, &gateway_sql_reconcile_entries_drop, &args, err);
}

ju_rc reconcile_put_range(ju_ctx *ctx, const char *request_id, int32_t range, const char *phase,
                          const char *position, const gateway_digest_sum *own, ju_err *err)
{
    const void *digest = ju_arena_memdup(ctx->arena, own->digest, sizeof own->digest);
    ju_args args = args_of(ctx, request_id);
    if (digest == NULL) {
        return ju_no_memory(err);
    }
    ju_arg_i64(&args, range);
    ju_arg_text(&args, phase);
    ju_arg_text(&args, position);
    ju_arg_i64(&args, own->persons);
    ju_arg_bytes(&args, digest, sizeof own->digest);
    return ju_do(ctx, &gateway_sql_reconcile_range_put, &args, err);
}

ju_rc reconcile_put_progress(ju_ctx *ctx, const char *request_id, const reconcile_job *job, ju_err *err)
{
    ju_args args = args_of(ctx, request_id);
    ju_arg_i64(&args, job->open);
    ju_arg_i64(&args, job->persons);
    ju_arg_i64(&args, job->resent);
    JU_TRY(ju_do(ctx, &gateway_sql_reconcile_put, &args, err));
    return job->open > 0 ? JU_OK : ju_do_text(ctx, &gateway_sql_reconcile_forget, request_id, err);
}
