#include "deploy/jukictl/bus.h"

#include "common/base/clock.h"
#include "common/base/uuid7.h"
#include "common/event/check.h"
#include "common/event/registry.h"
#include "common/event/signer.h"
#include "common/event/topic_names.h"
#include "common/staff/door.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOPICS_MAX = 64 };
enum {
    SENT_CAP_BYTES = 256 * 1024 * 1024,
    REPLY_CAP_BYTES = 16 * 1024 * 1024,
    BODY_CAP_BYTES = 8 * JU_MESSAGE_MAX_BYTES,
};

struct ctl_bus {
    const ctl *c;
    ctl_reader *reader;
    ju_verifier *verifier; /* of replies; NULL: none are read */
    ju_signer *signer;     /* made when something is sent of our own */
    ju_bodies *bodies;     /* made when something is sealed or opened */
    rd_kafka_t *producer;
    rd_kafka_topic_t *topic[TOPICS_MAX]; /* written to so far */
    size_t topic_count;
    rd_kafka_message_t *record; /* of the reply last read */
    ju_arena reply;
    ju_arena sent; /* delivery marks, and what was filled in */
    bool **delivered;
    size_t count;
    size_t capacity;
};

/* As whom a terminal writes, in the table of topics. */
#define CTL_SIGNER "counter"

static char *text_of(char *setting)
{
    return setting == NULL ? (char *)(uintptr_t)protobuf_c_empty_string : setting;
}

Juki__Common__V1__Operator ctl_operator(const ctl *c)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = text_of(c->settings.operator_id);
    who.terminal_id = text_of(c->settings.terminal);
    who.office = text_of(c->settings.office);
    return who;
}

int ctl_refused(const Juki__Common__V1__Refusal *refusal)
{
    (void)fprintf(stderr, "%s: %s%s%s%s%s\n", ctl_tr("refused", "拒否"), refusal->code,
                  *refusal->item == '\0' ? "" : " ", refusal->item, *refusal->message == '\0' ? "" : " ",
                  refusal->message);
    return CTL_REFUSED;
}

/* Numbers cannot be sealed nor anything be believed without keys. */
static ju_rc need_keys(const ctl *c, ju_err *err)
{
    return c->settings.key_dir == NULL ? ju_fail(err, JU_FATAL, "setting_missing", "JUKI_KEY_DIR is not set")
                                       : JU_OK;
}

ju_rc ctl_verifier_open(const ctl *c, ju_verifier **ret, ju_err *err)
{
    JU_TRY(need_keys(c, err));
    return ju_verifier_open(c->settings.key_dir, NULL, ret, err);
}

ju_rc ctl_bodies_new(const ctl *c, ju_bodies **ret, ju_err *err)
{
    const char *seals = c->settings.seal_names;
    if (strcmp(seals, "true") != 0 && strcmp(seals, "false") != 0) {
        return ju_fail(err, JU_FATAL, "seal_names", "JUKI_SEAL_NAMES is true or false");
    }
    JU_TRY(need_keys(c, err));
    return ju_bodies_of_tool(c->settings.key_dir, CTL_SIGNER, strcmp(seals, "true") == 0, ret, err);
}

static ju_rc need_bodies(ctl_bus *bus, ju_err *err)
{
    return bus->bodies != NULL ? JU_OK : ctl_bodies_new(bus->c, &bus->bodies, err);
}

static ju_rc open_reader(ctl_bus *bus, const char *const *reply_topics, size_t topic_count, ju_err *err)
{
    if (topic_count == 0) {
        return JU_OK;
    }
    JU_TRY(ctl_verifier_open(bus->c, &bus->verifier, err));
    return ctl_reader_open(bus->c, reply_topics, topic_count, CTL_END, &bus->reader, err);
}

