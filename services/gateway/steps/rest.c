#include "services/gateway/steps/rest.h"

#include "common/base/file.h"
#include "common/base/hex.h"
#include "common/base/parse.h"
#include "common/base/word.h"
#include "common/event/check.h"
#include "common/event/json.h"
#include "common/log/log.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "services/gateway/bridge_csv.h"
#include "services/gateway/bridge_file.h"
#include "services/gateway/rest_auth.h"
#include "services/gateway/steps/snapshot.h"
#include "services/gateway/store.h"
#include "services/gateway/store_rest.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum {
    LIMIT_USUAL = 100,
    LIMIT_MAX = 500,
    RATE_SLOTS = 256,
    MINUTE_MS = 60 * 1000,
    TOKEN_BYTES = 32,
    TOKEN_MAX = 64
};
enum { ASKED_CONSUMERS, ASKED_WHO, ASKED_ROWS, ASKED_READER };

typedef Juki__Gateway__V1__PersonFeed person_feed;
typedef ju_rc rest_step(ju_ctx *ctx, ju_err *err);

/* Why a request is refused; code NULL: it is not. */
typedef struct refusal {
    unsigned status;
    const char *code;
    const char *oauth; /* of /token: RFC 6749 */
} refusal;

struct rest_door {
    const ju_settings *settings;
    const bridge_settings *own;
    ju_clock clock;
    ju_db *db;
    ju_batch *batch;
    ju_batch_setup setup;
    ju_keyring *audit;
    struct {
        int64_t from_ms;
        int64_t count;
    } rate[RATE_SLOTS];
    /* of the request that is served */
    const rest_request *request;
    const struct route *route;
    const char *argument;            /* what stands in the place of the path's parameter */
    char sha256[BRIDGE_SHA256_SIZE]; /* of its token or assertion */
    rest_reply *reply;
};

typedef struct route {
    const char *method;
    const char *path; /* one that ends with / takes an argument */
    rest_step *ask;
    rest_step *answer;
} route;

static const ju_word TEXTS[] = {
    {"path_unknown", "この資源はありません。"},
    {"method_unknown", "この操作はできません。"},
    {"parameter_unknown", "定められていないパラメータがあります。"},
    {"grant_unknown", "grant_typeはclient_credentialsです。"},
    {"scope_unknown", "このスコープは付与できません。"},
    {"client_invalid", "クライアント認証に失敗しました。"},
    {"assertion_used", "このclient_assertionは既に使用されています。"},
    {"token_missing", "アクセストークンがありません。"},
    {"token_invalid", "アクセストークンが正しくないか、期限が切れています。"},
    {"consumer_invalid", "承認され有効な提供先ではありません。"},
    {"limit_invalid", "limitは1から500までの整数です。"},
    {"cursor_invalid", "sinceが正しくありません。"},
    {"cursor_expired", "この位置の情報は保管期限を過ぎました。全件提供を求めてください。"},
    {"person_unknown", "該当する方の情報は提供していません。"},
    {"snapshot_running", "全件提供の途中です。終わってから求めてください。"},
    {"rate_exceeded", "要求が多すぎます。しばらくしてから求めてください。"},
    {"unavailable", "ただいま応答できません。しばらくしてから求めてください。"},
};

/* ---- answers ------------------------------------------------------------------------------------------ */

static void reply_json(rest_door *door, unsigned status, const char *type, json_t *json)
{
    door->reply->status = status;
    door->reply->type = type;
    door->reply->body = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
    json_decref(json);
}

static void reply_refused(rest_door *door, const refusal *why)
{
    const char *words =
        ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], why->code, "この要求は処理できません。");
    json_t *json = json_pack("{s:s, s:i, s:s, s:s}", "title", why->code, "status", (int)why->status, "code",
                             why->code, "detail", words);
    if (json != NULL && why->oauth != NULL) {
        (void)json_object_set_new(json, "error", json_string(why->oauth));
    }
    door->reply->challenge = why->status == 401;
    reply_json(door, why->status, "application/problem+json", json);
}

/* Answered and audited; what the handler queued before stays. */
static ju_rc refuse(ju_ctx *ctx, refusal why, const char *action, const char *detail, ju_err *err)
{
    rest_door *door = ctx->app;
    reply_refused(door, &why);
    const ju_act act = {.action = action, .refused_code = why.code, .detail = detail};
    return ju_audit(ctx, &act, err);
}

/* ---- the consumers ------------------------------------------------------------------------------------ */

