#include "services/resident/store_restraint.h"

#include "services/resident/store_kept.h"

#include "common/base/parse.h"
#include "resident_sql.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitRestraint submit;

/* The columns that tell how a restraint stands, in this order wherever it is read. */
enum {
    COL_ID,
    COL_HISTORY_NUMBER,
    COL_ACT,
    COL_KIND,
    COL_LEVEL,
    COL_HOUSEHOLD,
    COL_START,
    COL_END,
    COL_RELEASED,
    COL_COUNT
};

/* ---- requests ---------------------------------------------------------------------------------------- */

ju_rc ask_restraint_request(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_restraint_request_get, request_id, err);
}

ju_rc read_restraint_request(ju_ctx *ctx, int answer, const char *request_id, stored_request *ret,
                             ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    *ret = (stored_request){.found = PQntuples(rows) == 1};
    if (!ret->found) {
        return JU_OK;
    }
    ret->status = (int)ju_col_i64(rows, 0, 0);
    ret->entered_by = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 2));
    ret->restraint_id = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 3));
    return kept_bytes(ctx, rows, 0, 1, (ju_kept){"restraint_request", request_id}, &ret->entry, err);
}

ju_rc put_restraint_request(ju_ctx *ctx, const submit *entry, const char *restraint_id, int status,
                            ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, entry->request_id);
    ju_arg_text(&args, restraint_id);
    ju_arg_i64(&args, status);
    JU_TRY(keep_bytes(ctx, &args, (ju_kept){"restraint_request", entry->request_id}, ctx->message->value,
                      ctx->message->value_size, err));
    ju_arg_text_array(&args, (const char *const *)entry->addressee_number, entry->n_addressee_number);
    ju_arg_bool(&args, entry->household);
    ju_arg_text(&args, entry->operator_ == NULL ? "" : entry->operator_->operator_id);
    return ju_do(ctx, &resident_sql_restraint_request_insert, &args, err);
}

ju_rc put_restraint_review(ju_ctx *ctx, const char *request_id, int status, const char *reviewer, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, request_id);
    ju_arg_i64(&args, status);
    ju_arg_text(&args, reviewer);
    return ju_do(ctx, &resident_sql_restraint_request_review, &args, err);
}

/* ---- restraints -------------------------------------------------------------------------------------- */

ju_rc ask_restraint(ju_ctx *ctx, const char *restraint_id, const char *request_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, restraint_id);
    ju_arg_text(&args, request_id);
    return ju_ask(ctx, &resident_sql_restraint_latest, &args, err);
}

static int number_of(const char *text)
{
    int64_t number = 0;
    return ju_parse_int64(text, 0, INT32_MAX, &number) ? (int)number : 0;
}

static restraint restraint_of(const char *const column[COL_COUNT])
{
    restraint row = {
        .id = column[COL_ID],
        .addressee_number = "",
        .history_number = number_of(column[COL_HISTORY_NUMBER]),
        .act = (Juki__Resident__V1__RestraintAct)number_of(column[COL_ACT]),
        .kind = (Juki__Resident__V1__RestraintKind)number_of(column[COL_KIND]),
        .level = (Juki__Resident__V1__RestraintLevel)number_of(column[COL_LEVEL]),
        .household_number = column[COL_HOUSEHOLD],
    };
    (void)snprintf(row.start_date, sizeof row.start_date, "%s", column[COL_START]);
    (void)snprintf(row.end_date, sizeof row.end_date, "%s", column[COL_END]);
    (void)snprintf(row.released_until, sizeof row.released_until, "%s", column[COL_RELEASED]);
    return row;
}

bool read_restraint_row(const ju_ctx *ctx, const PGresult *rows, int row, restraint *ret)
{
    const char *column[COL_COUNT];
    for (int i = 0; i < COL_COUNT; i++) {
        column[i] = ju_arena_strdup(ctx->arena, ju_col(rows, row, i));
        if (column[i] == NULL) {
            return false;
        }
    }
    *ret = restraint_of(column);
    return true;
}

bool read_restraint(const ju_ctx *ctx, int answer, restraint *ret)
{
    const PGresult *rows = ju_answer(ctx, answer);
    return PQntuples(rows) == 1 && read_restraint_row(ctx, rows, 0, ret);
}

ju_rc ask_restraint_named(ju_ctx *ctx, const submit *entry, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, (const char *const *)entry->addressee_number, entry->n_addressee_number);
    return ju_ask(ctx, &resident_sql_restraint_named, &args, err);
}

ju_rc ask_restraint_covered(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_restraint_covered, request_id, err);
}

ju_rc ask_restraints_of(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_restraint_of_one, addressee_number, err);
}

ju_rc ask_restraint_list(ju_ctx *ctx, const char *after, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_restraint_list, after, err);
}

ju_rc ask_restraint_history(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_restraint_history, addressee_number, err);
}

/* ---- the text that comes with a person's record: lines divided by ';', their columns by ',' -------------
 */

static size_t count_lines(const PGresult *rows, int column)
{
    size_t count = 0;
    for (int row = 0; row < PQntuples(rows); row++) {
        const char *text = ju_col(rows, row, column);
        count += *text != '\0';
        for (; *text != '\0'; text++) {
            count += *text == ';';
        }
    }
    return count;
}

