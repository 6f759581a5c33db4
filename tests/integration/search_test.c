/* Search through Kafka and PostgreSQL: found by numbers and items, paged, refused, audited; rows filled
 * later. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/process.h"

#include "common/db/kept.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/audit/v1/audit.pb-c.h"
#include "juki/resident/v1/search.pb-c.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__SearchReply search_reply;
typedef Juki__Resident__V1__SearchPersons search_persons;
typedef Juki__Resident__V1__SearchesReply searches_reply;

enum { PERSONS = 12, SEALED_BYTES = 64 * 1024 };

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static bus_follower replies;

static ProtobufCMessage *answer_to(const char *request_id, const ProtobufCMessageDescriptor *type)
{
    int64_t until_ms = now_ms() + patience_ms();
    while (now_ms() < until_ms) {
        bus_follow_on(&replies, 20);
        for (size_t i = replies.records.count; i > 0; i--) {
            const bus_record *record = &replies.records.item[i - 1];
            if (strcmp(record->key, request_id) == 0) {
                return protobuf_c_message_unpack(type, NULL, record->size, record->value);
            }
        }
    }
    fail_msg("no answer to %s", request_id);
    return NULL;
}

typedef struct asked {
    command_id id;
    Juki__Common__V1__Operator who;
    search_persons question;
} asked;

static void prepare(asked *a)
{
    a->id = command_new_id();
    juki__common__v1__operator__init(&a->who);
    juki__resident__v1__search_persons__init(&a->question);
    a->who.operator_id = text("clerk1");
    a->who.terminal_id = text("window1");
    a->question.request_id = a->id.text;
    a->question.operator_ = &a->who;
    a->question.purpose = text("test");
}

static search_reply *ask(world *w, asked *a)
{
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = a->id.text, .message = &a->question.base});
    return (search_reply *)answer_to(a->id.text, &juki__resident__v1__search_reply__descriptor);
}

/* The number found; a refusal fails the test. */
static int found(world *w, asked *a)
{
    search_reply *reply = ask(w, a);
    if (reply->refusal != NULL) {
        fail_msg("refused: %s %s", reply->refusal->code, reply->refusal->item);
    }
    int count = reply->found;
    juki__resident__v1__search_reply__free_unpacked(reply, NULL);
    return count;
}

#define FOUND(w, ...)                                                                                        \
    ({                                                                                                       \
        asked a;                                                                                             \
        prepare(&a);                                                                                         \
        search_persons *q = &a.question;                                                                     \
        __VA_ARGS__;                                                                                         \
        found(w, &a);                                                                                        \
    })

static void check_refused(world *w, asked *a, const char *code)
{
    search_reply *reply = ask(w, a);
    assert_non_null(reply->refusal);
    assert_string_equal(reply->refusal->code, code);
    assert_int_equal(reply->n_person, 0);
    juki__resident__v1__search_reply__free_unpacked(reply, NULL);
}

#define REFUSED(w, code, ...)                                                                                \
    do {                                                                                                     \
        asked a;                                                                                             \
        prepare(&a);                                                                                         \
        search_persons *q = &a.question;                                                                     \
        __VA_ARGS__;                                                                                         \
        check_refused(w, &a, code);                                                                          \
    } while (0)

/* ---- numbers ------------------------------------------------------------------------------------------- */

static Juki__Common__V1__Sealed *seal(world *w, ju_arena *arena, const char *field, const char *subject,
                                      const char *number)
{
    Juki__Common__V1__Sealed *sealed = NULL;
    ju_err err = {0};
    assert_int_equal(ju_seal_text(w->resident, arena, field, subject, number, &sealed, &err), JU_OK);
    return sealed;
}