/* Who is in force today under this name, by REST. False when nobody is. */
static ju_rc consumer_named(ju_ctx *ctx, const char *id, bool *ret_found, gateway_consumer *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, ASKED_CONSUMERS);
    *ret_found = false;
    for (int row = 0; row < PQntuples(rows); row++) {
        if (strcmp(ju_col(rows, row, 0), id) == 0) {
            JU_TRY(gateway_consumer_row(ctx, rows, row, ret, err));
            *ret_found = ret->bridged && !ret->by_file;
        }
    }
    return JU_OK;
}

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

/* ---- POST /token -------------------------------------------------------------------------------------- */

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

static ju_rc ask_token(ju_ctx *ctx, ju_err *err)
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
    const PGresult *rows = ju_answer(ctx, ASKED_CONSUMERS);
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
    reply_json(door, 200, "application/json",
               json_pack("{s:s, s:s, s:I, s:s}", "access_token", token, "token_type", "Bearer", "expires_in",
                         (json_int_t)(door->own->api_token_ms / 1000), "scope", REST_SCOPE));
    const ju_act act = {.action = "api.token",
                        .detail = ju_arena_printf(ctx->arena, "consumer=%s", consumer)};
    return ju_audit(ctx, &act, err);
}

static ju_rc answer_token(ju_ctx *ctx, ju_err *err)
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
        return refuse(ctx, (refusal){400, "grant_unknown", "unsupported_grant_type"}, "api.token", "", err);
    }
    bool scoped = strstr(door->request->body, "scope=") != NULL;
    if (scoped && (!rest_form_get(door->request->body, "scope", scope, sizeof scope) ||
                   strcmp(scope, REST_SCOPE) != 0)) {
        return refuse(ctx, (refusal){400, "scope_unknown", "invalid_scope"}, "api.token", "", err);
    }
    const char *id = client_of(ctx, assertion);
    JU_TRY(id == NULL ? JU_OK : consumer_named(ctx, id, &found, &consumer, err));
    if (!found) {
        return refuse(ctx, (refusal){401, "client_invalid", "invalid_client"}, "api.token", "", err);
    }
    if (*assertion != '\0' && PQntuples(ju_answer(ctx, ASKED_WHO)) > 0) {
        return refuse(ctx, (refusal){401, "assertion_used", "invalid_client"}, "api.token", consumer.id, err);
    }
    JU_TRY(*assertion == '\0' ? JU_OK : rest_put_assertion(ctx, door->sha256, err));
    return give_token(ctx, consumer.id, err);
}

/* ---- the bearer --------------------------------------------------------------------------------------- */

static const char BEARER[] = "Bearer ";

static ju_rc ask_bearer(ju_ctx *ctx, ju_err *err)
{
    rest_door *door = ctx->app;
    const char *token = door->request->authorization;
    token = strncmp(token, BEARER, strlen(BEARER)) == 0 ? token + strlen(BEARER) : "";
    if (!bridge_sha256(token, strlen(token), door->sha256)) {
        return ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
    }
    return rest_ask_token(ctx, door->sha256, err);
}

/* The consumer whose token it is; *ret_found false: it was answered that it is none. */
static ju_rc bearer(ju_ctx *ctx, const char *action, bool *ret_found, gateway_consumer *ret, ju_err *err)
{
    const rest_door *door = ctx->app;
    const PGresult *rows = ju_answer(ctx, ASKED_WHO);
    *ret_found = false;
    if (*door->request->authorization == '\0') {
        return refuse(ctx, (refusal){401, "token_missing", NULL}, action, "", err);
    }
    if (PQntuples(rows) == 0) {
        return refuse(ctx, (refusal){401, "token_invalid", NULL}, action, "", err);
    }
    const char *id = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 0));
    if (id == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(consumer_named(ctx, id, ret_found, ret, err));
    return *ret_found ? JU_OK : refuse(ctx, (refusal){403, "consumer_invalid", NULL}, action, id, err);
}

/* ---- GET /v1/persons ---------------------------------------------------------------------------------- */

/* What this consumer may know today, of what it was told; a number stays sealed to it. NULL: memory. */
static json_t *person_json(const ju_ctx *ctx, const gateway_consumer *consumer, const person_feed *told)
{
    const person_feed person =
        gateway_feed_for(told, consumer->items, consumer->restrained_place, told->individual_number);
    json_t *json = ju_message_to_json(&person.base);
    if (json != NULL && person.individual_number != NULL) {
        const char *sealed = bridge_sealed_text(person.individual_number, ctx->arena);
        if (sealed == NULL || json_object_set_new(json, "individual_number", json_string(sealed)) != 0) {
            json_decref(json);
            return NULL;
        }
    }
    return json;
}

