#include "common/base/clock.h"
#include "common/base/parse.h"
#include "common/base/uuid7.h"
#include "common/bus/kafka.h"
#include "common/event/message.h"
#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "common/seal/seal.h"
#include "common/staff/door.h"
#include "juki/identity/v1/search.pb-c.h"
#include "tests/bench/load/instance.h"
#include "tests/bench/load/post.h"
#include "tests/bench/load/run.h"
#include "tests/bench/load/sample.h"
#include "tests/bench/search/fill.h"
#include "tests/issuer/issuer.h"

#include <stdlib.h>
#include <string.h>

/*
 * 本人確認情報検索 as a terminal has it: a question on identity.command, its list on identity.reply, one
 * after the other. With --fill the file is filled first, while the service stands still; the persons to ask
 * about are kept beside it.
 */
static const char usage_text[] =
    "usage: bench-search --fill DIR PERSONS\n"
    "       bench-search DIR FILE RUNS QUESTIONS\n"
    "DIR is an instance of deploy/local; appends a line per value and run to FILE.\n";

#define PREFIX "juki.132071."

enum {
    SAMPLES = 2000,
    WARM_UP = 520,
    ANSWER_MS = 10000,
    ARENA_BYTES = 1 << 20,
    TOKEN_LIFETIME_S = 600,
    TOKEN_ANEW_S = 300,
    ARGUMENTS = 5,
};

enum { BY_NAME = 1, BY_KANA = 2, BY_BIRTH = 4, BY_ADDRESS = 8, BY_CODE = 16, BY_NUMBER = 32 };

/* Every allowed key (seed 002; seed 004_001 O4); 性別 only narrows. */
static const struct {
    const char *name;
    unsigned keys;
} KEYS[] = {
    {"code", BY_CODE},
    {"number", BY_NUMBER},
    {"name_kana", BY_NAME | BY_KANA},
    {"name_birth", BY_NAME | BY_BIRTH},
    {"name_address", BY_NAME | BY_ADDRESS},
    {"kana_birth", BY_KANA | BY_BIRTH},
    {"kana_address", BY_KANA | BY_ADDRESS},
    {"birth_address", BY_BIRTH | BY_ADDRESS},
    {"name_kana_birth", BY_NAME | BY_KANA | BY_BIRTH},
    {"name_kana_address", BY_NAME | BY_KANA | BY_ADDRESS},
    {"name_birth_address", BY_NAME | BY_BIRTH | BY_ADDRESS},
    {"kana_birth_address", BY_KANA | BY_BIRTH | BY_ADDRESS},
    {"name_kana_birth_address", BY_NAME | BY_KANA | BY_BIRTH | BY_ADDRESS},
};

typedef struct terminal {
    FILE *out;
    int64_t runs;
    int64_t questions;
    fill_person *person; /* SAMPLES of the file */
    ju_keyring *ring;
    issuer *issuer;
    char *token;
    int64_t token_s; /* when it was issued */
    rd_kafka_t *producer;
    load_post *post; /* as the counter */
    ju_consumer *consumer;
    ju_arena arena;
    size_t next;     /* person to ask about */
    size_t too_many; /* answers that say so */
    size_t asked;
} terminal;

/* ---- asking -------------------------------------------------------------------------------------------- */

static ju_rc need_token(terminal *t, ju_err *err)
{
    int64_t now_s = ju_clock_epoch_s();
    if (t->token != NULL && now_s - t->token_s < TOKEN_ANEW_S) {
        return JU_OK;
    }
    free(t->token);
    t->token_s = now_s;
    t->token = issuer_token(t->issuer, &(issuer_claims){"B3001", "bench", now_s, TOKEN_LIFETIME_S});
    return t->token != NULL ? JU_OK : ju_fail(err, JU_FATAL, "memory", "out of memory");
}

static ju_rc send_question(terminal *t, const Juki__Identity__V1__SearchIdentity *question, ju_err *err)
{
    static bool delivered; /* what is lost is not answered */
    size_t size = juki__identity__v1__search_identity__get_packed_size(question);
    unsigned char *value = ju_arena_alloc(&t->arena, size);
    if (value == NULL) {
        return ju_no_memory(err);
    }
    juki__identity__v1__search_identity__pack(question, value);
    return load_post_send(t->post,
                          &(load_event){.topic = JU_TOPIC_IDENTITY_COMMAND,
                                        .key = question->request_id,
                                        .type = question->base.descriptor->name,
                                        .token = t->token,
                                        .value = value,
                                        .size = size,
                                        .delivered = &delivered},
                          err);
}

/* A list, or too many; anything else ends the benchmark. */
static ju_rc check_reply(terminal *t, rd_kafka_message_t *record, ju_err *err)
{
    ProtobufCBinaryData body;
    JU_TRY(load_post_opened(t->post, &t->arena, record, &body, err));
    Juki__Identity__V1__SearchIdentityReply *reply =
        juki__identity__v1__search_identity_reply__unpack(&t->arena.allocator, body.len, body.data);
    if (reply == NULL) {
        return ju_fail(err, JU_FATAL, "malformed", "an answer cannot be read");
    }
    bool too_many = reply->refusal != NULL && strcmp(reply->refusal->code, "search_too_many") == 0;
    t->too_many += too_many;
    t->asked++;
    if (reply->refusal != NULL && !too_many) {
        return ju_fail(err, JU_FATAL, "refused", "%s %s", reply->refusal->code, reply->refusal->item);
    }
    return too_many || reply->n_found > 0
               ? JU_OK
               : ju_fail(err, JU_FATAL, "not_found", "somebody in the file was not found");
}

