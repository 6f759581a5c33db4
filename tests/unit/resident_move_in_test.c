/* 特例転入 at the counter: who may be entered from 転出証明書情報, and with whose card. */
#include "services/resident/move_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;
typedef Juki__Resident__V1__PersonRecord person_record;

enum { BY_CARD = 1, BY_PHOTO = 3 };

#define TEXT(literal) ((char *)(uintptr_t)(literal))

/* Two persons of a certificate of two, in the other order, with the card of the second. */
typedef struct fixture {
    submit entry;
    person_entry person[2];
    person_entry *persons[2];
    Juki__Resident__V1__IdentityCheck shown;
    entry_numbers numbers[2];
    Juki__Identity__V1__MoveOutCertificate certificate;
    entry_numbers certified[2];
    move_in_case known;
} fixture;

static void good(fixture *f)
{
    *f = (fixture){.entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT,
                   .shown = JUKI__RESIDENT__V1__IDENTITY_CHECK__INIT,
                   .certificate = JUKI__IDENTITY__V1__MOVE_OUT_CERTIFICATE__INIT,
                   .numbers = {{.resident_code = "code 2", .individual_number = "number 2"},
                               {.resident_code = "code 1", .individual_number = "number 1"}},
                   .certified = {{.resident_code = "code 1", .individual_number = "number 1"},
                                 {.resident_code = "code 2", .individual_number = "number 2"}}};
    for (int i = 0; i < 2; i++) {
        juki__resident__v1__person_entry__init(&f->person[i]);
        f->person[i].certificate_place = 2 - i;
        f->persons[i] = &f->person[i];
    }
    f->shown.method = (Juki__Resident__V1__IdentityMethod)BY_CARD;
    f->entry.reason = TEXT("domestic_move_in");
    f->entry.move_ref = TEXT("ref");
    f->entry.identity_check = &f->shown;
    f->entry.person = f->persons;
    f->entry.n_person = 2;
    f->certificate.n_person = 2;
    f->known = (move_in_case){.entry = &f->entry,
                              .numbers = f->numbers,
                              .certificate = &f->certificate,
                              .certified = f->certified,
                              .presented_code = "code 1"};
}

/* The entry that the statements leave is refused with this code; "": it is taken. */
#define EXPECT(expected, ...)                                                                                \
    do {                                                                                                     \
        fixture f;                                                                                           \
        refusal why = {0};                                                                                   \
        good(&f);                                                                                            \
        __VA_ARGS__;                                                                                         \
        assert_int_equal(move_in_check(&f.known, &why), *(expected) == '\0');                                \
        assert_string_equal(why.code == NULL ? "" : why.code, expected);                                     \
    } while (0)

static void j610_entered_from_the_certificate(void **state)
{
    (void)state;
    EXPECT("", (void)f);
    EXPECT("", f.entry.n_person = 1; f.known.presented_code = "code 2");
    EXPECT("", f.person[0].name = TEXT("改めた　氏名")); /* which can be mended */
    EXPECT("certificate_missing", f.known.certificate = NULL);
    EXPECT("item_required", f.entry.move_ref = TEXT(""));
    EXPECT("certificate_differs", f.person[0].certificate_place = 0);
    EXPECT("certificate_differs", f.person[0].certificate_place = 3);
    EXPECT("certificate_differs", f.person[0].certificate_place = 1);
    EXPECT("certificate_differs", f.certified[1].individual_number = "number 3");
    EXPECT("certificate_differs", f.certified[1].resident_code = "code 3");
    EXPECT("certificate_differs", f.person[1].certificate_place = 2; f.numbers[1] = f.numbers[0]);
}

static void c2_with_the_card_of_one_of_them(void **state)
{
    (void)state;
    EXPECT("card_needed", f.known.presented_code = "");
    EXPECT("card_needed", f.shown.method = (Juki__Resident__V1__IdentityMethod)BY_PHOTO);
    EXPECT("card_needed", f.entry.identity_check = NULL);
    EXPECT("card_mismatch", f.known.presented_code = "code 3");
    EXPECT("card_mismatch", f.entry.n_person = 1); /* the holder stays behind */
}

static void j670_who_leaves_by_card_has_both_numbers(void **state)
{
    Juki__Common__V1__Sealed sealed = JUKI__COMMON__V1__SEALED__INIT;
    person_record first = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    person_record *named[2] = {&first, &first};
    refusal why = {0};
    fixture f;
    (void)state;
    good(&f);
    assert_true(move_out_by_card_fits(&f.entry, named, &why)); /* not by card */
    f.entry.by_card = true;
    first.resident_code = &sealed;
    assert_false(move_out_by_card_fits(&f.entry, named, &why));
    assert_string_equal(why.code, "number_missing");
    first.individual_number = &sealed;
    assert_true(move_out_by_card_fits(&f.entry, named, &why));
}

static void an_ordinary_entry_is_none(void **state)
{
    fixture f;
    Juki__Common__V1__Sealed card = JUKI__COMMON__V1__SEALED__INIT;
    (void)state;
    good(&f);
    assert_true(move_in_is_special(&f.entry));
    f.entry.move_ref = TEXT("");
    assert_true(move_in_is_special(&f.entry));
    f.person[0].certificate_place = f.person[1].certificate_place = 0;
    assert_false(move_in_is_special(&f.entry));
    f.entry.presented_code = &card;
    assert_true(move_in_is_special(&f.entry));
    f.entry.presented_code = NULL;
    f.entry.by_card = true;
    assert_true(move_in_is_special(&f.entry));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(j610_entered_from_the_certificate),
        cmocka_unit_test(c2_with_the_card_of_one_of_them),
        cmocka_unit_test(j670_who_leaves_by_card_has_both_numbers),
        cmocka_unit_test(an_ordinary_entry_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
