#include "tests/integration/harness/letter.h"

#include "common/event/body.h"
#include "common/seal/marked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Opens a body as its reader does, or as the service that kept it for itself; false when it is bound to
 * another message. */
static bool open_body(const char *keys, const ju_body_of *of, ju_arena *arena, ProtobufCBinaryData *body)
{
    char audience[JU_MARKED_AUDIENCE_SIZE];
    ju_bodies *reader = NULL;
    ju_bodies *keeper = NULL;
    ju_err err;
    ju_marked_audience(body->data, body->len, audience);
    assert_int_equal(ju_bodies_of_tool(keys, "test", true, &reader, &err), JU_OK);
    ju_rc rc = ju_body_open(reader, arena, of, body, &err);
    if (rc == JU_REJECT && strcmp(err.code, "seal_key") == 0) {
        bool is_service = ju_is_self_audience(audience);
        audience[strlen(audience) - (is_service ? strlen("-self") : 0)] = '\0';
        assert_int_equal(ju_bodies_open(keys, audience, is_service, true, &keeper, &err), JU_OK);
        rc = ju_body_open(keeper, arena, of, body, &err);
    }
    ju_bodies_free(reader);
    ju_bodies_free(keeper);
    return rc == JU_OK;
}

void letter_open_record(const char *keys, const char *topic, bus_record *record)
{
    ProtobufCBinaryData body = {record->size, record->value};
    ju_arena arena;
    ju_arena_init(&arena, 1 << 20);
    assert_true(open_body(keys, &(ju_body_of){topic, record->type, record->id}, &arena, &body));
    free(record->value);
    record->value = calloc(1, body.len + 1);
    assert_non_null(record->value);
    memcpy(record->value, body.data, body.len);
    record->size = body.len;
    ju_arena_done(&arena);
}

void letter_seal(const char *keys, const ju_body_of *of, ju_arena *arena, ProtobufCBinaryData *body)
{
    ju_bodies *bodies = NULL;
    ju_err err;
    assert_int_equal(ju_bodies_of_tool(keys, "test", true, &bodies, &err), JU_OK);
    ju_rc rc = ju_body_seal(bodies, arena, of, body, &err);
    if (rc != JU_OK && strcmp(err.code, "too_large") != 0) {
        fail_msg("%s", err.message);
    }
    ju_bodies_free(bodies);
}

static const char *header_of(const Juki__Common__V1__DeadLetter *letter, const char *name, char ret[256])
{
    *ret = '\0';
    for (size_t i = 0; i < letter->n_header; i++) {
        const ProtobufCBinaryData *value = &letter->header[i]->value;
        if (strcmp(letter->header[i]->name, name) == 0 && value->len < 256) {
            (void)snprintf(ret, 256, "%.*s", (int)value->len, (const char *)value->data);
        }
    }
    return ret;
}

ProtobufCBinaryData letter_value(const Juki__Common__V1__DeadLetter *letter, ju_arena *arena)
{
    char type[256];
    char id[256];
    const char *keys = world_env("JUKI_TEST_KEYS");
    ProtobufCBinaryData value = letter->value;
    const ju_body_of of = {letter->topic, header_of(letter, JU_HEADER_TYPE, type),
                           header_of(letter, JU_HEADER_ID, id)};
    if (ju_marked_is_sealed(value.data, value.len) && !open_body(keys, &of, arena, &value)) {
        assert_true(open_body(keys, &(ju_body_of){letter->topic, "", ""}, arena, &value));
    }
    return value;
}
