#include "tests/unit/resident_decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* 葛 with an ideographic variation selector, as names have it: one character, seven bytes. */
#define VARIANT "葛\U000E0100"

static const char *const REASONS[] = {"domestic_move_in", "birth", "move_within", "domestic_move_out",
                                      "death"};
enum { REASON_COUNT = sizeof REASONS / sizeof REASONS[0], TEXT_SIZE = 4096 };

static sample_entry s;

static int fresh(void **state)
{
    (void)state;
    sample_entry_fill(&s, "domestic_move_in", 2);
    return 0;
}

/* ---- whole entries ---- */

static void valid_entries_are_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < REASON_COUNT; i++) {
        for (size_t count = 1; count <= 3; count++) {
            sample_entry_fill(&s, REASONS[i], count);
            entry_accepted(&s);
        }
    }
}

static void an_unknown_reason_is_refused(void **state)
{
    (void)state;
    s.entry.reason = sample_text("emigration");
    entry_refused(&s, "reason_unknown", "reason");
    s.entry.reason = sample_text("");
    entry_refused(&s, "reason_unknown", "reason");
}

static void a_change_has_a_uuid(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "42", "0190a000-0000-7000-8000-00000000000",
                                        "0190a000000070008000000000000002"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        s.entry.change_id = sample_text(wrong[i]);
        entry_refused(&s, "code_invalid", "change_id");
    }
}

static void who_enters_must_be_known(void **state)
{
    (void)state;
    s.operator_.operator_id = sample_text("");
    entry_refused(&s, "operator_missing", "operator");
    s.operator_.operator_id = sample_text("op-1");
    s.operator_.terminal_id = sample_text("");
    entry_refused(&s, "operator_missing", "operator");
    s.entry.operator_ = NULL;
    entry_refused(&s, "operator_missing", "operator");
}

static void there_are_one_to_fifty_persons(void **state)
{
    (void)state;
    sample_entry_fill(&s, "birth", 50);
    entry_accepted(&s);
    sample_entry_fill(&s, "birth", 51);
    entry_refused(&s, "persons_too_many", "person");
    sample_entry_fill(&s, "birth", 0);
    entry_refused(&s, "persons_missing", "person");
}

static void nobody_stands_in_an_entry_twice(void **state)
{
    (void)state;
    sample_entry_fill(&s, "death", 3);
    s.person[2].addressee_number = s.person[0].addressee_number;
    entry_refused(&s, "person_twice", "person");

    sample_entry_fill(&s, "domestic_move_in", 3);
    s.numbers[2].individual_number = s.numbers[1].individual_number;
    entry_refused(&s, "person_twice", "person");

    sample_entry_fill(&s, "domestic_move_in", 3);
    s.numbers[2].resident_code = s.numbers[0].resident_code;
    entry_refused(&s, "person_twice", "person");
}

/* ---- only the items of the reason: every field of both messages, by descriptor ---- */

static void give_something(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    static Juki__Common__V1__Address address = JUKI__COMMON__V1__ADDRESS__INIT;
    static Juki__Common__V1__WrittenDate date = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    static Juki__Resident__V1__ForeignStay stay = JUKI__RESIDENT__V1__FOREIGN_STAY__INIT;
    static Juki__Resident__V1__ActingHead head = JUKI__RESIDENT__V1__ACTING_HEAD__INIT;
    static Juki__Resident__V1__KanaConfirmed kana = JUKI__RESIDENT__V1__KANA_CONFIRMED__INIT;
    static char *words[1];
    char *value = (char *)message + field->offset;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) { /* of texts */
        words[0] = sample_text("1");
        *(char ***)value = words;
        *(size_t *)((char *)message + field->quantifier_offset) = 1;
        return;
    }
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        *(char **)value = sample_text("1");
        break;
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_BOOL:
    case PROTOBUF_C_TYPE_INT32:
        *(int *)value = 1;
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        *(void **)value = field->descriptor == &juki__common__v1__address__descriptor  ? (void *)&address
                          : field->descriptor == &juki__common__v1__sealed__descriptor ? (void *)&s.sealed
                          : field->descriptor == &juki__resident__v1__foreign_stay__descriptor ? (void *)&stay
                          : field->descriptor == &juki__resident__v1__acting_head__descriptor  ? (void *)&head
                          : field->descriptor == &juki__resident__v1__kana_confirmed__descriptor
                              ? (void *)&kana
                              : (void *)&date;
        break;
    default:
        fail_msg("%s has a type that this test does not know", field->name);
    }
}

