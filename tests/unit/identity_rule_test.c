#include "common/text/address.h"
#include "services/identity/rule.h"
#include "services/resident/reason.h"

#include "common/text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SEION = JU_SEION_VOICED | JU_SEION_SMALL | JU_SEION_SPACE };

#define REF       "c0ffee00-0000-4000-8000-000000000001"
#define CHANGE_ID "c0ffee00-0000-4000-8000-000000000002"

/* A good update of a person, and the current row that the same items made. */
typedef struct fixture {
    ju_arena arena;
    ju_err err;
    Juki__Common__V1__WrittenDate birth;
    Juki__Common__V1__Address address;
    Juki__Common__V1__Address previous;
    Juki__Resident__V1__IdentityChanged changed;
    identity_numbers numbers;
    identity_record record;
    Juki__Common__V1__WrittenDate record_birth;
    identity_record before; /* what known has */
    identity_known known;
} fixture;

#define TEXT(literal) ((char *)(uintptr_t)(literal))

static void fill(fixture *f)
{
    juki__common__v1__written_date__init(&f->birth);
    f->birth.date = TEXT("1984-02-29");
    juki__common__v1__address__init(&f->address);
    f->address.postal_code = TEXT("1968511");
    f->address.municipality_code = TEXT("132071");
    f->address.prefecture = TEXT("東京都");
    f->address.municipality = TEXT("昭島市");
    f->address.town = TEXT("田中町");
    f->address.number = TEXT("1-17-1");
    f->address.building = TEXT("葛\U000E0100荘101");
    juki__common__v1__address__init(&f->previous);
    f->previous.municipality_code = TEXT("011011");
    f->previous.prefecture = TEXT("北海道");
    f->previous.municipality = TEXT("札幌市中央区");
    juki__resident__v1__identity_changed__init(&f->changed);
    f->changed.change_id = TEXT(CHANGE_ID);
    f->changed.register_ref = TEXT(REF);
    f->changed.name = TEXT("辻\U000E0102　愛");
    f->changed.name_kana = TEXT("ツヂ　ガッコー");
    f->changed.birth_date = &f->birth;
    f->changed.sex = JUKI__COMMON__V1__SEX__SEX_FEMALE;
    f->changed.address = &f->address;
    f->changed.previous_address = &f->previous;
    f->changed.resident_since = TEXT("2020-04-01");
    f->changed.address_since = TEXT("2026-04-01");
    f->changed.notified_date = TEXT("2026-04-02");
    f->changed.relationship = TEXT("世帯主");
    f->changed.former_name = TEXT("渡邉\U000E0101");
    f->changed.former_name_kana = TEXT("ワタナベ");
    f->changed.resident_code_since = TEXT("");
    f->changed.request_id = TEXT("request-1");
    f->changed.reason = TEXT("move_within");
    f->changed.change_date = TEXT("2026-04-01");
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    ju_arena_init(&f->arena, 1 << 20);
    fill(f);
    memset(f->numbers.number_index, 7, JU_BLIND_INDEX_BYTES);
    assert_int_equal(identity_record_of(&f->changed, true, SEION, &f->arena, &f->record, &f->err), JU_OK);
    f->before = f->record;
    f->record_birth = f->birth;
    f->record.birth_date = &f->record_birth;
    f->known = (identity_known){
        .found = true, .register_ref = REF, .number_index = f->numbers.number_index, .record = &f->before};
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

static void refused(fixture *f, ju_rc rc, const char *code, const char *item)
{
    assert_int_equal(rc, JU_REJECT);
    assert_string_equal(f->err.code, code);
    assert_string_equal(f->err.item, item);
}

static ju_rc form(fixture *f)
{
    identity_effect effect;
    return identity_check_form(&f->changed, REF, &effect, &f->err);
}

static ju_rc known(fixture *f, identity_effect effect)
{
    return identity_check_known(effect, &f->record, REF, &f->numbers, &f->known, &f->err);
}

static void reasons_have_effects(void **state)
{
    static const struct {
        const char *reason;
        identity_effect effect;
    } table[] = {{"domestic_move_in", IDENTITY_ENTER},
                 {"birth", IDENTITY_ENTER},
                 {"move_within", IDENTITY_MOVE_WITHIN},
                 {"domestic_move_out", IDENTITY_LEAVE},
                 {"death", IDENTITY_LEAVE},
                 {"cancel_enter", IDENTITY_ENTER},
                 {"cancel_delete", IDENTITY_LEAVE},
                 {"cancel_amend", IDENTITY_AMEND},
                 {"naturalization_enter", IDENTITY_AMEND},
                 {"household_change", IDENTITY_HOUSEHOLD},
                 {"number_change", IDENTITY_NUMBER},
                 {"code_change", IDENTITY_RENUMBER}};
    identity_effect effect;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_true(identity_effect_of(table[i].reason, &effect));
        assert_int_equal(effect, table[i].effect);
    }
    assert_false(identity_effect_of("conquest", &effect));
    assert_false(identity_effect_of("", &effect));
}

