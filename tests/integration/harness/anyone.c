#include "tests/integration/harness/anyone.h"

#include "tests/integration/harness/staff.h"

#include "common/event/registry.h"
#include "common/event/topic_names.h"
#include "juki/common/v1/common.pb-c.h"
#include "juki/resident/v1/command.pb-c.h"
#include "juki/resident/v1/review.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const ANYONE_COMMANDS[ANYONE_TOPICS] = {JU_TOPIC_RESIDENT_COMMAND, JU_TOPIC_RESIDENT_MIGRATE,
                                                    JU_TOPIC_IDENTITY_COMMAND, JU_TOPIC_DELIVERY_COMMAND,
                                                    JU_TOPIC_GATEWAY_COMMAND,  JU_TOPIC_AUDIT_COMMAND};

static const char *const ANSWERS[ANYONE_ANSWERS] = {JU_TOPIC_RESIDENT_REPLY, JU_TOPIC_IDENTITY_REPLY,
                                                    JU_TOPIC_DELIVERY_REPLY, JU_TOPIC_GATEWAY_REPLY,
                                                    JU_TOPIC_AUDIT_REPLY};

anyone *anyone_open(world *w)
{
    anyone *a = calloc(1, sizeof *a);
    assert_non_null(a);
    a->w = w;
    for (int i = 0; i < ANYONE_ANSWERS; i++) {
        a->answers[i] = bus_follow(w, ANSWERS[i]);
    }
    return a;
}

void anyone_close(anyone *a)
{
    for (int i = 0; i < ANYONE_ANSWERS; i++) {
        bus_unfollow(&a->answers[i]);
    }
    free(a);
}

/* ---- sending ------------------------------------------------------------------------------------------- */

static void *member(ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    return field == NULL ? NULL : (char *)message + field->offset;
}

static ProtobufCMessage *empty(const ProtobufCMessageDescriptor *type)
{
    ProtobufCMessage *message = calloc(1, type->sizeof_message);
    assert_non_null(message);
    protobuf_c_message_init(type, message);
    return message;
}

static void sign(ProtobufCMessage *command, char *id, Juki__Common__V1__Operator *who)
{
    Juki__Common__V1__Operator **asking = member(command, "operator");
    assert_non_null(asking);
    *asking = who;
    *(char **)((char *)command + command->descriptor->fields[0].offset) = id;
}

command_id anyone_send(world *w, const char *topic, const ProtobufCMessageDescriptor *type,
                       const char *operator_id, const char *token)
{
    command_id id = command_new_id();
    command_id own = command_new_id();
    ProtobufCMessage *command = empty(type);
    ProtobufCMessage *entry = empty(&juki__resident__v1__submit_change__descriptor);
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = (char *)(uintptr_t)operator_id;
    who.terminal_id = (char *)(uintptr_t)staff_seat(w);
    if (type == &juki__resident__v1__correct_change__descriptor) { /* says it in the entry */
        sign(entry, own.text, &who);
        *(ProtobufCMessage **)member(command, "entry") = entry;
        *(char **)member(command, "change_id") = id.text;
    } else {
        sign(command, id.text, &who);
    }
    bus_send(w, topic, &(bus_event){.key = id.text, .message = command, .staff_token = token});
    free(entry);
    free(command);
    return id;
}

/* ---- answers ------------------------------------------------------------------------------------------- */

static const bus_record *find(const bus_follower *answers, const char *id)
{
    for (size_t i = 0; i < answers->records.count; i++) {
        if (strcmp(answers->records.item[i].key, id) == 0) {
            return &answers->records.item[i];
        }
    }
    return NULL;
}

static bus_follower *answers_of(anyone *a, const char *topic)
{
    size_t owner = strcspn(topic, ".") + 1;
    for (int i = 0; i < ANYONE_ANSWERS; i++) {
        if (strncmp(ANSWERS[i], topic, owner) == 0) {
            return &a->answers[i];
        }
    }
    fail_msg("nobody answers %s", topic);
    return NULL;
}

const char *anyone_code(anyone *a, const char *topic, const char *id)
{
    static char code[64];
    bus_follower *answers = answers_of(a, topic);
    int64_t until_ms = now_ms() + patience_ms();
    const bus_record *record = NULL;
    while ((record = find(answers, id)) == NULL) {
        bus_follow_on(answers, 20);
        if (now_ms() > until_ms) {
            fail_msg("no answer of %s", topic);
        }
    }
    const ProtobufCMessageDescriptor *type = ju_registry_find(record->type);
    assert_non_null(type);
    ProtobufCMessage *reply = protobuf_c_message_unpack(type, NULL, record->size, record->value);
    assert_non_null(reply);
    const Juki__Common__V1__Refusal *refusal = *(Juki__Common__V1__Refusal **)member(reply, "refusal");
    (void)snprintf(code, sizeof code, "%s", refusal == NULL ? "" : refusal->code);
    protobuf_c_message_free_unpacked(reply, NULL);
    return code;
}
