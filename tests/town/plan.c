#include "tests/town/plan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NOTICE_DAYS = 14, AHEAD_DAYS = 14, DYING_AGE = 65, NEW_HOUSEHOLD_MAX = 6 };

town_random *town_plan_random(town_plan *plan)
{
    return &plan->town->source->random;
}

static ju_date day_of_month(const town_plan *plan, int day)
{
    return ju_date_add_days(plan->town->as_of, day);
}

/* ---- parts of a change ----------------------------------------------------------------------------- */

void town_plan_set_dates(town_plan *plan, town_change *change, int day, int change_offset)
{
    change->day = day;
    ju_date_format(day_of_month(plan, day), change->notified_date);
    ju_date_format(day_of_month(plan, day + change_offset), change->change_date);
}

int town_plan_draw_day(town_plan *plan)
{
    return town_random_between(town_plan_random(plan), 1, plan->options->days);
}

int town_plan_draw_delay(town_plan *plan)
{
    return -town_random_between(town_plan_random(plan), 0, NOTICE_DAYS);
}

ju_rc town_plan_add(town_plan *plan, town_change_kind kind, const town_household *household,
                    size_t entry_count, town_change **ret, ju_err *err)
{
    town_month *month = plan->month;
    if (month->change_count == plan->capacity) {
        size_t capacity = plan->capacity == 0 ? 256 : plan->capacity * 2;
        town_change **grown = reallocarray(month->change, capacity, sizeof(town_change *));
        if (grown == NULL) {
            return ju_fail(err, JU_FATAL, "out_of_memory", "no memory for the month");
        }
        month->change = grown;
        plan->capacity = capacity;
    }
    town_source *source = plan->town->source;
    town_change *change = town_source_alloc(source, sizeof *change);
    town_entry *entry = town_source_alloc(source, entry_count * sizeof *entry);
    JU_TRY(town_source_check(source, err));
    *change = (town_change){
        .number = month->change_count,
        .kind = kind,
        .household = household,
        .entry = entry,
        .entry_count = entry_count,
    };
    month->change[month->change_count++] = change;
    *ret = change;
    return JU_OK;
}

void town_plan_enter(town_entry *entry, const town_person *subject)
{
    *entry = (town_entry){.subject = subject, .person = *subject};
}

void town_plan_enter_all(town_change *change)
{
    for (size_t i = 0; i < change->entry_count; i++) {
        town_plan_enter(&change->entry[i], &change->household->member[i]);
    }
}

const town_household *town_plan_use_household(town_plan *plan, size_t members_max, town_household_fits fits)
{
    const ju_town *town = plan->town;
    size_t start = town_random_below(town_plan_random(plan), town->household_count);
    for (size_t i = 0; i < town->household_count; i++) {
        size_t at = (start + i) % town->household_count;
        const town_household *household = &town->household[at];
        if (!plan->used[at] && household->member_count <= members_max && fits(town, household)) {
            plan->used[at] = true;
            return household;
        }
    }
    return NULL;
}

bool town_plan_any_household(const ju_town *town, const town_household *household)
{
    (void)town;
    (void)household;
    return true;
}

static const town_person *oldest(const town_household *household)
{
    const town_person *found = &household->member[0];
    for (size_t i = 1; i < household->member_count; i++) {
        if (strcmp(household->member[i].birth_date, found->birth_date) < 0) {
            found = &household->member[i];
        }
    }
    return found;
}

static bool household_of_old(const ju_town *town, const town_household *household)
{
    return town_age(oldest(household), town->as_of) >= DYING_AGE;
}

static bool household_of_mother(const ju_town *town, const town_household *household)
{
    for (size_t i = 0; i < household->member_count && i < 2; i++) {
        const town_person *person = &household->member[i];
        int age = town_age(person, town->as_of);
        bool head_or_wife = i == 0 || strcmp(person->relationship, "妻") == 0;
        if (head_or_wife && person->sex == TOWN_SEX_FEMALE && age >= 20 && age < 45) {
            return true;
        }
    }
    return false;
}

/* ---- the kinds of change ---------------------------------------------------------------------------- */

