#ifndef RESIDENT_STORE_CARD_H
#define RESIDENT_STORE_CARD_H

#include "common/event/batch.h"
#include "juki/delivery/v1/card.pb-c.h"
#include "juki/resident/v1/card.pb-c.h"

/* The SQL of 個人番号カードの発行状況, as store.h. */

ju_rc ask_card_status(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
/* Latest first, in the arena. */
ju_rc read_card_status(ju_ctx *ctx, int answer, Juki__Resident__V1__CardStatus ***ret, size_t *ret_count,
                       ju_err *err) JU_MUST_CHECK;

ju_rc put_card_status(ju_ctx *ctx, const Juki__Delivery__V1__CardStatusChanged *changed,
                      ju_err *err) JU_MUST_CHECK;

#endif
