/* What is remembered of staff tokens (common/staff/known.h): a signature that was good, and nothing else. */
#include "common/staff/known.h"
#include "common/staff/token.h"
#include "tests/issuer/issuer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { NOW = 1780000000, ARENA_BYTES = 1 << 20 };

static const ju_staff_terms TERMS = {ISSUER_NAME, "juki", 900, 30};

#define HEADER "{\"alg\":\"EdDSA\",\"kid\":\"a\"}"
#define CLAIMS                                                                                               \
    "{\"iss\":\"" ISSUER_NAME                                                                                \
    "\",\"aud\":\"juki\",\"sub\":\"clerk1\",\"iat\":1780000000,\"exp\":1780000600,"                          \
    "\"jti\":\"j1\",\"affair\":\"a\",\"department\":\"d\",\"terminal\":\"t1\",\"class\":\"職員\","         \
    "\"roles\":[\"照会\"],\"amr\":[\"pwd\",\"fpt\"]}"

typedef struct world {
    char path[64];
    issuer *ours;
    issuer *other;
    ju_staff_keys *keys;
    ju_arena arena;
    char *token;
} world;

/* The file has this one key, under the kid of the token. */
static void write_key(const world *w, const issuer *of)
{
    char beside[80];
    (void)snprintf(beside, sizeof beside, "%s.new", w->path);
    FILE *file = fopen(beside, "w");
    assert_non_null(file);
    (void)fprintf(file, "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\",\"x\":\"%s\"}]}",
                  issuer_public(of));
    assert_int_equal(fclose(file), 0);
    assert_int_equal(rename(beside, w->path), 0);
}

static int setup(void **state)
{
    world *w = calloc(1, sizeof *w);
    ju_err err;
    (void)snprintf(w->path, sizeof w->path, "/tmp/staff_known_test.%d", (int)getpid());
    w->ours = issuer_new();
    w->other = issuer_new();
    w->token = issuer_sign(w->ours, HEADER, CLAIMS);
    write_key(w, w->ours);
    assert_int_equal(ju_staff_keys_open(w->path, &w->keys, &err), JU_OK);
    ju_arena_init(&w->arena, ARENA_BYTES);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    world *w = *state;
    (void)unlink(w->path);
    issuer_free(w->ours);
    issuer_free(w->other);
    ju_staff_keys_free(w->keys);
    ju_arena_done(&w->arena);
    free(w->token);
    free(w);
    return 0;
}

/* The code that the token is refused with; "" when it is taken. */
static const char *verdict(world *w, int64_t now_s)
{
    static ju_err err;
    ju_staff_token ignored;
    err = (ju_err){0};
    ju_arena_reset(&w->arena);
    ju_rc rc =
        ju_staff_token_check(w->keys, &TERMS, now_s, w->token, strlen(w->token), &w->arena, &ignored, &err);
    assert_true(rc == JU_OK || rc == JU_REJECT);
    return rc == JU_OK ? "" : err.code;
}

/* It is known by all of its text, and what it says is looked at each time. */
static void test_whole(void **state)
{
    world *w = *state;
    for (size_t i = 0; w->token[i] != '\0'; i++) {
        assert_string_equal(verdict(w, NOW), "");
        w->token[i] ^= 1;
        assert_string_not_equal(verdict(w, NOW), "");
        w->token[i] ^= 1;
    }
    assert_string_equal(verdict(w, NOW), "");
    assert_string_equal(verdict(w, NOW + 600), "token_expired");
}

static void test_of_another_key_under_the_same_kid(void **state)
{
    world *w = *state;
    ju_err err;
    assert_string_equal(verdict(w, NOW), "");
    write_key(w, w->other);
    assert_int_equal(ju_staff_keys_refresh(w->keys, &err), JU_OK);
    assert_string_equal(verdict(w, NOW), "token_signature");
}

/* There is room for so many, and nobody is taken for another. */
static void test_places(void **state)
{
    (void)state;
    static ju_staff_known known;
    const ju_hash token = {{1, 2, 3}};
    const ju_hash same_place = {{1, 2, 4}};
    const ju_hash last = {{0xff, 0xff, 5}};
    ju_staff_known_put(&known, &token);
    assert_true(ju_staff_known_has(&known, &token));
    assert_false(ju_staff_known_has(&known, &same_place));
    ju_staff_known_put(&known, &same_place);
    assert_true(ju_staff_known_has(&known, &same_place));
    assert_false(ju_staff_known_has(&known, &token));
    for (int i = 0; i <= 0xffff; i++) {
        ju_staff_known_put(&known, &(ju_hash){{(unsigned char)(i >> 8), (unsigned char)i, 5}});
    }
    assert_false(ju_staff_known_has(&known, &same_place));
    assert_true(ju_staff_known_has(&known, &last));
    ju_staff_known_forget(&known);
    assert_false(ju_staff_known_has(&known, &last));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_whole),
        TEST(test_of_another_key_under_the_same_kid),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests_name("staff known", tests, NULL, NULL);
}