/* Gives one field and looks at the answer; false when the field is part of every entry. */
static void try_field(const char *code, const ProtobufCMessageDescriptor *descriptor, unsigned at,
                      size_t *ret_refused)
{
    const ProtobufCFieldDescriptor *field = &descriptor->fields[at];
    bool of_person = descriptor == &juki__resident__v1__person_entry__descriptor;
    sample_entry_fill(&s, code, 2);
    const reason *why = reason_find(code);
    bool allowed = reason_allows(of_person ? why->person_items : why->change_items, field->name);
    give_something(of_person ? &s.person[1].base : &s.entry.base, field);
    if (!allowed) {
        entry_refused(&s, "item_not_allowed", field->name);
        (*ret_refused)++;
        return;
    }
    refusal answer = {0};
    assert_true(entry_accepts(&s, &answer) || strcmp(answer.code, "item_not_allowed") != 0);
}

static bool is_in_every_entry(const char *field)
{
    static const char *const always[] = {
        "change_id", "reason",          "change_date",       "notified_date",  "operator",
        "person",    "confirmed_alert", "support_requested", "application_id", "identity_check",
        NULL};
    return reason_allows(always, field);
}

static void items_of_other_reasons_are_refused(void **state)
{
    (void)state;
    const ProtobufCMessageDescriptor *change = &juki__resident__v1__submit_change__descriptor;
    const ProtobufCMessageDescriptor *person = &juki__resident__v1__person_entry__descriptor;
    size_t refused = 0;
    for (size_t r = 0; r < REASON_COUNT; r++) {
        for (unsigned i = 0; i < change->n_fields; i++) {
            if (!is_in_every_entry(change->fields[i].name)) {
                try_field(REASONS[r], change, i, &refused);
            }
        }
        for (unsigned i = 0; i < person->n_fields; i++) {
            try_field(REASONS[r], person, i, &refused);
        }
    }
    /* 13 and 27 fields, of which the five reasons allow 6 + 1 + 4 + 3 + 2 and 24 + 13 + 2 + 1 + 1 */
    assert_int_equal(refused, 5 * 13 - 16 + 5 * 27 - 41);
}

static void moving_within_does_not_change_a_name(void **state)
{
    (void)state;
    sample_entry_fill(&s, "move_within", 1);
    s.person[0].name = sample_text("昭島　一男");
    entry_refused(&s, "item_not_allowed", "name");
}

/* ---- what a reason needs ---- */

static void needed_items_are_asked_for(void **state)
{
    (void)state;
    s.person[1].relationship = sample_text("");
    entry_refused(&s, "item_required", "relationship");
    fresh(NULL);
    s.person[1].birth_date = NULL;
    entry_refused(&s, "item_required", "birth_date");
    fresh(NULL);
    s.person[1].name = sample_text("");
    entry_refused(&s, "item_required", "name"); /* the kana is of no name */
    fresh(NULL);
    s.numbers[1].individual_number = "";
    entry_refused(&s, "item_required", "individual_number");
    fresh(NULL);
    s.numbers[1].resident_code = "";
    entry_refused(&s, "item_required", "resident_code");
    s.numbers[1].individual_number = ""; /* a newborn, perhaps: the alert no_numbers asks */
    entry_accepted(&s);
    sample_entry_fill(&s, "death", 2);
    s.person[1].addressee_number = sample_text("");
    entry_refused(&s, "item_required", "addressee_number");
}

