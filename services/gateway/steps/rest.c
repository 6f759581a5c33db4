#include "services/gateway/steps/rest_door.h"

#include "common/base/word.h"
#include "common/log/log.h"
#include "services/gateway/store.h"
#include "services/gateway/store_rest.h"

#include <stdlib.h>
#include <string.h>

enum { MINUTE_MS = 60 * 1000, REFUSED_MAX = 30 };

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
    {"cursor_expired", "保管期限を過ぎた情報があります。全件提供を求めてください。"},
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
ju_rc rest_refuse(ju_ctx *ctx, rest_refusal why, const char *action, const char *consumer, ju_err *err)
{
    rest_door *door = ctx->app;
    rest_reply_refused(door, &why);
    door->who->refused += *consumer == '\0';
    const ju_act act = {.action = action, .refused_code = why.code, .detail = consumer};
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

/* One address cannot shut the door for another: with more than there is room for, the oldest is forgotten. */
static rest_caller *caller_of(rest_door *door, uint32_t address)
{
    rest_caller *found = &door->caller[0];
    int64_t now_ms = ju_clock_monotonic_ms();
    for (size_t i = 0; i < REST_CALLERS; i++) {
        rest_caller *one = &door->caller[i];
        if (one->address == address) {
            found = one;
            break;
        }
        found = one->from_ms < found->from_ms ? one : found;
    }
    if (found->address != address || now_ms - found->from_ms >= MINUTE_MS) {
        *found = (rest_caller){.address = address, .from_ms = now_ms};
    }
    return found;
}

/* Who has no good token or secret is heard less: each time is an act in the trail. */
static bool too_often(const rest_door *door)
{
    return ++door->who->requests > door->own->api_rate || door->who->refused >= REFUSED_MAX;
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
    door->who = caller_of(door, request->address);
    rest_refusal why = atomic_load(door->settings->closed) ? (rest_refusal){503, "unavailable", NULL}
                       : too_often(door)                   ? (rest_refusal){429, "rate_exceeded", NULL}
                                                           : find_route(door, request);
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
                                   .hooks = {.idle_ask = ask_request, .idle_begin = answer_request},
                                   .clock = &door->clock,
                                   .app = door};
    door->batch = ju_batch_new(&door->setup);
    if (door->batch == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    JU_TRY(ju_clock_init(&door->clock, settings->clock, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "audit", &door->audit, err));
    return ju_keeper_open(settings->key_dir, "gateway", settings->seal_names, &door->keeper, err);
}

void rest_close(rest_door *door)
{
    if (door != NULL) {
        ju_db_close(door->db);
        ju_batch_free(door->batch);
        ju_keyring_free(door->audit);
        ju_keeper_close(&door->keeper);
        free(door);
    }
}
