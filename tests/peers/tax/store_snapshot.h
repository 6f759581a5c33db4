#ifndef TAX_STORE_SNAPSHOT_H
#define TAX_STORE_SNAPSHOT_H

#include "common/event/batch.h"
#include "tests/peers/tax/digest.h"

/* Requests for snapshots and what has come of one. */

ju_rc tax_ask_wanted(ju_ctx *ctx, int64_t patience_ms, ju_err *err) JU_MUST_CHECK;
/* Whether one is to be asked for; *ret_wish is its id in arena memory when it was wished for by hand, else
 * "". */
ju_rc tax_wanted(const ju_ctx *ctx, bool *ret, const char **ret_wish, ju_err *err) JU_MUST_CHECK;
ju_rc tax_put_asked(ju_ctx *ctx, const char *request_id, const char *reason, ju_err *err) JU_MUST_CHECK;
ju_rc tax_put_wish(ju_ctx *ctx, const char *request_id, const char *reason, ju_err *err) JU_MUST_CHECK;
/* code NULL: done. */
ju_rc tax_put_answered(ju_ctx *ctx, const char *request_id, const char *code, ju_err *err) JU_MUST_CHECK;

ju_rc tax_put_begun(ju_ctx *ctx, const char *snapshot_id, ju_err *err) JU_MUST_CHECK;
ju_rc tax_put_told(ju_ctx *ctx, const char *snapshot_id, const char *addressee_number,
                   const unsigned char digest[JU_MESSAGE_DIGEST_BYTES], ju_err *err) JU_MUST_CHECK;

typedef struct tax_so_far {
    int64_t markers; /* that have ended */
    bool running;
    int64_t persons;
    unsigned char digest[JU_MESSAGE_DIGEST_BYTES];
} tax_so_far;
ju_rc tax_ask_so_far(ju_ctx *ctx, const char *snapshot_id, ju_err *err) JU_MUST_CHECK;
tax_so_far tax_so_far_of(const ju_ctx *ctx);
ju_rc tax_put_ended(ju_ctx *ctx, const char *snapshot_id, int64_t marker, ju_err *err) JU_MUST_CHECK;
/* result: "whole", which takes out whoever was not told of, or what was wrong. */
ju_rc tax_put_finished(ju_ctx *ctx, const char *snapshot_id, int64_t persons, const char *result,
                       ju_err *err) JU_MUST_CHECK;

#endif
