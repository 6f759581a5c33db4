/* What is remembered of staff tokens (common/staff/known.h): a signature that was good, and what was taken
 * says. */
#include "common/staff/known.h"
#include "tests/unit/staff_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define CLAIMS                                                                                               \
    "{\"iss\":\"" ISSUER_NAME                                                                                \
    "\",\"aud\":\"juki\",\"sub\":\"clerk1\",\"iat\":1780000000,\"exp\":1780000600,"                          \
    "\"jti\":\"j1\",\"affair\":\"a\",\"department\":\"d\",\"terminal\":\"t1\",\"class\":\"職員\","         \
    "\"roles\":[\"照会\"],\"amr\":[\"pwd\",\"fpt\"]}"

#define CONTRACTOR                                                                                           \
    "{\"iss\":\"" ISSUER_NAME                                                                                \
    "\",\"aud\":[\"x\",\"juki\"],\"sub\":\"clerk1\",\"iat\":1780000000,\"nbf\":1780000000,"                  \
    "\"exp\":1780000600,\"jti\":\"j1\",\"affair\":\"a\",\"department\":\"d\",\"terminal\":\"t1\","           \
    "\"class\":\"委託\",\"organisation\":\"o\",\"place\":\"p\",\"roles\":[\"照会\",\"入力\"],"         \
    "\"amr\":[\"pwd\",\"fpt\"]}"
#define ONE_FACTOR                                                                                           \
    "{\"iss\":\"" ISSUER_NAME                                                                                \
    "\",\"aud\":\"juki\",\"sub\":\"clerk1\",\"iat\":1780000000,\"exp\":1780000600,"                          \
    "\"jti\":\"j1\",\"affair\":\"a\",\"department\":\"d\",\"terminal\":\"t1\",\"class\":\"職員\","         \
    "\"roles\":[\"照会\"],\"amr\":[\"pwd\"]}"

/* A good token of ours. */
static char *token_of(const staff_world *w)
{
    return issuer_sign(w->ours, w->header, CLAIMS);
}

static const char *verdict(staff_world *w, const char *token, int64_t now_s)
{
    return staff_verdict(w, now_s, token, strlen(token));
}

enum { TEXTS = 13 };

static void texts_of(const ju_staff_token *token, const char *ret[TEXTS])
{
    const char *const texts[] = {
        token->operator_id, token->terminal_id,  token->affair,  token->department, token->person_class,
        token->roles,       token->organisation, token->place,   token->factors,    token->id,
        token->key_id,      token->issuer,       token->audience};
    assert_int_equal(sizeof texts + 3 * sizeof(int64_t), sizeof *token);
    memcpy(ret, texts, sizeof texts);
}

/* What is remembered says the same as what was read, each time in texts of its own. */
static void test_says_the_same(void **state)
{
    staff_world *w = *state;
    char *token = issuer_sign(w->ours, w->header, CONTRACTOR);
    ju_staff_token said[3];
    const char *texts[3][TEXTS];
    ju_err err;
    for (int i = 0; i < 3; i++) {
        memset(&said[i], 0xff, sizeof said[i]);
        assert_int_equal(ju_staff_token_check(w->keys, &STAFF_TERMS, STAFF_NOW, token, strlen(token),
                                              &w->arena, &said[i], &err),
                         JU_OK);
        texts_of(&said[i], texts[i]);
        for (size_t t = 0; i > 0 && t < TEXTS; t++) {
            assert_string_equal(texts[i][t], texts[i - 1][t]);
            assert_ptr_not_equal(texts[i][t], texts[i - 1][t]);
        }
    }
    assert_string_equal(said[2].operator_id, "clerk1");
    assert_string_equal(said[2].place, "p");
    assert_int_equal(said[2].issued_s, 1780000000);
    assert_int_equal(said[2].begins_s, 1780000000);
    assert_int_equal(said[2].ends_s, 1780000600);
    free(token);
}

