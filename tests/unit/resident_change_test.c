#include "services/resident/change.h"

#include "tests/unit/resident_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;

#define NEW_HOUSEHOLD "0000000035"

static sample_register reg;
static sample_entry s;
static record *named[SAMPLE_ENTRY_MAX];
static ju_arena arena;
static change_result result;

static int set_up(void **state)
{
    (void)state;
    sample_register_fill(&reg);
    ju_arena_init(&arena, (size_t)1 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ju_arena_done(&arena);
    return 0;
}

/* An entry whose persons are those of the register that it names. */
static void enter(const char *code, size_t count)
{
    sample_entry_fill(&s, code, count);
    for (size_t i = 0; i < count; i++) {
        named[i] = sample_named(&reg, s.person[i].addressee_number);
    }
}

static void name_person(size_t at, int registered)
{
    named[at] = &reg.person[registered];
    s.person[at].addressee_number = reg.person[registered].addressee_number;
}

/* All that a decision reads, as bytes. */
static unsigned char *packed_inputs(size_t *ret_size)
{
    unsigned char *bytes = malloc(1 << 16);
    assert_non_null(bytes);
    size_t used = protobuf_c_message_pack(&s.entry.base, bytes);
    for (size_t i = 0; i < SAMPLE_REGISTERED; i++) {
        used += protobuf_c_message_pack(&reg.person[i].base, bytes + used);
    }
    assert_true(used < 1 << 16);
    *ret_size = used;
    return bytes;
}

static bool decide_once(const change_facts *facts, change_result *ret, refusal *why)
{
    static const char *const addressees[SAMPLE_ENTRY_MAX] = {"00000000077", "00000000085", "00000000093"};
    static const char *const refs[SAMPLE_ENTRY_MAX] = {"ref-new-1", "ref-new-2", "ref-new-3"};
    const change_numbers numbers = {
        .addressee_number = addressees, .register_ref = refs, .household_number = NEW_HOUSEHOLD};
    return change_decide(facts, &numbers, &arena, ret, why);
}

static void assert_same_records(const change_result *a, const change_result *b)
{
    static unsigned char bytes[2][8192];
    for (size_t i = 0; i < s.entry.n_person; i++) {
        size_t size = protobuf_c_message_pack(&a->record[i]->base, bytes[0]);
        assert_int_equal(protobuf_c_message_pack(&b->record[i]->base, bytes[1]), size);
        assert_memory_equal(bytes[0], bytes[1], size);
    }
}

/* Decides twice, the second time with the facts the first one left: whatever a decision did to the register
 * or to the entry would show. */
static bool decide(refusal *why)
{
    change_facts facts = {.entry = &s.entry,
                          .named = named,
                          .member = reg.current,
                          .member_count = reg.current_count,
                          .today = SAMPLE_TODAY};
    size_t size = 0;
    size_t size_after = 0;
    change_result again = {0};
    unsigned char *before = packed_inputs(&size);
    bool accepted = decide_once(&facts, &result, why);
    unsigned char *after = packed_inputs(&size_after);
    assert_int_equal(size, size_after);
    assert_memory_equal(before, after, size);
    free(before);
    free(after);
    assert_int_equal(decide_once(&facts, &again, why), accepted);
    if (accepted) {
        assert_same_records(&result, &again);
    }
    return accepted;
}

static void assert_accepted(void)
{
    refusal why = {"left from before", ""};
    if (!decide(&why)) {
        fail_msg("refused with %s (%s)", why.code == NULL ? "no code" : why.code, why.item);
    }
    assert_null(why.code);
}

static void assert_refused(const char *code, const char *item)
{
    refusal why = {0};
    assert_false(decide(&why));
    assert_non_null(why.code);
    assert_string_equal(why.code, code);
    assert_string_equal(why.item, item);
}

/* ---- what every new record bears ---- */

static void assert_marks(const record *after, int32_t history_number)
{
    assert_int_equal(after->history_number, history_number);
    assert_string_equal(after->reason, s.entry.reason);
    assert_string_equal(after->change_date, "2026-04-01");
    assert_string_equal(after->notified_date, "2026-04-05");
    assert_string_equal(after->processed_date, SAMPLE_TODAY);
    assert_string_equal(after->change_id, s.entry.change_id);
    assert_string_equal(after->operator_id, "op-1");
    assert_string_equal(after->terminal_id, "t-1");
}

static bool is_mark(const char *field)
{
    static const char *const marks[] = {"history_number", "reason",         "change_date",
                                        "notified_date",  "processed_date", "change_id",
                                        "operator_id",    "terminal_id",    NULL};
    return reason_allows(marks, field);
}

static bool same_value(const ProtobufCFieldDescriptor *field, const record *a, const record *b)
{
    size_t size = field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE
                      ? sizeof(void *)
                      : sizeof(int32_t);
    return memcmp((const char *)a + field->offset, (const char *)b + field->offset, size) == 0;
}

/* Every item but the marks and the listed ones stands as it stood, by descriptor. */
static void assert_only_changed(const record *before, const record *after, const char *const *changed)
{
    const ProtobufCMessageDescriptor *descriptor = before->base.descriptor;
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
        if (!is_mark(field->name) && !reason_allows(changed, field->name) &&
            !same_value(field, before, after)) {
            fail_msg("%s has changed", field->name);
        }
    }
}

