#ifndef GATEWAY_NUMBERING_H
#define GATEWAY_NUMBERING_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* 14 digits of serial and the check digit of 宛名番号 (M11), as wide as the field of other systems. */
enum { GATEWAY_INTEGRATED_SIZE = 16 };

/* Writes the 団体内統合宛名番号 of a serial from 1 to 99999999999999. JU_FATAL outside of that. */
ju_rc gateway_integrated_number(int64_t serial, char ret[GATEWAY_INTEGRATED_SIZE], ju_err *err) JU_MUST_CHECK;

/* What the database knows of the person that a message is about. */
typedef struct gateway_known {
    const char *by_addressee; /* 団体内統合宛名番号 of the 宛名番号, "" if it is new */
    bool same_number;         /* that person has the message's 個人番号, or neither has one */
    const char *by_number;    /* 団体内統合宛名番号 of the 個人番号, "" if it is new or absent */
    bool same_birth;          /* a record of that person has the message's birth date */
    int64_t serial;           /* for a new person */
    bool former;              /* a person born that day has given this 個人番号 up */
    bool has_number;          /* the message carries a 個人番号 */
} gateway_known;

typedef struct gateway_numbering {
    char integrated_number[GATEWAY_INTEGRATED_SIZE];
    bool issue;     /* the number is new */
    bool set_index; /* the person's 個人番号 is new or changed */
} gateway_numbering;

/*
 * Which 団体内統合宛名番号 the person has: that of the 宛名番号, else that of the 個人番号, else a new one.
 * Numbers once given never change (共通機能標準仕様書 統合宛名: existing numbers are not renumbered).
 * JU_REJECT "number_taken": the 個人番号 stands with another person, or the person it belongs to was born on
 * another day; a number alone never makes two records one person (seed 003 REQ-10). "number_former": somebody
 * born that day has given it up for another, which should have come.
 */
ju_rc gateway_numbering_decide(const gateway_known *known, gateway_numbering *ret, ju_err *err) JU_MUST_CHECK;

/* What is told to the trail of it: a 団体内統合宛名番号 was issued, or somebody has his first 個人番号 or
 * another one; NULL: neither. */
const char *gateway_numbering_act(const gateway_numbering *numbering);

#endif
