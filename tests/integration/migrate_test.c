/* Migration of a register (seed 001, M1 to M4): loaded through jukictl whatever is killed meanwhile, compared
 * in three stages, and opened by two persons. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/csv.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/kept.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/register.h"

#include "juki/gateway/v1/feed.pb-c.h"
#include "juki/resident/v1/restraint.pb-c.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static world *with_resident(void **state)
{
    world *w = *state;
    command_topics(w, 2);
    (void)process_start(w, "juki-resident", NULL);
    return w;
}

/* ---- from the file to the open register -----------------------------------------------------------------
 */

/* M2: one dropped, one added, one twice in the old system's list: each is found, and nothing else. */
static void compare_incomplete(world *w, const char *source)
{
    csv *file = csv_read(source);
    size_t dropped = csv_next_person(file, 20);
    size_t twice = csv_next_person(file, 40);
    csv_set(file, dropped, "addressee_number", "000000000000"); /* first of all, and unknown */
    csv_set(file, dropped, "history_number", "1");
    char *added = file->line[dropped];
    memmove(&file->line[2], &file->line[1], (dropped - 1) * sizeof *file->line);
    file->line[1] = added;
    memmove(&file->line[twice + 1], &file->line[twice], (file->count - twice) * sizeof *file->line);
    file->line[twice + 1] = strdup(file->line[twice]);
    file->count++;
    csv_write(file, w, "incomplete");
    ctl_expect(ctl(w, "clerk1", "migrate compare %s %s", source, file->path), 1);
    assert_string_equal(ctl_value("differences"), "4");
    csv_free(file);
}

/* M1: counts, and every column's set of values, agree; two persons' items changed places. */
static void compare_swapped(world *w, const char *source, char load_id[CTL_TEXT_SIZE])
{
    csv *file = csv_read(source);
    csv_swap(file, 1, csv_next_person(file, 30), "telephone");
    csv_write(file, w, "swapped");
    ctl_expect(ctl(w, "clerk1", "migrate compare %s %s", source, file->path), 1);
    assert_string_equal(ctl_value("differences"), "2");
    (void)snprintf(load_id, CTL_TEXT_SIZE, "%s", ctl_value("load_id"));
    ctl_expect(ctl(w, "clerk1", "migrate status %s", load_id), 0);
    ctl_expect_text("item: telephone");
    ctl_expect_text("kind: value");
    csv_free(file);
}

/* Values and explanations are sealed, each for its row or, explained together, for its item. */
static void check_kept(world *w, const char *id, const char *explanation)
{
    static const char exchange[] = "UPDATE migration_difference t SET %s = o.%s FROM migration_difference o "
                                   "WHERE o.number = 3 - t.number";
    static const char *const columns[] = {"content", "explanation"};
    PGconn *conn = world_database_of(w, "resident")->conn;
    ctl_expect(ctl(w, "clerk1", "migrate status %s", id), 0);
    ctl_expect_text(explanation);
    char value[CTL_TEXT_SIZE];
    char line[CTL_TEXT_SIZE];
    (void)snprintf(value, sizeof value, "%s", ctl_value("    loaded_value"));
    (void)snprintf(line, sizeof line, "migrate status %s", id);
    assert_true(*value != '\0');
    assert_int_equal(kept_clear(conn, "migration_difference", value), 0);
    assert_int_equal(kept_clear(conn, "migration_difference", explanation), 0);
    for (int i = 0; i < (strcmp(explanation, "swapped") == 0 ? 1 : 2); i++) {
        sql(conn, exchange, columns[i], columns[i]);
        kept_broken(w, conn, line);
        sql(conn, exchange, columns[i], columns[i]);
    }
}

