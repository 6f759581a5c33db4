/*
 * What the gateway keeps for inquiries (issue 7 point 3; design section 6; seed 002 R-49): no name, amount or
 * purpose of 副本 stands in a row, all is read with and without JUKI_SEAL_NAMES, and a value counts for the
 * row alone that it was sealed for.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/person_row.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/event.pb-c.h"

#include <stdio.h>
#include <string.h>

#define RESIDENT JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT
#define TAX      "地方税関係情報"
#define HEAD     "000000000000019"
#define WIFE     "000000000000027"
#define NAME     "封印　太郎"
#define PURPOSE  "封印目的"

static PGconn *gateway(world *w)
{
    return world_database_of(w, "gateway")->conn;
}

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static void tell(world *w, const char *number, const char *name, const char *relationship)
{
    command_id id = command_new_id();
    Juki__Resident__V1__PersonChanged changed = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    changed.change_id = id.text;
    changed.addressee_number = text(number);
    changed.state = RESIDENT;
    changed.household_number = text("H1");
    changed.name = text(name);
    changed.relationship = text(relationship);
    bus_send(w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = number, .sequence = 1, .message = &changed.base});
}

/* Enters a file with one amount for each of them; path is where it lies. */
static void enter(world *w, const char *day, const char *heads, const char *wifes, char path[320])
{
    (void)snprintf(path, 320, "%s/copies.csv", w->dir);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    (void)fprintf(out,
                  "addressee_number,information,as_of,item,value\n" HEAD "," TAX ",%s,income_levy,%s\n" WIFE
                  "," TAX ",%s,income_levy,%s\n",
                  day, heads, day, wifes);
    (void)fclose(out);
    ctl_expect(ctl(w, "op-1", "copy import %s --purpose " PURPOSE, path), 0);
}

/* The entry that waits. */
static void waiting(world *w, char ret[64])
{
    (void)snprintf(ret, 64, "%s",
                   sql_text(gateway(w), "SELECT entry_id FROM copy_entry WHERE state = 'entered'"));
}

static void approve(world *w)
{
    char entry[64];
    waiting(w, entry);
    ctl_expect(ctl(w, "op-2", "copy check %s", entry), 0);
    ctl_expect(ctl(w, "op-3", "copy check %s", entry), 0);
    ctl_expect(ctl(w, "op-4", "copy approve %s", entry), 0);
}

static void expect_in_clear(world *w, const char *words, int64_t copies, int64_t entries, int64_t lines)
{
    assert_int_equal(person_rows_in_clear(gateway(w), "copy", words), copies);
    assert_int_equal(person_rows_in_clear(gateway(w), "copy_entry", words), entries);
    assert_int_equal(person_rows_in_clear(gateway(w), "copy_entry_row", words), lines);
}

static void expect_shown(world *w, const char *number, const char *const *value, size_t count)
{
    ctl_expect(ctl(w, "op-1", "copy show %s --purpose claim", number), 0);
    for (size_t i = 0; i < count; i++) {
        ctl_expect_text(value[i]);
    }
}

static void open_town(world *w)
{
    command_all_topics(w, 1);
    tell(w, HEAD, NAME, "世帯主");
    tell(w, WIFE, "封印　花子", "妻");
}

static void test_values_stand_in_no_row(void **state)
{
    world *w = *state;
    char path[320];
    char entry[64];
    open_town(w);
    process *sealing = process_start(w, "juki-gateway", NULL);
    AWAIT(sql_int(gateway(w), "SELECT count(*) FROM copy WHERE householder = '" HEAD "'") == 1);
    enter(w, "2026-04-01", "7654321", "1234567", path);
    expect_in_clear(w, "7654321", 0, 0, 0);
    expect_in_clear(w, PURPOSE, 0, 0, 0);
    ctl_expect(ctl(w, "op-2", "copy list"), 0);
    ctl_expect_text("purpose: " PURPOSE);
    waiting(w, entry);
    ctl_expect(ctl(w, "op-2", "copy list %s", entry), 0);
    ctl_expect_text("value: 7654321");
    approve(w);
    expect_in_clear(w, "7654321", 0, 0, 0);
    expect_in_clear(w, NAME, 0, 0, 0);
    expect_shown(w, WIFE, (const char *const[]){"value: " NAME, "value: 妻", "value: 1234567"}, 3);
    ctl_expect(ctl(w, "op-1", "copy compare %s", path), 0);
    process_stop(sealing);

    /* switched off, both are read; what was sealed stays so until it is written anew */
    (void)process_start(w, "juki-gateway", (const char *const[]){"JUKI_SEAL_NAMES=false", NULL});
    expect_shown(w, WIFE, (const char *const[]){"value: " NAME, "value: 妻", "value: 1234567"}, 3);
    enter(w, "2026-04-02", "7654322", "1234567", path);
    expect_in_clear(w, "7654322", 0, 0, 1);
    expect_in_clear(w, PURPOSE, 0, 1, 0);
    approve(w);
    expect_in_clear(w, "7654322", 1, 0, 0);
    expect_shown(w, HEAD, (const char *const[]){"value: 世帯主", "value: 7654322"}, 2);
    assert_int_equal(bus_count(w, "deadletter.gateway"), 0);
}

