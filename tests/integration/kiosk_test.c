/* コンビニ交付 (D1, D2) through Kafka and PostgreSQL: who may ask, what is answered, and that it is answered
 * once. */
#include "tests/integration/harness/kept.h"
#include "tests/integration/harness/link_key.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/restraint.h"

#include "common/base/clock.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "common/seal/sign.h"
#include "juki/resident/v1/kiosk.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef Juki__Resident__V1__CertificateReply certificate_reply;
typedef Juki__Resident__V1__CertificateItem certificate_item;
typedef Juki__Resident__V1__KioskQuestion kiosk_question;

enum { RESIDENT_COPY = 1, ITEMS, REMOVED };
enum { NOTHING, DOMICILE, RELATIONSHIP, NUMBER, CODE };
enum { ARENA_BYTES = 64 * 1024, REQUEST_BYTES = 4096, PATH_SIZE = 400 };

static const char CARD[] = "0A1B2C3D4E5F";
static const char OTHER_CARD[] = "77";
static const char SECRET[] = "９１１－８２２"; /* the address that nobody may learn */

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* ---- the centre ---------------------------------------------------------------------------------------- */

static bus_follower answers;

static Juki__Common__V1__Sealed *seal(ju_arena *arena, const char *audience, const char *subject,
                                      const char *serial)
{
    ju_keyring *ring = NULL;
    Juki__Common__V1__Sealed *sealed = NULL;
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), audience, &ring, NULL), JU_OK);
    assert_int_equal(ju_seal_text(ring, arena, "user_certificate", subject, serial, &sealed, NULL), JU_OK);
    ju_keyring_free(ring);
    return sealed;
}

/* A request; what is NULL or 0 is as in a good one. */
typedef struct request {
    const char *serial; /* CARD */
    int kind;           /* RESIDENT_COPY */
    bool household;
    int shown;
    const char *id;           /* a new one */
    const char *record_key;   /* the id */
    const char *event_id;     /* a new one */
    const char *municipality; /* TEST_MUNICIPALITY */
    const char *asked_at;     /* now */
    const char *sealed_to;    /* kiosk */
    const char *sealed_for;   /* the id */
    const char *signed_by;    /* the centre */
    const char *signed_for;   /* link.kiosk.in */
    const char *key_id;       /* kiosk/2026 */
    bool altered;             /* after it was signed */
    bool garbled;             /* before */
} request;

static const char *or_else(const char *value, const char *usual)
{
    return value == NULL ? usual : value;
}

static const char *moment(void)
{
    static char now[JU_CLOCK_MOMENT_SIZE];
    ju_clock clock;
    assert_int_equal(ju_clock_init(&clock, TEST_TODAY, NULL), JU_OK);
    assert_int_equal(ju_clock_moment(&clock, now, NULL), JU_OK);
    return now;
}

static size_t pack_question(const request *wish, const char *id, unsigned char *ret)
{
    ju_arena arena;
    certificate_item item = (certificate_item)wish->shown;
    kiosk_question question = JUKI__RESIDENT__V1__KIOSK_QUESTION__INIT;
    ju_arena_init(&arena, ARENA_BYTES);
    question.request_id = text(id);
    question.municipality_code = text(or_else(wish->municipality, TEST_MUNICIPALITY));
    question.asked_at = text(or_else(wish->asked_at, moment()));
    question.kiosk_id = text("KIOSK-1");
    question.certificate_serial = seal(&arena, or_else(wish->sealed_to, "kiosk"),
                                       or_else(wish->sealed_for, id), or_else(wish->serial, CARD));
    question.kind = (Juki__Resident__V1__CertificateKind)(wish->kind == 0 ? RESIDENT_COPY : wish->kind);
    question.household = wish->household;
    question.shown = &item;
    question.n_shown = wish->shown != NOTHING;
    size_t size = juki__resident__v1__kiosk_question__pack(&question, ret);
    ju_arena_done(&arena);
    return size;
}

