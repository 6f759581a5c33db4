#ifndef GATEWAY_PERSON_DIGEST_H
#define GATEWAY_PERSON_DIGEST_H

#include "common/base/err.h"
#include "juki/gateway/v1/feed.pb-c.h"

/*
 * What a consumer and the gateway compare without sending it: the digest of a person as a feed tells of him,
 * and sums of digests, which do not depend on the order. proto/juki/gateway/v1/snapshot.proto says it for
 * other languages; the two must agree.
 */
enum { GATEWAY_DIGEST_BYTES = 32 };

typedef struct gateway_digest_sum {
    unsigned char digest[GATEWAY_DIGEST_BYTES]; /* modulo 2^256, big-endian */
    int64_t persons;
} gateway_digest_sum;

/* JU_FATAL when OpenSSL fails. */
ju_rc gateway_person_digest(const Juki__Gateway__V1__PersonFeed *feed,
                            unsigned char ret[GATEWAY_DIGEST_BYTES], ju_err *err) JU_MUST_CHECK;

/* Adds one person. */
void gateway_digest_add(gateway_digest_sum *sum, const unsigned char digest[GATEWAY_DIGEST_BYTES]);

#endif