static void check_numbers(world *w, const registered *person)
{
    ju_arena arena;
    test_person first = person_of(1);
    ju_arena_init(&arena, SEALED_BYTES);
    assert_int_equal(FOUND(w, q->addressee_number = text(person->addressee_number)), 1);
    assert_int_equal(FOUND(w, q->addressee_number = text("9999999999")), 0);
    assert_int_equal(FOUND(w, q->individual_number =
                                  seal(w, &arena, "individual_number", a.id.text, first.individual_number)),
                     1);
    assert_int_equal(
        FOUND(w, q->resident_code = seal(w, &arena, "resident_code", a.id.text, first.resident_code)), 1);
    assert_int_equal(FOUND(w, q->individual_number = seal(w, &arena, "individual_number", a.id.text,
                                                          person_of(999).individual_number)),
                     0);
    REFUSED(w, "check_digit",
            q->individual_number = seal(w, &arena, "individual_number", a.id.text, "123456789010"));
    REFUSED(w, "seal_broken",
            q->individual_number =
                seal(w, &arena, "individual_number", "another request", first.individual_number));
    ju_arena_done(&arena);
}

/* ---- items and pages ----------------------------------------------------------------------------------- */

static void check_items(world *w, const registered *person)
{
    assert_int_equal(FOUND(w, q->name_kana = text("シゲン")), PERSONS);
    assert_int_equal(FOUND(w, q->name_kana = text("ﾀﾛｳ")), PERSONS);
    assert_int_equal(FOUND(w, q->name_kana = text("シケンタロオ"); q->exact = true), PERSONS);
    assert_int_equal(FOUND(w, q->given_name_kana = text("タロウ")), PERSONS);
    assert_int_equal(FOUND(w, q->given_name_kana = text("シケン")), 0);
    assert_int_equal(FOUND(w, q->given_name = text("太郎7")), 1);
    assert_int_equal(FOUND(w, q->name = text("太郎1")), 4);
    assert_int_equal(FOUND(w, q->household_number = text(person->household_number)), 1);
    assert_int_equal(FOUND(w, q->birth = text("平成2年")), PERSONS);
    assert_int_equal(FOUND(w, q->birth = text("1990-01-15")), PERSONS);
    assert_int_equal(FOUND(w, q->birth = text("1980"); q->birth_to = text("1989")), 0);
    assert_int_equal(FOUND(w, q->name = text("7"); q->birth = text("1980"); q->birth_to = text("2000")), 1);
    assert_int_equal(FOUND(w, q->name_kana = text("シケン"); q->sex = JUKI__COMMON__V1__SEX__SEX_FEMALE), 0);
    REFUSED(w, "search_item_missing", (void)q);
    REFUSED(w, "purpose_missing", q->name = text("太郎"); q->purpose = text(""));
    REFUSED(w, "search_too_broad", q->name = text("太"));
}

/* Pages of five: everybody once, in one order. */
static void check_pages(world *w)
{
    char cursor[32] = "";
    char last[32] = "";
    int seen = 0;
    for (int page = 0; page == 0 || *cursor != '\0'; page++) {
        asked a;
        prepare(&a);
        a.question.name_kana = text("シケン");
        a.question.page_size = 5;
        a.question.cursor = cursor;
        search_reply *reply = ask(w, &a);
        assert_null(reply->refusal);
        assert_int_equal(reply->found, PERSONS);
        for (size_t i = 0; i < reply->n_person; i++) {
            assert_true(strcmp(last, reply->person[i]->addressee_number) < 0);
            (void)snprintf(last, sizeof last, "%s", reply->person[i]->addressee_number);
            seen++;
        }
        assert_true(reply->n_person == (page < 2 ? 5 : 2));
        (void)snprintf(cursor, sizeof cursor, "%s", reply->next_cursor);
        juki__resident__v1__search_reply__free_unpacked(reply, NULL);
    }
    assert_int_equal(seen, PERSONS);
}

/* ---- what the trail hears ------------------------------------------------------------------------------ */

typedef struct heard {
    int searches;
    int persons;
    int subjects; /* persons named by their hash */
} heard;

