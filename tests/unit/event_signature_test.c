#include "common/base/clock.h"
#include "common/event/event_keys.h"
#include "common/event/signer.h"
#include "common/event/topic_names.h"
#include "common/event/verifier.h"

#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* What ju_verifier_check asks of librdkafka, without a broker. */
static rd_kafka_headers_t *headers_now;

rd_kafka_resp_err_t rd_kafka_message_headers(const rd_kafka_message_t *rkmessage, rd_kafka_headers_t **hdrsp)
{
    (void)rkmessage;
    *hdrsp = headers_now;
    return RD_KAFKA_RESP_ERR_NO_ERROR;
}

#define ALWAYS "20200101-21991231"

typedef struct bench {
    char dir[64];
    ju_signer *signer; /* of resident */
    ju_verifier *verifier;
    rd_kafka_message_t raw;
    ju_err err;
} bench;

/* ---- keys --------------------------------------------------------------------------------------------- */

static void path_of(const bench *b, const char *folder, const char *name, const char *ending, char ret[256])
{
    (void)snprintf(ret, 256, "%s/%s/%s%s", b->dir, folder, name, ending);
}

static void write_key(const char *path, EVP_PKEY *key, bool private_key)
{
    char new_path[300];
    (void)snprintf(new_path, sizeof new_path, "%s.new", path);
    FILE *file = fopen(new_path, "we");
    assert_non_null(file);
    assert_int_equal(private_key ? PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL)
                                 : PEM_write_PUBKEY(file, key),
                     1);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(rename(new_path, path), 0);
}

static void make_key(const bench *b, const char *name)
{
    char path[256];
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    assert_non_null(key);
    path_of(b, "verify", name, ".pem", path);
    write_key(path, key, false);
    path_of(b, "sign", name, ".key", path);
    write_key(path, key, true);
    EVP_PKEY_free(key);
}

static void drop_key(const bench *b, const char *folder, const char *name, const char *ending)
{
    char path[256];
    path_of(b, folder, name, ending, path);
    assert_int_equal(unlink(path), 0);
}

static int setup(void **state)
{
    char path[256];
    bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    (void)snprintf(b->dir, sizeof b->dir, "/tmp/juki-sign-XXXXXX");
    assert_non_null(mkdtemp(b->dir));
    path_of(b, "sign", "", "", path);
    assert_int_equal(mkdir(path, 0700), 0);
    path_of(b, "verify", "", "", path);
    assert_int_equal(mkdir(path, 0700), 0);
    make_key(b, "resident." ALWAYS);
    make_key(b, "gateway." ALWAYS);
    assert_int_equal(ju_signer_open(b->dir, "resident", &b->signer, &b->err), JU_OK);
    assert_int_equal(ju_verifier_open(b->dir, NULL, &b->verifier, &b->err), JU_OK);
    headers_now = rd_kafka_headers_new(8);
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    bench *b = *state;
    char command[128];
    ju_signer_free(b->signer);
    ju_verifier_free(b->verifier);
    rd_kafka_headers_destroy(headers_now);
    (void)snprintf(command, sizeof command, "rm -r %s", b->dir);
    assert_int_equal(system(command), 0);
    free(b);
    return 0;
}

/* ---- events ------------------------------------------------------------------------------------------- */

static ju_event event_of(const char *topic)
{
    return (ju_event){.topic = topic,
                      .key = "R1",
                      .key_size = 2,
                      .id = "018f0000-0000-7000-8000-000000000001",
                      .source = "/132071/resident",
                      .type = "juki.resident.v1.PersonChanged",
                      .time = "2026-04-10T00:00:00.000000Z",
                      .traceparent = "00-11111111111111111111111111111111-2222222222222222-01",
                      .sequence = "7",
                      .value = "value",
                      .value_size = 5};
}

/* As it would be read. */
static ju_message message_of(bench *b, const ju_event *event, const ju_signature *signature)
{
    return (ju_message){.topic = event->topic,
                        .key = event->key,
                        .id = event->id,
                        .source = event->source,
                        .type = event->type,
                        .time = event->time,
                        .traceparent = event->traceparent,
                        .sequence = event->sequence == NULL ? 0 : strtoll(event->sequence, NULL, 10),
                        .value = event->value,
                        .value_size = event->value_size,
                        .signature = signature == NULL ? NULL : signature->byte,
                        .signature_size = signature == NULL ? 0 : signature->size,
                        .raw = &b->raw};
}

static void take(bench *b, const ju_message *message)
{
    ju_rc rc = ju_verifier_check(b->verifier, message, &b->err);
    if (rc != JU_OK) {
        fail_msg("%s: %s", b->err.code, b->err.message);
    }
}

static void refuse(bench *b, const ju_message *message, const char *code)
{
    assert_int_equal(ju_verifier_check(b->verifier, message, &b->err), JU_REJECT);
    assert_string_equal(b->err.code, code);
}

static ju_signature sign_one(bench *b, const ju_event *event)
{
    ju_signature signature;
    assert_int_equal(ju_signer_sign(b->signer, event, 1, &signature, &b->err), JU_OK);
    return signature;
}

