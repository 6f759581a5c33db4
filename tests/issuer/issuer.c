#include "tests/issuer/issuer.h"

#include "common/base/uuid7.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char OFFICE[] = "市民課";

enum { KEY_BYTES = 32, SIGNATURE_BYTES = 64, KID_SIZE = 24 };

struct issuer {
    EVP_PKEY *key;
    char *public_key;
    char kid[KID_SIZE];
    issuer_seen *seen;
    void *who;
};

void issuer_watch(issuer *i, issuer_seen *seen, void *who)
{
    i->seen = seen;
    i->who = who;
}

char *issuer_base64url(const void *bytes, size_t size)
{
    char *text = malloc((size + 2) / 3 * 4 + 1);
    int length = text == NULL ? 0 : EVP_EncodeBlock((unsigned char *)text, bytes, (int)size);
    while (length > 0 && text[length - 1] == '=') {
        text[--length] = '\0';
    }
    for (int i = 0; i < length; i++) {
        text[i] = text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i];
    }
    return text;
}

/* Takes over key. */
static issuer *issuer_of(EVP_PKEY *key)
{
    unsigned char bytes[KEY_BYTES];
    size_t size = sizeof bytes;
    issuer *i = calloc(1, sizeof *i);
    if (i == NULL || key == NULL || EVP_PKEY_get_raw_public_key(key, bytes, &size) != 1) {
        free(i);
        EVP_PKEY_free(key);
        return NULL;
    }
    i->key = key;
    i->public_key = issuer_base64url(bytes, size);
    (void)snprintf(i->kid, sizeof i->kid, "dev-%02x%02x%02x%02x", bytes[0], bytes[1], bytes[2], bytes[3]);
    return i;
}

issuer *issuer_new(void)
{
    return issuer_of(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
}

issuer *issuer_read(const char *private_path)
{
    FILE *file = fopen(private_path, "re");
    EVP_PKEY *key = file == NULL ? NULL : PEM_read_PrivateKey(file, NULL, NULL, NULL);
    if (file != NULL) {
        (void)fclose(file);
    }
    return issuer_of(key);
}

void issuer_free(issuer *i)
{
    if (i != NULL) {
        EVP_PKEY_free(i->key);
        free(i->public_key);
        free(i);
    }
}

const char *issuer_kid(const issuer *i)
{
    return i->kid;
}

const char *issuer_public(const issuer *i)
{
    return i->public_key;
}

/* ---- files --------------------------------------------------------------------------------------------- */

static bool write_private(const issuer *i, const char *path)
{
    mode_t mask = umask(077);
    FILE *file = fopen(path, "we");
    (void)umask(mask);
    bool good = file != NULL && PEM_write_PrivateKey(file, i->key, NULL, NULL, 0, NULL, NULL) == 1;
    return (file == NULL || fclose(file) == 0) && good;
}

/* Beside it and renamed: a reader never sees half of it. */
static bool write_public(const issuer *i, const char *path)
{
    char *beside = NULL;
    json_t *set = json_pack("{s:[{s:s, s:s, s:s, s:s, s:s}]}", "keys", "kty", "OKP", "crv", "Ed25519", "use",
                            "sig", "kid", i->kid, "x", i->public_key);
    bool good = asprintf(&beside, "%s.new", path) > 0 && json_dump_file(set, beside, JSON_INDENT(2)) == 0 &&
                rename(beside, path) == 0;
    json_decref(set);
    free(beside);
    return good;
}

bool issuer_write(const issuer *i, const char *private_path, const char *public_path)
{
    return write_private(i, private_path) && write_public(i, public_path);
}

/* ---- tokens -------------------------------------------------------------------------------------------- */

static char *sign_text(const issuer *i, const char *text)
{
    unsigned char signature[SIGNATURE_BYTES];
    size_t size = sizeof signature;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, i->key) == 1 &&
                EVP_DigestSign(ctx, signature, &size, (const unsigned char *)text, strlen(text)) == 1;
    EVP_MD_CTX_free(ctx);
    return good ? issuer_base64url(signature, size) : NULL;
}

char *issuer_sign(const issuer *i, const char *header, const char *claims)
{
    char *token = NULL;
    char *text = NULL;
    char *first = issuer_base64url(header, strlen(header));
    char *second = issuer_base64url(claims, strlen(claims));
    bool good = first != NULL && second != NULL && asprintf(&text, "%s.%s", first, second) > 0;
    char *signature = good ? sign_text(i, text) : NULL;
    if (signature != NULL && asprintf(&token, "%s.%s", text, signature) < 0) {
        token = NULL;
    }
    free(first);
    free(second);
    free(text);
    free(signature);
    return token;
}

static json_t *words_of(const char *words)
{
    json_t *list = json_array();
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        (void)json_array_append_new(list, json_stringn(words, length));
        words += length + (words[length] == ' ');
    }
    return list;
}

static const char *or_else(const char *text, const char *otherwise)
{
    return text == NULL ? otherwise : text;
}

static char *claims_text(const issuer_claims *claims, const issuer_person *person, const char *id)
{
    json_int_t issued_s = claims->issued_s;
    json_int_t ends_s = claims->issued_s + claims->lifetime_s;
    json_t *json = json_pack(
        "{s:s, s:s, s:s, s:I, s:I, s:s, s:[s, s], s:s, s:s, s:s, s:s, s:o, s:s*, s:s*}", "iss", ISSUER_NAME,
        "aud", "juki", "sub", claims->operator_id, "iat", issued_s, "exp", ends_s, "jti",
        or_else(person->token_id, id), "amr", "pwd", "fpt", "affair", or_else(person->affair, ISSUER_AFFAIR),
        "department", or_else(person->department, OFFICE), "terminal", claims->terminal_id, "class",
        or_else(person->person_class, "職員"), "roles", words_of(or_else(person->roles, ISSUER_ROLES)),
        "organisation", person->organisation, "place", person->place);
    char *text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    return text;
}

char *issuer_token_as(const issuer *i, const issuer_claims *claims, const issuer_person *person)
{
    char id[JU_UUID_SIZE];
    char header[128];
    if (ju_uuid7(id, NULL) != JU_OK) {
        return NULL;
    }
    (void)snprintf(header, sizeof header, "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"%s\"}", i->kid);
    if (i->seen != NULL) {
        i->seen(i->who, claims->terminal_id, or_else(person->department, OFFICE), or_else(person->place, ""));
    }
    char *text = claims_text(claims, person, id);
    char *token = text == NULL ? NULL : issuer_sign(i, header, text);
    free(text);
    return token;
}

char *issuer_token_for(const issuer *i, const issuer_claims *claims, const char *affair)
{
    return issuer_token_as(i, claims, &(issuer_person){.affair = affair});
}

char *issuer_token(const issuer *i, const issuer_claims *claims)
{
    return issuer_token_for(i, claims, NULL);
}