static json_t *begun_json(const Juki__Gateway__V1__SnapshotBegun *begun)
{
    return json_pack("{s:s, s:s}", "snapshot_id", begun->snapshot_id, "as_of", begun->as_of);
}

static json_t *ended_json(const ju_ctx *ctx, const Juki__Gateway__V1__SnapshotEnded *ended)
{
    const char *digest = ju_arena_hex(ctx->arena, ended->digest.data, ended->digest.len);
    return digest == NULL ? NULL
                          : json_pack("{s:s, s:I, s:s}", "snapshot_id", ended->snapshot_id, "persons",
                                      (json_int_t)ended->persons, "digest", digest);
}

/* A row as an event of the list. *ret_persons counts those that tell of somebody. */
static ju_rc event_json(ju_ctx *ctx, const gateway_consumer *consumer, const PGresult *rows, int row,
                        json_t **ret, int *ret_persons, ju_err *err)
{
    static const ProtobufCMessageDescriptor *const TYPES[] = {
        &juki__gateway__v1__person_feed__descriptor, &juki__gateway__v1__snapshot_person__descriptor,
        &juki__gateway__v1__snapshot_begun__descriptor, &juki__gateway__v1__snapshot_ended__descriptor};
    static const char *const WORDS[] = {"person", "person", "snapshot_begun", "snapshot_ended"};
    const char *type = ju_col(rows, row, 1);
    ProtobufCMessage *message = NULL;
    size_t size = 0;
    size_t kind = 0;
    while (kind < 4 && strcmp(TYPES[kind]->name, type) != 0) {
        kind++;
    }
    *ret = NULL;
    if (kind == 4) {
        return JU_OK;
    }
    const unsigned char *payload = ju_col_bytes(rows, row, 5, ctx->arena, &size);
    JU_TRY(ju_unpack(TYPES[kind], payload, size, false, ctx->arena, &message, err));
    *ret = json_pack("{s:s, s:s, s:I}", "type", WORDS[kind], "event_id", ju_col(rows, row, 3), "sequence",
                     (json_int_t)ju_col_i64(rows, row, 4));
    json_t *inside = NULL;
    if (kind < 2) {
        inside = person_json(ctx, consumer,
                             kind == 0 ? (const person_feed *)message
                                       : ((const Juki__Gateway__V1__SnapshotPerson *)message)->person);
        *ret_persons += 1;
    } else {
        inside = kind == 2 ? begun_json((const Juki__Gateway__V1__SnapshotBegun *)message)
                           : ended_json(ctx, (const Juki__Gateway__V1__SnapshotEnded *)message);
    }
    if (*ret == NULL || inside == NULL ||
        json_object_set_new(*ret, kind < 2 ? "person" : "snapshot", inside) != 0) {
        json_decref(*ret);
        *ret = NULL;
        return ju_no_memory(err);
    }
    return JU_OK;
}

static bool limit_of(const rest_door *door, int64_t *ret)
{
    *ret = LIMIT_USUAL;
    return door->request->limit == NULL || ju_parse_int64(door->request->limit, 1, LIMIT_MAX, ret);
}

static int64_t place_of(const rest_door *door)
{
    return door->request->since == NULL ? -1 : rest_cursor_place(door->request->since);
}

static ju_rc ask_persons(ju_ctx *ctx, ju_err *err)
{
    const rest_door *door = ctx->app;
    int64_t limit = 0;
    if (!limit_of(door, &limit)) {
        limit = 1;
    }
    JU_TRY(ask_bearer(ctx, err));
    JU_TRY(rest_ask_events(ctx, door->sha256, place_of(door), limit, err));
    return rest_ask_reader(ctx, door->sha256, err);
}

static ju_rc list_events(ju_ctx *ctx, const gateway_consumer *consumer, int64_t limit, ju_err *err)
{
    rest_door *door = ctx->app;
    const PGresult *rows = ju_answer(ctx, ASKED_ROWS);
    int count = PQntuples(rows);
    int persons = 0;
    char next[REST_CURSOR_SIZE];
    int64_t erased = ju_col_i64(ju_answer(ctx, ASKED_READER), 0, 0);
    int64_t from = place_of(door) < 0 ? erased : place_of(door);
    int64_t last = count > 0 ? ju_col_i64(rows, count - 1, 0) : from;
    json_t *events = json_array();
    ju_rc rc = JU_OK;
    for (int row = 0; rc == JU_OK && row < count; row++) {
        json_t *one = NULL;
        rc = event_json(ctx, consumer, rows, row, &one, &persons, err);
        if (one != NULL && json_array_append_new(events, one) != 0) {
            rc = ju_no_memory(err);
        }
    }
    if (rc != JU_OK) {
        json_decref(events);
        return rc;
    }
    rest_cursor_write(consumer->id, last, next);
    reply_json(door, 200, "application/json",
               json_pack("{s:o, s:s, s:b}", "events", events, "next", next, "more", (int)(count == limit)));
    const ju_act act = {.action = "api.read",
                        .detail = ju_arena_printf(ctx->arena, "consumer=%s after=%lld until=%lld persons=%d",
                                                  consumer->id, (long long)from, (long long)last, persons)};
    return ju_audit(ctx, &act, err);
}

