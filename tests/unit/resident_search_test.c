/* 検索: what finds whom (standard 2.1.2 j330, 2.1.3 j340), and what may not be asked. */
#include "services/resident/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__SearchPersons question;
typedef Juki__Resident__V1__PersonRecord record;

enum { ARENA_BYTES = 1 << 20 };

static const char CSV[] = "辺,邊邉\n斎,斉齋齊\n";

typedef struct fixture {
    ju_arena arena;
    variant_table *variants;
    Juki__Common__V1__Operator who;
} fixture;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static int open_fixture(void **state)
{
    static fixture f;
    ju_err err = {0};
    ju_arena_init(&f.arena, ARENA_BYTES);
    juki__common__v1__operator__init(&f.who);
    f.who.operator_id = text("S1001");
    *state = &f;
    return variant_table_parse(CSV, &f.variants, &err) == JU_OK ? 0 : -1;
}

static int close_fixture(void **state)
{
    fixture *f = *state;
    variant_table_free(f->variants);
    ju_arena_done(&f->arena);
    return 0;
}

static question new_question(fixture *f)
{
    question q = JUKI__RESIDENT__V1__SEARCH_PERSONS__INIT;
    q.operator_ = &f->who;
    q.purpose = text("試験");
    return q;
}

/* ---- who is found ---- */

/* 佐藤　梅, サトウ　ウメ, born 1989-01-20, and others by name. */
static search_row row_of(fixture *f, const char *name, const char *kana)
{
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Common__V1__Address address = JUKI__COMMON__V1__ADDRESS__INIT;
    record person = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    search_row row = {0};
    birth.date = text("1989-01-20");
    address.town_code = text("0001001");
    person.name = text(name);
    person.name_kana = text(kana);
    person.birth_date = &birth;
    person.address = &address;
    person.household_number = text("0000000019");
    assert_true(search_row_of(&person, f->variants, &f->arena, &row));
    return row;
}

static bool asks_and_finds(fixture *f, const question *q, const search_row *row)
{
    refusal why = {0};
    search_plan plan;
    if (!search_check(q, &why) || !search_plan_of(q, f->variants, &f->arena, &plan, &why)) {
        fail_msg("refused: %s %s", why.code, why.item);
    }
    return search_finds(&plan, row);
}

typedef struct name_row {
    const char *name; /* of the person */
    const char *kana;
    const char *asked;
    bool found;
} name_row;

static void kana_is_found_by_a_part_of_it(void **state)
{
    fixture *f = *state;
    static const name_row rows[] = {
        {"佐藤　梅", "サトウ　ウメ", "サトウ", true},
        {"佐藤　梅", "サトウ　ウメ", "ウメ", true},
        {"佐藤　梅", "サトウ　ウメ", "サドオウメ", true},
        {"佐藤　梅", "サトウ　ウメ", "トウウ", true},
        {"佐藤　梅", "サトウ　ウメ", "ﾄｳ ｳﾒ", true},
        {"里　梅", "サト　ウメ", "ウメ", true},
        {"里　梅", "サト　ウメ", "サトウ", true},
        {"千葉　光", "チバ　ミツ", "シバ", false},
        {"千葉　光", "チバ　ミツ", "ヂバ", true},
        {"地場　光", "ヂバ　ミツ", "ジバ", true},
        {"地場　光", "ヂバ　ミツ", "チバ", true},
        {"佐藤　梅", "サトウ　ウメ", "メサ", false},
        {"戸佐　藤", "トサ　トトウ", "サトト", true},
        {"戸佐　藤", "トサ　トトウ", "トサトウ", false},
        {"Vera", "ヴェラ　", "ベラ", true},
        {"", "", "サトウ", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        question q = new_question(f);
        search_row row = row_of(f, rows[i].name, rows[i].kana);
        q.name_kana = text(rows[i].asked);
        if (asks_and_finds(f, &q, &row) != rows[i].found) {
            fail_msg("%s for %s: should %sbe found", rows[i].asked, rows[i].kana,
                     rows[i].found ? "" : "not ");
        }
    }
}

static void whole_and_given_names(void **state)
{
    fixture *f = *state;
    search_row row = row_of(f, "渡邊　梅", "ワタナベ　ウメ");
    search_row unparted = row_of(f, "渡邊梅", "ワタナベウメ");
    question q = new_question(f);
    q.exact = true;
    q.name_kana = text("ハタナベウメ");
    assert_true(asks_and_finds(f, &q, &row));
    q.name_kana = text("ワタナベ");
    assert_false(asks_and_finds(f, &q, &row));
    q.name_kana = text("");
    q.name = text("渡辺梅");
    assert_true(asks_and_finds(f, &q, &row));
    q.name = text("渡辺");
    assert_false(asks_and_finds(f, &q, &row));
    q.exact = false;
    assert_true(asks_and_finds(f, &q, &row));
    q.name = text("");
    q.given_name_kana = text("ウメ");
    assert_true(asks_and_finds(f, &q, &row));
    assert_false(asks_and_finds(f, &q, &unparted));
    q.given_name_kana = text("ウ");
    assert_false(asks_and_finds(f, &q, &row));
    q.given_name_kana = text("");
    q.given_name = text("梅");
    assert_true(asks_and_finds(f, &q, &row));
    q.given_name = text("渡");
    assert_false(asks_and_finds(f, &q, &row));
}

/* j340: by 旧氏 and 通称, too, as by 氏名. */
static void j340_former_names_and_aliases(void **state)
{
    fixture *f = *state;
    record person = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    search_row row;
    question q = new_question(f);
    person.name = text("KIM SUMI");
    person.name_kana = text("キム　スミ");
    person.former_name = text("渡邉");
    person.former_name_kana = text("ワタナベ");
    person.alias = text("金田　澄");
    person.alias_kana = text("カネダ　スミ");
    assert_true(search_row_of(&person, f->variants, &f->arena, &row));
    static const char *const found[] = {"キム", "ハタナベ", "カネタスミ"};
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++) {
        q.name_kana = text(found[i]);
        assert_true(asks_and_finds(f, &q, &row));
    }
    q.name_kana = text("");
    q.name = text("渡辺");
    assert_true(asks_and_finds(f, &q, &row));
    q.given_name = text("澄");
    assert_true(asks_and_finds(f, &q, &row));
    q.exact = true;
    q.name = text("金田澄");
    assert_true(asks_and_finds(f, &q, &row));
    q.name = text("金田");
    assert_false(asks_and_finds(f, &q, &row));
}

