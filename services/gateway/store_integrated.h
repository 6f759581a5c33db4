#ifndef GATEWAY_STORE_INTEGRATED_H
#define GATEWAY_STORE_INTEGRATED_H

#include "common/event/batch.h"
#include "juki/gateway/v1/numbers.pb-c.h"

/* The search of 団体内統合宛名番号. index: of the 個人番号 that is asked by, or NULL. */
ju_rc integrated_ask(ju_ctx *ctx, const Juki__Gateway__V1__SearchIntegrated *question,
                     const unsigned char *index, ju_err *err) JU_MUST_CHECK;

/* Fills the reply with the person found; *ret_persons is how many have the key. JU_FATAL when the arena is
 * full. */
ju_rc integrated_got(const ju_ctx *ctx, Juki__Gateway__V1__IntegratedReply *ret, int *ret_persons,
                     ju_err *err) JU_MUST_CHECK;

#endif
