/* The tables of what is asked and what is held say what is there: statuses are known, places, files and tests
 * exist, the documents are those of the tables. */
#include "common/base/parse.h"
#include "juki/resident/v1/record.pb-c.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char ITEMS[] = "services/resident/record_items.csv";
static const char REQUIREMENTS[] = "services/resident/requirements.csv";
static const char MIGRATIONS[] = "services/resident/migrations/*.sql";

enum { TEXT_MAX = 1 << 20, COLUMNS_MAX = 10, WORD_MAX = 256, ITEM_COUNT = 164, SECTION_COUNT = 143 };

static char *read_all(FILE *file)
{
    char *text = calloc(1, TEXT_MAX);
    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, TEXT_MAX - 1, file) < TEXT_MAX - 1);
    return text;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        fail_msg("%s is not there", path);
    }
    char *text = read_all(file);
    (void)fclose(file);
    return text;
}

/* ---- tables -------------------------------------------------------------------------------------------- */

typedef void check_row(char *const column[COLUMNS_MAX], void *opaque);

static void split(char *line, int columns, char *column[COLUMNS_MAX])
{
    for (int i = 0; i < columns; i++) {
        char *comma = strchr(line, ',');
        if ((comma == NULL) != (i == columns - 1)) {
            fail_msg("a row has not %d columns: %s", columns, line);
        }
        column[i] = line;
        if (comma != NULL) {
            *comma = '\0';
            line = comma + 1;
        }
    }
}

static void each_row(const char *path, int columns, check_row *check, void *opaque)
{
    char *text = read_file(path);
    char *column[COLUMNS_MAX];
    for (char *line = strchr(text, '\n') + 1; *line != '\0';) {
        char *end = strchr(line, '\n');
        assert_non_null(end);
        *end = '\0';
        split(line, columns, column);
        check(column, opaque);
        line = end + 1;
    }
    free(text);
}

