#ifndef JU_SEAL_ITEM_DIGEST_H
#define JU_SEAL_ITEM_DIGEST_H

#include "common/seal/seal.h"

/*
 * One item of a message as a keyed digest: two who share the key learn whether they hold the same value, and
 * nobody else learns anything. salt is new for every comparison, so that equal values of two persons do not
 * show. field is one of message, not repeated; a message in it counts with all that it holds. JU_FATAL as
 * ju_blind_index, or when the arena is full.
 */
ju_rc ju_item_digest(ju_keyring *ring, const char *salt, const ProtobufCMessage *message,
                     const ProtobufCFieldDescriptor *field, ju_arena *arena,
                     unsigned char ret[JU_BLIND_INDEX_BYTES], ju_err *err) JU_MUST_CHECK;

#endif
