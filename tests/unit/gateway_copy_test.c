/* 副本 (systems G6): what files of offices are refused (seed 002 R-26, seed 004_001 K58), and who may check
 * and approve what (K51, K56, K60). */
#include "services/gateway/copy_entry.h"
#include "services/gateway/copy_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TODAY "2026-04-10"
#define ONE   "000000000000019" /* 宛名番号 with right check digits, in their order */
#define TWO   "000000000000027"
#define HEAD  "addressee_number,information,as_of,item,value\n"

static const copy_kind KINDS[] = {
    {"地方税関係情報", "income_levy", "amount"},
    {"地方税関係情報", "tax_year", "year"},
    {"児童手当関係情報", "begins", "date"},
    {"児童手当関係情報", "kind", "text"},
};

static ju_arena arena;

static int set_up(void **state)
{
    (void)state;
    ju_arena_init(&arena, 1 << 22);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ju_arena_done(&arena);
    return 0;
}

static ju_sheet_fault read_all(const char *content, ju_sheet *ret)
{
    ju_sheet_fault why;
    ju_err err;
    assert_int_equal(copy_file_read(&arena, content, strlen(content), ret, &why, &err), JU_OK);
    return why.code != NULL ? why : copy_file_check(ret, TODAY, KINDS, sizeof KINDS / sizeof KINDS[0]);
}

static void bad_files_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *content;
        const char *code;
        const char *item;
        int line;
    } cases[] = {
        {HEAD, "file_empty", "", 1},
        {HEAD ONE ",地方税関係情報,2026-04-01,income_levy\n", "columns_missing", "", 2},
        {HEAD "000000000000018,地方税関係情報,2026-04-01,income_levy,1\n", "code_invalid", "addressee_number",
         2},
        {HEAD ",地方税関係情報,2026-04-01,income_levy,1\n", "code_invalid", "addressee_number", 2},
        {HEAD ONE ",住民票関係情報,2026-04-01,householder,世帯主\n", "information_unknown", "information", 2},
        {HEAD ONE ",地方税関係情報,2026-04-01,begins,2026-04-01\n", "item_unknown", "item", 2},
        {HEAD ONE ",地方税関係情報,2026-04-01,,1\n", "item_missing", "item", 2},
        {HEAD ONE ",地方税関係情報,2026-04-11,income_levy,1\n", "date_future", "as_of", 2},
        {HEAD ONE ",地方税関係情報,2026-02-30,income_levy,1\n", "date_invalid", "as_of", 2},
        {HEAD ONE ",地方税関係情報,2026-04-01,income_levy,-1\n", "value_invalid", "value", 2},
        {HEAD ONE ",地方税関係情報,2026-04-01,income_levy,007\n", "value_invalid", "value", 2},
        {HEAD ONE ",地方税関係情報,2026-04-01,income_levy,\n", "value_invalid", "value", 2},
        {HEAD ONE ",地方税関係情報,2026-04-01,tax_year,令和8\n", "value_invalid", "value", 2},
        {HEAD ONE ",児童手当関係情報,2026-04-01,begins,2026-4-1\n", "value_invalid", "value", 2},
        {HEAD ONE ",児童手当関係情報,2026-04-01,kind,\n", "value_invalid", "value", 2},
        {HEAD TWO ",地方税関係情報,2026-04-01,income_levy,1\n" ONE
                  ",地方税関係情報,2026-04-01,income_levy,1\n",
         "line_order", "addressee_number", 3},
        {HEAD ONE ",地方税関係情報,2026-04-01,tax_year,2026\n" ONE
                  ",地方税関係情報,2026-04-01,income_levy,1\n",
         "line_order", "item", 3},
        {HEAD ONE ",地方税関係情報,2026-04-01,tax_year,2026\n" ONE
                  ",地方税関係情報,2026-04-01,tax_year,2026\n",
         "line_twice", "item", 3},
        {HEAD ONE ",地方税関係情報,2026-04-01,income_levy,1\n" ONE
                  ",地方税関係情報,2026-04-02,tax_year,2026\n",
         "as_of_mixed", "as_of", 3},
        {HEAD ONE ",地方税関係情報,2026-04-01,,\n" ONE ",地方税関係情報,2026-04-01,tax_year,2026\n",
         "withdrawal_mixed", "item", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ju_sheet file;
        ju_sheet_fault why = read_all(cases[i].content, &file);
        if (why.code == NULL) {
            fail_msg("case %zu was taken", i);
        }
        assert_string_equal(why.code, cases[i].code);
        assert_string_equal(why.item, cases[i].item);
        assert_int_equal(why.line, cases[i].line);
        assert_string_not_equal(copy_refusal_text(why.code), copy_refusal_text("no such code"));
    }
}

