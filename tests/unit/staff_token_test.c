/* The staff token (design section 6; seed 002 R-35, seed 003 REQ-03, seed 004_001 K14): what is taken, and
 * all kinds of what is not. */
#include "common/staff/base64url.h"
#include "tests/unit/staff_world.h"

#include <openssl/hmac.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { TIMES = 2000 };

typedef staff_world world;

#define WORKS ",\"class\":\"職員\",\"roles\":[\"照会\",\"入力\"]"
#define CLAIMS(iat, exp, rest)                                                                               \
    "{\"iss\":\"" ISSUER_NAME "\",\"aud\":\"juki\",\"sub\":\"clerk1\",\"iat\":" iat ",\"exp\":" exp          \
    ",\"jti\":\"j1\",\"affair\":\"a\",\"department\":\"d\",\"terminal\":\"t1\"" WORKS rest "}"
#define BOTH ",\"amr\":[\"pwd\",\"fpt\"]"
#define GOOD CLAIMS("1780000000", "1780000600", BOTH)

/* Of a token of ours with this header and these claims. */
static void expect_of(world *w, const char *header, const char *claims, const char *code)
{
    char *token = issuer_sign(w->ours, header, claims);
    assert_string_equal(staff_verdict(w, STAFF_NOW, token, strlen(token)), code);
    free(token);
}

static void expect(world *w, const char *claims, const char *code)
{
    expect_of(w, w->header, claims, code);
}

static void expect_text(world *w, const char *token, const char *code)
{
    assert_string_equal(staff_verdict(w, STAFF_NOW, token, strlen(token)), code);
}

/* header.claims.signature of any bytes */
static void expect_joined(world *w, const char *header, const char *claims, const void *signature,
                          size_t size, const char *code)
{
    char *parts[] = {issuer_base64url(header, strlen(header)), issuer_base64url(claims, strlen(claims)),
                     issuer_base64url(signature, size)};
    char *token = NULL;
    assert_true(asprintf(&token, "%s.%s.%s", parts[0], parts[1], parts[2]) > 0);
    expect_text(w, token, code);
    free(token);
    for (size_t i = 0; i < 3; i++) {
        free(parts[i]);
    }
}

/* ---- taken --------------------------------------------------------------------------------------------- */

static void test_good(void **state)
{
    world *w = *state;
    ju_staff_token said;
    ju_err err;
    char *token = issuer_token(w->ours, &(issuer_claims){"clerk1", "t1", STAFF_NOW, 600});
    assert_int_equal(
        ju_staff_token_check(w->keys, &STAFF_TERMS, STAFF_NOW, token, strlen(token), &w->arena, &said, &err),
        JU_OK);
    assert_string_equal(said.operator_id, "clerk1");
    assert_string_equal(said.terminal_id, "t1");
    assert_string_equal(said.affair, "住民基本台帳");
    assert_string_equal(said.department, "市民課");
    assert_string_equal(said.factors, "pwd,fpt");
    assert_true(strlen(said.id) > 0);
    assert_int_equal(ju_staff_token_match(&said, "clerk1", "t1", &err), JU_OK);
    assert_int_equal(ju_staff_token_match(&said, "clerk2", "t1", &err), JU_REJECT);
    assert_string_equal(err.code, "token_other_operator");
    assert_int_equal(ju_staff_token_match(&said, "clerk1", "", &err), JU_REJECT);
    assert_string_equal(err.code, "token_other_terminal");
    free(token);
    expect(w, GOOD, "");
}

/* ---- form ---------------------------------------------------------------------------------------------- */

static void test_form(void **state)
{
    world *w = *state;
    char *token = issuer_sign(w->ours, w->header, GOOD);
    size_t size = strlen(token);
    assert_string_equal(staff_verdict(w, STAFF_NOW, "", 0), "token_missing");
    for (size_t cut = 1; cut < size; cut++) { /* truncated anywhere: never taken */
        assert_string_not_equal(staff_verdict(w, STAFF_NOW, token, cut), "");
        assert_string_not_equal(staff_verdict(w, STAFF_NOW, token + cut, size - cut), "");
    }
    expect_text(w, "a.b", "token_malformed");
    expect_text(w, "..", "token_malformed");
    expect_text(w, "a.b.c.d", "token_malformed");
    expect_text(w, "=.=.=", "token_malformed");
    expect_of(w, "[]", GOOD, "token_malformed");
    expect_of(w, "{\"alg\":\"EdDSA\"", GOOD, "token_malformed");
    expect(w, "[1]", "token_malformed");
    expect(w, "", "token_malformed");
    char *longer = malloc(size + 2);
    (void)snprintf(longer, size + 2, "%s=", token);
    expect_text(w, longer, "token_signature");
    free(longer);
    free(token);
}

