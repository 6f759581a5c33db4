#include "tests/issuer/desk.h"

#include "common/base/clock.h"
#include "common/event/registry.h"
#include "juki/common/v1/common.pb-c.h"

#include <stdlib.h>
#include <string.h>

typedef Juki__Common__V1__Operator operator_;

enum { LIFETIME_S = 600, RENEW_S = 300, SEATS_MAX = 512 };

typedef struct seat {
    char *operator_id;
    char *terminal_id;
    char *token;
    int64_t made_s;
} seat;

struct issuer_desk {
    const issuer *issuer;
    seat seat[SEATS_MAX];
    size_t count;
};

issuer_desk *issuer_desk_new(const issuer *i)
{
    issuer_desk *desk = calloc(1, sizeof *desk);
    if (desk != NULL) {
        desk->issuer = i;
    }
    return desk;
}

static void leave(seat *s)
{
    free(s->operator_id);
    free(s->terminal_id);
    free(s->token);
    *s = (seat){0};
}

void issuer_desk_free(issuer_desk *desk)
{
    for (size_t i = 0; desk != NULL && i < desk->count; i++) {
        leave(&desk->seat[i]);
    }
    free(desk);
}

static seat *seat_of(issuer_desk *desk, const operator_ *who)
{
    for (size_t i = 0; i < desk->count; i++) {
        seat *s = &desk->seat[i];
        if (strcmp(s->operator_id, who->operator_id) == 0 && strcmp(s->terminal_id, who->terminal_id) == 0) {
            return s;
        }
    }
    if (desk->count == SEATS_MAX) { /* all anew */
        for (size_t i = 0; i < SEATS_MAX; i++) {
            leave(&desk->seat[i]);
        }
        desk->count = 0;
    }
    seat *s = &desk->seat[desk->count++];
    s->operator_id = strdup(who->operator_id);
    s->terminal_id = strdup(who->terminal_id);
    return s;
}

static const char *token_for(issuer_desk *desk, const operator_ *who)
{
    int64_t now_s = ju_clock_epoch_s();
    seat *s = seat_of(desk, who);
    if (s->token == NULL || now_s - s->made_s >= RENEW_S) {
        free(s->token);
        s->token = issuer_token(desk->issuer,
                                &(issuer_claims){who->operator_id, who->terminal_id, now_s, LIFETIME_S});
        s->made_s = now_s;
    }
    return s->token;
}

/* A message in a field of another; NULL: there is none. */
static const ProtobufCMessage *part_of(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    return field == NULL || field->type != PROTOBUF_C_TYPE_MESSAGE ||
                   field->label == PROTOBUF_C_LABEL_REPEATED
               ? NULL
               : *(ProtobufCMessage *const *)(const void *)((const char *)message + field->offset);
}

const char *issuer_desk_token(issuer_desk *desk, const char *type, const void *value, size_t size)
{
    const ProtobufCMessageDescriptor *descriptor = ju_registry_find(type);
    ProtobufCMessage *message =
        descriptor == NULL ? NULL : protobuf_c_message_unpack(descriptor, NULL, size, value);
    if (message == NULL) {
        return NULL;
    }
    const ProtobufCMessage *entry = part_of(message, "entry"); /* of a correction, which says it there */
    const ProtobufCMessage *who = part_of(entry == NULL ? message : entry, "operator");
    bool named = who != NULL && *((const operator_ *)who)->operator_id != '\0';
    const char *token = named ? token_for(desk, (const operator_ *)who) : NULL;
    protobuf_c_message_free_unpacked(message, NULL);
    return token;
}
