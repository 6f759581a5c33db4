/* What stands beside a sealed record: the same for what is the same, another for what differs in any part. */
#include "services/resident/steps/record_words.h"

#include "tests/unit/key_folder.h"
#include "tests/unit/resident_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Common__V1__Address address;

static const char *const RINGS[] = {"resident-self", NULL};

typedef struct fixture {
    char dir[KEY_FOLDER_SIZE];
    sample_register reg;
    ju_arena arena;
    ju_keeper keeper;
    ju_err err;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    key_folder_make(RINGS, f->dir);
    ju_arena_init(&f->arena, 1 << 20);
    sample_register_fill(&f->reg);
    assert_int_equal(ju_keeper_open(f->dir, "resident", true, &f->keeper, &f->err), JU_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    ju_keeper_close(&f->keeper);
    ju_arena_done(&f->arena);
    key_folder_remove(RINGS, f->dir);
    free(f);
    return 0;
}

static record_words words_of(fixture *f, const record *person)
{
    record_words words;
    assert_int_equal(record_words_of(&f->keeper, person, &f->arena, &words, &f->err), JU_OK);
    return words;
}

static void every_part_of_an_address_counts(void **state)
{
    fixture *f = *state;
    record person = f->reg.person[SAMPLE_HEAD];
    address place = *person.address;
    person.address = &place;
    const record_words before = words_of(f, &person);
    char **const parts[] = {&place.postal_code, &place.municipality_code, &place.town_code,
                            &place.prefecture,  &place.municipality,      &place.town,
                            &place.number,      &place.building};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char *was = *parts[i];
        *parts[i] = (char[]){"x"};
        assert_true(words_of(f, &person).address != before.address);
        *parts[i] = was;
    }
    assert_true(words_of(f, &person).address == before.address);
    assert_true(words_of(f, &person).district == before.district);
    place.number = (char[]){"another"};
    assert_true(words_of(f, &person).district == before.district); /* the same 町字 */
}

/* One part's end is not the next one's beginning. */
static void parts_do_not_run_into_each_other(void **state)
{
    fixture *f = *state;
    record person = f->reg.person[SAMPLE_HEAD];
    address place = JUKI__COMMON__V1__ADDRESS__INIT;
    person.address = &place;
    place.town = (char[]){"ab"};
    int64_t one = words_of(f, &person).address;
    place.town = (char[]){"a"};
    place.number = (char[]){"b"};
    assert_true(words_of(f, &person).address != one);
}

static void no_address_is_one_of_no_parts(void **state)
{
    fixture *f = *state;
    record person = f->reg.person[SAMPLE_HEAD];
    address none = JUKI__COMMON__V1__ADDRESS__INIT;
    person.address = NULL;
    const record_words absent = words_of(f, &person);
    person.address = &none;
    assert_false(absent.has_district);
    assert_true(words_of(f, &person).address == absent.address);
}

/* Only who was struck off is looked for by what he is called (j600), and found by all three together. */
static void a_removed_person_is_found_by_name_birth_and_sex(void **state)
{
    fixture *f = *state;
    record person = f->reg.person[SAMPLE_MOVED_OUT];
    int64_t alike = 0;
    assert_false(words_of(f, &f->reg.person[SAMPLE_HEAD]).has_removed);
    assert_true(words_of(f, &person).has_removed);
    int sex = (int)person.sex;
    const char *day = person.birth_date->date;
    assert_int_equal(record_alike_word(&f->keeper, person.name, day, sex, &f->arena, &alike, &f->err), JU_OK);
    assert_true(alike == words_of(f, &person).removed);
    assert_int_equal(record_alike_word(&f->keeper, "x", day, sex, &f->arena, &alike, &f->err), JU_OK);
    assert_true(alike != words_of(f, &person).removed);
    assert_int_equal(record_alike_word(&f->keeper, person.name, "1", sex, &f->arena, &alike, &f->err), JU_OK);
    assert_true(alike != words_of(f, &person).removed);
    assert_int_equal(record_alike_word(&f->keeper, person.name, day, 3 - sex, &f->arena, &alike, &f->err),
                     JU_OK);
    assert_true(alike != words_of(f, &person).removed);
    person.birth_date = NULL;
    assert_false(words_of(f, &person).has_removed);
}

static void a_card_is_found_by_its_index(void **state)
{
    fixture *f = *state;
    record person = f->reg.person[SAMPLE_HEAD];
    Juki__Resident__V1__ForeignStay stay = JUKI__RESIDENT__V1__FOREIGN_STAY__INIT;
    const unsigned char *index = NULL;
    assert_null(words_of(f, &person).card);
    person.foreign_stay = &stay;
    assert_null(words_of(f, &person).card);
    stay.card_number = (char[]){"AB00000007CD"};
    assert_int_equal(record_card_index(&f->keeper, stay.card_number, &f->arena, &index, &f->err), JU_OK);
    assert_memory_equal(words_of(f, &person).card, index, JU_BLIND_INDEX_BYTES);
}

int main(void)
{
#define WITH_KEYS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_KEYS(every_part_of_an_address_counts),
        WITH_KEYS(parts_do_not_run_into_each_other),
        WITH_KEYS(no_address_is_one_of_no_parts),
        WITH_KEYS(a_removed_person_is_found_by_name_birth_and_sex),
        WITH_KEYS(a_card_is_found_by_its_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