static command_id send_request(world *w, const request *wish)
{
    unsigned char bytes[REQUEST_BYTES];
    unsigned char signature[JU_SIGNATURE_BYTES];
    command_id id = command_new_id();
    (void)snprintf(id.text, sizeof id.text, "%s", or_else(wish->id, command_new_id().text));
    Juki__Resident__V1__KioskRequest message = JUKI__RESIDENT__V1__KIOSK_REQUEST__INIT;
    message.question.data = bytes;
    message.question.len = pack_question(wish, id.text, bytes);
    bytes[0] ^= wish->garbled;
    assert_int_equal(ju_sign(link_key_path(w, or_else(wish->signed_by, "centre")),
                             or_else(wish->signed_for, JU_TOPIC_LINK_KIOSK_IN), &message.question, signature,
                             NULL),
                     JU_OK);
    bytes[message.question.len - 1] ^= wish->altered;
    message.signature = (ProtobufCBinaryData){.len = sizeof signature, .data = signature};
    message.key_id = text(or_else(wish->key_id, "kiosk/2026"));
    bus_send(w, JU_TOPIC_LINK_KIOSK_IN,
             &(bus_event){
                 .key = or_else(wish->record_key, id.text), .id = wish->event_id, .message = &message.base});
    return id;
}

static size_t count_answers(const char *id)
{
    size_t count = 0;
    bus_follow_on(&answers, 20);
    for (size_t i = 0; i < answers.records.count; i++) {
        count += strcmp(answers.records.item[i].key, id) == 0;
    }
    return count;
}

/* Once it is there; free it with free_unpacked. */
static certificate_reply *nth_answer(const char *id, size_t nth)
{
    AWAIT(count_answers(id) >= nth);
    for (size_t i = 0; i < answers.records.count; i++) {
        const bus_record *record = &answers.records.item[i];
        if (strcmp(record->key, id) == 0 && --nth == 0) {
            return juki__resident__v1__certificate_reply__unpack(NULL, record->size, record->value);
        }
    }
    return NULL;
}

/* The nth answer to a request has this code; "": it brings so many persons. */
static void expect_answer(const char *id, size_t nth, const char *code, size_t persons)
{
    certificate_reply *reply = nth_answer(id, nth);
    assert_non_null(reply);
    assert_string_equal(reply->refusal == NULL ? "" : reply->refusal->code, code);
    assert_int_equal(reply->n_person, persons);
    assert_int_equal(*reply->issue_number != '\0', persons > 0);
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
}

static void expect(world *w, const request *wish, const char *code)
{
    command_id id = send_request(w, wish);
    expect_answer(or_else(wish->record_key, id.text), 1, code, *code == '\0');
}

/* ---- the counter --------------------------------------------------------------------------------------- */

/* serial NULL: withdrawn. */
static void give_card(world *w, const char *number, const char *serial, const char *code)
{
    ju_arena arena;
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = restraint_operator("clerk1");
    Juki__Resident__V1__RegisterUserCertificate entry = JUKI__RESIDENT__V1__REGISTER_USER_CERTIFICATE__INIT;
    ju_arena_init(&arena, ARENA_BYTES);
    entry.request_id = id.text;
    entry.operator_ = &who;
    entry.addressee_number = text(number);
    entry.certificate_serial = serial == NULL ? NULL : seal(&arena, "resident", id.text, serial);
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &entry.base});
    Juki__Resident__V1__UserCertificateReply *reply =
        (Juki__Resident__V1__UserCertificateReply *)restraint_answer(
            id.text, &juki__resident__v1__user_certificate_reply__descriptor, 1);
    assert_string_equal(reply->refusal == NULL ? "" : reply->refusal->code, code);
    juki__resident__v1__user_certificate_reply__free_unpacked(reply, NULL);
    ju_arena_done(&arena);
}

/* ---- one world for all --------------------------------------------------------------------------------- */

static registered person;
static registered other;

static int set_up(void **state)
{
    char link_keys[PATH_SIZE + 32];
    if (restraint_set_up(state) != 0) {
        return -1;
    }
    world *w = *state;
    assert_int_equal(mkdir(link_key_path(w, "signers"), 0700), 0);
    link_key_make(w, "centre", "signers/kiosk.2026.pem");
    link_key_make(w, "portal", "signers/portal.2026.pem");
    link_key_make(w, "stranger", NULL);
    (void)snprintf(link_keys, sizeof link_keys, "JUKI_LINK_KEY_DIR=%s", link_key_path(w, "signers"));
    const char *const env[] = {link_keys, "JUKI_KIOSK_HOURS=00:00-24:00", "JUKI_KIOSK_INDIVIDUAL_NUMBER=true",
                               NULL};
    answers = bus_follow(w, JU_TOPIC_LINK_KIOSK_OUT);
    (void)process_start(w, "juki-resident", env);
    (void)process_start(w, "peer-kiosk", NULL);
    person = command_register(w, 1);
    other = command_register(w, 2);
    return 0;
}

