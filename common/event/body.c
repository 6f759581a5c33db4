#include "common/event/body.h"

#include "common/base/word.h"
#include "common/event/audience.h"
#include "common/seal/marked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A program's own, those of its topics, and of consumers as many as the gateway serves. */
enum { RINGS_MAX = 64 };

struct ju_bodies {
    char *key_dir;
    const char *program;
    char keeps[JU_AUDIENCE_SIZE]; /* by which keyring the program seals what it keeps */
    bool seals;
    bool tool;
    struct {
        char audience[JU_AUDIENCE_SIZE];
        ju_keyring *ring;
    } ring[RINGS_MAX];
    size_t ring_count;
};

/* ---- keyrings -------------------------------------------------------------------------------------------
 */

/* NULL: not opened yet. */
static ju_keyring *ring_held(const ju_bodies *bodies, const char *audience)
{
    for (size_t i = 0; i < bodies->ring_count; i++) {
        if (strcmp(bodies->ring[i].audience, audience) == 0) {
            return bodies->ring[i].ring;
        }
    }
    return NULL;
}

static ju_rc need_ring(ju_bodies *bodies, const char *audience, ju_keyring **ret, ju_err *err)
{
    *ret = ring_held(bodies, audience);
    if (*ret != NULL) {
        return JU_OK;
    }
    if (bodies->ring_count == RINGS_MAX) {
        return ju_fail(err, JU_FATAL, "keyring", "more audiences than a program can have");
    }
    JU_TRY(ju_keyring_open(bodies->key_dir, audience, ret, err));
    (void)snprintf(bodies->ring[bodies->ring_count].audience, JU_AUDIENCE_SIZE, "%s", audience);
    bodies->ring[bodies->ring_count++].ring = *ret;
    return JU_OK;
}

static bool is_end(const ju_topic_audience *row, const char *program)
{
    return ju_word_listed(row->writers, program) || ju_word_listed(row->readers, program);
}

static bool has_topics(const char *program)
{
    const ju_topic_audience *row = ju_audience_table();
    while (row->topic != NULL && !is_end(row, program)) {
        row++;
    }
    return row->topic != NULL;
}

/* Of consumers only those that are told something: they are opened then. */
static ju_rc open_rings(ju_bodies *bodies, ju_err *err)
{
    ju_keyring *ring = NULL;
    JU_TRY(need_ring(bodies, bodies->program, &ring, err));
    JU_TRY(need_ring(bodies, bodies->keeps, &ring, err));
    for (const ju_topic_audience *row = ju_audience_table(); row->topic != NULL; row++) {
        if (is_end(row, bodies->program) && !ju_audience_is_consumer(row)) {
            JU_TRY(need_ring(bodies, row->audience, &ring, err));
        }
    }
    return JU_OK;
}

