/* The rules of a migration: rows of another system's register, the comparison in three stages (seed 001 M1,
 * M2) and the cut-over (M3). */
#include "services/resident/load.h"
#include "services/resident/load_compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TODAY "2026-04-10"
#define HERE  "132071"

typedef Juki__Resident__V1__PersonRecord person_record;

/* A good row with parts of its own, so that a test can break one item of it. */
typedef struct sample {
    person_record record;
    Juki__Common__V1__Address address;
    Juki__Common__V1__WrittenDate birth;
    entry_numbers numbers;
} sample;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static void make(sample *s, const char *addressee, int history)
{
    *s = (sample){.numbers = {.individual_number = "000010000017", .resident_code = ""}};
    juki__resident__v1__person_record__init(&s->record);
    juki__common__v1__address__init(&s->address);
    juki__common__v1__written_date__init(&s->birth);
    s->birth.date = text("1980-01-02");
    s->address.municipality_code = text(HERE);
    s->address.municipality = text("昭島市");
    s->record.addressee_number = text(addressee);
    s->record.history_number = history;
    s->record.household_number = text("0000000019");
    s->record.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    s->record.name = text("山田　太郎");
    s->record.name_kana = text("ヤマダ　タロウ");
    s->record.birth_date = &s->birth;
    s->record.relationship = text("世帯主");
    s->record.address = &s->address;
    s->record.reason = text("domestic_move_in");
    s->record.change_date = text("2020-01-01");
    s->record.processed_date = text("2020-01-02");
    s->record.operator_id = text("old");
    s->record.terminal_id = text("old");
}

static void check(const sample *s, const sample *before, bool latest, const char *after, const char *code,
                  const char *item)
{
    refusal why = {0};
    const load_row row = {.record = &s->record,
                          .before = before == NULL ? NULL : &before->record,
                          .numbers = &s->numbers,
                          .latest = latest};
    bool good = load_row_check(&row, after, TODAY, HERE, &why);
    if (code == NULL) {
        assert_null(why.code);
        assert_true(good);
    } else {
        assert_false(good);
        assert_string_equal(why.code, code);
        assert_string_equal(why.item, item);
    }
}

/* ---- keys and order --------------------------------------------------------------------------------------
 */

static void M2_rows_are_sorted_and_history_has_no_gap(void **state)
{
    sample one;
    sample two;
    (void)state;
    make(&one, "0000000027", 1);
    check(&one, NULL, true, "", NULL, NULL);
    check(&one, NULL, true, "0000000019", NULL, NULL);
    check(&one, NULL, true, "0000000027", "duplicate_key", "history_number");
    check(&one, NULL, true, "0000000035", "row_order", "addressee_number");
    make(&two, "0000000027", 2);
    check(&two, &one, true, "", NULL, NULL);
    check(&two, NULL, true, "", "history_gap", "history_number");
    make(&two, "0000000027", 1);
    check(&two, &one, true, "", "duplicate_key", "history_number");
    make(&two, "0000000027", 3);
    check(&two, &one, true, "", "history_gap", "history_number");
    make(&two, "0000000035", 2);
    check(&two, &one, true, "", "history_gap", "history_number");
    make(&two, "0000000019", 1);
    check(&two, &one, true, "", "row_order", "addressee_number");
}

static void an_address_elsewhere_is_for_past_rows_only(void **state)
{
    sample s;
    (void)state;
    make(&s, "1", 1);
    s.address.municipality_code = text("011002");
    check(&s, NULL, false, "", NULL, NULL);
    check(&s, NULL, true, "", "address_outside", "address");
    s.record.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT;
    check(&s, NULL, true, "", NULL, NULL);
}

/* ---- items -----------------------------------------------------------------------------------------------
 */

#define ITEM(member, bad, code, named)                                                                       \
    {                                                                                                        \
        offsetof(sample, member), bad, code, named                                                           \
    }

