#ifndef TEST_RESIDENT_HISTORY_H
#define TEST_RESIDENT_HISTORY_H

/* Histories of persons, and what is so on which day: for the tests of as_of.c and span.c. */
#include "services/resident/as_of.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;

enum { ROWS_MAX = 8 };

/* What of a row a case tells; NULL and 0 are as in the row that this one was stacked on. */
typedef struct told {
    const char *change;  /* change id */
    const char *date;    /* 異動日 */
    int restores;        /* position from 1 of the row a 取消し goes back to; -1 for none */
    const char *cancels; /* change id */
    const char *name;
    const char *household;
    const char *street; /* of the address */
    int state;
} told;

typedef struct history {
    history_row row[ROWS_MAX];
    record record[ROWS_MAX];
    Juki__Common__V1__Address address[ROWS_MAX];
    size_t count;
} history;

static inline char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* Row n was recorded at second n. */
static inline void stack_row(history *h, const told *t)
{
    size_t at = h->count++;
    size_t below = t->restores > 0 ? (size_t)t->restores : at;
    record *r = &h->record[at];
    if (below == 0) {
        juki__resident__v1__person_record__init(r);
    } else {
        *r = h->record[below - 1];
    }
    r->history_number = (int)at + 1;
    r->change_id = text(t->change);
    r->reason = text("official_correction"); /* says what it changes */
    r->change_date = text(t->date);
    r->name = t->name == NULL ? r->name : text(t->name);
    r->household_number = t->household == NULL ? r->household_number : text(t->household);
    r->state = t->state == 0 ? r->state : (Juki__Resident__V1__PersonState)t->state;
    if (t->street != NULL) {
        juki__common__v1__address__init(&h->address[at]);
        h->address[at].town = text(t->street);
        r->address = &h->address[at];
    }
    h->row[at] = (history_row){.record = r,
                               .recorded_us = (int64_t)(at + 1) * 1000000,
                               .cancels = t->cancels == NULL ? "" : t->cancels};
}

/* With a reason that says more than it changes. */
static inline void stack_said(history *h, const told *t, const char *reason_code, const char *relationship)
{
    stack_row(h, t);
    h->record[h->count - 1].reason = text(reason_code);
    h->record[h->count - 1].relationship = text(relationship);
}

enum { IN = 1, OUT = 2, DEAD = 3, DELETED = 9 };

/* What is expected as of a day, all known up to the n-th row; state 0: not on record. */
typedef struct expected {
    const char *day;
    int known; /* rows; 0 for all */
    int state;
    const char *name;
    const char *household;
    const char *street;
    int history_number;
} expected;

typedef struct history_case {
    const char *what;
    told row[ROWS_MAX];
    expected then[12];
} history_case;

