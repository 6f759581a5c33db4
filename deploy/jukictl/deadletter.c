#include "common/event/check.h"
#include "common/event/json.h"
#include "common/event/registry.h"
#include "deploy/jukictl/bus.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 16 * 1024 * 1024, HEADERS_MAX = 64, TOPIC_BYTES = 128 };

/* One record of deadletter.<service>; id is that record's own ce_id. */
typedef struct letter {
    const char *id;
    const Juki__Common__V1__DeadLetter *body;
    ju_arena *arena;
} letter;

typedef ju_rc take_letter(void *opaque, const letter *found, ju_err *err);

/* What is read, for whom, and who vouches for it. */
typedef struct letters {
    const ctl *c;
    ctl_reader *reader;
    ju_verifier *verifier;
    take_letter *take;
    void *opaque;
    size_t count;
} letters;

/* Not the service's word: nothing of it is shown or sent again, and others are not held up by it. */
static ju_rc pass_over(const rd_kafka_message_t *record, const ju_err *why)
{
    (void)fprintf(stderr, "jukictl: %d/%lld: %s\n", record->partition, (long long)record->offset, why->code);
    return JU_OK;
}

static ju_rc read_record(letters *all, rd_kafka_message_t *record, ju_arena *arena, ju_err *err)
{
    const ctl *c = all->c;
    ju_message message;
    ProtobufCMessage *body = NULL;
    JU_TRY(ju_verifier_refresh(all->verifier, err));
    ju_rc rc = ju_message_read(&message, arena, c->settings.topic_prefix, record, err);
    rc = rc == JU_OK ? ju_verifier_check(all->verifier, &message, err) : rc;
    if (rc != JU_OK) {
        return rc == JU_REJECT ? pass_over(record, err) : rc;
    }
    if (c->operand_count > 0 && strcmp(c->operand[0], message.id) != 0) {
        return JU_OK;
    }
    JU_TRY(ju_unpack(&juki__common__v1__dead_letter__descriptor, message.value, message.value_size, false,
                     arena, &body, err));
    const letter found = {.id = message.id, .body = (const void *)body, .arena = arena};
    all->count++;
    return all->take(all->opaque, &found, err);
}

static ju_rc read_all(letters *all, ju_err *err)
{
    bool end = false;
    ju_rc rc = JU_OK;
    while (rc == JU_OK) {
        rd_kafka_message_t *record = ctl_reader_next(all->reader, ctl_deadline_ms(all->c), &end);
        if (record == NULL) {
            JU_TRY(ctl_reader_check(all->reader, err));
            return end ? JU_OK : ctl_unreachable(all->c, "the topic could not be read in time", err);
        }
        ju_arena arena;
        ju_arena_init(&arena, ARENA_BYTES);
        rc = read_record(all, record, &arena, err);
        ju_arena_done(&arena);
        rd_kafka_message_destroy(record);
    }
    return rc;
}

static const char *topic_of(const ctl *c, char ret[TOPIC_BYTES])
{
    (void)snprintf(ret, TOPIC_BYTES, "deadletter.%s", c->options.service);
    return ret;
}

/* Gives every dead letter of the service, or the one of the ID, to take. */
static ju_rc each_letter(const ctl *c, take_letter *take, void *opaque, ju_err *err)
{
    char topic[TOPIC_BYTES];
    const char *topics[] = {topic_of(c, topic)};
    letters all = {.c = c, .take = take, .opaque = opaque};
    ju_rc rc = ctl_verifier_open(c, &all.verifier, err);
    rc = rc == JU_OK ? ctl_reader_open(c, topics, 1, CTL_BEGINNING, &all.reader, err) : rc;
    rc = rc == JU_OK ? read_all(&all, err) : rc;
    ctl_reader_close(all.reader);
    ju_verifier_free(all.verifier);
    if (rc == JU_OK && all.count == 0 && c->operand_count > 0) {
        return ju_reject(err, "letter_unknown", "", "there is no dead letter of this id");
    }
    return rc;
}

static int need_service(void)
{
    return ctl_usage("--service is needed", "--service が必要です");
}

/* ---- list and show ---------------------------------------------------------------------------------------
 */

static json_t *summary_json(const letter *found)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", found->id, "time", found->body->time, "topic",
                     found->body->topic, "code", found->body->code, "reason", found->body->reason);
}

static ju_rc add_summary(void *opaque, const letter *found, ju_err *err)
{
    return json_array_append_new(opaque, summary_json(found)) == 0
               ? JU_OK
               : ju_fail(err, JU_FATAL, "memory", "out of memory");
}

static void print_summaries(const json_t *list)
{
    size_t index = 0;
    json_t *row = NULL;
    json_array_foreach((json_t *)(uintptr_t)list, index, row)
    {
        static const char *const columns[] = {"id", "time", "topic", "code", "reason"};
        for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
            (void)printf("%s%s", i == 0 ? "" : "  ", json_string_value(json_object_get(row, columns[i])));
        }
        (void)printf("\n");
    }
}

int ctl_deadletter_list(ctl *c)
{
    if (c->options.service == NULL) {
        return need_service();
    }
    ju_err err = {0};
    json_t *list = json_array();
    ju_rc rc = each_letter(c, add_summary, list, &err);
    if (rc == JU_OK && c->options.json) {
        ctl_print(c, list);
        return CTL_DONE;
    }
    print_summaries(list);
    json_decref(list);
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}

static const char *header_of(const Juki__Common__V1__DeadLetter *body, const char *name, ju_arena *arena)
{
    for (size_t i = 0; i < body->n_header; i++) {
        if (strcmp(body->header[i]->name, name) == 0) {
            return ju_arena_printf(arena, "%.*s", (int)body->header[i]->value.len,
                                   (char *)body->header[i]->value.data);
        }
    }
    return NULL;
}

