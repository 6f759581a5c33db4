/* No command passes unseen: whatever proto/topics.csv lets an operator send, asked by somebody of his own and
 * with nothing else in it, leaves an act that names him, his terminal, the command and its result (REQ-29,
 * REQ-34, REQ-40, R-60, R-61; K21, K37); what is done says also about whom and what for; and so do start and
 * stop of every service.
 */
#include "tests/integration/harness/anyone.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/staff.h"

#include "common/event/registry.h"
#include "common/event/topic_names.h"
#include "common/event/topics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 8 << 20, COMMANDS_MAX = 256, SERVICES = 5 };

/* What was sent, by number: the operator of number n is "op-n". */
static const char *sent[COMMANDS_MAX];
static int sent_count;

static void send_command(world *w, const char *topic, const ProtobufCMessageDescriptor *type)
{
    char operator_id[32];
    assert_true(sent_count < COMMANDS_MAX);
    (void)snprintf(operator_id, sizeof operator_id, "op-%d", sent_count);
    sent[sent_count++] = type->name;
    char *token = staff_token(w, operator_id, "w1");
    (void)anyone_send(w, topic, type, operator_id, token);
    free(token);
}

static void send_all(world *w, const char *topic)
{
    ju_arena arena;
    ju_topics table;
    ju_err err;
    ju_arena_init(&arena, ARENA_BYTES);
    assert_int_equal(ju_topics_read(&arena, "proto/topics.csv", &table, &err), JU_OK);
    const ju_words *messages = &ju_topics_find(&table, topic)->messages;
    for (size_t i = 0; i < messages->count; i++) {
        send_command(w, topic, ju_registry_find(messages->word[i]));
    }
    ju_arena_done(&arena);
}

static PGconn *log_of(world *w)
{
    return world_database_of(w, "audit")->conn;
}

static bool acted(world *w, int number)
{
    return sql_int(log_of(w),
                   "SELECT count(*) FROM auditor.act WHERE operator_id = 'op-%d' AND terminal_id = 'w1' AND "
                   "action <> 'staff.admitted'",
                   number) > 0;
}

/* Waits for all, then names who is missing. */
static void check_commands(world *w)
{
    int64_t until_ms = now_ms() + patience_ms();
    while (sql_int(log_of(w),
                   "SELECT count(DISTINCT operator_id) FROM audit_log WHERE operator_id LIKE 'op-%%' AND "
                   "action <> 'staff.admitted'") < sent_count &&
           now_ms() < until_ms) {
        pause_ms(100);
    }
    int missing = 0;
    for (int i = 0; i < sent_count; i++) {
        if (!acted(w, i)) {
            print_error("no act of an operator for %s\n", sent[i]);
            missing++;
        }
    }
    assert_int_equal(missing, 0);
}

/* ---- what is done ------------------------------------------------------------------------------------- */

/* How many acts of clerk9, about somebody, with what his token says of him. */
static int64_t whole_acts(world *w, const char *action, const char *purpose)
{
    return sql_int(log_of(w),
                   "SELECT count(*) FROM auditor.act WHERE operator_id = 'clerk9' AND action = '%s' AND "
                   "subject IS NOT NULL AND affair = '" ISSUER_AFFAIR "' AND department = '市民課' AND "
                   "terminal_id = 'w1' AND event_id IS NOT NULL AND coalesce(purpose, '') = '%s'",
                   action, purpose);
}

/* Whoever looks at a person, his change or its journey, and whoever searches, is in the trail of that person.
 */
