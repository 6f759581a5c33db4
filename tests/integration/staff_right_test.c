/*
 * Rights that are granted, end and are taken away (seed 002; seed 003 REQ-21, REQ-23 to REQ-25;
 * seed 004_001 K18 to K20, K31): three acts by two persons at least, in force from a day to a day, for one
 * affair, department, class and place; and a revocation that every door knows within seconds.
 */
#include "tests/integration/harness/anyone.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/staff.h"

#include "common/base/clock.h"
#include "common/event/topic_names.h"
#include "juki/audit/v1/report.pb-c.h"
#include "juki/delivery/v1/gate.pb-c.h"
#include "juki/gateway/v1/registry.pb-c.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/resident/v1/certificate.pb-c.h"
#include "juki/resident/v1/command.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SERVICES = 5, TEXT_SIZE = 256 };

typedef struct scene {
    world *w;
    anyone *counter;
    char grant[64]; /* the case */
} scene;

static void open_scene(scene *s, void **state)
{
    static const char *const programs[SERVICES] = {"juki-resident", "juki-identity", "juki-delivery",
                                                   "juki-gateway", "juki-audit"};
    static char clock_file[512];
    process *service[SERVICES];
    *s = (scene){.w = *state};
    (void)snprintf(clock_file, sizeof clock_file, "JUKI_CLOCK=file:%s/today", s->w->dir);
    const char *const env[] = {clock_file, NULL};
    world_set_day(s->w, TEST_TODAY);
    command_all_topics(s->w, 1);
    for (int i = 0; i < SERVICES; i++) {
        service[i] = process_launch(s->w, programs[i], env, NULL);
    }
    for (int i = 0; i < SERVICES; i++) {
        process_await_start(service[i]);
    }
    s->counter = anyone_open(s->w);
}

static void refused(int code, const char *why)
{
    ctl_expect(code, 1);
    ctl_expect_text(why);
}

/* ---- at the doors ---------------------------------------------------------------------------------------
 */

static const struct {
    const char *topic;
    const ProtobufCMessageDescriptor *type;
} DOORS[SERVICES] = {
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_open_certificates__descriptor},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__query_notices__descriptor},
    {JU_TOPIC_DELIVERY_COMMAND, &juki__delivery__v1__query_waiting__descriptor},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_consumers__descriptor},
    {JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__query_reports__descriptor},
};

/* What the door answers to somebody who comes with this token. */
static const char *at_door(scene *s, int door, const char *who, const char *token)
{
    command_id id = anyone_send(s->counter->w, DOORS[door].topic, DOORS[door].type, who, token);
    return anyone_code(s->counter, DOORS[door].topic, id.text);
}

static bool is_revoked(const char *code)
{
    size_t length = strlen(code);
    return length > strlen("_revoked") && strcmp(code + length - strlen("_revoked"), "_revoked") == 0;
}

/* How long it takes until all doors refuse him with this code. */
static int64_t until_all_refuse(scene *s, const char *who, const char *token, const char *code)
{
    int64_t began_ms = now_ms();
    for (int door = 0; door < SERVICES; door++) {
        while (strcmp(at_door(s, door, who, token), code) != 0) {
            assert_true(now_ms() - began_ms < patience_ms());
        }
    }
    return now_ms() - began_ms;
}

static void expect_open(scene *s, const char *who, const char *token)
{
    for (int door = 0; door < SERVICES; door++) {
        if (is_revoked(at_door(s, door, who, token))) {
            fail_msg("%s is refused at %s", who, DOORS[door].topic);
        }
    }
}

static char *token_of(scene *s, const char *who, const char *id)
{
    char *token =
        issuer_token_as(staff_issuer(s->w), &(issuer_claims){who, staff_seat(s->w), ju_clock_epoch_s(), 600},
                        &(issuer_person){.token_id = id});
    assert_non_null(token);
    return token;
}

/* ---- revocations ----------------------------------------------------------------------------------------
 */

static void take_away(scene *s, const char *kind, const char *value)
{
    ctl_expect(ctl(s->w, "mgr-1", "case open revocation kind=%s value=%s reason=退職 revoked_on=" TEST_TODAY,
                   kind, value),
               0);
}

/* Five seconds, of programs that are as fast as usual. */
static int64_t within_ms(void)
{
    return patience_ms() / 6;
}

