/* What clerks write and what they ask, in the register's own tables: sealed, so that no name or place stands
 * in their bytes; in clear when names are not to be sealed; and a value that was moved to another row is
 * refused. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/kept.h"
#include "tests/integration/harness/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of somebody whom nothing but these texts names. */
#define CANARY "潜伏町加害花子"

enum { PERSONS = 2, LINE_SIZE = 512 };

#define A_PERSON "SELECT min(addressee_number) FROM person"

typedef struct keeping {
    const char *table;
    const char *column;
    const char *written; /* what stands in clear when nothing is sealed */
    const char *asked;   /* of jukictl: reads the values */
    const char *about;   /* its first argument is the answer to this; "": none */
    const char *with;    /* what follows */
} keeping;

static const keeping KEPT[] = {
    {"change", "entry", "試験　太郎", "status", "SELECT min(change_id) FROM change", ""},
    {"change", "entry", "田中町", "provisional list", "", ""},
    {"search_question", "question", CANARY, "person searches", "", ""},
    {"restraint_request", "entry", CANARY, "restraint review",
     "SELECT request_id FROM restraint_request WHERE status = 1", "--return"},
    {"restraint", "reason", CANARY, "restraint show", A_PERSON, "--purpose test"},
    {"destination_request", "entry", CANARY, "destination show", A_PERSON, "--purpose test"},
    {"person_note", "note_text", CANARY, "memo history", A_PERSON, "--purpose test"},
    {"certificate_issue", "purpose", CANARY, "certificate history", A_PERSON, "--purpose test"},
    {"certificate_end", "reason", CANARY, "certificate history", A_PERSON, "--purpose test"},
};
enum { TABLES = sizeof KEPT / sizeof KEPT[0] };

static PGconn *database(world *w)
{
    return world_database_of(w, "resident")->conn;
}

static int start(void **state, const char *seals)
{
    int failed = world_setup(state);
    if (failed == 0) {
        command_all_topics(*state, 1);
        (void)process_start(*state, "juki-resident", (const char *const[]){seals, NULL});
    }
    return failed;
}

static int start_sealing(void **state)
{
    return start(state, "JUKI_SEAL_NAMES=true");
}

static int start_in_clear(void **state)
{
    return start(state, "JUKI_SEAL_NAMES=false");
}

#define DO(w, who, ...) ctl_expect(ctl(w, who, __VA_ARGS__), 0)

/* The id of what was entered last; static. */
static const char *entered(world *w, const char *question)
{
    static char id[LINE_SIZE];
    (void)snprintf(id, sizeof id, "%s", sql_text(database(w), "%s", question));
    assert_true(*id != '\0');
    return id;
}

/* Everything that a clerk writes freely, about one person. */
static void write_all(world *w, const char *number)
{
    char words[320];
    char place[320];
    (void)snprintf(words, sizeof words, "%s/words", w->dir);
    (void)snprintf(place, sizeof place, "%s/place", w->dir);
    world_shell("printf " CANARY " >%s", words);
    world_shell(
        "printf '{\"postal_code\":\"1000001\",\"municipality_code\":\"131016\",\"prefecture\":\"東京都\","
        "\"municipality\":\"千代田区\",\"town\":\"避難町\"}' >%s",
        place);
    DO(w, "clerk1", "person search name=" CANARY " --purpose test");
    DO(w, "clerk1", "memo add %s %s", number, words);
    DO(w, "clerk1", "remark add %s %s", number, words);
    DO(w, "clerk2", "remark review %s --approve",
       entered(w, "SELECT note_id FROM person_note WHERE kind = 2 ORDER BY written_at DESC LIMIT 1"));
    DO(w, "clerk1", "certificate residence-record %s --purpose " CANARY " --out %s/sheet.pdf", number,
       w->dir);
    DO(w, "clerk1", "certificate spoil '%s' --purpose " CANARY,
       entered(w, "SELECT issue_number FROM certificate_open"));
    DO(w, "clerk1", "restraint set %s --kind change --level alert --purpose " CANARY, number);
    DO(w, "clerk2", "restraint review %s --approve",
       entered(w, "SELECT request_id FROM restraint_request WHERE status = 1"));
    DO(w, "clerk1", "destination set %s --kind violence --purpose " CANARY " <%s", number, place);
    DO(w, "clerk2", "destination review %s --approve",
       entered(w, "SELECT request_id FROM destination_request WHERE status = 1"));
}

