/* What is remembered of staff tokens (common/staff/known.h): a signature that was good, and nothing else. */
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

/* A good token of ours. */
static char *token_of(const staff_world *w)
{
    return issuer_sign(w->ours, w->header, CLAIMS);
}

static const char *verdict(staff_world *w, const char *token, int64_t now_s)
{
    return staff_verdict(w, now_s, token, strlen(token));
}

/* It is known by all of its text, and what it says is looked at each time. */
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, staff_world_open, staff_world_close)
    const struct CMUnitTest tests[] = {
        TEST(test_whole),
        TEST(test_of_another_key_under_the_same_kid),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests_name("staff known", tests, NULL, NULL);
}