static void a_revocation_counts_at_every_door_within_seconds(void **state)
{
    scene s;
    open_scene(&s, state);
    char *lost = token_of(&s, "clerk1", "token-lost");
    char *other = token_of(&s, "clerk1", "token-other");
    char *leaver = token_of(&s, "clerk2", NULL);
    expect_open(&s, "clerk1", lost);
    expect_open(&s, "clerk2", leaver);
    take_away(&s, "token", "token-lost");
    int64_t token_ms = until_all_refuse(&s, "clerk1", lost, "token_revoked");
    expect_open(&s, "clerk1", other);
    take_away(&s, "person", "clerk2");
    int64_t person_ms = until_all_refuse(&s, "clerk2", leaver, "person_revoked");
    expect_open(&s, "clerk1", other);
    print_message("all five doors refuse after: token %lld ms, person %lld ms\n", (long long)token_ms,
                  (long long)person_ms);
    assert_true(token_ms < within_ms() && person_ms < within_ms());
    /* clerk2 with a new token is still clerk2 */
    free(leaver);
    leaver = token_of(&s, "clerk2", NULL);
    assert_string_equal(at_door(&s, 0, "clerk2", leaver), "person_revoked");
    take_away(&s, "key", issuer_kid(staff_issuer(s.w)));
    (void)until_all_refuse(&s, "clerk1", other, "key_revoked");
    PGconn *log = world_database_of(s.w, "audit")->conn;
    AWAIT(sql_int(log, "SELECT count(*) FROM auditor.act WHERE action = 'right.taken'") == 3 * SERVICES);
    assert_true(sql_int(log, "SELECT count(*) FROM auditor.act WHERE action = 'staff.refused' AND "
                             "refused_code = 'person_revoked' AND operator_id = 'clerk2'") >= SERVICES);
    free(lost);
    free(other);
    free(leaver);
    anyone_close(s.counter);
}

/* ---- grants ---------------------------------------------------------------------------------------------
 */

/* The contractor enters a change, from this place; the refusal, "" for none. */
static const char *contractor_enters(scene *s, const char *place)
{
    const issuer_person person = {
        .person_class = "委託", .roles = "入力", .organisation = "委託先", .place = place};
    char *token = issuer_token_as(staff_issuer(s->w),
                                  &(issuer_claims){"con-1", "w1", ju_clock_epoch_s(), 600}, &person);
    command_id id = anyone_send(s->counter->w, JU_TOPIC_RESIDENT_COMMAND,
                                &juki__resident__v1__query_change__descriptor, "con-1", token);
    free(token);
    return anyone_code(s->counter, JU_TOPIC_RESIDENT_COMMAND, id.text);
}

static void request_grant(scene *s, const char *until)
{
    static const char request[] =
        "case open grant staff=con-1 class=委託 affair=" ISSUER_AFFAIR " department=市民課 'roles=入力 照会' "
        "begins_on=2026-04-10 until=%s reason=窓口委託 organisation=委託先 place=別館";
    ctl_expect(ctl(s->w, "mgr-1", request, until), 0);
    (void)snprintf(s->grant, sizeof s->grant, "%s",
                   sql_text(world_database_of(s->w, "audit")->conn,
                            "SELECT case_id FROM register_step WHERE register = 'grant' AND step = 1 "
                            "ORDER BY entered_at DESC LIMIT 1"));
}

static void grant(scene *s, const char *until)
{
    PGconn *conn = world_database_of(s->w, "resident")->conn;
    request_grant(s, until);
    refused(ctl(s->w, "mgr-1", "case complete %s", s->grant), "same_person");
    refused(ctl(s->w, "con-1", "case complete %s", s->grant), "own_right");
    refused(ctl(s->w, "mgr-2", "case amend %s until=2027-04-30", s->grant), "item_fixed");
    assert_string_equal(contractor_enters(s, "別館"), "grant_missing");
    ctl_expect(ctl(s->w, "mgr-2", "case complete %s", s->grant), 0);
    refused(ctl(s->w, "mgr-2", "case close %s 2", s->grant), "same_person");
    refused(ctl(s->w, "con-1", "case close %s 2", s->grant), "own_right");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM staff_grant WHERE grant_id = '%s'", s->grant), 0);
    ctl_expect(ctl(s->w, "mgr-3", "case close %s 2", s->grant), 0);
    AWAIT(sql_int(conn, "SELECT count(*) FROM staff_grant WHERE grant_id = '%s'", s->grant) == 1);
}