/* ---- tests -------------------------------------------------------------------------------------------- */

/* The leaf is agreed on with everybody: tests/peers/welfare/signature.py makes the same. */
static void a_leaf_is_these_bytes(void **state)
{
    static const unsigned char expected[] =
        "\0\0\0\1t\0\0\0\1k\0\0\0\1i\0\0\0\1s\0\0\0\1y\0\0\0\1m\0\0\0\0\0\0\0\0017\0\0\0\2vv";
    const ju_event event = {.topic = "t", .key = "k", .key_size = 1, .id = "i", .source = "s", .type = "y",
                            .time = "m", .traceparent = "", .sequence = "7", .value = "vv", .value_size = 2};
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
    enum { MANY = 70 };
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
    /* 24 of one topic and 46 of the other: trees of 16 and the rest */
    assert_int_equal(signatures[0].byte[2], JU_TREE_EVENTS_MAX);
    assert_int_equal(signatures[MANY - 1].byte[2], 24 - JU_TREE_EVENTS_MAX);
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
    static const char *const keys[COUNT] = {"A", "B", "C", "D", "E"}; /* of equal events either place is right */
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
    } wrong[] = {{0, 0}, {0, 2}, {1, COUNT}, {1, 255}, {2, 0}, {2, JU_TREE_EVENTS_MAX + 1}, {2, 255},
                 {3, 0}, {3, 64}, {3, 255}, {4, '\0'}};
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

/* Signs as any name, whoever may. */
static ju_message signed_as(bench *b, const char *name, ju_event event, ju_signature *room)
{
    char key[64];
    ju_signer *signer = NULL;
    (void)snprintf(key, sizeof key, "%s." ALWAYS, name);
    make_key(b, key);
    assert_int_equal(ju_signer_open(b->dir, name, &signer, &b->err), JU_OK);
    assert_int_equal(ju_signer_sign(signer, &event, 1, room, &b->err), JU_OK);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
    ju_signer_free(signer);
    return message_of(b, &event, room);
}

static void only_who_may_writes_to_a_topic(void **state)
{
    bench *b = *state;
    ju_signature room;
    ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    event.source = "/132071/identity";
    ju_message message = signed_as(b, "identity", event, &room);
    refuse(b, &message, "signature_writer");
    event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    message = signed_as(b, "identity", event, &room);
    refuse(b, &message, "signature_writer");
    event = event_of(JU_TOPIC_LINK_CARD_OUT); /* one of two writers, as the other */
    event.source = "/132071/delivery";
    message = signed_as(b, "identity", event, &room);
    refuse(b, &message, "signature_source");
    event.source = "identity";
    message = signed_as(b, "identity", event, &room);
    refuse(b, &message, "signature_source");
    event.source = "/132071/identity";
    message = signed_as(b, "identity", event, &room);
    take(b, &message);
    event = event_of("no.such.topic");
    message = signed_as(b, "resident", event, &room);
    refuse(b, &message, "signature_writer");
    event = event_of("feed.*");
    event.source = "/132071/gateway";
    message = signed_as(b, "gateway", event, &room);
    take(b, &message); /* the name of the row itself, which no topic has */
}

static void a_consumer_writes_its_own_requests(void **state)
{
    bench *b = *state;
    ju_signature room;
    ju_event event = event_of("feed.shelter.request");
    event.source = "/132071/shelter";
    ju_message message = signed_as(b, "shelter", event, &room);
    take(b, &message);
    event = event_of("feed.other.request");
    event.source = "/132071/shelter";
    message = signed_as(b, "shelter", event, &room);
    refuse(b, &message, "signature_writer");
    event = event_of("feed.other.request"); /* a word of every such topic */
    event.source = "/132071/request";
    message = signed_as(b, "request", event, &room);
    refuse(b, &message, "signature_writer");
    event.source = "/132071/feed";
    message = signed_as(b, "feed", event, &room);
    refuse(b, &message, "signature_writer");
}

/* The day in Japan so many days from now, as YYYYMMDD. */
static const char *day(int days)
{
    static char ret[4][16];
    static size_t next;
    char date[JU_CLOCK_TODAY_SIZE];
    char *text = ret[next++ % 4];
    ju_clock_japan_date((time_t)(ju_clock_epoch_s() + (int64_t)days * 86400), date);
    (void)snprintf(text, 16, "%.4s%.2s%.2s", date, date + 5, date + 8);
    return text;
}

