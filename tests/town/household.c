#include "tests/town/household.h"

#include "common/text/era.h"

#include <stdio.h>
#include <string.h>

enum {
    MEMBERS_MAX = 6,
    ADULT_AGE = 18,
    /* Nobody was born or moved in so shortly before the town's day: the month's changes reach back a little.
     */
    QUIET_DAYS = 45,
};

typedef enum kind { SINGLE, COUPLE, COUPLE_WITH_CHILDREN, ONE_PARENT, THREE_GENERATIONS, KIND_MAX_ } kind;

typedef struct age_band {
    int from;
    int to;
    unsigned permille; /* the last band takes the rest */
} age_band;

/* Shares near those of the 2020 census (38, 20, 25, 9 and 8 %); the head's age in each kind is our estimate.
 */
static const struct {
    unsigned permille;
    size_t members_min;
    age_band head_age[3];
} kinds[KIND_MAX_] = {
    [SINGLE] = {380, 1, {{19, 34, 280}, {35, 64, 290}, {65, 94, 430}}},
    [COUPLE] = {200, 2, {{25, 44, 150}, {45, 64, 220}, {65, 90, 630}}},
    [COUPLE_WITH_CHILDREN] = {250, 3, {{27, 39, 270}, {40, 54, 450}, {55, 74, 280}}},
    [ONE_PARENT] = {90, 2, {{26, 39, 250}, {40, 59, 450}, {60, 85, 300}}},
    [THREE_GENERATIONS] = {80, 4, {{35, 44, 300}, {45, 54, 400}, {55, 66, 300}}},
};

/* A member before it has a name and dates. */
typedef struct draft {
    const char *relationship;
    town_sex sex;
    int age;
} draft;

typedef struct drafts {
    draft item[MEMBERS_MAX];
    size_t count;
    size_t max;
} drafts;

static kind draw_kind(town_random *random, size_t size_max)
{
    size_t drawn = town_random_below(random, 1000);
    for (kind k = SINGLE; k < KIND_MAX_; k++) {
        if (drawn < kinds[k].permille) {
            return kinds[k].members_min <= size_max ? k : SINGLE;
        }
        drawn -= kinds[k].permille;
    }
    return SINGLE;
}

static int draw_age(town_random *random, const age_band bands[3])
{
    size_t drawn = town_random_below(random, 1000);
    size_t band = drawn < bands[0].permille ? 0 : drawn < bands[0].permille + bands[1].permille ? 1 : 2;
    return town_random_between(random, bands[band].from, bands[band].to);
}

static town_sex draw_sex(town_random *random, unsigned male_permille)
{
    return town_random_chance(random, male_permille) ? TOWN_SEX_MALE : TOWN_SEX_FEMALE;
}

static void add(drafts *members, const char *relationship, town_sex sex, int age)
{
    if (members->count < members->max) {
        members->item[members->count++] = (draft){relationship, sex, age};
    }
}

static void add_spouse(town_random *random, drafts *members)
{
    const draft *head = &members->item[0];
    bool husband = head->sex == TOWN_SEX_FEMALE;
    int age = head->age + town_random_between(random, -5, 3);
    add(members, husband ? "夫" : "妻", husband ? TOWN_SEX_MALE : TOWN_SEX_FEMALE, age > 19 ? age : 19);
}

/* Eldest first; each some years younger than the one before. */
static void add_children(town_random *random, drafts *members, int children_max)
{
    int youngest_parent = members->item[0].age;
    if (members->count > 1 && members->item[1].age < youngest_parent) {
        youngest_parent = members->item[1].age;
    }
    int age = youngest_parent - town_random_between(random, 22, 34);
    int count = town_random_chance(random, 450) ? 1 : town_random_chance(random, 760) ? 2 : 3;
    age = age < 0 ? 0 : age;
    for (int i = 0; i < count && i < children_max && age >= 0; i++) {
        add(members, "子", draw_sex(random, 512), age);
        age -= town_random_between(random, 2, 4);
    }
}

