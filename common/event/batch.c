#include "common/event/batch_internal.h"

#include "common/event/refuse.h"
#include "common/seal/marked.h"
#include "event_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RACES_MAX = 3, CANCELLED_MAX = 3 };

static const Juki__Common__V1__Refusal AUDIT_LATE = {
    .base = PROTOBUF_C_MESSAGE_INIT(&juki__common__v1__refusal__descriptor),
    .code = (char *)(uintptr_t) "audit_late",
    .item = (char *)(uintptr_t) "",
    .message = (char *)(uintptr_t) "監査証跡に記録できない状態が続いているため受け付けられません。復旧後にや"
                                   "り直してください。"};

ju_batch *ju_batch_new(const ju_batch_setup *setup)
{
    ju_batch *batch = calloc(1, sizeof *batch);
    if (batch != NULL) {
        batch->setup = setup;
        ju_arena_init(&batch->arena, JU_BATCH_ARENA_BYTES);
        ju_arena_init(&batch->scratch, JU_BATCH_ARENA_BYTES);
    }
    return batch;
}

void ju_batch_free(ju_batch *batch)
{
    if (batch != NULL) {
        ju_arena_done(&batch->arena);
        ju_arena_done(&batch->scratch);
        free(batch);
    }
}

ju_rc ju_batch_open_db(const char *conninfo, const char *application_name, const ju_sql *const *own,
                       ju_db **ret, ju_err *err)
{
    const ju_sql *const *const tables[] = {event_sql, own, NULL};
    return ju_db_open(conninfo, application_name, tables, ret, err);
}

/* Starts an attempt: nothing of an earlier one is left but empty chunks of the arena. */
static ju_rc start(ju_batch *batch, ju_db *db, size_t count, ju_err *err)
{
    ju_arena_reset(&batch->arena);
    const ju_batch_setup *setup = batch->setup;
    *batch = (ju_batch){.setup = setup,
                        .arena = batch->arena,
                        .scratch = batch->scratch,
                        .cancelled_of = batch->cancelled_of,
                        .cancelled = batch->cancelled,
                        .db = db,
                        .count = count};
    JU_TRY(ju_clock_moment(setup->clock, batch->now, err));
    (void)snprintf(batch->today, sizeof batch->today, "%.10s", batch->now);
    batch->items = ju_arena_alloc(&batch->arena, count * sizeof *batch->items);
    if (batch->items == NULL) {
        return ju_no_memory(err);
    }
    batch->ctx = (ju_ctx){.arena = &batch->arena,
                          .today = batch->today,
                          .now = batch->now,
                          .app = setup->app,
                          .house = setup->house,
                          .batch = batch};
    return JU_OK;
}

/* What ask refuses is held back until the message's turn: before that it is parked like any other. */
static ju_rc ask_item(const ju_batch *batch, ju_item *item, ju_err *err)
{
    bool done = false;
    if (batch->setup->hooks.ahead != NULL) {
        JU_TRY(batch->setup->hooks.ahead(&item->ctx, item->body, &done, err));
    }
    ju_rc rc = done || item->handler->ask == NULL ? JU_OK : item->handler->ask(&item->ctx, item->body, err);
    if (item->ctx.arena->full) {
        return ju_no_memory(err);
    }
    if (rc == JU_REJECT) {
        item->err = *err;
        item->refused = true;
        return JU_OK;
    }
    return rc;
}

static ju_rc run_hook(ju_batch *batch, ju_rc (*hook)(ju_ctx *ctx, ju_err *err), ju_err *err)
{
    return hook == NULL ? JU_OK : hook(&batch->ctx, err);
}

static ju_rc ask_round(ju_batch *batch, int round, ju_err *err)
{
    batch->asks = 0;
    batch->question_count = 0;
    const ju_batch_hooks *hooks = &batch->setup->hooks;
    if (round == 1) {
        JU_TRY(run_hook(batch, batch->count > 0 ? hooks->ask : hooks->idle_ask, err));
    }
    for (size_t i = 0; i < batch->count; i++) {
        ju_item *item = &batch->items[i];
        if (item->round == round && item->fate == JU_PENDING) {
            JU_TRY(ask_item(batch, item, err));
        }
    }
    return ju_send_questions(batch, err);
}

/* What an operator commands is carried out together with an act that names him, or not at all. */
static ju_rc run_apply(const ju_batch *batch, ju_item *item, ju_err *err)
{
    ju_mark before = ju_mark_of(&item->ctx);
    bool done = false;
    if (batch->setup->refusing && ju_topic_is_command(item->message.topic)) {
        return ju_refuse_command(&item->ctx, item->body, batch->setup->reply_of, &AUDIT_LATE, err);
    }
    if (batch->setup->hooks.before != NULL) {
        JU_TRY(batch->setup->hooks.before(&item->ctx, item->body, &done, err));
    }
    JU_TRY(done ? JU_OK : item->handler->apply(&item->ctx, item->body, err));
    return ju_audit_check(item, before, err);
}

