#include "common/event/chain.h"
#include "services/audit/append.h"
#include "services/audit/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Expected values from coreutils: { head -c 32 /dev/zero; printf '\0\0\0\0\0\0\0\1abc'; } | sha256sum,
 * then the same with that hash, index 2 and no record. */
static const unsigned char FIRST[JU_CHAIN_HASH_BYTES] = {
    0x32, 0x89, 0x76, 0xac, 0xf0, 0x7e, 0x9b, 0x1c, 0x4a, 0x89, 0x67, 0xf2, 0xd6, 0x39, 0x02, 0xc9,
    0xa7, 0x24, 0x23, 0x5b, 0x63, 0x63, 0xac, 0x83, 0x08, 0x72, 0x46, 0xad, 0x84, 0xcd, 0x22, 0x2a};
static const unsigned char SECOND[JU_CHAIN_HASH_BYTES] = {
    0xcb, 0x96, 0x28, 0x25, 0x31, 0xa1, 0xd0, 0x88, 0x2c, 0x74, 0xc7, 0x78, 0x7a, 0xec, 0xc9, 0xf2,
    0x12, 0xa6, 0xea, 0x58, 0x50, 0x06, 0x40, 0x95, 0x03, 0x74, 0x73, 0xbc, 0x6f, 0x7d, 0xdc, 0xec};

/* { head -c 32 /dev/zero; printf '\1\2\3\4\5\6\7\10'; } | sha256sum */
static const unsigned char FAR[JU_CHAIN_HASH_BYTES] = {
    0xf0, 0xba, 0xc6, 0x15, 0x7e, 0xae, 0xc3, 0x4c, 0x93, 0x68, 0xf0, 0x9d, 0x78, 0x3a, 0xa3, 0xa4,
    0x7a, 0xe1, 0xff, 0x0e, 0x29, 0x5a, 0xeb, 0x32, 0x2b, 0x06, 0x3e, 0x9f, 0x60, 0xfe, 0xee, 0xb3};

static void hashes_are_those_of_the_contract(void **state)
{
    (void)state;
    ju_err err = {0};
    ju_chain chain = {0};
    assert_int_equal(ju_chain_append(&chain, "abc", 3, &err), JU_OK);
    assert_int_equal(chain.index, 1);
    assert_memory_equal(chain.hash, FIRST, sizeof FIRST);
    assert_int_equal(ju_chain_append(&chain, "", 0, &err), JU_OK);
    assert_int_equal(chain.index, 2);
    assert_memory_equal(chain.hash, SECOND, sizeof SECOND);
    ju_chain far = {.index = 0x0102030405060707};
    assert_int_equal(ju_chain_append(&far, "", 0, &err), JU_OK);
    assert_memory_equal(far.hash, FAR, sizeof FAR);
}

static void following_finds_every_change(void **state)
{
    (void)state;
    ju_err err = {0};
    ju_chain chain = {0};
    ju_chain made = {0};
    assert_int_equal(ju_chain_append(&made, "abc", 3, &err), JU_OK);

    assert_int_equal(ju_chain_follow(&chain, 2, "abc", 3, made.hash, 32, &err), JU_REJECT);
    assert_string_equal(err.code, "chain_gap");
    assert_int_equal(ju_chain_follow(&chain, 1, "abd", 3, made.hash, 32, &err), JU_REJECT);
    assert_string_equal(err.code, "chain_broken");
    assert_int_equal(ju_chain_follow(&chain, 1, "abc", 3, made.hash, 31, &err), JU_REJECT);
    assert_string_equal(err.code, "chain_broken");
    assert_int_equal(chain.index, 0);

    assert_int_equal(ju_chain_follow(&chain, 1, "abc", 3, made.hash, 32, &err), JU_OK);
    assert_memory_equal(&chain, &made, sizeof made);
    assert_int_equal(ju_chain_follow(&chain, 1, "abc", 3, made.hash, 32, &err), JU_REJECT);
    assert_string_equal(err.code, "chain_gap");

    /* The second entry stands on the first: with another first it does not follow. */
    ju_chain other = {0};
    assert_int_equal(ju_chain_append(&made, "x", 1, &err), JU_OK);
    assert_int_equal(ju_chain_append(&other, "abd", 3, &err), JU_OK);
    assert_int_equal(ju_chain_follow(&other, 2, "x", 1, made.hash, 32, &err), JU_REJECT);
    assert_string_equal(err.code, "chain_broken");
    assert_int_equal(ju_chain_follow(&chain, 2, "x", 1, made.hash, 32, &err), JU_OK);
}

