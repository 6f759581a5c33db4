#ifndef AUDIT_TALLY_H
#define AUDIT_TALLY_H

#include "services/audit/append.h"

/* Entries of one hour that are the same deed of the same service with the same end. An hour belongs to one
 * day in Japan, whatever day that is. */
typedef struct audit_tally_row {
    const Juki__Audit__V1__AuditRecord *one; /* of them */
    int64_t count;
} audit_tally_row;

typedef struct audit_tally {
    audit_tally_row *row;
    size_t count;
} audit_tally;

/* The sum of all counts is append->count. JU_FATAL: the arena is full. */
ju_rc audit_tally_make(const audit_append *append, audit_tally *ret, ju_err *err) JU_MUST_CHECK;

#endif
