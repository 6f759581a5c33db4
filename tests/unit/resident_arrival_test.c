/* Who comes: 再転入 (j600) and 法第30条の45に規定する事項 (j20, j60), named after the standard's
 * requirements. */
#include "services/resident/alert.h"
#include "services/resident/foreign.h"
#include "tests/unit/resident_decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__ForeignStay foreign_stay;

enum {
    FOREIGN = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN,
    MID_TO_LONG_TERM = JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_MID_TO_LONG_TERM,
    SPECIAL_PERMANENT,
    TEMPORARY_REFUGE,
    PROVISIONAL_STAY,
    TRANSITIONAL_BIRTH,
    TRANSITIONAL_LOSS,
};

#define CARD "AB12345678CD"

static decision d;
static foreign_stay stay;

static int set_up(void **state)
{
    (void)state;
    decision_begin(&d);
    juki__resident__v1__foreign_stay__init(&stay);
    stay.section = (Juki__Resident__V1__ForeignSection)MID_TO_LONG_TERM;
    stay.status = sample_text("技術・人文知識・国際業務");
    stay.period = sample_text("3年");
    stay.until = sample_text("2028-09-30");
    stay.card_number = sample_text(CARD);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    decision_end(&d);
    return 0;
}

/* ---- 再転入 ---- */

/* Makes the entry's only person say the same three items as the one who moved out. */
static void be_like(int registered)
{
    decision_enter(&d, "domestic_move_in", 1);
    d.s.person[0].name = d.reg.person[registered].name;
    d.s.person[0].sex = d.reg.person[registered].sex;
    d.s.birth_date[0].date = d.reg.person[registered].birth_date->date;
}

/* The day is compared as it counts, not as it is written. */
static void j600_alike_in_name_sex_and_birth(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int sex;
        const char *birth;
        bool alike;
    } rows[] = {
        {"田中　三郎", 2, "1980-05-05", true},  {"田中　四郎", 2, "1980-05-05", false},
        {"田中　三郎", 1, "1980-05-05", false}, {"田中　三郎", 2, "1980-05-06", false},
        {"田中　三郎", 0, "1980-05-05", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        decision_enter(&d, "domestic_move_in", 1);
        d.s.person[0].name = sample_text(rows[i].name);
        d.s.person[0].sex = (Juki__Common__V1__Sex)rows[i].sex;
        d.s.birth_date[0].date = sample_text(rows[i].birth);
        if (rows[i].alike) {
            decision_refused(&d, "alert_unconfirmed", ALERT_ALIKE_REMOVED);
            decision_confirm(&d, ALERT_ALIKE_REMOVED);
        }
        decision_accepted(&d);
        assert_string_equal(d.result.record[0]->addressee_number, "00000000077");
    }
}

static void j600_nobody_is_alike_without_a_name(void **state)
{
    (void)state;
    be_like(SAMPLE_MOVED_OUT);
    d.s.person[0].name = d.reg.person[SAMPLE_MOVED_OUT].name = sample_text("");
    decision_accepted(&d);
}

/* Which reasons look: those by which somebody comes, a birth never. */
static void j600_who_is_looked_for(void **state)
{
    (void)state;
    static const struct {
        const char *reason;
        bool looks;
    } rows[] = {{"domestic_move_in", true}, {"overseas_move_in", true}, {"official_enter", true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        be_like(SAMPLE_MOVED_OUT);
        d.s.entry.reason = sample_text(rows[i].reason);
        decision_refused(&d, "alert_unconfirmed", ALERT_ALIKE_REMOVED);
    }
    decision_enter(&d, "birth", 1);
    d.s.person[0].name = d.reg.person[SAMPLE_MOVED_OUT].name;
    d.s.person[0].sex = d.reg.person[SAMPLE_MOVED_OUT].sex;
    d.reg.birth_date.date = d.s.birth_date[0].date;
    decision_accepted(&d);
}

/* 再転入者として選択: the clerk names the 宛名番号 that the alert showed. */
static void j600_the_clerk_chooses_by_number(void **state)
{
    (void)state;
    be_like(SAMPLE_MOVED_OUT);
    decision_name(&d, 0, SAMPLE_MOVED_OUT);
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->addressee_number,
                        d.reg.person[SAMPLE_MOVED_OUT].addressee_number);
    d.named[0] = NULL; /* a number that nobody has */
    decision_refused(&d, "person_unknown", "addressee_number");
}

/* ---- without numbers ---- */

static void come_without_numbers(size_t at)
{
    d.s.person[at].individual_number = d.s.person[at].resident_code = NULL;
}

