/*
 * Fail closed (invariant 9; common/run/trail.h): while the audit trail takes nothing for too long, commands
 * are refused and what others send waits; when it is there again, all goes on by itself and nothing is lost.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "juki/gateway/v1/registry.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

#include <string.h>

enum { FOR_EVENTS_MS = 500 };

static const char *const soon[] = {
    "JUKI_AUDIT_MAX_LAG=3s", "JUKI_KAFKA_PROPERTIES=group.instance.id=one;session.timeout.ms=6000", NULL};

static void tell(world *w)
{
    command_id id = command_new_id();
    Juki__Resident__V1__PersonChanged changed = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    changed.change_id = id.text;
    changed.addressee_number = (char *)(uintptr_t) "000000000000019";
    changed.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    bus_send(w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = changed.addressee_number, .sequence = 1, .message = &changed.base});
}

/* A command whose sender says that the service itself sent it: the counter signed it, so it is nobody's. */
static void pretend(world *w)
{
    command_id id = command_new_id();
    Juki__Gateway__V1__QueryConsumers query = JUKI__GATEWAY__V1__QUERY_CONSUMERS__INIT;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    unsigned char value[256];
    ju_record_header headers[8];
    who.operator_id = (char *)(uintptr_t) "op-1";
    query.request_id = id.text;
    query.operator_ = &who;
    size_t size = juki__gateway__v1__query_consumers__pack(&query, value);
    size_t count = bus_headers(headers, id.text, query.base.descriptor->name, NULL);
    headers[2].value = "/" TEST_MUNICIPALITY "/gateway"; /* ce_source */
    headers[2].size = strlen("/" TEST_MUNICIPALITY "/gateway");
    bus_send_raw(w, JU_TOPIC_GATEWAY_COMMAND, id.text, strlen(id.text), value, size, headers, count);
}

static int64_t persons(world *w)
{
    return sql_int(world_database_of(w, "gateway")->conn, "SELECT count(*) FROM person");
}

static int64_t in_trail(world *w, const char *action)
{
    return sql_int(world_database_of(w, "audit")->conn, "SELECT count(*) FROM audit_log WHERE action = '%s'",
                   action);
}

static void test_closed_and_open_again(void **state)
{
    world *w = *state;
    command_all_topics(w, 2);
    process *audit = process_start(w, "juki-audit", soon);
    process *gateway = process_start(w, "juki-gateway", soon);
    AWAIT(ctl(w, "op-1", "consumer list") == 0);
    AWAIT(in_trail(w, "consumer.listed") > 0);
    AWAIT(process_metric(gateway, "juki_audit_late") == 0);

    process_kill(audit);
    AWAIT(ctl(w, "op-1", "consumer list") == 1); /* each before it leaves an act that waits */
    ctl_expect_text("audit_late");
    assert_int_equal(process_metric(gateway, "juki_audit_late"), 1);
    assert_true(process_metric(gateway, "juki_audit_lag_seconds") >= 3);
    ctl_expect_text("監査証跡");
    pretend(w);
    tell(w);
    pause_ms(FOR_EVENTS_MS);
    assert_int_equal(persons(w), 0);

    (void)process_start(w, "juki-audit", soon);
    AWAIT(persons(w) == 1);
    AWAIT(ctl(w, "op-1", "consumer list") == 0);
    /* a slow machine may be late once more */
    AWAIT(in_trail(w, "command.refused") >= 1 && in_trail(w, "number.issued") == 1);
    AWAIT(in_trail(w, "message.dead_letter") == 1);
    AWAIT(process_metric(gateway, "juki_audit_late") == 0);
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_GATEWAY), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_closed_and_open_again, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("trail", tests, NULL, NULL);
}
