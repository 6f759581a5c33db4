/* オンライン転出: a signed application becomes a 仮登録; a forged, replayed, expired or wrong person's one
 * changes nothing and is answered with its code.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/kept.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/restraint.h"
#include "tests/integration/harness/signer.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/link.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__MoveOutApplication application;

/* IdentityCheck of an entry: by signature, the items equal. */
#define SIGNATURE_CHECK "\xa2\x06\x04\x08\x06\x18\x01"

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static PGconn *database(world *w, const char *owner)
{
    return world_database_of(w, owner)->conn;
}

/* The applicant's side, and what differs from a good application. */
typedef struct portal {
    world *w;
    signer *issuer;
    signer *forger; /* an issuer that nobody trusts */
    ju_arena arena;
    test_person person;
    int64_t answers; /* ApplicationStatus so far */
    int64_t later;   /* of them, news after the first answer */
} portal;

typedef struct wish {
    const char *signed_date;
    const char *municipality;
    const char *name; /* of the certificate's holder */
    const char *not_after;
    const char *digest;
    const char *number;     /* 個人番号 that the application names */
    const char *sealed_for; /* NULL: the application's id */
    const char *member;     /* NULL: nobody moves along */
    const char *move_date;
    bool forged;
    bool nameless;
    size_t changed; /* byte from the end that is changed; 0: none */
} wish;

static size_t write_application(portal *p, const char *id, const wish *want, unsigned char **ret)
{
    application a = JUKI__RESIDENT__V1__MOVE_OUT_APPLICATION__INIT;
    Juki__Common__V1__Address destination = JUKI__COMMON__V1__ADDRESS__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Resident__V1__MovingMember member = JUKI__RESIDENT__V1__MOVING_MEMBER__INIT;
    Juki__Resident__V1__MovingMember *members[] = {&member};
    destination.municipality_code = text("131016");
    destination.municipality = text("千代田区");
    birth.date = text("1990-01-15");
    member.name = text(want->member == NULL ? "" : want->member);
    member.birth_date = &birth;
    a.application_id = text(id);
    a.municipality_code = text(want->municipality == NULL ? TEST_MUNICIPALITY : want->municipality);
    a.signed_date = text(want->signed_date == NULL ? TEST_TODAY : want->signed_date);
    a.individual_number =
        command_seal(p->w, &p->arena, "individual_number", want->sealed_for == NULL ? id : want->sealed_for,
                     want->number == NULL ? p->person.individual_number : want->number);
    a.move_date = text(want->move_date == NULL ? TEST_TODAY : want->move_date);
    a.destination = &destination;
    a.member = members;
    a.n_member = want->member == NULL ? 0 : 1;
    unsigned char content[2048];
    size_t size = juki__resident__v1__move_out_application__pack(&a, content);
    const signer_holder holder = {.name = want->nameless       ? NULL
                                          : want->name == NULL ? p->person.name
                                                               : want->name,
                                  .birth_date = "1990-01-15",
                                  .not_after = want->not_after,
                                  .digest = want->digest};
    size_t length = signer_sign(want->forged ? p->forger : p->issuer, &holder, content, size, ret);
    if (want->changed > 0) {
        (*ret)[length - want->changed] ^= 1;
    }
    return length;
}

static void send_document(portal *p, const char *key, unsigned char *document, size_t size)
{
    Juki__Resident__V1__SignedApplication message = JUKI__RESIDENT__V1__SIGNED_APPLICATION__INIT;
    message.cms = (ProtobufCBinaryData){.len = size, .data = document};
    bus_send(p->w, JU_TOPIC_LINK_PORTAL_IN, &(bus_event){.key = key, .message = &message.base});
}

static const char *last_status(portal *p, const char *column, int64_t answers)
{
    PGconn *conn = database(p->w, "portal");
    p->answers += answers;
    AWAIT(sql_int(conn, "SELECT count(*) FROM status") == p->answers);
    return sql_text(conn, "SELECT %s FROM status ORDER BY id DESC LIMIT 1", column);
}

