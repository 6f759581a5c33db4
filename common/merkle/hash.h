#ifndef JU_MERKLE_HASH_H
#define JU_MERKLE_HASH_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* The hashes of a Merkle tree (RFC 6962 section 2.1): SHA-256, leaves and nodes kept apart by their first
 * byte. */
enum { JU_HASH_BYTES = 32 };

typedef struct ju_hash {
    unsigned char byte[JU_HASH_BYTES];
} ju_hash;

/* What computes them. A failure of OpenSSL stays in it, so that it is asked once, at the end. */
typedef struct ju_hasher ju_hasher;

/* JU_FATAL "digest" when OpenSSL has no SHA-256. Free with ju_hasher_free. */
ju_rc ju_hasher_new(ju_hasher **ret, ju_err *err) JU_MUST_CHECK;
void ju_hasher_free(ju_hasher *hasher); /* may be NULL */

/* JU_FATAL "digest" when any hash since ju_hasher_new could not be computed; none of them counts then. */
ju_rc ju_hasher_check(const ju_hasher *hasher, ju_err *err) JU_MUST_CHECK;

ju_hash ju_hash_empty(ju_hasher *hasher); /* of the tree without leaves */
ju_hash ju_hash_leaf(ju_hasher *hasher, const void *entry, size_t size);
ju_hash ju_hash_node(ju_hasher *hasher, const ju_hash *left, const ju_hash *right);

bool ju_hash_equal(const ju_hash *a, const ju_hash *b);

#endif
