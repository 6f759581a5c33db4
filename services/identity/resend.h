#ifndef IDENTITY_RESEND_H
#define IDENTITY_RESEND_H

#include "services/identity/records_refusal.h"

#include "juki/identity/v1/records.pb-c.h"

#include <stdbool.h>

/* What the rules of sending again need to know of the notice that is named. */
typedef struct resend_facts {
    bool found;
    bool latest; /* no other of the person came after it: an older one would put the person's past over his
                    present */
    const char *reason;             /* 異動事由 as told */
    const char *exclusive_operator; /* who has the record in hand; "": nobody */
} resend_facts;

/*
 * Whether a notice may go out again under another 異動事由: of the same kind (記載, 消除, 修正), since
 * only the register decides what the person is. {NULL} when it may.
 */
records_refusal resend_check(const Juki__Identity__V1__ResendNotice *wish, const resend_facts *facts);

/* Whether the receiver has the 9th item, 氏名の振り仮名, on this day; since is his day, "" for never (seed
 * 004_001 O4). */
bool notice_has_kana(const char *since, const char *today);

#endif