static void a_name_and_a_sex_may_be_missing(void **state)
{
    (void)state;
    s.person[0].name = sample_text("");
    s.person[0].name_kana = sample_text("");
    s.person[0].sex = JUKI__COMMON__V1__SEX__SEX_UNSPECIFIED;
    entry_accepted(&s);
}

static void needed_places_are_asked_for(void **state)
{
    (void)state;
    s.entry.address = NULL;
    entry_refused(&s, "item_required", "address");
    fresh(NULL);
    s.entry.previous_address = NULL;
    entry_refused(&s, "item_required", "previous_address");
    fresh(NULL);
    s.address.town = sample_text("");
    entry_refused(&s, "item_required", "address");
    fresh(NULL);
    s.elsewhere.municipality = sample_text("");
    entry_refused(&s, "item_required", "previous_address");
    sample_entry_fill(&s, "domestic_move_out", 1);
    s.entry.destination = NULL;
    entry_refused(&s, "item_required", "destination");
}

/* ---- forms ---- */

static void check_digits_are_checked(void **state)
{
    (void)state;
    s.numbers[1].individual_number = "621498320256";
    entry_refused(&s, "check_digit", "individual_number");
    fresh(NULL);
    s.numbers[1].individual_number = "62149832025";
    entry_refused(&s, "check_digit", "individual_number");
    fresh(NULL);
    s.numbers[0].resident_code = "12345678901";
    entry_refused(&s, "check_digit", "resident_code");
    fresh(NULL);
    s.address.municipality_code = sample_text("132072");
    entry_refused(&s, "check_digit", "address");
    fresh(NULL);
    s.elsewhere.municipality_code = sample_text("");
    entry_refused(&s, "check_digit", "previous_address");
}

static void places_are_inside_or_outside(void **state)
{
    (void)state;
    s.entry.address = &s.elsewhere;
    entry_refused(&s, "address_outside", "address");
    fresh(NULL);
    s.entry.previous_address = &s.address;
    entry_refused(&s, "address_inside", "previous_address");
    sample_entry_fill(&s, "domestic_move_out", 1);
    s.entry.destination = &s.address;
    entry_refused(&s, "address_inside", "destination");
    assert_true(entry_address_inside(&s.address, SAMPLE_MUNICIPALITY));
    assert_false(entry_address_inside(&s.elsewhere, SAMPLE_MUNICIPALITY));
}

static void postal_and_town_codes_are_seven_digits(void **state)
{
    (void)state;
    static const char *const wrong[] = {"196001", "19600150", "196-0015", "196001a", "１９６００１５"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        fresh(NULL);
        s.address.postal_code = sample_text(wrong[i]);
        entry_refused(&s, "code_invalid", "address");
        fresh(NULL);
        s.elsewhere.town_code = sample_text(wrong[i]);
        entry_refused(&s, "code_invalid", "previous_address");
    }
    fresh(NULL);
    s.address.postal_code = sample_text("");
    s.address.town_code = sample_text("0010001");
    entry_accepted(&s);
}

static void a_kana_is_katakana(void **state)
{
    (void)state;
    static const char *const wrong[] = {"たまがわ", "ﾀﾏｶﾞﾜ", "TAMAGAWA", "玉川", "　", "タマガワ5"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        fresh(NULL);
        s.person[1].name_kana = sample_text(wrong[i]);
        entry_refused(&s, "kana_invalid", "name_kana");
    }
    s.person[1].name_kana = sample_text("ジョン・スミス");
    entry_accepted(&s);
}

/* ---- widths ---- */

static void repeat(char text[TEXT_SIZE], const char *character, size_t count)
{
    size_t size = strlen(character);
    assert_true(count * size < TEXT_SIZE);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + i * size, character, size);
    }
    text[count * size] = '\0';
}

