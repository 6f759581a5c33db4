#include "services/gateway/nonresident.h"

#include "common/code/code.h"
#include "tests/unit/nonresident_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Gateway__V1__RegisterNonresident register_wish;

static Juki__Common__V1__Operator clerk;

/* ---- the standard's checks ----------------------------------------------------------------------------- */

static void refused_as(const basics_message *basics, const char *code, const char *item, const char *words)
{
    ju_arena arena;
    nonresident_refusal why = {0};
    ju_arena_init(&arena, ARENA_BYTES);
    assert_false(nonresident_basics_check(basics, &why));
    assert_string_equal(why.code, code);
    assert_string_equal(why.item, item);
    assert_string_equal(nonresident_refusal_text(&why, &arena), words);
    ju_arena_done(&arena);
}

#define REFUSED(code, item, words, ...)                                                                      \
    do {                                                                                                     \
        basics_message b = good_basics();                                                                    \
        __VA_ARGS__;                                                                                         \
        refused_as(&b, code, item, words);                                                                   \
    } while (0)

static void items_are_checked_in_the_words_of_the_standard(void **state)
{
    (void)state;
    nonresident_refusal why = {0};
    basics_message good = good_basics();
    assert_true(nonresident_basics_check(&good, &why));
    assert_null(why.code);
    REFUSED("item_required", "name", "氏名が設定されていません。", b.name = text(""));
    REFUSED("item_required", "name", "氏名が設定されていません。", b.name = text("　　"));
    REFUSED("item_characters", "name", "氏名は全角文字で設定してください。", b.name = text("佐藤 一郎"));
    REFUSED("item_characters", "alias", "通称は全角文字で設定してください。", b.alias = text("ﾀﾅｶ"));
    REFUSED("item_characters", "name_kana", "氏名_フリガナは全角カタカナで設定してください。",
            b.name_kana = text("さとう"));
    REFUSED("item_characters", "postal_code", "住所_郵便番号は半角数字で設定してください。",
            b.postal_code = text("100-001"));
    REFUSED("item_length", "postal_code", "住所_郵便番号は7桁で設定してください。",
            b.postal_code = text("100"));
    REFUSED("item_length", "prefecture", "住所_都道府県は4桁以内で設定してください。",
            b.prefecture = text("東京都東京"));
    REFUSED("item_requires", "birth_date_uncertain",
            "生年月日_不詳フラグが設定されている場合、生年月日_不詳表記は設定必須です。",
            b.birth_date_uncertain = true);
    REFUSED("item_requires", "alias_kana", "通称_フリガナが設定されている場合、通称は設定必須です。",
            b.alias_kana = text("タナカ"));
    REFUSED("code_invalid", "municipality_code", "全国地方公共団体コードが正しくありません。",
            b.municipality_code = text("131017"));
    REFUSED("date_invalid", "birth_date", "生年月日が正しくありません。", b.birth_date = text("1964-02-30"));
}

static void lengths_are_those_of_the_api(void **state)
{
    (void)state;
    char town[121 * 3 + 1] = "";
    nonresident_refusal why = {0};
    basics_message basics = good_basics();
    for (int i = 0; i < 120; i++) {
        memcpy(town + 3 * i, "町", 4);
    }
    basics.town = town;
    assert_true(nonresident_basics_check(&basics, &why));
    memcpy(town + 360, "町", 4);
    assert_false(nonresident_basics_check(&basics, &why));
    assert_string_equal(why.code, "item_length");
}

/* ---- numbers ------------------------------------------------------------------------------------------- */

static void numbers_have_their_own_range_and_a_check_digit(void **state)
{
    (void)state;
    char number[NONRESIDENT_NUMBER_SIZE];
    char before[NONRESIDENT_NUMBER_SIZE] = "";
    for (int64_t serial = 900000001; serial < 900001000; serial++) {
        assert_true(nonresident_number(serial, number));
        assert_int_equal(strlen(number), 10);
        assert_true(ju_code_valid(JU_CODE_ADDRESSEE, number));
        assert_true(strcmp(number, before) > 0);
        memcpy(before, number, sizeof before);
    }
    assert_false(nonresident_number(0, number));
    assert_false(nonresident_number(1000000000, number));
}