/* 転入届 and 出生届 at once are a 転入; who is known without numbers needs no other. */
static void j560_a_newborn_moves_in_with_the_others(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 3);
    come_without_numbers(2);
    decision_refused(&d, "alert_unconfirmed", ALERT_NO_NUMBERS);
    decision_confirm(&d, ALERT_NO_NUMBERS);
    decision_accepted(&d);
    assert_null(d.result.record[2]->resident_code);
    d.s.entry.n_confirmed_alert = 0;
    decision_name(&d, 2, SAMPLE_MOVED_OUT); /* has the numbers of then */
    decision_accepted(&d);
    d.reg.person[SAMPLE_MOVED_OUT].resident_code = NULL;
    decision_refused(&d, "alert_unconfirmed", ALERT_NO_NUMBERS);
    d.s.entry.reason = sample_text("overseas_move_in"); /* who comes from abroad may never have had any */
    decision_accepted(&d);
}

/* ---- 職権 ---- */

/* 住所設定: the place before may be unknown, or there may be none. */
static void j800_the_place_before_is_not_known(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 1);
    d.s.entry.reason = sample_text("official_enter");
    d.s.entry.justification = sample_text("実態調査票 2026-15");
    Juki__Common__V1__Address unknown = JUKI__COMMON__V1__ADDRESS__INIT;
    unknown.municipality = sample_text("不明");
    d.s.entry.previous_address = &unknown;
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->previous_address->municipality, "不明");
    d.s.entry.previous_address = NULL;
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_null(d.result.record[0]->previous_address);
}

/* ---- 旧氏, 通称 ---- */

/* Every item of 1.1.1 but one can be entered; the 転出証明書 bears the 旧氏. */
static void j590_a_former_name_comes_along(void **state)
{
    (void)state;
    static const char *const reasons[] = {"domestic_move_in", "overseas_move_in", "official_enter"};
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        decision_enter(&d, "domestic_move_in", 1);
        d.s.entry.reason = sample_text(reasons[i]);
        d.s.entry.justification = sample_text(i == 2 ? "実態調査票 2026-15" : "");
        d.s.person[0].former_name = sample_text("緑町");
        d.s.person[0].former_name_kana = sample_text("ミドリチョウ");
        entry_accepted(&d.s);
        decision_accepted(&d);
        assert_string_equal(d.result.record[0]->former_name, "緑町");
        assert_string_equal(d.result.record[0]->former_name_kana, "ミドリチョウ");
        d.s.person[0].registered_domicile = d.s.person[0].family_register_head = sample_text("");
        d.s.person[0].resident_kind = (Juki__Resident__V1__ResidentKind)FOREIGN;
        entry_refused(&d.s, "kind_item", "former_name");
    }
}