/* The width counts characters: exactly so many are accepted, one more is not. */
static void assert_width(const char *code, ProtobufCMessage *message, const char *name, size_t width,
                         const char *character)
{
    static char text[TEXT_SIZE];
    refusal why = {0};
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    assert_non_null(field);
    sample_entry_fill(&s, code, 1);
    *(char **)((char *)message + field->offset) = text;
    repeat(text, character, width);
    if (!entry_accepts(&s, &why)) {
        assert_string_not_equal(why.code, "text_too_long");
    }
    repeat(text, character, width + 1);
    entry_refused(&s, "text_too_long", name);
}

static void texts_have_widths_in_characters(void **state)
{
    (void)state;
    const struct {
        const char *code;
        ProtobufCMessage *message;
        const char *field;
        size_t width;
    } rows[] = {
        {"domestic_move_in", &s.entry.base, "household_number", 15},
        {"domestic_move_in", &s.operator_.base, "operator_id", 40},
        {"domestic_move_in", &s.operator_.base, "terminal_id", 40},
        {"domestic_move_in", &s.operator_.base, "office", 40},
        {"domestic_move_in", &s.person[0].base, "name", 100},
        {"domestic_move_in", &s.person[0].base, "name_kana", 100},
        {"domestic_move_in", &s.person[0].base, "relationship", 30},
        {"domestic_move_in", &s.person[0].base, "registered_domicile", 200},
        {"domestic_move_in", &s.person[0].base, "family_register_head", 100},
        {"death", &s.person[0].base, "addressee_number", 15},
        {"domestic_move_in", &s.address.base, "prefecture", 4},
        {"domestic_move_in", &s.address.base, "municipality", 12},
        {"domestic_move_in", &s.address.base, "town", 120},
        {"domestic_move_in", &s.address.base, "number", 50},
        {"domestic_move_in", &s.address.base, "building", 300},
        {"domestic_move_in", &s.elsewhere.base, "town", 120},
        {"domestic_move_out", &s.elsewhere.base, "building", 300},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sample_entry_fill(&s, rows[i].code, 1); /* so that the message has its descriptor */
        assert_width(rows[i].code, rows[i].message, rows[i].field, rows[i].width, "a");
        assert_width(rows[i].code, rows[i].message, rows[i].field, rows[i].width, VARIANT);
    }
}

static void a_variant_counts_as_one_character_in_a_name(void **state)
{
    (void)state;
    static char name[TEXT_SIZE];
    repeat(name, VARIANT, 100);
    s.person[0].name = name;
    entry_accepted(&s);
    repeat(name, VARIANT, 101);
    entry_refused(&s, "text_too_long", "name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(valid_entries_are_accepted, fresh),
        cmocka_unit_test_setup(an_unknown_reason_is_refused, fresh),
        cmocka_unit_test_setup(a_change_has_a_uuid, fresh),
        cmocka_unit_test_setup(who_enters_must_be_known, fresh),
        cmocka_unit_test_setup(there_are_one_to_fifty_persons, fresh),
        cmocka_unit_test_setup(nobody_stands_in_an_entry_twice, fresh),
        cmocka_unit_test_setup(items_of_other_reasons_are_refused, fresh),
        cmocka_unit_test_setup(moving_within_does_not_change_a_name, fresh),
        cmocka_unit_test_setup(needed_items_are_asked_for, fresh),
        cmocka_unit_test_setup(a_name_and_a_sex_may_be_missing, fresh),
        cmocka_unit_test_setup(needed_places_are_asked_for, fresh),
        cmocka_unit_test_setup(check_digits_are_checked, fresh),
        cmocka_unit_test_setup(places_are_inside_or_outside, fresh),
        cmocka_unit_test_setup(postal_and_town_codes_are_seven_digits, fresh),
        cmocka_unit_test_setup(a_kana_is_katakana, fresh),
        cmocka_unit_test_setup(texts_have_widths_in_characters, fresh),
        cmocka_unit_test_setup(a_variant_counts_as_one_character_in_a_name, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