static void a_grant_counts_from_its_first_to_its_last_day(void **state)
{
    scene s;
    open_scene(&s, state);
    assert_string_equal(contractor_enters(&s, "別館"), "grant_missing");
    grant(&s, "2026-04-11");
    assert_string_equal(contractor_enters(&s, "別館"), "change_unknown"); /* let in */
    assert_string_equal(contractor_enters(&s, "自宅"), "grant_missing");
    world_set_day(s.w, "2026-04-11");
    AWAIT(strcmp(contractor_enters(&s, "別館"), "change_unknown") == 0);
    world_set_day(s.w, "2026-04-12"); /* it expired by itself */
    AWAIT(strcmp(contractor_enters(&s, "別館"), "grant_missing") == 0);
    world_set_day(s.w, "2026-04-09"); /* and was not yet in force the day before */
    AWAIT(strcmp(contractor_enters(&s, "別館"), "grant_missing") == 0);
    world_set_day(s.w, "2026-04-10");
    AWAIT(strcmp(contractor_enters(&s, "別館"), "change_unknown") == 0);
    take_away(&s, "grant", s.grant);
    AWAIT(strcmp(contractor_enters(&s, "別館"), "grant_missing") == 0);
    anyone_close(s.counter);
}

/* ---- terminals ------------------------------------------------------------------------------------------
 */

static void register_terminals(scene *s)
{
    PGconn *conn = world_database_of(s->w, "audit")->conn;
    ctl_expect(ctl(s->w, "mgr-1",
                   "case open terminal 'terminals=w1 w2' department=市民課 place=本館 "
                   "begins_on=2026-04-10 until=2026-04-11 reason=窓口"),
               0);
    (void)snprintf(
        s->grant, sizeof s->grant, "%s",
        sql_text(conn, "SELECT case_id FROM register_step WHERE register = 'terminal' AND step = 1"));
    refused(ctl(s->w, "mgr-1", "case complete %s", s->grant), "same_person");
    refused(ctl(s->w, "mgr-2", "case amend %s terminals=w9", s->grant), "item_fixed");
    ctl_expect(ctl(s->w, "mgr-2", "case complete %s", s->grant), 0);
    refused(ctl(s->w, "mgr-2", "case close %s 2", s->grant), "same_person");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM staff_terminal"), 0);
    ctl_expect(ctl(s->w, "mgr-3", "case close %s 2", s->grant), 0);
}

/* All doors say so to clerk1, who sits there, with a token that says so. */
static int64_t until_all_say(scene *s, const char *seat, const char *code)
{
    s->w->sits_at = seat;
    char *token = token_of(s, "clerk1", NULL);
    int64_t took_ms = until_all_refuse(s, "clerk1", token, code);
    free(token);
    return took_ms;
}

static void expect_seat(scene *s, const char *seat)
{
    s->w->sits_at = seat;
    char *token = token_of(s, "clerk1", NULL);
    for (int door = 0; door < SERVICES; door++) {
        AWAIT(strncmp(at_door(s, door, "clerk1", token), "terminal_", strlen("terminal_")) != 0);
    }
    free(token);
}

/* K8, R-39: only registered terminals, each for its department and place, from a day to a day; the first is
 * registered from one that is not, and then no other. */
