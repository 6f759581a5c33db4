#include "services/gateway/steps/rest_auth.h"

#include "common/base/hex.h"
#include "common/staff/base64url.h"
#include "services/gateway/steps/bridge_sha256.h"

#include <jansson.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIVES_AT_MOST_S = 600, SKEW_S = 60, MAC_BYTES = 32, MAC_TEXT = 43, CHECK_DIGITS = 12, ID_DIGITS = 16 };

static const char BASIC[] = "Basic ";

bool rest_client_read(const char *line, rest_client *ret)
{
    static const char ALPHABET[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    *ret = (rest_client){0};
    size_t id = strspn(line, ALPHABET);
    if (id != REST_ID_CHARS || line[id] != ' ') {
        return false;
    }
    const char *secret = line + id + 1;
    size_t length = strspn(secret, ALPHABET);
    if (length < REST_SECRET_MIN || length > REST_SECRET_MAX ||
        strspn(secret + length, "\r\n") != strlen(secret + length)) {
        return false;
    }
    memcpy(ret->id, line, id);
    memcpy(ret->secret, secret, length);
    return true;
}

/* ---- forms -------------------------------------------------------------------------------------------- */

/* One value up to & or the end, decoded; false when it does not fit or is not well formed. */
static bool decode(const char *from, char *ret, size_t size)
{
    size_t length = 0;
    for (; *from != '\0' && *from != '&'; from++) {
        int value = (unsigned char)*from;
        if (*from == '%') {
            int high = ju_hex_value(from[1]);
            int low = high < 0 ? -1 : ju_hex_value(from[2]);
            value = low < 0 ? 0 : high * 16 + low;
            from += 2;
        } else if (*from == '+') {
            value = ' ';
        }
        if (value == 0 || length + 1 >= size) {
            return false;
        }
        ret[length++] = (char)value;
    }
    ret[length] = '\0';
    return true;
}

bool rest_form_get(const char *form, const char *name, char *ret, size_t size)
{
    const char *found = NULL;
    size_t length = strlen(name);
    for (const char *at = form; at != NULL && *at != '\0';) {
        if (strncmp(at, name, length) == 0 && at[length] == '=') {
            if (found != NULL) {
                return false;
            }
            found = at + length + 1;
        }
        at = strchr(at, '&');
        at = at == NULL ? NULL : at + 1;
    }
    return found != NULL && decode(found, ret, size);
}

/* ---- who it is ---------------------------------------------------------------------------------------- */

bool rest_basic_matches(const char *authorization, const rest_client *client)
{
    char clear[REST_ID_CHARS + REST_SECRET_MAX + 2];
    unsigned char expected[256];
    int length = snprintf(clear, sizeof clear, "%s:%s", client->id, client->secret);
    int size = EVP_EncodeBlock(expected, (const unsigned char *)clear, length);
    bool same = strncmp(authorization, BASIC, strlen(BASIC)) == 0 &&
                strlen(authorization + strlen(BASIC)) == (size_t)size &&
                CRYPTO_memcmp(authorization + strlen(BASIC), expected, (size_t)size) == 0;
    explicit_bzero(clear, sizeof clear);
    explicit_bzero(expected, sizeof expected);
    return same;
}

/* The lengths of header and claims of a JWT; false when it has not three parts. */
static bool split(const char *jwt, size_t *ret_header, size_t *ret_signed)
{
    const char *first = strchr(jwt, '.');
    const char *second = first == NULL ? NULL : strchr(first + 1, '.');
    if (second == NULL || strchr(second + 1, '.') != NULL || strlen(jwt) > REST_ASSERTION_MAX) {
        return false;
    }
    *ret_header = (size_t)(first - jwt);
    *ret_signed = (size_t)(second - jwt);
    return true;
}

bool rest_assertion_signed(const char *jwt, const rest_client *client)
{
    unsigned char mac[MAC_BYTES];
    unsigned char given[MAC_BYTES + 1];
    size_t header;
    size_t text;
    size_t size = 0;
    unsigned mac_size = 0;
    return split(jwt, &header, &text) && strlen(jwt + text + 1) == MAC_TEXT &&
           ju_base64url_read(jwt + text + 1, MAC_TEXT, given, &size) && size == MAC_BYTES &&
           HMAC(EVP_sha256(), client->secret, (int)strlen(client->secret), (const unsigned char *)jwt, text,
                mac, &mac_size) != NULL &&
           CRYPTO_memcmp(mac, given, MAC_BYTES) == 0;
}

/* A part as a JSON object; NULL when it is none. */
static json_t *part(const char *text, size_t size)
{
    unsigned char bytes[REST_ASSERTION_MAX];
    size_t length = 0;
    if (!ju_base64url_read(text, size, bytes, &length)) {
        return NULL;
    }
    return json_loadb((const char *)bytes, length, JSON_REJECT_DUPLICATES, NULL);
}

static bool is(const json_t *object, const char *name, const char *value)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL && strcmp(text, value) == 0;
}

