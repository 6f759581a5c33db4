/* Migration of a register (seed 001, M1 to M4): loaded through jukictl whatever is killed meanwhile, compared
 * in three stages, and opened by two persons. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/process.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { TEXT_SIZE = 512, COLUMNS_MAX = 128, OUTPUT_SIZE = 64 * 1024 };

/* ---- jukictl --------------------------------------------------------------------------------------------
 */

/* What the last call printed, on both outputs. */
static char output[OUTPUT_SIZE];

static void read_output(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    output[fread(output, 1, sizeof output - 1, file)] = '\0';
    (void)fclose(file);
}

static pid_t start_ctl(world *w, const char *operator_id, const char *arguments, const char *path)
{
    char line[4 * TEXT_SIZE];
    (void)snprintf(
        line, sizeof line,
        "exec env JUKI_MUNICIPALITY=%s JUKI_TOPIC_PREFIX=%s JUKI_KAFKA_BOOTSTRAP=%s JUKI_KEY_DIR=%s "
        "JUKI_OPERATOR=%s JUKI_TERMINAL=w1 LANG=C %s/jukictl %s >%s 2>&1",
        TEST_MUNICIPALITY, w->prefix, world_env("JUKI_TEST_BOOTSTRAP"), world_env("JUKI_TEST_KEYS"),
        operator_id, world_env("JUKI_TEST_BIN"), arguments, path);
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl("/bin/sh", "sh", "-c", line, (char *)NULL);
        _exit(127);
    }
    assert_true(pid > 0);
    return pid;
}

static int ctl(world *w, const char *operator_id, const char *format, ...)
{
    char arguments[TEXT_SIZE];
    char path[TEXT_SIZE];
    int status = 0;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(arguments, sizeof arguments, format, args);
    va_end(args);
    (void)snprintf(path, sizeof path, "%s/ctl.out", w->dir);
    pid_t pid = start_ctl(w, operator_id, arguments, path);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    read_output(path);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect(int code, int wanted)
{
    if (code != wanted) {
        fail_msg("exit code %d instead of %d:\n%s", code, wanted, output);
    }
}

static void expect_text(const char *text)
{
    if (strstr(output, text) == NULL) {
        fail_msg("'%s' is not in:\n%s", text, output);
    }
}

/* The value of a line "name: value" of what was printed; static. */
static const char *value_of(const char *name)
{
    static char value[TEXT_SIZE];
    char start[TEXT_SIZE];
    (void)snprintf(start, sizeof start, "\n%s: ", name);
    const char *found = strstr(output, start);
    *value = '\0';
    if (found != NULL) {
        found += strlen(start);
        (void)snprintf(value, sizeof value, "%.*s", (int)strcspn(found, "\n"), found);
    }
    return value;
}

/* ---- files ----------------------------------------------------------------------------------------------
 */

typedef struct csv {
    char path[TEXT_SIZE];
    char *line[16 * 1024]; /* the column names first */
    size_t count;
} csv;

static void make_register(world *w, const char *name, int persons, char path[TEXT_SIZE])
{
    char line[4 * TEXT_SIZE];
    (void)snprintf(path, TEXT_SIZE, "%s/%s.csv", w->dir, name);
    (void)snprintf(line, sizeof line, "%s/town-register --persons %d >%s", world_env("JUKI_TEST_BIN"),
                   persons, path);
    assert_int_equal(system(line), 0);
}

static csv *read_csv(const char *path)
{
    csv *file = calloc(1, sizeof *file);
    size_t size = 0;
    FILE *in = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(in);
    while (getline(&file->line[file->count], &size, in) > 0) {
        file->line[file->count][strcspn(file->line[file->count], "\n")] = '\0';
        file->count++;
        size = 0;
        assert_true(file->count < sizeof file->line / sizeof *file->line - 2);
    }
    free(file->line[file->count]); /* getline's buffer at the end of the file */
    (void)fclose(in);
    return file;
}

static void write_csv(csv *file, world *w, const char *name)
{
    (void)snprintf(file->path, sizeof file->path, "%s/%s.csv", w->dir, name);
    FILE *out = fopen(file->path, "w");
    assert_non_null(out);
    for (size_t i = 0; i < file->count; i++) {
        (void)fprintf(out, "%s\n", file->line[i]);
    }
    assert_int_equal(fclose(out), 0);
}

static void free_csv(csv *file)
{
    for (size_t i = 0; i < file->count; i++) {
        free(file->line[i]);
    }
    free(file);
}

static size_t column_of(const csv *file, const char *name)
{
    const char *at = file->line[0];
    for (size_t column = 0; at != NULL; column++) {
        if (strncmp(at, name, strlen(name)) == 0 && strchr(",", at[strlen(name)]) != NULL) {
            return column;
        }
        at = strchr(at, ',');
        at = at == NULL ? NULL : at + 1;
    }
    fail_msg("no column %s", name);
    return 0;
}

static const char *field_at(const char *line, size_t column)
{
    for (; column > 0; column--) {
        line = strchr(line, ',') + 1;
    }
    return line;
}

/* An item of a line (0: the column names) gets another text. */
static void set_field(csv *file, size_t line, const char *name, const char *value)
{
    char *old = file->line[line];
    const char *at = field_at(old, column_of(file, name));
    char *fresh = NULL;
    assert_true(asprintf(&fresh, "%.*s%s%s", (int)(at - old), old, value, at + strcspn(at, ",")) > 0);
    free(old);
    file->line[line] = fresh;
}

static char *get_field(const csv *file, size_t line, const char *name)
{
    const char *at = field_at(file->line[line], column_of(file, name));
    return strndup(at, strcspn(at, ","));
}

static void swap_field(csv *file, size_t one, size_t other, const char *name)
{
    char *first = get_field(file, one, name);
    char *second = get_field(file, other, name);
    assert_string_not_equal(first, second);
    set_field(file, one, name, second);
    set_field(file, other, name, first);
    free(first);
    free(second);
}

/* The first line whose person has another 宛名番号 than the line's. */
static size_t next_person(const csv *file, size_t line)
{
    size_t key = strcspn(file->line[line], ",");
    size_t next = line;
    while (strncmp(file->line[next], file->line[line], key) == 0) {
        next++;
    }
    return next;
}

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
    csv *file = read_csv(source);
    size_t dropped = next_person(file, 20);
    size_t twice = next_person(file, 40);
    set_field(file, dropped, "addressee_number", "000000000000"); /* first of all, and unknown */
    set_field(file, dropped, "history_number", "1");
    char *added = file->line[dropped];
    memmove(&file->line[2], &file->line[1], (dropped - 1) * sizeof *file->line);
    file->line[1] = added;
    memmove(&file->line[twice + 1], &file->line[twice], (file->count - twice) * sizeof *file->line);
    file->line[twice + 1] = strdup(file->line[twice]);
    file->count++;
    write_csv(file, w, "incomplete");
    expect(ctl(w, "clerk1", "migrate compare %s %s", source, file->path), 1);
    assert_string_equal(value_of("differences"), "4");
    free_csv(file);
}

