#include "common/run/process.h"

#include "common/log/log.h"
#include "common/retention/engine.h"
#include "common/run/linger.h"
#include "event_sql.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
    IDLE_MS = 100,
    BACKOFF_MIN_MS = 50,
    BACKOFF_MAX_MS = 2000,
    HOUSE_EVERY_MS = 10 * 1000,
    ERASE_EVERY_MS = 1000,
    LOOK_AGAIN_MS = 60 * 1000,
    TROUBLE_MS = 60 * 1000,
};

bool ju_process_stop_asked(int timeout_ms)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    struct timespec wait = {.tv_sec = timeout_ms / 1000, .tv_nsec = timeout_ms % 1000 * 1000000L};
    return sigtimedwait(&set, NULL, &wait) > 0;
}

static void count_outcome(ju_process *process, const ju_batch_outcome *outcome)
{
    ju_counter_add(process->messages[0], (uint64_t)outcome->applied);
    ju_counter_add(process->messages[1], (uint64_t)outcome->duplicate);
    ju_counter_add(process->messages[2], (uint64_t)outcome->parked);
    ju_counter_add(process->messages[3], (uint64_t)outcome->dead);
    ju_counter_add(process->rounds, (uint64_t)outcome->rounds);
    process->drain |= outcome->drain;
    if (outcome->dead > 0) {
        ju_log_error("messages went to the dead-letter topic", ju_f_int("count", outcome->dead),
                     ju_f_word("topic", outcome->last_dead_topic), ju_f_err(&outcome->last_dead));
    }
    if (outcome->parked > 0) {
        ju_log_warn("messages came before their turn and are parked", ju_f_int("count", outcome->parked));
    }
}

/* Work that may meet a database that is away: the same call again after a pause, while the consumer keeps its
 * place in the group. Ends early when told to stop or, with records, when a rebalance took them away. */
typedef struct workload {
    rd_kafka_message_t **records; /* NULL: drain parked messages instead */
    size_t count;
    uint64_t generation;
} workload;

static ju_rc try_once(ju_process *process, const workload *work, ju_err *err)
{
    ju_batch_outcome outcome = {.last_dead_topic = ""};
    JU_TRY(ju_process_need_db(process, err));
    int64_t started_ms = ju_clock_monotonic_ms();
    if (work->records != NULL) {
        JU_TRY(ju_batch_run(process->batch, process->db, process->settings.topic_prefix, work->records,
                            work->count, &outcome, err));
    } else {
        process->drain = false;
        JU_TRY(ju_batch_drain(process->batch, process->db, &outcome, err));
    }
    ju_histogram_observe(process->batch_seconds, (ju_clock_monotonic_ms() - started_ms) * 1000);
    count_outcome(process, &outcome);
    return JU_OK;
}

static ju_rc try_until(ju_process *process, const workload *work, bool *ret_done, bool *ret_stop, ju_err *err)
{
    int backoff_ms = BACKOFF_MIN_MS;
    bool paused = false;
    ju_rc rc = JU_OK;
    *ret_done = false;
    while (!*ret_done && !*ret_stop) {
        rc = try_once(process, work, err);
        atomic_store(&process->ready, rc == JU_OK);
        *ret_done = rc == JU_OK;
        if (rc != JU_RETRY) {
            break;
        }
        ju_counter_add(process->retries, 1);
        ju_log_warn("the batch will be tried again", ju_f_err(err), ju_f_int("backoff_ms", backoff_ms));
        if (!paused) {
            ju_consumer_pause(process->consumer, true);
            paused = true;
        }
        ju_consumer_serve(process->consumer, backoff_ms);
        if (ju_consumer_generation(process->consumer) != work->generation) {
            rc = JU_OK; /* whoever owns the partitions now reads the records again */
            break;
        }
        backoff_ms = backoff_ms * 2 < BACKOFF_MAX_MS ? backoff_ms * 2 : BACKOFF_MAX_MS;
        *ret_stop = ju_process_stop_asked(0);
    }
    if (paused) {
        ju_consumer_pause(process->consumer, false);
    }
    return rc == JU_RETRY ? JU_OK : rc;
}