static void draft_members(town_random *random, kind k, drafts *members)
{
    int age = draw_age(random, kinds[k].head_age);
    unsigned male_permille = k == ONE_PARENT ? 150 : k != SINGLE ? 900 : age >= 65 ? 350 : 560;
    add(members, "世帯主", draw_sex(random, male_permille), age);
    if (k == COUPLE || k == COUPLE_WITH_CHILDREN || k == THREE_GENERATIONS) {
        add_spouse(random, members);
    }
    if (k == COUPLE_WITH_CHILDREN || k == ONE_PARENT) {
        add_children(random, members, 3);
    }
    if (k == THREE_GENERATIONS) {
        add_children(random, members, members->max > 4 ? 2 : 1);
        bool mother = town_random_chance(random, 700);
        add(members, mother ? "母" : "父", mother ? TOWN_SEX_FEMALE : TOWN_SEX_MALE,
            age + town_random_between(random, 23, 34));
    }
}

/* ---- names ----------------------------------------------------------------------------------------- */

static town_name family_name(town_source *source, town_spelling spelling)
{
    static const town_name rare[] = {
        {"辻\U000E0102", "ツジ", 0},
        {"葛\U000E0100城", "カツラギ", 0},
        {"\U00020BB7田", "ヨシダ", 0},
    };
    static const town_name external = {"渡\uE001", "ワタナベ", 0};
    switch (spelling) {
    case TOWN_SPELLING_RARE:
        return rare[town_random_below(&source->random, sizeof rare / sizeof *rare)];
    case TOWN_SPELLING_EXTERNAL:
        return external;
    case TOWN_SPELLING_COMMON:
        break;
    }
    return *town_source_name(source, TOWN_NAME_FAMILY);
}

/* Names on 子 were the rule for girls once and are rare now. */
static const town_name *given_name(town_source *source, town_sex sex, int birth_year)
{
    if (sex == TOWN_SEX_MALE) {
        return town_source_name(source, TOWN_NAME_MALE);
    }
    unsigned ko_permille = birth_year < 1960 ? 700 : birth_year < 1985 ? 350 : 60;
    bool ko = town_random_chance(&source->random, ko_permille);
    return town_source_name(source, ko ? TOWN_NAME_FEMALE_KO : TOWN_NAME_FEMALE);
}

static bool is_taken(const town_household *household, const town_person *person, const char *name)
{
    for (size_t i = 0; i < household->member_count; i++) {
        const town_person *member = &household->member[i];
        if (member != person && member->name != NULL && strcmp(member->name, name) == 0) {
            return true;
        }
    }
    return false;
}

void town_household_name(town_source *source, const town_household *household, town_person *person,
                         int birth_year)
{
    enum { TRIES = 8 };
    for (int i = 0; i < TRIES; i++) {
        const town_name *given = given_name(source, person->sex, birth_year);
        person->name = town_source_text(source, "%s　%s", household->family, given->written);
        person->name_kana = town_source_text(source, "%s　%s", household->family_kana, given->kana);
        if (!is_taken(household, person, person->name)) {
            return;
        }
    }
}

/* ---- birth ----------------------------------------------------------------------------------------- */

/* "昭和13年頃" and the like, in the words of the standard (j80), beside a representative day. */
static void make_uncertain(town_source *source, town_person *person, ju_date birth)
{
    char era_year[JU_ERA_TEXT_SIZE];
    char *end = ju_era_format(birth, era_year) ? strstr(era_year, "年") : NULL;
    if (end == NULL) {
        return;
    }
    *end = '\0';
    birth.day = 1;
    switch (town_random_below(&source->random, 4)) {
    case 0:
        person->birth_written = town_source_text(source, "%s年%d月　日不詳", era_year, birth.month);
        break;
    case 1:
        person->birth_written = town_source_text(source, "%s年春", era_year);
        birth.month = 3;
        break;
    case 2:
        person->birth_written = town_source_text(source, "%s年　月日不詳", era_year);
        birth.month = 1;
        break;
    default:
        person->birth_written = town_source_text(source, "%s年頃", era_year);
        birth.month = 1;
        break;
    }
    ju_date_format(birth, person->birth_date);
}

static ju_date draw_birth(town_random *random, ju_date as_of, int age)
{
    return ju_date_add_days(as_of, -(age * 36525 / 100 + town_random_between(random, QUIET_DAYS, 364)));
}

static ju_rc fill_members(town_source *source, const drafts *members, ju_date as_of,
                          town_household *household, ju_err *err)
{
    enum { UNCERTAIN_AGE = 75, UNCERTAIN_PERMILLE = 30 };
    for (size_t i = 0; i < members->count; i++) {
        const draft *from = &members->item[i];
        town_person *person = &household->member[i];
        ju_date birth = draw_birth(&source->random, as_of, from->age);
        person->relationship = from->relationship;
        person->sex = from->sex;
        ju_date_format(birth, person->birth_date);
        town_household_name(source, household, person, birth.year);
        if (from->age >= UNCERTAIN_AGE && town_random_chance(&source->random, UNCERTAIN_PERMILLE)) {
            make_uncertain(source, person, birth);
        }
        JU_TRY(town_source_number(source, person, err));
    }
    return JU_OK;
}