/* M3: no cut-over before each difference has its reason by one and the word of another. */
static void explain_differences(world *w, const char *id, const char *digest)
{
    ctl_expect(ctl(w, "clerk1", "migrate cut-over %s --digest %s", id, digest), 1);
    ctl_expect_text("differences_unexplained");
    ctl_expect(ctl(w, "clerk1", "migrate explain %s --number 1 --reason because --explanation x", id), 1);
    ctl_expect_text("difference_reason");
    ctl_expect(
        ctl(w, "clerk1", "migrate explain %s --number 1 --reason old_wrong --explanation typed-wrong", id),
        0);
    assert_string_equal(ctl_value("unexplained"), "1");
    check_kept(w, id, "typed-wrong");
    ctl_expect(ctl(w, "clerk2", "migrate explain %s --item telephone --agree", id), 1);
    ctl_expect_text("differences_unexplained");
    ctl_expect(
        ctl(w, "clerk1", "migrate explain %s --item telephone --reason old_wrong --explanation swapped", id),
        0);
    check_kept(w, id, "swapped");
    ctl_expect(ctl(w, "clerk1", "migrate cut-over %s --digest %s", id, digest), 1);
    ctl_expect_text("differences_unconfirmed");
    ctl_expect(ctl(w, "clerk1", "migrate explain %s --item telephone --agree", id), 1);
    ctl_expect_text("difference_own");
    ctl_expect(ctl(w, "clerk2", "migrate explain %s --item telephone --agree", id), 0);
}

static void open_register(world *w, const char *id, const char *digest)
{
    ctl_expect(ctl(w, "clerk1", "migrate cut-over %s --digest 00", id), 1);
    ctl_expect_text("report_differs");
    ctl_expect(ctl(w, "clerk1", "migrate cut-over %s --digest %s", id, digest), 0);
    ctl_expect_text("state: compared");
    ctl_expect(ctl(w, "clerk1", "migrate cut-over %s --digest %s", id, digest), 1);
    ctl_expect_text("approver_same");
    ctl_expect(ctl(w, "clerk1", "person show 0000000019 --purpose test"), 1);
    ctl_expect_text("register_closed");
    ctl_expect(ctl(w, "clerk2", "migrate cut-over %s --digest %s", id, digest), 0);
    ctl_expect_text("state: cut_over");
    ctl_expect(ctl(w, "clerk1", "migrate discard %s", id), 1);
    ctl_expect_text("load_state");
    ctl_expect(ctl(w, "clerk1", "person show 0000000019 --purpose test"), 1);
    ctl_expect_text("register_closed");
    assert_int_equal(bus_count(w, "resident.to-gateway"), 0); /* invariant 6 */
    ctl_expect(ctl(w, "clerk1", "migrate fill %s --rate 100000", id), 0);
    ctl_expect_text("filled: true");
    AWAIT(bus_unique(w, "resident.to-gateway") == 300);
    AWAIT(bus_unique(w, "resident.to-identity") == 300);
    ctl_expect(ctl(w, "clerk1", "migrate fill %s", id), 0); /* nothing twice */
}

