#include "tests/peers/kiosk/ask.h"

#include "tests/peers/kiosk/store.h"

#include "common/base/uuid7.h"
#include "common/bus/kafka.h"
#include "common/config/config.h"
#include "common/event/body.h"
#include "common/event/signer.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "common/seal/sign.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef Juki__Resident__V1__KioskQuestion kiosk_question;
typedef Juki__Resident__V1__CertificateItem certificate_item;

enum { ITEMS_MAX = 4, ARENA_BYTES = 256 * 1024, QUESTION_BYTES_MAX = 4096, PATIENCE_MS = 15000 };
enum { ISSUED = 0, REFUSED = 1, USAGE = 64, FAILED = 70 };

typedef struct ask_settings {
    char *municipality;
    char *topic_prefix;
    char *kafka_bootstrap;
    char *kafka_properties;
    char *tls_dir;
    bool kafka_plaintext;
    char *db_conninfo;
    char *key_dir;
    char *clock;
    char *signing_key;
    char *key_id;
    char *kiosk_id;
} ask_settings;

#define ITEM(name, flags, member, fallback, help)                                                            \
    {                                                                                                        \
        name, JU_CONFIG_STRING, flags, offsetof(ask_settings, member), fallback, help, 0, 0                  \
    }

static const ju_config_item ITEMS[] = {
    ITEM("JUKI_MUNICIPALITY", JU_CONFIG_REQUIRED, municipality, NULL, "全国地方公共団体コード, 6 digits"),
    ITEM("JUKI_TOPIC_PREFIX", JU_CONFIG_REQUIRED, topic_prefix, NULL, "what topic names begin with"),
    ITEM("JUKI_KAFKA_BOOTSTRAP", JU_CONFIG_REQUIRED, kafka_bootstrap, NULL, "host:port of the brokers"),
    ITEM("JUKI_KAFKA_PROPERTIES", 0, kafka_properties, NULL, "librdkafka properties"),
    ITEM("JUKI_TLS_DIR", JU_CONFIG_REQUIRED, tls_dir, NULL, "folder of certificates and key"),
    {"JUKI_KAFKA_PLAINTEXT", JU_CONFIG_BOOL, 0, offsetof(ask_settings, kafka_plaintext), "false",
     "no TLS: the embedded development broker", 0, 0},
    ITEM("JUKI_DB_CONNINFO", JU_CONFIG_REQUIRED | JU_CONFIG_SECRET, db_conninfo, NULL, "the peer's database"),
    ITEM("JUKI_KEY_DIR", JU_CONFIG_REQUIRED, key_dir, NULL, "folder of the keyrings"),
    ITEM("JUKI_CLOCK", 0, clock, "system", "system, YYYY-MM-DD, or file:PATH"),
    ITEM("JUKI_KIOSK_SIGNING_KEY", JU_CONFIG_REQUIRED, signing_key, NULL, "PEM file of the Ed25519 key"),
    ITEM("JUKI_KIOSK_KEY_ID", 0, key_id, "kiosk/2026", "id of that key"),
    ITEM("JUKI_KIOSK_ID", 0, kiosk_id, "KIOSK-1", "the kiosk that asks"),
};

static void complain(void *opaque, const char *text)
{
    (void)opaque;
    (void)fprintf(stderr, "%s\n", text);
}

/* The variables of the whole peer may be set; only these are read here. */
static void ignore(void *opaque, const char *text)
{
    (void)opaque;
    (void)text;
}

/* ---- the question ------------------------------------------------------------------------------------ */

static bool read_kind(const char *word, kiosk_question *question)
{
    if (strcmp(word, "residence-record") == 0) {
        question->kind = JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_RESIDENT;
    } else if (strcmp(word, "residence-items") == 0) {
        question->kind = JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_ITEMS;
    } else {
        return false;
    }
    return true;
}

static bool read_word(const char *word, kiosk_question *question)
{
    static const char *const items[ITEMS_MAX] = {"domicile", "relationship", "individual-number",
                                                 "resident-code"};
    if (strcmp(word, "household") == 0) {
        question->household = true;
        return true;
    }
    for (int i = 0; i < ITEMS_MAX; i++) {
        if (strcmp(word, items[i]) == 0 && question->n_shown < ITEMS_MAX) {
            question->shown[question->n_shown++] = (certificate_item)(i + 1);
            return true;
        }
    }
    return false;
}

static bool read_serial(char *ret, int size)
{
    if (fgets(ret, size, stdin) == NULL) {
        return false;
    }
    ret[strcspn(ret, "\n")] = '\0';
    return *ret != '\0';
}

