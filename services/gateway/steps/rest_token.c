/* POST /token: OAuth 2.0 client credentials. */
#include "services/gateway/steps/rest_door.h"

#include "common/base/file.h"
#include "common/base/hex.h"
#include "services/gateway/steps/rest_auth.h"
#include "services/gateway/store_rest.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

enum { TOKEN_BYTES = 32 };

static bool read_client(const rest_door *door, const char *consumer, rest_client *ret)
{
    char path[512];
    char *text = NULL;
    size_t length = 0;
    ju_err ignored;
    int size = snprintf(path, sizeof path, "%s/%s.client", door->settings->key_dir, consumer);
    if (size >= (int)sizeof path ||
        ju_file_read(path, 2 * (size_t)REST_SECRET_MAX, &text, &length, &ignored) != JU_OK) {
        return false;
    }
    bool read = rest_client_read(text, ret);
    ju_file_release(text, length);
    return read;
}

static const char ASSERTION_TYPE[] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/* The assertion of the form; "" without. */
static void assertion_of(const rest_door *door, char ret[REST_ASSERTION_MAX])
{
    char type[128];
    bool given = rest_form_get(door->request->body, "client_assertion_type", type, sizeof type) &&
                 strcmp(type, ASSERTION_TYPE) == 0 &&
                 rest_form_get(door->request->body, "client_assertion", ret, REST_ASSERTION_MAX);
    if (!given) {
        ret[0] = '\0';
    }
}

ju_rc rest_ask_for_token(ju_ctx *ctx, ju_err *err)
{
    rest_door *door = ctx->app;
    char assertion[REST_ASSERTION_MAX];
    assertion_of(door, assertion);
    if (!bridge_sha256(assertion, strlen(assertion), door->sha256)) {
        return ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
    }
    return rest_ask_assertion(ctx, door->sha256, err);
}

static bool client_matches(const rest_door *door, const char *assertion, const rest_client *client)
{
    const char *authorization = door->request->authorization;
    if (*assertion != '\0') {
        return *authorization == '\0' &&
               rest_assertion_valid(assertion, client, door->own->api_audience, ju_clock_epoch_s());
    }
    return rest_basic_matches(authorization, client);
}

/* Whose credentials these are, in the arena; NULL: nobody's. */
static const char *client_of(ju_ctx *ctx, const char *assertion)
{
    const PGresult *rows = ju_answer(ctx, REST_ASKED_CONSUMERS);
    const char *found = NULL;
    for (int row = 0; row < PQntuples(rows); row++) {
        rest_client client;
        const char *id = ju_col(rows, row, 0);
        if (read_client(ctx->app, id, &client) && client_matches(ctx->app, assertion, &client)) {
            found = ju_arena_strdup(ctx->arena, id);
        }
        explicit_bzero(&client, sizeof client);
    }
    return found;
}

static ju_rc give_token(ju_ctx *ctx, const char *consumer, ju_err *err)
{
    rest_door *door = ctx->app;
    unsigned char random[TOKEN_BYTES];
    char token[2 * TOKEN_BYTES + 1];
    char *sha256 = ju_arena_alloc(ctx->arena, BRIDGE_SHA256_SIZE);
    if (sha256 == NULL || getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) {
        return ju_no_memory(err);
    }
    ju_hex(random, sizeof random, token);
    if (!bridge_sha256(token, strlen(token), sha256)) {
        return ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
    }
    JU_TRY(rest_put_token(ctx, sha256, consumer, door->own->api_token_ms, err));
    rest_reply_json(door, 200, "application/json",
                    json_pack("{s:s, s:s, s:I, s:s}", "access_token", token, "token_type", "Bearer",
                              "expires_in", (json_int_t)(door->own->api_token_ms / 1000), "scope",
                              REST_SCOPE));
    const ju_act act = {.action = "api.token",
                        .detail = ju_arena_printf(ctx->arena, "consumer=%s", consumer)};
    return ju_audit(ctx, &act, err);
}

ju_rc rest_answer_token(ju_ctx *ctx, ju_err *err)
{
    rest_door *door = ctx->app;
    char assertion[REST_ASSERTION_MAX];
    char grant[64];
    char scope[128];
    bool found = false;
    gateway_consumer consumer;
    assertion_of(door, assertion);
    if (!rest_form_get(door->request->body, "grant_type", grant, sizeof grant) ||
        strcmp(grant, "client_credentials") != 0) {
        return rest_refuse(ctx, (rest_refusal){400, "grant_unknown", "unsupported_grant_type"}, "api.token",
                           "", err);
    }
    bool scoped = strstr(door->request->body, "scope=") != NULL;
    if (scoped && (!rest_form_get(door->request->body, "scope", scope, sizeof scope) ||
                   strcmp(scope, REST_SCOPE) != 0)) {
        return rest_refuse(ctx, (rest_refusal){400, "scope_unknown", "invalid_scope"}, "api.token", "", err);
    }
    const char *id = client_of(ctx, assertion);
    JU_TRY(id == NULL ? JU_OK : rest_consumer_named(ctx, id, &found, &consumer, err));
    if (!found) {
        return rest_refuse(ctx, (rest_refusal){401, "client_invalid", "invalid_client"}, "api.token", "",
                           err);
    }
    if (*assertion != '\0' && PQntuples(ju_answer(ctx, REST_ASKED_WHO)) > 0) {
        return rest_refuse(ctx, (rest_refusal){401, "assertion_used", "invalid_client"}, "api.token",
                           consumer.id, err);
    }
    JU_TRY(*assertion == '\0' ? JU_OK : rest_put_assertion(ctx, door->sha256, err));
    return give_token(ctx, consumer.id, err);
}