static void each_item_has_its_form(void **state)
{
    static const struct {
        size_t offset;
        const char *value;
        const char *code;
        const char *item;
    } rows[] = {
        ITEM(record.addressee_number, "12a", "code_invalid", "addressee_number"),
        ITEM(record.addressee_number, "1234567890123456", "code_invalid", "addressee_number"),
        ITEM(record.household_number, "", "code_invalid", "household_number"),
        ITEM(record.register_ref, "x", "item_not_allowed", "register_ref"),
        ITEM(record.change_id, "x", "item_not_allowed", "change_id"),
        ITEM(record.name_kana, "やまだ", "kana_invalid", "name_kana"),
        ITEM(record.former_name_kana, "a", "kana_invalid", "former_name_kana"),
        ITEM(record.alias_kana, "a", "kana_invalid", "alias_kana"),
        ITEM(record.relationship, "孫", "relationship_invalid", "relationship"),
        ITEM(record.resident_since, "2020-13-01", "date_invalid", "resident_since"),
        ITEM(record.address_since_written, "平成24年7月 日不詳", "date_invalid", "address_since"),
        ITEM(record.registered_domicile_code, "132072", "check_digit", "registered_domicile_code"),
        ITEM(record.address_since, "x", "date_invalid", "address_since"),
        ITEM(record.change_date, "", "item_required", "change_date"),
        ITEM(record.notified_date, "2026-04-11", "date_in_future", "notified_date"),
        ITEM(record.processed_date, "2026-04-11", "date_in_future", "processed_date"),
        ITEM(record.reason, "", "reason_unknown", "reason"),
        ITEM(record.operator_id, "", "operator_missing", "operator_id"),
        ITEM(record.terminal_id, "", "operator_missing", "terminal_id"),
        ITEM(record.telephone, "０４２", "code_invalid", "telephone"),
        ITEM(record.telephone_kind, "一二三四五六七八九十一", "text_too_long", "telephone_kind"),
        ITEM(birth.date, "1980-02-30", "date_invalid", "birth_date"),
        ITEM(birth.date, "2026-04-11", "date_in_future", "birth_date"),
        ITEM(address.municipality_code, "132070", "check_digit", "address"),
        ITEM(address.postal_code, "12", "code_invalid", "address"),
        ITEM(address.town_code, "12", "code_invalid", "address"),
        ITEM(address.prefecture, "東京都東京", "text_too_long", "address"),
        ITEM(numbers.individual_number, "000010000016", "check_digit", "individual_number"),
        ITEM(numbers.resident_code, "00001000005", "check_digit", "resident_code"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sample s;
        make(&s, "0000000019", 1);
        memcpy((char *)&s + rows[i].offset, &rows[i].value, sizeof rows[i].value);
        check(&s, NULL, true, "", rows[i].code, rows[i].item);
    }
}

/* j60: a person may have no 氏名, 性別 or numbers. */
static void what_may_be_empty_is_taken(void **state)
{
    sample s;
    (void)state;
    make(&s, "0000000019", 1);
    s.record.name = text("");
    s.record.name_kana = text("");
    s.record.relationship = text("");
    s.record.birth_date = NULL;
    s.numbers.individual_number = "";
    check(&s, NULL, true, "", NULL, NULL);
    s.record.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_UNSPECIFIED;
    check(&s, NULL, true, "", "item_required", "state");
}

/* j680: who is to leave has the day; what the other municipality confirmed is a day and a place. j20: the end
 * of a stay is a day. */
static void planned_and_confirmed_and_stays_have_their_form(void **state)
{
    sample s;
    Juki__Resident__V1__MoveOut leaves = JUKI__RESIDENT__V1__MOVE_OUT__INIT;
    Juki__Resident__V1__ForeignStay stay = JUKI__RESIDENT__V1__FOREIGN_STAY__INIT;
    Juki__Common__V1__Address place = JUKI__COMMON__V1__ADDRESS__INIT;
    (void)state;
    make(&s, "0000000019", 1);
    s.record.move_out = &leaves;
    check(&s, NULL, true, "", "item_required", "planned_date");
    leaves.planned_date = text("2026-05-01"); /* ahead */
    check(&s, NULL, true, "", NULL, NULL);
    leaves.change_id = text("x");
    check(&s, NULL, true, "", "item_not_allowed", "change_id");
    leaves.change_id = text("");
    leaves.confirmed_date = text("2026-04-11");
    check(&s, NULL, true, "", "date_in_future", "confirmed_date");
    leaves.confirmed_date = text("2026-04-01");
    leaves.notice_date = text("x");
    check(&s, NULL, true, "", "date_invalid", "notice_date");
    leaves.notice_date = text("2026-04-02");
    place.municipality_code = text("132070");
    leaves.confirmed_destination = &place;
    check(&s, NULL, true, "", "check_digit", "confirmed_destination");
    s.record.move_out = NULL;
    s.record.foreign_stay = &stay;
    stay.until = text("2026-02-30");
    check(&s, NULL, true, "", "date_invalid", "until");
}

static void serials_of_ours_are_known(void **state)
{
    (void)state;
    assert_int_equal(load_serial_of("0000012343"), 1234);
    assert_int_equal(load_serial_of("9999999999"), 999999999);
    assert_int_equal(load_serial_of("0000000000"), 0);
    assert_int_equal(load_serial_of("123"), 0);
    assert_int_equal(load_serial_of("123456789012345"), 0);
}

/* ---- comparing -------------------------------------------------------------------------------------------
 */

enum { ROWS = 4 };

/* Three stages of the same four rows. */
typedef struct stages {
    sample of[LOAD_STAGES][ROWS];
    person_record *row[LOAD_STAGES][ROWS];
    entry_numbers numbers[LOAD_STAGES][ROWS];
    const char *restraints[LOAD_STAGES][ROWS];
    size_t count[LOAD_STAGES];
    ju_arena arena;
    load_differences found;
} stages;

static void make_stages(stages *s)
{
    static const char *const keys[ROWS] = {"0000000019", "0000000019", "0000000027", "0000000035"};
    static const char *const telephone[ROWS] = {"090-0000-0001", "090-0000-0001", "090-0000-0002",
                                                "090-0000-0003"};
    *s = (stages){0};
    ju_arena_init(&s->arena, (size_t)1 << 20);
    for (size_t stage = 0; stage < LOAD_STAGES; stage++) {
        s->count[stage] = ROWS;
        for (size_t i = 0; i < ROWS; i++) {
            make(&s->of[stage][i], keys[i], i == 1 ? 2 : 1);
            s->of[stage][i].record.telephone = text(telephone[i]);
            s->of[stage][i].record.register_ref = text(stage == LOAD_LOADED ? "r" : "");
            s->of[stage][i].record.change_id = text(stage == LOAD_LOADED ? "c" : "");
            s->restraints[stage][i] = i == 3 ? "A1/1/1/2//2026-04-01/2027-03-31" : "";
        }
    }
}

static void compare_all(stages *s)
{
    load_rows rows[LOAD_STAGES];
    for (size_t stage = 0; stage < LOAD_STAGES; stage++) {
        for (size_t i = 0; i < s->count[stage]; i++) {
            s->row[stage][i] = &s->of[stage][i].record;
            s->numbers[stage][i] = s->of[stage][i].numbers;
        }
        rows[stage] = (load_rows){s->row[stage], s->numbers[stage], s->restraints[stage], s->count[stage]};
    }
    assert_true(load_compare(rows, &s->arena, &s->found));
}

static void expect_difference(const stages *s, size_t at, const char *addressee, const char *kind,
                              const char *item)
{
    assert_true(at < s->found.count);
    assert_string_equal(s->found.item[at].addressee_number, addressee);
    assert_string_equal(s->found.item[at].kind, kind);
    assert_string_equal(s->found.item[at].item, item);
}

static void M1_equal_stages_have_no_difference(void **state)
{
    stages s;
    (void)state;
    make_stages(&s);
    compare_all(&s);
    assert_int_equal(s.found.count, 0);
    ju_arena_done(&s.arena);
}

/* Counts and the set of values agree; only key by key it shows. */
static void M1_telephone_numbers_that_changed_places_are_two_differences(void **state)
{
    for (size_t stage = 0; stage < LOAD_STAGES; stage++) {
        stages s;
        (void)state;
        make_stages(&s);
        s.of[stage][2].record.telephone = text("090-0000-0003");
        s.of[stage][3].record.telephone = text("090-0000-0002");
        compare_all(&s);
        assert_int_equal(s.found.count, 2);
        expect_difference(&s, 0, "0000000027", "value", "telephone");
        expect_difference(&s, 1, "0000000035", "value", "telephone");
        assert_string_equal(s.found.item[0].value[stage], "090-0000-0003");
        assert_string_equal(s.found.item[0].value[(stage + 1) % LOAD_STAGES], "090-0000-0002");
        ju_arena_done(&s.arena);
    }
}

/* A protected person whom one of the three does not know as such. */
static void M1_what_stands_against_a_person_is_compared(void **state)
{
    for (size_t stage = 0; stage < LOAD_STAGES; stage++) {
        stages s;
        (void)state;
        make_stages(&s);
        s.restraints[stage][3] = "";
        compare_all(&s);
        assert_int_equal(s.found.count, 1);
        expect_difference(&s, 0, "0000000035", "value", "restraints");
        assert_string_equal(s.found.item[0].value[stage], "");
        assert_string_equal(s.found.item[0].value[(stage + 1) % LOAD_STAGES],
                            "A1/1/1/2//2026-04-01/2027-03-31");
        ju_arena_done(&s.arena);
    }
}

static void M1_numbers_are_compared_and_never_told(void **state)
{
    stages s;
    (void)state;
    make_stages(&s);
    s.of[LOAD_LOADED][3].numbers.individual_number = "000010000025";
    compare_all(&s);
    assert_int_equal(s.found.count, 1);
    expect_difference(&s, 0, "0000000035", "value", "individual_number");
    for (size_t stage = 0; stage < LOAD_STAGES; stage++) {
        assert_string_equal(s.found.item[0].value[stage], "");
    }
    ju_arena_done(&s.arena);
}

static void M2_missing_extra_and_doubled_rows_are_found(void **state)
{
    static const char *const missing[] = {"missing_old", "missing_source", "missing_loaded"};
    for (size_t stage = 0; stage < LOAD_STAGES; stage++) {
        stages s;
        (void)state;
        make_stages(&s);
        s.count[stage] = ROWS - 1; /* its last row is missing, or extra in the others */
        compare_all(&s);
        assert_int_equal(s.found.count, 1);
        expect_difference(&s, 0, "0000000035", missing[stage], "");
        ju_arena_done(&s.arena);
    }
    stages s;
    make_stages(&s);
    s.of[LOAD_OLD][3].record.addressee_number = text("0000000027"); /* twice there, once missing */
    compare_all(&s);
    assert_int_equal(s.found.count, 2);
    expect_difference(&s, 0, "0000000027", "duplicate_old", "");
    expect_difference(&s, 1, "0000000035", "missing_old", "");
    ju_arena_done(&s.arena);
}

/* ---- cut-over --------------------------------------------------------------------------------------------
 */

static void M3_the_cut_over_waits_for_reasons_and_two_persons(void **state)
{
    const load_standing good = {.state = JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_COMPARED,
                                .report_digest = "d",
                                .approved_by = ""};
    load_standing standing = good;
    refusal why = {0};
    (void)state;
    assert_true(load_cut_over_check(&standing, "a", "d", &why));
    standing.approved_by = "a";
    assert_true(load_cut_over_check(&standing, "b", "d", &why));
    assert_false(load_cut_over_check(&standing, "a", "d", &why));
    assert_string_equal(why.code, "approver_same");
    assert_false(load_cut_over_check(&standing, "b", "other", &why));
    assert_string_equal(why.code, "report_differs");
    standing.unconfirmed = 1;
    assert_false(load_cut_over_check(&standing, "b", "d", &why));
    assert_string_equal(why.code, "differences_unconfirmed");
    standing.unexplained = 1;
    assert_false(load_cut_over_check(&standing, "b", "d", &why));
    assert_string_equal(why.code, "differences_unexplained");
    standing = good;
    standing.state = JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_LOADED;
    assert_false(load_cut_over_check(&standing, "a", "d", &why));
    assert_string_equal(why.code, "load_state");
}

static void M3_a_reason_has_a_code_and_words(void **state)
{
    refusal why = {0};
    (void)state;
    assert_true(load_reason_check("late_change", "抽出後の異動", &why));
    assert_false(load_reason_check("whatever", "抽出後の異動", &why));
    assert_false(load_reason_check("late_change", "", &why));
    assert_string_equal(why.item, "explanation");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(M2_rows_are_sorted_and_history_has_no_gap),
        cmocka_unit_test(an_address_elsewhere_is_for_past_rows_only),
        cmocka_unit_test(each_item_has_its_form),
        cmocka_unit_test(what_may_be_empty_is_taken),
        cmocka_unit_test(planned_and_confirmed_and_stays_have_their_form),
        cmocka_unit_test(serials_of_ours_are_known),
        cmocka_unit_test(M1_equal_stages_have_no_difference),
        cmocka_unit_test(M1_telephone_numbers_that_changed_places_are_two_differences),
        cmocka_unit_test(M1_what_stands_against_a_person_is_compared),
        cmocka_unit_test(M1_numbers_are_compared_and_never_told),
        cmocka_unit_test(M2_missing_extra_and_doubled_rows_are_found),
        cmocka_unit_test(M3_the_cut_over_waits_for_reasons_and_two_persons),
        cmocka_unit_test(M3_a_reason_has_a_code_and_words),
    };
    return cmocka_run_group_tests_name("resident_load", tests, NULL, NULL);
}