/* ---- 転入 ---- */

static void moving_in_makes_new_persons_and_a_household(void **state)
{
    (void)state;
    enter("domestic_move_in", 2);
    assert_accepted();
    assert_string_equal(result.household_number, NEW_HOUSEHOLD);
    for (size_t i = 0; i < 2; i++) {
        const record *after = result.record[i];
        assert_marks(after, 1);
        assert_string_equal(after->addressee_number, i == 0 ? "00000000077" : "00000000085");
        assert_string_equal(after->register_ref, i == 0 ? "ref-new-1" : "ref-new-2");
        assert_string_equal(after->household_number, NEW_HOUSEHOLD);
        assert_int_equal(after->state, JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT);
        assert_string_equal(after->name, "玉川　五郎");
        assert_string_equal(after->name_kana, "タマガワ　ゴロウ");
        assert_string_equal(after->birth_date->date, "1990-02-28");
        assert_int_equal(after->sex, JUKI__COMMON__V1__SEX__SEX_MALE);
        assert_string_equal(after->relationship, i == 0 ? "世帯主" : "妻");
        assert_string_equal(after->registered_domicile, "東京都立川市柴崎町1番地");
        assert_string_equal(after->family_register_head, "玉川　五郎");
        assert_ptr_equal(after->address, &s.address);
        assert_ptr_equal(after->previous_address, &s.elsewhere);
        assert_null(after->destination);
        assert_string_equal(after->resident_since, "2026-04-01");
        assert_string_equal(after->address_since, "2026-04-01");
        /* sealed for the entry, not for the register: the caller seals them anew */
        assert_null(after->individual_number);
        assert_null(after->resident_code);
    }
}

static void who_comes_back_gets_the_old_number_and_the_next_history(void **state)
{
    (void)state;
    const int struck_off[] = {SAMPLE_MOVED_OUT, SAMPLE_DEAD};
    for (size_t i = 0; i < 2; i++) {
        const record *before = &reg.person[struck_off[i]];
        enter("domestic_move_in", 2);
        named[0] = &reg.person[struck_off[i]];
        assert_accepted();
        const record *after = result.record[0];
        assert_marks(after, before->history_number + 1);
        assert_string_equal(after->addressee_number, before->addressee_number);
        assert_string_equal(after->register_ref, before->register_ref);
        assert_int_equal(after->state, JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT);
        assert_string_equal(after->name, "玉川　五郎");
        assert_string_equal(after->resident_since, "2026-04-01");
        assert_null(after->destination);
        assert_null(after->individual_number);
        assert_null(after->resident_code);
        assert_string_equal(result.record[1]->addressee_number, "00000000085");
    }
}

static void a_current_resident_cannot_move_in(void **state)
{
    (void)state;
    enter("domestic_move_in", 2);
    named[1] = &reg.person[SAMPLE_ALONE];
    assert_refused("already_resident", "individual_number");
}

/* The second person of the sample joins the family at its address. */
static void enter_joining(const char *relationship)
{
    enter("domestic_move_in", 1);
    s.person[0].relationship = sample_text(relationship);
    s.entry.household_number = sample_text(SAMPLE_FAMILY_HOUSEHOLD);
    s.entry.address = &reg.family_address;
}

static void moving_in_may_join_a_household(void **state)
{
    (void)state;
    enter_joining("子");
    assert_accepted();
    assert_string_equal(result.household_number, SAMPLE_FAMILY_HOUSEHOLD);
    assert_string_equal(result.record[0]->household_number, SAMPLE_FAMILY_HOUSEHOLD);
}

static void a_household_to_join_exists_at_the_address(void **state)
{
    (void)state;
    enter_joining("子");
    s.entry.household_number = sample_text("0000000043");
    assert_refused("household_unknown", "household_number");
    enter_joining("子");
    s.entry.address = &reg.alone_address;
    assert_refused("household_unknown", "address");
}

