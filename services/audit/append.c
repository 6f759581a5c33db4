#include "services/audit/append.h"

#include "common/base/clock.h"
#include "common/base/uuid7.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { FIRST_ROWS = 256, FIRST_SLOTS = 1024 };

ju_rc audit_record_check(const Juki__Audit__V1__AuditRecord *record, ju_err *err)
{
    if (!ju_uuid_valid(record->record_id)) {
        return ju_reject(err, "record_invalid", "record_id", "a record's id is not a UUID");
    }
    if (*record->service == '\0' || *record->action == '\0') {
        return ju_reject(err, "record_invalid", "action", "a record does not say what was done or where");
    }
    int64_t moment =
        0; /* in the form of every service, so that it can be compared with its column to the letter */
    if (!ju_clock_read_rfc3339(record->time, &moment)) {
        return ju_reject(err, "record_invalid", "time",
                         "a record does not say when, in UTC to the microsecond");
    }
    if (juki__audit__v1__audit_record__get_packed_size(record) > AUDIT_RECORD_MAX_BYTES) {
        return ju_reject(err, "record_invalid", "record", "a record is over %d bytes",
                         AUDIT_RECORD_MAX_BYTES);
    }
    return JU_OK;
}

ju_rc audit_append_init(audit_append *append, ju_arena *arena, int64_t last_index, ju_err *err)
{
    *append = (audit_append){.arena = arena, .last_index = last_index, .known_slots = FIRST_SLOTS};
    append->known = ju_arena_alloc(arena, FIRST_SLOTS * sizeof *append->known);
    return append->known == NULL ? ju_no_memory(err) : JU_OK;
}

/* ---- known ids: open addressing; a UUID is the same in either case of its letters -------------------------
 */

static const char **slot_of(const char **known, size_t slots, const char *id)
{
    uint64_t hash = 14695981039346656037U;
    for (const char *c = id; *c != '\0'; c++) {
        hash = (hash ^ (unsigned char)(*c | 0x20)) * 1099511628211U;
    }
    size_t at = hash & (slots - 1);
    while (known[at] != NULL && strcasecmp(known[at], id) != 0) {
        at = (at + 1) & (slots - 1);
    }
    return &known[at];
}

static ju_rc grow_known(audit_append *append, ju_err *err)
{
    size_t slots = append->known_slots * 2;
    const char **known = ju_arena_alloc(append->arena, slots * sizeof *known);
    if (known == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < append->known_slots; i++) {
        if (append->known[i] != NULL) {
            *slot_of(known, slots, append->known[i]) = append->known[i];
        }
    }
    append->known = known;
    append->known_slots = slots;
    return JU_OK;
}

ju_rc audit_append_know(audit_append *append, const char *id, bool *ret_new, ju_err *err)
{
    const char **slot = slot_of(append->known, append->known_slots, id);
    *ret_new = *slot == NULL;
    if (!*ret_new) {
        return JU_OK;
    }
    *slot = id;
    append->known_count++;
    return append->known_count * 2 > append->known_slots ? grow_known(append, err) : JU_OK;
}

/* ---- entries ---------------------------------------------------------------------------------------------
 */

static ju_rc grow_rows(audit_append *append, ju_err *err)
{
    size_t capacity = append->capacity == 0 ? FIRST_ROWS : append->capacity * 2;
    audit_row *row = ju_arena_alloc(append->arena, capacity * sizeof *row);
    if (row == NULL) {
        return ju_no_memory(err);
    }
    if (append->count > 0) {
        memcpy(row, append->row, append->count * sizeof *row);
    }
    append->row = row;
    append->capacity = capacity;
    return JU_OK;
}

ju_rc audit_append_record(audit_append *append, const Juki__Audit__V1__AuditRecord *record, ju_err *err)
{
    bool fresh = false;
    JU_TRY(audit_append_know(append, record->record_id, &fresh, err));
    if (!fresh) {
        return JU_OK;
    }
    if (append->count == append->capacity) {
        JU_TRY(grow_rows(append, err));
    }
    audit_row *row = &append->row[append->count];
    size_t size = juki__audit__v1__audit_record__get_packed_size(record);
    unsigned char *packed = ju_arena_alloc(append->arena, size);
    if (packed == NULL) {
        return ju_no_memory(err);
    }
    juki__audit__v1__audit_record__pack(record, packed);
    append->last_index++;
    *row =
        (audit_row){.record = record, .packed = {.len = size, .data = packed}, .index = append->last_index};
    append->count++;
    return JU_OK;
}