static int tear_down(void **state)
{
    bus_unfollow(&answers);
    return restraint_tear_down(state);
}

static int64_t issued(world *w)
{
    return sql_int(world_database_of(w, "resident")->conn,
                   "SELECT count(*) FROM certificate_issue WHERE channel = 2");
}

/* ---- tests --------------------------------------------------------------------------------------------- */

static void test_card(void **state)
{
    world *w = *state;
    expect(w, &(request){0}, "user_certificate_unknown");
    give_card(w, "0000000000", CARD, "person_unknown");
    give_card(w, person.addressee_number, "no card", "code_invalid");
    give_card(w, person.addressee_number, OTHER_CARD, "");
    give_card(w, person.addressee_number, CARD, ""); /* in its place */
    expect(w, &(request){.serial = OTHER_CARD}, "user_certificate_unknown");
    give_card(w, other.addressee_number, CARD, "user_certificate_used");
    give_card(w, other.addressee_number, OTHER_CARD, "");
    expect(w, &(request){.serial = OTHER_CARD}, "");
    give_card(w, other.addressee_number, NULL, "");
    expect(w, &(request){.serial = OTHER_CARD}, "user_certificate_unknown");
}

static void test_issue(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    PGconn *centre = world_database_of(w, "kiosk")->conn;
    command_id id = send_request(w, &(request){.kind = ITEMS, .shown = NUMBER});
    certificate_reply *reply = nth_answer(id.text, 1);
    assert_null(reply->refusal);
    assert_int_equal(reply->n_person, 1);
    assert_string_equal(reply->person[0]->name, person_of(1).name);
    assert_non_null(reply->person[0]->individual_number);
    assert_string_equal(reply->person[0]->relationship, "");
    assert_string_equal(sql_text(conn,
                                 "SELECT operator_id || '/' || terminal_id FROM certificate_issue "
                                 "WHERE issue_number = '%s' AND channel = 2",
                                 reply->issue_number),
                        "link:kiosk/KIOSK-1");
    size_t size = 0;
    char *purpose =
        kept_value(conn, (ju_kept){"certificate_issue", reply->issue_number}, &size,
                   "SELECT purpose FROM certificate_issue WHERE issue_number = '%s'", reply->issue_number);
    assert_string_equal(purpose, "コンビニ交付");
    free(purpose);
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
    expect(w, &(request){.household = true, .shown = RELATIONSHIP}, "");
    expect(w, &(request){.shown = CODE}, "kiosk_item");
    expect(w, &(request){.kind = REMOVED}, "kiosk_kind");
    /* it is printed there: nobody at the counter will confirm it (j300) */
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM certificate_open"), 0);
    /* the centre could open the number, and its receipts come back */
    AWAIT(sql_int(centre, "SELECT sum(numbers) FROM answer") == 1);
    AWAIT(sql_int(conn, "SELECT count(*) FROM kiosk_answer WHERE acknowledged_at IS NULL") == 0);
}

/* A request that is not the centre's own, for us and now, is answered and leaves no certificate. */
static void test_not_genuine(void **state)
{
    world *w = *state;
    static const char KEY[] = "0190c0de-0000-7000-8000-000000000001";
    static const struct {
        request wish;
        const char *code;
    } CASES[] = {
        {{.signed_by = "stranger"}, "signature_invalid"},
        {{.signed_by = "portal"}, "signature_invalid"},
        {{.signed_by = "portal", .key_id = "portal/2026"}, "signature_key"},
        {{.key_id = "kiosk/2025"}, "signature_key"},
        {{.signed_for = "link.portal.in"}, "signature_invalid"},
        {{.shown = DOMICILE, .altered = true}, "signature_invalid"},
        {{.garbled = true}, "message_invalid"},
        {{.asked_at = "2026-04-09T12:00:00"}, "request_expired"},
        {{.asked_at = "2025-04-10T12:00:00"}, "request_expired"},
        {{.asked_at = "2026-04-11T12:00:00"}, "request_expired"},
        {{.municipality = "131016"}, "municipality_differs"},
        {{.sealed_to = "resident"}, "seal_broken"},
        {{.sealed_for = KEY}, "seal_broken"},
        {{.record_key = KEY}, "request_mismatch"},
    };
    int64_t before = issued(w);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        expect(w, &CASES[i].wish, CASES[i].code);
    }
    assert_int_equal(issued(w), before);
}

