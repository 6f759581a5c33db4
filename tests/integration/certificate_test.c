/* Certificates through Kafka and PostgreSQL: issued, refused, recorded once, handed out or spoiled, shown in
 * the history; what those of foreign residents show. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/certificate.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__CertificateReply certificate_reply;
typedef Juki__Resident__V1__IssueCertificate issue_certificate;
typedef Juki__Resident__V1__CertificatesReply certificates_reply;
typedef Juki__Resident__V1__CertificateItem certificate_item;

enum { ITEM_INDIVIDUAL_NUMBER = 3, ITEM_FIRST_FOREIGN = 5, ITEM_ALIAS_HISTORY = 11 };
enum { HANDED_OUT = 1, SPOILED };
enum { ITEMS = 2, MOVED_OUT = 4 };

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static Juki__Common__V1__Operator clerk(void)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = text("clerk1");
    who.terminal_id = text("window1");
    return who;
}

static bus_follower replies;

/* A world with resident in it and a reader of its replies. */
static int set_up(void **state)
{
    int failed = world_setup(state);
    if (failed == 0) {
        command_topics(*state, 2);
        (void)process_start(*state, "juki-resident", NULL);
        replies = bus_follow(*state, JU_TOPIC_RESIDENT_REPLY);
    }
    return failed;
}

static int tear_down(void **state)
{
    bus_unfollow(&replies);
    return world_teardown(state);
}

/* The reply to one question; free it with protobuf_c_message_free_unpacked. */
static ProtobufCMessage *answer_to(const char *request_id, const ProtobufCMessageDescriptor *type)
{
    int64_t until_ms = now_ms() + patience_ms();
    size_t seen = 0;
    while (now_ms() < until_ms) {
        for (; seen < replies.records.count; seen++) {
            const bus_record *record = &replies.records.item[seen];
            if (strcmp(record->key, request_id) == 0) {
                return protobuf_c_message_unpack(type, NULL, record->size, record->value);
            }
        }
        bus_follow_on(&replies, 50);
    }
    fail_msg("no answer to %s", request_id);
    return NULL;
}

/* Members of the household to be shown, when not all. */
static char *only[2];
static size_t only_count;

static certificate_reply *ask(world *w, const char *number, int kind, certificate_item *items, size_t count)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = clerk();
    issue_certificate question = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    question.addressee_number = text(number);
    question.kind = (Juki__Resident__V1__CertificateKind)kind;
    question.household = kind == 1;
    question.shown = items;
    question.n_shown = count;
    question.purpose = text("test");
    question.member = only;
    question.n_member = only_count;
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &question.base});
    return (certificate_reply *)answer_to(id.text, &juki__resident__v1__certificate_reply__descriptor);
}

static certificate_reply *ask_plainly(world *w, const char *number, int kind, bool with_number)
{
    certificate_item item = (certificate_item)ITEM_INDIVIDUAL_NUMBER;
    return ask(w, number, kind, &item, with_number);
}

static void check_refused(world *w, const char *number, int kind, const char *code)
{
    certificate_reply *reply = ask_plainly(w, number, kind, true);
    assert_non_null(reply->refusal);
    assert_string_equal(reply->refusal->code, code);
    assert_int_equal(reply->n_person, 0);
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
}

/* The issue number; static. */
static const char *check_issued(world *w, const char *number, int kind, bool with_number)
{
    static char issue_number[64];
    certificate_reply *reply = ask_plainly(w, number, kind, with_number);
    assert_null(reply->refusal);
    assert_int_equal(reply->n_person, 1);
    assert_true((reply->person[0]->individual_number != NULL) == with_number);
    assert_null(reply->person[0]->resident_code);
    assert_string_equal(reply->person[0]->registered_domicile, "");
    (void)snprintf(issue_number, sizeof issue_number, "%s", reply->issue_number);
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
    return issue_number;
}

/* Newest first; each is checked by one letter per end: h, s; "-" for none. */
static void check_history(world *w, const char *number, const char *ends)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = clerk();
    Juki__Resident__V1__QueryCertificates question = JUKI__RESIDENT__V1__QUERY_CERTIFICATES__INIT;
    char found[64] = "";
    size_t length = 0;
    question.request_id = id.text;
    question.operator_ = &who;
    question.addressee_number = text(number);
    question.purpose = text("test");
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &question.base});
    certificates_reply *reply =
        (certificates_reply *)answer_to(id.text, &juki__resident__v1__certificates_reply__descriptor);
    for (size_t i = 0; i < reply->n_issue; i++) {
        const Juki__Resident__V1__CertificateIssue *issue = reply->issue[i];
        length += (size_t)snprintf(found + length, sizeof found - length, "%s%s", i == 0 ? "" : " ",
                                   issue->n_end == 0 ? "-" : "");
        for (size_t j = 0; j < issue->n_end; j++) {
            found[length++] = (int)issue->end[j]->kind == SPOILED ? 's' : 'h';
        }
    }
    assert_string_equal(found, ends);
    juki__resident__v1__certificates_reply__free_unpacked(reply, NULL);
}

