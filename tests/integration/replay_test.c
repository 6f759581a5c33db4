/* A whole topic delivered once more (invariant 2): nothing that was written or published changes. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ledger.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t handled(process *p)
{
    static const char *const results[] = {"applied", "duplicate", "parked", "dead"};
    int64_t sum = 0;
    for (size_t i = 0; i < 4; i++) {
        char series[64];
        (void)snprintf(series, sizeof series, "juki_messages_total{result=\"%s\"}", results[i]);
        sum += process_metric(p, series);
    }
    return sum;
}

/* Starts the program as a new consumer group of its own, which begins with the first record, and waits until
 * it has handled them all. */
static process *deliver_again(world *w, const char *program, int64_t records)
{
    char group[128];
    (void)snprintf(group, sizeof group, "JUKI_GROUP=%s.%s.again", w->prefix, strchr(program, '-') + 1);
    process *p = process_start(w, program, (const char *const[]){group, NULL});
    AWAIT(handled(p) >= records);
    return p;
}

/* Records of the topic but those that tell of starts and stops, each of which travels alone. */
static size_t published(world *w, const char *topic)
{
    size_t lives = strcmp(topic, JU_TOPIC_AUDIT_RECORD) == 0
                       ? bus_acts(w, "service.started") + bus_acts(w, "service.stopped")
                       : 0;
    return bus_count(w, topic) - lives;
}

static void test_ledger(void **state)
{
    static const char tables[] = "entry,reservation,inbox,inbox_stream,outbox_stream,parked,dead_letter";
    static const char *const topics[] = {"ledger.in", "ledger.out", "audit.record", LEDGER_DEAD};
    enum { TOPICS = sizeof topics / sizeof topics[0] };
    world *w = *state;
    size_t before[TOPICS];
    ledger_topics(w, 2);
    process *ledger = process_start(w, "test-ledger", NULL);
    ledger_tell(w, 0, 30);
    AWAIT(ledger_entries(w, NULL) == 60);
    for (int i = 0; i < 4; i++) {
        ledger_send(
            w, "ledger.command",
            &(ledger_order){.key = i % 2 == 0 ? "k1" : "k2", .code = "reserve", .item = i < 2 ? "i" : "j"});
    }
    ledger_send(w, "ledger.in", &(ledger_order){.key = "gap", .sequence = 3, .code = "note", .item = "x"});
    ledger_send(w, "ledger.in",
                &(ledger_order){.key = "poison", .sequence = 1, .code = "break", .item = "x"});
    ledger_send(w, "ledger.in", &(ledger_order){.key = "poison", .sequence = 2, .code = "note", .item = "x"});
    ledger_send(w, "ledger.in", &(ledger_order){.key = "shut", .sequence = 1, .code = "gate", .item = "x"});
    bus_send_raw(w, "ledger.in", "raw", 3, "\xff", 1, NULL, 0);
    AWAIT(ledger_dead(w) == 3 && sql_int(ledger_db(w), "SELECT count(*) FROM parked") == 2);
    AWAIT(sql_int(ledger_db(w), "SELECT count(*) FROM outbox") == 0);
    int64_t records = (int64_t)(bus_count(w, "ledger.in") + bus_count(w, "ledger.command"));
    AWAIT(handled(ledger) == records);
    process_stop(ledger);
    char *digest = strdup(sql_digest(ledger_db(w), tables));
    for (int i = 0; i < TOPICS; i++) {
        before[i] = published(w, topics[i]);
    }
    assert_int_equal(before[3], 3);

    ledger = deliver_again(w, "test-ledger", records);
    AWAIT(sql_int(ledger_db(w), "SELECT count(*) FROM outbox") == 0);
    process_stop(ledger);
    assert_string_equal(sql_digest(ledger_db(w), tables), digest);
    for (int i = 0; i < TOPICS; i++) {
        assert_int_equal(published(w, topics[i]), before[i]);
    }
    free(digest);
}

static void test_resident(void **state)
{
    static const char tables[] = "person,person_record,change,change_person,change_lock,number_request,inbox,"
                                 "inbox_stream,outbox_stream,dead_letter";
    static const char *const topics[] = {JU_TOPIC_RESIDENT_REPLY, JU_TOPIC_RESIDENT_TO_IDENTITY,
                                         JU_TOPIC_RESIDENT_TO_GATEWAY, JU_TOPIC_AUDIT_RECORD,
                                         JU_TOPIC_DEADLETTER_RESIDENT};
    enum { TOPICS = sizeof topics / sizeof topics[0] };
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    size_t before[TOPICS];
    command_topics(w, 2);
    process *resident = process_start(w, "juki-resident", NULL);
    registered first = command_register(w, 1);
    registered second = command_register(w, 2);
    command_id again = command_move_in(w, &(move_in){.serial = 1}); /* refused: lives here */
    command_id left = command_leave(w, "domestic_move_out", first.addressee_number, "2026-05-01");
    command_id birth = command_birth(w, second.household_number);
    AWAIT(command_status(w, again.text) == 4 && command_status(w, left.text) == 1 &&
          command_status(w, birth.text) == 1);
    command_review(w, left.text, "clerk1", true); /* refused: the same person */
    command_review(w, birth.text, "chief", true);
    (void)command_query_person(w, first.addressee_number);
    bus_send_raw(w, JU_TOPIC_RESIDENT_COMMAND, "raw", 3, "\xff", 1, NULL, 0);
    AWAIT(command_status(w, birth.text) == 2 && sql_int(conn, "SELECT count(*) FROM dead_letter") == 1);
    int64_t records = (int64_t)bus_count(w, JU_TOPIC_RESIDENT_COMMAND);
    AWAIT(handled(resident) == records && sql_int(conn, "SELECT count(*) FROM outbox") == 0);
    process_stop(resident);
    char *digest = strdup(sql_digest(conn, tables));
    for (int i = 0; i < TOPICS; i++) {
        before[i] = published(w, topics[i]);
    }

    resident = deliver_again(w, "juki-resident", records);
    AWAIT(sql_int(conn, "SELECT count(*) FROM outbox") == 0);
    process_stop(resident);
    assert_string_equal(sql_digest(conn, tables), digest);
    for (int i = 0; i < TOPICS; i++) {
        assert_int_equal(published(w, topics[i]), before[i]);
    }
    free(digest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ledger, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_resident, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
