/*
 * G6, R-13, R-26, R-54, R-55, K46, K47, K51, K56 to K60: 副本 hold the household part of 住基法7条4号 and
 * follow the register, the whole household when its head changes; they are inspected, compared and registered
 * anew; flags and files of offices take effect by several persons. The register is not running: what it told
 * is enough.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/person_row.h"
#include "tests/integration/harness/process.h"

#include "common/base/parse.h"
#include "common/event/topic_names.h"
#include "juki/resident/v1/event.pb-c.h"
#include "juki/resident/v1/restraint.pb-c.h"

#include <stdio.h>
#include <string.h>

enum { RESIDENT = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT };
enum { MOVED_OUT = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT };

#define TAX "地方税関係情報"

/* 宛名番号 with right check digits, by serial. */
static const char *const NUMBER[] = {"", "000000000000019", "000000000000027", "000000000000035",
                                     "000000000000043"};

typedef struct scene {
    world *w;
    PGconn *conn;
    int64_t sequence[5]; /* of the events about each */
} scene;

static scene open_scene(world *w)
{
    command_all_topics(w, 1);
    (void)process_start(w, "juki-gateway", NULL);
    AWAIT(ctl(w, "op-9", "consumer list") == 0); /* the broker tells of topics that were just made */
    return (scene){.w = w, .conn = world_database_of(w, "gateway")->conn};
}

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* What the register says of one of them. */
static void tell(scene *s, int serial, int state, const char *household, const char *name,
                 const char *relationship)
{
    command_id id = command_new_id();
    Juki__Resident__V1__PersonChanged changed = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    changed.change_id = id.text;
    changed.addressee_number = text(NUMBER[serial]);
    changed.state = (Juki__Resident__V1__PersonState)state;
    changed.household_number = text(household);
    changed.name = text(name);
    changed.relationship = text(relationship);
    bus_send(
        s->w, JU_TOPIC_RESIDENT_TO_GATEWAY,
        &(bus_event){.key = NUMBER[serial], .sequence = ++s->sequence[serial], .message = &changed.base});
}

static void restrain(scene *s, int serial, bool restrained)
{
    command_id id = command_new_id();
    Juki__Resident__V1__RestraintChanged changed = JUKI__RESIDENT__V1__RESTRAINT_CHANGED__INIT;
    changed.request_id = id.text;
    changed.addressee_number = text(NUMBER[serial]);
    changed.restrained = restrained;
    bus_send(
        s->w, JU_TOPIC_RESIDENT_TO_GATEWAY,
        &(bus_event){.key = NUMBER[serial], .sequence = ++s->sequence[serial], .message = &changed.base});
}

/* What the row of 住民票関係情報 of one of them says of the 世帯主 and the relationship; "" when there is
 * none. No name is in it. */
static const char *items_of(scene *s, int serial)
{
    return sql_text(s->conn,
                    "SELECT coalesce(c.householder, '') || ' ' || coalesce(c.relationship, '') FROM copy c "
                    "JOIN person p USING (integrated_number) "
                    "WHERE p.addressee_number = '%s' AND c.information = '住民票関係情報'",
                    NUMBER[serial]);
}

static bool has_items(scene *s, int serial, const char *items)
{
    return strcmp(items_of(s, serial), items) == 0;
}

static int64_t version_of(scene *s, int serial)
{
    return sql_int(s->conn,
                   "SELECT version FROM copy c JOIN person p USING (integrated_number) WHERE "
                   "p.addressee_number = '%s'",
                   NUMBER[serial]);
}

/* What the service says of it. */
static void expect_shown(scene *s, int serial, const char *name, const char *value)
{
    char line[160];
    ctl_expect(ctl(s->w, "op-1", "copy show %s --purpose claim", NUMBER[serial]), 0);
    (void)snprintf(line, sizeof line, "name: %s", name);
    ctl_expect_text(line);
    (void)snprintf(line, sizeof line, "value: %s", value);
    ctl_expect_text(line);
}