/* ---- appending ------------------------------------------------------------------------------------------
 */

typedef struct fixture {
    ju_arena arena;
    audit_append append;
    ju_err err;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    ju_chain head = {.index = 41, .hash = {7}};
    ju_arena_init(&f.arena, (size_t)16 << 20);
    *state = &f;
    return audit_append_init(&f.append, &f.arena, &head, &f.err) == JU_OK ? 0 : 1;
}

static int tear_down(void **state)
{
    ju_arena_done(&((fixture *)*state)->arena);
    return 0;
}

/* protobuf-c's texts are not const; nothing here writes to them. */
static char *text(const char *literal)
{
    return (char *)(uintptr_t)literal;
}

static Juki__Audit__V1__AuditRecord *record(fixture *f, const char *id)
{
    Juki__Audit__V1__AuditRecord *made = ju_arena_alloc(&f->arena, sizeof *made);
    assert_non_null(made);
    juki__audit__v1__audit_record__init(made);
    made->record_id = ju_arena_strdup(&f->arena, id);
    made->time = text("2026-04-01T00:00:00.000000Z");
    made->service = text("resident");
    made->action = text("change.entered");
    return made;
}

static void entries_go_on_from_the_head(void **state)
{
    fixture *f = *state;
    assert_int_equal(
        audit_append_record(&f->append, record(f, "01890a5d-ac96-774b-bcce-b302099a8057"), &f->err), JU_OK);
    assert_int_equal(
        audit_append_record(&f->append, record(f, "01890a5d-ac96-774b-bcce-b302099a8058"), &f->err), JU_OK);
    assert_int_equal(f->append.count, 2);
    ju_chain follower = {.index = 41, .hash = {7}};
    for (size_t i = 0; i < f->append.count; i++) {
        const audit_row *row = &f->append.row[i];
        assert_int_equal(ju_chain_follow(&follower, row->place.index, row->packed.data, row->packed.len,
                                         row->place.hash, sizeof row->place.hash, &f->err),
                         JU_OK);
    }
    assert_memory_equal(&follower, &f->append.head, sizeof follower);
    assert_int_equal(follower.index, 43);
}

static void a_known_record_is_not_appended_again(void **state)
{
    fixture *f = *state;
    bool fresh = false;
    assert_int_equal(audit_append_know(&f->append, "01890a5d-ac96-774b-bcce-b302099a8057", &fresh, &f->err),
                     JU_OK);
    assert_true(fresh);
    assert_int_equal(
        audit_append_record(&f->append, record(f, "01890a5d-ac96-774b-bcce-b302099a8057"), &f->err), JU_OK);
    assert_int_equal(
        audit_append_record(&f->append, record(f, "01890A5D-AC96-774B-BCCE-B302099A8057"), &f->err), JU_OK);
    assert_int_equal(f->append.count, 0);
    assert_int_equal(f->append.head.index, 41);
    assert_int_equal(
        audit_append_record(&f->append, record(f, "01890a5d-ac96-774b-bcce-b302099a8058"), &f->err), JU_OK);
    assert_int_equal(
        audit_append_record(&f->append, record(f, "01890a5d-ac96-774b-bcce-b302099a8058"), &f->err), JU_OK);
    assert_int_equal(f->append.count, 1);
}

/* Past the first sizes of both tables. */
static void many_records_fit(void **state)
{
    fixture *f = *state;
    enum { MANY = 5000 };
    for (int twice = 0; twice < 2; twice++) {
        for (int i = 0; i < MANY; i++) {
            char id[40];
            (void)snprintf(id, sizeof id, "01890a5d-ac96-774b-bcce-%012d", i);
            assert_int_equal(audit_append_record(&f->append, record(f, id), &f->err), JU_OK);
        }
    }
    assert_int_equal(f->append.count, MANY);
    assert_int_equal(f->append.row[MANY - 1].place.index, 41 + MANY);
}

static void a_full_arena_is_told(void **state)
{
    fixture *f = *state;
    const Juki__Audit__V1__AuditRecord *made = record(f, "01890a5d-ac96-774b-bcce-b302099a8057");
    f->arena.cap_bytes = f->arena.used_bytes;
    assert_int_equal(audit_append_record(&f->append, made, &f->err), JU_FATAL);
    assert_int_equal(f->append.count, 0);
}