static ju_rc apply_item(ju_batch *batch, ju_item *item, ju_err *err)
{
    bool turn = false;
    JU_TRY(ju_inbox_turn(batch, item, &turn, err));
    if (!turn) {
        return JU_OK;
    }
    if (item->refused) {
        item->fate = JU_DEAD;
        return JU_OK;
    }
    ju_mark before = ju_mark_of(&item->ctx);
    JU_TRY(ju_settle(item, run_apply(batch, item, err), err));
    if (item->fate == JU_DEAD) {
        ju_back_to(&item->ctx, before);
    } else {
        item->fate = JU_APPLIED;
    }
    return JU_OK;
}

/* One that still waits its turn was not applied. */
static ju_rc note_again(const ju_batch *batch, ju_item *item, ju_err *err)
{
    bool applied = item->stream == NULL || item->message.sequence <= item->stream->last;
    return batch->setup->hooks.again != NULL && applied ? batch->setup->hooks.again(&item->ctx, err) : JU_OK;
}

static ju_rc apply_round(ju_batch *batch, int round, ju_err *err)
{
    for (size_t i = 0; i < batch->count; i++) {
        ju_item *item = &batch->items[i];
        if (item->round != round) {
            continue;
        }
        if (item->fate == JU_DUPLICATE) {
            JU_TRY(note_again(batch, item, err));
            continue;
        }
        if (item->fate == JU_PENDING) {
            JU_TRY(apply_item(batch, item, err));
        }
        JU_TRY(ju_inbox_finish(batch, item, err));
    }
    return JU_OK;
}

static ju_rc run_rounds(ju_batch *batch, ju_err *err)
{
    const ju_batch_hooks *hooks = &batch->setup->hooks;
    for (int round = 1; round <= batch->rounds || round == 1; round++) {
        JU_TRY(ask_round(batch, round, err));
        JU_TRY(ju_db_sync(batch->db, &batch->results, err));
        JU_TRY(ju_split_answers(batch, err));
        if (round == 1) {
            ju_inbox_answers(batch);
            JU_TRY(run_hook(batch, batch->count > 0 ? hooks->begin : hooks->idle_begin, err));
        }
        JU_TRY(apply_round(batch, round, err));
        ju_results_clear(&batch->results);
        if (round < batch->rounds) {
            JU_TRY(ju_send_ops(batch, err));
        }
    }
    return JU_OK;
}

/* Items that were bad before any round: they still need their dead letters. */
static ju_rc finish_unreadable(ju_batch *batch, ju_err *err)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->items[i].round == 0) {
            JU_TRY(ju_inbox_finish(batch, &batch->items[i], err));
        }
    }
    return JU_OK;
}

static ju_rc commit(ju_batch *batch, ju_err *err)
{
    JU_TRY(ju_audit_flush(batch, err));
    JU_TRY(ju_send_ops(batch, err));
    JU_TRY(ju_db_word(batch->db, "COMMIT", err));
    JU_TRY(ju_db_sync(batch->db, &batch->results, err));
    ju_results_clear(&batch->results);
    return JU_OK;
}

static ju_rc transact(ju_batch *batch, ju_err *err)
{
    JU_TRY(ju_inbox_ask(batch, err));
    JU_TRY(run_rounds(batch, err));
    JU_TRY(finish_unreadable(batch, err));
    JU_TRY(ju_inbox_advance(batch, err));
    JU_TRY(run_hook(batch, batch->setup->hooks.end, err));
    return commit(batch, err);
}

static ju_rc end_attempt(ju_batch *batch, ju_rc rc)
{
    if (rc != JU_OK) {
        ju_results_clear(&batch->results);
        ju_db_rollback(batch->db);
    }
    return rc;
}

/* Items are filled; decides, writes and commits, or leaves no trace. */
static ju_rc attempt(ju_batch *batch, ju_err *err)
{
    for (size_t i = 0; i < batch->count; i++) {
        JU_TRY(ju_plan_item(batch, &batch->items[i], err));
    }
    JU_TRY(ju_plan_streams(batch, err));
    JU_TRY(ju_plan_rounds(batch, err));
    return end_attempt(batch, transact(batch, err));
}

static void count_fates(const ju_batch *batch, ju_batch_outcome *outcome)
{
    outcome->rounds += batch->rounds;
    for (size_t i = 0; i < batch->count; i++) {
        const ju_item *item = &batch->items[i];
        outcome->applied += item->fate == JU_APPLIED;
        outcome->duplicate += item->fate == JU_DUPLICATE;
        outcome->parked += item->fate == JU_PARKED;
        outcome->drain |= item->stream != NULL && item->stream->waiting && item->stream->moved;
        if (item->fate == JU_DEAD) {
            outcome->dead++;
            outcome->last_dead = item->err;
            outcome->last_dead_topic = item->handler == NULL ? "" : item->handler->topic;
        }
    }
}

