#include "common/event/relay.h"
#include "common/base/clock.h"
#include "common/base/parse.h"
#include "common/db/db.h"
#include "common/event/message.h"
#include "common/log/log.h"
#include "event_sql.h"
#include "tests/bench/load/instance.h"
#include "tests/bench/load/sample.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * The relay alone: fills an outbox, then lets the relay publish it. Before that, the limit: the same records
 * produced by librdkafka with the relay's own settings. In the database "peers" of the instance, which no
 * service uses; on the topic of tests/bench/topics.csv.
 */
static const char usage_text[] =
    "usage: bench-relay DIR FILE RUNS EVENTS\n"
    "DIR is an instance of deploy/local; appends a line per value and run to FILE.\n";

#define PREFIX "bench.132071"
#define TOPIC  "bench"
#define SOURCE "/132071/bench"

enum { PATIENCE_MS = 120000, LOOK_MS = 1, GRACE_MS = 1000 };

typedef struct relay_setting {
    char conninfo[INSTANCE_TEXT_SIZE];
    ju_kafka_setup kafka;
    ju_signer *signer; /* of a topic that no reader has: any writer's will do */
    FILE *out;
    int64_t runs;
    int64_t events;
} relay_setting;

static ju_rc execute(PGconn *conn, const char *sql, PGresult **ret, ju_err *err)
{
    *ret = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(*ret);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
               ? JU_OK
               : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(conn));
}

static ju_rc run_sql(PGconn *conn, const char *sql, ju_err *err)
{
    PGresult *result = NULL;
    ju_rc rc = execute(conn, sql, &result, err);
    PQclear(result);
    return rc;
}

/* Events of some 600 bytes, as a feed's are, of 5,000 persons in their order. */
static ju_rc fill(PGconn *conn, int64_t events, ju_err *err)
{
    char sql[640];
    (void)snprintf(sql, sizeof sql,
                   "TRUNCATE outbox;"
                   "INSERT INTO outbox (topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload)"
                   " SELECT '" TOPIC
                   "', lpad((n %% 5000)::text, 32, '0'), n / 5000 + 1, gen_random_uuid()::text,"
                   " 'juki.identity.v1.ResidentNotice', '2026-04-30T00:00:00.000000Z',"
                   " '00-' || md5(n::text) || '-00000000000000b1-01', decode(repeat(md5(n::text), 38), 'hex')"
                   " FROM generate_series(0, %" PRId64 ") AS n",
                   events - 1);
    return run_sql(conn, sql, err);
}

/* ---- the limit ----------------------------------------------------------------------------------------- */

enum { SEQUENCE, ID, TYPE, TIME, TRACEPARENT, KEY, PAYLOAD };
static const char ROWS[] =
    "SELECT sequence, ce_id, ce_type, ce_time, traceparent, key, payload FROM outbox ORDER BY id";

static ju_record_header header_of(const char *name, const PGresult *rows, int row, int column)
{
    const char *value = ju_col(rows, row, column);
    return (ju_record_header){name, value, strlen(value)};
}

static ju_rc produce_row(rd_kafka_t *producer, const PGresult *rows, int row, unsigned char *const *values,
                         const size_t *sizes, bool *delivered, ju_err *err)
{
    const ju_record_header headers[] = {
        {JU_HEADER_SPECVERSION, "1.0", 3},
        header_of(JU_HEADER_ID, rows, row, ID),
        {JU_HEADER_SOURCE, SOURCE, strlen(SOURCE)},
        header_of(JU_HEADER_TYPE, rows, row, TYPE),
        header_of(JU_HEADER_TIME, rows, row, TIME),
        {JU_HEADER_CONTENT_TYPE, JU_CONTENT_TYPE, strlen(JU_CONTENT_TYPE)},
        header_of(JU_HEADER_TRACEPARENT, rows, row, TRACEPARENT),
        header_of(JU_HEADER_SEQUENCE, rows, row, SEQUENCE),
    };
    const char *key = ju_col(rows, row, KEY);
    return ju_produce(producer, PREFIX "." TOPIC, key, strlen(key), values[row], sizes[row], headers,
                      sizeof headers / sizeof headers[0], &delivered[row], err);
}

static ju_rc produce_all(rd_kafka_t *producer, const PGresult *rows, unsigned char *const *values,
                         const size_t *sizes, bool *delivered, ju_err *err)
{
    for (int row = 0; row < PQntuples(rows); row++) {
        JU_TRY(produce_row(producer, rows, row, values, sizes, delivered, err));
    }
    return rd_kafka_flush(producer, PATIENCE_MS) == RD_KAFKA_RESP_ERR_NO_ERROR
               ? JU_OK
               : ju_fail(err, JU_FATAL, "kafka_delivery", "not everything was acknowledged");
}

