#include "services/audit/tally.h"

#include <string.h>

enum { HOUR_LENGTH = 13 }; /* YYYY-MM-DDTHH, as all records have it (audit_record_check) */

static bool is_refused(const Juki__Audit__V1__AuditRecord *record)
{
    return *record->code != '\0';
}

static bool same_deed(const Juki__Audit__V1__AuditRecord *left, const Juki__Audit__V1__AuditRecord *right)
{
    return strcmp(left->action, right->action) == 0 && strcmp(left->service, right->service) == 0 &&
           is_refused(left) == is_refused(right) && memcmp(left->time, right->time, HOUR_LENGTH) == 0;
}

static uint64_t add_text(uint64_t hash, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211U;
    }
    return hash;
}

static uint64_t hash_of(const Juki__Audit__V1__AuditRecord *record)
{
    uint64_t hash = add_text(14695981039346656037U, record->action, strlen(record->action));
    hash = add_text(hash, record->service, strlen(record->service));
    return add_text(hash, record->time, HOUR_LENGTH);
}

ju_rc audit_tally_make(const audit_append *append, audit_tally *ret, ju_err *err)
{
    size_t slots = 1;
    while (slots < 2 * append->count) {
        slots *= 2;
    }
    audit_tally_row **slot = ju_arena_alloc(append->arena, slots * sizeof(void *));
    *ret = (audit_tally){.row = ju_arena_alloc(append->arena, append->count * sizeof *ret->row)};
    if (slot == NULL || ret->row == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < append->count; i++) {
        const Juki__Audit__V1__AuditRecord *record = append->row[i].record;
        size_t at = hash_of(record) & (slots - 1);
        while (slot[at] != NULL && !same_deed(slot[at]->one, record)) {
            at = (at + 1) & (slots - 1);
        }
        if (slot[at] == NULL) {
            slot[at] = &ret->row[ret->count++];
            slot[at]->one = record;
        }
        slot[at]->count++;
    }
    return JU_OK;
}
