/* Bad input of every kind at resident.command (invariant 11): it changes nothing, is refused or dead-lettered
 * with a code, is never lost, and the next good command works. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/letter.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "common/seal/marked.h"
#include "juki/common/v1/common.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TYPE "juki.resident.v1.SubmitChange"

/* A move-in in the making: everything of it can be spoiled before it is sent. */
typedef struct draft {
    char change_id[JU_UUID_SIZE];
    char event_id[JU_UUID_SIZE];
    unsigned char *value;
    size_t size;
    const void *key;
    size_t key_size;
    ju_record_header header[9];
    size_t header_count;
} draft;

static draft draft_of(world *w, const move_in *wish)
{
    draft d = {0};
    (void)snprintf(d.change_id, sizeof d.change_id, "%s", command_new_id().text);
    (void)snprintf(d.event_id, sizeof d.event_id, "%s", command_new_id().text);
    d.size = command_pack_move_in(w, wish, d.change_id, &d.value);
    return d;
}

static void append(draft *d, const void *bytes, size_t size)
{
    d->value = realloc(d->value, d->size + size);
    assert_non_null(d->value);
    memcpy(d->value + d->size, bytes, size);
    d->size += size;
}

static void set_header(draft *d, const char *name, const char *value)
{
    for (size_t i = 0; i < d->header_count; i++) {
        if (strcmp(d->header[i].name, name) == 0) {
            d->header[i] =
                value == NULL ? d->header[--d->header_count] : (ju_record_header){name, value, strlen(value)};
            return;
        }
    }
    fail_msg("no header %s", name);
}

static void spoil_name(draft *d, unsigned char byte)
{
    static const char name[] = "試験";
    unsigned char *at = memmem(d->value, d->size, name, strlen(name));
    assert_non_null(at);
    at[1] = byte;
}

/* ---- the kinds --------------------------------------------------------------------------------------------
 */

static void truncate_value(draft *d)
{
    d->size /= 2;
}

static void truncate_under_big_header(draft *d)
{
    static char big[700 * 1024];
    memset(big, 'x', sizeof big);
    d->size /= 2;
    d->header[d->header_count++] = (ju_record_header){"x-big", big, sizeof big};
}

static void make_huge(draft *d)
{
    size_t more = 300 * 1024;
    char *bytes = calloc(1, more);
    append(d, bytes, more);
    free(bytes);
}

static void many_persons(draft *d)
{
    size_t more = 250 * 1024;
    char *bytes = calloc(1, more);
    for (size_t i = 0; i < more; i += 2) {
        bytes[i] = 0x3a; /* field 7, no bytes */
    }
    append(d, bytes, more);
    free(bytes);
}

static void empty_value(draft *d)
{
    d->size = 0;
}

static void unknown_enum(draft *d)
{
    append(d, "\x3a\x02\x28\x07", 4); /* a person whose sex is 7 */
}

static void unknown_field(draft *d)
{
    append(d, "\x98\x06\x01", 3); /* field 99 */
}

static void bad_utf8(draft *d)
{
    spoil_name(d, 0xff);
}

static void embedded_nul(draft *d)
{
    static const char name[] = "試験";
    unsigned char *at = memmem(d->value, d->size, name, strlen(name));
    assert_non_null(at);
    memset(at, 0, 3);
}

static void wrong_type(draft *d)
{
    set_header(d, JU_HEADER_TYPE, "juki.resident.v1.PersonReply");
}

static void wrong_body(draft *d)
{
    set_header(d, JU_HEADER_TYPE, "juki.resident.v1.ReviewChange");
}

static void wrong_key(draft *d)
{
    d->key = "somebody-else";
    d->key_size = strlen("somebody-else");
}

static void no_key(draft *d)
{
    d->key = NULL;
    d->key_size = 0;
}

static void unreadable_key(draft *d)
{
    d->key = "\xff\xfe";
    d->key_size = 2;
}

static void old_specversion(draft *d)
{
    set_header(d, JU_HEADER_SPECVERSION, "0.3");
}

static void wrong_content(draft *d)
{
    set_header(d, JU_HEADER_CONTENT_TYPE, "application/json");
}

static void no_headers(draft *d)
{
    d->header_count = 0;
}

static void no_id(draft *d)
{
    set_header(d, JU_HEADER_ID, NULL);
}

static void no_source(draft *d)
{
    set_header(d, JU_HEADER_SOURCE, NULL);
}

