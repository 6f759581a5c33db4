#include "services/gateway/person_digest.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 128 };

static bool write_line(EVP_MD_CTX *md, const char *path, const char *value)
{
    return EVP_DigestUpdate(md, path, strlen(path)) == 1 && EVP_DigestUpdate(md, "=", 1) == 1 &&
           EVP_DigestUpdate(md, value, strlen(value)) == 1 && EVP_DigestUpdate(md, "\n", 1) == 1;
}

static bool write_fields(EVP_MD_CTX *md, const char *prefix, const ProtobufCMessage *message);

static bool write_message(EVP_MD_CTX *md, const char *path, const ProtobufCMessage *message)
{
    char prefix[PATH_SIZE];
    if (message == NULL) {
        return true;
    }
    if (message->descriptor == &juki__common__v1__sealed__descriptor) {
        return write_line(md, path, "1"); /* its bytes differ each time */
    }
    return snprintf(prefix, sizeof prefix, "%s.", path) < PATH_SIZE && write_fields(md, prefix, message);
}

static bool write_number(EVP_MD_CTX *md, const char *path, int64_t value)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    return value == 0 || write_line(md, path, text);
}

/* One value of a field, at this address. */
static bool write_value(EVP_MD_CTX *md, const char *path, ProtobufCType type, const void *at)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
        return **(char *const *)at == '\0' || write_line(md, path, *(char *const *)at);
    case PROTOBUF_C_TYPE_MESSAGE:
        return write_message(md, path, *(const ProtobufCMessage *const *)at);
    case PROTOBUF_C_TYPE_BOOL:
        return write_number(md, path, *(const protobuf_c_boolean *)at);
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_INT32:
        return write_number(md, path, *(const int32_t *)at);
    default:
        return false; /* a type that the feed does not use */
    }
}

/* A repeated field: of messages or texts, whose values are pointers. */
static bool write_values(EVP_MD_CTX *md, const char *path, const ProtobufCMessage *message,
                         const ProtobufCFieldDescriptor *field)
{
    size_t count = *(const size_t *)((const char *)message + field->quantifier_offset);
    void *const *values = *(void *const *const *)((const char *)message + field->offset);
    for (size_t i = 0; i < count; i++) {
        char numbered[PATH_SIZE];
        if (snprintf(numbered, sizeof numbered, "%s[%zu]", path, i) >= PATH_SIZE ||
            !write_value(md, numbered, field->type, &values[i])) {
            return false;
        }
    }
    return true;
}

/* protobuf-c has the fields in the order of their numbers. */
static bool write_fields(EVP_MD_CTX *md, const char *prefix, const ProtobufCMessage *message)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        char path[PATH_SIZE];
        if (snprintf(path, sizeof path, "%s%s", prefix, field->name) >= PATH_SIZE) {
            return false;
        }
        if (strcmp(path, "change_id") == 0) {
            continue; /* which change told of the person last is no item */
        }
        bool written = field->label == PROTOBUF_C_LABEL_REPEATED
                           ? write_values(md, path, message, field)
                           : write_value(md, path, field->type, (const char *)message + field->offset);
        if (!written) {
            return false;
        }
    }
    return true;
}

ju_rc gateway_person_digest(const Juki__Gateway__V1__PersonFeed *feed,
                            unsigned char ret[GATEWAY_DIGEST_BYTES], ju_err *err)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool done = md != NULL && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 &&
                write_fields(md, "", &feed->base) && EVP_DigestFinal_ex(md, ret, NULL) == 1;
    EVP_MD_CTX_free(md);
    return done ? JU_OK : ju_fail(err, JU_FATAL, "digest", "the digest of a person could not be made");
}

void gateway_digest_add(gateway_digest_sum *sum, const unsigned char digest[GATEWAY_DIGEST_BYTES])
{
    unsigned carry = 0;
    for (size_t i = GATEWAY_DIGEST_BYTES; i-- > 0;) {
        carry += (unsigned)sum->digest[i] + digest[i];
        sum->digest[i] = (unsigned char)carry;
        carry >>= 8;
    }
    sum->persons++;
}
