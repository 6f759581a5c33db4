#include "tests/peers/tax/digest.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 160, DEPTH_MAX = 4 };

typedef struct writer {
    EVP_MD_CTX *sha;
    bool failed;
} writer;

static void add(writer *out, const char *text)
{
    out->failed |= EVP_DigestUpdate(out->sha, text, strlen(text)) != 1;
}

static void add_line(writer *out, const char *path, const char *value)
{
    if (*value != '\0') {
        add(out, path);
        add(out, "=");
        add(out, value);
        add(out, "\n");
    }
}

static void add_scalar(writer *out, const char *path, ProtobufCType type, const void *value)
{
    char number[24] = "";
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
        add_line(out, path, *(char *const *)value);
        return;
    case PROTOBUF_C_TYPE_INT64:
        if (*(const int64_t *)value != 0) {
            (void)snprintf(number, sizeof number, "%lld", (long long)*(const int64_t *)value);
        }
        break;
    default: /* int32, enumerations and flags */
        if (*(const int32_t *)value != 0) {
            (void)snprintf(number, sizeof number, "%d", *(const int32_t *)value);
        }
    }
    add_line(out, path, number);
}

typedef void add_message(writer *out, const char *path, const ProtobufCMessage *message);

static void add_value(writer *out, const char *path, const ProtobufCFieldDescriptor *field, const void *value,
                      add_message *below)
{
    if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
        add_scalar(out, path, field->type, value);
    } else if (strcmp(path, "individual_number") == 0) {
        add_line(out, path, *(const void *const *)value == NULL ? "" : "1");
    } else {
        below(out, path, *(const ProtobufCMessage *const *)value);
    }
}

/* The fields of a message in the order of their numbers; below takes those that are messages. */
static void add_fields(writer *out, const char *prefix, const ProtobufCMessage *message, add_message *below)
{
    for (unsigned i = 0; message != NULL && i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        const void *value = (const char *)message + field->offset;
        char path[PATH_SIZE];
        if (*prefix == '\0' && strcmp(field->name, "change_id") == 0) {
            continue;
        }
        if (field->label != PROTOBUF_C_LABEL_REPEATED) {
            (void)snprintf(path, sizeof path, "%s%s", prefix, field->name);
            add_value(out, path, field, value, below);
            continue;
        }
        size_t count = *(const size_t *)(const void *)((const char *)message + field->quantifier_offset);
        const char *items = *(const char *const *)value; /* of pointers: texts or messages */
        for (size_t n = 0; n < count; n++) {
            (void)snprintf(path, sizeof path, "%s%s[%zu]", prefix, field->name, n);
            add_value(out, path, field, items + n * sizeof(void *), below);
        }
    }
}

static void add_innermost(writer *out, const char *path, const ProtobufCMessage *message)
{
    out->failed |= message != NULL; /* deeper than the contract's types */
    (void)path;
}

static void add_inner(writer *out, const char *path, const ProtobufCMessage *message)
{
    char prefix[PATH_SIZE];
    (void)snprintf(prefix, sizeof prefix, "%s.", path);
    add_fields(out, prefix, message, add_innermost);
}

static void add_middle(writer *out, const char *path, const ProtobufCMessage *message)
{
    char prefix[PATH_SIZE];
    (void)snprintf(prefix, sizeof prefix, "%s.", path);
    add_fields(out, prefix, message, add_inner);
}

static void add_outer(writer *out, const char *path, const ProtobufCMessage *message)
{
    char prefix[PATH_SIZE];
    (void)snprintf(prefix, sizeof prefix, "%s.", path);
    add_fields(out, prefix, message, add_middle);
}

bool tax_digest_of(const Juki__Gateway__V1__PersonFeed *feed, unsigned char ret[TAX_DIGEST_BYTES])
{
    writer out = {.sha = EVP_MD_CTX_new()};
    if (out.sha == NULL || EVP_DigestInit_ex(out.sha, EVP_sha256(), NULL) != 1) {
        EVP_MD_CTX_free(out.sha);
        return false;
    }
    add_fields(&out, "", &feed->base, add_outer);
    out.failed |= EVP_DigestFinal_ex(out.sha, ret, NULL) != 1;
    EVP_MD_CTX_free(out.sha);
    return !out.failed;
}

void tax_digest_from_sums(const int64_t sum[TAX_DIGEST_BYTES], unsigned char ret[TAX_DIGEST_BYTES])
{
    int64_t carried = 0;
    for (int i = TAX_DIGEST_BYTES - 1; i >= 0; i--) {
        carried += sum[i];
        ret[i] = (unsigned char)(carried & 0xff);
        carried >>= 8;
    }
}
