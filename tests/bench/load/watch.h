#ifndef BENCH_WATCH_H
#define BENCH_WATCH_H

#include "tests/bench/load/run.h"

/*
 * Watches the audit database in a thread of its own: asks for new rows every few milliseconds and notes when
 * the rows of each change were seen, which is after their commit was durable.
 */
typedef struct load_watch load_watch;

/* conninfo as in secrets/dsn-audit-migrator. */
ju_rc load_watch_open(const char *conninfo, load_watch **ret, ju_err *err) JU_MUST_CHECK;
void load_watch_close(load_watch *watch);

/* From now on rows count for the run; asks every pause_ms. */
ju_rc load_watch_begin(load_watch *watch, load_run *run, int pause_ms, ju_err *err) JU_MUST_CHECK;

/* When new rows were last seen, in the clock of load_now_us. */
int64_t load_watch_last_us(const load_watch *watch);

/* Ends the thread; only now may audited_us be read. JU_FATAL when the watch itself failed. */
ju_rc load_watch_end(load_watch *watch, ju_err *err) JU_MUST_CHECK;

#endif