ju_rc ctl_bus_open(const ctl *c, const char *const *reply_topics, size_t topic_count, ctl_bus **ret,
                   ju_err *err)
{
    const ju_kafka_setup setup = ctl_kafka_setup(c);
    ctl_bus *bus = calloc(1, sizeof *bus);
    if (bus == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    bus->c = c;
    ju_arena_init(&bus->reply, REPLY_CAP_BYTES);
    ju_arena_init(&bus->sent, SENT_CAP_BYTES);
    ju_rc rc = open_reader(bus, reply_topics, topic_count, err);
    rc = rc == JU_OK ? ju_producer_open(&setup, &bus->producer, err) : rc;
    if (rc != JU_OK) {
        ctl_bus_close(bus);
        return rc;
    }
    *ret = bus;
    return JU_OK;
}

static void forget_reply(ctl_bus *bus)
{
    if (bus->record != NULL) {
        rd_kafka_message_destroy(bus->record);
        bus->record = NULL;
    }
    ju_arena_reset(&bus->reply);
}

void ctl_bus_close(ctl_bus *bus)
{
    if (bus != NULL) {
        forget_reply(bus);
        for (size_t i = 0; i < bus->topic_count; i++) {
            rd_kafka_topic_destroy(bus->topic[i]);
        }
        ju_producer_close(bus->producer);
        ctl_reader_close(bus->reader);
        ju_verifier_free(bus->verifier);
        ju_signer_free(bus->signer);
        ju_bodies_free(bus->bodies);
        ju_arena_done(&bus->reply);
        ju_arena_done(&bus->sent);
        free(bus->delivered);
        free(bus);
    }
}

/* ---- out -------------------------------------------------------------------------------------------------
 */

static ju_rc new_mark(ctl_bus *bus, bool **ret, ju_err *err)
{
    if (bus->count == bus->capacity) {
        size_t capacity = bus->capacity == 0 ? 64 : bus->capacity * 2;
        bool **larger = realloc(bus->delivered, capacity * sizeof *larger);
        if (larger == NULL) {
            return ju_fail(err, JU_FATAL, "memory", "out of memory");
        }
        bus->delivered = larger;
        bus->capacity = capacity;
    }
    *ret = ju_arena_alloc(&bus->sent, sizeof **ret);
    if (*ret == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    bus->delivered[bus->count++] = *ret;
    return JU_OK;
}

/* Learns of a topic before the first record: librdkafka itself would take a second to look for it. */
static ju_rc meet_topic(ctl_bus *bus, const char *name, ju_err *err)
{
    for (size_t i = 0; i < bus->topic_count; i++) {
        if (strcmp(rd_kafka_topic_name(bus->topic[i]), name) == 0) {
            return JU_OK;
        }
    }
    rd_kafka_topic_t *topic =
        bus->topic_count == TOPICS_MAX ? NULL : rd_kafka_topic_new(bus->producer, name, NULL);
    if (topic == NULL) {
        return ju_fail(err, JU_FATAL, "kafka_client", "the topic %s cannot be used", name);
    }
    bus->topic[bus->topic_count++] = topic;
    int32_t partitions = 0;
    return ctl_find_topic(bus->c, bus->producer, topic, &partitions, err);
}

ju_rc ctl_bus_send_raw(ctl_bus *bus, const char *topic, const ProtobufCBinaryData *key,
                       const ProtobufCBinaryData *value, const ju_record_header *headers, size_t header_count,
                       ju_err *err)
{
    char name[256];
    bool *delivered = NULL;
    ctl_topic_name(bus->c, topic, name);
    JU_TRY(meet_topic(bus, name, err));
    JU_TRY(new_mark(bus, &delivered, err));
    JU_TRY(ju_produce(bus->producer, name, key->data, key->len, value->data, value->len, headers,
                      header_count, delivered, err));
    (void)rd_kafka_poll(bus->producer, 0);
    return JU_OK;
}

/* The operator's token goes to who asks for it, and to nobody else; name NULL: none. */
static ju_record_header staff_header(const ctl *c, const char *topic)
{
    bool asked_for =
        strcmp(topic, JU_TOPIC_IDENTITY_COMMAND) == 0 || strcmp(topic, JU_TOPIC_GATEWAY_COMMAND) == 0 ||
        strcmp(topic, JU_TOPIC_AUDIT_COMMAND) == 0 || strcmp(topic, JU_TOPIC_RESIDENT_COMMAND) == 0 ||
        strcmp(topic, JU_TOPIC_DELIVERY_COMMAND) == 0 || strcmp(topic, JU_TOPIC_RESIDENT_MIGRATE) == 0;
    return asked_for && c->settings.staff_token != NULL
               ? (ju_record_header){JU_HEADER_STAFF_TOKEN, c->settings.staff_token,
                                    strlen(c->settings.staff_token)}
               : (ju_record_header){0};
}

static ju_rc sign(ctl_bus *bus, const ju_event *event, ju_signature *ret, ju_err *err)
{
    if (bus->signer == NULL) {
        JU_TRY(need_keys(bus->c, err));
        JU_TRY(ju_signer_open(bus->c->settings.key_dir, CTL_SIGNER, &bus->signer, err));
    }
    return ju_signer_sign(bus->signer, event, 1, ret, err);
}

static ju_rc send_event(ctl_bus *bus, const ju_event *event, ju_err *err)
{
    ju_signature signature;
    ju_record_header headers[JU_EVENT_HEADERS_MAX + 1];
    JU_TRY(sign(bus, event, &signature, err));
    size_t count = ju_event_headers(event, &signature, headers);
    headers[count] = staff_header(bus->c, event->topic);
    count += headers[count].name != NULL;
    return ctl_bus_send_raw(
        bus, event->topic,
        &(ProtobufCBinaryData){.len = event->key_size, .data = (uint8_t *)(uintptr_t)event->key},
        &(ProtobufCBinaryData){.len = event->value_size, .data = (uint8_t *)(uintptr_t)event->value}, headers,
        count, err);
}

/* The body as it leaves: sealed, unless sealing is off. */
static ju_rc make_body(ctl_bus *bus, ju_arena *arena, const char *topic, const char *id,
                       const ProtobufCMessage *message, ProtobufCBinaryData *ret, ju_err *err)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    if (size > JU_MESSAGE_MAX_BYTES) {
        return ju_reject(err, "too_large", "", "a message of %zu bytes is over the cap", size);
    }
    *ret = (ProtobufCBinaryData){size, ju_arena_alloc(arena, size + 1)};
    if (ret->data == NULL) {
        return ju_no_memory(err);
    }
    protobuf_c_message_pack(message, ret->data);
    JU_TRY(need_bodies(bus, err));
    return ju_body_seal(bus->bodies, arena, &(ju_body_of){topic, message->descriptor->name, id}, ret, err);
}

ju_rc ctl_bus_send(ctl_bus *bus, const char *topic, const char *key, const ProtobufCMessage *message,
                   ju_err *err)
{
    char id[JU_UUID_SIZE];
    char source[64];
    char now[JU_CLOCK_NOW_SIZE];
    char trace[56];
    ju_arena arena;
    ProtobufCBinaryData body = {0};
    JU_TRY(ju_uuid7(id, err));
    (void)snprintf(source, sizeof source, "/%s/" CTL_SIGNER, bus->c->settings.municipality);
    ju_clock_now_rfc3339(now);
    ju_traceparent_new(trace);
    ju_arena_init(&arena, BODY_CAP_BYTES);
    ju_rc rc = make_body(bus, &arena, topic, id, message, &body, err);
    const ju_event event = {.topic = topic,
                            .key = key,
                            .key_size = strlen(key),
                            .id = id,
                            .source = source,
                            .type = message->descriptor->name,
                            .time = now,
                            .traceparent = trace,
                            .value = body.data,
                            .value_size = body.len};
    rc = rc == JU_OK ? send_event(bus, &event, err) : rc;
    ju_arena_done(&arena);
    return rc;
}

ju_rc ctl_bus_flush(ctl_bus *bus, ju_err *err)
{
    (void)rd_kafka_flush(bus->producer, (int)bus->c->options.timeout_ms);
    for (size_t i = 0; i < bus->count; i++) {
        if (!*bus->delivered[i]) {
            return ctl_unreachable(bus->c, "not everything was taken over in time", err);
        }
    }
    return JU_OK;
}

/* ---- in --------------------------------------------------------------------------------------------------
 */

/* Who says it is known before anything of it is opened. */
static bool is_genuine(ctl_bus *bus, ju_message *message)
{
    ju_err ignored;
    return ju_message_read(message, &bus->reply, bus->c->settings.topic_prefix, bus->record, &ignored) ==
               JU_OK &&
           ju_verifier_refresh(bus->verifier, &ignored) == JU_OK &&
           ju_verifier_check(bus->verifier, message, &ignored) == JU_OK;
}

/* JU_REJECT: the record is of no use to us. */
static ju_rc decode(ctl_bus *bus, ctl_reply *ret, ju_err *err)
{
    ju_message message;
    if (!is_genuine(bus, &message)) {
        return JU_REJECT;
    }
    JU_TRY(need_bodies(bus, err));
    JU_TRY(ju_body_open_message(bus->bodies, &bus->reply, &message, err));
    const ProtobufCMessageDescriptor *descriptor = ju_registry_find(message.type);
    ret->key = message.key;
    return descriptor == NULL ? JU_REJECT
                              : ju_unpack(descriptor, message.value, message.value_size, false, &bus->reply,
                                          &ret->body, err);
}

ju_rc ctl_bus_next(ctl_bus *bus, int64_t deadline_ms, ctl_reply *ret, ju_err *err)
{
    ju_rc rc = JU_REJECT;
    while (rc == JU_REJECT) {
        forget_reply(bus);
        bus->record = ctl_reader_next(bus->reader, deadline_ms, NULL);
        if (bus->record == NULL) {
            JU_TRY(ctl_reader_check(bus->reader, err));
            return ju_fail(err, JU_RETRY, "no_reply", "%s",
                           ctl_tr("no reply in time", "時間内に応答がありません"));
        }
        rc = decode(bus, ret, err);
    }
    return rc;
}

/* ---- questions ---------------------------------------------------------------------------------------- */

void *ctl_field(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    return field == NULL ? NULL : (char *)(uintptr_t)message + field->offset;
}

bool ctl_has_purpose(const ctl *c)
{
    if (c->options.purpose == NULL) {
        (void)ctl_usage("--purpose is needed", "--purpose が必要です");
    }
    return c->options.purpose != NULL;
}

static void set_text(const ProtobufCMessage *message, const char *name, const char *text)
{
    char **field = ctl_field(message, name);
    if (field != NULL && text != NULL) {
        *field = (char *)(uintptr_t)text;
    }
}

/* A copy of the question that has what every one has. */
static ju_rc complete(ctl_bus *bus, const ProtobufCMessage *question, ProtobufCMessage **ret, ju_err *err)
{
    char *id = ju_arena_alloc(&bus->sent, JU_UUID_SIZE);
    Juki__Common__V1__Operator *who = ju_arena_alloc(&bus->sent, sizeof *who);
    *ret = ju_arena_alloc(&bus->sent, question->descriptor->sizeof_message);
    if (id == NULL || who == NULL || *ret == NULL) {
        return ju_no_memory(err);
    }
    memcpy(*ret, question, question->descriptor->sizeof_message);
    *who = ctl_operator(bus->c);
    JU_TRY(ju_uuid7(id, err));
    char *const *own_id = ctl_field(*ret, "request_id");
    Juki__Common__V1__Operator **asking = ctl_field(*ret, "operator");
    if (own_id == NULL || asking == NULL) {
        return ju_fail(err, JU_FATAL, "question", "%s is no question", question->descriptor->name);
    }
    if (**own_id == '\0') {
        set_text(*ret, "request_id", id);
    }
    set_text(*ret, "purpose", bus->c->options.purpose);
    *asking = who;
    return JU_OK;
}

ju_rc ctl_bus_ask(ctl_bus *bus, const char *topic, const ProtobufCMessage *question,
                  const ProtobufCMessageDescriptor *reply, ProtobufCMessage **ret, ju_err *err)
{
    int64_t deadline_ms = ctl_deadline_ms(bus->c);
    ProtobufCMessage *whole = NULL;
    JU_TRY(complete(bus, question, &whole, err));
    const char *request_id = *(char *const *)ctl_field(whole, "request_id");
    JU_TRY(ctl_bus_send(bus, topic, request_id, whole, err));
    ctl_reply found = {.key = "", .body = NULL};
    do {
        JU_TRY(ctl_bus_next(bus, deadline_ms, &found, err));
    } while (strcmp(found.key, request_id) != 0 || found.body->descriptor != reply);
    *ret = found.body;
    return JU_OK;
}

int ctl_bus_talk(const ctl *c, const ProtobufCMessage *question, const ProtobufCMessageDescriptor *reply,
                 int (*show)(const ctl *c, const void *reply))
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    ProtobufCMessage *body = NULL;
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, question, reply, &body, &err) : rc;
    int code = rc == JU_OK ? show(c, body) : ctl_report(&err);
    ctl_bus_close(bus);
    return code;
}
