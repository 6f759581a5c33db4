/* What a consumer says of a file (ファイル連携). */
#include "services/gateway/bridge_receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define OF "\"file\": \"pension_full_0000000001_20260410.csv.cms\", \"sha256\": \"ab\""

static const char *read_into(ju_arena *arena, const char *text, bridge_receipt *ret)
{
    return bridge_receipt_read(text, strlen(text), arena, ret);
}

static void both_results_are_read(void **state)
{
    bridge_receipt receipt;
    ju_arena arena;
    (void)state;
    ju_arena_init(&arena, 64 * 1024);
    assert_null(read_into(&arena, "{" OF ", \"result\": \"accepted\"}", &receipt));
    assert_int_equal(receipt.errors, 0);
    assert_null(read_into(&arena,
                          "{" OF ", \"result\": \"partial\", \"error\": [{\"line\": 2, \"code\": \"a\"}, "
                          "{\"code\": \"b_1\", \"line\": 7}]}",
                          &receipt));
    assert_int_equal(receipt.errors, 2);
    assert_int_equal(receipt.line[1], 7);
    assert_string_equal(receipt.code[1], "b_1");
    ju_arena_done(&arena);
}

static void each_fault_has_its_code(void **state)
{
    static const struct {
        const char *text;
        const char *code;
    } faults[] = {
        {"", "json_invalid"},
        {"[]", "json_invalid"},
        {"{" OF ", \"result\": \"accepted\"", "json_invalid"},
        {"{" OF ", \"result\": \"accepted\", \"result\": \"partial\"}", "json_invalid"},
        {"{" OF ", \"result\": \"accepted\", \"more\": 1}", "member_unknown"},
        {"{\"sha256\": \"ab\", \"result\": \"accepted\"}", "item_missing"},
        {"{" OF "}", "item_missing"},
        {"{" OF ", \"result\": 1}", "item_missing"},
        {"{" OF ", \"result\": \"rejected\"}", "result_unknown"},
        {"{" OF ", \"result\": \"partial\"}", "errors_differ"},
        {"{" OF ", \"result\": \"partial\", \"error\": []}", "errors_differ"},
        {"{" OF ", \"result\": \"accepted\", \"error\": {}}", "errors_differ"},
        {"{" OF ", \"result\": \"accepted\", \"error\": [{\"line\": 2, \"code\": \"a\"}]}", "errors_differ"},
        {"{" OF ", \"result\": \"partial\", \"error\": [{\"line\": 1, \"code\": \"a\"}]}", "error_invalid"},
        {"{" OF ", \"result\": \"partial\", \"error\": [{\"line\": \"2\", \"code\": \"a\"}]}",
         "error_invalid"},
        {"{" OF ", \"result\": \"partial\", \"error\": [{\"line\": 2, \"code\": \"住\"}]}", "error_invalid"},
        {"{" OF ", \"result\": \"partial\", \"error\": [{\"line\": 2}]}", "error_invalid"},
        {"{" OF ", \"result\": \"partial\", \"error\": [2]}", "error_invalid"},
        {"{" OF ", \"result\": \"partial\", \"error\": [{\"line\": 3000000000, \"code\": \"a\"}]}",
         "error_invalid"},
        {"{" OF
         ", \"result\": \"partial\", \"error\": [{\"line\": 3, \"code\": \"a\"}, {\"line\": 3, \"code\": "
         "\"a\"}]}",
         "error_invalid"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        bridge_receipt receipt;
        ju_arena arena;
        ju_arena_init(&arena, 64 * 1024);
        const char *code = read_into(&arena, faults[i].text, &receipt);
        assert_non_null(code);
        assert_string_equal(code, faults[i].code);
        assert_non_null(strstr(bridge_receipt_text(code), "。"));
        ju_arena_done(&arena);
    }
}

static void it_is_held_against_the_file(void **state)
{
    int64_t line[] = {31};
    const char *code[] = {"a"};
    bridge_receipt receipt = {
        .file = "f", .sha256 = "ab", .result = "partial", .line = line, .code = code, .errors = 1};
    bridge_receipt_of file = {.found = true, .sha256 = "ab", .state = "written", .rows = 30};
    (void)state;
    assert_null(bridge_receipt_check(&receipt, &file));
    line[0] = 32;
    assert_string_equal(bridge_receipt_check(&receipt, &file), "line_unknown");
    file.state = "partial";
    assert_string_equal(bridge_receipt_check(&receipt, &file), "answered");
    file.sha256 = "ac";
    assert_string_equal(bridge_receipt_check(&receipt, &file), "digest_differs");
    file.found = false;
    assert_string_equal(bridge_receipt_check(&receipt, &file), "file_unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_results_are_read),
        cmocka_unit_test(each_fault_has_its_code),
        cmocka_unit_test(it_is_held_against_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