#define HEAD_ITEMS          " 世帯主"
#define ITEMS(of, relation) of " " relation
#define FIRST               "000000000000019"
#define SECOND              "000000000000027"
#define FOURTH              "000000000000043"

static void household(scene *s)
{
    tell(s, 1, RESIDENT, "H1", "甲", "世帯主");
    tell(s, 2, RESIDENT, "H1", "乙", "妻");
    tell(s, 3, RESIDENT, "H1", "丙", "子");
    tell(s, 4, RESIDENT, "H2", "丁", "世帯主");
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM copy") == 4);
}

/* ---- they follow ------------------------------------------------------------------------------------- */

/* One goes from H2 to H1 at another instance, which the test plays, while this one has the head of H2: he
 * keeps the head that he has now. */
static void check_two_instances(scene *s)
{
    sql(s->conn, "BEGIN");
    sql(s->conn,
        "UPDATE person SET household_number = 'H1', relationship = '子' WHERE addressee_number = '%s'",
        NUMBER[3]);
    (void)sql_text(s->conn, "SELECT copy_follow('{%s}', '" TEST_TODAY "')", NUMBER[3]);
    tell(s, 4, RESIDENT, "H2", "丁野", "世帯主");
    AWAIT(sql_int(s->conn,
                  "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT granted "
                  "AND datname = current_database()") == 1);
    sql(s->conn, "COMMIT");
    AWAIT(person_rows_named(s->conn, "丁野") == 1);
    assert_string_equal(items_of(s, 3), ITEMS(SECOND, "子"));
}

static void test_copies_follow_the_register(void **state)
{
    scene s = open_scene(*state);
    tell(&s, 2, RESIDENT, "H1", "乙", "妻"); /* ahead of the head */
    AWAIT(has_items(&s, 2, ITEMS("", "妻")));
    tell(&s, 1, RESIDENT, "H1", "甲", "世帯主");
    tell(&s, 3, RESIDENT, "H1", "丙", "子");
    tell(&s, 4, RESIDENT, "H2", "丁", "世帯主");
    AWAIT(has_items(&s, 4, HEAD_ITEMS)); /* told last */
    assert_string_equal(items_of(&s, 1), HEAD_ITEMS);
    assert_string_equal(items_of(&s, 2), ITEMS(FIRST, "妻"));
    assert_string_equal(items_of(&s, 3), ITEMS(FIRST, "子"));

    tell(&s, 1, RESIDENT, "H1", "甲野", "世帯主"); /* the head's name, and nobody else is told of */
    AWAIT(version_of(&s, 3) == 2);
    expect_shown(&s, 2, "householder_name", "甲野");
    expect_shown(&s, 3, "householder_name", "甲野");
    ctl_expect_text("version: 2");

    tell(&s, 1, MOVED_OUT, "H1", "甲野", "世帯主"); /* nothing is answered about who has left */
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM person_removed WHERE removed_on = '" TEST_TODAY "'") == 1);
    tell(&s, 2, RESIDENT, "H1", "乙", "世帯主");
    tell(&s, 3, RESIDENT, "H1", "丙", "子");
    AWAIT(has_items(&s, 3, ITEMS(SECOND, "子")));
    assert_string_equal(items_of(&s, 2), HEAD_ITEMS);
    assert_string_equal(items_of(&s, 1), "");

    tell(&s, 3, RESIDENT, "H2", "丙", "同居人");
    AWAIT(has_items(&s, 3, ITEMS(FOURTH, "同居人")));
    assert_int_equal(version_of(&s, 4), 1);        /* what stays the same is not registered again */
    tell(&s, 1, RESIDENT, "H9", "甲野", "世帯主"); /* who came back has no day of 消除 */
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM person_removed") == 0);
    check_two_instances(&s);
}

/* ---- inspected and compared -------------------------------------------------------------------------- */

static void refused(int code, const char *why)
{
    ctl_expect(code, 1);
    ctl_expect_text(why);
}

