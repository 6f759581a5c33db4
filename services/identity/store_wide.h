#ifndef IDENTITY_STORE_WIDE_H
#define IDENTITY_STORE_WIDE_H

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "services/identity/wide.h"

#include "juki/resident/v1/event.pb-c.h"

/* 広域交付; ask_, got_ and put_ as in store.h, got_ into arena memory. */

/* Whether a request_id was answered before, then who has the code with his household. */
ju_rc wide_ask(ju_ctx *ctx, const char *request_id, const unsigned char code_index[JU_BLIND_INDEX_BYTES],
               ju_err *err) JU_MUST_CHECK;
bool wide_got_known(const ju_ctx *ctx);
ju_rc wide_got_household(const ju_ctx *ctx, wide_household *ret, ju_err *err) JU_MUST_CHECK;

/* A request and its answer, as they are kept. Texts NULL: there is none. */
typedef struct wide_row {
    const char *event_id;
    const char *request_id;
    const char *subject;
    const char *issuer_code;
    bool household;
    const char *refused;
    const char *reason;
    size_t persons;
    const char *heard_at;
    const char *recorded_at;
} wide_row;
ju_rc wide_put(ju_ctx *ctx, const wide_row *row, ju_err *err) JU_MUST_CHECK;

ju_rc wide_ask_list(ju_ctx *ctx, const char *asked_id, ju_err *err) JU_MUST_CHECK;
ju_rc wide_got_list(const ju_ctx *ctx, Juki__Identity__V1__WideRequestsReply *ret, ju_err *err) JU_MUST_CHECK;

ju_rc wide_ask_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err) JU_MUST_CHECK;
ju_rc wide_mark_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                        ju_err *err) JU_MUST_CHECK;

ju_rc wide_put_restrained(ju_ctx *ctx, const char *register_ref, bool restrained, ju_err *err) JU_MUST_CHECK;
ju_rc wide_put_heard(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;

#endif