/* What was written comes back as it was. */
static void check_shown(world *w, const char *number)
{
    DO(w, "clerk1", "memo history %s --purpose test", number);
    ctl_expect_text(CANARY);
    DO(w, "clerk1", "remark list %s --purpose test", number);
    ctl_expect_text(CANARY);
    DO(w, "clerk1", "restraint show %s --purpose test", number);
    ctl_expect_text(CANARY);
    DO(w, "clerk1", "destination show %s --purpose test", number);
    ctl_expect_text("避難町");
    DO(w, "clerk1", "certificate history %s --purpose test", number);
    assert_int_equal(ctl_count_text(CANARY), 2); /* its purpose, and why it was spoiled */
    DO(w, "clerk1", "person searches");
    ctl_expect_text(CANARY);
}

/* Two persons with all of it, and for one of them a change and a restraint that wait. */
static void write_everything(world *w)
{
    for (int serial = 1; serial <= PERSONS; serial++) {
        registered person = command_register(w, serial);
        write_all(w, person.addressee_number);
        check_shown(w, person.addressee_number);
        DO(w, "clerk1", "restraint set %s --kind issue --level alert --purpose " CANARY,
           person.addressee_number);
        if (serial < PERSONS) {
            DO(w, "clerk2", "restraint review %s --return",
               entered(w, "SELECT request_id FROM restraint_request WHERE status = 1"));
        }
    }
    command_id waiting = command_move_in(w, &(move_in){.serial = PERSONS + 1});
    AWAIT(command_status(w, waiting.text) == 1);
    DO(w, "clerk1", "provisional list");
    ctl_expect_text(person_of(PERSONS + 1).name);
}

static void test_sealed(void **state)
{
    world *w = *state;
    write_everything(w);
    for (size_t i = 0; i < TABLES; i++) {
        assert_int_equal(kept_clear(database(w), KEPT[i].table, KEPT[i].written), 0);
    }
    assert_int_equal(kept_clear(database(w), "person_search", "シケン"), 0);
}

/* Every row gets another one's value: none of them opens, and whoever asks is told nothing. */
static void move_values(world *w, const keeping *one)
{
    sql(database(w),
        "WITH row AS (SELECT ctid AS at, %s AS value, row_number() OVER (ORDER BY ctid) AS n, "
        "count(*) OVER () AS sum FROM %s) "
        "UPDATE %s t SET %s = o.value FROM row a JOIN row o ON o.n = a.n %% a.sum + 1 WHERE t.ctid = a.at",
        one->column, one->table, one->table, one->column);
}

static void test_moved(void **state)
{
    world *w = *state;
    write_everything(w);
    for (size_t i = 0; i < TABLES; i++) {
        char line[LINE_SIZE];
        sql(database(w), "CREATE TABLE saved AS SELECT * FROM %s", KEPT[i].table);
        move_values(w, &KEPT[i]);
        const char *about = *KEPT[i].about == '\0' ? "" : entered(w, KEPT[i].about);
        (void)snprintf(line, sizeof line, "%s %s %s", KEPT[i].asked, about, KEPT[i].with);
        kept_broken(w, database(w), line);
        sql(database(w), "DELETE FROM %s; INSERT INTO %s SELECT * FROM saved; DROP TABLE saved",
            KEPT[i].table, KEPT[i].table);
    }
}

/* Not to be sealed: the same answers, and the rows say it openly. */
static void test_in_clear(void **state)
{
    world *w = *state;
    write_everything(w);
    for (size_t i = 0; i < TABLES; i++) {
        assert_true(kept_clear(database(w), KEPT[i].table, KEPT[i].written) > 0);
    }
    assert_int_equal(kept_clear(database(w), "person_search", "シケン"), 0);
}

int main(void)
{
    (void)setenv("JUKI_CERTIFICATE_TEMPLATE", "services/resident/certificate/standard.json", 1);
    (void)setenv("JUKI_CERTIFICATE_OFFICE", "昭島市", 1);
    (void)setenv("JUKI_CERTIFICATE_MAYOR", "見本　市長", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sealed, start_sealing, world_teardown),
        cmocka_unit_test_setup_teardown(test_moved, start_sealing, world_teardown),
        cmocka_unit_test_setup_teardown(test_in_clear, start_in_clear, world_teardown),
    };
    return cmocka_run_group_tests_name("resident_kept", tests, NULL, NULL);
}