static void check_looks(world *w)
{
    registered person = command_register(w, 1);
    command_id move = command_move_within(w, person.addressee_number, "9-9");
    AWAIT(command_status(w, move.text) == 1);
    ctl_expect(ctl(w, "clerk9", "provisional show %s", move.text), 0);
    ctl_expect(ctl(w, "clerk9", "provisional list"), 0);
    ctl_expect(ctl(w, "clerk9", "status %s", move.text), 0);
    ctl_expect(ctl(w, "clerk9", "audit journey %s", move.text), 2);
    ctl_expect(ctl(w, "clerk9", "audit journey %s --purpose look", move.text), 0);
    ctl_expect(ctl(w, "clerk9", "person show %s --purpose look", person.addressee_number), 0);
    ctl_expect(ctl(w, "clerk9", "person search addressee_number=%s --purpose look", person.addressee_number),
               0);
    ctl_expect(ctl(w, "clerk9", "review %s --return", move.text), 0);
    AWAIT(whole_acts(w, "provisional.show", "") == 1 && whole_acts(w, "provisional.list", "") == 1);
    AWAIT(whole_acts(w, "change.show", "") == 1 && whole_acts(w, "person.show", "look") == 1);
    AWAIT(whole_acts(w, "person.found", "look") == 1 && whole_acts(w, "change.returned", "") == 1);
    assert_int_equal(sql_int(log_of(w),
                             "SELECT count(*) FROM auditor.act WHERE action = 'audit.journey' AND "
                             "change_id = '%s' AND purpose IN ('look', '異動の経過の確認')",
                             move.text),
                     2);
    assert_int_equal(sql_int(log_of(w),
                             "SELECT count(*) FROM auditor.act WHERE action = 'change.entered' AND "
                             "change_id = '%s' AND subject IS NOT NULL",
                             move.text),
                     1);
}

/* In the trail, or waiting for the next start to get there: a stop waits for nobody's transactions. */
static bool noted(world *w, const char *service, const char *action)
{
    return sql_int(log_of(w), "SELECT count(*) FROM auditor.act WHERE service = '%s' AND action = '%s'",
                   service, action) == 1 ||
           sql_int(world_database_of(w, service)->conn,
                   "SELECT count(*) FROM outbox WHERE position('%s'::bytea IN payload) > 0", action) == 1;
}

static void check_lives(world *w, process *const *service)
{
    AWAIT(sql_int(log_of(w),
                  "SELECT count(DISTINCT service) FROM auditor.act WHERE action = 'service.started' "
                  "AND detail ~ '^settings=[0-9a-f]{64}$'") == SERVICES);
    for (int i = 0; i < SERVICES - 1; i++) {
        process_stop(service[i]);
        AWAIT(noted(w, service[i]->owner, "service.stopped"));
    }
}

static void test_commands(void **state)
{
    world *w = *state;
    static const char *const programs[SERVICES] = {"juki-resident", "juki-identity", "juki-delivery",
                                                   "juki-gateway", "juki-audit"};
    static const char *const names[] = {
        JU_TOPIC_AUDIT_RECORD,        JU_TOPIC_RESIDENT_REPLY,      JU_TOPIC_IDENTITY_REPLY,
        JU_TOPIC_DELIVERY_REPLY,      JU_TOPIC_GATEWAY_REPLY,       JU_TOPIC_AUDIT_REPLY,
        JU_TOPIC_DEADLETTER_RESIDENT, JU_TOPIC_DEADLETTER_IDENTITY, JU_TOPIC_DEADLETTER_DELIVERY,
        JU_TOPIC_DEADLETTER_GATEWAY,  JU_TOPIC_DEADLETTER_AUDIT,    NULL};
    process *service[SERVICES];
    bus_topics(w, 1, names);
    for (size_t i = 0; i < sizeof ANYONE_COMMANDS / sizeof ANYONE_COMMANDS[0]; i++) {
        const char *const topic[] = {ANYONE_COMMANDS[i], NULL};
        bus_topics(w, 1, topic);
        send_all(w, ANYONE_COMMANDS[i]);
    }
    for (int i = 0; i < SERVICES; i++) {
        service[i] = process_launch(w, programs[i], NULL, NULL);
    }
    for (int i = 0; i < SERVICES; i++) {
        process_await_start(service[i]);
    }
    check_commands(w);
    check_looks(w);
    check_lives(w, service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_commands, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("command_acts", tests, NULL, NULL);
}
