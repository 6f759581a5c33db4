#include "services/resident/store_delivery.h"

#include "services/resident/steps/state.h"
#include "services/resident/store_destination.h"
#include "services/resident/store_kept.h"
#include "services/resident/store_restraint.h"

#include "resident_sql.h"

/* Columns of delivery_of_change.sql and delivery_persons.sql. */
enum { DESIGNATION_COLUMN = 5, RECORD_COLUMN = 7, HEAD_COLUMN = 10, PLACE_COLUMN = 13 };

ju_rc ask_delivery_of_change(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, request_id);
    JU_TRY(ju_ask(ctx, &resident_sql_delivery_lock, &args, err));
    return ju_ask(ctx, &resident_sql_delivery_of_change, &args, err);
}

ju_rc ask_delivery_persons(ju_ctx *ctx, char *const *register_ref, size_t count, bool draw, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text_array(&args, (const char *const *)register_ref, count);
    ju_arg_bool(&args, draw);
    return ju_ask(ctx, &resident_sql_delivery_persons, &args, err);
}

/* Of whom the record at this column is; "" where there is none. */
static ju_rc read_name(ju_ctx *ctx, const PGresult *rows, int row, int column, const char **ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    person_record *record = NULL;
    JU_TRY(read_record(&state->keeper, ctx->arena, rows, row, column, &record, err));
    *ret = record == NULL ? "" : record->name;
    return JU_OK;
}

static ju_rc read_row(ju_ctx *ctx, const PGresult *rows, int row, const restraint_list *restraints,
                      delivery_row *ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    *ret = (delivery_row){.key = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0)),
                          .kind = (Juki__Resident__V1__NumberKind)ju_col_i64(rows, row, 1),
                          .answered = ju_col_bool(rows, row, 2),
                          .withdrawn = ju_col_bool(rows, row, 3)};
    ret->person.serial = ju_col_i64(rows, row, 4);
    ret->designation_id = ju_arena_strdup(ctx->arena, ju_col(rows, row, DESIGNATION_COLUMN));
    JU_TRY(kept_bytes(ctx, rows, row, DESIGNATION_COLUMN + 1, destination_entry_at(ret->designation_id),
                      &ret->designation, err));
    JU_TRY(read_name(ctx, rows, row, HEAD_COLUMN, &ret->person.head_name, err));
    JU_TRY(read_name(ctx, rows, row, PLACE_COLUMN, &ret->person.place_name, err));
    JU_TRY(read_record(&state->keeper, ctx->arena, rows, row, RECORD_COLUMN, &ret->person.record, err));
    ret->person.apart = restraint_hides(restraints, ret->person.record->addressee_number);
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc read_delivery_rows(ju_ctx *ctx, int answer, delivery_rows *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    size_t count = (size_t)PQntuples(rows);
    restraint_list restraints;
    *ret = (delivery_rows){.item = ju_arena_alloc(ctx->arena, count * sizeof *ret->item), .count = count};
    if (ret->item == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(read_restraints(ctx, answer, &restraints, err));
    for (size_t i = 0; i < count; i++) {
        JU_TRY(read_row(ctx, rows, (int)i, &restraints, &ret->item[i], err));
    }
    return JU_OK;
}
