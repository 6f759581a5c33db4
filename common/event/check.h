#ifndef JU_EVENT_CHECK_H
#define JU_EVENT_CHECK_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

/*
 * Unpacks a protobuf value and checks what protobuf-c does not: every text is well-formed UTF-8 without
 * embedded NUL or control characters, every enum value is known. With strict, fields that this version
 * does not know are refused too (seed 002 R-02: only the defined items may be obtained).
 * JU_FATAL "memory" when the arena is full. JU_REJECT: "malformed", "text_invalid", "enum_unknown",
 * "field_unknown" with the field at fault.
 */
ju_rc ju_unpack(const ProtobufCMessageDescriptor *descriptor, const void *value, size_t size, bool strict,
                ju_arena *arena, ProtobufCMessage **ret, ju_err *err) JU_MUST_CHECK;

#endif
