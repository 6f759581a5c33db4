#include "services/audit/columns.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char *unless_empty(const char *text)
{
    return *text == '\0' ? NULL : text;
}

const char *audit_column_of(const Juki__Audit__V1__AuditRecord *record, audit_column column)
{
    switch (column) {
    case AUDIT_RECORD_ID:
        return record->record_id;
    case AUDIT_RECORDED_AT:
        return record->time;
    case AUDIT_SERVICE:
        return record->service;
    case AUDIT_ACTION:
        return record->action;
    case AUDIT_OPERATOR:
        return record->operator_ == NULL ? NULL : unless_empty(record->operator_->operator_id);
    case AUDIT_SUBJECT:
        return unless_empty(record->subject);
    case AUDIT_CHANGE:
        return unless_empty(record->change_id);
    case AUDIT_COLUMNS:
        break;
    }
    return NULL;
}

/* A UUID is the same in either case of its letters, everything else to the letter. */
static bool is_copy(const Juki__Audit__V1__AuditRecord *record, audit_column column, const char *value)
{
    const char *said = audit_column_of(record, column);
    if (said == NULL || value == NULL) {
        return said == value;
    }
    return (column == AUDIT_RECORD_ID ? strcasecmp(said, value) : strcmp(said, value)) == 0;
}

const char *audit_columns_differ(const Juki__Audit__V1__AuditRecord *record,
                                 const char *const value[AUDIT_COLUMNS], ju_arena *arena)
{
    static const char *const names[AUDIT_COLUMNS] = {
        [AUDIT_RECORD_ID] = "record_id", [AUDIT_RECORDED_AT] = "recorded_at", [AUDIT_SERVICE] = "service",
        [AUDIT_ACTION] = "action",       [AUDIT_OPERATOR] = "operator_id",    [AUDIT_SUBJECT] = "subject",
        [AUDIT_CHANGE] = "change_id",
    };
    const char *found = "";
    for (audit_column column = 0; column < AUDIT_COLUMNS && found != NULL; column++) {
        if (!is_copy(record, column, value[column])) {
            found = ju_arena_printf(arena, "%s%s%s", found, *found == '\0' ? "" : " ", names[column]);
        }
    }
    return found;
}