static void check_open(world *w, size_t count, const char *oldest)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = clerk();
    Juki__Resident__V1__QueryOpenCertificates question = JUKI__RESIDENT__V1__QUERY_OPEN_CERTIFICATES__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &question.base});
    certificates_reply *reply =
        (certificates_reply *)answer_to(id.text, &juki__resident__v1__certificates_reply__descriptor);
    assert_int_equal(reply->n_issue, count);
    assert_string_equal(count == 0 ? "" : reply->issue[0]->issue_number, oldest);
    juki__resident__v1__certificates_reply__free_unpacked(reply, NULL);
}

static void end(world *w, const char *issue_number, int kind, const char *reason, const char *code)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = clerk();
    Juki__Resident__V1__ConfirmCertificate message = JUKI__RESIDENT__V1__CONFIRM_CERTIFICATE__INIT;
    message.request_id = id.text;
    message.operator_ = &who;
    message.issue_number = text(issue_number);
    message.end = (Juki__Resident__V1__CertificateEndKind)kind;
    message.sheets = 1;
    message.reason = text(reason);
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &message.base});
    Juki__Resident__V1__ConfirmCertificateReply *reply =
        (Juki__Resident__V1__ConfirmCertificateReply *)answer_to(
            id.text, &juki__resident__v1__confirm_certificate_reply__descriptor);
    assert_string_equal(reply->refusal == NULL ? "" : reply->refusal->code, code);
    juki__resident__v1__confirm_certificate_reply__free_unpacked(reply, NULL);
}

static void test_certificates(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    registered person = command_register(w, 1);
    const char *number = person.addressee_number;
    check_issued(w, number, 1, false);
    check_issued(w, number, 2, true);
    check_refused(w, number, 3, "still_resident");
    check_refused(w, number, 4, "not_moved_out");
    check_refused(w, "0000000000", 1, "person_unknown");
    check_history(w, number, "- -");
    assert_int_equal(sql_int(conn, "SELECT count(DISTINCT issue_number) FROM certificate_issue"), 2);

    /* a change under review holds the person */
    command_id move = command_move_within(w, number, "９－９");
    AWAIT(command_status(w, move.text) == 1);
    check_refused(w, number, 1, "change_pending");
    command_review(w, move.text, "chief", false);
    AWAIT(command_status(w, move.text) == 3);
    check_issued(w, number, 1, false);

    command_id death = command_leave(w, "death", number, TEST_TODAY);
    AWAIT(command_status(w, death.text) == 1);
    command_review(w, death.text, "chief", true);
    AWAIT(command_status(w, death.text) == 2);
    check_refused(w, number, 1, "not_resident");
    check_issued(w, number, 3, false);
    check_history(w, number, "- - - -");

    /* every sheet, every refusal and every look at the history is in the trail */
    AWAIT(bus_acts(w, "certificate.issue") == 4 + 5);
    AWAIT(bus_acts(w, "certificate.history") == 2);
}

static void j300_handed_out_or_spoiled(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    char first[64];
    registered person = command_register(w, 1);
    const char *number = person.addressee_number;
    check_open(w, 0, "");
    (void)snprintf(first, sizeof first, "%s", check_issued(w, number, 1, false));
    const char *second = check_issued(w, number, 2, false);
    check_open(w, 2, first);
    end(w, "20260410 132071 window1 999999", HANDED_OUT, "", "issue_unknown");
    end(w, first, SPOILED, "", "spoil_reason_missing");
    check_open(w, 2, first);
    end(w, first, HANDED_OUT, "", "");
    end(w, first, HANDED_OUT, "", "issue_handed_out");
    check_open(w, 1, second);
    check_history(w, number, "- h");
    end(w, first, SPOILED, "誤発行", "");
    end(w, first, SPOILED, "誤発行", "issue_spoiled");
    end(w, second, SPOILED, "書損", "");
    end(w, second, SPOILED, "書損", "issue_spoiled");
    check_open(w, 0, "");
    check_history(w, number, "s hs");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM certificate_end"), 3);
    AWAIT(bus_acts(w, "certificate.handed_out") == 3); /* two refused */
    AWAIT(bus_acts(w, "certificate.spoiled") == 5);    /* three refused */
    AWAIT(bus_acts(w, "certificate.open") == 5);
}

