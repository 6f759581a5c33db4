#ifndef CARD_STORE_H
#define CARD_STORE_H

#include "common/event/batch.h"

#include "juki/delivery/v1/card.pb-c.h"
#include "juki/delivery/v1/delivery.pb-c.h"

/* In apply: keeps the record with the bytes it came in. */
ju_rc card_put_record(ju_ctx *ctx, const Juki__Delivery__V1__DeliveryRecord *record,
                      ju_err *err) JU_MUST_CHECK;
/* Of each of its persons, from place 1, the blind index of 住民票コード. */
ju_rc card_put_person(ju_ctx *ctx, size_t place, const unsigned char *code_index, ju_err *err) JU_MUST_CHECK;

/* ---- cards (store_card.c) ------------------------------------------------------------------------------ */

/* A card as it is held; state and reason as in juki.delivery.v1. */
typedef struct card_held {
    bool found;
    const char *card_ref;
    const char *register_ref; /* "": of somebody elsewhere */
    int state;
    bool collected;
    int reason;
    const char *expires_on;
    Juki__Common__V1__Sealed *number; /* subject card_ref */
} card_held;

/* In ask: by its name or the blind index of its number; the other is NULL. */
ju_rc card_ask(ju_ctx *ctx, const char *card_ref, const unsigned char *number_index,
               ju_err *err) JU_MUST_CHECK;
ju_rc card_got(ju_ctx *ctx, card_held *ret, ju_err *err) JU_MUST_CHECK;
ju_rc card_put(ju_ctx *ctx, const card_held *card, ju_err *err) JU_MUST_CHECK;
/* refused: code, or "". */
ju_rc card_put_act(ju_ctx *ctx, const Juki__Delivery__V1__CardActed *act, const char *refused,
                   ju_err *err) JU_MUST_CHECK;

typedef struct card_made {
    const char *card_ref;
    const char *register_ref;
    const unsigned char *number_index;
    Juki__Common__V1__Sealed *number;
    int state;
    const char *expires_on;
} card_made;
ju_rc card_put_made(ju_ctx *ctx, const card_made *card, ju_err *err) JU_MUST_CHECK;

/* What happens without the municipality. */
typedef struct card_call {
    bool found;
    int64_t id;
    const char *kind;
    const char *register_ref;
    card_held card;
} card_call;

/* An idle batch asks for the oldest call, then for cards that have expired. */
ju_rc card_ask_call(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc card_ask_expired(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc card_got_call(ju_ctx *ctx, card_call *ret, ju_err *err) JU_MUST_CHECK;
ju_rc card_got_expired(ju_ctx *ctx, card_held **ret, size_t *ret_count, ju_err *err) JU_MUST_CHECK;
ju_rc card_put_call(ju_ctx *ctx, int64_t id, const char *outcome, ju_err *err) JU_MUST_CHECK;

#endif
