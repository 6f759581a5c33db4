#include "common/db/kept.h"

#include "common/seal/marked.h"

#include <string.h>

ju_rc ju_keeper_open(const char *key_dir, const char *service, bool seals, ju_keeper *ret, ju_err *err)
{
    char audience[JU_SELF_AUDIENCE_SIZE];
#ifdef JU_BARE
    seals = false;
#endif
    *ret = (ju_keeper){NULL, seals};
    ju_self_audience(service, audience);
    return ju_keyring_open(key_dir, audience, &ret->ring, err);
}

void ju_keeper_close(ju_keeper *keeper)
{
    ju_keyring_free(keeper->ring);
    keeper->ring = NULL;
}

/* What is sealed together with the place: not to be taken for what is sealed item by item under the same
 * keys. */
static char *field_of(ju_arena *arena, ju_kept at)
{
    return ju_arena_printf(arena, "kept %s", at.table);
}

ju_rc ju_arg_kept_bytes(ju_args *args, const ju_keeper *keeper, ju_kept at, const void *data,
                        size_t size_bytes, ju_err *err)
{
    ProtobufCBinaryData value = {size_bytes, (uint8_t *)(uintptr_t)data};
    if (at.key == NULL) {
        return ju_no_memory(err);
    }
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

ju_rc ju_arg_kept_text(ju_args *args, const ju_keeper *keeper, ju_kept at, const char *text, ju_err *err)
{
    return ju_arg_kept_bytes(args, keeper, at, text, strlen(text), err);
}

ju_rc ju_arg_kept(ju_args *args, const ju_keeper *keeper, ju_kept at, const ProtobufCMessage *message,
                  ju_err *err)
{
    ProtobufCBinaryData packed = {0};
    if (message != NULL && !ju_arena_pack(args->arena, message, &packed)) {
        return ju_no_memory(err);
    }
    return ju_arg_kept_bytes(args, keeper, at, packed.data, packed.len, err);
}

/* The value as it stands there, if need be decoded into the arena: of a binary column it goes with the rows.
 */
static ju_rc col_value(const PGresult *result, int row, int column, ju_arena *arena, ProtobufCBinaryData *ret,
                       ju_err *err)
{
    *ret = (ProtobufCBinaryData){0};
    if (PQgetisnull(result, row, column)) {
        return JU_OK;
    }
    if (PQfformat(result, column) == 1) {
        *ret = (ProtobufCBinaryData){(size_t)PQgetlength(result, row, column),
                                     (uint8_t *)PQgetvalue(result, row, column)};
    } else {
        ret->data = ju_col_bytes(result, row, column, arena, &ret->len);
    }
    return ret->data == NULL ? ju_no_memory(err) : JU_OK;
}

/* What is opened is a copy in the arena, what is in clear stays where it is. */
static ju_rc open_value(const ju_keeper *keeper, ju_kept at, ju_arena *arena, ProtobufCBinaryData *value,
                        ju_err *err)
{
    if (at.key == NULL) {
        return ju_no_memory(err);
    }
    if (!ju_marked_is_sealed(value->data, value->len)) {
        return JU_OK;
    }
    const char *field = field_of(arena, at);
    return field == NULL ? ju_no_memory(err) : ju_marked_open(keeper->ring, arena, field, at.key, value, err);
}

ju_rc ju_col_kept_bytes(const PGresult *result, int row, int column, const ju_keeper *keeper, ju_kept at,
                        ju_arena *arena, ProtobufCBinaryData *ret, ju_err *err)
{
    ProtobufCBinaryData value;
    *ret = (ProtobufCBinaryData){0};
    JU_TRY(col_value(result, row, column, arena, &value, err));
    const uint8_t *there = value.data;
    JU_TRY(open_value(keeper, at, arena, &value, err));
    if (there != NULL && value.data == there && PQfformat(result, column) == 1) {
        value.data = ju_arena_memdup(arena, there, value.len);
        if (value.data == NULL) {
            return ju_no_memory(err);
        }
    }
    *ret = value;
    return JU_OK;
}

ju_rc ju_col_kept_text(const PGresult *result, int row, int column, const ju_keeper *keeper, ju_kept at,
                       ju_arena *arena, char **ret, ju_err *err)
{
    ProtobufCBinaryData value;
    *ret = NULL;
    JU_TRY(col_value(result, row, column, arena, &value, err));
    JU_TRY(open_value(keeper, at, arena, &value, err));
    char *text = ju_arena_alloc(arena, value.len + 1);
    if (text == NULL) {
        return ju_no_memory(err);
    }
    if (value.len > 0) {
        memcpy(text, value.data, value.len);
    }
    *ret = text;
    return JU_OK;
}

ju_rc ju_kept_open(const ju_keeper *keeper, ju_kept at, ProtobufCBinaryData value,
                   const ProtobufCMessageDescriptor *descriptor, ju_arena *arena, ProtobufCMessage **ret,
                   ju_err *err)
{
    *ret = NULL;
    JU_TRY(open_value(keeper, at, arena, &value, err));
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
    ProtobufCBinaryData value;
    *ret = NULL;
    if (at.key == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(col_value(result, row, column, arena, &value, err));
    return value.data == NULL ? JU_OK : ju_kept_open(keeper, at, value, descriptor, arena, ret, err);
}

ju_rc ju_kept_alone(ju_rc rc, ju_arena *arena, const char **ret_fault, ju_err *err)
{
    *ret_fault = NULL;
    if (rc != JU_REJECT) {
        return rc;
    }
    *ret_fault = ju_arena_strdup(arena, err->code);
    return *ret_fault == NULL ? ju_no_memory(err) : JU_OK;
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
