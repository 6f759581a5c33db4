#include "tests/fuzz/wire.h"

#include <stdbool.h>
#include <string.h>

enum {
    FIELDS_MAX = 256,
    DEPTH_MAX = 8,
    NEST = 400,
    MANY = 2000,
    VARINT = 0,
    FIXED64 = 1,
    LENGTH = 2,
    GROUP = 3,
    FIXED32 = 5
};

/* One field as it stands in the bytes: from its tag to its end; what it holds. */
typedef struct place {
    size_t at;
    size_t content;
    size_t end;
    uint32_t number;
    unsigned kind;
} place;

typedef struct out {
    uint8_t *bytes;
    size_t size;
    size_t max;
} out;

uint64_t wire_next(wire_random *random)
{
    uint64_t z = (random->state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

size_t wire_below(wire_random *random, size_t below)
{
    return below == 0 ? 0 : (size_t)(wire_next(random) % below);
}

/* ---- reading --------------------------------------------------------------------------------------------
 */

static bool read_varint(const uint8_t *bytes, size_t size, size_t *at, uint64_t *ret)
{
    *ret = 0;
    for (unsigned shift = 0; shift < 64 && *at < size; shift += 7) {
        uint8_t byte = bytes[(*at)++];
        *ret |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            return true;
        }
    }
    return false;
}

static bool skip_content(const uint8_t *bytes, size_t size, place *p)
{
    uint64_t value = 0;
    size_t left = size - p->content;
    p->end = p->content;
    switch (p->kind) {
    case VARINT:
        return read_varint(bytes, size, &p->end, &value);
    case FIXED64:
        p->end += 8;
        return left >= 8;
    case FIXED32:
        p->end += 4;
        return left >= 4;
    case LENGTH:
        if (!read_varint(bytes, size, &p->end, &value) || value > size - p->end) {
            return false;
        }
        p->content = p->end;
        p->end += (size_t)value;
        return true;
    default:
        return false;
    }
}

/* The fields up to the first that cannot be read. */
static size_t read_fields(const uint8_t *bytes, size_t size, place fields[FIELDS_MAX])
{
    size_t count = 0;
    size_t at = 0;
    while (at < size && count < FIELDS_MAX) {
        place *p = &fields[count];
        uint64_t tag = 0;
        p->at = at;
        if (!read_varint(bytes, size, &at, &tag)) {
            return count;
        }
        p->number = (uint32_t)(tag >> 3);
        p->kind = (unsigned)(tag & 7);
        p->content = at;
        if (!skip_content(bytes, size, p)) {
            return count;
        }
        at = p->end;
        count++;
    }
    return count;
}

/* ---- writing --------------------------------------------------------------------------------------------
 */

static void put(out *o, const void *bytes, size_t size)
{
    size_t fits = size < o->max - o->size ? size : o->max - o->size;
    if (fits > 0) {
        memcpy(o->bytes + o->size, bytes, fits);
        o->size += fits;
    }
}

static void put_varint(out *o, uint64_t value)
{
    uint8_t bytes[10];
    size_t size = 0;
    do {
        bytes[size++] = (uint8_t)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
        value >>= 7;
    } while (value > 0);
    put(o, bytes, size);
}

static void put_tag(out *o, uint32_t number, unsigned kind)
{
    put_varint(o, (uint64_t)number << 3 | kind);
}

static void put_text(out *o, uint32_t number, const void *text, size_t size)
{
    put_tag(o, number, LENGTH);
    put_varint(o, size);
    put(o, text, size);
}

/* ---- what is put in place of a field ------------------------------------------------------------------ */

typedef void change_fn(out *o, const wire_plan *plan, const place *p, const uint8_t *bytes,
                       wire_random *random);

#define CHANGE(name)                                                                                         \
    static void name(out *o, const wire_plan *plan, const place *p, const uint8_t *bytes, wire_random *random)
#define UNUSED                                                                                               \
    (void)plan;                                                                                              \
    (void)bytes;                                                                                             \
    (void)random

CHANGE(drop)
{
    UNUSED;
    (void)o;
    (void)p;
}

CHANGE(twice)
{
    UNUSED;
    put(o, bytes + p->at, p->end - p->at);
    put(o, bytes + p->at, p->end - p->at);
}

CHANGE(of_another_kind)
{
    static const unsigned kinds[] = {VARINT, FIXED64, LENGTH, GROUP, 4, FIXED32, 6, 7};
    UNUSED;
    put_tag(o, p->number, kinds[wire_below(random, sizeof kinds / sizeof kinds[0])]);
    put(o, bytes + p->content, p->end - p->content);
}

CHANGE(of_another_number)
{
    static const uint32_t numbers[] = {0, 99, 15, 16, 2047, 2048, 19000, 536870911};
    UNUSED;
    put_tag(o, numbers[wire_below(random, sizeof numbers / sizeof numbers[0])], p->kind);
    put(o, bytes + p->content, p->end - p->content);
}

CHANGE(huge_varint)
{
    static const uint64_t values[] = {
        UINT64_MAX, INT64_MAX, (uint64_t)INT64_MIN, UINT32_MAX, INT32_MAX, 0x80000000U, 127, 128};
    UNUSED;
    put_tag(o, p->number, VARINT);
    put_varint(o, values[wire_below(random, sizeof values / sizeof values[0])]);
}

CHANGE(endless_varint)
{
    static const uint8_t endless[12] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                        0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
    UNUSED;
    put_tag(o, p->number, VARINT);
    put(o, endless, sizeof endless);
}

CHANGE(long_length)
{
    static const uint64_t lengths[] = {0x7fffffff, 0xffffffff, UINT64_MAX, 1 << 20, 256};
    UNUSED;
    put_tag(o, p->number, LENGTH);
    put_varint(o, lengths[wire_below(random, sizeof lengths / sizeof lengths[0])]);
    put(o, bytes + p->content, p->end - p->content);
}

CHANGE(bad_text)
{
    static const char *const texts[] = {"\xff\xfe",
                                        "\xc0\xaf",
                                        "\xed\xa0\x80",
                                        "\xf4\x90\x80\x80",
                                        "\xe3\x81",
                                        "\x1b[31m",
                                        "\r\nX: y",
                                        "\xef\xbf\xbe",
                                        "\xe2\x80\xae"
                                        "x",
                                        "'; DROP TABLE person; --"};
    UNUSED;
    const char *text = texts[wire_below(random, sizeof texts / sizeof texts[0])];
    put_text(o, p->number, text, strlen(text));
}

CHANGE(text_with_nul)
{
    UNUSED;
    put_text(o, p->number, "a\0b", 3);
}

CHANGE(long_text)
{
    static const char letters[] = "長い文字列";
    UNUSED;
    put_tag(o, p->number, LENGTH);
    put_varint(o, (sizeof letters - 1) * MANY);
    for (int i = 0; i < MANY; i++) {
        put(o, letters, sizeof letters - 1);
    }
}

static bool is_id(const ProtobufCMessageDescriptor *type, uint32_t number)
{
    const ProtobufCFieldDescriptor *field =
        type == NULL ? NULL : protobuf_c_message_descriptor_get_field(type, number);
    size_t length = field == NULL ? 0 : strlen(field->name);
    return length >= 3 && strcmp(field->name + length - 3, "_id") == 0;
}

CHANGE(planted_text)
{
    UNUSED;
    bool spared = plan->planted == NULL || (plan->spare_ids && is_id(plan->type, p->number));
    const char *text = spared ? "" : plan->planted;
    put_text(o, p->number, text, strlen(text));
}

CHANGE(empty)
{
    UNUSED;
    put_text(o, p->number, "", 0);
}

CHANGE(many_empty)
{
    UNUSED;
    for (int i = 0; i < MANY; i++) {
        put_text(o, p->number, "", 0);
    }
}

/* A message in a message in a message; the lengths from the inside out. */
CHANGE(nested)
{
    uint8_t inside[NEST * 8];
    size_t at = sizeof inside;
    UNUSED;
    for (int i = 0; i < NEST && at > 12; i++) {
        uint8_t head[12] = {0};
        out one = {.bytes = head, .max = sizeof head};
        put_tag(&one, p->number, LENGTH);
        put_varint(&one, sizeof inside - at);
        at -= one.size;
        memcpy(inside + at, head, one.size);
    }
    put(o, inside + at, sizeof inside - at);
}

CHANGE(flipped)
{
    UNUSED;
    size_t from = o->size;
    put(o, bytes + p->at, p->end - p->at);
    if (o->size > from) {
        o->bytes[from + wire_below(random, o->size - from)] ^= (uint8_t)(1U << wire_below(random, 8));
    }
}

CHANGE(random_content)
{
    UNUSED;
    put_tag(o, p->number, p->kind);
    size_t size = wire_below(random, 24);
    if (p->kind == LENGTH) {
        put_varint(o, size);
    }
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = (uint8_t)wire_next(random);
        put(o, &byte, 1);
    }
}

