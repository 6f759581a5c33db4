#include "services/gateway/store.h"

#include "gateway_sql.h"

#include <stdio.h>
#include <string.h>

ju_rc gateway_ask_consumers(ju_ctx *ctx, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &gateway_sql_consumers_valid, &args, err);
}

ju_rc gateway_consumer_row(const ju_ctx *ctx, const PGresult *rows, int row, gateway_consumer *ret,
                           ju_err *err)
{
    ju_arena *arena = ctx->arena;
    *ret = (gateway_consumer){
        .id = ju_arena_strdup(arena, ju_col(rows, row, 0)),
        .topic = ju_arena_printf(arena, "feed.%s", ju_col(rows, row, 0)),
        .affair = ju_arena_strdup(arena, ju_col(rows, row, 9)),
        .legal_basis = ju_arena_strdup(arena, ju_col(rows, row, 12)),
        .restrained_place = ju_col_bool(rows, row, 3),
        .bridged = strcmp(ju_col(rows, row, 10), "topic") != 0,
        .by_file = strcmp(ju_col(rows, row, 10), "file") == 0,
        .version = ju_col_i64(rows, row, 11),
        .filter = {.states = ju_arena_strdup(arena, ju_col(rows, row, 4)),
                   .age_under = (int)ju_col_i64(rows, row, 5),
                   .age_base = ju_arena_strdup(arena, ju_col(rows, row, 6)),
                   .household = ju_col_bool(rows, row, 7),
                   .areas = ju_arena_strdup(arena, ju_col(rows, row, 8))},
    };
    if (arena->full) {
        return ju_no_memory(err);
    }
    return gateway_items_read(ju_col(rows, row, 2), &ret->items)
               ? JU_OK
               : ju_fail(err, JU_FATAL, "consumer_items",
                         "consumer %s is approved for an item that does not exist", ret->id);
}

static void arg_index(ju_args *args, const unsigned char *index)
{
    ju_arg_bytes(args, index, index == NULL ? 0 : JU_BLIND_INDEX_BYTES);
}

ju_rc gateway_ask_known(ju_ctx *ctx, const char *addressee_number, const unsigned char *index,
                        const char *birth_date, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, addressee_number);
    arg_index(&args, index);
    ju_arg_opt(&args, birth_date);
    return ju_ask(ctx, &gateway_sql_known_find, &args, err);
}

gateway_known gateway_known_answer(const ju_ctx *ctx, bool has_number)
{
    const PGresult *row = ju_answer(ctx, 0);
    return (gateway_known){
        .by_addressee = ju_col(row, 0, 0),
        .same_number = ju_col_bool(row, 0, 1),
        .by_number = ju_col(row, 0, 2),
        .same_birth = ju_col_bool(row, 0, 3),
        .serial = ju_col_i64(row, 0, 4),
        .former = ju_col_bool(row, 0, 6),
        .has_number = has_number,
    };
}

const char *gateway_outside_answer(const ju_ctx *ctx)
{
    return ju_col(ju_answer(ctx, 0), 0, 7);
}

bool gateway_collides_answer(const ju_ctx *ctx)
{
    return ju_col_bool(ju_answer(ctx, 0), 0, 8);
}

bool gateway_arrives_answer(const ju_ctx *ctx)
{
    return ju_col_bool(ju_answer(ctx, 0), 0, 9);
}

const char *gateway_carried_affairs(const ju_ctx *ctx)
{
    return ju_col(ju_answer(ctx, 0), 0, 10);
}

bool gateway_restrained_answer(const ju_ctx *ctx, bool otherwise)
{
    enum { COL_RESTRAINED = 5 };
    const PGresult *row = ju_answer(ctx, 0);
    return PQgetisnull(row, 0, COL_RESTRAINED) != 0 ? otherwise : ju_col_bool(row, 0, COL_RESTRAINED);
}

ju_rc gateway_put_restraint(ju_ctx *ctx, const Juki__Resident__V1__RestraintChanged *changed, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, changed->addressee_number);
    ju_arg_bool(&args, changed->restrained);
    ju_arg_text(&args, changed->request_id);
    return ju_do(ctx, &gateway_sql_restraint_put, &args, err);
}

ju_rc gateway_put_integrated(ju_ctx *ctx, const gateway_numbering *numbering, const unsigned char *index,
                             ju_err *err)
{
    if (!numbering->issue && !numbering->set_index) {
        return JU_OK;
    }
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, ju_arena_strdup(ctx->arena, numbering->integrated_number));
    arg_index(&args, index);
    ju_arg_text(&args, ctx->today);
    const ju_sql *sql = numbering->issue ? &gateway_sql_integrated_issue : &gateway_sql_integrated_index;
    return ju_do(ctx, sql, &args, err);
}

ju_rc gateway_put_moved_in(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *full, ju_err *err)
{
    ju_args lock = ju_new_args(ctx);
    ju_arg_text(&lock, full->integrated_number);
    ju_arg_bytes(&lock, NULL, 0);
    ju_arg_text(&lock, "");
    JU_TRY(ju_do(ctx, &gateway_sql_integrated_lock, &lock, err));
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, full->integrated_number);
    ju_arg_text(&args, full->addressee_number);
    ju_arg_text(&args, full->change_id);
    ju_arg_text(&args, ctx->today);
    return ju_do(ctx, &gateway_sql_nonresident_moved_in, &args, err);
}

ju_rc gateway_put_sent(ju_ctx *ctx, const char *const *event_id, const char *const *consumer, size_t count,
                       const Juki__Gateway__V1__PersonFeed *full, ju_err *err)
{
    for (size_t i = 0; i < count; i++) {
        ju_args args;
        ju_args_init(&args, ctx->arena);
        ju_arg_text(&args, event_id[i]);
        ju_arg_text(&args, consumer[i]);
        ju_arg_text(&args, full->change_id);
        ju_arg_text(&args, full->addressee_number);
        JU_TRY(ju_do(ctx, &gateway_sql_feed_sent, &args, err));
    }
    return JU_OK;
}

ju_rc gateway_ask_sent(ju_ctx *ctx, const char *const *event_id, size_t count, const char *consumer,
                       ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text_array(&args, event_id, count);
    ju_arg_text(&args, consumer);
    return ju_ask(ctx, &gateway_sql_feed_find, &args, err);
}

ju_rc gateway_put_acknowledged(ju_ctx *ctx, const char *const *event_id, size_t count, const char *consumer,
                               ju_err *err)
{
    if (count == 0) {
        return JU_OK;
    }
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text_array(&args, event_id, count);
    ju_arg_text(&args, consumer);
    return ju_do(ctx, &gateway_sql_feed_acknowledged, &args, err);
}

ju_rc gateway_forget_sent(ju_db *db, int64_t kept_ms, int rows, char event_id[JU_UUID_SIZE], bool *ret_found,
                          ju_err *err)
{
    enum { ARENA_BYTES = 1024 };
    PGresult *last = NULL;
    ju_arena arena;
    ju_args args;
    ju_arena_init(&arena, ARENA_BYTES);
    ju_args_init(&args, &arena);
    ju_arg_text(&args, event_id);
    ju_arg_i64(&args, kept_ms);
    ju_arg_i64(&args, rows);
    ju_rc rc = ju_db_run(db, &gateway_sql_feed_forget, &args, &last, err);
    *ret_found = rc == JU_OK && PQntuples(last) > 0;
    if (*ret_found) {
        (void)snprintf(event_id, JU_UUID_SIZE, "%s", ju_col(last, 0, 0));
    }
    PQclear(last);
    ju_arena_done(&arena);
    return rc;
}