static void every_part_of_an_address_tells_it_from_others(void **state)
{
    (void)state;
    for (int part = 0; part < 4; part++) {
        Juki__Common__V1__Address other = reg.family_address;
        char **const parts[] = {&other.municipality_code, &other.town, &other.number, &other.building};
        *parts[part] = sample_text("011002");
        enter_joining("子");
        s.entry.address = &other;
        assert_refused("household_unknown", "address");
    }
    /* how the post and the prefecture are written does not */
    Juki__Common__V1__Address same = reg.family_address;
    same.postal_code = sample_text("");
    same.prefecture = sample_text("");
    enter_joining("子");
    s.entry.address = &same;
    assert_accepted();
}

/* ---- 世帯主 ---- */

static void a_new_household_has_exactly_one_head(void **state)
{
    (void)state;
    enter("domestic_move_in", 2);
    s.person[0].relationship = sample_text("縁故者");
    assert_refused("household_head", "relationship");
    s.person[0].relationship = sample_text("世帯主");
    s.person[1].relationship = sample_text("世帯主");
    assert_refused("household_head", "relationship");
}

static void nobody_becomes_a_second_head(void **state)
{
    (void)state;
    enter_joining("世帯主");
    assert_refused("household_head", "relationship");
    enter("birth", 1);
    s.person[0].relationship = sample_text("世帯主");
    assert_refused("household_head", "relationship");
    enter("move_within", 1);
    name_person(0, SAMPLE_ALONE);
    s.entry.household_number = sample_text(SAMPLE_FAMILY_HOUSEHOLD);
    s.entry.address = &reg.family_address;
    assert_refused("household_head", "relationship");
}

static void a_household_may_stay_without_a_head(void **state)
{
    (void)state;
    reg.person[SAMPLE_HEAD].relationship = sample_text("縁故者");
    enter_joining("子");
    assert_accepted();
    enter("birth", 1);
    assert_accepted();
    enter("death", 1);
    assert_accepted();
}

/* ---- 出生 ---- */

static void a_birth_inherits_the_address(void **state)
{
    (void)state;
    enter("birth", 2);
    assert_accepted();
    assert_string_equal(result.household_number, SAMPLE_FAMILY_HOUSEHOLD);
    for (size_t i = 0; i < 2; i++) {
        const record *after = result.record[i];
        assert_marks(after, 1);
        assert_ptr_equal(after->address, &reg.family_address);
        assert_null(after->previous_address);
        assert_null(after->individual_number);
        assert_null(after->resident_code);
        assert_string_equal(after->household_number, SAMPLE_FAMILY_HOUSEHOLD);
        assert_string_equal(after->relationship, "子");
        assert_string_equal(after->resident_since, "2026-04-01");
        assert_string_equal(after->address_since, "2026-04-01");
        assert_int_equal(after->state, JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT);
    }
}

static void a_birth_needs_a_household(void **state)
{
    (void)state;
    enter("birth", 1);
    s.entry.household_number = sample_text("");
    assert_refused("household_unknown", "household_number");
    s.entry.household_number = sample_text("0000000043");
    assert_refused("household_unknown", "household_number");
}

/* ---- 転居 ---- */

static void moving_within_changes_the_address_and_nothing_else(void **state)
{
    (void)state;
    static const char *const changed[] = {"address", "address_since", NULL};
    enter("move_within", 3);
    assert_accepted();
    assert_string_equal(result.household_number, SAMPLE_FAMILY_HOUSEHOLD); /* all of it has moved */
    for (size_t i = 0; i < 3; i++) {
        const record *after = result.record[i];
        assert_marks(after, (int32_t)i + 2);
        assert_only_changed(&reg.person[i], after, changed);
        assert_ptr_equal(after->address, &s.address);
        assert_string_equal(after->address_since, "2026-04-01");
    }
}

static void part_of_a_household_gets_a_new_one_with_a_head(void **state)
{
    (void)state;
    static const char *const changed[] = {"address", "address_since", "household_number", "relationship",
                                          NULL};
    enter("move_within", 2);
    name_person(0, SAMPLE_WIFE);
    name_person(1, SAMPLE_CHILD);
    assert_refused("household_head", "relationship");
    s.person[0].relationship = sample_text("世帯主");
    assert_accepted();
    assert_string_equal(result.household_number, NEW_HOUSEHOLD);
    assert_string_equal(result.record[0]->relationship, "世帯主");
    assert_string_equal(result.record[1]->relationship, "子");
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(result.record[i]->household_number, NEW_HOUSEHOLD);
        assert_only_changed(&reg.person[SAMPLE_WIFE + i], result.record[i], changed);
    }
}

