#ifndef GATEWAY_NONRESIDENT_SEARCH_H
#define GATEWAY_NONRESIDENT_SEARCH_H

#include "common/text/date.h"
#include "common/text/kana.h"
#include "services/gateway/nonresident.h"

/* 照会: whether a question may be asked, and what is looked up and compared. Without I/O. */

enum { NONRESIDENT_LIST_MAX = 100, NONRESIDENT_NAMES = 4 };

/* 完全一致, 前方一致, 部分一致. */
typedef enum nonresident_match {
    NONRESIDENT_ANY, /* not asked by */
    NONRESIDENT_WHOLE,
    NONRESIDENT_BEGINS,
    NONRESIDENT_PART,
} nonresident_match;

typedef struct nonresident_plan {
    nonresident_match name_match;
    const char *name; /* folded, "" */
    nonresident_match kana_match;
    const char *kana[JU_KANA_FORMS]; /* folded, "" */
    char birth_date[JU_DATE_SIZE];   /* or "" */
    const char *address;             /* folded part, or "" */
} nonresident_plan;

/* Two of name (氏名 or フリガナ), 生年月日 and 住所, of which one finds few: a birth date, or the beginning
 * of a name at least. False with *why, or with why->code NULL when the arena is full. */
bool nonresident_plan_of(const Juki__Gateway__V1__SearchNonresidents *question, ju_arena *arena,
                         nonresident_plan *ret, nonresident_refusal *why);

/* What is searched by, as the trail has it: names of the items, never a value. NULL when the arena is full.
 */
const char *nonresident_mode_text(const Juki__Gateway__V1__SearchNonresidents *question, ju_arena *arena);

/* A name of somebody, folded; name and kana may be "". */
typedef struct nonresident_folded {
    const char *name;
    const char *kana[JU_KANA_FORMS];
} nonresident_folded;

/* The names that somebody is found by: 氏名, ローマ字, 漢字, 通称, and the address. *ret_count is how many.
 * False when the arena is full. */
bool nonresident_fold(const Juki__Gateway__V1__NonresidentBasics *basics, ju_arena *arena,
                      nonresident_folded ret[NONRESIDENT_NAMES], size_t *ret_count, const char **ret_address);

/* The beginnings of a text that somebody is found by, this many characters at most, the shortest first.
 * Returns how many; ret[i] is the length of one in bytes. */
enum { NONRESIDENT_BEGINNING_CHARS = 16 };
size_t nonresident_beginnings(const char *text, size_t ret[NONRESIDENT_BEGINNING_CHARS]);

/* What a plan has found in the rows of somebody's history so far: each of its items in any row. */
typedef struct nonresident_met {
    bool name;
    bool kana;
    bool address;
} nonresident_met;

/* Compares one more row. False when the arena is full. */
bool nonresident_meet(const nonresident_plan *plan, const Juki__Gateway__V1__NonresidentBasics *row,
                      ju_arena *arena, nonresident_met *met);

#endif
