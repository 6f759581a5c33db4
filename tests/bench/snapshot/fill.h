#ifndef BENCH_SNAPSHOT_FILL_H
#define BENCH_SNAPSHOT_FILL_H

#include "common/seal/seal.h"

/* The 宛名番号 and 個人番号 of the nth person, from 1. */
void fill_addressee_number(int64_t serial, char ret[16]);
void fill_individual_number(int64_t serial, char ret[16]);

/* Fills the gateway's empty database with so many persons as the service would have them: numbers sealed and
 * indexed with its keys. */
ju_rc fill_gateway(const char *conninfo, const char *key_dir, int64_t persons, ju_err *err) JU_MUST_CHECK;

#endif
