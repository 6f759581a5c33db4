#include "common/db/db.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ITEMS_MAX = 16, TEXT_SIZE = 512 };

typedef struct fixture {
    ju_arena arena;
    ju_args args;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    ju_arena_init(&f.arena, (size_t)1 << 20);
    ju_args_init(&f.args, &f.arena);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    ju_arena_done(&((fixture *)*state)->arena);
    return 0;
}

static void assert_last(const fixture *f, const char *value)
{
    assert_false(f->args.failed);
    assert_true(f->args.count > 0);
    int last = f->args.count - 1;
    if (value == NULL) {
        assert_null(f->args.arg[last].value);
    } else {
        assert_string_equal(f->args.arg[last].value, value);
    }
    assert_int_equal(f->args.arg[last].format, 0);
}

static void scalars_are_text(void **state)
{
    fixture *f = *state;
    static const char hostile[] = "'); DROP TABLE person; --";
    ju_arg_text(&f->args, hostile);
    assert_last(f, hostile); /* a parameter is data: nothing is quoted, nothing is lost */
    ju_arg_text(&f->args, "");
    assert_last(f, "");
    ju_arg_text(&f->args, NULL);
    assert_last(f, NULL);
    ju_arg_opt(&f->args, "");
    assert_last(f, NULL);
    ju_arg_opt(&f->args, NULL);
    assert_last(f, NULL);
    ju_arg_opt(&f->args, "x");
    assert_last(f, "x");
    ju_arg_i64(&f->args, INT64_MIN);
    assert_last(f, "-9223372036854775808");
    ju_arg_i64(&f->args, INT64_MAX);
    assert_last(f, "9223372036854775807");
    ju_arg_bool(&f->args, true);
    assert_last(f, "t");
    ju_arg_bool(&f->args, false);
    assert_last(f, "f");
    assert_int_equal(f->args.count, 10);
}

static void bytes_are_binary(void **state)
{
    fixture *f = *state;
    static const unsigned char bytes[] = {0, 0xff, '\\', 'x', 0};
    ju_arg_bytes(&f->args, bytes, sizeof bytes);
    assert_ptr_equal(f->args.arg[0].value, bytes);
    assert_int_equal(f->args.arg[0].length, sizeof bytes);
    assert_int_equal(f->args.arg[0].format, 1);
    ju_arg_bytes(&f->args, NULL, 0);
    assert_null(f->args.arg[1].value);
    assert_int_equal(f->args.arg[1].format, 1);
    assert_false(f->args.failed);
    ju_arg_bytes(&f->args, bytes, (size_t)INT_MAX + 1);
    assert_true(f->args.failed);
}

/* Thousands of rows wait in a batch: each takes the room of its own arguments, not of the most there can be.
 */
static void kept_in_its_own_size(void **state)
{
    fixture *f = *state;
    ju_arg_text(&f->args, "x");
    ju_arg_bytes(&f->args, "yz", 2);
    const ju_args *kept = ju_args_keep(&f->args, f->args.arena);
    assert_int_equal(kept->count, 2);
    assert_string_equal(kept->arg[0].value, "x");
    assert_int_equal(kept->arg[1].length, 2);
    assert_int_equal(kept->arg[1].format, 1);
    assert_true(ju_arena_block_size(kept) <= 24 + 2 * sizeof kept->arg[0]);
}

/* ---- arrays, read back by the rules of PostgreSQL's manual for array input ---- */

typedef struct parsed {
    char text[ITEMS_MAX][TEXT_SIZE];
    bool null[ITEMS_MAX];
    size_t count;
} parsed;

static const char *parse_quoted(const char *at, char ret[TEXT_SIZE])
{
    size_t used = 0;
    for (; *at != '"'; at++) {
        at += *at == '\\';
        assert_true(*at != '\0' && used + 1 < TEXT_SIZE);
        ret[used++] = *at;
    }
    ret[used] = '\0';
    return at + 1;
}

