#include "tests/bench/load/population.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Changes dated within the month that the register's clock (JUKI_CLOCK in bench.sh) has reached. */
static const char AS_OF[] = "2026-03-31";
static const ju_date ARRIVAL = {2026, 4, 10};
static const ju_date BIRTH = {2026, 4, 15};

enum { RESIDENTS_PER_1000_HOUSEHOLDS = 2100, ARRIVING_MAX = 6, TRIES_MAX = 100000 };

const unsigned population_permille[TOWN_CHANGE_KIND_MAX_] = {
    [TOWN_MOVE_IN] = 265, [TOWN_MOVE] = 170, [TOWN_MOVE_OUT] = 335, [TOWN_BIRTH] = 85, [TOWN_DEATH] = 145,
};

static ju_rc no_memory(ju_err *err)
{
    return ju_fail(err, JU_FATAL, "memory", "out of memory");
}

static ju_rc add_household(population *people, const town_household *facts, population_household **ret,
                           ju_err *err)
{
    if (people->household_count == people->household_capacity) {
        size_t capacity = people->household_capacity * 2 + 1024;
        void *larger = realloc(people->household, capacity * sizeof(void *));
        if (larger == NULL) {
            return no_memory(err);
        }
        people->household = larger;
        people->household_capacity = capacity;
    }
    *ret = calloc(1, sizeof **ret);
    if (*ret == NULL) {
        return no_memory(err);
    }
    (*ret)->facts = facts;
    people->household[people->household_count++] = *ret;
    return JU_OK;
}

ju_rc population_open(population *people, size_t households, ju_err *err)
{
    *people = (struct population){.random = {.state = 42}};
    const town_options options = {
        .seed = 42, .size = households * RESIDENTS_PER_1000_HOUSEHOLDS / 1000 + 1, .as_of = AS_OF};
    JU_TRY(town_new(&options, &people->town, err));
    for (size_t i = 0; i < people->town->household_count; i++) {
        population_household *household = NULL;
        JU_TRY(add_household(people, &people->town->household[i], &household, err));
    }
    return JU_OK;
}

void population_close(population *people)
{
    for (size_t i = 0; i < people->household_count; i++) {
        if (people->household[i]->facts != NULL && i >= people->town->household_count) {
            free((void *)(uintptr_t)people->household[i]->facts);
        }
        free(people->household[i]);
    }
    free(people->household);
    town_free(people->town);
}

/* ---- planning ------------------------------------------------------------------------------------------ */

static ju_rc start_change(population *people, population_change *change, town_change_kind kind,
                          population_household *household, ju_err *err)
{
    *change = (population_change){.kind = kind, .household = household};
    household->used = people->run;
    return ju_uuid7(change->id, err);
}

static ju_rc plan_arrival(population *people, population_change *change, population_household *household,
                          ju_err *err)
{
    JU_TRY(start_change(people, change, TOWN_MOVE_IN, household, err));
    change->count = household->facts->member_count;
    change->address = household->facts->address;
    return change->count <= POPULATION_MEMBERS_MAX
               ? JU_OK
               : ju_reject(err, "household_large", "", "a household is too large");
}

ju_rc population_plan_settling(population *people, population_change *changes, size_t count, ju_err *err)
{
    people->run++;
    for (size_t i = 0; i < count; i++) {
        if (people->settled == people->town->household_count) {
            return ju_reject(err, "households_used_up", "", "the town has no more households");
        }
        JU_TRY(plan_arrival(people, &changes[i], people->household[people->settled++], err));
    }
    return JU_OK;
}

static ju_rc plan_newcomers(population *people, population_change *change, ju_err *err)
{
    town_household *facts = calloc(1, sizeof *facts);
    population_household *household = NULL;
    if (facts == NULL) {
        return no_memory(err);
    }
    ju_rc rc = add_household(people, facts, &household, err);
    if (rc != JU_OK) {
        free(facts);
        return rc;
    }
    JU_TRY(town_new_household(people->town, ARRIVAL, ARRIVING_MAX, facts, err));
    return plan_arrival(people, change, household, err);
}

