#ifndef TOWN_RANDOM_H
#define TOWN_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Repeatable pseudo-random numbers (the splitmix64 recurrence): the same seed gives the same town on every
 * machine and C library. For test data only, never for keys or real numbers.
 */
typedef struct town_random {
    uint64_t state;
} town_random;

/* The next 64 bits. */
uint64_t town_random_next(town_random *random);

/* A number in [0, limit); limit is at least 1 and below 2^32. */
size_t town_random_below(town_random *random, size_t limit);

/* A number in [from, to], both included; from <= to. */
int town_random_between(town_random *random, int from, int to);

/* True in about permille of 1,000 calls. */
bool town_random_chance(town_random *random, unsigned permille);

#endif
