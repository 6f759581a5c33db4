/* 整合性確認 (systems C6) with the prefecture: equal copies, drift in each direction, changes on their way;
 * nothing is corrected. The test plays the register.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/holding.h"
#include "tests/integration/harness/identity_file.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/resident/v1/event.pb-c.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* More than the page that a room gathers at once, and than the records that are told one by one. */
enum { PERSONS = 1030 };

typedef struct town {
    world *w;
    ju_keyring *identity;
    PGconn *file;       /* of identity */
    PGconn *prefecture; /* of the peer */
} town;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static void register_ref_of(int serial, char ret[33])
{
    (void)snprintf(ret, 33, "%032d", serial);
}

/* What the register tells of a person: sequence 1 is the 転入, the later ones 転居. */
static void tell(const town *t, int serial, int64_t sequence)
{
    Juki__Resident__V1__IdentityChanged changed = JUKI__RESIDENT__V1__IDENTITY_CHANGED__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Common__V1__Address address;
    command_id id = command_new_id();
    test_person person = person_of(serial);
    char register_ref[33];
    char number[24];
    ju_arena arena;
    ju_arena_init(&arena, 64 * 1024);
    register_ref_of(serial, register_ref);
    (void)snprintf(number, sizeof number, "１－%d", (int)sequence);
    command_address(&address, TEST_MUNICIPALITY, number);
    address.building = text(serial % 2 == 0 ? "コーポ試験２０１" : "");
    birth.date = text("1990-01-15");
    changed.change_id = id.text;
    changed.register_ref = register_ref;
    changed.name = person.name;
    changed.birth_date = &birth;
    changed.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    changed.address = &address;
    changed.reason = text(sequence == 1 ? "domestic_move_in" : "move_within");
    changed.change_date = text(TEST_TODAY);
    assert_int_equal(ju_seal_text(t->identity, &arena, "resident_code", register_ref, person.resident_code,
                                  &changed.resident_code, NULL),
                     JU_OK);
    assert_int_equal(ju_seal_text(t->identity, &arena, "individual_number", register_ref,
                                  person.individual_number, &changed.individual_number, NULL),
                     JU_OK);
    bus_send(t->w, JU_TOPIC_RESIDENT_TO_IDENTITY,
             &(bus_event){.key = register_ref, .sequence = sequence, .message = &changed.base});
    ju_arena_done(&arena);
}

static town open_town(world *w)
{
    town t = {.w = w};
    command_all_topics(w, 2);
    (void)process_start(w, "juki-identity", NULL);
    (void)process_start(w, "peer-prefecture", NULL);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "identity", &t.identity, NULL), JU_OK);
    t.file = world_database_of(w, "identity")->conn;
    t.prefecture = world_database_of(w, "prefecture")->conn;
    for (int serial = 1; serial <= PERSONS; serial++) {
        tell(&t, serial, 1);
    }
    AWAIT(sql_int(t.prefecture, "SELECT count(*) FROM person") == PERSONS);
    return t;
}

/* Compares, and expects so many differences. */
static void expect_differences_with(const town *t, const char *partner, int differences, int here, int there)
{
    char wanted[16];
    ctl_expect(ctl(t->w, "chief", "identity compare %s --wait --timeout 30", partner),
               differences > 0 ? 1 : 0);
    assert_string_equal(ctl_value("state"), "done");
    (void)snprintf(wanted, sizeof wanted, "%d", differences);
    assert_string_equal(ctl_value("differences"), wanted);
    (void)snprintf(wanted, sizeof wanted, "%d", here);
    assert_string_equal(ctl_value("own_records"), wanted);
    (void)snprintf(wanted, sizeof wanted, "%d", there);
    assert_string_equal(ctl_value("partner_records"), wanted);
    AWAIT(sql_int(t->file, "SELECT count(*) FROM compare_record") == 0);
    AWAIT(sql_int(world_database_of(t->w, partner)->conn, "SELECT count(*) FROM compare_record") == 0);
}