static bool suits(const population_household *household, town_change_kind kind, bool one_leaves)
{
    switch (kind) {
    case TOWN_BIRTH:
        return household->count >= 2 && household->count < POPULATION_MEMBERS_MAX;
    case TOWN_MOVE_OUT:
        return household->count >= (one_leaves ? 2 : 1);
    default:
        return household->count >= 1;
    }
}

/* Any household that lives here, was not used in this run, and suits. */
static ju_rc draw_household(population *people, town_change_kind kind, bool one_leaves,
                            population_household **ret, ju_err *err)
{
    for (int i = 0; i < TRIES_MAX; i++) {
        *ret = people->household[town_random_below(&people->random, people->household_count)];
        if ((*ret)->used != people->run && suits(*ret, kind, one_leaves)) {
            return JU_OK;
        }
    }
    return ju_reject(err, "households_used_up", "", "too few households for a run of this size");
}

/* 転居 and every other 転出 take the whole household; the other 転出 and 死亡 one member, never the head of
 * others: a household without head could not move on. */
static ju_rc plan_residents(population *people, population_change *change, town_change_kind kind, ju_err *err)
{
    population_household *household = NULL;
    bool one_leaves = kind == TOWN_MOVE_OUT && town_random_chance(&people->random, 500);
    JU_TRY(draw_household(people, kind, one_leaves, &household, err));
    JU_TRY(start_change(people, change, kind, household, err));
    bool alone = one_leaves || kind == TOWN_DEATH;
    change->first = alone && household->count > 1 ? 1 : 0;
    change->count = alone ? 1 : household->count;
    switch (kind) {
    case TOWN_BIRTH:
        change->count = 1;
        return town_new_baby(people->town, household->facts, BIRTH, &change->newborn, err);
    case TOWN_MOVE:
        return town_random_address(people->town, &change->address, err);
    case TOWN_MOVE_OUT:
        return town_random_destination(people->town, &change->address, err);
    default:
        return JU_OK;
    }
}

static town_change_kind draw_kind(population *people)
{
    unsigned drawn = (unsigned)town_random_below(&people->random, 1000);
    unsigned sum = 0;
    for (unsigned kind = 0; kind < TOWN_CHANGE_KIND_MAX_; kind++) {
        sum += population_permille[kind];
        if (drawn < sum) {
            return (town_change_kind)kind;
        }
    }
    return TOWN_MOVE_IN;
}

ju_rc population_plan(population *people, population_change *changes, size_t count, ju_err *err)
{
    people->run++;
    for (size_t i = 0; i < count; i++) {
        town_change_kind kind = draw_kind(people);
        if (kind == TOWN_MOVE_IN) {
            JU_TRY(plan_newcomers(people, &changes[i], err));
        } else {
            JU_TRY(plan_residents(people, &changes[i], kind, err));
        }
    }
    return JU_OK;
}

/* ---- what became of it --------------------------------------------------------------------------------- */

static void take_number(char to[POPULATION_NUMBER_SIZE], const char *number)
{
    (void)snprintf(to, POPULATION_NUMBER_SIZE, "%s", number);
}

static void leave(population_household *household, const population_change *change)
{
    size_t behind = household->count - change->first - change->count;
    memmove(household->addressee[change->first], household->addressee[change->first + change->count],
            behind * sizeof household->addressee[0]);
    household->count -= change->count;
}

void population_apply(const population_change *change, const char *household_number,
                      char *const *addressee_number, size_t count)
{
    population_household *household = change->household;
    switch (change->kind) {
    case TOWN_MOVE_IN:
    case TOWN_BIRTH:
        take_number(household->number, household_number);
        for (size_t i = 0; i < count && household->count < POPULATION_MEMBERS_MAX; i++) {
            take_number(household->addressee[household->count++], addressee_number[i]);
        }
        return;
    case TOWN_MOVE_OUT:
    case TOWN_DEATH:
        leave(household, change);
        return;
    default:
        return;
    }
}
