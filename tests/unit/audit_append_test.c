#include "services/audit/append.h"
#include "services/audit/columns.h"
#include "services/audit/query.h"
#include "services/audit/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

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
    ju_arena_init(&f.arena, (size_t)16 << 20);
    *state = &f;
    return audit_append_init(&f.append, &f.arena, 41, &f.err) == JU_OK ? 0 : 1;
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
    assert_int_equal(f->append.row[0].index, 42);
    assert_int_equal(f->append.row[1].index, 43);
    assert_int_equal(f->append.last_index, 43);
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
    assert_int_equal(f->append.last_index, 41);
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
    assert_int_equal(f->append.row[MANY - 1].index, 41 + MANY);
}

/* By hour, service, action and end. */
static void deeds_are_counted(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *time;
        const char *action;
        const char *code;
    } acts[] = {
        {"2026-04-01T00:00:00.000000Z", "person.show", ""},
        {"2026-04-01T00:59:59.999999Z", "person.show", ""},
        {"2026-04-01T01:00:00.000000Z", "person.show", ""},
        {"2026-04-01T00:30:00.000000Z", "person.show", "no"},
        {"2026-04-01T00:30:00.000000Z", "person.search", ""},
    };
    audit_tally tally;
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        char id[40];
        (void)snprintf(id, sizeof id, "01890a5d-ac96-774b-bcce-%012zu", i);
        Juki__Audit__V1__AuditRecord *made = record(f, id);
        made->time = text(acts[i].time);
        made->action = text(acts[i].action);
        made->code = text(acts[i].code);
        assert_int_equal(audit_append_record(&f->append, made, &f->err), JU_OK);
    }
    assert_int_equal(audit_tally_make(&f->append, &tally, &f->err), JU_OK);
    assert_int_equal(tally.count, 4);
    assert_int_equal(tally.row[0].count, 2);
    for (size_t i = 1; i < tally.count; i++) {
        assert_int_equal(tally.row[i].count, 1);
    }
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
    static const char *const times[] = {"",
                                        "2026-04-01T00:00:00Z",
                                        "2026-04-01T00:00:00.000000+09:00",
                                        "2026-04-01 00:00:00.000000Z",
                                        "2026-04-01T00:00:00.000000Z ",
                                        "2026-02-29T00:00:00.000000Z",
                                        "2026-04-01T24:00:00.000000Z",
                                        "2026-04-01T00:00:60.000000Z"};
    made = record(f, "01890a5d-ac96-774b-bcce-b302099a8057");
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        made->time = text(times[i]);
        assert_int_equal(audit_record_check(made, &f->err), JU_REJECT);
        assert_string_equal(f->err.item, "time");
    }
}

/* ---- columns beside a record ----------------------------------------------------------------------------
 */

static void a_column_that_is_no_copy_is_named(void **state)
{
    fixture *f = *state;
    static const char *const names[] = {"record_id",   "recorded_at", "service",  "action",
                                        "operator_id", "subject",     "change_id"};
    const char *value[AUDIT_COLUMNS] = {0};
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Audit__V1__AuditRecord *made = record(f, "01890A5D-ac96-774b-bcce-b302099a8057");
    who.operator_id = text("clerk1");
    made->operator_ = &who;
    for (audit_column c = 0; c < AUDIT_COLUMNS; c++) {
        value[c] = audit_column_of(made, c);
    }
    assert_null(value[AUDIT_SUBJECT]);
    value[AUDIT_RECORD_ID] = "01890a5d-ac96-774b-bcce-b302099a8057";
    assert_string_equal(audit_columns_differ(made, value, &f->arena), "");
    for (audit_column c = 0; c < AUDIT_COLUMNS; c++) {
        const char *kept = value[c];
        value[c] = "x";
        assert_string_equal(audit_columns_differ(made, value, &f->arena), names[c]);
        value[c] = NULL;
        assert_string_equal(audit_columns_differ(made, value, &f->arena), kept == NULL ? "" : names[c]);
        value[c] = kept;
    }
    value[AUDIT_OPERATOR] = "Clerk1";
    value[AUDIT_SUBJECT] = "";
    assert_string_equal(audit_columns_differ(made, value, &f->arena), "operator_id subject");
}

/* ---- questions -------------------------------------------------------------------------------------------
 */

static void questions_need_an_object(void **state)
{
    (void)state;
    Juki__Audit__V1__QueryJourney journey = JUKI__AUDIT__V1__QUERY_JOURNEY__INIT;
    Juki__Audit__V1__QueryChain chain = JUKI__AUDIT__V1__QUERY_CHAIN__INIT;
    assert_string_equal(audit_check_journey(&journey)->code, "change_id_missing");
    assert_string_equal(audit_check_chain(&chain)->code, "from_index_invalid");
    journey.change_id = text("01890a5d-ac96-774b-bcce-b302099a8057");
    chain.from_index = 1;
    assert_string_equal(audit_check_journey(&journey)->code, "purpose_missing");
    journey.purpose = text("test");
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
        cmocka_unit_test_setup_teardown(entries_go_on_from_the_head, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_known_record_is_not_appended_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_records_fit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(deeds_are_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_arena_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_record_that_cannot_be_kept_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_column_that_is_no_copy_is_named, set_up, tear_down),
        cmocka_unit_test(questions_need_an_object),
        cmocka_unit_test(a_page_has_bounds),
        cmocka_unit_test(a_reply_stays_under_its_size),
    };
    return cmocka_run_group_tests_name("audit_chain", tests, NULL, NULL);
}
