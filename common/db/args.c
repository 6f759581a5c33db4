#include "common/db/args.h"

#include "common/base/hex.h"

#include <arpa/inet.h>
#include <endian.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

void ju_args_init(ju_args *args, ju_arena *arena)
{
    args->arena = arena;
    args->count = 0;
    args->failed = false;
}

const ju_args *ju_args_keep(const ju_args *args, ju_arena *arena)
{
    return ju_arena_memdup(arena, args, offsetof(ju_args, arg) + (size_t)args->count * sizeof args->arg[0]);
}

static void push(ju_args *args, const char *value, size_t length, int format)
{
    if (args->count == JU_ARGS_MAX || length > INT_MAX) {
        args->failed = true;
        return;
    }
    args->arg[args->count++] = (ju_arg){.value = value, .length = (int)length, .format = format};
}

void ju_arg_text(ju_args *args, const char *text)
{
    push(args, text, 0, 0);
}

void ju_arg_opt(ju_args *args, const char *text)
{
    push(args, text == NULL || *text == '\0' ? NULL : text, 0, 0);
}

enum { NUMBER_SIZE = 21 }; /* the longest, and the NUL */

/* Writes the number; returns its end. A quarter of what printf takes, and rows are full of numbers. */
static char *put_number(char *to, int64_t value)
{
    char digit[NUMBER_SIZE];
    int count = 0;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        digit[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        *to++ = '-';
    }
    while (count > 0) {
        *to++ = digit[--count];
    }
    return to;
}

void ju_arg_i64(ju_args *args, int64_t value)
{
    char *text = ju_arena_alloc(args->arena, NUMBER_SIZE);
    if (text == NULL) {
        args->failed = true;
        return;
    }
    *put_number(text, value) = '\0';
    push(args, text, 0, 0);
}

void ju_arg_bool(ju_args *args, bool value)
{
    push(args, value ? "t" : "f", 0, 0);
}

void ju_arg_bytes(ju_args *args, const void *data, size_t size_bytes)
{
    push(args, data, size_bytes, 1);
}

static size_t quoted_size(const char *text)
{
    if (text == NULL) {
        return 4;
    }
    size_t size = 2;
    for (const char *c = text; *c != '\0'; c++) {
        size += *c == '"' || *c == '\\' ? 2 : 1;
    }
    return size;
}

static char *quote(char *to, const char *text)
{
    if (text == NULL) {
        memcpy(to, "NULL", 4);
        return to + 4;
    }
    *to++ = '"';
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') {
            *to++ = '\\';
        }
        *to++ = *c;
    }
    *to++ = '"';
    return to;
}

void ju_arg_text_array(ju_args *args, const char *const *item, size_t count)
{
    size_t size = 3;
    for (size_t i = 0; i < count; i++) {
        size += quoted_size(item[i]) + 1;
    }
    char *text = ju_arena_alloc(args->arena, size);
    if (text == NULL) {
        args->failed = true;
        return;
    }
    char *to = text;
    *to++ = '{';
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            *to++ = ',';
        }
        to = quote(to, item[i]);
    }
    *to++ = '}';
    *to = '\0';
    push(args, text, 0, 0);
}

void ju_arg_i64_array(ju_args *args, const int64_t *item, size_t count)
{
    char *text = ju_arena_alloc(args->arena, 3 + count * NUMBER_SIZE);
    if (text == NULL) {
        args->failed = true;
        return;
    }
    char *to = text;
    *to++ = '{';
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            *to++ = ',';
        }
        to = put_number(to, item[i]);
    }
    *to++ = '}';
    *to = '\0';
    push(args, text, 0, 0);
}

/* ---- arrays in PostgreSQL's binary form (array_send in its source) --------------------------------------
 */

enum {
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_TEXT = 25,
    OID_TIMESTAMPTZ = 1184,
    OID_UUID = 2950,
    FORMAT_BINARY = 1,
    ARRAY_HEADER_BYTES = 20,
    ARRAY_EMPTY_BYTES = 12,
    ARRAY_MAX_BYTES = 64 << 20
};

static unsigned char *put_int(unsigned char *to, int32_t value)
{
    uint32_t wire = htonl((uint32_t)value);
    memcpy(to, &wire, sizeof wire);
    return to + sizeof wire;
}

/* Texts are counted once here; NULL items have no bytes. */
static size_t item_size(const ju_arg *item)
{
    if (item->value == NULL) {
        return 0;
    }
    return item->format == FORMAT_BINARY ? (size_t)item->length : strlen(item->value);
}

/* Adds an array with its head written; put_item writes its items from where this ends. NULL when it cannot
 * be. */
