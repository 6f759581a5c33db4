/*
 * RESTによる公開用API (issue 5 point 5; 共通機能標準仕様書 2.1): a consumer fetches what it is told with a
 * token of its own, gapless and repeatable, and nothing that it is not approved for. Everything that
 * proto/openapi.json names is answered as it says.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/feed.h"
#include "tests/integration/harness/http.h"
#include "tests/integration/harness/openapi.h"
#include "tests/integration/harness/person_row.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PERSONS = 30, TEXT_SIZE = 512, TOLD_MAX = 1 << 20, RATE = 80 };

#define CLIENT "ABCDEFGHabcdefgh0123456789012345"
#define SECRET "synthetic0secret0of0a0test0000000001"
#define FORM   "grant_type=client_credentials"

typedef struct scene {
    world *w;
    PGconn *db;
    process *gateway;
    int port;
    const char *from; /* the address that it asks from */
    char token[128];
    openapi api;
} scene;

/* ---- HTTP --------------------------------------------------------------------------------------------- */

/* One request; the answer must have this status and, of a refusal, this code. Release it with json_decref. */
static json_t *ask(scene *s, const char *method, const char *path, const char *authorization,
                   const char *form, int status, const char *code)
{
    static char text[8 * TEXT_SIZE];
    (void)snprintf(
        text, sizeof text,
        "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s%s%sContent-Length: %zu\r\n\r\n%s",
        method, path, *authorization == '\0' ? "" : "Authorization: ", authorization,
        *authorization == '\0' ? "" : "\r\n", strlen(form), form);
    char *reply = http_exchange(s->from, s->port, text);
    char *body = strstr(reply, "\r\n\r\n");
    char line[32];
    (void)snprintf(line, sizeof line, "HTTP/1.1 %d ", status);
    assert_non_null(body);
    if (strncmp(reply, line, strlen(line)) != 0) {
        fail_msg("%s %s: %s", method, path, reply);
    }
    json_t *json = json_loads(body + 4, 0, NULL);
    assert_non_null(json);
    if (*code != '\0') {
        assert_non_null(strstr(reply, "application/problem+json"));
        assert_string_equal(json_string_value(json_object_get(json, "code")), code);
        assert_non_null(strstr(json_string_value(json_object_get(json, "detail")), "。"));
    }
    assert_null(strstr(reply, person_of(7).individual_number));
    assert_null(strstr(reply, FEED_SECRET));
    openapi_note(&s->api, method, path, status, code);
    free(reply);
    return json;
}

static void refused(scene *s, const char *method, const char *path, const char *authorization,
                    const char *form, int status, const char *code)
{
    json_decref(ask(s, method, path, authorization, form, status, code));
}

static const char *bearer(const scene *s)
{
    static char text[TEXT_SIZE];
    (void)snprintf(text, sizeof text, "Bearer %s", s->token);
    return text;
}

/* ---- the consumer ------------------------------------------------------------------------------------- */

static void basic(const char *id, const char *secret, char ret[TEXT_SIZE])
{
    char clear[TEXT_SIZE / 2];
    char encoded[TEXT_SIZE];
    int length = snprintf(clear, sizeof clear, "%s:%s", id, secret);
    (void)EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)clear, length);
    (void)snprintf(ret, TEXT_SIZE, "Basic %.400s", encoded);
}

/* Base64url without padding. */
static void encode(const void *bytes, size_t size, char *ret)
{
    int length = EVP_EncodeBlock((unsigned char *)ret, bytes, (int)size);
    while (length > 0 && ret[length - 1] == '=') {
        ret[--length] = '\0';
    }
    for (int i = 0; i < length; i++) {
        ret[i] = ret[i] == '+' ? '-' : ret[i] == '/' ? '_' : ret[i];
    }
}

