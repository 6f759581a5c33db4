/* Every refusal is told in Japanese, and no message stands there for nobody: read from the sources. */
#include "services/resident/alert.h"
#include "services/resident/refusal.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char SOURCES[] = "services/resident/*.c";
static const char STEPS[] = "services/resident/*/*.c";
static const char TABLE[] = "services/resident/refusal.c";

enum { CODES_MAX = 800, CODE_SIZE = 48 };

typedef struct code_list {
    char code[CODES_MAX][CODE_SIZE];
    size_t count;
} code_list;

static bool holds(const code_list *list, const char *code)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->code[i], code) == 0) {
            return true;
        }
    }
    return false;
}

/* Takes the text between the quotes at *quote. */
static void take_code(code_list *list, const char *quote)
{
    size_t length = strcspn(quote + 1, "\"");
    assert_true(length > 0 && length < CODE_SIZE && list->count < CODES_MAX);
    (void)snprintf(list->code[list->count++], CODE_SIZE, "%.*s", (int)length, quote + 1);
}

static char *read_source(const char *path)
{
    FILE *file = fopen(path, "re");
    size_t capacity = (size_t)1 << 20;
    char *text = calloc(1, capacity);
    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, capacity - 1, file) < capacity - 1);
    (void)fclose(file);
    return text;
}

/* The rows {"code", "message"} of the table. */
static void read_table(code_list *list)
{
    char *text = read_source(TABLE);
    for (const char *row = strstr(text, "{\""); row != NULL; row = strstr(row + 1, "{\"")) {
        take_code(list, row + 1);
    }
    free(text);
}

/* Where what stands for a refusal begins, at each place of the source. */
typedef const char *after_opening(const char *opening);

/* The second argument of refuse(): a code, or NULL where memory is out. */
static const char *second_argument(const char *opening)
{
    const char *second = strchr(opening, ',') + 1;
    second += strspn(second, " \n");
    assert_true(*second == '"' || strncmp(second, "NULL", 4) == 0);
    return second;
}

static const char *initial_value(const char *opening)
{
    return strchr(opening, '=') + 2;
}

static void read_uses(const char *text, const char *opening, after_opening *find, code_list *list)
{
    for (const char *at = strstr(text, opening); at != NULL; at = strstr(at + 1, opening)) {
        const char *value = find(at);
        if (*value == '"') {
            take_code(list, value);
        }
    }
}

static void read_calls(const char *path, code_list *list)
{
    char *text = read_source(path);
    read_uses(text, "refuse(", second_argument, list);
    read_uses(text, "{.code = ", initial_value, list);
    free(text);
}

static void read_all_calls(code_list *list)
{
    glob_t found;
    assert_int_equal(glob(SOURCES, 0, NULL, &found), 0);
    assert_int_equal(glob(STEPS, GLOB_APPEND, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        if (strcmp(found.gl_pathv[i], TABLE) != 0) {
            read_calls(found.gl_pathv[i], list);
        }
    }
    globfree(&found);
}

static void every_code_has_a_japanese_message_of_its_own(void **state)
{
    (void)state;
    static code_list codes;
    read_table(&codes);
    assert_true(codes.count >= 30);
    for (size_t i = 0; i < codes.count; i++) {
        const char *message = refusal_message(codes.code[i]);
        assert_string_not_equal(message, refusal_message("no_such_code"));
        assert_true(strlen(message) > 6);
        assert_true((unsigned char)message[0] >= 0xe3); /* hiragana, katakana or an ideograph */
        for (size_t other = 0; other < i; other++) {
            assert_string_not_equal(codes.code[other], codes.code[i]);
            assert_string_not_equal(refusal_message(codes.code[other]), message);
        }
    }
}

static void every_code_that_is_used_has_a_message_and_the_reverse(void **state)
{
    (void)state;
    static code_list table;
    static code_list used;
    read_table(&table);
    read_all_calls(&used);
    for (size_t i = 0; i < used.count; i++) {
        if (!holds(&table, used.code[i])) {
            fail_msg("%s has no message", used.code[i]);
        }
    }
    for (size_t i = 0; i < table.count; i++) {
        if (!holds(&used, table.code[i])) {
            fail_msg("nobody refuses with %s", table.code[i]);
        }
    }
}

static void assert_listed(const char *document, const char *code, const char *message)
{
    char row[512];
    (void)snprintf(row, sizeof row, "\n| `%s` | %s |\n", code, message);
    if (strstr(document, row) == NULL) {
        fail_msg("refusals.md lacks %s: make docs", code);
    }
}

static void the_document_lists_every_code(void **state)
{
    (void)state;
    static code_list codes;
    static const char *const alerts[] = {
        ALERT_HEAD_LEAVES,      ALERT_HEAD_IS_MINOR,      ALERT_RESTRAINED_CHANGE,
        ALERT_RESTRAINED_ISSUE, ALERT_RESTRAINED_INQUIRY, ALERT_COHABITANTS,
        ALERT_ALIKE_REMOVED,    ALERT_NO_NUMBERS,         ALERT_STAY_OVER};
    enum { ALERT_COUNT = sizeof alerts / sizeof alerts[0] };
    char *document = read_source("services/resident/refusals.md");
    size_t rows = 0;
    read_table(&codes);
    for (size_t i = 0; i < codes.count; i++) {
        assert_listed(document, codes.code[i], refusal_message(codes.code[i]));
    }
    for (size_t i = 0; i < ALERT_COUNT; i++) {
        assert_listed(document, alerts[i], alert_message(alerts[i]));
    }
    for (const char *row = strstr(document, "\n| `"); row != NULL; row = strstr(row + 1, "\n| `")) {
        rows++;
    }
    assert_int_equal(rows, codes.count + ALERT_COUNT);
    free(document);
}

static void refusing_fills_and_says_no(void **state)
{
    (void)state;
    refusal why = {0};
    assert_false(refuse(&why, "date_invalid", "change_date"));
    assert_string_equal(why.code, "date_invalid");
    assert_string_equal(why.item, "change_date");
    assert_true(strlen(refusal_message("no_such_code")) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_japanese_message_of_its_own),
        cmocka_unit_test(every_code_that_is_used_has_a_message_and_the_reverse),
        cmocka_unit_test(the_document_lists_every_code),
        cmocka_unit_test(refusing_fills_and_says_no),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