static ju_rc await(terminal *t, const char *request_id, ju_err *err)
{
    int64_t until_ms = ju_clock_monotonic_ms() + ANSWER_MS;
    while (ju_clock_monotonic_ms() < until_ms) {
        rd_kafka_message_t *record = NULL;
        bool fatal = false;
        (void)rd_kafka_poll(t->producer, 0);
        if (ju_consumer_fetch(t->consumer, &record, 1, 1, 0, &fatal) == 0) {
            continue;
        }
        bool ours =
            record->key_len == strlen(request_id) && memcmp(record->key, request_id, record->key_len) == 0;
        ju_rc rc = ours ? check_reply(t, record, err) : JU_OK;
        rd_kafka_message_destroy(record);
        if (ours || rc != JU_OK) {
            return rc;
        }
    }
    return ju_fail(err, JU_FATAL, "stalled", "no answer in time");
}

static ju_rc seal(terminal *t, const char *field, const char *request_id, const char *number,
                  Juki__Common__V1__Sealed **ret, ju_err *err)
{
    return ju_seal_text(t->ring, &t->arena, field, request_id, number, ret, err);
}

/* One question by these keys about the next person; *ret_us until its answer was here. */
static ju_rc ask(terminal *t, unsigned keys, int64_t *ret_us, ju_err *err)
{
    static char purpose[] = "bench";
    fill_person *p = &t->person[t->next++ % SAMPLES];
    char id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Identity__V1__SearchIdentity question = JUKI__IDENTITY__V1__SEARCH_IDENTITY__INIT;
    ju_arena_reset(&t->arena);
    JU_TRY(ju_uuid7(id, err));
    JU_TRY(need_token(t, err));
    who.operator_id = (char *)(uintptr_t) "B3001";
    who.terminal_id = (char *)(uintptr_t) "bench";
    question.request_id = id;
    question.operator_ = &who;
    question.purpose = purpose;
    question.name = (keys & BY_NAME) != 0 ? p->name : question.name;
    question.name_kana = (keys & BY_KANA) != 0 ? p->kana : question.name_kana;
    question.birth_date = (keys & BY_BIRTH) != 0 ? p->birth_date : question.birth_date;
    question.address = (keys & BY_ADDRESS) != 0 ? p->place : question.address;
    if ((keys & BY_CODE) != 0) {
        JU_TRY(seal(t, "resident_code", id, p->resident_code, &question.resident_code, err));
    }
    if ((keys & BY_NUMBER) != 0) {
        JU_TRY(seal(t, "individual_number", id, p->individual_number, &question.individual_number, err));
    }
    int64_t from_us = load_now_us();
    JU_TRY(send_question(t, &question, err));
    JU_TRY(await(t, id, err));
    *ret_us = load_now_us() - from_us;
    return JU_OK;
}

/* ---- measuring ----------------------------------------------------------------------------------------- */

static ju_rc measure_key(terminal *t, size_t key, int64_t *us, double *ret_p95_ms, ju_err *err)
{
    char name[64];
    for (int64_t i = 0; i < t->questions; i++) {
        JU_TRY(ask(t, KEYS[key].keys, &us[i], err));
    }
    *ret_p95_ms = (double)sample_quantile(us, (size_t)t->questions, 950) / 1000;
    (void)snprintf(name, sizeof name, "search.p95_ms.%s", KEYS[key].name);
    sample_write(t->out, name, "ms", *ret_p95_ms);
    return JU_OK;
}

static ju_rc measure_run(terminal *t, int64_t *us, ju_err *err)
{
    double worst_ms = 0;
    t->too_many = 0;
    t->asked = 0;
    for (size_t key = 0; key < sizeof KEYS / sizeof KEYS[0]; key++) {
        double p95_ms = 0;
        JU_TRY(measure_key(t, key, us, &p95_ms, err));
        worst_ms = p95_ms > worst_ms ? p95_ms : worst_ms;
    }
    sample_write(t->out, "search.p95_ms", "ms", worst_ms);
    sample_write(t->out, "search.too_many_share", "", (double)t->too_many / (double)t->asked);
    return JU_OK;
}

/* The service and its connections were started a moment ago. */
static ju_rc warm_up(terminal *t, ju_err *err)
{
    int64_t ignored_us = 0;
    for (size_t i = 0; i < WARM_UP; i++) {
        JU_TRY(ask(t, KEYS[i % (sizeof KEYS / sizeof KEYS[0])].keys, &ignored_us, err));
    }
    return JU_OK;
}

