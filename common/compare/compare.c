#include "common/compare/compare.h"
#include "common/base/hex.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- one record --------------------------------------------------------------------------------------- */

static const char *field_text(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                              ju_arena *arena);

/* The fields of a message inside, each behind its length. */
static const char *nested_text(const ProtobufCMessage *message, const ProtobufCMessageDescriptor *descriptor,
                               ju_arena *arena)
{
    const char *text = "";
    ProtobufCMessage *empty = NULL;
    if (message == NULL) {
        empty = ju_arena_alloc(arena, descriptor->sizeof_message);
        if (empty == NULL) {
            return NULL;
        }
        descriptor->message_init(empty);
        message = empty;
    }
    for (unsigned i = 0; i < descriptor->n_fields && text != NULL; i++) {
        const char *value = field_text(message, &descriptor->fields[i], arena);
        text = value == NULL ? NULL : ju_arena_printf(arena, "%s%zu:%s", text, strlen(value), value);
    }
    return text;
}

/* NULL when the arena is full, or for a kind of field that a contract cannot have. */
static const char *field_text(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                              ju_arena *arena)
{
    const void *at = (const char *)message + field->offset;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        return NULL;
    }
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return *(const char *const *)at;
    case PROTOBUF_C_TYPE_BOOL:
        return *(const protobuf_c_boolean *)at ? "true" : "false";
    case PROTOBUF_C_TYPE_ENUM:
        return ju_arena_printf(arena, "%d", *(const int *)at);
    case PROTOBUF_C_TYPE_MESSAGE:
        return nested_text(*(const ProtobufCMessage *const *)at, field->descriptor, arena);
    default:
        return NULL;
    }
}

ju_rc ju_compare_items_of(const ProtobufCMessage *message, ju_arena *arena, ju_compare_items *ret,
                          ju_err *err)
{
    const ProtobufCMessageDescriptor *descriptor = message->descriptor;
    *ret = (ju_compare_items){0};
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const char *value = field_text(message, &descriptor->fields[i], arena);
        if (value == NULL || ret->count == JU_COMPARE_ITEMS_MAX) {
            return ju_fail(err, JU_FATAL, arena->full ? "memory" : "contract", "%s cannot be compared",
                           descriptor->name);
        }
        ret->item[ret->count].name = descriptor->fields[i].name;
        ret->item[ret->count].value = value;
        ret->count++;
    }
    return JU_OK;
}

void ju_compare_position(const unsigned char index[JU_BLIND_INDEX_BYTES], unsigned char ret[JU_COMPARE_BYTES])
{
    memcpy(ret, index, JU_COMPARE_BYTES);
}

static size_t canonical_size(const ju_compare_items *items)
{
    size_t size = JU_COMPARE_HEX_SIZE;
    for (size_t i = 0; i < items->count; i++) {
        size += strlen(items->item[i].value) + 24; /* its length and a colon */
    }
    return size;
}

/* Position and items, each item behind its length: no two lists have the same text. */
static void write_canonical(const ju_compare_items *items, const unsigned char position[JU_COMPARE_BYTES],
                            char *text, size_t size)
{
    size_t used = (size_t)2 * JU_COMPARE_BYTES;
    ju_hex(position, JU_COMPARE_BYTES, text);
    for (size_t i = 0; i < items->count; i++) {
        const char *value = items->item[i].value;
        used += (size_t)snprintf(text + used, size - used, "%zu:%s", strlen(value), value);
    }
}

ju_rc ju_compare_digest(ju_keyring *ring, ju_arena *arena, const ju_compare_items *items,
                        const unsigned char position[JU_COMPARE_BYTES], unsigned char ret[JU_COMPARE_BYTES],
                        ju_err *err)
{
    unsigned char whole[JU_BLIND_INDEX_BYTES];
    size_t size = canonical_size(items);
    char *text = ju_arena_alloc(arena, size);
    if (text == NULL) {
        return ju_no_memory(err);
    }
    write_canonical(items, position, text, size);
    ju_rc rc = ju_blind_index(ring, "compare_record", text, whole, err);
    explicit_bzero(text, size);
    if (rc == JU_OK) {
        memcpy(ret, whole, JU_COMPARE_BYTES);
    }
    return rc;
}

size_t ju_compare_items_differing(const ju_compare_items *one, const ju_compare_items *other,
                                  const char *ret[JU_COMPARE_ITEMS_MAX])
{
    size_t count = 0;
    assert(one->count == other->count);
    for (size_t i = 0; i < one->count; i++) {
        if (strcmp(one->item[i].value, other->item[i].value) != 0) {
            ret[count++] = one->item[i].name;
        }
    }
    return count;
}

/* ---- ranges ------------------------------------------------------------------------------------------- */

bool ju_compare_range_valid(const ju_compare_range *range)
{
    return range->depth < JU_COMPARE_BYTES && range->first <= range->last && range->last < JU_COMPARE_FAN_OUT;
}

