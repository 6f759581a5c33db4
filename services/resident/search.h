#ifndef RESIDENT_SEARCH_H
#define RESIDENT_SEARCH_H

#include "services/resident/refusal.h"
#include "services/resident/variant.h"

#include "common/text/date.h"
#include "juki/resident/v1/record.pb-c.h"
#include "juki/resident/v1/search.pb-c.h"

/* 検索 (住民記録 standard 2.1.2 j330, 2.1.3 j340): what of a record is compared, and what a question looks
 * up. */

enum {
    SEARCH_PAGE_DEFAULT = 20,
    SEARCH_PAGE_MAX = 100,
    SEARCH_FOUND_MAX = 1000, /* more are too many to be somebody in particular */
    SEARCH_TEXT_MAX = 100,   /* characters, as a 氏名 */
};

/* ---- a record ------------------------------------------------------------------------------------------ */

typedef struct search_row {
    const char *kana;       /* by its marks; 氏名, 旧氏 and 通称 with spaces between */
    const char *kana_sound; /* by its sound */
    const char *name;
    const char *birth_date;
    const char *terms; /* with spaces between */
    int64_t rule;      /* which folding made it: the version of the rules and the table of variants */
} search_row;

/* False when the arena is full. */
bool search_row_of(const Juki__Resident__V1__PersonRecord *record, const variant_table *variants,
                   ju_arena *arena, search_row *ret);
/* Whether two records of a person make the same row, but for the state. */
bool search_row_same(const Juki__Resident__V1__PersonRecord *one,
                     const Juki__Resident__V1__PersonRecord *other);
int64_t search_rule(const variant_table *variants);

/* ---- a question ---------------------------------------------------------------------------------------- */

typedef struct search_plan {
    const char **terms; /* alternatives, any of which finds; at least one, which may be "" */
    size_t terms_count;
    bool narrow;       /* by the terms; else by the day of birth, and the terms within its persons */
    const char **kana; /* alternative parts of the kana; at least one, which may be "" */
    size_t kana_count;
    const char *name; /* part of the name, or "" */
    char birth_from[JU_DATE_SIZE];
    char birth_to[JU_DATE_SIZE];
} search_plan;

/* Whether this may be asked at all; the texts of names and days are read by search_plan_of. */
bool search_check(const Juki__Resident__V1__SearchPersons *question, refusal *why);

/* Whether it asks by a number: by that alone. */
bool search_by_number(const Juki__Resident__V1__SearchPersons *question);

/* False with *why, or with why->code NULL when the arena is full. */
bool search_plan_of(const Juki__Resident__V1__SearchPersons *question, const variant_table *variants,
                    ju_arena *arena, search_plan *ret, refusal *why);

/* Whether a person has the terms, the parts and the day: what the database says by blind words alone. */
bool search_finds(const search_plan *plan, const search_row *row);

int search_page_size(const Juki__Resident__V1__SearchPersons *question);

/* The items asked by, without their values: all that the audit trail may say of them. NULL when the arena is
 * full. */
char *search_items(const Juki__Resident__V1__SearchPersons *question, ju_arena *arena);

/* The days that a day, month or year means, Gregorian or by era: 1980-03-01, 1980-03, 1980, 昭和55年3月1日,
 * 昭和55年. A year of an era is the year of the calendar it stands for (j340). */
bool search_days(const char *text, ju_date *ret_from, ju_date *ret_to);

#endif
