/* The way from a message to parameters; the way through the database and back is for the integration tests.
 */
#include "common/db/record.h"

#include "juki/common/v1/common.pb-c.h"
#include "juki/gateway/v1/feed.pb-c.h"
#include "tests/unit/resident_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;

/* What the fields of the message are as columns, in its order. */
static const char *const COLUMNS[] = {
    "addressee_number",
    "history_number",
    "register_ref",
    "household_number",
    "state",
    "name",
    "name_kana",
    "birth_date",
    "birth_date_uncertain",
    "birth_date_written",
    "sex",
    "relationship",
    "individual_number",
    "resident_code",
    "address_postal_code",
    "address_municipality_code",
    "address_town_code",
    "address_prefecture",
    "address_municipality",
    "address_town",
    "address_number",
    "address_building",
    "resident_since",
    "address_since",
    "previous_postal_code",
    "previous_municipality_code",
    "previous_town_code",
    "previous_prefecture",
    "previous_municipality",
    "previous_town",
    "previous_number",
    "previous_building",
    "destination_postal_code",
    "destination_municipality_code",
    "destination_town_code",
    "destination_prefecture",
    "destination_municipality",
    "destination_town",
    "destination_number",
    "destination_building",
    "registered_domicile",
    "family_register_head",
    "reason",
    "change_date",
    "notified_date",
    "processed_date",
    "change_id",
    "operator_id",
    "terminal_id",
    "resident_kind",
    "nationality",
    "foreign_resident_since",
    "former_name",
    "former_name_kana",
    "alias",
    "alias_kana",
    "change_date_written",
    "telephone_kind",
    "telephone",
    "move_out_planned_date",
    "move_out_change_id",
    "confirmed_postal_code",
    "confirmed_municipality_code",
    "confirmed_town_code",
    "confirmed_prefecture",
    "confirmed_municipality",
    "confirmed_town",
    "confirmed_number",
    "confirmed_building",
    "move_out_confirmed_date",
    "move_out_notice_date",
    "stay_section",
    "stay_status",
    "stay_period",
    "stay_until",
    "stay_card_number",
    "name_kanji",
    "resident_since_written",
    "address_since_written",
    "foreign_resident_since_written",
    "registered_domicile_code",
    "acting_head_name",
    "acting_head_name_kana",
    "kana_confirmed_name",
    "kana_confirmed_former_name",
    "kana_confirmed_alias",
    "last_registered_address",
    "alien_registered",
    "alien_registered_uncertain",
    "alien_registered_written",
    "under_guardianship",
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };

static sample_register reg;
static ju_arena arena;
static ju_args args;

static int set_up(void **state)
{
    (void)state;
    sample_register_fill(&reg);
    ju_arena_init(&arena, (size_t)1 << 16);
    ju_args_init(&args, &arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ju_arena_done(&arena);
    return 0;
}

static int column(const char *name)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if (strcmp(COLUMNS[i], name) == 0) {
            return i;
        }
    }
    fail_msg("no column %s", name);
    return -1;
}

static void assert_column(const char *name, const char *expected)
{
    const char *value = args.arg[column(name)].value;
    if (expected == NULL) {
        assert_null(value);
    } else {
        assert_non_null(value);
        assert_string_equal(value, expected);
    }
}

static void a_record_fills_its_columns_in_order(void **state)
{
    (void)state;
    ju_arg_message(&args, &reg.person[SAMPLE_MOVED_OUT].base);
    assert_false(args.failed);
    assert_int_equal(args.count, COLUMN_COUNT);
    assert_column("addressee_number", "00000000050");
    assert_column("history_number", "5");
    assert_column("household_number", SAMPLE_ALONE_HOUSEHOLD);
    assert_column("state", "2");
    assert_column("name", "田中　三郎");
    assert_column("birth_date", "1980-05-05");
    assert_column("birth_date_uncertain", "f");
    assert_column("birth_date_written", NULL);
    assert_column("sex", "2");
    assert_column("relationship", "世帯主");
    assert_column("address_municipality_code", SAMPLE_MUNICIPALITY);
    assert_column("address_town_code", NULL);
    assert_column("address_number", "2番地");
    assert_column("resident_since", "2001-04-01");
    assert_column("destination_town", "拝島町");
    assert_column("destination_building", NULL);
    assert_column("registered_domicile", "東京都昭島市本町1番地");
    assert_column("terminal_id", "t-old");
}