static int64_t broken(world *w)
{
    return sql_int(gateway(w), "SELECT count(*) FROM dead_letter WHERE code = 'seal_broken'");
}

/* Swaps a column between the two rows of a table. */
static void swap(world *w, const char *table, const char *column, const char *key)
{
    sql(gateway(w),
        "UPDATE %s a SET %s = b.%s FROM %s b WHERE a.%s <> b.%s AND a.%s IS NOT NULL AND b.%s IS NOT NULL",
        table, column, column, table, key, key, column, column);
}

/* A town whose head has a 副本, with an entry that waits: its file and its id. */
static void open_entry(world *w, char path[320], char entry[64])
{
    open_town(w);
    (void)process_start(w, "juki-gateway", NULL);
    AWAIT(sql_int(gateway(w), "SELECT count(*) FROM copy WHERE householder = '" HEAD "'") == 1);
    enter(w, "2026-04-01", "7654321", "1234567", path);
    waiting(w, entry);
}

static void test_values_count_for_their_rows_alone(void **state)
{
    world *w = *state;
    char path[320];
    char entry[64];
    open_entry(w, path, entry);
    swap(w, "copy_entry_row", "value", "line");
    assert_int_not_equal(ctl(w, "op-2", "copy list %s --timeout 1", entry), 0);
    AWAIT(broken(w) == 1);
    swap(w, "copy_entry_row", "value", "line");
    approve(w);

    swap(w, "copy", "content", "integrated_number");
    assert_int_not_equal(ctl(w, "op-1", "copy show %s --purpose claim --timeout 1", WIFE), 0);
    AWAIT(broken(w) == 2);
    assert_int_not_equal(ctl(w, "op-1", "copy compare %s --timeout 1", path), 0);
    AWAIT(broken(w) == 3);
    swap(w, "copy", "content", "integrated_number");
    ctl_expect(ctl(w, "op-1", "copy compare %s", path), 0);

    /* a 世帯主 whose name is not the one that the 副本 was made with is not named */
    sql(gateway(w), "UPDATE person SET name_index = 'x' WHERE addressee_number = '" HEAD "'");
    expect_shown(w, WIFE, (const char *const[]){"value: 妻"}, 1);
    ctl_expect_no_text("householder_name");
    ctl_expect(ctl(w, "op-1", "copy compare"), 1);
    ctl_expect_text("householder_name");
}

/* ---- in the trail ----------------------------------------------------------------------------------------
 */

/* How often something stands in acts that were told. */
static int told(world *w, const char *words)
{
    int count = 0;
    bus_records acts = bus_read(w, JU_TOPIC_AUDIT_RECORD);
    for (size_t i = 0; i < acts.count; i++) {
        count += memmem(acts.item[i].value, acts.item[i].size, words, strlen(words)) != NULL;
    }
    bus_free(&acts);
    return count;
}

/* A number that somebody typed as purpose is in no act, neither of who typed it nor of who decides and reads.
 */
static void test_a_purpose_is_told_without_its_numbers(void **state)
{
    world *w = *state;
    char path[320];
    char entry[64];
    open_entry(w, path, entry);
    ctl_expect(ctl(w, "op-4", "copy refuse %s", entry), 0);
    ctl_expect(ctl(w, "op-1", "copy import %s --purpose 照会9080706050", path), 0);
    waiting(w, entry);
    ctl_expect(ctl(w, "op-2", "copy list %s", entry), 0);
    approve(w);
    AWAIT(told(w, "copy.replaced") >= 1 && told(w, "copy.line_shown") >= 1 && told(w, "照会***") >= 1);
    assert_int_equal(told(w, "9080706050"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values_stand_in_no_row, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_values_count_for_their_rows_alone, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_purpose_is_told_without_its_numbers, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests_name("kept_copy", tests, NULL, NULL);
}
