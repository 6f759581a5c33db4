/* Items that few entries have: 併記名, 本籍地コード, days since when that are 不詳 and others. */
#include "services/resident/as_of.h"
#include "tests/unit/resident_decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;

enum { FOREIGN = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN };

static decision d;
static Juki__Common__V1__WrittenDate unknown;
static char *cleared[1];

static int set_up(void **state)
{
    (void)state;
    decision_begin(&d);
    juki__common__v1__written_date__init(&unknown);
    unknown.date = sample_text("1950-03-01");
    unknown.uncertain = 1;
    unknown.written = sample_text("昭和25年3月 日不詳");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    decision_end(&d);
    return 0;
}

static void clear(const char *item)
{
    cleared[0] = sample_text(item);
    d.s.entry.cleared = cleared;
    d.s.entry.n_cleared = 1;
}

/* A correction of one person of the register and nothing else yet. */
static void correct(const char *code, int registered)
{
    decision_enter(&d, code, 1);
    decision_name(&d, 0, registered);
    d.s.person[0].name = d.s.person[0].registered_domicile = sample_text("");
    d.s.person[0].birth_date = NULL;
    d.s.entry.justification = sample_text("申出書");
}

/* 職権記載 of one person. */
static void record_ex_officio(void)
{
    decision_enter(&d, "domestic_move_in", 1);
    d.s.entry.reason = sample_text("official_enter");
    d.s.entry.justification = sample_text("実態調査");
    d.s.entry.identity_check = NULL;
}

static void be_foreign(int registered)
{
    d.reg.person[registered].resident_kind = (Juki__Resident__V1__ResidentKind)FOREIGN;
    d.reg.person[registered].registered_domicile = sample_text("");
    d.reg.person[registered].name = sample_text("KIM SUMI");
}

/* ---- 併記名 -------------------------------------------------------------------------------------------- */

static void j20_a_name_in_kanji_beside_that_in_letters(void **state)
{
    (void)state;
    static const char *const changed[] = {"name_kanji", NULL};
    be_foreign(SAMPLE_ALONE);
    correct("official_correction", SAMPLE_ALONE);
    d.s.person[0].name_kanji = sample_text("金　澄");
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->name_kanji, "金　澄");
    decision_only_changed(&d.reg.person[SAMPLE_ALONE], d.result.record[0], changed);

    d.reg.person[SAMPLE_ALONE].name_kanji = sample_text("金　澄");
    correct("official_correction", SAMPLE_ALONE);
    clear("name_kanji");
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->name_kanji, "");
    decision_only_changed(&d.reg.person[SAMPLE_ALONE], d.result.record[0], changed);
    d.s.person[0].name_kanji = sample_text("金　純");
    entry_refused(&d.s, "item_not_allowed", "cleared");
}

static void j20_it_is_of_foreign_residents(void **state)
{
    (void)state;
    correct("minor_correction", SAMPLE_ALONE);
    d.s.person[0].name_kanji = sample_text("金　澄");
    decision_refused(&d, "kind_item", "name_kanji");
    decision_enter(&d, "domestic_move_in", 1);
    d.s.person[0].name_kanji = sample_text("金　澄");
    entry_refused(&d.s, "kind_item", "name_kanji");
    record_ex_officio();
    d.s.person[0].resident_kind = (Juki__Resident__V1__ResidentKind)FOREIGN;
    d.s.person[0].name = sample_text("");
    d.s.person[0].name_kana = sample_text("");
    d.s.person[0].name_kanji = sample_text("金　澄");
    d.s.person[0].nationality = sample_text("韓国");
    d.s.person[0].registered_domicile = d.s.person[0].family_register_head = sample_text("");
    static Juki__Resident__V1__ForeignStay stay = JUKI__RESIDENT__V1__FOREIGN_STAY__INIT;
    stay.section = JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_SPECIAL_PERMANENT;
    stay.card_number = sample_text("AB12345678CD");
    d.s.person[0].foreign_stay = &stay;
    entry_refused(&d.s, "item_required", "name");
    d.s.person[0].name = sample_text("KIM SUMI");
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->name_kanji, "金　澄");
}

static void only_known_items_are_emptied(void **state)
{
    (void)state;
    static const char *const others[] = {"name", "registered_domicile", "birth_date", "nothing"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        correct("official_correction", SAMPLE_ALONE);
        clear(others[i]);
        entry_refused(&d.s, "item_not_allowed", "cleared");
    }
}

/* ---- 本籍地コード -------------------------------------------------------------------------------------- */