/* The message that was not applied, where it can and may be read (bodies not NULL); its sealed values stay
 * closed, and so does what its service sealed for itself. */
static json_t *message_json(const letter *found, ju_bodies *bodies)
{
    ju_err ignored;
    ProtobufCMessage *message = NULL;
    ProtobufCBinaryData value = found->body->value;
    const char *type = header_of(found->body, JU_HEADER_TYPE, found->arena);
    const char *id = header_of(found->body, JU_HEADER_ID, found->arena);
    const ProtobufCMessageDescriptor *descriptor = type == NULL ? NULL : ju_registry_find(type);
    const ju_body_of of = {found->body->topic, type == NULL ? "" : type, id == NULL ? "" : id};
    if (ju_body_open(bodies, found->arena, &of, &value, &ignored) != JU_OK) {
        return json_sprintf("(sealed, %zu bytes)", value.len);
    }
    if (bodies == NULL || descriptor == NULL ||
        ju_unpack(descriptor, value.data, value.len, false, found->arena, &message, &ignored) != JU_OK) {
        return json_sprintf("(%zu bytes)", value.len);
    }
    return ju_message_to_json(message);
}

static json_t *headers_json(const Juki__Common__V1__DeadLetter *body)
{
    json_t *headers = json_object();
    for (size_t i = 0; i < body->n_header; i++) {
        const ProtobufCBinaryData *value = &body->header[i]->value;
        /* A header that is not text has no place in JSON and is left out. */
        (void)json_object_set_new(headers, body->header[i]->name,
                                  json_stringn((const char *)value->data, value->len));
    }
    return headers;
}

/* What show has of each. */
typedef struct showing {
    json_t *list;
    ju_bodies *bodies; /* to open with, for a purpose; NULL: sizes stand in the place of messages */
} showing;

static ju_rc add_whole(void *opaque, const letter *found, ju_err *err)
{
    const showing *to = opaque;
    json_t *json = summary_json(found);
    json_t *key = json_stringn((const char *)found->body->key.data, found->body->key.len);
    (void)json_object_set_new(json, "partition", json_integer(found->body->partition));
    (void)json_object_set_new(json, "offset", json_integer(found->body->offset));
    (void)json_object_set_new(json, "key", key == NULL ? json_null() : key);
    (void)json_object_set_new(json, "headers", headers_json(found->body));
    (void)json_object_set_new(json, "message", message_json(found, to->bodies));
    return json_array_append_new(to->list, json) == 0 ? JU_OK
                                                      : ju_fail(err, JU_FATAL, "memory", "out of memory");
}

int ctl_deadletter_show(ctl *c)
{
    if (c->options.service == NULL) {
        return need_service();
    }
    char topic[TOPIC_BYTES];
    ju_err err = {0};
    int code = c->options.purpose == NULL
                   ? CTL_DONE
                   : ctl_bodies_open(c, topic_of(c, topic), c->operand_count > 0 ? c->operand[0] : NULL);
    if (code != CTL_DONE) {
        return code;
    }
    showing to = {.list = json_array()};
    ju_rc rc = c->options.purpose == NULL ? JU_OK : ctl_bodies_new(c, &to.bodies, &err);
    rc = rc == JU_OK ? each_letter(c, add_whole, &to, &err) : rc;
    ju_bodies_free(to.bodies);
    ctl_print(c, to.list);
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}

/* ---- replay ----------------------------------------------------------------------------------------------
 */

typedef struct replay {
    ctl_bus *bus;
    size_t sent;
    size_t kept; /* records whose value was too large to be kept in the dead letter */
} replay;

static ju_rc send_again(void *opaque, const letter *found, ju_err *err)
{
    replay *all = opaque;
    const Juki__Common__V1__DeadLetter *body = found->body;
    ju_record_header headers[HEADERS_MAX];
    if (strcmp(body->code, "too_large") == 0 || body->n_header > HEADERS_MAX) {
        all->kept++;
        return JU_OK;
    }
    for (size_t i = 0; i < body->n_header; i++) {
        const Juki__Common__V1__Header *header = body->header[i];
        headers[i] =
            (ju_record_header){.name = header->name, .value = header->value.data, .size = header->value.len};
    }
    JU_TRY(ctl_bus_send_raw(all->bus, body->topic, &body->key, &body->value, headers, body->n_header, err));
    all->sent++;
    return JU_OK;
}

static void print_replay(const ctl *c, const replay *all)
{
    if (c->options.json) {
        ctl_print(c,
                  json_pack("{s:I, s:I}", "replayed", (json_int_t)all->sent, "kept", (json_int_t)all->kept));
        return;
    }
    (void)printf("%s: %zu\n", ctl_tr("replayed", "再送"), all->sent);
    if (all->kept > 0) {
        (void)printf("%s: %zu\n", ctl_tr("cannot be replayed, too large", "大きすぎて再送できないもの"),
                     all->kept);
    }
}

int ctl_deadletter_replay(ctl *c)
{
    if (c->options.service == NULL) {
        return need_service();
    }
    ju_err err = {0};
    replay all = {0};
    ju_rc rc = ctl_bus_open(c, NULL, 0, &all.bus, &err);
    rc = rc == JU_OK ? each_letter(c, send_again, &all, &err) : rc;
    rc = rc == JU_OK ? ctl_bus_flush(all.bus, &err) : rc;
    ctl_bus_close(all.bus);
    if (rc != JU_OK) {
        return ctl_report(&err);
    }
    print_replay(c, &all);
    return all.kept == 0 ? CTL_DONE : CTL_REFUSED;
}