/* What is replayed comes as its dead letter kept it, which is sealed also when it had come in clear: then its
 * signature is of what was sealed. */
static ju_rc verify(ju_batch *batch, ju_message *message, ju_err *err)
{
    ju_rc rc = ju_verifier_check(batch->setup->verifier, message, err);
    if (rc != JU_REJECT || !ju_marked_is_sealed(message->came, message->came_size)) {
        return rc;
    }
    ju_message opened = *message;
    ju_err why;
    rc = ju_body_open_message(batch->setup->bodies, &batch->arena, &opened, &why);
    rc = rc == JU_OK ? ju_verifier_check(batch->setup->verifier, &opened, &why) : rc;
    if (rc == JU_RETRY || rc == JU_FATAL) { /* nothing is known of the letter yet */
        *err = why;
    }
    return rc;
}

/* A record that is not what it says is refused before anything of it is used. */
static ju_rc read_record(ju_batch *batch, const char *prefix, rd_kafka_message_t *record, ju_item *item)
{
    ju_err ignored;
    JU_TRY(ju_message_read(&item->message, &batch->arena, prefix, record, &item->err));
    ju_rc rc = verify(batch, &item->message, &item->err);
    return rc == JU_REJECT && ju_message_disown(&item->message, &batch->arena, &ignored) != JU_OK
               ? ju_no_memory(&item->err)
               : rc;
}

static ju_rc read_records(ju_batch *batch, const char *prefix, rd_kafka_message_t **records, ju_err *err)
{
    JU_TRY(ju_verifier_refresh(batch->setup->verifier, err));
    for (size_t i = 0; i < batch->count; i++) {
        ju_item *item = &batch->items[i];
        ju_rc rc = read_record(batch, prefix, records[i], item);
        if (rc == JU_RETRY || rc == JU_FATAL) {
            *err = item->err;
            return rc;
        }
        item->fate = rc == JU_OK ? JU_PENDING : JU_DEAD;
    }
    return JU_OK;
}

/* A single record that PostgreSQL itself refuses: again, as a dead letter from the start. */
static ju_rc bury(ju_batch *batch, ju_db *db, const char *prefix, rd_kafka_message_t **records,
                  ju_batch_outcome *outcome, ju_err *err)
{
    ju_err cause = *err;
    cause.rc = JU_REJECT;
    JU_TRY(start(batch, db, 1, err));
    JU_TRY(read_records(batch, prefix, records, err));
    batch->items[0].fate = JU_DEAD;
    batch->items[0].err = cause;
    JU_TRY(attempt(batch, err));
    count_fates(batch, outcome);
    return JU_OK;
}

/* PostgreSQL refuses the data of a record, or records need more memory than a batch may take. */
static bool one_is_at_fault(ju_rc rc, const ju_err *err)
{
    return rc == JU_REJECT || (rc == JU_FATAL && strcmp(err->code, "memory") == 0);
}

static void begin_work(ju_batch *batch, const void *work)
{
    if (batch->cancelled_of != work) {
        batch->cancelled_of = work;
        batch->cancelled = 0;
    }
}

static ju_rc end_work(ju_batch *batch, ju_rc rc)
{
    batch->cancelled_of = rc == JU_OK ? NULL : batch->cancelled_of;
    return rc;
}

/* A statement that takes too long again and again (SQLSTATE 57014) would stop all that comes after it: its
 * record counts as one that PostgreSQL refuses. */
static ju_rc weigh(ju_batch *batch, ju_rc rc, ju_err *err)
{
    if (rc == JU_RETRY && strcmp(err->sqlstate, "57014") == 0 && ++batch->cancelled >= CANCELLED_MAX) {
        err->rc = JU_REJECT;
        return JU_REJECT;
    }
    return rc;
}

static ju_rc run_records(ju_batch *batch, ju_db *db, const char *prefix, rd_kafka_message_t **records,
                         size_t count, ju_batch_outcome *outcome, ju_err *err)
{
    JU_TRY(start(batch, db, count, err));
    JU_TRY(read_records(batch, prefix, records, err));
    JU_TRY(weigh(batch, attempt(batch, err), err));
    count_fates(batch, outcome);
    return JU_OK;
}

