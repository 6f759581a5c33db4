#ifndef IDENTITY_SEARCH_H
#define IDENTITY_SEARCH_H

#include "services/identity/record.h"

#include "common/text/date.h"
#include "common/text/kana.h"
#include "juki/identity/v1/search.pb-c.h"

/* 本人確認情報検索: what of a record is compared, whether a question may be asked, whom to ask, what is
 * looked up. */

enum {
    SEARCH_LIST_MAX = 100,     /* more are too many to be somebody in particular */
    SEARCH_TEXT_MAX = 200,     /* characters, as a 住所 */
    SEARCH_OPENED_MAX = 10000, /* records that one key may find and that are opened to be compared */
    SEARCH_RULE = 1,           /* to be raised when the folding changes what it makes */
};

/* Why a question is refused: a code of search_refusal.c and the item at fault. */
typedef struct search_refusal {
    const char *code; /* NULL: not refused */
    const char *item; /* field name of the question, or "" */
} search_refusal;

/* What the terminal is told, in Japanese. Holds no data of the question. */
const char *identity_search_refusal_text(const char *code);

/* ---- a record ------------------------------------------------------------------------------------------ */

/* What a record is looked up by, and the fields of the words that stand for it (ju_blind_word). */
#define SEARCH_NAME_FIELD "person_search name"
#define SEARCH_KANA_FIELD "person_search kana"

typedef struct search_row {
    const char *kana;       /* 振り仮名 by its marks */
    const char *kana_sound; /* and by its sound */
    const char *name;
} search_row;

/* False when the arena is full. */
bool identity_search_row_of(const identity_record *record, ju_arena *arena, search_row *ret);

/* ---- a question ---------------------------------------------------------------------------------------- */

/* 5情報: whether 氏名の振り仮名 counts as a key on a day: from the day of the change on. */
bool identity_search_kana_counts(const char *from, const char *today);

typedef enum search_mode {
    SEARCH_BY_ITEMS,
    SEARCH_BY_CODE,   /* 住民票コード */
    SEARCH_BY_NUMBER, /* 個人番号 */
} search_mode;

/* Who answers, by where the person lives (seed 002 R-18). */
typedef enum search_route {
    SEARCH_HERE,
    SEARCH_PREFECTURE, /* another municipality of our prefecture: 都道府県サーバ */
    SEARCH_NATIONAL,   /* another prefecture: 全国サーバ */
} search_route;

search_route identity_search_route_of(const char *own_municipality, const char *municipality_code);

/* A name as it is asked by; text "" when it is absent. */
typedef struct search_name {
    const char *text;
    bool whole; /* else its beginning: such a one counts as absent, but narrows */
} search_name;

typedef struct search_plan {
    search_mode mode;
    char birth_date[JU_DATE_SIZE]; /* or "" */
    search_name name;
    search_name kana;       /* by its marks */
    const char *kana_sound; /* by its sound */
    const char *address;    /* part of it, or "" */
    unsigned keys;          /* those that count, bits of search_key */
} search_plan;

typedef enum search_key {
    SEARCH_KEY_NAME = 1 << 0,
    SEARCH_KEY_KANA = 1 << 1,
    SEARCH_KEY_BIRTH = 1 << 2,
    SEARCH_KEY_ADDRESS = 1 << 3,
} search_key;

/*
 * Whether this may be asked at all, and what it looks up. At least two of 氏名, 住所 and 生年月日 and, with
 * kana_counts, 振り仮名; 性別, blanks and wildcards count as nothing (seed 002 R-16, 004_001 O4).
 * 住民票コード or 個人番号: alone. False with *why, or with why->code NULL when the arena is full.
 */
bool identity_search_plan_of(const Juki__Identity__V1__SearchIdentity *question, bool kana_counts,
                             ju_arena *arena, search_plan *ret, search_refusal *why);

/*
 * Whether a record that one key has found has the texts that are asked for: 氏名 and 振り仮名 whole or by
 * their beginning, 住所 by a part of it. False when the arena is full.
 */
bool identity_search_fits(const search_plan *plan, const identity_record *record, const search_row *row,
                          ju_arena *arena, bool *ret);

/* Whether one of a list may be asked for. False as identity_search_plan_of. */
bool identity_search_check_choice(const Juki__Identity__V1__ShowIdentity *question, ju_arena *arena,
                                  search_refusal *why);

/* The mode of the key as the audit trail has it, with the names of the items and never a value: "code",
 * "number", "items name birth_date sex". NULL when the arena is full. */
const char *identity_search_mode_text(const Juki__Identity__V1__SearchIdentity *question, ju_arena *arena);

#endif
