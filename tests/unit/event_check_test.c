#include "common/event/check.h"

#include "common/event/registry.h"
#include "juki/common/v1/common.pb-c.h"
#include "juki/resident/v1/command.pb-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SUBMIT (&juki__resident__v1__submit_change__descriptor)

enum { WIRE_MAX = 256 * 1024, ARENA_BYTES = 8 * 1024 * 1024 };

typedef struct fixture {
    ju_arena arena;
    ju_err err;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    f = (fixture){0};
    ju_arena_init(&f.arena, ARENA_BYTES);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    ju_arena_done(&((fixture *)*state)->arena);
    return 0;
}

/* Reads from a copy of exactly this size, so that a tool for memory errors sees a step past its end. */
static ju_rc unpack(fixture *f, const ProtobufCMessageDescriptor *type, const void *wire, size_t size,
                    bool strict, ProtobufCMessage **ret)
{
    unsigned char *copy = malloc(size + (size == 0));
    assert_non_null(copy);
    memcpy(copy, wire, size);
    ju_rc rc = ju_unpack(type, copy, size, strict, &f->arena, ret, &f->err);
    free(copy);
    return rc;
}

static void assert_accepted(fixture *f, const ProtobufCMessageDescriptor *type, const void *wire, size_t size,
                            bool strict)
{
    ProtobufCMessage *message = NULL;
    if (unpack(f, type, wire, size, strict, &message) != JU_OK) {
        fail_msg("%s refused with %s (%s)", type->name, f->err.code, f->err.item);
    }
    assert_non_null(message);
}

static void assert_refused(fixture *f, const ProtobufCMessageDescriptor *type, const void *wire, size_t size,
                           bool strict, const char *code, const char *item)
{
    ProtobufCMessage *message = NULL;
    assert_int_equal(unpack(f, type, wire, size, strict, &message), JU_REJECT);
    assert_string_equal(f->err.code, code);
    assert_string_equal(f->err.item, item);
    assert_null(message);
}

/* ---- golden bytes, cut at every length ---- */

static size_t read_golden(const char *name, unsigned char wire[WIRE_MAX])
{
    char path[200];
    (void)snprintf(path, sizeof path, "tests/contract/golden/%s.bin", name);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    size_t size = fread(wire, 1, WIRE_MAX, file);
    assert_true(feof(file) != 0 || size < WIRE_MAX);
    (void)fclose(file);
    return size;
}

static uint64_t take_varint(const unsigned char *wire, size_t *at)
{
    uint64_t value = 0;
    unsigned shift = 0;
    do {
        value |= (uint64_t)(wire[*at] & 0x7f) << shift;
        shift += 7;
    } while ((wire[(*at)++] & 0x80) != 0);
    return value;
}

/* The end of the field that begins at, read without our code or protobuf-c. */
static size_t field_end(const unsigned char *wire, size_t at)
{
    uint64_t tag = take_varint(wire, &at);
    uint64_t value = take_varint(wire, &at);
    assert_true((tag & 7) == 0 || (tag & 7) == 2); /* the contracts have no other wire types */
    return (tag & 7) == 2 ? at + value : at;
}

/* A cut between two fields leaves a shorter message; one inside of a field is refused. */
static void assert_cut_at_every_length(fixture *f, const ProtobufCMessageDescriptor *type)
{
    static unsigned char wire[WIRE_MAX];
    size_t whole = read_golden(type->name, wire);
    size_t boundary = 0;
    assert_true(whole > 0);
    for (size_t size = 0; size <= whole; size++) {
        ju_arena_reset(&f->arena);
        if (size == boundary) {
            assert_accepted(f, type, wire, size, true);
            boundary = size == whole ? size : field_end(wire, size);
        } else {
            assert_refused(f, type, wire, size, true, "malformed", type->short_name);
        }
    }
    assert_int_equal(boundary, whole);
}

static void every_message_is_cut_at_every_length(void **state)
{
    size_t count = 0;
    const ju_registry_row *rows = ju_registry_rows(&count);
    assert_true(count >= 34);
    for (size_t i = 0; i < count; i++) {
        assert_cut_at_every_length(*state, rows[i].descriptor);
    }
}

/* ---- texts ---- */

/* A SubmitChange that holds this text in the field reason, or in the name of its second person. */
static size_t with_text(unsigned char *wire, const void *text, size_t size, bool nested)
{
    Juki__Resident__V1__PersonEntry first = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    unsigned char person[128] = {0x12, (unsigned char)size};
    unsigned char *end = wire;
    assert_true(size < 0x7e);
    memcpy(person + 2, text, size);
    if (!nested) {
        memcpy(end, person, size + 2); /* field 2, like the name of a person */
        return size + 2;
    }
    *end++ = 0x3a;
    *end++ = (unsigned char)juki__resident__v1__person_entry__get_packed_size(&first);
    *end++ = 0x3a;
    *end++ = (unsigned char)(size + 2);
    memcpy(end, person, size + 2);
    return size + 6;
}