/* It is refused with this code, audited, and changes nothing; the one stored 仮登録 stays alone. */
static void refused(portal *p, const wish *want, const char *code)
{
    PGconn *conn = database(p->w, "resident");
    command_id id = command_new_id();
    unsigned char *document = NULL;
    int64_t changes = sql_int(conn, "SELECT count(*) FROM change");
    int64_t taken = sql_int(conn, "SELECT count(*) FROM link_taken");
    size_t size = write_application(p, id.text, want, &document);
    send_document(p, id.text, document, size);
    free(document);
    assert_string_equal(last_status(p, "refused", 1), code);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM change"), changes);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM link_taken"), taken);
}

static void forged_and_stale(portal *p)
{
    refused(p, &(wish){.forged = true}, "certificate_untrusted");
    refused(p, &(wish){.changed = 5}, "signature_invalid"); /* in the signature */
    refused(p, &(wish){.digest = "SHA1"}, "signature_invalid");
    refused(p, &(wish){.not_after = "20260409000000Z"}, "certificate_expired");
    refused(p, &(wish){.nameless = true}, "certificate_unfit");
    refused(p, &(wish){.signed_date = "2026-04-02"}, "application_expired");
    refused(p, &(wish){.signed_date = "2026-04-11"}, "application_expired");
    refused(p, &(wish){.municipality = "131016"}, "address_outside");
    refused(p, &(wish){.move_date = "2026-02-30"}, "date_invalid");
    refused(p, &(wish){.sealed_for = "another"}, "seal_broken");
    refused(p, &(wish){.number = "123456789012"}, "check_digit");
}

static void wrong_person(portal *p)
{
    test_person other = person_of(2);
    test_person nobody = person_of(99);
    refused(p, &(wish){.name = other.name}, "person_differs");
    refused(p, &(wish){.number = other.individual_number}, "person_differs");
    refused(p, &(wish){.number = nobody.individual_number}, "person_unknown");
    refused(p, &(wish){.member = other.name}, "member_unknown"); /* of another household */
    refused(p, &(wish){.member = p->person.name}, "person_twice");
}

/* The content changed within a good document: the signature no longer covers it. */
static void changed_content(portal *p)
{
    command_id id = command_new_id();
    unsigned char *document = NULL;
    size_t size = write_application(p, id.text, &(wish){0}, &document);
    char *place = memmem(document, size, TEST_TODAY, strlen(TEST_TODAY));
    assert_non_null(place);
    memcpy(place, "2026-04-09", strlen(TEST_TODAY));
    send_document(p, id.text, document, size);
    assert_string_equal(last_status(p, "refused", 1), "signature_invalid");
    /* and under another id than the one that was signed */
    memcpy(place, TEST_TODAY, strlen(TEST_TODAY));
    command_id another = command_new_id();
    send_document(p, another.text, document, size);
    assert_string_equal(last_status(p, "refused", 1), "application_mismatch");
    /* cut short, no document at all, and one with something behind it */
    send_document(p, id.text, document, size / 2);
    assert_string_equal(last_status(p, "refused", 1), "signature_invalid");
    send_document(p, id.text, (unsigned char *)text("nothing"), 7);
    assert_string_equal(last_status(p, "refused", 1), "signature_invalid");
    unsigned char *longer = calloc(1, size + 1);
    assert_non_null(longer);
    memcpy(longer, document, size);
    send_document(p, id.text, longer, size + 1);
    assert_string_equal(last_status(p, "refused", 1), "signature_invalid");
    free(longer);
    free(document);
}

