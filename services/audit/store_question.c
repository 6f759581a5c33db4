#include "services/audit/store_question.h"

#include "audit_sql.h"

typedef Juki__Audit__V1__ActCount act_count;

enum { ASKED_SUMS, ASKED_TOTAL };

static const ju_sql *statement_of(ju_args *args, const Juki__Audit__V1__QueryActs *query)
{
    switch (query->of) {
    case JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_PERSON:
        ju_arg_text_array(args, (const char *const *)query->subject, query->n_subject);
        return &audit_sql_acts_of_person;
    case JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_OPERATOR:
        ju_arg_text(args, query->of_operator);
        return &audit_sql_acts_of_operator;
    case JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_INQUIRIES:
        return &audit_sql_acts_of_inquiries;
    default:
        return &audit_sql_acts_of_protected;
    }
}

ju_rc question_ask_acts(ju_ctx *ctx, const Juki__Audit__V1__QueryActs *query, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    const ju_sql *statement = statement_of(&args, query);
    char *period = ju_arena_alloc(ctx->arena, (size_t)2 * QUESTION_MOMENT_SIZE);
    if (period == NULL) {
        return ju_no_memory(err);
    }
    question_period(query->from, query->to, period, period + QUESTION_MOMENT_SIZE);
    ju_arg_text(&args, period);
    ju_arg_i64(&args, query->after_index);
    ju_arg_text(&args, period + QUESTION_MOMENT_SIZE);
    ju_arg_i64(&args, AUDIT_PAGE_MAX_ROWS);
    return ju_ask(ctx, statement, &args, err);
}

ju_rc question_ask_counts(ju_ctx *ctx, const Juki__Audit__V1__QueryCounts *query, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, *query->from == '\0' ? "-infinity" : query->from);
    ju_arg_text(&args, *query->to == '\0' ? "infinity" : query->to);
    JU_TRY(ju_ask(ctx, &audit_sql_count_sums, &args, err));
    return ju_ask(ctx, &audit_sql_count_total, NULL, err);
}

static act_count *read_count(const ju_ctx *ctx, const PGresult *rows, int row)
{
    act_count *count = ju_arena_alloc(ctx->arena, sizeof *count);
    if (count != NULL) {
        juki__audit__v1__act_count__init(count);
        count->service = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0));
        count->action = ju_arena_strdup(ctx->arena, ju_col(rows, row, 1));
        count->done = ju_col_i64(rows, row, 2);
        count->refused = ju_col_i64(rows, row, 3);
    }
    return count;
}

ju_rc question_counts(const ju_ctx *ctx, Juki__Audit__V1__CountsReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, ASKED_SUMS);
    reply->n_count = (size_t)PQntuples(rows);
    reply->count = ju_arena_alloc(ctx->arena, (reply->n_count + 1) * sizeof(void *));
    for (size_t i = 0; reply->count != NULL && i < reply->n_count; i++) {
        reply->count[i] = read_count(ctx, rows, (int)i);
    }
    reply->total = ju_col_i64(ju_answer(ctx, ASKED_TOTAL), 0, 0);
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
