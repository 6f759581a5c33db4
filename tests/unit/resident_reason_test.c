#include "services/resident/reason.h"

#include "juki/resident/v1/command.pb-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What each 届 may say, written down a second time: a widened list must be widened here too. */
static const struct {
    const char *code;
    const char *name;
    reason_group group;
    bool future;
    bool by_notice;
    const char *change_items[7];
    const char *person_items[25];
} EXPECTED[] = {
    {"domestic_move_in",
     "国内転入",
     REASON_ENTER,
     false,
     true,
     {"household_number", "address", "previous_address", "acting_head", "move_ref", "presented_code"},
     {"addressee_number",
      "name",
      "name_kana",
      "birth_date",
      "sex",
      "relationship",
      "individual_number",
      "resident_code",
      "registered_domicile",
      "family_register_head",
      "resident_kind",
      "nationality",
      "former_name",
      "former_name_kana",
      "alias",
      "alias_kana",
      "foreign_stay",
      "name_kanji",
      "registered_domicile_code",
      "kana_confirmed",
      "last_registered_address",
      "alien_registered",
      "under_guardianship",
      "certificate_place"}},
    {"birth",
     "出生",
     REASON_ENTER,
     false,
     true,
     {"household_number"},
     {"name", "name_kana", "birth_date", "sex", "relationship", "registered_domicile", "family_register_head",
      "resident_kind", "nationality", "foreign_stay", "name_kanji", "registered_domicile_code",
      "kana_confirmed"}},
    {"move_within",
     "転居",
     REASON_AMEND,
     false,
     true,
     {"household_number", "address", "last_becomes_head", "acting_head"},
     {"addressee_number", "relationship"}},
    {"domestic_move_out",
     "国内転出",
     REASON_DELETE,
     true,
     false,
     {"destination", "last_becomes_head", "by_card"},
     {"addressee_number"}},
    {"death",
     "死亡",
     REASON_DELETE,
     false,
     true,
     {"change_date_written", "last_becomes_head"},
     {"addressee_number"}},
};

enum { EXPECTED_COUNT = sizeof EXPECTED / sizeof EXPECTED[0] };

static size_t count_items(const char *const *items)
{
    size_t count = 0;
    while (items[count] != NULL) {
        count++;
    }
    return count;
}

static void assert_items(const char *const *items, const char *const *expected,
                         const ProtobufCMessageDescriptor *message)
{
    assert_int_equal(count_items(items), count_items(expected));
    for (; *expected != NULL; expected++) {
        assert_true(reason_allows(items, *expected));
        assert_non_null(protobuf_c_message_descriptor_get_field_by_name(message, *expected));
    }
}

static void each_reason_allows_what_its_notice_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < EXPECTED_COUNT; i++) {
        const reason *why = reason_find(EXPECTED[i].code);
        assert_non_null(why);
        assert_string_equal(why->code, EXPECTED[i].code);
        assert_string_equal(why->name, EXPECTED[i].name);
        assert_int_equal(why->group, EXPECTED[i].group);
        assert_items(why->change_items, EXPECTED[i].change_items,
                     &juki__resident__v1__submit_change__descriptor);
        assert_items(why->person_items, EXPECTED[i].person_items,
                     &juki__resident__v1__person_entry__descriptor);
    }
}

static void only_moving_out_may_lie_ahead(void **state)
{
    (void)state;
    for (size_t i = 0; i < EXPECTED_COUNT; i++) {
        const reason *why = reason_find(EXPECTED[i].code);
        assert_int_equal(why->future, EXPECTED[i].future);
        assert_int_equal(reason_follows_fact(why), EXPECTED[i].by_notice);
    }
}

/* Seed 002 R-22: what says much (市外転入 and the like), what is done ex officio and what touches a number is
 * seen by two persons beside who entered it; the rest by one. */