static void test_huge(void **state)
{
    world *w = *state;
    char *claims = calloc(1, JU_STAFF_TOKEN_MAX + 1);
    memset(claims, ' ', JU_STAFF_TOKEN_MAX);
    memcpy(claims, GOOD, strlen(GOOD));
    expect(w, claims, "token_malformed");
    free(claims);
    char *dots = calloc(1, (1 << 20) + 1);
    memset(dots, '.', 1 << 20);
    expect_text(w, dots, "token_malformed");
    free(dots);
    char deep[600]; /* a header of many brackets */
    memset(deep, '[', sizeof deep);
    deep[sizeof deep - 1] = '\0';
    expect_of(w, deep, GOOD, "token_malformed");
}

/* No member twice: one reader takes the first, another the last. */
static void test_twice(void **state)
{
    world *w = *state;
    char header[160];
    (void)snprintf(header, sizeof header, "{\"alg\":\"none\",\"alg\":\"EdDSA\",\"kid\":\"%s\"}",
                   issuer_kid(w->ours));
    expect_of(w, header, GOOD, "token_malformed");
    expect(w, CLAIMS("1780000000", "1780000600", BOTH ",\"sub\":\"chief\""), "token_malformed");
    expect(w, CLAIMS("1780000000", "1780000600", BOTH BOTH), "token_malformed");
}

/* ---- signature ----------------------------------------------------------------------------------------- */

static void test_algorithm(void **state)
{
    world *w = *state;
    unsigned char hmac[EVP_MAX_MD_SIZE];
    unsigned hmac_size = 0;
    unsigned char key[32];
    size_t key_size = 0;
    static const char *const others[] = {"none", "None", "HS256", "RS256", "ES256", "Ed448", "eddsa", ""};
    char header[160];
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        (void)snprintf(header, sizeof header, "{\"alg\":\"%s\",\"kid\":\"%s\"}", others[i],
                       issuer_kid(w->ours));
        expect_of(w, header, GOOD, "token_algorithm");
        expect_joined(w, header, GOOD, "", 0, "token_algorithm");
    }
    expect_of(w, "{\"kid\":\"x\"}", GOOD, "token_algorithm");
    expect_of(w, "{\"alg\":[\"EdDSA\"],\"kid\":\"x\"}", GOOD, "token_algorithm");
    /* HS256 with the public key, which everybody knows, as the secret */
    (void)snprintf(header, sizeof header, "{\"alg\":\"HS256\",\"kid\":\"%s\"}", issuer_kid(w->ours));
    assert_true(ju_base64url_read(issuer_public(w->ours), strlen(issuer_public(w->ours)), key, &key_size));
    assert_non_null(
        HMAC(EVP_sha256(), key, (int)key_size, (const unsigned char *)GOOD, strlen(GOOD), hmac, &hmac_size));
    expect_joined(w, header, GOOD, hmac, hmac_size, "token_algorithm");
    expect_joined(w, w->header, GOOD, hmac, hmac_size, "token_signature");
    expect_joined(w, w->header, GOOD, "", 0, "token_signature");
}

static void test_key(void **state)
{
    world *w = *state;
    char header[400];
    expect_of(w, "{\"alg\":\"EdDSA\"}", GOOD, "token_key");
    expect_of(w, "{\"alg\":\"EdDSA\",\"kid\":7}", GOOD, "token_key");
    (void)snprintf(header, sizeof header, "{\"alg\":\"EdDSA\",\"kid\":\"%s\"}", issuer_kid(w->other));
    expect_of(w, header, GOOD, "token_key");
    /* under our kid, signed by somebody else, who brings his key along */
    (void)snprintf(
        header, sizeof header,
        "{\"alg\":\"EdDSA\",\"kid\":\"%s\",\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}}",
        issuer_kid(w->ours), issuer_public(w->other));
    char *token = issuer_sign(w->other, header, GOOD);
    expect_text(w, token, "token_signature");
    free(token);
    (void)snprintf(header, sizeof header,
                   "{\"alg\":\"EdDSA\",\"kid\":\"%s\",\"crit\":[\"b64\"],\"b64\":false}",
                   issuer_kid(w->ours));
    expect_of(w, header, GOOD, "token_malformed");
}

/* Every single character matters. */
static void test_changed(void **state)
{
    world *w = *state;
    char *token = issuer_sign(w->ours, w->header, GOOD);
    for (size_t i = 0; token[i] != '\0'; i++) {
        char was = token[i];
        token[i] = was == 'A' ? 'B' : 'A';
        assert_string_not_equal(staff_verdict(w, STAFF_NOW, token, strlen(token)), "");
        token[i] = was;
    }
    expect_text(w, token, "");
    /* nor is there another text for the same bytes: the last character has four bits to spare */
    char *last = token + strlen(token) - 1;
    char was = *last;
    for (const char *c = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"; *c != '\0';
         c++) {
        *last = *c;
        expect_text(w, token, *c == was ? "" : "token_signature");
    }
    free(token);
}

