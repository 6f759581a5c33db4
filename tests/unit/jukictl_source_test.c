/* The reader of a register as CSV; a file of jukictl that needs no bus, see jukictl_journey_test.c. */
#include "deploy/jukictl/source.c" /* NOLINT(bugprone-suspicious-include) */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

enum { TEXT_SIZE = 4096 };

typedef struct fixture {
    char path[64];
    char columns[TEXT_SIZE];
    ju_flat_item item[CTL_SOURCE_ITEMS_MAX];
    size_t item_count;
    ju_arena arena;
} fixture;

static int setup(void **state)
{
    static fixture f;
    f = (fixture){.path = "/tmp/juki-source-XXXXXX"};
    ju_arena_init(&f.arena, (size_t)1 << 20);
    int file = mkstemp(f.path);
    if (file < 0) {
        return -1;
    }
    (void)close(file);
    f.item_count = ctl_source_items(f.item);
    for (size_t i = 0; i < f.item_count; i++) {
        size_t used = strlen(f.columns);
        (void)snprintf(f.columns + used, TEXT_SIZE - used, "%s%s", i == 0 ? "" : ",", f.item[i].name);
    }
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    (void)unlink(f->path);
    ju_arena_done(&f->arena);
    return 0;
}

/* A row with the name given, raw; ret has room for TEXT_SIZE. Returns its length. */
static size_t make_row(const fixture *f, const char *addressee, const char *history, const char *name,
                       size_t name_length, char *ret)
{
    size_t used = 0;
    for (size_t i = 0; i < f->item_count; i++) {
        const char *item = f->item[i].name;
        const char *value = strcmp(item, "addressee_number") == 0 ? addressee
                            : strcmp(item, "history_number") == 0 ? history
                                                                  : "";
        size_t length = strlen(value);
        if (strcmp(item, "name") == 0) {
            value = name;
            length = name_length;
        }
        memcpy(ret + used, value, length);
        used += length;
        ret[used++] = ',';
    }
    return used - 1;
}

static FILE *begin_file(const fixture *f, const char *columns)
{
    FILE *out = fopen(f->path, "w");
    assert_non_null(out);
    (void)fprintf(out, "%s\n", columns);
    return out;
}

static void add_row(const fixture *f, FILE *out, const char *addressee, const char *history, const char *name,
                    size_t name_length)
{
    char line[TEXT_SIZE];
    size_t length = make_row(f, addressee, history, name, name_length, line);
    (void)fwrite(line, 1, length, out);
    (void)fputc('\n', out);
}

static void expect_next(fixture *f, ctl_source *source, const char *code, const char *item)
{
    ctl_row row;
    assert_int_equal(ctl_source_next(source, &f->arena, &row, NULL), JU_OK);
    assert_true(row.line > 0);
    if (code == NULL) {
        assert_null(row.code);
    } else {
        assert_non_null(row.code);
        assert_string_equal(row.code, code);
        assert_string_equal(row.item, item);
    }
}

static void expect_end(fixture *f, ctl_source *source)
{
    ctl_row row;
    assert_int_equal(ctl_source_next(source, &f->arena, &row, NULL), JU_OK);
    assert_int_equal(row.line, 0);
}

static void bad_lines_are_told_and_passed_over(void **state)
{
    static char long_name[CTL_SOURCE_LINE_MAX];
    fixture *f = *state;
    ctl_source *source = NULL;
    FILE *out = begin_file(f, f->columns);
    memset(long_name, 'x', sizeof long_name);
    add_row(f, out, "19", "1", "a\0b", 3);
    add_row(f, out, "19", "1", "\xff", 1);
    add_row(f, out, "19", "1", "a\tb", 3);
    add_row(f, out, "19", "1", "a\"b", 3);
    add_row(f, out, "19", "1", "a,b", 3);
    (void)fwrite(long_name, 1, sizeof long_name, out);
    (void)fprintf(out, "xx\n\n");
    add_row(f, out, "19", "1", "\"a,b\"", 5);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(ctl_source_open(f->path, false, &source, NULL), JU_OK);
    expect_next(f, source, "text_invalid", "name");
    expect_next(f, source, "text_invalid", "name");
    expect_next(f, source, "text_invalid", "name");
    expect_next(f, source, "quotes", "");
    expect_next(f, source, "columns_missing", "");
    expect_next(f, source, "line_too_long", "");
    expect_next(f, source, "columns_missing", ""); /* an empty line */
    expect_next(f, source, NULL, NULL);
    expect_end(f, source);
    ctl_source_close(source);
}