static ju_rc answer_persons(ju_ctx *ctx, ju_err *err)
{
    const rest_door *door = ctx->app;
    gateway_consumer consumer;
    bool found = false;
    int64_t limit = 0;
    int64_t since = 0;
    JU_TRY(bearer(ctx, "api.read", &found, &consumer, err));
    if (!found) {
        return JU_OK;
    }
    if (!limit_of(door, &limit)) {
        return refuse(ctx, (refusal){400, "limit_invalid", NULL}, "api.read", consumer.id, err);
    }
    const PGresult *reader = ju_answer(ctx, ASKED_READER);
    if (door->request->since != NULL) {
        if (!rest_cursor_read(consumer.id, door->request->since, &since) ||
            since > ju_col_i64(reader, 0, 1)) {
            return refuse(ctx, (refusal){400, "cursor_invalid", NULL}, "api.read", consumer.id, err);
        }
        if (since < ju_col_i64(reader, 0, 0)) {
            return refuse(ctx, (refusal){410, "cursor_expired", NULL}, "api.read", consumer.id, err);
        }
        JU_TRY(rest_put_confirmed(ctx, consumer.id, since, err));
    }
    return list_events(ctx, &consumer, limit, err);
}

/* ---- GET /v1/persons/{addressee_number} --------------------------------------------------------------- */

static ju_rc ask_person(ju_ctx *ctx, ju_err *err)
{
    const rest_door *door = ctx->app;
    JU_TRY(ask_bearer(ctx, err));
    return rest_ask_person(ctx, door->sha256, door->argument, err);
}