/* A form with a client_secret_jwt. */
static void assertion(const char *secret, const char *algorithm, const char *audience, int lives_s,
                      const char *jti, char ret[4 * TEXT_SIZE])
{
    char json[TEXT_SIZE];
    char head[TEXT_SIZE];
    char claims[2 * TEXT_SIZE];
    char jwt[3 * TEXT_SIZE];
    char signature[TEXT_SIZE];
    unsigned char mac[64];
    unsigned size = 0;
    (void)snprintf(json, sizeof json, "{\"alg\":\"%s\"}", algorithm);
    encode(json, strlen(json), head);
    (void)snprintf(json, sizeof json,
                   "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT
                   "\",\"aud\":\"%s\",\"exp\":%lld,\"jti\":\"%s\"}",
                   audience, (long long)time(NULL) + lives_s, jti);
    encode(json, strlen(json), claims);
    int length = snprintf(jwt, sizeof jwt, "%.500s.%.900s", head, claims);
    assert_non_null(HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)jwt,
                         (size_t)length, mac, &size));
    encode(mac, size, signature);
    (void)snprintf(
        ret, 4 * TEXT_SIZE,
        FORM "&client_assertion_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Aclient-assertion-type%%3Ajwt-bearer&"
             "client_assertion=%.1400s.%.100s",
        jwt, signature);
}

static void take_token(scene *s, const char *authorization, const char *form)
{
    json_t *json = ask(s, "POST", "/token", authorization, form, 200, "");
    (void)snprintf(s->token, sizeof s->token, "%s", json_string_value(json_object_get(json, "access_token")));
    assert_string_equal(json_string_value(json_object_get(json, "token_type")), "Bearer");
    json_decref(json);
}

