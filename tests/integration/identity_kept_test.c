/* What identity keeps about persons: names and addresses in no table of its own, or with JUKI_SEAL_NAMES off
 * in those that keep them, and read in both forms; a row that was moved is refused. The test plays the
 * register and the prefecture. */
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/played.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "juki/identity/v1/inquiry.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

#include <stdio.h>
#include <string.h>

#define NAME   "鵺森　椛"
#define KANA   "ヌエモリ　モミジ"
#define PLACE  "７７７－７７７"
#define BORN   "1961-07-17"
#define TABLES "notice number_request record search_hit"

static const char *const CANARY[] = {"鵺森", "ヌエモリ", "ぬえもり", PLACE};

static const char *const IN_CLEAR[] = {"JUKI_SEAL_NAMES=false", NULL};

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static PGconn *file_of(scene *s)
{
    return world_database_of(s->w, "identity")->conn;
}

/* ---- where the canaries are ---------------------------------------------------------------------------- */

/* In text or in bytes, which PostgreSQL shows in hexadecimal. */
static bool stands_in(PGconn *file, const char *table, const char *canary)
{
    return sql_int(file,
                   "SELECT count(*) FROM \"%s\" t WHERE position('%s' IN t::text) > 0 OR "
                   "position(encode(convert_to('%s', 'UTF8'), 'hex') IN t::text) > 0",
                   table, canary, canary) > 0;
}

/* The tables of identity, without those of every service that hold messages on their way, that any canary is
 * in. */
static void found_in(PGconn *file, char *ret, size_t size)
{
    static const char OWN[] = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                              "'public'::regnamespace AND relname "
                              "NOT IN ('outbox', 'outbox_held', 'parked', 'dead_letter') ORDER BY relname";
    PGresult *tables = PQexec(file, OWN);
    size_t at = 0;
    assert_true(PQntuples(tables) > 20);
    *ret = '\0';
    for (int i = 0; i < PQntuples(tables); i++) {
        bool found = false;
        for (size_t k = 0; !found && k < sizeof CANARY / sizeof CANARY[0]; k++) {
            found = stands_in(file, PQgetvalue(tables, i, 0), CANARY[k]);
        }
        if (found) {
            at += (size_t)snprintf(ret + at, size - at, "%s%s", at > 0 ? " " : "", PQgetvalue(tables, i, 0));
        }
    }
    PQclear(tables);
}

/* ---- a flow that fills them all ------------------------------------------------------------------------ */

/* A newborn for whom no code is there yet. */
static void request_numbers(scene *s, int serial)
{
    Juki__Resident__V1__NumberRequested wanted = JUKI__RESIDENT__V1__NUMBER_REQUESTED__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Common__V1__Address address;
    command_id request = command_new_id();
    command_id change = command_new_id();
    const char *ref = played_ref(s, serial);
    command_address(&address, TEST_MUNICIPALITY, PLACE);
    birth.date = text(TEST_TODAY);
    wanted.request_id = request.text;
    wanted.change_id = change.text;
    wanted.register_ref = text(ref);
    wanted.name = text(NAME);
    wanted.name_kana = text(KANA);
    wanted.birth_date = &birth;
    wanted.address = &address;
    bus_send(s->w, JU_TOPIC_RESIDENT_TO_IDENTITY,
             &(bus_event){.key = ref, .sequence = 1, .message = &wanted.base});
}

