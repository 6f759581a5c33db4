/* 送付先情報: who stands on one record, who it is addressed to, and what it prints of the office. */
#include "services/resident/delivery.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) ((char *)(uintptr_t)(literal))

enum { PEOPLE = 4 };

typedef struct fixture {
    ju_arena arena;
    Juki__Common__V1__Address address;
    Juki__Common__V1__Address shelter;
    Juki__Resident__V1__PersonRecord record[PEOPLE];
    delivery_person person[PEOPLE];
    delivery_person taken[PEOPLE];
} fixture;

static int setup(void **state)
{
    static const char *const NAMES[PEOPLE] = {"一", "二", "\uE001三", "四"};
    static fixture f;
    memset(&f, 0, sizeof f);
    ju_arena_init(&f.arena, 1 << 16);
    juki__common__v1__address__init(&f.address);
    juki__common__v1__address__init(&f.shelter);
    f.address.municipality_code = TEXT("132071");
    f.address.municipality = TEXT("昭島市");
    f.address.town = TEXT("田中町");
    f.shelter.town = TEXT("\uE001町");
    for (size_t i = 0; i < PEOPLE; i++) {
        juki__resident__v1__person_record__init(&f.record[i]);
        f.record[i].name = TEXT(NAMES[i]);
        f.record[i].household_number = TEXT(i < 3 ? "h1" : "h2");
        f.record[i].address = &f.address;
        f.person[i] =
            (delivery_person){.record = &f.record[i], .head_name = "世帯　主", .serial = (int64_t)i};
    }
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    ju_arena_done(&f->arena);
    return 0;
}

/* The names of who is taken next, one after the other. */
static const char *take(fixture *f, delivery_people *people)
{
    delivery_people taken = {.item = f->taken};
    const char *names = "";
    delivery_take(people, &taken);
    for (size_t i = 0; i < taken.count; i++) {
        names = ju_arena_printf(&f->arena, "%s%s", names, taken.item[i].record->name);
    }
    return names;
}

static void c7_a_household_gets_one_record(void **state)
{
    fixture *f = *state;
    delivery_people people = {.item = f->person, .count = PEOPLE};
    assert_string_equal(take(f, &people), "一二\uE001三");
    assert_string_equal(take(f, &people), "四");
    assert_int_equal(people.count, 0);
}

/* Who is protected is not written to in care of who lives with him. */
static void who_is_protected_stands_alone(void **state)
{
    fixture *f = *state;
    delivery_people people = {.item = f->person, .count = PEOPLE};
    f->person[1].apart = true;
    assert_string_equal(take(f, &people), "一\uE001三");
    assert_string_equal(take(f, &people), "二");
    assert_string_equal(take(f, &people), "四");
}

static void fill(fixture *f, size_t count, Juki__Delivery__V1__DeliveryRecord *ret)
{
    static const office_places none;
    const delivery_people people = {.item = f->person, .count = count};
    assert_true(delivery_fill(&people, &none, &f->arena, ret));
}

static void the_head_is_the_addressee(void **state)
{
    fixture *f = *state;
    Juki__Delivery__V1__DeliveryRecord record;
    fill(f, 3, &record);
    assert_int_equal(record.person_count, 3);
    assert_string_equal(record.destination_name, "世帯　主");
    assert_ptr_equal(record.destination, &f->address);
    assert_string_equal(record.person[2]->name, "\uE001三");
    assert_int_equal(record.person[2]->name_external_characters, 1);
    f->person[0].head_name = "";
    fill(f, 1, &record);
    assert_string_equal(record.destination_name, "一");
    f->person[0].head_name = "世帯　主";
    f->person[0].apart = true;
    fill(f, 1, &record);
    assert_string_equal(record.destination_name, "一");
}

/* 居所 (j1120): who shares one stands together, whatever else keeps them apart, and nobody else with them. */
static void j1120_a_designated_place_is_the_destination(void **state)
{
    fixture *f = *state;
    delivery_people people = {.item = f->person, .count = PEOPLE};
    Juki__Delivery__V1__DeliveryRecord record;
    for (size_t i = 0; i < PEOPLE; i += 3) { /* of two households, and one of them protected */
        f->person[i].designation_id = "d1";
        f->person[i].place = &f->shelter;
        f->person[i].place_name = "四";
    }
    f->person[3].apart = true;
    fill(f, 1, &record);
    assert_ptr_equal(record.destination, &f->shelter);
    assert_int_equal(record.destination_external_characters, 1);
    assert_string_equal(record.destination_name, "四");
    assert_ptr_equal(record.person[0]->address, &f->address); /* his 住所 stays what it is */
    assert_string_equal(take(f, &people), "一四");
    assert_string_equal(take(f, &people), "二\uE001三");
}

/* ---- the office ------------------------------------------------------------------------------------------
 */

#define HEAD "place,name,postal_code,address,telephone\n"

static void items_12_to_32_come_from_the_offices_table(void **state)
{
    fixture *f = *state;
    office_places places;
    ju_err err;
    Juki__Delivery__V1__DeliveryRecord record;
    const delivery_people people = {.item = f->person, .count = 1};
    char csv[] = HEAD "issue,市民課,1960001,\uE001町１,042-1\noffice,,1960000,\"田中町１，２\",0425\n\n";
    assert_int_equal(office_places_parse(csv, &f->arena, &places, &err), JU_OK);
    assert_true(delivery_fill(&people, &places, &f->arena, &record));
    assert_string_equal(record.office->address, "田中町１，２");
    assert_string_equal(record.office->postal_code, "1960000");
    assert_string_equal(record.office->telephone, "0425");
    assert_string_equal(record.issue_place->name, "市民課");
    assert_int_equal(record.issue_place->address_external_characters, 1);
    assert_null(record.card_place);
}

static void a_bad_line_of_the_offices_table_is_named(void **state)
{
    static const char *const BAD[] = {
        HEAD "office,市民課,1960000,田中町,042", /* its name is 市町村名 */
        HEAD "issue,,1960000,田中町,042",        HEAD "issue,市民課,196000,田中町,042",
        HEAD "issue,市民課,1960000,,042",        HEAD "issue,市民課,1960000,田中町,内線",
        HEAD "shop,市民課,1960000,田中町,042",   HEAD "issue,市民課,1960000,田中町",
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        office_places places;
        ju_err err;
        assert_int_equal(office_places_parse(ju_arena_strdup(&f->arena, BAD[i]), &f->arena, &places, &err),
                         JU_FATAL);
        assert_non_null(strstr(err.message, "line 2 "));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(c7_a_household_gets_one_record, setup, teardown),
        cmocka_unit_test_setup_teardown(who_is_protected_stands_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(the_head_is_the_addressee, setup, teardown),
        cmocka_unit_test_setup_teardown(j1120_a_designated_place_is_the_destination, setup, teardown),
        cmocka_unit_test_setup_teardown(items_12_to_32_come_from_the_offices_table, setup, teardown),
        cmocka_unit_test_setup_teardown(a_bad_line_of_the_offices_table_is_named, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
