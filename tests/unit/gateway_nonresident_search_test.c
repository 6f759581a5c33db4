/* 照会 of 住登外者: what may be asked, what is looked up, who is meant (共通機能標準仕様書 2.1; seed 003
 * REQ-84). */
#include "services/gateway/nonresident_search.h"

#include "tests/unit/nonresident_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Gateway__V1__SearchNonresidents search_question;

static Juki__Common__V1__Operator clerk;

/* ---- 照会 ------------------------------------------------------------------------------------------------
 */

static const char *plan_code(search_question *question, ju_arena *arena, nonresident_plan *ret)
{
    nonresident_refusal why = {0};
    question->operator_ = &clerk;
    question->purpose = text("課税");
    bool good = nonresident_plan_of(question, arena, ret, &why);
    assert_int_equal(good, why.code == NULL);
    return why.code == NULL ? "" : why.code;
}

#define PLAN(code, ...)                                                                                      \
    do {                                                                                                     \
        search_question q = JUKI__GATEWAY__V1__SEARCH_NONRESIDENTS__INIT;                                    \
        __VA_ARGS__;                                                                                         \
        assert_string_equal(plan_code(&q, &arena, &plan), code);                                             \
    } while (0)

static void questions_need_two_keys_of_which_one_finds_few(void **state)
{
    (void)state;
    ju_arena arena;
    nonresident_plan plan;
    ju_arena_init(&arena, ARENA_BYTES);
    PLAN("", q.name = text("佐藤 一郎"); q.birth_date = text("昭和39年7月1日"));
    assert_string_equal(plan.birth_date, "1964-07-01");
    assert_int_equal(plan.name_match, NONRESIDENT_WHOLE);
    assert_string_equal(plan.name, "佐藤一郎");
    PLAN("", q.name = text("佐藤＊"); q.address = text("霞が関2"));
    assert_int_equal(plan.name_match, NONRESIDENT_BEGINS);
    PLAN("", q.name = text("*一郎*"); q.birth_date = text("1964-07-01"));
    assert_int_equal(plan.name_match, NONRESIDENT_PART);
    PLAN("", q.name_kana = text("サトウ*"); q.address = text("霞"));
    PLAN("search_key_missing", q.name = text("佐藤"); q.name_kana = text("サトウ"));
    PLAN("search_key_missing", q.birth_date = text("1964-07-01"); q.sex = JUKI__COMMON__V1__SEX__SEX_MALE);
    PLAN("search_key_missing", q.name = text("**"); q.birth_date = text("1964-07-01"));
    PLAN("search_key_weak", q.name = text("*一郎*"); q.address = text("霞"));
    PLAN("wildcard_place", q.name = text("佐*藤"); q.birth_date = text("1964-07-01"));
    PLAN("kana_invalid", q.name_kana = text("佐藤"); q.birth_date = text("1964-07-01"));
    PLAN("date_invalid", q.name = text("佐藤"); q.birth_date = text("1964-13-01"));
    ju_arena_done(&arena);
}

static void everybody_is_found_by_all_his_names(void **state)
{
    (void)state;
    ju_arena arena;
    nonresident_folded folded[NONRESIDENT_NAMES];
    size_t count = 0;
    const char *address = NULL;
    basics_message basics = good_basics();
    basics.alias = text("田中　花子");
    basics.alias_kana = text("タナカ　ハナコ");
    basics.name_roman = text("ＺＨＡＮＧ　ＹＵＬＩ");
    ju_arena_init(&arena, ARENA_BYTES);
    assert_true(nonresident_fold(&basics, &arena, folded, &count, &address));
    assert_int_equal(count, 3);
    assert_string_equal(folded[1].name, "zhangyuli");
    assert_string_equal(folded[2].name, "田中花子");
    assert_string_equal(folded[2].kana[JU_KANA_BY_MARK], "タナカハナコ");
    assert_string_equal(address, "東京都千代田区霞が関二丁目1番6号");
    ju_arena_done(&arena);
}

