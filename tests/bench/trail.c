#include "audit_sql.h"
#include "common/base/hex.h"
#include "common/base/parse.h"
#include "juki/audit/v1/audit.pb-c.h"
#include "tests/bench/load/instance.h"
#include "tests/bench/load/run.h"
#include "tests/bench/load/sample.h"

#include <stdlib.h>
#include <string.h>

/*
 * What the trail is asked, over a large one: the service's own statements on a connection as it has it, each
 * question with all its pages. trail.sql fills the trail; the record that all of its entries have comes from
 * here.
 */
static const char usage_text[] =
    "usage: bench-trail --record\n"
    "       bench-trail DIR FILE RUNS QUESTIONS\n"
    "DIR is an instance of deploy/local whose trail was filled with trail.sql.\n";

enum {
    ARENA_BYTES = 4 << 20,
    PERSONS = 300000,
    OPERATORS = 400,
    MONTHS = 59,
    PAGE_ROWS = 500,
    ARGUMENTS = 5
};

typedef struct asker {
    ju_db *db;
    ju_arena arena;
    FILE *out;
    uint64_t next;     /* whom or what to ask about */
    char month[2][40]; /* of this question: its first moment and that of the next one */
    const char *subject[1];
} asker;

/* ---- the questions ------------------------------------------------------------------------------------- */

static void add_nothing(asker *a, ju_args *args)
{
    (void)a;
    (void)args;
}

static void add_person(asker *a, ju_args *args)
{
    uint32_t hash = (uint32_t)(a->next * 7919 % PERSONS * 2654435761U);
    a->subject[0] = ju_arena_printf(&a->arena, "%08x%08x%08x%08x", hash, hash, hash, hash);
    ju_arg_text_array(args, a->subject, 1);
}

static void add_operator(asker *a, ju_args *args)
{
    ju_arg_text(args, ju_arena_printf(&a->arena, "S%04d", (int)(a->next * 31 % OPERATORS)));
}

static const struct {
    const char *name;
    const ju_sql *sql;
    void (*add)(asker *a, ju_args *args);
    bool of_month; /* else of all days */
} QUESTIONS[] = {
    {"person", &audit_sql_acts_of_person, add_person, false},
    {"operator_month", &audit_sql_acts_of_operator, add_operator, true},
    {"inquiries_month", &audit_sql_acts_of_inquiries, add_nothing, true},
    {"protected_month", &audit_sql_acts_of_protected, add_nothing, true},
};
enum { QUESTION_COUNT = sizeof QUESTIONS / sizeof QUESTIONS[0] };

static void choose_month(asker *a)
{
    for (int i = 0; i < 2; i++) {
        int month = 3 + (int)(a->next * 17 % MONTHS) + i;
        (void)snprintf(a->month[i], sizeof a->month[i], "%d-%02d-01 00:00:00+09", 2021 + month / 12,
                       1 + month % 12);
    }
}

/* Answers how many rows the page has and the index of its last one. */
static ju_rc ask_page(asker *a, size_t question, int64_t *after, int *ret_rows, ju_err *err)
{
    bool of_month = QUESTIONS[question].of_month;
    ju_args args;
    PGresult *rows = NULL;
    ju_arena_reset(&a->arena);
    ju_args_init(&args, &a->arena);
    QUESTIONS[question].add(a, &args);
    ju_arg_text(&args, of_month ? a->month[0] : "-infinity");
    ju_arg_i64(&args, *after);
    ju_arg_text(&args, of_month ? a->month[1] : "infinity");
    ju_arg_i64(&args, PAGE_ROWS);
    JU_TRY(ju_db_run(a->db, QUESTIONS[question].sql, &args, &rows, err));
    *ret_rows = PQntuples(rows);
    *after = *ret_rows == 0 ? 0 : ju_col_i64(rows, *ret_rows - 1, 0);
    PQclear(rows);
    return JU_OK;
}

static ju_rc ask(asker *a, size_t question, int64_t *ret_us, int64_t *rows, ju_err *err)
{
    int64_t after = 0;
    int count = PAGE_ROWS;
    a->next++;
    choose_month(a);
    int64_t from_us = load_now_us();
    while (count == PAGE_ROWS) {
        JU_TRY(ask_page(a, question, &after, &count, err));
        *rows += count;
    }
    *ret_us = load_now_us() - from_us;
    return JU_OK;
}