/* Its signature is in order: entered for review, as this change. */
static void enter(portal *p, const wish *want, char change[64])
{
    PGconn *conn = database(p->w, "resident");
    command_id id = command_new_id();
    unsigned char *document = NULL;
    size_t size = write_application(p, id.text, want, &document);
    send_document(p, id.text, document, size);
    free(document);
    assert_string_equal(last_status(p, "step", 2), "entered");
    (void)snprintf(change, 64, "%s",
                   sql_text(conn, "SELECT change_id FROM link_taken WHERE number = '%s'", id.text));
    p->later++;
}

/* Its signature is in order, but the register refuses what it asks for. */
static void enter_refused(portal *p, const wish *want, const char *code)
{
    command_id id = command_new_id();
    unsigned char *document = NULL;
    size_t size = write_application(p, id.text, want, &document);
    send_document(p, id.text, document, size);
    free(document);
    assert_string_equal(last_status(p, "refused", 2), code);
    p->later++;
}

static void accepted(portal *p, const registered *applicant, const registered *wife)
{
    PGconn *conn = database(p->w, "resident");
    command_id id = command_new_id();
    unsigned char *document = NULL;
    test_person member = person_of(3);
    size_t size = write_application(p, id.text, &(wish){.member = member.name}, &document);
    send_document(p, id.text, document, size);
    assert_string_equal(last_status(p, "step", 2), "entered");
    char change[64];
    (void)snprintf(change, sizeof change, "%s",
                   sql_text(conn, "SELECT change_id FROM link_taken WHERE number = '%s'", id.text));
    assert_int_equal(command_status(p->w, change), 1);
    assert_string_equal(sql_text(conn, "SELECT entered_by FROM change WHERE change_id = '%s'", change),
                        "link:portal");
    /* again, and in another envelope */
    send_document(p, id.text, document, size);
    assert_string_equal(last_status(p, "refused", 1), "application_known");
    free(document);
    refused(p, &(wish){.signed_date = "2026-04-01"}, "application_expired");
    command_review(p->w, change, "chief", true);
    assert_string_equal(last_status(p, "step", 1), "registered");
    p->later += 2;
    static const char question[] = "SELECT state FROM person WHERE addressee_number = '%s'";
    assert_int_equal(sql_int(conn, question, applicant->addressee_number), 2);
    assert_int_equal(sql_int(conn, question, wife->addressee_number), 2);
    refused(p, &(wish){0}, "not_resident");
}

/* 転出 ahead of its day: the applicant is told that it is registered, and leaves later, by the notice of
 * where he has gone. */
