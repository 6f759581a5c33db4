#ifndef RESIDENT_STORE_KIOSK_H
#define RESIDENT_STORE_KIOSK_H

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "juki/common/v1/common.pb-c.h"

/* The SQL of コンビニ交付, as store.h. Indexes are blind indexes of serials of 利用者証明用電子証明書. */

ju_rc ask_user_certificate(ju_ctx *ctx, const unsigned char index[JU_BLIND_INDEX_BYTES],
                           ju_err *err) JU_MUST_CHECK;
/* Whose it is, in the arena; "" when nobody's, NULL when the arena is full. */
const char *read_user_certificate(const ju_ctx *ctx, int answer);
/* index NULL: the person has none any more. */
ju_rc put_user_certificate(ju_ctx *ctx, const char *addressee_number, const unsigned char *index,
                           ju_err *err) JU_MUST_CHECK;

ju_rc ask_kiosk_request(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
bool read_kiosk_request(const ju_ctx *ctx, int answer);

/* An answer to the centre. */
typedef struct kiosk_answer {
    const char *id;         /* its ce_id */
    const char *request_id; /* NULL when the request was not genuine and may come again */
    const char *kiosk_id;
    const char *refused; /* code, or NULL */
    const char *subject; /* as in the audit trail, or "" */
} kiosk_answer;
ju_rc put_kiosk_answer(ju_ctx *ctx, const kiosk_answer *answer, ju_err *err) JU_MUST_CHECK;

ju_rc ask_kiosk_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                        ju_err *err) JU_MUST_CHECK;
ju_rc put_kiosk_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                        ju_err *err) JU_MUST_CHECK;

#endif