/* M1: counts, and every column's set of values, agree; two persons' items changed places. */
static void compare_swapped(world *w, const char *source, char load_id[TEXT_SIZE])
{
    csv *file = read_csv(source);
    swap_field(file, 1, next_person(file, 30), "telephone");
    write_csv(file, w, "swapped");
    expect(ctl(w, "clerk1", "migrate compare %s %s", source, file->path), 1);
    assert_string_equal(value_of("differences"), "2");
    (void)snprintf(load_id, TEXT_SIZE, "%s", value_of("load_id"));
    expect(ctl(w, "clerk1", "migrate status %s", load_id), 0);
    expect_text("item: telephone");
    expect_text("kind: value");
    free_csv(file);
}

/* M3: no cut-over before each difference has its reason by one and the word of another. */
static void explain_differences(world *w, const char *id, const char *digest)
{
    expect(ctl(w, "clerk1", "migrate cut-over %s --digest %s", id, digest), 1);
    expect_text("differences_unexplained");
    expect(ctl(w, "clerk1", "migrate explain %s --number 1 --reason because --explanation x", id), 1);
    expect_text("difference_reason");
    expect(ctl(w, "clerk1", "migrate explain %s --number 1 --reason old_wrong --explanation typed-wrong", id),
           0);
    assert_string_equal(value_of("unexplained"), "1");
    expect(ctl(w, "clerk2", "migrate explain %s --item telephone --confirm", id), 1);
    expect_text("differences_unexplained");
    expect(
        ctl(w, "clerk1", "migrate explain %s --item telephone --reason old_wrong --explanation swapped", id),
        0);
    expect(ctl(w, "clerk1", "migrate cut-over %s --digest %s", id, digest), 1);
    expect_text("differences_unconfirmed");
    expect(ctl(w, "clerk1", "migrate explain %s --item telephone --confirm", id), 1);
    expect_text("difference_own");
    expect(ctl(w, "clerk2", "migrate explain %s --item telephone --confirm", id), 0);
}