static void open_scene(scene *s, void **state)
{
    char env[4][TEXT_SIZE];
    char path[TEXT_SIZE];
    *s = (scene){.w = feed_open(state, PERSONS), .port = http_free_port(), .from = "127.0.0.1"};
    s->db = feed_db(s->w);
    world_shell("cp -r %s %s/keys && deploy/local/keys.sh %s/keys pension && echo " CLIENT " " SECRET
                " >%s/keys/pension.client",
                world_env("JUKI_TEST_KEYS"), s->w->dir, s->w->dir, s->w->dir);
    (void)snprintf(env[0], sizeof env[0], "JUKI_KEY_DIR=%s/keys", s->w->dir);
    (void)snprintf(env[1], sizeof env[1], "JUKI_API_ADDRESS=127.0.0.1:%d", s->port);
    (void)snprintf(env[2], sizeof env[2], "JUKI_API_RATE=%d", RATE);
    (void)snprintf(env[3], sizeof env[3], "JUKI_FILE_KEEP=300ms");
    const char *const environment[] = {env[0], env[1], env[2], env[3], PROCESS_STATIC[0], NULL};
    s->gateway = process_start(s->w, "juki-gateway", environment);
    (void)snprintf(path, sizeof path, "%s/wish.json", s->w->dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fprintf(
        file, "{\"id\": \"pension\", \"office\": \"保険企画課\", \"affair\": \"国民年金\", \"legal_basis\": "
              "\"国民年金法\", \"item\": [\"change_id\", \"addressee_number\", \"restrained\", \"state\", "
              "\"name\", \"birth_date\", \"address\", \"individual_number\"], \"uses_number\": true, "
              "\"valid_from\": \"" TEST_TODAY "\", \"delivery\": \"rest\"}");
    (void)fclose(file);
    ctl_expect(ctl(s->w, "op-1", "consumer apply %s", path), 0);
}

static void approve(scene *s)
{
    ctl_expect(
        ctl(s->w, "op-2", "consumer approve %s",
            sql_text(s->db,
                     "SELECT r.application_id || ' ' || a.digest FROM consumer_record r JOIN approval a "
                     "ON a.approval_id = r.application_id WHERE r.state = 'applied'")),
        0);
    AWAIT(sql_int(s->db, "SELECT count(*) FROM bridge_event WHERE type LIKE '%%SnapshotEnded'") == 1);
}

/* ---- who may come in ---------------------------------------------------------------------------------- */

static void no_token(scene *s)
{
    char header[TEXT_SIZE];
    char form[4 * TEXT_SIZE];
    basic(CLIENT, SECRET, header);
    refused(s, "POST", "/token", header, FORM, 401, "client_invalid"); /* applied for, not approved */
    approve(s);
    refused(s, "POST", "/token", header, "grant_type=password", 400, "grant_unknown");
    refused(s, "POST", "/token", header, FORM "&scope=031%3Ajuki%2Fv1%2Fpersons%3AWrite", 400,
            "scope_unknown");
    refused(s, "POST", "/token?x=1", header, FORM, 400, "parameter_unknown");
    basic(CLIENT, "synthetic0secret0of0a0test0000000002", header);
    refused(s, "POST", "/token", header, FORM, 401, "client_invalid");
    refused(s, "POST", "/token", "", FORM, 401, "client_invalid");
    assertion("synthetic0secret0of0a0test0000000002", "HS256", "juki-gateway", 60, "a", form);
    refused(s, "POST", "/token", "", form, 401, "client_invalid");
    assertion(SECRET, "none", "juki-gateway", 60, "b", form);
    refused(s, "POST", "/token", "", form, 401, "client_invalid");
    assertion(SECRET, "HS256", "somebody-else", 60, "c", form);
    refused(s, "POST", "/token", "", form, 401, "client_invalid");
    assertion(SECRET, "HS256", "juki-gateway", -1, "d", form);
    refused(s, "POST", "/token", "", form, 401, "client_invalid");
    assertion(SECRET, "HS256", "juki-gateway", 86400, "e", form);
    refused(s, "POST", "/token", "", form, 401, "client_invalid");
}

static void a_token(scene *s)
{
    char header[TEXT_SIZE];
    char form[4 * TEXT_SIZE];
    assertion(SECRET, "HS256", "juki-gateway", 60, "once", form);
    take_token(s, "", form);
    refused(s, "POST", "/token", "", form, 401, "assertion_used");
    basic(CLIENT, SECRET, header);
    take_token(s, header, FORM "&scope=031%3Ajuki%2Fv1%2Fpersons%3ARead");
    assert_int_equal(sql_int(s->db, "SELECT count(*) FROM rest_token WHERE sha256 = '%s'", s->token), 0);
}

static void without_one(scene *s)
{
    static const struct {
        const char *method;
        const char *path;
    } ways[] = {{"GET", "/v1/persons"}, {"GET", "/v1/persons/000000000000001"}, {"POST", "/v1/snapshots"}};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        char path[TEXT_SIZE];
        (void)snprintf(path, sizeof path, "%s?who=me", ways[i].path);
        refused(s, ways[i].method, ways[i].path, "", "", 401, "token_missing");
        refused(s, ways[i].method, ways[i].path, "Bearer 00", "", 401, "token_invalid");
        refused(s, ways[i].method, path, bearer(s), "", 400, "parameter_unknown");
    }
    refused(s, "GET", "/v1/persons?limit=0", bearer(s), "", 400, "limit_invalid");
    refused(s, "GET", "/v1/persons?limit=501", bearer(s), "", 400, "limit_invalid");
    refused(s, "GET", "/v1/persons?since=00", bearer(s), "", 400, "cursor_invalid");
    refused(s, "GET", "/v1/persons?since=0000000000000001aaaaaaaaaaaa", bearer(s), "", 400, "cursor_invalid");
    refused(s, "GET", "/v2/persons", bearer(s), "", 404, "path_unknown");
    s->api.count--;
    refused(s, "DELETE", "/v1/persons", bearer(s), "", 405, "method_unknown");
    s->api.count--;
    refused(s, "GET", "/v1/persons/999999999999999", bearer(s), "", 404, "person_unknown");
}

