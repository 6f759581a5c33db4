#ifndef CARD_CARD_H
#define CARD_CARD_H

#include "common/event/batch.h"

/* 個人番号カード at the card system; ctx->app is its keyring. */

/* link.card.out: the municipality acts. Each act is answered once, agreed to or refused. */
ju_rc card_acted_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc card_acted_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* What happens by itself: calls that came, and 有効期間満了. */
ju_rc card_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc card_idle_begin(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;

#endif
