#include "common/event/verifier.h"

#include "common/event/event_keys.h"
#include "common/event/topics.h"
#include "writers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KNOWN_MAX = 64, HEADERS_MAX = 32, SEQUENCE_SIZE = 24 };

/* A root, and by which signature it was found signed: with another one it is not known. */
typedef struct known_root {
    const ju_event_key *key;
    int size;
    ju_hash root;
    unsigned char signature[JU_EVENT_SIGNATURE_BYTES];
} known_root;

struct ju_verifier {
    const ju_topic_writers *own;
    ju_event_keys *keys;
    ju_hasher *hasher;
    EVP_MD_CTX *context;
    ju_leaf_room room;
    known_root known[KNOWN_MAX]; /* a ring */
    size_t known_count;          /* ever put in */
};

ju_rc ju_verifier_open(const char *key_dir, const ju_topic_writers *own, ju_verifier **ret, ju_err *err)
{
    ju_verifier *verifier = calloc(1, sizeof *verifier);
    if (verifier == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    verifier->own = own;
    verifier->context = EVP_MD_CTX_new();
    ju_rc rc = verifier->context == NULL ? ju_fail(err, JU_FATAL, "memory", "out of memory")
                                         : ju_hasher_new(&verifier->hasher, err);
    rc = rc == JU_OK ? ju_event_keys_open(key_dir, NULL, &verifier->keys, err) : rc;
    if (rc != JU_OK) {
        ju_verifier_free(verifier);
        return rc;
    }
    *ret = verifier;
    return JU_OK;
}

void ju_verifier_free(ju_verifier *verifier)
{
    if (verifier != NULL) {
        ju_event_keys_free(verifier->keys);
        ju_hasher_free(verifier->hasher);
        EVP_MD_CTX_free(verifier->context);
        ju_leaf_room_done(&verifier->room);
        free(verifier);
    }
}

ju_rc ju_verifier_refresh(ju_verifier *verifier, ju_err *err)
{
    bool changed = false;
    ju_rc rc = ju_event_keys_refresh(verifier->keys, &changed, err);
    verifier->known_count = changed ? 0 : verifier->known_count;
    return rc;
}

/* ---- who may ------------------------------------------------------------------------------------------ */

/* The topic by its name, else by a pattern; NULL: the table does not know it. */
static const ju_topic_writers *row_of(const ju_topic_writers *table, const char *topic)
{
    const ju_topic_writers *pattern = NULL;
    for (; table->topic != NULL; table++) {
        if (strcmp(table->topic, topic) == 0) {
            return table;
        }
        if (pattern == NULL && ju_topic_is(table->topic, topic)) {
            pattern = table;
        }
    }
    return pattern;
}

const char *ju_topic_writers_of(const char *topic)
{
    const ju_topic_writers *row = row_of(JU_WRITERS, topic);
    return row == NULL ? NULL : row->writers;
}

static bool is_word(const char *word, size_t size, const char *name, size_t length)
{
    return size == length && strncmp(word, name, length) == 0;
}

/* row is that of the topic. */
static bool may_write(const ju_topic_writers *row, const char *topic, const char *name, size_t length)
{
    const char *standing =
        topic + strcspn(row->topic, "*"); /* what stands for * in the name, if there is one */
    for (const char *word = row->writers; *word != '\0';) {
        size_t size = strcspn(word, " ");
        if (is_word(word, size, "*", 1) ? is_word(standing, strcspn(standing, "."), name, length)
                                        : is_word(word, size, name, length)) {
            return true;
        }
        word += size + (word[size] == ' ');
    }
    return false;
}

static ju_rc check_writer(const ju_verifier *verifier, const ju_message *message, const ju_event_key *key,
                          ju_err *err)
{
    const ju_topic_writers *row = row_of(JU_WRITERS, message->topic);
    const char *source = strrchr(message->source, '/');
    if (row == NULL && verifier->own != NULL) {
        row = row_of(verifier->own, message->topic);
    }
    if (row == NULL || !may_write(row, message->topic, key->id, key->name_length)) {
        return ju_reject(err, "signature_writer", JU_HEADER_SIGNATURE,
                         "who signed it may not write to this topic");
    }
    return source != NULL && is_word(source + 1, strlen(source + 1), key->id, key->name_length)
               ? JU_OK
               : ju_reject(err, "signature_source", JU_HEADER_SOURCE, "ce_source is not who signed it");
}

/* ---- what is signed ----------------------------------------------------------------------------------- */

/* Readers that take the first or the last of two headers would read two messages. */
static ju_rc check_headers(rd_kafka_message_t *raw, ju_err *err)
{
    const char *names[HEADERS_MAX];
    const void *value = NULL;
    size_t size = 0;
    size_t count = 0;
    rd_kafka_headers_t *headers = NULL;
    const char *name = NULL;
    (void)rd_kafka_message_headers(raw, &headers);
    for (; rd_kafka_header_get_all(headers, count, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         count++) {
        bool taken = count < HEADERS_MAX;
        for (size_t i = 0; taken && i < count; i++) {
            taken = strcmp(names[i], name) != 0;
        }
        if (!taken) {
            return ju_reject(err, "signature_headers", "headers", "two headers of one name, or more than %d",
                             HEADERS_MAX);
        }
        names[count] = name;
    }
    return JU_OK;
}

static ju_rc root_of(ju_verifier *verifier, const ju_message *message, const ju_signed_place *place,
                     ju_hash *ret, ju_err *err)
{
    char sequence[SEQUENCE_SIZE] = "";
    ju_hash leaf;
    if (message->sequence > 0) {
        (void)snprintf(sequence, sizeof sequence, "%lld", (long long)message->sequence);
    }
    const ju_event event = {.topic = message->topic,
                            .key = message->key,
                            .key_size = strlen(message->key),
                            .id = message->id,
                            .source = message->source,
                            .type = message->type,
                            .time = message->time,
                            .traceparent = message->traceparent,
                            .sequence = sequence,
                            .value = message->value,
                            .value_size = message->value_size};
    JU_TRY(ju_event_leaf(verifier->hasher, &verifier->room, &event, &leaf, err));
    bool led = ju_inclusion_root(verifier->hasher, place->index, place->size, &leaf, &place->path, ret);
    JU_TRY(ju_hasher_check(verifier->hasher, err));
    return led ? JU_OK
               : ju_reject(err, "signature_malformed", JU_HEADER_SIGNATURE,
                           "the way up the tree has not the right length");
}

static bool is_known(const ju_verifier *verifier, const known_root *root)
{
    size_t kept = verifier->known_count < KNOWN_MAX ? verifier->known_count : KNOWN_MAX;
    for (size_t i = 1; i <= kept; i++) {
        const known_root *one = &verifier->known[(verifier->known_count - i) % KNOWN_MAX];
        if (one->key == root->key && one->size == root->size && ju_hash_equal(&one->root, &root->root) &&
            memcmp(one->signature, root->signature, sizeof one->signature) == 0) {
            return true;
        }
    }
    return false;
}

static ju_rc check_root(ju_verifier *verifier, const known_root *root, ju_err *err)
{
    unsigned char bytes[JU_SIGNED_ROOT_BYTES];
    if (is_known(verifier, root)) {
        return JU_OK;
    }
    ju_signed_root(root->size, &root->root, bytes);
    (void)EVP_MD_CTX_reset(verifier->context);
    if (EVP_DigestVerifyInit(verifier->context, NULL, NULL, NULL, root->key->key) != 1) {
        return ju_fail(err, JU_FATAL, "signature_key", "OpenSSL cannot verify");
    }
    if (EVP_DigestVerify(verifier->context, root->signature, sizeof root->signature, bytes, sizeof bytes) !=
        1) {
        return ju_reject(err, "signature_invalid", JU_HEADER_SIGNATURE, "the signature does not fit");
    }
    verifier->known[verifier->known_count++ % KNOWN_MAX] = *root;
    return JU_OK;
}

static ju_rc check(ju_verifier *verifier, const ju_message *message, ju_err *err)
{
    ju_signed_place place;
    if (message->signature == NULL) {
        return ju_reject(err, "signature_missing", JU_HEADER_SIGNATURE, "the message is not signed");
    }
    JU_TRY(ju_signature_read(message->signature, message->signature_size, &place, err));
    JU_TRY(check_headers(message->raw, err));
    known_root root = {.key = ju_event_key_of(verifier->keys, place.key_id), .size = place.size};
    if (root.key == NULL) {
        return ju_reject(err, "signature_key", JU_HEADER_SIGNATURE,
                         "its key is not known or does not count today");
    }
    JU_TRY(check_writer(verifier, message, root.key, err));
    JU_TRY(root_of(verifier, message, &place, &root.root, err));
    memcpy(root.signature, place.signature, sizeof root.signature);
    return check_root(verifier, &root, err);
}

ju_rc ju_verifier_check(ju_verifier *verifier, const ju_message *message, ju_err *err)
{
#ifdef JU_BARE
    (void)check;
    (void)verifier;
    (void)message;
    (void)err;
    return JU_OK;
#else
    return check(verifier, message, err);
#endif
}
