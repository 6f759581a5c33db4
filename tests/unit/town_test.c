#include "common/code/code.h"
#include "common/text/text.h"
#include "common/text/written_date.h"
#include "tests/town/municipality.h"
#include "tests/town/town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SIZE = 2000 };

static const town_options options = {.seed = 20260401, .size = SIZE, .as_of = "2026-03-31"};

static ju_town *town_of(const town_options *wanted)
{
    ju_town *made = NULL;
    ju_err err = {0};
    if (town_new(wanted, &made, &err) != JU_OK) {
        fail_msg("%s: %s", err.code, err.message);
    }
    return made;
}

static int set_up(void **state)
{
    *state = town_of(&options);
    return 0;
}

static int tear_down(void **state)
{
    town_free(*state);
    return 0;
}

/* Calls check() with every resident. */
static void for_each_person(const ju_town *town, void (*check)(const ju_town *, const town_person *))
{
    for (size_t i = 0; i < town->household_count; i++) {
        for (size_t j = 0; j < town->household[i].member_count; j++) {
            check(town, &town->household[i].member[j]);
        }
    }
}

/* ---- determinism ----------------------------------------------------------------------------------- */

static void write_address(FILE *out, const town_address *address)
{
    (void)fprintf(out, "|%s|%s|%s|%s|%s|%s|%s|%s", address->postal_code, address->municipality_code,
                  address->town_code, address->prefecture, address->municipality, address->town,
                  address->number, address->building);
}

static void write_person(FILE *out, const town_person *person)
{
    (void)fprintf(out, "|%s|%s|%s|%s|%d|%s|%s|%s|%s|%s|%s|%s\n", person->name, person->name_kana,
                  person->birth_date, person->birth_written == NULL ? "" : person->birth_written,
                  (int)person->sex, person->relationship, person->individual_number, person->resident_code,
                  person->registered_domicile, person->family_register_head, person->resident_since,
                  person->address_since);
    if (person->previous_address != NULL) {
        write_address(out, person->previous_address);
    }
}

/* Every item of the town and of what comes to it later, as text; freed by the caller. */
static char *written(const town_options *wanted)
{
    ju_town *made = town_of(wanted);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    for (size_t i = 0; i < made->household_count; i++) {
        write_address(out, &made->household[i].address);
        for (size_t j = 0; j < made->household[i].member_count; j++) {
            write_person(out, &made->household[i].member[j]);
        }
    }
    town_household newcomers;
    town_person baby;
    assert_int_equal(town_new_household(made, made->as_of, 6, &newcomers, NULL), JU_OK);
    assert_int_equal(town_new_baby(made, &newcomers, made->as_of, &baby, NULL), JU_OK);
    write_person(out, &newcomers.member[0]);
    write_person(out, &baby);
    assert_int_equal(fclose(out), 0);
    town_free(made);
    return text;
}

static void same_seed_gives_same_town(void **state)
{
    (void)state;
    char *first = written(&options);
    char *second = written(&options);
    assert_string_equal(first, second);
    free(first);
    free(second);
}

static void other_seed_gives_other_town(void **state)
{
    (void)state;
    town_options other = options;
    other.seed++;
    char *first = written(&options);
    char *second = written(&other);
    assert_string_not_equal(first, second);
    free(first);
    free(second);
}

/* ---- size and households --------------------------------------------------------------------------- */

static void every_size_is_met(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 5, 47, 1000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        town_options sized = options;
        sized.size = sizes[i];
        ju_town *made = town_of(&sized);
        size_t persons = 0;
        for (size_t j = 0; j < made->household_count; j++) {
            persons += made->household[j].member_count;
        }
        assert_int_equal(persons, sizes[i]);
        assert_int_equal(made->person_count, sizes[i]);
        town_free(made);
    }
}