static const history_case CASES[] = {
    {"before the first record, on its day and after",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN}},
     {{"2020-04-30", 0, 0, NULL, NULL, NULL, 0},
      {"2020-05-01", 0, IN, "N", "H1", "S1", 1},
      {"2026-01-01", 0, IN, "N", "H1", "S1", 1}}},
    {"転居 filed late: who asks today is told the new address, who asked then the old one",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN}, {"b", "2025-12-20", 0, NULL, NULL, "H2", "S2", 0}},
     {{"2026-01-01", 1, IN, "N", "H1", "S1", 1}, {"2026-01-01", 0, IN, "N", "H2", "S2", 2}}},
    {"誤記修正 with an earlier 異動日 reaches back and does not take the later address along (j860)",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2024-03-01", 0, NULL, NULL, "H2", "S2", 0},
      {"c", "2022-01-01", 0, NULL, "M", NULL, NULL, 0}},
     {{"2021-12-31", 0, IN, "N", "H1", "S1", 1},
      {"2022-01-01", 0, IN, "M", "H1", "S1", 3},
      {"2024-02-29", 0, IN, "M", "H1", "S1", 3},
      {"2024-03-01", 0, IN, "M", "H2", "S2", 3},
      {"2024-03-01", 2, IN, "N", "H2", "S2", 2}}},
    {"転居 of 2023 filed after the one of 2024: what the register says today holds from its date on",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2024-03-01", 0, NULL, NULL, "H2", "S2", 0},
      {"c", "2023-01-01", 0, NULL, NULL, "H3", "S3", 0}},
     {{"2022-12-31", 0, IN, "N", "H1", "S1", 1},
      {"2023-06-01", 0, IN, "N", "H3", "S3", 3},
      {"2024-03-01", 0, IN, "N", "H3", "S3", 3}}},
    {"転出 cancelled never was, but was believed meanwhile (j980)",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2025-11-01", 0, NULL, NULL, NULL, NULL, OUT},
      {"c", "2026-02-01", 1, "b", NULL, "H9", NULL, 0}},
     {{"2026-01-01", 2, OUT, "N", "H1", "S1", 2},
      {"2026-01-01", 0, IN, "N", "H1", "S1", 1},
      {"2026-02-01", 0, IN, "N", "H9", "S1", 3}}},
    {"転入 cancelled: on record from the 取消し on only, and never a resident",
     {{"a", "2025-11-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2026-02-01", -1, "a", NULL, NULL, NULL, DELETED}},
     {{"2026-01-01", 1, IN, "N", "H1", "S1", 1},
      {"2026-01-01", 0, 0, NULL, NULL, NULL, 0},
      {"2026-02-01", 0, DELETED, "N", "H1", "S1", 2}}},
    {"a 取消し taken back: the change counts again",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2025-11-01", 0, NULL, NULL, NULL, NULL, OUT},
      {"c", "2026-02-01", 1, "b", NULL, NULL, NULL, 0},
      {"d", "2026-03-01", 2, "c", NULL, NULL, NULL, 0}},
     {{"2026-01-01", 3, IN, "N", "H1", "S1", 1},
      {"2026-01-01", 0, OUT, "N", "H1", "S1", 2},
      {"2026-03-01", 0, OUT, "N", "H1", "S1", 4}}},
    {"the pair of 帰化 cancelled takes both its rows out (j930)",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2025-11-01", 0, NULL, NULL, NULL, NULL, DELETED},
      {"b", "2025-11-01", 0, NULL, "M", NULL, NULL, IN},
      {"c", "2026-02-01", 1, "b", NULL, NULL, NULL, 0}},
     {{"2026-01-01", 3, IN, "M", "H1", "S1", 3},
      {"2026-01-01", 2, DELETED, "N", "H1", "S1", 2},
      {"2026-01-01", 0, IN, "N", "H1", "S1", 1}}},
    {"改製: two rows, the same resident (j40)",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2025-11-01", 0, NULL, NULL, NULL, NULL, DELETED},
      {"b", "2025-11-01", 0, NULL, NULL, NULL, NULL, IN}},
     {{"2025-10-31", 0, IN, "N", "H1", "S1", 1}, {"2025-11-01", 0, IN, "N", "H1", "S1", 3}}},
    {"改製 dated into a time of absence makes nobody a resident then",
     {{"a", "2018-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2020-05-01", 0, NULL, NULL, NULL, NULL, OUT},
      {"c", "2024-05-01", 0, NULL, NULL, NULL, NULL, IN},
      {"d", "2019-01-01", 0, NULL, NULL, NULL, NULL, DELETED},
      {"d", "2019-01-01", 0, NULL, NULL, NULL, NULL, IN}},
     {{"2019-06-01", 0, IN, "N", "H1", "S1", 5},
      {"2021-01-01", 0, OUT, "N", "H1", "S1", 5},
      {"2024-05-01", 0, IN, "N", "H1", "S1", 5}}},
    {"再転入 with the old 宛名番号 (j600); a correction of the time before stays behind 転出",
     {{"a", "2018-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2020-05-01", 0, NULL, NULL, NULL, NULL, OUT},
      {"c", "2024-05-01", 0, NULL, NULL, "H2", "S2", IN},
      {"d", "2019-01-01", 0, NULL, "M", NULL, NULL, 0}},
     {{"2018-12-31", 0, IN, "N", "H1", "S1", 1},
      {"2019-01-01", 0, IN, "M", "H1", "S1", 4},
      {"2021-01-01", 0, OUT, "M", "H1", "S1", 4},
      {"2024-05-01", 0, IN, "M", "H2", "S2", 4}}},
    {"the dead are dead at the end of the day (j80)",
     {{"a", "2018-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2026-01-01", 0, NULL, NULL, NULL, NULL, DEAD}},
     {{"2025-12-31", 0, IN, "N", "H1", "S1", 1}, {"2026-01-01", 0, DEAD, "N", "H1", "S1", 2}}},
    {"a correction dated before the first record does not make anybody a resident",
     {{"a", "2024-05-01", 0, NULL, "N", "H1", "S1", IN}, {"b", "2023-01-01", 0, NULL, "M", NULL, NULL, 0}},
     {{"2023-06-01", 0, 0, NULL, NULL, NULL, 0}, {"2024-05-01", 0, IN, "M", "H1", "S1", 2}}},
    {"two changes of one day: the later recorded holds",
     {{"a", "2024-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2024-05-01", 0, NULL, NULL, "H2", NULL, 0},
      {"c", "2024-05-01", 0, NULL, NULL, "H3", NULL, 0}},
     {{"2024-05-01", 0, IN, "N", "H3", "S1", 3}, {"2024-05-01", 2, IN, "N", "H2", "S1", 2}}},
};

#endif