/* ---- what is fetched ---------------------------------------------------------------------------------- */

/* All behind a place, page by page; the number of persons told. ret_next: the place behind. */
static int fetch(scene *s, const char *since, int limit, char ret_next[TEXT_SIZE], char *told)
{
    int persons = 0;
    bool more = true;
    (void)snprintf(ret_next, TEXT_SIZE, "%s", since);
    while (more) {
        char path[2 * TEXT_SIZE];
        (void)snprintf(path, sizeof path, "/v1/persons?limit=%d%s%s", limit,
                       *ret_next == '\0' ? "" : "&since=", ret_next);
        json_t *page = ask(s, "GET", path, bearer(s), "", 200, "");
        size_t i;
        json_t *event;
        json_array_foreach(json_object_get(page, "events"), i, event)
        {
            char *one = json_dumps(event, JSON_COMPACT);
            persons += strcmp(json_string_value(json_object_get(event, "type")), "person") == 0;
            (void)snprintf(told + strlen(told), TOLD_MAX - strlen(told), "%s", one);
            free(one);
        }
        (void)snprintf(ret_next, TEXT_SIZE, "%s", json_string_value(json_object_get(page, "next")));
        more = json_is_true(json_object_get(page, "more"));
        json_decref(page);
    }
    return persons;
}

static void fetched(scene *s)
{
    char next[TEXT_SIZE];
    char again[TEXT_SIZE];
    char *told = calloc(2, TOLD_MAX);
    char *twice = told + TOLD_MAX;
    ju_keyring *ring = NULL;
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "gateway", &ring, NULL), JU_OK);
    assert_int_equal(fetch(s, "", 20, next, told), PERSONS);
    assert_non_null(strstr(told, "\"type\":\"snapshot_begun\""));
    assert_non_null(strstr(told, "\"type\":\"snapshot_ended\""));
    assert_null(strstr(told, "世帯主")); /* not approved */
    assert_int_equal(fetch(s, "", 500, again, twice), PERSONS);
    assert_string_equal(told, twice);
    assert_string_equal(next, again);
    feed_change(s->w, ring, 7, 1, false);
    feed_change(s->w, ring, 8, 1, true);
    AWAIT(sql_int(s->db, "SELECT count(*) FROM bridge_event WHERE type LIKE '%%PersonFeed'") == 2);
    told[0] = '\0';
    assert_int_equal(fetch(s, next, 500, again, told), 2);
    assert_non_null(strstr(told, "変更 7 回 1"));
    assert_non_null(strstr(told, "\"individual_number\":\"pension/2026."));
    assert_int_equal(person_rows_in_clear(s->db, "bridge_event", "変更 7 回 1"), 0);
    /* what is another row's is told to nobody */
    sql(s->db,
        "CREATE TABLE before AS SELECT event_id, payload FROM bridge_event WHERE key = '000000000000007'; "
        "UPDATE bridge_event SET payload = (SELECT payload FROM bridge_event WHERE key = "
        "'000000000000008' ORDER BY id DESC LIMIT 1) WHERE key = '000000000000007'");
    refused(s, "GET", "/v1/persons/000000000000007", bearer(s), "", 503, "unavailable");
    sql(s->db, "UPDATE bridge_event e SET payload = b.payload FROM before b WHERE e.event_id = b.event_id");
    assert_non_null(strstr(told, "\"restrained\":true"));
    AWAIT(sql_int(
              s->db,
              "SELECT count(*) FROM feed_event WHERE consumer = 'pension' AND acknowledged_at IS NOT NULL") ==
          PERSONS + 2); /* and the markers; those behind next are not confirmed */
    /* who is restrained since is told without his place, whatever was told before */
    sql(s->db, "INSERT INTO restraint VALUES ('000000000000007', true, 'request')");
    json_t *hidden = ask(s, "GET", "/v1/persons/000000000000007", bearer(s), "", 200, "");
    json_t *person = json_object_get(hidden, "person");
    assert_true(json_is_true(json_object_get(person, "restrained")));
    assert_null(json_object_get(person, "address"));
    json_decref(hidden);
    sql(s->db, "DELETE FROM restraint WHERE request_id = 'request'");
    json_t *one = ask(s, "GET", "/v1/persons/000000000000007", bearer(s), "", 200, "");
    assert_non_null(json_object_get(json_object_get(one, "person"), "address"));
    assert_string_equal(json_string_value(json_object_get(json_object_get(one, "person"), "name")),
                        "変更 7 回 1");
    json_decref(one);
    AWAIT(sql_int(s->db, "SELECT count(*) FROM bridge_reader WHERE erased = confirmed") == 1); /* */
    /* also a row with an earlier number whose transaction began later than that of others */
    sql(s->db,
        "INSERT INTO bridge_event (id, consumer, event_id, type, snapshot_id, key, sequence, payload, "
        "told_at) OVERRIDING SYSTEM VALUE VALUES (0, 'pension', gen_random_uuid(), 't', '', 'late', 1, "
        "'', now() - interval '1 day')");
    AWAIT(sql_int(s->db, "SELECT count(*) FROM bridge_event WHERE key = 'late'") == 0);
    free(told);
    ju_keyring_free(ring);
}