/* The same record again is not answered again; the same words in another record are refused. */
static void test_answered_once(void **state)
{
    world *w = *state;
    command_id event = command_new_id();
    command_id id = command_new_id();
    request wish = {.id = id.text, .event_id = event.text};
    int64_t before = issued(w);
    (void)send_request(w, &wish);
    (void)send_request(w, &wish);
    expect_answer(id.text, 1, "", 1);
    wish.event_id = NULL;
    (void)send_request(w, &wish);
    expect_answer(id.text, 2, "request_id_used", 0);
    HOLDS_FOR(300, count_answers(id.text) == 2);
    assert_int_equal(issued(w), before + 1);
}

/* j530: what is under review gives no certificate; j410, j440: nor does a restrained person, and neither an
 * アラート that somebody would have to confirm nor a 一時解除 at the counter changes that. */
static void test_restrained(void **state)
{
    world *w = *state;
    size_t seen = answers.records.count;
    const char *number = person.addressee_number;
    command_id move = command_move_within(w, number, SECRET);
    AWAIT(command_status(w, move.text) == 1);
    expect(w, &(request){0}, "change_pending");
    command_id support = restraint_set(w, SUPPORT, ERROR, number, true);
    command_complete(w, move);
    expect(w, &(request){0}, "issue_restrained");
    restraint_act(w, RELEASE, support.text);
    expect(w, &(request){0}, "issue_restrained");
    restraint_act(w, LIFT, support.text);
    command_id alert = restraint_set(w, ISSUE, ALERT, number, false);
    expect(w, &(request){0}, "issue_restrained");
    for (size_t i = seen; i < answers.records.count; i++) {
        const bus_record *record = &answers.records.item[i];
        assert_null(memmem(record->value, record->size, SECRET, strlen(SECRET)));
    }
    restraint_act(w, LIFT, alert.text);
    expect(w, &(request){0}, "");
}

/* While a load keeps the register closed, nobody of it is shown. */
static void test_closed(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    sql(conn, "INSERT INTO migration_load (load_id, state, source_digest, expected_rows, expected_persons, "
              "begun_by) "
              "VALUES ('load', 1, '', 1, 1, 'clerk1')");
    expect(w, &(request){0}, "register_closed");
    give_card(w, other.addressee_number, OTHER_CARD, "register_closed");
    sql(conn, "DELETE FROM migration_load");
    expect(w, &(request){0}, "");
}

static void test_not_resident(void **state)
{
    world *w = *state;
    command_complete(w, command_leave(w, "death", person.addressee_number, TEST_TODAY));
    expect(w, &(request){0}, "not_resident");
    give_card(w, person.addressee_number, CARD, "not_resident");
    give_card(w, person.addressee_number, NULL, "");
    expect(w, &(request){0}, "user_certificate_unknown");
}

/* Bad requests are no dead letters, and every answer reached the centre and was told of. */
static void test_nothing_lost(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    PGconn *centre = world_database_of(w, "kiosk")->conn;
    AWAIT(sql_int(conn, "SELECT count(*) FROM kiosk_answer WHERE acknowledged_at IS NULL") == 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM dead_letter"), 0);
    assert_int_equal(sql_int(centre, "SELECT count(*) FROM dead_letter"), 0);
    assert_int_equal(sql_int(centre, "SELECT count(*) FROM answer"),
                     sql_int(conn, "SELECT count(*) FROM kiosk_answer"));
    assert_int_equal(sql_int(centre, "SELECT count(*) FROM answer WHERE refused = ''"), issued(w));
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM kiosk_answer WHERE subject <> ''"),
                     sql_int(conn,
                             "SELECT count(*) FROM kiosk_answer WHERE request_id IS NOT NULL AND refused <> "
                             "'user_certificate_unknown'"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_card),         cmocka_unit_test(test_issue),
        cmocka_unit_test(test_not_genuine),  cmocka_unit_test(test_answered_once),
        cmocka_unit_test(test_restrained),   cmocka_unit_test(test_closed),
        cmocka_unit_test(test_not_resident), cmocka_unit_test(test_nothing_lost),
    };
    return cmocka_run_group_tests_name("kiosk", tests, set_up, tear_down);
}
