#ifndef IDENTITY_FLAG_H
#define IDENTITY_FLAG_H

#include "services/identity/records_refusal.h"

#include "juki/identity/v1/records.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * 更新禁止フラグ and 排他フラグ (seed 002 R-30). What they mean is not public; this is our reading. 更新禁止:
 * no update enters until it is taken away. 排他: one operator has the record in hand, so no update enters, no
 * other operator sets a flag or sends a notice again, and only he lets go of it. 異常時更新順番号 counts
 * these acts, which are outside the order of the register's updates.
 */
typedef struct record_flags {
    bool found;
    bool update_forbidden;
    const char *exclusive_operator; /* "": nobody */
    int64_t recovery_update_number;
} record_flags;

/* The act done on the flags as they stand. False with *ret_why when it is refused; *flags then stays. */
bool record_flag_set(const Juki__Identity__V1__SetRecordFlag *act, record_flags *flags,
                     records_refusal *ret_why);

/* Whether somebody else than this operator has the record in hand. */
bool record_held_by_another(const record_flags *flags, const char *operator_id);

#endif
