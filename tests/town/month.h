#ifndef TOWN_MONTH_H
#define TOWN_MONTH_H

#include "tests/town/town.h"

/*
 * A month of changes (異動) in a town: what the counter enters, on which day, and which of it is wrong on
 * purpose and must be refused. The month begins the day after the town's as_of. Every household of the town
 * has part in at most one of the changes (but for TOWN_FAULT_DEATH_OF_MOVED_OUT), so they may be submitted at
 * once and in any order that keeps `after`.
 */
typedef enum town_change_kind {
    TOWN_MOVE_IN,  /* 国内転入 */
    TOWN_MOVE,     /* 転居 */
    TOWN_MOVE_OUT, /* 国内転出 */
    TOWN_BIRTH,    /* 出生 */
    TOWN_DEATH,    /* 死亡 */
    TOWN_CHANGE_KIND_MAX_
} town_change_kind;

typedef enum town_fault {
    TOWN_FAULT_NONE,
    TOWN_FAULT_MOVE_IN_OF_RESIDENT, /* 転入 of people who live here already */
    TOWN_FAULT_MOVE_CHANGES_NAME,   /* 転居 with another given name for the head */
    TOWN_FAULT_DEATH_OF_MOVED_OUT,  /* 死亡 of somebody whose 転出 is registered: see after */
    TOWN_FAULT_BAD_CHECK_DIGIT,     /* 転入 with a wrong last digit in the head's 個人番号 */
    TOWN_FAULT_FUTURE_MOVE,         /* 転居 dated after the end of the month */
    TOWN_FAULT_SAME_REVIEWER, /* a good 転居, first reviewed by who entered it: only that review is refused */
    TOWN_FAULT_MAX_
} town_fault;

/* How often each kind happens. */
typedef struct town_rate {
    town_change_kind kind;
    const char *reason; /* 異動事由 in the standard's words (j210) */
    unsigned persons_per_100k_year;
} town_rate;

/*
 * National figures of 2023, in persons: 転入 39.7, 転出 40.1, 出生 6.5, 死亡 11.5 per 1,000 and year
 * (住民基本台帳 に基づく人口, 総務省); 転居, which is not published, 30 by our estimate. In the order of
 * town_change_kind.
 */
extern const town_rate town_rates[TOWN_CHANGE_KIND_MAX_];

/* One person of a change. */
typedef struct town_entry {
    const town_person *subject; /* who it is: the same pointer in every change of this person */
    town_person person;         /* as entered, with the fault if there is one */
} town_entry;

typedef struct town_change {
    size_t number; /* unique in the month, from 0 */
    town_change_kind kind;
    town_fault fault;
    int day;                          /* of the month, from 1: when the counter enters it */
    char notified_date[JU_DATE_SIZE]; /* 届出日, that day */
    char change_date[JU_DATE_SIZE]; /* 異動日; of a 転出 up to 14 days ahead, of the others up to 14 days back
                                     */
    const town_household
        *household; /* that the persons belong to: the new one in a 転入, the parents' in a 出生 */
    town_entry *entry;
    size_t entry_count;
    town_address address;     /* 住所: 転入, 転居, 出生 */
    town_address destination; /* 転出先住所（予定）: 転出. 転入前住所 is in entry->person */
    const struct town_change *after; /* must be registered before this one is submitted; NULL for most */
} town_change;

typedef struct town_month_options {
    int days;                /* 1 to 31 */
    unsigned acceleration;   /* 1 is life; 12 shows a year's changes in the month */
    unsigned fault_permille; /* share of faulty among all; unless 0, each fault comes at least once */
} town_month_options;

/*
 * 30 days, 12 times life, 60 in 1,000 faulty: about 160 changes of 260 people in a town of 2,000. A town has
 * households enough for an acceleration of about 60.
 */
extern const town_month_options town_month_default;

typedef struct town_month {
    town_change **change; /* by day */
    size_t change_count;
} town_month;

/*
 * Plans the month, once per town: it draws on the town's random numbers, so the same town and options give
 * the same month. A kind ends early when the town has no fitting household left. The month refers to the
 * town and must be freed before it.
 */
ju_rc town_month_new(ju_town *town, const town_month_options *options, town_month **ret,
                     ju_err *err) JU_MUST_CHECK;
void town_month_free(town_month *month);

/* "move_in_of_resident" and so on; "none". */
const char *town_fault_name(town_fault fault);

#endif