/* A reason that the register tells of and identity does not know would hold the person's messages. */
static void every_reason_that_is_told_is_known(void **state)
{
    identity_effect effect;
    (void)state;
    for (size_t i = 0; reason_at(i) != NULL; i++) {
        const reason *why = reason_at(i);
        if (identity_effect_of(why->code, &effect) == (why->rule == REASON_RULE_DERIVED)) {
            fail_msg("%s", why->code);
        }
    }
}

static void a_new_code_is_nobodys(void **state)
{
    fixture *f = *state;
    f->known.found = false;
    assert_int_equal(known(f, IDENTITY_RENUMBER), JU_OK);
    refused(f, known(f, IDENTITY_AMEND), "not_current", "reason");
}

static void good_form_passes(void **state)
{
    assert_int_equal(form(*state), JU_OK);
}

static void form_names_the_item(void **state)
{
    fixture *f = *state;
    /* a record may have no 氏名 yet (standard j60) */
    f->changed.name = TEXT("");
    f->changed.name_kana = TEXT("");
    assert_int_equal(form(f), JU_OK);
    fill(f);
    refused(f, (f->changed.address = NULL, form(f)), "item_missing", "address");
    fill(f);
    refused(f, (f->changed.register_ref = TEXT("other"), form(f)), "key_mismatch", "register_ref");
    fill(f);
    refused(f, (f->changed.reason = TEXT("conquest"), form(f)), "reason_unknown", "reason");
    fill(f);
    refused(f, (f->changed.change_date = TEXT("2026-02-29"), form(f)), "item_invalid", "change_date");
    fill(f);
    refused(f, (f->changed.name_kana = TEXT("つじ"), form(f)), "item_invalid", "name_kana");
    fill(f);
    refused(f, (f->changed.former_name_kana = TEXT("わた"), form(f)), "item_invalid", "former_name_kana");
    fill(f);
    refused(f, (f->address.municipality_code = TEXT("132072"), form(f)), "item_invalid",
            "address.municipality_code");
    fill(f);
    refused(f, (f->changed.change_id = TEXT("1"), form(f)), "item_invalid", "change_id");
    fill(f);
    refused(f, (f->address.postal_code = TEXT("196-851"), form(f)), "item_invalid", "address.postal_code");
    fill(f);
    refused(f, (f->changed.sex = (Juki__Common__V1__Sex)9, form(f)), "item_invalid", "sex");
    fill(f);
    refused(f, (f->changed.resident_code_since = TEXT("2026"), form(f)), "item_invalid",
            "resident_code_since");
    fill(f);
    f->birth.uncertain = true;
    assert_int_equal(form(f), JU_REJECT);
}

static void record_derives_its_items(void **state)
{
    const fixture *f = *state;
    const identity_record *r = &f->record;
    assert_string_equal(r->name_kana, "つぢ　がっこー");
    assert_string_equal(r->name_kana_plain, "つちかつこー");
    assert_int_equal(r->name_external_characters, 1);
    assert_string_equal(r->address, "東京都昭島市田中町1-17-1　葛\U000E0100荘101");
    assert_int_equal(r->address_external_characters, 1);
    assert_string_equal(r->previous_address, "北海道札幌市中央区");
    assert_int_equal(r->previous_address_external_characters, 0);
    assert_true(r->has_external_characters);
    assert_string_equal(ju_text_address(NULL, NULL), "");
    assert_string_equal(r->request_id, "request-1");
    assert_string_equal(r->former_name, "渡邉\U000E0101");
    assert_int_equal(r->former_name_external_characters, 1);
    assert_string_equal(r->former_name_kana, "わたなべ");
}

/* 外字フラグ (34) of each of the four texts that are counted. */
static void an_external_character_anywhere_sets_the_flag(void **state)
{
    fixture *f = *state;
    identity_record record;
    char **texts[] = {&f->changed.name, &f->address.building, &f->previous.building, &f->changed.former_name};
    f->changed.name = f->changed.former_name = f->address.building = f->previous.building = TEXT("昭");
    assert_int_equal(identity_record_of(&f->changed, true, SEION, &f->arena, &record, &f->err), JU_OK);
    assert_false(record.has_external_characters);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i] = TEXT("昭\uE000");
        assert_int_equal(identity_record_of(&f->changed, true, SEION, &f->arena, &record, &f->err), JU_OK);
        assert_true(record.has_external_characters);
        assert_int_equal(record.name_external_characters, i == 0);
        assert_int_equal(record.address_external_characters, i == 1);
        assert_int_equal(record.previous_address_external_characters, i == 2);
        assert_int_equal(record.former_name_external_characters, i == 3);
        *texts[i] = TEXT("昭");
    }
}