/* ---- registering --------------------------------------------------------------------------------------- */

static nonresident somebody(void)
{
    nonresident person = {.found = true, .used = true, .integrated_number = ""};
    juki__gateway__v1__nonresident__init(&person.as);
    person.as.addressee_number = text("9000000018");
    person.as.state = text("non_resident");
    person.as.owner = text("税");
    person.as.history_number = 3;
    return person;
}

static const char *code_of(const register_wish *wish, const nonresident *person, nonresident_known known,
                           const char *affair, bool *ret_carry)
{
    nonresident_refusal why = {0};
    nonresident_processing processing = NONRESIDENT_NUMBER;
    bool good = nonresident_register_check(wish, &processing, &why) &&
                nonresident_register_may(wish, processing, person, &known, affair, ret_carry, &why);
    assert_int_equal(good, why.code == NULL);
    return why.code == NULL ? "" : why.code;
}

static register_wish wish_of(const char *processing, const char *number, basics_message *basics)
{
    register_wish wish = JUKI__GATEWAY__V1__REGISTER_NONRESIDENT__INIT;
    wish.operator_ = &clerk;
    wish.purpose = text("課税");
    wish.processing = text(processing);
    wish.addressee_number = text(number);
    wish.basics = basics;
    return wish;
}

static const nonresident_known NOTHING = {.person_state = "", .holder_state = "", .holder_nonresident = ""};

static void a_number_is_given_to_who_has_none(void **state)
{
    (void)state;
    bool carry = true;
    basics_message basics = good_basics();
    register_wish wish = wish_of("0", "", &basics);
    const nonresident nobody = {.integrated_number = ""};
    nonresident_known known = NOTHING;
    assert_string_equal(code_of(&wish, &nobody, known, "税", &carry), "");
    assert_false(carry);
    known.candidate = true;
    assert_string_equal(code_of(&wish, &nobody, known, "税", &carry), "candidate_exists");
    wish.others_ruled_out = true;
    assert_string_equal(code_of(&wish, &nobody, known, "税", &carry), "");
    known.holder_state = "moved_out";
    assert_string_equal(code_of(&wish, &nobody, known, "税", &carry), "former_resident");
    known.holder_nonresident = "9000000018";
    assert_string_equal(code_of(&wish, &nobody, known, "税", &carry), "nonresident_exists");
    known.holder_state = "resident";
    assert_string_equal(code_of(&wish, &nobody, known, "税", &carry), "is_resident");
    known.request_used = true;
    assert_string_equal(code_of(&wish, &nobody, known, "税", &carry), "request_id_used");
}

static void a_former_resident_keeps_his_number(void **state)
{
    (void)state;
    bool carry = false;
    basics_message basics = good_basics();
    register_wish wish = wish_of("1", "0000000019", &basics);
    const nonresident nobody = {.integrated_number = ""};
    nonresident_known known = NOTHING;
    assert_string_equal(code_of(&wish, &nobody, known, "税", &carry), "number_unknown");
    known.person_state = "resident";
    assert_string_equal(code_of(&wish, &nobody, known, "税", &carry), "still_resident");
    known.person_state = "moved_out";
    assert_string_equal(code_of(&wish, &nobody, known, "税", &carry), "");
    assert_true(carry);
    wish.basics = NULL;
    assert_string_equal(code_of(&wish, &nobody, known, "税", &carry), "item_required");
    assert_false(carry);
}

