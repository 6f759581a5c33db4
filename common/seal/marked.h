#ifndef JU_SEAL_MARKED_H
#define JU_SEAL_MARKED_H

#include "common/seal/seal.h"

/*
 * Bytes that may be sealed or in clear, told apart by themselves: what is sealed is a zero byte, with which
 * no protobuf message begins, and a juki.common.v1.Sealed. So a setting (JUKI_SEAL_NAMES) decides how
 * something is written, and who reads needs no setting.
 */

bool ju_marked_is_sealed(const void *value, size_t size);

/* Seals *value; the result lives in arena. Errors as ju_seal. */
ju_rc ju_marked_seal(ju_keyring *ring, ju_arena *arena, const char *field, const char *subject,
                     ProtobufCBinaryData *value, ju_err *err) JU_MUST_CHECK;

/* Opens *value, which is sealed, into arena. Errors as ju_unseal; JU_REJECT "malformed" when no Sealed
 * follows the mark. */
ju_rc ju_marked_open(ju_keyring *ring, ju_arena *arena, const char *field, const char *subject,
                     ProtobufCBinaryData *value, ju_err *err) JU_MUST_CHECK;

/* Whose keyring opens a sealed value; "" when nobody's can. */
enum { JU_MARKED_AUDIENCE_SIZE = 64 };
void ju_marked_audience(const void *value, size_t size, char ret[JU_MARKED_AUDIENCE_SIZE]);

#endif