static void bad_options_are_rejected(void **state)
{
    (void)state;
    town_options bad[] = {options, options, options, options};
    static const char *const items[] = {"size", "size", "as_of", "municipality_code"};
    bad[0].size = 0;
    bad[1].size = 1000000;
    bad[2].as_of = "2026-02-30";
    bad[3].municipality_code = "132072";
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ju_town *made = NULL;
        ju_err err = {0};
        assert_int_equal(town_new(&bad[i], &made, &err), JU_REJECT);
        assert_string_equal(err.item, items[i]);
        assert_null(made);
    }
    town_options nowhere = options;
    nowhere.skk_dir = "/nonexistent";
    ju_town *made = NULL;
    ju_err err = {0};
    assert_int_equal(town_new(&nowhere, &made, &err), JU_FATAL);
    assert_string_equal(err.code, "dictionary_missing");
}

static void first_member_is_the_only_head(void **state)
{
    const ju_town *town = *state;
    for (size_t i = 0; i < town->household_count; i++) {
        const town_household *household = &town->household[i];
        for (size_t j = 0; j < household->member_count; j++) {
            bool head = strcmp(household->member[j].relationship, "世帯主") == 0;
            assert_int_equal(head, j == 0);
        }
    }
}

static void kinship_fits_sex_and_age(void **state)
{
    const ju_town *town = *state;
    for (size_t i = 0; i < town->household_count; i++) {
        const town_household *household = &town->household[i];
        const town_person *head = &household->member[0];
        assert_true(town_age(head, town->as_of) >= 18);
        for (size_t j = 1; j < household->member_count; j++) {
            const town_person *person = &household->member[j];
            int older_than_head = town_age(person, town->as_of) - town_age(head, town->as_of);
            const char *relationship = person->relationship;
            if (strcmp(relationship, "妻") == 0 || strcmp(relationship, "夫") == 0) {
                bool wife = strcmp(relationship, "妻") == 0;
                assert_int_equal(person->sex, wife ? TOWN_SEX_FEMALE : TOWN_SEX_MALE);
                assert_int_equal(head->sex, wife ? TOWN_SEX_MALE : TOWN_SEX_FEMALE);
                assert_true(town_age(person, town->as_of) >= 18);
            } else if (strcmp(relationship, "子") == 0) {
                assert_true(older_than_head <= -18);
            } else {
                bool mother = strcmp(relationship, "母") == 0;
                assert_true(mother || strcmp(relationship, "父") == 0);
                assert_int_equal(person->sex, mother ? TOWN_SEX_FEMALE : TOWN_SEX_MALE);
                assert_true(older_than_head >= 18);
            }
        }
    }
}

static void names_differ_within_a_household(void **state)
{
    const ju_town *town = *state;
    for (size_t i = 0; i < town->household_count; i++) {
        const town_household *household = &town->household[i];
        for (size_t j = 1; j < household->member_count; j++) {
            for (size_t k = 0; k < j; k++) {
                assert_string_not_equal(household->member[j].name, household->member[k].name);
            }
        }
    }
}

static void shares_resemble_japan(void **state)
{
    const ju_town *town = *state;
    size_t singles = 0;
    size_t old = 0;
    size_t children = 0;
    for (size_t i = 0; i < town->household_count; i++) {
        const town_household *household = &town->household[i];
        singles += household->member_count == 1;
        for (size_t j = 0; j < household->member_count; j++) {
            int age = town_age(&household->member[j], town->as_of);
            old += age >= 65;
            children += age < 15;
        }
    }
    assert_true(town->household_count > 0);
    assert_in_range(singles * 100 / town->household_count, 33, 43);
    assert_in_range(old * 100 / SIZE, 23, 35);
    assert_in_range(children * 100 / SIZE, 8, 18);
}

/* ---- numbers --------------------------------------------------------------------------------------- */

static void check_numbers(const ju_town *town, const town_person *person)
{
    (void)town;
    assert_true(ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, person->individual_number));
    assert_true(ju_code_valid(JU_CODE_RESIDENT_CODE, person->resident_code));
    assert_memory_equal(person->individual_number, "0000", 4);
    assert_memory_equal(person->resident_code, "0000", 4);
    assert_in_range(person->individual_number[4], '1', '7');
    assert_in_range(person->resident_code[4], '1', '7');
}

