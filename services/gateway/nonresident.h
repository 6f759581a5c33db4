#ifndef GATEWAY_NONRESIDENT_H
#define GATEWAY_NONRESIDENT_H

#include "common/base/arena.h"
#include "juki/gateway/v1/numbers.pb-c.h"
#include "services/gateway/numbering.h"

/*
 * 住登外者宛名番号管理 (共通機能標準仕様書 2.1; 住登外者宛名番号付番API仕様 2.0; seed 003 REQ-84), without
 * I/O. What is refused has a code and an item; the four checks of the standard's API (E0001 to E0004) are
 * item_required, item_characters, item_length and item_requires.
 */

/* code NULL: nothing is refused. other: the item that goes with it, or which characters; digits: how many. */
typedef struct nonresident_refusal {
    const char *code;
    const char *item; /* field name, or "" */
    const char *other;
    int digits;
} nonresident_refusal;

/* False, so that a check ends with it. */
bool nonresident_refuse(nonresident_refusal *why, const char *code, const char *item);

/* What the terminal is told, in Japanese: of the standard's checks in its words. NULL when the arena is full.
 */
const char *nonresident_refusal_text(const nonresident_refusal *why, ju_arena *arena);

/* 処理区分 of the API. */
typedef enum nonresident_processing {
    NONRESIDENT_NUMBER,   /* 0 付番依頼 */
    NONRESIDENT_EXISTING, /* 1 既存住登外者宛名番号利用 */
    NONRESIDENT_SELECTED, /* 2 宛名番号選択情報送信 */
} nonresident_processing;

/* Whether the items have the characters and lengths that the API gives them. */
bool nonresident_basics_check(const Juki__Gateway__V1__NonresidentBasics *basics, nonresident_refusal *why);

/* A 10-digit number of a serial of our range, in the same form as 住民宛名番号. */
enum { NONRESIDENT_NUMBER_SIZE = 16 };
bool nonresident_number(int64_t serial, char ret[NONRESIDENT_NUMBER_SIZE]);

/* Who asks, for what purpose. purpose NULL: none is needed. */
bool nonresident_check_asker(const Juki__Common__V1__Operator *who, const char *purpose,
                             nonresident_refusal *why);

/* ---- one 住登外者 ----------------------------------------------------------------------------------------
 */

/* As he stands; as.basics is NULL when he is not there. */
typedef struct nonresident {
    bool found;
    bool used; /* by the asking affair */
    const char *integrated_number;
    Juki__Gateway__V1__Nonresident as;
} nonresident;

/* Whether an affair may know of him (他業務参照不可フラグ). To the others he does not exist. */
bool nonresident_visible(const nonresident *person, const char *affair);

/* What the database knows about a wish to register. */
typedef struct nonresident_known {
    bool request_used;
    const char *person_state;       /* of the 宛名番号 in the register, "" when it has none */
    const char *holder_state;       /* of the register's person with this 個人番号, "" */
    const char *holder_nonresident; /* visible 住登外者宛名番号 of this 個人番号, "" */
    bool candidate;                 /* a visible 住登外者 of this name and birth date */
} nonresident_known;

/* Whether the wish alone is well formed; *ret says what it asks for. */
bool nonresident_register_check(const Juki__Gateway__V1__RegisterNonresident *wish,
                                nonresident_processing *ret, nonresident_refusal *why);

/* And whether it may be done. carry: a former resident keeps his 住民宛名番号. */
bool nonresident_register_may(const Juki__Gateway__V1__RegisterNonresident *wish,
                              nonresident_processing processing, const nonresident *person,
                              const nonresident_known *known, const char *affair, bool *ret_carry,
                              nonresident_refusal *why);

/* Whether nobody else has the 個人番号 that a 住登外者 is to have: "is_resident", "nonresident_exists",
 * "former_resident". */
bool nonresident_number_free(const nonresident_known *known, nonresident_refusal *why);

bool nonresident_update_may(const Juki__Gateway__V1__UpdateNonresident *wish, const nonresident *person,
                            const char *affair, nonresident_refusal *why);
bool nonresident_hold_may(const Juki__Gateway__V1__HoldNonresident *wish, const nonresident *person,
                          const char *affair, nonresident_refusal *why);
bool nonresident_show_may(const nonresident *person, const char *affair, nonresident_refusal *why);

/* ---- 名寄せ ----------------------------------------------------------------------------------------------
 */

/* A link as it was asked for. */
typedef struct nonresident_link {
    bool found;
    Juki__Gateway__V1__NonresidentLink as;
} nonresident_link;

/* Two persons about whom a link is, and what else stands of them. */
typedef struct nonresident_pair {
    nonresident from; /* 名寄せ元 */
    nonresident to;   /* 名寄せ先 */
    bool members;     /* others are linked to from */
    bool pending;     /* a link of from waits for its decision */
} nonresident_pair;

/* Whether these can be linked or unlinked: by both who asks and, once more, who decides. */
bool nonresident_pair_may(const nonresident_pair *pair, bool unlink, const char *affair,
                          const char *operator_id, nonresident_refusal *why);

/* Whether who decides may, and it still waits. */
bool nonresident_decision_may(const Juki__Gateway__V1__DecideNonresidentLink *wish,
                              const nonresident_link *link, nonresident_refusal *why);

#endif
