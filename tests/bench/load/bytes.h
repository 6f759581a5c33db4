#ifndef BENCH_BYTES_H
#define BENCH_BYTES_H

#include "common/bus/kafka.h"

#include <stdint.h>

/*
 * The raw limit of the bus: produces as many records of the same average size as a run did, with the settings
 * of the services' own producer, to the topic of tests/bench/topics.csv. *ret_s is the time until the broker
 * had acknowledged all.
 */
ju_rc bytes_produce(const ju_kafka_setup *setup, int64_t records, int64_t bytes, double *ret_s,
                    ju_err *err) JU_MUST_CHECK;

#endif
