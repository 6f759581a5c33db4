/* Whom the links are told of: 附票 (j1090, j1200) and 出入国在留管理庁 (j960, j970). */
#include "services/resident/link_rules.h"
#include "services/resident/refusal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Resident__V1__ResidenceNotice notice;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static bool here(const char *prefecture, const char *municipality, const char *domicile)
{
    Juki__Common__V1__Address address = JUKI__COMMON__V1__ADDRESS__INIT;
    record person = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    address.prefecture = text(prefecture);
    address.municipality = text(municipality);
    person.address = &address;
    person.registered_domicile = text(domicile);
    return domicile_is_here(&person);
}

static void j1200_a_domicile_is_here_by_its_words(void **state)
{
    (void)state;
    assert_true(here("東京都", "昭島市", "東京都昭島市田中町一丁目１番"));
    assert_true(here("東京都", "昭島市", "昭島市田中町一丁目１番"));
    assert_false(here("東京都", "昭島市", "東京都立川市曙町二丁目２番"));
    assert_false(here("東京都", "昭島市", "東京都"));
    assert_false(here("東京都", "昭島市", "なし"));
    assert_false(here("東京都", "昭島市", ""));
    assert_false(here("東京都", "", "東京都昭島市田中町"));
    /* the same name of another prefecture */
    assert_false(here("東京都", "府中市", "広島県府中市府川町315番地"));
    /* 政令市: the city counts, not the ward */
    assert_true(here("北海道", "札幌市中央区", "北海道札幌市北区北二十四条西六丁目1番"));
    assert_false(here("北海道", "札幌市中央区", "北海道小樽市花園二丁目12番"));
    assert_true(here("三重県", "四日市市", "三重県四日市市諏訪町1番"));
}

static void j1200_a_domicile_is_here_by_its_code(void **state)
{
    (void)state;
    Juki__Common__V1__Address address = JUKI__COMMON__V1__ADDRESS__INIT;
    record person = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    address.municipality = text("昭島市");
    address.municipality_code = text("132071");
    person.address = &address;
    person.registered_domicile = text("田中町一丁目１番");
    assert_false(domicile_is_here(&person));
    person.registered_domicile_code = text("132071");
    assert_true(domicile_is_here(&person));
    person.registered_domicile_code = text("132021");
    assert_false(domicile_is_here(&person));
}

static void j1090_the_annex_follows_the_address(void **state)
{
    static const struct {
        const char *reason;
        bool new_address;
        bool follows;
    } rows[] = {
        {"domestic_move_in", true, true},     {"birth", false, true},
        {"official_enter", true, true},       {"move_within", true, true},
        {"overseas_move_out", false, true},   {"official_delete", false, true},
        {"cancel_delete", false, true},       {"naturalization_enter", false, true},
        {"minor_correction", true, true},     {"minor_correction", false, false},
        {"domestic_move_out", false, false},  {"death", false, false},
        {"household_split", false, false},    {"number_change", false, false},
        {"former_name_record", false, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (annex_follows(reason_find(rows[i].reason), rows[i].new_address) != rows[i].follows) {
            fail_msg("%s", rows[i].reason);
        }
    }
}

static void j970_a_residence_counts_for_both_laws(void **state)
{
    (void)state;
    assert_int_equal(notice_law(reason_find("overseas_move_in")),
                     JUKI__RESIDENT__V1__NOTICE_LAW__NOTICE_LAW_BOTH);
    assert_int_equal(notice_law(reason_find("move_within")), JUKI__RESIDENT__V1__NOTICE_LAW__NOTICE_LAW_BOTH);
    assert_int_equal(notice_law(reason_find("death")), JUKI__RESIDENT__V1__NOTICE_LAW__NOTICE_LAW_RESIDENTS);
    assert_int_equal(notice_law(reason_find("official_enter")),
                     JUKI__RESIDENT__V1__NOTICE_LAW__NOTICE_LAW_RESIDENTS);
    assert_int_equal(notice_law(reason_find("alias_record")),
                     JUKI__RESIDENT__V1__NOTICE_LAW__NOTICE_LAW_RESIDENTS);
}

/* ---- j960 -------------------------------------------------------------------------------------------- */

static Juki__Common__V1__WrittenDate birth;
static Juki__Common__V1__WrittenDate another;
static record person;
static notice told;

static int good_notice(void **state)
{
    (void)state;
    juki__common__v1__written_date__init(&birth);
    birth.date = text("1990-01-15");
    another = birth;
    another.date = text("1990-01-16");
    juki__resident__v1__person_record__init(&person);
    person.name = text("SHIKEN TARO");
    person.birth_date = &birth;
    person.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    person.resident_kind = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN;
    juki__resident__v1__residence_notice__init(&told);
    told.name = person.name;
    told.birth_date = &birth;
    told.kind = JUKI__RESIDENT__V1__RESIDENCE_NOTICE_KIND__RESIDENCE_NOTICE_KIND_AMEND;
    told.new_nationality = text("カナダ");
    told.change_date = text("2026-04-10");
    return 0;
}

static void refused(const record *who, const char *code, const char *item)
{
    refusal why = {0};
    assert_false(residence_notice_fits(&told, who, &why));
    assert_string_equal(why.code, code);
    assert_string_equal(why.item, item);
    (void)good_notice(NULL);
}

static void j960_a_notice_fits_its_person(void **state)
{
    (void)state;
    refusal why = {0};
    assert_true(residence_notice_fits(&told, &person, &why));
    told.kind = JUKI__RESIDENT__V1__RESIDENCE_NOTICE_KIND__RESIDENCE_NOTICE_KIND_END;
    told.new_nationality = text("");
    assert_true(residence_notice_fits(&told, &person, &why));
    told.new_nationality = text("カナダ");
    refused(&person, "item_not_allowed", "kind");
    refused(NULL, "person_unknown", "person_ref");
    person.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT;
    refused(&person, "not_resident", "person_ref");
    person.resident_kind = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_JAPANESE;
    refused(&person, "for_foreign", "person_ref");
    told.name = text("SHIKEN JIRO");
    refused(&person, "person_differs", "name");
    told.birth_date = &another;
    refused(&person, "person_differs", "birth_date");
    told.birth_date = NULL;
    refused(&person, "person_differs", "birth_date");
    told.new_nationality = text("");
    refused(&person, "nothing_changed", "kind");
    told.change_date = text("");
    refused(&person, "item_required", "change_date");
    told.kind = JUKI__RESIDENT__V1__RESIDENCE_NOTICE_KIND__RESIDENCE_NOTICE_KIND_UNSPECIFIED;
    refused(&person, "item_required", "kind");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(j1200_a_domicile_is_here_by_its_words),
        cmocka_unit_test(j1200_a_domicile_is_here_by_its_code),
        cmocka_unit_test(j1090_the_annex_follows_the_address),
        cmocka_unit_test(j970_a_residence_counts_for_both_laws),
        cmocka_unit_test_setup(j960_a_notice_fits_its_person, good_notice),
    };
    return cmocka_run_group_tests_name("resident_links", tests, NULL, NULL);
}
