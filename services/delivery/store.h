#ifndef DELIVERY_STORE_H
#define DELIVERY_STORE_H

#include "common/event/batch.h"

#include "juki/common/v1/common.pb-c.h"

enum { DELIVERY_DIGEST_BYTES = 32 };

/* A record on its way to the card system, beside its bytes. */
typedef struct delivery_trace {
    const char *event_id; /* ce_id toward the card system */
    const char *delivery_hash;
    const char *change_id;
    const char *subject;
    const unsigned char *digest; /* DELIVERY_DIGEST_BYTES */
    const char **person;         /* register_refs of whom it is for */
    size_t person_count;
    const char *check_id; /* of the question that is asked about it at once; NULL: it waits */
} delivery_trace;

/* In apply: keeps the bytes of the message until they are handed over and confirmed, and the trace for good.
 */
ju_rc delivery_put(ju_ctx *ctx, const delivery_trace *trace, ju_err *err) JU_MUST_CHECK;

ju_rc delivery_ask_confirmed(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                             ju_err *err) JU_MUST_CHECK;
/* In apply: the day on which the receipt's record of this place was handed over, "" when it is not held. */
const char *delivery_got_handed_on(const ju_ctx *ctx, size_t place);
/* In apply: marks and audits what the card system has; erase_on is the day for each id, NULL where delivery
 * holds nothing. */
ju_rc delivery_mark_confirmed(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                              const char *const *erase_on, ju_err *err) JU_MUST_CHECK;

#endif
