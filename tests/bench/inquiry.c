#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/base/parse.h"
#include "common/base/uuid7.h"
#include "common/bus/kafka.h"
#include "common/event/message.h"
#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "common/seal/seal.h"
#include "common/seal/sign.h"
#include "juki/gateway/v1/network.pb-c.h"
#include "tests/bench/inquiry/fill.h"
#include "tests/bench/load/instance.h"
#include "tests/bench/load/post.h"
#include "tests/bench/load/run.h"
#include "tests/bench/load/sample.h"

#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

/*
 * 情報提供 as the network has it: signed letters with permits on link.network.in, the gateway's signed and
 * encrypted answers on link.network.out. With --fill the gateway's tables get persons with 符号 and 副本, and
 * the law, while it stands still.
 */
static const char usage_text[] =
    "usage: bench-inquiry --fill DIR PERSONS\n"
    "       bench-inquiry DIR FILE RUNS INQUIRIES\n"
    "DIR is an instance of deploy/local; appends a line per value and run to FILE.\n";

#define PREFIX "juki.132071."

enum {
    ARENA_BYTES = 8 << 20,
    RATE = 200, /* a second, of the run for the latency */
    WARM_UP = 500,
    STALLED_MS = 20000,
    TEXT_SIZE = 512,
    DER_MAX = 4096,
    BATCH = 256,
};

typedef struct letter {
    char id[JU_UUID_SIZE]; /* of the inquiry */
    unsigned char *value;
    size_t size;
    int64_t due_us;
    int64_t answered_us;
} letter;

typedef struct network {
    FILE *out;
    int64_t runs;
    int64_t inquiries;
    int64_t persons;
    ju_keyring *gateway;
    ju_signing_key *key;
    unsigned char certificate[DER_MAX];
    size_t certificate_size;
    rd_kafka_t *producer;
    load_post *post; /* as the network */
    ju_consumer *consumer;
    ju_arena arena;
    letter *letter; /* of the run */
    size_t count;
    size_t answered;
    uint32_t run;
} network;

/* ---- letters ------------------------------------------------------------------------------------------- */

static ProtobufCBinaryData pack(network *n, const ProtobufCMessage *message)
{
    ProtobufCBinaryData bytes = {.len = protobuf_c_message_get_packed_size(message)};
    bytes.data = ju_arena_alloc(&n->arena, bytes.len + 1);
    if (bytes.data != NULL) {
        (void)protobuf_c_message_pack(message, bytes.data);
    }
    return bytes;
}

static ju_rc sign(network *n, const char *context, const ProtobufCBinaryData *bytes, ProtobufCBinaryData *ret,
                  ju_err *err)
{
    ret->len = JU_SIGNATURE_BYTES;
    ret->data = ju_arena_alloc(&n->arena, ret->len);
    return ret->data == NULL || bytes->data == NULL ? ju_no_memory(err)
                                                    : ju_sign_with(n->key, context, bytes, ret->data, err);
}

static ju_rc make_permit(network *n, size_t at, Juki__Gateway__V1__Question *question,
                         Juki__Gateway__V1__SignedPermit *ret, ju_err *err)
{
    char code[FILL_CODE_SIZE];
    char permit_id[JU_UUID_SIZE];
    Juki__Gateway__V1__Permit permit = JUKI__GATEWAY__V1__PERMIT__INIT;
    fill_code((int64_t)at % n->persons, code);
    JU_TRY(ju_uuid7(permit_id, err));
    permit.permit_id = permit_id;
    permit.question = question;
    permit.issued_at = (char *)(uintptr_t) "2026-05-14T00:00:00";
    permit.expires_at = (char *)(uintptr_t) "2026-05-16T00:00:00";
    permit.route = (char *)(uintptr_t) "network";
    permit.inquirer_certificate = (ProtobufCBinaryData){n->certificate_size, n->certificate};
    JU_TRY(ju_seal_text(n->gateway, &n->arena, "subject_code", permit_id, code, &permit.subject, err));
    ret->permit = pack(n, &permit.base);
    ret->key_id = (char *)(uintptr_t)ju_signing_key_id(n->key);
    return sign(n, "permit", &ret->permit, &ret->signature, err);
}

