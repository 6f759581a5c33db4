#include "tests/town/month.h"

#include "tests/town/plan.h"

#include <stdlib.h>

const town_rate town_rates[TOWN_CHANGE_KIND_MAX_] = {
    {TOWN_MOVE_IN, "国内転入", 3970}, {TOWN_MOVE, "転居", 3000},  {TOWN_MOVE_OUT, "国内転出", 4010},
    {TOWN_BIRTH, "出生", 650},        {TOWN_DEATH, "死亡", 1150},
};

const town_month_options town_month_default = {.days = 30, .acceleration = 12, .fault_permille = 60};

typedef ju_rc (*change_planner)(town_plan *plan, size_t persons_max, town_change **ret, ju_err *err);

static const change_planner planners[TOWN_CHANGE_KIND_MAX_] = {
    [TOWN_MOVE_IN] = town_plan_move_in, [TOWN_MOVE] = town_plan_move,   [TOWN_MOVE_OUT] = town_plan_move_out,
    [TOWN_BIRTH] = town_plan_birth,     [TOWN_DEATH] = town_plan_death,
};

static size_t persons_of_month(const town_plan *plan, const town_rate *rate)
{
    uint64_t year = UINT64_C(100000) * 365;
    uint64_t persons = (uint64_t)plan->town->person_count * rate->persons_per_100k_year *
                       (uint64_t)plan->options->days * plan->options->acceleration;
    uint64_t rounded = (persons + year / 2) / year;
    return rounded == 0 ? 1 : (size_t)rounded;
}

static ju_rc plan_kind(town_plan *plan, const town_rate *rate, ju_err *err)
{
    size_t left = persons_of_month(plan, rate);
    while (left > 0) {
        town_change *change = NULL;
        JU_TRY(planners[rate->kind](plan, left, &change, err));
        if (change == NULL) {
            break;
        }
        left -= change->entry_count;
    }
    return JU_OK;
}

/* ---- the month ------------------------------------------------------------------------------------- */

static int by_day(const void *left, const void *right)
{
    const town_change *a = *(town_change *const *)left;
    const town_change *b = *(town_change *const *)right;
    if (a->day != b->day) {
        return a->day < b->day ? -1 : 1;
    }
    return a->number < b->number ? -1 : 1;
}

static ju_rc plan_all(town_plan *plan, ju_err *err)
{
    /* Last kinds first: birth and death find fitting households only while there are many. */
    for (size_t i = TOWN_CHANGE_KIND_MAX_; i-- > 0;) {
        JU_TRY(plan_kind(plan, &town_rates[i], err));
    }
    JU_TRY(town_plan_faults(plan, err));
    qsort(plan->month->change, plan->month->change_count, sizeof(town_change *), by_day);
    return JU_OK;
}

ju_rc town_month_new(ju_town *town, const town_month_options *options, town_month **ret, ju_err *err)
{
    if (options->days < 1 || options->days > 31) {
        return ju_reject(err, "days", "days", "a month has 1 to 31 days");
    }
    town_plan plan = {
        .town = town,
        .options = options,
        .month = calloc(1, sizeof *plan.month),
        .used = calloc(town->household_count, sizeof *plan.used),
    };
    ju_rc rc = plan.month == NULL || plan.used == NULL
                   ? ju_fail(err, JU_FATAL, "out_of_memory", "no memory for the month")
                   : plan_all(&plan, err);
    free(plan.used);
    if (rc != JU_OK) {
        town_month_free(plan.month);
        return rc;
    }
    *ret = plan.month;
    return JU_OK;
}

void town_month_free(town_month *month)
{
    if (month != NULL) {
        free(month->change);
        free(month);
    }
}

const char *town_fault_name(town_fault fault)
{
    static const char *const names[TOWN_FAULT_MAX_] = {
        [TOWN_FAULT_NONE] = "none",
        [TOWN_FAULT_MOVE_IN_OF_RESIDENT] = "move_in_of_resident",
        [TOWN_FAULT_MOVE_CHANGES_NAME] = "move_changes_name",
        [TOWN_FAULT_DEATH_OF_MOVED_OUT] = "death_of_moved_out",
        [TOWN_FAULT_BAD_CHECK_DIGIT] = "bad_check_digit",
        [TOWN_FAULT_FUTURE_MOVE] = "future_move",
        [TOWN_FAULT_SAME_REVIEWER] = "same_reviewer",
    };
    return names[fault];
}