static void good_files_are_taken(void **state)
{
    (void)state;
    ju_sheet file;
    ju_sheet_fault why = read_all(HEAD ONE ",児童手当関係情報,2026-04-01,begins,2026-04-01\n" ONE
                                           ",児童手当関係情報,2026-04-01,kind,第\U000e0101一\n" ONE
                                           ",地方税関係情報,2026-04-10,income_levy,0\n" TWO
                                           ",児童手当関係情報,2020-01-01,,\n" TWO
                                           ",地方税関係情報,2020-01-01,income_levy,123456789012345\n",
                                  &file);
    if (why.code != NULL) {
        fail_msg("%s line %d %s", why.code, why.line, why.item);
    }
    assert_int_equal(file.count, 5);
    assert_string_equal(file.line[2].cell[COPY_VALUE], "0");
}

/* ---- who --------------------------------------------------------------------------------------------- */

static const char *const CHECKERS[] = {"b", "c"};

static copy_known entry_of(const char *kind, const char *state, size_t checks)
{
    copy_known known = {.found = true};
    juki__gateway__v1__copy_entry__init(&known.as);
    known.as.kind = (char *)(uintptr_t)kind;
    known.as.state = (char *)(uintptr_t)state;
    known.as.entered_by = (char *)(uintptr_t) "a";
    known.as.checked_by = (char **)(uintptr_t)CHECKERS;
    known.as.n_checked_by = checks;
    return known;
}

static void assert_code(copy_refusal why, const char *code)
{
    if (code == NULL) {
        assert_null(why.code);
        return;
    }
    assert_non_null(why.code);
    assert_string_equal(why.code, code);
}

static void check_and_decide(const copy_known *known, const char *who, const char *check,
                             const char *decision)
{
    assert_code(copy_check_check(known, who), check);
    assert_code(copy_check_decision(known, who, true, true), decision);
}

/* Two checkers and the supervisor, all different, and none of them who entered it. */
static void a_file_takes_four_persons(void **state)
{
    (void)state;
    copy_known none = {0};
    copy_known entered = entry_of("import", "entered", 0);
    check_and_decide(&none, "d", "entry_unknown", "entry_unknown");
    check_and_decide(&entered, "a", "same_person", "same_person");
    check_and_decide(&entered, "b", NULL, "checks_missing");
    copy_known once = entry_of("import", "entered", 1);
    check_and_decide(&once, "b", "same_person", "same_person");
    check_and_decide(&once, "d", NULL, "checks_missing");
    copy_known twice = entry_of("import", "entered", 2);
    check_and_decide(&twice, "a", "same_person", "same_person");
    check_and_decide(&twice, "c", "same_person", "same_person");
    assert_code(copy_check_decision(&twice, "d", false, true), "supervisor_required");
    assert_code(copy_check_decision(&twice, "d", true, true), NULL);
    assert_code(copy_check_decision(&entered, "d", true, false), NULL); /* refused at any time */
    copy_known approved = entry_of("import", "approved", 2);
    check_and_decide(&approved, "d", "entry_decided", "entry_decided");
}

static void a_flag_takes_two(void **state)
{
    (void)state;
    copy_known entered = entry_of("flag", "entered", 0);
    check_and_decide(&entered, "a", "same_person", "same_person");
    check_and_decide(&entered, "d", "check_needless", NULL);
    Juki__Gateway__V1__EnterCopyFlag wish = JUKI__GATEWAY__V1__ENTER_COPY_FLAG__INIT;
    wish.purpose = (char *)(uintptr_t) "申出";
    assert_code(copy_check_flag(&wish), "flag_unknown");
    wish.flag = (char *)(uintptr_t) "not_disclosed";
    assert_code(copy_check_flag(&wish), NULL);
    wish.purpose = (char *)(uintptr_t) "";
    assert_code(copy_check_flag(&wish), "purpose_missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(good_files_are_taken),
        cmocka_unit_test(a_file_takes_four_persons),
        cmocka_unit_test(a_flag_takes_two),
    };
    return cmocka_run_group_tests_name("gateway_copy", tests, set_up, tear_down);
}