static void who_came_back_and_left_is_carried_again(void **state)
{
    (void)state;
    bool carry = false;
    basics_message basics = good_basics();
    register_wish wish = wish_of("1", "0000000019", &basics);
    nonresident person = somebody();
    nonresident_known known = NOTHING;
    person.as.carried = true;
    person.as.state = text("moved_in");
    known.person_state = "moved_out";
    assert_string_equal(code_of(&wish, &person, known, "税", &carry), "");
    assert_true(carry);
    known.person_state = "resident";
    assert_string_equal(code_of(&wish, &person, known, "税", &carry), "still_resident");
    known.person_state = "moved_out";
    person.as.not_shared = true; /* to others he is not there */
    assert_string_equal(code_of(&wish, &person, known, "福祉", &carry), "use_update");
    person.as.state = text("deleted");
    wish.basics = NULL;
    assert_string_equal(code_of(&wish, &person, known, "税", &carry), "nonresident_ended");
    assert_false(carry);
}

static void a_candidate_is_selected(void **state)
{
    (void)state;
    bool carry = false;
    basics_message basics = good_basics();
    register_wish wish = wish_of("2", "9000000018", NULL);
    nonresident person = somebody();
    assert_string_equal(code_of(&wish, &person, NOTHING, "福祉", &carry), "");
    wish.basics = &basics;
    assert_string_equal(code_of(&wish, &person, NOTHING, "福祉", &carry), "use_update");
    wish.basics = NULL;
    person.as.not_shared = true;
    assert_string_equal(code_of(&wish, &person, NOTHING, "福祉", &carry), "number_unknown");
    assert_string_equal(code_of(&wish, &person, NOTHING, "税", &carry), "");
    person.as.held_by = text("clerk9");
    assert_string_equal(code_of(&wish, &person, NOTHING, "税", &carry), "held");
    person.as.held_by = clerk.operator_id;
    assert_string_equal(code_of(&wish, &person, NOTHING, "税", &carry), "");
    person.as.state = text("moved_in");
    assert_string_equal(code_of(&wish, &person, NOTHING, "税", &carry), "nonresident_ended");
    wish.addressee_number = text("");
    assert_string_equal(code_of(&wish, &person, NOTHING, "税", &carry), "item_requires");
    wish.processing = text("3");
    assert_string_equal(code_of(&wish, &person, NOTHING, "税", &carry), "processing_invalid");
    wish.processing = text("");
    assert_string_equal(code_of(&wish, &person, NOTHING, "税", &carry), "item_required");
}

/* ---- changing ------------------------------------------------------------------------------------------ */

static const char *update_code(const Juki__Gateway__V1__UpdateNonresident *wish, const nonresident *person,
                               const char *affair)
{
    nonresident_refusal why = {0};
    bool good = nonresident_update_may(wish, person, affair, &why);
    assert_int_equal(good, why.code == NULL);
    return why.code == NULL ? "" : why.code;
}

static void only_who_uses_him_changes_the_latest_row(void **state)
{
    (void)state;
    basics_message basics = good_basics();
    nonresident person = somebody();
    Juki__Gateway__V1__UpdateNonresident wish = JUKI__GATEWAY__V1__UPDATE_NONRESIDENT__INIT;
    wish.operator_ = &clerk;
    wish.purpose = text("転居");
    wish.state = text("non_resident");
    wish.history_number = 3;
    wish.basics = &basics;
    assert_string_equal(update_code(&wish, &person, "福祉"), "");
    wish.not_shared = true;
    assert_string_equal(update_code(&wish, &person, "福祉"), "owner_only");
    assert_string_equal(update_code(&wish, &person, "税"), "");
    wish.history_number = 2;
    assert_string_equal(update_code(&wish, &person, "税"), "history_changed");
    person.used = false;
    assert_string_equal(update_code(&wish, &person, "税"), "not_in_use");
    wish.state = text("moved_in");
    assert_string_equal(update_code(&wish, &person, "税"), "state_invalid");
    wish.purpose = text("");
    assert_string_equal(update_code(&wish, &person, "税"), "item_required");
}

static void a_number_of_somebody_else_is_no_change(void **state)
{
    (void)state;
    nonresident_refusal why = {0};
    nonresident_known known = NOTHING;
    assert_true(nonresident_number_free(&known, &why));
    known.holder_state = "moved_out";
    assert_false(nonresident_number_free(&known, &why));
    assert_string_equal(why.code, "former_resident");
    known.holder_state = "resident";
    assert_false(nonresident_number_free(&known, &why));
    assert_string_equal(why.code, "is_resident");
}

