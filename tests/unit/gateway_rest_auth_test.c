/* Who speaks at the REST door, and cursors (共通機能標準仕様書 2.1). */
#include "services/gateway/steps/rest_auth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const rest_client CLIENT = {"ABCDEFGHabcdefgh0123456789012345",
                                   "synthetic0secret0of0a0test0000000001"};

/* Made with Python: hmac.new(secret, b"<header>.<claims>", "sha256"); exp is 2000000000. */
static const char JWT[] = "eyJhbGciOiJIUzI1NiJ9."
                          "eyJpc3MiOiAiQUJDREVGR0hhYmNkZWZnaDAxMjM0NTY3ODkwMTIzNDUiLCAic3ViIjogIkFCQ0RFRkdIYW"
                          "JjZGVmZ2gwMTIzNDU2Nzg5MDEyMzQ1IiwgImF1ZCI6ICJqdWtpLWdhdGV3YXkiLCAiZXhwIjogMjAwMDAw"
                          "MDAwMCwgImp0aSI6ICIxIn0.B-sBPNmgWT5icxTAaXVoWETcRalDG-C47WvSIZ0J0vc";

static void a_client_is_32_letters_and_a_secret(void **state)
{
    rest_client client;
    (void)state;
    assert_true(
        rest_client_read("ABCDEFGHabcdefgh0123456789012345 synthetic0secret0of0a0test0000000001\n", &client));
    assert_string_equal(client.id, CLIENT.id);
    assert_string_equal(client.secret, CLIENT.secret);
    assert_false(rest_client_read("", &client));
    assert_false(
        rest_client_read("ABCDEFGHabcdefgh012345678901234 synthetic0secret0of0a0test0000000001", &client));
    assert_false(rest_client_read("ABCDEFGHabcdefgh0123456789012345 short", &client));
    assert_false(
        rest_client_read("ABCDEFGHabcdefgh0123456789012345 synthetic0secret0of0a0test0000000001 x", &client));
}

static void a_form_gives_each_value_once(void **state)
{
    char value[8];
    (void)state;
    assert_true(rest_form_get("a=1&bb=%E4%BD%8F+x&c=", "bb", value, sizeof value));
    assert_string_equal(value, "住 x");
    assert_true(rest_form_get("a=1&bb=2&c=", "c", value, sizeof value));
    assert_string_equal(value, "");
    assert_false(rest_form_get("a=1&bb=2", "b", value, sizeof value));
    assert_false(rest_form_get("a=1&a=1", "a", value, sizeof value));
    assert_false(rest_form_get("a=%0", "a", value, sizeof value));
    assert_false(rest_form_get("a=%00", "a", value, sizeof value));
    assert_false(rest_form_get("a=%zz", "a", value, sizeof value));
    assert_false(rest_form_get("a=12345678", "a", value, sizeof value));
    assert_false(rest_form_get("", "a", value, sizeof value));
}

static void basic_is_id_and_secret(void **state)
{
    static const char GOOD[] =
        "Basic QUJDREVGR0hhYmNkZWZnaDAxMjM0NTY3ODkwMTIzNDU6c3ludGhldGljMHNlY3JldDBvZjBhMHRlc3QwMDAwMDAwMDAx";
    char other[sizeof GOOD];
    (void)state;
    assert_true(rest_basic_matches(GOOD, &CLIENT));
    memcpy(other, GOOD, sizeof GOOD);
    other[sizeof GOOD - 3]++;
    assert_false(rest_basic_matches(other, &CLIENT));
    assert_false(rest_basic_matches("", &CLIENT));
    assert_false(rest_basic_matches("Bearer x", &CLIENT));
}

static void an_assertion_holds_for_its_time_and_place(void **state)
{
    rest_client other = CLIENT;
    char broken[sizeof JWT];
    (void)state;
    assert_true(rest_assertion_valid(JWT, &CLIENT, "juki-gateway", 1999999900));
    assert_false(rest_assertion_valid(JWT, &CLIENT, "juki-gateway", 2000000000));
    assert_false(rest_assertion_valid(JWT, &CLIENT, "juki-gateway", 1999990000));
    assert_false(rest_assertion_valid(JWT, &CLIENT, "juki", 1999999900));
    other.id[0] = 'B';
    assert_false(rest_assertion_valid(JWT, &other, "juki-gateway", 1999999900));
    other = CLIENT;
    other.secret[0] = 'S';
    assert_false(rest_assertion_valid(JWT, &other, "juki-gateway", 1999999900));
    memcpy(broken, JWT, sizeof JWT);
    broken[sizeof JWT - 10] = broken[sizeof JWT - 10] == 'A' ? 'B' : 'A';
    assert_false(rest_assertion_valid(broken, &CLIENT, "juki-gateway", 1999999900));
    assert_false(rest_assertion_valid("", &CLIENT, "juki-gateway", 1999999900));
    assert_false(rest_assertion_valid("..", &CLIENT, "juki-gateway", 1999999900));
}

static void a_cursor_belongs_to_its_consumer(void **state)
{
    char cursor[REST_CURSOR_SIZE];
    int64_t id = 0;
    (void)state;
    rest_cursor_write("pension", 4711, cursor);
    assert_true(rest_cursor_read("pension", cursor, &id));
    assert_int_equal(id, 4711);
    assert_false(rest_cursor_read("tax", cursor, &id));
    cursor[15]++;
    assert_false(rest_cursor_read("pension", cursor, &id));
    assert_false(rest_cursor_read("pension", "", &id));
    assert_int_equal(rest_cursor_place("zz"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_is_32_letters_and_a_secret),
        cmocka_unit_test(a_form_gives_each_value_once),
        cmocka_unit_test(basic_is_id_and_secret),
        cmocka_unit_test(an_assertion_holds_for_its_time_and_place),
        cmocka_unit_test(a_cursor_belongs_to_its_consumer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
