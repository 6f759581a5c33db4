#ifndef PEER_CARD_CONTINUITY_H
#define PEER_CARD_CONTINUITY_H

#include "common/event/batch.h"

/* CardContinuityRequested: a card goes on after a 特例転入 (flow 6-⑥). */
ju_rc card_continuity_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