static bool among(const char *const *list, const char *word)
{
    for (size_t i = 0; list[i] != NULL; i++) {
        if (strcmp(list[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* The next word of a list with spaces between; false at its end. */
static bool next_word(const char **list, char ret[WORD_MAX])
{
    size_t size = strcspn(*list, " ");
    assert_true(size < WORD_MAX);
    (void)snprintf(ret, WORD_MAX, "%.*s", (int)size, *list);
    *list += size + strspn(*list + size, " ");
    return size > 0;
}

/* ---- items of the record ------------------------------------------------------------------------------- */

/* Whether this stands between the opening of a statement and its end, anywhere in the migrations. */
static bool stands_in(const char *sql, const char *opening, const char *end, const char *wanted)
{
    for (const char *at = strstr(sql, opening); at != NULL; at = strstr(at + 1, opening)) {
        const char *stop = strstr(at, end);
        const char *found = strstr(at, wanted);
        if (stop != NULL && found != NULL && found < stop) {
            return true;
        }
    }
    return false;
}

static bool column_exists(const char *sql, const char *place)
{
    const char *dot = strchr(place, '.');
    char create[WORD_MAX];
    char alter[WORD_MAX];
    char created[WORD_MAX];
    char added[WORD_MAX];
    assert_non_null(dot);
    (void)snprintf(create, sizeof create, "CREATE TABLE %.*s (", (int)(dot - place), place);
    (void)snprintf(alter, sizeof alter, "ALTER TABLE %.*s ", (int)(dot - place), place);
    (void)snprintf(created, sizeof created, "\n    %s ", dot + 1);
    (void)snprintf(added, sizeof added, "ADD COLUMN %s ", dot + 1);
    return stands_in(sql, create, "\n)", created) || stands_in(sql, alter, ";", added);
}

/* Whether the record has this field: PersonRecord.FIELD, of messages in it with more dots. */
static bool field_exists(const char *place)
{
    static const char record[] = "PersonRecord.";
    const ProtobufCMessageDescriptor *message = &juki__resident__v1__person_record__descriptor;
    char path[WORD_MAX];
    char *rest = NULL;
    if (strncmp(place, record, strlen(record)) != 0) {
        return false;
    }
    (void)snprintf(path, sizeof path, "%s", place + strlen(record));
    for (char *name = strtok_r(path, ".", &rest); name != NULL; name = strtok_r(NULL, ".", &rest)) {
        const ProtobufCFieldDescriptor *field =
            message == NULL ? NULL : protobuf_c_message_descriptor_get_field_by_name(message, name);
        if (field == NULL) {
            return false;
        }
        message = field->type == PROTOBUF_C_TYPE_MESSAGE ? field->descriptor : NULL;
    }
    return true;
}

typedef struct items_seen {
    int64_t last;
    const char *sql;
} items_seen;

static void check_item(char *const column[COLUMNS_MAX], void *opaque)
{
    static const char *const statuses[] = {"held", "derived", "other office", "not kept", "not yet", NULL};
    items_seen *seen = opaque;
    char place[WORD_MAX];
    int64_t number = 0;
    assert_true(ju_parse_int64(column[0], 1, ITEM_COUNT, &number));
    assert_int_equal(number, seen->last + 1);
    seen->last = number;
    bool placed = strcmp(column[2], "held") == 0 || strcmp(column[2], "derived") == 0;
    bool reasoned = strcmp(column[2], "other office") == 0 || strcmp(column[2], "not kept") == 0;
    if (*column[1] == '\0' || !among(statuses, column[2]) || placed != (*column[3] != '\0') ||
        (reasoned && *column[4] == '\0')) {
        fail_msg("item %s: status, place and reason do not fit", column[0]);
    }
    for (const char *list = column[3]; next_word(&list, place);) {
        if (!field_exists(place) && !column_exists(seen->sql, place)) {
            fail_msg("item %s: there is no %s", column[0], place);
        }
    }
}

static void every_item_of_the_record_is_told_once(void **state)
{
    (void)state;
    static char sql[TEXT_MAX];
    items_seen seen = {.sql = sql};
    glob_t found;
    size_t used = 0;
    assert_int_equal(glob(MIGRATIONS, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *text = read_file(found.gl_pathv[i]);
        used += (size_t)snprintf(sql + used, sizeof sql - used, "%s", text);
        assert_true(used < sizeof sql);
        free(text);
    }
    globfree(&found);
    assert_false(column_exists(sql, "person_note.shoe_size"));
    assert_false(column_exists(sql, "person_note.entered_by")); /* of another table */
    assert_false(field_exists("PersonRecord.shoe_size"));
    assert_false(field_exists("PersonRecord.name.town"));
    assert_false(field_exists("PersonNote.name"));
    each_row(ITEMS, 5, check_item, &seen);
    assert_int_equal(seen.last, ITEM_COUNT);
}

/* ---- requirements of the standard ---------------------------------------------------------------------- */

/* A test of C is defined and listed; one of Python is defined. */
static void check_test(const char *id, const char *test)
{
    const char *colon = strchr(test, ':');
    char path[WORD_MAX];
    char wanted[WORD_MAX];
    if (colon == NULL) {
        fail_msg("%s: %s is no FILE:TEST", id, test);
    }
    (void)snprintf(path, sizeof path, "%.*s", (int)(colon - test), test);
    bool python = strcmp(path + strlen(path) - 3, ".py") == 0;
    (void)snprintf(wanted, sizeof wanted, python ? "\ndef %s(" : " %s(", colon + 1);
    char *text = read_file(path);
    const char *defined = strstr(text, wanted);
    (void)snprintf(wanted, sizeof wanted, "%s", colon + 1);
    if (defined == NULL || (!python && strstr(defined + strlen(wanted) + 2, wanted) == NULL)) {
        fail_msg("%s: %s is defined nowhere or not run", id, test);
    }
    free(text);
}

static void check_proof(const char *id, const char *files, const char *tests)
{
    char word[WORD_MAX];
    if (*files == '\0' || *tests == '\0') {
        fail_msg("%s is implemented, but nobody says where and by which test", id);
    }
    while (next_word(&files, word)) {
        if (access(word, R_OK) != 0) {
            fail_msg("%s: there is no %s", id, word);
        }
    }
    while (next_word(&tests, word)) {
        check_test(id, word);
    }
}

typedef struct requirements_seen {
    int64_t anchor;
    int64_t number;
    int sections;
} requirements_seen;

/* Sections in the order of the standard, their requirements counted from 1. */
static void check_order(char *const column[COLUMNS_MAX], requirements_seen *seen)
{
    int64_t anchor = 0;
    int64_t number = 0;
    assert_true(column[0][0] == 'j' && ju_parse_int64(column[0] + 1, 1, 99999, &anchor));
    assert_true(ju_parse_int64(column[3], 1, 999, &number));
    bool fresh = anchor != seen->anchor;
    if (anchor < seen->anchor || number != (fresh ? 1 : seen->number + 1)) {
        fail_msg("%s.%s stands in the wrong place", column[0], column[3]);
    }
    seen->sections += fresh;
    seen->anchor = anchor;
    seen->number = number;
}

static void check_requirement(char *const column[COLUMNS_MAX], void *opaque)
{
    static const char *const kinds[] = {"must", "may", "must not", NULL};
    static const char *const statuses[] = {"implemented", "not for juki", "not yet", NULL};
    char id[WORD_MAX];
    check_order(column, opaque);
    (void)snprintf(id, sizeof id, "%s.%s", column[0], column[3]);
    if (!among(kinds, column[4]) || !among(statuses, column[6]) || *column[5] == '\0') {
        fail_msg("%s: unknown kind or status", id);
    }
    if (strcmp(column[6], "implemented") == 0) {
        check_proof(id, column[7], column[8]);
    } else if (*column[7] != '\0' || *column[8] != '\0') {
        fail_msg("%s is not implemented, yet it has code or a test", id);
    }
    if (strcmp(column[6], "not for juki") == 0 && *column[9] == '\0') {
        fail_msg("%s is not for juki, but nobody says why", id);
    }
}

static void every_requirement_is_proved_or_told(void **state)
{
    (void)state;
    requirements_seen seen = {0};
    each_row(REQUIREMENTS, 10, check_requirement, &seen);
    assert_int_equal(seen.sections, SECTION_COUNT);
}

/* ---- documents ----------------------------------------------------------------------------------------- */

static void check_document(const char *name)
{
    char command[WORD_MAX];
    char path[WORD_MAX];
    (void)snprintf(command, sizeof command, "awk -f services/resident/%s.awk services/resident/%s.csv", name,
                   name);
    (void)snprintf(path, sizeof path, "services/resident/%s.md", name);
    FILE *made = popen(command, "re"); /* NOLINT(cert-env33-c): the test's own words */
    char *wanted = read_all(made);
    char *there = read_file(path);
    assert_int_equal(pclose(made), 0);
    assert_true(*wanted != '\0');
    if (strcmp(wanted, there) != 0) {
        fail_msg("%s is not made of its table: make docs", path);
    }
    free(wanted);
    free(there);
}

static void the_documents_are_those_of_the_tables(void **state)
{
    (void)state;
    check_document("record_items");
    check_document("requirements");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_of_the_record_is_told_once),
        cmocka_unit_test(every_requirement_is_proved_or_told),
        cmocka_unit_test(the_documents_are_those_of_the_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
