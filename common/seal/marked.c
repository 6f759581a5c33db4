#include "common/seal/marked.h"

#include <stdio.h>
#include <string.h>

enum { MARK_BYTES = 1 };

bool ju_marked_is_sealed(const void *value, size_t size)
{
    return size > 0 && *(const unsigned char *)value == 0;
}

ju_rc ju_marked_seal(ju_keyring *ring, ju_arena *arena, const char *field, const char *subject,
                     ProtobufCBinaryData *value, ju_err *err)
{
    Juki__Common__V1__Sealed *sealed = NULL;
    JU_TRY(ju_seal(ring, arena, field, subject, value->data, value->len, &sealed, err));
    size_t size = MARK_BYTES + juki__common__v1__sealed__get_packed_size(sealed);
    unsigned char *bytes = ju_arena_alloc(arena, size);
    if (bytes == NULL) {
        return ju_no_memory(err);
    }
    bytes[0] = 0;
    (void)juki__common__v1__sealed__pack(sealed, bytes + MARK_BYTES);
    *value = (ProtobufCBinaryData){size, bytes};
    return JU_OK;
}

ju_rc ju_marked_open(ju_keyring *ring, ju_arena *arena, const char *field, const char *subject,
                     ProtobufCBinaryData *value, ju_err *err)
{
    Juki__Common__V1__Sealed *sealed = juki__common__v1__sealed__unpack(
        &arena->allocator, value->len - MARK_BYTES, value->data + MARK_BYTES);
    if (sealed == NULL) {
        return arena->full ? ju_no_memory(err)
                           : ju_reject(err, "malformed", field, "no sealed value behind its mark");
    }
    return ju_unseal(ring, arena, field, subject, sealed, value, err);
}

void ju_marked_audience(const void *value, size_t size, char ret[JU_MARKED_AUDIENCE_SIZE])
{
    const unsigned char *bytes = value;
    Juki__Common__V1__Sealed *sealed =
        juki__common__v1__sealed__unpack(NULL, size - MARK_BYTES, bytes + MARK_BYTES);
    size_t length = sealed == NULL ? 0 : strcspn(sealed->key_id, "/");
    (void)snprintf(ret, JU_MARKED_AUDIENCE_SIZE, "%.*s", (int)length, sealed == NULL ? "" : sealed->key_id);
    if (sealed != NULL) {
        juki__common__v1__sealed__free_unpacked(sealed, NULL);
    }
}