static void parse_array(const char *at, parsed *ret)
{
    ret->count = 0;
    assert_int_equal(*at, '{');
    for (at++; *at != '}'; at += *at == ',') {
        assert_true(ret->count < ITEMS_MAX);
        size_t item = ret->count++;
        ret->null[item] = strncmp(at, "NULL", 4) == 0;
        if (ret->null[item]) {
            at += 4;
        } else {
            assert_int_equal(
                *at, '"'); /* every text stands in quotes: no word of it can be read as NULL or as syntax */
            at = parse_quoted(at + 1, ret->text[item]);
        }
        assert_true(*at == ',' || *at == '}');
    }
    assert_int_equal(at[1], '\0');
}

static void assert_array(fixture *f, const char *const *item, size_t count)
{
    static parsed found;
    ju_arg_text_array(&f->args, item, count);
    assert_false(f->args.failed);
    parse_array(f->args.arg[f->args.count - 1].value, &found);
    assert_int_equal(found.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(found.null[i], item[i] == NULL);
        if (item[i] != NULL) {
            assert_string_equal(found.text[i], item[i]);
        }
    }
}

static void hostile_texts_stay_whole_in_an_array(void **state)
{
    static const char *const items[] = {
        "plain",
        "",
        "\"",
        "\\",
        "\\\"",
        "\"\\",
        "a,b",
        "{}",
        "}', '{",
        "NULL",
        NULL,
        " led by blanks ",
        "line\nbreak",
        "'); DROP TABLE person; --",
        "葛\U000E0100城",
        "ends with \\",
    };
    assert_array(*state, items, sizeof items / sizeof items[0]);
}

static void arrays_are_written_as_postgresql_reads_them(void **state)
{
    fixture *f = *state;
    static const char *const items[] = {"a\"b", NULL, "c\\d"};
    ju_arg_text_array(&f->args, items, 3);
    assert_last(f, "{\"a\\\"b\",NULL,\"c\\\\d\"}");
    ju_arg_text_array(&f->args, NULL, 0);
    assert_last(f, "{}");
}

/* Random texts of the bytes that matter, so that no combination is forgotten. */
static void random_texts_stay_whole(void **state)
{
    fixture *f = *state;
    static const char bytes[] = "\"\\{},NUL\n x";
    srandom(20260401);
    for (int round = 0; round < 2000; round++) {
        static char texts[ITEMS_MAX][12];
        const char *items[ITEMS_MAX];
        size_t count = (size_t)random() % ITEMS_MAX;
        for (size_t i = 0; i < count; i++) {
            size_t length = (size_t)random() % 11;
            for (size_t c = 0; c < length; c++) {
                texts[i][c] = bytes[(size_t)random() % (sizeof bytes - 1)];
            }
            texts[i][length] = '\0';
            items[i] = random() % 8 == 0 ? NULL : texts[i];
        }
        ju_args_init(&f->args, &f->arena);
        assert_array(f, items, count);
        ju_arena_reset(&f->arena);
    }
}

static void numbers_make_arrays(void **state)
{
    fixture *f = *state;
    static const int64_t items[] = {0, -1, INT64_MIN, INT64_MAX};
    ju_arg_i64_array(&f->args, items, 4);
    assert_last(f, "{0,-1,-9223372036854775808,9223372036854775807}");
    ju_arg_i64_array(&f->args, items, 0);
    assert_last(f, "{}");
    static const int64_t longest[] = {INT64_MIN, INT64_MIN, INT64_MIN};
    ju_arg_i64_array(&f->args, longest, 3);
    assert_last(f, "{-9223372036854775808,-9223372036854775808,-9223372036854775808}");
}

