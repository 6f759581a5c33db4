/* 本人確認情報検索: which keys are enough (seed 002; seed 003 REQ-01; seed 004_001 O4, O5), whom
 * to ask. */
#include "services/identity/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_BYTES = 1 << 20 };

#define TEXT(literal) ((char *)(uintptr_t)(literal))

/* A question of a named operator, still without a key. */
typedef struct fixture {
    ju_arena arena;
    Juki__Common__V1__Operator who;
    Juki__Common__V1__Sealed sealed;
    Juki__Identity__V1__SearchIdentity question;
    search_plan plan;
    search_refusal why;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    ju_arena_init(&f->arena, ARENA_BYTES);
    juki__common__v1__operator__init(&f->who);
    juki__common__v1__sealed__init(&f->sealed);
    juki__identity__v1__search_identity__init(&f->question);
    f->who.operator_id = TEXT("clerk1");
    f->who.terminal_id = TEXT("terminal1");
    f->question.operator_ = &f->who;
    f->question.purpose = TEXT("広域交付");
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    ju_arena_done(&f->arena);
    free(f);
    return 0;
}

static bool may(fixture *f, bool kana_counts)
{
    return identity_search_plan_of(&f->question, kana_counts, &f->arena, &f->plan, &f->why);
}

static void refused(fixture *f, const char *code, const char *item)
{
    assert_false(may(f, true));
    assert_string_equal(f->why.code, code);
    assert_string_equal(f->why.item, item);
    assert_string_not_equal(identity_search_refusal_text(f->why.code),
                            identity_search_refusal_text("no such code"));
}

/* ---- subsets ---------------------------------------------------------------------------------------------
 */

/* The bits of a subset; the first four are 4情報. */
enum { NAME = 1, ADDRESS = 2, BIRTH = 4, SEX = 8, KANA = 16 };

/* The question of a subset; what is not in it has this text instead. */
static void ask_by(fixture *f, unsigned subset, const char *absent)
{
    f->question.name = TEXT(subset & NAME ? "辻　愛" : absent);
    f->question.address = TEXT(subset & ADDRESS ? "昭島市田中町" : absent);
    f->question.birth_date = TEXT(subset & BIRTH ? "1984-02-29" : absent);
    f->question.name_kana = TEXT(subset & KANA ? "ツジ　アイ" : absent);
    f->question.sex =
        subset & SEX ? JUKI__COMMON__V1__SEX__SEX_FEMALE : JUKI__COMMON__V1__SEX__SEX_UNSPECIFIED;
}

/* Absent, blank in its widths, and wildcards in theirs. */
static const char *const ABSENT[] = {"",   " ", "　", " 　 ", "*",  "＊",   "%",
                                     "％", "?", "？", "_",    "＿", "* ＊", "%%%"};

static void check_subsets(fixture *f, unsigned subsets, bool kana_counts, const bool *allowed)
{
    for (size_t a = 0; a < sizeof ABSENT / sizeof ABSENT[0]; a++) {
        for (unsigned subset = 0; subset < subsets; subset++) {
            ask_by(f, subset, ABSENT[a]);
            if (may(f, kana_counts) != allowed[subset]) {
                fail_msg("subset %u with \"%s\" for what is absent: allowed should be %d", subset, ABSENT[a],
                         allowed[subset]);
            }
            assert_true(allowed[subset] || strcmp(f->why.code, "search_key_missing") == 0);
        }
    }
}

/* Exactly the three pairs and the triple of 氏名, 住所 and 生年月日, each with and without 性別. */
static void r16_sixteen_subsets_of_four_items(void **state)
{
    static const bool allowed[16] = {
        [NAME | ADDRESS] = true,        [NAME | BIRTH] = true,
        [ADDRESS | BIRTH] = true,       [NAME | ADDRESS | BIRTH] = true,
        [NAME | ADDRESS | SEX] = true,  [NAME | BIRTH | SEX] = true,
        [ADDRESS | BIRTH | SEX] = true, [NAME | ADDRESS | BIRTH | SEX] = true,
    };
    check_subsets(*state, 16, false, allowed);
    check_subsets(*state, 16, true, allowed);
}