static void no_part_reaches_from_one_name_into_the_next(void **state)
{
    fixture *f = *state;
    record person = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    search_row row;
    question q = new_question(f);
    person.name_kana = text("ナナ");
    person.former_name_kana = text("ナナ");
    assert_true(search_row_of(&person, f->variants, &f->arena, &row));
    q.name_kana = text("ナナ");
    assert_true(asks_and_finds(f, &q, &row));
    q.name_kana = text("ナナナ");
    assert_false(asks_and_finds(f, &q, &row));
}

/* 氏名 in kanji beside that in letters (併記名). */
static void j340_names_in_letters_and_in_kanji(void **state)
{
    fixture *f = *state;
    record person = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    search_row row;
    question q = new_question(f);
    person.name = text("KIM SUMI");
    person.name_kana = text("キム　スミ");
    person.name_kanji = text("金　澄");
    assert_true(search_row_of(&person, f->variants, &f->arena, &row));
    q.name = text("金澄");
    assert_true(asks_and_finds(f, &q, &row));
    q.name = text("KIM");
    assert_true(asks_and_finds(f, &q, &row));
    q.name = text("SUMI金");
    assert_false(asks_and_finds(f, &q, &row));
}

static void written_names_meet_through_variants(void **state)
{
    fixture *f = *state;
    search_row row = row_of(f, "齋藤　渡邉", "サイトウ　ワタナベ");
    question q = new_question(f);
    q.name = text("斉藤");
    assert_true(asks_and_finds(f, &q, &row));
    q.name = text("藤　渡邊");
    assert_true(asks_and_finds(f, &q, &row));
    q.name = text("渡部");
    assert_false(asks_and_finds(f, &q, &row));
}

static void combinations_narrow(void **state)
{
    fixture *f = *state;
    search_row row = row_of(f, "佐藤　梅", "サトウ　ウメ");
    question q = new_question(f);
    q.name_kana = text("サトウ");
    q.town_code = text("0001001");
    q.household_number = text("0000000019");
    q.birth = text("平成元年1月20日");
    assert_true(asks_and_finds(f, &q, &row));
    q.town_code = text("0001002");
    assert_false(asks_and_finds(f, &q, &row));
    q.town_code = text("");
    q.household_number = text("0000000027");
    assert_false(asks_and_finds(f, &q, &row));
    q.household_number = text("");
    q.birth = text("1989-01-21");
    assert_false(asks_and_finds(f, &q, &row));
    q.name_kana = text("サ");
    q.birth = text("1988");
    q.birth_to = text("昭和64年");
    assert_true(asks_and_finds(f, &q, &row));
    q.name_kana = text("ヤ");
    assert_false(asks_and_finds(f, &q, &row));
}

/* The database knows words alone: it must never pass over somebody who is found, and what it finds beside
 * them (here: the runs of a part that stand apart) is compared. */
