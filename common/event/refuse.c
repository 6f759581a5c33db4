#include "common/event/refuse.h"

#include <string.h>

static const char COMMAND[] = ".command";

bool ju_topic_is_command(const char *topic)
{
    size_t length = strlen(topic);
    return length >= strlen(COMMAND) && strcmp(topic + length - strlen(COMMAND), COMMAND) == 0;
}

static void *slot_of(const void *message, const ProtobufCMessageDescriptor *descriptor, const char *name)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(descriptor, name);
    return field == NULL ? NULL : (char *)(uintptr_t)message + field->offset;
}

static void copy_ids(const ProtobufCMessage *command, ProtobufCMessage *reply)
{
    static const char *const IDS[] = {"request_id", "change_id"};
    for (size_t i = 0; i < sizeof IDS / sizeof IDS[0]; i++) {
        char **from = slot_of(command, command->descriptor, IDS[i]);
        char **to = slot_of(reply, reply->descriptor, IDS[i]);
        if (from != NULL && to != NULL) {
            *to = *from;
        }
    }
}

static ju_rc audit_refused(ju_ctx *ctx, const ProtobufCMessage *command, const char *code, ju_err *err)
{
    void *const *operator_ = slot_of(command, command->descriptor, "operator");
    return ju_audit(ctx,
                    &(ju_act){.action = "command.refused",
                              .operator_ = operator_ == NULL ? NULL : *operator_,
                              .event_id = ctx->message->id,
                              .refused_code = code,
                              .detail = command->descriptor->short_name},
                    err);
}

ju_rc ju_refuse_reply(ju_ctx *ctx, const ProtobufCMessage *command, ju_reply_of *reply_of,
                      const Juki__Common__V1__Refusal *refusal, ju_err *err)
{
    const ProtobufCMessageDescriptor *type = reply_of == NULL ? NULL : reply_of(command->descriptor);
    if (type == NULL) {
        return ju_reject(err, refusal->code, refusal->item, "this command has no reply to refuse it by");
    }
    const char *topic = ctx->message->topic;
    ProtobufCMessage *reply = ju_arena_alloc(ctx->arena, type->sizeof_message);
    const char *answers = ju_arena_printf(ctx->arena, "%.*s.reply", (int)strcspn(topic, "."), topic);
    if (reply == NULL || answers == NULL) {
        return ju_no_memory(err);
    }
    protobuf_c_message_init(type, reply);
    copy_ids(command, reply);
    *(const Juki__Common__V1__Refusal **)slot_of(reply, type, "refusal") = refusal;
    return ju_emit(ctx, answers, ctx->message->key, reply, NULL, err);
}

ju_rc ju_refuse_command(ju_ctx *ctx, const ProtobufCMessage *command, ju_reply_of *reply_of,
                        const Juki__Common__V1__Refusal *refusal, ju_err *err)
{
    JU_TRY(audit_refused(ctx, command, refusal->code, err));
    return ju_refuse_reply(ctx, command, reply_of, refusal, err);
}
