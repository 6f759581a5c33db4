#ifndef IDENTITY_RULE_H
#define IDENTITY_RULE_H

#include "services/identity/numbers.h"
#include "services/identity/record.h"

/*
 * The second door: identity checks for itself what the register has checked before, when the update is about
 * to enter the file (seed 002 III(2)-5-リスク3, R-23, R-29).
 */

/* What a reason (異動事由) does to the file. */
typedef enum identity_effect {
    IDENTITY_ENTER,       /* 記載: the person must not be current */
    IDENTITY_MOVE_WITHIN, /* 転居: nothing but the address may differ */
    IDENTITY_LEAVE,       /* 消除: the person must be current, and is not afterwards */
    IDENTITY_AMEND, /* 修正 and the pairs of 消除 and 記載: the person must be current and stays so */
    IDENTITY_HOUSEHOLD, /* 世帯分離, 世帯合併, 世帯変更, 世帯主変更: nothing but 続柄 may differ */
    IDENTITY_NUMBER, /* 個人番号の変更請求, 職権修正, 職権記載: nothing but 個人番号 and 続柄 may differ */
    IDENTITY_RENUMBER, /* 住民票コード of who had none here: as the former, under a code that nobody had */
} identity_effect;

/* Reads a reason of the bus; false for one that this version does not know. */
bool identity_effect_of(const char *reason, identity_effect *ret);

/* Whether both are 記載, both 消除 or both 修正. */
bool identity_same_kind(identity_effect a, identity_effect b);

/*
 * Checks what can be seen in the message alone: required items, days, codes, the key. JU_REJECT:
 * "item_missing", "item_invalid", "key_mismatch", "reason_unknown", each with the item, or as
 * ju_written_date_check. *ret_effect is what the reason does.
 */
ju_rc identity_check_form(const Juki__Resident__V1__IdentityChanged *changed, const char *key,
                          identity_effect *ret_effect, ju_err *err) JU_MUST_CHECK;

/* The current row of a 住民票コード, as far as the rules need it. */
typedef struct identity_known {
    bool found;
    const char *register_ref;
    const unsigned char *number_index; /* JU_BLIND_INDEX_BYTES */
    const identity_record *record;     /* when found; 30 and 35 as they stand now */
    bool update_forbidden;             /* 31 更新禁止フラグ */
    bool exclusive;                    /* 33 排他フラグ */
} identity_known;

/*
 * The flags of the record (seed 002 R-30): while an operator forbids updates, or has the record in hand, none
 * enters. JU_REJECT: "update_forbidden", "exclusive".
 */
ju_rc identity_check_flags(const identity_known *known, ju_err *err) JU_MUST_CHECK;

/* What the record of a code goes on with, whatever the update: since when the code is used (25), and
 * 異常時更新順番号 (30). */
void identity_carry(const identity_known *known, identity_record *record);

/*
 * Whether the update follows from what the file holds. JU_REJECT: "already_current", "not_current",
 * "register_ref" (the code belongs to another record of the register), "item_changed" with the item.
 */
ju_rc identity_check_known(identity_effect effect, const identity_record *record, const char *register_ref,
                           const identity_numbers *numbers, const identity_known *known,
                           ju_err *err) JU_MUST_CHECK;

/*
 * A change that gives another 住民票コード (旧住民票コード, item 24): the old one must be the current one of
 * this person, the new one nobody's - or once this person's, when the change is taken back. JU_REJECT:
 * "not_current", "register_ref", "already_current".
 */
ju_rc identity_check_renumbered(const char *register_ref, const identity_known *known,
                                const identity_known *replaced, ju_err *err) JU_MUST_CHECK;

#endif
