#include "common/base/clock.h"
#include "common/event/check.h"
#include "common/event/json.h"
#include "common/event/message.h"
#include "common/event/registry.h"
#include "deploy/jukictl/bus.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 8 * 1024 * 1024 };

/* What records are looked at with. */
typedef struct looking {
    const ctl *c;
    ctl_reader *reader;
    ju_verifier *verifier;
    ju_bodies *bodies; /* NULL without a purpose: nothing is opened */
} looking;

/* The message as JSON, for a purpose that the trail has (ctl_bodies_open); or a word that says why not. */
static json_t *body_json(const looking *at, ju_message *message, ju_arena *arena)
{
    ju_err err = {0};
    ProtobufCMessage *body = NULL;
    const ProtobufCMessageDescriptor *descriptor = ju_registry_find(message->type);
    if (ju_body_open_message(at->bodies, arena, message, &err) !=
        JU_OK) { /* as of a letter for somebody else */
        return json_sprintf("(sealed, %zu bytes)", message->came_size);
    }
    if (at->bodies == NULL) {
        return json_sprintf("(%zu bytes)", message->value_size);
    }
    if (descriptor == NULL) {
        return json_sprintf("(unknown type, %zu bytes)", message->value_size);
    }
    if (ju_unpack(descriptor, message->value, message->value_size, false, arena, &body, &err) != JU_OK) {
        return json_sprintf("(%s, %zu bytes)", err.code, message->value_size);
    }
    return ju_message_to_json(body);
}

/* "good", or the code of what is wrong. Static until the next. */
static const char *signature_word(ju_verifier *verifier, const ju_message *message)
{
    static ju_err err;
    return ju_verifier_refresh(verifier, &err) == JU_OK && ju_verifier_check(verifier, message, &err) == JU_OK
               ? "good"
               : err.code;
}

static json_t *record_json(const looking *at, rd_kafka_message_t *record, ju_arena *arena)
{
    ju_message message;
    ju_err err = {0};
    ju_rc rc = ju_message_read(&message, arena, at->c->settings.topic_prefix, record, &err);
    json_t *json =
        json_pack("{s:i, s:I}", "partition", (int)record->partition, "offset", (json_int_t)record->offset);
    if (rc != JU_OK) {
        (void)json_object_set_new(json, "unreadable", json_string(err.code));
        (void)json_object_set_new(json, "item", json_string(err.item));
        return json;
    }
    const struct {
        const char *name;
        const char *value;
    } members[] = {{"key", message.key},
                   {"id", message.id},
                   {"source", message.source},
                   {"type", message.type},
                   {"time", message.time}};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        (void)json_object_set_new(json, members[i].name, json_string(members[i].value));
    }
    if (message.sequence > 0) {
        (void)json_object_set_new(json, "sequence", json_integer(message.sequence));
    }
    /* whose word it is; what is nobody's is shown all the same, and says so */
    (void)json_object_set_new(json, "signature", json_string(signature_word(at->verifier, &message)));
    (void)json_object_set_new(json, "message", body_json(at, &message, arena));
    return json;
}

static void print_record(const looking *at, rd_kafka_message_t *record)
{
    const ctl *c = at->c;
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    json_t *json = record_json(at, record, &arena);
    if (c->options.json) {
        ctl_print_line(json);
    } else {
        ctl_print(c, json);
        (void)printf("\n");
        (void)fflush(stdout);
    }
    ju_arena_done(&arena);
}

/* From the end on it follows; from the beginning it stops at the end, unless told for how long to go on. */
static void tail(const looking *at, bool follow)
{
    const ctl *c = at->c;
    bool end = false;
    int64_t deadline_ms = c->options.timeout_given ? ctl_deadline_ms(c) : INT64_MAX;
    for (int64_t count = 0; c->options.count == 0 || count < c->options.count; count++) {
        rd_kafka_message_t *record = ctl_reader_next(at->reader, deadline_ms, follow ? NULL : &end);
        if (record == NULL) {
            return;
        }
        print_record(at, record);
        rd_kafka_message_destroy(record);
    }
}

int ctl_topic_tail(ctl *c)
{
    const char *topics[] = {c->operand[0]};
    bool from_end = strcmp(c->options.from, "end") == 0;
    int code = c->options.purpose == NULL ? CTL_DONE : ctl_bodies_open(c, topics[0], NULL);
    if (code != CTL_DONE) {
        return code;
    }
    ju_err err = {0};
    looking at = {.c = c};
    ju_rc rc = ctl_verifier_open(c, &at.verifier, &err);
    rc = rc == JU_OK && c->options.purpose != NULL ? ctl_bodies_new(c, &at.bodies, &err) : rc;
    rc = rc == JU_OK ? ctl_reader_open(c, topics, 1, from_end ? CTL_END : CTL_BEGINNING, &at.reader, &err)
                     : rc;
    if (rc == JU_OK) {
        tail(&at, from_end || c->options.timeout_given);
    }
    rc = rc == JU_OK ? ctl_reader_check(at.reader, &err) : rc;
    ctl_reader_close(at.reader);
    ju_verifier_free(at.verifier);
    ju_bodies_free(at.bodies);
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}
