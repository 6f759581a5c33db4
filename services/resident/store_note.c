#include "services/resident/store_note.h"

#include "services/resident/store_kept.h"
#include "services/resident/store_restraint.h"

#include "resident_sql.h"

static ju_kept note_text_at(ju_ctx *ctx, const char *note_id, int64_t step)
{
    return (ju_kept){"person_note", keep_key(ctx, note_id, step)};
}

ju_rc ask_note(ju_ctx *ctx, const char *note_id, const char *addressee_number, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_opt(&args, note_id);
    ju_arg_text(&args, addressee_number);
    return ju_ask(ctx, &resident_sql_note_case, &args, err);
}

ju_rc read_note_case(ju_ctx *ctx, int answer, const char *note_id, note_case *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    *ret = (note_case){.found = PQntuples(rows) > 0, .today = ctx->today, .now = ctx->now};
    if (!ret->found) {
        return JU_OK;
    }
    ret->latest = (note){.id = note_id,
                         .addressee_number = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 0)),
                         .step = (int)ju_col_i64(rows, 0, 2),
                         .kind = (int)ju_col_i64(rows, 0, 3),
                         .state = (int)ju_col_i64(rows, 0, 4),
                         .recorded_date = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 6)),
                         .date_hidden = ju_col_bool(rows, 0, 7),
                         .operator_id = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 8))};
    char *text = NULL;
    JU_TRY(kept_text(ctx, rows, 0, 5, note_text_at(ctx, note_id, ret->latest.step), &text, err));
    ret->latest.text = text;
    return ctx->arena->full ? ju_no_memory(err) : read_restraints(ctx, answer, &ret->restraints, err);
}

ju_rc put_note(ju_ctx *ctx, const note *row, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, row->id);
    ju_arg_i64(&args, row->step);
    ju_arg_text(&args, row->addressee_number);
    ju_arg_i64(&args, row->kind);
    ju_arg_i64(&args, row->state);
    JU_TRY(keep_text(ctx, &args, note_text_at(ctx, row->id, row->step), row->text, err));
    ju_arg_text(&args, row->recorded_date);
    ju_arg_bool(&args, row->date_hidden);
    ju_arg_text(&args, row->operator_id);
    ju_arg_text(&args, row->terminal_id);
    return ju_do(ctx, &resident_sql_note_insert, &args, err);
}

ju_rc read_remark(ju_ctx *ctx, const PGresult *rows, int row, Juki__Resident__V1__CertificateRemark *ret,
                  ju_err *err)
{
    juki__resident__v1__certificate_remark__init(ret);
    ret->recorded_date = ju_arena_strdup(ctx->arena, ju_col(rows, row, 1));
    return kept_text(ctx, rows, row, 2, note_text_at(ctx, ju_col(rows, row, 3), ju_col_i64(rows, row, 4)),
                     &ret->text, err);
}

ju_rc ask_notes(ju_ctx *ctx, const Juki__Resident__V1__QueryNotes *question, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, question->addressee_number);
    ju_arg_i64(&args, (int64_t)question->kind);
    ju_arg_bool(&args, question->history);
    return ju_ask(ctx, &resident_sql_note_list, &args, err);
}

static char *copy(ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

static ju_rc read_note(ju_ctx *ctx, const PGresult *rows, int row, Juki__Resident__V1__Note *ret, ju_err *err)
{
    juki__resident__v1__note__init(ret);
    ret->note_id = copy(ctx, rows, row, 0);
    ret->step = (int32_t)ju_col_i64(rows, row, 1);
    ret->kind = (Juki__Resident__V1__NoteKind)ju_col_i64(rows, row, 2);
    ret->state = (Juki__Resident__V1__NoteState)ju_col_i64(rows, row, 3);
    ret->recorded_date = copy(ctx, rows, row, 5);
    ret->date_hidden = ju_col_bool(rows, row, 6);
    ret->operator_id = copy(ctx, rows, row, 7);
    ret->terminal_id = copy(ctx, rows, row, 8);
    ret->written_at = copy(ctx, rows, row, 9);
    return kept_text(ctx, rows, row, 4, note_text_at(ctx, ret->note_id, ret->step), &ret->text, err);
}

ju_rc read_notes(ju_ctx *ctx, int answer, Juki__Resident__V1__Note ***ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    size_t count = (size_t)PQntuples(rows);
    Juki__Resident__V1__Note *item = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *item);
    *ret = ju_arena_alloc(ctx->arena, (count + 1) * sizeof **ret);
    if (item == NULL || *ret == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        JU_TRY(read_note(ctx, rows, (int)i, &item[i], err));
        (*ret)[i] = &item[i];
    }
    *ret_count = count;
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