static void too_many_arguments_fail(void **state)
{
    fixture *f = *state;
    for (int i = 0; i < JU_ARGS_MAX; i++) {
        ju_arg_i64(&f->args, i);
    }
    assert_last(f, "95");
    ju_arg_text(&f->args, "one more");
    assert_true(f->args.failed);
    assert_int_equal(f->args.count, JU_ARGS_MAX);
    ju_args_init(&f->args, &f->arena);
    assert_false(f->args.failed);
    assert_int_equal(f->args.count, 0);
}

static void a_full_arena_fails(void **state)
{
    (void)state;
    static const char *const items[] = {"a"};
    static const int64_t numbers[] = {1};
    for (int kind = 0; kind < 4; kind++) {
        ju_arena none;
        ju_args args;
        ju_arena_init(&none, 0);
        ju_args_init(&args, &none);
        if (kind == 0) {
            ju_arg_i64(&args, 1);
        } else if (kind == 1) {
            ju_arg_text_array(&args, items, 1);
        } else if (kind == 2) {
            ju_arg_texts(&args, items, 1);
        } else {
            ju_arg_i64_array(&args, numbers, 1);
        }
        assert_true(args.failed);
        ju_arena_done(&none);
    }
}

/* One column of two rows, as PostgreSQL's array_recv reads it. */
static void rows_become_binary_arrays(void **state)
{
    fixture *f = *state;
    ju_args rows[2];
    for (int i = 0; i < 2; i++) {
        ju_args_init(&rows[i], &f->arena);
        ju_arg_text(&rows[i], i == 0 ? "a,\"{" : NULL);
        ju_arg_bytes(&rows[i], i == 0 ? NULL : "\0x", i == 0 ? 0 : 2);
    }
    const ju_args *list[] = {&rows[0], &rows[1]};
    ju_args_rows(&f->args, &f->arena, list, 2);
    static const char texts[] = "\0\0\0\1\0\0\0\1\0\0\0\31\0\0\0\2\0\0\0\1"
                                "\0\0\0\4a,\"{\377\377\377\377";
    static const char bytes[] = "\0\0\0\1\0\0\0\1\0\0\0\21\0\0\0\2\0\0\0\1"
                                "\377\377\377\377\0\0\0\2\0x";
    assert_false(f->args.failed);
    assert_int_equal(f->args.count, 2);
    assert_int_equal(f->args.arg[0].format + f->args.arg[1].format, 2);
    assert_int_equal(f->args.arg[0].length, sizeof texts - 1);
    assert_memory_equal(f->args.arg[0].value, texts, sizeof texts - 1);
    assert_int_equal(f->args.arg[1].length, sizeof bytes - 1);
    assert_memory_equal(f->args.arg[1].value, bytes, sizeof bytes - 1);
}

static void texts_become_a_binary_array(void **state)
{
    fixture *f = *state;
    static const char *const items[] = {"a,\"{", NULL, ""};
    static const char texts[] = "\0\0\0\1\0\0\0\1\0\0\0\31\0\0\0\3\0\0\0\1"
                                "\0\0\0\4a,\"{\377\377\377\377\0\0\0\0";
    static const char nothing[] = "\0\0\0\0\0\0\0\1\0\0\0\31";
    ju_arg_texts(&f->args, items, 3);
    ju_arg_texts(&f->args, NULL, 0);
    assert_false(f->args.failed);
    assert_int_equal(f->args.count, 2);
    assert_int_equal(f->args.arg[0].format + f->args.arg[1].format, 2);
    assert_int_equal(f->args.arg[0].length, sizeof texts - 1);
    assert_memory_equal(f->args.arg[0].value, texts, sizeof texts - 1);
    assert_int_equal(f->args.arg[1].length, sizeof nothing - 1);
    assert_memory_equal(f->args.arg[1].value, nothing, sizeof nothing - 1);
}

