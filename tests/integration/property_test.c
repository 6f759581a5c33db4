/*
 * Random changes through Kafka and PostgreSQL against a model in memory that replays them: at every day and
 * every moment sampled the register answers as the model does, no number is given twice, no row of the
 * history is ever changed. JUKI_PROPERTY_CHANGES, JUKI_PROPERTY_PERSONS and JUKI_PROPERTY_SEED make it longer
 * (make property) or different.
 */
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/register.h"
#include "tests/integration/property/census.h"
#include "tests/integration/property/game.h"

#include "common/base/parse.h"
#include "common/code/code.h"
#include "common/text/date.h"
#include "juki/resident/v1/history.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASKED_MAX = 200, WHERE_SIZE = 200 };

static int setting(const char *name, int otherwise)
{
    int64_t value = otherwise;
    const char *given = secure_getenv(name);
    if (given != NULL && !ju_parse_int64(given, 1, 10000000, &value)) {
        fail_msg("%s is no number", name);
    }
    return (int)value;
}

static PGconn *register_of(const game *g)
{
    return world_database_of(g->w, "resident")->conn;
}

/* ---- moments --------------------------------------------------------------------------------------------
 */

static const char *digest_until(const game *g, const char *known_at)
{
    return sql_text(register_of(g),
                    "SELECT md5(string_agg(md5(r::text), '' ORDER BY addressee_number, history_number)) "
                    "FROM person_record r WHERE recorded_at <= '%s'",
                    known_at);
}

static void take_moment(game *g)
{
    moment *m = &g->moment[g->moments++];
    (void)snprintf(m->known_at, sizeof m->known_at, "%s",
                   sql_text(register_of(g), "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', "
                                            "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    m->changes = g->player.m.changes;
    (void)snprintf(m->digest, sizeof m->digest, "%s", digest_until(g, m->known_at));
}

static void check_digests(const game *g)
{
    for (int i = 0; i < g->moments; i++) {
        if (strcmp(digest_until(g, g->moment[i].known_at), g->moment[i].digest) != 0) {
            fail_msg("a row recorded before %s has changed", g->moment[i].known_at);
        }
    }
}

/* ---- questions ------------------------------------------------------------------------------------------
 */

typedef struct asked {
    command_id id;
    int about; /* person or household */
    int day;
    const moment *known; /* NULL: all */
} asked;

static Juki__Common__V1__Operator asker(void)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = (char *)(uintptr_t) "tax1";
    who.terminal_id = (char *)(uintptr_t) "window3";
    return who;
}

static asked draw_question(game *g, int among)
{
    asked a = {.id = command_new_id(), .about = player_draw(&g->player, among)};
    a.day = g->player.today - player_draw(&g->player, 720);
    a.known = player_draw(&g->player, 3) == 0 ? NULL : &g->moment[player_draw(&g->player, g->moments)];
    return a;
}

static int known_changes(const asked *a)
{
    return a->known == NULL ? INT32_MAX : a->known->changes;
}

static void describe(const asked *a, const char *number, char where[WHERE_SIZE])
{
    char day[JU_DATE_SIZE];
    ju_date_format(ju_date_from_days(a->day), day);
    (void)snprintf(where, WHERE_SIZE, "%s as of %s known at %s (seed %lld)", number, day,
                   a->known == NULL ? "any time" : a->known->known_at,
                   (long long)setting("JUKI_PROPERTY_SEED", 1));
}

static void compare(const game *g, const asked *a, int person, const Juki__Resident__V1__PersonRecord *record)
{
    char where[WHERE_SIZE];
    char difference[PLAYER_TEXT_SIZE];
    model_state state;
    const model_person *who = &g->player.m.person[person];
    bool on_record = model_as_of(who, a->day, known_changes(a), -1, &state);
    if (!player_same(&g->player, on_record ? &state : NULL, record, difference)) {
        player_print(&g->player, person);
        describe(a, who->number, where);
        fail_msg("%s: %s", where, difference);
    }
}

static const asked *find_asked(const asked *list, int count, const char *key)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(list[i].id.text, key) == 0) {
            return &list[i];
        }
    }
    return NULL;
}

static void ask_person(const game *g, const asked *a)
{
    char day[JU_DATE_SIZE];
    Juki__Common__V1__Operator who = asker();
    Juki__Resident__V1__QueryPersonAsOf question = JUKI__RESIDENT__V1__QUERY_PERSON_AS_OF__INIT;
    ju_date_format(ju_date_from_days(a->day), day);
    question.request_id = (char *)(uintptr_t)a->id.text;
    question.operator_ = &who;
    question.addressee_number = g->player.m.person[a->about].number;
    question.as_of = day;
    question.known_at = (char *)(uintptr_t)(a->known == NULL ? "" : a->known->known_at);
    question.purpose = (char *)(uintptr_t) "test";
    counter_send(g->desk, a->id.text, &question.base);
}

static void check_person(const game *g, const asked *a, const Juki__Resident__V1__PersonAsOfReply *reply)
{
    if (reply->refusal != NULL) {
        assert_string_equal(reply->refusal->code, "not_on_record_then");
    }
    compare(g, a, a->about, reply->record);
}

