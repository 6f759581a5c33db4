#include "services/gateway/steps/bridge_csv.h"

#include "common/base/hex.h"
#include "common/event/flat.h"
#include "common/event/json.h"
#include "common/text/csv.h"

#include <stdlib.h>
#include <string.h>

enum { INNER_MAX = 16 };

#define FEED (&juki__gateway__v1__person_feed__descriptor)

static bool is_history(const ProtobufCFieldDescriptor *field)
{
    return field->type == PROTOBUF_C_TYPE_MESSAGE &&
           (field->descriptor == &juki__common__v1__household_history__descriptor ||
            field->descriptor == &juki__common__v1__address_history__descriptor);
}

static bool is_sealed(const ProtobufCFieldDescriptor *field)
{
    return field->type == PROTOBUF_C_TYPE_MESSAGE &&
           field->descriptor == &juki__common__v1__sealed__descriptor;
}

/* The columns of a field that is one message of flat fields; 0: it is a column itself. */
static size_t columns_of(const ProtobufCFieldDescriptor *field, ju_flat_item inner[INNER_MAX])
{
    bool flat = field->type == PROTOBUF_C_TYPE_MESSAGE && !is_history(field) && !is_sealed(field);
    return flat ? ju_flat_items(field->descriptor, inner, INNER_MAX) : 0;
}

void bridge_csv_head(FILE *out, gateway_items items)
{
    ju_flat_item inner[INNER_MAX];
    (void)fputs("sequence", out);
    for (unsigned i = 0; i < FEED->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &FEED->fields[i];
        if (!gateway_items_has(items, field->name)) {
            continue;
        }
        size_t count = columns_of(field, inner);
        for (size_t c = 0; c < count; c++) {
            (void)fprintf(out, ",%s.%s", field->name, inner[c].name);
        }
        if (count == 0) {
            (void)fprintf(out, ",%s", field->name);
        }
    }
    (void)fputs("\r\n", out);
}

char *bridge_sealed_text(const Juki__Common__V1__Sealed *sealed, ju_arena *arena)
{
    char *nonce = ju_arena_hex(arena, sealed->nonce.data, sealed->nonce.len);
    char *ciphertext = ju_arena_hex(arena, sealed->ciphertext.data, sealed->ciphertext.len);
    return nonce == NULL || ciphertext == NULL
               ? NULL
               : ju_arena_printf(arena, "%s.%s.%s", sealed->key_id, nonce, ciphertext);
}

static bool put_history(FILE *out, const ProtobufCMessage *history)
{
    json_t *json = ju_message_to_json(history);
    char *text = json == NULL ? NULL : json_dumps(json_object_get(json, "span"), JSON_COMPACT);
    if (text != NULL) {
        ju_csv_put(out, text);
    }
    bool empty = json != NULL && json_object_get(json, "span") == NULL;
    free(text);
    json_decref(json);
    return text != NULL || empty;
}

static void put_flat(FILE *out, const ProtobufCMessage *message, const ju_flat_item *item)
{
    char buffer[JU_FLAT_TEXT_SIZE];
    ju_csv_put(out, ju_flat_text(message, item, buffer));
}

/* A field that is one column. */
static bool put_field(FILE *out, const Juki__Gateway__V1__PersonFeed *person,
                      const ProtobufCFieldDescriptor *field, ju_arena *arena)
{
    const ju_flat_item itself = {.field = field};
    if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
        put_flat(out, &person->base, &itself);
        return true;
    }
    const ProtobufCMessage *inside = NULL;
    memcpy(&inside, (const char *)person + field->offset, sizeof inside);
    if (inside == NULL) {
        return true;
    }
    if (is_history(field)) {
        return put_history(out, inside);
    }
    const char *text = bridge_sealed_text((const Juki__Common__V1__Sealed *)inside, arena);
    if (text != NULL) {
        ju_csv_put(out, text);
    }
    return text != NULL;
}

/* A field that is a message of columns. */
static void put_columns(FILE *out, const Juki__Gateway__V1__PersonFeed *person,
                        const ProtobufCFieldDescriptor *field, const ju_flat_item *inner, size_t count)
{
    const ProtobufCMessage *inside = NULL;
    memcpy(&inside, (const char *)person + field->offset, sizeof inside);
    for (size_t c = 0; c < count; c++) {
        (void)fputc(',', out);
        if (inside != NULL) {
            put_flat(out, inside, &inner[c]);
        }
    }
}

bool bridge_csv_row(FILE *out, gateway_items items, int64_t sequence,
                    const Juki__Gateway__V1__PersonFeed *person, ju_arena *arena)
{
    ju_flat_item inner[INNER_MAX];
    bool done = true;
    (void)fprintf(out, "%lld", (long long)sequence);
    for (unsigned i = 0; done && i < FEED->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &FEED->fields[i];
        if (!gateway_items_has(items, field->name)) {
            continue;
        }
        size_t count = columns_of(field, inner);
        if (count > 0) {
            put_columns(out, person, field, inner, count);
        } else {
            (void)fputc(',', out);
            done = put_field(out, person, field, arena);
        }
    }
    (void)fputs("\r\n", out);
    return done;
}