static void beginnings_end_with_characters(void **state)
{
    (void)state;
    size_t length[NONRESIDENT_BEGINNING_CHARS];
    assert_int_equal(nonresident_beginnings("", length), 0);
    assert_int_equal(nonresident_beginnings("佐a藤", length), 3);
    assert_int_equal(length[0], 3);
    assert_int_equal(length[1], 4);
    assert_int_equal(length[2], 7);
    assert_int_equal(nonresident_beginnings("abcdefghijklmnopqrstuvwxyz", length),
                     NONRESIDENT_BEGINNING_CHARS);
    assert_int_equal(length[NONRESIDENT_BEGINNING_CHARS - 1], NONRESIDENT_BEGINNING_CHARS);
}

/* Whether somebody with these rows of history is meant. */
static bool is_meant(const search_question *question, const basics_message *rows, size_t count)
{
    ju_arena arena;
    nonresident_plan plan;
    nonresident_refusal why = {0};
    nonresident_met met = {false};
    ju_arena_init(&arena, ARENA_BYTES);
    assert_true(nonresident_plan_of(question, &arena, &plan, &why));
    for (size_t i = 0; i < count; i++) {
        assert_true(nonresident_meet(&plan, &rows[i], &arena, &met));
    }
    ju_arena_done(&arena);
    return met.name && met.kana && met.address;
}

#define MEANT(...)                                                                                           \
    ({                                                                                                       \
        search_question q = JUKI__GATEWAY__V1__SEARCH_NONRESIDENTS__INIT;                                    \
        q.operator_ = &clerk;                                                                                \
        q.purpose = text("業務");                                                                            \
        __VA_ARGS__;                                                                                         \
        is_meant(&q, rows, sizeof rows / sizeof rows[0]);                                                    \
    })

static void who_is_found_is_compared_with_any_row(void **state)
{
    (void)state;
    basics_message rows[] = {good_basics(), good_basics()};
    rows[0].name = text("佐藤　一");
    rows[0].name_kana = text("サトウ　ハヂメ");
    rows[1].name = text("鈴木　一");
    rows[1].name_kana = text("スズキ　ハジメ");
    rows[1].town = text("永田町");
    assert_true(MEANT(q.name = text("佐藤一"); q.address = text("永田")));
    assert_false(MEANT(q.name = text("佐藤"); q.address = text("永田"))); /* whole */
    assert_true(MEANT(q.name = text("佐*"); q.address = text("霞が関")));
    assert_false(MEANT(q.name = text("藤*"); q.address = text("霞が関")));
    assert_true(
        MEANT(q.name = text("*藤*"); q.birth_date = text("1964-07-01"))); /* the day is not compared here */
    assert_false(MEANT(q.name = text("佐藤*"); q.address = text("丸の内")));
    assert_true(MEANT(q.name_kana = text("サトウハジメ"); q.address = text("永田")));
    assert_true(MEANT(q.name_kana = text("スズキハヂ*"); q.address = text("永田")));
    assert_true(
        MEANT(q.name = text("佐藤一"); q.name_kana = text("スズキ*"); q.birth_date = text("1964-07-01")));
    assert_false(
        MEANT(q.name = text("佐藤一"); q.name_kana = text("タナカ*"); q.birth_date = text("1964-07-01")));
}

static int setup(void **state)
{
    (void)state;
    juki__common__v1__operator__init(&clerk);
    clerk.operator_id = text("clerk1");
    clerk.terminal_id = text("t1");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_need_two_keys_of_which_one_finds_few),
        cmocka_unit_test(everybody_is_found_by_all_his_names),
        cmocka_unit_test(beginnings_end_with_characters),
        cmocka_unit_test(who_is_found_is_compared_with_any_row),
    };
    return cmocka_run_group_tests_name("gateway_nonresident_search", tests, setup, NULL);
}