static void test_inspected_and_compared(void **state)
{
    char damaged[3][16];
    scene s = open_scene(*state);
    household(&s);
    refused(ctl(s.w, "op-1", "copy show %s", NUMBER[2]), "purpose_missing");
    refused(ctl(s.w, "op-1", "copy show 000000000000051 --purpose claim"), "person_unknown");
    ctl_expect(ctl(s.w, "op-1", "copy show %s --purpose claim", NUMBER[2]), 0);
    ctl_expect_text("value: 甲");
    ctl_expect_text("source: register");
    ctl_expect_text("as_of: ");
    AWAIT(bus_acts(s.w, "copy.shown") == 3);

    ctl_expect(ctl(s.w, "op-1", "copy compare"), 0);
    ctl_expect_text("checked: 4");
    for (int i = 0; i < 3; i++) {
        (void)snprintf(damaged[i], sizeof damaged[i], "%s",
                       sql_text(s.conn, "SELECT integrated_number FROM person WHERE addressee_number = '%s'",
                                NUMBER[i + 1]));
    }
    sql(s.conn, "DELETE FROM copy WHERE integrated_number = '%s'", damaged[0]);
    sql(s.conn, "UPDATE copy SET relationship = '夫' WHERE integrated_number = '%s'", damaged[1]);
    sql(s.conn, "INSERT INTO copy (integrated_number, information, relationship, as_of, source) VALUES "
                "('999999999999999', '住民票関係情報', '世帯主', '2026-04-01', 'register')");
    ctl_expect(ctl(s.w, "op-1", "--json copy compare"), 1);
    static const char *const found[] = {"\"kind\": \"missing\"", "\"kind\": \"differs\"",
                                        "\"kind\": \"extra\"", "\"relationship\"", "\"checked\": 5"};
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++) {
        ctl_expect_text(found[i]);
    }
    refused(ctl(s.w, "op-1", "copy register %s", damaged[0]), "purpose_missing");
    ctl_expect(
        ctl(s.w, "op-1", "copy register %s %s 999999999999999 --purpose audit", damaged[0], damaged[1]), 0);
    ctl_expect(ctl(s.w, "op-1", "copy compare"), 0);
    assert_string_equal(items_of(&s, 1), HEAD_ITEMS);
    assert_string_equal(items_of(&s, 2), ITEMS(FIRST, "妻"));
    AWAIT(bus_acts(s.w, "copy.compared") == 3 && bus_acts(s.w, "copy.registered") == 2);
    AWAIT(bus_acts(s.w, "copy.renewed") == 3);
}

/* ---- flags ------------------------------------------------------------------------------------------- */

/* What is not so is not printed. */
static void expect_flags(scene *s, int serial, bool no_auto_answer, bool not_disclosed)
{
    ctl_expect(ctl(s->w, "op-1", "copy show %s --purpose claim", NUMBER[serial]), 0);
    (no_auto_answer ? ctl_expect_text : ctl_expect_no_text)("no_auto_answer: true");
    (not_disclosed ? ctl_expect_text : ctl_expect_no_text)("not_disclosed: true");
}

/* The id of the last entry. */
static const char *entry(scene *s)
{
    static char id[64];
    (void)snprintf(id, sizeof id, "%s",
                   sql_text(s->conn, "SELECT entry_id FROM copy_entry ORDER BY entered_at DESC LIMIT 1"));
    return id;
}

