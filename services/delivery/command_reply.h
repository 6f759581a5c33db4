#ifndef DELIVERY_COMMAND_REPLY_H
#define DELIVERY_COMMAND_REPLY_H

#include <protobuf-c/protobuf-c.h>

/* What answers a command of a terminal (delivery.command); NULL for any other message. */
const ProtobufCMessageDescriptor *delivery_reply_of(const ProtobufCMessageDescriptor *command);

#endif