static void j10_the_code_goes_with_its_domicile(void **state)
{
    (void)state;
    static const char *const both[] = {"registered_domicile", "registered_domicile_code", NULL};
    static const char *const code_alone[] = {"registered_domicile_code", NULL};
    correct("minor_correction", SAMPLE_ALONE);
    d.s.person[0].registered_domicile_code = sample_text(SAMPLE_MUNICIPALITY);
    decision_accepted(&d);
    decision_only_changed(&d.reg.person[SAMPLE_ALONE], d.result.record[0], code_alone);
    d.s.person[0].registered_domicile_code = sample_text("132072");
    entry_refused(&d.s, "check_digit", "registered_domicile_code");

    d.reg.person[SAMPLE_ALONE].registered_domicile_code = sample_text(SAMPLE_MUNICIPALITY);
    correct("minor_correction", SAMPLE_ALONE);
    d.s.person[0].registered_domicile = sample_text("北海道小樽市花園二丁目12番");
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->registered_domicile_code, "");
    decision_only_changed(&d.reg.person[SAMPLE_ALONE], d.result.record[0], both);
}

static void j120_nowhere_has_no_code(void **state)
{
    (void)state;
    static const char *const nowhere[] = {"なし", "不明"};
    for (size_t i = 0; i < 2; i++) {
        correct("minor_correction", SAMPLE_ALONE);
        d.s.person[0].registered_domicile = sample_text(nowhere[i]);
        d.s.person[0].registered_domicile_code = sample_text(SAMPLE_MUNICIPALITY);
        entry_refused(&d.s, "item_required", "registered_domicile");
    }
    d.reg.person[SAMPLE_ALONE].registered_domicile = sample_text("");
    correct("minor_correction", SAMPLE_ALONE);
    d.s.person[0].registered_domicile_code = sample_text(SAMPLE_MUNICIPALITY);
    decision_refused(&d, "item_required", "registered_domicile");
    decision_enter(&d, "domestic_move_in", 1);
    d.s.person[0].registered_domicile = sample_text("");
    d.s.person[0].registered_domicile_code = sample_text(SAMPLE_MUNICIPALITY);
    entry_refused(&d.s, "item_required", "registered_domicile");
}

/* ---- 不詳 ---------------------------------------------------------------------------------------------- */

static void j80_a_day_since_when_may_be_unknown(void **state)
{
    (void)state;
    static const char *const changed[] = {"resident_since", "resident_since_written", "address_since",
                                          "address_since_written", NULL};
    correct("error_correction", SAMPLE_ALONE);
    d.s.person[0].resident_since = d.s.person[0].address_since = &unknown;
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->resident_since, "1950-03-01");
    assert_string_equal(d.result.record[0]->resident_since_written, unknown.written);
    assert_string_equal(d.result.record[0]->address_since_written, unknown.written);
    decision_only_changed(&d.reg.person[SAMPLE_ALONE], d.result.record[0], changed);
    unknown.date = sample_text("1950-04-01");
    entry_refused(&d.s, "date_invalid", "resident_since");
    unknown.date = sample_text("2026-04-11");
    unknown.uncertain = 0;
    unknown.written = sample_text("");
    entry_refused(&d.s, "date_in_future", "resident_since");
    correct("error_correction", SAMPLE_ALONE);
    d.s.person[0].foreign_resident_since = &unknown;
    decision_refused(&d, "kind_item", "foreign_resident_since");
}

static void j80_who_is_recorded_ex_officio(void **state)
{
    (void)state;
    record_ex_officio();
    d.s.person[0].resident_since = &unknown;
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->resident_since_written, unknown.written);
    assert_string_equal(d.result.record[0]->address_since, d.s.entry.change_date);
    assert_string_equal(d.result.record[0]->address_since_written, "");
    d.s.person[0].foreign_resident_since = &unknown;
    entry_refused(&d.s, "kind_item", "foreign_resident_since");
}

static void j80_a_birth_on_an_unknown_day(void **state)
{
    (void)state;
    decision_enter(&d, "birth", 1);
    d.s.birth_date[0].uncertain = 1;
    d.s.birth_date[0].written = sample_text("令和8年4月頃");
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->resident_since, d.s.birth_date[0].date);
    assert_string_equal(d.result.record[0]->resident_since_written, "令和8年4月頃");
    assert_string_equal(d.result.record[0]->address_since_written, "令和8年4月頃");
    assert_string_equal(d.result.record[0]->foreign_resident_since_written, "");
}