static void test_flags(void **state)
{
    scene s = open_scene(*state);
    household(&s);
    expect_flags(&s, 2, false, false);
    restrain(&s, 2, true); /* 支援措置: at once, and nobody has to remember it */
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM person WHERE restrained") == 1);
    expect_flags(&s, 2, true, false);

    refused(ctl(s.w, "op-1", "copy flag %s colour set --purpose claim", NUMBER[2]), "flag_unknown");
    refused(ctl(s.w, "op-1", "copy flag %s not_disclosed set 住民票関係 --purpose claim", NUMBER[2]),
            "information_unknown");
    refused(ctl(s.w, "op-1", "copy flag 000000000000051 not_disclosed set --purpose claim"),
            "person_unknown");
    ctl_expect(ctl(s.w, "op-1", "copy flag %s no_auto_answer set --purpose claim", NUMBER[2]), 0);
    ctl_expect_text("state: entered");
    refused(ctl(s.w, "op-1", "copy approve %s", entry(&s)), "same_person");
    refused(ctl(s.w, "op-2", "copy check %s", entry(&s)), "check_needless");
    ctl_expect(ctl(s.w, "op-2", "copy approve %s", entry(&s)), 0);
    refused(ctl(s.w, "op-3", "copy refuse %s", entry(&s)), "entry_decided");
    restrain(&s, 2, false); /* the register lifts its own; what was entered by application stays */
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM person WHERE restrained") == 0);
    expect_flags(&s, 2, true, false);

    ctl_expect(ctl(s.w, "op-1", "copy flag %s not_disclosed set 住民票関係情報 --purpose claim", NUMBER[2]),
               0);
    expect_flags(&s, 2, true, false);
    ctl_expect(ctl(s.w, "op-2", "copy approve %s", entry(&s)), 0);
    expect_flags(&s, 2, true, true);
    ctl_expect(ctl(s.w, "op-1", "copy flag %s no_auto_answer lift --purpose claim", NUMBER[2]), 0);
    ctl_expect(ctl(s.w, "op-2", "copy approve %s", entry(&s)), 0);
    expect_flags(&s, 2, false, true);
    AWAIT(bus_acts(s.w, "copy.flag_entered") == 6 && bus_acts(s.w, "copy.approved") == 4);
}

/* ---- files of offices -------------------------------------------------------------------------------- */

/* Writes a file and enters it; lines without the line of names. */
static int import(scene *s, const char *operator_id, const char *lines)
{
    char path[320];
    (void)snprintf(path, sizeof path, "%s/copies.csv", s->w->dir);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    (void)fprintf(out, "addressee_number,information,as_of,item,value\n%s", lines);
    (void)fclose(out);
    return ctl(s->w, operator_id, "copy import %s --purpose yearly", path);
}

/* As it is shown to the desk; -1: there is none. */
static int64_t levy(scene *s, int serial)
{
    ctl_expect(ctl(s->w, "op-9", "copy show %s --purpose claim | sed -n '/name: income_levy/{p;n;s/^ *//;p}'",
                   NUMBER[serial]),
               0);
    int64_t value = -1;
    (void)ju_parse_int64(ctl_value("value"), 0, INT32_MAX, &value);
    return value;
}

/* Entered, checked by two and approved: four persons. */
static void register_file(scene *s, const char *lines, int older)
{
    char wanted[16] = "";
    ctl_expect(import(s, "op-1", lines), 0);
    const char *id = entry(s);
    ctl_expect(ctl(s->w, "op-2", "copy check %s", id), 0);
    ctl_expect(ctl(s->w, "op-3", "copy check %s", id), 0);
    ctl_expect(ctl(s->w, "op-4", "copy approve %s", id), 0);
    if (older > 0) {
        (void)snprintf(wanted, sizeof wanted, "%d", older);
    }
    assert_string_equal(ctl_value("older"), wanted);
}

/* The office's own data beside its 副本: 丙 has one that it does not know, of 丁 there is none, 乙's is
 * another. */
static void compare_with_original(scene *s)
{
    char path[320];
    (void)snprintf(path, sizeof path, "%s/copies.csv", s->w->dir);
    register_file(s, "000000000000035," TAX ",2026-04-02,income_levy,7\n", 0);
    (void)import(s, "op-1",
                 "000000000000019," TAX ",2026-04-01,income_levy,100\n"
                 "000000000000019," TAX ",2026-04-01,tax_year,2026\n"
                 "000000000000027," TAX ",2026-04-02,income_levy,301\n"
                 "000000000000043," TAX ",2026-04-02,income_levy,1\n");
    ctl_expect(ctl(s->w, "op-2", "copy refuse %s", entry(s)), 0);
    ctl_expect(ctl(s->w, "op-3", "--json copy compare %s", path), 1);
    static const char *const found[] = {"\"checked\": 3", "\"kind\": \"missing\"", "\"kind\": \"extra\"",
                                        "\"kind\": \"differs\"", "\"income_levy\""};
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++) {
        ctl_expect_text(found[i]);
    }
}