static ju_rc measure(terminal *t, ju_err *err)
{
    int64_t *us = calloc((size_t)t->questions, sizeof *us);
    ju_rc rc = us == NULL ? ju_fail(err, JU_FATAL, "memory", "out of memory") : warm_up(t, err);
    for (int64_t run = 0; rc == JU_OK && run < t->runs; run++) {
        rc = measure_run(t, us, err);
    }
    free(us);
    return rc;
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

static ju_rc open_bus(terminal *t, const char *run_dir, const char *keys, ju_err *err)
{
    static const char *const replies[] = {PREFIX JU_TOPIC_IDENTITY_REPLY};
    char group[JU_UUID_SIZE];
    ju_kafka_setup setup;
    JU_TRY(instance_kafka(run_dir, &setup, err));
    setup.log = ju_log_rdkafka;
    JU_TRY(ju_uuid7(group, err));
    JU_TRY(ju_producer_open(&setup, &t->producer, err));
    JU_TRY(load_post_open(keys, "counter", PREFIX, t->producer, &t->post, err));
    return ju_consumer_open(&setup, group, replies, 1, &t->consumer, err);
}

static ju_rc read_persons(terminal *t, const char *path, ju_err *err)
{
    FILE *file = fopen(path, "re");
    t->person = calloc(SAMPLES, sizeof *t->person);
    bool good =
        file != NULL && t->person != NULL && fread(t->person, sizeof *t->person, SAMPLES, file) == SAMPLES;
    if (file != NULL) {
        (void)fclose(file);
    }
    return good ? JU_OK : ju_fail(err, JU_FATAL, "file", "%s: run --fill first", path);
}

static ju_rc open_terminal(terminal *t, const char *run_dir, ju_err *err)
{
    char path[512];
    ju_arena_init(&t->arena, ARENA_BYTES);
    (void)snprintf(path, sizeof path, "%s/persons", run_dir);
    JU_TRY(read_persons(t, path, err));
    (void)snprintf(path, sizeof path, "%s/keys", run_dir);
    JU_TRY(ju_keyring_open(path, "identity", &t->ring, err));
    (void)snprintf(path, sizeof path, "%s/devissuer/key.pem", run_dir);
    t->issuer = issuer_read(path);
    if (t->issuer == NULL) {
        return ju_fail(err, JU_FATAL, "file", "%s: no key of the played identity provider", path);
    }
    (void)snprintf(path, sizeof path, "%s/keys", run_dir);
    return open_bus(t, run_dir, path, err);
}

static void close_terminal(terminal *t)
{
    load_post_free(t->post);
    ju_producer_close(t->producer);
    ju_consumer_close(t->consumer);
    ju_keyring_free(t->ring);
    issuer_free(t->issuer);
    free(t->token);
    free(t->person);
    ju_arena_done(&t->arena);
}

static ju_rc fill(const char *run_dir, int64_t persons, ju_err *err)
{
    char conninfo[INSTANCE_TEXT_SIZE];
    char keys[512];
    char path[512];
    (void)snprintf(keys, sizeof keys, "%s/keys", run_dir);
    (void)snprintf(path, sizeof path, "%s/persons", run_dir);
    JU_TRY(instance_read(run_dir, "secrets/dsn-identity-migrator", conninfo, err));
    fill_person *samples = calloc(SAMPLES, sizeof *samples);
    FILE *file = fopen(path, "we");
    bool room = samples != NULL && file != NULL;
    ju_rc rc = room ? fill_file(conninfo, keys, persons, samples, SAMPLES, err)
                    : ju_fail(err, JU_FATAL, "file", "cannot write %s", path);
    if (rc == JU_OK && fwrite(samples, sizeof *samples, SAMPLES, file) != SAMPLES) {
        rc = ju_fail(err, JU_FATAL, "file", "cannot write %s", path);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    free(samples);
    return rc;
}

static ju_rc search(terminal *t, char **argv, ju_err *err)
{
    t->out = fopen(argv[2], "ae");
    ju_rc rc = t->out == NULL ? ju_fail(err, JU_FATAL, "file", "cannot write %s", argv[2]) : JU_OK;
    rc = rc == JU_OK ? open_terminal(t, argv[1], err) : rc;
    rc = rc == JU_OK ? measure(t, err) : rc;
    close_terminal(t);
    return rc;
}

int main(int argc, char **argv)
{
    terminal t = {0};
    ju_err err = {0};
    int64_t persons = 0;
    ju_rc rc = ju_log_init("bench-search", "warn", &err);
    bool filling = argc == ARGUMENTS - 1 && strcmp(argv[1], "--fill") == 0 &&
                   ju_parse_int64(argv[3], SAMPLES, 9000000, &persons);
    bool asking = argc == ARGUMENTS && ju_parse_int64(argv[3], 1, 100, &t.runs) &&
                  ju_parse_int64(argv[4], 1, 100000, &t.questions);
    if (!filling && !asking) {
        (void)fputs(usage_text, stderr);
        return 2;
    }
    rc = rc != JU_OK ? rc : filling ? fill(argv[2], persons, &err) : search(&t, argv, &err);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "bench-search: %s\n", err.message);
    }
    return rc == JU_OK ? 0 : 1;
}