static void planned(portal *p)
{
    PGconn *conn = database(p->w, "resident");
    registered leaver = command_register(p->w, 4);
    test_person before = p->person;
    p->person = person_of(4);
    const wish ahead = {.move_date = "2026-04-20"};
    char change[64];
    enter(p, &ahead, change);
    size_t size = 0;
    char *entry = kept_value(conn, (ju_kept){"change", change}, &size,
                             "SELECT entry FROM change WHERE change_id = '%s'", change);
    assert_non_null(memmem(entry, size, SIGNATURE_CHECK, strlen(SIGNATURE_CHECK)));
    free(entry);
    command_review(p->w, change, "chief", true);
    assert_string_equal(last_status(p, "step", 1), "registered");
    p->later++;
    static const char question[] = "SELECT state FROM person WHERE addressee_number = '%s'";
    assert_int_equal(sql_int(conn, question, leaver.addressee_number), 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM move_out_planned"), 1);
    /* another one meets the plan */
    enter_refused(p, &ahead, "move_out_planned");
    command_settle(p->w, leaver.addressee_number, "2026-04-09");
    AWAIT(sql_int(conn, question, leaver.addressee_number) == 2);
    p->person = before;
}

/* Neither the portal nor who holds the card learns that somebody is protected: it reads as any alert. */
static void restrained(portal *p)
{
    static const int levels[] = {ERROR, ALERT};
    test_person before = p->person;
    p->person = person_of(5);
    registered who = command_register(p->w, 5);
    char *number = text(who.addressee_number);
    for (size_t i = 0; i < 2; i++) {
        Juki__Resident__V1__SubmitRestraint entry = restraint_setting(CHANGE, levels[i], &number);
        command_id set = restraint_register(p->w, &entry);
        enter_refused(p, &(wish){0}, "counter_needed");
        entry = restraint_later(LIFT, set.text);
        (void)restraint_register(p->w, &entry);
    }
    assert_int_equal(sql_int(database(p->w, "resident"),
                             "SELECT count(*) FROM change WHERE refusal_code IN ('change_restrained', "
                             "'alert_unconfirmed') AND entered_by = 'link:portal'"),
                     2);
    p->person = before;
}

static void pretend(portal *p, const registered *other, const char *application_id)
{
    command_id id = command_new_id();
    Juki__Resident__V1__SubmitChange message = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Resident__V1__PersonEntry person = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Resident__V1__PersonEntry *persons[] = {&person};
    message.change_id = id.text;
    message.reason = text("death");
    message.change_date = message.notified_date = text(TEST_TODAY);
    message.application_id = text(application_id);
    message.person = persons;
    message.n_person = 1;
    person.addressee_number = text(other->addressee_number);
    command_send(p->w, &message, "link:portal");
    AWAIT(command_status(p->w, id.text) == 4);
    assert_string_equal(sql_text(database(p->w, "resident"),
                                 "SELECT refusal_item FROM change WHERE change_id = '%s'", id.text),
                        "application_id");
}

/* An entry of a counter cannot speak for an application, whatever it says of who enters: neither for one that
 * nobody made nor for one that stands for another change. The applicant hears nothing (test_portal counts).
 */
static void counter_cannot_pretend(portal *p, const registered *other)
{
    command_id nobodys = command_new_id();
    char taken[64];
    pretend(p, other, nobodys.text);
    (void)snprintf(taken, sizeof taken, "%s",
                   sql_text(database(p->w, "resident"), "SELECT number FROM link_taken LIMIT 1"));
    pretend(p, other, taken);
}

static void test_portal(void **state)
{
    world *w = *state;
    char ca[320];
    char setting[360];
    portal p = {.w = w, .person = person_of(1)};
    ju_arena_init(&p.arena, 1024 * 1024);
    command_all_topics(w, 2);
    (void)snprintf(ca, sizeof ca, "%s/portal-ca.pem", w->dir);
    (void)snprintf(setting, sizeof setting, "JUKI_PORTAL_CA=%s", ca);
    p.issuer = signer_new(ca);
    p.forger = signer_new(NULL);
    process *house = process_start(w, "juki-resident", (const char *const[]){setting, NULL});
    (void)process_start(w, "peer-portal", NULL);
    registered applicant = command_register(w, 1);
    registered other = command_register(w, 2);
    registered wife = {.change = command_move_in(w, &(move_in){.serial = 3,
                                                               .household_number = applicant.household_number,
                                                               .relationship = "妻"})};
    AWAIT(command_status(w, wife.change.text) == 1);
    command_approve(w, wife.change.text);
    AWAIT(command_status(w, wife.change.text) == 2);
    command_register_ids(w, wife.change.text, &wife);
    forged_and_stale(&p);
    wrong_person(&p);
    changed_content(&p);
    accepted(&p, &applicant, &wife);
    planned(&p);
    restrained(&p);
    counter_cannot_pretend(&p, &other);
    PGconn *conn = database(w, "resident");
    AWAIT(sql_int(conn,
                  "SELECT count(*) FROM link_notice WHERE peer = 'portal' AND acknowledged_at IS NOT NULL") ==
          p.answers);
    assert_int_equal(bus_check_order(w, JU_TOPIC_LINK_PORTAL_OUT), p.answers);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM dead_letter"), 0);
    assert_int_equal(bus_acts(w, "link.application"), p.answers - p.later);
    assert_false(process_ended(house));
    signer_free(p.issuer);
    signer_free(p.forger);
    ju_arena_done(&p.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_portal, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("portal", tests, NULL, NULL);
}
