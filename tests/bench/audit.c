#include "common/base/parse.h"
#include "common/log/log.h"
#include "tests/bench/audit/append.h"
#include "tests/bench/audit/archive.h"
#include "tests/bench/audit/prove.h"

#include <string.h>

/* The audit trail: appending, proofs out of a large tree, and verifying a whole log offline. */
static const char usage_text[] =
    "usage: bench-audit append DIR FILE RUNS RECORDS RATE\n"
    "       bench-audit fill DIR LEAVES\n"
    "       bench-audit prove DIR FILE RUNS\n"
    "       bench-audit verify DIR FILE RUNS LEAVES PROGRAM\n"
    "DIR is an instance of deploy/local; appends a line per value and run to FILE.\n";

typedef struct call {
    const char *what;
    const char *dir;
    const char *file;
    const char *program;
    append_plan plan;
    int64_t leaves;
} call;

static bool read_call(int argc, char **argv, call *ret)
{
    if (argc < 4) {
        return false;
    }
    *ret = (call){.what = argv[1], .dir = argv[2], .file = argv[3]};
    if (strcmp(ret->what, "fill") == 0) {
        return argc == 4 && ju_parse_int64(argv[3], 2000, 100000000, &ret->leaves);
    }
    if (argc < 5 || !ju_parse_int64(argv[4], 1, 100, &ret->plan.runs)) {
        return false;
    }
    if (strcmp(ret->what, "append") == 0) {
        return argc == 7 && ju_parse_int64(argv[5], 1000, 10000000, &ret->plan.records) &&
               ju_parse_int64(argv[6], 1, 1000000, &ret->plan.rate);
    }
    ret->program = argc == 7 ? argv[6] : NULL;
    return strcmp(ret->what, "prove") == 0 ? argc == 5
                                           : strcmp(ret->what, "verify") == 0 && argc == 7 &&
                                                 ju_parse_int64(argv[5], 1, 100000000, &ret->leaves);
}

static ju_rc measure(const call *asked, FILE *out, ju_err *err)
{
    switch (*asked->what) {
    case 'a':
        return append_measure(asked->dir, out, &asked->plan, err);
    case 'p':
        return prove_measure(asked->dir, out, asked->plan.runs, err);
    default:
        return archive_measure(asked->dir, asked->program, out, asked->plan.runs, asked->leaves, err);
    }
}

static ju_rc work(const call *asked, ju_err *err)
{
    if (*asked->what == 'f') {
        return prove_fill(asked->dir, asked->leaves, err);
    }
    FILE *out = fopen(asked->file, "ae");
    if (out == NULL) {
        return ju_fail(err, JU_FATAL, "file", "cannot write %s", asked->file);
    }
    ju_rc rc = measure(asked, out, err);
    (void)fclose(out);
    return rc;
}

int main(int argc, char **argv)
{
    call asked;
    ju_err err = {0};
    if (!read_call(argc, argv, &asked)) {
        (void)fputs(usage_text, stderr);
        return 2;
    }
    ju_rc rc = ju_log_init("bench-audit", "warn", &err);
    rc = rc == JU_OK ? work(&asked, &err) : rc;
    if (rc != JU_OK) {
        (void)fprintf(stderr, "bench-audit: %s\n", err.message);
    }
    return rc == JU_OK ? 0 : 1;
}
