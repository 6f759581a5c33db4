#include "tests/unit/resident_decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;

enum { INPUT_BYTES = 1 << 16, RECORD_BYTES = 8192 };

bool entry_accepts(const sample_entry *s, refusal *why)
{
    return entry_check(&s->entry, s->numbers, SAMPLE_TODAY, SAMPLE_MUNICIPALITY, why);
}

void entry_accepted(const sample_entry *s)
{
    refusal why = {"left from before", ""};
    if (!entry_accepts(s, &why)) {
        fail_msg("%s: refused with %s (%s)", s->entry.reason, why.code, why.item);
    }
    assert_null(why.code);
}

void entry_refused(const sample_entry *s, const char *code, const char *item)
{
    refusal why = {0};
    if (entry_accepts(s, &why)) {
        fail_msg("%s: accepted, but should be %s (%s)", s->entry.reason, code, item);
    }
    assert_string_equal(why.code, code);
    assert_string_equal(why.item, item);
}

void decision_begin(decision *d)
{
    sample_register_fill(&d->reg);
    memset(d->before, 0, sizeof d->before);
    memset(d->taken, 0, sizeof d->taken);
    d->restraints = (restraint_list){0};
    ju_arena_init(&d->arena, (size_t)1 << 20);
}

void decision_end(decision *d)
{
    ju_arena_done(&d->arena);
}

void decision_enter(decision *d, const char *reason_code, size_t count)
{
    sample_entry_fill(&d->s, reason_code, count);
    for (size_t i = 0; i < count; i++) {
        d->named[i] = sample_named(&d->reg, d->s.person[i].addressee_number);
    }
}

void decision_confirm(decision *d, const char *alert)
{
    d->confirmed[0] = sample_text(alert);
    d->s.entry.confirmed_alert = d->confirmed;
    d->s.entry.n_confirmed_alert = 1;
}

void decision_name(decision *d, size_t at, int registered)
{
    d->named[at] = &d->reg.person[registered];
    d->s.person[at].addressee_number = d->reg.person[registered].addressee_number;
}

/* All that a decision reads, as bytes. */
static unsigned char *packed_inputs(const decision *d, size_t *ret_size)
{
    unsigned char *bytes = malloc(INPUT_BYTES);
    assert_non_null(bytes);
    size_t used = protobuf_c_message_pack(&d->s.entry.base, bytes);
    for (size_t i = 0; i < SAMPLE_REGISTERED; i++) {
        used += protobuf_c_message_pack(&d->reg.person[i].base, bytes + used);
    }
    assert_true(used < INPUT_BYTES);
    *ret_size = used;
    return bytes;
}

static bool decide_once(decision *d, change_result *ret, refusal *why)
{
    static const char *const addressees[SAMPLE_ENTRY_MAX] = {"00000000077", "00000000085", "00000000093"};
    static const char *const refs[SAMPLE_ENTRY_MAX] = {"ref-new-1", "ref-new-2", "ref-new-3"};
    const change_numbers numbers = {
        .addressee_number = addressees, .register_ref = refs, .household_number = DECISION_NEW_HOUSEHOLD};
    const change_facts facts = {.entry = &d->s.entry,
                                .named = d->named,
                                .member = d->reg.current,
                                .member_count = d->reg.current_count,
                                .today = SAMPLE_TODAY,
                                .before = d->before,
                                .restraints = d->restraints,
                                .now = DECISION_NOW,
                                .removed = d->reg.removed,
                                .removed_count = d->reg.removed_count,
                                .taken = d->taken};
    return change_decide(&facts, &numbers, &d->arena, ret, why);
}

static void assert_same_records(const decision *d, const change_result *again)
{
    static unsigned char bytes[2][RECORD_BYTES];
    for (size_t i = 0; i < d->s.entry.n_person; i++) {
        size_t size = protobuf_c_message_pack(&d->result.record[i]->base, bytes[0]);
        assert_int_equal(protobuf_c_message_pack(&again->record[i]->base, bytes[1]), size);
        assert_memory_equal(bytes[0], bytes[1], size);
    }
}

bool decision_decide(decision *d, refusal *why)
{
    size_t size = 0;
    size_t size_after = 0;
    change_result again = {0};
    unsigned char *before = packed_inputs(d, &size);
    bool accepted = decide_once(d, &d->result, why);
    unsigned char *after = packed_inputs(d, &size_after);
    assert_int_equal(size, size_after);
    assert_memory_equal(before, after, size);
    free(before);
    free(after);
    assert_int_equal(decide_once(d, &again, why), accepted);
    if (accepted) {
        assert_same_records(d, &again);
    }
    return accepted;
}

void decision_accepted(decision *d)
{
    refusal why = {"left from before", ""};
    if (!decision_decide(d, &why)) {
        fail_msg("refused with %s (%s)", why.code == NULL ? "no code" : why.code, why.item);
    }
    assert_null(why.code);
}

void decision_refused(decision *d, const char *code, const char *item)
{
    refusal why = {0};
    assert_false(decision_decide(d, &why));
    assert_non_null(why.code);
    assert_string_equal(why.code, code);
    assert_string_equal(why.item, item);
}

void decision_marks(const decision *d, const record *after, int32_t history_number)
{
    assert_int_equal(after->history_number, history_number);
    assert_string_equal(after->reason, d->s.entry.reason);
    assert_string_equal(after->change_date, "2026-04-01");
    assert_string_equal(after->notified_date, "2026-04-05");
    assert_string_equal(after->processed_date, SAMPLE_TODAY);
    assert_string_equal(after->change_id, d->s.entry.change_id);
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
    bool pointer = field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE;
    size_t size = pointer ? sizeof(void *) : sizeof(int32_t);
    return memcmp((const char *)a + field->offset, (const char *)b + field->offset, size) == 0;
}

void decision_only_changed(const record *before, const record *after, const char *const *changed)
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
