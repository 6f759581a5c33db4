#include "tests/unit/event_signing.h"

#include <stdio.h>
#include <string.h>

/* The leaf is agreed on with everybody: tests/peers/welfare/signature.py makes the same. */
static void a_leaf_is_these_bytes(void **state)
{
    static const unsigned char expected[] =
        "\0\0\0\1t\0\0\0\1k\0\0\0\1i\0\0\0\1s\0\0\0\1y\0\0\0\1m\0\0\0\0\0\0\0\0017\0\0\0\2vv";
    const ju_event event = {.topic = "t",
                            .key = "k",
                            .key_size = 1,
                            .id = "i",
                            .source = "s",
                            .type = "y",
                            .time = "m",
                            .traceparent = "",
                            .sequence = "7",
                            .value = "vv",
                            .value_size = 2};
    ju_hasher *hasher = NULL;
    ju_leaf_room room = {0};
    ju_hash leaf;
    (void)state;
    assert_int_equal(ju_hasher_new(&hasher, NULL), JU_OK);
    assert_int_equal(ju_event_leaf(hasher, &room, &event, &leaf, NULL), JU_OK);
    ju_hash same = ju_hash_leaf(hasher, expected, sizeof expected - 1);
    assert_true(ju_hash_equal(&leaf, &same));
    ju_leaf_room_done(&room);
    ju_hasher_free(hasher);
}

static void events_of_one_moment_are_signed_together(void **state)
{
    enum { MANY = 111 };
    bench *b = *state;
    static ju_event events[MANY];
    static ju_signature signatures[MANY];
    static char keys[MANY][8];
    for (size_t count = 1; count <= MANY; count++) {
        for (size_t i = 0; i < count; i++) {
            events[i] = event_of(i % 3 == 0 ? JU_TOPIC_RESIDENT_TO_GATEWAY : JU_TOPIC_RESIDENT_TO_IDENTITY);
            (void)snprintf(keys[i], sizeof keys[i], "K%zu", i);
            events[i].key = keys[i];
            events[i].key_size = strlen(keys[i]);
        }
        assert_int_equal(ju_signer_sign(b->signer, events, count, signatures, &b->err), JU_OK);
        for (size_t i = 0; i < count; i++) {
            ju_message message = message_of(b, &events[i], &signatures[i]);
            take(b, &message);
            message.signature = signatures[(i + 1) % count].byte; /* the neighbour's */
            message.signature_size = signatures[(i + 1) % count].size;
            if (count > 1) {
                assert_int_equal(ju_verifier_check(b->verifier, &message, &b->err), JU_REJECT);
            }
        }
    }
    /* 37 of one topic and 74 of the other: trees of 32 and the rest */
    assert_int_equal(signatures[0].byte[2], JU_TREE_EVENTS_MAX);
    assert_int_equal(signatures[MANY - 1].byte[2], 74 - 2 * JU_TREE_EVENTS_MAX);
}

static void more_topics_than_trees(void **state)
{
    enum { TOPICS = 40 };
    bench *b = *state;
    static ju_event events[2 * TOPICS];
    static ju_signature signatures[2 * TOPICS];
    static char topics[TOPICS][24];
    for (size_t i = 0; i < 2 * TOPICS; i++) {
        (void)snprintf(topics[i % TOPICS], sizeof topics[0], "feed.c%zu", i % TOPICS);
        events[i] = event_of(topics[i % TOPICS]);
        events[i].source = "/132071/gateway";
    }
    ju_signer *gateway = NULL;
    assert_int_equal(ju_signer_open(b->dir, "gateway", &gateway, &b->err), JU_OK);
    assert_int_equal(ju_signer_sign(gateway, events, 2 * TOPICS, signatures, &b->err), JU_OK);
    for (size_t i = 0; i < 2 * TOPICS; i++) {
        ju_message message = message_of(b, &events[i], &signatures[i]);
        take(b, &message);
    }
    ju_signer_free(gateway);
}