/* ---- 名寄せ ----------------------------------------------------------------------------------------------
 */

static const char *pair_code(const nonresident_pair *pair, bool unlink)
{
    nonresident_refusal why = {0};
    bool good = nonresident_pair_may(pair, unlink, "税", "clerk1", &why);
    assert_int_equal(good, why.code == NULL);
    return why.code == NULL ? "" : why.code;
}

static nonresident_pair two(void)
{
    nonresident_pair pair = {.from = somebody(), .to = somebody()};
    pair.to.as.addressee_number = text("9000000026");
    return pair;
}

#define PAIR(code, unlink, ...)                                                                              \
    do {                                                                                                     \
        nonresident_pair p = two();                                                                          \
        __VA_ARGS__;                                                                                         \
        assert_string_equal(pair_code(&p, unlink), code);                                                    \
    } while (0)

static void two_numbers_of_one_person_are_linked(void **state)
{
    (void)state;
    PAIR("", false, );
    PAIR("link_self", false, p.to.as.addressee_number = p.from.as.addressee_number);
    PAIR("number_unknown", false, p.to.found = false);
    PAIR("number_unknown", false, p.to.as.not_shared = true; p.to.as.owner = text("福祉"));
    PAIR("link_pending", false, p.pending = true);
    PAIR("held", false, p.to.as.held_by = text("clerk9"));
    PAIR("nonresident_ended", false, p.to.as.state = text("deleted"));
    PAIR("already_linked", false, p.from.as.representative = text("9000000034"));
    PAIR("not_representative", false, p.to.as.representative = text("9000000034"));
    PAIR("has_members", false, p.members = true);
    PAIR("different_persons", false, p.from.integrated_number = "A"; p.to.integrated_number = "B");
    PAIR("", false, p.from.integrated_number = "A"; p.to.integrated_number = "A");
    PAIR("not_linked", true, );
    PAIR("", true, p.from.as.representative = p.to.as.addressee_number);
    PAIR("", true, p.from.as.representative = p.to.as.addressee_number; p.from.as.state = text("deleted"));
}

static void another_person_decides_once(void **state)
{
    (void)state;
    nonresident_refusal why = {0};
    nonresident_link link = {.found = true};
    Juki__Gateway__V1__DecideNonresidentLink wish = JUKI__GATEWAY__V1__DECIDE_NONRESIDENT_LINK__INIT;
    juki__gateway__v1__nonresident_link__init(&link.as);
    wish.operator_ = &clerk;
    link.as.asked_by = text("clerk2");
    link.as.state = text("asked");
    assert_true(nonresident_decision_may(&wish, &link, &why));
    link.as.state = text("refused");
    assert_false(nonresident_decision_may(&wish, &link, &why));
    assert_string_equal(why.code, "link_decided");
    link.as.asked_by = clerk.operator_id;
    assert_false(nonresident_decision_may(&wish, &link, &why));
    assert_string_equal(why.code, "same_person");
    link.found = false;
    assert_false(nonresident_decision_may(&wish, &link, &why));
    assert_string_equal(why.code, "link_unknown");
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
        cmocka_unit_test(items_are_checked_in_the_words_of_the_standard),
        cmocka_unit_test(lengths_are_those_of_the_api),
        cmocka_unit_test(numbers_have_their_own_range_and_a_check_digit),
        cmocka_unit_test(a_number_is_given_to_who_has_none),
        cmocka_unit_test(a_former_resident_keeps_his_number),
        cmocka_unit_test(who_came_back_and_left_is_carried_again),
        cmocka_unit_test(a_candidate_is_selected),
        cmocka_unit_test(only_who_uses_him_changes_the_latest_row),
        cmocka_unit_test(a_number_of_somebody_else_is_no_change),
        cmocka_unit_test(two_numbers_of_one_person_are_linked),
        cmocka_unit_test(another_person_decides_once),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
