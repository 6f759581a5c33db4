#include "services/gateway/store_scope.h"

#include "gateway_sql.h"
#include "services/gateway/store_person.h"

#include "common/db/kept.h"

ju_rc gateway_ask_hold(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_scope_lock, addressee_number, err);
}

ju_rc gateway_ask_told(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_scope_find, addressee_number, err);
}

gateway_kept gateway_told_answer(const ju_ctx *ctx, int of)
{
    const PGresult *row = ju_answer(ctx, of);
    return (gateway_kept){.told = ju_col(row, 0, 0), .household = ju_col(row, 0, 1)};
}

static ju_rc two_texts(ju_ctx *ctx, const ju_sql *sql, const char *first, const char *second, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, first);
    ju_arg_text(&args, second);
    return ju_do(ctx, sql, &args, err);
}

ju_rc gateway_put_scope(ju_ctx *ctx, const char *addressee_number, const char *consumer, ju_err *err)
{
    return two_texts(ctx, &gateway_sql_scope_put, addressee_number, consumer, err);
}

ju_rc gateway_drop_scope(ju_ctx *ctx, const char *addressee_number, const char *consumer, ju_err *err)
{
    return two_texts(ctx, &gateway_sql_scope_drop, addressee_number, consumer, err);
}

ju_rc gateway_put_household_due(ju_ctx *ctx, const char *household_number, ju_err *err)
{
    return ju_do_text(ctx, &gateway_sql_household_due_put, household_number, err);
}

ju_rc gateway_ask_households(ju_ctx *ctx, int64_t most, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, most);
    return ju_ask(ctx, &gateway_sql_household_due_take, &args, err);
}

/* Who cannot be opened holds up nobody else. */
static ju_rc read_member(const ju_ctx *ctx, const PGresult *rows, int row, gateway_member *ret, ju_err *err)
{
    *ret = (gateway_member){
        .addressee_number = ju_col(rows, row, GATEWAY_COL_NUMBER),
        .youngest = ju_col(rows, row, GATEWAY_PERSON_COLUMNS),
        .told = ju_col(rows, row, GATEWAY_PERSON_COLUMNS + 1),
    };
    return ju_kept_alone(gateway_read_person(ctx, rows, row, &ret->person, err), ctx->arena, &ret->broken,
                         err);
}

ju_rc gateway_households_answer(ju_ctx *ctx, int of, gateway_member **ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, of);
    *ret_count = (size_t)PQntuples(rows);
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < *ret_count; i++) {
        JU_TRY(read_member(ctx, rows, (int)i, &(*ret)[i], err));
    }
    return JU_OK;
}

ju_rc gateway_ask_missed(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &gateway_sql_missed_find, NULL, err);
}

static ju_rc missed(ju_ctx *ctx, const ju_sql *sql, const char *consumer, int64_t version, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, consumer);
    ju_arg_i64(&args, version);
    return ju_do(ctx, sql, &args, err);
}

ju_rc gateway_put_missed(ju_ctx *ctx, const char *consumer, int64_t version, ju_err *err)
{
    return missed(ctx, &gateway_sql_missed_put, consumer, version, err);
}

ju_rc gateway_drop_missed(ju_ctx *ctx, const char *consumer, int64_t version, ju_err *err)
{
    return missed(ctx, &gateway_sql_missed_drop, consumer, version, err);
}