static void persons_of_two_households_get_a_new_one(void **state)
{
    (void)state;
    enter("move_within", 3);
    name_person(0, SAMPLE_ALONE);
    name_person(1, SAMPLE_WIFE);
    name_person(2, SAMPLE_CHILD);
    assert_accepted();
    assert_string_equal(result.household_number, NEW_HOUSEHOLD);
}

static void moving_within_may_join_a_household(void **state)
{
    (void)state;
    enter("move_within", 1);
    name_person(0, SAMPLE_ALONE);
    s.person[0].relationship = sample_text("縁故者");
    s.entry.household_number = sample_text(SAMPLE_FAMILY_HOUSEHOLD);
    s.entry.address = &reg.family_address;
    assert_accepted();
    assert_string_equal(result.household_number, SAMPLE_FAMILY_HOUSEHOLD);
    assert_string_equal(result.record[0]->relationship, "縁故者");

    s.entry.address = &s.address;
    assert_refused("household_unknown", "household_number");
    s.entry.household_number = sample_text("0000000043");
    assert_refused("household_unknown", "household_number");
}

static void the_same_address_is_no_move(void **state)
{
    (void)state;
    enter("move_within", 3);
    s.entry.address = &reg.family_address;
    assert_refused("same_address", "address");
    /* one who already lives there is enough */
    enter("move_within", 2);
    name_person(0, SAMPLE_ALONE);
    name_person(1, SAMPLE_WIFE);
    s.entry.address = &reg.family_address;
    assert_refused("same_address", "address");
}

/* ---- 転出, 死亡 ---- */

static void striking_off_changes_the_state_and_nothing_else(void **state)
{
    (void)state;
    static const char *const moved_out[] = {"state", "destination", NULL};
    static const char *const dead[] = {"state", NULL};
    enter("domestic_move_out", 2);
    assert_accepted();
    for (size_t i = 0; i < 2; i++) {
        assert_marks(result.record[i], (int32_t)i + 2);
        assert_only_changed(&reg.person[i], result.record[i], moved_out);
        assert_int_equal(result.record[i]->state, JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT);
        assert_ptr_equal(result.record[i]->destination, &s.elsewhere);
    }
    assert_string_equal(result.household_number, SAMPLE_FAMILY_HOUSEHOLD);
    enter("death", 1);
    assert_accepted();
    assert_marks(result.record[0], 2);
    assert_only_changed(&reg.person[SAMPLE_HEAD], result.record[0], dead);
    assert_int_equal(result.record[0]->state, JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD);
}

static void only_current_residents_move_or_are_struck_off(void **state)
{
    (void)state;
    static const char *const codes[] = {"move_within", "domestic_move_out", "death"};
    for (size_t i = 0; i < 3; i++) {
        enter(codes[i], 2);
        name_person(1, SAMPLE_MOVED_OUT);
        assert_refused("not_resident", "addressee_number");
        enter(codes[i], 2);
        name_person(0, SAMPLE_DEAD);
        assert_refused("not_resident", "addressee_number");
        enter(codes[i], 2);
        named[1] = NULL;
        assert_refused("not_resident", "addressee_number");
    }
}

/* ---- memory ---- */

static void a_full_arena_is_no_refusal(void **state)
{
    (void)state;
    static const char *const codes[] = {"domestic_move_in", "birth", "move_within", "domestic_move_out",
                                        "death"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        for (size_t cap = 0; cap < 600; cap += 50) {
            refusal why = {"left from before", ""};
            ju_arena_done(&arena);
            ju_arena_init(&arena, cap);
            enter(codes[i], 3);
            assert_false(decide(&why));
            assert_null(why.code);
        }
    }
}

int main(void)
{
#define DECIDED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        DECIDED(moving_in_makes_new_persons_and_a_household),
        DECIDED(who_comes_back_gets_the_old_number_and_the_next_history),
        DECIDED(a_current_resident_cannot_move_in),
        DECIDED(moving_in_may_join_a_household),
        DECIDED(a_household_to_join_exists_at_the_address),
        DECIDED(every_part_of_an_address_tells_it_from_others),
        DECIDED(a_new_household_has_exactly_one_head),
        DECIDED(nobody_becomes_a_second_head),
        DECIDED(a_household_may_stay_without_a_head),
        DECIDED(a_birth_inherits_the_address),
        DECIDED(a_birth_needs_a_household),
        DECIDED(moving_within_changes_the_address_and_nothing_else),
        DECIDED(part_of_a_household_gets_a_new_one_with_a_head),
        DECIDED(persons_of_two_households_get_a_new_one),
        DECIDED(moving_within_may_join_a_household),
        DECIDED(the_same_address_is_no_move),
        DECIDED(striking_off_changes_the_state_and_nothing_else),
        DECIDED(only_current_residents_move_or_are_struck_off),
        DECIDED(a_full_arena_is_no_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
