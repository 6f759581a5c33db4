#ifndef RESIDENT_ENTRY_H
#define RESIDENT_ENTRY_H

#include "services/resident/reason.h"
#include "services/resident/refusal.h"

#include "juki/resident/v1/command.pb-c.h"

enum { ENTRY_PERSONS_MAX = 50 };

/* The numbers of one person of an entry, opened; empty when not given. Wiped by whoever opened them. */
typedef struct entry_numbers {
    const char *individual_number;
    const char *resident_code;
    const char *replaced_code; /* 旧住民票コード, which this change gives up; NULL: none */
    const char *request_id; /* 依頼管理番号 of the request that brought them; NULL: they were entered */
    const char *move_ref;   /* 特例転入: the 転出証明書情報 that brought them; NULL: none */
    int32_t move_place;     /* and whose there */
} entry_numbers;

/*
 * Checks what can be seen in the entry alone: only items of its reason, all that the reason needs, form of
 * dates, texts, codes and check digits, days not in the future but for 転出 (standard j80, j480, j570; seed
 * 002 ). numbers has one element per person. today and municipality are the processing date and
 * our own code. False with *ret filled when refused.
 */
bool entry_check(const Juki__Resident__V1__SubmitChange *entry, const entry_numbers *numbers,
                 const char *today, const char *municipality, refusal *ret);

/* Whether the address lies in the municipality. The wards of a 政令市, with codes of their own, come later.
 */
bool entry_address_inside(const Juki__Common__V1__Address *address, const char *municipality);

/* Whether every text of a message that has one of these items keeps the item's width in characters. */
bool entry_widths_fit(const ProtobufCMessage *message, refusal *ret);
/* A place that is not in the municipality, its code and texts well-formed; abroad a country without a code.
 */
bool entry_place_outside(const Juki__Common__V1__Address *place, bool may_be_abroad, const char *item,
                         const char *municipality, refusal *ret);

#endif
