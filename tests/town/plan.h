#ifndef TOWN_PLAN_H
#define TOWN_PLAN_H

#include "tests/town/month.h"
#include "tests/town/source.h"

/* A month while it is being planned: the parts that good and faulty changes are made of. */
typedef struct town_plan {
    ju_town *town;
    const town_month_options *options;
    town_month *month;
    size_t capacity; /* of month->change */
    bool *used;      /* households that have had their change */
} town_plan;

typedef bool (*town_household_fits)(const ju_town *town, const town_household *household);

town_random *town_plan_random(town_plan *plan);

/* A day of the month for the notice, and how many days before it (0 or less) the event was. */
int town_plan_draw_day(town_plan *plan);
int town_plan_draw_delay(town_plan *plan);

/* Entered on day of the month; it happened change_offset days later (earlier when negative). */
void town_plan_set_dates(town_plan *plan, town_change *change, int day, int change_offset);

/* A new change at the end of the month, with empty entries. */
ju_rc town_plan_add(town_plan *plan, town_change_kind kind, const town_household *household,
                    size_t entry_count, town_change **ret, ju_err *err) JU_MUST_CHECK;
void town_plan_enter(town_entry *entry, const town_person *subject);
void town_plan_enter_all(town_change *change);

/* A household that fits and has had no change yet, NULL when there is none left. It is used from now on. */
const town_household *town_plan_use_household(town_plan *plan, size_t members_max, town_household_fits fits);
bool town_plan_any_household(const ju_town *town, const town_household *household);

/*
 * The kinds of change: each plans a good one of at most persons_max persons (出生 and 死亡 have one), or none
 * when no household fits; *ret, NULL before the call, then stays NULL.
 */
ju_rc town_plan_move_in(town_plan *plan, size_t persons_max, town_change **ret, ju_err *err) JU_MUST_CHECK;
ju_rc town_plan_move(town_plan *plan, size_t persons_max, town_change **ret, ju_err *err) JU_MUST_CHECK;
ju_rc town_plan_move_out(town_plan *plan, size_t persons_max, town_change **ret, ju_err *err) JU_MUST_CHECK;
ju_rc town_plan_birth(town_plan *plan, size_t persons_max, town_change **ret, ju_err *err) JU_MUST_CHECK;
ju_rc town_plan_death(town_plan *plan, size_t persons_max, town_change **ret, ju_err *err) JU_MUST_CHECK;

/* Adds the month's share of faulty changes to the good ones. */
ju_rc town_plan_faults(town_plan *plan, ju_err *err) JU_MUST_CHECK;

#endif