/* The inquiry's place in the run stands in its id. */
static ju_rc make_letter(network *n, size_t at, ju_err *err)
{
    static char *asked[] = {(char *)(uintptr_t) "householder_name", (char *)(uintptr_t) "relationship"};
    letter *it = &n->letter[at];
    Juki__Gateway__V1__Question question = JUKI__GATEWAY__V1__QUESTION__INIT;
    Juki__Gateway__V1__SignedPermit permit = JUKI__GATEWAY__V1__SIGNED_PERMIT__INIT;
    Juki__Gateway__V1__InquiryReceived inquiry = JUKI__GATEWAY__V1__INQUIRY_RECEIVED__INIT;
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    Juki__Gateway__V1__NetworkLetter record = JUKI__GATEWAY__V1__NETWORK_LETTER__INIT;
    ju_arena_reset(&n->arena);
    (void)snprintf(it->id, sizeof it->id, "%08x-0000-7000-8000-%012zx", n->run, at);
    question.inquiry_id = it->id;
    question.law_table = (char *)(uintptr_t)FILL_TABLE;
    question.item = (char *)(uintptr_t) "155";
    question.inquirer_kind = question.provider_kind = (char *)(uintptr_t) "市町村長";
    question.inquirer = (char *)(uintptr_t) "131016";
    question.affair = (char *)(uintptr_t) "155.1";
    question.provider = (char *)(uintptr_t) "132071";
    question.information = (char *)(uintptr_t)FILL_INFORMATION;
    question.asked_item = asked;
    question.n_asked_item = 2;
    JU_TRY(make_permit(n, at, &question, &permit, err));
    inquiry.permit = &permit;
    inquiry.question = &question;
    word.inquiry = &inquiry;
    record.word = pack(n, &word.base);
    JU_TRY(sign(n, JU_TOPIC_LINK_NETWORK_IN, &record.word, &record.signature, err));
    record.key_id = (char *)(uintptr_t)ju_signing_key_id(n->key);
    record.version = 1;
    it->size = juki__gateway__v1__network_letter__get_packed_size(&record);
    it->value = malloc(it->size);
    if (it->value == NULL) {
        return ju_no_memory(err);
    }
    (void)juki__gateway__v1__network_letter__pack(&record, it->value);
    return JU_OK;
}

static void drop_letters(network *n)
{
    for (size_t i = 0; i < n->count; i++) {
        free(n->letter[i].value);
    }
    free(n->letter);
    n->letter = NULL;
    n->count = 0;
}

/* All letters of a run, signed before any clock runs. */
static ju_rc make_letters(network *n, size_t count, ju_err *err)
{
    drop_letters(n);
    n->letter = calloc(count, sizeof *n->letter);
    n->count = n->letter == NULL ? 0 : count;
    n->answered = 0;
    n->run++;
    for (size_t i = 0; i < n->count; i++) {
        JU_TRY(make_letter(n, i, err));
    }
    return n->letter != NULL ? JU_OK : ju_no_memory(err);
}

static ju_rc send_letter(network *n, letter *it, ju_err *err)
{
    static bool delivered; /* what is lost is not answered */
    return load_post_add(n->post,
                         &(load_event){.topic = JU_TOPIC_LINK_NETWORK_IN,
                                       .key = it->id,
                                       .type = juki__gateway__v1__network_letter__descriptor.name,
                                       .value = it->value,
                                       .size = it->size,
                                       .delivered = &delivered},
                         err);
}

/* ---- answers ------------------------------------------------------------------------------------------- */

/* The letter that a key is of; NULL when it is none of this run. */
static letter *find(network *n, const char *key, size_t size)
{
    enum { AT = 24 };
    char run[16];
    size_t place = 0;
    (void)snprintf(run, sizeof run, "%08x-", n->run);
    if (size != JU_UUID_SIZE - 1 || strncmp(key, run, strlen(run)) != 0) {
        return NULL;
    }
    for (size_t i = AT; i < size; i++) {
        place = place * 16 + (size_t)ju_hex_value(key[i]);
    }
    return place < n->count ? &n->letter[place] : NULL;
}

/* Whether there is information in it; anything else ends the benchmark. */
static ju_rc check_answer(network *n, rd_kafka_message_t *record, ju_err *err)
{
    ProtobufCBinaryData body;
    ju_arena_reset(&n->arena);
    JU_TRY(load_post_opened(n->post, &n->arena, record, &body, err));
    ProtobufCAllocator *from = &n->arena.allocator;
    const Juki__Gateway__V1__NetworkLetter *it =
        juki__gateway__v1__network_letter__unpack(from, body.len, body.data);
    const Juki__Gateway__V1__GatewayWord *word =
        it == NULL ? NULL : juki__gateway__v1__gateway_word__unpack(from, it->word.len, it->word.data);
    const Juki__Gateway__V1__SignedAnswer *signed_ = word == NULL ? NULL : word->provision;
    const Juki__Gateway__V1__Answer *answer =
        signed_ == NULL ? NULL
                        : juki__gateway__v1__answer__unpack(from, signed_->answer.len, signed_->answer.data);
    if (answer == NULL || *answer->code != '\0' || answer->information.len == 0) {
        return ju_fail(err, JU_FATAL, "refused", "an inquiry was not answered: %s",
                       answer == NULL ? "unreadable" : answer->code);
    }
    return JU_OK;
}

