#include "services/identity/store_media.h"

#include "identity_sql.h"
#include "services/identity/store_record.h"

#include <string.h>

enum { SCRATCH_BYTES = 1024 * 1024 };

ju_rc media_ask_permit(ju_ctx *ctx, const char *permit_id, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, permit_id);
    return ju_ask(ctx, &identity_sql_media_permit_find, &args, err);
}

static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

static void read_permit(const ju_ctx *ctx, const PGresult *rows, int row,
                        Juki__Identity__V1__MediaPermit *ret)
{
    juki__identity__v1__media_permit__init(ret);
    ret->permit_id = text(ctx, rows, row, 0);
    ret->kind = text(ctx, rows, row, 1);
    ret->receiver = text(ctx, rows, row, 2);
    ret->max_persons = (int32_t)ju_col_i64(rows, row, 3);
    ret->purpose = text(ctx, rows, row, 4);
    ret->state = text(ctx, rows, row, 5);
    ret->asked_by = text(ctx, rows, row, 6);
    ret->decided_by = text(ctx, rows, row, 7);
    ret->valid_until = text(ctx, rows, row, 8);
}

ju_rc media_got_permit(const ju_ctx *ctx, media_permit *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, 0);
    *ret = (media_permit){.found = PQntuples(row) > 0};
    juki__identity__v1__media_permit__init(&ret->as);
    if (ret->found) {
        read_permit(ctx, row, 0, &ret->as);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc media_ask_rows(ju_ctx *ctx, const char *kind, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_i64(&args, MEDIA_PERSONS_MAX + 1);
    return ju_ask(ctx,
                  strcmp(kind, "notices") == 0 ? &identity_sql_media_notices : &identity_sql_media_comparison,
                  &args, err);
}

int64_t media_got_count(const ju_ctx *ctx)
{
    return PQntuples(ju_answer(ctx, 1));
}

/* The column of media_notices.sql behind the row: 異動事由 as told. */
enum { TOLD_REASON = 5 };

static const char *birth_date_of(const identity_record *record)
{
    return *record->birth_date->written != '\0' ? record->birth_date->written : record->birth_date->date;
}

/* What is kept is opened in memory of its own: there may be many. */
static ju_rc read_row(const ju_ctx *ctx, const PGresult *rows, int row, ju_arena *scratch, media_row *ret,
                      ju_err *err)
{
    identity_row of;
    ju_arena_reset(scratch);
    JU_TRY(identity_col_record(rows, row, 0, identity_keeper(ctx), scratch, &of.record, err));
    JU_TRY(identity_col_numbers(rows, row, 0, ctx->arena, &of, err));
    const char *reason = PQnfields(rows) > TOLD_REASON ? ju_col(rows, row, TOLD_REASON) : of.record->reason;
    *ret = (media_row){
        .register_ref = of.register_ref,
        .resident_code = of.resident_code,
        .individual_number = of.individual_number,
        .item = {ju_arena_strdup(ctx->arena, of.record->name),
                 ju_arena_strdup(ctx->arena, birth_date_of(of.record)),
                 ju_arena_printf(ctx->arena, "%d", (int)of.record->sex),
                 ju_arena_strdup(ctx->arena, of.record->address), ju_arena_strdup(ctx->arena, reason),
                 ju_arena_strdup(ctx->arena, of.record->change_date)},
    };
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

static ju_rc read_rows(const ju_ctx *ctx, ju_arena *scratch, media_row *list, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 1);
    for (int i = 0; i < PQntuples(rows); i++) {
        JU_TRY(read_row(ctx, rows, i, scratch, &list[i], err));
    }
    return JU_OK;
}

ju_rc media_got_rows(const ju_ctx *ctx, media_row **ret, ju_err *err)
{
    ju_arena scratch;
    *ret = ju_arena_alloc(ctx->arena, ((size_t)media_got_count(ctx) + 1) * sizeof **ret);
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    ju_arena_init(&scratch, SCRATCH_BYTES);
    ju_rc rc = read_rows(ctx, &scratch, *ret, err);
    ju_arena_done(&scratch);
    return rc;
}

ju_rc media_ask_permits(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &identity_sql_media_permits, NULL, err);
}

ju_rc media_got_permits(const ju_ctx *ctx, Juki__Identity__V1__MediaPermitsReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    Juki__Identity__V1__MediaPermit *permits = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *permits);
    reply->permit = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->permit);
    if (permits == NULL || reply->permit == NULL) {
        return ju_no_memory(err);
    }
    reply->n_permit = count;
    for (size_t i = 0; i < count; i++) {
        read_permit(ctx, rows, (int)i, &permits[i]);
        permits[i].exported_time = text(ctx, rows, (int)i, 9);
        permits[i].persons = (int32_t)ju_col_i64(rows, (int)i, 10);
        permits[i].digest = text(ctx, rows, (int)i, 11);
        reply->permit[i] = &permits[i];
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc media_put_permit(ju_ctx *ctx, const Juki__Identity__V1__RequestMediaPermit *wish,
                       const char *valid_until, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, wish->request_id);
    ju_arg_text(&args, wish->kind);
    ju_arg_text(&args, wish->receiver);
    ju_arg_i64(&args, wish->max_persons);
    ju_arg_text(&args, wish->purpose);
    ju_arg_text(&args, wish->operator_->operator_id);
    ju_arg_text(&args, wish->operator_->terminal_id);
    ju_arg_text(&args, valid_until);
    return ju_do(ctx, &identity_sql_media_permit_put, &args, err);
}

ju_rc media_put_decision(ju_ctx *ctx, const Juki__Identity__V1__MediaPermit *permit, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, permit->permit_id);
    ju_arg_text(&args, permit->state);
    ju_arg_text(&args, permit->decided_by);
    ju_arg_text(&args, permit->valid_until);
    return ju_do(ctx, &identity_sql_media_permit_decide, &args, err);
}

ju_rc media_put_export(ju_ctx *ctx, const Juki__Identity__V1__ExportMedia *wish,
                       const Juki__Identity__V1__MediaExportReply *made, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, wish->permit_id);
    ju_arg_text(&args, wish->request_id);
    ju_arg_text(&args, wish->operator_->operator_id);
    ju_arg_text(&args, wish->operator_->terminal_id);
    ju_arg_text(&args, wish->purpose);
    ju_arg_i64(&args, made->persons);
    ju_arg_text(&args, made->digest);
    ju_arg_i64(&args, made->size_bytes);
    return ju_do(ctx, &identity_sql_media_export_put, &args, err);
}
