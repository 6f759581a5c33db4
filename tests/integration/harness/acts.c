#include "tests/integration/harness/acts.h"

#include "tests/integration/harness/bus.h"

#include "common/event/topic_names.h"
#include "juki/audit/v1/audit.pb-c.h"

void acts_tell(world *w, size_t count, const char *change_id, size_t of_change, char (*ret_ids)[JU_UUID_SIZE])
{
    char own[ACTS_TELL_MAX][JU_UUID_SIZE];
    char(*ids)[JU_UUID_SIZE] = ret_ids == NULL ? own : ret_ids;
    Juki__Audit__V1__AuditRecord record[ACTS_TELL_MAX];
    Juki__Audit__V1__AuditRecord *list[ACTS_TELL_MAX];
    Juki__Audit__V1__AuditRecords message = JUKI__AUDIT__V1__AUDIT_RECORDS__INIT;
    ju_err err;
    assert_in_range(count, 1, ACTS_TELL_MAX);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(ju_uuid7(ids[i], &err), 0);
        juki__audit__v1__audit_record__init(&record[i]);
        record[i].record_id = ids[i];
        record[i].time = (char *)(uintptr_t) "2026-04-10T00:00:00.000000Z";
        record[i].service = (char *)(uintptr_t) "resident";
        record[i].action = (char *)(uintptr_t) "change.entered";
        record[i].change_id = i < of_change ? (char *)(uintptr_t)change_id : record[i].change_id;
        list[i] = &record[i];
    }
    message.record = list;
    message.n_record = count;
    bus_send(w, JU_TOPIC_AUDIT_RECORD, &(bus_event){.key = ids[0], .message = &message.base});
}
