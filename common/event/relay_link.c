/*
 * Events for bodies outside that are closed or get only so many a second. They leave the outbox, so that
 * others pass them and each look stays short, and go on in their order. Nothing of a key overtakes: behind
 * one event that waits, all of its link wait; and none is taken from the outbox while one before it that
 * was to leave at once is not acknowledged.
 */
#include "common/base/clock.h"
#include "common/event/relay_internal.h"
#include "common/event/sweep.h"
#include "event_sql.h"

#include <string.h>

enum { HOURS_EVERY_MS = 200 };

/* ---- links ------------------------------------------------------------------------------------------- */

static void tell(ju_relay *relay, size_t number)
{
    const ju_gate *gate = &relay->gate[number];
    if (number >= relay->setup->link_count) {
        return;
    }
    atomic_store(&relay->stats.link[number].open, gate->open);
    atomic_store(&relay->stats.link[number].held, atomic_load(&relay->stats.leader) ? gate->held : 0);
}

ju_rc ju_relay_count_held(ju_relay *relay, ju_err *err)
{
    for (size_t i = 0; i < relay->setup->link_count; i++) {
        ju_args args;
        PGresult *result = NULL;
        ju_arena_reset(&relay->arena);
        ju_args_init(&args, &relay->arena);
        ju_arg_text(&args, relay->setup->link[i].topic);
        JU_TRY(ju_db_run(relay->db, &event_sql_held_count, &args, &result, err));
        relay->gate[i].held = ju_col_i64(result, 0, 0);
        PQclear(result);
    }
    return ju_relay_count_topics(relay, err);
}

static void turn(const ju_relay *relay, ju_gate *gate, bool open)
{
    if (gate->open != open && relay->setup->turned != NULL) {
        relay->setup->turned(gate->link, open);
    }
    gate->open = open;
}

ju_rc ju_relay_look_at_links(ju_relay *relay, ju_err *err)
{
    int64_t now_ms = ju_clock_monotonic_ms();
    char moment[JU_CLOCK_MOMENT_SIZE];
    bool hours = relay->hours_at_ms == 0 || now_ms - relay->hours_at_ms >= HOURS_EVERY_MS;
    if (hours && relay->setup->link_count > 0) {
        JU_TRY(ju_clock_moment(relay->setup->clock, moment, err));
        relay->hours_at_ms = now_ms;
    }
    for (size_t i = 0; i < relay->setup->link_count; i++) {
        ju_gate *gate = &relay->gate[i];
        if (hours) {
            turn(relay, gate, ju_link_is_open(gate->link, moment));
        }
        ju_gate_fill(gate, now_ms);
        tell(relay, i);
    }
    ju_relay_look_at_topics(relay);
    return JU_OK;
}

/* ---- waiting ----------------------------------------------------------------------------------------- */

void ju_relay_sort_out(ju_relay *relay, outbox_round *sending)
{
    bool closed[JU_LINKS_MAX + RELAY_TOPICS_MAX] = {false}; /* an event of this round waits */
    for (int row = 0; row < sending->count; row++) {
        ju_gate *gate = ju_relay_gate(relay, ju_col(sending->rows, row, 1));
        if (gate != NULL) {
            bool *behind = &closed[gate - relay->gate];
            *behind = *behind || !ju_gate_passes(gate);
            sending->waits[row] = *behind;
        }
    }
}

static void count_waiting(ju_relay *relay, const outbox_round *sending)
{
    for (int row = 0; row < sending->count; row++) {
        if (sending->waits[row]) {
            ju_relay_gate(relay, ju_col(sending->rows, row, 1))->held++;
        }
    }
}