static ju_rc ask_counts(asker *a, int64_t *ret_us, ju_err *err)
{
    ju_args args;
    PGresult *sums = NULL;
    PGresult *total = NULL;
    ju_arena_reset(&a->arena);
    ju_args_init(&args, &a->arena);
    ju_arg_text(&args, "-infinity");
    ju_arg_text(&args, "infinity");
    int64_t from_us = load_now_us();
    ju_rc rc = ju_db_run(a->db, &audit_sql_count_sums, &args, &sums, err);
    rc = rc == JU_OK ? ju_db_run(a->db, &audit_sql_count_total, NULL, &total, err) : rc;
    *ret_us = load_now_us() - from_us;
    PQclear(sums);
    PQclear(total);
    return rc;
}

/* ---- measuring ----------------------------------------------------------------------------------------- */

static double write_p95(asker *a, const char *name, int64_t *us, int64_t questions)
{
    char series[64];
    double p95_ms = (double)sample_quantile(us, (size_t)questions, 950) / 1000;
    (void)snprintf(series, sizeof series, "audit.question_p95_ms.%s", name);
    sample_write(a->out, series, "ms", p95_ms);
    return p95_ms;
}

static ju_rc measure_run(asker *a, int64_t *us, int64_t questions, ju_err *err)
{
    double worst_ms = 0;
    for (size_t question = 0; question < QUESTION_COUNT; question++) {
        int64_t rows = 0;
        for (int64_t i = 0; i < questions; i++) {
            JU_TRY(ask(a, question, &us[i], &rows, err));
        }
        double p95_ms = write_p95(a, QUESTIONS[question].name, us, questions);
        worst_ms = p95_ms > worst_ms ? p95_ms : worst_ms;
        if (rows == 0) {
            return ju_fail(err, JU_FATAL, "empty", "no rows for %s", QUESTIONS[question].name);
        }
    }
    for (int64_t i = 0; i < questions; i++) {
        JU_TRY(ask_counts(a, &us[i], err));
    }
    double counts_ms = write_p95(a, "counts", us, questions);
    sample_write(a->out, "audit.question_p95_ms", "ms", counts_ms > worst_ms ? counts_ms : worst_ms);
    return JU_OK;
}

static ju_rc measure(asker *a, const char *dir, int64_t runs, int64_t questions, ju_err *err)
{
    static const ju_sql *const *const tables[] = {audit_sql, NULL};
    char conninfo[INSTANCE_TEXT_SIZE];
    int64_t *us = calloc((size_t)questions, sizeof *us);
    ju_rc rc =
        us == NULL ? ju_no_memory(err) : instance_read(dir, "secrets/dsn-audit-migrator", conninfo, err);
    rc = rc == JU_OK ? ju_db_open(conninfo, "bench", tables, &a->db, err) : rc;
    for (int64_t run = 0; rc == JU_OK && run < runs; run++) {
        rc = measure_run(a, us, questions, err);
    }
    ju_db_close(a->db);
    free(us);
    return rc;
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

/* A record of the usual size, in hexadecimal. */
static int print_record(void)
{
    static char text[][56] = {"01890a5d-ac96-774b-bcce-b302099a8057", "2026-04-01T00:00:00.000000Z",
                              "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Audit__V1__AuditRecord record = JUKI__AUDIT__V1__AUDIT_RECORD__INIT;
    unsigned char packed[512];
    char hex[2 * sizeof packed + 1];
    who.operator_id = text[0];
    who.terminal_id = text[0];
    record.record_id = text[0];
    record.time = text[1];
    record.operator_ = &who;
    record.service = record.action = text[1];
    record.subject = record.change_id = record.event_id = text[0];
    record.trace_id = text[2];
    ju_hex(packed, juki__audit__v1__audit_record__pack(&record, packed), hex);
    (void)puts(hex);
    return 0;
}

int main(int argc, char **argv)
{
    asker a = {.db = NULL};
    ju_err err = {0};
    int64_t runs = 0;
    int64_t questions = 0;
    if (argc == 2 && strcmp(argv[1], "--record") == 0) {
        return print_record();
    }
    if (argc != ARGUMENTS || !ju_parse_int64(argv[3], 1, 1000, &runs) ||
        !ju_parse_int64(argv[4], 1, 100000, &questions)) {
        (void)fputs(usage_text, stderr);
        return 2;
    }
    ju_arena_init(&a.arena, ARENA_BYTES);
    a.out = fopen(argv[2], "a");
    ju_rc rc = a.out == NULL ? ju_fail(&err, JU_FATAL, "file", "cannot write %s", argv[2])
                             : measure(&a, argv[1], runs, questions, &err);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "bench-trail: %s: %s\n", err.code, err.message);
    }
    if (a.out != NULL) {
        (void)fclose(a.out);
    }
    ju_arena_done(&a.arena);
    return rc == JU_OK ? 0 : 1;
}
