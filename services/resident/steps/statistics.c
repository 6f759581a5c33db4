#include "services/resident/statistics.h"

#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store_history.h"

#include "common/event/topic_names.h"
#include "common/text/date.h"
#include "juki/resident/v1/statistics.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__QueryStatistics query;
typedef Juki__Resident__V1__StatisticsReply statistics_reply;
typedef Juki__Resident__V1__StatisticsCell reply_cell;

enum { MONTH_LENGTH = 7, CELLS_MAX = 2000 }; /* what surely fits one message */

static const Juki__Resident__V1__StatisticsKind CHANGES =
    JUKI__RESIDENT__V1__STATISTICS_KIND__STATISTICS_KIND_CHANGES;
static const Juki__Resident__V1__StatisticsKind HOUSEHOLDS =
    JUKI__RESIDENT__V1__STATISTICS_KIND__STATISTICS_KIND_HOUSEHOLDS;

static const char *day_of(const ju_ctx *ctx, const query *question)
{
    return *question->as_of == '\0' ? ctx->today : question->as_of;
}

static bool check_month(const query *question, refusal *why)
{
    char first[JU_DATE_SIZE] = "";
    ju_date day;
    if (strlen(question->month) == MONTH_LENGTH) {
        (void)snprintf(first, sizeof first, "%.7s-01", question->month);
    }
    return ju_date_parse(first, &day) ? true : refuse(why, "month_invalid", "month");
}

static bool check_question(const ju_ctx *ctx, const query *question, refusal *why)
{
    ju_date day;
    if (question->operator_ == NULL || *question->operator_->operator_id == '\0') {
        return refuse(why, "operator_missing", "operator");
    }
    if (question->kind == JUKI__RESIDENT__V1__STATISTICS_KIND__STATISTICS_KIND_UNSPECIFIED) {
        return refuse(why, "statistics_kind", "kind");
    }
    if (question->kind == CHANGES) {
        return *question->as_of == '\0' ? check_month(question, why)
                                        : refuse(why, "item_not_allowed", "as_of");
    }
    if (*question->month != '\0') {
        return refuse(why, "item_not_allowed", "month");
    }
    if (!ju_date_parse(day_of(ctx, question), &day)) {
        return refuse(why, "date_invalid", "as_of");
    }
    return strcmp(day_of(ctx, question), ctx->today) <= 0 ? true : refuse(why, "date_in_future", "as_of");
}

/* A question that is refused is not put to the database, which would read the whole register for it. */
ju_rc query_statistics_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query *question = body;
    refusal why = {0};
    JU_TRY(check_request_key(ctx, question->request_id, err));
    if (!check_question(ctx, question, &why)) {
        return JU_OK;
    }
    if (question->kind != CHANGES) {
        return ask_residents_then(ctx, day_of(ctx, question), err);
    }
    /* ISO dates compare as text: no day of the month is behind its 31st */
    const char *first = ju_arena_printf(ctx->arena, "%s-01", question->month);
    const char *last = ju_arena_printf(ctx->arena, "%s-31", question->month);
    return first == NULL || last == NULL ? ju_no_memory(err) : ask_changes_then(ctx, first, last, err);
}

/* ---- counting -------------------------------------------------------------------------------------------
 */

/* By 異動事由, then 町字; who has none comes last. */
static int by_place(const void *a, const void *b)
{
    const statistics_cell *one = a;
    const statistics_cell *other = b;
    int order = strcmp(one->reason, other->reason);
    if (order == 0 && (*one->district == '\0' || *other->district == '\0')) {
        return (*one->district == '\0') - (*other->district == '\0');
    }
    return order != 0 ? order : strcmp(one->district, other->district);
}

/* Columns of residents_then.sql and changes_then.sql. What a 町字 is called is in the record alone. */
enum { COL_PERSONS, COL_HOUSEHOLDS, COL_REASON = COL_HOUSEHOLDS, COL_CUT_OFF, COL_RECORD };

static ju_rc read_cell(ju_ctx *ctx, const query *question, int row, statistics_cell *ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    const PGresult *rows = ju_answer(ctx, 0);
    person_record *one = NULL;
    JU_TRY(read_record(&state->keeper, ctx->arena, rows, row, COL_RECORD, &one, err));
    *ret = (statistics_cell){
        .reason = question->kind == CHANGES ? ju_col(rows, row, COL_REASON) : "",
        .district = one == NULL || one->address == NULL ? "" : one->address->town,
        .count = ju_col_i64(rows, row, question->kind == HOUSEHOLDS ? COL_HOUSEHOLDS : COL_PERSONS)};
    return JU_OK;
}