/* 他業務参照不可: what is tax's is shown to tax and to the desk, and nobody else enters, checks or approves
 * anything about it. id: an entry of the desk that waits. */
static void another_affair(scene *s, const char *id)
{
    const char *lines = "000000000000019," TAX ",2026-04-01,income_levy,100\n";
    s->w->affair = AFFAIR_CHILD_CARE;
    refused(import(s, "op-7", lines), "information_unknown");
    refused(ctl(s->w, "op-7", "copy compare %s/copies.csv", s->w->dir), "information_unknown");
    refused(ctl(s->w, "op-7", "copy compare"), "affair_not_allowed");
    refused(ctl(s->w, "op-7", "copy flag %s not_disclosed set " TAX " --purpose claim", NUMBER[1]),
            "information_unknown");
    refused(ctl(s->w, "op-7", "copy flag %s not_disclosed set --purpose claim", NUMBER[1]),
            "information_unknown");
    refused(ctl(s->w, "op-7", "copy check %s", id), "entry_unknown");
    refused(ctl(s->w, "op-4", "copy approve %s", id), "entry_unknown");
    refused(ctl(s->w, "op-7", "copy list %s", id), "entry_unknown");
    ctl_expect(ctl(s->w, "op-7", "copy list"), 0);
    ctl_expect_no_text(id);
    ctl_expect(ctl(s->w, "op-7", "copy show %s --purpose claim", NUMBER[1]), 0);
    ctl_expect_no_text("関係情報");
    s->w->affair = NULL;
}

/* What would take long, and what would make one 副本 of two numbers of a person. */
static void refuse_ranges(scene *s)
{
    char path[320];
    char number[16];
    (void)snprintf(path, sizeof path, "%s/copies.csv", s->w->dir);
    (void)snprintf(
        number, sizeof number, "%s",
        sql_text(s->conn, "SELECT integrated_number FROM person WHERE addressee_number = '%s'", NUMBER[2]));
    sql(s->conn,
        "UPDATE person SET integrated_number = (SELECT integrated_number FROM person WHERE "
        "addressee_number = '%s') WHERE addressee_number = '%s'",
        NUMBER[1], NUMBER[2]);
    refused(import(s, "op-1",
                   "000000000000019," TAX ",2026-04-01,income_levy,100\n"
                   "000000000000027," TAX ",2026-04-01,tax_year,2026\n"),
            "person_twice");
    ctl_expect_text("3行目");
    sql(s->conn, "UPDATE person SET integrated_number = '%s' WHERE addressee_number = '%s'", number,
        NUMBER[2]);
    sql(s->conn,
        "INSERT INTO person (addressee_number, history_number, restrained, numbered, state, "
        "integrated_number, content) "
        "SELECT '%s' || n, 1, false, false, 'moved_out', '', '' FROM generate_series(1, 20000) AS n",
        NUMBER[1]);
    refused(ctl(s->w, "op-3", "copy compare %s", path), "range_too_wide");
    sql(s->conn, "DELETE FROM person WHERE integrated_number = ''");
}

/* What is checked is seen to its last line. */
static void see_all_lines(const scene *s, const char *id)
{
    sql(s->conn,
        "INSERT INTO copy_entry_row SELECT entry_id, 10 + n, addressee_number, information, as_of, item, "
        "(1000 + n)::text::bytea FROM copy_entry_row, generate_series(1, 500) n WHERE entry_id = '%s' AND "
        "line = 4",
        id);
    ctl_expect(ctl(s->w, "op-3", "copy list %s | grep -E 'more|value: 149'", id), 0);
    ctl_expect_text("value: 1490");
    ctl_expect_text("more: true");
    ctl_expect_no_text("value: 1500");
    ctl_expect(ctl(s->w, "op-3", "copy list %s 501", id), 0);
    ctl_expect_text("value: 1500");
    ctl_expect_no_text("more:");
    sql(s->conn, "DELETE FROM copy_entry_row WHERE line > 10");
}

