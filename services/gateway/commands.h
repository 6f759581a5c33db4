#ifndef GATEWAY_COMMANDS_H
#define GATEWAY_COMMANDS_H

#include "services/gateway/handlers.h"

/*
 * gateway.command: what operators ask and decide, all behind the door of common/staff/door.h (by name, at a
 * named terminal, with both factors: seed 002 R-35, seed 003 REQ-03). A command has one row in commands.c and
 * one in the table of handlers.
 */
ju_rc gateway_door_open(gateway *self, ju_err *err) JU_MUST_CHECK;

const ProtobufCMessageDescriptor *gateway_reply_of(const ProtobufCMessageDescriptor *command);

/* For the table of handlers, for every one of them. */
ju_rc gateway_command_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_command_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
