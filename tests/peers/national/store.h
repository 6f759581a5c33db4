#ifndef NATIONAL_STORE_H
#define NATIONAL_STORE_H

#include "common/event/batch.h"

/* In ask: the serial of this request, the same each time. */
ju_rc national_ask_serial(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
/* In apply: what was asked. */
int64_t national_got_serial(const ju_ctx *ctx);
ju_rc national_put_issued(ju_ctx *ctx, const char *request_id, int64_t serial, ju_err *err) JU_MUST_CHECK;

/* In ask: the first serial of so many codes for this order, the same each time; national_got_serial tells it.
 */
ju_rc national_ask_codes(ju_ctx *ctx, const char *request_id, int count, ju_err *err) JU_MUST_CHECK;
ju_rc national_put_delivered(ju_ctx *ctx, const char *request_id, int64_t first, int count,
                             ju_err *err) JU_MUST_CHECK;

#endif
