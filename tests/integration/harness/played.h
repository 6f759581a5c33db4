#ifndef HARNESS_PLAYED_H
#define HARNESS_PLAYED_H

#include "tests/integration/harness/searcher.h"

/* The register, played: what it tells identity of a person. */
typedef struct played {
    int serial;
    const char *name;
    const char *kana;
    const char *birth;
    const char *number; /* 番地 */
    const char *reason; /* NULL: birth */
    int64_t sequence;   /* 0: 1 */
    int new_code;       /* serial of another 住民票コード, or 0 */
} played;

/* 参照 of the person toward identity, in the scene's memory. */
const char *played_ref(scene *s, int serial);

void played_tell(scene *s, const played *who);

#endif