static change_fn *const CHANGES[] = {
    drop,           twice,    of_another_kind, of_another_number, huge_varint,  endless_varint, long_length,
    bad_text,       bad_text, text_with_nul,   long_text,         planted_text, empty,          many_empty,
    random_content, nested,   flipped,         flipped,
};
enum { CHANGE_COUNT = sizeof CHANGES / sizeof CHANGES[0] };

/* ---- the message ----------------------------------------------------------------------------------------
 */

static const ProtobufCMessageDescriptor *message_of(const ProtobufCMessageDescriptor *type, const place *p)
{
    const ProtobufCFieldDescriptor *field =
        type == NULL ? NULL : protobuf_c_message_descriptor_get_field(type, p->number);
    return p->kind == LENGTH && field != NULL && field->type == PROTOBUF_C_TYPE_MESSAGE ? field->descriptor
                                                                                        : NULL;
}

static void change(out *o, const wire_plan *plan, const uint8_t *bytes, size_t size, wire_random *random,
                   int depth);

/* The field with a change inside it, and the length that fits this. */
static void change_inside(out *o, const wire_plan *plan, const place *p, const uint8_t *bytes,
                          wire_random *random, int depth)
{
    out length = {.bytes = (uint8_t[16]){0}, .max = 16};
    put_tag(o, p->number, LENGTH);
    size_t at = o->size;
    change(o, plan, bytes + p->content, p->end - p->content, random, depth + 1);
    size_t inner = o->size - at;
    put_varint(&length, inner);
    if (o->max - o->size >= length.size) {
        memmove(o->bytes + at + length.size, o->bytes + at, inner);
        memcpy(o->bytes + at, length.bytes, length.size);
        o->size += length.size;
    }
}

