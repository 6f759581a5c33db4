#include "services/gateway/store_registry.h"

#include "gateway_sql.h"

#include <string.h>

typedef Juki__Gateway__V1__Consumer profile;
typedef Juki__Gateway__V1__ConsumerFilter filter;
typedef Juki__Gateway__V1__ConsumerVersion record;

/* Columns of consumer_record, in its order; application_find has one more. */
enum {
    COL_ID,
    COL_OFFICE,
    COL_AFFAIR,
    COL_LEGAL_BASIS,
    COL_ITEMS,
    COL_USES_NUMBER,
    COL_RESTRAINED_PLACE,
    COL_FILTER_STATES,
    COL_FILTER_AGE_UNDER,
    COL_FILTER_AGE_BASE,
    COL_FILTER_HOUSEHOLD,
    COL_FILTER_AREAS,
    COL_VALID_FROM,
    COL_VALID_TO,
    COL_VERSION,
    COL_STATE,
    COL_APPLICATION,
    COL_APPLIED_BY,
    COL_APPLIED_TIME,
    COL_DECIDED_BY,
    COL_DECIDED_TIME,
    COL_DIGEST,
    COL_REVOKED_BY,
    COL_REVOKED_TIME,
    COL_REASON,
    COL_DELIVERY,
    COL_CHANGED,
};

/* ---- reading ----------------------------------------------------------------------------------------- */

static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

/* The words of a list with single blanks between. */
static char **words(const ju_ctx *ctx, const PGresult *rows, int row, int column, size_t *ret_count)
{
    char *list = text(ctx, rows, row, column);
    size_t most = list == NULL ? 0 : strlen(list) / 2 + 1;
    char **word = ju_arena_alloc(ctx->arena, (most + 1) * sizeof *word);
    *ret_count = 0;
    if (word == NULL || list == NULL || *list == '\0') {
        return word;
    }
    for (char *one; (one = strsep(&list, " ")) != NULL;) {
        word[(*ret_count)++] = one;
    }
    return word;
}

static filter *read_filter(const ju_ctx *ctx, const PGresult *rows, int row)
{
    filter *ret = ju_arena_alloc(ctx->arena, sizeof *ret);
    if (ret == NULL) {
        return NULL;
    }
    juki__gateway__v1__consumer_filter__init(ret);
    ret->state = words(ctx, rows, row, COL_FILTER_STATES, &ret->n_state);
    ret->age_under = (int32_t)ju_col_i64(rows, row, COL_FILTER_AGE_UNDER);
    ret->age_base = text(ctx, rows, row, COL_FILTER_AGE_BASE);
    ret->household = ju_col_bool(rows, row, COL_FILTER_HOUSEHOLD);
    ret->area = words(ctx, rows, row, COL_FILTER_AREAS, &ret->n_area);
    bool open = ret->n_state == 0 && ret->age_under == 0 && ret->n_area == 0;
    return open ? NULL : ret;
}

static profile *read_profile(const ju_ctx *ctx, const PGresult *rows, int row)
{
    profile *ret = ju_arena_alloc(ctx->arena, sizeof *ret);
    if (ret == NULL) {
        return NULL;
    }
    juki__gateway__v1__consumer__init(ret);
    ret->id = text(ctx, rows, row, COL_ID);
    ret->office = text(ctx, rows, row, COL_OFFICE);
    ret->affair = text(ctx, rows, row, COL_AFFAIR);
    ret->legal_basis = text(ctx, rows, row, COL_LEGAL_BASIS);
    ret->item = words(ctx, rows, row, COL_ITEMS, &ret->n_item);
    ret->uses_number = ju_col_bool(rows, row, COL_USES_NUMBER);
    ret->restrained_place = ju_col_bool(rows, row, COL_RESTRAINED_PLACE);
    ret->filter = read_filter(ctx, rows, row);
    ret->valid_from = text(ctx, rows, row, COL_VALID_FROM);
    ret->valid_to = text(ctx, rows, row, COL_VALID_TO);
    ret->delivery = text(ctx, rows, row, COL_DELIVERY);
    return ret;
}

/* NULL when the arena is full. */
static record *read_record(const ju_ctx *ctx, const PGresult *rows, int row)
{
    record *ret = ju_arena_alloc(ctx->arena, sizeof *ret);
    if (ret == NULL) {
        return NULL;
    }
    juki__gateway__v1__consumer_version__init(ret);
    ret->consumer = read_profile(ctx, rows, row);
    ret->version = (int32_t)ju_col_i64(rows, row, COL_VERSION);
    ret->state = text(ctx, rows, row, COL_STATE);
    ret->application_id = text(ctx, rows, row, COL_APPLICATION);
    ret->applied_by = text(ctx, rows, row, COL_APPLIED_BY);
    ret->applied_time = text(ctx, rows, row, COL_APPLIED_TIME);
    ret->decided_by = text(ctx, rows, row, COL_DECIDED_BY);
    ret->decided_time = text(ctx, rows, row, COL_DECIDED_TIME);
    ret->digest = text(ctx, rows, row, COL_DIGEST);
    ret->revoked_by = text(ctx, rows, row, COL_REVOKED_BY);
    ret->revoked_time = text(ctx, rows, row, COL_REVOKED_TIME);
    ret->reason = text(ctx, rows, row, COL_REASON);
    return ctx->arena->full ? NULL : ret;
}

