#include "common/base/parse.h"
#include "tests/bench/load/bytes.h"
#include "tests/bench/load/driver.h"
#include "tests/bench/load/sample.h"
#include "tests/bench/load/usage.h"
#include "tests/bench/load/watch.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/*
 * The load generator and its stopwatch: see tests/bench/README.md for what is measured. The servers and the
 * five services of --run run already; their register is empty.
 */
static const char usage_text[] =
    "usage: bench-e2e --run DIR --out FILE [--throughput] [--latency] [--runs N] [--changes N] [--window N]\n"
    "                 [--rate N] [--seconds N] [--warm-up SECONDS]\n"
    "Appends a line per value and run to FILE. DIR is an instance of deploy/local with its services "
    "running.\n";

enum {
    STALLED_US = 60 * 1000000, /* nothing comes any more: something is lost */
    QUIET_US = 1000000,        /* no new audit rows: all are there */
    WATCH_BUSY_MS = 50,        /* between looks at the audit log while the throughput is measured */
    WATCH_FINE_MS = 4,         /* likewise the latency */
    TURN_MS = 1,
    SPARE_PERCENT = 85, /* of a run's changes: households needed so that each is used once */
};

typedef struct bench_state {
    const char *run_dir;
    const char *out_path;
    bool throughput;
    bool latency;
    int64_t runs;
    int64_t changes;
    int64_t window;
    int64_t rate;
    int64_t seconds;
    int64_t warm_up_s;
    FILE *out;
    population population;
    load_driver *driver;
    load_watch *watch;
} bench_state;

/* ---- runs ---------------------------------------------------------------------------------------------- */

/* Notices when nothing has come for long. */
typedef struct progress {
    size_t mark;
    int64_t moved_us;
} progress;

static ju_rc check_progress(const load_run *run, progress *seen, ju_err *err)
{
    size_t mark = run->submitted + run->registered + run->fed;
    int64_t now_us = load_now_us();
    if (mark != seen->mark) {
        *seen = (progress){.mark = mark, .moved_us = now_us};
    } else if (now_us - seen->moved_us > STALLED_US) {
        return ju_fail(err, JU_FATAL, "stalled", "of %zu changes %zu were submitted, %zu registered, %zu fed",
                       run->count, run->submitted, run->registered, run->fed);
    }
    return JU_OK;
}

/* At most window changes between submission and their last record outside. */
static ju_rc play_closed(bench_state *bench, load_run *run, ju_err *err)
{
    progress seen = {.moved_us = load_now_us()};
    while (run->fed < run->count) {
        while (run->submitted < run->count && run->submitted - run->fed < (size_t)bench->window) {
            JU_TRY(load_driver_submit(bench->driver, load_now_us(), err));
        }
        JU_TRY(load_driver_turn(bench->driver, TURN_MS, err));
        JU_TRY(check_progress(run, &seen, err));
    }
    return JU_OK;
}

/* Change n is due n / rate seconds after the start, whatever became of those before. */
static ju_rc play_open(bench_state *bench, load_run *run, ju_err *err)
{
    progress seen = {.moved_us = load_now_us()};
    int64_t start_us = load_now_us();
    while (run->fed < run->count) {
        int64_t due_us = start_us + (int64_t)run->submitted * 1000000 / bench->rate;
        if (run->submitted < run->count && due_us <= load_now_us()) {
            JU_TRY(load_driver_submit(bench->driver, due_us, err));
        } else {
            JU_TRY(load_driver_turn(bench->driver, TURN_MS, err));
        }
        JU_TRY(check_progress(run, &seen, err));
    }
    return JU_OK;
}

static ju_rc check_audited(const load_run *run, ju_err *err)
{
    for (size_t i = 0; i < run->count; i++) {
        if (run->change[i].audited_us == 0) {
            return ju_fail(err, JU_FATAL, "not_audited", "change %zu of %zu has no audit record", i,
                           run->count);
        }
    }
    return run->surplus == 0
               ? JU_OK
               : ju_fail(err, JU_FATAL, "surplus", "%zu records came more often than expected", run->surplus);
}

/* Plays a planned run to its end, the audit trail included. */
static ju_rc play(bench_state *bench, load_run *run, bool open_loop, ju_err *err)
{
    load_driver_begin(bench->driver, run);
    JU_TRY(load_watch_begin(bench->watch, run, open_loop ? WATCH_FINE_MS : WATCH_BUSY_MS, err));
    ju_rc rc = open_loop ? play_open(bench, run, err) : play_closed(bench, run, err);
    while (rc == JU_OK && load_now_us() - load_watch_last_us(bench->watch) < QUIET_US) {
        rc = load_driver_turn(bench->driver, TURN_MS, err);
    }
    ju_err watch_err = {0};
    ju_rc watch_rc = load_watch_end(bench->watch, &watch_err);
    if (rc == JU_OK && watch_rc != JU_OK) {
        *err = watch_err;
        rc = watch_rc;
    }
    return rc == JU_OK ? check_audited(run, err) : rc;
}