/* ---- foreign residents -------------------------------------------------------------------------------- */

static Juki__Resident__V1__ForeignStay *stay_of(const char *card_number)
{
    static Juki__Resident__V1__ForeignStay stays[2];
    static size_t count;
    Juki__Resident__V1__ForeignStay *stay = &stays[count++ % 2];
    juki__resident__v1__foreign_stay__init(stay);
    stay->section = JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_MID_TO_LONG_TERM;
    stay->status = text("永住者");
    stay->period = text("5年");
    stay->until = text("2029-03-31");
    stay->card_number = text(card_number);
    return stay;
}

static void register_entry(world *w, Juki__Resident__V1__SubmitChange *entry)
{
    command_send(w, entry, "clerk1");
    AWAIT(command_status(w, entry->change_id) == 1);
    command_approve(w, entry->change_id);
    AWAIT(command_status(w, entry->change_id) == 2);
}

/* A couple from abroad; the change's id. */
static command_id couple(world *w)
{
    command_id id = command_new_id();
    Juki__Resident__V1__SubmitChange entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Common__V1__Address here = JUKI__COMMON__V1__ADDRESS__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Resident__V1__PersonEntry who[2];
    Juki__Resident__V1__PersonEntry *persons[] = {&who[0], &who[1]};
    for (int i = 0; i < 2; i++) {
        juki__resident__v1__person_entry__init(&who[i]);
        who[i].name = text(i == 0 ? "SHIKEN LIMA" : "SHIKEN ROSA");
        who[i].relationship = text(i == 0 ? "世帯主" : "妻");
        who[i].birth_date = &birth;
        who[i].resident_kind = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN;
        who[i].nationality = text("ペルー");
        who[i].foreign_stay = stay_of(i == 0 ? "AB00000001CD" : "AB00000002CD");
    }
    birth.date = text("1988-08-08");
    here.municipality_code = text(TEST_MUNICIPALITY);
    here.prefecture = text("東京都");
    here.municipality = text("昭島市");
    here.town = text("田中町");
    entry.change_id = id.text;
    entry.reason = text("overseas_move_in");
    entry.change_date = text("2026-04-08");
    entry.notified_date = text("2026-04-09");
    entry.address = &here;
    entry.person = persons;
    entry.n_person = 2;
    register_entry(w, &entry);
    return id;
}

static void change_one(world *w, const char *reason, const char *number, const char *alias)
{
    command_id id = command_new_id();
    Juki__Resident__V1__SubmitChange entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Resident__V1__PersonEntry who = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Resident__V1__PersonEntry *persons[] = {&who};
    who.addressee_number = text(number);
    who.alias = text(alias);
    entry.change_id = id.text;
    entry.reason = text(reason);
    entry.justification = text(strcmp(reason, "rewrite_enter") == 0 ? "改製 1" : "");
    entry.change_date = entry.notified_date = text(TEST_TODAY);
    entry.person = persons;
    entry.n_person = 1;
    register_entry(w, &entry);
}

static void check_left_out(world *w, const char *number)
{
    certificate_reply *reply = ask(w, number, 1, NULL, 0);
    const Juki__Resident__V1__CertificatePerson *person = reply->person[0];
    assert_string_equal(person->alias, "試験　丙");
    assert_string_equal(person->foreign_resident_since, "2026-04-08");
    assert_string_equal(person->notified_date,
                        "2026-04-09"); /* of the 住所, not of the last change (住基法7条8号) */
    assert_string_equal(person->nationality, "");
    assert_int_equal(person->foreign_stay->section, 0);
    assert_string_equal(person->foreign_stay->status, "");
    assert_string_equal(person->foreign_stay->period, "");
    assert_string_equal(person->foreign_stay->until, "");
    assert_string_equal(person->foreign_stay->card_number, "");
    assert_int_equal(person->n_alias_act, 0);
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
}