/* As uuid_recv, timestamptz_recv and int8recv read them. */
static void ids_moments_and_numbers_become_binary_arrays(void **state)
{
    fixture *f = *state;
    static const char *const ids[] = {"00010203-0405-7607-8809-0A0b0c0d0e0f"};
    static const char *const none[] = {
        "00010203-0405-7607-8809-0a0b0c0d0e0f0", "00010203-0405-7607-88090-a0b0c0d0e0f",
        "00010203-0405-7607-8809-0a0b0c0d0e0", "", "0001020g-0405-7607-8809-0a0b0c0d0e0f"};
    static const int64_t moments[] = {946684800000000 + 258};
    static const int64_t numbers[] = {-2};
    static const char id[] = "\0\0\0\1\0\0\0\1\0\0\13\206\0\0\0\1\0\0\0\1\0\0\0\20"
                             "\0\1\2\3\4\5\166\7\210\11\12\13\14\15\16\17";
    static const char moment[] = "\0\0\0\1\0\0\0\1\0\0\4\240\0\0\0\1\0\0\0\1\0\0\0\10\0\0\0\0\0\0\1\2";
    static const char number[] =
        "\0\0\0\1\0\0\0\1\0\0\0\24\0\0\0\1\0\0\0\1\0\0\0\10\377\377\377\377\377\377\377\376";
    ju_arg_uuids(&f->args, ids, 1);
    ju_arg_moments(&f->args, moments, 1);
    ju_arg_i64s(&f->args, numbers, 1);
    ju_arg_i64s(&f->args, NULL, 0);
    assert_false(f->args.failed);
    assert_int_equal(f->args.arg[0].length, sizeof id - 1);
    assert_memory_equal(f->args.arg[0].value, id, sizeof id - 1);
    assert_int_equal(f->args.arg[1].length, sizeof moment - 1);
    assert_memory_equal(f->args.arg[1].value, moment, sizeof moment - 1);
    assert_int_equal(f->args.arg[2].length, sizeof number - 1);
    assert_memory_equal(f->args.arg[2].value, number, sizeof number - 1);
    assert_int_equal(f->args.arg[3].length, 12);
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        ju_args_init(&f->args, &f->arena);
        ju_arg_uuids(&f->args, &none[i], 1);
        assert_true(f->args.failed);
    }
}

/* More than 64 MiB in one parameter is refused before memory is asked for it. */
static void an_array_has_a_bound(void **state)
{
    enum { TEXT_BYTES = 1 << 20, COUNT = 64 };
    fixture *f = *state;
    ju_arena large;
    const char *items[COUNT];
    ju_arena_init(&large, (size_t)4 * COUNT * TEXT_BYTES);
    char *text = ju_arena_alloc(&large, TEXT_BYTES + 1);
    memset(text, 'a', TEXT_BYTES);
    for (int i = 0; i < COUNT; i++) {
        items[i] = text;
    }
    ju_args_init(&f->args, &large);
    ju_arg_texts(&f->args, items, COUNT - 1);
    assert_false(f->args.failed);
    ju_arg_texts(&f->args, items, COUNT);
    assert_true(f->args.failed);
    assert_false(large.full);
    ju_arena_done(&large);
}

static void rows_that_do_not_fit_fail(void **state)
{
    fixture *f = *state;
    ju_arena none;
    ju_args row;
    const ju_args *list[] = {&row};
    ju_arena_init(&none, 0);
    ju_args_init(&row, &f->arena);
    ju_arg_text(&row, "a");
    ju_args_rows(&f->args, &none, list, 1);
    assert_true(f->args.failed);
    ju_arena_done(&none);
}

/* ---- and back ------------------------------------------------------------------------------------------ */

/* One row of a text form and a binary one of the same bytes. */
static PGresult *answer(const char *hex, const char *bytes, int size)
{
    PGresAttDesc columns[] = {{.name = (char *)(uintptr_t) "hex", .format = 0},
                              {.name = (char *)(uintptr_t) "binary", .format = 1}};
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    assert_int_equal(PQsetResultAttrs(result, 2, columns), 1);
    assert_int_equal(PQsetvalue(result, 0, 0, (char *)(uintptr_t)hex, hex == NULL ? -1 : (int)strlen(hex)),
                     1);
    assert_int_equal(PQsetvalue(result, 0, 1, (char *)(uintptr_t)bytes, bytes == NULL ? -1 : size), 1);
    return result;
}

