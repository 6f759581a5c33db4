#include "services/resident/store_certificate.h"

#include "services/resident/steps/state.h"
#include "services/resident/store_kept.h"

#include "common/seal/seal.h"
#include "resident_sql.h"

#include <string.h>

ju_rc ask_certificate(ju_ctx *ctx, const char *number, const unsigned char *card, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, number);
    ju_arg_bytes(&args, card, JU_BLIND_INDEX_BYTES);
    JU_TRY(ju_ask(ctx, &resident_sql_certificate_records, &args, err));
    JU_TRY(ju_ask(ctx, &resident_sql_certificate_held, &args, err));
    return ju_ask(ctx, &resident_sql_certificate_serial, NULL, err);
}

ju_rc ask_certificate_history(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_certificate_history, addressee_number, err);
}

ju_rc put_certificate(ju_ctx *ctx, const Juki__Resident__V1__CertificateIssue *issue, unsigned shown,
                      const record_list *persons, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    const char **numbers = ju_arena_alloc(ctx->arena, (persons->count + 1) * sizeof *numbers);
    if (numbers == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < persons->count; i++) {
        numbers[i] = persons->item[i]->addressee_number;
    }
    ju_arg_text_array(&args, numbers, persons->count);
    ju_arg_text(&args, issue->issue_number);
    ju_arg_i64(&args, (int64_t)issue->kind);
    ju_arg_bool(&args, issue->household);
    ju_arg_i64(&args, shown);
    JU_TRY(keep_text(ctx, &args, (ju_kept){"certificate_issue", issue->issue_number}, issue->purpose, err));
    ju_arg_text(&args, issue->operator_id);
    ju_arg_text(&args, issue->terminal_id);
    ju_arg_text(&args, issue->issued_date);
    ju_arg_i64(&args, (int64_t)issue->channel);
    return ju_do(ctx, &resident_sql_certificate_insert, &args, err);
}

ju_rc read_certificate_purpose(ju_ctx *ctx, const PGresult *rows, int row, char **ret, ju_err *err)
{
    return kept_text(ctx, rows, row, 5, (ju_kept){"certificate_issue", ju_col(rows, row, 0)}, ret, err);
}

ju_rc ask_certificate_alias(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_certificate_alias, addressee_number, err);
}

static alias_row alias_row_of(const person_record *record)
{
    return (alias_row){.reason = record->reason,
                       .date = record->change_date,
                       .municipality = record->address == NULL ? "" : record->address->municipality,
                       .alias = record->alias};
}

ju_rc read_certificate_alias(ju_ctx *ctx, int answer, const char *addressee_number, alias_row **ret,
                             size_t *ret_count, ju_err *err)
{
    const resident_state *state = ctx->app;
    const PGresult *rows = ju_answer(ctx, answer);
    int count = PQntuples(rows);
    const char *before = "";
    *ret_count = 0;
    *ret = ju_arena_alloc(ctx->arena, ((size_t)count + 1) * sizeof **ret);
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    for (int i = 0; i < count; i++) {
        person_record *record = NULL;
        if (strcmp(ju_col(rows, i, 0), addressee_number) != 0) {
            continue;
        }
        JU_TRY(read_record(&state->keeper, ctx->arena, rows, i, 0, &record, err));
        if (strcmp(record->alias, before) != 0) {
            (*ret)[(*ret_count)++] = alias_row_of(record);
        }
        before = record->alias;
    }
    return JU_OK;
}

ju_rc ask_certificate_remarks(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_certificate_remarks, addressee_number, err);
}

ju_rc ask_certificate_end(ju_ctx *ctx, const char *issue_number, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_certificate_end_find, issue_number, err);
}

static ju_kept end_reason_at(ju_ctx *ctx, const char *issue_number, int64_t step)
{
    return (ju_kept){"certificate_end", keep_key(ctx, issue_number, step)};
}

ju_rc put_certificate_end(ju_ctx *ctx, const Juki__Resident__V1__ConfirmCertificate *end, int64_t step,
                          ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, end->issue_number);
    ju_arg_i64(&args, step);
    ju_arg_i64(&args, (int64_t)end->end);
    ju_arg_i64(&args, end->sheets);
    JU_TRY(keep_text(ctx, &args, end_reason_at(ctx, end->issue_number, step), end->reason, err));
    ju_arg_text(&args, end->operator_->operator_id);
    ju_arg_text(&args, end->operator_->terminal_id);
    ju_arg_text(&args, ctx->today);
    JU_TRY(ju_do(ctx, &resident_sql_certificate_end_insert, &args, err));
    return ju_do_text(ctx, &resident_sql_certificate_open_delete, end->issue_number, err);
}

ju_rc read_certificate_end_reason(ju_ctx *ctx, const PGresult *rows, int row, char **ret, ju_err *err)
{
    return kept_text(ctx, rows, row, 3, end_reason_at(ctx, ju_col(rows, row, 0), ju_col_i64(rows, row, 7)),
                     ret, err);
}

ju_rc ask_certificate_ends(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_certificate_end_history, addressee_number, err);
}

ju_rc put_certificate_open(ju_ctx *ctx, const char *issue_number, ju_err *err)
{
    return ju_do_text(ctx, &resident_sql_certificate_open_insert, issue_number, err);
}

ju_rc ask_certificates_open(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &resident_sql_certificate_open_list, NULL, err);
}