static void no_type(draft *d)
{
    set_header(d, JU_HEADER_TYPE, NULL);
}

static void no_time(draft *d)
{
    set_header(d, JU_HEADER_TIME, NULL);
}

static void id_no_uuid(draft *d)
{
    set_header(d, JU_HEADER_ID, "12345");
}

static void sequence_no_number(draft *d)
{
    d->header[d->header_count++] = (ju_record_header){JU_HEADER_SEQUENCE, "-1", 2};
}

static const struct {
    const char *name;
    void (*spoil)(draft *d);
    const char *code; /* of the dead letter */
} KINDS[] = {
    {"truncated", truncate_value, "malformed"},
    {"truncated, with a header of 700 KiB", truncate_under_big_header, "malformed"},
    {"over 256 KiB", make_huge, "too_large"},
    {"no value", empty_value, "key_mismatch"},
    {"unknown enum value", unknown_enum, "enum_unknown"},
    {"unknown field", unknown_field, "field_unknown"},
    {"invalid UTF-8", bad_utf8, "text_invalid"},
    {"embedded NUL", embedded_nul, "text_invalid"},
    {"type of another topic", wrong_type, "type_unknown"},
    {"another type than the value", wrong_body, "malformed"},
    {"wrong key", wrong_key, "key_mismatch"},
    {"no key", no_key, "key_invalid"},
    {"unreadable key", unreadable_key, "key_invalid"},
    {"unknown specversion", old_specversion, "header_unknown"},
    {"unknown content type", wrong_content, "header_unknown"},
    {"no headers", no_headers, "header_missing"},
    {"no ce_id", no_id, "header_missing"},
    {"no ce_source", no_source, "header_missing"},
    {"no ce_type", no_type, "header_missing"},
    {"no ce_time", no_time, "header_missing"},
    {"ce_id is no UUID", id_no_uuid, "header_invalid"},
    {"sequence is no number", sequence_no_number, "sequence_invalid"},
};
enum { KIND_COUNT = sizeof KINDS / sizeof KINDS[0] };

static void send_draft(world *w, draft *d)
{
    bus_send_raw(w, JU_TOPIC_RESIDENT_COMMAND, d->key, d->key_size, d->value, d->size, d->header,
                 d->header_count);
    free(d->value);
}

/* Header values and the key are borrowed from the draft, so they are set where it stays. */
static void address_draft(draft *d)
{
    d->header_count = bus_headers(d->header, d->event_id, TYPE, NULL);
    d->key = d->change_id;
    d->key_size = strlen(d->change_id);
}

static draft copy_of(const draft *d)
{
    draft copy = *d;
    copy.value = malloc(d->size);
    assert_non_null(copy.value);
    memcpy(copy.value, d->value, d->size);
    return copy;
}

/* The dead letter of a record, by its place; the test fails when there is none. */
static void check_letter(const bus_records *letters, const bus_record *record, const char *kind,
                         const char *code)
{
    int found = 0;
    for (size_t i = 0; i < letters->count; i++) {
        Juki__Common__V1__DeadLetter *letter =
            juki__common__v1__dead_letter__unpack(NULL, letters->item[i].size, letters->item[i].value);
        assert_non_null(letter);
        assert_true(letters->item[i].size <= JU_MESSAGE_MAX_BYTES);
        if (letter->partition == record->partition && letter->offset == record->offset) {
            found++;
            if (strcmp(letter->code, code) != 0 || *letter->reason == '\0') {
                fail_msg("%s: code %s instead of %s, reason '%s'", kind, letter->code, code, letter->reason);
            }
            ju_arena arena;
            ju_arena_init(&arena, 1 << 20);
            ProtobufCBinaryData value = letter_value(letter, &arena);
            bool kept = value.len == record->size &&
                        (record->size == 0 || memcmp(value.data, record->value, record->size) == 0);
            assert_true(kept || record->size > 256 * 1024 - 16 * 1024);
            assert_true(letter->value.len == 0 || ju_marked_is_sealed(letter->value.data, letter->value.len));
            ju_arena_done(&arena);
        }
        juki__common__v1__dead_letter__free_unpacked(letter, NULL);
    }
    if (found != 1) {
        fail_msg("%s: %d dead letters", kind, found);
    }
}

static const char REGISTER[] = "person,person_record,change,change_person,change_lock,number_request";

