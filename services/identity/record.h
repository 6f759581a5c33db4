#ifndef IDENTITY_RECORD_H
#define IDENTITY_RECORD_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include "juki/resident/v1/event.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * One row of 本人確認情報ファイル (seed 002 3.2), without the items that are kept sealed (1, 13) and those
 * that this version cannot fill (README). In the order of the list; absent texts are "".
 */
typedef struct identity_record {
    const char *name;                             /* 2 */
    int64_t name_external_characters;             /* 3 */
    const char *name_kana;                        /* 4, hiragana */
    const char *name_kana_plain;                  /* 5 清音化かな */
    const char *birth_date;                       /* 6 */
    bool birth_date_uncertain;                    /* 6 */
    const char *birth_date_written;               /* 6 */
    int sex;                                      /* 7 */
    const char *municipality_code;                /* 8 */
    const char *town_code;                        /* 9 */
    const char *postal_code;                      /* 10 */
    const char *address;                          /* 11, as one text */
    int64_t address_external_characters;          /* 12 */
    const char *resident_since;                   /* 14 */
    const char *address_since;                    /* 15 */
    const char *notified_date;                    /* 16 */
    const char *previous_municipality_code;       /* 17 */
    const char *previous_address;                 /* 18 */
    int64_t previous_address_external_characters; /* 19 */
    const char *relationship;                     /* 20 */
    const char *reason;                           /* 21 */
    const char *change_date;                      /* 22 */
    const char *resident_code_since;              /* 25 */
    const char *request_id;                       /* 26 依頼管理番号 */
    const char *operator_id;                      /* 27 */
    const char *terminal_id;                      /* 28 */
    int64_t recovery_update_number;               /* 30 異常時更新順番号 */
    bool has_external_characters;                 /* 34 */
    bool current;                                 /* 35 */
    const char *former_name;                      /* 37 旧氏 */
    int64_t former_name_external_characters;      /* 38 */
    const char *former_name_kana;                 /* 39, hiragana */
} identity_record;

/*
 * The steps of 清音化 (item 5) as JUKI_SEION_STEPS names them, separated by commas: voiced, small, space,
 * long; none is a word of its own. False for a word that is no step.
 */
bool identity_seion_steps(const char *list, unsigned *ret);

/*
 * The record that a change makes. changed has passed identity_check_form, whose texts it borrows. current:
 * whether the person is a resident after it; seion: the steps that make item 5. JU_FATAL when the arena is
 * full.
 */
ju_rc identity_record_of(const Juki__Resident__V1__IdentityChanged *changed, bool current, unsigned seion,
                         ju_arena *arena, identity_record *ret, ju_err *err) JU_MUST_CHECK;

#endif
