/* The register's records rest sealed, each bound to its row (issue 7 point 3): no name or address stands
 * beside them, and what was moved to another row is refused and changes nothing. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include <stdio.h>
#include <string.h>

/* All that is made of a record. */
static const char TABLES[] = "person,person_record,person_search,change_person,change_lock,change";
/* Of these, what must not tell whom it is about; an entry is its own affair. */
static const char *const BESIDE[] = {"person", "person_search", "change_person", "change_lock", NULL};

enum { DIGEST_SIZE = 512 };

static PGconn *database(world *w)
{
    return world_database_of(w, "resident")->conn;
}

static process *start(world *w, const char *setting)
{
    return process_start(w, "juki-resident", (const char *const[]){PROCESS_STATIC[0], setting, NULL});
}

/* ---- bound to its row ---------------------------------------------------------------------------------- */

static int64_t broken(world *w)
{
    return sql_int(database(w), "SELECT count(*) FROM dead_letter WHERE code = 'seal_broken'");
}

/* Whatever is asked or entered about the person is refused, and leaves everything as it is. */
static void is_refused(world *w, const registered *person)
{
    char before[DIGEST_SIZE];
    int64_t letters = broken(w);
    (void)snprintf(before, sizeof before, "%s", sql_digest(database(w), TABLES));
    (void)command_move_within(w, person->addressee_number, "７－７");
    AWAIT(broken(w) == letters + 1);
    (void)command_query_person(w, person->addressee_number);
    AWAIT(broken(w) == letters + 2);
    assert_string_equal(sql_digest(database(w), TABLES), before);
}

static void moves(world *w, const registered *person, const char *number)
{
    command_id move = command_move_within(w, person->addressee_number, number);
    AWAIT(command_status(w, move.text) == 1);
    command_approve(w, move.text);
    AWAIT(command_status(w, move.text) == 2);
}

/* Puts the content of one row into another, after what stands there was put aside. */
static void put_into(world *w, const char *to, int to_row, const char *from, int from_row)
{
    sql(database(w),
        "CREATE TEMP TABLE own AS SELECT content FROM person_record "
        "WHERE (addressee_number, history_number) = ('%s', %d)",
        to, to_row);
    sql(database(w),
        "UPDATE person_record SET content = (SELECT content FROM person_record "
        "WHERE (addressee_number, history_number) = ('%s', %d)) "
        "WHERE (addressee_number, history_number) = ('%s', %d)",
        from, from_row, to, to_row);
}

static void put_back(world *w, const char *to, int to_row)
{
    sql(database(w),
        "UPDATE person_record SET content = (SELECT content FROM own) "
        "WHERE (addressee_number, history_number) = ('%s', %d)",
        to, to_row);
    sql(database(w), "DROP TABLE own");
}

static void test_a_record_of_another_row_is_refused(void **state)
{
    world *w = *state;
    command_all_topics(w, 2);
    process *resident = start(w, NULL);
    registered one = command_register(w, 1);
    registered other = command_register(w, 2);

    put_into(w, one.addressee_number, 1, other.addressee_number, 1);
    is_refused(w, &one);
    moves(w, &other, "８－８"); /* nobody else is held up */
    put_back(w, one.addressee_number, 1);
    moves(w, &one, "６－６");

    put_into(w, one.addressee_number, 2, one.addressee_number, 1); /* what he was before */
    is_refused(w, &one);
    put_back(w, one.addressee_number, 2);
    put_into(w, one.addressee_number, 1, one.addressee_number, 2); /* nor may his past be another */
    command_id move = command_move_within(w, one.addressee_number, "５－５");
    AWAIT(command_status(w, move.text) == 1);
    int64_t letters = broken(w);
    command_approve(w, move.text);
    AWAIT(broken(w) > letters);
    assert_int_equal(command_status(w, move.text), 1);
    put_back(w, one.addressee_number, 1);
    command_approve(w, move.text);
    AWAIT(command_status(w, move.text) == 2);
    process_stop(resident);
}

/* ---- what stands in the tables ------------------------------------------------------------------------- */

/* Rows of a table with this word, as text or as bytes. */
static int64_t rows_with(world *w, const char *table, const char *word)
{
    return sql_int(database(w),
                   "SELECT count(*) FROM %s r WHERE position('%s' in r::text) > 0 "
                   "OR position(encode(convert_to('%s', 'UTF8'), 'hex') in r::text) > 0",
                   table, word, word);
}

/* In the record itself it is found while names are not sealed. */
static void words_stand(world *w, int serial, bool in_records)
{
    const test_person person = person_of(serial);
    const char *const words[] = {person.name, "シケン　タロウ", "東京都", "田中町"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_int_equal(rows_with(w, "person_record", words[i]) > 0, in_records);
        for (size_t t = 0; BESIDE[t] != NULL; t++) {
            assert_int_equal(rows_with(w, BESIDE[t], words[i]), 0);
        }
    }
}

static void is_read(world *w, const registered *person, int serial)
{
    ctl_expect(ctl(w, "clerk1", "person show %s --purpose test", person->addressee_number), 0);
    ctl_expect_text(person_of(serial).name);
    ctl_expect(ctl(w, "clerk1", "person search name='%s' --purpose test", person_of(serial).name), 0);
    ctl_expect_text(person->addressee_number);
    ctl_expect(ctl(w, "clerk1", "person as-of %s " TEST_TODAY " --purpose test", person->addressee_number),
               0);
    ctl_expect_text("田中町");
}

static void test_names_and_addresses_stand_in_no_column(void **state)
{
    world *w = *state;
    command_all_topics(w, 2);
    process *resident = start(w, NULL);
    registered sealed = command_register(w, 1);
    moves(w, &sealed, "６－６");
    words_stand(w, 1, false);
    process_stop(resident);

    resident = start(w, "JUKI_SEAL_NAMES=false");
    registered clear = command_register(w, 2);
    words_stand(w, 2, true); /* the search fails when names are not sealed */
    moves(w, &sealed, "５－５");
    is_read(w, &sealed, 1);
    is_read(w, &clear, 2);
    process_stop(resident);

    resident = start(w, NULL);
    moves(w, &sealed, "４－４");
    moves(w, &clear, "３－３");
    is_read(w, &sealed, 1);
    is_read(w, &clear, 2);
    process_stop(resident);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_record_of_another_row_is_refused, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_names_and_addresses_stand_in_no_column, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
