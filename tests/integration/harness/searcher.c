#include "tests/integration/harness/searcher.h"

#include "common/event/registry.h"
#include "common/event/topic_names.h"
#include "tests/integration/harness/staff.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 1 << 20 };

static const char OPERATOR[] = "clerk1";
static const char TERMINAL[] = "terminal1";

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

void scene_open(scene *s, world *w)
{
    *s = (scene){.w = w};
    ju_arena_init(&s->arena, ARENA_BYTES);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "identity", &s->ring, NULL), JU_OK);
    command_all_topics(w, 2);
    s->replies = bus_follow(w, JU_TOPIC_IDENTITY_REPLY);
}

void scene_close(scene *s)
{
    bus_unfollow(&s->replies);
    ju_keyring_free(s->ring);
    ju_arena_done(&s->arena);
}

Juki__Common__V1__Sealed *scene_seal(scene *s, const char *field, const char *subject, const char *number)
{
    Juki__Common__V1__Sealed *sealed = NULL;
    assert_int_equal(ju_seal_text(s->ring, &s->arena, field, subject, number, &sealed, NULL), JU_OK);
    return sealed;
}

ProtobufCMessage *scene_answer(scene *s, const char *request_id, const ProtobufCMessageDescriptor *type)
{
    int64_t until_ms = now_ms() + patience_ms();
    while (now_ms() < until_ms) {
        bus_follow_on(&s->replies, 20);
        for (size_t i = s->replies.records.count; i > 0; i--) {
            const bus_record *record = &s->replies.records.item[i - 1];
            if (strcmp(record->key, request_id) == 0) {
                return protobuf_c_message_unpack(type == NULL ? ju_registry_find(record->type) : type, NULL,
                                                 record->size, record->value);
            }
        }
    }
    fail_msg("no answer to %s", request_id);
    return NULL;
}

void asked_prepare(asked *a)
{
    a->id = command_new_id();
    juki__common__v1__operator__init(&a->who);
    juki__identity__v1__search_identity__init(&a->question);
    a->who.operator_id = text(OPERATOR);
    a->who.terminal_id = text(TERMINAL);
    a->question.request_id = a->id.text;
    a->question.operator_ = &a->who;
    a->question.purpose = text("広域交付");
}

void scene_command(scene *s, const char *operator_id, const char *key, const ProtobufCMessage *command)
{
    char *token = staff_token(s->w, operator_id, TERMINAL);
    bus_send(s->w, JU_TOPIC_IDENTITY_COMMAND,
             &(bus_event){.key = key, .message = command, .staff_token = token});
    free(token);
}

void asked_send(scene *s, const asked *a)
{
    scene_command(s, OPERATOR, a->id.text, &a->question.base);
}

search_reply *asked_answer(scene *s, const asked *a)
{
    return (search_reply *)scene_answer(s, a->id.text,
                                        &juki__identity__v1__search_identity_reply__descriptor);
}

search_reply *asked_ask(scene *s, const asked *a)
{
    asked_send(s, a);
    return asked_answer(s, a);
}

int asked_found(scene *s, const asked *a)
{
    search_reply *reply = asked_ask(s, a);
    if (reply->refusal != NULL) {
        fail_msg("refused: %s %s", reply->refusal->code, reply->refusal->item);
    }
    int count = (int)reply->n_found;
    juki__identity__v1__search_identity_reply__free_unpacked(reply, NULL);
    return count;
}

void asked_refused(scene *s, const asked *a, const char *code)
{
    search_reply *reply = asked_ask(s, a);
    assert_non_null(reply->refusal);
    assert_string_equal(reply->refusal->code, code);
    assert_true(strlen(reply->refusal->message) > 0);
    assert_int_equal(reply->n_found, 0);
    juki__identity__v1__search_identity_reply__free_unpacked(reply, NULL);
}

show_reply *scene_show(scene *s, const char *operator_id, const char *list_id, int32_t place)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Identity__V1__ShowIdentity question = JUKI__IDENTITY__V1__SHOW_IDENTITY__INIT;
    who.operator_id = text(operator_id);
    who.terminal_id = text(TERMINAL);
    question.request_id = id.text;
    question.operator_ = &who;
    question.purpose = text("広域交付");
    question.list_id = text(list_id);
    question.place = place;
    scene_command(s, operator_id, id.text, &question.base);
    return (show_reply *)scene_answer(s, id.text, &juki__identity__v1__show_identity_reply__descriptor);
}

void scene_not_shown(scene *s, const char *operator_id, const char *list_id, int32_t place)
{
    show_reply *reply = scene_show(s, operator_id, list_id, place);
    assert_non_null(reply->refusal);
    assert_string_equal(reply->refusal->code, "list_unknown");
    assert_null(reply->person);
    assert_null(reply->resident_code);
    juki__identity__v1__show_identity_reply__free_unpacked(reply, NULL);
}

const char *scene_code(scene *s, const show_reply *one)
{
    char *clear = NULL;
    assert_int_equal(ju_unseal_text(s->ring, &s->arena, "resident_code", one->request_id, one->resident_code,
                                    &clear, NULL),
                     JU_OK);
    return clear;
}