static ju_rc seal_serial(const ask_settings *settings, ju_arena *arena, kiosk_question *question, ju_err *err)
{
    char serial[64];
    ju_keyring *ring = NULL;
    if (!read_serial(serial, sizeof serial)) {
        return ju_fail(err, JU_FATAL, "serial", "the serial of the certificate comes by standard input");
    }
    JU_TRY(ju_keyring_open(settings->key_dir, "kiosk", &ring, err));
    ju_rc rc = ju_seal_text(ring, arena, "user_certificate", question->request_id, serial,
                            &question->certificate_serial, err);
    explicit_bzero(serial, sizeof serial);
    ju_keyring_free(ring);
    return rc;
}

/* ---- on its way -------------------------------------------------------------------------------------- */

static ju_rc sign_event(const ask_settings *settings, const ju_event *event, ju_signature *ret, ju_err *err)
{
    ju_signer *signer = NULL;
    JU_TRY(ju_signer_open(settings->key_dir, "kiosk", &signer, err));
    ju_rc rc = ju_signer_sign(signer, event, 1, ret, err);
    ju_signer_free(signer);
    return rc;
}

static ju_rc seal_body(const ask_settings *settings, ju_arena *arena, const char *id,
                       ProtobufCBinaryData *body, ju_err *err)
{
    const ju_body_of of = {JU_TOPIC_LINK_KIOSK_IN, juki__resident__v1__kiosk_request__descriptor.name, id};
    ju_bodies *bodies = NULL;
    JU_TRY(ju_bodies_of_tool(settings->key_dir, "kiosk", true, &bodies, err));
    ju_rc rc = ju_body_seal(bodies, arena, &of, body, err);
    ju_bodies_free(bodies);
    return rc;
}

static ju_rc produce(const ask_settings *settings, ju_arena *arena, const char *key, ProtobufCBinaryData body,
                     ju_err *err)
{
    const ju_kafka_setup setup = {.bootstrap = settings->kafka_bootstrap,
                                  .client_id = "peer-kiosk-ask",
                                  .properties = settings->kafka_properties,
                                  .tls_dir = settings->kafka_plaintext ? NULL : settings->tls_dir};
    char topic[256];
    char id[JU_UUID_SIZE];
    char now[JU_CLOCK_NOW_SIZE];
    char trace[56];
    bool delivered = false;
    rd_kafka_t *producer = NULL;
    JU_TRY(ju_uuid7(id, err));
    JU_TRY(seal_body(settings, arena, id, &body, err));
    ju_clock_now_rfc3339(now);
    ju_traceparent_new(trace);
    (void)snprintf(topic, sizeof topic, "%s.%s", settings->topic_prefix, JU_TOPIC_LINK_KIOSK_IN);
    const ju_event event = {.topic = JU_TOPIC_LINK_KIOSK_IN,
                            .key = key,
                            .key_size = strlen(key),
                            .id = id,
                            .source = "/ask/kiosk",
                            .type = juki__resident__v1__kiosk_request__descriptor.name,
                            .time = now,
                            .traceparent = trace,
                            .value = body.data,
                            .value_size = body.len};
    ju_signature signature;
    ju_record_header headers[JU_EVENT_HEADERS_MAX];
    JU_TRY(sign_event(settings, &event, &signature, err));
    size_t count = ju_event_headers(&event, &signature, headers);
    JU_TRY(ju_producer_open(&setup, &producer, err));
    ju_rc rc =
        ju_produce(producer, topic, key, strlen(key), body.data, body.len, headers, count, &delivered, err);
    (void)rd_kafka_flush(producer, PATIENCE_MS);
    ju_producer_close(producer);
    if (rc == JU_OK && !delivered) {
        return ju_fail(err, JU_RETRY, "not_sent", "the broker did not take the request");
    }
    return rc;
}

