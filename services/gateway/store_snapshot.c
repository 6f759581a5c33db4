#include "services/gateway/store_snapshot.h"

#include "gateway_sql.h"
#include "services/gateway/handlers.h"
#include "services/gateway/store_person.h"

#include <string.h>

typedef Juki__Gateway__V1__SnapshotState snapshot_state;

ju_rc snapshot_ask_job(ju_ctx *ctx, const char *snapshot_id, const char *consumer, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, snapshot_id);
    ju_arg_text(&args, consumer);
    return ju_ask(ctx, &gateway_sql_snapshot_find, &args, err);
}

ju_rc snapshot_got_job(ju_ctx *ctx, int of, snapshot_job *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, of);
    size_t size = 0;
    *ret = (snapshot_job){.found = PQntuples(row) == 1, .state = ""};
    if (!ret->found) {
        return JU_OK;
    }
    ret->state = ju_col(row, 0, 0);
    ret->request_id = ju_col(row, 0, 1);
    ret->position = ju_col(row, 0, 2);
    ret->told.persons = ju_col_i64(row, 0, 3);
    ret->as_of = ju_col(row, 0, 5);
    ret->persons_about = ju_col_i64(row, 0, 6);
    const unsigned char *digest = ju_col_bytes(row, 0, 4, ctx->arena, &size);
    if (digest == NULL || size != sizeof ret->told.digest) {
        return ju_no_memory(err);
    }
    memcpy(ret->told.digest, digest, size);
    return JU_OK;
}

ju_rc snapshot_ask_running(ju_ctx *ctx, const char *consumer, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_snapshot_running, consumer, err);
}

ju_rc snapshot_put(ju_ctx *ctx, const char *snapshot_id, const char *consumer, const char *reason,
                   const char *request_id, ju_err *err)
{
    JU_TRY(ju_do_text(ctx, &gateway_sql_snapshot_give_up, consumer, err));
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, snapshot_id);
    ju_arg_text(&args, consumer);
    ju_arg_text(&args, reason);
    ju_arg_text(&args, request_id);
    return ju_do(ctx, &gateway_sql_snapshot_begin, &args, err);
}

ju_rc snapshot_put_state(ju_ctx *ctx, const char *snapshot_id, const char *state, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, snapshot_id);
    ju_arg_text(&args, state);
    return ju_do(ctx, &gateway_sql_snapshot_state, &args, err);
}

ju_rc snapshot_put_progress(ju_ctx *ctx, const char *snapshot_id, const char *position,
                            const gateway_digest_sum *told, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, snapshot_id);
    ju_arg_text(&args, position);
    ju_arg_i64(&args, told->persons);
    const void *digest = ju_arena_memdup(ctx->arena, told->digest, sizeof told->digest);
    if (digest == NULL) {
        return ju_no_memory(err);
    }
    ju_arg_bytes(&args, digest, sizeof told->digest);
    return ju_do(ctx, &gateway_sql_snapshot_advance, &args, err);
}

/* ---- persons ------------------------------------------------------------------------------------------ */

/* Behind every 宛名番号, in any collation. */
#define TO_THE_END "z"

ju_rc snapshot_ask_persons(ju_ctx *ctx, const char *consumer, const char *after, const char *until, int rows,
                           ju_err *err)
{
    const gateway *self = ctx->app;
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, after);
    ju_arg_text(&args, *until == '\0' ? TO_THE_END : until);
    ju_arg_i64(&args, rows);
    ju_arg_bool(&args, self->asks_households);
    ju_arg_text(&args, consumer);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &gateway_sql_snapshot_page, &args, err);
}

ju_rc snapshot_ask_lock(ju_ctx *ctx, const char *consumer, const char *after, const char *until, int rows,
                        ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, after);
    ju_arg_text(&args, *until == '\0' ? TO_THE_END : until);
    ju_arg_i64(&args, rows);
    ju_arg_text(&args, consumer);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &gateway_sql_snapshot_lock_page, &args, err);
}

ju_rc snapshot_ask_page(ju_ctx *ctx, const char *consumer, const char *after, int rows, ju_err *err)
{
    JU_TRY(snapshot_ask_lock(ctx, consumer, after, "", rows, err));
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, ju_arena_printf(ctx->arena, "feed.%s", consumer));
    ju_arg_text(&args, after);
    ju_arg_i64(&args, rows);
    ju_arg_text(&args, consumer);
    ju_arg_text(&args, ctx->today);
    JU_TRY(ju_ask(ctx, &gateway_sql_snapshot_hold_page, &args, err));
    return snapshot_ask_persons(ctx, consumer, after, "", rows, err);
}