static void expect_bytes(ju_arena *arena, const char *hex, const char *bytes, int size)
{
    PGresult *result = answer(hex, bytes, size);
    for (int column = 0; column < 2; column++) {
        size_t found = 99;
        const unsigned char *value = ju_col_bytes(result, 0, column, arena, &found);
        assert_int_equal(found, size);
        assert_true((value == NULL) == (bytes == NULL));
        assert_true(size == 0 || memcmp(value, bytes, (size_t)size) == 0);
    }
    PQclear(result);
}

static void bytes_come_back_in_both_forms(void **state)
{
    fixture *f = *state;
    expect_bytes(&f->arena, "\\x00ff5c78", "\0\xff\\x", 4); /* the sign of hex is none in binary */
    expect_bytes(&f->arena, "\\x07", "\x07", 1);
    expect_bytes(&f->arena, "\\x", "", 0);
    expect_bytes(&f->arena, NULL, NULL, 0);
}

static void put_text(PGresult *result, int row, int column, const char *text)
{
    assert_int_equal(PQsetvalue(result, row, column, (char *)(uintptr_t)text, (int)strlen(text)), 1);
}

/* Answers that come in binary form are told apart by a number in text, and keep their form. */
static void binary_answers_are_split(void **state)
{
    fixture *f = *state;
    PGresAttDesc columns[] = {{.name = (char *)(uintptr_t) "content", .format = 1},
                              {.name = (char *)(uintptr_t) "n", .format = 1}};
    ju_results results = {.item = calloc(1, sizeof(PGresult *)), .count = 1, .capacity = 1};
    ju_err err;
    int first = 0;
    size_t size = 0;
    results.item[0] = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    assert_int_equal(PQsetResultAttrs(results.item[0], 2, columns), 1);
    for (int row = 0; row < 3; row++) {
        assert_int_equal(PQsetvalue(results.item[0], row, 0, (char[]){0, 'a' + (char)row}, 2), 1);
        put_text(results.item[0], row, 1, row == 1 ? "1" : "2");
    }
    assert_int_equal(ju_results_split(&results, 0, 2, &first, &err), JU_OK);
    assert_int_equal(PQntuples(results.item[first]), 1);
    assert_int_equal(PQntuples(results.item[first + 1]), 2);
    const unsigned char *bytes = ju_col_bytes(results.item[first + 1], 1, 0, &f->arena, &size);
    assert_int_equal(size, 2);
    assert_memory_equal(bytes, "\0c", 2);
    ju_results_clear(&results);
}

int main(void)
{
#define WITH_ARGS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_ARGS(scalars_are_text),
        WITH_ARGS(bytes_are_binary),
        WITH_ARGS(kept_in_its_own_size),
        WITH_ARGS(hostile_texts_stay_whole_in_an_array),
        WITH_ARGS(arrays_are_written_as_postgresql_reads_them),
        WITH_ARGS(random_texts_stay_whole),
        WITH_ARGS(numbers_make_arrays),
        WITH_ARGS(too_many_arguments_fail),
        WITH_ARGS(a_full_arena_fails),
        WITH_ARGS(rows_become_binary_arrays),
        WITH_ARGS(texts_become_a_binary_array),
        WITH_ARGS(ids_moments_and_numbers_become_binary_arrays),
        WITH_ARGS(an_array_has_a_bound),
        WITH_ARGS(binary_answers_are_split),
        WITH_ARGS(rows_that_do_not_fit_fail),
        WITH_ARGS(bytes_come_back_in_both_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