/* Somebody of another municipality, whom the prefecture tells of. */
static void find_elsewhere(scene *s, asked *a)
{
    Juki__Identity__V1__IdentityInquiryAnswered answer = JUKI__IDENTITY__V1__IDENTITY_INQUIRY_ANSWERED__INIT;
    Juki__Identity__V1__InquiredPerson one = JUKI__IDENTITY__V1__INQUIRED_PERSON__INIT;
    Juki__Identity__V1__FoundIdentity person = JUKI__IDENTITY__V1__FOUND_IDENTITY__INIT;
    Juki__Identity__V1__InquiredPerson *all[] = {&one};
    const test_person numbers = person_of(700);
    asked_prepare(a);
    a->question.municipality_code = text("132021");
    a->question.name = text(NAME);
    a->question.birth_date = text(BORN);
    asked_send(s, a);
    AWAIT(sql_int(file_of(s), "SELECT count(*) FROM inquiry WHERE request_id = '%s'", a->id.text) == 1);
    person.name = text(NAME);
    person.address = text("東京都立川市錦町" PLACE);
    one.person = &person;
    one.municipality_code = text("132021");
    one.resident_code = scene_seal(s, "resident_code", a->id.text, numbers.resident_code);
    one.individual_number = scene_seal(s, "individual_number", a->id.text, numbers.individual_number);
    answer.request_id = a->id.text;
    answer.found = all;
    answer.n_found = 1;
    bus_send(s->w, JU_TOPIC_LINK_PREFECTURE_IN, &(bus_event){.key = a->id.text, .message = &answer.base});
    search_reply *list = asked_answer(s, a);
    assert_int_equal(list->n_found, 1);
    juki__identity__v1__search_identity_reply__free_unpacked(list, NULL);
}

static void fill(scene *s, int serial, asked *elsewhere)
{
    const played one = {serial, NAME, KANA, BORN, PLACE, NULL, 0, 0};
    int64_t waiting = sql_int(file_of(s), "SELECT count(*) FROM number_request");
    played_tell(s, &one);
    request_numbers(s, serial + 1);
    find_elsewhere(s, elsewhere);
    AWAIT(sql_int(file_of(s), "SELECT count(*) FROM record WHERE register_ref = '%s'",
                  played_ref(s, serial)) == 1);
    AWAIT(sql_int(file_of(s), "SELECT count(*) FROM number_request WHERE state = 'waiting'") == waiting + 1);
}

/* ---- the tests ----------------------------------------------------------------------------------------- */

static void is_shown(scene *s, const asked *list, const char *address)
{
    show_reply *one = scene_show(s, "clerk1", list->id.text, 1);
    assert_null(one->refusal);
    assert_string_equal(one->person->name, NAME);
    assert_string_equal(one->person->address, address);
    juki__identity__v1__show_identity_reply__free_unpacked(one, NULL);
}

static void test_canaries(void **state)
{
    scene s;
    asked sealed;
    asked clear;
    asked here;
    char tables[512];
    scene_open(&s, *state);
    process *service = process_start(s.w, "juki-identity", NULL);
    fill(&s, 10, &sealed);
    found_in(file_of(&s), tables, sizeof tables);
    assert_string_equal(tables, "");
    assert_int_equal(FOUND(&s, q->name = text(NAME); q->birth_date = text(BORN)), 1);
    process_stop(service);

    /* written in clear, and both are read */
    service = process_start(s.w, "juki-identity", IN_CLEAR);
    is_shown(&s, &sealed, "東京都立川市錦町" PLACE);
    fill(&s, 20, &clear);
    found_in(file_of(&s), tables, sizeof tables);
    assert_string_equal(tables, TABLES);
    assert_int_equal(FOUND(&s, q->name = text(NAME); q->birth_date = text(BORN)), 2);
    process_stop(service);

    (void)process_start(s.w, "juki-identity", NULL);
    is_shown(&s, &clear, "東京都立川市錦町" PLACE);
    asked_prepare(&here);
    here.question.name_kana = text(KANA);
    here.question.address = text("田中町" PLACE);
    search_reply *list = asked_ask(&s, &here);
    assert_int_equal(list->n_found, 2);
    juki__identity__v1__search_identity_reply__free_unpacked(list, NULL);
    is_shown(&s, &here, "東京都昭島市田中町" PLACE);
    (void)process_start(s.w, "peer-national", NULL); /* with codes for both who wait */
    AWAIT(sql_int(file_of(&s), "SELECT count(*) FROM number_request WHERE state = 'waiting'") == 0);
    assert_int_equal(bus_count(s.w, JU_TOPIC_DEADLETTER_IDENTITY), 0);
    scene_close(&s);
}

static void exchange(scene *s)
{
    sql(file_of(s),
        "UPDATE record r SET content = o.content FROM record o WHERE o.register_ref <> r.register_ref");
}

static int64_t letters(scene *s)
{
    return sql_int(file_of(s),
                   "SELECT count(*) FROM dead_letter WHERE code = 'seal_broken' AND resolved_at IS NULL");
}

