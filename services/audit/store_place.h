#ifndef AUDIT_STORE_PLACE_H
#define AUDIT_STORE_PLACE_H

#include "common/event/batch.h"
#include "services/audit/steps/server_log.h"

/* How far the log of refused connections has been read, locked until the transaction ends; and moving that
 * on. asked: the number of the question. */
ju_rc place_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc place_got(const ju_ctx *ctx, int asked, log_place *ret, ju_err *err) JU_MUST_CHECK;
ju_rc place_move(ju_ctx *ctx, const log_place *place, ju_err *err) JU_MUST_CHECK;

/* Likewise for the logs of connections to databases. */
ju_rc places_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc places_got(const ju_ctx *ctx, int asked, log_places *ret, ju_err *err) JU_MUST_CHECK;
ju_rc places_move(ju_ctx *ctx, const log_places *places, ju_err *err) JU_MUST_CHECK;

#endif
