/* Bodies sealed between our services: who opens them, what they are bound to, and what stays as it is. */
#include "common/event/body.h"

#include "common/event/topic_names.h"
#include "common/seal/marked.h"
#include "tests/unit/key_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Of the two programs, and none of a consumer but pension's. */
static const char *const AUDIENCES[] = {"resident",
                                        "delivery",
                                        "gateway",
                                        "network",
                                        "kiosk",
                                        "koseki",
                                        "justice",
                                        "portal",
                                        "pension",
                                        "counter-resident",
                                        "counter-gateway",
                                        "counter-delivery",
                                        "resident-self",
                                        "resident-identity",
                                        "resident-gateway",
                                        "gateway-self",
                                        "delivery-self",
                                        "delivery-card",
                                        NULL};
static const char BODY[] = "\x0a\x0f封緘太郎";

typedef struct fixture {
    char dir[KEY_FOLDER_SIZE];
    ju_arena arena;
    ju_bodies *resident;
    ju_bodies *gateway;
    ju_bodies *open; /* the gateway with sealing off */
    ju_err err;
} fixture;

static const ju_body_of CHANGED = {JU_TOPIC_RESIDENT_TO_GATEWAY, "juki.resident.v1.PersonChanged", "id-1"};

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    key_folder_make(AUDIENCES, f->dir);
    ju_arena_init(&f->arena, 4 << 20);
    assert_int_equal(ju_bodies_open(f->dir, "resident", true, true, &f->resident, &f->err), JU_OK);
    assert_int_equal(ju_bodies_open(f->dir, "gateway", true, true, &f->gateway, &f->err), JU_OK);
    assert_int_equal(ju_bodies_open(f->dir, "gateway", true, false, &f->open, &f->err), JU_OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    ju_bodies_free(f->resident);
    ju_bodies_free(f->gateway);
    ju_bodies_free(f->open);
    ju_arena_done(&f->arena);
    key_folder_remove(AUDIENCES, f->dir);
    free(f);
    return 0;
}

static ProtobufCBinaryData body(void)
{
    return (ProtobufCBinaryData){sizeof BODY - 1, (uint8_t *)(uintptr_t)BODY};
}

static ProtobufCBinaryData sealed_body(fixture *f)
{
    ProtobufCBinaryData value = body();
    assert_int_equal(ju_body_seal(f->resident, &f->arena, &CHANGED, &value, &f->err), JU_OK);
    assert_true(ju_marked_is_sealed(value.data, value.len));
    assert_null(memmem(value.data, value.len, "封緘", strlen("封緘")));
    return value;
}

static void assert_refused(fixture *f, ju_bodies *reader, const ju_body_of *of, ProtobufCBinaryData value,
                           const char *code)
{
    assert_int_equal(ju_body_open(reader, &f->arena, of, &value, &f->err), JU_REJECT);
    assert_string_equal(f->err.code, code);
}

static void assert_opens(fixture *f, ju_bodies *reader, const ju_body_of *of, ProtobufCBinaryData value)
{
    assert_int_equal(ju_body_open(reader, &f->arena, of, &value, &f->err), JU_OK);
    assert_int_equal(value.len, sizeof BODY - 1);
    assert_memory_equal(value.data, BODY, sizeof BODY - 1);
}

static bool sealed_for(ProtobufCBinaryData value, const char *audience)
{
    char name[JU_MARKED_AUDIENCE_SIZE] = "";
    assert_true(ju_marked_is_sealed(value.data, value.len));
    ju_marked_audience(value.data, value.len, name);
    return strcmp(name, audience) == 0;
}

static void test_reader_opens_whatever_its_setting(void **state)
{
    fixture *f = *state;
    ProtobufCBinaryData value = sealed_body(f);
    assert_opens(f, f->gateway, &CHANGED, value);
    assert_opens(f, f->open, &CHANGED, value);
    assert_opens(f, f->gateway, &CHANGED, body()); /* what is not sealed is taken */
}

static void test_bound_to_its_message(void **state)
{
    fixture *f = *state;
    ProtobufCBinaryData value = sealed_body(f);
    assert_refused(f, f->gateway, &(ju_body_of){CHANGED.topic, CHANGED.type, "id-2"}, value, "seal_broken");
    assert_refused(f, f->gateway, &(ju_body_of){CHANGED.topic, "juki.resident.v1.RestraintChanged", "id-1"},
                   value, "seal_broken");
    assert_refused(f, f->gateway, &(ju_body_of){JU_TOPIC_SNAPSHOT_GATEWAY, CHANGED.type, "id-1"}, value,
                   "seal_broken");
}

