#ifndef RESIDENT_COMMAND_REPLY_H
#define RESIDENT_COMMAND_REPLY_H

#include <protobuf-c/protobuf-c.h>

/* What answers a command of a counter (resident.command); NULL for any other message. Each reply has a
 * refusal beside the id of what it answers. */
const ProtobufCMessageDescriptor *command_reply(const ProtobufCMessageDescriptor *command);

#endif