static void test_files_of_offices(void **state)
{
    scene s = open_scene(*state);
    household(&s);
    refused(import(&s, "op-1",
                   "000000000000019," TAX ",2026-04-01,income_levy,100\n"
                   "000000000000027," TAX ",2026-04-01,income_levy,-5\n"),
            "value_invalid");
    ctl_expect_text("3行目");
    refused(import(&s, "op-1", "000000000000019,住民票関係情報,2026-04-01,householder,世帯主\n"),
            "information_unknown");
    refused(import(&s, "op-1",
                   "000000000000019," TAX ",2026-04-01,income_levy,100\n"
                   "000000000000051," TAX ",2026-04-01,income_levy,5\n"),
            "person_unknown");
    ctl_expect_text("3行目");
    refuse_ranges(&s);
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM copy_entry"), 0);

    ctl_expect(import(&s, "op-1",
                      "000000000000019," TAX ",2026-04-01,income_levy,100\n"
                      "000000000000019," TAX ",2026-04-01,tax_year,2026\n"
                      "000000000000027," TAX ",2026-04-01,income_levy,200\n"),
               0);
    const char *id = entry(&s);
    refused(ctl(s.w, "op-1", "copy check %s", id), "same_person");
    refused(ctl(s.w, "op-4", "copy approve %s", id), "checks_missing");
    ctl_expect(ctl(s.w, "op-2", "copy check %s", id), 0);
    refused(ctl(s.w, "op-2", "copy check %s", id), "same_person");
    ctl_expect(ctl(s.w, "op-3", "copy list %s", id), 0);
    ctl_expect_text("value: 200");
    ctl_expect_no_text("more:");
    ctl_expect(ctl(s.w, "op-3", "copy list %s 3", id), 0);
    ctl_expect_text("value: 200");
    ctl_expect_no_text("value: 100");
    see_all_lines(&s, id);
    another_affair(&s, id);
    ctl_expect(ctl(s.w, "op-3", "copy check %s", id), 0);
    refused(ctl(s.w, "op-9", "copy approve %s", id), "supervisor_required");
    refused(ctl(s.w, "op-3", "copy approve %s", id), "same_person");
    refused(ctl(s.w, "op-1", "copy approve %s", id), "same_person");
    assert_int_equal(levy(&s, 1), -1); /* one person's entry is pending, however often checked */
    ctl_expect(ctl(s.w, "op-4", "copy approve %s", id), 0);
    assert_int_equal(levy(&s, 1), 100);
    assert_int_equal(levy(&s, 2), 200);
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM copy_entry_row"), 0);

    register_file(&s,
                  "000000000000019," TAX ",2026-03-31,income_levy,1\n"
                  "000000000000027," TAX ",2026-04-02,income_levy,300\n",
                  1);
    assert_int_equal(levy(&s, 1), 100); /* newer than the file */
    assert_int_equal(levy(&s, 2), 300);
    compare_with_original(&s);
    register_file(&s, "000000000000027," TAX ",2026-04-02,,\n", 0); /* the wrong person's: withdrawn */
    assert_int_equal(levy(&s, 2), -1);
    ctl_expect(import(&s, "op-1", "000000000000019," TAX ",2026-04-03,income_levy,9\n"), 0);
    ctl_expect(ctl(s.w, "op-2", "copy refuse %s", entry(&s)), 0);
    assert_int_equal(levy(&s, 1), 100);
    ctl_expect(ctl(s.w, "op-3", "copy list"), 0);
    AWAIT(bus_acts(s.w, "copy.entered") == 11 && bus_acts(s.w, "copy.refused") == 2);
    /* whose values were read, were found to differ and were replaced */
    AWAIT(bus_acts(s.w, "copy.line_shown") == 6 && bus_acts(s.w, "copy.difference_shown") == 3 &&
          bus_acts(s.w, "copy.replaced") == 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_copies_follow_the_register, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_inspected_and_compared, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_flags, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_files_of_offices, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("copy", tests, NULL, NULL);
}