/* ---- claims -------------------------------------------------------------------------------------------- */

static void test_times(void **state)
{
    world *w = *state;
    expect(w, CLAIMS("1779999400", "1780000001", BOTH), "");
    expect(w, CLAIMS("1779999400", "1780000000", BOTH), "token_expired"); /* good until, not at, exp */
    expect(w, CLAIMS("1779999400", "1779999999", BOTH), "token_expired");
    expect(w, CLAIMS("1780000030", "1780000600", BOTH), ""); /* the issuer's clock is ahead */
    expect(w, CLAIMS("1780000031", "1780000600", BOTH), "token_future");
    expect(w, CLAIMS("1780000000", "1780000600", BOTH ",\"nbf\":1780000031"), "token_future");
    expect(w, CLAIMS("1780000000", "1780000600", BOTH ",\"nbf\":1780000030"), "");
    expect(w, CLAIMS("1780000000", "1780000900", BOTH), "");
    expect(w, CLAIMS("1780000000", "1780000901", BOTH), "token_lifetime");
    expect(w, CLAIMS("0", "9223372036854775807", BOTH), "token_lifetime");
    expect(w, CLAIMS("1780000000", "9223372036854775808", BOTH), "token_malformed");
    expect(w, CLAIMS("-1", "1780000600", BOTH), "token_claim");
    expect(w, CLAIMS("\"1780000000\"", "1780000600", BOTH), "token_claim");
    expect(w, CLAIMS("1780000000", "1780000600.5", BOTH), "token_claim");
    expect(w, CLAIMS("1780000000", "null", BOTH), "token_claim");
}

static void test_factors(void **state)
{
    world *w = *state;
    expect(w, CLAIMS("1780000000", "1780000600", ""), "token_factor");
    expect(w, CLAIMS("1780000000", "1780000600", ",\"amr\":[]"), "token_factor");
    expect(w, CLAIMS("1780000000", "1780000600", ",\"amr\":\"pwd fpt\""), "token_factor");
    expect(w, CLAIMS("1780000000", "1780000600", ",\"amr\":[\"pwd\"]"), "token_factor");
    expect(w, CLAIMS("1780000000", "1780000600", ",\"amr\":[\"pwd\",\"pin\"]"), "token_factor");
    expect(w, CLAIMS("1780000000", "1780000600", ",\"amr\":[\"fpt\",\"face\"]"), "token_factor");
    expect(w, CLAIMS("1780000000", "1780000600", ",\"amr\":[\"mfa\",\"pwd\"]"), "token_factor");
    expect(w, CLAIMS("1780000000", "1780000600", ",\"amr\":[\"pwd\",1]"), "token_claim");
    expect(w, CLAIMS("1780000000", "1780000600", ",\"amr\":[\"mfa\",\"pin\",\"sc\"]"), "");
    expect(w, CLAIMS("1780000000", "1780000600", ",\"amr\":[\"otp\",\"vbm\"]"), "");
    expect(w,
           CLAIMS("1780000000", "1780000600",
                  ",\"amr\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]"),
           "token_claim");
}

/* GOOD with one text in place of another. */
static void expect_with(world *w, const char *from, const char *to, const char *code)
{
    char claims[1024];
    const char *at = strstr(GOOD, from);
    assert_non_null(at);
    (void)snprintf(claims, sizeof claims, "%.*s%s%s", (int)(at - GOOD), GOOD, to, at + strlen(from));
    expect(w, claims, code);
}

static void test_claims(void **state)
{
    world *w = *state;
    static const char *const texts[] = {"\"sub\":\"clerk1\"", "\"jti\":\"j1\"", "\"affair\":\"a\"",
                                        "\"department\":\"d\"", "\"terminal\":\"t1\""};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char empty[64];
        int name = (int)(strchr(texts[i], ':') - texts[i]);
        expect_with(w, texts[i], "\"x\":\"y\"", "token_claim");
        (void)snprintf(empty, sizeof empty, "%.*s:\"\"", name, texts[i]);
        expect_with(w, texts[i], empty, "token_claim");
        (void)snprintf(empty, sizeof empty, "%.*s:\"a\\nb\"", name, texts[i]);
        expect_with(w, texts[i], empty, "token_claim");
        (void)snprintf(empty, sizeof empty, "%.*s:\"a\\u0000b\"", name, texts[i]);
        expect_with(w, texts[i], empty, "token_malformed");
    }
    expect_with(w, ISSUER_NAME, "urn:other", "token_issuer");
    expect_with(w, "\"iss\"", "\"ISS\"", "token_issuer");
    expect_with(w, "\"aud\":\"juki\"", "\"aud\":\"juki2\"", "token_audience");
    expect_with(w, "\"aud\":\"juki\"", "\"aud\":[]", "token_audience");
    expect_with(w, "\"aud\":\"juki\"", "\"aud\":[\"tax\",\"juki\"]", "");
}