static unsigned char *begin_array(ju_args *args, size_t size, int32_t oid, size_t count)
{
    unsigned char *array = size > ARRAY_MAX_BYTES ? NULL : ju_arena_alloc(args->arena, size);
    if (array == NULL) {
        args->failed = true;
        return NULL;
    }
    push(args, (const char *)array, size, FORMAT_BINARY);
    unsigned char *to = put_int(array, count > 0 ? 1 : 0); /* dimensions: an array of nothing has none */
    to = put_int(to, 1);                                   /* there may be nulls */
    to = put_int(to, oid);
    if (count > 0) {
        to = put_int(to, (int32_t)count);
        to = put_int(to, 1); /* index of the first */
    }
    return to;
}

static unsigned char *put_item(unsigned char *to, const ju_arg *item)
{
    size_t length = item_size(item);
    to = put_int(to, item->value == NULL ? -1 : (int32_t)length);
    if (length > 0) {
        memcpy(to, item->value, length);
    }
    return to + length;
}

static void push_column(ju_args *ret, const ju_args *const *row, size_t count, int column)
{
    size_t size = ARRAY_HEADER_BYTES;
    for (size_t i = 0; i < count; i++) {
        size += sizeof(int32_t) + item_size(&row[i]->arg[column]);
    }
    int32_t oid = row[0]->arg[column].format == FORMAT_BINARY ? OID_BYTEA : OID_TEXT;
    unsigned char *to = begin_array(ret, size, oid, count);
    for (size_t i = 0; to != NULL && i < count; i++) {
        to = put_item(to, &row[i]->arg[column]);
    }
}

void ju_arg_texts(ju_args *args, const char *const *item, size_t count)
{
    size_t size = count == 0 ? ARRAY_EMPTY_BYTES : ARRAY_HEADER_BYTES;
    for (size_t i = 0; i < count; i++) {
        size += sizeof(int32_t) + (item[i] == NULL ? 0 : strlen(item[i]));
    }
    unsigned char *to = begin_array(args, size, OID_TEXT, count);
    for (size_t i = 0; to != NULL && i < count; i++) {
        to = put_item(to, &(ju_arg){.value = item[i]});
    }
}

/* Eight bytes each, counted from `origin`. */
static void push_numbers(ju_args *args, int32_t oid, int64_t origin, const int64_t *item, size_t count)
{
    size_t each = sizeof(int32_t) + sizeof *item;
    unsigned char *to =
        begin_array(args, count == 0 ? ARRAY_EMPTY_BYTES : ARRAY_HEADER_BYTES + count * each, oid, count);
    for (size_t i = 0; to != NULL && i < count; i++, to += each) {
        uint64_t wire = htobe64((uint64_t)(item[i] - origin));
        memcpy(put_int(to, sizeof wire), &wire, sizeof wire);
    }
}

void ju_arg_i64s(ju_args *args, const int64_t *item, size_t count)
{
    push_numbers(args, OID_INT8, 0, item, count);
}

void ju_arg_moments(ju_args *args, const int64_t *item, size_t count)
{
    static const int64_t since_2000 = 946684800LL * 1000000; /* PostgreSQL's timestamptz counts from there */
    push_numbers(args, OID_TIMESTAMPTZ, since_2000, item, count);
}

/* False: text has not the form of a UUID. */
static bool put_uuid(unsigned char *to, const char *text)
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    for (const char *form = shape; *form != '\0';) {
        if (*form == '-' ? *text != '-' : ju_hex_value(text[0]) < 0 || ju_hex_value(text[1]) < 0) {
            return false;
        }
        if (*form != '-') {
            *to++ = (unsigned char)(ju_hex_value(text[0]) << 4 | ju_hex_value(text[1]));
        }
        int step = *form == '-' ? 1 : 2;
        form += step;
        text += step;
    }
    return *text == '\0';
}

void ju_arg_uuids(ju_args *args, const char *const *item, size_t count)
{
    enum { UUID_BYTES = 16 };
    size_t each = sizeof(int32_t) + UUID_BYTES;
    unsigned char *to = begin_array(args, count == 0 ? ARRAY_EMPTY_BYTES : ARRAY_HEADER_BYTES + count * each,
                                    OID_UUID, count);
    for (size_t i = 0; to != NULL && i < count; i++, to += each) {
        args->failed |= !put_uuid(put_int(to, UUID_BYTES), item[i]);
    }
}

void ju_args_rows(ju_args *ret, ju_arena *arena, const ju_args *const *row, size_t count)
{
    ju_args_init(ret, arena);
    for (int column = 0; column < row[0]->count && !ret->failed; column++) {
        push_column(ret, row, count, column);
    }
}
