#include "services/identity/numbers.h"

#include "tests/unit/key_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Sample numbers that belong to nobody (documented, or of the synthetic block 0000). */
#define NUMBER        "123456789018"
#define CODE          "12345678903"
#define REF           "ref-1"
#define NOTICE        "notice-1"
#define TEXT(literal) ((char *)(uintptr_t)(literal))

static const char *const audiences[] = {"identity",     "resident", "prefecture", "national",
                                        "municipality", "card",     "audit",      NULL};

typedef struct fixture {
    char dir[KEY_FOLDER_SIZE];
    ju_arena arena;
    ju_err err;
    identity_rings rings;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    key_folder_make(audiences, f->dir);
    ju_arena_init(&f->arena, 1 << 20);
    *state = f;
    return identity_rings_open(&f->rings, f->dir, &f->err) == JU_OK ? 0 : -1;
}

static int teardown(void **state)
{
    fixture *f = *state;
    key_folder_remove(audiences, f->dir);
    identity_rings_close(&f->rings);
    ju_arena_done(&f->arena);
    free(f);
    return 0;
}

static Juki__Common__V1__Sealed *seal(fixture *f, const char *field, const char *subject, const char *number)
{
    Juki__Common__V1__Sealed *sealed = NULL;
    assert_int_equal(ju_seal_text(f->rings.identity, &f->arena, field, subject, number, &sealed, &f->err),
                     JU_OK);
    return sealed;
}

static void opens_to(fixture *f, ju_keyring *ring, const char *field, const char *subject,
                     const Juki__Common__V1__Sealed *sealed, const char *number)
{
    char *plain = NULL;
    assert_int_equal(ju_unseal_text(ring, &f->arena, field, subject, sealed, &plain, &f->err), JU_OK);
    assert_string_equal(plain, number);
}

static Juki__Resident__V1__IdentityChanged make_changed(fixture *f, const char *code, const char *number)
{
    Juki__Resident__V1__IdentityChanged changed = JUKI__RESIDENT__V1__IDENTITY_CHANGED__INIT;
    changed.register_ref = TEXT(REF);
    changed.resident_code = seal(f, "resident_code", REF, code);
    changed.individual_number = seal(f, "individual_number", REF, number);
    return changed;
}

static ju_rc of_change(fixture *f, const Juki__Resident__V1__IdentityChanged *changed, identity_numbers *ret)
{
    return identity_numbers_of_change(&f->rings, &f->arena, changed, NOTICE, ret, &f->err);
}

static void a_notice_opens_for_the_prefecture_only(void **state)
{
    fixture *f = *state;
    identity_numbers numbers;
    Juki__Resident__V1__IdentityChanged changed = make_changed(f, CODE, NUMBER);
    assert_int_equal(of_change(f, &changed, &numbers), JU_OK);
    opens_to(f, f->rings.prefecture, "resident_code", NOTICE, numbers.resident_code, CODE);
    opens_to(f, f->rings.prefecture, "individual_number", NOTICE, numbers.individual_number, NUMBER);
    char *plain = NULL;
    assert_int_equal(ju_unseal_text(f->rings.identity, &f->arena, "resident_code", NOTICE,
                                    numbers.resident_code, &plain, &f->err),
                     JU_REJECT);
}

static void indexes_follow_the_number(void **state)
{
    fixture *f = *state;
    identity_numbers one;
    identity_numbers again;
    identity_numbers other;
    Juki__Resident__V1__IdentityChanged changed = make_changed(f, CODE, NUMBER);
    assert_int_equal(of_change(f, &changed, &one), JU_OK);
    changed = make_changed(f, CODE, "000000000019");
    assert_int_equal(of_change(f, &changed, &again), JU_OK);
    assert_memory_equal(one.code_index, again.code_index, JU_BLIND_INDEX_BYTES);
    assert_memory_not_equal(one.number_index, again.number_index, JU_BLIND_INDEX_BYTES);
    changed = make_changed(f, "09876543211", NUMBER);
    assert_int_equal(of_change(f, &changed, &other), JU_OK);
    assert_memory_not_equal(one.code_index, other.code_index, JU_BLIND_INDEX_BYTES);
}

