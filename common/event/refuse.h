#ifndef JU_EVENT_REFUSE_H
#define JU_EVENT_REFUSE_H

#include "common/event/batch.h"

#include "juki/common/v1/common.pb-c.h"

/* What answers a command; NULL for any other message. A reply has a refusal beside the id of what it answers:
 * request_id or change_id. */
typedef const ProtobufCMessageDescriptor *ju_reply_of(const ProtobufCMessageDescriptor *command);

/* Whether a topic carries commands: <owner>.command, answered on <owner>.reply under the same key. */
bool ju_topic_is_command(const char *topic);

/* In apply: answers a command by its reply with this refusal, and nothing else. The refusal's texts are
 * static or in the arena. JU_REJECT when it has no reply. */
ju_rc ju_refuse_reply(ju_ctx *ctx, const ProtobufCMessage *command, ju_reply_of *reply_of,
                      const Juki__Common__V1__Refusal *refusal, ju_err *err) JU_MUST_CHECK;

/* In apply: refuses a command, or another message of the owner's that has a reply, instead of carrying it
 * out, by its reply (ju_refuse_reply) and as an act ("command.refused"). */
ju_rc ju_refuse_command(ju_ctx *ctx, const ProtobufCMessage *command, ju_reply_of *reply_of,
                        const Juki__Common__V1__Refusal *refusal, ju_err *err) JU_MUST_CHECK;

#endif
