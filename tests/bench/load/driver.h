#ifndef BENCH_DRIVER_H
#define BENCH_DRIVER_H

#include "common/bus/kafka.h"
#include "tests/bench/load/run.h"

/*
 * The load generator's side of the bus, in one thread: submits and reviews as two operators at the counter,
 * answers requests for numbers as the national body, and reads what the services tell the counter, both
 * consumers, the prefecture and the card system. It confirms nothing: there are no peers.
 */
typedef struct load_driver load_driver;

ju_rc load_driver_open(const ju_kafka_setup *setup, const char *key_dir, const char *issuer_key,
                       load_driver **ret, ju_err *err) JU_MUST_CHECK;
void load_driver_close(load_driver *driver);
ju_keyring *load_driver_resident(const load_driver *driver);

/* What is sent and read from now on belongs to this run, which must outlive it. */
void load_driver_begin(load_driver *driver, load_run *run);

/* Submits the next change of the run, which was due at due_us. */
ju_rc load_driver_submit(load_driver *driver, int64_t due_us, ju_err *err) JU_MUST_CHECK;

/* Reads and answers what has come, waiting at most wait_ms for it. Each provisional change is reviewed at
 * once. */
ju_rc load_driver_turn(load_driver *driver, int wait_ms, ju_err *err) JU_MUST_CHECK;

#endif
