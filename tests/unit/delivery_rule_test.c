#include "services/delivery/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) ((char *)(uintptr_t)(literal))

typedef struct fixture {
    ju_err err;
    Juki__Common__V1__Address address;
    Juki__Common__V1__WrittenDate birth;
    Juki__Common__V1__Sealed sealed;
    Juki__Delivery__V1__DeliveryRecord record;
} fixture;

static fixture good(void)
{
    fixture f = {0};
    juki__common__v1__address__init(&f.address);
    juki__common__v1__written_date__init(&f.birth);
    juki__common__v1__sealed__init(&f.sealed);
    juki__delivery__v1__delivery_record__init(&f.record);
    f.sealed.key_id = TEXT("card/2026");
    f.record.delivery_number = TEXT("13207100000000000000001");
    f.record.change_id = TEXT("c0ffee00-0000-4000-8000-000000000002");
    f.record.destination_name = TEXT("見本　太郎");
    f.record.municipality_code = TEXT("132071");
    f.record.person_count = 1;
    f.record.processed_date = TEXT("2026-04-01");
    f.record.name = TEXT("見本　太郎");
    return f;
}

static ju_rc check_as_it_is(fixture *f)
{
    ju_arena arena;
    delivery_view view;
    ju_arena_init(&arena, 1 << 16);
    assert_true(delivery_view_of(&f->record, "ref-1", &arena, &view));
    ju_rc rc = delivery_check(&view, &f->err);
    ju_arena_done(&arena);
    return rc;
}

/* The parts are set here, where the fixture stays put. */
static ju_rc check(fixture *f)
{
    f->record.destination = &f->address;
    f->record.address = &f->address;
    f->record.birth_date = &f->birth;
    f->record.resident_code = &f->sealed;
    f->record.individual_number = &f->sealed;
    return check_as_it_is(f);
}

static void refused(fixture f, const char *code, const char *item)
{
    assert_int_equal(check(&f), JU_REJECT);
    assert_string_equal(f.err.code, code);
    assert_string_equal(f.err.item, item);
}

static void a_good_record_passes(void **state)
{
    (void)state;
    fixture f = good();
    assert_int_equal(check(&f), JU_OK);
    f.record.name = TEXT("\uE001　太郎");
    f.record.name_external_characters = 1;
    assert_int_equal(check(&f), JU_OK);
    f.record.name = TEXT(""); /* 氏名 may be absent (standard j60) */
    f.record.name_external_characters = 0;
    f.record.destination_name = TEXT("");
    assert_int_equal(check(&f), JU_OK);
}

static void absent_items_are_named(void **state)
{
    (void)state;
    fixture f = good();
    f.record.delivery_number = TEXT("");
    refused(f, "item_missing", "delivery_number");
    f = good();
    (void)check(&f);
    f.record.individual_number = NULL;
    assert_int_equal(check_as_it_is(&f), JU_REJECT);
    assert_string_equal(f.err.item, "individual_number");
}

static void bad_items_are_named(void **state)
{
    (void)state;
    fixture f = good();
    f.record.change_id = TEXT("1");
    refused(f, "item_invalid", "change_id");
    f = good();
    f.record.municipality_code = TEXT("132072");
    refused(f, "item_invalid", "municipality_code");
    f = good();
    f.record.person_count = 0;
    refused(f, "item_invalid", "person_count");
    f = good();
    f.record.processed_date = TEXT("2026-02-29");
    refused(f, "item_invalid", "processed_date");
    f = good();
    f.record.name_external_characters = 1;
    refused(f, "item_invalid", "name_external_characters");
    f = good();
    f.record.stay_until = TEXT("2026-02-29");
    refused(f, "item_invalid", "stay_until");
}

/* 外字数 of each text that is printed (seed 002 R-25), of an address those of all its parts. */
static void r25_external_characters_are_counted(void **state)
{
    (void)state;
    fixture f = good();
    f.address.town = TEXT("\uE001町");
    f.address.building = TEXT("葛\U000E0100荘");
    refused(f, "item_invalid", "destination_external_characters");
    f.record.destination_external_characters = 2;
    refused(f, "item_invalid", "address_external_characters");
    f.record.address_external_characters = 2;
    f.record.stay_until = TEXT("2028-02-29");
    assert_int_equal(check(&f), JU_OK);
    f.record.destination_name = TEXT("\uE001　花子");
    refused(f, "item_invalid", "destination_name_external_characters");
    f.record.destination_name_external_characters = 1;
    assert_int_equal(check(&f), JU_OK);
}

static void numbers_are_for_the_card_system(void **state)
{
    (void)state;
    fixture f = good();
    f.sealed.key_id = TEXT("delivery/2026");
    refused(f, "seal_audience", "resident_code");
    f.sealed.key_id = TEXT("cardiff/2026");
    refused(f, "seal_audience", "resident_code");
}

/* ---- a household ----------------------------------------------------------------------------------------
 */

typedef struct household {
    fixture f;
    Juki__Delivery__V1__DeliveryPerson block[2];
    Juki__Delivery__V1__DeliveryPerson *person[2];
    Juki__Delivery__V1__DeliveryPlace place;
} household;

static void fill_household(household *h)
{
    static const char *const REFS[] = {"ref-1", "ref-2"};
    h->f = good();
    h->f.record.name = TEXT("");
    h->f.record.destination = &h->f.address;
    for (size_t i = 0; i < 2; i++) {
        juki__delivery__v1__delivery_person__init(&h->block[i]);
        h->block[i].register_ref = TEXT(REFS[i]);
        h->block[i].name = TEXT("見本　花子");
        h->block[i].address = &h->f.address;
        h->block[i].birth_date = &h->f.birth;
        h->block[i].resident_code = &h->f.sealed;
        h->block[i].individual_number = &h->f.sealed;
        h->person[i] = &h->block[i];
    }
    juki__delivery__v1__delivery_place__init(&h->place);
    h->f.record.person = h->person;
    h->f.record.n_person = 2;
    h->f.record.person_count = 2;
}

static void household_refused(household *h, const char *code, const char *item)
{
    assert_int_equal(check_as_it_is(&h->f), JU_REJECT);
    assert_string_equal(h->f.err.code, code);
    assert_string_equal(h->f.err.item, item);
}

/* Item 33 says how many blocks there are; nobody stands in two of them, and each is checked by itself. */
static void c7_every_block_of_a_household_is_checked(void **state)
{
    household h = {0};
    (void)state;
    fill_household(&h);
    assert_int_equal(check_as_it_is(&h.f), JU_OK);
    h.f.record.person_count = 1;
    household_refused(&h, "item_invalid", "person_count");
    fill_household(&h);
    h.block[1].register_ref = TEXT("ref-1");
    household_refused(&h, "item_invalid", "register_ref");
    fill_household(&h);
    h.block[1].individual_number = NULL;
    household_refused(&h, "item_missing", "individual_number");
    fill_household(&h);
    h.block[1].name = TEXT("\uE001　花子");
    household_refused(&h, "item_invalid", "name_external_characters");
    fill_household(&h);
    h.f.record.card_place = &h.place;
    h.place.address = TEXT("\uE001町１");
    household_refused(&h, "item_invalid", "card_place");
    h.place.address_external_characters = 1;
    assert_int_equal(check_as_it_is(&h.f), JU_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_record_passes),
        cmocka_unit_test(absent_items_are_named),
        cmocka_unit_test(bad_items_are_named),
        cmocka_unit_test(r25_external_characters_are_counted),
        cmocka_unit_test(numbers_are_for_the_card_system),
        cmocka_unit_test(c7_every_block_of_a_household_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