/* ---- keys ---------------------------------------------------------------------------------------------- */

#define JWK "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"x\":\"%s\"}"

/* The new key is added, then the old one taken away: no start in between. */
static void test_rotation(void **state)
{
    world *w = *state;
    ju_err err;
    char header[128];
    (void)snprintf(header, sizeof header, "{\"alg\":\"EdDSA\",\"kid\":\"%s\"}", issuer_kid(w->other));
    char *new_token = issuer_sign(w->other, header, GOOD);
    staff_world_write(
        w, "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"AQAB\",\"e\":\"AQAB\"}," JWK "," JWK "]}",
        issuer_kid(w->ours), issuer_public(w->ours), issuer_kid(w->other), issuer_public(w->other));
    assert_int_equal(ju_staff_keys_refresh(w->keys, &err), JU_OK);
    expect(w, GOOD, "");
    expect_text(w, new_token, "");
    staff_world_write(w, "{\"keys\":[" JWK "]}", issuer_kid(w->other), issuer_public(w->other));
    assert_int_equal(ju_staff_keys_refresh(w->keys, &err), JU_OK);
    expect(w, GOOD, "token_key");
    expect_text(w, new_token, "");
    staff_world_write(w, "{\"keys\":[");
    assert_int_equal(ju_staff_keys_refresh(w->keys, &err), JU_FATAL);
    assert_int_equal(ju_staff_keys_refresh(w->keys, &err), JU_FATAL);
    expect_text(w, new_token, "token_key");
    assert_int_equal(unlink(w->path), 0);
    assert_int_equal(ju_staff_keys_refresh(w->keys, &err), JU_FATAL);
    free(new_token);
}

static void test_bad_keys(void **state)
{
    world *w = *state;
    ju_staff_keys *keys = NULL;
    ju_err err;
    static const char *const files[] = {
        "",
        "[]",
        "{\"keys\":{}}",
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"a\"}]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_"
        "7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg\"}]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\"}]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"X25519\",\"kid\":\"a\",\"x\":"
        "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        staff_world_write(w, "%s", files[i]);
        assert_int_equal(ju_staff_keys_open(w->path, &keys, &err), JU_FATAL);
        assert_string_equal(err.code, "staff_keys");
    }
    staff_world_write(w, "{\"keys\":[" JWK "," JWK "]}", "a", issuer_public(w->ours), "a",
                      issuer_public(w->other));
    assert_int_equal(ju_staff_keys_open(w->path, &keys, &err), JU_FATAL);
    assert_int_equal(ju_staff_keys_open("/nowhere/keys", &keys, &err), JU_FATAL);
}

/* ---- cost ---------------------------------------------------------------------------------------------- */

/* Of a command that comes with it. */
static double cost_us(world *w, const char *token)
{
    struct timespec from;
    struct timespec to;
    ju_err err;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    assert_int_equal(ju_staff_keys_refresh(w->keys, &err), JU_OK);
    assert_string_equal(staff_verdict(w, STAFF_NOW, token, strlen(token)), "");
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    return ((double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec)) / 1e3;
}

static void test_cost(void **state)
{
    world *w = *state;
    ju_err err;
    char *token = issuer_token(w->ours, &(issuer_claims){"clerk1", "t1", STAFF_NOW, 600});
    double new_us = 0;
    double known_us = 0;
    for (int i = 0; i < TIMES; i++) {
        staff_world_write(w, "{\"keys\":[" JWK "]}", issuer_kid(w->ours), issuer_public(w->ours));
        assert_int_equal(ju_staff_keys_refresh(w->keys, &err), JU_OK);
        new_us += cost_us(w, token);
        known_us += cost_us(w, token);
    }
    print_message("# a token of %zu bytes costs %.1f us, one that is known %.1f us\n", strlen(token),
                  new_us / TIMES, known_us / TIMES);
    free(token);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, staff_world_open, staff_world_close)
    const struct CMUnitTest tests[] = {
        TEST(test_good),     TEST(test_form),     TEST(test_huge),  TEST(test_twice),   TEST(test_algorithm),
        TEST(test_key),      TEST(test_changed),  TEST(test_times), TEST(test_factors), TEST(test_claims),
        TEST(test_rotation), TEST(test_bad_keys), TEST(test_cost),
    };
    return cmocka_run_group_tests_name("staff token", tests, NULL, NULL);
}