static void numbers_are_valid_and_in_the_block(void **state)
{
    for_each_person(*state, check_numbers);
}

static int compare_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void assert_all_different(const char **texts, size_t count)
{
    qsort(texts, count, sizeof *texts, compare_text);
    for (size_t i = 1; i < count; i++) {
        assert_string_not_equal(texts[i - 1], texts[i]);
    }
}

static void numbers_are_unique(void **state)
{
    (void)state;
    enum { MANY = 60000 };
    town_options large = options;
    large.size = MANY;
    ju_town *made = town_of(&large);
    const char **individual = calloc(MANY, sizeof *individual);
    const char **resident = calloc(MANY, sizeof *resident);
    size_t count = 0;
    for (size_t i = 0; i < made->household_count; i++) {
        for (size_t j = 0; j < made->household[i].member_count; j++) {
            individual[count] = made->household[i].member[j].individual_number;
            resident[count++] = made->household[i].member[j].resident_code;
        }
    }
    assert_int_equal(count, MANY);
    assert_all_different(individual, count);
    assert_all_different(resident, count);
    free(individual);
    free(resident);
    town_free(made);
}

static void municipality_codes_have_their_check_digit(void **state)
{
    (void)state;
    for (size_t i = 0; i < town_municipality_count; i++) {
        assert_true(ju_code_valid(JU_CODE_MUNICIPALITY, town_municipalities[i].code));
    }
}

/* ---- text ------------------------------------------------------------------------------------------ */

static void assert_text(const char *text)
{
    assert_non_null(text);
    assert_true(text[0] != '\0');
    assert_true(ju_text_valid(text, strlen(text)));
}

static void check_address(const town_address *address, bool in_town)
{
    assert_int_equal(strspn(address->postal_code, "0123456789"), 7);
    assert_int_equal(strlen(address->town_code), 7);
    assert_non_null(town_municipality_find(address->municipality_code));
    assert_int_equal(strcmp(address->municipality_code, "132071") == 0, in_town);
    assert_text(address->prefecture);
    assert_text(address->municipality);
    assert_text(address->town);
    assert_text(address->number);
    assert_true(ju_text_valid(address->building, strlen(address->building)));
}

static void check_text(const ju_town *town, const town_person *person)
{
    (void)town;
    assert_text(person->name);
    assert_non_null(strstr(person->name, "　"));
    assert_true(ju_text_is_katakana_name(person->name_kana));
    assert_text(person->relationship);
    assert_text(person->registered_domicile);
    assert_text(person->family_register_head);
    if (person->previous_address != NULL) {
        check_address(person->previous_address, false);
    }
}

static void all_text_is_valid(void **state)
{
    const ju_town *town = *state;
    for_each_person(town, check_text);
    for (size_t i = 0; i < town->household_count; i++) {
        check_address(&town->household[i].address, true);
        assert_memory_equal(town->household[i].address.postal_code, "196", 3);
    }
}

static void some_names_need_more_than_jis(void **state)
{
    const ju_town *town = *state;
    size_t selectors = 0;
    size_t outside_bmp = 0;
    size_t external = 0;
    for (size_t i = 0; i < town->household_count; i++) {
        const char *name = town->household[i].member[0].name;
        selectors += strstr(name, "\U000E0102") != NULL || strstr(name, "\U000E0100") != NULL;
        outside_bmp += strstr(name, "\U00020BB7") != NULL;
        external += strstr(name, "\uE001") != NULL;
    }
    assert_true(selectors >= 3);
    assert_true(outside_bmp >= 1);
    assert_int_equal(external, 1);
}

/* ---- dates ----------------------------------------------------------------------------------------- */

