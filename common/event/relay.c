#include "common/base/clock.h"
#include "common/event/message.h"
#include "common/event/relay_internal.h"
#include "common/event/sweep.h"
#include "event_sql.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    FENCED_MIN_MS = 1, /* rows that a running transaction holds back are looked for again this soon, */
    FENCED_MAX_MS = 8, /* and then less and less often */
    PACE_MS = 20,      /* likewise permits of a link whose events wait */
    IDLE_MIN_MS = 20,
    IDLE_MAX_MS = 500, /* a quiet outbox is looked at this often */
    DELIVERY_TIMEOUT_MS = 30000,
    RETRY_MS = 500,
    DEPTH_EVERY_MS = 5000,
};

void ju_relay_poke(ju_relay *relay)
{
    uint64_t one = 1;
    (void)!write(relay->wake_fd, &one, sizeof one);
}

static void wait_for_poke(ju_relay *relay, int timeout_ms)
{
    struct pollfd fd = {.fd = relay->wake_fd, .events = POLLIN};
    uint64_t pokes = 0;
    if (poll(&fd, 1, timeout_ms) == 1) {
        (void)!read(relay->wake_fd, &pokes, sizeof pokes);
    }
}

/* What the row says, as it is signed and sent; it points into the rows and the arena. */
static ju_rc read_event(ju_relay *relay, const outbox_round *sending, int row, ju_event *ret, ju_err *err)
{
    const PGresult *rows = sending->rows;
    *ret = (ju_event){.topic = ju_col(rows, row, 1),
                      .key = ju_col(rows, row, 2),
                      .key_size = strlen(ju_col(rows, row, 2)),
                      .sequence = ju_col_i64(rows, row, 3) > 0 ? ju_col(rows, row, 3) : "",
                      .id = ju_col(rows, row, 4),
                      .type = ju_col(rows, row, 5),
                      .time = ju_col(rows, row, 6),
                      .traceparent = ju_col(rows, row, 7),
                      .source = relay->setup->source};
    ret->value = ju_col_bytes(rows, row, 8, &relay->arena, &ret->value_size);
    if (ret->value == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "the relay arena is full");
    }
    return JU_OK;
}

static ju_rc produce_event(ju_relay *relay, const ju_event *event, const ju_signature *signature,
                           bool *ret_delivered, ju_err *err)
{
    char topic[256];
    ju_record_header headers[JU_EVENT_HEADERS_MAX];
    (void)snprintf(topic, sizeof topic, "%s.%s", relay->setup->prefix, event->topic);
    size_t count = ju_event_headers(event, signature, headers);
    return ju_produce(relay->producer, topic, event->key, event->key_size, event->value, event->value_size,
                      headers, count, ret_delivered, err);
}

/* Signs and produces what does not wait. */
static ju_rc produce_round(ju_relay *relay, outbox_round *sending, int *ret_produced, ju_err *err)
{
    int rows[RELAY_READ_MAX];
    int count = 0;
    for (int row = 0; row < sending->count; row++) {
        if (!sending->waits[row]) {
            JU_TRY(read_event(relay, sending, row, &relay->event[count], err));
            rows[count++] = row;
        }
    }
    *ret_produced = count;
    JU_TRY(count == 0
               ? JU_OK
               : ju_signer_sign(relay->setup->signer, relay->event, (size_t)count, relay->signature, err));
    for (int i = 0; i < count; i++) {
        JU_TRY(
            produce_event(relay, &relay->event[i], &relay->signature[i], &sending->delivered[rows[i]], err));
    }
    return JU_OK;
}

/* The contiguous prefix of acknowledged rows leaves its table; the rest is read again. */
static ju_rc delete_sent(ju_relay *relay, const outbox_round *sending, const ju_sql *statement,
                         const char *topic, int *ret_sent, ju_err *err)
{
    int64_t ids[RELAY_READ_MAX];
    int sent = 0;
    for (int row = 0; row < sending->count && (sending->delivered[row] || sending->waits[row]); row++) {
        if (!sending->waits[row]) {
            ids[sent++] = ju_col_i64(sending->rows, row, 0);
        }
    }
    *ret_sent = sent;
    if (sent == 0) {
        return JU_OK;
    }
    ju_args args;
    ju_args_init(&args, &relay->arena);
    ju_arg_i64s(&args, ids, (size_t)sent);
    if (topic != NULL) {
        ju_arg_text(&args, topic);
    }
    PGresult *result = NULL;
    JU_TRY(ju_db_run(relay->db, statement, &args, &result, err));
    PQclear(result);
    atomic_fetch_add(&relay->stats.published, sent);
    return JU_OK;
}

