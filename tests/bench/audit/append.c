#include "tests/bench/audit/append.h"

#include "common/base/clock.h"
#include "common/base/uuid7.h"
#include "common/bus/kafka.h"
#include "common/db/db.h"
#include "common/event/message.h"
#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "juki/audit/v1/audit.pb-c.h"
#include "tests/bench/load/instance.h"
#include "tests/bench/load/post.h"
#include "tests/bench/load/run.h"
#include "tests/bench/load/sample.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PREFIX "juki.132071."

enum { PER_MESSAGE = 10, VALUE_BYTES = 8192, PAUSE_US = 2000, PATIENCE_S = 120 };

typedef struct packed {
    char id[JU_UUID_SIZE];
    size_t size;
    int64_t due_us;
    unsigned char value[VALUE_BYTES];
} packed;

typedef struct appender {
    PGconn *conn;
    rd_kafka_t *producer;
    load_post *post; /* as the register */
    packed *message;
    size_t count;
    int64_t base; /* entries before this run */
} appender;

/* Acts of one change, with all that services tell. */
static ju_rc pack(packed *to, ju_err *err)
{
    static char subject[] = "5b3a0d9f7c2e4816a4d0c1b2e3f405162738495a6b7c8d9e0f1a2b3c4d5e6f70";
    static char trace[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    char ids[PER_MESSAGE][JU_UUID_SIZE];
    char now[JU_CLOCK_NOW_SIZE];
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Audit__V1__AuditRecord record[PER_MESSAGE];
    Juki__Audit__V1__AuditRecord *list[PER_MESSAGE];
    Juki__Audit__V1__AuditRecords message = JUKI__AUDIT__V1__AUDIT_RECORDS__INIT;
    who.operator_id = (char *)(uintptr_t) "op-1";
    who.terminal_id = (char *)(uintptr_t) "window-1";
    who.office = (char *)(uintptr_t) "住民課";
    ju_clock_now_rfc3339(now);
    JU_TRY(ju_uuid7(to->id, err));
    for (int i = 0; i < PER_MESSAGE; i++) {
        JU_TRY(ju_uuid7(ids[i], err));
        juki__audit__v1__audit_record__init(&record[i]);
        record[i].record_id = ids[i];
        record[i].time = now;
        record[i].service = (char *)(uintptr_t) "resident";
        record[i].operator_ = &who;
        record[i].action = (char *)(uintptr_t) "change.registered";
        record[i].subject = subject;
        record[i].change_id = to->id;
        record[i].event_id = to->id;
        record[i].result = JUKI__AUDIT__V1__RESULT__RESULT_DONE;
        record[i].trace_id = trace;
        list[i] = &record[i];
    }
    message.record = list;
    message.n_record = PER_MESSAGE;
    to->size = juki__audit__v1__audit_records__get_packed_size(&message);
    if (to->size > sizeof to->value) {
        return ju_fail(err, JU_FATAL, "message", "a message has %zu bytes", to->size);
    }
    juki__audit__v1__audit_records__pack(&message, to->value);
    return JU_OK;
}

static ju_rc post(appender *a, const packed *message, ju_err *err)
{
    static bool delivered; /* what is lost does not come */
    return load_post_add(a->post,
                         &(load_event){.topic = JU_TOPIC_AUDIT_RECORD,
                                       .key = message->id,
                                       .id = message->id,
                                       .type = juki__audit__v1__audit_records__descriptor.name,
                                       .value = message->value,
                                       .size = message->size,
                                       .delivered = &delivered},
                         err);
}

static ju_rc look(appender *a, const char *sql, int64_t *ret, ju_err *err)
{
    PGresult *rows = PQexec(a->conn, sql);
    bool good = PQntuples(rows) == 1;
    *ret = good ? ju_col_i64(rows, 0, 0) : 0;
    PQclear(rows);
    return good ? JU_OK : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(a->conn));
}

/* How many of the messages are durable: their acts are numbered in the order of their commits. */
static ju_rc durable(appender *a, size_t *ret, ju_err *err)
{
    int64_t index = 0;
    JU_TRY(look(a, "SELECT index FROM log_head", &index, err));
    *ret = (size_t)((index - a->base) / PER_MESSAGE);
    return JU_OK;
}

