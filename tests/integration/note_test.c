/* メモ and 備考 through Kafka and PostgreSQL: written, changed, removed, reviewed, shown; nothing is ever
 * lost, nothing of them is in the trail, and no certificate shows a メモ. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/restraint.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/certificate.pb-c.h"
#include "juki/resident/v1/note.pb-c.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__WriteNote write_note;
typedef Juki__Resident__V1__NoteReply note_reply;
typedef Juki__Resident__V1__NotesReply notes_reply;

enum { MEMO = 1, REMARK };
enum { STANDING = 1, WAITING, RETURNED, REMOVED };
enum { APPROVE = 1 };

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static int set_up(void **state)
{
    int failed = restraint_set_up(state);
    if (failed == 0) {
        (void)process_start(*state, "juki-resident", NULL);
    }
    return failed;
}

/* The answer of this number says how the note is then, or why not. */
static void expect_answer(const char *request_id, int number, int state, const char *code)
{
    note_reply *reply =
        (note_reply *)restraint_answer(request_id, &juki__resident__v1__note_reply__descriptor, number);
    assert_string_equal(reply->refusal == NULL ? "" : reply->refusal->code, code);
    assert_int_equal(reply->state, state);
    juki__resident__v1__note_reply__free_unpacked(reply, NULL);
}

/* Sends it under its request id and checks how the note is then, or why not. */
static void expect(world *w, const char *request_id, const ProtobufCMessage *message, int state,
                   const char *code)
{
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = request_id, .message = message});
    expect_answer(request_id, 1, state, code);
}

static command_id write_new(world *w, int kind, const char *number, const char *words, const char *code)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = restraint_operator("clerk1");
    write_note entry = JUKI__RESIDENT__V1__WRITE_NOTE__INIT;
    entry.request_id = id.text;
    entry.operator_ = &who;
    entry.addressee_number = text(number);
    entry.kind = (Juki__Resident__V1__NoteKind)kind;
    entry.text = text(words);
    expect(w, id.text, &entry.base, *code != '\0' ? 0 : kind == MEMO ? STANDING : WAITING, code);
    return id;
}

/* A request whose number was used is another one, and no letter that nobody can read. */
static void use_again(world *w, const char *request_id, const char *number)
{
    Juki__Common__V1__Operator who = restraint_operator("clerk1");
    write_note entry = JUKI__RESIDENT__V1__WRITE_NOTE__INIT;
    entry.request_id = text(request_id);
    entry.operator_ = &who;
    entry.addressee_number = text(number);
    entry.kind = (Juki__Resident__V1__NoteKind)MEMO;
    entry.text = text("別件");
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = request_id, .message = &entry.base});
    expect_answer(request_id, 2, 0, "request_id_used");
}

static void write_anew(world *w, const char *note_id, const char *words, int state, const char *code)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = restraint_operator("clerk2");
    write_note entry = JUKI__RESIDENT__V1__WRITE_NOTE__INIT;
    entry.request_id = id.text;
    entry.operator_ = &who;
    entry.note_id = text(note_id);
    entry.text = text(words);
    expect(w, id.text, &entry.base, state, code);
}

static void review(world *w, const char *note_id, const char *by, int state, const char *code)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = restraint_operator(by);
    Juki__Resident__V1__ReviewNote message = JUKI__RESIDENT__V1__REVIEW_NOTE__INIT;
    message.request_id = id.text;
    message.operator_ = &who;
    message.note_id = text(note_id);
    message.decision = (Juki__Resident__V1__Decision)APPROVE;
    expect(w, id.text, &message.base, state, code);
}

static notes_reply *show(world *w, const char *number, int kind, bool history)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = restraint_operator("clerk1");
    Juki__Resident__V1__QueryNotes question = JUKI__RESIDENT__V1__QUERY_NOTES__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    question.addressee_number = text(number);
    question.kind = (Juki__Resident__V1__NoteKind)kind;
    question.history = history;
    question.purpose = text("test");
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &question.base});
    return (notes_reply *)restraint_answer(id.text, &juki__resident__v1__notes_reply__descriptor, 1);
}

/* The texts, newest act first, "-" for an empty one. */
static void check_shown(world *w, const char *number, int kind, bool history, const char *texts)
{
    char found[512] = "";
    size_t length = 0;
    notes_reply *reply = show(w, number, kind, history);
    assert_null(reply->refusal);
    for (size_t i = 0; i < reply->n_note; i++) {
        const char *words = reply->note[i]->text;
        assert_string_equal(reply->note[i]->terminal_id, "window1");
        assert_int_equal(strlen(reply->note[i]->written_at), strlen("2026-04-10T00:00:00Z"));
        length += (size_t)snprintf(found + length, sizeof found - length, "%s%s", i == 0 ? "" : " ",
                                   *words == '\0' ? "-" : words);
    }
    assert_string_equal(found, texts);
    juki__resident__v1__notes_reply__free_unpacked(reply, NULL);
}