/* One person's items in another's row: nothing goes on with them, and it is told of; nor is anything lost. */
static void test_moved(void **state)
{
    scene s;
    asked lost;
    const played one = {10, NAME, KANA, BORN, PLACE, NULL, 0, 0};
    const played other = {11, "小鳥遊　椛", "タカナシ　モミジ", BORN, "１－１", NULL, 0, 0};
    played moves = one;
    scene_open(&s, *state);
    (void)process_start(s.w, "juki-identity", NULL);
    played_tell(&s, &one);
    played_tell(&s, &other);
    AWAIT(sql_int(file_of(&s), "SELECT count(*) FROM record") == 2);
    sql(file_of(&s), "ALTER TABLE record DISABLE TRIGGER record_is_history");
    exchange(&s);
    moves.reason = "move_within";
    moves.number = "２－２";
    moves.sequence = 2;
    played_tell(&s, &moves);
    AWAIT(letters(&s) == 1);
    asked_prepare(&lost);
    lost.question.name = text(NAME);
    lost.question.birth_date = text(BORN);
    asked_send(&s, &lost);
    AWAIT(letters(&s) == 2);
    assert_int_equal(sql_int(file_of(&s), "SELECT count(*) FROM record"), 2);
    exchange(&s);
    AWAIT(bus_count(s.w, JU_TOPIC_DEADLETTER_IDENTITY) == 2);
    ctl_expect(ctl(s.w, "op-1", "deadletter replay --service identity"), 0);
    AWAIT(sql_int(file_of(&s), "SELECT count(*) FROM record") == 3);
    AWAIT(letters(&s) == 0);
    assert_int_equal(FOUND(&s, q->name = text(NAME); q->birth_date = text(BORN)), 1);
    scene_close(&s);
}

/* ---- what goes by the clock ---------------------------------------------------------------------------- */

static void exchange_notices(scene *s)
{
    const char *one = played_ref(s, 10);
    const char *other = played_ref(s, 11);
    sql(file_of(s),
        "UPDATE notice n SET payload = o.payload FROM notice o WHERE n.event_id <> o.event_id AND "
        "n.register_ref IN ('%s', '%s') AND o.register_ref IN ('%s', '%s')",
        one, other, one, other);
}

/* How often a person's notice was sent again, or was to be. */
static int64_t attempts(scene *s, int serial)
{
    return sql_int(file_of(s),
                   "SELECT coalesce(max(o.attempts), 0) FROM notice_overdue o JOIN notice n USING (event_id) "
                   "WHERE n.register_ref = '%s'",
                   played_ref(s, serial));
}

/* Notices that cannot be opened are put off, once a day; another's goes out again meanwhile, and so does
 * everything else that the clock brings. */
static void test_notice_moved(void **state)
{
    static const char unreadable[] = "juki_notices_unreadable_total";
    scene s;
    scene_open(&s, *state);
    process *service =
        process_start(s.w, "juki-identity", (const char *const[]){"JUKI_NOTICE_RETRY_AFTER=1s", NULL});
    for (int serial = 10; serial < 13; serial++) {
        played_tell(&s, &(played){serial, NAME, KANA, BORN, PLACE, NULL, 0, 0});
    }
    AWAIT(sql_int(file_of(&s), "SELECT count(*) FROM notice") == 3);
    exchange_notices(&s);
    AWAIT(process_metric(service, unreadable) == 2);
    int64_t before = attempts(&s, 12);
    AWAIT(attempts(&s, 12) >= before + 2);
    assert_int_equal(process_metric(service, unreadable), 2);
    assert_int_equal(process_log_count(service, "seal_broken"), 2);
    assert_int_equal(process_metric(service, "juki_idle_refused_total"), 0);

    /* mended, and a day later */
    exchange_notices(&s);
    before = attempts(&s, 10);
    sql(file_of(&s), "UPDATE notice_overdue SET attempted_at = attempted_at - interval '1 day' "
                     "WHERE attempted_at > now()");
    AWAIT(attempts(&s, 10) > before && attempts(&s, 11) > before);
    assert_int_equal(process_metric(service, unreadable), 2);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_canaries, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_moved, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_notice_moved, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("identity_kept", tests, NULL, NULL);
}