static void test_nobody_else_opens_it(void **state)
{
    fixture *f = *state;
    ju_bodies *delivery = NULL;
    assert_int_equal(ju_bodies_open(f->dir, "delivery", true, true, &delivery, &f->err), JU_OK);
    assert_refused(f, delivery, &CHANGED, sealed_body(f), "seal_key");
    assert_refused(f, NULL, &CHANGED, sealed_body(f), "seal_key");
    ju_bodies_free(delivery);
}

static void test_broken_ones_are_refused(void **state)
{
    fixture *f = *state;
    ProtobufCBinaryData value = sealed_body(f);
    assert_refused(f, f->gateway, &CHANGED, (ProtobufCBinaryData){1, value.data}, "seal_key");
    for (size_t length = 2; length < value.len; length++) {
        ProtobufCBinaryData cut = {length, value.data};
        assert_int_equal(ju_body_open(f->gateway, &f->arena, &CHANGED, &cut, &f->err), JU_REJECT);
    }
    for (size_t i = 1; i < value.len; i++) {
        ProtobufCBinaryData other = value;
        value.data[i] ^= 0x40;
        assert_int_equal(ju_body_open(f->gateway, &f->arena, &CHANGED, &other, &f->err), JU_REJECT);
        value.data[i] ^= 0x40;
    }
    assert_opens(f, f->gateway, &CHANGED, value);
}

/* What holds no names, a setting that is off, and a program that is on no topic. */
static void test_what_stays_as_it_is(void **state)
{
    static const char *const topics[] = {JU_TOPIC_AUDIT_RECORD, JU_TOPIC_STAFF_RIGHT, JU_TOPIC_INQUIRY_TAX,
                                         "ledger.in"};
    fixture *f = *state;
    ju_bodies *none = NULL;
    for (size_t i = 0; i < 4; i++) {
        ProtobufCBinaryData value = body();
        assert_int_equal(
            ju_body_seal(f->gateway, &f->arena, &(ju_body_of){topics[i], "t", "i"}, &value, &f->err), JU_OK);
        assert_ptr_equal(value.data, BODY);
    }
    const ju_body_of own = {JU_TOPIC_SNAPSHOT_GATEWAY, "juki.gateway.v1.SnapshotStep", "i"};
    ProtobufCBinaryData value = body();
    assert_int_equal(ju_body_seal(f->open, &f->arena, &own, &value, &f->err), JU_OK);
    assert_ptr_equal(value.data, BODY);
    assert_int_equal(ju_body_keep(f->open, &f->arena, &own, &value, &f->err), JU_OK);
    assert_ptr_equal(value.data, BODY);
    assert_int_equal(ju_bodies_open(f->dir, "ledger", true, true, &none, &f->err), JU_OK);
    assert_null(none);
    assert_int_equal(ju_body_seal(none, &f->arena, &CHANGED, &value, &f->err), JU_OK);
    assert_ptr_equal(value.data, BODY);
}

/* A tool opens the keyring of a topic when it is needed, and no other; what is missing is told. */
static void test_of_a_tool(void **state)
{
    fixture *f = *state;
    const ju_body_of command = {JU_TOPIC_GATEWAY_COMMAND, "juki.gateway.v1.QueryConsumers", "id-7"};
    const ju_body_of other = {JU_TOPIC_IDENTITY_COMMAND, "juki.identity.v1.QueryNotices", "id-8"};
    ProtobufCBinaryData value = body();
    ju_bodies *counter = NULL;
    assert_int_equal(ju_bodies_of_tool(f->dir, "counter", true, &counter, &f->err), JU_OK);
    assert_int_equal(ju_body_seal(counter, &f->arena, &command, &value, &f->err), JU_OK);
    assert_true(ju_marked_is_sealed(value.data, value.len));
    assert_opens(f, f->gateway, &command, value);
    assert_opens(f, counter, &command, value);
    value = body();
    assert_int_equal(ju_body_seal(counter, &f->arena, &other, &value, &f->err), JU_FATAL);
    assert_string_equal(f->err.code, "keyring");
    assert_ptr_equal(value.data, BODY);
    assert_int_equal(ju_body_keep(f->gateway, &f->arena, &command, &value, &f->err), JU_OK);
    assert_refused(f, counter, &command, value, "seal_key"); /* gateway sealed it for itself */
    ju_bodies_free(counter);
}