static void expect_differences(const town *t, int differences, int here, int there)
{
    expect_differences_with(t, "prefecture", differences, here, there);
}

static int64_t found(const town *t, const char *kind, const char *items)
{
    return sql_int(
        t->file,
        "SELECT count(*) FROM compare_difference WHERE kind = '%s' AND item = '%s' AND compare_id = "
        "(SELECT compare_id FROM compare ORDER BY started_at DESC LIMIT 1)",
        kind, items);
}

static void row_of(const town *t, int serial, char ret[80])
{
    char register_ref[33];
    register_ref_of(serial, register_ref);
    (void)snprintf(ret, 80, "%s",
                   sql_text(t->file, "SELECT encode(code_index, 'hex') FROM person WHERE register_ref = '%s'",
                            register_ref));
}

static void lives_elsewhere(identity_file_record *record)
{
    record->address = text("東京都昭島市朝日町９－９");
}

/* One of each kind of drift; five in all. */
static void drift(const town *t)
{
    char register_ref[33];
    char row[80];
    /* the prefecture has another name and birthday of somebody, lost somebody, and has one too many */
    sql(t->prefecture, "UPDATE person SET name = '別人', birth_date = '1991-01-15' WHERE name = '%s'",
        person_of(3).name);
    sql(t->prefecture, "DELETE FROM person WHERE name = '%s'", person_of(4).name);
    sql(t->prefecture,
        "CREATE TEMP TABLE one AS SELECT * FROM person WHERE name = '%s';"
        "UPDATE one SET code_index = sha256(code_index); INSERT INTO person SELECT * FROM one",
        person_of(5).name);
    /* identity has another address of somebody whom the prefecture was not told about, and lost somebody */
    register_ref_of(7, register_ref);
    identity_file_alter(t->w, register_ref, lives_elsewhere);
    row_of(t, 8, row);
    sql(t->file, "DELETE FROM person WHERE code_index = decode('%s', 'hex')", row);
}

/* While changes go through both, none of them is a difference. */
static void compare_under_changes(const town *t)
{
    char path[512];
    int status = 0;
    (void)snprintf(path, sizeof path, "%s/compare.out", t->w->dir);
    pid_t pid = ctl_start(t->w, "chief", "identity compare prefecture --wait --timeout 30", path);
    for (int serial = 1; serial <= PERSONS / 8; serial++) {
        tell(t, serial, 2);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
}

static void c6_prefecture(void **state)
{
    world *w = *state;
    town t = open_town(w);
    expect_differences(&t, 0, PERSONS, PERSONS);
    assert_true(sql_int(t.file, "SELECT bytes FROM compare") < 16 * 1024);
    compare_under_changes(&t);

    AWAIT(sql_int(t.prefecture, "SELECT sum(change_count) FROM person") == PERSONS + PERSONS / 8);
    AWAIT(sql_int(t.file, "SELECT count(*) FROM notice WHERE acknowledged_at IS NULL") == 0);
    drift(&t);
    char here[512];
    char there[512];
    (void)snprintf(here, sizeof here, "%s", sql_digest(t.file, "record,person,notice"));
    (void)snprintf(there, sizeof there, "%s", sql_digest(t.prefecture, "person"));
    expect_differences(&t, 5, PERSONS - 1, PERSONS);
    ctl_expect_text("only_there");
    ctl_expect_text("birth_date");
    assert_int_equal(found(&t, "differs", "name birth_date"), 1);
    assert_int_equal(found(&t, "differs", "address"), 1);
    assert_int_equal(found(&t, "only_here", ""), 1);
    assert_int_equal(found(&t, "only_there", ""), 2);
    /* found and reported, nothing corrected */
    assert_string_equal(sql_digest(t.file, "record,person,notice"), here);
    assert_string_equal(sql_digest(t.prefecture, "person"), there);
    ctl_expect(ctl(w, "chief", "identity comparison prefecture"), 1);
    assert_string_equal(ctl_value("differences"), "5");

    ctl_expect(ctl(w, "chief", "identity compare nobody"), 1);
    ctl_expect_text("comparison_unknown");
    AWAIT(bus_acts(w, "comparison.finished") == 3);
    AWAIT(bus_acts(w, "comparison.begun") == 4);
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_IDENTITY), 0);
    assert_int_equal(bus_count(w, "deadletter.prefecture"), 0);
    ju_keyring_free(t.identity);
}

