#include "common/retention/store.h"

#include "event_sql.h"

ju_rc ju_erasure_ask_class(ju_ctx *ctx, const ju_retention_class *class, const char *last_day, int64_t most,
                           const char *erasure_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, last_day);
    ju_arg_i64(&args, most);
    ju_arg_text(&args, erasure_id);
    return ju_ask(ctx, class->erase, &args, err);
}

ju_rc ju_erasure_ask_open(ju_ctx *ctx, const char *class, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, class);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &event_sql_erasure_open, &args, err);
}

ju_rc ju_erasure_put(ju_ctx *ctx, const erasure *one, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, one->erasure_id);
    ju_arg_text(&args, one->class);
    ju_arg_text(&args, one->last_day);
    ju_arg_bool(&args, one->automatic);
    ju_arg_i64(&args, one->due);
    ju_arg_text(&args, one->purpose);
    ju_arg_text(&args, one->asked_by);
    ju_arg_text(&args, ctx->today);
    return ju_do(ctx, &event_sql_erasure_put, &args, err);
}

ju_rc ju_erasure_ask_next(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &event_sql_erasure_next, NULL, err);
}

ju_rc ju_erasure_ask_running(ju_ctx *ctx, const char *erasure_id, ju_err *err)
{
    return ju_ask_text(ctx, &event_sql_erasure_lock, erasure_id, err);
}

static const char *column(const ju_ctx *ctx, const PGresult *rows, int row, int of)
{
    return of < PQnfields(rows) ? ju_arena_strdup(ctx->arena, ju_col(rows, row, of)) : "";
}

ju_rc ju_erasure_got(const ju_ctx *ctx, int asked, erasure *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    *ret = (erasure){.found = false};
    if (PQntuples(rows) > 0) {
        *ret = (erasure){
            .found = true,
            .erasure_id = column(ctx, rows, 0, 0),
            .class = column(ctx, rows, 0, 1),
            .last_day = column(ctx, rows, 0, 2),
            .state = column(ctx, rows, 0, 3),
            .automatic = ju_col_bool(rows, 0, 4),
            .due = ju_col_i64(rows, 0, 5),
            .purpose = column(ctx, rows, 0, 6),
            .asked_by = column(ctx, rows, 0, 7),
            .erased = ju_col_i64(rows, 0, 8),
            .decided_by = column(ctx, rows, 0, 9),
            .approval = {.found = *ju_col(rows, 0, 10) != '\0',
                         .kind = "erasure",
                         .approval_id = column(ctx, rows, 0, 0),
                         .digest = column(ctx, rows, 0, 10),
                         .request = column(ctx, rows, 0, 11),
                         .asked_by = column(ctx, rows, 0, 12),
                         .state = column(ctx, rows, 0, 13),
                         .valid_until = column(ctx, rows, 0, 14)},
        };
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc ju_erasure_put_state(ju_ctx *ctx, const char *erasure_id, const char *state, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, erasure_id);
    ju_arg_text(&args, state);
    ju_arg_text(&args, ctx->today);
    return ju_do(ctx, &event_sql_erasure_state, &args, err);
}

ju_rc ju_erasure_put_step(ju_ctx *ctx, const char *erasure_id, int64_t erased, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, erasure_id);
    ju_arg_i64(&args, erased);
    return ju_do(ctx, &event_sql_erasure_step, &args, err);
}

ju_rc ju_erasure_put_done(ju_ctx *ctx, const char *erasure_id, int64_t erased, const char *certificate,
                          const char *digest, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, erasure_id);
    ju_arg_i64(&args, erased);
    ju_arg_text(&args, ctx->today);
    ju_arg_text(&args, certificate);
    ju_arg_text(&args, digest);
    return ju_do(ctx, &event_sql_erasure_done, &args, err);
}

ju_rc ju_erasure_ask_list(ju_ctx *ctx, const char *erasure_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, erasure_id);
    ju_arg_i64(&args, ERASURES_MOST);
    return ju_ask(ctx, &event_sql_erasure_list, &args, err);
}

static Juki__Common__V1__Erasure *read_message(const ju_ctx *ctx, const PGresult *rows, int row)
{
    Juki__Common__V1__Erasure *one = ju_arena_alloc(ctx->arena, sizeof *one);
    if (one == NULL) {
        return NULL;
    }
    juki__common__v1__erasure__init(one);
    one->erasure_id = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0));
    one->class_ = ju_arena_strdup(ctx->arena, ju_col(rows, row, 1));
    one->last_day = ju_arena_strdup(ctx->arena, ju_col(rows, row, 2));
    one->state = ju_arena_strdup(ctx->arena, ju_col(rows, row, 3));
    one->automatic = ju_col_bool(rows, row, 4);
    one->asked_by = ju_arena_strdup(ctx->arena, ju_col(rows, row, 5));
    one->decided_by = ju_arena_strdup(ctx->arena, ju_col(rows, row, 6));
    one->due = ju_col_i64(rows, row, 7);
    one->erased = ju_col_i64(rows, row, 8);
    one->done_on = ju_arena_strdup(ctx->arena, ju_col(rows, row, 9));
    one->certificate = ju_arena_strdup(ctx->arena, ju_col(rows, row, 10));
    one->digest = ju_arena_strdup(ctx->arena, ju_col(rows, row, 11));
    return one;
}

ju_rc ju_erasure_got_list(const ju_ctx *ctx, int asked, Juki__Common__V1__ErasuresReply *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    ret->n_erasure = (size_t)PQntuples(rows);
    ret->erasure = ju_arena_alloc(ctx->arena, (ret->n_erasure + 1) * sizeof(void *));
    for (size_t i = 0; ret->erasure != NULL && i < ret->n_erasure; i++) {
        ret->erasure[i] = read_message(ctx, rows, (int)i);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