static void check_dates(const ju_town *town, const town_person *person)
{
    const char *text = person->birth_written == NULL ? "" : person->birth_written;
    assert_int_equal(ju_written_date_check("birth_date", person->birth_date, text[0] != '\0', text, NULL),
                     JU_OK);
    ju_date since;
    ju_date at_address;
    assert_true(ju_date_parse(person->resident_since, &since));
    assert_true(ju_date_parse(person->address_since, &at_address));
    assert_true(ju_date_compare(since, at_address) <= 0);
    assert_true(ju_date_compare(at_address, town->as_of) < 0);
    int order = strcmp(person->birth_date, person->resident_since);
    assert_true(person->previous_address == NULL ? order == 0 : order < 0);
}

static void dates_are_possible(void **state)
{
    for_each_person(*state, check_dates);
}

static size_t uncertain_births;

static void count_uncertain(const ju_town *town, const town_person *person)
{
    (void)town;
    uncertain_births += person->birth_written != NULL;
}

static void a_few_births_are_uncertain(void **state)
{
    uncertain_births = 0;
    for_each_person(*state, count_uncertain);
    assert_in_range(uncertain_births, 2, SIZE / 50);
}

/* ---- newcomers ------------------------------------------------------------------------------------- */

static void newcomers_come_from_elsewhere(void **state)
{
    ju_town *town = *state;
    ju_date since = {2026, 4, 10};
    for (size_t size_max = 1; size_max <= 6; size_max++) {
        town_household household;
        assert_int_equal(town_new_household(town, since, size_max, &household, NULL), JU_OK);
        assert_in_range(household.member_count, 1, size_max);
        check_address(&household.address, true);
        for (size_t i = 0; i < household.member_count; i++) {
            const town_person *person = &household.member[i];
            check_text(town, person);
            check_numbers(town, person);
            assert_non_null(person->previous_address);
            assert_string_equal(person->resident_since, "2026-04-10");
            assert_string_equal(person->address_since, "2026-04-10");
        }
    }
}

static void baby_has_family_and_no_numbers(void **state)
{
    ju_town *town = *state;
    const town_household *household = &town->household[0];
    town_person baby;
    assert_int_equal(town_new_baby(town, household, (ju_date){2026, 4, 2}, &baby, NULL), JU_OK);
    check_text(town, &baby);
    assert_memory_equal(baby.name, household->family, strlen(household->family));
    assert_string_equal(baby.relationship, "子");
    assert_string_equal(baby.birth_date, "2026-04-02");
    assert_string_equal(baby.individual_number, "");
    assert_string_equal(baby.resident_code, "");
    assert_null(baby.previous_address);
}

static void addresses_are_inside_and_destinations_outside(void **state)
{
    ju_town *town = *state;
    for (int i = 0; i < 500; i++) {
        town_address address;
        assert_int_equal(town_random_address(town, &address, NULL), JU_OK);
        check_address(&address, true);
        assert_int_equal(town_random_destination(town, &address, NULL), JU_OK);
        check_address(&address, false);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_seed_gives_same_town),
        cmocka_unit_test(other_seed_gives_other_town),
        cmocka_unit_test(every_size_is_met),
        cmocka_unit_test(bad_options_are_rejected),
        cmocka_unit_test(first_member_is_the_only_head),
        cmocka_unit_test(kinship_fits_sex_and_age),
        cmocka_unit_test(names_differ_within_a_household),
        cmocka_unit_test(shares_resemble_japan),
        cmocka_unit_test(numbers_are_valid_and_in_the_block),
        cmocka_unit_test(numbers_are_unique),
        cmocka_unit_test(municipality_codes_have_their_check_digit),
        cmocka_unit_test(all_text_is_valid),
        cmocka_unit_test(some_names_need_more_than_jis),
        cmocka_unit_test(dates_are_possible),
        cmocka_unit_test(a_few_births_are_uncertain),
        cmocka_unit_test(newcomers_come_from_elsewhere),
        cmocka_unit_test(baby_has_family_and_no_numbers),
        cmocka_unit_test(addresses_are_inside_and_destinations_outside),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
