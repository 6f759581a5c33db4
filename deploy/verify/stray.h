#ifndef VERIFY_STRAY_H
#define VERIFY_STRAY_H

#include "deploy/verify/report.h"

/* What a folder has to hold beside the one file that describes it. */
typedef struct stray_bounds {
    const char *described_by; /* "checkpoint", "segment" */
    const char *also;         /* another that may be there; "": none */
    int levels;               /* of tiles */
    int64_t start;            /* entries before the first; whole tiles */
    int64_t size;             /* the last entry */
} stray_bounds;

/* Reports each file that does not belong there. */
void stray_check(const char *path, const stray_bounds *bounds, report *to);

#endif