static void a_key_counts_on_its_days(void **state)
{
    bench *b = *state;
    const struct {
        int first;
        int last;
        bool counts;
    } periods[] = {{-400, -1, false}, {1, 400, false}, {0, 0, true}, {-1, 0, true}, {0, 1, true}};
    const ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    drop_key(b, "sign", "resident." ALWAYS, ".key");
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        char name[64];
        ju_signature signature;
        (void)snprintf(name, sizeof name, "resident.%s-%s", day(periods[i].first), day(periods[i].last));
        make_key(b, name);
        ju_rc rc = ju_signer_sign(b->signer, &event, 1, &signature, &b->err);
        assert_int_equal(rc, periods[i].counts ? JU_OK : JU_RETRY);
        drop_key(b, "sign", name, ".key");
    }
    assert_int_equal(ju_signer_sign(b->signer, &event, 1, &(ju_signature){0}, &b->err), JU_RETRY);
    assert_string_equal(b->err.code, "signature_key");
}

/* Signed while the key counted, read when it has ended: the file has another last day in its name. */
static void what_an_ended_key_signed_is_refused(void **state)
{
    bench *b = *state;
    char from[256];
    char to[256];
    const ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    drop_key(b, "sign", "resident." ALWAYS, ".key");
    make_key(b, "resident.20200101-21991230");
    ju_signature signature = sign_one(b, &event);
    ju_message message = message_of(b, &event, &signature);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
    take(b, &message);
    char name[64];
    (void)snprintf(name, sizeof name, "resident.20200101-%s", day(-1));
    path_of(b, "verify", "resident.20200101-21991230", ".pem", from);
    path_of(b, "verify", name, ".pem", to);
    assert_int_equal(rename(from, to), 0);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
    refuse(b, &message, "signature_key");
    /* and it says so itself */
    memcpy(signature.byte + 4 + strlen("resident/20200101-"), day(-1), 8);
    message = message_of(b, &event, &signature);
    refuse(b, &message, "signature_key");
}

static void a_new_key_counts_at_once(void **state)
{
    bench *b = *state;
    char name[64];
    const ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    ju_signature before = sign_one(b, &event);
    (void)snprintf(name, sizeof name, "resident.%s-%s", day(0), day(1));
    make_key(b, name);
    ju_signature after = sign_one(b, &event);
    assert_memory_equal(after.byte + 4 + strlen("resident/"), day(0), 8);
    ju_message old = message_of(b, &event, &before);
    ju_message new = message_of(b, &event, &after);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
    take(b, &old);
    take(b, &new);
    drop_key(b, "verify", "resident." ALWAYS, ".pem"); /* taken away: also what was found good under it */
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
    refuse(b, &old, "signature_key");
    take(b, &new);
}

static void a_key_of_the_same_name_is_another_key(void **state)
{
    bench *b = *state;
    const ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    ju_signature forged;
    ju_signer *forger = NULL;
    bench other = *b;
    char path[256];
    (void)snprintf(other.dir, sizeof other.dir, "%.32s/other", b->dir);
    assert_int_equal(mkdir(other.dir, 0700), 0);
    path_of(&other, "sign", "", "", path);
    assert_int_equal(mkdir(path, 0700), 0);
    path_of(&other, "verify", "", "", path);
    assert_int_equal(mkdir(path, 0700), 0);
    make_key(&other, "resident." ALWAYS);
    assert_int_equal(ju_signer_open(other.dir, "resident", &forger, &b->err), JU_OK);
    assert_int_equal(ju_signer_sign(forger, &event, 1, &forged, &b->err), JU_OK);
    ju_message message = message_of(b, &event, &forged);
    refuse(b, &message, "signature_invalid");
    ju_signer_free(forger);
}

static void without_keys_nothing_is_told(void **state)
{
    bench *b = *state;
    char path[256];
    ju_signer *signer = NULL;
    assert_int_equal(ju_signer_open(b->dir, "nobody", &signer, &b->err), JU_FATAL);
    assert_string_equal(b->err.code, "signature_key");
    path_of(b, "verify", "broken.20200101-21991231", ".pem", path);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_RETRY);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
    path_of(b, "verify", "noperiod", ".pem", path);
    file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_RETRY);
    assert_string_equal(b->err.code, "signature_key");
    assert_int_equal(unlink(path), 0);
    path_of(b, "verify", "", "", path);
    char away[300];
    (void)snprintf(away, sizeof away, "%saway", path);
    path[strlen(path) - 1] = '\0';
    (void)snprintf(away, sizeof away, "%s-away", path);
    assert_int_equal(rename(path, away), 0);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_RETRY);
    assert_int_equal(rename(away, path), 0);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
}

#define WITH_KEYS(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leaf_is_these_bytes),
        WITH_KEYS(events_of_one_moment_are_signed_together),
        WITH_KEYS(more_topics_than_trees),
        WITH_KEYS(whatever_is_changed_shows),
        WITH_KEYS(a_header_is_of_its_form),
        WITH_KEYS(two_headers_of_one_name_are_two_messages),
        WITH_KEYS(only_who_may_writes_to_a_topic),
        WITH_KEYS(a_consumer_writes_its_own_requests),
        WITH_KEYS(a_key_counts_on_its_days),
        WITH_KEYS(what_an_ended_key_signed_is_refused),
        WITH_KEYS(a_new_key_counts_at_once),
        WITH_KEYS(a_key_of_the_same_name_is_another_key),
        WITH_KEYS(without_keys_nothing_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