void ju_compare_bounds(const ju_compare_range *range, unsigned char ret_lowest[JU_COMPARE_BYTES],
                       unsigned char ret_highest[JU_COMPARE_BYTES])
{
    memset(ret_lowest, 0, JU_COMPARE_BYTES);
    memset(ret_highest, 0xff, JU_COMPARE_BYTES);
    memcpy(ret_lowest, range->prefix, range->depth);
    memcpy(ret_highest, range->prefix, range->depth);
    ret_lowest[range->depth] = (unsigned char)range->first;
    ret_highest[range->depth] = (unsigned char)range->last;
}

static ju_rc add(ju_compare_questions *questions, const ju_compare_range *range, ju_err *err)
{
    if (questions->count == questions->capacity) {
        size_t capacity = questions->capacity == 0 ? 64 : questions->capacity * 2;
        ju_compare_range *larger = ju_arena_alloc(questions->arena, capacity * sizeof *larger);
        if (larger == NULL) {
            return ju_no_memory(err);
        }
        if (questions->count > 0) {
            memcpy(larger, questions->range, questions->count * sizeof *larger);
        }
        questions->range = larger;
        questions->capacity = capacity;
    }
    questions->range[questions->count++] = *range;
    return JU_OK;
}

unsigned ju_compare_children_at_once(int64_t records)
{
    unsigned children = JU_COMPARE_FAN_OUT;
    while (children > 1 && records / JU_COMPARE_FAN_OUT * children > JU_COMPARE_READ_AT_ONCE) {
        children /= 2;
    }
    return children;
}

ju_rc ju_compare_ask(const unsigned char *prefix, size_t depth, int64_t records,
                     ju_compare_questions *questions, ju_err *err)
{
    ju_compare_range range = {.depth = depth, .last = JU_COMPARE_FAN_OUT - 1};
    memcpy(range.prefix, prefix, depth);
    if (records <= JU_COMPARE_FEW || depth == JU_COMPARE_BYTES - 1) {
        range.records = true;
        return add(questions, &range, err);
    }
    range.last = ju_compare_children_at_once(records) - 1;
    return add(questions, &range, err);
}

/* The next children of the same range, when it is asked about in parts. */
static ju_rc ask_next_part(const ju_compare_range *asked, ju_compare_questions *questions, ju_err *err)
{
    ju_compare_range next = *asked;
    unsigned width = asked->last - asked->first + 1;
    if (asked->last + 1 == JU_COMPARE_FAN_OUT) {
        return JU_OK;
    }
    next.first = asked->last + 1;
    next.last = asked->last + width < JU_COMPARE_FAN_OUT ? asked->last + width : JU_COMPARE_FAN_OUT - 1;
    return add(questions, &next, err);
}

static bool same_node(const ju_compare_node *one, const ju_compare_node *other)
{
    return one->records == other->records &&
           (one->records == 0 || memcmp(one->digest, other->digest, JU_COMPARE_BYTES) == 0);
}

ju_rc ju_compare_descend(const ju_compare_range *asked, const ju_compare_node own[JU_COMPARE_FAN_OUT],
                         const ju_compare_node other[JU_COMPARE_FAN_OUT], ju_compare_questions *questions,
                         ju_err *err)
{
    unsigned char prefix[JU_COMPARE_BYTES] = {0};
    memcpy(prefix, asked->prefix, asked->depth);
    for (unsigned child = asked->first; child <= asked->last; child++) {
        if (same_node(&own[child], &other[child])) {
            continue;
        }
        int64_t records =
            own[child].records > other[child].records ? own[child].records : other[child].records;
        prefix[asked->depth] = (unsigned char)child;
        JU_TRY(ju_compare_ask(prefix, asked->depth + 1, records, questions, err));
    }
    return ask_next_part(asked, questions, err);
}

/* ---- records one by one ------------------------------------------------------------------------------- */

const char *ju_compare_kind_name(ju_compare_kind kind)
{
    static const char *const names[] = {[JU_COMPARE_ONLY_HERE] = "only_here",
                                        [JU_COMPARE_ONLY_THERE] = "only_there",
                                        [JU_COMPARE_DIFFERS] = "differs"};
    return names[kind];
}

size_t ju_compare_entries(const ju_compare_entry *own, size_t own_count, const ju_compare_entry *other,
                          size_t other_count, ju_compare_difference *ret)
{
    size_t count = 0;
    size_t here = 0;
    size_t there = 0;
    while (here < own_count || there < other_count) {
        int order = here == own_count ? 1
                    : there == other_count
                        ? -1
                        : memcmp(own[here].position, other[there].position, JU_COMPARE_BYTES);
        if (order > 0) {
            ret[count++] = (ju_compare_difference){JU_COMPARE_ONLY_THERE, &other[there++]};
        } else if (order < 0) {
            ret[count++] = (ju_compare_difference){JU_COMPARE_ONLY_HERE, &own[here++]};
        } else {
            if (memcmp(own[here].digest, other[there].digest, JU_COMPARE_BYTES) != 0) {
                ret[count++] = (ju_compare_difference){JU_COMPARE_DIFFERS, &own[here]};
            }
            here++;
            there++;
        }
    }
    return count;
}