static ju_rc sign_and_send(const ask_settings *settings, ju_arena *arena, const kiosk_question *question,
                           ju_err *err)
{
    unsigned char bytes[QUESTION_BYTES_MAX];
    unsigned char value[QUESTION_BYTES_MAX + 256];
    unsigned char signature[JU_SIGNATURE_BYTES];
    Juki__Resident__V1__KioskRequest request = JUKI__RESIDENT__V1__KIOSK_REQUEST__INIT;
    if (juki__resident__v1__kiosk_question__get_packed_size(question) > sizeof bytes ||
        strlen(settings->key_id) > 64) {
        return ju_fail(err, JU_FATAL, "too_large", "the question is too large");
    }
    request.question.data = bytes;
    request.question.len = juki__resident__v1__kiosk_question__pack(question, bytes);
    JU_TRY(ju_sign(settings->signing_key, JU_TOPIC_LINK_KIOSK_IN, &request.question, signature, err));
    request.signature = (ProtobufCBinaryData){.len = sizeof signature, .data = signature};
    request.key_id = settings->key_id;
    size_t size = juki__resident__v1__kiosk_request__pack(&request, value);
    return produce(settings, arena, question->request_id, (ProtobufCBinaryData){size, value}, err);
}

/* ---- the answer -------------------------------------------------------------------------------------- */

static int print_answer(const PGresult *row, const char *request_id)
{
    const char *refused = ju_col(row, 0, 0);
    json_t *json = json_pack("{s:s, s:s, s:s, s:I}", "request_id", request_id, "refused", refused,
                             "issue_number", ju_col(row, 0, 1), "persons", (json_int_t)ju_col_i64(row, 0, 2));
    (void)json_dumpf(json, stdout, JSON_COMPACT);
    (void)fputc('\n', stdout);
    json_decref(json);
    return *refused == '\0' ? ISSUED : REFUSED;
}

static ju_rc await_answer(ju_db *db, ju_arena *arena, const char *request_id, int *ret_code, ju_err *err)
{
    const struct timespec pause = {.tv_nsec = 50 * 1000000L};
    int64_t until_ms = ju_clock_monotonic_ms() + PATIENCE_MS;
    while (ju_clock_monotonic_ms() < until_ms) {
        PGresult *row = NULL;
        JU_TRY(kiosk_get_answer(db, arena, request_id, &row, err));
        bool there = PQntuples(row) == 1;
        *ret_code = there ? print_answer(row, request_id) : FAILED;
        PQclear(row);
        if (there) {
            return JU_OK;
        }
        (void)nanosleep(&pause, NULL);
    }
    return ju_fail(err, JU_RETRY, "no_answer", "no answer to %s in time", request_id);
}

static ju_rc ask(const ask_settings *settings, kiosk_question *question, ju_arena *arena, int *ret_code,
                 ju_err *err)
{
    ju_clock clock;
    JU_DB_AUTO ju_db *db = NULL;
    JU_TRY(ju_clock_init(&clock, settings->clock, err));
    JU_TRY(ju_clock_moment(&clock, question->asked_at, err));
    JU_TRY(ju_uuid7(question->request_id, err));
    question->municipality_code = settings->municipality;
    question->kiosk_id = settings->kiosk_id;
    JU_TRY(seal_serial(settings, arena, question, err));
    JU_TRY(kiosk_open_store(settings->db_conninfo, &db, err));
    JU_TRY(kiosk_put_request(db, arena, question, err));
    JU_TRY(sign_and_send(settings, arena, question, err));
    return await_answer(db, arena, question->request_id, ret_code, err);
}

int kiosk_ask(int argc, char **argv)
{
    ask_settings settings = {0};
    const ju_config_part part = {
        .items = ITEMS, .item_count = sizeof ITEMS / sizeof ITEMS[0], .values = &settings};
    const ju_config_report report = {.error = complain, .warning = ignore};
    char request_id[JU_UUID_SIZE];
    char asked_at[JU_CLOCK_MOMENT_SIZE];
    certificate_item shown[ITEMS_MAX];
    kiosk_question question = JUKI__RESIDENT__V1__KIOSK_QUESTION__INIT;
    ju_arena arena;
    ju_err err = {0};
    int code = FAILED;
    question.request_id = request_id;
    question.asked_at = asked_at;
    question.shown = shown;
    bool understood = argc > 2 && read_kind(argv[2], &question);
    for (int i = 3; i < argc; i++) {
        understood = understood && read_word(argv[i], &question);
    }
    if (!understood) {
        (void)fprintf(stderr,
                      "usage: peer-kiosk --ask residence-record|residence-items [household] [domicile] "
                      "[relationship] [individual-number] [resident-code] <SERIAL\n");
        return USAGE;
    }
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = ju_config_load(&part, 1, &report, &err);
    rc = rc == JU_OK ? ask(&settings, &question, &arena, &code, &err) : rc;
    if (rc != JU_OK) {
        (void)fprintf(stderr, "peer-kiosk: %s\n", err.message);
        code = FAILED;
    }
    ju_arena_done(&arena);
    ju_config_free(&part, 1);
    return code;
}