/* With 全国サーバ by way of the prefecture (S2-6), which passes on what it cannot read and compares nothing
 * itself. */
static void c6_national(void **state)
{
    world *w = *state;
    town t = open_town(w);
    (void)process_start(w, "peer-national", NULL);
    PGconn *national = world_database_of(w, "national")->conn;
    AWAIT(sql_int(national, "SELECT count(*) FROM resident") == PERSONS);
    expect_differences_with(&t, "national", 0, PERSONS, PERSONS);
    for (int serial = 1; serial <= PERSONS / 8; serial++) {
        tell(&t, serial, 2); /* on their way while it compares */
    }
    expect_differences_with(&t, "national", 0, PERSONS, PERSONS);
    char ref[33];
    register_ref_of(7, ref);
    sql(national, "UPDATE resident SET name = '別人' WHERE name = '%s'", person_of(5).name);
    sql(national, "DELETE FROM resident WHERE name = '%s'", person_of(6).name);
    sql(t.file, "DELETE FROM person WHERE register_ref = '%s'", ref);
    expect_differences_with(&t, "national", 3, PERSONS - 1, PERSONS - 1);
    assert_int_equal(found(&t, "differs", "name"), 1);
    assert_int_equal(found(&t, "only_here", ""), 1);
    assert_int_equal(found(&t, "only_there", ""), 1);
    assert_int_equal(sql_int(t.prefecture, "SELECT count(*) FROM compare"), 0);
    expect_differences_with(&t, "prefecture", 1, PERSONS - 1, PERSONS);
    ctl_expect(ctl(w, "chief", "identity comparison national"), 1);
    assert_string_equal(ctl_value("differences"), "3");
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_IDENTITY), 0);
    assert_int_equal(bus_count(w, "deadletter.prefecture"), 0);
    assert_int_equal(bus_count(w, "deadletter.national"), 0);
    ju_keyring_free(t.identity);
}

/* ---- the register with identity ----------------------------------------------------------------------- */

enum { RESIDENTS = 6 };

static void expect_register(world *w, int differences)
{
    char wanted[16];
    ctl_expect(ctl(w, "chief", "register compare --wait --timeout 30"), differences > 0 ? 1 : 0);
    assert_string_equal(ctl_value("state"), "done");
    (void)snprintf(wanted, sizeof wanted, "%d", differences);
    assert_string_equal(ctl_value("differences"), wanted);
    AWAIT(sql_int(world_database_of(w, "resident")->conn, "SELECT count(*) FROM compare_record") == 0);
    AWAIT(sql_int(world_database_of(w, "identity")->conn, "SELECT count(*) FROM compare_record") == 0);
}

static int64_t register_found(PGconn *conn, const char *kind, const char *items)
{
    return sql_int(conn, "SELECT count(*) FROM compare_difference WHERE kind = '%s' AND item = '%s'", kind,
                   items);
}

static void is_another_wife(identity_file_record *record)
{
    record->name = text("別人");
    record->relationship = text("妻");
}

