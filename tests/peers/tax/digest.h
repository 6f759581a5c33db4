#ifndef TAX_DIGEST_H
#define TAX_DIGEST_H

#include "juki/gateway/v1/feed.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

enum { TAX_DIGEST_BYTES = 32 };

/* The digest of a person as proto/juki/gateway/v1/snapshot.proto has it, written from those lines. False when
 * OpenSSL fails. */
bool tax_digest_of(const Juki__Gateway__V1__PersonFeed *feed, unsigned char ret[TAX_DIGEST_BYTES]);

/* The digest of several persons from the sums of the bytes of theirs. */
void tax_digest_from_sums(const int64_t sum[TAX_DIGEST_BYTES], unsigned char ret[TAX_DIGEST_BYTES]);

#endif