ju_rc town_plan_move_in(town_plan *plan, size_t persons_max, town_change **ret, ju_err *err)
{
    int day = town_plan_draw_day(plan);
    int delay = town_plan_draw_delay(plan);
    size_t members_max = persons_max < NEW_HOUSEHOLD_MAX ? persons_max : NEW_HOUSEHOLD_MAX;
    town_household *household = town_source_alloc(plan->town->source, sizeof *household);
    JU_TRY(town_source_check(plan->town->source, err));
    JU_TRY(town_new_household(plan->town, day_of_month(plan, day + delay), members_max, household, err));
    JU_TRY(town_plan_add(plan, TOWN_MOVE_IN, household, household->member_count, ret, err));
    town_plan_enter_all(*ret);
    town_plan_set_dates(plan, *ret, day, delay);
    (*ret)->address = household->address;
    return JU_OK;
}

ju_rc town_plan_move(town_plan *plan, size_t persons_max, town_change **ret, ju_err *err)
{
    const town_household *household = town_plan_use_household(plan, persons_max, town_plan_any_household);
    if (household == NULL) {
        return JU_OK;
    }
    JU_TRY(town_plan_add(plan, TOWN_MOVE, household, household->member_count, ret, err));
    town_plan_enter_all(*ret);
    town_plan_set_dates(plan, *ret, town_plan_draw_day(plan), town_plan_draw_delay(plan));
    return town_random_address(plan->town, &(*ret)->address, err);
}

/* The grown-up child who leaves home, or NULL for the household without one. */
static const town_person *grown_up_child(const ju_town *town, const town_household *household)
{
    for (size_t i = 1; i < household->member_count; i++) {
        const town_person *person = &household->member[i];
        if (strcmp(person->relationship, "子") == 0 && town_age(person, town->as_of) >= 18) {
            return person;
        }
    }
    return NULL;
}

ju_rc town_plan_move_out(town_plan *plan, size_t persons_max, town_change **ret, ju_err *err)
{
    const town_household *household = town_plan_use_household(plan, persons_max, town_plan_any_household);
    if (household == NULL) {
        return JU_OK;
    }
    const town_person *child = grown_up_child(plan->town, household);
    JU_TRY(
        town_plan_add(plan, TOWN_MOVE_OUT, household, child == NULL ? household->member_count : 1, ret, err));
    if (child == NULL) {
        town_plan_enter_all(*ret);
    } else {
        town_plan_enter(&(*ret)->entry[0], child);
    }
    bool planned = town_random_chance(town_plan_random(plan), 500);
    town_plan_set_dates(plan, *ret, town_plan_draw_day(plan),
                        planned ? town_random_between(town_plan_random(plan), 1, AHEAD_DAYS) : 0);
    return town_random_destination(plan->town, &(*ret)->destination, err);
}

ju_rc town_plan_birth(town_plan *plan, size_t persons_max, town_change **ret, ju_err *err)
{
    (void)persons_max;
    const town_household *household = town_plan_use_household(plan, SIZE_MAX, household_of_mother);
    if (household == NULL) {
        return JU_OK;
    }
    int day = town_plan_draw_day(plan);
    int delay = town_plan_draw_delay(plan);
    town_person *baby = town_source_alloc(plan->town->source, sizeof *baby);
    JU_TRY(town_source_check(plan->town->source, err));
    JU_TRY(town_new_baby(plan->town, household, day_of_month(plan, day + delay), baby, err));
    JU_TRY(town_plan_add(plan, TOWN_BIRTH, household, 1, ret, err));
    town_plan_enter(&(*ret)->entry[0], baby);
    town_plan_set_dates(plan, *ret, day, delay);
    (*ret)->address = household->address;
    return JU_OK;
}

ju_rc town_plan_death(town_plan *plan, size_t persons_max, town_change **ret, ju_err *err)
{
    (void)persons_max;
    const town_household *household = town_plan_use_household(plan, SIZE_MAX, household_of_old);
    if (household == NULL) {
        return JU_OK;
    }
    JU_TRY(town_plan_add(plan, TOWN_DEATH, household, 1, ret, err));
    town_plan_enter(&(*ret)->entry[0], oldest(household));
    town_plan_set_dates(plan, *ret, town_plan_draw_day(plan), town_plan_draw_delay(plan) / 2);
    return JU_OK;
}