static void test_kept_for_itself(void **state)
{
    fixture *f = *state;
    const ju_body_of command = {JU_TOPIC_GATEWAY_COMMAND, "juki.gateway.v1.QueryConsumers", "id-7"};
    ProtobufCBinaryData value = body();
    assert_int_equal(ju_body_keep(f->gateway, &f->arena, &command, &value, &f->err), JU_OK);
    assert_true(ju_marked_is_sealed(value.data, value.len));
    assert_opens(f, f->gateway, &command, value);
    assert_true(sealed_for(value, "gateway-self"));
    assert_refused(f, f->gateway, &(ju_body_of){command.topic, command.type, "id-8"}, value, "seal_broken");

    const void *once = value.data;
    assert_int_equal(ju_body_keep(f->gateway, &f->arena, &command, &value, &f->err), JU_OK);
    assert_ptr_equal(value.data, once); /* what is sealed is not sealed again */
    ProtobufCBinaryData nothing = {0};
    assert_int_equal(ju_body_keep(f->gateway, &f->arena, &command, &nothing, &f->err), JU_OK);
    assert_int_equal(nothing.len, 0);
}

/* Other bodies have no such keyring: what they keep is their own, and no service has it. */
static void test_kept_by_another_body(void **state)
{
    fixture *f = *state;
    const ju_body_of notice = {"link.koseki.out", "juki.resident.v1.FamilyAnnexNotice", "id-9"};
    ProtobufCBinaryData value = body();
    ju_bodies *koseki = NULL;
    assert_int_equal(ju_bodies_open(f->dir, "koseki", false, true, &koseki, &f->err), JU_OK);
    assert_int_equal(ju_body_keep(koseki, &f->arena, &notice, &value, &f->err), JU_OK);
    assert_true(sealed_for(value, "koseki"));
    assert_opens(f, koseki, &notice, value);
    ju_bodies_free(koseki);
}

/* A letter that was kept before there was a keyring for what is kept. */
static void test_kept_of_before(void **state)
{
    fixture *f = *state;
    const ju_body_of command = {JU_TOPIC_GATEWAY_COMMAND, "juki.gateway.v1.QueryConsumers", "id-7"};
    ProtobufCBinaryData value = body();
    ju_bodies *before = NULL;
    assert_int_equal(ju_bodies_open(f->dir, "gateway", false, true, &before, &f->err), JU_OK);
    assert_int_equal(ju_body_keep(before, &f->arena, &command, &value, &f->err), JU_OK);
    assert_true(sealed_for(value, "gateway"));
    assert_opens(f, f->gateway, &command, value);
    ju_bodies_free(before);
}

static void test_cap_counts_the_seal(void **state)
{
    fixture *f = *state;
    unsigned char *large = calloc(1, JU_MESSAGE_MAX_BYTES);
    assert_non_null(large);
    ProtobufCBinaryData value = {JU_MESSAGE_MAX_BYTES, large};
    assert_int_equal(ju_body_seal(f->resident, &f->arena, &CHANGED, &value, &f->err), JU_REJECT);
    assert_string_equal(f->err.code, "too_large");
    value = (ProtobufCBinaryData){JU_MESSAGE_MAX_BYTES - 128, large};
    assert_int_equal(ju_body_seal(f->resident, &f->arena, &CHANGED, &value, &f->err), JU_OK);
    assert_true(value.len <= JU_MESSAGE_MAX_BYTES);
    free(large);
}

int main(void)
{
#define WITH_KEYS(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_KEYS(test_reader_opens_whatever_its_setting),
        WITH_KEYS(test_bound_to_its_message),
        WITH_KEYS(test_nobody_else_opens_it),
        WITH_KEYS(test_broken_ones_are_refused),
        WITH_KEYS(test_what_stays_as_it_is),
        WITH_KEYS(test_of_a_tool),
        WITH_KEYS(test_kept_for_itself),
        WITH_KEYS(test_kept_by_another_body),
        WITH_KEYS(test_kept_of_before),
        WITH_KEYS(test_cap_counts_the_seal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
