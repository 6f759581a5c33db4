/*
 * The consumers as their teams would write them: the tax office in C, the child-care office in Python from
 * proto/ alone. Random changes, late, corrected and cancelled ones among them, are played; both offices are
 * killed in the middle, and later lose a part of their topics while they are closed. In the end both answer
 * of every household on every day asked as the register itself does (seed 003 REQ-17, REQ-83, REQ-85; seed
 * 004 K1, K12).
 */
#include "juki/gateway/v1/feed.pb-c.h"
#include "tests/integration/harness/event_sign.h"
#include "tests/integration/harness/lose.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/restraint.h"
#include "tests/integration/offices/answers.h"

#include "common/base/parse.h"
#include "common/event/topic_names.h"
#include "common/text/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BASE_DAY  "2026-04-01"
#define PRESCHOOL "2020-04-01" /* who was born later is younger than 6 on that day */
#define TAX_DAY   "2026-01-01"

enum { PERSONS = 60, WAVE = 15 };

static const char *const TAX_ENV[] = {"JUKI_TAX_GAP_PATIENCE=500ms",
                                      "JUKI_KAFKA_PROPERTIES=group.instance.id=one;session.timeout.ms=6000",
                                      NULL};

/* ---- the offices -----------------------------------------------------------------------------------------
 */

typedef struct town {
    game g;
    process *tax;
    process *welfare;
} town;

static process *start_welfare(world *w, const char *file)
{
    char state[320];
    const char *const env[] = {state, "WELFARE_BASE_DATE=" BASE_DAY, "WELFARE_SETTLE_S=0.3",
                               "WELFARE_GAP_PATIENCE_S=0.5", NULL};
    (void)snprintf(state, sizeof state, "WELFARE_STATE=%s/%s", w->dir, file);
    return process_launch(w, "peer-welfare", env, NULL);
}

static void open_offices(town *t)
{
    t->tax = process_start(t->g.w, "peer-tax", TAX_ENV);
    t->welfare = start_welfare(t->g.w, "welfare.sqlite");
}

static void kill_offices(town *t)
{
    process_kill(t->tax);
    process_kill(t->welfare);
}

/* -1: it has not made its file yet. */
static int64_t welfare_number(world *w, const char *statement)
{
    int64_t found = -1;
    char *printed =
        answers_run(0,
                    "/usr/bin/python3 -c \"import sqlite3; print(sqlite3.connect("
                    "'file:%s/welfare.sqlite?mode=ro', uri=True).execute('''%s ''').fetchone()[0])\" "
                    "2>/dev/null || echo -1",
                    w->dir, statement);
    printed[strcspn(printed, "\n")] = '\0';
    assert_true(ju_parse_int64(printed, -1, INT64_MAX, &found));
    free(printed);
    return found;
}

static int64_t numbers_given(world *w, const char *owner, const char *topic)
{
    return sql_int(world_database_of(w, owner)->conn,
                   "SELECT coalesce(sum(last), 0)::bigint FROM outbox_stream WHERE topic = '%s'", topic);
}

static int64_t numbers_reached(world *w, const char *owner, const char *topic)
{
    return sql_int(world_database_of(w, owner)->conn,
                   "SELECT coalesce(sum(last), 0)::bigint FROM inbox_stream WHERE topic = '%s'", topic);
}

static bool gateway_is_up_to_date(world *w)
{
    return numbers_given(w, "resident", JU_TOPIC_RESIDENT_TO_GATEWAY) ==
               numbers_reached(w, "gateway", JU_TOPIC_RESIDENT_TO_GATEWAY) &&
           sql_int(world_database_of(w, "gateway")->conn, "SELECT count(*) FROM outbox") == 0;
}

static bool tax_is_up_to_date(world *w)
{
    return numbers_given(w, "gateway", JU_TOPIC_FEED_TAX) == numbers_reached(w, "tax", JU_TOPIC_FEED_TAX) &&
           sql_int(world_database_of(w, "tax")->conn, "SELECT count(*) FROM parked") == 0 &&
           sql_int(world_database_of(w, "tax")->conn,
                   "SELECT count(*) FROM snapshot_request WHERE answered_at IS NULL") == 0;
}

/* In this order: what is read may make it wish for something, and what it wished for brings more to judge. */
static bool welfare_is_up_to_date(world *w)
{
    return numbers_given(w, "gateway", JU_TOPIC_FEED_WELFARE) ==
               welfare_number(w, "SELECT coalesce(sum(sequence), 0) FROM position") &&
           welfare_number(w, "SELECT count(*) FROM parked") == 0 &&
           welfare_number(w, "SELECT count(*) FROM asked WHERE answered_at IS NULL") == 0 &&
           welfare_number(w, "SELECT count(*) FROM position WHERE digest IS NULL") == 0 &&
           welfare_number(w, "SELECT count(*) FROM outside") == 0;
}