/* Residents who came, moved within and left; then a difference of each kind. */
static void c6_register(void **state)
{
    world *w = *state;
    registered person[RESIDENTS];
    command_all_topics(w, 2);
    (void)process_start(w, "juki-resident", NULL);
    (void)process_start(w, "juki-identity", NULL);
    PGconn *residents = world_database_of(w, "resident")->conn;
    PGconn *file = world_database_of(w, "identity")->conn;
    for (int i = 0; i < RESIDENTS; i++) {
        person[i] = command_register(w, i + 1);
    }
    command_id moved = command_move_within(w, person[0].addressee_number, "５－５");
    command_approve(w, moved.text);
    AWAIT(command_status(w, moved.text) == 2);
    command_id dead = command_leave(w, "death", person[1].addressee_number, TEST_TODAY);
    AWAIT(command_status(w, dead.text) == 1);
    command_review(w, dead.text, "chief", true);
    AWAIT(command_status(w, dead.text) == 2);
    expect_register(w, 0);
    assert_int_equal(sql_int(residents, "SELECT own_records FROM compare"), RESIDENTS - 1);
    assert_int_equal(sql_int(residents, "SELECT partner_records FROM compare"), RESIDENTS - 1);

    char register_ref[64];
    (void)snprintf(register_ref, sizeof register_ref, "%s",
                   holding_register_ref(w, person[2].addressee_number));
    identity_file_alter(w, register_ref, is_another_wife);
    (void)snprintf(register_ref, sizeof register_ref, "%s",
                   holding_register_ref(w, person[3].addressee_number));
    sql(file, "DELETE FROM person WHERE register_ref = '%s'", register_ref);
    sql(residents, "UPDATE person SET state = 2 WHERE addressee_number = '%s'", person[4].addressee_number);
    char here[512];
    (void)snprintf(here, sizeof here, "%s", sql_digest(file, "record,person"));
    expect_register(w, 3);
    assert_int_equal(register_found(residents, "differs", "name relationship"), 1);
    assert_int_equal(register_found(residents, "only_here", ""), 1);
    assert_int_equal(register_found(residents, "only_there", ""), 1);
    assert_string_equal(sql_digest(file, "record,person"), here);
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_IDENTITY) + bus_count(w, JU_TOPIC_DEADLETTER_RESIDENT),
                     0);
}

/* the register compares by itself; what it finds and that none was done in time are gauges and
 * warnings. Of two instances one begins, and a second interval finds what has come since. */
static void c6_schedule(void **state)
{
    world *w = *state;
    const char *const every[] = {"JUKI_COMPARE_EVERY=2s", NULL};
    command_all_topics(w, 2);
    process *one = process_start(w, "juki-resident", every);
    process *other = process_start(w, "juki-resident", every);
    process *identity = process_start(w, "juki-identity", PROCESS_STATIC);
    PGconn *residents = world_database_of(w, "resident")->conn;
    PGconn *file = world_database_of(w, "identity")->conn;
    (void)command_register(w, 1);
    AWAIT(sql_int(file, "SELECT count(*) FROM person") == 1);
    AWAIT(sql_int(residents, "SELECT count(*) FROM compare WHERE state = 'done' AND own_records = 1") >= 1);
    assert_int_equal(sql_int(residents, "SELECT count(*) FROM compare_difference"), 0);
    sql(file, "DELETE FROM person");
    AWAIT(process_metric(one, "juki_comparison_differences") == 1);
    AWAIT(process_metric(other, "juki_comparison_differences") == 1);
    AWAIT(process_log_count(one, "the register and identity differ") >= 1);
    AWAIT(bus_acts(w, "comparison.begun") >= 2);
    assert_int_equal(sql_int(residents,
                             "SELECT count(*) FROM (SELECT started_at - lag(started_at) OVER (ORDER BY "
                             "started_at) AS apart FROM compare) a WHERE apart < interval '1900 ms'"),
                     0);
    process_stop(identity);
    AWAIT(process_metric(one, "juki_comparison_overdue") == 1);
    AWAIT(process_log_count(one, "no comparison of the register with identity was done in time") >= 1);
    (void)process_start(w, "juki-identity", PROCESS_STATIC);
    AWAIT(process_metric(one, "juki_comparison_overdue") == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(c6_prefecture, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(c6_national, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(c6_register, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(c6_schedule, world_setup, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