static void r22_how_many_review(void **state)
{
    (void)state;
    static const char *const by_two[] = {"domestic_move_in",
                                         "overseas_move_in",
                                         "naturalization_enter",
                                         "nationality_loss_enter",
                                         "official_enter",
                                         "cancel_enter",
                                         "naturalization_delete",
                                         "nationality_loss_delete",
                                         "official_delete",
                                         "cancel_delete",
                                         "official_correction",
                                         "error_correction",
                                         "number_change",
                                         "number_correction",
                                         "number_recorded",
                                         "code_change",
                                         "code_recorded",
                                         "cancel_amend",
                                         NULL};
    for (size_t i = 0; reason_at(i) != NULL; i++) {
        assert_int_equal(reason_at(i)->reviewers, reason_allows(by_two, reason_at(i)->code) ? 2 : 1);
    }
}

/* j210: 9 of 記載, 9 of 消除 and 19 of 修正, and whom they may concern. */
static void the_table_is_that_of_the_standard(void **state)
{
    (void)state;
    size_t groups[3] = {0};
    size_t limited[3] = {0};
    for (size_t i = 0; reason_at(i) != NULL; i++) {
        const reason *why = reason_at(i);
        groups[why->group]++;
        limited[why->applies_to]++;
        assert_ptr_equal(reason_find(why->code), why); /* no code twice */
        assert_non_null(strstr(why->source, "j210"));
    }
    assert_int_equal(groups[REASON_ENTER], 9);
    assert_int_equal(groups[REASON_DELETE], 9);
    assert_int_equal(groups[REASON_AMEND], 19);
    assert_int_equal(limited[REASON_FOR_JAPANESE], 5);
    assert_int_equal(limited[REASON_FOR_FOREIGN], 4);
}

static void assert_known(const char *const *items, const char *const *required,
                         const ProtobufCMessageDescriptor *message)
{
    for (size_t i = 0; items[i] != NULL; i++) {
        assert_non_null(protobuf_c_message_descriptor_get_field_by_name(message, items[i]));
    }
    for (size_t i = 0; required[i] != NULL; i++) {
        assert_true(reason_allows(items, required[i]));
    }
}

static void each_item_is_a_field_and_what_is_required_is_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; reason_at(i) != NULL; i++) {
        const reason *why = reason_at(i);
        assert_known(why->change_items, why->change_required, &juki__resident__v1__submit_change__descriptor);
        assert_known(why->person_items, why->person_required, &juki__resident__v1__person_entry__descriptor);
    }
}

/* j480, j720, and 職権 rests on a document. */
static void the_rows_keep_the_rules_of_all(void **state)
{
    (void)state;
    for (size_t i = 0; reason_at(i) != NULL; i++) {
        const reason *why = reason_at(i);
        bool entered = why->rule != REASON_RULE_DERIVED;
        bool moves_out = why->after == REASON_STATE_MOVED_OUT;
        bool official = why->basis == REASON_BY_OFFICIAL;
        assert_int_equal(why->future, moves_out);
        assert_int_equal(reason_allows(why->change_required, "justification"), official && entered);
        assert_false(why->rule == REASON_RULE_HOUSEHOLD && reason_allows(why->change_items, "address"));
        assert_int_equal(reason_allows(why->change_required, "cancelled_change_id"),
                         why->rule == REASON_RULE_CANCEL);
        assert_true(entered || (*why->change_items == NULL && *why->person_items == NULL));
    }
}

static void other_words_are_no_reason(void **state)
{
    (void)state;
    static const char *const words[] = {"",       "Birth", "birth ",        "deat",
                                        "deaths", "転居",  "move_within\n", "move-within"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_null(reason_find(words[i]));
    }
}

static void a_list_holds_whole_names_only(void **state)
{
    (void)state;
    static const char *const items[] = {"name_kana", "sex", NULL};
    static const char *const none[] = {NULL};
    assert_true(reason_allows(items, "sex"));
    assert_false(reason_allows(items, "name"));
    assert_false(reason_allows(items, "sexes"));
    assert_false(reason_allows(items, ""));
    assert_false(reason_allows(none, "sex"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reason_allows_what_its_notice_says),
        cmocka_unit_test(only_moving_out_may_lie_ahead),
        cmocka_unit_test(r22_how_many_review),
        cmocka_unit_test(the_table_is_that_of_the_standard),
        cmocka_unit_test(each_item_is_a_field_and_what_is_required_is_allowed),
        cmocka_unit_test(the_rows_keep_the_rules_of_all),
        cmocka_unit_test(other_words_are_no_reason),
        cmocka_unit_test(a_list_holds_whole_names_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
