#ifndef JUKICTL_ITEMS_H
#define JUKICTL_ITEMS_H

#include "common/base/arena.h"
#include "deploy/jukictl/ctl.h"

#include <protobuf-c/protobuf-c.h>

/*
 * A question from operands ITEM=VALUE, with the items of its message; of a list with commas between. A number
 * that is nobody's to know is given as ITEM=- and read from standard input; it is sealed to audience, subject
 * request_id. JU_REJECT: the caller's mistake, "not_on_command_line", "item_required", "type_wrong" or as
 * ju_json_to_message.
 */
ju_rc ctl_items_read(const ctl *c, const char *audience, const char *request_id,
                     const ProtobufCMessageDescriptor *descriptor, ju_arena *arena, ProtobufCMessage **ret,
                     ju_err *err) JU_MUST_CHECK;

#endif