static void j70_names_come_back_from_abroad(void **state)
{
    (void)state;
    static const struct {
        const char *reason;
        const char *left; /* the reason of the latest row */
        bool foreign;
        const char *given;
        const char *expected;
    } rows[] = {
        {"overseas_move_in", "overseas_move_out", false, "", "旧"},
        {"overseas_move_in", "overseas_move_out", true, "", "旧"},
        {"overseas_move_in", "overseas_move_out", false, "新", "新"},
        {"overseas_move_in", "overseas_move_out", true, "新", "新"},
        {"overseas_move_in", "domestic_move_out", false, "", ""}, /* not from here */
        {"domestic_move_in", "overseas_move_out", false, "", ""}, /* not the first */
        {"domestic_move_in", "overseas_move_out", true, "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Juki__Resident__V1__PersonRecord *before = &d.reg.person[SAMPLE_MOVED_OUT];
        decision_enter(&d, "domestic_move_in", 1);
        d.s.entry.reason = sample_text(rows[i].reason);
        decision_name(&d, 0, SAMPLE_MOVED_OUT);
        before->reason = sample_text(rows[i].left);
        before->former_name = before->alias = sample_text("旧");
        before->former_name_kana = before->alias_kana = sample_text("キュウ");
        Juki__Resident__V1__PersonEntry *given = &d.s.person[0];
        given->resident_kind = (Juki__Resident__V1__ResidentKind)(rows[i].foreign ? FOREIGN : 0);
        *(rows[i].foreign ? &given->alias : &given->former_name) = sample_text(rows[i].given);
        decision_accepted(&d);
        const Juki__Resident__V1__PersonRecord *after = d.result.record[0];
        assert_string_equal(rows[i].foreign ? after->alias : after->former_name, rows[i].expected);
        assert_string_equal(rows[i].foreign ? after->alias_kana : after->former_name_kana,
                            strcmp(rows[i].expected, "旧") == 0 ? "キュウ" : "");
        assert_string_equal(rows[i].foreign ? after->former_name : after->alias, ""); /* of the other kind */
    }
}

/* ---- 法第30条の45に規定する事項 ---- */

static void check_stay(const char *code, const char *item)
{
    refusal why = {0};
    bool good = foreign_stay_check(&stay, &why);
    assert_int_equal(good, code == NULL);
    if (code != NULL) {
        assert_string_equal(why.code, code);
        assert_string_equal(why.item, item);
    }
}

/* j20, j60: what each section may and must say; one item at a time beside those that must be there. */
static void j60_each_section_has_its_items(void **state)
{
    (void)state;
    static const struct {
        int section;
        const char *status;
        const char *period;
        const char *until;
        const char *card;
        const char *code; /* NULL: accepted */
        const char *item;
    } rows[] = {
        {MID_TO_LONG_TERM, "永住者", "無期限", "", CARD, NULL, ""},
        {MID_TO_LONG_TERM, "留学", "2年", "2027-03-31", CARD, NULL, ""},
        {MID_TO_LONG_TERM, "", "", "", CARD, NULL, ""},
        {MID_TO_LONG_TERM, "留学", "2年", "2027-03-31", "", "item_required", "card_number"},
        {SPECIAL_PERMANENT, "", "", "", CARD, NULL, ""},
        {SPECIAL_PERMANENT, "", "", "", "", "item_required", "card_number"},
        {SPECIAL_PERMANENT, "永住者", "", "", CARD, "section_item", "status"},
        {SPECIAL_PERMANENT, "", "3年", "", CARD, "section_item", "period"},
        {SPECIAL_PERMANENT, "", "", "2027-03-31", CARD, "section_item", "until"},
        {TEMPORARY_REFUGE, "", "六月", "", "", NULL, ""},
        {TEMPORARY_REFUGE, "", "", "", "", "item_required", "period"},
        {TEMPORARY_REFUGE, "", "六月", "", CARD, "section_item", "card_number"},
        {PROVISIONAL_STAY, "", "六月", "", "", NULL, ""},
        {PROVISIONAL_STAY, "", "", "", "", "item_required", "period"},
        {PROVISIONAL_STAY, "留学", "六月", "", "", "section_item", "status"},
        {TRANSITIONAL_BIRTH, "", "", "", "", NULL, ""},
        {TRANSITIONAL_BIRTH, "", "", "2027-03-31", "", "section_item", "until"},
        {TRANSITIONAL_LOSS, "", "", "", "", NULL, ""},
        {TRANSITIONAL_LOSS, "", "", "", CARD, "section_item", "card_number"},
        {0, "", "", "", "", "item_required", "section"},
        {99, "", "", "", "", "item_required", "section"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        stay.section = (Juki__Resident__V1__ForeignSection)rows[i].section;
        stay.status = sample_text(rows[i].status);
        stay.period = sample_text(rows[i].period);
        stay.until = sample_text(rows[i].until);
        stay.card_number = sample_text(rows[i].card);
        check_stay(rows[i].code, rows[i].item);
    }
}

static void j20_the_form_of_day_and_card(void **state)
{
    (void)state;
    static const char *const cards[] = {"AB1234567CD",  "A112345678CD", "ab12345678cd",
                                        "AB123456789D", "AB12345678C1", "AB12345678CDE"};
    for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
        stay.card_number = sample_text(cards[i]);
        check_stay("code_invalid", "card_number");
    }
    stay.card_number = sample_text(CARD);
    check_stay(NULL, "");
    stay.until = sample_text("2027-02-29");
    check_stay("date_invalid", "until");
}

static void be_foreign(void)
{
    d.s.person[0].resident_kind = (Juki__Resident__V1__ResidentKind)FOREIGN;
    d.s.person[0].nationality = sample_text("ペルー");
    d.s.person[0].registered_domicile = d.s.person[0].family_register_head = sample_text("");
    d.s.person[0].foreign_stay = &stay;
}

/* Whoever enters as a foreign resident, a newborn too, has them; a Japanese resident never. */
static void j20_who_has_them(void **state)
{
    (void)state;
    static const char *const reasons[] = {"domestic_move_in", "birth"};
    for (size_t i = 0; i < 2; i++) {
        decision_enter(&d, reasons[i], 1);
        d.s.person[0].foreign_stay = &stay;
        entry_refused(&d.s, "kind_item", "foreign_stay");
        be_foreign();
        entry_accepted(&d.s);
        decision_accepted(&d);
        assert_ptr_equal(d.result.record[0]->foreign_stay, &stay);
        stay.card_number = sample_text("");
        entry_refused(&d.s, "item_required", "card_number");
        stay.card_number = sample_text(CARD);
        stay.period =
            sample_text("長期長期長期長期長期長期長期長期長期長期長期長期長期長期長期長期長期長期長期長期長");
        entry_refused(&d.s, "text_too_long", "period");
        stay.period = sample_text("3年");
        d.s.person[0].foreign_stay = NULL;
        entry_refused(&d.s, "item_required", "foreign_stay");
    }
}

static void j20_a_stay_that_is_over_is_an_alert(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 1);
    be_foreign();
    stay.until = sample_text("2026-04-01"); /* its last day is the day of the change */
    decision_accepted(&d);
    stay.until = sample_text("2026-03-31");
    decision_refused(&d, "alert_unconfirmed", ALERT_STAY_OVER);
    decision_confirm(&d, ALERT_STAY_OVER);
    decision_accepted(&d);
    decision_enter(&d, "minor_correction", 1); /* what stands already is no news */
    d.reg.person[SAMPLE_HEAD].resident_kind = (Juki__Resident__V1__ResidentKind)FOREIGN;
    d.reg.person[SAMPLE_HEAD].foreign_stay = &stay;
    d.s.person[0].name = sample_text("SHIKEN NANA");
    decision_accepted(&d);
}

