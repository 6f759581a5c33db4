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
    const char *change_items[5];
    const char *person_items[10];
} EXPECTED[] = {
    {"domestic_move_in",
     "国内転入",
     REASON_ENTER,
     false,
     true,
     {"household_number", "address", "previous_address"},
     {"name", "name_kana", "birth_date", "sex", "relationship", "individual_number", "resident_code",
      "registered_domicile", "family_register_head"}},
    {"birth",
     "出生",
     REASON_ENTER,
     false,
     true,
     {"household_number"},
     {"name", "name_kana", "birth_date", "sex", "relationship", "registered_domicile",
      "family_register_head"}},
    {"move_within",
     "転居",
     REASON_AMEND,
     false,
     true,
     {"household_number", "address"},
     {"addressee_number", "relationship"}},
    {"domestic_move_out", "国内転出", REASON_DELETE, true, false, {"destination"}, {"addressee_number"}},
    {"death", "死亡", REASON_DELETE, false, true, {NULL}, {"addressee_number"}},
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
        assert_int_equal(why->by_notice, EXPECTED[i].by_notice);
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
        cmocka_unit_test(other_words_are_no_reason),
        cmocka_unit_test(a_list_holds_whole_names_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
