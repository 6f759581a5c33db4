/* 名簿 as it comes in a file (seed 002 R-38): taken whole or not at all. */
#include "services/audit/roster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NAMES "operator_id,department,affair,valid_from,valid_to\n"

static ju_sheet_fault read_all(ju_arena *arena, const char *content, ju_sheet *ret)
{
    ju_sheet_fault fault;
    ju_err err;
    assert_int_equal(roster_read(arena, content, strlen(content), ret, &fault, &err), JU_OK);
    return fault;
}

static void test_good(void **state)
{
    ju_arena arena;
    ju_sheet lines;
    (void)state;
    ju_arena_init(&arena, 4096);
    const ju_sheet_fault fault = read_all(&arena,
                                          NAMES "S1001,市民課,住民基本台帳,2026-04-01,2027-03-31\r\n"
                                                "S1001,市民税課,,2027-04-01,\r\n"
                                                "S1002,,,2026-04-01,2026-04-01\n",
                                          &lines);
    assert_null(fault.code);
    assert_int_equal(lines.count, 3);
    assert_string_equal(lines.line[0].cell[ROSTER_DEPARTMENT], "市民課");
    assert_string_equal(lines.line[1].cell[ROSTER_AFFAIR], "");
    assert_string_equal(lines.line[2].cell[ROSTER_TO], "2026-04-01");
    ju_arena_done(&arena);
}

static void test_refusals(void **state)
{
    static const struct {
        const char *content;
        const char *code;
        const char *item;
        int line;
    } files[] = {
        {"", "file_empty", "", 0},
        {NAMES, "file_empty", "", 1},
        {"operator_id,department\nS1,\n", "columns_missing", "", 1},
        {NAMES "S1,,,2026-04-01,\n,,,2026-04-01,\n", "operator_missing", "operator_id", 3},
        {NAMES "S1,,,,\n", "date_invalid", "valid_from", 2},
        {NAMES "S1,,,2026-02-29,\n", "date_invalid", "valid_from", 2},
        {NAMES "S1,,,2026-04-01,2026/05/01\n", "date_invalid", "valid_to", 2},
        {NAMES "S1,,,2026-04-02,2026-04-01\n", "period_invalid", "valid_to", 2},
        {NAMES "S1,\xff,,2026-04-02,\n", "text_invalid", "department", 2},
        {NAMES "S1,,2026-04-02,\n", "columns_missing", "", 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        ju_arena arena;
        ju_sheet lines;
        ju_arena_init(&arena, 4096);
        const ju_sheet_fault fault = read_all(&arena, files[i].content, &lines);
        assert_non_null(fault.code);
        assert_string_equal(fault.code, files[i].code);
        assert_string_equal(fault.item, files[i].item);
        assert_int_equal(fault.line, files[i].line);
        assert_string_not_equal(roster_text(fault.code), fault.code); /* in Japanese */
        ju_arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests_name("audit_roster", tests, NULL, NULL);
}
