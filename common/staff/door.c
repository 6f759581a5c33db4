#include "common/staff/door.h"

#include "juki/common/v1/common.pb-c.h"

#include <stdlib.h>
#include <string.h>

typedef Juki__Common__V1__Operator operator_;

enum { SKEW_S = 30 };

struct ju_staff_door {
    const ju_staff_command *command;
    size_t count;
    ju_staff_may *may; /* NULL: all may */
    const char *reply_topic;
    ju_staff_policy policy;
    ju_staff_keys *keys; /* NULL: there are none */
};

/* What ask finds out about a command. */
typedef struct staff_work {
    const ju_staff_command *command;
    ju_err refused; /* rc JU_OK: let in */
    ju_staff_token token;
    void *own; /* the command's own work */
} staff_work;

ju_rc ju_staff_door_open(const ju_staff_settings *settings, const ju_staff_command *commands, size_t count,
                         ju_staff_may *may, const char *reply_topic, ju_staff_door **ret, ju_err *err)
{
    ju_staff_door *door = calloc(1, sizeof *door);
    if (door == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *ret = door;
    door->command = commands;
    door->count = count;
    door->may = may;
    door->reply_topic = reply_topic;
    door->policy =
        (ju_staff_policy){settings->issuer, settings->audience, settings->lifetime_ms / 1000, SKEW_S};
    if (settings->keys == NULL) {
        return JU_OK;
    }
    return settings->issuer == NULL
               ? ju_fail(err, JU_FATAL, "setting_missing", "JUKI_STAFF_KEYS needs JUKI_STAFF_ISSUER")
               : ju_staff_keys_open(settings->keys, &door->keys, err);
}

void ju_staff_door_close(ju_staff_door *door)
{
    if (door != NULL) {
        ju_staff_keys_free(door->keys);
        free(door);
    }
}

/* ---- what stands in command and reply ------------------------------------------------------------------ */

static const ProtobufCFieldDescriptor *field_of(const ProtobufCMessageDescriptor *descriptor,
                                                const char *name)
{
    return protobuf_c_message_descriptor_get_field_by_name(descriptor, name);
}

static void *member(const ProtobufCMessage *message, const char *name)
{
    return (char *)(uintptr_t)message + field_of(message->descriptor, name)->offset;
}

static char *request_id_of(const ProtobufCMessage *command)
{
    return *(char **)member(command, "request_id");
}

/* Who the command says it is from; nobody's texts are empty. */
static const operator_ *operator_of(const ProtobufCMessage *command)
{
    static const operator_ nobody = JUKI__COMMON__V1__OPERATOR__INIT;
    const operator_ *who = *(operator_ **)member(command, "operator");
    return who == NULL ? &nobody : who;
}

/* ---- in ------------------------------------------------------------------------------------------------ */

/* A message that waited in parked has no header any more: it is refused. */
static void read_header(const ju_message *message, const void **ret, size_t *ret_size)
{
    rd_kafka_headers_t *headers = NULL;
    *ret = NULL;
    *ret_size = 0;
    if (message->raw != NULL &&
        rd_kafka_message_headers(message->raw, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        (void)rd_kafka_header_get_last(headers, JU_HEADER_STAFF_TOKEN, ret, ret_size);
    }
}

/* A token that names the operator; JU_REJECT: there is none that is good. */
static ju_rc read_token(ju_staff_door *door, const ju_ctx *ctx, const operator_ *who, ju_staff_token *ret,
                        ju_err *err)
{
    const void *text = NULL;
    size_t size = 0;
    ju_err cause;
    if (door->keys == NULL || ju_staff_keys_refresh(door->keys, &cause) != JU_OK) {
        return ju_reject(err, "token_unverifiable", "", "there are no keys to verify staff tokens by");
    }
    read_header(ctx->message, &text, &size);
    JU_TRY(ju_staff_token_check(door->keys, &door->policy, ju_clock_epoch_s(), text, size, ctx->arena, ret,
                                err));
    return ju_staff_token_match(ret, who->operator_id, who->terminal_id, err);
}

static void take_word(ju_ctx *ctx, const ju_staff_token *token)
{
    ctx->affair = token->affair;
    ctx->department = token->department;
}

ju_rc ju_staff_note(ju_staff_door *door, ju_ctx *ctx, ju_err *err)
{
    ju_staff_token token;
    const void *text = NULL;
    size_t size = 0;
    read_header(ctx->message, &text, &size);
    const operator_ *who = size > 0 ? ju_commander(ctx) : NULL;
    ju_rc rc = who == NULL ? JU_REJECT : read_token(door, ctx, who, &token, err);
    if (rc == JU_OK) {
        take_word(ctx, &token);
    }
    return rc == JU_REJECT ? JU_OK : rc;
}

/* JU_REJECT: not to be let in. */
static ju_rc check(ju_staff_door *door, ju_ctx *ctx, const ju_staff_command *command, const operator_ *who,
                   ju_staff_token *ret, ju_err *err)
{
    JU_TRY(read_token(door, ctx, who, ret, err));
    take_word(ctx, ret);
    return door->may == NULL || door->may(ctx, command->command)
               ? JU_OK
               : ju_reject(err, "affair_not_allowed", "operator", "the affair may not give this command");
}

static const ju_staff_command *find(const ju_staff_command *commands, size_t count,
                                    const ProtobufCMessageDescriptor *descriptor)
{
    for (size_t i = 0; i < count; i++) {
        if (commands[i].command == descriptor) {
            return &commands[i];
        }
    }
    return NULL;
}

const ProtobufCMessageDescriptor *ju_staff_reply_of(const ju_staff_command *commands, size_t count,
                                                    const ProtobufCMessageDescriptor *command)
{
    const ju_staff_command *found = find(commands, count, command);
    return found == NULL ? NULL : found->reply;
}

ju_rc ju_staff_ask(ju_staff_door *door, ju_ctx *ctx, const void *body, ju_err *err)
{
    const ProtobufCMessage *command = body;
    staff_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    if (*request_id_of(command) == '\0') {
        return ju_reject(err, "item_missing", "request_id", "what has no number cannot be answered");
    }
    *work = (staff_work){.command = find(door->command, door->count, command->descriptor)};
    if (work->command == NULL) {
        return ju_fail(err, JU_FATAL, "staff_command", "%s is not behind the door",
                       command->descriptor->name);
    }
    ju_rc rc = check(door, ctx, work->command, operator_of(command), &work->token, &work->refused);
    if (rc == JU_OK && work->command->ask != NULL) {
        rc = work->command->ask(ctx, body, err);
        work->own = ctx->work;
    } else if (rc == JU_FATAL) {
        *err = work->refused;
    }
    ctx->work = work;
    return work->refused.rc == JU_REJECT ? JU_OK : rc;
}

/* ---- out ----------------------------------------------------------------------------------------------- */

static ju_rc audit_refused(ju_ctx *ctx, const ProtobufCMessage *command, const ju_err *why, ju_err *err)
{
    /* who it says it is, which is not proven */
    return ju_audit(ctx,
                    &(ju_act){.action = "staff.refused",
                              .operator_ = operator_of(command),
                              .event_id = ctx->message->id,
                              .refused_code = why->code,
                              .detail = command->descriptor->short_name},
                    err);
}

static ju_rc refuse(ju_staff_door *door, ju_ctx *ctx, const ProtobufCMessage *command, const staff_work *work,
                    ju_err *err)
{
    const ProtobufCMessageDescriptor *type = work->command->reply;
    Juki__Common__V1__Refusal refusal = JUKI__COMMON__V1__REFUSAL__INIT;
    ProtobufCMessage *reply = ju_arena_alloc(ctx->arena, type->sizeof_message);
    if (reply == NULL) {
        return ju_no_memory(err);
    }
    protobuf_c_message_init(type, reply);
    refusal.code = (char *)(uintptr_t)work->refused.code;
    refusal.item = (char *)(uintptr_t)work->refused.item;
    refusal.message = (char *)(uintptr_t)ju_staff_refusal_text(work->refused.code);
    *(char **)member(reply, "request_id") = request_id_of(command);
    *(Juki__Common__V1__Refusal **)member(reply, "refusal") = &refusal;
    JU_TRY(audit_refused(ctx, command, &work->refused, err));
    return ju_emit(ctx, door->reply_topic, request_id_of(command), reply, NULL, err);
}

static ju_rc audit_admitted(ju_ctx *ctx, const ProtobufCMessage *command, const ju_staff_token *token,
                            ju_err *err)
{
    const char *detail = ju_arena_printf(ctx->arena, "affair=%s department=%s factors=%s token=%s",
                                         token->affair, token->department, token->factors, token->id);
    return detail == NULL ? ju_no_memory(err)
                          : ju_audit(ctx,
                                     &(ju_act){.action = "staff.admitted",
                                               .operator_ = operator_of(command),
                                               .event_id = ctx->message->id,
                                               .detail = detail},
                                     err);
}

ju_rc ju_staff_apply(ju_staff_door *door, ju_ctx *ctx, const void *body, ju_err *err)
{
    const ProtobufCMessage *command = body;
    const staff_work *work = ctx->work;
    if (work->refused.rc != JU_OK) {
        return refuse(door, ctx, command, work, err);
    }
    ctx->work = work->own;
    take_word(ctx, &work->token);
    JU_TRY(audit_admitted(ctx, command, &work->token, err));
    return work->command->apply(ctx, body, err);
}
