#include "common/staff/door.h"

#include "common/staff/policy_file.h"
#include "common/staff/standing.h"
#include "juki/common/v1/common.pb-c.h"

#include <stdlib.h>
#include <string.h>

typedef Juki__Common__V1__Operator operator_;

enum { SKEW_S = 30 };

struct ju_staff_door {
    const ju_staff_command *command;
    size_t count;
    ju_staff_may *may;     /* NULL: all may */
    ju_staff_first *first; /* NULL: none */
    ju_reply_of *reply_of;
    ju_staff_terms terms;
    ju_staff_keys *keys; /* NULL: there are none */
    ju_staff_policy_file *policy;
};

/* What is found out about who commands: ctx->door. */
typedef struct staff_guest {
    ju_err refused; /* rc JU_OK: let in */
    ju_staff_token token;
    ju_staff_deed deed;
    const ju_staff_policy *policy;
    bool unseated; /* he sits at no registered terminal */
} staff_guest;

ju_rc ju_staff_door_open(const ju_staff_settings *settings, const ju_staff_table *table, ju_staff_door **ret,
                         ju_err *err)
{
    ju_staff_door *door = calloc(1, sizeof *door);
    if (door == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *ret = door;
    door->command = table->command;
    door->count = table->count;
    door->may = table->may;
    door->first = table->first;
    door->reply_of = table->reply_of;
    door->terms =
        (ju_staff_terms){settings->issuer, settings->audience, settings->lifetime_ms / 1000, SKEW_S};
    JU_TRY(ju_staff_policy_file_open(settings->policy, &door->policy, err));
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
        ju_staff_policy_file_free(door->policy);
        free(door);
    }
}

