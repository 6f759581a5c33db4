#ifndef AUDIT_SERVER_LOG_H
#define AUDIT_SERVER_LOG_H

#include "services/audit/steps/told.h"

#include <stdint.h>

/* How far a log of another server has been read. */
typedef struct log_place {
    int64_t log; /* which one, by a hash of its first line: inodes are used again; 0: nothing yet */
    int64_t position;
} log_place;

/*
 * Reads on from *place, whole lines only and at most TOLD_MAX different acts, and moves it. A log that was
 * renamed to "<path>.1" meanwhile is read to its end first; *ret_lost: the file that was being read is gone.
 * False when there is no log to read.
 */
bool server_log_read(const char *path, told_parse parse, log_place *place, told_act list[TOLD_MAX],
                     size_t *ret_count, bool *ret_lost);

/* The logs of folders, in which a server begins a new file by and by, and which in the end takes away the
 * oldest. */
enum { LOG_FILES_MAX = 128 };
typedef struct log_places {
    log_place item[LOG_FILES_MAX];
    size_t count;
} log_places;

/*
 * Reads on in every file whose name ends so, in any order and as server_log_read does; folders stand one
 * after the other, separated by ":". What is gone is forgotten. False when a folder or a file cannot be read,
 * or when there are more than LOG_FILES_MAX: the others are read all the same.
 */
bool server_logs_read(const char *folders, const char *suffix, told_parse parse, log_places *places,
                      told_act list[TOLD_MAX], size_t *ret_count);

#endif