/* Reads what has come, waiting at most wait_ms for it. */
static ju_rc turn(network *n, int wait_ms, ju_err *err)
{
    rd_kafka_message_t *record[BATCH];
    bool fatal = false;
    ju_rc rc = JU_OK;
    JU_TRY(load_post_flush(n->post, err));
    (void)rd_kafka_poll(n->producer, 0);
    size_t count = ju_consumer_fetch(n->consumer, record, BATCH, wait_ms, 0, &fatal);
    int64_t now_us = load_now_us();
    for (size_t i = 0; i < count; i++) {
        letter *it = find(n, record[i]->key, record[i]->key_len);
        if (it != NULL && it->answered_us == 0) {
            it->answered_us = now_us;
            n->answered++;
            rc = rc == JU_OK ? check_answer(n, record[i], err) : rc;
        }
        rd_kafka_message_destroy(record[i]);
    }
    return rc;
}

static ju_rc await_all(network *n, ju_err *err)
{
    size_t before = n->answered;
    int64_t until_ms = ju_clock_monotonic_ms() + STALLED_MS;
    while (n->answered < n->count) {
        JU_TRY(turn(n, 5, err));
        if (n->answered > before) {
            before = n->answered;
            until_ms = ju_clock_monotonic_ms() + STALLED_MS;
        } else if (ju_clock_monotonic_ms() > until_ms) {
            return ju_fail(err, JU_FATAL, "stalled", "%zu of %zu answers came", n->answered, n->count);
        }
    }
    return JU_OK;
}

/* ---- measuring ----------------------------------------------------------------------------------------- */

static ju_rc send_all(network *n, ju_err *err)
{
    for (size_t i = 0; i < n->count; i++) {
        JU_TRY(send_letter(n, &n->letter[i], err));
    }
    return await_all(n, err);
}

static ju_rc measure_throughput(network *n, ju_err *err)
{
    JU_TRY(make_letters(n, (size_t)n->inquiries, err));
    int64_t from_us = load_now_us();
    JU_TRY(send_all(n, err));
    sample_write(n->out, "gateway.inquiries_per_s", "1/s",
                 (double)n->inquiries * 1e6 / (double)(load_now_us() - from_us));
    return JU_OK;
}

/* Sent when it is due, whether or not the ones before were answered. */
static ju_rc measure_latency(network *n, ju_err *err)
{
    size_t count = (size_t)n->inquiries / 4;
    JU_TRY(make_letters(n, count, err));
    int64_t *us = calloc(count, sizeof *us);
    int64_t from_us = load_now_us();
    ju_rc rc = us == NULL ? ju_no_memory(err) : JU_OK;
    for (size_t i = 0; rc == JU_OK && i < count;) {
        n->letter[i].due_us = from_us + (int64_t)i * 1000000 / RATE;
        if (load_now_us() < n->letter[i].due_us) {
            rc = turn(n, 1, err);
        } else {
            rc = send_letter(n, &n->letter[i++], err);
        }
    }
    rc = rc == JU_OK ? await_all(n, err) : rc;
    for (size_t i = 0; rc == JU_OK && i < count; i++) {
        us[i] = n->letter[i].answered_us - n->letter[i].due_us;
    }
    if (rc == JU_OK) {
        sample_write(n->out, "gateway.inquiry_p95_ms", "ms", (double)sample_quantile(us, count, 950) / 1000);
        sample_write(n->out, "gateway.inquiry_p50_ms", "ms", (double)sample_quantile(us, count, 500) / 1000);
    }
    free(us);
    return rc;
}

