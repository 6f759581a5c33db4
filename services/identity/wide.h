#ifndef IDENTITY_WIDE_H
#define IDENTITY_WIDE_H

#include "common/base/arena.h"

#include "juki/identity/v1/wide.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

/* Rules of 広域交付 (住基法12条の4), without I/O. */

/* What 交付地市町村 is told instead of items. */
typedef struct wide_refusal {
    const char *code; /* NULL: not refused */
    const char *item;
} wide_refusal;

/* In Japanese, without data of a person. */
const char *wide_refusal_message(const char *code);

/* A request may wait so long on its way; the clocks of both sides may differ by as much. */
enum { WIDE_WINDOW_MINUTES = 5 };

/* What a question whose signature is right is held against. */
typedef struct wide_place {
    const char *key;          /* of its record */
    const char *municipality; /* ours */
    const char *now;          /* ju_clock_moment */
    bool known;               /* its request_id was answered before */
} wide_place;

/*
 * Whether it was meant for us, now and for the first time: request_mismatch, municipality_differs,
 * date_invalid, request_expired, request_id_used.
 */
bool wide_genuine(const Juki__Identity__V1__WideQuestion *question, const wide_place *place,
                  wide_refusal *ret);

/*
 * Whether it asks what may be asked: issuer_invalid (another municipality's code), proof_missing (nobody is
 * answered for who has shown nothing), name_missing, birth_date_invalid, item_unknown (there is none for
 * 戸籍の表示, which 住基法12条の4 leaves out).
 */
bool wide_asked_rightly(const Juki__Identity__V1__WideQuestion *question, const char *municipality,
                        wide_refusal *ret);

bool wide_shows(const Juki__Identity__V1__WideQuestion *question, Juki__Identity__V1__WideItem item);

/* A resident of the household, out of the copy, and what stands against telling of him. */
typedef struct wide_member {
    bool holder;       /* who asks */
    bool unheard;      /* the copy has not heard yet of 世帯 and restraints */
    bool restrained;   /* 支援措置 or 発行抑止 */
    bool in_hand;      /* 更新禁止 or 排他 */
    bool waiting;      /* an update has come and could not be applied */
    bool unnumbered;   /* somebody of the household has no numbers yet, and so is not in the copy */
    bool is_head;      /* 世帯主 */
    const char *alias; /* 通称 */
    const char *register_ref;
    const char *recorded_at;
    const char *address;
    Juki__Common__V1__Sealed *resident_code; /* subject register_ref */
    Juki__Common__V1__Sealed *individual_number;
    Juki__Identity__V1__WidePerson *person; /* with everything but the numbers */
} wide_member;

typedef struct wide_household {
    wide_member *item; /* the 世帯主 first */
    size_t count;      /* 0: nobody has this code, or not as a resident */
    const char *heard_at;
} wide_household;

/*
 * Whether the question is answered out of the copy. person_unknown: nobody with this code is a resident,
 * whoever he was; holder_differs: 氏名 (or 通称) or 生年月日 on the card are others; counter_needed: he is to
 * come to our own counter. That one answer is given whatever the reason, so that nobody outside learns who is
 * protected; *ret_reason says it to our own trail: restrained, in_hand, update_waiting, member_unnumbered or
 * copy_incomplete. JU_FATAL when the arena is full.
 */
ju_rc wide_may_answer(const Juki__Identity__V1__WideQuestion *question, const wide_household *household,
                      ju_arena *arena, wide_refusal *ret, const char **ret_reason, ju_err *err) JU_MUST_CHECK;

/* Leaves out of a person what was not asked for. */
void wide_leave_out(const Juki__Identity__V1__WideQuestion *question, Juki__Identity__V1__WidePerson *person);

#endif