static void await_offices(world *w)
{
    AWAIT(gateway_is_up_to_date(w));
    AWAIT(tax_is_up_to_date(w));
    AWAIT(welfare_is_up_to_date(w));
}

/* ---- the comparison --------------------------------------------------------------------------------------
 */

static void compare_on(town *t, const char *day, bool base)
{
    answers *expected = calloc(1, sizeof *expected);
    answers *given = calloc(1, sizeof *given);
    assert_true(expected != NULL && given != NULL);
    answers_of_register(&t->g, day, NULL, expected);
    answers_of_tax(t->g.w, day, NULL, given);
    answers_same(expected, given, "the tax office", day);
    if (base) {
        answers_of_register(&t->g, day, PRESCHOOL, expected);
        answers_of_welfare(t->g.w, day, given);
        answers_same(expected, given, "the child-care office", day);
        assert_true(given->households > 0); /* or nothing was compared */
    }
    free(expected);
    free(given);
}

static void compare(town *t)
{
    static const int days_ago[] = {3, 30, 200, 400, 700};
    await_offices(t->g.w);
    compare_on(t, TEST_TODAY, true);
    compare_on(t, BASE_DAY, true);
    compare_on(t, TAX_DAY, false);
    for (size_t i = 0; i < sizeof days_ago / sizeof days_ago[0]; i++) {
        char day[JU_DATE_SIZE];
        ju_date_format(ju_date_from_days(t->g.player.today - days_ago[i]), day);
        compare_on(t, day, false);
    }
}

static void play(town *t, int waves)
{
    for (int i = 0; i < waves; i++) {
        game_play_wave(&t->g, WAVE);
    }
}

/* Nothing twice, nothing out of its order, nobody whom the office may not know (K1, K12). */
static void check_states(town *t, int healed)
{
    world *w = t->g.w;
    PGconn *tax = world_database_of(w, "tax")->conn;
    char *state = answers_run(0, TAX_PROGRAM " --state", world_env("JUKI_TEST_DSN_ADMIN"),
                              world_database_of(w, "tax")->name, world_env("JUKI_TEST_BIN"));
    assert_non_null(strstr(state, "\"duplicates\":0,\"out_of_order\":0,"));
    assert_non_null(strstr(state, "\"dead\":0,"));
    free(state);
    state = answers_run(0, WELFARE_PROGRAM " --state", w->dir);
    assert_non_null(strstr(state, "\"duplicates\":0,\"out_of_order\":0,"));
    assert_non_null(strstr(state, "\"dead\":0,"));
    free(state);
    assert_int_equal(sql_int(tax, "SELECT count(*) FROM snapshot WHERE result <> 'whole'"), 0);
    assert_true(sql_int(tax, "SELECT count(*) FROM snapshot") >= healed);
    assert_true(welfare_number(w, "SELECT count(*) FROM snapshot WHERE result = 'whole'") >= healed);
    assert_int_equal(welfare_number(w,
                                    "SELECT count(*) FROM resident r WHERE NOT EXISTS (SELECT 1 FROM place p "
                                    "JOIN place c ON c.household = p.household AND c.child "
                                    "WHERE p.key = r.addressee_number)"),
                     0);
    assert_true(welfare_number(w, "SELECT count(*) FROM resident") <
                welfare_number(w, "SELECT count(*) FROM position"));
}

static town *open_town(world *w)
{
    town *t = calloc(1, sizeof *t);
    ju_date today;
    assert_non_null(t);
    assert_true(ju_date_parse(TEST_TODAY, &today));
    t->g.w = w;
    t->g.player.seed = 5;
    t->g.player.persons_max = PERSONS;
    t->g.player.today = ju_date_to_days(today);
    command_all_topics(w, 4);
    (void)process_start(w, "juki-resident", NULL);
    (void)process_start(w, "juki-gateway", NULL);
    open_offices(t);
    t->g.desk = counter_open(w);
    return t;
}

static void close_town(town *t)
{
    counter_close(t->g.desk);
    model_free(&t->g.player.m);
    free(t->g.player.past);
    free(t);
}

