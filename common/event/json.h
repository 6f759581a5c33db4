#ifndef JU_EVENT_JSON_H
#define JU_EVENT_JSON_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "juki/common/v1/common.pb-c.h"

#include <jansson.h>

/*
 * Messages as JSON objects, by their descriptors: members have the field's name in the contract, an enum
 * value is its name in lower case without the enum's prefix ("female", "approve"), bytes are hexadecimal
 * digits, and what has its default value (empty, 0, false) is left out.
 */

/* How the text of a Sealed field is sealed on its way in: field is the Sealed field's descriptor. */
typedef struct ju_json_sealer {
    ju_rc (*seal)(void *opaque, const ProtobufCFieldDescriptor *field, const char *clear, ju_arena *arena,
                  Juki__Common__V1__Sealed **ret, ju_err *err);
    void *opaque;
} ju_json_sealer;

/*
 * Reads an object; null counts as absent. sealer may be NULL: then a Sealed field cannot be given. *ret lives
 * in the arena. JU_REJECT with the path of the member at fault, e.g. "person[0].birth_date", as item:
 * "member_unknown", "type_wrong", "value_unknown" (enum), "out_of_range", "text_invalid", "seal_unavailable",
 * or what the sealer said.
 */
ju_rc ju_json_to_message(const json_t *json, const ProtobufCMessageDescriptor *descriptor, ju_arena *arena,
                         const ju_json_sealer *sealer, ProtobufCMessage **ret, ju_err *err) JU_MUST_CHECK;

/* A new object; a Sealed value is shown as "(sealed <key id>)", an enum value that this version does not know
 * as its number. NULL when memory is out. */
json_t *ju_message_to_json(const ProtobufCMessage *message);

/* The lower-case name of an enum value in arena memory; NULL when it is unknown or memory is out. */
char *ju_enum_word(const ProtobufCEnumDescriptor *descriptor, int value, ju_arena *arena);

#endif
