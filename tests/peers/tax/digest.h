#ifndef TAX_DIGEST_H
#define TAX_DIGEST_H

#include "common/seal/message_digest.h"

#include <stdint.h>

/* The digest of several persons (proto/juki/gateway/v1/snapshot.proto) from the sums of the bytes of theirs.
 */
void tax_digest_from_sums(const int64_t sum[JU_MESSAGE_DIGEST_BYTES],
                          unsigned char ret[JU_MESSAGE_DIGEST_BYTES]);

#endif