ju_rc ju_bodies_of_tool(const char *key_dir, const char *program, bool seals, ju_bodies **ret, ju_err *err)
{
    *ret = NULL;
    ju_bodies *bodies = calloc(1, sizeof *bodies);
    if (bodies != NULL) {
        bodies->key_dir = strdup(key_dir);
    }
    if (bodies == NULL || bodies->key_dir == NULL) {
        free(bodies);
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    bodies->program = program;
    (void)snprintf(bodies->keeps, sizeof bodies->keeps, "%s", program);
#ifdef JU_BARE /* without the protection whose cost the bench measures */
    seals = false;
#endif
    bodies->seals = seals;
    bodies->tool = true;
    *ret = bodies;
    return JU_OK;
}

ju_rc ju_bodies_open(const char *key_dir, const char *program, bool is_service, bool seals, ju_bodies **ret,
                     ju_err *err)
{
    *ret = NULL;
    if (!has_topics(program)) {
        return JU_OK;
    }
    JU_TRY(ju_bodies_of_tool(key_dir, program, seals, ret, err));
    (*ret)->tool = false;
    if (is_service) {
        ju_self_audience(program, (*ret)->keeps);
    }
    ju_rc rc = open_rings(*ret, err);
    if (rc != JU_OK) {
        ju_bodies_free(*ret);
        *ret = NULL;
    }
    return rc;
}

void ju_bodies_free(ju_bodies *bodies)
{
    if (bodies != NULL) {
        for (size_t i = 0; i < bodies->ring_count; i++) {
            ju_keyring_free(bodies->ring[i].ring);
        }
        free(bodies->key_dir);
        free(bodies);
    }
}

/* ---- sealing --------------------------------------------------------------------------------------------
 */

/* What the seal is bound to beside the id: neither a topic nor a type has a blank. */
static char *field_of(ju_arena *arena, const ju_body_of *of)
{
    return ju_arena_printf(arena, "body %s %s", of->topic, of->type);
}

static ju_rc seal_with(ju_keyring *ring, ju_arena *arena, const ju_body_of *of, ProtobufCBinaryData *value,
                       ju_err *err)
{
    const char *field = field_of(arena, of);
    if (field == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_marked_seal(ring, arena, field, of->id, value, err));
    return value->len <= JU_MESSAGE_MAX_BYTES
               ? JU_OK
               : ju_reject(err, "too_large", of->type, "an event of %zu bytes is over the cap", value->len);
}

/* A consumer's keyring may be missing, which concerns what he is told alone. */
static ju_rc ring_to_seal(ju_bodies *bodies, const ju_topic_audience *row, const char *topic,
                          ju_keyring **ret, ju_err *err)
{
    char audience[JU_AUDIENCE_SIZE];
    ju_audience_name(row, topic, audience);
    ju_rc rc = need_ring(bodies, audience, ret, err);
    return rc == JU_FATAL && ju_audience_is_consumer(row) && strcmp(err->code, "keyring") == 0
               ? ju_reject(err, "keyring_missing", topic, "nothing can be sealed for %s", audience)
               : rc;
}

ju_rc ju_body_seal(ju_bodies *bodies, ju_arena *arena, const ju_body_of *of, ProtobufCBinaryData *value,
                   ju_err *err)
{
    const ju_topic_audience *row = bodies != NULL && bodies->seals ? ju_audience_row(of->topic) : NULL;
    ju_keyring *ring = NULL;
    if (row == NULL) {
        return JU_OK;
    }
    JU_TRY(ring_to_seal(bodies, row, of->topic, &ring, err));
    return seal_with(ring, arena, of, value, err);
}

ju_rc ju_body_keep(ju_bodies *bodies, ju_arena *arena, const ju_body_of *of, ProtobufCBinaryData *value,
                   ju_err *err)
{
    ju_keyring *ring = NULL;
    if (bodies == NULL || !bodies->seals || value->len == 0 || ju_marked_is_sealed(value->data, value->len)) {
        return JU_OK;
    }
    JU_TRY(need_ring(bodies, bodies->keeps, &ring, err));
    return seal_with(ring, arena, of, value, err);
}

/* ---- opening --------------------------------------------------------------------------------------------
 */

static bool is_of_topic(const char *audience, const char *topic)
{
    char name[JU_AUDIENCE_SIZE] = "";
    const ju_topic_audience *row = ju_audience_row(topic);
    if (row != NULL) {
        ju_audience_name(row, topic, name);
    }
    return row != NULL && strcmp(name, audience) == 0;
}

/* A keyring that the program has, which is all that is looked at for a service's records; or, for a tool,
 * that of the topic: no body makes a program open another. */
static ju_rc ring_to_open(ju_bodies *bodies, const char *topic, const char *audience, ju_keyring **ret,
                          ju_err *err)
{
    *ret = bodies == NULL ? NULL : ring_held(bodies, audience);
    if (*ret != NULL) {
        return JU_OK;
    }
    return bodies != NULL && bodies->tool && is_of_topic(audience, topic)
               ? need_ring(bodies, audience, ret, err)
               : ju_reject(err, "seal_key", "body", "sealed for somebody else");
}

ju_rc ju_body_open(ju_bodies *bodies, ju_arena *arena, const ju_body_of *of, ProtobufCBinaryData *value,
                   ju_err *err)
{
    char audience[JU_MARKED_AUDIENCE_SIZE];
    ju_keyring *ring = NULL;
    if (!ju_marked_is_sealed(value->data, value->len)) {
        return JU_OK;
    }
    ju_marked_audience(value->data, value->len, audience);
    JU_TRY(ring_to_open(bodies, of->topic, audience, &ring, err));
    const char *field = field_of(arena, of);
    return field == NULL ? ju_no_memory(err) : ju_marked_open(ring, arena, field, of->id, value, err);
}

ju_rc ju_body_open_message(ju_bodies *bodies, ju_arena *arena, ju_message *message, ju_err *err)
{
    const ju_body_of of = {message->topic, message->type, message->id};
    ProtobufCBinaryData body = {message->came_size, (uint8_t *)(uintptr_t)message->came};
    JU_TRY(ju_body_open(bodies, arena, &of, &body, err));
    message->value = body.data;
    message->value_size = body.len;
    return JU_OK;
}