/* Under 5情報 every subset with two of the four that count; under 4情報 振り仮名 counts for nothing. */
static void o4_thirty_two_subsets_of_five_items(void **state)
{
    static const bool with_kana[32] = {
        [NAME | ADDRESS] = true,
        [NAME | BIRTH] = true,
        [ADDRESS | BIRTH] = true,
        [NAME | ADDRESS | BIRTH] = true,
        [NAME | ADDRESS | SEX] = true,
        [NAME | BIRTH | SEX] = true,
        [ADDRESS | BIRTH | SEX] = true,
        [NAME | ADDRESS | BIRTH | SEX] = true,
        [KANA | NAME] = true,
        [KANA | ADDRESS] = true,
        [KANA | BIRTH] = true,
        [KANA | NAME | ADDRESS] = true,
        [KANA | NAME | BIRTH] = true,
        [KANA | ADDRESS | BIRTH] = true,
        [KANA | NAME | ADDRESS | BIRTH] = true,
        [KANA | NAME | SEX] = true,
        [KANA | ADDRESS | SEX] = true,
        [KANA | BIRTH | SEX] = true,
        [KANA | NAME | ADDRESS | SEX] = true,
        [KANA | NAME | BIRTH | SEX] = true,
        [KANA | ADDRESS | BIRTH | SEX] = true,
        [KANA | NAME | ADDRESS | BIRTH | SEX] = true,
    };
    bool without_kana[32];
    for (unsigned subset = 0; subset < 32; subset++) {
        without_kana[subset] = with_kana[subset & ~(unsigned)KANA];
    }
    check_subsets(*state, 32, true, with_kana);
    check_subsets(*state, 32, false, without_kana);
}

static void o4_the_reading_counts_from_a_day_on(void **state)
{
    (void)state;
    assert_false(identity_search_kana_counts("2025-05-26", "2025-05-25"));
    assert_true(identity_search_kana_counts("2025-05-26", "2025-05-26"));
}

/* ---- wildcards -------------------------------------------------------------------------------------------
 */

static void r16_a_beginning_narrows_but_does_not_count(void **state)
{
    fixture *f = *state;
    ask_by(f, BIRTH, "");
    f->question.name = TEXT("辻＊");
    refused(f, "search_key_missing", "");
    f->question.address = TEXT("田中町%");
    refused(f, "search_key_missing", "");
    f->question.address = TEXT("田中町");
    assert_true(may(f, true));
    assert_string_equal(f->plan.name.text, "辻");
    assert_false(f->plan.name.whole);
    assert_int_equal(f->plan.keys, SEARCH_KEY_BIRTH | SEARCH_KEY_ADDRESS);
}

static void r16_a_wildcard_stands_at_the_end_only(void **state)
{
    static const char *const values[] = {"*愛", "辻*愛", "%辻%愛"};
    fixture *f = *state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        ask_by(f, BIRTH | ADDRESS, "");
        f->question.name = TEXT(values[i]);
        refused(f, "wildcard_place", "name");
    }
    ask_by(f, NAME | ADDRESS, "");
    f->question.birth_date = TEXT("1984*");
    refused(f, "date_invalid", "birth_date");
}

/* ---- what is compared ------------------------------------------------------------------------------------
 */

static void names_and_days_are_folded(void **state)
{
    fixture *f = *state;
    ask_by(f, NAME | BIRTH | KANA, "");
    f->question.name_kana = TEXT("つぢ　あい");
    f->question.birth_date = TEXT("昭和５９年２月２９日");
    assert_true(may(f, true));
    assert_string_equal(f->plan.name.text, "辻愛");
    assert_string_equal(f->plan.kana.text, "ツチアイ");
    assert_string_equal(f->plan.kana_sound, "ツシアイ");
    assert_string_equal(f->plan.birth_date, "1984-02-29");
    f->question.name_kana = TEXT("辻愛");
    refused(f, "kana_invalid", "name_kana");
}

