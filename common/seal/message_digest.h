#ifndef JU_SEAL_MESSAGE_DIGEST_H
#define JU_SEAL_MESSAGE_DIGEST_H

#include "common/base/err.h"

#include <protobuf-c/protobuf-c.h>

/*
 * SHA-256 over what a message says, in lines that every language can make of it ("<item>=<value>", in the
 * order of the field numbers; proto/juki/gateway/v1/snapshot.proto has the rules): equal for messages that
 * say the same. A Sealed value counts as being there. without: a field of the message itself that is left
 * out. JU_FATAL when OpenSSL fails, or for a type that has no rule.
 */
enum { JU_MESSAGE_DIGEST_BYTES = 32 };

ju_rc ju_message_digest(const ProtobufCMessage *message, const char *without,
                        unsigned char ret[JU_MESSAGE_DIGEST_BYTES], ju_err *err) JU_MUST_CHECK;

#endif