static void open_register(world *w, const char *id, const char *digest)
{
    expect(ctl(w, "clerk1", "migrate cut-over %s --digest 00", id), 1);
    expect_text("report_differs");
    expect(ctl(w, "clerk1", "migrate cut-over %s --digest %s", id, digest), 0);
    expect_text("state: compared");
    expect(ctl(w, "clerk1", "migrate cut-over %s --digest %s", id, digest), 1);
    expect_text("approver_same");
    expect(ctl(w, "clerk1", "person show 0000000019 --purpose test"), 1);
    expect_text("register_closed");
    expect(ctl(w, "clerk2", "migrate cut-over %s --digest %s", id, digest), 0);
    expect_text("state: cut_over");
    expect(ctl(w, "clerk1", "migrate discard %s", id), 1);
    expect_text("load_state");
    expect(ctl(w, "clerk1", "person show 0000000019 --purpose test"), 1);
    expect_text("register_closed");
    assert_int_equal(bus_count(w, "resident.to-gateway"), 0); /* invariant 6 */
    expect(ctl(w, "clerk1", "migrate fill %s --rate 100000", id), 0);
    expect_text("filled: true");
    AWAIT(bus_unique(w, "resident.to-gateway") == 300);
    AWAIT(bus_unique(w, "resident.to-identity") == 300);
    expect(ctl(w, "clerk1", "migrate fill %s", id), 0); /* nothing twice */
}