/* Who the command says it is from; nobody's texts are empty. */
static const operator_ *operator_of(const ju_ctx *ctx)
{
    static const operator_ nobody = JUKI__COMMON__V1__OPERATOR__INIT;
    const operator_ *who = ju_commander(ctx);
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
static ju_rc read_token(ju_staff_door *door, const ju_ctx *ctx, ju_staff_token *ret, ju_err *err)
{
    const void *text = NULL;
    size_t size = 0;
    ju_err cause;
    const operator_ *who = operator_of(ctx);
    if (door->keys == NULL || ju_staff_keys_refresh(door->keys, &cause) != JU_OK) {
        return ju_reject(err, "token_unverifiable", "", "there are no keys to verify staff tokens by");
    }
    read_header(ctx->message, &text, &size);
    JU_TRY(
        ju_staff_token_check(door->keys, &door->terms, ju_clock_epoch_s(), text, size, ctx->arena, ret, err));
    return ju_staff_token_match(ret, who->operator_id, who->terminal_id, err);
}

static void take_word(ju_ctx *ctx, const ju_staff_token *token)
{
    ctx->affair = token->affair;
    ctx->department = token->department;
}

static ju_rc decide(const staff_guest *guest, ju_err *err)
{
    const char *code = ju_staff_decide(guest->policy, &guest->deed);
    return code == NULL ? JU_OK : ju_reject(err, code, "operator", "the table of who may do what");
}

/* JU_REJECT: not to be let in, whatever was granted. */
static ju_rc check(ju_staff_door *door, ju_ctx *ctx, const ProtobufCMessage *command, staff_guest *guest,
                   ju_err *err)
{
    ju_err cause;
    ju_staff_token *token = &guest->token;
    JU_TRY(read_token(door, ctx, token, err));
    take_word(ctx, token);
    if (ju_staff_policy_file_now(door->policy, &guest->policy, &cause) != JU_OK) {
        return ju_reject(err, "policy_unreadable", "", "the table of who may do what cannot be read");
    }
    guest->deed = (ju_staff_deed){.operation = command->descriptor->name,
                                  .groups = ju_staff_groups_of(command),
                                  .affair = token->affair,
                                  .department = token->department,
                                  .person = token->operator_id,
                                  .person_class = token->person_class,
                                  .roles = ju_staff_roles_of(token->roles),
                                  .granted = ~0U};
    JU_TRY(decide(guest, err));
    return door->may == NULL || door->may(ctx, command->descriptor)
               ? JU_OK
               : ju_reject(err, "affair_not_allowed", "operator", "the affair may not give this command");
}

ju_rc ju_staff_enter(ju_staff_door *door, ju_ctx *ctx, const void *body, bool *ret_refused, ju_err *err)
{
    staff_guest *guest = ju_arena_alloc(ctx->arena, sizeof *guest);
    if (guest == NULL) {
        return ju_no_memory(err);
    }
    ju_rc rc = check(door, ctx, body, guest, &guest->refused);
    if (rc != JU_OK && rc != JU_REJECT) {
        *err = guest->refused;
        return rc;
    }
    ctx->door = guest;
    *ret_refused = rc == JU_REJECT;
    return *ret_refused ? JU_OK : ju_staff_ask_standing(ctx, &guest->token, err);
}

/* ---- out ----------------------------------------------------------------------------------------------- */

static ju_rc refuse(ju_staff_door *door, ju_ctx *ctx, const ProtobufCMessage *command,
                    const staff_guest *guest, ju_err *err)
{
    Juki__Common__V1__Refusal refusal = JUKI__COMMON__V1__REFUSAL__INIT;
    refusal.code = (char *)(uintptr_t)guest->refused.code;
    refusal.item = (char *)(uintptr_t)guest->refused.item;
    refusal.message = (char *)(uintptr_t)ju_staff_refusal_text(guest->refused.code);
    /* who it says it is, which is not proven */
    JU_TRY(ju_audit(ctx,
                    &(ju_act){.action = "staff.refused",
                              .operator_ = operator_of(ctx),
                              .event_id = ctx->message->id,
                              .refused_code = guest->refused.code,
                              .detail = command->descriptor->short_name},
                    err));
    return ju_refuse_reply(ctx, command, door->reply_of, &refusal, err);
}

static ju_rc audit_admitted(ju_ctx *ctx, const ju_staff_token *token, ju_err *err)
{
    const char *detail =
        ju_arena_printf(ctx->arena, "affair=%s department=%s factors=%s token=%s class=%s roles=%s%s%s%s%s",
                        token->affair, token->department, token->factors, token->id, token->person_class,
                        token->roles, *token->place == '\0' ? "" : " organisation=", token->organisation,
                        *token->place == '\0' ? "" : " place=", token->place);
    return detail == NULL ? ju_no_memory(err)
                          : ju_audit(ctx,
                                     &(ju_act){.action = "staff.admitted",
                                               .operator_ = operator_of(ctx),
                                               .event_id = ctx->message->id,
                                               .detail = detail},
                                     err);
}

/* With the answer at hand: whether he may still come in. */
static void look_at_standing(const ju_staff_door *door, const ProtobufCMessage *command, staff_guest *guest,
                             const ju_staff_standing *standing)
{
    bool first = standing->no_terminals && door->first != NULL && door->first(command);
    guest->unseated = !standing->terminal_registered;
    guest->deed.granted = standing->granted;
    if (standing->refused != NULL) {
        (void)ju_reject(&guest->refused, standing->refused, "operator", "revoked");
    } else if (guest->unseated && !first) {
        (void)ju_reject(&guest->refused, "terminal_unknown", "terminal_id",
                        "not in the register of terminals");
    } else {
        (void)decide(guest, &guest->refused);
    }
}

ju_rc ju_staff_pass(ju_staff_door *door, ju_ctx *ctx, const void *body, bool *ret_refused, ju_err *err)
{
    staff_guest *guest = ctx->door;
    ju_staff_standing standing = {0};
    if (guest->refused.rc == JU_OK) {
        standing = ju_staff_got_standing(ctx);
        ctx->first_question++; /* the command's own answers begin behind it */
        look_at_standing(door, body, guest, &standing);
    }
    *ret_refused = guest->refused.rc != JU_OK;
    if (*ret_refused) {
        return refuse(door, ctx, body, guest, err);
    }
    if (standing.came_before) {
        return JU_OK;
    }
    JU_TRY(ju_staff_put_token(ctx, &guest->token, err));
    return audit_admitted(ctx, &guest->token, err);
}

bool ju_staff_unseated(const ju_ctx *ctx)
{
    return ((const staff_guest *)ctx->door)->unseated;
}

/* ---- a table of commands ------------------------------------------------------------------------------- */

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

static ju_rc find_own(const ju_staff_door *door, const ProtobufCMessage *command,
                      const ju_staff_command **ret, ju_err *err)
{
    *ret = find(door->command, door->count, command->descriptor);
    return *ret != NULL ? JU_OK
                        : ju_fail(err, JU_FATAL, "staff_command", "%s is not behind the door",
                                  command->descriptor->name);
}

static const char *request_id_of(const ProtobufCMessage *command)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(command->descriptor, "request_id");
    return *(char *const *)(const void *)((const char *)command + field->offset);
}

ju_rc ju_staff_ask(ju_staff_door *door, ju_ctx *ctx, const void *body, ju_err *err)
{
    const ju_staff_command *own = NULL;
    bool refused = false;
    if (*request_id_of(body) == '\0') {
        return ju_reject(err, "item_missing", "request_id", "what has no number cannot be answered");
    }
    JU_TRY(find_own(door, body, &own, err));
    JU_TRY(ju_staff_enter(door, ctx, body, &refused, err));
    return refused || own->ask == NULL ? JU_OK : own->ask(ctx, body, err);
}

ju_rc ju_staff_apply(ju_staff_door *door, ju_ctx *ctx, const void *body, ju_err *err)
{
    const ju_staff_command *own = NULL;
    bool refused = false;
    JU_TRY(find_own(door, body, &own, err));
    JU_TRY(ju_staff_pass(door, ctx, body, &refused, err));
    return refused ? JU_OK : own->apply(ctx, body, err);
}