/* The beginning is gone: neither a place behind it nor who is not there any more is answered as if all were
 * well. */
static void from_the_beginning(scene *s, const char *first)
{
    char path[2 * TEXT_SIZE];
    char next[TEXT_SIZE];
    char *told = calloc(1, TOLD_MAX);
    refused(s, "GET", "/v1/persons", bearer(s), "", 410, "cursor_expired");
    refused(s, "GET", "/v1/persons/000000000000003", bearer(s), "", 410, "cursor_expired");
    (void)snprintf(path, sizeof path, "/v1/persons?since=%s", first);
    refused(s, "GET", path, bearer(s), "", 410, "cursor_expired");
    sql(s->db, "INSERT INTO snapshot (snapshot_id, consumer, reason, request_id, state) VALUES ('x', "
               "'pension', 'operator', "
               "'', 'waiting')");
    refused(s, "POST", "/v1/snapshots", bearer(s), "", 409, "snapshot_running");
    sql(s->db, "DELETE FROM snapshot WHERE snapshot_id = 'x'");
    json_decref(ask(s, "POST", "/v1/snapshots", bearer(s), "", 202, ""));
    AWAIT(sql_int(s->db, "SELECT count(*) FROM snapshot WHERE ended_at IS NOT NULL") == 2);
    assert_int_equal(fetch(s, "", 500, next, told), PERSONS);
    refused(s, "GET", "/v1/persons/999999999999999", bearer(s), "", 404, "person_unknown");
    free(told);
}

/* A row with a smaller id that was told later is not forgotten when those behind it were. */
static void late_row(scene *s)
{
    sql(s->db, "INSERT INTO bridge_event (id, consumer, event_id, type, snapshot_id, key, sequence, payload, "
               "told_at) "
               "OVERRIDING SYSTEM VALUE VALUES (0, 'pension', gen_random_uuid(), '', '', '', 1, '', now() - "
               "interval '1 day')");
    AWAIT(sql_int(s->db, "SELECT count(*) FROM bridge_event WHERE id = 0") == 0);
    assert_true(sql_int(s->db, "SELECT erased FROM bridge_reader") > 0);
}

/* Who guesses tokens is heard no more from there, and nobody else is kept out. */
static void strangers(scene *s)
{
    s->from = "127.0.1.1";
    for (int i = 0; i < 30; i++) {
        refused(s, "GET", "/v1/persons", "Bearer 00", "", 401, "token_invalid");
        s->api.count--;
    }
    refused(s, "GET", "/v1/persons", bearer(s), "", 429, "rate_exceeded");
    s->from = "127.0.0.1";
    json_decref(ask(s, "GET", "/v1/persons?limit=1", bearer(s), "", 200, ""));
}