static void what_stands_apart_is_no_part(void **state)
{
    fixture *f = *state;
    search_row row = row_of(f, "佐山　昌也", "サヤマ　マサヤ");
    question q = new_question(f);
    refusal why = {0};
    search_plan plan;
    q.name_kana = text("マサヤマ");
    assert_true(search_plan_of(&q, f->variants, &f->arena, &plan, &why));
    assert_string_equal(plan.terms[0], "kマサヤ kサヤマ");
    assert_true(plan.narrow);
    assert_non_null(strstr(row.terms, " kマサヤ"));
    assert_non_null(strstr(row.terms, "kサヤマ"));
    assert_false(search_finds(&plan, &row));
    q.name_kana = text("ヤママサ");
    assert_true(asks_and_finds(f, &q, &row));
}

/* A part of one character is a word, too, though it narrows nothing: with a day it is looked for within its
 * persons. */
static void single_characters_are_words(void **state)
{
    fixture *f = *state;
    search_row row = row_of(f, "佐藤　梅", "サトウ　ウメ");
    question q = new_question(f);
    refusal why = {0};
    search_plan plan;
    q.name = text("梅");
    q.birth = text("1989");
    assert_true(search_plan_of(&q, f->variants, &f->arena, &plan, &why));
    assert_string_equal(plan.terms[0], "n梅");
    assert_false(plan.narrow);
    assert_true(search_finds(&plan, &row));
    q.birth = text("1989-01-20");
    assert_true(search_plan_of(&q, f->variants, &f->arena, &plan, &why));
    assert_true(plan.narrow);
    q.birth = text("");
    assert_false(search_plan_of(&q, f->variants, &f->arena, &plan, &why));
    assert_string_equal(why.code, "search_too_broad");
}

/* ---- days ---------------------------------------------------------------------------------------------- */

static void j340_years_of_both_calendars(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *from; /* NULL: no day */
        const char *to;
    } rows[] = {
        {"1980-03-01", "1980-03-01", "1980-03-01"},
        {"1980年3月1日", "1980-03-01", "1980-03-01"},
        {"昭和55年3月1日", "1980-03-01", "1980-03-01"},
        {"昭和５５年", "1980-01-01", "1980-12-31"},
        {"1980", "1980-01-01", "1980-12-31"},
        {"1980-02", "1980-02-01", "1980-02-29"},
        {"1981年2月", "1981-02-01", "1981-02-28"},
        {"平成元年", "1989-01-01", "1989-12-31"},
        {"昭和64年", "1989-01-01", "1989-12-31"},
        {"令和8年4月", "2026-04-01", "2026-04-30"},
        {"1981-02-29", NULL, NULL},
        {"1980-13", NULL, NULL},
        {"1980-00", NULL, NULL},
        {"1980-03-00", NULL, NULL},
        {"80", NULL, NULL},
        {"昭和", NULL, NULL},
        {"昭和55年3", "1980-03-01", "1980-03-31"},
        {"1980-03-01x", NULL, NULL},
        {"1980-", NULL, NULL},
        {"", NULL, NULL},
        {"99999", NULL, NULL},
        {"昭和65年", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ju_date from;
        ju_date to;
        char shown[JU_DATE_SIZE];
        bool read = search_days(rows[i].text, &from, &to);
        if (read != (rows[i].from != NULL)) {
            fail_msg("%s is %sread", rows[i].text, read ? "" : "not ");
        }
        if (read) {
            ju_date_format(from, shown);
            assert_string_equal(shown, rows[i].from);
            ju_date_format(to, shown);
            assert_string_equal(shown, rows[i].to);
        }
    }
}

/* ---- what is refused ----------------------------------------------------------------------------------- */

static void check_refused(fixture *f, const question *q, const char *code, const char *item)
{
    refusal why = {0};
    search_plan plan;
    bool taken = search_check(q, &why) &&
                 (search_by_number(q) || search_plan_of(q, f->variants, &f->arena, &plan, &why));
    if (taken || why.code == NULL || strcmp(why.code, code) != 0 || strcmp(why.item, item) != 0) {
        fail_msg("wanted %s of %s, got %s of %s", code, item, why.code == NULL ? "none" : why.code,
                 why.code == NULL ? "none" : why.item);
    }
}

#define REFUSED(code, item, ...)                                                                             \
    do {                                                                                                     \
        question q = new_question(f);                                                                        \
        __VA_ARGS__;                                                                                         \
        check_refused(f, &q, code, item);                                                                    \
    } while (0)