static identity_record AI(void)
{
    identity_record record = JUKI__IDENTITY__V1__IDENTITY_RECORD__INIT;
    record.name = TEXT("辻\U000E0102　愛");
    record.name_kana = TEXT("つぢ　あい");
    record.address = TEXT("東京都昭島市田中町１－１７　葛荘");
    return record;
}

/* Whether the record fits the question that f asks. */
static bool fits(fixture *f)
{
    const identity_record record = AI();
    search_row row;
    bool fits = false;
    (void)may(f, true); /* what is asked for is read before its keys are counted */
    assert_true(identity_search_row_of(&record, &f->arena, &row));
    assert_true(identity_search_fits(&f->plan, &record, &row, &f->arena, &fits));
    return fits;
}

static void a_record_folds_as_a_question_does(void **state)
{
    fixture *f = *state;
    const identity_record record = AI();
    search_row row;
    ask_by(f, NAME | ADDRESS | KANA, "");
    f->question.address = TEXT("昭島市田中町 1-17");
    assert_true(may(f, true));
    assert_true(identity_search_row_of(&record, &f->arena, &row));
    assert_string_equal(row.name, f->plan.name.text);
    assert_string_equal(row.kana_sound, f->plan.kana_sound);
    assert_true(fits(f));
}

/* 氏名 and 振り仮名 whole or by their beginning, either form of the reading, 住所 by a part anywhere. */
static void what_the_key_has_found_is_compared(void **state)
{
    static const struct {
        const char *name;
        const char *kana;
        const char *address;
        bool fits;
    } table[] = {
        {"辻愛", "", "", true},
        {"辻　愛子", "", "", false},
        {"辻", "", "", false},
        {"辻*", "", "", true},
        {"愛*", "", "", false},
        {"", "ツヂ　アイ", "", true},
        {"", "ツジ　アイ", "", true},
        {"", "ツ*", "", true},
        {"", "ツ", "", false},
        {"", "アイ*", "", false},
        {"", "", "東京都昭島市田中町1-17", true},
        {"", "", "葛荘", true},
        {"", "", "田中町1-18", false},
        {"辻愛", "ツヂ　アイ", "昭島市", true},
        {"辻愛", "ツヂ　アオイ", "昭島市", false},
        {"辻藍", "ツヂ　アイ", "昭島市", false},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        f->question.name = TEXT(table[i].name);
        f->question.name_kana = TEXT(table[i].kana);
        f->question.address = TEXT(table[i].address);
        if (fits(f) != table[i].fits) {
            fail_msg("row %zu", i);
        }
    }
}

/* ---- numbers, operators, purposes ------------------------------------------------------------------------
 */

static void r17_a_code_or_number_stands_alone(void **state)
{
    fixture *f = *state;
    f->question.resident_code = &f->sealed;
    assert_true(may(f, true));
    assert_int_equal(f->plan.mode, SEARCH_BY_CODE);
    assert_string_equal(identity_search_mode_text(&f->question, &f->arena), "code");
    f->question.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    refused(f, "search_number_alone", "resident_code");
    f->question.sex = JUKI__COMMON__V1__SEX__SEX_UNSPECIFIED;
    f->question.individual_number = &f->sealed;
    refused(f, "search_number_alone", "resident_code");
    f->question.resident_code = NULL;
    assert_true(may(f, true));
    assert_int_equal(f->plan.mode, SEARCH_BY_NUMBER);
    assert_string_equal(identity_search_mode_text(&f->question, &f->arena), "number");
    f->question.name = TEXT("辻　愛");
    refused(f, "search_number_alone", "individual_number");
}

static void r17_the_mode_names_the_items_and_no_value(void **state)
{
    fixture *f = *state;
    ask_by(f, NAME | BIRTH | SEX, "");
    assert_string_equal(identity_search_mode_text(&f->question, &f->arena), "items name birth_date sex");
}

