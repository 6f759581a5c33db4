#ifndef TESTS_FUZZ_WIRE_H
#define TESTS_FUZZ_WIRE_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Good protobuf messages made hostile, with knowledge of their fields: what a blind change of bytes hardly
 * ever reaches (a length that fits a broken content, a field of another kind under a known number) is made on
 * purpose.
 */

/* A sequence of numbers that follows from its seed (splitmix64). */
typedef struct wire_random {
    uint64_t state;
} wire_random;
uint64_t wire_next(wire_random *random);
/* 0 to below - 1; 0 when below is 0. */
size_t wire_below(wire_random *random, size_t below);

/* What wire_mutate may write into texts beside its own; NULL: nothing. */
typedef struct wire_plan {
    const ProtobufCMessageDescriptor *type;
    const char *planted;
    bool spare_ids; /* it is not written into fields whose name ends with _id */
} wire_plan;

/* One change at one place of the message, however deep, into ret; what does not fit ret_max is cut off, as a
 * truncated record is. Returns the size. The bytes need not be a good message. */
size_t wire_mutate(const wire_plan *plan, const uint8_t *bytes, size_t size, uint8_t *ret, size_t ret_max,
                   wire_random *random);

#endif
