#include "tests/town/town.h"

#include "tests/town/household.h"

#include <stdlib.h>
#include <string.h>

enum {
    SIZE_MAX_PERSONS = 700000, /* leaves numbers of the block for newcomers */
    ARENA_BYTES_BASE = 64 * 1024 * 1024,
    ARENA_BYTES_PER_PERSON = 4096,
    RARE_SPELLING_EVERY = 40,
    RARE_SPELLING_FIRST = 11,
    EXTERNAL_SPELLING_AT = 21,
};

static const char default_municipality[] = "132071";

static ju_rc source_new(const town_options *options, town_source **ret, ju_err *err)
{
    const char *code = options->municipality_code == NULL ? default_municipality : options->municipality_code;
    const town_municipality *home = town_municipality_find(code);
    if (home == NULL) {
        return ju_reject(err, "unknown_municipality", "municipality_code", "no data for municipality %s",
                         code);
    }
    town_source *source = calloc(1, sizeof *source);
    if (source == NULL) {
        return ju_fail(err, JU_FATAL, "out_of_memory", "no memory for the town");
    }
    *ret = source;
    source->home = (size_t)(home - town_municipalities);
    source->random.state = options->seed;
    source->individual_number_start = (size_t)(town_random_next(&source->random) >> 40);
    source->resident_code_start = (size_t)(town_random_next(&source->random) >> 40);
    ju_arena_init(&source->arena, ARENA_BYTES_BASE + options->size * ARENA_BYTES_PER_PERSON);
    return town_dictionary_read(&source->dictionary, &source->arena,
                                options->skk_dir == NULL ? TOWN_SKK_DIR : options->skk_dir,
                                options->ipadic_dir == NULL ? TOWN_IPADIC_DIR : options->ipadic_dir, err);
}

static town_spelling spelling_of(size_t ordinal)
{
    if (ordinal == EXTERNAL_SPELLING_AT) {
        return TOWN_SPELLING_EXTERNAL;
    }
    return ordinal % RARE_SPELLING_EVERY == RARE_SPELLING_FIRST ? TOWN_SPELLING_RARE : TOWN_SPELLING_COMMON;
}

/* At most one household per person; the unused end of the array is given back. */
static ju_rc settle(ju_town *town, size_t size, ju_err *err)
{
    town->household = calloc(size, sizeof *town->household);
    if (town->household == NULL) {
        return ju_fail(err, JU_FATAL, "out_of_memory", "no memory for the town");
    }
    while (town->person_count < size) {
        town_household *household = &town->household[town->household_count];
        town_household_wish wish = {
            .as_of = town->as_of,
            .settled = true,
            .size_max = size - town->person_count,
            .spelling = spelling_of(town->household_count),
        };
        JU_TRY(town_household_make(town->source, &wish, household, err));
        town->household_count++;
        town->person_count += household->member_count;
    }
    town_household *fitted = realloc(town->household, town->household_count * sizeof *fitted);
    town->household = fitted == NULL ? town->household : fitted;
    return JU_OK;
}

static ju_rc build(const town_options *options, ju_town *town, ju_err *err)
{
    if (options->size == 0 || options->size > SIZE_MAX_PERSONS) {
        return ju_reject(err, "size", "size", "a town has 1 to %d residents", SIZE_MAX_PERSONS);
    }
    if (options->as_of == NULL || !ju_date_parse(options->as_of, &town->as_of)) {
        return ju_reject(err, "date_not_in_calendar", "as_of", "not a calendar day YYYY-MM-DD");
    }
    JU_TRY(source_new(options, &town->source, err));
    return settle(town, options->size, err);
}

ju_rc town_new(const town_options *options, ju_town **ret, ju_err *err)
{
    ju_town *town = calloc(1, sizeof *town);
    if (town == NULL) {
        return ju_fail(err, JU_FATAL, "out_of_memory", "no memory for the town");
    }
    ju_rc rc = build(options, town, err);
    if (rc != JU_OK) {
        town_free(town);
        return rc;
    }
    *ret = town;
    return JU_OK;
}

void town_free(ju_town *town)
{
    if (town == NULL) {
        return;
    }
    if (town->source != NULL) {
        town_dictionary_done(&town->source->dictionary);
        ju_arena_done(&town->source->arena);
        free(town->source);
    }
    free(town->household);
    free(town);
}

ju_rc town_new_household(ju_town *town, ju_date since, size_t size_max, town_household *ret, ju_err *err)
{
    town_household_wish wish = {.as_of = since, .size_max = size_max};
    return town_household_make(town->source, &wish, ret, err);
}

ju_rc town_new_baby(ju_town *town, const town_household *household, ju_date born, town_person *ret,
                    ju_err *err)
{
    const town_person *head = &household->member[0];
    *ret = (town_person){
        .sex = town_random_chance(&town->source->random, 512) ? TOWN_SEX_MALE : TOWN_SEX_FEMALE,
        .relationship = "子",
        .registered_domicile = head->registered_domicile,
        .family_register_head = head->family_register_head,
    };
    town_household_name(town->source, household, ret, born.year);
    ju_date_format(born, ret->birth_date);
    ju_date_format(born, ret->resident_since);
    ju_date_format(born, ret->address_since);
    return town_source_check(town->source, err);
}

ju_rc town_random_address(ju_town *town, town_address *ret, ju_err *err)
{
    *ret = town_source_address(town->source, town->source->home);
    return town_source_check(town->source, err);
}

ju_rc town_random_destination(ju_town *town, town_address *ret, ju_err *err)
{
    *ret = town_source_address(town->source, town_source_elsewhere(town->source));
    return town_source_check(town->source, err);
}

int town_age(const town_person *person, ju_date on)
{
    ju_date birth = on;
    (void)ju_date_parse(person->birth_date, &birth);
    bool before_birthday = on.month < birth.month || (on.month == birth.month && on.day < birth.day);
    return on.year - birth.year - (before_birthday ? 1 : 0);
}
