#include "services/gateway/store_person.h"

#include "gateway_sql.h"
#include "services/gateway/handlers.h"

#include <string.h>

typedef Juki__Gateway__V1__PersonFeed person_feed;
typedef Juki__Gateway__V1__NonresidentBasics basics_message;

static const char PERSON[] = "person";
static const char NONRESIDENT[] = "nonresident_record";

/* ---- contents ------------------------------------------------------------------------------------------ */

static ju_rc arg_content(const ju_ctx *ctx, ju_args *args, const char *table, const char *addressee_number,
                         int32_t history_number, const ProtobufCMessage *message, ju_err *err)
{
    const gateway *self = ctx->app;
    const char *key = ju_arena_printf(ctx->arena, "%s %d", addressee_number, (int)history_number);
    return ju_arg_kept(args, &self->keeper, (ju_kept){table, key}, message, err);
}

static ju_rc open_content(const ju_ctx *ctx, const char *table, const PGresult *rows, int row,
                          const int at[static 3], const ProtobufCMessageDescriptor *descriptor,
                          ProtobufCMessage **ret, ju_err *err)
{
    const gateway *self = ctx->app;
    const char *key =
        ju_arena_printf(ctx->arena, "%s %s", ju_col(rows, row, at[0]), ju_col(rows, row, at[1]));
    return ju_col_kept(rows, row, at[2], &self->keeper, (ju_kept){table, key}, descriptor, ctx->arena, ret,
                       err);
}

/* What a newer program may have kept is no item that anybody was approved for. */
ju_rc gateway_open_person(const ju_ctx *ctx, const PGresult *rows, int row, int number, int history,
                          int content, person_feed **ret, ju_err *err)
{
    ProtobufCMessage *kept = NULL;
    JU_TRY(open_content(ctx, PERSON, rows, row, (const int[]){number, history, content},
                        &juki__gateway__v1__person_feed__descriptor, &kept, err));
    kept->n_unknown_fields = 0;
    *ret = (person_feed *)kept;
    return JU_OK;
}

ju_rc gateway_open_basics(const ju_ctx *ctx, const PGresult *rows, int row, int number, int history,
                          int content, basics_message **ret, ju_err *err)
{
    return open_content(ctx, NONRESIDENT, rows, row, (const int[]){number, history, content},
                        &juki__gateway__v1__nonresident_basics__descriptor, (ProtobufCMessage **)ret, err);
}

ju_rc gateway_arg_basics(const ju_ctx *ctx, ju_args *args, const char *addressee_number,
                         int32_t history_number, const basics_message *basics, ju_err *err)
{
    return arg_content(ctx, args, NONRESIDENT, addressee_number, history_number, &basics->base, err);
}

/* ---- rows ---------------------------------------------------------------------------------------------- */

ju_rc gateway_read_person(const ju_ctx *ctx, const PGresult *rows, int row, person_feed **ret, ju_err *err)
{
    JU_TRY(gateway_open_person(ctx, rows, row, GATEWAY_COL_NUMBER, GATEWAY_COL_HISTORY, GATEWAY_COL_CONTENT,
                               ret, err));
    (*ret)->restrained = ju_col_bool(rows, row, GATEWAY_COL_RESTRAINED);
    return JU_OK;
}

ju_rc gateway_read_outside(const ju_ctx *ctx, const PGresult *rows, int row, person_feed **ret, ju_err *err)
{
    ju_arena *arena = ctx->arena;
    basics_message *basics = NULL;
    gateway_outside *outside = ju_arena_alloc(arena, sizeof *outside);
    JU_TRY(gateway_open_basics(ctx, rows, row, GATEWAY_COL_NUMBER, GATEWAY_COL_HISTORY, GATEWAY_COL_CONTENT,
                               &basics, err));
    if (outside == NULL) {
        return ju_no_memory(err);
    }
    gateway_feed_outside(basics, outside);
    outside->feed.addressee_number = ju_arena_strdup(arena, ju_col(rows, row, GATEWAY_COL_NUMBER));
    outside->feed.restrained = ju_col_bool(rows, row, GATEWAY_COL_RESTRAINED);
    outside->feed.state = ju_arena_strdup(arena, ju_col(rows, row, GATEWAY_COL_STATE));
    outside->feed.integrated_number = ju_arena_strdup(arena, ju_col(rows, row, GATEWAY_COL_INTEGRATED));
    outside->feed.change_id = ju_arena_strdup(arena, ju_col(rows, row, GATEWAY_COL_REQUEST));
    *ret = &outside->feed;
    return arena->full ? ju_no_memory(err) : JU_OK;
}

/* The index of a name, by which another one is seen without being read; NULL of no name. */
static ju_rc arg_name(const ju_ctx *ctx, ju_args *args, const char *name, ju_err *err)
{
    const gateway *self = ctx->app;
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(*name == '\0' ? JU_OK : ju_blind_index(self->keeper.ring, "person_name", name, index, err));
    ju_arg_bytes(args, *name == '\0' ? NULL : index, JU_BLIND_INDEX_BYTES);
    return JU_OK;
}

ju_rc gateway_put_person(ju_ctx *ctx, int32_t history_number, const person_feed *full, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, full->addressee_number);
    ju_arg_i64(&args, history_number);
    ju_arg_bool(&args, full->restrained);
    ju_arg_bool(&args, full->individual_number != NULL);
    ju_arg_text(&args, full->state);
    ju_arg_text(&args, full->integrated_number);
    ju_arg_opt(&args, full->household_number);
    ju_arg_opt(&args, full->birth_date == NULL ? "" : full->birth_date->date);
    ju_arg_opt(&args, full->relationship);
    JU_TRY(arg_name(ctx, &args, full->name, err));
    JU_TRY(arg_content(ctx, &args, PERSON, full->addressee_number, history_number, &full->base, err));
    return ju_do(ctx, &gateway_sql_person_put, &args, err);
}

ju_rc gateway_put_removed(ju_ctx *ctx, const person_feed *full, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, full->addressee_number);
    ju_arg_bool(&args, strcmp(full->state, "resident") == 0);
    ju_arg_text(&args, ctx->today);
    return ju_do(ctx, &gateway_sql_person_removed, &args, err);
}

ju_rc gateway_ask_person(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_person_find, addressee_number, err);
}

ju_rc gateway_person_answer(ju_ctx *ctx, person_feed **ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    *ret = NULL;
    return PQntuples(rows) == 0 ? JU_OK : gateway_read_person(ctx, rows, 0, ret, err);
}

ju_rc gateway_ask_carried(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_carried_find, addressee_number, err);
}

ju_rc gateway_carried_answer(ju_ctx *ctx, int of, person_feed **ret, const char **ret_affairs, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, of);
    *ret = NULL;
    *ret_affairs = "";
    if (PQntuples(rows) == 0) {
        return JU_OK;
    }
    *ret_affairs = ju_arena_strdup(ctx->arena, ju_col(rows, 0, GATEWAY_OUTSIDE_COLUMNS));
    return *ret_affairs == NULL ? ju_no_memory(err) : gateway_read_outside(ctx, rows, 0, ret, err);
}
