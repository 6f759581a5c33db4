#include "tests/town/household.h"
#include "tests/town/plan.h"

#include <stdint.h>
#include <string.h>

enum { BEYOND_MONTH_DAYS = 30 };

static ju_rc plan_move_in_of_resident(town_plan *plan, town_change **ret, ju_err *err)
{
    const town_household *household = town_plan_use_household(plan, SIZE_MAX, town_plan_any_household);
    if (household == NULL) {
        return JU_OK;
    }
    JU_TRY(town_plan_add(plan, TOWN_MOVE_IN, household, household->member_count, ret, err));
    town_plan_enter_all(*ret);
    town_plan_set_dates(plan, *ret, town_plan_draw_day(plan), town_plan_draw_delay(plan));
    town_address *previous = town_source_alloc(plan->town->source, sizeof *previous);
    JU_TRY(town_source_check(plan->town->source, err));
    JU_TRY(town_random_destination(plan->town, previous, err));
    for (size_t i = 0; i < (*ret)->entry_count; i++) {
        (*ret)->entry[i].person.previous_address = previous;
    }
    return town_random_address(plan->town, &(*ret)->address, err);
}

/* A good 転出 that has taken effect on the day it was entered. */
static const town_change *departure(town_plan *plan)
{
    const town_month *month = plan->month;
    size_t start = town_random_below(town_plan_random(plan), month->change_count);
    for (size_t i = 0; i < month->change_count; i++) {
        const town_change *change = month->change[(start + i) % month->change_count];
        if (change->kind == TOWN_MOVE_OUT && strcmp(change->change_date, change->notified_date) == 0) {
            return change;
        }
    }
    return NULL;
}

static ju_rc plan_death_of_moved_out(town_plan *plan, town_change **ret, ju_err *err)
{
    const town_change *left = departure(plan);
    if (left == NULL) {
        return JU_OK;
    }
    JU_TRY(town_plan_add(plan, TOWN_DEATH, left->household, 1, ret, err));
    town_plan_enter(&(*ret)->entry[0], left->entry[0].subject);
    town_plan_set_dates(plan, *ret,
                        town_random_between(town_plan_random(plan), left->day, plan->options->days), 0);
    (*ret)->after = left;
    return JU_OK;
}

static ju_rc plan_bad_check_digit(town_plan *plan, town_change **ret, ju_err *err)
{
    JU_TRY(town_plan_move_in(plan, SIZE_MAX, ret, err));
    char *check_digit = &(*ret)->entry[0].person.individual_number[11];
    *check_digit = *check_digit == '0' ? '1' : '0';
    return JU_OK;
}

static ju_rc plan_faulty_move(town_plan *plan, town_fault fault, town_change **ret, ju_err *err)
{
    JU_TRY(town_plan_move(plan, SIZE_MAX, ret, err));
    if (*ret == NULL) {
        return JU_OK;
    }
    if (fault == TOWN_FAULT_MOVE_CHANGES_NAME) {
        ju_date birth = plan->town->as_of;
        town_person *person = &(*ret)->entry[0].person;
        (void)ju_date_parse(person->birth_date, &birth);
        town_household_name(plan->town->source, (*ret)->household, person, birth.year);
    } else if (fault == TOWN_FAULT_FUTURE_MOVE) {
        int beyond = plan->options->days - (*ret)->day + BEYOND_MONTH_DAYS;
        town_plan_set_dates(plan, *ret, (*ret)->day, beyond);
    }
    return town_source_check(plan->town->source, err);
}

static ju_rc plan_fault(town_plan *plan, town_fault fault, ju_err *err)
{
    town_change *change = NULL;
    switch (fault) {
    case TOWN_FAULT_MOVE_IN_OF_RESIDENT:
        JU_TRY(plan_move_in_of_resident(plan, &change, err));
        break;
    case TOWN_FAULT_DEATH_OF_MOVED_OUT:
        JU_TRY(plan_death_of_moved_out(plan, &change, err));
        break;
    case TOWN_FAULT_BAD_CHECK_DIGIT:
        JU_TRY(plan_bad_check_digit(plan, &change, err));
        break;
    case TOWN_FAULT_MOVE_CHANGES_NAME:
    case TOWN_FAULT_FUTURE_MOVE:
    case TOWN_FAULT_SAME_REVIEWER:
        JU_TRY(plan_faulty_move(plan, fault, &change, err));
        break;
    case TOWN_FAULT_NONE:
    case TOWN_FAULT_MAX_:
        break;
    }
    if (change != NULL) {
        change->fault = fault;
    }
    return JU_OK;
}

ju_rc town_plan_faults(town_plan *plan, ju_err *err)
{
    enum { FAULTS = TOWN_FAULT_MAX_ - 1 };
    if (plan->options->fault_permille == 0) {
        return JU_OK;
    }
    size_t share = plan->month->change_count * plan->options->fault_permille / 1000;
    size_t count = share < FAULTS ? FAULTS : share;
    for (size_t i = 0; i < count; i++) {
        JU_TRY(plan_fault(plan, (town_fault)(1 + i % FAULTS), err));
    }
    return JU_OK;
}
