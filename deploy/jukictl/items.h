#ifndef JUKICTL_ITEMS_H
#define JUKICTL_ITEMS_H

#include "common/base/arena.h"
#include "common/staff/approval.h"
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

/*
 * The operands from `first` on, each ITEM=VALUE, cut in two in place; what stands behind the first = is the
 * value. In arena memory. NULL, told to who called: one has no =, or the arena is full.
 */
const ju_approval_item *ctl_pairs_read(const ctl *c, int first, ju_arena *arena, size_t *ret_count);

/* The same as a list of messages of this type, which has the fields name and value; in arena memory, texts
 * borrowed. NULL: the arena is full. */
ProtobufCMessage **ctl_pairs_messages(const ju_approval_item *pair, size_t count,
                                      const ProtobufCMessageDescriptor *of, ju_arena *arena);

#endif