/* Whether the person is among those held, both in ascending order; *from is where the search goes on. */
static bool is_held(const PGresult *held, const char *addressee_number, int *from)
{
    while (*from < PQntuples(held) && strcmp(ju_col(held, *from, 0), addressee_number) < 0) {
        (*from)++;
    }
    return *from < PQntuples(held) && strcmp(ju_col(held, *from, 0), addressee_number) == 0;
}

static ju_rc read_row(const ju_ctx *ctx, const PGresult *page, int row, snapshot_row *ret, ju_err *err)
{
    ret->outside = PQgetisnull(page, row, GATEWAY_COL_STATE) == 0;
    ret->youngest = ju_col(page, row, GATEWAY_OUTSIDE_COLUMNS);
    return ret->outside ? gateway_read_outside(ctx, page, row, &ret->person, err)
                        : gateway_read_person(ctx, page, row, &ret->person, err);
}

static char *number_at(const ju_ctx *ctx, const PGresult *page, int row)
{
    return ju_arena_strdup(ctx->arena, ju_col(page, row, GATEWAY_COL_NUMBER));
}

/* A 宛名番号 without a person is passed: the affair's use of it has ended. */
ju_rc snapshot_got_persons(ju_ctx *ctx, int of, int rows, snapshot_page *ret, ju_err *err)
{
    const PGresult *page = ju_answer(ctx, of);
    int count = PQntuples(page);
    *ret = (snapshot_page){.full = count == rows};
    ret->row = ju_arena_alloc(ctx->arena, ((size_t)count + 1) * sizeof *ret->row);
    ret->last = count == 0 ? NULL : number_at(ctx, page, count - 1);
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    for (int row = 0; row < count; row++) {
        if (PQgetisnull(page, row, GATEWAY_COL_CONTENT) != 0) {
            continue;
        }
        ju_rc rc = read_row(ctx, page, row, &ret->row[ret->count++], err);
        if (rc != JU_OK) {
            ret->broken = rc == JU_REJECT ? number_at(ctx, page, row) : NULL;
            return rc;
        }
    }
    return JU_OK;
}

ju_rc snapshot_got_page(ju_ctx *ctx, int of, int rows, snapshot_page *ret, ju_err *err)
{
    const PGresult *held = ju_answer(ctx, of + 1);
    size_t kept = 0;
    int from = 0;
    JU_TRY(snapshot_got_persons(ctx, of + 2, rows, ret, err));
    for (size_t i = 0; i < ret->count; i++) {
        if (is_held(held, ret->row[i].person->addressee_number, &from)) {
            ret->row[kept++] = ret->row[i];
        }
    }
    ret->count = kept;
    return JU_OK;
}

ju_rc snapshot_ask_due(ju_ctx *ctx, int64_t quiet_ms, ju_err *err)
{
    const char *seconds = ju_arena_printf(ctx->arena, "%.3f", (double)quiet_ms / 1000);
    return seconds == NULL ? ju_no_memory(err) : ju_ask_text(ctx, &gateway_sql_snapshot_due, seconds, err);
}

ju_rc snapshot_put_sent(ju_ctx *ctx, const char *event_id, const char *consumer, const char *change_id,
                        const char *key, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, event_id);
    ju_arg_text(&args, consumer);
    ju_arg_text(&args, change_id);
    ju_arg_text(&args, key);
    return ju_do(ctx, &gateway_sql_feed_sent, &args, err);
}

/* ---- how they stand ----------------------------------------------------------------------------------- */

ju_rc snapshot_ask_latest(ju_ctx *ctx, const char *consumer, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_snapshots_latest, consumer, err);
}

static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

static void read_state(const ju_ctx *ctx, const PGresult *rows, int row, snapshot_state *ret)
{
    juki__gateway__v1__snapshot_state__init(ret);
    ret->snapshot_id = text(ctx, rows, row, 0);
    ret->kind = text(ctx, rows, row, 1);
    ret->reason = text(ctx, rows, row, 2);
    ret->state = text(ctx, rows, row, 3);
    ret->persons = ju_col_i64(rows, row, 4);
    ret->resent = ju_col_i64(rows, row, 5);
    ret->digest = text(ctx, rows, row, 6);
    ret->begun_time = text(ctx, rows, row, 7);
    ret->ended_time = text(ctx, rows, row, 8);
}

ju_rc snapshot_got_latest(ju_ctx *ctx, int of, Juki__Gateway__V1__SnapshotsReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, of);
    size_t count = (size_t)PQntuples(rows);
    snapshot_state *state = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *state);
    reply->snapshot = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->snapshot);
    if (state == NULL || reply->snapshot == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        read_state(ctx, rows, (int)i, &state[i]);
        reply->snapshot[reply->n_snapshot++] = &state[i];
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