/* The end of its approval is the end of its token. Dropped is what it was not handed, and nothing else. */
static void revoked(scene *s)
{
    ju_keyring *ring = NULL;
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "gateway", &ring, NULL), JU_OK);
    feed_change(s->w, ring, 9, 1, false);
    AWAIT(sql_int(s->db,
                  "SELECT count(*) FROM bridge_event WHERE id > (SELECT fetched FROM bridge_reader)") == 1);
    ju_keyring_free(ring);
    ctl_expect(ctl(s->w, "op-3", "consumer revoke pension --purpose 誤り"), 0);
    refused(s, "GET", "/v1/persons", bearer(s), "", 403, "consumer_invalid");
    refused(s, "GET", "/v1/persons/000000000000007", bearer(s), "", 403, "consumer_invalid");
    refused(s, "POST", "/v1/snapshots", bearer(s), "", 403, "consumer_invalid");
    assert_int_equal(sql_int(s->db, "SELECT count(*) FROM bridge_event"), 0);
    assert_int_equal(sql_int(s->db, "SELECT count(*) FROM feed_event WHERE dropped_at IS NOT NULL"), 1);
}

static const struct {
    const char *method;
    const char *path;
} ALL[] = {{"POST", "/token"},
           {"GET", "/v1/persons"},
           {"GET", "/v1/persons/000000000000001"},
           {"POST", "/v1/snapshots"}};

/* One address asks too often; the others are answered. */
static void too_many(scene *s)
{
    s->from = "127.0.1.2";
    for (int i = 0; i < RATE; i++) {
        json_decref(ask(s, "GET", "/nowhere", "", "", 404, "path_unknown"));
        s->api.count--;
    }
    for (size_t i = 0; i < sizeof ALL / sizeof ALL[0]; i++) {
        refused(s, ALL[i].method, ALL[i].path, "", "", 429, "rate_exceeded");
    }
    s->from = "127.0.0.1";
    refused(s, "GET", "/v1/persons", bearer(s), "", 403, "consumer_invalid");
}

/* The database is away: its connections are refused. */
static void unavailable(scene *s)
{
    const char *name = world_database_of(s->w, "gateway")->name;
    sql(world_database_of(s->w, "audit")->conn, "ALTER DATABASE \"%s\" ALLOW_CONNECTIONS false", name);
    sql(world_database_of(s->w, "audit")->conn,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'", name);
    for (size_t i = 0; i < sizeof ALL / sizeof ALL[0]; i++) {
        refused(s, ALL[i].method, ALL[i].path, "", FORM, 503, "unavailable");
    }
    sql(world_database_of(s->w, "audit")->conn, "ALTER DATABASE \"%s\" ALLOW_CONNECTIONS true", name);
}

static void h1_what_a_consumer_fetches(void **state)
{
    scene s;
    char first[TEXT_SIZE];
    open_scene(&s, state);
    no_token(&s);
    a_token(&s);
    without_one(&s);
    json_t *page = ask(&s, "GET", "/v1/persons?limit=1", bearer(&s), "", 200, "");
    (void)snprintf(first, sizeof first, "%s", json_string_value(json_object_get(page, "next")));
    json_decref(page);
    fetched(&s);
    from_the_beginning(&s, first);
    late_row(&s);
    strangers(&s);
    revoked(&s);
    too_many(&s);
    AWAIT(bus_acts(s.w, "api.token") >= 11);
    AWAIT(bus_acts(s.w, "api.read") >= 10);
    assert_int_equal(bus_count(s.w, JU_TOPIC_DEADLETTER_GATEWAY), 0);
    unavailable(&s);
    openapi_expect(&s.api, "proto/openapi.json");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(h1_what_a_consumer_fetches, world_setup, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
