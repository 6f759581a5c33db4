#ifndef AUDIT_APPEND_H
#define AUDIT_APPEND_H

#include "common/base/arena.h"
#include "juki/audit/v1/audit.pb-c.h"

#include <stdbool.h>

/* Longer than any record that common/event makes, short enough for its texts to be indexed. */
enum { AUDIT_RECORD_MAX_BYTES = 2048 };

/* One new entry of the log. */
typedef struct audit_row {
    const Juki__Audit__V1__AuditRecord *record;
    ProtobufCBinaryData packed; /* the bytes that are kept, and hashed as a leaf */
    int64_t index;
} audit_row;

/* The entries that one batch appends, and the ids that are already taken. All memory is the arena's. */
typedef struct audit_append {
    ju_arena *arena;
    int64_t last_index; /* of the log, old or new */
    audit_row *row;
    size_t count;
    size_t capacity;
    const char **known; /* hash table of record ids, NULL where free */
    size_t known_count;
    size_t known_slots; /* a power of two */
} audit_append;

/* JU_REJECT "record_invalid" for a record that cannot be kept: no id, no origin, no moment in
 * UTC to the microsecond, or too long. */
ju_rc audit_record_check(const Juki__Audit__V1__AuditRecord *record, ju_err *err) JU_MUST_CHECK;

/* Starts behind the last entry. JU_FATAL when the arena is full, as the others. */
ju_rc audit_append_init(audit_append *append, ju_arena *arena, int64_t last_index, ju_err *err) JU_MUST_CHECK;

/* Notes that a record of this id is in the log; *ret_new tells whether that was news. id must stay. */
ju_rc audit_append_know(audit_append *append, const char *id, bool *ret_new, ju_err *err) JU_MUST_CHECK;

/* Appends a checked record, unless its id is known: the same act told twice is one entry. */
ju_rc audit_append_record(audit_append *append, const Juki__Audit__V1__AuditRecord *record,
                          ju_err *err) JU_MUST_CHECK;

#endif