/* 清音化かな (5): each step by itself, and what is none. */
static void every_step_of_seion_is_a_switch(void **state)
{
    static const struct {
        const char *steps;
        const char *kana;
    } table[] = {
        {"none", "つぢ　がっこー"},
        {"voiced", "つち　かっこー"},
        {"small", "つぢ　がつこー"},
        {"space", "つぢがっこー"},
        {"long", "つぢ　がっこ"},
        {"voiced,small,space", "つちかつこー"},
        {"long,space,small,voiced", "つちかつこ"},
    };
    fixture *f = *state;
    identity_record record;
    unsigned steps = 0;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_true(identity_seion_steps(table[i].steps, &steps));
        assert_int_equal(identity_record_of(&f->changed, true, steps, &f->arena, &record, &f->err), JU_OK);
        assert_string_equal(record.name_kana_plain, table[i].kana);
        assert_string_equal(record.name_kana, "つぢ　がっこー");
    }
    assert_false(identity_seion_steps("voice", &steps));
    assert_false(identity_seion_steps("voiced small", &steps));
    assert_false(identity_seion_steps(",voiced", &steps));
}

/* 更新禁止 and 排他 stop every update. */
static void a_flag_stops_updates(void **state)
{
    fixture *f = *state;
    assert_int_equal(identity_check_flags(&f->known, &f->err), JU_OK);
    f->known.exclusive = true;
    refused(f, identity_check_flags(&f->known, &f->err), "exclusive", "register_ref");
    f->known.update_forbidden = true;
    refused(f, identity_check_flags(&f->known, &f->err), "update_forbidden", "register_ref");
    f->known = (identity_known){.found = false};
    assert_int_equal(identity_check_flags(&f->known, &f->err), JU_OK);
}

/* 25 and 30 are of the record, not of the update. */
static void the_day_of_the_code_and_the_count_of_acts_go_on(void **state)
{
    fixture *f = *state;
    f->before.resident_code_since = TEXT("2024-01-09");
    f->before.recovery_update_number = 3;
    identity_carry(&f->known, &f->record);
    assert_string_equal(f->record.resident_code_since, "2024-01-09");
    assert_int_equal(f->record.recovery_update_number, 3);
    f->record.resident_code_since = TEXT("2026-04-01");
    identity_carry(&f->known, &f->record);
    assert_string_equal(f->record.resident_code_since, "2026-04-01");
    f->known.found = false;
    f->record.recovery_update_number = 0;
    identity_carry(&f->known, &f->record);
    assert_int_equal(f->record.recovery_update_number, 0);
}

/* The two examples of R-23 and their complements. */
static void a_resident_cannot_move_in(void **state)
{
    fixture *f = *state;
    refused(f, known(f, IDENTITY_ENTER), "already_current", "reason");
    f->before.current = false;
    assert_int_equal(known(f, IDENTITY_ENTER), JU_OK);
    f->known.found = false;
    assert_int_equal(known(f, IDENTITY_ENTER), JU_OK);
}

static void moving_within_changes_the_address(void **state)
{
    fixture *f = *state;
    f->record.address = TEXT("東京都昭島市昭和町2-2-1");
    f->record.postal_code = TEXT("1960015");
    f->record.town_code = TEXT("0001000");
    f->record.address_since = TEXT("2026-05-01");
    f->record.relationship = TEXT("子");
    assert_int_equal(known(f, IDENTITY_MOVE_WITHIN), JU_OK);
}

static void moving_within_changes_nothing_else(void **state)
{
    fixture *f = *state;
    const struct {
        const char *item;
        char **text;
    } texts[] = {{"name", &f->record.name},
                 {"name_kana", &f->record.name_kana},
                 {"birth_date", &f->record_birth.date},
                 {"birth_date", &f->record_birth.written},
                 {"resident_since", &f->record.resident_since},
                 {"former_name", &f->record.former_name},
                 {"former_name", &f->record.former_name_kana},
                 {"previous_address", &f->record.previous_municipality_code},
                 {"previous_address", &f->record.previous_address}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *before = *texts[i].text;
        *texts[i].text = TEXT("changed");
        refused(f, known(f, IDENTITY_MOVE_WITHIN), "item_changed", texts[i].item);
        *texts[i].text = before;
    }
    f->record.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    refused(f, known(f, IDENTITY_MOVE_WITHIN), "item_changed", "sex");
    f->record.sex = f->before.sex;
    unsigned char other[JU_BLIND_INDEX_BYTES] = {1};
    f->known.number_index = other;
    refused(f, known(f, IDENTITY_MOVE_WITHIN), "item_changed", "individual_number");
}