static ju_rc run_or_halve(ju_batch *batch, ju_db *db, const char *prefix, rd_kafka_message_t **records,
                          size_t count, ju_batch_outcome *outcome, ju_err *err)
{
    ju_rc rc = run_records(batch, db, prefix, records, count, outcome, err);
    /* A unique key that another instance took in this moment: the next attempt sees its row. */
    for (int races = 0;
         count == 1 && races < RACES_MAX && rc == JU_REJECT && strcmp(err->sqlstate, "23505") == 0; races++) {
        outcome->raced++;
        rc = run_records(batch, db, prefix, records, count, outcome, err);
    }
    if (!one_is_at_fault(rc, err)) {
        return rc;
    }
    if (count == 1) {
        return bury(batch, db, prefix, records, outcome, err);
    }
    JU_TRY(run_or_halve(batch, db, prefix, records, count / 2, outcome, err));
    return run_or_halve(batch, db, prefix, records + count / 2, count - count / 2, outcome, err);
}

ju_rc ju_batch_run(ju_batch *batch, ju_db *db, const char *prefix, rd_kafka_message_t **records, size_t count,
                   ju_batch_outcome *outcome, ju_err *err)
{
    begin_work(batch, records[0]);
    return end_work(batch, run_or_halve(batch, db, prefix, records, count, outcome, err));
}

ju_rc ju_batch_idle(ju_batch *batch, ju_db *db, ju_err *err)
{
    JU_TRY(start(batch, db, 0, err));
    return attempt(batch, err);
}

static ju_rc note(ju_batch *batch, const ju_act *act, ju_err *err)
{
    JU_TRY(ju_audit(&batch->ctx, act, err));
    JU_TRY(ju_db_word(batch->db, "BEGIN", err));
    return commit(batch, err);
}

ju_rc ju_batch_note(ju_batch *batch, ju_db *db, const ju_act *act, ju_err *err)
{
    JU_TRY(start(batch, db, 0, err));
    return end_attempt(batch, note(batch, act, err));
}

static ju_rc read_parked(ju_batch *batch, const PGresult *rows, ju_err *err)
{
    for (size_t i = 0; i < batch->count; i++) {
        int row = (int)i;
        ju_item *item = &batch->items[i];
        ju_arena *arena = &batch->arena;
        item->from_parked = true;
        item->message = (ju_message){
            .topic = ju_arena_strdup(arena, ju_col(rows, row, 0)),
            .key = ju_arena_strdup(arena, ju_col(rows, row, 1)),
            .sequence = ju_col_i64(rows, row, 2),
            .id = ju_arena_strdup(arena, ju_col(rows, row, 3)),
            .source = ju_arena_strdup(arena, ju_col(rows, row, 4)),
            .type = ju_arena_strdup(arena, ju_col(rows, row, 5)),
            .time = ju_arena_strdup(arena, ju_col(rows, row, 6)),
            .traceparent = ju_arena_strdup(arena, ju_col(rows, row, 7)),
        };
        item->message.came = ju_col_bytes(rows, row, 8, arena, &item->message.came_size);
        item->message.signature = ju_col_bytes(rows, row, 9, arena, &item->message.signature_size);
        if (arena->full) { /* a value that did not fit would pass for an empty message */
            return ju_no_memory(err);
        }
    }
    return JU_OK;
}

/* As ju_batch_run for the first count rows: one that PostgreSQL refuses is found and buried, and of rows that
 * need too much memory the first is taken alone. */
static ju_rc drain_rows(ju_batch *batch, ju_db *db, const PGresult *rows, size_t count, const ju_err *cause,
                        ju_err *err)
{
    JU_TRY(start(batch, db, count, err));
    ju_rc rc = read_parked(batch, rows, err);
    if (cause != NULL) {
        batch->items[0].fate = JU_DEAD;
        batch->items[0].err = *cause;
    }
    rc = rc == JU_OK ? attempt(batch, err) : rc;
    rc = cause == NULL ? weigh(batch, rc, err) : rc;
    if (!one_is_at_fault(rc, err) || cause != NULL) {
        return rc;
    }
    ju_err refused = *err;
    refused.rc = JU_REJECT;
    return drain_rows(batch, db, rows, 1, count == 1 ? &refused : NULL, err);
}

ju_rc ju_batch_drain(ju_batch *batch, ju_db *db, ju_batch_outcome *outcome, ju_err *err)
{
    PGresult *rows = NULL;
    JU_TRY(ju_db_run(db, &event_sql_parked_ready, NULL, &rows, err));
    size_t count = (size_t)PQntuples(rows);
    begin_work(batch, batch);
    ju_rc rc = end_work(batch, count == 0 ? JU_OK : drain_rows(batch, db, rows, count, NULL, err));
    PQclear(rows);
    if (count > 0 && rc == JU_OK) {
        count_fates(batch, outcome);
        /* One that was buried left its place too: others may still wait behind the limit of a drain. */
        outcome->drain |= outcome->applied + outcome->duplicate + outcome->dead > 0;
    }
    return rc;
}