static void keys_are_sorted_and_stand_once(void **state)
{
    static const struct {
        const char *addressee;
        const char *history;
        const char *code; /* in a source */
        const char *in_list;
        const char *item;
    } rows[] = {
        {"19", "1", NULL, NULL, NULL},
        {"19", "1", "duplicate_key", NULL, "history_number"},
        {"19", "2", NULL, NULL, NULL},
        {"19", "1", "row_order", "row_order", "history_number"},
        {"18", "1", "row_order", "row_order", "addressee_number"},
        {"2", "1", NULL, NULL, NULL}, /* as text */
        {"", "1", "code_invalid", "code_invalid", "addressee_number"},
        {"1234567890123456", "1", "code_invalid", "code_invalid", "addressee_number"},
    };
    fixture *f = *state;
    FILE *out = begin_file(f, f->columns);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        add_row(f, out, rows[i].addressee, rows[i].history, "", 0);
    }
    assert_int_equal(fclose(out), 0);
    for (int list = 0; list < 2; list++) {
        ctl_source *source = NULL;
        assert_int_equal(ctl_source_open(f->path, list == 1, &source, NULL), JU_OK);
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            expect_next(f, source, list == 1 ? rows[i].in_list : rows[i].code, rows[i].item);
        }
        expect_end(f, source);
        ctl_source_close(source);
    }
}

static void refuse_columns(fixture *f, const char *columns, const char *code)
{
    ctl_source *source = NULL;
    ju_err err = {0};
    assert_int_equal(fclose(begin_file(f, columns)), 0);
    assert_int_equal(ctl_source_open(f->path, false, &source, &err), JU_REJECT);
    assert_string_equal(err.code, code);
}

static void every_column_stands_once(void **state)
{
    fixture *f = *state;
    char columns[TEXT_SIZE + 8];
    refuse_columns(f, "", "column_unknown");
    refuse_columns(f, "addressee_number,history_number", "columns_missing");
    refuse_columns(f, "addressee_number,addressee_number", "column_twice");
    (void)snprintf(columns, sizeof columns, "%.2000s,register_ref", f->columns);
    refuse_columns(f, columns, "column_unknown");
    (void)snprintf(columns, sizeof columns, "\xef\xbb\xbf%s\r", f->columns);
    ctl_source *source = NULL;
    assert_int_equal(fclose(begin_file(f, columns)), 0);
    assert_int_equal(ctl_source_open(f->path, false, &source, NULL), JU_OK);
    expect_end(f, source);
    ctl_source_close(source);
}

static void the_digest_is_of_the_file(void **state)
{
    fixture *f = *state;
    char digest[2][CTL_SOURCE_DIGEST_SIZE];
    for (size_t i = 0; i < 2; i++) {
        ctl_source *source = NULL;
        FILE *out = begin_file(f, f->columns);
        add_row(f, out, "19", "1", i == 0 ? "a" : "b", 1);
        assert_int_equal(fclose(out), 0);
        assert_int_equal(ctl_source_open(f->path, false, &source, NULL), JU_OK);
        expect_next(f, source, NULL, NULL);
        expect_end(f, source);
        assert_int_equal(ctl_source_digest(source, digest[i], NULL), JU_OK);
        ctl_source_close(source);
    }
    assert_int_equal(strlen(digest[0]), 64);
    assert_string_not_equal(digest[0], digest[1]);
}

/* services/resident/columns.md, made by make docs, names every column in its order. */
static void the_columns_are_documented(void **state)
{
    const fixture *f = *state;
    char line[TEXT_SIZE];
    size_t at = 0;
    FILE *in = fopen("services/resident/columns.md", "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in) != NULL) {
        if (strncmp(line, "| `", 3) == 0) {
            assert_true(at < f->item_count);
            line[3 + strcspn(line + 3, "`")] = '\0';
            assert_string_equal(line + 3, f->item[at++].name);
        }
    }
    (void)fclose(in);
    assert_int_equal(at, f->item_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bad_lines_are_told_and_passed_over, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_are_sorted_and_stand_once, setup, teardown),
        cmocka_unit_test_setup_teardown(every_column_stands_once, setup, teardown),
        cmocka_unit_test_setup_teardown(the_columns_are_documented, setup, teardown),
        cmocka_unit_test_setup_teardown(the_digest_is_of_the_file, setup, teardown),
    };
    return cmocka_run_group_tests_name("jukictl_source", tests, NULL, NULL);
}