static bool in_time(const json_t *claims, int64_t now_s)
{
    const json_t *expires = json_object_get(claims, "exp");
    const json_t *issued = json_object_get(claims, "iat");
    int64_t until = json_integer_value(expires);
    return json_is_integer(expires) && until > now_s && until <= now_s + LIVES_AT_MOST_S + SKEW_S &&
           (issued == NULL || (json_is_integer(issued) && json_integer_value(issued) <= now_s + SKEW_S));
}

bool rest_assertion_valid(const char *jwt, const rest_client *client, const char *audience, int64_t now_s)
{
    size_t header = 0;
    size_t text = 0;
    if (!rest_assertion_signed(jwt, client) || !split(jwt, &header, &text)) {
        return false;
    }
    json_t *head = part(jwt, header);
    json_t *claims = part(jwt + header + 1, text - header - 1);
    bool valid = is(head, "alg", "HS256") && is(claims, "iss", client->id) && is(claims, "sub", client->id) &&
                 is(claims, "aud", audience) && in_time(claims, now_s) &&
                 json_string_length(json_object_get(claims, "jti")) > 0;
    json_decref(head);
    json_decref(claims);
    return valid;
}

/* ---- cursors ------------------------------------------------------------------------------------------ */

static void check_of(const char *consumer, int64_t id, char ret[CHECK_DIGITS + 1])
{
    char text[128];
    char sha256[BRIDGE_SHA256_SIZE] = "";
    int length = snprintf(text, sizeof text, "%s %lld", consumer, (long long)id);
    (void)bridge_sha256(text, (size_t)length, sha256);
    (void)snprintf(ret, CHECK_DIGITS + 1, "%.*s", CHECK_DIGITS, sha256);
}

void rest_cursor_write(const char *consumer, int64_t id, char ret[REST_CURSOR_SIZE])
{
    char check[CHECK_DIGITS + 1];
    check_of(consumer, id, check);
    (void)snprintf(ret, REST_CURSOR_SIZE, "%0*llx%s", ID_DIGITS, (unsigned long long)id, check);
}

int64_t rest_cursor_place(const char *cursor)
{
    int64_t id = 0;
    if (strlen(cursor) != ID_DIGITS + CHECK_DIGITS || cursor[0] != '0') {
        return -1;
    }
    for (int i = 0; i < ID_DIGITS; i++) {
        int value = ju_hex_value(cursor[i]);
        if (value < 0) {
            return -1;
        }
        id = id * 16 + value;
    }
    return id;
}

bool rest_cursor_read(const char *consumer, const char *cursor, int64_t *ret)
{
    char own[REST_CURSOR_SIZE];
    *ret = rest_cursor_place(cursor);
    rest_cursor_write(consumer, *ret, own);
    return *ret >= 0 && strcmp(own, cursor) == 0;
}