/* The database tells at the end of a row that it has not counted all. */
static bool cut_off(const PGresult *rows)
{
    for (int i = 0; i < PQntuples(rows); i++) {
        if (ju_col_bool(rows, i, COL_CUT_OFF)) {
            return true;
        }
    }
    return false;
}

static ju_rc count(ju_ctx *ctx, const query *question, int64_t minimum, statistics_table *ret, ju_err *err)
{
    size_t n = (size_t)PQntuples(ju_answer(ctx, 0));
    *ret = (statistics_table){.district = ju_arena_alloc(ctx->arena, (n + 1) * sizeof(statistics_cell)),
                              .reason = ju_arena_alloc(ctx->arena, (n + 1) * sizeof(statistics_cell)),
                              .district_count = n};
    if (ret->district == NULL || ret->reason == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        JU_TRY(read_cell(ctx, question, (int)i, &ret->district[i], err));
    }
    qsort(ret->district, n, sizeof *ret->district, by_place);
    statistics_close(ret, minimum);
    return JU_OK;
}

/* ---- answering ------------------------------------------------------------------------------------------
 */

static reply_cell *shown(ju_ctx *ctx, const statistics_cell *cell)
{
    reply_cell *ret = ju_arena_alloc(ctx->arena, sizeof *ret);
    if (ret != NULL) {
        juki__resident__v1__statistics_cell__init(ret);
        ret->reason = (char *)(uintptr_t)cell->reason;
        ret->district = (char *)(uintptr_t)cell->district;
        ret->count = cell->suppressed ? 0 : cell->count;
        ret->suppressed = cell->suppressed;
    }
    return ret;
}

static ju_rc fill(ju_ctx *ctx, const query *question, const statistics_table *t, statistics_reply *reply,
                  ju_err *err)
{
    const statistics_cell *cell = question->by_district ? t->district : t->reason;
    /* of population and households without districts the total is all there is to say */
    size_t n = question->by_district ? t->district_count : question->kind == CHANGES ? t->reason_count : 0;
    reply->total = shown(ctx, &t->total);
    reply->cell = ju_arena_alloc(ctx->arena, (n + 1) * sizeof *reply->cell);
    if (reply->total == NULL || reply->cell == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        reply->cell[i] = shown(ctx, &cell[i]);
        if (reply->cell[i] == NULL) {
            return ju_no_memory(err);
        }
    }
    reply->n_cell = n;
    return JU_OK;
}

static ju_rc audit(ju_ctx *ctx, const query *question, const refusal *why, ju_err *err)
{
    const char *detail =
        why->code != NULL
            ? why->item
            : ju_arena_printf(ctx->arena, "kind=%d of=%s%s", (int)question->kind,
                              question->kind == CHANGES ? question->month : day_of(ctx, question),
                              question->by_district ? " by=district" : "");
    return ju_audit(ctx,
                    &(ju_act){.action = "statistics.show",
                              .operator_ = question->operator_,
                              .event_id = ctx->message->id,
                              .refused_code = why->code,
                              .detail = detail},
                    err);
}

ju_rc query_statistics_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query *question = body;
    const resident_state *state = ctx->app;
    statistics_reply reply = JUKI__RESIDENT__V1__STATISTICS_REPLY__INIT;
    refusal why = {0};
    statistics_table t = {0};
    if (check_question(ctx, question, &why)) {
        JU_TRY(count(ctx, question, state->statistics_minimum, &t, err));
        if (cut_off(ju_answer(ctx, 0))) {
            (void)refuse(&why, "answer_too_long", question->kind == CHANGES ? "month" : "as_of");
        } else if (t.district_count > CELLS_MAX) {
            (void)refuse(&why, "answer_too_long", "by_district");
        }
    }
    JU_TRY(audit(ctx, question, &why, err));
    if (why.code == NULL) {
        JU_TRY(fill(ctx, question, &t, &reply, err));
    }
    reply.request_id = question->request_id;
    reply.refusal = refusal_message_of(ctx, &why);
    reply.minimum = (int32_t)state->statistics_minimum;
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}