static void named_operators_only(void **state)
{
    fixture *f = *state;
    ask_by(f, NAME | BIRTH, "");
    f->who.terminal_id = TEXT("");
    refused(f, "operator_missing", "operator");
    f->who = (Juki__Common__V1__Operator)JUKI__COMMON__V1__OPERATOR__INIT;
    f->who.terminal_id = TEXT("terminal1");
    refused(f, "operator_missing", "operator");
    f->question.operator_ = NULL;
    refused(f, "operator_missing", "operator");
}

static void a_purpose_is_asked_for(void **state)
{
    fixture *f = *state;
    ask_by(f, NAME | BIRTH, "");
    f->question.purpose = TEXT("　 ");
    refused(f, "purpose_missing", "purpose");
}

static void endless_text_is_refused(void **state)
{
    static char text[3 * (SEARCH_TEXT_MAX + 1) + 1];
    fixture *f = *state;
    for (size_t i = 0; i < SEARCH_TEXT_MAX + 1; i++) {
        memcpy(text + 3 * i, "田", 3);
    }
    ask_by(f, NAME | BIRTH, "");
    f->question.address = text;
    refused(f, "text_too_long", "address");
    f->question.address = text + 3;
    assert_true(may(f, true));
}

static void one_of_a_list_is_chosen_by_its_place(void **state)
{
    static const struct {
        int32_t place;
        bool good;
    } places[] = {{0, false}, {-1, false}, {1, true}, {SEARCH_LIST_MAX, true}, {SEARCH_LIST_MAX + 1, false}};
    fixture *f = *state;
    Juki__Identity__V1__ShowIdentity choice = JUKI__IDENTITY__V1__SHOW_IDENTITY__INIT;
    choice.operator_ = &f->who;
    choice.purpose = TEXT("広域交付");
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        choice.place = places[i].place;
        assert_int_equal(identity_search_check_choice(&choice, &f->arena, &f->why), places[i].good);
        assert_true(places[i].good || strcmp(f->why.code, "place_invalid") == 0);
    }
    choice.place = 1;
    choice.purpose = TEXT("");
    assert_false(identity_search_check_choice(&choice, &f->arena, &f->why));
    assert_string_equal(f->why.code, "purpose_missing");
}

/* ---- routing ---------------------------------------------------------------------------------------------
 */

static void r18_by_the_code_of_the_municipality(void **state)
{
    static const struct {
        const char *code;
        search_route route;
    } table[] = {
        {"", SEARCH_HERE},
        {"132071", SEARCH_HERE},       /* 昭島市 */
        {"132021", SEARCH_PREFECTURE}, /* 立川市, of the same 東京都 */
        {"131016", SEARCH_PREFECTURE}, /* 千代田区 */
        {"011002", SEARCH_NATIONAL},   /* 札幌市 */
        {"142069", SEARCH_NATIONAL},   /* 小田原市 */
        {"473821", SEARCH_NATIONAL},   /* 与那国町 */
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_int_equal(identity_search_route_of("132071", table[i].code), table[i].route);
    }
}

static void r18_a_wrong_code_is_refused(void **state)
{
    fixture *f = *state;
    ask_by(f, NAME | BIRTH, "");
    f->question.municipality_code = TEXT("132072");
    refused(f, "code_invalid", "municipality_code");
}

int main(void)
{
#define CASE(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(r16_sixteen_subsets_of_four_items),
        CASE(o4_thirty_two_subsets_of_five_items),
        CASE(o4_the_reading_counts_from_a_day_on),
        CASE(r16_a_beginning_narrows_but_does_not_count),
        CASE(r16_a_wildcard_stands_at_the_end_only),
        CASE(names_and_days_are_folded),
        CASE(a_record_folds_as_a_question_does),
        CASE(what_the_key_has_found_is_compared),
        CASE(r17_a_code_or_number_stands_alone),
        CASE(r17_the_mode_names_the_items_and_no_value),
        CASE(named_operators_only),
        CASE(a_purpose_is_asked_for),
        CASE(endless_text_is_refused),
        CASE(one_of_a_list_is_chosen_by_its_place),
        CASE(r18_by_the_code_of_the_municipality),
        CASE(r18_a_wrong_code_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