/* The relay alone knows how fast dead rows pile up before the first live one; autovacuum comes once a minute.
 */
static ju_rc vacuum(ju_relay *relay, ju_err *err)
{
    if (relay->deleted < RELAY_VACUUM_EVERY) {
        return JU_OK;
    }
    JU_TRY(ju_sweep(relay->db, (const ju_sql *const[]){&event_sql_outbox_vacuum}, 1, err));
    relay->deleted = 0;
    return JU_OK;
}

static void await_delivery(ju_relay *relay)
{
    int64_t deadline_ms = ju_clock_monotonic_ms() + DELIVERY_TIMEOUT_MS;
    while (rd_kafka_flush(relay->producer, 100) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        int64_t now_ms = ju_clock_monotonic_ms();
        bool stopping = atomic_load(&relay->stopping) && now_ms > atomic_load(&relay->stop_by_ms);
        if (now_ms > deadline_ms || stopping || ju_producer_broken(relay->producer)) {
            return;
        }
    }
}

ju_rc ju_relay_publish(ju_relay *relay, outbox_round *sending, const ju_sql *statement, const char *topic,
                       ju_err *err)
{
    int produced = 0;
    int sent = 0;
    JU_TRY(produce_round(relay, sending, &produced, err));
    await_delivery(relay);
    JU_TRY(delete_sent(relay, sending, statement, topic, &sent, err));
    if (sent < produced) {
        return ju_fail(err, JU_RETRY, "kafka_delivery", "%d of %d events were acknowledged", sent, produced);
    }
    return JU_OK;
}

/* Rows that wait for their link leave the outbox last, when nothing before them can come back. */
static ju_rc publish(ju_relay *relay, outbox_round *sending, ju_err *err)
{
    ju_relay_sort_out(relay, sending);
    JU_TRY(ju_relay_publish(relay, sending, &event_sql_outbox_sent, NULL, err));
    relay->deleted += sending->count;
    return ju_relay_hold(relay, sending, err);
}

void ju_relay_drop_producer(ju_relay *relay)
{
    ju_producer_close(relay->producer);
    relay->producer = NULL;
    relay->topics_at_ms = 0; /* perhaps it failed because one was taken away */
}

/* Whether the row where the last look ended is still behind the fence: cheaper than another look. */
static ju_rc still_fenced(ju_relay *relay, bool *ret, ju_err *err)
{
    *ret = false;
    if (relay->fenced[0] == '\0') {
        return JU_OK;
    }
    ju_arena_reset(&relay->arena);
    ju_args args;
    ju_args_init(&args, &relay->arena);
    ju_arg_text(&args, relay->fenced);
    PGresult *result = NULL;
    JU_TRY(ju_db_run(relay->db, &event_sql_outbox_fence, &args, &result, err));
    *ret = !ju_col_bool(result, 0, 0);
    PQclear(result);
    return JU_OK;
}

/* Whether a look ended at none of its limits and not at the fence: nothing was left when it was taken. */
static bool saw_all(const ju_relay *relay, const outbox_round *seen)
{
    int bytes = 0;
    for (int row = 0; row < seen->count; row++) {
        bytes += PQgetlength(seen->rows, row, 8);
    }
    return seen->count < RELAY_READ_MAX && bytes < RELAY_READ_MAX_BYTES && relay->fenced[0] == '\0';
}