static ju_rc answer_person(ju_ctx *ctx, ju_err *err)
{
    rest_door *door = ctx->app;
    gateway_consumer consumer;
    bool found = false;
    int persons = 0;
    json_t *json = NULL;
    char *subject = ju_arena_alloc(ctx->arena, JU_SUBJECT_HASH_SIZE);
    if (subject == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(bearer(ctx, "api.read", &found, &consumer, err));
    if (!found) {
        return JU_OK;
    }
    const PGresult *rows = ju_answer(ctx, ASKED_ROWS);
    if (PQntuples(rows) == 0) {
        return refuse(ctx, (refusal){404, "person_unknown", NULL}, "api.read", consumer.id, err);
    }
    JU_TRY(event_json(ctx, &consumer, rows, 0, &json, &persons, err));
    reply_json(door, 200, "application/json", json);
    JU_TRY(ju_subject_hash(door->audit, door->argument, subject, err));
    const ju_act act = {.action = "api.read",
                        .subject = subject,
                        .detail = ju_arena_printf(ctx->arena, "consumer=%s", consumer.id)};
    return ju_audit(ctx, &act, err);
}

/* ---- POST /v1/snapshots ------------------------------------------------------------------------------- */

static ju_rc ask_snapshot(ju_ctx *ctx, ju_err *err)
{
    const rest_door *door = ctx->app;
    JU_TRY(ask_bearer(ctx, err));
    return rest_ask_running(ctx, door->sha256, err);
}

static ju_rc answer_snapshot(ju_ctx *ctx, ju_err *err)
{
    rest_door *door = ctx->app;
    gateway_consumer consumer;
    bool found = false;
    const char *id = NULL;
    JU_TRY(bearer(ctx, "api.snapshot", &found, &consumer, err));
    if (!found) {
        return JU_OK;
    }
    if (PQntuples(ju_answer(ctx, ASKED_ROWS)) > 0) {
        return refuse(ctx, (refusal){409, "snapshot_running", NULL}, "api.snapshot", consumer.id, err);
    }
    JU_TRY(snapshot_begin(ctx, consumer.id, "requested", "", &id, err));
    reply_json(door, 202, "application/json", json_pack("{s:s}", "snapshot_id", id));
    const ju_act act = {.action = "api.snapshot", .change_id = id, .detail = consumer.id};
    return ju_audit(ctx, &act, err);
}

/* ---- routes ------------------------------------------------------------------------------------------- */

static const route ROUTES[] = {
    {"POST", "/token", ask_token, answer_token},
    {"GET", "/v1/persons", ask_persons, answer_persons},
    {"GET", "/v1/persons/", ask_person, answer_person},
    {"POST", "/v1/snapshots", ask_snapshot, answer_snapshot},
};

static bool path_matches(const route *r, const char *path)
{
    size_t length = strlen(r->path);
    bool takes_argument = r->path[length - 1] == '/';
    return takes_argument
               ? strncmp(path, r->path, length) == 0 && path[length] != '\0' && strlen(path + length) <= 32 &&
                     strspn(path + length, "0123456789") == strlen(path + length)
               : strcmp(path, r->path) == 0;
}

static refusal find_route(rest_door *door, const rest_request *request)
{
    bool known = false;
    door->route = NULL;
    for (size_t i = 0; i < sizeof ROUTES / sizeof ROUTES[0]; i++) {
        if (path_matches(&ROUTES[i], request->path)) {
            known = true;
            door->route = strcmp(ROUTES[i].method, request->method) == 0 ? &ROUTES[i] : door->route;
        }
    }
    if (!known) {
        return (refusal){404, "path_unknown", NULL};
    }
    if (door->route == NULL) {
        return (refusal){405, "method_unknown", NULL};
    }
    door->argument = request->path + strlen(door->route->path);
    bool pages = door->route->ask == ask_persons;
    bool given = request->since != NULL || request->limit != NULL;
    return request->parameter_unknown || (given && !pages) ? (refusal){400, "parameter_unknown", NULL}
                                                           : (refusal){0};
}

/* Requests of one minute under one Authorization; those that share a slot share its limit. */
static bool too_often(rest_door *door, const rest_request *request)
{
    char sha256[BRIDGE_SHA256_SIZE] = "00";
    (void)bridge_sha256(request->authorization, strlen(request->authorization), sha256);
    int slot = ju_hex_value(sha256[0]) * 16 + ju_hex_value(sha256[1]);
    int64_t now_ms = ju_clock_monotonic_ms();
    if (now_ms - door->rate[slot].from_ms >= MINUTE_MS) {
        door->rate[slot].from_ms = now_ms;
        door->rate[slot].count = 0;
    }
    return ++door->rate[slot].count > door->own->api_rate;
}

static ju_rc ask_request(ju_ctx *ctx, ju_err *err)
{
    const rest_door *door = ctx->app;
    JU_TRY(gateway_ask_consumers(ctx, err));
    return door->route->ask(ctx, err);
}

static ju_rc answer_request(ju_ctx *ctx, ju_err *err)
{
    const rest_door *door = ctx->app;
    return door->route->answer(ctx, err);
}

static ju_rc run_request(rest_door *door, ju_err *err)
{
    if (!ju_db_alive(door->db)) {
        ju_db_close(door->db);
        door->db = NULL;
        JU_TRY(rest_open_db(door->settings->db_conninfo, &door->db, err));
    }
    return ju_batch_idle(door->batch, door->db, err);
}

void rest_serve(rest_door *door, const rest_request *request, rest_reply *ret)
{
    ju_err err = {0};
    *ret = (rest_reply){0};
    door->request = request;
    door->reply = ret;
    refusal why =
        too_often(door, request) ? (refusal){429, "rate_exceeded", NULL} : find_route(door, request);
    if (why.code == NULL && run_request(door, &err) != JU_OK) {
        ju_log_warn("a request could not be answered", ju_f_err(&err));
        free(ret->body);
        why = (refusal){503, "unavailable", NULL};
    }
    if (why.code != NULL) {
        reply_refused(door, &why);
    }
}

/* ---- life --------------------------------------------------------------------------------------------- */

ju_rc rest_open(const ju_settings *settings, const bridge_settings *own, rest_door **ret, ju_err *err)
{
    *ret = NULL;
    if (own->api_address == NULL) {
        return JU_OK;
    }
    rest_door *door = calloc(1, sizeof *door);
    if (door == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *ret = door;
    door->settings = settings;
    door->own = own;
    door->setup = (ju_batch_setup){.service = "gateway",
                                   .source = "gateway",
                                   .hooks = {.idle_ask = ask_request, .idle_begin = answer_request},
                                   .clock = &door->clock,
                                   .app = door};
    door->batch = ju_batch_new(&door->setup);
    if (door->batch == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    JU_TRY(ju_clock_init(&door->clock, settings->clock, err));
    return ju_keyring_open(settings->key_dir, "audit", &door->audit, err);
}

void rest_close(rest_door *door)
{
    if (door != NULL) {
        ju_db_close(door->db);
        ju_batch_free(door->batch);
        ju_keyring_free(door->audit);
        free(door);
    }
}
