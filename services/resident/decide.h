#ifndef RESIDENT_DECIDE_H
#define RESIDENT_DECIDE_H

#include "services/resident/change.h"
#include "services/resident/reason.h"

#define HOUSEHOLD_HEAD     "世帯主"
#define REASON_HEAD_CHANGE "head_change" /* 世帯主変更 */

/* What the rules of change.c share. Each decides one change, fills its result and refuses as change_decide.
 */
typedef struct decision_frame {
    const change_facts *facts;
    const change_numbers *numbers;
    const reason *why;
    ju_arena *arena;
    change_result *result;
    refusal *refused;
} decision_frame;

bool decide_household(decision_frame *d); /* household.c: 世帯分離, 世帯合併, 世帯変更, 世帯主変更 */
bool decide_items(decision_frame *d);   /* amend.c: items of one person */
bool decide_pair(decision_frame *d);    /* amend.c: 帰化, 国籍喪失 */
bool decide_restate(decision_frame *d); /* amend.c: 改製, 再製 */
bool decide_cancel(decision_frame *d);  /* cancel.c: 異動の取消し */

/* Whether the person is a current resident; NULL is nobody. */
bool is_current(const Juki__Resident__V1__PersonRecord *person);
bool same_address(const Juki__Common__V1__Address *a, const Juki__Common__V1__Address *b);

/* Everybody named must be a current resident. */
bool all_current(const decision_frame *d);

/* A current member of the household, or NULL. */
const Juki__Resident__V1__PersonRecord *member_of(const change_facts *facts, const char *household_number);

/* Whether the persons of the entry are all the members of the one household they belong to. */
bool whole_household(const change_facts *facts);

/* The row every change stacks, in the result: what was, with the marks of this change. NULL when the arena is
 * full. */
Juki__Resident__V1__PersonRecord *stack(decision_frame *d, size_t at);

/* The same for somebody who is not of the entry; the result does not hold it. */
Juki__Resident__V1__PersonRecord *stack_on(decision_frame *d, const Juki__Resident__V1__PersonRecord *before);

/* How many 世帯主 the household of the result has after the change: its remaining members and the persons of
 * the entry. *ret_empty: nobody else remains. */
size_t heads_after(const decision_frame *d, bool *ret_empty);

/* Nobody may become a second 世帯主; a new household starts with exactly one. A household that lost its head
 * may stay without (j100). */
bool heads_are_right(const decision_frame *d);

bool is_foreign(const Juki__Resident__V1__PersonRecord *person);

/* since.c: the days since when and their 不詳表記; those that an entry gives, or the 異動日 of who enters. */
void since_given(const Juki__Resident__V1__PersonEntry *given, Juki__Resident__V1__PersonRecord *after);
void since_change(Juki__Resident__V1__PersonRecord *after);

/* acting_head.c: 事実上の世帯主 of the household where a person is now: whom its members have, or, host NULL,
 * of a new one whom the entry names. Refused as household_incomplete when it names somebody to a household
 * whose other members would keep another. */
bool acting_head_there(const decision_frame *d, const Juki__Resident__V1__PersonRecord *host,
                       Juki__Resident__V1__PersonRecord *after);
/* The same of a household that stays together: whom the entry names, if anybody. */
void acting_head_given(const decision_frame *d, Juki__Resident__V1__PersonRecord *after);

/* kana_confirmed.c: フリガナ確認フラグ of a row whose names are decided (j180); before is the row below, NULL
 * of who enters. False when a reading is said to be confirmed that is not there, or the arena is full. */
bool kana_confirmed_after(const decision_frame *d, const Juki__Resident__V1__PersonRecord *before,
                          const Juki__Resident__V1__KanaConfirmed *given,
                          Juki__Resident__V1__PersonRecord *after);

/* carry_over.c: 旧氏 and 通称 of who comes back from abroad, where the entry gives none (j70). before may be
 * NULL. */
void carry_names_over(const reason *why, const Juki__Resident__V1__PersonRecord *before,
                      Juki__Resident__V1__PersonRecord *after);

/* alert.c: how many members of a household stay in it after the change when none of them is 世帯主, and one
 * of them; 0 when one is. */
size_t left_without_head(const decision_frame *d, const char *household_number,
                         const Juki__Resident__V1__PersonRecord **ret_last);

/* last_member.c: who stays behind alone becomes 世帯主, when the entry asks for it (j490). */
bool decide_last_member(decision_frame *d);

/* alert.c: whether 異動抑止 lets the decided change pass, by itself or as a confirmed alert (j410). */
bool change_unrestrained(const decision_frame *d);

/* alert.c: whether the clerk has confirmed every alert (アラート) that the decided change raises; else
 * refused as alert_unconfirmed, the alert named. */
bool alerts_confirmed(const decision_frame *d);

#endif
