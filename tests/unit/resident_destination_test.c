/* 居所 as destination of 送付先情報 (standard j1120): what an entry must have. */
#include "services/resident/destination.h"

#include "services/resident/entry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define TEXT(literal) ((char *)(uintptr_t)(literal))
#define TODAY         "2026-04-10"
#define UUID          "c0ffee00-0000-4000-8000-000000000002"

typedef struct fixture {
    Juki__Resident__V1__SubmitDestination entry;
    Juki__Common__V1__Operator who;
    Juki__Common__V1__Address place;
    char *number[2];
} fixture;

static void fill(fixture *f)
{
    juki__resident__v1__submit_destination__init(&f->entry);
    juki__common__v1__operator__init(&f->who);
    juki__common__v1__address__init(&f->place);
    f->who.operator_id = TEXT("op-1");
    f->who.terminal_id = TEXT("window1");
    f->place.postal_code = TEXT("1000001");
    f->place.municipality_code = TEXT("131016");
    f->place.prefecture = TEXT("東京都");
    f->place.municipality = TEXT("千代田区");
    f->place.town = TEXT("千代田");
    f->number[0] = TEXT("1");
    f->number[1] = TEXT("2");
    f->entry.operator_ = &f->who;
    f->entry.act = JUKI__RESIDENT__V1__DESTINATION_ACT__DESTINATION_ACT_SET;
    f->entry.ground = JUKI__RESIDENT__V1__DESTINATION_GROUND__DESTINATION_GROUND_VIOLENCE;
    f->entry.addressee_number = f->number;
    f->entry.n_addressee_number = 2;
    f->entry.reason = TEXT("申請");
}

static void refused(const fixture *f, const char *code, const char *item)
{
    refusal why = {0};
    assert_false(destination_entry_check(&f->entry, &f->place, TODAY, &why));
    assert_string_equal(why.code, code);
    assert_string_equal(why.item, item);
}

static void a_good_entry_passes(void **state)
{
    fixture f;
    refusal why = {0};
    (void)state;
    fill(&f);
    assert_true(destination_entry_check(&f.entry, &f.place, TODAY, &why));
    f.place.municipality_code = TEXT("132071"); /* a shelter in the municipality itself */
    f.entry.end_date = TEXT(TODAY);
    assert_true(destination_entry_check(&f.entry, &f.place, TODAY, &why));
    f.entry.act = JUKI__RESIDENT__V1__DESTINATION_ACT__DESTINATION_ACT_LIFT;
    f.entry.designation_id = TEXT(UUID);
    assert_true(destination_entry_check(&f.entry, NULL, TODAY, &why));
}

static void what_is_missing_is_named(void **state)
{
    fixture f;
    (void)state;
    fill(&f);
    f.who.terminal_id = TEXT("");
    refused(&f, "operator_missing", "operator");
    fill(&f);
    f.entry.reason = TEXT("");
    refused(&f, "item_required", "reason");
    fill(&f);
    f.entry.act = JUKI__RESIDENT__V1__DESTINATION_ACT__DESTINATION_ACT_UNSPECIFIED;
    refused(&f, "item_required", "act");
    fill(&f);
    f.entry.ground = JUKI__RESIDENT__V1__DESTINATION_GROUND__DESTINATION_GROUND_UNSPECIFIED;
    refused(&f, "item_required", "ground");
    fill(&f);
    f.place.postal_code = TEXT("");
    refused(&f, "item_required", "place");
    fill(&f);
    f.entry.act = JUKI__RESIDENT__V1__DESTINATION_ACT__DESTINATION_ACT_LIFT;
    refused(&f, "item_required", "designation_id");
}

static void what_is_wrong_is_named(void **state)
{
    fixture f;
    (void)state;
    fill(&f);
    f.entry.n_addressee_number = 0;
    refused(&f, "persons_missing", "addressee_number");
    fill(&f);
    f.number[1] = TEXT("1");
    refused(&f, "person_twice", "addressee_number");
    fill(&f);
    f.place.municipality_code = TEXT("131017");
    refused(&f, "check_digit", "place");
    fill(&f);
    f.place.postal_code = TEXT("100-0001");
    refused(&f, "code_invalid", "place");
    fill(&f);
    f.entry.end_date = TEXT("2026-04-09");
    refused(&f, "date_invalid", "end_date");
    f.entry.end_date = TEXT("2026-02-30");
    refused(&f, "date_invalid", "end_date");
}

static void it_stands_to_its_last_day(void **state)
{
    fixture f;
    (void)state;
    fill(&f);
    assert_true(destination_stands(&f.entry, TODAY));
    f.entry.end_date = TEXT(TODAY);
    assert_true(destination_stands(&f.entry, TODAY));
    assert_false(destination_stands(&f.entry, "2026-04-11"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_entry_passes),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(it_stands_to_its_last_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