/* Cuts one line, in place; what follows it, or NULL. */
static char *cut_line(char *line, restraint *ret)
{
    const char *column[COL_COUNT];
    char *next = strchr(line, ';');
    if (next != NULL) {
        *next++ = '\0';
    }
    for (int i = 0; i < COL_COUNT; i++) {
        char *comma = strchr(line, ',');
        column[i] = line;
        line = comma == NULL ? line + strlen(line) : comma + 1;
        if (comma != NULL) {
            *comma = '\0';
        }
    }
    *ret = restraint_of(column);
    return next;
}

static ju_rc read_person(ju_ctx *ctx, const char *text, const char *addressee_number, restraint *item,
                         size_t *count, ju_err *err)
{
    char *lines = ju_arena_strdup(ctx->arena, text);
    const char *number = ju_arena_strdup(ctx->arena, addressee_number);
    if (lines == NULL || number == NULL) {
        return ju_no_memory(err);
    }
    while (lines != NULL) {
        lines = cut_line(lines, &item[*count]);
        item[(*count)++].addressee_number = number;
    }
    return JU_OK;
}

ju_rc read_restraints(ju_ctx *ctx, int answer, restraint_list *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    int text = PQfnumber(rows, "restraints");
    int number = PQfnumber(rows, "addressee_number");
    size_t count = 0;
    *ret = (restraint_list){0};
    if (count_lines(rows, text) == 0) {
        return JU_OK;
    }
    restraint *item = ju_arena_alloc(ctx->arena, count_lines(rows, text) * sizeof *item);
    if (item == NULL) {
        return ju_no_memory(err);
    }
    for (int row = 0; row < PQntuples(rows); row++) {
        if (*ju_col(rows, row, text) != '\0') {
            JU_TRY(read_person(ctx, ju_col(rows, row, text), ju_col(rows, row, number), item, &count, err));
        }
    }
    *ret = (restraint_list){.item = item, .count = count};
    return JU_OK;
}

/* ---- writing ----------------------------------------------------------------------------------------- */

ju_kept restraint_reason_at(ju_ctx *ctx, const char *restraint_id, int64_t history_number)
{
    return (ju_kept){"restraint", keep_key(ctx, restraint_id, history_number)};
}

ju_rc read_restraint_reason(ju_ctx *ctx, const PGresult *rows, int row, int column, const restraint *at,
                            char **ret, ju_err *err)
{
    return kept_text(ctx, rows, row, column, restraint_reason_at(ctx, at->id, at->history_number), ret, err);
}

ju_rc put_restraint(ju_ctx *ctx, const restraint *row, const restraint_origin *origin, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, row->id);
    ju_arg_i64(&args, row->history_number);
    ju_arg_i64(&args, (int64_t)row->act);
    ju_arg_i64(&args, (int64_t)row->kind);
    ju_arg_i64(&args, (int64_t)row->level);
    ju_arg_text(&args, row->household_number);
    ju_arg_text(&args, ju_arena_strdup(ctx->arena, row->start_date));
    ju_arg_text(&args, ju_arena_strdup(ctx->arena, row->end_date));
    ju_arg_text(&args, ju_arena_strdup(ctx->arena, row->released_until));
    ju_arg_text(&args, ctx->today);
    ju_arg_text(&args, origin->request_id);
    ju_arg_text(&args, origin->entered_by);
    ju_arg_text(&args, origin->approved_by);
    JU_TRY(
        keep_text(ctx, &args, restraint_reason_at(ctx, row->id, row->history_number), origin->reason, err));
    return ju_do(ctx, &resident_sql_restraint_insert, &args, err);
}

ju_rc put_restraint_persons(ju_ctx *ctx, const char *restraint_id, const char *const *addressee_number,
                            size_t count, int position, const char *added_by, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, addressee_number, count);
    ju_arg_text(&args, restraint_id);
    ju_arg_i64(&args, position);
    ju_arg_text(&args, added_by);
    return ju_do(ctx, &resident_sql_restraint_person_insert, &args, err);
}

ju_rc put_restraints_anew(ju_ctx *ctx, const char *const *addressee_number, size_t count, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, addressee_number, count);
    return ju_do(ctx, &resident_sql_restraint_refresh, &args, err);
}

/* ---- what the trail is told -------------------------------------------------------------------------- */

ju_rc ask_restraints_untold(ju_ctx *ctx, ju_err *err)
{
    ju_args none = ju_new_args(ctx);
    return ju_ask(ctx, &resident_sql_restraint_untold, &none, err);
}

ju_rc read_restraints_untold(ju_ctx *ctx, int answer, untold_restraints *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    size_t count = (size_t)PQntuples(rows);
    *ret = (untold_restraints){.addressee_number = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(char *)),
                               .register_ref = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(char *))};
    for (; !ctx->arena->full && ret->count < count; ret->count++) {
        ret->addressee_number[ret->count] = ju_arena_strdup(ctx->arena, ju_col(rows, (int)ret->count, 0));
        ret->register_ref[ret->count] = ju_arena_strdup(ctx->arena, ju_col(rows, (int)ret->count, 1));
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc put_restraints_told(ju_ctx *ctx, const untold_restraints *told, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, told->addressee_number, told->count);
    return ju_do(ctx, &resident_sql_restraint_told, &args, err);
}
