#include "services/delivery/store_file.h"

#include "common/event/sweep.h"
#include "common/event/topic_names.h"
#include "delivery_sql.h"
#include "services/delivery/steps/state.h"

enum { COLUMNS_WITHOUT_BYTES = 3, PERSONS_COLUMN = 7, UNREADABLE_COLUMN = 8 };

static ju_rc ask_by(ju_ctx *ctx, const ju_sql *sql, const char *value, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, value);
    return ju_ask(ctx, sql, &args, err);
}

ju_rc file_ask_due(ju_ctx *ctx, ju_err *err)
{
    return ask_by(ctx, &delivery_sql_held_due, ctx->today, err);
}

ju_rc file_ask_waiting(ju_ctx *ctx, const char *received_until, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, received_until);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &delivery_sql_held_waiting, &args, err);
}

ju_rc file_ask_unconfirmed(ju_ctx *ctx, const char *before, ju_err *err)
{
    return ask_by(ctx, &delivery_sql_held_unconfirmed, before, err);
}

ju_rc file_ask_near(ju_ctx *ctx, const char *handed_until, ju_err *err)
{
    return ask_by(ctx, &delivery_sql_held_near, handed_until, err);
}

ju_rc file_ask_person(ju_ctx *ctx, const char *register_ref, ju_err *err)
{
    return ask_by(ctx, &delivery_sql_held_of_person, register_ref, err);
}

const ju_keeper *file_keeper(const ju_ctx *ctx)
{
    return &((const delivery_state *)ctx->app)->keeper;
}

ju_kept file_held_at(const char *event_id)
{
    return (ju_kept){"held", event_id};
}

static ju_rc read_record(const ju_ctx *ctx, const PGresult *rows, int row, file_record *ret, ju_err *err)
{
    ju_arena *arena = ctx->arena;
    *ret = (file_record){.event_id = ju_arena_strdup(arena, ju_col(rows, row, 0)),
                         .change_id = ju_arena_strdup(arena, ju_col(rows, row, 1)),
                         .subject = ju_arena_strdup(arena, ju_col(rows, row, 2))};
    if (PQnfields(rows) > COLUMNS_WITHOUT_BYTES) {
        ret->register_ref = ju_arena_strdup(arena, ju_col(rows, row, 3));
        ret->type = ju_arena_strdup(arena, ju_col(rows, row, 4));
        ju_rc rc = ju_col_kept_bytes(rows, row, 5, file_keeper(ctx), file_held_at(ju_col(rows, row, 0)),
                                     arena, &ret->payload, err);
        JU_TRY(ju_kept_alone(rc, arena, &ret->fault, err));
        ret->sequence = ju_col_i64(rows, row, 6);
    }
    if (PQnfields(rows) > PERSONS_COLUMN) {
        ret->persons = ju_arena_strdup(arena, ju_col(rows, row, PERSONS_COLUMN));
    }
    ret->unreadable = PQnfields(rows) > UNREADABLE_COLUMN && ju_col_bool(rows, row, UNREADABLE_COLUMN);
    return JU_OK;
}

ju_rc file_got(ju_ctx *ctx, int answer, file_records *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    size_t count = (size_t)PQntuples(rows);
    file_record *item = ju_arena_alloc(ctx->arena, count * sizeof *item);
    for (size_t i = 0; item != NULL && i < count; i++) {
        JU_TRY(read_record(ctx, rows, (int)i, &item[i], err));
    }
    *ret = (file_records){.item = item, .count = count};
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

file_counts file_got_counts(const ju_ctx *ctx, int answer)
{
    const PGresult *rows = ju_answer(ctx, answer);
    return (file_counts){
        .near = ju_col_i64(rows, 0, 0), .held = ju_col_i64(rows, 0, 1), .unreadable = ju_col_i64(rows, 0, 2)};
}

ju_rc file_arg_ids(ju_ctx *ctx, const file_records *records, ju_args *args, ju_err *err)
{
    const char **id = ju_arena_alloc(ctx->arena, records->count * sizeof *id);
    if (id == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < records->count; i++) {
        id[i] = records->item[i].event_id;
    }
    ju_args_init(args, ctx->arena);
    ju_arg_text_array(args, id, records->count);
    return JU_OK;
}

ju_rc file_put_erased(ju_ctx *ctx, const file_records *records, bool taken_out, ju_err *err)
{
    ju_args args;
    JU_TRY(file_arg_ids(ctx, records, &args, err));
    ju_arg_bool(&args, taken_out);
    return records->count == 0 ? JU_OK : ju_do(ctx, &delivery_sql_held_erase, &args, err);
}

ju_rc file_put_handed_over(ju_ctx *ctx, const file_records *records, ju_err *err)
{
    ju_args args;
    JU_TRY(file_arg_ids(ctx, records, &args, err));
    ju_arg_text(&args, ctx->today);
    ju_arg_text(&args, JU_TOPIC_LINK_CARD_OUT);
    return records->count == 0 ? JU_OK : ju_do(ctx, &delivery_sql_held_hand_over, &args, err);
}

ju_rc file_put_unreadable(ju_ctx *ctx, const char *event_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, event_id);
    ju_arg_text(&args, ctx->today);
    return ju_do(ctx, &delivery_sql_held_unreadable, &args, err);
}

ju_rc file_put_again(ju_ctx *ctx, const file_records *records, ju_err *err)
{
    ju_args args;
    JU_TRY(file_arg_ids(ctx, records, &args, err));
    ju_arg_text(&args, ctx->today);
    return records->count == 0 ? JU_OK : ju_do(ctx, &delivery_sql_held_again, &args, err);
}

ju_rc file_sweep(ju_db *db, bool *ret_log_too, ju_err *err)
{
    const ju_sql *const tables[] = {&delivery_sql_sweep_held, &delivery_sql_sweep_outbox,
                                    &delivery_sql_sweep_outbox_held, &delivery_sql_sweep_parked};
    const ju_sql *const log[] = {&delivery_sql_sweep_log, &delivery_sql_sweep_checkpoint};
    PGresult *may = NULL;
    JU_TRY(ju_sweep(db, tables, sizeof tables / sizeof tables[0], err));
    JU_TRY(ju_db_run(db, &delivery_sql_sweep_log_may, NULL, &may, err));
    *ret_log_too = ju_col_bool(may, 0, 0);
    PQclear(may);
    return *ret_log_too ? ju_sweep(db, log, sizeof log / sizeof log[0], err) : JU_OK;
}
