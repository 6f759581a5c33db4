#include "common/seal/item_digest.h"

#include "common/base/hex.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum { SHA256_BYTES = 32 };

static size_t member_size(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return sizeof(uint64_t);
    default:
        return sizeof(uint32_t);
    }
}

/* A message of the same kind with this field alone, written down; its size, 0 when the arena is full or the
 * field has its default. */
static size_t pack_alone(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                         ju_arena *arena, unsigned char **ret)
{
    ProtobufCMessage *alone = ju_arena_alloc(arena, message->descriptor->sizeof_message);
    if (alone == NULL) {
        return 0;
    }
    protobuf_c_message_init(message->descriptor, alone);
    memcpy((char *)alone + field->offset, (const char *)message + field->offset, member_size(field));
    *ret = ju_arena_alloc(arena, protobuf_c_message_get_packed_size(alone) + 1);
    return *ret == NULL ? 0 : protobuf_c_message_pack(alone, *ret);
}

ju_rc ju_item_digest(ju_keyring *ring, const char *salt, const ProtobufCMessage *message,
                     const ProtobufCFieldDescriptor *field, ju_arena *arena,
                     unsigned char ret[JU_BLIND_INDEX_BYTES], ju_err *err)
{
    unsigned char *packed = NULL;
    unsigned char plain[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1];
    assert(field->label != PROTOBUF_C_LABEL_REPEATED);
    size_t size = pack_alone(message, field, arena, &packed);
    if (packed == NULL) {
        return ju_no_memory(err);
    }
    if (EVP_Digest(packed, size, plain, NULL, EVP_sha256(), NULL) != 1) {
        return ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
    }
    ju_hex(plain, sizeof plain, hex);
    const char *text = ju_arena_printf(arena, "%s/%s", salt, hex);
    if (text == NULL) {
        return ju_no_memory(err);
    }
    return ju_blind_index(ring, field->name, text, ret, err);
}
