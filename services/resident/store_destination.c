#include "services/resident/store_destination.h"

#include "services/resident/store_kept.h"

#include "resident_sql.h"

typedef Juki__Resident__V1__SubmitDestination submit;

ju_rc ask_destination_request(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_destination_request_get, request_id, err);
}

ju_kept destination_entry_at(const char *request_id)
{
    return (ju_kept){"destination_request", request_id};
}

ju_rc read_destination_request(ju_ctx *ctx, int answer, const char *request_id, destination_request *ret,
                               ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    *ret = (destination_request){.found = PQntuples(rows) == 1};
    if (!ret->found) {
        return JU_OK;
    }
    ret->status = (int)ju_col_i64(rows, 0, 0);
    ret->entered_by = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 2));
    ret->designation_id = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 3));
    return kept_bytes(ctx, rows, 0, 1, destination_entry_at(request_id), &ret->entry, err);
}

ju_rc ask_destination_named(ju_ctx *ctx, const submit *entry, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, (const char *const *)entry->addressee_number, entry->n_addressee_number);
    ju_arg_text(&args, entry->designation_id);
    ju_arg_text(&args, NULL);
    return ju_ask(ctx, &resident_sql_destination_named, &args, err);
}

ju_rc ask_destination_requested(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, NULL, 0);
    ju_arg_text(&args, NULL);
    ju_arg_text(&args, request_id);
    return ju_ask(ctx, &resident_sql_destination_named, &args, err);
}

ju_rc read_destination_named(ju_ctx *ctx, int answer, destination_named *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    ret->count = (size_t)PQntuples(rows);
    ret->addressee_number = ju_arena_alloc(ctx->arena, ret->count * sizeof *ret->addressee_number);
    ret->state = ju_arena_alloc(ctx->arena, ret->count * sizeof *ret->state);
    if (ret->addressee_number == NULL || ret->state == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < ret->count; i++) {
        ret->addressee_number[i] = ju_arena_strdup(ctx->arena, ju_col(rows, (int)i, 0));
        ret->state[i] = ju_col_i64(rows, (int)i, 1);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc ask_destination_of(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_destination_of_person, addressee_number, err);
}

ju_rc read_destination_of(ju_ctx *ctx, int answer, destination_of *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    *ret = (destination_of){.known = PQntuples(rows) == 1, .designation_id = ""};
    if (!ret->known) {
        return JU_OK;
    }
    ret->designation_id = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 2));
    ret->approved_by = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 4));
    return kept_bytes(ctx, rows, 0, 3, destination_entry_at(ret->designation_id), &ret->entry, err);
}

ju_rc put_destination_request(ju_ctx *ctx, const submit *entry, const char *designation_id, int status,
                              ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, entry->request_id);
    ju_arg_text(&args, designation_id);
    ju_arg_i64(&args, status);
    JU_TRY(keep_bytes(ctx, &args, destination_entry_at(entry->request_id), ctx->message->value,
                      ctx->message->value_size, err));
    ju_arg_text_array(&args, (const char *const *)entry->addressee_number, entry->n_addressee_number);
    ju_arg_text(&args, entry->operator_ == NULL ? "" : entry->operator_->operator_id);
    return ju_do(ctx, &resident_sql_destination_request_insert, &args, err);
}

ju_rc put_destination_review(ju_ctx *ctx, const char *request_id, int status, const char *reviewer,
                             ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, request_id);
    ju_arg_i64(&args, status);
    ju_arg_text(&args, reviewer);
    return ju_do(ctx, &resident_sql_destination_request_review, &args, err);
}

ju_rc put_destination(ju_ctx *ctx, char *const *addressee_number, size_t count, const char *designation_id,
                      ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, (const char *const *)addressee_number, count);
    ju_arg_text(&args, designation_id);
    return ju_do(ctx, &resident_sql_destination_put, &args, err);
}

ju_rc delete_destination(ju_ctx *ctx, const char *designation_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, designation_id);
    return ju_do(ctx, &resident_sql_destination_delete, &args, err);
}
