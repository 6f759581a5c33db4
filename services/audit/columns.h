#ifndef AUDIT_COLUMNS_H
#define AUDIT_COLUMNS_H

#include "common/base/arena.h"
#include "juki/audit/v1/audit.pb-c.h"

/*
 * What a record is looked up by: copies of what it says itself, in columns beside it. Tree and signatures
 * cover the record alone, so whoever verifies the log asks whether they still are copies.
 */
typedef enum audit_column {
    AUDIT_RECORD_ID,
    AUDIT_RECORDED_AT,
    AUDIT_SERVICE,
    AUDIT_ACTION,
    AUDIT_OPERATOR,
    AUDIT_SUBJECT,
    AUDIT_CHANGE,
    AUDIT_COLUMNS
} audit_column;

/* What belongs there; NULL: nothing. */
const char *audit_column_of(const Juki__Audit__V1__AuditRecord *record, audit_column column);

/* The names of the columns that hold anything else, separated by spaces; NULL: out of memory. A time is as in
 * a record. */
const char *audit_columns_differ(const Juki__Audit__V1__AuditRecord *record,
                                 const char *const value[AUDIT_COLUMNS], ju_arena *arena);

#endif