static void offices_answer_as_the_register(void **state)
{
    town *t = open_town(*state);
    play(t, 6);
    kill_offices(t); /* in the middle of what they read */
    play(t, 3);
    open_offices(t);
    play(t, 3);
    compare(t);
    check_states(t, 0);

    /* closed for longer than the topic keeps, and a part of it is gone */
    kill_offices(t);
    play(t, 2);
    AWAIT(gateway_is_up_to_date(t->g.w));
    bus_lose(t->g.w, JU_TOPIC_FEED_TAX);
    bus_lose(t->g.w, JU_TOPIC_FEED_WELFARE);
    play(t, 2);
    open_offices(t);
    AWAIT(sql_int(world_database_of(t->g.w, "tax")->conn,
                  "SELECT count(*) FROM snapshot WHERE result = 'whole'") > 0);
    AWAIT(welfare_number(t->g.w, "SELECT count(*) FROM snapshot WHERE result = 'whole'") > 0);
    compare(t);
    check_states(t, 1);
    assert_true(sql_int(world_database_of(t->g.w, "tax")->conn, "SELECT count(*) FROM journal WHERE whole") >
                0);
    close_town(t);
}

static void a_second_copy_by_mistake_stops_no_office(void **state)
{
    town *t = open_town(*state);
    play(t, 5); /* until there are families with small children */
    AWAIT(welfare_is_up_to_date(t->g.w));
    process *second = start_welfare(t->g.w, "second.sqlite");
    AWAIT(process_log_count(t->welfare, "fenced") > 0);
    play(t, 1);
    process_kill(second);
    play(t, 1);
    compare(t);
    close_town(t);
}

/* ---- restrained persons ----------------------------------------------------------------------------------
 */

/* Whether any column of the tax office's records has this text. */
static bool tax_has(world *w, const char *words)
{
    return sql_int(world_database_of(w, "tax")->conn,
                   "SELECT count(*) FROM person_record r WHERE position('%s' in r::text) > 0 OR "
                   "position(convert_to('%s', 'UTF8') in r.address_history) > 0",
                   words, words) > 0;
}

/* Who lives without a preschool child is nobody for the child-care office, until one is born to him. */
static void no_office_keeps_where_the_restrained_live(void **state)
{
    static const char place[] = "田中町";
    world *w = *state;
    char *numbers[1];
    command_all_topics(w, 4);
    (void)process_start(w, "juki-resident", NULL);
    (void)process_start(w, "juki-gateway", NULL);
    (void)process_start(w, "peer-tax", TAX_ENV);
    (void)start_welfare(w, "welfare.sqlite");
    registered person = command_register(w, 1);
    AWAIT(gateway_is_up_to_date(w) && tax_is_up_to_date(w));
    AWAIT(welfare_is_up_to_date(w));
    assert_int_equal(welfare_number(w, "SELECT count(*) FROM resident"), 0);
    command_complete(w, command_birth(w, person.household_number));
    await_offices(w);
    assert_int_equal(welfare_number(w, "SELECT count(*) FROM resident"), 2);
    assert_int_equal(
        welfare_number(w, "SELECT count(*) FROM asked WHERE kind = 'reconcile' AND result = 'done'"), 1);
    assert_true(tax_has(w, place));

    numbers[0] = person.addressee_number;
    Juki__Resident__V1__SubmitRestraint setting = restraint_setting(SUPPORT, 0, numbers);
    setting.household = true;
    (void)restraint_register(w, &setting);
    AWAIT(sql_int(world_database_of(w, "gateway")->conn, "SELECT count(*) FROM restraint") == 2);
    await_offices(w);
    assert_false(tax_has(w, place));
    assert_int_equal(sql_int(world_database_of(w, "tax")->conn,
                             "SELECT count(*) FROM person_record WHERE addressee_number = '%s'",
                             person.addressee_number),
                     2); /* the households stay, so that he can be taxed */
    assert_int_equal(welfare_number(w, "SELECT count(*) FROM resident WHERE restrained AND (address <> '' "
                                       "OR addresses <> '[]')"),
                     0);
}

/* ---- 住登外課税 (seed 003 L154, REQ-86) -------------------------------------------------------------------
 */

#define OUTSIDE TAX_PROGRAM " --outside-"
#define WHERE   world_env("JUKI_TEST_DSN_ADMIN"), world_database_of(w, "tax")->name, world_env("JUKI_TEST_BIN")