typedef ju_rc (*planner)(population *people, population_change *changes, size_t count, ju_err *err);

static ju_rc plan(bench_state *bench, planner planned_by, size_t count, load_run *ret, ju_err *err)
{
    population_change *changes = calloc(count, sizeof *changes);
    if (changes == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    ju_rc rc = planned_by(&bench->population, changes, count, err);
    rc = rc == JU_OK ? load_run_open(ret, changes, count, load_driver_resident(bench->driver), err) : rc;
    free(changes);
    return rc;
}

static int64_t end_of(const load_change *change)
{
    return change->fed_us > change->audited_us ? change->fed_us : change->audited_us;
}

/* ---- what is reported ---------------------------------------------------------------------------------- */

static double elapsed_s(const load_run *run)
{
    int64_t end_us = 0;
    for (size_t i = 0; i < run->count; i++) {
        int64_t us = end_of(&run->change[i]);
        end_us = us > end_us ? us : end_us;
    }
    return (double)(end_us - run->change[0].due_us) / 1e6;
}

static void report_of(const bench_state *bench, const char *metric, const char *part, const char *unit,
                      double value)
{
    char name[80];
    (void)snprintf(name, sizeof name, "%s.%s", metric, part);
    sample_write(bench->out, name, unit, value);
}

static void report_usage(const bench_state *bench, const usage *before, const usage *after, size_t changes)
{
    double thousands = (double)changes / 1000;
    double services_s = 0;
    double most_mib = 0;
    for (size_t i = 0; i < INSTANCE_SERVICES; i++) {
        double cpu_s = after->service_cpu_s[i] - before->service_cpu_s[i];
        double mib = after->service_peak_mib[i];
        services_s += cpu_s;
        most_mib = mib > most_mib ? mib : most_mib;
        report_of(bench, "e2e.cpu_s_per_1000", instance_services[i], "s", cpu_s / thousands);
        report_of(bench, "e2e.rss_mib", instance_services[i], "MiB", mib);
    }
    double postgresql_s = after->postgresql_cpu_s - before->postgresql_cpu_s;
    double kafka_s = after->kafka_cpu_s - before->kafka_cpu_s;
    double generator_s = after->generator_cpu_s - before->generator_cpu_s;
    double busy_s = after->cores_busy_s - before->cores_busy_s;
    sample_write(bench->out, "e2e.cpu_s_per_1000", "s", services_s / thousands);
    sample_write(bench->out, "e2e.rss_mib_max", "MiB", most_mib);
    report_of(bench, "e2e.cpu_s_per_1000", "postgresql", "s", postgresql_s / thousands);
    report_of(bench, "e2e.cpu_s_per_1000", "kafka", "s", kafka_s / thousands);
    report_of(bench, "e2e.cpu_s_per_1000", "generator", "s", generator_s / thousands);
    double ours_s = services_s + postgresql_s + kafka_s + generator_s;
    sample_write(bench->out, "e2e.others_cpu_share", "", busy_s > ours_s ? (busy_s - ours_s) / busy_s : 0);
}

/* The raw limits of the same run: librdkafka's here; what pgbench must insert is left for bench.sh. */
static ju_rc report_written(const bench_state *bench, const instance_mark *before, const instance_mark *after,
                            size_t changes, ju_err *err)
{
    int64_t records = after->records - before->records;
    int64_t bytes = after->bytes - before->bytes;
    double seconds = 0;
    ju_kafka_setup setup;
    JU_TRY(instance_kafka(bench->run_dir, &setup, err));
    JU_TRY(bytes_produce(&setup, records, bytes, &seconds, err));
    sample_write(bench->out, "limit.librdkafka_changes_per_s", "1/s", (double)changes / seconds);
    sample_write(bench->out, "e2e.records_per_change", "", (double)records / (double)changes);
    sample_write(bench->out, "e2e.record_bytes_per_change", "bytes", (double)bytes / (double)changes);
    char path[512];
    (void)snprintf(path, sizeof path, "%s/written", bench->run_dir);
    FILE *file = fopen(path, "we");
    if (file == NULL) {
        return ju_fail(err, JU_FATAL, "file", "cannot write %s", path);
    }
    (void)fprintf(file, "changes=%zu\nxid_from=%" PRId64 "\nxid_to=%" PRId64 "\nrecord_bytes=%" PRId64 "\n",
                  changes, before->xid, after->xid, bytes / records);
    for (size_t i = 0; i < INSTANCE_SERVICES; i++) {
        (void)fprintf(file, "outbox_%s=%" PRId64 "\n", instance_services[i],
                      after->outbox[i] - before->outbox[i]);
    }
    (void)fclose(file);
    return JU_OK;
}

/* The residents whom a run's changes are about, a household's counted one by one (異動者数). */
static size_t persons_of(const load_run *run)
{
    size_t persons = 0;
    for (size_t i = 0; i < run->count; i++) {
        persons += run->change[i].plan.count;
    }
    return persons;
}

static ju_rc measure_throughput(bench_state *bench, ju_err *err)
{
    load_run run;
    usage used_before;
    usage used_after;
    instance_mark before;
    instance_mark after;
    JU_TRY(plan(bench, population_plan, (size_t)bench->changes, &run, err));
    JU_TRY(instance_mark_read(bench->run_dir, &before, err));
    JU_TRY(usage_read(bench->run_dir, &used_before, err));
    JU_TRY(play(bench, &run, false, err));
    JU_TRY(usage_read(bench->run_dir, &used_after, err));
    JU_TRY(instance_mark_read(bench->run_dir, &after, err));
    double seconds = elapsed_s(&run);
    (void)fprintf(stderr, "bench-e2e: %zu changes in %.1f s: %.0f/s\n", run.count, seconds,
                  (double)run.count / seconds);
    sample_write(bench->out, "e2e.changes_per_s", "1/s", (double)run.count / seconds);
    sample_write(bench->out, "e2e.persons_per_s", "1/s", (double)persons_of(&run) / seconds);
    report_usage(bench, &used_before, &used_after, run.count);
    ju_rc rc = report_written(bench, &before, &after, run.count, err);
    load_run_close(&run);
    return rc;
}

/* Journeys of one kind, or of all kinds with TOWN_CHANGE_KIND_MAX_, without the warm-up. */
static size_t journeys(const bench_state *bench, const load_run *run, town_change_kind kind, int64_t *ret_us)
{
    size_t count = 0;
    for (size_t i = (size_t)(bench->warm_up_s * bench->rate); i < run->count; i++) {
        const load_change *change = &run->change[i];
        if (kind == TOWN_CHANGE_KIND_MAX_ || change->plan.kind == kind) {
            ret_us[count++] = end_of(change) - change->due_us;
        }
    }
    return count;
}

static void report_journeys(const bench_state *bench, const load_run *run, int64_t *us)
{
    static const char *const kinds[TOWN_CHANGE_KIND_MAX_] = {
        [TOWN_MOVE_IN] = "move_in", [TOWN_MOVE] = "move",   [TOWN_MOVE_OUT] = "move_out",
        [TOWN_BIRTH] = "birth",     [TOWN_DEATH] = "death",
    };
    size_t count = journeys(bench, run, TOWN_CHANGE_KIND_MAX_, us);
    double p50_ms = (double)sample_quantile(us, count, 500) / 1000;
    double p99_ms = (double)sample_quantile(us, count, 990) / 1000;
    (void)fprintf(stderr, "bench-e2e: journeys of %zu changes: p50 %.1f ms, p99 %.1f ms, max %.1f ms\n",
                  count, p50_ms, p99_ms, (double)us[count - 1] / 1000);
    sample_write(bench->out, "e2e.p50_ms", "ms", p50_ms);
    sample_write(bench->out, "e2e.p99_ms", "ms", p99_ms);
    for (unsigned kind = 0; kind < TOWN_CHANGE_KIND_MAX_; kind++) {
        count = journeys(bench, run, (town_change_kind)kind, us);
        if (count > 0) {
            report_of(bench, "e2e.p99_ms", kinds[kind], "ms", (double)sample_quantile(us, count, 990) / 1000);
        }
    }
}

/* From the word that registers a change until the last of its notices stands in the prefecture's topic. */
static void report_notices(const bench_state *bench, const load_run *run, int64_t *us)
{
    size_t count = 0;
    for (size_t i = (size_t)(bench->warm_up_s * bench->rate); i < run->count; i++) {
        us[count++] = run->change[i].noticed_us - run->change[i].told_us;
    }
    sample_write(bench->out, "notice.p50_ms", "ms", (double)sample_quantile(us, count, 500) / 1000);
    sample_write(bench->out, "notice.p99_ms", "ms", (double)sample_quantile(us, count, 990) / 1000);
}

static ju_rc measure_latency(bench_state *bench, ju_err *err)
{
    load_run run;
    size_t count = (size_t)((bench->warm_up_s + bench->seconds) * bench->rate);
    JU_TRY(plan(bench, population_plan, count, &run, err));
    JU_TRY(play(bench, &run, true, err));
    int64_t *us = calloc(count, sizeof *us);
    if (us == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    report_journeys(bench, &run, us);
    report_notices(bench, &run, us);
    free(us);
    load_run_close(&run);
    return JU_OK;
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

static size_t households_needed(const bench_state *bench)
{
    int64_t throughput = bench->throughput ? bench->changes : 0;
    int64_t latency = bench->latency ? (bench->warm_up_s + bench->seconds) * bench->rate : 0;
    return (size_t)((throughput > latency ? throughput : latency) * SPARE_PERCENT / 100 + 200);
}

/* The town moves in: it fills the register and warms everything up, and is not measured. */
static ju_rc settle(bench_state *bench, size_t households, ju_err *err)
{
    load_run run;
    JU_TRY(plan(bench, population_plan_settling, households, &run, err));
    JU_TRY(play(bench, &run, false, err));
    (void)fprintf(stderr, "bench-e2e: a town of %zu households is there (%.0f households/s)\n", households,
                  (double)households / elapsed_s(&run));
    load_run_close(&run);
    return JU_OK;
}

static ju_rc measure(bench_state *bench, ju_err *err)
{
    size_t households = households_needed(bench);
    JU_TRY(population_open(&bench->population, households, err));
    if (households > bench->population.town->household_count) {
        households = bench->population.town->household_count;
    }
    JU_TRY(settle(bench, households, err));
    for (int64_t i = 0; bench->throughput && i < bench->runs; i++) {
        JU_TRY(measure_throughput(bench, err));
    }
    for (int64_t i = 0; bench->latency && i < bench->runs; i++) {
        JU_TRY(measure_latency(bench, err));
    }
    return JU_OK;
}

static ju_rc run(bench_state *bench, ju_err *err)
{
    ju_kafka_setup setup;
    char conninfo[INSTANCE_TEXT_SIZE];
    char keys[512];
    char issuer_key[512];
    (void)snprintf(keys, sizeof keys, "%s/keys", bench->run_dir);
    (void)snprintf(issuer_key, sizeof issuer_key, "%s/devissuer/key.pem", bench->run_dir);
    bench->out = fopen(bench->out_path, "ae");
    if (bench->out == NULL) {
        return ju_fail(err, JU_FATAL, "file", "cannot write %s", bench->out_path);
    }
    JU_TRY(instance_kafka(bench->run_dir, &setup, err));
    JU_TRY(instance_read(bench->run_dir, "secrets/dsn-audit-migrator", conninfo, err));
    JU_TRY(load_driver_open(&setup, keys, issuer_key, &bench->driver, err));
    JU_TRY(load_watch_open(conninfo, &bench->watch, err));
    return measure(bench, err);
}

static bool take_option(bench_state *bench, int option, const char *value)
{
    switch (option) {
    case 'd':
        bench->run_dir = value;
        return true;
    case 'o':
        bench->out_path = value;
        return true;
    case 't':
        bench->throughput = true;
        return true;
    case 'l':
        bench->latency = true;
        return true;
    case 'n':
        return ju_parse_int64(value, 1, 100, &bench->runs);
    case 'c':
        return ju_parse_int64(value, 1, 200000, &bench->changes);
    case 'w':
        return ju_parse_int64(value, 1, 20000, &bench->window);
    case 'r':
        return ju_parse_int64(value, 1, 100000, &bench->rate);
    case 's':
        return ju_parse_int64(value, 1, 3600, &bench->seconds);
    case 'u':
        return ju_parse_int64(value, 0, 3600, &bench->warm_up_s);
    default:
        return false;
    }
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"run", required_argument, NULL, 'd'},
        {"out", required_argument, NULL, 'o'},
        {"throughput", no_argument, NULL, 't'},
        {"latency", no_argument, NULL, 'l'},
        {"runs", required_argument, NULL, 'n'},
        {"changes", required_argument, NULL, 'c'},
        {"window", required_argument, NULL, 'w'},
        {"rate", required_argument, NULL, 'r'},
        {"seconds", required_argument, NULL, 's'},
        {"warm-up", required_argument, NULL, 'u'},
        {NULL, 0, NULL, 0},
    };
    bench_state bench = {
        .runs = 3, .changes = 20000, .window = 1000, .rate = 200, .seconds = 20, .warm_up_s = 30};
    int option = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (!take_option(&bench, option, optarg)) {
            (void)fputs(usage_text, stderr);
            return 2;
        }
    }
    if (optind < argc || bench.run_dir == NULL || bench.out_path == NULL) {
        (void)fputs(usage_text, stderr);
        return 2;
    }
    ju_err err = {0};
    ju_rc rc = run(&bench, &err);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "bench-e2e: %s\n", err.message);
    }
    return rc == JU_OK ? 0 : 1;
}
