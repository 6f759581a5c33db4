#ifndef BENCH_AUDIT_APPEND_H
#define BENCH_AUDIT_APPEND_H

#include "common/base/err.h"

#include <stdint.h>
#include <stdio.h>

/*
 * Acts on audit.record, ten to a message as services write them, until they are durable in the log with its
 * indexes. All at once: audit.append_per_s. Then at rate a second, whether or not the earlier are there:
 * audit.append_p50_ms, audit.append_p99_ms, from when a message was due.
 */
typedef struct append_plan {
    int64_t runs;
    int64_t records; /* of a run */
    int64_t rate;
} append_plan;

ju_rc append_measure(const char *run_dir, FILE *out, const append_plan *plan, ju_err *err) JU_MUST_CHECK;

#endif
