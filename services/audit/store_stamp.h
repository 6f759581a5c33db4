#ifndef AUDIT_STORE_STAMP_H
#define AUDIT_STORE_STAMP_H

#include "common/db/db.h"

/* A time stamp of a checkpoint (RFC 3161). */
typedef struct audit_stamp {
    int64_t size; /* of the tree */
    int64_t seconds;
    const char *note; /* what was stamped */
    const unsigned char *answer;
    size_t answer_size;
} audit_stamp;

/* Durable when it returns; one of this size that is there already stays. */
ju_rc stamp_put(ju_db *db, ju_arena *arena, const audit_stamp *stamp, ju_err *err) JU_MUST_CHECK;
/* note and answer of the one of this size, in arena memory; answer_size 0: there is none. */
ju_rc stamp_get(ju_db *db, ju_arena *arena, int64_t size, audit_stamp *ret, ju_err *err) JU_MUST_CHECK;
/* size and seconds of the last ones, the newest first, in arena memory. */
ju_rc stamp_list(ju_db *db, ju_arena *arena, int most, audit_stamp **ret, int *ret_count,
                 ju_err *err) JU_MUST_CHECK;

#endif
