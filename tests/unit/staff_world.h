#ifndef TESTS_STAFF_WORLD_H
#define TESTS_STAFF_WORLD_H

#include "common/base/arena.h"
#include "common/staff/token.h"
#include "tests/issuer/issuer.h"

#include <stdint.h>

enum { STAFF_NOW = 1780000000 };

extern const ju_staff_terms STAFF_TERMS;

/* An identity provider whose key we have in a file, and one whose key we have not. */
typedef struct staff_world {
    char path[64]; /* of the file of keys */
    char header[128];
    issuer *ours;
    issuer *other;
    ju_staff_keys *keys;
    ju_arena arena;
} staff_world;

/* Set-up and teardown of a test. */
int staff_world_open(void **state);
int staff_world_close(void **state);

/* Replaces the file of keys by what is made as by printf, whole, as an office does it. */
void staff_world_write(const staff_world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The code that the token is refused with; "" when it is taken. */
const char *staff_verdict(staff_world *w, int64_t now_s, const char *token, size_t size);

#endif
