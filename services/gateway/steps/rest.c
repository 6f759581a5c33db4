#include "services/gateway/steps/rest_door.h"

#include "common/base/hex.h"
#include "common/base/word.h"
#include "common/log/log.h"
#include "services/gateway/store.h"
#include "services/gateway/store_rest.h"

#include <stdlib.h>
#include <string.h>

enum { MINUTE_MS = 60 * 1000 };

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

void rest_reply_json(rest_door *door, unsigned status, const char *type, json_t *json)
{
    door->reply->status = status;
    door->reply->type = type;
    door->reply->body = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
    json_decref(json);
}

void rest_reply_refused(rest_door *door, const rest_refusal *why)
{
    const char *words =
        ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], why->code, "この要求は処理できません。");
    json_t *json = json_pack("{s:s, s:i, s:s, s:s}", "title", why->code, "status", (int)why->status, "code",
                             why->code, "detail", words);
    if (json != NULL && why->oauth != NULL) {
        (void)json_object_set_new(json, "error", json_string(why->oauth));
    }
    door->reply->challenge = why->status == 401;
    rest_reply_json(door, why->status, "application/problem+json", json);
}

/* Answered and audited; what the handler queued before stays. */
ju_rc rest_refuse(ju_ctx *ctx, rest_refusal why, const char *action, const char *detail, ju_err *err)
{
    rest_door *door = ctx->app;
    rest_reply_refused(door, &why);
    const ju_act act = {.action = action, .refused_code = why.code, .detail = detail};
    return ju_audit(ctx, &act, err);
}

/* ---- the consumers ------------------------------------------------------------------------------------ */

/* Who is in force today under this name, by REST. False when nobody is. */
ju_rc rest_consumer_named(ju_ctx *ctx, const char *id, bool *ret_found, gateway_consumer *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, REST_ASKED_CONSUMERS);
    *ret_found = false;
    for (int row = 0; row < PQntuples(rows); row++) {
        if (strcmp(ju_col(rows, row, 0), id) == 0) {
            JU_TRY(gateway_consumer_row(ctx, rows, row, ret, err));
            *ret_found = ret->bridged && !ret->by_file;
        }
    }
    return JU_OK;
}

/* ---- routes ------------------------------------------------------------------------------------------- */

static const rest_route ROUTES[] = {
    {"POST", "/token", rest_ask_for_token, rest_answer_token, false},
    {"GET", "/v1/persons", rest_ask_list, rest_answer_list, true},
    {"GET", "/v1/persons/", rest_ask_one, rest_answer_one, false},
    {"POST", "/v1/snapshots", rest_ask_snapshot, rest_answer_snapshot, false},
};

static bool path_matches(const rest_route *r, const char *path)
{
    size_t length = strlen(r->path);
    bool takes_argument = r->path[length - 1] == '/';
    return takes_argument
               ? strncmp(path, r->path, length) == 0 && path[length] != '\0' && strlen(path + length) <= 32 &&
                     strspn(path + length, "0123456789") == strlen(path + length)
               : strcmp(path, r->path) == 0;
}

static rest_refusal find_route(rest_door *door, const rest_request *request)
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
        return (rest_refusal){404, "path_unknown", NULL};
    }
    if (door->route == NULL) {
        return (rest_refusal){405, "method_unknown", NULL};
    }
    door->argument = request->path + strlen(door->route->path);
    bool given = request->since != NULL || request->limit != NULL;
    return request->parameter_unknown || (given && !door->route->pages)
               ? (rest_refusal){400, "parameter_unknown", NULL}
               : (rest_refusal){0};
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
    rest_refusal why =
        too_often(door, request) ? (rest_refusal){429, "rate_exceeded", NULL} : find_route(door, request);
    if (why.code == NULL && run_request(door, &err) != JU_OK) {
        ju_log_warn("a request could not be answered", ju_f_err(&err));
        free(ret->body);
        why = (rest_refusal){503, "unavailable", NULL};
    }
    if (why.code != NULL) {
        rest_reply_refused(door, &why);
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