static void ask_household(const game *g, const asked *a)
{
    char day[JU_DATE_SIZE];
    Juki__Common__V1__Operator who = asker();
    Juki__Resident__V1__QueryHouseholdAsOf question = JUKI__RESIDENT__V1__QUERY_HOUSEHOLD_AS_OF__INIT;
    ju_date_format(ju_date_from_days(a->day), day);
    question.request_id = (char *)(uintptr_t)a->id.text;
    question.operator_ = &who;
    question.household_number = g->player.m.household[a->about].number;
    question.as_of = day;
    question.known_at = (char *)(uintptr_t)(a->known == NULL ? "" : a->known->known_at);
    question.purpose = (char *)(uintptr_t) "test";
    counter_send(g->desk, a->id.text, &question.base);
}

static const Juki__Resident__V1__PersonRecord *member_in(const Juki__Resident__V1__HouseholdAsOfReply *reply,
                                                         const char *number)
{
    for (size_t i = 0; i < reply->n_member; i++) {
        if (strcmp(reply->member[i]->addressee_number, number) == 0) {
            return reply->member[i];
        }
    }
    return NULL;
}

/* The model looks at everybody; the register found them by index. */
static void check_household(const game *g, const asked *a,
                            const Juki__Resident__V1__HouseholdAsOfReply *reply)
{
    char where[WHERE_SIZE];
    size_t members = 0;
    for (int i = 0; i < g->player.m.person_count; i++) {
        model_state state;
        const model_person *person = &g->player.m.person[i];
        if (model_as_of(person, a->day, known_changes(a), -1, &state) && state.item[MODEL_STATE] == 1 &&
            state.item[MODEL_HOUSEHOLD] == a->about) {
            members++;
            compare(g, a, i, member_in(reply, person->number));
        }
    }
    if (members != reply->n_member) {
        describe(a, g->player.m.household[a->about].number, where);
        fail_msg("%s: %zu members, the model says %zu", where, reply->n_member, members);
    }
}

static void ask_and_check(game *g, int count, bool persons)
{
    asked list[ASKED_MAX];
    for (int i = 0; i < count; i++) {
        list[i] = draw_question(g, persons ? g->player.m.person_count : g->player.m.household_count);
        (persons ? ask_person : ask_household)(g, &list[i]);
    }
    for (int left = count; left > 0;) {
        counter_reply reply = counter_next(g->desk);
        const asked *a = find_asked(list, count, reply.key);
        if (a != NULL && persons) {
            check_person(g, a, (const Juki__Resident__V1__PersonAsOfReply *)reply.body);
        } else if (a != NULL) {
            check_household(g, a, (const Juki__Resident__V1__HouseholdAsOfReply *)reply.body);
        }
        left -= a != NULL;
        protobuf_c_message_free_unpacked(reply.body, NULL);
    }
}

/* ---- statistics -----------------------------------------------------------------------------------------
 */

static int first_of_month(int day)
{
    return day - ju_date_from_days(day).day + 1;
}

static void ask_statistics(const game *g, const asked *a, census_kind kind)
{
    char day[JU_DATE_SIZE];
    Juki__Common__V1__Operator who = asker();
    Juki__Resident__V1__QueryStatistics question = JUKI__RESIDENT__V1__QUERY_STATISTICS__INIT;
    ju_date_format(ju_date_from_days(a->day), day);
    question.request_id = (char *)(uintptr_t)a->id.text;
    question.operator_ = &who;
    question.kind = (Juki__Resident__V1__StatisticsKind)kind;
    question.by_district = true;
    if (kind == CENSUS_CHANGES) {
        day[7] = '\0'; /* YYYY-MM */
        question.month = day;
    } else {
        question.as_of = day;
    }
    counter_send(g->desk, a->id.text, &question.base);
}

/* More rows of these days than a count reads. */
static bool too_long(const game *g, int first, int last)
{
    enum { READ_MAX = 100000 };
    char from[JU_DATE_SIZE];
    char to[JU_DATE_SIZE];
    ju_date_format(ju_date_from_days(first), from);
    ju_date_format(ju_date_from_days(last), to);
    return sql_int(register_of(g),
                   "SELECT count(*) FROM person_record WHERE change_date BETWEEN '%s' AND '%s'", from,
                   to) > READ_MAX;
}

static void check_statistics(game *g, census_kind kind)
{
    char where[WHERE_SIZE];
    asked a = draw_question(g, 1);
    a.known = NULL;
    ask_statistics(g, &a, kind);
    counter_reply reply = counter_next(g->desk);
    while (find_asked(&a, 1, reply.key) == NULL) {
        protobuf_c_message_free_unpacked(reply.body, NULL);
        reply = counter_next(g->desk);
    }
    int first = kind == CENSUS_CHANGES ? first_of_month(a.day) : a.day;
    int last = kind == CENSUS_CHANGES ? first_of_month(first + 31) - 1 : a.day;
    describe(&a,
             kind == CENSUS_CHANGES      ? "changes"
             : kind == CENSUS_HOUSEHOLDS ? "households"
                                         : "population",
             where);
    const Juki__Resident__V1__StatisticsReply *answer =
        (const Juki__Resident__V1__StatisticsReply *)reply.body;
    if (kind == CENSUS_CHANGES ? too_long(g, first, last) : too_long(g, last + 1, g->player.today)) {
        assert_non_null(answer->refusal);
        assert_string_equal(answer->refusal->code, "answer_too_long");
    } else {
        census_check(&g->player, kind, first, last, answer, where);
    }
    protobuf_c_message_free_unpacked(reply.body, NULL);
}

