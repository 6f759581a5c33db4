#include "common/db/kept.h"

#include "common/seal/marked.h"

#include <stdio.h>

enum { AUDIENCE_SIZE = 64 };

ju_rc ju_keeper_open(const char *key_dir, const char *service, bool seals, ju_keeper *ret, ju_err *err)
{
    char audience[AUDIENCE_SIZE];
#ifdef JU_BARE
    seals = false;
#endif
    *ret = (ju_keeper){NULL, seals};
    (void)snprintf(audience, sizeof audience, "%s-self", service);
    return ju_keyring_open(key_dir, audience, &ret->ring, err);
}

void ju_keeper_close(ju_keeper *keeper)
{
    ju_keyring_free(keeper->ring);
    keeper->ring = NULL;
}

/* Not to be taken for what is sealed item by item under the same keys. */
static char *field_of(ju_arena *arena, ju_kept at)
{
    return ju_arena_printf(arena, "kept %s", at.table);
}

ju_rc ju_arg_kept_bytes(ju_args *args, const ju_keeper *keeper, ju_kept at, const void *data,
                        size_t size_bytes, ju_err *err)
{
    ProtobufCBinaryData value = {size_bytes, (uint8_t *)(uintptr_t)data};
    if (data != NULL && keeper->seals) {
        const char *field = field_of(args->arena, at);
        if (field == NULL) {
            return ju_no_memory(err);
        }
        JU_TRY(ju_marked_seal(keeper->ring, args->arena, field, at.key, &value, err));
    }
    ju_arg_bytes(args, value.data, value.len);
    return JU_OK;
}

ju_rc ju_arg_kept(ju_args *args, const ju_keeper *keeper, ju_kept at, const ProtobufCMessage *message,
                  ju_err *err)
{
    if (message == NULL) {
        ju_arg_bytes(args, NULL, 0);
        return JU_OK;
    }
    size_t size = protobuf_c_message_get_packed_size(message);
    unsigned char *packed = ju_arena_alloc(args->arena, size + 1); /* no bytes are bytes too */
    if (packed == NULL) {
        return ju_no_memory(err);
    }
    protobuf_c_message_pack(message, packed);
    return ju_arg_kept_bytes(args, keeper, at, packed, size, err);
}

static ju_rc open_bytes(const ju_keeper *keeper, ju_kept at, ju_arena *arena, ProtobufCBinaryData *value,
                        ju_err *err)
{
    if (!ju_marked_is_sealed(value->data, value->len)) {
        return JU_OK;
    }
    const char *field = field_of(arena, at);
    return field == NULL ? ju_no_memory(err) : ju_marked_open(keeper->ring, arena, field, at.key, value, err);
}

ju_rc ju_col_kept_bytes(const PGresult *result, int row, int column, const ju_keeper *keeper, ju_kept at,
                        ju_arena *arena, ProtobufCBinaryData *ret, ju_err *err)
{
    *ret = (ProtobufCBinaryData){0};
    if (PQgetisnull(result, row, column)) {
        return JU_OK;
    }
    ret->data = ju_col_bytes(result, row, column, arena, &ret->len);
    if (ret->data == NULL) {
        return ju_no_memory(err);
    }
    return open_bytes(keeper, at, arena, ret, err);
}

ju_rc ju_kept_open(const ju_keeper *keeper, ju_kept at, ProtobufCBinaryData value,
                   const ProtobufCMessageDescriptor *descriptor, ju_arena *arena, ProtobufCMessage **ret,
                   ju_err *err)
{
    JU_TRY(open_bytes(keeper, at, arena, &value, err));
    *ret = protobuf_c_message_unpack(descriptor, &arena->allocator, value.len, value.data);
    if (*ret == NULL) {
        return arena->full ? ju_no_memory(err)
                           : ju_reject(err, "malformed", at.table, "no %s", descriptor->name);
    }
    return JU_OK;
}

ju_rc ju_col_kept(const PGresult *result, int row, int column, const ju_keeper *keeper, ju_kept at,
                  const ProtobufCMessageDescriptor *descriptor, ju_arena *arena, ProtobufCMessage **ret,
                  ju_err *err)
{
    ProtobufCBinaryData value = {0};
    *ret = NULL;
    if (PQgetisnull(result, row, column)) {
        return JU_OK;
    }
    if (PQfformat(result, column) == 1) { /* as it stands there: what is opened or unpacked is a copy */
        value = (ProtobufCBinaryData){(size_t)PQgetlength(result, row, column),
                                      (uint8_t *)PQgetvalue(result, row, column)};
    } else {
        value.data = ju_col_bytes(result, row, column, arena, &value.len);
    }
    return value.data == NULL ? ju_no_memory(err)
                              : ju_kept_open(keeper, at, value, descriptor, arena, ret, err);
}

ju_rc ju_blind_word(const ju_keeper *keeper, const char *field, const char *word, int64_t *ret, ju_err *err)
{
    unsigned char index[JU_BLIND_INDEX_BYTES];
    uint64_t number = 0;
    JU_TRY(ju_blind_index(keeper->ring, field, word, index, err));
    for (size_t i = 0; i < sizeof number; i++) {
        number = number << 8 | index[i];
    }
    *ret = (int64_t)number;
    return JU_OK;
}