static heard heard_so_far(world *w)
{
    heard all = {0};
    bus_records records = bus_read(w, JU_TOPIC_AUDIT_RECORD);
    for (size_t i = 0; i < records.count; i++) {
        Juki__Audit__V1__AuditRecords *acts =
            juki__audit__v1__audit_records__unpack(NULL, records.item[i].size, records.item[i].value);
        for (size_t a = 0; acts != NULL && a < acts->n_record; a++) {
            const Juki__Audit__V1__AuditRecord *act = acts->record[a];
            all.searches += strcmp(act->action, "person.search") == 0;
            all.persons += strcmp(act->action, "person.found") == 0;
            all.subjects += strcmp(act->action, "person.found") == 0 && strlen(act->subject) == 32;
            assert_null(strstr(act->detail, "シケン"));
            assert_null(strstr(act->detail, "太郎"));
            assert_true(strcmp(act->action, "person.search") != 0 ||
                        strstr(act->detail, " question=") != NULL);
        }
        juki__audit__v1__audit_records__free_unpacked(acts, NULL);
    }
    bus_free(&records);
    return all;
}

static void check_trail(world *w)
{
    heard before = heard_so_far(w);
    assert_int_equal(FOUND(w, q->name_kana = text("シケン"); q->page_size = 7), PERSONS);
    REFUSED(w, "search_too_broad", q->name = text("太"));
    AWAIT(heard_so_far(w).searches == before.searches + 2);
    heard after = heard_so_far(w);
    assert_int_equal(after.persons, before.persons + 7);
    assert_int_equal(after.subjects, after.persons);
}

static searches_reply *searches_of(world *w, const char *operator_id)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Resident__V1__QuerySearches question = JUKI__RESIDENT__V1__QUERY_SEARCHES__INIT;
    who.operator_id = text(operator_id);
    who.terminal_id = text("window1");
    question.request_id = id.text;
    question.operator_ = &who;
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &question.base});
    return (searches_reply *)answer_to(id.text, &juki__resident__v1__searches_reply__descriptor);
}

/* j320: the own searches, newest first, at most twenty, none by a secret number. */
static void check_searches(world *w)
{
    ju_arena arena;
    ju_arena_init(&arena, SEALED_BYTES);
    assert_int_equal(FOUND(w, q->name_kana = text("シケン"); q->birth = text("平成2年")), PERSONS);
    assert_int_equal(
        FOUND(w, q->resident_code = seal(w, &arena, "resident_code", a.id.text, person_of(1).resident_code)),
        1);
    searches_reply *own = searches_of(w, "clerk1");
    searches_reply *others = searches_of(w, "clerk2");
    searches_reply *nobody = searches_of(w, "");
    assert_int_equal(own->n_search, 20);
    assert_string_equal(own->search[0]->question->birth, "平成2年");
    assert_string_equal(own->search[0]->question->purpose, "test");
    assert_int_equal(own->search[0]->found, PERSONS);
    assert_int_equal(strlen(own->search[0]->asked_at), strlen("2026-04-01T00:00:00Z"));
    assert_int_equal(others->n_search, 0);
    assert_string_equal(nobody->refusal->code, "token_missing");
    assert_int_equal(nobody->n_search, 0);
    juki__resident__v1__searches_reply__free_unpacked(own, NULL);
    juki__resident__v1__searches_reply__free_unpacked(others, NULL);
    juki__resident__v1__searches_reply__free_unpacked(nobody, NULL);
    ju_arena_done(&arena);
}

/* ---- what changes, and what was there before ----------------------------------------------------------- */

static void leave(world *w, const char *number)
{
    command_id death = command_leave(w, "death", number, TEST_TODAY);
    AWAIT(command_status(w, death.text) == 1);
    command_review(w, death.text, "chief", true);
    AWAIT(command_status(w, death.text) == 2);
}

static void check_removed(world *w, const char *number)
{
    leave(w, number);
    assert_int_equal(FOUND(w, q->name_kana = text("シケン")), PERSONS - 1);
    assert_int_equal(FOUND(w, q->name_kana = text("シケン"); q->removed = true), PERSONS);
    assert_int_equal(FOUND(w, q->addressee_number = text(number)), 0);
    assert_int_equal(FOUND(w, q->addressee_number = text(number); q->removed = true), 1);
    assert_int_equal(FOUND(w, q->birth = text("1990")), PERSONS - 1);
}

