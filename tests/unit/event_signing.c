#include "tests/unit/event_signing.h"

#include "common/base/parse.h"

#include <ftw.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

rd_kafka_headers_t *headers_now;

/* What ju_verifier_check asks of librdkafka. */
rd_kafka_resp_err_t rd_kafka_message_headers(const rd_kafka_message_t *rkmessage, rd_kafka_headers_t **hdrsp)
{
    (void)rkmessage;
    *hdrsp = headers_now;
    return RD_KAFKA_RESP_ERR_NO_ERROR;
}

/* ---- keys --------------------------------------------------------------------------------------------- */

void path_of(const bench *b, const char *folder, const char *name, const char *ending, char ret[256])
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

void make_key(const bench *b, const char *name)
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

void drop_key(const bench *b, const char *folder, const char *name, const char *ending)
{
    char path[256];
    path_of(b, folder, name, ending, path);
    assert_int_equal(unlink(path), 0);
}

int setup(void **state)
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

static int drop(const char *path, const struct stat *seen, int kind, struct FTW *where)
{
    (void)seen;
    (void)kind;
    (void)where;
    return remove(path);
}

int teardown(void **state)
{
    bench *b = *state;
    ju_signer_free(b->signer);
    ju_verifier_free(b->verifier);
    rd_kafka_headers_destroy(headers_now);
    assert_int_equal(nftw(b->dir, drop, 4, FTW_DEPTH | FTW_PHYS), 0);
    free(b);
    return 0;
}

/* ---- events ------------------------------------------------------------------------------------------- */

ju_event event_of(const char *topic)
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
ju_message message_of(bench *b, const ju_event *event, const ju_signature *signature)
{
    int64_t sequence = 0;
    if (event->sequence != NULL) {
        (void)ju_parse_int64(event->sequence, 1, INT64_MAX, &sequence);
    }
    return (ju_message){.topic = event->topic,
                        .key = event->key,
                        .id = event->id,
                        .source = event->source,
                        .type = event->type,
                        .time = event->time,
                        .traceparent = event->traceparent,
                        .sequence = sequence,
                        .value = event->value,
                        .value_size = event->value_size,
                        .signature = signature == NULL ? NULL : signature->byte,
                        .signature_size = signature == NULL ? 0 : signature->size,
                        .raw = &b->raw};
}

void take(bench *b, const ju_message *message)
{
    ju_rc rc = ju_verifier_check(b->verifier, message, &b->err);
    if (rc != JU_OK) {
        fail_msg("%s: %s", b->err.code, b->err.message);
    }
}

void refuse(bench *b, const ju_message *message, const char *code)
{
    assert_int_equal(ju_verifier_check(b->verifier, message, &b->err), JU_REJECT);
    assert_string_equal(b->err.code, code);
}

ju_signature sign_one(bench *b, const ju_event *event)
{
    ju_signature signature;
    assert_int_equal(ju_signer_sign(b->signer, event, 1, &signature, &b->err), JU_OK);
    return signature;
}
