#ifndef GATEWAY_RINGS_H
#define GATEWAY_RINGS_H

#include "common/seal/seal.h"

/* Keyrings by audience, opened when first needed: which consumers there are is data. Zeroed is empty. */
enum { GATEWAY_RINGS_MAX = 40, GATEWAY_AUDIENCE_SIZE = 32 };

typedef struct gateway_rings {
    struct {
        char audience[GATEWAY_AUDIENCE_SIZE];
        ju_keyring *ring;
    } item[GATEWAY_RINGS_MAX];
    size_t count;
} gateway_rings;

/* The ring of audience, which belongs to rings. JU_FATAL as ju_keyring_open, or when there are too many. */
ju_rc gateway_ring(gateway_rings *rings, const char *dir, const char *audience, ju_keyring **ret,
                   ju_err *err) JU_MUST_CHECK;

void gateway_rings_clear(gateway_rings *rings);

#endif