static void an_absent_message_is_null_in_every_column(void **state)
{
    (void)state;
    record *person = &reg.person[SAMPLE_HEAD];
    person->birth_date = NULL;
    ju_arg_message(&args, &person->base);
    assert_int_equal(args.count, COLUMN_COUNT);
    for (int i = column("previous_postal_code"); i <= column("destination_building"); i++) {
        assert_null(args.arg[i].value);
    }
    assert_column("birth_date", NULL);
    assert_column("birth_date_uncertain", NULL);
    assert_column("birth_date_written", NULL);
    assert_column("registered_domicile", "東京都昭島市本町1番地");
}

static void a_sealed_value_is_one_binary_column(void **state)
{
    (void)state;
    record *person = &reg.person[SAMPLE_HEAD];
    person->resident_code = NULL;
    ju_arg_message(&args, &person->base);
    int at = column("individual_number");
    Juki__Common__V1__Sealed *back = juki__common__v1__sealed__unpack(
        &arena.allocator, (size_t)args.arg[at].length, (const unsigned char *)args.arg[at].value);
    assert_non_null(back);
    assert_string_equal(back->key_id, "resident/2026");
    assert_int_equal(back->ciphertext.len, reg.individual_number.ciphertext.len);
    assert_memory_equal(back->ciphertext.data, reg.individual_number.ciphertext.data, back->ciphertext.len);
    assert_int_equal(args.arg[at].format, 1);
    assert_null(args.arg[column("resident_code")].value);
    assert_int_equal(args.arg[column("resident_code")].format, 1);
    for (int i = 0; i < COLUMN_COUNT; i++) {
        assert_int_equal(args.arg[i].format, i == at || i == at + 1 ? 1 : 0);
    }
}

/* A nested message with repeated fields: its bytes, of which none is not the same as no message. */
static void a_list_inside_is_one_binary_column(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 42, ADDRESSES };
    Juki__Gateway__V1__PersonFeed feed = JUKI__GATEWAY__V1__PERSON_FEED__INIT;
    Juki__Common__V1__HouseholdHistory households = JUKI__COMMON__V1__HOUSEHOLD_HISTORY__INIT;
    Juki__Common__V1__HouseholdSpan span = JUKI__COMMON__V1__HOUSEHOLD_SPAN__INIT;
    Juki__Common__V1__HouseholdSpan *spans[] = {&span};
    span.from = (char *)(uintptr_t) "2026-01-01";
    feed.household_history = &households;
    ju_arg_message(&args, &feed.base);
    assert_int_equal(args.count, ADDRESSES + 1);
    assert_non_null(args.arg[HOUSEHOLDS].value);
    assert_int_equal(args.arg[HOUSEHOLDS].length, 0);
    assert_null(args.arg[ADDRESSES].value);
    ju_args_init(&args, &arena);
    households.span = spans;
    households.n_span = 1;
    ju_arg_message(&args, &feed.base);
    Juki__Common__V1__HouseholdHistory *back =
        juki__common__v1__household_history__unpack(&arena.allocator, (size_t)args.arg[HOUSEHOLDS].length,
                                                    (const unsigned char *)args.arg[HOUSEHOLDS].value);
    assert_int_equal(back->n_span, 1);
    assert_string_equal(back->span[0]->from, "2026-01-01");
}

static void other_types_have_their_form(void **state)
{
    (void)state;
    static uint8_t bytes[] = {0, 1};
    Juki__Common__V1__Header header = JUKI__COMMON__V1__HEADER__INIT;
    header.value = (ProtobufCBinaryData){.len = sizeof bytes, .data = bytes};
    ju_arg_message(&args, &header.base);
    assert_int_equal(args.count, 2);
    assert_null(args.arg[0].value);
    assert_ptr_equal(args.arg[1].value, bytes);
    assert_int_equal(args.arg[1].length, sizeof bytes);
    assert_int_equal(args.arg[1].format, 1);

    Juki__Common__V1__WrittenDate date = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    date.uncertain = 1;
    ju_args_init(&args, &arena);
    ju_arg_message(&args, &date.base);
    assert_string_equal(args.arg[1].value, "t");
}

static void a_full_arena_fails(void **state)
{
    (void)state;
    ju_arena none;
    ju_arena_init(&none, 0);
    ju_args_init(&args, &none);
    ju_arg_message(&args, &reg.person[SAMPLE_HEAD].base);
    assert_true(args.failed);
    ju_arena_done(&none);
}

int main(void)
{
#define MAPPED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        MAPPED(a_record_fills_its_columns_in_order), MAPPED(an_absent_message_is_null_in_every_column),
        MAPPED(a_sealed_value_is_one_binary_column), MAPPED(a_list_inside_is_one_binary_column),
        MAPPED(other_types_have_their_form),         MAPPED(a_full_arena_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
