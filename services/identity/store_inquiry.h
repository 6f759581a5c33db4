#ifndef IDENTITY_STORE_INQUIRY_H
#define IDENTITY_STORE_INQUIRY_H

#include "common/event/batch.h"

#include "juki/common/v1/common.pb-c.h"

/* Inquiries to peers about persons who live elsewhere; ask_, got_ and put_ as in store_search.h. */
typedef struct identity_inquiry {
    const char *request_id;
    const char *peer;                     /* "prefecture" or "national"; NULL: there is no such inquiry */
    bool open;                            /* not answered yet */
    Juki__Common__V1__Operator operator_; /* who asked */
} identity_inquiry;

ju_rc identity_put_inquiry(ju_ctx *ctx, const identity_inquiry *inquiry, ju_err *err) JU_MUST_CHECK;
ju_rc identity_ask_inquiry(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
/* Answer 0, in arena memory. */
ju_rc identity_got_inquiry(const ju_ctx *ctx, const char *request_id, identity_inquiry *ret,
                           ju_err *err) JU_MUST_CHECK;
ju_rc identity_close_inquiry(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;

#endif