static ju_rc handle(ju_process *process, rd_kafka_message_t **records, size_t count, bool *ret_stop,
                    ju_err *err)
{
    workload work = {
        .records = records, .count = count, .generation = ju_consumer_generation(process->consumer)};
    bool done = false;
    ju_rc rc = try_until(process, &work, &done, ret_stop, err);
    if (done) {
        ju_relay_poke(process->relay);
        ju_consumer_done(process->consumer, records, count);
    }
    for (size_t i = 0; i < count; i++) {
        rd_kafka_message_destroy(records[i]);
    }
    return rc;
}

static ju_rc drain(ju_process *process, bool *ret_stop, ju_err *err)
{
    workload work = {.generation = ju_consumer_generation(process->consumer)};
    bool done = false;
    process->drained_ms = ju_clock_monotonic_ms();
    JU_TRY(try_until(process, &work, &done, ret_stop, err));
    ju_relay_poke(process->relay);
    return JU_OK;
}

static PGresult *ask_house(ju_process *process, const ju_sql *sql, const ju_args *args)
{
    PGresult *result = NULL;
    ju_err ignored;
    return ju_db_run(process->db, sql, args, &result, &ignored) == JU_OK ? result : NULL;
}

static void forget_old(ju_process *process)
{
    ju_arena arena;
    ju_args args;
    ju_arena_init(&arena, 4096);
    ju_args_init(&args, &arena);
    ju_arg_i64(&args, process->settings.inbox_retention_ms / 1000);
    PQclear(ask_house(process, &event_sql_inbox_expire, &args));
    ju_arena_done(&arena);
}

/* Another instance may have closed the gap before which messages of ours wait: such are found by and by. */
static void look_at_parked(ju_process *process)
{
    PGresult *result = ask_house(process, &event_sql_parked_count, NULL);
    if (result != NULL) {
        int64_t parked = ju_col_i64(result, 0, 0);
        ju_gauge_set(process->parked, (double)parked);
        process->drain |= parked > 0 && ju_clock_monotonic_ms() - process->drained_ms > LOOK_AGAIN_MS;
    }
    PQclear(result);
}

/* Housekeeping fails without harm: it comes again. */
static void keep_house(ju_process *process)
{
    int64_t now_ms = ju_clock_monotonic_ms();
    if (now_ms - process->kept_house_ms < HOUSE_EVERY_MS || !ju_db_alive(process->db)) {
        return;
    }
    process->kept_house_ms = now_ms;
    look_at_parked(process);
    forget_old(process);
}

static ju_rc idle_once(ju_process *process, ju_err *err)
{
    JU_TRY(ju_process_need_db(process, err));
    JU_TRY(ju_batch_idle(process->batch, process->db, err));
    ju_relay_poke(process->relay);
    return JU_OK;
}

/* What stands beside the transaction of idle, rc: also when that was refused, which alone is told. */
static ju_rc go_aside(ju_process *process, ju_rc rc, ju_err *err)
{
    ju_err beside = {0};
    if (process->app->aside == NULL || (rc != JU_OK && rc != JU_REJECT)) {
        return rc;
    }
    ju_rc after = process->app->aside(process->state, process->db, &beside);
    if (after == JU_OK || (rc == JU_REJECT && after != JU_FATAL)) {
        return rc;
    }
    *err = beside;
    return after;
}

/* Something in the way of what time brings: nothing of it happened, and it comes again, so neither a server
 * that is away nor data that are refused end the process; they are told. Another instance that took the same
 * key in this moment is no fault. What is left is what ends it. */
static ju_rc tell_and_forgive(ju_process *process, ju_rc rc, const ju_err *err)
{
    if (rc != JU_RETRY && rc != JU_REJECT) {
        return rc;
    }
    if (rc == JU_REJECT && strcmp(err->sqlstate, "23505") != 0) {
        ju_counter_add(process->idle_refused, 1);
        ju_log_error("what time brings was refused and will be tried again", ju_f_err(err));
    } else {
        ju_log_warn("what time brings will be tried again", ju_f_err(err));
    }
    return JU_OK;
}

