#ifndef RESIDENT_RESTRAINT_H
#define RESIDENT_RESTRAINT_H

#include "services/resident/refusal.h"

#include "common/base/clock.h"
#include "common/text/date.h"
#include "juki/resident/v1/restraint_command.pb-c.h"

#include <stddef.h>

/* Rules of 抑止 and 支援措置 (standard j160, j410, j440), without I/O. A moment is a date and a time of day
 * in Japan, as ju_clock_moment writes it; its first ten characters are the processing date. */

/* A restraint as one row leaves it; texts borrowed. */
typedef struct restraint {
    const char *id;
    const char *addressee_number; /* the person it was found with; "" when it stands by itself */
    int history_number;
    Juki__Resident__V1__RestraintAct act; /* the one that made this row; LIFT: it stands no more */
    Juki__Resident__V1__RestraintKind kind;
    Juki__Resident__V1__RestraintLevel level;
    const char *household_number; /* when whoever joins this household is covered, else "" */
    char start_date[JU_DATE_SIZE];
    char end_date[JU_DATE_SIZE]; /* "": open */
    char released_until[JU_CLOCK_MOMENT_SIZE];
} restraint;

typedef struct restraint_list {
    const restraint *item;
    size_t count;
} restraint_list;

/* Those of one person, who are found side by side. */
restraint_list restraint_with(const restraint_list *found, const char *addressee_number);

typedef enum restraint_process {
    RESTRAINT_OF_ISSUE,
    RESTRAINT_OF_CHANGE,
    RESTRAINT_OF_INQUIRY
} restraint_process;

/*
 * The strictest level that stands against a process (処理, j410) at this moment over those found with this
 * person, NULL: with anybody. UNSPECIFIED: none. The end of the period lifts nothing; a 一時解除 does until
 * its moment comes. 支援措置 and 仮支援措置 stand against issue (j440), a setting of one process against
 * that.
 */
Juki__Resident__V1__RestraintLevel restraint_against(const restraint_list *found,
                                                     const char *addressee_number, restraint_process process,
                                                     const char *now);

/* Whether the person's place may not be told to others: 支援措置, 仮支援措置 or 発行抑止 of level エラー. A
 * 一時解除 is no reason to tell it: it is not passed on (j410). */
bool restraint_hides(const restraint_list *found, const char *addressee_number);

/* Whether somebody who joins the household is covered by it from then on (個人及び世帯単位, j410). */
bool restraint_takes_in(const restraint *standing, const char *household_number);

/* 支援措置 or 仮支援措置. */
bool restraint_is_support(Juki__Resident__V1__RestraintKind kind);

/* How it stands on the day of now: what is shown with the person's record (j380, j440). resident: the person
 * still lives here. */
Juki__Resident__V1__RestraintPhase restraint_phase(const restraint *standing, bool resident, const char *now);

/* The last day of a year that starts on this day: 2020-04-01 gives 2021-03-31 (j440). */
ju_date restraint_year_end(ju_date start);

/* Whether an act can be entered at all: what its entry alone can show. */
bool restraint_entry_check(const Juki__Resident__V1__SubmitRestraint *entry, const char *now,
                           refusal *ret_refusal);

/*
 * Decides an act: the row that follows before, which is NULL for SET and when there is no such restraint.
 * Pure. household_number: of the applicant, for a SET of a whole household. False with *ret_refusal when it
 * is refused.
 */
bool restraint_decide(const Juki__Resident__V1__SubmitRestraint *entry, const restraint *before,
                      const char *household_number, const char *now, restraint *ret, refusal *ret_refusal);

#endif