/* The list shows who is under 抑止 (j410); 照会抑止 leaves number, state and name. */
static void check_restrained(world *w, PGconn *conn, const char *number)
{
    static const char *const standing[] = {"r1,1,1,1,2,,2026-04-01,,;r2,1,1,5,2,,2026-04-01,,",
                                           "r1,1,1,1,2,,2026-04-01,,"};
    for (int lifted = 0; lifted <= 1; lifted++) {
        asked a;
        sql(conn, "UPDATE person SET restraints = '%s' WHERE addressee_number = '%s'", standing[lifted],
            number);
        prepare(&a);
        a.question.name_kana = text("シケン");
        search_reply *reply = ask(w, &a);
        assert_int_equal(reply->n_person, PERSONS);
        for (size_t i = 0; i < reply->n_person; i++) {
            const Juki__Resident__V1__FoundPerson *person = reply->person[i];
            bool restrained = strcmp(person->addressee_number, number) == 0;
            assert_int_equal(person->n_restraint, restrained ? 2 - lifted : 0);
            assert_int_equal(person->address == NULL, restrained && lifted == 0);
            assert_int_equal(*person->household_number == '\0', restrained && lifted == 0);
            assert_true(*person->name != '\0');
        }
        juki__resident__v1__search_reply__free_unpacked(reply, NULL);
    }
    asked a;
    prepare(&a);
    a.question.addressee_number = text(number);
    search_reply *reply = ask(w, &a);
    assert_int_equal(reply->person[0]->n_restraint, 1);
    assert_int_equal((int)reply->person[0]->restraint[0]->kind, 1);
    juki__resident__v1__search_reply__free_unpacked(reply, NULL);
}

/* By which person_search finds whom a term is about (services/resident/term.h). */
static int64_t word_of(const char *term)
{
    ju_keeper keeper;
    int64_t word = 0;
    ju_err err = {0};
    assert_int_equal(ju_keeper_open(world_env("JUKI_TEST_KEYS"), "resident", true, &keeper, &err), JU_OK);
    assert_int_equal(ju_blind_word(&keeper, "search", term, &word, &err), JU_OK);
    ju_keeper_close(&keeper);
    return word;
}

/* A thousand are shown, one more is too many: counted by words, ahead of any look at who they are. */
static void check_too_many(world *w, PGconn *conn)
{
    enum { MOST = 1000 };
    sql(conn,
        "INSERT INTO person_search (addressee_number, birth_date, sex, state, rule, term) "
        "SELECT 'x' || n, '1990-12-01', 1, 1, 0, ARRAY[%" PRId64 "] FROM generate_series(0, %d) n",
        word_of("kシケン"), MOST - PERSONS);
    REFUSED(w, "search_too_many", q->name_kana = text("シケン"));
    REFUSED(w, "search_too_many", q->birth = text("1990"));
    sql(conn, "DELETE FROM person_search WHERE addressee_number = 'x0'");
    assert_int_equal(FOUND(w, q->name_kana = text("シケン")), PERSONS);
    assert_int_equal(FOUND(w, q->birth = text("1990")), PERSONS);
    sql(conn, "DELETE FROM person_search WHERE addressee_number LIKE 'x%%'");
}

/* A word says where to look; who has the word and not the name is nobody's find. */
static void check_compared(world *w, PGconn *conn, const char *number)
{
    sql(conn,
        "UPDATE person_search SET term = term || ARRAY[%" PRId64 ", %" PRId64
        "] WHERE addressee_number = '%s'",
        word_of("kケンヤ"), word_of("Nべつのひと"), number);
    assert_int_equal(FOUND(w, q->name_kana = text("ケンヤ"); q->removed = true), 0);
    assert_int_equal(FOUND(w, q->name = text("べつのひと"); q->exact = true; q->removed = true), 0);
    sql(conn, "UPDATE person_search SET rule = 0 WHERE addressee_number = '%s'", number);
}

