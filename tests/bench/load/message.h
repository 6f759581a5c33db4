#ifndef BENCH_MESSAGE_H
#define BENCH_MESSAGE_H

#include "common/base/arena.h"
#include "common/seal/seal.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/identity/v1/stock.pb-c.h"
#include "tests/bench/load/population.h"

/* Who the load generator seals for and opens as. */
typedef struct load_rings {
    ju_keyring *resident;
    ju_keyring *identity;
    ju_keyring *national;
} load_rings;

/* The messages that the load generator sends: as the counter, and as the national body. */
typedef struct load_message {
    const char *type; /* ce_type */
    void *value;      /* in the arena it was packed in */
    size_t size;
} load_message;

/* SubmitChange by one operator; its numbers are sealed to the register here, before any clock runs. */
ju_rc load_pack_submit(const population_change *change, ju_keyring *resident, ju_arena *arena,
                       load_message *ret, ju_err *err) JU_MUST_CHECK;

/* ReviewChange by another: approved. */
ju_rc load_pack_review(const population_change *change, const char *reviewed_by, ju_arena *arena,
                       load_message *ret, ju_err *err) JU_MUST_CHECK;

/* NumberGenerated: the code of the request and the number of the serial, from the part of the synthetic block
 * that tests/town/town.h leaves to the national body. serial is 1 to LOAD_SERIAL_MAX. */
enum { LOAD_SERIAL_MAX = 99999 };
ju_rc load_pack_numbers(const Juki__Identity__V1__NumberGenerationRequested *request, int64_t serial,
                        const load_rings *rings, ju_arena *arena, load_message *ret,
                        ju_err *err) JU_MUST_CHECK;

/* CodesDelivered: as many codes as were ordered, from serial first on. */
ju_rc load_pack_codes(const Juki__Identity__V1__CodesRequested *request, int64_t first,
                      const load_rings *rings, ju_arena *arena, load_message *ret, ju_err *err) JU_MUST_CHECK;

#endif
