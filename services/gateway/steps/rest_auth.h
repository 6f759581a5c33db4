#ifndef GATEWAY_STEPS_REST_AUTH_H
#define GATEWAY_STEPS_REST_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Who speaks at the REST door, without I/O (共通機能標準仕様書 2.1, RESTによる公開用API連携における認証認可):
 * OAuth 2.0 client credentials, by client_secret_jwt (HS256) or, as the standard allows meanwhile,
 * client_secret_basic. The secret stands beside the consumer's keyring, as the HMAC needs it:
 * <consumer>.client, "<id> <secret>".
 */
enum {
    REST_ID_CHARS = 32,
    REST_SECRET_MIN = 32,
    REST_SECRET_MAX = 128,
    REST_CURSOR_SIZE = 40,
    REST_ASSERTION_MAX = 4096
};

/* ${業務システムID}:${リソース名}:${操作名} */
#define REST_SCOPE "031:juki/v1/persons:Read"

typedef struct rest_client {
    char id[REST_ID_CHARS + 1];
    char secret[REST_SECRET_MAX + 1];
} rest_client;

/* Reads "<id> <secret>" and an end of line. False when it is none. */
bool rest_client_read(const char *line, rest_client *ret);

/* A value of an application/x-www-form-urlencoded body. False when it is not there, twice, or does not fit.
 */
bool rest_form_get(const char *form, const char *name, char *ret, size_t size);

/* Whether an Authorization header is this client's "Basic"; in constant time as to the secret. */
bool rest_basic_matches(const char *authorization, const rest_client *client);

/* Whether a JWT is signed with this client's secret by HS256. */
bool rest_assertion_signed(const char *jwt, const rest_client *client);
/* Its claims, when the signature holds: issuer and subject are the client, the audience is ours, it is in its
 * time, lives ten minutes at most and has a jti. */
bool rest_assertion_valid(const char *jwt, const rest_client *client, const char *audience, int64_t now_s);

/* A place in a consumer's log, as a word that says nothing and belongs to this consumer alone. */
void rest_cursor_write(const char *consumer, int64_t id, char ret[REST_CURSOR_SIZE]);
bool rest_cursor_read(const char *consumer, const char *cursor, int64_t *ret);
/* The place without a look at whose it is; -1 when it is no cursor. */
int64_t rest_cursor_place(const char *cursor);

#endif