/* Sends what is due and notes how long those took that have become durable. */
static ju_rc run(appender *a, int64_t *took_us, ju_err *err)
{
    size_t sent = 0;
    size_t done = 0;
    int64_t until_us = load_now_us() + (int64_t)PATIENCE_S * 1000000;
    while (done < a->count) {
        size_t there = 0;
        for (; sent < a->count && a->message[sent].due_us <= load_now_us(); sent++) {
            JU_TRY(post(a, &a->message[sent], err));
        }
        JU_TRY(load_post_flush(a->post, err));
        (void)rd_kafka_poll(a->producer, 0);
        JU_TRY(durable(a, &there, err));
        int64_t now_us = load_now_us();
        for (; done < there && done < sent; done++) {
            took_us[done] = now_us - a->message[done].due_us;
        }
        if (now_us > until_us) {
            return ju_fail(err, JU_FATAL, "stalled", "%zu of %zu messages are in the log", done, a->count);
        }
        (void)usleep(PAUSE_US);
    }
    return JU_OK;
}

/* A run of messages that are due at that rate, 0: all at once; then until the tree has them. */
static ju_rc prepare(appender *a, int64_t rate, ju_err *err)
{
    int64_t in_tree = 0;
    do {
        (void)usleep(PAUSE_US);
        JU_TRY(look(a, "SELECT index FROM log_head", &a->base, err));
        JU_TRY(look(a, "SELECT size FROM tree_head", &in_tree, err));
    } while (in_tree < a->base);
    for (size_t i = 0; i < a->count; i++) {
        JU_TRY(pack(&a->message[i], err));
    }
    int64_t begun_us = load_now_us();
    for (size_t i = 0; i < a->count; i++) {
        a->message[i].due_us = begun_us + (rate == 0 ? 0 : (int64_t)i * PER_MESSAGE * 1000000 / rate);
    }
    return JU_OK;
}

static ju_rc measure_run(appender *a, FILE *out, int64_t rate, int64_t *us, ju_err *err)
{
    int64_t in_tree = 0;
    JU_TRY(prepare(a, 0, err));
    JU_TRY(run(a, us, err));
    int64_t appended_us = us[a->count - 1];
    sample_write(out, "audit.append_per_s", "1/s",
                 (double)a->count * PER_MESSAGE * 1e6 / (double)appended_us);
    while (in_tree < a->base + (int64_t)a->count * PER_MESSAGE) {
        (void)usleep(PAUSE_US);
        JU_TRY(look(a, "SELECT size FROM tree_head", &in_tree, err));
    }
    sample_write(out, "audit.tree_per_s", "1/s",
                 (double)a->count * PER_MESSAGE * 1e6 / (double)(load_now_us() - a->message[0].due_us));
    JU_TRY(prepare(a, rate, err));
    JU_TRY(run(a, us, err));
    sample_write(out, "audit.append_p50_ms", "ms", (double)sample_quantile(us, a->count, 500) / 1000);
    sample_write(out, "audit.append_p99_ms", "ms", (double)sample_quantile(us, a->count, 990) / 1000);
    return JU_OK;
}

static ju_rc open_appender(appender *a, const char *run_dir, ju_err *err)
{
    char text[INSTANCE_TEXT_SIZE];
    JU_TRY(instance_read(run_dir, "secrets/dsn-audit-migrator", text, err));
    a->conn = PQconnectdb(text);
    ju_kafka_setup setup;
    JU_TRY(instance_kafka(run_dir, &setup, err));
    setup.log = ju_log_rdkafka;
    JU_TRY(ju_producer_open(&setup, &a->producer, err));
    char keys[INSTANCE_TEXT_SIZE];
    (void)snprintf(keys, sizeof keys, "%s/keys", run_dir);
    return load_post_open(keys, "resident", PREFIX, a->producer, &a->post, err);
}

ju_rc append_measure(const char *run_dir, FILE *out, const append_plan *plan, ju_err *err)
{
    size_t count = (size_t)(plan->records / PER_MESSAGE);
    appender a = {.message = calloc(count, sizeof *a.message), .count = count};
    int64_t *us = calloc(count, sizeof *us);
    ju_rc rc = a.message == NULL || us == NULL ? ju_fail(err, JU_FATAL, "memory", "out of memory")
                                               : open_appender(&a, run_dir, err);
    for (int64_t i = 0; rc == JU_OK && i < plan->runs; i++) {
        rc = measure_run(&a, out, plan->rate, us, err);
    }
    load_post_free(a.post);
    ju_producer_close(a.producer);
    PQfinish(a.conn);
    free(a.message);
    free(us);
    return rc;
}
