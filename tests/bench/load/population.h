#ifndef BENCH_POPULATION_H
#define BENCH_POPULATION_H

#include "common/base/uuid7.h"
#include "tests/town/month.h"
#include "tests/town/random.h"

/*
 * The benchmark's town while it lives: who is where, by the register's numbers, and the changes of a run.
 * A household has part in at most one change of a run, so a run's changes may be sent at once.
 */
enum { POPULATION_NUMBER_SIZE = 16, POPULATION_MEMBERS_MAX = 16 };

typedef struct population_household {
    const town_household *facts; /* as it was when it came; names and 本籍 for the newborn */
    char number[POPULATION_NUMBER_SIZE];
    char addressee[POPULATION_MEMBERS_MAX][POPULATION_NUMBER_SIZE];
    size_t count;  /* members now; 0: nobody, whether left or not yet come */
    unsigned used; /* the run that last used it */
} population_household;

/* One change of a run. */
typedef struct population_change {
    char id[JU_UUID_SIZE]; /* ascending within a run */
    town_change_kind kind;
    population_household *household;
    size_t first; /* members first to first + count - 1 have part; of a 出生 the parents' household */
    size_t count;
    town_person newborn;
    town_address address; /* of a 転居, and the destination of a 転出 */
} population_change;

typedef struct population {
    ju_town *town;
    town_random random;
    population_household **household;
    size_t household_count;
    size_t household_capacity;
    size_t settled; /* households of the town that a run has brought in */
    unsigned run;
} population;

/* Shares of the five kinds in 1,000 changes, in the order of town_change_kind; see tests/bench/README.md. */
extern const unsigned population_permille[TOWN_CHANGE_KIND_MAX_];

/* A town of about this many households, none of which is in the register yet. */
ju_rc population_open(population *people, size_t households, ju_err *err) JU_MUST_CHECK;
void population_close(population *people);

/* A run that brings the town's households in, each by a 国内転入: at most count of those not yet settled. */
ju_rc population_plan_settling(population *people, population_change *changes, size_t count,
                               ju_err *err) JU_MUST_CHECK;

/* A run of count changes of all five kinds. JU_REJECT when the households do not suffice. */
ju_rc population_plan(population *people, population_change *changes, size_t count,
                      ju_err *err) JU_MUST_CHECK;

/* A change was registered, under these numbers. */
void population_apply(const population_change *change, const char *household_number,
                      char *const *addressee_number, size_t count);

#endif