/* What time alone brings. */
static ju_rc idle(ju_process *process, ju_err *err)
{
    int64_t every_ms = process->app->idle_every_ms;
    if (every_ms == 0 || ju_clock_monotonic_ms() < process->idle_from_ms) {
        return JU_OK;
    }
    ju_rc rc = go_aside(process, idle_once(process, err), err);
    process->idle_from_ms = ju_clock_monotonic_ms() + (rc == JU_OK ? every_ms : HOUSE_EVERY_MS);
    return tell_and_forgive(process, rc, err);
}

/* A step of what is erased because its time is over, at once behind another one. */
static ju_rc erase(ju_process *process, ju_err *err)
{
    if (process->erasure == NULL || ju_clock_monotonic_ms() < process->erasure_from_ms) {
        return JU_OK;
    }
    ju_rc rc = ju_process_need_db(process, err);
    rc = rc == JU_OK ? ju_batch_idle(process->erasure, process->db, err) : rc;
    process->erasure_from_ms =
        ju_clock_monotonic_ms() + (rc != JU_OK                        ? HOUSE_EVERY_MS
                                   : ju_erasure_busy(&process->house) ? 0
                                                                      : ERASE_EVERY_MS);
    if (rc == JU_OK) {
        ju_relay_poke(process->relay);
    }
    return tell_and_forgive(process, rc, err);
}

/* A reader that lacks a topic or a right looks quiet; it shall not look healthy. */
static void look_at_consumer(ju_process *process)
{
    int64_t now_ms = ju_clock_monotonic_ms();
    const char *trouble = ju_consumer_trouble(process->consumer);
    if (trouble != NULL && (process->trouble_ms == 0 || now_ms - process->trouble_ms > TROUBLE_MS)) {
        ju_log_warn("the consumer has trouble", ju_f_word("kafka_err", trouble));
    }
    process->trouble_ms = trouble != NULL ? now_ms : process->trouble_ms;
    bool troubled = process->trouble_ms != 0 && now_ms - process->trouble_ms < TROUBLE_MS;
    atomic_store(&process->joined, ju_consumer_joined(process->consumer) && !troubled);
}

static ju_rc check_relay(ju_process *process, ju_err *err)
{
    const ju_relay_stats *stats = ju_relay_get_stats(process->relay);
    if (atomic_load(&stats->ended)) {
        return ju_fail(err, JU_FATAL, "relay", "the relay ended: %s", stats->fatal);
    }
    return JU_OK;
}

ju_rc ju_process_loop(ju_process *process, ju_err *err)
{
    size_t max = (size_t)process->settings.batch_max;
    rd_kafka_message_t **records = calloc(max, sizeof(rd_kafka_message_t *));
    ju_rc rc = records == NULL ? ju_fail(err, JU_FATAL, "memory", "out of memory") : JU_OK;
    bool stop = false;
    int64_t took_ms = 0;   /* the last batch */
    process->drain = true; /* a crash may have left ready ones behind */
    while (rc == JU_OK && !stop) {
        bool lost = false;
        ju_trail_watch(process);
        size_t count = ju_consumer_fetch(process->consumer, records, max,
                                         process->drain && !atomic_load(&process->trail.closed) ? 0 : IDLE_MS,
                                         (int)ju_linger_ms(process->settings.batch_wait_ms, took_ms), &lost);
        int64_t from_ms = ju_clock_monotonic_ms();
        look_at_consumer(process);
        if (count > 0) {
            rc = handle(process, records, count, &stop, err);
        }
        took_ms = ju_clock_monotonic_ms() - from_ms;
        bool closed = atomic_load(&process->trail.closed);
        if (rc == JU_OK && process->drain && !stop && !closed) {
            rc = drain(process, &stop, err);
        }
        rc = rc == JU_OK && !stop && (!closed || process->app->kept != NULL) ? idle(process, err) : rc;
        rc = rc == JU_OK && !stop && !closed ? erase(process, err) : rc;
        rc = rc == JU_OK ? check_relay(process, err) : rc;
        if (lost) {
            rc = ju_fail(err, JU_FATAL, "kafka_client", "the consumer cannot go on");
        }
        keep_house(process);
        stop |= ju_process_stop_asked(0);
    }
    free(records);
    return rc;
}