static void try_text(fixture *f, const void *text, size_t size, bool good)
{
    unsigned char wire[512];
    for (int nested = 0; nested < 2; nested++) {
        size_t length = with_text(wire, text, size, nested == 1);
        if (good) {
            assert_accepted(f, SUBMIT, wire, length, true);
        } else {
            assert_refused(f, SUBMIT, wire, length, true, "text_invalid", nested == 1 ? "name" : "reason");
            assert_refused(f, SUBMIT, wire, length, false, "text_invalid", nested == 1 ? "name" : "reason");
        }
    }
}

#define TEXT(bytes)                                                                                          \
    {                                                                                                        \
        (bytes), sizeof(bytes) - 1                                                                           \
    }

static void texts_are_well_formed(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
    } bad[] = {
        TEXT("\x80"),             /* a continuation without its start */
        TEXT("a\xbf"),            /* the same at the end */
        TEXT("\xe6\x97"),         /* cut */
        TEXT("\xe6\x97z"),        /* broken off */
        TEXT("\xc0\xaf"),         /* too long for its code point */
        TEXT("\xe0\x80\xaf"),     /* the same */
        TEXT("\xf0\x80\x80\xaf"), /* the same */
        TEXT("\xed\xa0\x80"),     /* half of a surrogate pair */
        TEXT("\xf4\x90\x80\x80"), /* past the last code point */
        TEXT("\xfe"),             /* never in UTF-8 */
        TEXT("\xff\xff"),         /* the same */
        TEXT("\x93\xfa\x96{"),    /* 日本 in CP932 */
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        try_text(*state, bad[i].bytes, bad[i].size, false);
    }
}

static void a_text_holds_no_nul(void **state)
{
    try_text(*state, "a\0b", 3, false);
    try_text(*state, "\0", 1, false);
    try_text(*state, "昭島\0", 7, false);
}

static void a_text_holds_no_controls(void **state)
{
    for (char c = 1; c < 0x20; c++) {
        const char text[] = {'a', c, 'b'};
        try_text(*state, text, sizeof text, false);
    }
    static const struct {
        const char *bytes;
        size_t size;
    } bad[] = {
        TEXT("\x7f"),         /* DELETE */
        TEXT("\xc2\x85"),     /* NEXT LINE */
        TEXT("\xe2\x80\x8b"), /* ZERO WIDTH SPACE */
        TEXT("\xe2\x80\xa8"), /* LINE SEPARATOR */
        TEXT("\xe2\x80\xae"), /* RIGHT-TO-LEFT OVERRIDE */
        TEXT("\xef\xbb\xbf"), /* BYTE ORDER MARK */
        TEXT("\xef\xbf\xbf"), /* no character */
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        try_text(*state, bad[i].bytes, bad[i].size, false);
    }
}

static void texts_of_names_pass(void **state)
{
    static const char *const good[] = {"",    "昭島　太郎", "葛\U000E0100城", "𠮷野", "\uE000", "O'Neill; --",
                                       "{\"}"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        try_text(*state, good[i], strlen(good[i]), true);
    }
}

static void every_text_of_a_list_is_checked(void **state)
{
    static const unsigned char wire[] = {0x0a, 1, 'a', 0x0a, 0, 0x0a, 1, 0x80};
    const ProtobufCMessageDescriptor *type = &juki__common__v1__acknowledged__descriptor;
    assert_accepted(*state, type, wire, 5, true);
    assert_refused(*state, type, wire, sizeof wire, true, "text_invalid", "event_id");
}

/* protobuf-c takes the last of two texts for one field: that one is checked, whatever the first was. */
static void the_last_text_of_a_field_counts(void **state)
{
    static const unsigned char good_last[] = {0x12, 3, 'a', 'b', 'c', 0x12, 1, 'd'};
    static const unsigned char bad_last[] = {0x12, 1, 'd', 0x12, 3, 'a', 0, 'c'};
    assert_accepted(*state, SUBMIT, good_last, sizeof good_last, true);
    assert_refused(*state, SUBMIT, bad_last, sizeof bad_last, true, "text_invalid", "reason");
}

/* ---- enums and unknown fields ---- */

static void unknown_enum_values_are_refused(void **state)
{
    static const unsigned char known[] = {0x3a, 2, 0x28, 2};
    static const unsigned char unknown[] = {0x3a, 2, 0x28, 3};
    static const unsigned char negative[] = {0x3a, 11,   0x28, 0xff, 0xff, 0xff, 0xff,
                                             0xff, 0xff, 0xff, 0xff, 0xff, 1};
    assert_accepted(*state, SUBMIT, known, sizeof known, true);
    for (int strict = 0; strict < 2; strict++) {
        assert_refused(*state, SUBMIT, unknown, sizeof unknown, strict == 1, "enum_unknown", "sex");
        assert_refused(*state, SUBMIT, negative, sizeof negative, strict == 1, "enum_unknown", "sex");
    }
}