static void the_municipality_of_registration_is_notified(void **state)
{
    static const char rest[] =
        "試験　花子 シケン　ハナコ 1980-02-03 東京都新宿区西新宿１ 東京都昭島市田中町２";
    world *w = *state;
    command_all_topics(w, 4);
    (void)process_start(w, "peer-tax", NULL);
    free(answers_run(0, OUTSIDE "add 0000000027 2026 131041 %s", WHERE, rest));
    free(answers_run(0, OUTSIDE "add 0000000035 2026 131041 %s", WHERE, rest));
    free(answers_run(0, OUTSIDE "add 0000000019 2026 132012 %s", WHERE, rest));
    free(answers_run(1, OUTSIDE "add 0000000028 2026 131041 %s 2>&1", WHERE, rest)); /* check digit */
    free(answers_run(1, OUTSIDE "add 0000000019 2026 131042 %s 2>&1", WHERE, rest)); /* municipality */
    free(answers_run(1, OUTSIDE "add 0000000019 1999 131041 %s 2>&1", WHERE, rest)); /* year */
    char *said = answers_run(0, OUTSIDE "notices %s", WHERE, w->dir);
    assert_non_null(strstr(said, "\"municipality\":\"131041\",\"persons\":2"));
    assert_non_null(strstr(said, "\"municipality\":\"132012\",\"persons\":1"));
    free(said);
    char *file = answers_run(0, "cat %s/jutogai-131041-2026-0000000027.csv", w->dir);
    assert_non_null(strstr(file, "登録市区町村コード,課税年度,宛名番号"));
    assert_non_null(strstr(file, "\"131041\",\"2026\",\"0000000035\",\"試験　花子\""));
    free(file);
    said = answers_run(0, OUTSIDE "notices %s", WHERE, w->dir);
    assert_string_equal(said, "[]\n"); /* each once */
    free(said);
    free(answers_run(1, OUTSIDE "add 0000000019 2026 132012 %s 2>&1", WHERE, rest)); /* it is out */
    assert_int_equal(sql_int(world_database_of(w, "tax")->conn,
                             "SELECT count(*) FROM outside_person WHERE notified_at IS NOT NULL"),
                     3);
}

/* ---- another team, another language ----------------------------------------------------------------------
 */

static void the_child_care_office_knows_the_contracts_alone(void **state)
{
    (void)state;
    char *other = answers_run(0, "/usr/bin/python3 tests/integration/offices/imports.py tests/peers/welfare");
    assert_string_equal(other, "");
    free(other);
    other = answers_run(
        0, "/usr/bin/python3 tests/integration/offices/imports.py tests/system"); /* it can be red */
    assert_string_not_equal(other, "");
    free(other);
}

/* What the gateway did not sign is put aside, whatever it says, and its number stays free for the true one.
 */
static void the_child_care_office_believes_the_gateway_alone(void **state)
{
    static const char *const topics[] = {JU_TOPIC_FEED_WELFARE, JU_TOPIC_FEED_WELFARE_REQUEST, NULL};
    static char key[] = "000000000000019";
    world *w = *state;
    Juki__Gateway__V1__PersonFeed person = JUKI__GATEWAY__V1__PERSON_FEED__INIT;
    ju_record_header headers[8];
    unsigned char value[256];
    event_signed sent = {0};
    person.addressee_number = key;
    person.state = (char *)(uintptr_t) "resident";
    size_t size = juki__gateway__v1__person_feed__pack(&person, value);
    bus_topics(w, 1, topics);
    (void)start_welfare(w, "welfare.sqlite");
    size_t count =
        bus_headers(headers, "018f0000-0000-7000-8000-000000000001", person.base.descriptor->name, "1");
    count = event_sign(w, JU_TOPIC_FEED_WELFARE, key, strlen(key), value, size, headers, count, &sent);
    bus_send_plain(w, JU_TOPIC_FEED_WELFARE, key, strlen(key), value, size, sent.header, count - 1);
    bus_send_plain(w, JU_TOPIC_FEED_WELFARE, "000000000000027", strlen(key), value, size, sent.header, count);
    bus_send_plain(w, JU_TOPIC_FEED_WELFARE, key, strlen(key), value, size - 1, sent.header, count);
    count = bus_headers(headers, "018f0000-0000-7000-8000-000000000002", person.base.descriptor->name, "1");
    event_signed tax = {0};
    count = event_sign(w, JU_TOPIC_FEED_TAX_REQUEST, key, strlen(key), value, size, headers, count, &tax);
    bus_send_plain(w, JU_TOPIC_FEED_WELFARE, key, strlen(key), value, size, tax.header, count);
    AWAIT(welfare_number(w, "SELECT count(*) FROM refused WHERE reason GLOB 'signature_*'") == 4);
    assert_int_equal(welfare_number(w, "SELECT count(*) FROM position"), 0);
    bus_send_plain(w, JU_TOPIC_FEED_WELFARE, key, strlen(key), value, size, sent.header, count);
    AWAIT(welfare_number(w, "SELECT count(*) FROM position") == 1);
    assert_int_equal(welfare_number(w, "SELECT count(*) FROM refused"), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(offices_answer_as_the_register, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(a_second_copy_by_mistake_stops_no_office, world_setup,
                                        world_teardown),
        cmocka_unit_test(the_child_care_office_knows_the_contracts_alone),
        cmocka_unit_test_setup_teardown(the_child_care_office_believes_the_gateway_alone, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(no_office_keeps_where_the_restrained_live, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(the_municipality_of_registration_is_notified, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests_name("offices", tests, NULL, NULL);
}
