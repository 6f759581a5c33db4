#include "common/event/body.h"

#include "common/event/topic_names.h"
#include "common/seal/marked.h"

#include <stdlib.h>
#include <string.h>

enum { RINGS_MAX = 4 };

static const char *const SERVICES[] = {"resident", "identity", "delivery", "gateway", "audit"};

/* The topics between our own services, and whose keyring both sides have. compare.*, audit.record and
 * staff.right are not among them: what they carry are digests, keyed hashes, and ids of staff for every door.
 */
static const struct {
    const char *topic;
    const char *writer;
    const char *reader;
    const char *audience;
} TOPICS[] = {
    {JU_TOPIC_RESIDENT_TO_IDENTITY, "resident", "identity", "identity"},
    {JU_TOPIC_RESIDENT_TO_DELIVERY, "resident", "delivery", "delivery"},
    {JU_TOPIC_RESIDENT_TO_GATEWAY, "resident", "gateway", "gateway"},
    {JU_TOPIC_RESIDENT_SELF, "resident", "resident", "resident"},
    {JU_TOPIC_IDENTITY_TO_RESIDENT, "identity", "resident", "identity"},
    {JU_TOPIC_DELIVERY_TO_RESIDENT, "delivery", "resident", "delivery"},
    {JU_TOPIC_SNAPSHOT_GATEWAY, "gateway", "gateway", "gateway"},
    {JU_TOPIC_EXCHANGE_GATEWAY, "gateway", "gateway", "gateway"},
};

enum { TOPIC_COUNT = sizeof TOPICS / sizeof TOPICS[0] };

struct ju_bodies {
    const char *service;
    bool seals;
    struct {
        const char *audience;
        ju_keyring *ring;
    } ring[RINGS_MAX];
    size_t ring_count;
};

static ju_keyring *ring_of(const ju_bodies *bodies, const char *audience)
{
    for (size_t i = 0; i < bodies->ring_count; i++) {
        if (strcmp(bodies->ring[i].audience, audience) == 0) {
            return bodies->ring[i].ring;
        }
    }
    return NULL;
}

static ju_rc need_ring(ju_bodies *bodies, const char *key_dir, const char *audience, ju_err *err)
{
    if (ring_of(bodies, audience) != NULL) {
        return JU_OK;
    }
    JU_TRY(ju_keyring_open(key_dir, audience, &bodies->ring[bodies->ring_count].ring, err));
    bodies->ring[bodies->ring_count++].audience = audience;
    return JU_OK;
}

static ju_rc open_rings(ju_bodies *bodies, const char *key_dir, ju_err *err)
{
    JU_TRY(need_ring(bodies, key_dir, bodies->service, err));
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        if (strcmp(TOPICS[i].writer, bodies->service) == 0 ||
            strcmp(TOPICS[i].reader, bodies->service) == 0) {
            JU_TRY(need_ring(bodies, key_dir, TOPICS[i].audience, err));
        }
    }
    return JU_OK;
}

static const char *ours(const char *service)
{
    for (size_t i = 0; i < sizeof SERVICES / sizeof SERVICES[0]; i++) {
        if (strcmp(SERVICES[i], service) == 0) {
            return SERVICES[i];
        }
    }
    return NULL;
}

ju_rc ju_bodies_open(const char *key_dir, const char *service, bool seals, ju_bodies **ret, ju_err *err)
{
    *ret = NULL;
    if (ours(service) == NULL) {
        return JU_OK;
    }
    ju_bodies *bodies = calloc(1, sizeof *bodies);
    if (bodies == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    bodies->service = ours(service);
#ifdef JU_BARE /* without the protection whose cost the bench measures */
    seals = false;
#endif
    bodies->seals = seals;
    ju_rc rc = open_rings(bodies, key_dir, err);
    if (rc != JU_OK) {
        ju_bodies_free(bodies);
        return rc;
    }
    *ret = bodies;
    return JU_OK;
}

void ju_bodies_free(ju_bodies *bodies)
{
    for (size_t i = 0; bodies != NULL && i < bodies->ring_count; i++) {
        ju_keyring_free(bodies->ring[i].ring);
    }
    free(bodies);
}

/* ---- sealing --------------------------------------------------------------------------------------------
 */

bool ju_body_is_sealed(const void *value, size_t size)
{
    return ju_marked_is_sealed(value, size);
}

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

ju_rc ju_body_seal(ju_bodies *bodies, ju_arena *arena, const ju_body_of *of, ProtobufCBinaryData *value,
                   ju_err *err)
{
    for (size_t i = 0; bodies != NULL && bodies->seals && i < TOPIC_COUNT; i++) {
        if (strcmp(TOPICS[i].topic, of->topic) == 0) {
            return seal_with(ring_of(bodies, TOPICS[i].audience), arena, of, value, err);
        }
    }
    return JU_OK;
}

ju_rc ju_body_keep(ju_bodies *bodies, ju_arena *arena, const ju_body_of *of, ProtobufCBinaryData *value,
                   ju_err *err)
{
    if (bodies == NULL || !bodies->seals || value->len == 0 || ju_body_is_sealed(value->data, value->len)) {
        return JU_OK;
    }
    return seal_with(ring_of(bodies, bodies->service), arena, of, value, err);
}

/* ---- opening --------------------------------------------------------------------------------------------
 */

ju_rc ju_body_open_with(ju_keyring *ring, ju_arena *arena, const ju_body_of *of, ProtobufCBinaryData *value,
                        ju_err *err)
{
    const char *field = field_of(arena, of);
    return field == NULL ? ju_no_memory(err) : ju_marked_open(ring, arena, field, of->id, value, err);
}

ju_rc ju_body_open(ju_bodies *bodies, ju_arena *arena, const ju_body_of *of, ProtobufCBinaryData *value,
                   ju_err *err)
{
    char audience[JU_MARKED_AUDIENCE_SIZE];
    if (!ju_body_is_sealed(value->data, value->len)) {
        return JU_OK;
    }
    ju_marked_audience(value->data, value->len, audience);
    ju_keyring *ring = bodies == NULL ? NULL : ring_of(bodies, audience);
    return ring == NULL ? ju_reject(err, "seal_key", "body", "sealed for somebody else")
                        : ju_body_open_with(ring, arena, of, value, err);
}
