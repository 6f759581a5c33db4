#ifndef NATIONAL_STATE_H
#define NATIONAL_STATE_H

#include "common/seal/seal.h"

/* ctx->app */
typedef struct national_state {
    ju_keyring *national; /* what is sent to it */
    ju_keyring *identity; /* what it answers */
} national_state;

#endif