static void a_terminal_counts_when_it_is_registered(void **state)
{
    scene s;
    open_scene(&s, state);
    s.w->unregistered = true;
    (void)until_all_say(&s, "w1", "terminal_unknown");
    refused(ctl(s.w, "mgr-1", "case list grant --purpose 点検"), "terminal_unknown");
    register_terminals(&s);
    expect_seat(&s, "w1");
    expect_seat(&s, "w2");
    (void)until_all_say(&s, "w3", "terminal_unknown");
    refused(ctl(s.w, "mgr-1",
                "case open terminal terminals=w3 department=市民課 begins_on=2026-04-10 "
                "until=2026-04-11 reason=窓口"),
            "terminal_unknown");
    s.w->sits_at = NULL;
    assert_string_equal(contractor_enters(&s, "別館"), "terminal_unknown");
    assert_string_equal(contractor_enters(&s, "本館"), "grant_missing");
    char *tax = issuer_token_as(staff_issuer(s.w), &(issuer_claims){"clerk1", "w1", ju_clock_epoch_s(), 600},
                                &(issuer_person){.department = "税務課"});
    assert_string_equal(at_door(&s, 0, "clerk1", tax), "terminal_unknown");
    free(tax);
    take_away(&s, "terminal", "w2");
    int64_t device_ms = until_all_say(&s, "w2", "terminal_revoked");
    expect_seat(&s, "w1");
    take_away(&s, "grant", s.grant);
    int64_t registration_ms = until_all_say(&s, "w1", "terminal_unknown");
    print_message("all five doors refuse after: terminal %lld ms, registration %lld ms\n",
                  (long long)device_ms, (long long)registration_ms);
    assert_true(device_ms < within_ms() && registration_ms < within_ms());
    AWAIT(sql_int(world_database_of(s.w, "audit")->conn,
                  "SELECT count(*) FROM auditor.act WHERE action = 'staff.refused' AND refused_code = "
                  "'terminal_unknown' AND terminal_id = 'w3'") >= SERVICES);
    anyone_close(s.counter);
}

/* It ends by itself; and where all have ended the next can be registered. */
static void a_registration_ends_by_itself(void **state)
{
    scene s;
    open_scene(&s, state);
    s.w->unregistered = true;
    register_terminals(&s);
    expect_seat(&s, "w1");
    world_set_day(s.w, "2026-04-11");
    expect_seat(&s, "w1");
    take_away(&s, "token", "token-lost");
    char *other = strdup(sql_text(world_database_of(s.w, "audit")->conn,
                                  "SELECT case_id FROM register_step WHERE register = 'revocation'"));
    world_set_day(s.w, "2026-04-12");
    (void)until_all_say(&s, "w1", "terminal_unknown");
    refused(ctl(s.w, "mgr-2", "case amend %s reason=点検", other), "terminal_unknown");
    refused(ctl(s.w, "mgr-2", "case complete %s", other), "terminal_unknown");
    free(other);
    ctl_expect(ctl(s.w, "mgr-1",
                   "case open terminal terminals=w1 department=市民課 begins_on=2026-04-12 "
                   "until=2027-04-11 reason=更新"),
               0);
    anyone_close(s.counter);
}

/* A table of the city's own counts with the next command; one that is not good lets nobody in. */
static void the_table_is_read_again(void **state)
{
    world *w = *state;
    static const char head[] = "operations,groups,affairs,departments,persons,classes,roles,grant\n";
    char path[512];
    char setting[560];
    (void)snprintf(path, sizeof path, "%s/policy.csv", w->dir);
    (void)snprintf(setting, sizeof setting, "JUKI_STAFF_POLICY=%s", path);
    const char *const env[] = {setting, NULL};
    scene s = {.w = w};
    command_all_topics(w, 1);
    world_shell("printf '%%s%%s\\n' '%s' 'juki.resident.v1.QueryOpenCertificates,-,*,*,clerk1,*,照会,no' >%s",
                head, path);
    (void)process_start(w, "juki-resident", env);
    s.counter = anyone_open(w);
    char *one = token_of(&s, "clerk1", NULL);
    char *two = token_of(&s, "clerk2", NULL);
    assert_string_equal(at_door(&s, 0, "clerk1", one), "");
    assert_string_equal(at_door(&s, 0, "clerk2", two), "person_not_allowed");
    world_shell("printf '%%s%%s\\n' '%s' 'juki.resident.v1.QueryOpenCertificates,-,*,*,clerk2,*,照会,no' >%s",
                head, path);
    assert_string_equal(at_door(&s, 0, "clerk2", two), "");
    assert_string_equal(at_door(&s, 0, "clerk1", one), "person_not_allowed");
    world_shell("echo nothing >%s", path);
    assert_string_equal(at_door(&s, 0, "clerk2", two), "policy_unreadable");
    free(one);
    free(two);
    anyone_close(s.counter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_revocation_counts_at_every_door_within_seconds, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(a_grant_counts_from_its_first_to_its_last_day, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(a_terminal_counts_when_it_is_registered, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(a_registration_ends_by_itself, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(the_table_is_read_again, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("staff_right", tests, NULL, NULL);
}
