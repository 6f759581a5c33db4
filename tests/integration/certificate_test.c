/* Certificates through Kafka and PostgreSQL: issued, refused, recorded once and shown in the history. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/certificate.pb-c.h"

#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__CertificateReply certificate_reply;
typedef Juki__Resident__V1__IssueCertificate issue_certificate;

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

/* The reply to one question; free it with protobuf_c_message_free_unpacked. */
static ProtobufCMessage *answer_to(world *w, const char *request_id, const ProtobufCMessageDescriptor *type)
{
    ProtobufCMessage *reply = NULL;
    int64_t until_ms = now_ms() + patience_ms();
    while (reply == NULL) {
        bus_records records = bus_read(w, JU_TOPIC_RESIDENT_REPLY);
        for (size_t i = 0; reply == NULL && i < records.count; i++) {
            if (strcmp(records.item[i].key, request_id) == 0) {
                reply = protobuf_c_message_unpack(type, NULL, records.item[i].size, records.item[i].value);
            }
        }
        bus_free(&records);
        if (now_ms() > until_ms) {
            fail_msg("no answer to %s", request_id);
        }
    }
    return reply;
}

static certificate_reply *ask(world *w, const char *number, int kind, bool with_number)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = clerk();
    Juki__Resident__V1__CertificateItem item = (Juki__Resident__V1__CertificateItem)3;
    issue_certificate question = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    question.addressee_number = text(number);
    question.kind = (Juki__Resident__V1__CertificateKind)kind;
    question.household = kind == 1;
    question.shown = &item;
    question.n_shown = with_number;
    question.purpose = text("test");
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &question.base});
    return (certificate_reply *)answer_to(w, id.text, &juki__resident__v1__certificate_reply__descriptor);
}

static void check_refused(world *w, const char *number, int kind, const char *code)
{
    certificate_reply *reply = ask(w, number, kind, true);
    assert_non_null(reply->refusal);
    assert_string_equal(reply->refusal->code, code);
    assert_int_equal(reply->n_person, 0);
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
}

static void check_issued(world *w, const char *number, int kind, bool with_number)
{
    certificate_reply *reply = ask(w, number, kind, with_number);
    assert_null(reply->refusal);
    assert_int_equal(reply->n_person, 1);
    assert_true((reply->person[0]->individual_number != NULL) == with_number);
    assert_null(reply->person[0]->resident_code);
    assert_string_equal(reply->person[0]->registered_domicile, "");
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
}

static void check_history(world *w, const char *number, size_t count)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = clerk();
    Juki__Resident__V1__QueryCertificates question = JUKI__RESIDENT__V1__QUERY_CERTIFICATES__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    question.addressee_number = text(number);
    question.purpose = text("test");
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &question.base});
    Juki__Resident__V1__CertificatesReply *reply = (Juki__Resident__V1__CertificatesReply *)answer_to(
        w, id.text, &juki__resident__v1__certificates_reply__descriptor);
    assert_int_equal(reply->n_issue, count);
    juki__resident__v1__certificates_reply__free_unpacked(reply, NULL);
}

static void test_certificates(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    command_topics(w, 2);
    (void)process_start(w, "juki-resident", NULL);
    registered person = command_register(w, 1);
    const char *number = person.addressee_number;
    check_issued(w, number, 1, false);
    check_issued(w, number, 2, true);
    check_refused(w, number, 3, "still_resident");
    check_refused(w, number, 4, "not_moved_out");
    check_refused(w, "0000000000", 1, "person_unknown");
    check_history(w, number, 2);
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
    check_history(w, number, 4);

    /* every sheet, every refusal and every look at the history is in the trail */
    AWAIT(bus_acts(w, "certificate.issue") == 4 + 5);
    assert_int_equal(bus_acts(w, "certificate.history"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_certificates, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("certificate", tests, NULL, NULL);
}
