#ifndef JU_EVENT_CHAIN_H
#define JU_EVENT_CHAIN_H

#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

enum { JU_CHAIN_HASH_BYTES = 32 };

/*
 * The hash chain of the audit log. The hash of entry n is SHA-256(hash of entry n - 1 | n as 8 bytes
 * big-endian | record bytes); before entry 1 stand 32 zero bytes. Whoever changes, drops or inserts an entry
 * must change every later hash, so one trusted hash proves all entries up to it.
 *
 * This is the place reached in the chain: index and hash of the last entry. All zero: before entry 1.
 */
typedef struct ju_chain {
    int64_t index;
    unsigned char hash[JU_CHAIN_HASH_BYTES];
} ju_chain;

/* Moves on by one entry with this record. JU_FATAL when OpenSSL fails; the chain then stays. */
ju_rc ju_chain_append(ju_chain *chain, const void *record, size_t size_bytes, ju_err *err) JU_MUST_CHECK;

/*
 * Moves on to an entry that somebody else made, if it follows. JU_REJECT otherwise, the chain staying:
 * "chain_gap" when index is not the next one, "chain_broken" when the hash is not that of this record here.
 */
ju_rc ju_chain_follow(ju_chain *chain, int64_t index, const void *record, size_t size_bytes, const void *hash,
                      size_t hash_size_bytes, ju_err *err) JU_MUST_CHECK;

#endif