static void j930_the_written_day_goes_over(void **state)
{
    (void)state;
    be_foreign(SAMPLE_ALONE);
    d.reg.person[SAMPLE_ALONE].foreign_resident_since = unknown.date;
    d.reg.person[SAMPLE_ALONE].foreign_resident_since_written = unknown.written;
    d.reg.person[SAMPLE_ALONE].name_kanji = sample_text("金　澄");
    decision_enter(&d, "naturalization_enter", 1);
    decision_name(&d, 0, SAMPLE_ALONE);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->resident_since, "1950-03-01");
    assert_string_equal(d.result.record[0]->resident_since_written, unknown.written);
    assert_string_equal(d.result.record[0]->foreign_resident_since_written, "");
    assert_string_equal(d.result.record[0]->name_kanji, "");
    d.reg.person[SAMPLE_HEAD].resident_since = sample_text("2026-04-10"); /* not before the loss */
    d.reg.person[SAMPLE_HEAD].resident_since_written = sample_text("令和8年4月頃");
    d.reg.person[SAMPLE_HEAD].registered_domicile_code = sample_text(SAMPLE_MUNICIPALITY);
    decision_enter(&d, "nationality_loss_enter", 1);
    decision_name(&d, 0, SAMPLE_HEAD);
    d.s.entry.change_date = sample_text("2026-04-09");
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->foreign_resident_since_written, "令和8年4月頃");
    assert_string_equal(d.result.record[0]->registered_domicile_code, "");
}

/* A day is taken back in time with what is written of it. */
static void j80_as_of_a_day_both_are_of_one_row(void **state)
{
    (void)state;
    record row[3];
    record found = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    history_row history[3];
    static const char *const days[] = {"2001-04-01", "2001-05-01", "2001-04-01"};
    static const char *const written[] = {"平成13年4月頃", "", ""};
    static const char *const changed[] = {"2001-04-01", "2005-01-01", "2003-01-01"};
    static const char *const ids[] = {"one", "two", "three"};
    for (size_t i = 0; i < 3; i++) {
        juki__resident__v1__person_record__init(&row[i]);
        row[i].history_number = (int32_t)i + 1;
        row[i].reason = sample_text("error_correction");
        row[i].change_id = sample_text(ids[i]);
        row[i].change_date = sample_text(changed[i]);
        row[i].resident_since = sample_text(days[i]);
        row[i].resident_since_written = sample_text(written[i]);
        history[i] = (history_row){.record = &row[i], .recorded_us = (int64_t)i, .cancels = ""};
    }
    const as_of_time when = {.day = "2004-01-01", .known_us = INT64_MAX};
    assert_true(as_of_person(history, 3, &when, &found));
    assert_string_equal(found.resident_since, "2001-04-01");
    assert_string_equal(found.resident_since_written, "");
}

/* ---- フリガナ確認フラグ -------------------------------------------------------------------------------- */

static void j180_a_reading_is_confirmed(void **state)
{
    (void)state;
    static const char *const changed[] = {"kana_confirmed", NULL};
    Juki__Resident__V1__KanaConfirmed flags = JUKI__RESIDENT__V1__KANA_CONFIRMED__INIT;
    flags.name = 1;
    correct("minor_correction", SAMPLE_ALONE);
    d.s.person[0].name_kana = sample_text("");
    d.s.person[0].kana_confirmed = &flags;
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_true(d.result.record[0]->kana_confirmed->name);
    assert_false(d.result.record[0]->kana_confirmed->alias);
    decision_only_changed(&d.reg.person[SAMPLE_ALONE], d.result.record[0], changed);
    flags.former_name = 1;
    decision_refused(&d, "item_required", "former_name_kana");

    flags.former_name = 0;
    d.reg.person[SAMPLE_ALONE].kana_confirmed = &flags;
    d.s.person[0].kana_confirmed = &flags;
    decision_refused(&d, "nothing_changed", "person");
    correct("minor_correction", SAMPLE_ALONE);
    d.s.person[0].name_kana = sample_text("ベツノ　ヨミ");
    decision_accepted(&d);
    assert_null(d.result.record[0]->kana_confirmed); /* another reading is to be confirmed anew */
    d.s.person[0].kana_confirmed = &flags;
    decision_accepted(&d);
    assert_true(d.result.record[0]->kana_confirmed->name);
}