static void test_from_file_to_open_register(void **state)
{
    world *w = with_resident(state);
    PGconn *conn = world_database_of(w, "resident")->conn;
    char source[TEXT_SIZE];
    char load_id[TEXT_SIZE];
    char digest[TEXT_SIZE];
    make_register(w, "source", 300, source);
    expect(ctl(w, "clerk1", "migrate plan %s", source), 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person"), 0);
    expect(ctl(w, "clerk1", "migrate load %s", source), 0);
    assert_string_equal(value_of("state"), "loaded");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person"), 300);
    expect(ctl(w, "clerk1", "person show 0000000019 --purpose test"), 1);
    expect_text("register_closed");
    expect(ctl(w, "clerk1", "migrate load %s", source), 0); /* all there: nothing happens */
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person"), 300);

    compare_incomplete(w, source);
    expect(ctl(w, "clerk1", "migrate compare %s %s", source, source), 0);
    (void)snprintf(digest, sizeof digest, "%s", value_of("report_digest"));
    compare_swapped(w, source, load_id);
    assert_string_not_equal(value_of("report_digest"), digest);
    (void)snprintf(digest, sizeof digest, "%s", value_of("report_digest"));
    compare_swapped(w, source, load_id); /* M4: the same files, the same digest */
    assert_string_equal(value_of("report_digest"), digest);

    explain_differences(w, load_id, digest);
    open_register(w, load_id, digest);
    assert_true(bus_acts(w, "load.explained") >= 2);
    assert_int_equal(bus_acts(w, "load.cut-over"), 1 + 4); /* four were refused */
    expect(ctl(w, "clerk1", "person history 0000000019 --purpose test"), 0);
    registered newcomer = command_register(w, 1); /* our serials go on behind the old ones */
    assert_true(strcmp(newcomer.addressee_number, "000000300") > 0);
}

/* A fault in loading: what is in the register differs from both files. */
static void test_a_fault_in_loading_is_found(void **state)
{
    world *w = with_resident(state);
    PGconn *conn = world_database_of(w, "resident")->conn;
    char source[TEXT_SIZE];
    make_register(w, "source", 50, source);
    expect(ctl(w, "clerk1", "migrate load %s", source), 0);
    sql(conn, "UPDATE person_record r SET address_number = o.address_number FROM person_record o "
              "WHERE (r.addressee_number, r.history_number) = ('0000000019', 1) "
              "AND (o.addressee_number, o.history_number) = ('0000000507', 1)");
    sql(conn, "DELETE FROM person_record WHERE addressee_number = '0000000205'");
    expect(ctl(w, "clerk1", "migrate compare %s %s", source, source), 1);
    char load_id[TEXT_SIZE];
    (void)snprintf(load_id, sizeof load_id, "%s", value_of("load_id"));
    expect(ctl(w, "clerk1", "migrate status %s", load_id), 0);
    expect_text("item: address.number");
    expect_text("kind: missing_loaded");
    expect(ctl(w, "clerk1", "migrate discard %s", load_id), 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person_record"), 0);
    registered first = command_register(w, 1);
    assert_true(*first.addressee_number != '\0');
    expect(ctl(w, "clerk1", "migrate load %s", source), 1);
    expect_text("register_not_empty");
}

/* ---- killed ---------------------------------------------------------------------------------------------
 */

static void test_killed_and_gone_on(void **state)
{
    enum { PERSONS = 6000 };
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    char source[TEXT_SIZE];
    char arguments[TEXT_SIZE + 32];
    char path[TEXT_SIZE];
    command_topics(w, 2);
    process *resident = process_start(w, "juki-resident", PROCESS_STATIC);
    make_register(w, "source", PERSONS, source);
    (void)snprintf(arguments, sizeof arguments, "migrate load %s", source);
    (void)snprintf(path, sizeof path, "%s/killed.out", w->dir);
    for (int round = 1; round <= 2; round++) {
        int64_t before = sql_int(conn, "SELECT count(*) FROM person");
        pid_t pid = start_ctl(w, "clerk1", arguments, path);
        AWAIT(sql_int(conn, "SELECT count(*) FROM person") > before + 500);
        (void)kill(pid, SIGKILL);
        (void)waitpid(pid, NULL, 0);
        process_kill(resident);
        resident = process_start(w, "juki-resident", PROCESS_STATIC);
        assert_true(sql_int(conn, "SELECT count(*) FROM person") < PERSONS);
    }
    expect(ctl(w, "clerk1", "migrate load %s --timeout 60", source), 0);
    assert_string_equal(value_of("state"), "loaded");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person"), PERSONS);
    assert_int_equal(sql_int(conn, "SELECT count(DISTINCT register_ref) FROM person_record"), PERSONS);
    expect(ctl(w, "clerk1", "migrate compare %s %s", source, source), 0);
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
};

/* Each fault in the latest row of a person of its own; the n-th of these lines is returned. */
static size_t bad_line(const csv *file, size_t n)
{
    size_t line = 10;
    for (size_t i = 0; i <= n; i++) {
        line = next_person(file, line);
    }
    return next_person(file, line) - 1;
}

static void check_bad_rows(world *w, const char *source)
{
    csv *file = read_csv(source);
    size_t lines[sizeof BAD / sizeof BAD[0]];
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        lines[i] = bad_line(file, i);
    }
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        set_field(file, lines[i], BAD[i].item, BAD[i].value);
    }
    write_csv(file, w, "bad");
    expect(ctl(w, "clerk1", "migrate plan %s", file->path), 1);
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        char wanted[TEXT_SIZE];
        (void)snprintf(wanted, sizeof wanted, "source: line %zu: %s", lines[i] + 1, BAD[i].code);
        expect_text(wanted);
    }
    free_csv(file);
}

static void test_bad_rows_are_refused_and_nothing_is_loaded(void **state)
{
    world *w = with_resident(state);
    PGconn *conn = world_database_of(w, "resident")->conn;
    char source[TEXT_SIZE];
    make_register(w, "source", 60, source);
    check_bad_rows(w, source);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM migration_load"), 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person_record"), 0);

    /* a number that two persons have is found while loading, though each row is right */
    csv *file = read_csv(source);
    char *number = get_field(file, 1, "individual_number");
    size_t line = next_person(file, 20);
    set_field(file, line, "individual_number", number);
    while (next_person(file, line) != line + 1) {
        set_field(file, ++line, "individual_number", number);
    }
    free(number);
    write_csv(file, w, "twice");
    expect(ctl(w, "clerk1", "migrate load %s", file->path), 1);
    expect_text("number_in_use individual_number");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person_record"), 0);
    free_csv(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_from_file_to_open_register, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_fault_in_loading_is_found, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_killed_and_gone_on, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_bad_rows_are_refused_and_nothing_is_loaded, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