ju_rc gateway_ask_versions(ju_ctx *ctx, const char *consumer, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_opt(&args, consumer);
    return ju_ask(ctx, &gateway_sql_consumer_versions, &args, err);
}

ju_rc gateway_versions_answer(ju_ctx *ctx, Juki__Gateway__V1__ConsumersReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    reply->version = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->version);
    for (size_t i = 0; reply->version != NULL && i < count; i++) {
        reply->version[i] = read_record(ctx, rows, (int)i);
    }
    reply->n_version = count;
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc gateway_ask_application(ju_ctx *ctx, const char *application_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_application_find, application_id, err);
}

ju_rc gateway_application_answer(ju_ctx *ctx, registry_application *ret, record **ret_record, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    *ret = (registry_application){.found = PQntuples(rows) > 0};
    *ret_record = NULL;
    if (!ret->found) {
        return JU_OK;
    }
    *ret_record = read_record(ctx, rows, 0);
    if (*ret_record == NULL) {
        return ju_no_memory(err);
    }
    ret->state = (*ret_record)->state;
    ret->applied_by = (*ret_record)->applied_by;
    ret->valid_to = (*ret_record)->consumer->valid_to;
    ret->changed = ju_col_bool(rows, 0, COL_CHANGED);
    return JU_OK;
}

ju_rc gateway_ask_latest(ju_ctx *ctx, const char *consumer, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_consumer_latest, consumer, err);
}

ju_rc gateway_latest_answer(ju_ctx *ctx, record **ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    *ret = PQntuples(rows) == 0 ? NULL : read_record(ctx, rows, 0);
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

/* ---- writing ----------------------------------------------------------------------------------------- */

static void arg_words(ju_args *args, char **word, size_t count)
{
    ju_arg_text_array(args, (const char *const *)word, count);
}

static void arg_filter(ju_args *args, const filter *given)
{
    filter none = JUKI__GATEWAY__V1__CONSUMER_FILTER__INIT;
    given = given == NULL ? &none : given;
    arg_words(args, given->state, given->n_state);
    ju_arg_i64(args, given->age_under);
    ju_arg_opt(args, given->age_base);
    ju_arg_bool(args, given->household);
    arg_words(args, given->area, given->n_area);
}

ju_rc gateway_put_application(ju_ctx *ctx, const Juki__Gateway__V1__SubmitConsumer *wish, const char *digest,
                              ju_err *err)
{
    const profile *consumer = wish->consumer;
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, wish->request_id);
    ju_arg_text(&args, consumer->id);
    ju_arg_text(&args, consumer->office);
    ju_arg_text(&args, consumer->affair);
    ju_arg_text(&args, consumer->legal_basis);
    arg_words(&args, consumer->item, consumer->n_item);
    ju_arg_bool(&args, consumer->uses_number);
    ju_arg_bool(&args, consumer->restrained_place);
    arg_filter(&args, consumer->filter);
    ju_arg_text(&args, consumer->valid_from);
    ju_arg_opt(&args, consumer->valid_to);
    ju_arg_text(&args, digest);
    ju_arg_text(&args, wish->operator_->operator_id);
    ju_arg_text(&args, wish->operator_->terminal_id);
    ju_arg_text(&args, *consumer->delivery == '\0' ? "topic" : consumer->delivery);
    return ju_do(ctx, &gateway_sql_application_put, &args, err);
}

ju_rc gateway_put_decision(ju_ctx *ctx, const Juki__Gateway__V1__DecideConsumer *wish, const char *decision,
                           ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, wish->application_id);
    ju_arg_text(&args, decision);
    ju_arg_text(&args, wish->operator_->operator_id);
    ju_arg_text(&args, wish->operator_->terminal_id);
    return ju_do(ctx, &gateway_sql_application_decide, &args, err);
}

ju_rc gateway_put_later(ju_ctx *ctx, const char *consumer, ju_err *err)
{
    return ju_do_text(ctx, &gateway_sql_missed_put_last, consumer, err);
}

static ju_rc drop_all(ju_ctx *ctx, const char *consumer, ju_err *err)
{
    JU_TRY(ju_do_text(ctx, &gateway_sql_feed_drop, consumer, err));
    JU_TRY(ju_do_text(ctx, &gateway_sql_bridge_drop, consumer, err));
    return ju_do_text(ctx, &gateway_sql_feed_drop_held, consumer, err);
}

ju_rc gateway_put_revocation(ju_ctx *ctx, const Juki__Gateway__V1__RevokeConsumer *wish, int64_t version,
                             ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, wish->consumer);
    ju_arg_i64(&args, version);
    ju_arg_text(&args, wish->reason);
    ju_arg_text(&args, wish->operator_->operator_id);
    ju_arg_text(&args, wish->operator_->terminal_id);
    JU_TRY(ju_do(ctx, &gateway_sql_consumer_revoke, &args, err));
    return drop_all(ctx, wish->consumer, err);
}

/* ---- the end of a version ---------------------------------------------------------------------------- */

ju_rc gateway_ask_over(ju_ctx *ctx, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_consumer_over, ctx->today, err);
}

ju_rc gateway_put_over(ju_ctx *ctx, const char *consumer, int64_t version, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, consumer);
    ju_arg_i64(&args, version);
    JU_TRY(ju_do(ctx, &gateway_sql_consumer_over_put, &args, err));
    return drop_all(ctx, consumer, err);
}