static void j180_each_name_has_its_own(void **state)
{
    (void)state;
    Juki__Resident__V1__KanaConfirmed flags = JUKI__RESIDENT__V1__KANA_CONFIRMED__INIT;
    decision_enter(&d, "domestic_move_in", 1);
    flags.name = flags.former_name = 1;
    d.s.person[0].kana_confirmed = &flags;
    d.s.person[0].former_name = sample_text("旧姓");
    d.s.person[0].former_name_kana = sample_text("キュウセイ");
    d.s.person[0].name_kana = sample_text("シンセイ");
    decision_accepted(&d);
    assert_true(d.result.record[0]->kana_confirmed->former_name);
    d.reg.person[SAMPLE_ALONE].former_name = sample_text("旧姓");
    d.reg.person[SAMPLE_ALONE].former_name_kana = sample_text("キュウセイ");
    d.reg.person[SAMPLE_ALONE].kana_confirmed = &flags;
    decision_enter(&d, "former_name_delete", 1);
    decision_name(&d, 0, SAMPLE_ALONE);
    decision_accepted(&d);
    assert_true(d.result.record[0]->kana_confirmed->name);
    assert_false(d.result.record[0]->kana_confirmed->former_name);
}

/* ---- and others --------------------------------------------------------------------------------------- */

static void j80_the_old_registration_of_foreigners(void **state)
{
    (void)state;
    static const char *const changed[] = {"alien_registered", NULL};
    correct("official_correction", SAMPLE_ALONE);
    d.s.person[0].alien_registered = &unknown;
    entry_accepted(&d.s);
    decision_refused(&d, "kind_item", "alien_registered");
    be_foreign(SAMPLE_ALONE);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->alien_registered->written, unknown.written);
    decision_only_changed(&d.reg.person[SAMPLE_ALONE], d.result.record[0], changed);
    unknown.date = sample_text("2012-07-08");
    unknown.uncertain = 0;
    unknown.written = sample_text("");
    entry_accepted(&d.s);
    unknown.date = sample_text("2012-07-09"); /* 外国人登録法 is no more */
    entry_refused(&d.s, "date_invalid", "alien_registered");
    record_ex_officio();
    d.s.person[0].alien_registered = &unknown;
    entry_refused(&d.s, "kind_item", "alien_registered");
    d.reg.person[SAMPLE_ALONE].alien_registered = &unknown;
    decision_enter(&d, "naturalization_enter", 1);
    decision_name(&d, 0, SAMPLE_ALONE);
    decision_accepted(&d);
    assert_null(d.result.record[0]->alien_registered);
}

static void j620_the_last_registered_address(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 1);
    d.s.person[0].last_registered_address = sample_text("北海道小樽市花園二丁目12番");
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->last_registered_address, "北海道小樽市花園二丁目12番");
    d.reg.person[SAMPLE_ALONE].last_registered_address = sample_text("北海道小樽市");
    correct("error_correction", SAMPLE_ALONE);
    clear("last_registered_address");
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->last_registered_address, "");
    d.s.person[0].last_registered_address = sample_text("北海道札幌市");
    entry_refused(&d.s, "item_not_allowed", "cleared");
}

static void j1310_guardianship_is_set_and_ends(void **state)
{
    (void)state;
    static const char *const changed[] = {"under_guardianship", NULL};
    correct("official_correction", SAMPLE_ALONE);
    d.s.person[0].under_guardianship = 1;
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_true(d.result.record[0]->under_guardianship);
    decision_only_changed(&d.reg.person[SAMPLE_ALONE], d.result.record[0], changed);
    d.reg.person[SAMPLE_ALONE].under_guardianship = 1;
    decision_refused(&d, "nothing_changed", "person");
    d.s.person[0].under_guardianship = 0;
    clear("under_guardianship");
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_false(d.result.record[0]->under_guardianship);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(j20_a_name_in_kanji_beside_that_in_letters),
        TEST(j20_it_is_of_foreign_residents),
        TEST(only_known_items_are_emptied),
        TEST(j10_the_code_goes_with_its_domicile),
        TEST(j120_nowhere_has_no_code),
        TEST(j80_a_day_since_when_may_be_unknown),
        TEST(j80_who_is_recorded_ex_officio),
        TEST(j80_a_birth_on_an_unknown_day),
        TEST(j930_the_written_day_goes_over),
        TEST(j80_as_of_a_day_both_are_of_one_row),
        TEST(j180_a_reading_is_confirmed),
        TEST(j180_each_name_has_its_own),
        TEST(j80_the_old_registration_of_foreigners),
        TEST(j620_the_last_registered_address),
        TEST(j1310_guardianship_is_set_and_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