static ju_rc one_round(ju_relay *relay, int *ret_count, bool *ret_more, ju_err *err)
{
    ju_arena_reset(&relay->arena);
    ju_args args;
    ju_args_init(&args, &relay->arena);
    ju_arg_i64(&args, RELAY_READ_MAX);
    ju_arg_i64(&args, RELAY_READ_MAX_BYTES);
    outbox_round sending = {0};
    JU_TRY(ju_db_run(relay->db, &event_sql_outbox_next, &args, &sending.rows, err));
    int rows = PQntuples(sending.rows); /* the last one may be the fenced one */
    (void)snprintf(relay->fenced, sizeof relay->fenced, "%s",
                   rows == 0 ? "" : ju_col(sending.rows, rows - 1, 9));
    sending.count = relay->fenced[0] == '\0' ? rows : rows - 1;
    *ret_count = sending.count;
    *ret_more = sending.count > 0 && !saw_all(relay, &sending);
    ju_rc rc = sending.count == 0 ? JU_OK : publish(relay, &sending, err);
    if (rc != JU_OK) {
        ju_relay_drop_producer(relay);
    }
    PQclear(sending.rows);
    return rc;
}

static ju_rc count_depth(ju_relay *relay, ju_err *err)
{
    int64_t now_ms = ju_clock_monotonic_ms();
    if (now_ms - relay->depth_at_ms < DEPTH_EVERY_MS) {
        return JU_OK;
    }
    relay->depth_at_ms = now_ms;
    PGresult *result = NULL;
    JU_TRY(ju_db_run(relay->db, &event_sql_outbox_depth, NULL, &result, err));
    atomic_store(&relay->stats.depth, ju_col_i64(result, 0, 0));
    atomic_store(&relay->stats.oldest_s, ju_col_i64(result, 0, 1));
    PQclear(result);
    return JU_OK;
}

static ju_rc take_lock(ju_relay *relay, ju_err *err)
{
    PGresult *result = NULL;
    JU_TRY(ju_db_run(relay->db, &event_sql_relay_lock, NULL, &result, err));
    bool leads = ju_col_bool(result, 0, 0);
    PQclear(result);
    JU_TRY(leads ? ju_relay_count_held(relay, err) : JU_OK);
    atomic_store(&relay->stats.leader, leads);
    return JU_OK;
}

static ju_rc make_ready(ju_relay *relay, ju_err *err)
{
    const ju_sql *const own[] = {relay->setup->left, NULL};
    const ju_sql *const *const tables[] = {event_sql, own, NULL};
    if (!ju_db_alive(relay->db)) {
        ju_db_close(relay->db);
        relay->db = NULL;
        atomic_store(&relay->stats.leader, false);
        JU_TRY(ju_db_open(relay->setup->conninfo, relay->setup->application_name, tables, &relay->db, err));
    }
    if (!atomic_load(&relay->stats.leader)) {
        JU_TRY(take_lock(relay, err));
    }
    if (relay->producer != NULL && ju_producer_broken(relay->producer)) {
        ju_relay_drop_producer(relay);
    }
    if (relay->producer == NULL) {
        JU_TRY(ju_producer_open(&relay->setup->kafka, &relay->producer, err));
    }
    return JU_OK;
}

/* Whether to go on: until told to stop, and then until the outbox is empty or the grace is over. */
static bool goes_on(ju_relay *relay, bool idle)
{
    if (!atomic_load(&relay->stopping)) {
        return true;
    }
    return !idle && ju_clock_monotonic_ms() < atomic_load(&relay->stop_by_ms);
}

/* How long to rest after a turn that sent something or nothing, in ms; 0: not at all, since there is more to
 * send. A quiet outbox is looked at less and less often; who writes into it pokes. */
static int rest_ms(ju_relay *relay, ju_rc rc, bool sent, bool more, bool pacing)
{
    bool waiting = relay->fenced[0] != '\0';
    if (rc != JU_OK || !atomic_load(&relay->stats.leader)) {
        return RETRY_MS;
    }
    int quiet_ms = relay->quiet_ms * 2 < IDLE_MAX_MS ? relay->quiet_ms * 2 : IDLE_MAX_MS;
    int fenced_ms = relay->fenced_ms * 2 < FENCED_MAX_MS ? relay->fenced_ms * 2 : FENCED_MAX_MS;
    relay->quiet_ms = sent || waiting ? IDLE_MIN_MS : quiet_ms;
    relay->fenced_ms = sent || !waiting ? FENCED_MIN_MS : fenced_ms;
    quiet_ms = pacing && quiet_ms > PACE_MS ? PACE_MS : quiet_ms;
    return more ? 0 : waiting ? fenced_ms : sent ? IDLE_MIN_MS : quiet_ms;
}

