#include "common/event/signature.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 1, FIXED_BYTES = 4, LENGTH_BYTES = 4, FIELDS = 9 };

/* Keeps these signatures apart from all others that a key might make. */
static const char CONTEXT[] = "juki.events.1";
_Static_assert(sizeof CONTEXT - 1 + 1 + JU_HASH_BYTES == JU_SIGNED_ROOT_BYTES, "context, size, root");

/* ---- leaves ------------------------------------------------------------------------------------------- */

typedef struct field {
    const void *byte;
    size_t size;
} field;

static field text_field(const char *text)
{
    return (field){text, text == NULL ? 0 : strlen(text)};
}

void ju_leaf_room_done(ju_leaf_room *room)
{
    free(room->byte);
    *room = (ju_leaf_room){0};
}

static ju_rc make_room(ju_leaf_room *room, size_t size, ju_err *err)
{
    if (size <= room->capacity) {
        return JU_OK;
    }
    size_t capacity = size * 2;
    unsigned char *larger = realloc(room->byte, capacity);
    if (larger == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    room->byte = larger;
    room->capacity = capacity;
    return JU_OK;
}

/* Each field after its length, so that no byte can move from one to the next. */
static unsigned char *put(unsigned char *end, const field *part)
{
    for (int i = 0; i < LENGTH_BYTES; i++) {
        *end++ = (unsigned char)((uint32_t)part->size >> (24 - 8 * i));
    }
    if (part->size > 0) {
        memcpy(end, part->byte, part->size);
    }
    return end + part->size;
}

ju_rc ju_event_leaf(ju_hasher *hasher, ju_leaf_room *room, const ju_event *event, ju_hash *ret, ju_err *err)
{
    const field fields[FIELDS] = {
        text_field(event->topic),       {event->key, event->key_size}, text_field(event->id),
        text_field(event->source),      text_field(event->type),       text_field(event->time),
        text_field(event->traceparent), text_field(event->sequence),   {event->value, event->value_size},
    };
    size_t size = 0;
    for (size_t i = 0; i < FIELDS; i++) {
        size += LENGTH_BYTES + fields[i].size;
    }
    JU_TRY(make_room(room, size, err));
    unsigned char *end = room->byte;
    for (size_t i = 0; i < FIELDS; i++) {
        end = put(end, &fields[i]);
    }
    *ret = ju_hash_leaf(hasher, room->byte, size);
    return JU_OK;
}

void ju_signed_root(int size, const ju_hash *root, unsigned char ret[JU_SIGNED_ROOT_BYTES])
{
    memcpy(ret, CONTEXT, sizeof CONTEXT - 1);
    ret[sizeof CONTEXT - 1] = (unsigned char)size;
    memcpy(ret + sizeof CONTEXT, root->byte, JU_HASH_BYTES);
}

/* ---- the header --------------------------------------------------------------------------------------- */

void ju_signature_write(const ju_signed_place *place, ju_signature *ret)
{
    size_t id = strlen(place->key_id);
    unsigned char *end = ret->byte;
    *end++ = VERSION;
    *end++ = (unsigned char)place->index;
    *end++ = (unsigned char)place->size;
    *end++ = (unsigned char)id;
    memcpy(end, place->key_id, id);
    end += id;
    memcpy(end, place->path.hash, place->path.count * JU_HASH_BYTES);
    end += place->path.count * JU_HASH_BYTES;
    memcpy(end, place->signature, JU_EVENT_SIGNATURE_BYTES);
    ret->size = (size_t)(end - ret->byte) + JU_EVENT_SIGNATURE_BYTES;
}

static ju_rc malformed(ju_err *err)
{
    return ju_reject(err, "signature_malformed", JU_HEADER_SIGNATURE,
                     "the header juki-signature is not of its form");
}

ju_rc ju_signature_read(const void *bytes, size_t size, ju_signed_place *ret, ju_err *err)
{
    const unsigned char *at = bytes;
    if (size < FIXED_BYTES || at[0] != VERSION || at[1] >= at[2] || at[2] > JU_TREE_EVENTS_MAX) {
        return malformed(err);
    }
    size_t id = at[3];
    size_t around = FIXED_BYTES + id + JU_EVENT_SIGNATURE_BYTES;
    if (id == 0 || id >= JU_EVENT_KEY_ID_SIZE || size < around || (size - around) % JU_HASH_BYTES != 0 ||
        (size - around) / JU_HASH_BYTES > JU_TREE_PATH_MAX || memchr(at + FIXED_BYTES, '\0', id) != NULL) {
        return malformed(err);
    }
    ret->index = at[1];
    ret->size = at[2];
    memcpy(ret->key_id, at + FIXED_BYTES, id);
    ret->key_id[id] = '\0';
    ret->path.count = (size - around) / JU_HASH_BYTES;
    memcpy(ret->path.hash, at + FIXED_BYTES + id, size - around);
    memcpy(ret->signature, at + size - JU_EVENT_SIGNATURE_BYTES, JU_EVENT_SIGNATURE_BYTES);
    return JU_OK;
}

static ju_record_header text_header(const char *name, const char *value)
{
    return (ju_record_header){.name = name, .value = value, .size = strlen(value)};
}

size_t ju_event_headers(const ju_event *event, const ju_signature *signature,
                        ju_record_header ret[JU_EVENT_HEADERS_MAX])
{
    size_t count = 0;
    ret[count++] = text_header(JU_HEADER_SPECVERSION, "1.0");
    ret[count++] = text_header(JU_HEADER_ID, event->id);
    ret[count++] = text_header(JU_HEADER_SOURCE, event->source);
    ret[count++] = text_header(JU_HEADER_TYPE, event->type);
    ret[count++] = text_header(JU_HEADER_TIME, event->time);
    ret[count++] = text_header(JU_HEADER_CONTENT_TYPE, JU_CONTENT_TYPE);
    ret[count++] = text_header(JU_HEADER_TRACEPARENT, event->traceparent);
    if (event->sequence != NULL && *event->sequence != '\0') {
        ret[count++] = text_header(JU_HEADER_SEQUENCE, event->sequence);
    }
    if (signature->size > 0) {
        ret[count++] = (ju_record_header){
            .name = JU_HEADER_SIGNATURE, .value = signature->byte, .size = signature->size};
    }
    return count;
}