/* Behind a cursor that is nobody's stands nobody; behind somebody who is not among the found, who comes after
 * him. */
static void check_cursors(world *w)
{
    static const char *const cursors[] = {"9999999999", "1"};
    for (size_t i = 0; i < sizeof cursors / sizeof cursors[0]; i++) {
        asked a;
        prepare(&a);
        a.question.name_kana = text("シケン");
        a.question.cursor = text(cursors[i]);
        search_reply *reply = ask(w, &a);
        assert_int_equal(reply->found, PERSONS);
        assert_int_equal(reply->n_person, 0);
        juki__resident__v1__search_reply__free_unpacked(reply, NULL);
    }
}

static void check_fill(world *w, PGconn *conn, const process *service, const char *number)
{
    char before[128];
    (void)snprintf(before, sizeof before, "%s", sql_digest(conn, "person_search"));
    assert_int_equal(process_fill_search(service), 0);
    check_compared(w, conn, number);
    assert_int_equal(process_fill_search(service), 1);
    assert_string_equal(sql_digest(conn, "person_search"), before);
    sql(conn, "DELETE FROM person_search WHERE %" PRId64 " = ANY (term)", word_of("n郎1"));
    sql(conn, "UPDATE person_search SET rule = 0, term = '{}' WHERE %" PRId64 " = ANY (term)",
        word_of("n郎2"));
    assert_int_equal(FOUND(w, q->name_kana = text("シケン"); q->removed = true), PERSONS - 5);
    assert_int_equal(process_fill_search(service), 5);
    assert_string_equal(sql_digest(conn, "person_search"), before);
}

typedef struct filling {
    const process *service;
    int64_t written;
} filling;

static void *fill(void *opaque)
{
    filling *f = opaque;
    f->written = process_fill_search(f->service);
    return NULL;
}

/*
 * Somebody whose row is missing is struck off just when he is to be filled: his change holds his row of
 * person, stands in his history by then, and writes none of search, since nothing that is searched was
 * changed. Whoever waits for that lock must not take him for done.
 */
static void check_fill_beside_a_change(world *w, PGconn *conn, const process *service, const char *number)
{
    char before[128];
    filling f = {.service = service};
    pthread_t thread;
    (void)snprintf(before, sizeof before, "%s", sql_digest(conn, "person_search"));
    assert_int_equal(
        sql_int(conn, "SELECT max(history_number) FROM person_record WHERE addressee_number = '%s'", number),
        2);
    sql(conn, "DELETE FROM person_search WHERE addressee_number = '%s'", number);
    sql(conn, "UPDATE person SET history_number = 1 WHERE addressee_number = '%s'", number);
    sql(conn, "BEGIN");
    sql(conn, "UPDATE person SET history_number = 2 WHERE addressee_number = '%s'", number);
    assert_int_equal(pthread_create(&thread, NULL, fill, &f), 0);
    AWAIT(sql_int(world_database_of(w, "audit")->conn,
                  "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND wait_event_type = 'Lock'",
                  PQdb(conn)) == 1);
    sql(conn, "COMMIT");
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(f.written, 1);
    assert_string_equal(sql_digest(conn, "person_search"), before);
}

static void test_search(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    registered first;
    command_topics(w, 2);
    replies = bus_follow(w, JU_TOPIC_RESIDENT_REPLY);
    process *service = process_start(w, "juki-resident", NULL);
    for (int serial = 1; serial <= PERSONS; serial++) {
        registered person = command_register(w, serial);
        first = serial == 1 ? person : first;
    }
    check_numbers(w, &first);
    check_items(w, &first);
    AWAIT(sql_int(conn,
                  "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'person_search_term'") > 0);
    check_pages(w);
    check_cursors(w);
    check_trail(w);
    check_searches(w);
    check_restrained(w, conn, first.addressee_number);
    check_too_many(w, conn);
    check_removed(w, first.addressee_number);
    check_fill(w, conn, service, first.addressee_number);
    check_fill_beside_a_change(w, conn, service, first.addressee_number);
    bus_unfollow(&replies);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_search, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
