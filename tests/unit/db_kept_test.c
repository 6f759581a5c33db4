/* What a service keeps about persons: sealed or not, bound to its row, and found by blind words. */
#include "common/db/kept.h"

#include "common/seal/marked.h"
#include "tests/unit/key_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Common__V1__Address address;

static const ju_kept AT = {"person_record", "100000000000017 1"};
static const char *const RINGS[] = {"gateway-self", NULL};
static char TOWN[] = "鵺森町";

typedef struct fixture {
    char dir[KEY_FOLDER_SIZE];
    ju_arena arena;
    ju_args args;
    ju_keeper keeper;
    ju_keeper open; /* with sealing off */
    address value;
    ju_err err;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    key_folder_make(RINGS, f->dir);
    ju_arena_init(&f->arena, 1 << 20);
    ju_args_init(&f->args, &f->arena);
    assert_int_equal(ju_keeper_open(f->dir, "gateway", true, &f->keeper, &f->err), JU_OK);
    assert_int_equal(ju_keeper_open(f->dir, "gateway", false, &f->open, &f->err), JU_OK);
    f->value = (address)JUKI__COMMON__V1__ADDRESS__INIT;
    f->value.town = TOWN;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    ju_keeper_close(&f->keeper);
    ju_keeper_close(&f->open);
    ju_arena_done(&f->arena);
    key_folder_remove(RINGS, f->dir);
    free(f);
    return 0;
}

/* The last argument as a row would give it back. */
static PGresult *row_of(const fixture *f)
{
    PGresAttDesc column = {.name = (char[]){"content"}, .format = 1};
    PGresult *rows = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    assert_non_null(rows);
    const ju_arg *last = &f->args.arg[f->args.count - 1];
    assert_int_equal(PQsetResultAttrs(rows, 1, &column), 1);
    assert_int_equal(
        PQsetvalue(rows, 0, 0, (char *)(uintptr_t)last->value, last->value == NULL ? -1 : last->length), 1);
    return rows;
}

static ju_rc read_at(fixture *f, ju_kept at, address **ret)
{
    PGresult *rows = row_of(f);
    ju_rc rc = ju_col_kept(rows, 0, 0, &f->keeper, at, &juki__common__v1__address__descriptor, &f->arena,
                           (ProtobufCMessage **)ret, &f->err);
    PQclear(rows);
    return rc;
}

static bool holds(const ju_arg *arg, const char *text)
{
    return memmem(arg->value, (size_t)arg->length, text, strlen(text)) != NULL;
}

static void keep(fixture *f, const ju_keeper *keeper)
{
    assert_int_equal(ju_arg_kept(&f->args, keeper, AT, &f->value.base, &f->err), JU_OK);
    assert_false(f->args.failed);
}

static void test_sealed_and_read_back(void **state)
{
    fixture *f = *state;
    address *read = NULL;
    keep(f, &f->keeper);
    assert_true(ju_marked_is_sealed(f->args.arg[0].value, (size_t)f->args.arg[0].length));
    assert_false(holds(&f->args.arg[0], TOWN));
    assert_int_equal(read_at(f, AT, &read), JU_OK);
    assert_string_equal(read->town, TOWN);
}

static void test_switched_off(void **state)
{
    fixture *f = *state;
    address *read = NULL;
    keep(f, &f->open);
    assert_true(holds(&f->args.arg[0], TOWN));
    assert_int_equal(read_at(f, AT, &read), JU_OK); /* and is taken by who seals */
    assert_string_equal(read->town, TOWN);
}

static void test_bound_to_its_row(void **state)
{
    fixture *f = *state;
    address *read = NULL;
    keep(f, &f->keeper);
    assert_int_equal(read_at(f, (ju_kept){AT.table, "100000000000017 2"}, &read), JU_REJECT);
    assert_string_equal(f->err.code, "seal_broken");
    assert_int_equal(read_at(f, (ju_kept){"person_search", AT.key}, &read), JU_REJECT);
    assert_string_equal(f->err.code, "seal_broken");
}

static void test_nothing_stays_nothing(void **state)
{
    fixture *f = *state;
    address *read = &f->value;
    assert_int_equal(ju_arg_kept(&f->args, &f->keeper, AT, NULL, &f->err), JU_OK);
    assert_null(f->args.arg[0].value);
    assert_int_equal(read_at(f, AT, &read), JU_OK);
    assert_null(read);
}

static void test_text(void **state)
{
    fixture *f = *state;
    const ju_keeper *keepers[] = {&f->keeper, &f->open};
    for (size_t i = 0; i < 2; i++) {
        char *read = NULL;
        assert_int_equal(ju_arg_kept_text(&f->args, keepers[i], AT, TOWN, &f->err), JU_OK);
        assert_true(holds(&f->args.arg[i], TOWN) == (keepers[i] == &f->open));
        PGresult *rows = row_of(f);
        assert_int_equal(ju_col_kept_text(rows, 0, 0, &f->keeper, AT, &f->arena, &read, &f->err), JU_OK);
        ProtobufCBinaryData bytes;
        assert_int_equal(ju_col_kept_bytes(rows, 0, 0, &f->keeper, AT, &f->arena, &bytes, &f->err), JU_OK);
        PQclear(rows); /* what was read stays when the rows are gone */
        assert_string_equal(read, TOWN);
        assert_int_equal(bytes.len, strlen(TOWN));
        assert_memory_equal(bytes.data, TOWN, bytes.len);
    }
    char *none = NULL;
    ju_arg_bytes(&f->args, NULL, 0);
    PGresult *rows = row_of(f);
    assert_int_equal(ju_col_kept_text(rows, 0, 0, &f->keeper, AT, &f->arena, &none, &f->err), JU_OK);
    assert_string_equal(none, "");
    PQclear(rows);
}