/* The service and its connections were started a moment ago. */
static ju_rc measure(network *n, ju_err *err)
{
    JU_TRY(make_letters(n, WARM_UP, err));
    JU_TRY(send_all(n, err));
    for (int64_t run = 0; run < n->runs; run++) {
        JU_TRY(measure_throughput(n, err));
        JU_TRY(measure_latency(n, err));
    }
    return JU_OK;
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

static ju_rc read_certificate(network *n, const char *path, ju_err *err)
{
    unsigned char *at = n->certificate;
    FILE *file = fopen(path, "re");
    X509 *certificate = file == NULL ? NULL : PEM_read_X509(file, NULL, NULL, NULL);
    if (file != NULL) {
        (void)fclose(file);
    }
    bool good = certificate != NULL && i2d_X509(certificate, NULL) <= DER_MAX;
    n->certificate_size = good ? (size_t)i2d_X509(certificate, &at) : 0;
    X509_free(certificate);
    return good ? JU_OK : ju_fail(err, JU_FATAL, "certificate", "%s holds no certificate", path);
}

static ju_rc open_network(network *n, const char *run_dir, ju_err *err)
{
    static const char *const answers[] = {PREFIX JU_TOPIC_LINK_NETWORK_OUT};
    char path[TEXT_SIZE];
    char conninfo[INSTANCE_TEXT_SIZE];
    char group[JU_UUID_SIZE];
    ju_kafka_setup setup;
    JU_TRY(instance_read(run_dir, "persons", conninfo, err));
    if (!ju_parse_int64(conninfo, 1, INT32_MAX, &n->persons)) {
        return ju_fail(err, JU_FATAL, "file", "%s/persons: run --fill first", run_dir);
    }
    (void)snprintf(path, sizeof path, "%s/keys", run_dir);
    JU_TRY(ju_keyring_open(path, "gateway", &n->gateway, err));
    (void)snprintf(path, sizeof path, "%s/signing/network.2026.key", run_dir);
    JU_TRY(ju_signing_key_open(path, "network", &n->key, err));
    (void)snprintf(path, sizeof path, "%s/signing/131016.crt", run_dir);
    JU_TRY(read_certificate(n, path, err));
    JU_TRY(instance_kafka(run_dir, &setup, err));
    setup.log = ju_log_rdkafka;
    JU_TRY(ju_uuid7(group, err));
    JU_TRY(ju_producer_open(&setup, &n->producer, err));
    (void)snprintf(path, sizeof path, "%s/keys", run_dir);
    JU_TRY(load_post_open(path, "network", PREFIX, n->producer, &n->post, err));
    return ju_consumer_open(&setup, group, answers, 1, &n->consumer, err);
}

static void close_network(network *n)
{
    drop_letters(n);
    load_post_free(n->post);
    ju_producer_close(n->producer);
    ju_consumer_close(n->consumer);
    ju_keyring_free(n->gateway);
    ju_signing_key_free(n->key);
    ju_arena_done(&n->arena);
}

static ju_rc fill_and_note(network *n, const char *run_dir, ju_err *err)
{
    char path[TEXT_SIZE];
    char conninfo[INSTANCE_TEXT_SIZE];
    (void)snprintf(path, sizeof path, "%s/keys", run_dir);
    JU_TRY(instance_read(run_dir, "secrets/dsn-gateway-migrator", conninfo, err));
    JU_TRY(fill_persons(conninfo, path, n->persons, err));
    (void)snprintf(path, sizeof path, "%s/persons", run_dir);
    FILE *file = fopen(path, "we");
    bool written = file != NULL && fprintf(file, "%lld\n", (long long)n->persons) > 0;
    written = file != NULL && fclose(file) == 0 && written;
    return written ? JU_OK : ju_fail(err, JU_FATAL, "file", "cannot write %s", path);
}

static ju_rc ask(network *n, char **argv, ju_err *err)
{
    n->out = fopen(argv[2], "ae");
    if (n->out == NULL) {
        return ju_fail(err, JU_FATAL, "file", "cannot write %s", argv[2]);
    }
    JU_TRY(open_network(n, argv[1], err));
    return measure(n, err);
}

int main(int argc, char **argv)
{
    enum { ARGUMENTS = 5 };
    network n = {.run = (uint32_t)ju_clock_epoch_s()};
    ju_err err = {0};
    ju_rc rc = ju_log_init("bench-inquiry", "warn", &err);
    bool filling = argc == ARGUMENTS - 1 && strcmp(argv[1], "--fill") == 0 &&
                   ju_parse_int64(argv[3], 1, 9000000, &n.persons);
    bool asking = argc == ARGUMENTS && ju_parse_int64(argv[3], 1, 100, &n.runs) &&
                  ju_parse_int64(argv[4], 4, 1000000, &n.inquiries);
    if (!filling && !asking) {
        (void)fputs(usage_text, stderr);
        return 2;
    }
    ju_arena_init(&n.arena, ARENA_BYTES);
    rc = rc != JU_OK ? rc : filling ? fill_and_note(&n, argv[2], &err) : ask(&n, argv, &err);
    if (n.out != NULL) {
        (void)fclose(n.out);
    }
    close_network(&n);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "bench-inquiry: %s\n", err.message);
    }
    return rc == JU_OK ? 0 : 1;
}