/* ---- the whole register ---------------------------------------------------------------------------------
 */

static void check_latest(const game *g)
{
    PGresult *rows =
        PQexec(register_opened(g->w),
               "SELECT p.addressee_number, p.state, p.household_number, r.address_town FROM person "
               "p JOIN opened_record r "
               "USING (addressee_number, history_number) WHERE r.state = p.state "
               "AND r.household_number = p.household_number AND r.register_ref = p.register_ref");
    assert_int_equal(PQntuples(rows), g->player.m.person_count);
    for (int i = 0; i < PQntuples(rows); i++) {
        char number[16];
        (void)snprintf(number, sizeof number, "%s", PQgetvalue(rows, i, 0));
        const model_state *now = &g->player.m.person[model_find_person(&g->player.m, number)].now;
        assert_true(ju_code_valid(JU_CODE_ADDRESSEE, number));
        int64_t state = 0;
        assert_true(ju_parse_int64(PQgetvalue(rows, i, 1), 1, 9, &state));
        assert_int_equal(state, now->item[MODEL_STATE]);
        assert_string_equal(PQgetvalue(rows, i, 2), g->player.m.household[now->item[MODEL_HOUSEHOLD]].number);
        assert_string_equal(PQgetvalue(rows, i, 3), player_town(now->item[MODEL_STREET]));
    }
    PQclear(rows);
}

static void check_numbers(const game *g)
{
    PGconn *conn = register_of(g);
    int64_t numbered = 0;
    for (int i = 0; i < g->player.m.person_count; i++) {
        numbered += g->player.m.person[i].serial != 0;
    }
    assert_int_equal(sql_int(conn, "SELECT count(DISTINCT number_index) FROM person"), numbered);
    assert_int_equal(sql_int(conn, "SELECT count(DISTINCT code_index) FROM person"), numbered);
    assert_int_equal(sql_int(conn, "SELECT count(DISTINCT register_ref) FROM opened_record"),
                     g->player.m.person_count);
    /* 履歴番号 from 1 by 1 */
    assert_int_equal(sql_int(conn,
                             "SELECT count(*) FROM (SELECT 1 FROM person_record GROUP BY addressee_number "
                             "HAVING count(*) <> max(history_number) OR min(history_number) <> 1) gaps"),
                     0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM change_lock"), 0);
}

static void test_register_equals_model(void **state)
{
    game *g = calloc(1, sizeof *g);
    int changes = setting("JUKI_PROPERTY_CHANGES", 200);
    int persons = setting("JUKI_PROPERTY_PERSONS", 60);
    int wave = persons / 4 < WAVE_MAX ? persons / 4 : WAVE_MAX;
    int taken = 0;
    assert_non_null(g);
    g->w = *state;
    g->player.seed = (uint64_t)setting("JUKI_PROPERTY_SEED", 1);
    g->player.persons_max = persons;
    ju_date today;
    assert_true(ju_date_parse(TEST_TODAY, &today));
    g->player.today = ju_date_to_days(today);
    command_topics(g->w, 2);
    static const char *const show_all[] = {"JUKI_STATISTICS_MINIMUM=1", NULL};
    (void)process_start(g->w, "juki-resident", show_all);
    g->desk = counter_open(g->w);
    while (g->player.m.changes < changes) {
        game_play_wave(g, wave);
        if (g->player.m.changes * (MOMENTS_MAX - 1) >= changes * taken && g->moments < MOMENTS_MAX) {
            taken++;
            take_moment(g);
            ask_and_check(g, persons < ASKED_MAX ? persons / 4 : ASKED_MAX, true);
            ask_and_check(g, persons < ASKED_MAX ? persons / 8 : ASKED_MAX, false);
            check_statistics(g, (census_kind)(1 + taken % 3));
        }
    }
    ask_and_check(g, ASKED_MAX, true);
    ask_and_check(g, ASKED_MAX, false);
    for (int i = 0; i < 12; i++) {
        check_statistics(g, (census_kind)(1 + i % 3));
    }
    check_latest(g);
    check_numbers(g);
    check_digests(g);
    print_message("# %d changes of %d persons in %d households registered, %d entries refused\n",
                  g->player.m.changes, g->player.m.person_count, g->player.m.household_count, g->refused);
    assert_true(g->refused < g->player.m.changes / 2); /* or little was tested */
    assert_int_equal(bus_count(g->w, "deadletter.resident"), 0);
    counter_close(g->desk);
    model_free(&g->player.m);
    free(g->player.past);
    free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_register_equals_model, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("property", tests, NULL, NULL);
}