/* Times count each time, both ways, and what is remembered stays. */
static void test_times(void **state)
{
    staff_world *w = *state;
    char *token = issuer_sign(w->ours, w->header, CONTRACTOR);
    const int32_t late[] = {0, 599, 600, -30, -31, 1000000, 0};
    const char *const code[] = {"", "", "token_expired", "", "token_future", "token_expired", ""};
    for (size_t i = 0; i < sizeof late / sizeof late[0]; i++) {
        assert_string_equal(verdict(w, token, STAFF_NOW + late[i]), code[i]);
    }
    free(token);
}

/* Taken by other terms it is read again, and refused by what they ask. */
static void test_other_terms(void **state)
{
    staff_world *w = *state;
    const struct {
        ju_staff_terms terms;
        const char *code;
    } others[] = {
        {{"https://another.example", "juki", 900, 30}, "token_issuer"},
        {{ISSUER_NAME, "another", 900, 30}, "token_audience"},
        {{ISSUER_NAME, "juki", 599, 30}, "token_lifetime"},
    };
    char *token = token_of(w);
    ju_staff_token said;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        ju_err err = {0};
        assert_string_equal(verdict(w, token, STAFF_NOW), "");
        assert_int_equal(ju_staff_token_check(w->keys, &others[i].terms, STAFF_NOW, token, strlen(token),
                                              &w->arena, &said, &err),
                         JU_REJECT);
        assert_string_equal(err.code, others[i].code);
    }
    free(token);
}

/* A token that is signed but not taken stays refused, by the same code. */
static void test_not_taken(void **state)
{
    staff_world *w = *state;
    char *token = issuer_sign(w->ours, w->header, ONE_FACTOR);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(verdict(w, token, STAFF_NOW), "token_factor");
    }
    free(token);
}

/* It is known by all of its text. */
static void test_whole(void **state)
{
    staff_world *w = *state;
    char *token = token_of(w);
    for (size_t i = 0; token[i] != '\0'; i++) {
        assert_string_equal(verdict(w, token, STAFF_NOW), "");
        token[i] ^= 1;
        assert_string_not_equal(verdict(w, token, STAFF_NOW), "");
        token[i] ^= 1;
    }
    assert_string_equal(verdict(w, token, STAFF_NOW), "");
    assert_string_equal(verdict(w, token, STAFF_NOW + 600), "token_expired");
    free(token);
}

static void test_of_another_key_under_the_same_kid(void **state)
{
    staff_world *w = *state;
    char *token = token_of(w);
    ju_err err;
    assert_string_equal(verdict(w, token, STAFF_NOW), "");
    staff_world_write(w, "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"x\":\"%s\"}]}",
                      issuer_kid(w->ours), issuer_public(w->other));
    assert_int_equal(ju_staff_keys_refresh(w->keys, &err), JU_OK);
    assert_string_equal(verdict(w, token, STAFF_NOW), "token_signature");
    free(token);
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
    const ju_staff_token says = {"o", "t", "a", "d", "c", "r", "", "", "f", "i", "k", "iss", "aud", 1, 2, 3};
    assert_null(ju_staff_known_said(&known, &same_place));
    ju_staff_known_keep(&known, &same_place, &says);
    assert_int_equal(ju_staff_known_said(&known, &same_place)->ends_s, 3);
    assert_null(ju_staff_known_said(&known, &token));
    for (int i = 0; i <= 0xffff; i++) {
        ju_staff_known_put(&known, &(ju_hash){{(unsigned char)(i >> 8), (unsigned char)i, 5}});
    }
    assert_false(ju_staff_known_has(&known, &same_place));
    assert_true(ju_staff_known_has(&known, &last));
    ju_staff_known_keep(&known, &last, &says);
    ju_staff_known_forget(&known);
    assert_false(ju_staff_known_has(&known, &last));
    assert_null(ju_staff_known_said(&known, &last));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, staff_world_open, staff_world_close)
    const struct CMUnitTest tests[] = {
        TEST(test_says_the_same),      TEST(test_times), TEST(test_other_terms),
        TEST(test_not_taken),          TEST(test_whole), TEST(test_of_another_key_under_the_same_kid),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests_name("staff known", tests, NULL, NULL);
}