static void a_wrong_check_digit_is_refused(void **state)
{
    fixture *f = *state;
    identity_numbers numbers;
    Juki__Resident__V1__IdentityChanged changed = make_changed(f, CODE, "123456789012");
    assert_int_equal(of_change(f, &changed, &numbers), JU_REJECT);
    assert_string_equal(f->err.code, "check_digit");
    assert_string_equal(f->err.item, "individual_number");
    changed = make_changed(f, "12345678901", NUMBER);
    assert_int_equal(of_change(f, &changed, &numbers), JU_REJECT);
    assert_string_equal(f->err.item, "resident_code");
    assert_null(strstr(f->err.message, "12345678901"));
}

static void an_absent_number_is_refused(void **state)
{
    fixture *f = *state;
    identity_numbers numbers;
    Juki__Resident__V1__IdentityChanged changed = make_changed(f, CODE, NUMBER);
    changed.individual_number = NULL;
    assert_int_equal(of_change(f, &changed, &numbers), JU_REJECT);
    assert_string_equal(f->err.code, "seal_missing");
}

static void another_persons_seal_is_refused(void **state)
{
    fixture *f = *state;
    identity_numbers numbers;
    Juki__Resident__V1__IdentityChanged changed = make_changed(f, CODE, NUMBER);
    changed.register_ref = TEXT("ref-2");
    assert_int_equal(of_change(f, &changed, &numbers), JU_REJECT);
    assert_string_equal(f->err.code, "seal_broken");
}

static void an_answer_opens_for_the_register(void **state)
{
    fixture *f = *state;
    Juki__Common__V1__Sealed *passed = NULL;
    unsigned char index[JU_BLIND_INDEX_BYTES];
    identity_route route = {f->rings.identity, "request-1", f->rings.resident, REF};
    assert_int_equal(identity_pass_code(&route, &f->arena, seal(f, "resident_code", "request-1", CODE),
                                        &passed, index, &f->err),
                     JU_OK);
    opens_to(f, f->rings.resident, "resident_code", REF, passed, CODE);
    assert_int_equal(identity_pass_number(&route, &f->arena,
                                          seal(f, "individual_number", "request-1", NUMBER), &passed, index,
                                          &f->err),
                     JU_OK);
    opens_to(f, f->rings.resident, "individual_number", REF, passed, NUMBER);
    route.from_subject = "request-2";
    assert_int_equal(identity_pass_code(&route, &f->arena, seal(f, "resident_code", "request-1", CODE),
                                        &passed, index, &f->err),
                     JU_REJECT);
}

/* 旧住民票コード: found by its own index. */
static void a_replaced_code_has_its_index(void **state)
{
    fixture *f = *state;
    identity_numbers before;
    identity_numbers after;
    Juki__Resident__V1__IdentityChanged changed = make_changed(f, CODE, NUMBER);
    assert_int_equal(of_change(f, &changed, &before), JU_OK);
    assert_false(before.renumbered);
    changed = make_changed(f, "09876543211", NUMBER);
    changed.old_resident_code = seal(f, "resident_code", REF, CODE);
    assert_int_equal(of_change(f, &changed, &after), JU_OK);
    assert_true(after.renumbered);
    assert_memory_equal(after.old_code_index, before.code_index, JU_BLIND_INDEX_BYTES);
    assert_memory_not_equal(after.code_index, before.code_index, JU_BLIND_INDEX_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_notice_opens_for_the_prefecture_only, setup, teardown),
        cmocka_unit_test_setup_teardown(indexes_follow_the_number, setup, teardown),
        cmocka_unit_test_setup_teardown(a_wrong_check_digit_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(an_absent_number_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(another_persons_seal_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(an_answer_opens_for_the_register, setup, teardown),
        cmocka_unit_test_setup_teardown(a_replaced_code_has_its_index, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