/* Each item alone: what it shows, and nothing of the others. */
static void check_each_item(world *w, const char *number)
{
    static const char *const SHOWN[] = {"ペルー", "1", "永住者", "5年", "2029-03-31", "AB00000001CD", "2"};
    for (int item = ITEM_FIRST_FOREIGN; item <= ITEM_ALIAS_HISTORY; item++) {
        char found[256];
        certificate_item asked = (certificate_item)item;
        certificate_reply *reply = ask(w, number, 2, &asked, 1);
        const Juki__Resident__V1__CertificatePerson *person = reply->person[0];
        const Juki__Resident__V1__ForeignStay *stay = person->foreign_stay;
        (void)snprintf(found, sizeof found, "%s%.*s%s%s%s%s%.*s", person->nationality, stay->section != 0,
                       "1", stay->status, stay->period, stay->until, stay->card_number,
                       person->n_alias_act != 0, person->n_alias_act == 2 ? "2" : "?");
        assert_string_equal(found, SHOWN[item - ITEM_FIRST_FOREIGN]);
        juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
    }
}

/* Each of the household has his own 通称. */
static void check_alias_acts(world *w, const char *number)
{
    certificate_item asked = (certificate_item)ITEM_ALIAS_HISTORY;
    certificate_reply *reply = ask(w, number, 1, &asked, 1);
    assert_int_equal(reply->n_person, 2);
    assert_int_equal(reply->person[0]->n_alias_act, 2);
    const Juki__Resident__V1__AliasAct *first = reply->person[0]->alias_act[0];
    assert_string_equal(first->alias, "試験　甲");
    assert_string_equal(first->recorded_date, TEST_TODAY);
    assert_string_equal(first->recorded_municipality, "昭島市");
    assert_string_equal(first->deleted_date, TEST_TODAY);
    assert_string_equal(first->deleted_municipality, "昭島市");
    assert_string_equal(reply->person[0]->alias_act[1]->alias, "試験　丙");
    assert_string_equal(reply->person[0]->alias_act[1]->deleted_date, "");
    assert_int_equal(reply->person[1]->n_alias_act, 1);
    assert_string_equal(reply->person[1]->alias_act[0]->alias, "試験　乙");
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
}

/* Before its day a 転出 stands on the 転出証明書 alone. */
static void check_planned(world *w, const char *number)
{
    static const struct {
        int kind;
        bool told;
    } SHEETS[] = {{ITEMS, false}, {MOVED_OUT, true}};
    command_id leave = command_leave(w, "domestic_move_out", number, "2026-04-20");
    AWAIT(command_status(w, leave.text) == 1);
    command_approve(w, leave.text);
    AWAIT(command_status(w, leave.text) == 2);
    for (size_t i = 0; i < sizeof SHEETS / sizeof SHEETS[0]; i++) {
        certificate_reply *reply = ask(w, number, SHEETS[i].kind, NULL, 0);
        const Juki__Resident__V1__CertificatePerson *person = reply->person[0];
        assert_int_equal(person->destination != NULL, SHEETS[i].told);
        assert_string_equal(person->removed_date, SHEETS[i].told ? "2026-04-20" : "");
        assert_string_equal(person->notified_date, "2026-04-09");
        juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
    }
}

static void check_some_members(world *w, char *asks, char *shown)
{
    only[0] = shown;
    only_count = 1;
    certificate_reply *reply = ask(w, asks, 1, NULL, 0);
    assert_null(reply->refusal);
    assert_int_equal(reply->n_person, 1);
    assert_string_equal(reply->person[0]->alias, "試験　乙");
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
    check_history(w, shown, "-");
    only[1] = shown; /* twice */
    only_count = 2;
    reply = ask(w, asks, 1, NULL, 0);
    assert_string_equal(reply->refusal->code, "certificate_member");
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
    only[1] = text("0000000000"); /* nobody of them */
    reply = ask(w, asks, 1, NULL, 0);
    assert_string_equal(reply->refusal->code, "certificate_member");
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
    only_count = 0;
}

static void j1000_foreign_residents(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    char number[2][16];
    command_id change = couple(w);
    for (int i = 0; i < 2; i++) {
        (void)snprintf(number[i], sizeof number[i], "%s",
                       sql_text(conn,
                                "SELECT addressee_number FROM person_record WHERE change_id = '%s' "
                                "AND relationship = '%s'",
                                change.text, i == 0 ? "世帯主" : "妻"));
    }
    change_one(w, "alias_record", number[0], "試験　甲");
    change_one(w, "alias_record", number[1], "試験　乙");
    change_one(w, "alias_delete", number[0], "");
    change_one(w, "alias_record", number[0], "試験　丙");
    /* two rows more, that leave it as it is */
    change_one(w, "rewrite_enter", number[0], "");
    check_some_members(w, number[0], number[1]);
    check_left_out(w, number[0]);
    check_each_item(w, number[0]);
    check_alias_acts(w, number[0]);
    check_planned(w, number[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_certificates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(j300_handed_out_or_spoiled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(j1000_foreign_residents, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("certificate", tests, NULL, NULL);
}
