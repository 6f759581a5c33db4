#include "common/run/trail.h"

#include "common/event/refuse.h"
#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "common/run/process.h"
#include "event_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So often within the limit, and within these bounds; sooner while it is late. */
enum { LOOKS = 16, SECOND_MS = 1000, LOOK_MAX_MS = 60 * SECOND_MS };

/* The commands, and what the service names. */
static ju_rc list_kept(ju_process *process, ju_err *err)
{
    ju_trail *trail = &process->trail;
    const char *prefix = process->settings.topic_prefix;
    size_t count = 0;
    trail->kept = calloc(process->topic_count + 1, sizeof *trail->kept);
    if (trail->kept == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < process->topic_count; i++) {
        char *topic = process->topics[i];
        const char *name = topic + strlen(prefix) + 1;
        bool kept = process->app->kept != NULL && strcmp(name, process->app->kept) == 0;
        if (kept || ju_topic_is_command(topic)) {
            trail->kept[count++] = topic;
        }
    }
    return JU_OK;
}

ju_rc ju_trail_open(ju_process *process, ju_err *err)
{
    ju_trail *trail = &process->trail;
    const char *prefix = process->settings.topic_prefix;
    if (process->app->outside) {
        return JU_OK;
    }
    if (asprintf(&trail->topic, "%s." JU_TOPIC_AUDIT_RECORD, prefix) < 0 ||
        asprintf(&trail->group, "%s.audit", prefix) < 0) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_progress_open(&process->relay_setup.kafka, trail->group, trail->topic, &trail->progress, err));
    return list_kept(process, err);
}

void ju_trail_close(ju_process *process)
{
    ju_trail *trail = &process->trail;
    ju_progress_close(trail->progress);
    free(trail->topic);
    free(trail->group);
    free(trail->kept);
}

/* ---- what is durable ----------------------------------------------------------------------------------- */

/* durable_ms: so long ago every act was durable; -1: nothing new is known. *ret_waiting_ms: the age of the
 * oldest act that has not left. */
static ju_rc note_durable(ju_process *process, int64_t durable_ms, int64_t *ret_waiting_ms, ju_err *err)
{
    ju_arena arena;
    ju_args args;
    PGresult *result = NULL;
    ju_arena_init(&arena, 4096);
    ju_args_init(&args, &arena);
    if (durable_ms < 0) {
        ju_arg_text(&args, NULL);
    } else {
        ju_arg_i64(&args, durable_ms);
    }
    ju_rc rc = ju_db_run(process->db, &event_sql_audit_durable, &args, &result, err);
    if (rc == JU_OK) {
        atomic_store(&process->trail.lag_ms, ju_col_i64(result, 0, 0));
        *ret_waiting_ms = ju_col_i64(result, 0, 1);
    }
    PQclear(result);
    ju_arena_done(&arena);
    return rc;
}

static ju_rc look(ju_process *process, ju_err *err)
{
    ju_trail *trail = &process->trail;
    ju_err second;
    bool passed = false;
    int64_t waiting_ms = 0;
    ju_rc asked = ju_progress_passed(trail->progress, &passed, err);
    int64_t now_ms = ju_clock_monotonic_ms();
    /* time goes on, whether there was an answer or not */
    ju_rc noted = note_durable(process, passed ? now_ms - trail->since_ms : -1, &waiting_ms, &second);
    if (asked != JU_OK || noted != JU_OK) {
        *err = asked != JU_OK ? *err : second;
        return err->rc;
    }
    if (ju_progress_marked(trail->progress)) {
        return JU_OK;
    }
    trail->since_ms = now_ms - waiting_ms;
    return ju_progress_mark(trail->progress, err);
}

/* ---- closing and opening ------------------------------------------------------------------------------- */

static void warn_half(ju_trail *trail, int64_t lag_ms, int64_t limit_ms)
{
    if (lag_ms > limit_ms / 2 && !trail->warned) {
        ju_log_warn(
            "acts are not yet in the audit trail: half of the time is over after which no new work is "
            "taken",
            ju_f_int("lag_ms", lag_ms), ju_f_int("limit_ms", limit_ms));
    }
    trail->warned = lag_ms > limit_ms / 2;
}

static void turn(ju_process *process, bool closed)
{
    ju_trail *trail = &process->trail;
    if (closed == atomic_load(&trail->closed)) {
        return;
    }
    atomic_store(&trail->closed, closed);
    process->batch_setup.refusing = closed;
    ju_consumer_narrow(process->consumer, closed ? (const char *const *)trail->kept : NULL);
    if (closed) {
        ju_log_error("acts could not be put into the audit trail for too long: no new work is taken",
                     ju_f_int("lag_ms", atomic_load(&trail->lag_ms)));
    } else {
        process->drain = true;
        ju_log_info("acts are in the audit trail again: work goes on");
    }
}

void ju_trail_watch(ju_process *process)
{
    ju_trail *trail = &process->trail;
    int64_t limit_ms = process->settings.audit_max_lag_ms;
    ju_err err = {0};
    if (process->app->outside || ju_clock_monotonic_ms() < trail->due_ms || !ju_db_alive(process->db)) {
        return;
    }
    bool unknown = look(process, &err) != JU_OK;
    if (unknown && !trail->unknown) {
        ju_log_warn("how far the audit trail has come is not known", ju_f_err(&err));
    }
    trail->unknown = unknown;
    int64_t lag_ms = atomic_load(&trail->lag_ms);
    warn_half(trail, lag_ms, limit_ms);
    turn(process, lag_ms > limit_ms);
    int64_t most_ms = trail->warned ? SECOND_MS : LOOK_MAX_MS;
    int64_t every_ms = limit_ms / LOOKS < most_ms ? limit_ms / LOOKS : most_ms;
    trail->due_ms = ju_clock_monotonic_ms() + every_ms;
}
