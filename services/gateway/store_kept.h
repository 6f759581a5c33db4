#ifndef GATEWAY_STORE_KEPT_H
#define GATEWAY_STORE_KEPT_H

#include "common/db/kept.h"
#include "common/event/batch.h"

/* Texts about persons, sealed for this service: common/db/kept.h. In steps behind gateway's own door alone,
 * where ctx->app is the gateway. */

/* As ju_arg_kept_text. */
ju_rc gateway_arg_text(const ju_ctx *ctx, ju_args *args, ju_kept at, const char *text,
                       ju_err *err) JU_MUST_CHECK;
/* As ju_col_kept_text. */
ju_rc gateway_col_text(const ju_ctx *ctx, const PGresult *rows, int row, int column, ju_kept at, char **ret,
                       ju_err *err) JU_MUST_CHECK;

#endif