static ju_rc measure_limit(const relay_setting *setting, const PGresult *rows, ju_err *err)
{
    int count = PQntuples(rows);
    rd_kafka_t *producer = NULL;
    ju_arena arena;
    ju_arena_init(&arena, SIZE_MAX / 2);
    bool *delivered = calloc((size_t)count, sizeof *delivered);
    unsigned char **values = calloc((size_t)count, sizeof *values);
    size_t *sizes = calloc((size_t)count, sizeof *sizes);
    for (int row = 0; values != NULL && sizes != NULL && row < count; row++) {
        values[row] = ju_col_bytes(rows, row, PAYLOAD, &arena, &sizes[row]);
    }
    ju_rc rc = ju_producer_open(&setting->kafka, &producer, err);
    int64_t started_ms = ju_clock_monotonic_ms();
    bool room = values != NULL && sizes != NULL && delivered != NULL;
    rc = rc == JU_OK && !room ? ju_fail(err, JU_FATAL, "memory", "out of memory") : rc;
    rc = rc == JU_OK && room ? produce_all(producer, rows, values, sizes, delivered, err) : rc;
    int64_t took_ms = ju_clock_monotonic_ms() - started_ms;
    if (rc == JU_OK) {
        sample_write(setting->out, "limit.librdkafka_events_per_s", "1/s",
                     (double)count * 1000 / (double)took_ms);
    }
    ju_producer_close(producer);
    ju_arena_done(&arena);
    free(delivered);
    free(values);
    free(sizes);
    return rc;
}

/* ---- the relay ----------------------------------------------------------------------------------------- */

static ju_rc measure_relay(const relay_setting *setting, ju_err *err)
{
    const ju_relay_setup setup = {
        .conninfo = setting->conninfo,
        .application_name = "bench",
        .prefix = PREFIX,
        .source = SOURCE,
        .signer = setting->signer,
        .kafka = setting->kafka,
    };
    ju_relay *relay = NULL;
    int64_t started_ms = ju_clock_monotonic_ms();
    JU_TRY(ju_relay_start(&setup, &relay, err));
    ju_relay_stats *stats = ju_relay_get_stats(relay);
    int64_t took_ms = 0;
    while (atomic_load(&stats->published) < setting->events && !atomic_load(&stats->ended) &&
           took_ms < PATIENCE_MS) {
        (void)usleep(LOOK_MS * 1000);
        took_ms = ju_clock_monotonic_ms() - started_ms;
    }
    int64_t published = atomic_load(&stats->published);
    ju_relay_stop(relay, GRACE_MS);
    if (published < setting->events) {
        return ju_fail(err, JU_FATAL, "relay", "the relay published %" PRId64 " of %" PRId64, published,
                       setting->events);
    }
    sample_write(setting->out, "relay.events_per_s", "1/s", (double)published * 1000 / (double)took_ms);
    return JU_OK;
}

static ju_rc measure_run(const relay_setting *setting, PGconn *conn, ju_err *err)
{
    PGresult *rows = NULL;
    JU_TRY(fill(conn, setting->events, err));
    ju_rc rc = execute(conn, ROWS, &rows, err);
    rc = rc == JU_OK ? measure_limit(setting, rows, err) : rc;
    PQclear(rows);
    return rc == JU_OK ? measure_relay(setting, err) : rc;
}

static ju_rc measure(const relay_setting *setting, ju_err *err)
{
    const ju_migration *const tables[] = {event_migrations, NULL};
    JU_TRY(ju_db_migrate(setting->conninfo, "bench", tables, NULL, err));
    PGconn *conn = PQconnectdb(setting->conninfo);
    ju_rc rc = JU_OK;
    for (int64_t run = 0; rc == JU_OK && run < setting->runs; run++) {
        rc = measure_run(setting, conn, err);
    }
    PQfinish(conn);
    return rc;
}

int main(int argc, char **argv)
{
    relay_setting setting = {0};
    char keys[512];
    ju_err err = {0};
    if (argc != 5 || !ju_parse_int64(argv[3], 1, 100, &setting.runs) ||
        !ju_parse_int64(argv[4], 1, 10000000, &setting.events)) {
        (void)fputs(usage_text, stderr);
        return 2;
    }
    setting.out = fopen(argv[2], "ae");
    ju_rc rc = setting.out == NULL ? ju_fail(&err, JU_FATAL, "file", "cannot write %s", argv[2]) : JU_OK;
    rc = rc == JU_OK ? ju_log_init("bench-relay", "warn", &err) : rc;
    rc = rc == JU_OK ? instance_read(argv[1], "secrets/dsn-peers", setting.conninfo, &err) : rc;
    rc = rc == JU_OK ? instance_kafka(argv[1], &setting.kafka, &err) : rc;
    setting.kafka.log = ju_log_rdkafka;
    (void)snprintf(keys, sizeof keys, "%s/keys", argv[1]);
    rc = rc == JU_OK ? ju_signer_open(keys, "identity", &setting.signer, &err) : rc;
    rc = rc == JU_OK ? measure(&setting, &err) : rc;
    ju_signer_free(setting.signer);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "bench-relay: %s\n", err.message);
    }
    return rc == JU_OK ? 0 : 1;
}