/* A key that found no room in the arena: refused, sealed or not, and never a value that is bound to nothing.
 */
static void test_key_without_memory(void **state)
{
    fixture *f = *state;
    const ju_kept nowhere = {AT.table, NULL};
    const ju_keeper *keepers[] = {&f->keeper, &f->open};
    address *read = NULL;
    char *text = NULL;
    ProtobufCBinaryData bytes;
    for (size_t i = 0; i < 2; i++) {
        const ju_keeper *keeper = keepers[i];
        assert_int_equal(ju_arg_kept(&f->args, keeper, nowhere, &f->value.base, &f->err), JU_FATAL);
        assert_string_equal(f->err.code, "memory");
        assert_int_equal(ju_arg_kept_text(&f->args, keeper, nowhere, TOWN, &f->err), JU_FATAL);
        assert_int_equal(f->args.count, (int)i);
        keep(f, keeper);
        f->err = (ju_err){0};
        assert_int_equal(read_at(f, nowhere, &read), JU_FATAL);
        assert_string_equal(f->err.code, "memory");
        assert_null(read);
        PGresult *rows = row_of(f);
        assert_int_equal(ju_col_kept_text(rows, 0, 0, keeper, nowhere, &f->arena, &text, &f->err), JU_FATAL);
        assert_int_equal(ju_col_kept_bytes(rows, 0, 0, keeper, nowhere, &f->arena, &bytes, &f->err),
                         JU_FATAL);
        PQclear(rows);
    }
}

/* A row that cannot be opened is told by its code; what is away, or out of memory, still stops everything. */
static void test_one_row_alone(void **state)
{
    fixture *f = *state;
    const char *fault = "none yet";
    address *read = NULL;
    keep(f, &f->keeper);
    assert_int_equal(ju_kept_alone(read_at(f, AT, &read), &f->arena, &fault, &f->err), JU_OK);
    assert_null(fault);
    ju_rc rc = read_at(f, (ju_kept){"person_search", AT.key}, &read);
    assert_int_equal(ju_kept_alone(rc, &f->arena, &fault, &f->err), JU_OK);
    assert_string_equal(fault, "seal_broken");
    assert_int_equal(ju_kept_alone(JU_RETRY, &f->arena, &fault, &f->err), JU_RETRY);
    assert_null(fault);
}

/* What does not fit is no fault of the row, wherever the memory ends. */
static void test_every_cap(void **state)
{
    fixture *f = *state;
    address *read = NULL;
    keep(f, &f->keeper);
    ju_rc rc = JU_FATAL;
    size_t refused = 0;
    PGresult *rows = row_of(f);
    for (size_t cap = 0; rc != JU_OK; cap += 8) {
        ju_arena small;
        ju_arena_init(&small, cap);
        rc = ju_col_kept(rows, 0, 0, &f->keeper, AT, &juki__common__v1__address__descriptor, &small,
                         (ProtobufCMessage **)&read, &f->err);
        ju_arena_done(&small);
        if (rc != JU_OK) {
            assert_int_equal(rc, JU_FATAL);
            assert_string_equal(f->err.code, "memory");
            refused++;
        }
    }
    assert_true(refused > 4);
    PQclear(rows);
}

static void test_malformed(void **state)
{
    fixture *f = *state;
    address *read = NULL;
    ju_arg_bytes(&f->args, "\0\xff\xff", 3);
    assert_int_equal(read_at(f, AT, &read), JU_REJECT);
    assert_string_equal(f->err.code, "malformed");
    ju_arg_bytes(&f->args, "\xff\xff", 2);
    assert_int_equal(read_at(f, AT, &read), JU_REJECT);
    assert_string_equal(f->err.code, "malformed");
}

static void test_words(void **state)
{
    fixture *f = *state;
    int64_t one = 0;
    int64_t same = 0;
    int64_t other = 0;
    assert_int_equal(ju_blind_word(&f->keeper, "term", "n鵺森", &one, &f->err), JU_OK);
    assert_int_equal(ju_blind_word(&f->open, "term", "n鵺森", &same, &f->err),
                     JU_OK); /* whatever the setting */
    assert_true(one == same);
    assert_int_equal(ju_blind_word(&f->keeper, "term", "n鵺林", &other, &f->err), JU_OK);
    assert_true(one != other);
    assert_int_equal(ju_blind_word(&f->keeper, "kana", "n鵺森", &other, &f->err), JU_OK);
    assert_true(one != other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sealed_and_read_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_switched_off, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bound_to_its_row, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_stays_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_text, setup, teardown),
        cmocka_unit_test_setup_teardown(test_key_without_memory, setup, teardown),
        cmocka_unit_test_setup_teardown(test_one_row_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_cap, setup, teardown),
        cmocka_unit_test_setup_teardown(test_malformed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_words, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