/* One look at the outbox, if this is the relay that leads. */
static ju_rc turn(ju_relay *relay, int *ret_rest_ms, ju_err *err)
{
    int count = 0;
    int released = 0;
    bool more = false;
    bool pacing = false;
    bool fenced = false;
    ju_rc rc = make_ready(relay, err);
    rc = rc == JU_OK ? ju_relay_look_at_links(relay, err) : rc;
    if (rc == JU_OK && atomic_load(&relay->stats.leader)) {
        rc = still_fenced(relay, &fenced, err);
        rc = rc == JU_OK && !fenced ? one_round(relay, &count, &more, err) : rc;
        rc = rc == JU_OK ? ju_relay_release(relay, &released, &pacing, err) : rc;
        rc = rc == JU_OK ? vacuum(relay, err) : rc;
        rc = rc == JU_OK ? count_depth(relay, err) : rc;
    }
    *ret_rest_ms = rest_ms(relay, rc, count + released > 0, more || released > 0, pacing);
    return rc;
}

static void *relay_main(void *arg)
{
    ju_relay *relay = arg;
    bool idle = false;
    relay->quiet_ms = IDLE_MIN_MS;
    relay->fenced_ms = FENCED_MIN_MS;
    while (goes_on(relay, idle)) {
        ju_err err = {0};
        int rest = 0;
        bool last = atomic_load(&relay->stopping); /* whoever stops it writes no more: this turn sees all */
        ju_rc rc = turn(relay, &rest, &err);
        if (rc == JU_FATAL) {
            (void)snprintf(relay->stats.fatal, sizeof relay->stats.fatal, "%s", err.message);
            break;
        }
        if (rc != JU_OK) {
            atomic_fetch_add(&relay->stats.failures, 1);
            if (relay->setup->failed != NULL) {
                relay->setup->failed(&err);
            }
        }
        idle = rest > 0 && last;
        if (rest > 0 && !idle) {
            wait_for_poke(relay, rest);
        }
    }
    ju_relay_drop_producer(relay);
    ju_db_close(relay->db);
    ju_arena_done(&relay->arena);
    atomic_store(&relay->stats.ended, true);
    return NULL;
}

static void free_relay(ju_relay *relay)
{
    free(relay->topic);
    free(relay->event);
    free(relay->signature);
    free(relay);
}

ju_rc ju_relay_start(const ju_relay_setup *setup, ju_relay **ret, ju_err *err)
{
    ju_relay *relay = calloc(1, sizeof *relay);
    if (relay == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    relay->setup = setup;
    relay->topic = calloc(RELAY_TOPICS_MAX, sizeof *relay->topic);
    relay->event = calloc(RELAY_READ_MAX, sizeof *relay->event);
    relay->signature = calloc(RELAY_READ_MAX, sizeof *relay->signature);
    if (relay->topic == NULL || relay->event == NULL || relay->signature == NULL) {
        free_relay(relay);
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    for (size_t i = 0; i < setup->link_count; i++) {
        relay->gate[relay->gate_count++] = (ju_gate){.link = &setup->link[i], .open = true};
    }
    ju_arena_init(&relay->arena, (size_t)8 << 20);
    relay->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (relay->wake_fd < 0 || pthread_create(&relay->thread, NULL, relay_main, relay) != 0) {
        free_relay(relay);
        return ju_fail(err, JU_FATAL, "thread", "cannot start the relay thread");
    }
    *ret = relay;
    return JU_OK;
}

void ju_relay_stop(ju_relay *relay, int grace_ms)
{
    if (relay == NULL) {
        return;
    }
    atomic_store(&relay->stop_by_ms, ju_clock_monotonic_ms() + grace_ms);
    atomic_store(&relay->stopping, true);
    ju_relay_poke(relay);
    (void)pthread_join(relay->thread, NULL);
    (void)close(relay->wake_fd);
    free_relay(relay);
}

ju_relay_stats *ju_relay_get_stats(ju_relay *relay)
{
    return &relay->stats;
}
