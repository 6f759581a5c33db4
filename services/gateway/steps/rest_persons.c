/* What comes with a token: the log of a consumer, a person of it, and the wish for a snapshot. */
#include "services/gateway/steps/rest_door.h"

#include "common/base/hex.h"
#include "common/base/parse.h"
#include "common/event/json.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "services/gateway/steps/bridge_csv.h"
#include "services/gateway/steps/rest_auth.h"
#include "services/gateway/steps/snapshot.h"
#include "services/gateway/store_bridge.h"
#include "services/gateway/store_rest.h"

#include <string.h>

enum { LIMIT_USUAL = 100, LIMIT_MAX = 500 };

typedef Juki__Gateway__V1__PersonFeed person_feed;

/* What rest_ask_reader answers. */
enum { READER_ERASED, READER_LAST, READER_BEGUN, READER_ENDED };

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
    const PGresult *rows = ju_answer(ctx, REST_ASKED_WHO);
    *ret_found = false;
    if (*door->request->authorization == '\0') {
        return rest_refuse(ctx, (rest_refusal){401, "token_missing", NULL}, action, "", err);
    }
    if (PQntuples(rows) == 0) {
        return rest_refuse(ctx, (rest_refusal){401, "token_invalid", NULL}, action, "", err);
    }
    const char *id = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 0));
    if (id == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(rest_consumer_named(ctx, id, ret_found, ret, err));
    return *ret_found ? JU_OK
                      : rest_refuse(ctx, (rest_refusal){403, "consumer_invalid", NULL}, action, id, err);
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
    const rest_door *door = ctx->app;
    const char *type = ju_col(rows, row, 1);
    ProtobufCMessage *message = NULL;
    size_t kind = 0;
    while (kind < 4 && strcmp(TYPES[kind]->name, type) != 0) {
        kind++;
    }
    *ret = NULL;
    if (kind == 4) {
        return JU_OK;
    }
    JU_TRY(bridge_got_event(rows, row, 5, consumer->id, ju_col(rows, row, 3), &door->keeper, TYPES[kind],
                            ctx->arena, &message, err));
    *ret = json_pack("{s:s, s:s, s:I}", "type", WORDS[kind], "event_id", ju_col(rows, row, 3), "sequence",
                     (json_int_t)ju_col_i64(rows, row, 4));
    json_t *inside = NULL;
    if (kind < 2) {
        person_feed *told =
            kind == 0 ? (person_feed *)message : ((const Juki__Gateway__V1__SnapshotPerson *)message)->person;
        told->restrained |= ju_col_bool(rows, row, 6);
        inside = person_json(ctx, consumer, told);
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

ju_rc rest_ask_list(ju_ctx *ctx, ju_err *err)
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

/* Why this place is no good. */
static rest_refusal judge_place(const rest_door *door, const char *consumer, const PGresult *reader)
{
    int64_t since = 0;
    if (door->request->since == NULL) {
        return ju_col_bool(reader, 0, READER_BEGUN) ? (rest_refusal){0}
                                                    : (rest_refusal){410, "cursor_expired", NULL};
    }
    if (!rest_cursor_read(consumer, door->request->since, &since) ||
        since > ju_col_i64(reader, 0, READER_LAST)) {
        return (rest_refusal){400, "cursor_invalid", NULL};
    }
    return since < ju_col_i64(reader, 0, READER_ERASED) ? (rest_refusal){410, "cursor_expired", NULL}
                                                        : (rest_refusal){0};
}

static ju_rc list_events(ju_ctx *ctx, const gateway_consumer *consumer, int64_t limit, ju_err *err)
{
    rest_door *door = ctx->app;
    const PGresult *rows = ju_answer(ctx, REST_ASKED_ROWS);
    int count = PQntuples(rows);
    int persons = 0;
    char next[REST_CURSOR_SIZE];
    int64_t since = place_of(door);
    int64_t erased = ju_col_i64(ju_answer(ctx, REST_ASKED_READER), 0, READER_ERASED);
    int64_t from = since >= 0 ? since : count > 0 ? ju_col_i64(rows, 0, 0) - 1 : erased;
    int64_t last = count > 0 ? ju_col_i64(rows, count - 1, 0) : from;
    JU_TRY(rest_put_confirmed(ctx, consumer->id, since < 0 ? 0 : since, last, err));
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
    rest_reply_json(
        door, 200, "application/json",
        json_pack("{s:o, s:s, s:b}", "events", events, "next", next, "more", (int)(count == limit)));
    const ju_act act = {.action = "api.read",
                        .detail = ju_arena_printf(ctx->arena, "consumer=%s after=%lld until=%lld persons=%d",
                                                  consumer->id, (long long)from, (long long)last, persons),
                        .legal_basis = consumer->legal_basis};
    return ju_audit(ctx, &act, err);
}

ju_rc rest_answer_list(ju_ctx *ctx, ju_err *err)
{
    const rest_door *door = ctx->app;
    gateway_consumer consumer;
    bool found = false;
    int64_t limit = 0;
    JU_TRY(bearer(ctx, "api.read", &found, &consumer, err));
    if (!found) {
        return JU_OK;
    }
    if (!limit_of(door, &limit)) {
        return rest_refuse(ctx, (rest_refusal){400, "limit_invalid", NULL}, "api.read", consumer.id, err);
    }
    rest_refusal why = judge_place(door, consumer.id, ju_answer(ctx, REST_ASKED_READER));
    if (why.code != NULL) {
        return rest_refuse(ctx, why, "api.read", consumer.id, err);
    }
    return list_events(ctx, &consumer, limit, err);
}

/* ---- GET /v1/persons/{addressee_number} --------------------------------------------------------------- */

ju_rc rest_ask_one(ju_ctx *ctx, ju_err *err)
{
    const rest_door *door = ctx->app;
    JU_TRY(ask_bearer(ctx, err));
    JU_TRY(rest_ask_person(ctx, door->sha256, door->argument, err));
    return rest_ask_reader(ctx, door->sha256, err);
}

ju_rc rest_answer_one(ju_ctx *ctx, ju_err *err)
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
    const PGresult *rows = ju_answer(ctx, REST_ASKED_ROWS);
    if (PQntuples(rows) == 0) { /* who is not in the log is unknown when nothing of it is missing */
        bool whole = ju_col_bool(ju_answer(ctx, REST_ASKED_READER), 0, READER_ENDED);
        return rest_refuse(ctx,
                           whole ? (rest_refusal){404, "person_unknown", NULL}
                                 : (rest_refusal){410, "cursor_expired", NULL},
                           "api.read", consumer.id, err);
    }
    JU_TRY(event_json(ctx, &consumer, rows, 0, &json, &persons, err));
    rest_reply_json(door, 200, "application/json", json);
    JU_TRY(ju_subject_hash(door->audit, door->argument, subject, err));
    const ju_act act = {.action = "api.read",
                        .subject = subject,
                        .detail = ju_arena_printf(ctx->arena, "consumer=%s", consumer.id),
                        .legal_basis = consumer.legal_basis};
    return ju_audit(ctx, &act, err);
}

/* ---- POST /v1/snapshots ------------------------------------------------------------------------------- */

ju_rc rest_ask_snapshot(ju_ctx *ctx, ju_err *err)
{
    const rest_door *door = ctx->app;
    JU_TRY(ask_bearer(ctx, err));
    return rest_ask_running(ctx, door->sha256, err);
}

ju_rc rest_answer_snapshot(ju_ctx *ctx, ju_err *err)
{
    rest_door *door = ctx->app;
    gateway_consumer consumer;
    bool found = false;
    const char *id = NULL;
    JU_TRY(bearer(ctx, "api.snapshot", &found, &consumer, err));
    if (!found) {
        return JU_OK;
    }
    if (PQntuples(ju_answer(ctx, REST_ASKED_ROWS)) > 0) {
        return rest_refuse(ctx, (rest_refusal){409, "snapshot_running", NULL}, "api.snapshot", consumer.id,
                           err);
    }
    JU_TRY(snapshot_begin(ctx, consumer.id, "requested", "", &id, err));
    rest_reply_json(door, 202, "application/json", json_pack("{s:s}", "snapshot_id", id));
    const ju_act act = {.action = "api.snapshot", .change_id = id, .detail = consumer.id};
    return ju_audit(ctx, &act, err);
}