static void test_dead_letters(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    command_topics(w, 1);
    process *resident = process_start(w, "juki-resident", NULL);
    (void)command_register(w, 1);
    size_t good = bus_count(w, JU_TOPIC_RESIDENT_COMMAND);
    char *before = strdup(sql_digest(conn, REGISTER));
    for (int i = 0; i < KIND_COUNT; i++) {
        draft d = draft_of(w, &(move_in){.serial = 100 + i});
        address_draft(&d);
        KINDS[i].spoil(&d);
        send_draft(w, &d);
    }
    AWAIT(sql_int(conn, "SELECT count(*) FROM dead_letter") == KIND_COUNT);
    AWAIT(sql_int(conn, "SELECT count(*) FROM outbox") == 0);
    assert_string_equal(sql_digest(conn, REGISTER), before);
    free(before);
    bus_records sent = bus_read(w, JU_TOPIC_RESIDENT_COMMAND);
    bus_records letters = bus_read(w, JU_TOPIC_DEADLETTER_RESIDENT);
    assert_int_equal(letters.count, KIND_COUNT);
    for (size_t i = 0; i < KIND_COUNT; i++) {
        check_letter(&letters, &sent.item[good + i], KINDS[i].name, KINDS[i].code);
    }
    bus_free(&sent);
    bus_free(&letters);
    (void)command_register(w, 2);
    assert_false(process_ended(resident));
}

static void expect_refusal(world *w, const char *change_id, const char *code)
{
    PGconn *conn = world_database_of(w, "resident")->conn;
    AWAIT(command_status(w, change_id) == 4);
    assert_string_equal(sql_text(conn, "SELECT refusal_code FROM change WHERE change_id = '%s'", change_id),
                        code);
}

/* Numbers sealed for somebody else, or for another record, are refused; so is a flood of persons. */
static void test_refusals(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    command_topics(w, 1);
    (void)process_start(w, "juki-resident", NULL);
    command_id audience = command_move_in(w, &(move_in){.serial = 1, .seal_audience = "gateway"});
    command_id subject = command_move_in(w, &(move_in){.serial = 1, .seal_subject = "another-change"});
    expect_refusal(w, audience.text, "seal_broken");
    expect_refusal(w, subject.text, "seal_broken");
    draft flood = draft_of(w, &(move_in){.serial = 1});
    address_draft(&flood);
    many_persons(&flood);
    send_draft(w, &flood);
    AWAIT(command_status(w, flood.change_id) == 4 || sql_int(conn, "SELECT count(*) FROM dead_letter") == 1);
    AWAIT(sql_int(conn, "SELECT count(*) FROM outbox") == 0);
    size_t answers = bus_unique(w, JU_TOPIC_RESIDENT_REPLY);
    command_review(w, "01980000-0000-7000-8000-00000000000f", "chief", true); /* of no change at all */
    AWAIT(bus_unique(w, JU_TOPIC_RESIDENT_REPLY) == answers + 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person"), 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM change_lock"), 0);
    (void)command_register(w, 1);
}

/* The same ce_id again: with the same text, under another key, or spoilt. */
static void test_same_id(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    command_topics(w, 1);
    (void)process_start(w, "juki-resident", NULL);
    draft good = draft_of(w, &(move_in){.serial = 1});
    draft copy = copy_of(&good);
    draft third = copy_of(&good);
    draft broken = copy_of(&good);
    broken.size /= 2;
    draft other = draft_of(w, &(move_in){.serial = 2});
    (void)snprintf(other.event_id, sizeof other.event_id, "%s", good.event_id);
    draft *all[] = {&good, &copy, &third, &broken, &other};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        address_draft(all[i]);
    }
    send_draft(w, &good);
    AWAIT(command_status(w, good.change_id) == 1);
    send_draft(w, &copy);
    send_draft(w, &other);
    send_draft(w, &broken);
    AWAIT(sql_int(conn, "SELECT count(*) FROM dead_letter") == 1);
    send_draft(w, &third);
    (void)command_register(w, 3);
    assert_int_equal(command_status(w, good.change_id), 1);
    assert_int_equal(command_status(w, other.change_id), -1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM change"), 2);
    AWAIT(sql_int(conn, "SELECT count(*) FROM outbox") == 0);
    /* one answer to the entry; entry and reviews of the other person have one each */
    assert_int_equal(bus_unique(w, JU_TOPIC_RESIDENT_REPLY), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_dead_letters, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_refusals, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_same_id, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("input", tests, NULL, NULL);
}
