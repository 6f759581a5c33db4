#ifndef TESTS_NONRESIDENT_SAMPLE_H
#define TESTS_NONRESIDENT_SAMPLE_H

#include "juki/gateway/v1/numbers.pb-c.h"

#include <stdint.h>

enum { ARENA_BYTES = 1 << 16 };

typedef Juki__Gateway__V1__NonresidentBasics basics_message;

static inline char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* Basics of a 住登外者 that nothing is to be said against. */
basics_message good_basics(void);

#endif
