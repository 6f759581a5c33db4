#ifndef IDENTITY_STEPS_STAFF_H
#define IDENTITY_STEPS_STAFF_H

#include "common/staff/door.h"

/* The commands of identity.command, all behind the door of common/staff/door.h. */
enum { IDENTITY_STAFF_COUNT = 18 };
extern const ju_staff_command identity_staff_commands[IDENTITY_STAFF_COUNT];

const ProtobufCMessageDescriptor *staff_reply_of(const ProtobufCMessageDescriptor *command);

/* For the table in handlers.c, for every one of them. */
ju_rc staff_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc staff_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
