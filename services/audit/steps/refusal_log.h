#ifndef AUDIT_REFUSAL_LOG_H
#define AUDIT_REFUSAL_LOG_H

#include "services/audit/steps/refusal.h"

#include <stdint.h>

/* How far the refusal log has been read. */
typedef struct refusal_place {
    int64_t log; /* which one, by a hash of its first line: inodes are used again; 0: nothing yet */
    int64_t position;
} refusal_place;

/*
 * Reads on from *place, whole lines only and at most REFUSALS_MAX different refusals, and moves it. A log
 * that was renamed to "<path>.1" meanwhile is read to its end first; *ret_lost: the file that was being read
 * is gone. False when there is no log to read.
 */
bool refusal_log_read(const char *path, refusal_place *place, refused_peer list[REFUSALS_MAX],
                      size_t *ret_count, bool *ret_lost);

#endif
