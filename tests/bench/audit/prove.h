#ifndef BENCH_AUDIT_PROVE_H
#define BENCH_AUDIT_PROVE_H

#include "common/base/err.h"

#include <stdint.h>
#include <stdio.h>

/* Puts a tree of that many leaves into the tiles of the audit database, a checkpoint over it and some of its
 * records; the service stands still. */
ju_rc prove_fill(const char *run_dir, int64_t leaves, ju_err *err) JU_MUST_CHECK;

/* Proofs of these records as the service makes them, each checked: audit.proof_p50_ms, audit.proof_p99_ms. */
ju_rc prove_measure(const char *run_dir, FILE *out, int64_t runs, ju_err *err) JU_MUST_CHECK;

#endif