/* The trail says who wrote about whom, not what. */
static void check_untold(world *w, const char *words)
{
    bus_records acts = bus_read(w, JU_TOPIC_AUDIT_RECORD);
    assert_true(acts.count > 0);
    for (size_t i = 0; i < acts.count; i++) {
        assert_null(memmem(acts.item[i].value, acts.item[i].size, words, strlen(words)));
    }
    bus_free(&acts);
}

static void j150_memos(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    registered person = command_register(w, 1);
    const char *number = person.addressee_number;
    (void)write_new(w, MEMO, "0000000000", "誰か", "person_unknown");
    command_id first = write_new(w, MEMO, number, "平日午後", "");
    command_id second = write_new(w, MEMO, number, "要通訳", "");
    use_again(w, first.text, number);
    check_shown(w, number, MEMO, false, "要通訳 平日午後");
    write_anew(w, first.text, "夜間", STANDING, "");
    write_anew(w, second.text, "", REMOVED, "");
    write_anew(w, second.text, "もう一度", 0, "note_removed");
    check_shown(w, number, MEMO, false, "夜間");
    check_shown(w, number, MEMO, true, "- 夜間 要通訳 平日午後");
    check_shown(w, number, REMARK, true, "");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person_note WHERE operator_id = 'clerk2'"), 2);
    AWAIT(bus_acts(w, "memo.write") == 7);
    AWAIT(bus_acts(w, "note.show") == 2);
    AWAIT(bus_acts(w, "note.history") == 2);
    check_untold(w, "夜間");
}

/* The 備考 on a 住民票の写し: its text, "" for none. A メモ is on none. */
static void check_sheet(world *w, const char *number, bool asked, const char *words)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = restraint_operator("clerk1");
    Juki__Resident__V1__CertificateItem remarks =
        JUKI__RESIDENT__V1__CERTIFICATE_ITEM__CERTIFICATE_ITEM_REMARKS;
    Juki__Resident__V1__IssueCertificate question = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    question.addressee_number = text(number);
    question.kind = JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_RESIDENT;
    question.household = true;
    question.shown = &remarks;
    question.n_shown = asked;
    question.purpose = text("test");
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &question.base});
    Juki__Resident__V1__CertificateReply *reply = (Juki__Resident__V1__CertificateReply *)restraint_answer(
        id.text, &juki__resident__v1__certificate_reply__descriptor, 1);
    assert_null(reply->refusal);
    const Juki__Resident__V1__CertificatePerson *shown = reply->person[0];
    assert_int_equal(shown->n_remark, *words != '\0');
    if (shown->n_remark > 0) {
        assert_string_equal(shown->remark[0]->text, words);
        assert_string_equal(shown->remark[0]->recorded_date, TEST_TODAY);
    }
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
}

static void j140_remarks_are_reviewed(void **state)
{
    world *w = *state;
    registered person = command_register(w, 1);
    const char *number = person.addressee_number;
    (void)write_new(w, MEMO, number, "要通訳", "");
    command_id id = write_new(w, REMARK, number, "初めの備考", "");
    check_sheet(w, number, true, "");
    write_anew(w, id.text, "次の備考", 0, "note_waiting");
    review(w, id.text, "clerk1", 0, "same_person");
    review(w, id.text, "chief", STANDING, "");
    review(w, id.text, "chief", 0, "note_not_waiting");
    write_anew(w, id.text, "次の備考", WAITING, "");
    check_sheet(w, number, true, "初めの備考");
    check_shown(w, number, REMARK, false, "次の備考 初めの備考");
    review(w, id.text, "chief", STANDING, "");
    check_shown(w, number, REMARK, false, "次の備考");
    check_sheet(w, number, true, "次の備考");
    check_sheet(w, number, false, "");
    write_anew(w, id.text, "", WAITING, "");
    check_shown(w, number, REMARK, false, "- 次の備考");
    review(w, id.text, "chief", REMOVED, "");
    check_shown(w, number, REMARK, false, "");
    check_sheet(w, number, true, "");
    check_shown(w, number, REMARK, true, "- - 次の備考 次の備考 初めの備考 初めの備考");
}

static void j410_a_restrained_person(void **state)
{
    world *w = *state;
    registered person = command_register(w, 1);
    const char *number = person.addressee_number;
    (void)write_new(w, MEMO, number, "平日午後", "");
    (void)restraint_set(w, INQUIRY, ERROR, number, false);
    (void)write_new(w, MEMO, number, "夜間", "inquiry_restrained");
    notes_reply *reply = show(w, number, MEMO, false);
    assert_string_equal(reply->refusal->code, "inquiry_restrained");
    assert_int_equal(reply->n_note, 0);
    juki__resident__v1__notes_reply__free_unpacked(reply, NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, restraint_tear_down)
    const struct CMUnitTest tests[] = {TEST(j150_memos), TEST(j140_remarks_are_reviewed),
                                       TEST(j410_a_restrained_person)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