static void whatever_is_changed_shows(void **state)
{
    bench *b = *state;
    const ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    ju_signature signature = sign_one(b, &event);
    const ju_message good = message_of(b, &event, &signature);
    take(b, &good);
    ju_message other = good;
    other.topic = JU_TOPIC_RESIDENT_TO_GATEWAY;
    refuse(b, &other, "signature_invalid");
    other = good;
    other.key = "R2";
    refuse(b, &other, "signature_invalid");
    other = good;
    other.id = "018f0000-0000-7000-8000-000000000002";
    refuse(b, &other, "signature_invalid");
    other = good;
    other.source = "/999999/resident";
    refuse(b, &other, "signature_invalid");
    other = good;
    other.type = "juki.resident.v1.RestraintChanged";
    refuse(b, &other, "signature_invalid");
    other = good;
    other.time = "2026-04-11T00:00:00.000000Z";
    refuse(b, &other, "signature_invalid");
    other = good;
    other.traceparent = "";
    refuse(b, &other, "signature_invalid");
    other = good;
    other.sequence = 8;
    refuse(b, &other, "signature_invalid");
    other = good;
    other.sequence = 0;
    refuse(b, &other, "signature_invalid");
    other = good;
    other.value = "valuf";
    refuse(b, &other, "signature_invalid");
    other = good;
    other.value_size = 4;
    refuse(b, &other, "signature_invalid");
    /* a byte that moves from one field to the next */
    other = good;
    other.key = "R";
    other.id = "1018f0000-0000-7000-8000-000000000001";
    refuse(b, &other, "signature_invalid");
    take(b, &good);
}

static void a_header_is_of_its_form(void **state)
{
    enum { COUNT = 5 };
    bench *b = *state;
    ju_event events[COUNT];
    ju_signature signatures[COUNT];
    static const char *const keys[COUNT] = {"A", "B", "C", "D",
                                            "E"}; /* of equal events either place is right */
    for (size_t i = 0; i < COUNT; i++) {
        events[i] = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
        events[i].key = keys[i];
        events[i].key_size = 1;
    }
    assert_int_equal(ju_signer_sign(b->signer, events, COUNT, signatures, &b->err), JU_OK);
    const ju_signature good = signatures[2];
    ju_message message = message_of(b, &events[2], &good);
    refuse(b, &(ju_message){.topic = JU_TOPIC_RESIDENT_TO_IDENTITY, .raw = &b->raw}, "signature_missing");
    for (size_t size = 0; size < good.size; size++) {
        message.signature_size = size;
        assert_int_equal(ju_verifier_check(b->verifier, &message, &b->err), JU_REJECT);
    }
    ju_signature longer = good;
    for (size_t more = 1; good.size + more <= sizeof longer.byte; more++) {
        message.signature = longer.byte;
        message.signature_size = good.size + more;
        refuse(b, &message, "signature_malformed");
    }
    for (size_t bit = 0; bit < 8 * good.size; bit++) {
        ju_signature flipped = good;
        flipped.byte[bit / 8] ^= (unsigned char)(1U << bit % 8);
        message = message_of(b, &events[2], &flipped);
        assert_int_equal(ju_verifier_check(b->verifier, &message, &b->err), JU_REJECT);
    }
    const struct {
        size_t at;
        unsigned char byte;
    } wrong[] = {{0, 0},   {0, 2}, {1, COUNT}, {1, 255}, {2, 0},   {2, JU_TREE_EVENTS_MAX + 1},
                 {2, 255}, {3, 0}, {3, 64},    {3, 255}, {4, '\0'}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ju_signature changed = good;
        changed.byte[wrong[i].at] = wrong[i].byte;
        message = message_of(b, &events[2], &changed);
        refuse(b, &message, "signature_malformed");
    }
}

static void two_headers_of_one_name_are_two_messages(void **state)
{
    bench *b = *state;
    const ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    const ju_signature signature = sign_one(b, &event);
    const ju_message message = message_of(b, &event, &signature);
    char name[16];
    (void)rd_kafka_header_add(headers_now, "a", -1, "1", 1);
    (void)rd_kafka_header_add(headers_now, "b", -1, "1", 1);
    take(b, &message);
    (void)rd_kafka_header_add(headers_now, "a", -1, "1", 1);
    refuse(b, &message, "signature_headers");
    (void)rd_kafka_header_remove(headers_now, "a");
    take(b, &message);
    for (int i = 0; i < 32; i++) {
        (void)snprintf(name, sizeof name, "x%d", i);
        (void)rd_kafka_header_add(headers_now, name, -1, "1", 1);
    }
    refuse(b, &message, "signature_headers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leaf_is_these_bytes), WITH_KEYS(events_of_one_moment_are_signed_together),
        WITH_KEYS(more_topics_than_trees),       WITH_KEYS(whatever_is_changed_shows),
        WITH_KEYS(a_header_is_of_its_form),      WITH_KEYS(two_headers_of_one_name_are_two_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