static void unknown_fields_are_for_readers_that_are_not_strict(void **state)
{
    static const unsigned char top[] = {0xf2, 1, 1, 'x'}; /* field 30 */
    static const unsigned char nested[] = {0x3a, 5,    0xf2, 1,
                                           2,    0xff, 0}; /* field 30 of a person, any bytes */
    assert_accepted(*state, SUBMIT, top, sizeof top, false);
    assert_refused(*state, SUBMIT, top, sizeof top, true, "field_unknown", "SubmitChange");
    assert_accepted(*state, SUBMIT, nested, sizeof nested, false);
    assert_refused(*state, SUBMIT, nested, sizeof nested, true, "field_unknown", "PersonEntry");
}

static void a_value_of_another_type_is_malformed(void **state)
{
    static const unsigned char number_for_text[] = {0x10, 5};
    static const unsigned char text_for_enum[] = {0x3a, 3, 0x2a, 1, 'a'};
    static const unsigned char text_for_message[] = {0x2a, 3, 'a', 'b', 'c'};
    static const unsigned char tag_zero[] = {0x02, 1, 'a'};
    static const unsigned char group[] = {0x13, 0x14};
    const struct {
        const unsigned char *wire;
        size_t size;
    } rows[] = {{number_for_text, sizeof number_for_text},
                {text_for_enum, sizeof text_for_enum},
                {text_for_message, sizeof text_for_message},
                {tag_zero, sizeof tag_zero},
                {group, sizeof group}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_refused(*state, SUBMIT, rows[i].wire, rows[i].size, false, "malformed", "SubmitChange");
    }
}

/* ---- memory ---- */

/* Two bytes on the wire make a person of a hundred: the arena's cap is what holds it. */
static void amplification_ends_at_the_cap(void **state)
{
    fixture *f = *state;
    enum { PERSONS = 100000, CAP = 1 << 20 };
    unsigned char *wire = calloc(PERSONS, 2);
    ProtobufCMessage *message = NULL;
    assert_non_null(wire);
    for (size_t i = 0; i < PERSONS; i++) {
        wire[2 * i] = 0x3a;
    }
    ju_arena small;
    ju_arena_init(&small, CAP);
    assert_int_equal(ju_unpack(SUBMIT, wire, (size_t)PERSONS * 2, true, &small, &message, &f->err), JU_FATAL);
    assert_string_equal(f->err.code, "memory");
    assert_null(message);
    assert_true(small.full);
    assert_true(small.used_bytes <= CAP);

    /* the same arena serves the next message */
    ju_arena_reset(&small);
    assert_int_equal(ju_unpack(SUBMIT, wire, 2 * 50, true, &small, &message, &f->err), JU_OK);
    assert_int_equal(((Juki__Resident__V1__SubmitChange *)message)->n_person, 50);
    ju_arena_done(&small);
    free(wire);
}

/* At every cap the answer is whole or "memory"; a message is not called malformed for want of room. */
static void every_cap_is_survived(void **state)
{
    fixture *f = *state;
    static unsigned char wire[WIRE_MAX];
    size_t size = read_golden(SUBMIT->name, wire);
    size_t cap = 0;
    ju_rc rc = JU_FATAL;
    for (; rc != JU_OK; cap += 16) {
        ProtobufCMessage *message = NULL;
        ju_arena small;
        ju_arena_init(&small, cap);
        rc = ju_unpack(SUBMIT, wire, size, true, &small, &message, &f->err);
        assert_true(rc == JU_OK || (rc == JU_FATAL && strcmp(f->err.code, "memory") == 0 && message == NULL));
        ju_arena_done(&small);
    }
    assert_true(cap > size && cap < 64 * 1024);
}

int main(void)
{
#define CHECKED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CHECKED(every_message_is_cut_at_every_length),
        CHECKED(texts_are_well_formed),
        CHECKED(a_text_holds_no_nul),
        CHECKED(a_text_holds_no_controls),
        CHECKED(texts_of_names_pass),
        CHECKED(every_text_of_a_list_is_checked),
        CHECKED(the_last_text_of_a_field_counts),
        CHECKED(unknown_enum_values_are_refused),
        CHECKED(unknown_fields_are_for_readers_that_are_not_strict),
        CHECKED(a_value_of_another_type_is_malformed),
        CHECKED(amplification_ends_at_the_cap),
        CHECKED(every_cap_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