/* j840: a new 在留資格 comes by 職権修正; 帰化 takes all of them away, 国籍喪失 brings them. */
static void j930_j950_they_follow_the_nationality(void **state)
{
    (void)state;
    foreign_stay before = stay;
    d.reg.person[SAMPLE_HEAD].resident_kind = (Juki__Resident__V1__ResidentKind)FOREIGN;
    d.reg.person[SAMPLE_HEAD].foreign_stay = &before;
    decision_enter(&d, "official_correction", 1);
    d.s.person[0].foreign_stay = &stay;
    decision_accepted(&d);
    assert_ptr_equal(d.result.record[0]->foreign_stay, &stay);
    decision_enter(&d, "naturalization_enter", 1);
    d.s.person[0].name = sample_text("試験　七");
    decision_accepted(&d);
    assert_null(d.result.record[0]->foreign_stay);
    assert_ptr_equal(d.result.struck[0]->foreign_stay, &before);
    d.reg.person[SAMPLE_HEAD].resident_kind = (Juki__Resident__V1__ResidentKind)0;
    d.reg.person[SAMPLE_HEAD].foreign_stay = NULL;
    decision_enter(&d, "nationality_loss_enter", 1);
    d.s.entry.justification = sample_text("戸籍届書 2026-9");
    d.s.person[0].name = sample_text("SHIKEN NANA");
    d.s.person[0].nationality = sample_text("カナダ");
    entry_refused(&d.s, "item_required", "foreign_stay");
    d.s.person[0].foreign_stay = &stay;
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_ptr_equal(d.result.record[0]->foreign_stay, &stay);
}

/* j10, j20: a correction gives nobody an item of the other 住民種別. */
static void j20_corrections_keep_to_the_kind(void **state)
{
    (void)state;
    static const struct {
        const char *item;
        bool foreign; /* the person */
    } rows[] = {{"nationality", false},
                {"foreign_stay", false},
                {"registered_domicile", true},
                {"family_register_head", true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        d.reg.person[SAMPLE_HEAD].resident_kind =
            (Juki__Resident__V1__ResidentKind)(rows[i].foreign ? FOREIGN : 0);
        decision_enter(&d, "official_correction", 1);
        Juki__Resident__V1__PersonEntry *person = &d.s.person[0];
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field_by_name(person->base.descriptor, rows[i].item);
        void *value = strcmp(rows[i].item, "foreign_stay") == 0 ? (void *)&stay : (void *)sample_text("試験");
        *(void **)(void *)((char *)person + field->offset) = value;
        decision_refused(&d, "kind_item", rows[i].item);
    }
}

#define RULE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RULE(j600_alike_in_name_sex_and_birth),
        RULE(j600_nobody_is_alike_without_a_name),
        RULE(j600_who_is_looked_for),
        RULE(j600_the_clerk_chooses_by_number),
        RULE(j560_a_newborn_moves_in_with_the_others),
        RULE(j800_the_place_before_is_not_known),
        RULE(j590_a_former_name_comes_along),
        RULE(j70_names_come_back_from_abroad),
        RULE(j60_each_section_has_its_items),
        RULE(j20_the_form_of_day_and_card),
        RULE(j20_who_has_them),
        RULE(j20_a_stay_that_is_over_is_an_alert),
        RULE(j930_j950_they_follow_the_nationality),
        RULE(j20_corrections_keep_to_the_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