static void change_field(out *o, const wire_plan *plan, const place *p, const uint8_t *bytes,
                         wire_random *random, int depth)
{
    const wire_plan inner = {message_of(plan->type, p), plan->planted, plan->spare_ids};
    if (inner.type != NULL && depth < DEPTH_MAX && wire_below(random, 3) > 0) {
        change_inside(o, &inner, p, bytes, random, depth);
    } else {
        CHANGES[wire_below(random, CHANGE_COUNT)](o, plan, p, bytes, random);
    }
}

/* A field that is not there yet, of the descriptor. */
static void add_field(out *o, const wire_plan *plan, wire_random *random)
{
    place p = {.kind = LENGTH, .number = 1};
    if (plan->type != NULL && plan->type->n_fields > 0) {
        p.number = plan->type->fields[wire_below(random, plan->type->n_fields)].id;
    }
    CHANGES[wire_below(random, CHANGE_COUNT)](o, plan, &p, (const uint8_t *)"", random);
}

static void change(out *o, const wire_plan *plan, const uint8_t *bytes, size_t size, wire_random *random,
                   int depth)
{
    place fields[FIELDS_MAX];
    size_t count = read_fields(bytes, size, fields);
    if (count == 0 || wire_below(random, 8) == 0) {
        put(o, bytes, size);
        add_field(o, plan, random);
        return;
    }
    const place *p = &fields[wire_below(random, count)];
    put(o, bytes, p->at);
    change_field(o, plan, p, bytes, random, depth);
    put(o, bytes + p->end, size - p->end);
}

size_t wire_mutate(const wire_plan *plan, const uint8_t *bytes, size_t size, uint8_t *ret, size_t ret_max,
                   wire_random *random)
{
    out o = {.bytes = ret, .max = ret_max};
    if (size > 0 && wire_below(random, 12) == 0) { /* cut off */
        put(&o, bytes, wire_below(random, size));
        return o.size;
    }
    change(&o, plan, bytes, size, random, 0);
    return o.size;
}