static void a_record_that_cannot_be_kept_is_refused(void **state)
{
    fixture *f = *state;
    Juki__Audit__V1__AuditRecord *made = record(f, "01890a5d-ac96-774b-bcce-b302099a8057");
    assert_int_equal(audit_record_check(made, &f->err), JU_OK);
    char longer[AUDIT_RECORD_MAX_BYTES + 1];
    memset(longer, 'a', AUDIT_RECORD_MAX_BYTES);
    longer[AUDIT_RECORD_MAX_BYTES] = '\0';
    made->change_id = longer;
    assert_int_equal(audit_record_check(made, &f->err), JU_REJECT);
    assert_string_equal(f->err.item, "record");
    made = record(f, "17");
    assert_int_equal(audit_record_check(made, &f->err), JU_REJECT);
    assert_string_equal(f->err.item, "record_id");
    made = record(f, "01890a5d-ac96-774b-bcce-b302099a8057");
    made->action = text("");
    assert_int_equal(audit_record_check(made, &f->err), JU_REJECT);
    assert_string_equal(f->err.code, "record_invalid");
}

/* ---- questions -------------------------------------------------------------------------------------------
 */

static void questions_need_an_operator_and_an_object(void **state)
{
    (void)state;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Audit__V1__QueryJourney journey = JUKI__AUDIT__V1__QUERY_JOURNEY__INIT;
    Juki__Audit__V1__QueryChain chain = JUKI__AUDIT__V1__QUERY_CHAIN__INIT;
    assert_string_equal(audit_check_journey(&journey)->code, "operator_missing");
    assert_string_equal(audit_check_chain(&chain)->code, "operator_missing");
    journey.operator_ = chain.operator_ = &who;
    assert_string_equal(audit_check_journey(&journey)->code, "operator_missing");
    who.operator_id = text("op-1");
    assert_string_equal(audit_check_journey(&journey)->code, "change_id_missing");
    assert_string_equal(audit_check_chain(&chain)->code, "from_index_invalid");
    journey.change_id = text("01890a5d-ac96-774b-bcce-b302099a8057");
    chain.from_index = 1;
    assert_null(audit_check_journey(&journey));
    assert_null(audit_check_chain(&chain));
}

static void a_page_has_bounds(void **state)
{
    (void)state;
    Juki__Audit__V1__QueryChain chain = JUKI__AUDIT__V1__QUERY_CHAIN__INIT;
    assert_int_equal(audit_page_rows(&chain), AUDIT_PAGE_MAX_ROWS);
    chain.limit = 3;
    assert_int_equal(audit_page_rows(&chain), 3);
    chain.limit = -1;
    assert_int_equal(audit_page_rows(&chain), AUDIT_PAGE_MAX_ROWS);
    chain.limit = AUDIT_PAGE_MAX_ROWS + 1;
    assert_int_equal(audit_page_rows(&chain), AUDIT_PAGE_MAX_ROWS);
}

static void a_reply_stays_under_its_size(void **state)
{
    (void)state;
    static unsigned char bytes[AUDIT_RECORD_MAX_BYTES];
    Juki__Audit__V1__ChainEntry entry = JUKI__AUDIT__V1__CHAIN_ENTRY__INIT;
    Juki__Audit__V1__ChainEntry *entries[AUDIT_PAGE_MAX_ROWS];
    Juki__Audit__V1__AuditReply reply = JUKI__AUDIT__V1__AUDIT_REPLY__INIT;
    entry.index = INT64_MAX;
    entry.record = (ProtobufCBinaryData){.len = sizeof bytes, .data = bytes};
    entry.hash = (ProtobufCBinaryData){.len = 32, .data = bytes};
    size_t used_bytes = 0;
    reply.entry = entries;
    while (reply.n_entry < AUDIT_PAGE_MAX_ROWS && audit_reply_fits(&entry, &used_bytes)) {
        entries[reply.n_entry++] = &entry;
    }
    assert_in_range(reply.n_entry, 80, 95);
    assert_true(juki__audit__v1__audit_reply__get_packed_size(&reply) <= AUDIT_REPLY_MAX_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_are_those_of_the_contract),
        cmocka_unit_test(following_finds_every_change),
        cmocka_unit_test_setup_teardown(entries_go_on_from_the_head, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_known_record_is_not_appended_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_records_fit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_arena_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_record_that_cannot_be_kept_is_refused, set_up, tear_down),
        cmocka_unit_test(questions_need_an_operator_and_an_object),
        cmocka_unit_test(a_page_has_bounds),
        cmocka_unit_test(a_reply_stays_under_its_size),
    };
    return cmocka_run_group_tests_name("audit_chain", tests, NULL, NULL);
}
