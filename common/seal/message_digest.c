#include "common/seal/message_digest.h"

#include "juki/common/v1/common.pb-c.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 128 };

/* Where the lines go, and which field of the message itself has none. */
typedef struct writer {
    EVP_MD_CTX *md;
    const char *without;
} writer;

static bool write_line(const writer *out, const char *path, const char *value)
{
    EVP_MD_CTX *md = out->md;
    return EVP_DigestUpdate(md, path, strlen(path)) == 1 && EVP_DigestUpdate(md, "=", 1) == 1 &&
           EVP_DigestUpdate(md, value, strlen(value)) == 1 && EVP_DigestUpdate(md, "\n", 1) == 1;
}

static bool write_fields(const writer *out, const char *prefix, const ProtobufCMessage *message);

static bool write_message(const writer *out, const char *path, const ProtobufCMessage *message)
{
    char prefix[PATH_SIZE];
    if (message == NULL) {
        return true;
    }
    if (message->descriptor == &juki__common__v1__sealed__descriptor) {
        return write_line(out, path, "1"); /* its bytes differ each time */
    }
    return snprintf(prefix, sizeof prefix, "%s.", path) < PATH_SIZE && write_fields(out, prefix, message);
}

static bool write_number(const writer *out, const char *path, int64_t value)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    return value == 0 || write_line(out, path, text);
}

/* One value of a field, at this address. */
static bool write_value(const writer *out, const char *path, ProtobufCType type, const void *at)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
        return **(char *const *)at == '\0' || write_line(out, path, *(char *const *)at);
    case PROTOBUF_C_TYPE_MESSAGE:
        return write_message(out, path, *(const ProtobufCMessage *const *)at);
    case PROTOBUF_C_TYPE_BOOL:
        return write_number(out, path, *(const protobuf_c_boolean *)at);
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_INT32:
        return write_number(out, path, *(const int32_t *)at);
    default:
        return false; /* a type that such messages do not use */
    }
}

/* A repeated field: of messages or texts, whose values are pointers. */
static bool write_values(const writer *out, const char *path, const ProtobufCMessage *message,
                         const ProtobufCFieldDescriptor *field)
{
    size_t count = *(const size_t *)((const char *)message + field->quantifier_offset);
    void *const *values = *(void *const *const *)((const char *)message + field->offset);
    for (size_t i = 0; i < count; i++) {
        char numbered[PATH_SIZE];
        if (snprintf(numbered, sizeof numbered, "%s[%zu]", path, i) >= PATH_SIZE ||
            !write_value(out, numbered, field->type, &values[i])) {
            return false;
        }
    }
    return true;
}

/* protobuf-c has the fields in the order of their numbers. */
static bool write_fields(const writer *out, const char *prefix, const ProtobufCMessage *message)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        char path[PATH_SIZE];
        if (snprintf(path, sizeof path, "%s%s", prefix, field->name) >= PATH_SIZE) {
            return false;
        }
        if (strcmp(path, out->without) == 0) {
            continue;
        }
        bool written = field->label == PROTOBUF_C_LABEL_REPEATED
                           ? write_values(out, path, message, field)
                           : write_value(out, path, field->type, (const char *)message + field->offset);
        if (!written) {
            return false;
        }
    }
    return true;
}

ju_rc ju_message_digest(const ProtobufCMessage *message, const char *without,
                        unsigned char ret[JU_MESSAGE_DIGEST_BYTES], ju_err *err)
{
    const writer out = {EVP_MD_CTX_new(), without};
    bool done = out.md != NULL && EVP_DigestInit_ex(out.md, EVP_sha256(), NULL) == 1 &&
                write_fields(&out, "", message) && EVP_DigestFinal_ex(out.md, ret, NULL) == 1;
    EVP_MD_CTX_free(out.md);
    return done ? JU_OK : ju_fail(err, JU_FATAL, "digest", "the digest of a message could not be made");
}