/* ---- family register and residence ----------------------------------------------------------------- */

/* The man of a couple, else the head; those who never married and widows are still under somebody else. */
static void fill_family_register(town_source *source, kind k, town_household *household)
{
    bool here = town_random_chance(&source->random, 600);
    town_address domicile = town_source_address(source, here ? source->home : town_source_elsewhere(source));
    const char *lot = town_source_digits(source, town_random_between(&source->random, 1, 3000));
    const char *text = town_source_text(source, "%s%s%s%s番地", domicile.prefecture, domicile.municipality,
                                        domicile.town, lot);
    town_person *member = household->member;
    bool husband = household->member_count > 1 && strcmp(member[1].relationship, "夫") == 0;
    const char *head = member[husband ? 1 : 0].name;
    const char *father = town_source_text(source, "%s　%s", household->family,
                                          town_source_name(source, TOWN_NAME_MALE)->written);
    if (k == SINGLE && town_random_chance(&source->random, 500)) {
        head = father;
    }
    for (size_t i = 0; i < household->member_count; i++) {
        member[i].registered_domicile = text;
        member[i].family_register_head = strcmp(member[i].relationship, "父") == 0   ? member[i].name
                                         : strcmp(member[i].relationship, "母") == 0 ? father
                                                                                     : head;
    }
}

/* A day from some day on until the quiet days before as_of, more often late than early. */
static ju_date draw_day_since(town_random *random, ju_date from, ju_date as_of)
{
    int span = ju_date_days_between(from, as_of) - QUIET_DAYS;
    if (span < 1) {
        return from;
    }
    int back = town_random_between(random, 0, span);
    int other = town_random_between(random, 0, span);
    return ju_date_add_days(as_of, -(QUIET_DAYS + (back < other ? back : other)));
}

static void fill_residence(town_source *source, const town_household_wish *wish, town_household *household)
{
    ju_date arrived = wish->as_of;
    ju_date moved = wish->as_of;
    if (wish->settled) {
        ju_date head_birth = wish->as_of;
        (void)ju_date_parse(household->member[0].birth_date, &head_birth);
        ju_date adult = ju_date_add_days(head_birth, ADULT_AGE * 36525 / 100);
        arrived = draw_day_since(&source->random, adult, wish->as_of);
        bool moved_since = town_random_chance(&source->random, 250);
        moved = moved_since ? draw_day_since(&source->random, arrived, wish->as_of) : arrived;
    }
    town_address *previous = town_source_alloc(source, sizeof *previous);
    if (previous != NULL) {
        *previous = town_source_address(source, town_source_elsewhere(source));
    }
    for (size_t i = 0; i < household->member_count; i++) {
        town_person *person = &household->member[i];
        ju_date birth = arrived;
        (void)ju_date_parse(person->birth_date, &birth);
        bool born_here = ju_date_compare(birth, arrived) >= 0;
        ju_date_format(born_here ? birth : arrived, person->resident_since);
        ju_date_format(ju_date_compare(birth, moved) > 0 ? birth : moved, person->address_since);
        person->previous_address = born_here ? NULL : previous;
    }
}

ju_rc town_household_make(town_source *source, const town_household_wish *wish, town_household *ret,
                          ju_err *err)
{
    kind k = draw_kind(&source->random, wish->size_max);
    drafts members = {.max = wish->size_max < MEMBERS_MAX ? wish->size_max : MEMBERS_MAX};
    draft_members(&source->random, k, &members);
    town_name family = family_name(source, wish->spelling);
    *ret = (town_household){
        .address = town_source_address(source, source->home),
        .family = family.written,
        .family_kana = family.kana,
        .member = town_source_alloc(source, members.count * sizeof(town_person)),
        .member_count = members.count,
    };
    JU_TRY(town_source_check(source, err));
    JU_TRY(fill_members(source, &members, wish->as_of, ret, err));
    fill_family_register(source, k, ret);
    fill_residence(source, wish, ret);
    return town_source_check(source, err);
}