ju_rc ju_relay_hold(ju_relay *relay, const outbox_round *sending, ju_err *err)
{
    int64_t ids[RELAY_READ_MAX];
    size_t count = 0;
    for (int row = 0; row < sending->count; row++) {
        if (sending->waits[row]) {
            ids[count++] = ju_col_i64(sending->rows, row, 0);
        }
    }
    if (count == 0) {
        return JU_OK;
    }
    ju_args args;
    PGresult *result = NULL;
    ju_args_init(&args, &relay->arena);
    ju_arg_i64_array(&args, ids, count);
    JU_TRY(ju_db_run(relay->db, &event_sql_held_put, &args, &result, err));
    PQclear(result);
    count_waiting(relay, sending);
    return JU_OK;
}

/* ---- leaving ----------------------------------------------------------------------------------------- */

/* The service is told which of its events left now, long after they were written. */
static ju_rc tell_service(ju_relay *relay, const outbox_round *sending, ju_err *err)
{
    const char *ids[RELAY_READ_MAX];
    if (relay->setup->left == NULL) {
        return JU_OK;
    }
    for (int row = 0; row < sending->count; row++) {
        ids[row] = ju_col(sending->rows, row, 4);
    }
    ju_args args;
    PGresult *result = NULL;
    ju_args_init(&args, &relay->arena);
    ju_arg_text_array(&args, ids, (size_t)sending->count);
    JU_TRY(ju_db_run(relay->db, relay->setup->left, &args, &result, err));
    PQclear(result);
    return JU_OK;
}

static ju_rc next_held(ju_relay *relay, const ju_gate *gate, size_t max, outbox_round *ret, ju_err *err)
{
    ju_args args;
    ju_arena_reset(&relay->arena);
    ju_args_init(&args, &relay->arena);
    ju_arg_text(&args, gate->link->topic);
    ju_arg_i64(&args, (int64_t)max);
    ju_arg_i64(&args, RELAY_READ_MAX_BYTES);
    JU_TRY(ju_db_run(relay->db, &event_sql_held_next, &args, &ret->rows, err));
    ret->count = PQntuples(ret->rows);
    return JU_OK;
}

/* Sends the oldest that wait, max at most. */
static ju_rc release(ju_relay *relay, ju_gate *gate, size_t max, int *ret_count, ju_err *err)
{
    outbox_round sending = {0};
    JU_TRY(next_held(relay, gate, max, &sending, err));
    *ret_count = sending.count;
    ju_gate_use(gate, (size_t)sending.count);
    ju_rc rc = JU_OK;
    if (sending.count > 0) {
        rc = tell_service(relay, &sending, err);
        rc = rc == JU_OK ? ju_relay_publish(relay, &sending, &event_sql_held_sent, gate->link->topic, err)
                         : rc;
    }
    if (rc == JU_OK) { /* when none is left the service itself may have taken some out */
        gate->held = sending.count == 0 ? 0 : gate->held - sending.count;
        relay->released += sending.count;
    } else {
        ju_relay_drop_producer(relay);
    }
    PQclear(sending.rows);
    return rc;
}

static ju_rc vacuum(ju_relay *relay, ju_err *err)
{
    if (relay->released < RELAY_VACUUM_EVERY) {
        return JU_OK;
    }
    JU_TRY(ju_sweep(relay->db, (const ju_sql *const[]){&event_sql_held_vacuum}, 1, err));
    relay->released = 0;
    return JU_OK;
}

ju_rc ju_relay_release(ju_relay *relay, int *ret_count, bool *ret_pacing, ju_err *err)
{
    *ret_count = 0;
    *ret_pacing = false;
    for (size_t i = 0; i < relay->gate_count; i++) {
        ju_gate *gate = &relay->gate[i];
        size_t permits = ju_gate_permits(gate, RELAY_READ_MAX);
        int count = 0;
        if (gate->open && gate->held > 0 && permits > 0) {
            JU_TRY(release(relay, gate, permits, &count, err));
        }
        *ret_count += gate->link->rate == 0 ? count : 0;
        *ret_pacing |= gate->open && gate->held > 0;
        tell(relay, i);
    }
    return vacuum(relay, err);
}