static void what_may_not_be_asked(void **state)
{
    fixture *f = *state;
    static char endless[400];
    Juki__Common__V1__Sealed sealed = JUKI__COMMON__V1__SEALED__INIT;
    memset(endless, 'a', sizeof endless - 1);
    REFUSED("operator_missing", "operator", q.operator_ = NULL);
    REFUSED("purpose_missing", "purpose", q.purpose = text(""); q.name = text("佐藤"));
    REFUSED("search_item_missing", "", (void)q);
    REFUSED("search_item_missing", "", q.sex = JUKI__COMMON__V1__SEX__SEX_MALE);
    REFUSED("search_item_missing", "", q.removed = true);
    REFUSED("search_number_alone", "addressee_number", q.addressee_number = text("1"); q.name = text("佐藤"));
    REFUSED("search_number_alone", "individual_number", q.individual_number = &sealed;
            q.birth = text("1980"));
    REFUSED("search_number_alone", "resident_code", q.resident_code = &sealed; q.town_code = text("0001001"));
    REFUSED("search_number_alone", "individual_number", q.individual_number = &sealed;
            q.resident_code = &sealed);
    REFUSED("search_number_alone", "addressee_number", q.addressee_number = text("1");
            q.sex = JUKI__COMMON__V1__SEX__SEX_MALE);
    REFUSED("search_too_broad", "", q.name = text("佐"));
    REFUSED("search_too_broad", "", q.name_kana = text("サ"));
    REFUSED("search_too_broad", "", q.name_kana = text("ヴァ"));
    REFUSED("kana_invalid", "name_kana", q.name_kana = text("佐藤"));
    REFUSED("kana_invalid", "name_kana", q.name_kana = text("ー　ー"));
    REFUSED("kana_invalid", "given_name_kana", q.given_name_kana = text("Taro"));
    REFUSED("item_required", "name", q.name = text("　"));
    REFUSED("item_required", "birth", q.birth_to = text("1980"));
    REFUSED("date_invalid", "birth", q.birth = text("1980-02-30"));
    REFUSED("date_invalid", "birth_to", q.birth = text("1980"); q.birth_to = text("1979"));
    REFUSED("date_invalid", "birth_to", q.birth = text("1980"); q.birth_to = text("x"));
    REFUSED("code_invalid", "town_code", q.town_code = text("12"));
    REFUSED("code_invalid", "household_number", q.household_number = text("1 2"));
    REFUSED("code_invalid", "addressee_number", q.addressee_number = text("1234567890123456"));
    REFUSED("code_invalid", "cursor", q.name = text("佐藤"); q.cursor = text("x"));
    REFUSED("page_invalid", "page_size", q.name = text("佐藤"); q.page_size = 101);
    REFUSED("page_invalid", "page_size", q.name = text("佐藤"); q.page_size = -1);
    REFUSED("text_too_long", "purpose", q.name = text("佐藤"); q.purpose = endless);
    REFUSED("text_too_long", "birth", q.birth = endless);
    REFUSED("text_too_long", "name", q.name = endless);
    REFUSED("text_too_long", "given_name_kana", q.given_name_kana = endless);
}

static void the_trail_hears_items_and_no_values(void **state)
{
    fixture *f = *state;
    question q = new_question(f);
    q.name_kana = text("サトウ");
    q.birth = text("1980");
    q.removed = true;
    assert_string_equal(search_items(&q, &f->arena), "name_kana birth removed");
    q = new_question(f);
    assert_string_equal(search_items(&q, &f->arena), "");
    assert_int_equal(search_page_size(&q), 20);
}

static void longest_names_lose_no_term(void **state)
{
    fixture *f = *state;
    char kana[SEARCH_TEXT_MAX * 3 + 1] = "";
    char name[SEARCH_TEXT_MAX * 4 + 1] = "";
    for (int i = 0; i < SEARCH_TEXT_MAX; i++) {
        memcpy(kana + i * 3, i == 49 ? "　" : "ヂ", 4);
        memcpy(name + i * 4, i == 49 ? "𠮷" : "𨘢", 5);
    }
    memcpy(kana + (size_t)(SEARCH_TEXT_MAX - 2) * 3, "アイ", 7);
    memcpy(name + (size_t)(SEARCH_TEXT_MAX - 2) * 4, "𠮟𠮷", 9);
    search_row row = row_of(f, name, kana);
    question q = new_question(f);
    q.name_kana = text("アイ");
    q.name = text("𠮟𠮷");
    q.household_number = text("0000000019");
    assert_true(asks_and_finds(f, &q, &row));
    q.exact = true;
    q.name_kana = kana;
    q.name = name;
    assert_true(asks_and_finds(f, &q, &row));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        TEST(j340_former_names_and_aliases),
        TEST(no_part_reaches_from_one_name_into_the_next),
        TEST(j340_names_in_letters_and_in_kanji),
        TEST(kana_is_found_by_a_part_of_it),
        TEST(whole_and_given_names),
        TEST(written_names_meet_through_variants),
        TEST(combinations_narrow),
        TEST(what_stands_apart_is_no_part),
        TEST(single_characters_are_words),
        TEST(j340_years_of_both_calendars),
        TEST(what_may_not_be_asked),
        TEST(the_trail_hears_items_and_no_values),
        TEST(longest_names_lose_no_term),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
