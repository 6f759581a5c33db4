#ifndef AUDIT_COMMANDS_H
#define AUDIT_COMMANDS_H

#include "services/audit/handlers.h"

/*
 * audit.command: what is asked of the trail, all behind the door of common/staff/door.h, so that the act of a
 * look names who looked, and for the affairs of JUKI_AUDIT_AFFAIRS alone. A command has one row in commands.c
 * and one in the table of handlers.
 */
ju_rc audit_door_open(const audit_settings *settings, ju_staff_door **ret, ju_err *err) JU_MUST_CHECK;

const ProtobufCMessageDescriptor *audit_reply_of(const ProtobufCMessageDescriptor *command);

/* For the table of handlers, for every one of them. */
ju_rc audit_command_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc audit_command_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