/* j720: a change of households keeps the address. */
static void a_household_changes_nothing_but_the_relationship(void **state)
{
    fixture *f = *state;
    f->record.relationship = TEXT("子");
    assert_int_equal(known(f, IDENTITY_HOUSEHOLD), JU_OK);
    f->record.address = TEXT("東京都昭島市昭和町2-2-1");
    refused(f, known(f, IDENTITY_HOUSEHOLD), "item_changed", "address");
    assert_int_equal(known(f, IDENTITY_MOVE_WITHIN), JU_OK);
    assert_int_equal(known(f, IDENTITY_AMEND), JU_OK);
    f->record.address = f->before.address;
    unsigned char other[JU_BLIND_INDEX_BYTES] = {1};
    f->known.number_index = other;
    refused(f, known(f, IDENTITY_HOUSEHOLD), "item_changed", "individual_number");
}

static void a_new_number_is_nothing_else(void **state)
{
    fixture *f = *state;
    unsigned char other[JU_BLIND_INDEX_BYTES] = {1};
    f->known.number_index = other;
    assert_int_equal(known(f, IDENTITY_NUMBER), JU_OK);
    f->record.name = TEXT("別人");
    refused(f, known(f, IDENTITY_NUMBER), "item_changed", "name");
    f->record.name = f->before.name;
    f->record.address = TEXT("東京都昭島市昭和町2-2-1");
    refused(f, known(f, IDENTITY_NUMBER), "item_changed", "address");
}

/* the code of somebody who left is still his. */
static void nobody_enters_under_anothers_code(void **state)
{
    fixture *f = *state;
    f->before.current = false;
    f->known.register_ref = "another";
    refused(f, known(f, IDENTITY_ENTER), "register_ref", "register_ref");
}

static void only_residents_change_or_leave(void **state)
{
    fixture *f = *state;
    assert_int_equal(known(f, IDENTITY_LEAVE), JU_OK);
    f->before.current = false;
    refused(f, known(f, IDENTITY_LEAVE), "not_current", "reason");
    refused(f, known(f, IDENTITY_MOVE_WITHIN), "not_current", "reason");
    f->known = (identity_known){.found = false};
    refused(f, known(f, IDENTITY_LEAVE), "not_current", "reason");
    refused(f, known(f, IDENTITY_MOVE_WITHIN), "not_current", "reason");
}

static void a_code_stays_with_its_record(void **state)
{
    fixture *f = *state;
    f->known.register_ref = "another";
    refused(f, known(f, IDENTITY_LEAVE), "register_ref", "register_ref");
    refused(f, known(f, IDENTITY_MOVE_WITHIN), "register_ref", "register_ref");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_have_effects),
        cmocka_unit_test(every_reason_that_is_told_is_known),
        cmocka_unit_test_setup_teardown(a_new_code_is_nobodys, setup, teardown),
        cmocka_unit_test_setup_teardown(good_form_passes, setup, teardown),
        cmocka_unit_test_setup_teardown(form_names_the_item, setup, teardown),
        cmocka_unit_test_setup_teardown(record_derives_its_items, setup, teardown),
        cmocka_unit_test_setup_teardown(an_external_character_anywhere_sets_the_flag, setup, teardown),
        cmocka_unit_test_setup_teardown(every_step_of_seion_is_a_switch, setup, teardown),
        cmocka_unit_test_setup_teardown(a_flag_stops_updates, setup, teardown),
        cmocka_unit_test_setup_teardown(the_day_of_the_code_and_the_count_of_acts_go_on, setup, teardown),
        cmocka_unit_test_setup_teardown(a_resident_cannot_move_in, setup, teardown),
        cmocka_unit_test_setup_teardown(moving_within_changes_the_address, setup, teardown),
        cmocka_unit_test_setup_teardown(moving_within_changes_nothing_else, setup, teardown),
        cmocka_unit_test_setup_teardown(a_household_changes_nothing_but_the_relationship, setup, teardown),
        cmocka_unit_test_setup_teardown(a_new_number_is_nothing_else, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_enters_under_anothers_code, setup, teardown),
        cmocka_unit_test_setup_teardown(only_residents_change_or_leave, setup, teardown),
        cmocka_unit_test_setup_teardown(a_code_stays_with_its_record, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