static void test_from_file_to_open_register(void **state)
{
    world *w = with_resident(state);
    PGconn *conn = world_database_of(w, "resident")->conn;
    char source[CTL_TEXT_SIZE];
    char load_id[CTL_TEXT_SIZE];
    char digest[CTL_TEXT_SIZE];
    csv_make_register(w, "source", 300, source);
    ctl_expect(ctl(w, "clerk1", "migrate plan %s", source), 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person"), 0);
    ctl_expect(ctl(w, "clerk1", "migrate load %s", source), 0);
    assert_string_equal(ctl_value("state"), "loaded");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person"), 300);
    ctl_expect(ctl(w, "clerk1", "person show 0000000019 --purpose test"), 1);
    ctl_expect_text("register_closed");
    ctl_expect(ctl(w, "clerk1", "migrate load %s", source), 0); /* all there: nothing happens */
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person"), 300);

    compare_incomplete(w, source);
    ctl_expect(ctl(w, "clerk1", "migrate compare %s %s", source, source), 0);
    (void)snprintf(digest, sizeof digest, "%s", ctl_value("report_digest"));
    compare_swapped(w, source, load_id);
    assert_string_not_equal(ctl_value("report_digest"), digest);
    (void)snprintf(digest, sizeof digest, "%s", ctl_value("report_digest"));
    compare_swapped(w, source, load_id); /* M4: the same files, the same digest */
    assert_string_equal(ctl_value("report_digest"), digest);

    explain_differences(w, load_id, digest);
    open_register(w, load_id, digest);
    AWAIT(bus_acts(w, "load.explained") >= 2);
    AWAIT(bus_acts(w, "load.cut-over") == 1 + 4); /* four were refused */
    ctl_expect(ctl(w, "clerk1", "person history 0000000019 --purpose test"), 0);
    registered newcomer = command_register(w, 1); /* our serials go on behind the old ones */
    assert_true(strcmp(newcomer.addressee_number, "000000300") > 0);
}

/* A fault in loading: what is in the register differs from both files. */
static void test_a_fault_in_loading_is_found(void **state)
{
    world *w = with_resident(state);
    PGconn *conn = world_database_of(w, "resident")->conn;
    char source[CTL_TEXT_SIZE];
    csv_make_register(w, "source", 50, source);
    ctl_expect(ctl(w, "clerk1", "migrate load %s", source), 0);
    sql(register_opened(w),
        "UPDATE opened_record r SET address_number = o.address_number FROM opened_record o "
        "WHERE (r.addressee_number, r.history_number) = ('0000000019', 1) "
        "AND (o.addressee_number, o.history_number) = ('0000000507', 1)");
    register_keep(w);
    sql(conn, "DELETE FROM person_record WHERE addressee_number = '0000000205'");
    ctl_expect(ctl(w, "clerk1", "migrate compare %s %s", source, source), 1);
    char load_id[CTL_TEXT_SIZE];
    (void)snprintf(load_id, sizeof load_id, "%s", ctl_value("load_id"));
    ctl_expect(ctl(w, "clerk1", "migrate status %s", load_id), 0);
    ctl_expect_text("item: address.number");
    ctl_expect_text("kind: missing_loaded");
    ctl_expect(ctl(w, "clerk1", "migrate discard %s", load_id), 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person_record"), 0);
    registered first = command_register(w, 1);
    assert_true(*first.addressee_number != '\0');
    ctl_expect(ctl(w, "clerk1", "migrate load %s", source), 1);
    ctl_expect_text("register_not_empty");
}

/* ---- the copies of the other services -------------------------------------------------------------------
 */

/* Load, comparison without a difference, cut-over and fill. */
static void migrate_all(world *w, const char *source)
{
    char id[CTL_TEXT_SIZE];
    char digest[CTL_TEXT_SIZE];
    ctl_expect(ctl(w, "clerk1", "migrate load %s", source), 0);
    ctl_expect(ctl(w, "clerk1", "migrate compare %s %s", source, source), 0);
    (void)snprintf(id, sizeof id, "%s", ctl_value("load_id"));
    (void)snprintf(digest, sizeof digest, "%s", ctl_value("report_digest"));
    ctl_expect(ctl(w, "clerk1", "migrate fill %s", id), 1);
    ctl_expect_text("load_state");
    ctl_expect(ctl(w, "clerk1", "migrate cut-over %s --digest %s", id, digest), 0);
    ctl_expect(ctl(w, "clerk2", "migrate cut-over %s --digest %s", id, digest), 0);
    ctl_expect(ctl(w, "clerk1", "migrate fill %s", id), 0);
}

/* Invariant 7: neither the bus nor the register shows a number of the file. */
static void check_no_clear_number(world *w, const char *source)
{
    csv *file = csv_read(source);
    char *number[] = {csv_get(file, 1, "individual_number"), csv_get(file, 1, "resident_code")};
    bus_records records = bus_read(w, "resident.migrate");
    PGconn *conn = register_opened(w);
    assert_true(records.count > 5);
    for (size_t n = 0; n < 2; n++) {
        assert_true(strlen(number[n]) >= 11);
        for (size_t i = 0; i < records.count; i++) {
            assert_null(memmem(records.item[i].value, records.item[i].size, number[n], strlen(number[n])));
        }
        assert_int_equal(
            sql_int(conn, "SELECT count(*) FROM opened_record r WHERE r::text LIKE '%%%s%%'", number[n]), 0);
        free(number[n]);
    }
    bus_free(&records);
    csv_free(file);
}

/* identity takes everybody over without a word to the prefecture; the consumers get their first copies; then
 * the day's changes are understood by all. */
static void test_the_copies_are_filled(void **state)
{
    enum { PERSONS = 120 };
    world *w = *state;
    PGconn *identity = world_database_of(w, "identity")->conn;
    char source[CTL_TEXT_SIZE];
    command_all_topics(w, 2);
    (void)process_start(w, "juki-resident", NULL);
    (void)process_start(w, "juki-identity", NULL);
    (void)process_start(w, "juki-gateway", NULL);
    csv_make_register(w, "source", PERSONS, source);
    migrate_all(w, source);
    AWAIT(sql_int(identity, "SELECT count(*) FROM person") == PERSONS);
    AWAIT(bus_unique(w, "feed.tax") == PERSONS);
    assert_int_equal(bus_count(w, "link.prefecture.out"), 0);
    check_no_clear_number(w, source);

    command_id move = command_move_within(w, "0000000060", "９－９");
    AWAIT(command_status(w, move.text) == 1);
    command_review(w, move.text, "chief", true);
    AWAIT(bus_unique(w, "link.prefecture.out") == 1);
    AWAIT(bus_unique(w, "feed.tax") == PERSONS + 1);
    assert_int_equal(bus_count(w, "deadletter.identity"), 0);
    assert_int_equal(bus_count(w, "deadletter.gateway"), 0);
    assert_int_equal(bus_count(w, "deadletter.resident"), 0);
}

/* ---- who is protected -----------------------------------------------------------------------------------
 */

static const char PROTECTED[] = "K7/1/1/2//2026-04-01/2027-03-31";

/* The flag goes ahead of the data, and no consumer is told of the place. */
static void check_flag_and_feed(world *w, const char *number)
{
    bus_records told = bus_read(w, "resident.to-gateway");
    bus_records feeds = bus_read(w, "feed.tax");
    size_t found = 0;
    for (size_t i = 0; i < told.count; i++) {
        const bus_record *record = &told.item[i];
        bool flag = strcmp(record->type, juki__resident__v1__restraint_changed__descriptor.name) == 0;
        assert_int_equal(flag, strcmp(record->key, number) == 0 && record->sequence == 1);
    }
    for (size_t i = 0; i < feeds.count; i++) {
        Juki__Gateway__V1__PersonFeed *feed =
            juki__gateway__v1__person_feed__unpack(NULL, feeds.item[i].size, feeds.item[i].value);
        bool hidden = strcmp(feeds.item[i].key, number) == 0;
        assert_non_null(feed);
        assert_int_equal(feed->restrained, hidden);
        assert_int_equal(feed->address == NULL, hidden);
        found += hidden;
        juki__gateway__v1__person_feed__free_unpacked(feed, NULL);
    }
    assert_int_equal(found, 1);
    bus_free(&told);
    bus_free(&feeds);
}

/* Standard j410, j440: protected in the old system, protected here from the first moment; found by search. */
static void test_who_is_protected_stays_protected(void **state)
{
    enum { PERSONS = 40 };
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    char source[CTL_TEXT_SIZE];
    command_all_topics(w, 2);
    (void)process_start(w, "juki-resident", NULL);
    (void)process_start(w, "juki-gateway", NULL);
    csv_make_register(w, "source", PERSONS, source);
    csv *file = csv_read(source);
    size_t line = csv_next_person(file, csv_next_person(file, 20)) - 1;
    char *number = csv_get(file, line, "addressee_number");
    char *household = csv_get(file, line, "household_number");
    char *birth = csv_get(file, line, "birth_date.date");
    csv_set(file, line, "restraints", PROTECTED);
    csv_write(file, w, "protected");
    ctl_expect(ctl(w, "clerk1", "migrate load %s", file->path), 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person WHERE restraints IS NOT NULL"), 1);
    ctl_expect(ctl(w, "clerk1", "migrate compare %s %s", file->path, source), 1);
    assert_string_equal(ctl_value("differences"), "1"); /* the old list does not know */
    sql(conn, "UPDATE person SET restraints = NULL");   /* nor does the register any more */
    ctl_expect(ctl(w, "clerk1", "migrate compare %s %s", file->path, file->path), 1);
    assert_string_equal(ctl_value("differences"), "1");
    char load_id[CTL_TEXT_SIZE];
    (void)snprintf(load_id, sizeof load_id, "%s", ctl_value("load_id"));
    ctl_expect(ctl(w, "clerk1", "migrate discard %s", load_id), 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM restraint"), 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person_search"), 0);

    migrate_all(w, file->path);
    AWAIT(bus_unique(w, "feed.tax") == PERSONS);
    check_flag_and_feed(w, number);
    ctl_expect(
        ctl(w, "clerk1", "certificate residence-record %s --purpose test --out %s/no.pdf", number, w->dir),
        1);
    ctl_expect_text("issue_restrained");
    ctl_expect(ctl(w, "clerk1", "restraint show %s --purpose test", number), 0);
    ctl_expect_text("データ移行 K7");
    /* and once it stands the trail is told, under both hashes by which he is known */
    AWAIT(bus_acts(w, "restraint.set") == 1 && bus_acts(w, "restraint.known_as") == 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM restraint_untold"), 0);
    ctl_expect(
        ctl(w, "clerk1", "person search birth=%s household_number=%s --purpose test", birth, household), 0);
    ctl_expect_text(number);
    free(number);
    free(household);
    free(birth);
    csv_free(file);
}

/* ---- killed ---------------------------------------------------------------------------------------------
 */

static void test_killed_and_gone_on(void **state)
{
    enum { PERSONS = 6000 };
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    char source[CTL_TEXT_SIZE];
    char arguments[CTL_TEXT_SIZE + 32];
    char path[CTL_TEXT_SIZE];
    command_topics(w, 2);
    process *resident = process_start(w, "juki-resident", PROCESS_STATIC);
    csv_make_register(w, "source", PERSONS, source);
    (void)snprintf(arguments, sizeof arguments, "migrate load %s", source);
    (void)snprintf(path, sizeof path, "%s/killed.out", w->dir);
    for (int round = 1; round <= 2; round++) {
        int64_t before = sql_int(conn, "SELECT count(*) FROM person");
        pid_t pid = ctl_start(w, "clerk1", arguments, path);
        AWAIT(sql_int(conn, "SELECT count(*) FROM person") > before + 500);
        (void)kill(pid, SIGKILL);
        (void)waitpid(pid, NULL, 0);
        process_kill(resident);
        resident = process_start(w, "juki-resident", PROCESS_STATIC);
        assert_true(sql_int(conn, "SELECT count(*) FROM person") < PERSONS);
    }
    ctl_expect(ctl(w, "clerk1", "migrate load %s --timeout 60", source), 0);
    assert_string_equal(ctl_value("state"), "loaded");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person"), PERSONS);
    assert_int_equal(sql_int(conn, "SELECT count(DISTINCT register_ref) FROM person"), PERSONS);
    ctl_expect(ctl(w, "clerk1", "migrate compare %s %s", source, source), 0);
}

/* ---- bad rows -------------------------------------------------------------------------------------------
 */

static const char LONG_NAME[] =
    "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"
    "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一";

static const struct {
    const char *item;
    const char *value;
    const char *code; /* with the item as it is told */
} BAD[] = {
    {"individual_number", "000000000001", "check_digit individual_number"},
    {"resident_code", "00000000001", "check_digit resident_code"},
    {"name", "\xe4\xbd", "text_invalid name"},
    {"name", "a\x01", "text_invalid name"},
    {"name", "a\",", "quotes"},
    {"name", "a,b", "columns_missing"},
    {"state", "7", "code_invalid state"},
    {"history_number", "5", "history_gap history_number"},
    {"addressee_number", "A", "code_invalid addressee_number"},
    {"household_number", "", "code_invalid household_number"},
    {"name_kana", "abc", "kana_invalid name_kana"},
    {"birth_date.date", "2023-02-30", "date_invalid birth_date"},
    {"birth_date.date", "2030-02-03", "date_in_future birth_date"},
    {"processed_date", "", "item_required processed_date"},
    {"change_date", "2023-2-3", "date_invalid change_date"},
    {"relationship", "孫", "relationship_invalid relationship"},
    {"reason", "whim", "reason_unknown reason"},
    {"operator_id", "", "operator_missing operator_id"},
    {"address.municipality_code", "132070", "check_digit address"},
    {"address.municipality_code", "011002", "address_outside address"},
    {"previous_address.postal_code", "12", "code_invalid previous_address"},
    {"name", LONG_NAME, "text_too_long name"},
    {"sex", "x", "code_invalid sex"},
    {"restraints", "K1/1/1", "restraints_malformed restraints"},
    {"restraints", "K1/1/1/1//2026-04-01/2027-03-31", "restraint_level restraints"},
    {"move_out.confirmed_date", "2026-02-30", "item_required planned_date"},
    {"foreign_stay.until", "x", "date_invalid until"},
};

/* Each fault in the latest row of a person of its own; the n-th of these lines is returned. */
static size_t bad_line(const csv *file, size_t n)
{
    size_t line = 10;
    for (size_t i = 0; i <= n; i++) {
        line = csv_next_person(file, line);
    }
    return csv_next_person(file, line) - 1;
}

static void check_bad_rows(world *w, const char *source)
{
    csv *file = csv_read(source);
    size_t lines[sizeof BAD / sizeof BAD[0]];
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        lines[i] = bad_line(file, i);
    }
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        csv_set(file, lines[i], BAD[i].item, BAD[i].value);
    }
    csv_write(file, w, "bad");
    ctl_expect(ctl(w, "clerk1", "migrate plan %s", file->path), 1);
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        char wanted[CTL_TEXT_SIZE];
        (void)snprintf(wanted, sizeof wanted, "source: line %zu: %s", lines[i] + 1, BAD[i].code);
        ctl_expect_text(wanted);
    }
    csv_free(file);
}

static void test_bad_rows_are_refused_and_nothing_is_loaded(void **state)
{
    world *w = with_resident(state);
    PGconn *conn = world_database_of(w, "resident")->conn;
    char source[CTL_TEXT_SIZE];
    csv_make_register(w, "source", 60, source);
    check_bad_rows(w, source);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM migration_load"), 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person_record"), 0);

    /* a number that two persons have is found while loading, though each row is right */
    csv *file = csv_read(source);
    char *number = csv_get(file, 1, "individual_number");
    size_t line = csv_next_person(file, 20);
    csv_set(file, line, "individual_number", number);
    while (csv_next_person(file, line) != line + 1) {
        csv_set(file, ++line, "individual_number", number);
    }
    free(number);
    csv_write(file, w, "twice");
    ctl_expect(ctl(w, "clerk1", "migrate load %s", file->path), 1);
    ctl_expect_text("number_in_use individual_number");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person_record"), 0);
    csv_free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_from_file_to_open_register, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_fault_in_loading_is_found, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_the_copies_are_filled, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_who_is_protected_stays_protected, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_killed_and_gone_on, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_bad_rows_are_refused_and_nothing_is_loaded, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
