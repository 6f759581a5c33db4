/* 個人番号 and 住民票コード: asked for, matched to their request, drawn from the stock; and every kind of
 * wrong answer.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/identity_file.h"
#include "tests/integration/harness/process.h"

#include "common/code/code.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/identity/v1/stock.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;
typedef Juki__Identity__V1__NumberGenerated generated;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static PGconn *database(world *w, const char *owner)
{
    return world_database_of(w, owner)->conn;
}

static ju_keyring *ring_of(const char *audience)
{
    ju_keyring *ring = NULL;
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), audience, &ring, NULL), JU_OK);
    return ring;
}

/* ---- entries ----------------------------------------------------------------------------------------- */

/* Enters a change of one person that gives nothing but the person. */
static command_id enter(world *w, const char *reason, const registered *who, const char *justification)
{
    command_id id = command_new_id();
    submit message = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    person_entry person = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    person_entry *persons[] = {&person};
    message.change_id = id.text;
    message.reason = text(reason);
    message.change_date = message.notified_date = text(TEST_TODAY);
    message.justification = text(justification);
    person.addressee_number = text(who->addressee_number);
    message.person = persons;
    message.n_person = 1;
    command_send(w, &message, "clerk1");
    AWAIT(command_status(w, id.text) == 1);
    return id;
}

static void approve_twice(world *w, const command_id *id, int status)
{
    command_review(w, id->text, "chief", true);
    AWAIT(sql_int(database(w, "resident"), "SELECT count(*) FROM change_review WHERE change_id = '%s'",
                  id->text) == 1);
    command_review(w, id->text, "deputy", true);
    AWAIT(command_status(w, id->text) == status);
}

static const char *index_of(world *w, const char *column, const registered *who)
{
    return sql_text(database(w, "resident"),
                    "SELECT encode(%s, 'hex') FROM person WHERE addressee_number = '%s'", column,
                    who->addressee_number);
}

/* ---- request, number answer, record ------------------------------------------------------------------ */

/* Whether the number changed and the other did not; the change is registered and lets go of its person. */
static void changes_one(world *w, const registered *who, const char *reason, const char *justification,
                        const char *changed, const char *kept)
{
    char before[80];
    char other[80];
    (void)snprintf(before, sizeof before, "%s", index_of(w, changed, who));
    (void)snprintf(other, sizeof other, "%s", index_of(w, kept, who));
    command_id id = enter(w, reason, who, justification);
    approve_twice(w, &id, 2);
    assert_string_not_equal(index_of(w, changed, who), before);
    assert_string_equal(index_of(w, kept, who), other);
    assert_string_equal(
        sql_text(database(w, "resident"), "SELECT reason FROM person_record WHERE change_id = '%s'", id.text),
        reason);
    assert_int_equal(sql_int(database(w, "resident"), "SELECT count(*) FROM change_lock"), 0);
}

static bool is_renumbered(const identity_file_record *record)
{
    return strcmp(record->reason, "code_change") == 0 && strcmp(record->resident_code_since, TEST_TODAY) == 0;
}

static void test_changes(void **state)
{
    world *w = *state;
    static const char *const programs[] = {"juki-resident", "juki-identity", "peer-national",
                                           "peer-prefecture"};
    command_all_topics(w, 2);
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        (void)process_start(w, programs[i], NULL);
    }
    registered person = command_register(w, 1);
    PGconn *file = database(w, "identity");
    AWAIT(sql_int(file, "SELECT count(*) FROM record") == 1);
    changes_one(w, &person, "number_change", "", "number_index", "code_index");
    changes_one(w, &person, "number_correction", "漏えい報告 2026-3", "number_index", "code_index");
    changes_one(w, &person, "code_change", "", "code_index", "number_index");
    /* 旧住民票コード: the file knows what the code was, and its old row is of nobody */
    AWAIT(sql_int(file, "SELECT count(*) FROM record") == 4);
    assert_int_equal(sql_int(file, "SELECT count(*) FROM record WHERE old_resident_code IS NOT NULL"), 1);
    assert_int_equal(identity_file_count(w, is_renumbered), 1);
    assert_int_equal(sql_int(file, "SELECT count(*) FROM person"), 2);
    assert_int_equal(identity_file_with(w, "number_correction"), 1);
    assert_int_equal(
        sql_int(file, "SELECT count(*) FROM person p JOIN record r USING (register_ref, update_number) "
                      "WHERE p.replaced AND r.update_number = (SELECT x.update_number FROM record x WHERE "
                      "x.register_ref = r.register_ref ORDER BY 1 DESC OFFSET 1 LIMIT 1)"),
        1);
    /* and what comes later stands under the new code */
    command_id death = command_leave(w, "death", person.addressee_number, TEST_TODAY);
    AWAIT(command_status(w, death.text) == 1);
    command_review(w, death.text, "chief", true);
    AWAIT(sql_int(file, "SELECT count(*) FROM record WHERE NOT current") == 1);
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_IDENTITY) + bus_count(w, JU_TOPIC_DEADLETTER_RESIDENT),
                     0);
}

/* ---- wrong answers ----------------------------------------------------------------------------------- */

/* The test plays the national body. */
typedef struct national {
    world *w;
    ju_arena arena;
    ju_keyring *identity;
    ju_keyring *national;
    process *house; /* identity */
    size_t letters; /* expected so far */
} national;

static Juki__Common__V1__Sealed *seal(national *n, const char *field, const char *subject, const char *number)
{
    Juki__Common__V1__Sealed *sealed = NULL;
    assert_int_equal(ju_seal_text(n->identity, &n->arena, field, subject, number, &sealed, NULL), JU_OK);
    return sealed;
}

static void send_answer(national *n, const char *request_id, const char *number, const char *code)
{
    generated answer = JUKI__IDENTITY__V1__NUMBER_GENERATED__INIT;
    answer.request_id = text(request_id);
    answer.individual_number = seal(n, "individual_number", request_id, number);
    answer.resident_code = seal(n, "resident_code", request_id, code);
    bus_send(n->w, JU_TOPIC_LINK_NATIONAL_IN, &(bus_event){.key = request_id, .message = &answer.base});
}

static void send_codes(national *n, const char *request_id, int first, size_t count)
{
    Juki__Identity__V1__CodesDelivered answer = JUKI__IDENTITY__V1__CODES_DELIVERED__INIT;
    Juki__Common__V1__Sealed *codes[64];
    assert_true(count <= 64);
    for (size_t i = 0; i < count; i++) {
        codes[i] = seal(n, "resident_code", request_id, person_of(first + (int)i).resident_code);
    }
    answer.request_id = text(request_id);
    answer.resident_code = codes;
    answer.n_resident_code = count;
    bus_send(n->w, JU_TOPIC_LINK_NATIONAL_IN, &(bus_event){.key = request_id, .message = &answer.base});
}

static const char *const FILE_TABLES = "number_request,code_stock,code_order,record,person";

/* The answer is refused with this code, counted, audited, and changed nothing. */
#define REFUSED(n, send, expected)                                                                           \
    do {                                                                                                     \
        char before_[512];                                                                                   \
        (void)snprintf(before_, sizeof before_, "%s",                                                        \
                       sql_digest(database((n)->w, "identity"), FILE_TABLES));                               \
        size_t acts_ = bus_acts((n)->w, "message.dead_letter");                                              \
        int64_t counted_ = refusals(n, expected);                                                            \
        send;                                                                                                \
        await_letter(n, expected);                                                                           \
        assert_string_equal(sql_digest(database((n)->w, "identity"), FILE_TABLES), before_);                 \
        assert_int_equal(refusals(n, expected), counted_ + 1);                                               \
        AWAIT(bus_acts((n)->w, "message.dead_letter") == acts_ + 1);                                         \
    } while (0)

static int64_t refusals(const national *n, const char *code)
{
    char series[96];
    (void)snprintf(series, sizeof series, "juki_number_answers_refused_total{code=\"%s\"}", code);
    return process_metric(n->house, series);
}

static void await_letter(national *n, const char *code)
{
    PGconn *conn = database(n->w, "identity");
    n->letters++;
    AWAIT(sql_int(conn, "SELECT count(*) FROM dead_letter") == (int64_t)n->letters);
    assert_string_equal(sql_text(conn, "SELECT code FROM dead_letter ORDER BY ctid DESC LIMIT 1"), code);
}

/* The code that the request of this id names, opened; NULL: it has not left yet. */
static const char *code_if_asked(national *n, const char *request_id)
{
    char *code = NULL;
    bus_records records = bus_read(n->w, JU_TOPIC_LINK_NATIONAL_OUT);
    for (size_t i = 0; i < records.count && code == NULL; i++) {
        if (strcmp(records.item[i].key, request_id) == 0) {
            Juki__Identity__V1__NumberGenerationRequested *request =
                juki__identity__v1__number_generation_requested__unpack(
                    &n->arena.allocator, records.item[i].size, records.item[i].value);
            assert_int_equal(ju_unseal_text(n->national, &n->arena, "resident_code", request_id,
                                            request->resident_code, &code, NULL),
                             JU_OK);
        }
    }
    bus_free(&records);
    return code;
}

static const char *code_asked(national *n, const char *request_id)
{
    const char *code = NULL;
    AWAIT((code = code_if_asked(n, request_id)) != NULL);
    return code;
}

/* A birth finds the stock empty, waits, and is given a code by the delivery that was ordered for it. */
static void deliver(national *n)
{
    PGconn *conn = database(n->w, "identity");
    char order[64];
    AWAIT(sql_int(conn, "SELECT count(*) FROM number_request WHERE state = 'waiting'") == 1);
    AWAIT(sql_int(conn, "SELECT count(*) FROM code_order") == 1);
    (void)snprintf(order, sizeof order, "%s", sql_text(conn, "SELECT request_id FROM code_order"));
    REFUSED(n, send_codes(n, "no-such-order", 100, 3), "order_unknown");
    REFUSED(n, send_codes(n, order, 100, 31), "order_mismatch");
    send_codes(n, order, 100, 30);
    AWAIT(sql_int(conn, "SELECT count(*) FROM number_request WHERE state = 'open'") == 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM code_stock WHERE request_id IS NULL"), 29);
    AWAIT(process_metric(n->house, "juki_code_stock_free") == 29);
    assert_int_equal(process_metric(n->house, "juki_code_stock_low"), 0);
    REFUSED(n, send_codes(n, order, 200, 30), "order_answered");
}

static void wrong_answers(national *n, const registered *mother)
{
    PGconn *conn = database(n->w, "identity");
    char request[64];
    test_person other = person_of(700);
    test_person child = person_of(701);
    (void)snprintf(request, sizeof request, "%s", sql_text(conn, "SELECT request_id FROM number_request"));
    const char *code = code_asked(n, request);
    REFUSED(n, send_answer(n, "no-such-request", child.individual_number, code), "request_unknown");
    REFUSED(n, send_answer(n, request, child.individual_number, other.resident_code), "code_mismatch");
    REFUSED(n, send_answer(n, request, "123456789012", code), "check_digit");
    send_answer(n, request, child.individual_number, code);
    AWAIT(identity_file_with(n->w, "birth") == 1);
    REFUSED(n, send_answer(n, request, child.individual_number, code), "request_answered");

    command_id change = enter(n->w, "number_change", mother, "");
    approve_twice(n->w, &change, 90);
    AWAIT(sql_int(conn, "SELECT count(*) FROM number_request WHERE state = 'open'") == 1);
    code = code_asked(n, change.text);
    assert_string_equal(code, person_of(1).resident_code);
    REFUSED(n, send_answer(n, change.text, person_of(1).individual_number, code), "number_unchanged");
    command_withdraw(n->w, change.text, "clerk1");
    AWAIT(sql_int(conn, "SELECT count(*) FROM number_request WHERE state = 'withdrawn'") == 1);
    assert_int_equal(command_status(n->w, change.text), 5);
    REFUSED(n, send_answer(n, change.text, other.individual_number, code), "request_withdrawn");
}

/* What identity cannot know: the number is somebody else's. The change waits on. */
static void number_of_another(national *n, const registered *mother)
{
    PGconn *conn = database(n->w, "resident");
    command_id change = enter(n->w, "number_change", mother, "");
    approve_twice(n->w, &change, 90);
    AWAIT(sql_int(database(n->w, "identity"), "SELECT count(*) FROM number_request WHERE state = 'open'") ==
          1);
    char before[512];
    (void)snprintf(before, sizeof before, "%s",
                   sql_digest(conn, "person,person_record,number_request,change"));
    send_answer(n, change.text, person_of(2).individual_number, code_asked(n, change.text));
    AWAIT(sql_int(conn, "SELECT count(*) FROM dead_letter WHERE code = 'number_in_use'") == 1);
    assert_string_equal(sql_digest(conn, "person,person_record,number_request,change"), before);
}

static void test_answers(void **state)
{
    world *w = *state;
    static const char *const few[] = {"JUKI_CODE_STOCK_LOW=5", "JUKI_CODE_STOCK_ORDER=30", NULL};
    national n = {.w = w, .identity = ring_of("identity"), .national = ring_of("national")};
    ju_arena_init(&n.arena, 1024 * 1024);
    command_all_topics(w, 2);
    (void)process_start(w, "juki-resident", NULL);
    n.house = process_start(w, "juki-identity", few);
    registered mother = command_register(w, 1);
    (void)command_register(w, 2);
    command_id birth = command_birth(w, mother.household_number);
    AWAIT(command_status(w, birth.text) == 1);
    command_review(w, birth.text, "chief", true);
    deliver(&n);
    assert_int_equal(process_log_count(n.house, "the stock of free resident codes is low"), 1);
    wrong_answers(&n, &mother);
    number_of_another(&n, &mother);
    ju_keyring_free(n.identity);
    ju_keyring_free(n.national);
    ju_arena_done(&n.arena);
}

/* ---- the stock --------------------------------------------------------------------------------------- */

enum { REQUESTS = 60 };

static void request_numbers(world *w, const char *register_ref)
{
    Juki__Resident__V1__NumberRequested request = JUKI__RESIDENT__V1__NUMBER_REQUESTED__INIT;
    command_id id = command_new_id();
    request.request_id = request.change_id = id.text;
    request.register_ref = text(register_ref);
    bus_send(w, JU_TOPIC_RESIDENT_TO_IDENTITY,
             &(bus_event){.key = register_ref, .sequence = 1, .message = &request.base});
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The national body's codes are one after the other; those drawn are of all parts of the stock, in no order.
 */
static void check_random(world *w)
{
    ju_arena arena;
    ju_keyring *ring = ring_of("national");
    char *drawn[REQUESTS];
    size_t count = 0;
    size_t ascending = 0;
    ju_arena_init(&arena, 1024 * 1024);
    bus_records records = bus_read(w, JU_TOPIC_LINK_NATIONAL_OUT);
    for (size_t i = 0; i < records.count; i++) {
        if (strcmp(records.item[i].type, "juki.identity.v1.NumberGenerationRequested") != 0) {
            continue;
        }
        Juki__Identity__V1__NumberGenerationRequested *request =
            juki__identity__v1__number_generation_requested__unpack(&arena.allocator, records.item[i].size,
                                                                    records.item[i].value);
        assert_true(count < REQUESTS);
        assert_int_equal(ju_unseal_text(ring, &arena, "resident_code", request->request_id,
                                        request->resident_code, &drawn[count++], NULL),
                         JU_OK);
        ascending += count > 1 && strcmp(drawn[count - 2], drawn[count - 1]) < 0;
    }
    assert_int_equal(count, REQUESTS);
    assert_in_range(ascending, REQUESTS / 5, REQUESTS - REQUESTS / 5);
    qsort(drawn, count, sizeof *drawn, compare_text);
    for (size_t i = 1; i < count; i++) {
        assert_string_not_equal(drawn[i - 1], drawn[i]);
    }
    bus_free(&records);
    ju_keyring_free(ring);
    ju_arena_done(&arena);
}

/* j870: two instances at once, a stock that runs dry again and again. */
static void test_stock(void **state)
{
    world *w = *state;
    static const char *const few[] = {"JUKI_CODE_STOCK_LOW=10", "JUKI_CODE_STOCK_ORDER=25", NULL};
    PGconn *conn = database(w, "identity");
    command_all_topics(w, 4);
    (void)process_start(w, "peer-national", NULL);
    (void)process_start(w, "juki-identity", few);
    (void)process_start(w, "juki-identity", few);
    for (int i = 0; i < REQUESTS; i++) {
        char ref[16];
        (void)snprintf(ref, sizeof ref, "ref-%d", i);
        request_numbers(w, ref);
    }
    AWAIT(sql_int(conn, "SELECT count(*) FROM number_request WHERE state = 'answered'") == REQUESTS);
    assert_int_equal(sql_int(conn, "SELECT count(DISTINCT code_index) FROM number_request"), REQUESTS);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM code_stock WHERE request_id IS NOT NULL"), REQUESTS);
    assert_int_equal(
        sql_int(conn, "SELECT count(*) FROM number_request n LEFT JOIN code_stock s USING (request_id) "
                      "WHERE s.code_index IS DISTINCT FROM n.code_index"),
        0);
    AWAIT(bus_unique(w, JU_TOPIC_IDENTITY_TO_RESIDENT) == REQUESTS);
    check_random(w);
}

/* A request and the codes that it lacks, in one batch, since both came while identity was held up: neither
 * misses the other. */
static void test_one_batch(void **state)
{
    enum { ON_THEIR_WAY_MS = 500 };
    national n = {.w = *state, .identity = ring_of("identity")};
    PGconn *conn = database(n.w, "identity");
    char order[64];
    ju_arena_init(&n.arena, 1024 * 1024);
    command_all_topics(n.w, 1);
    n.house = process_start(n.w, "juki-identity", NULL);
    request_numbers(n.w, "ref-1");
    AWAIT(sql_int(conn, "SELECT count(*) FROM code_order") == 1);
    (void)snprintf(order, sizeof order, "%s", sql_text(conn, "SELECT request_id FROM code_order"));
    sql(conn, "BEGIN");
    sql(conn, "LOCK TABLE number_request");
    request_numbers(n.w, "ref-2");
    pause_ms(ON_THEIR_WAY_MS);
    request_numbers(n.w, "ref-3");
    send_codes(&n, order, 100, 20);
    pause_ms(ON_THEIR_WAY_MS);
    sql(conn, "COMMIT");
    AWAIT(sql_int(conn, "SELECT count(*) FROM number_request WHERE state = 'open'") == 3);
    ju_keyring_free(n.identity);
    ju_arena_done(&n.arena);
}

/* The draw as identity has it. */
static const char *draw_statement(void)
{
    static char statement[4096];
    FILE *file = fopen("services/identity/sql/code_draw.sql", "r");
    assert_non_null(file);
    statement[fread(statement, 1, sizeof statement - 1, file)] = '\0';
    (void)fclose(file);
    return statement;
}

static int drawn_rows(PGconn *conn, const char *request_id)
{
    PGresult *result = PQexecParams(conn, draw_statement(), 1, NULL, &request_id, NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        fail_msg("%s", PQresultErrorMessage(result));
    }
    int rows = PQntuples(result);
    PQclear(result);
    return rows;
}

static PGconn *connect_again(PGconn *conn)
{
    const char *names[32] = {NULL};
    const char *values[32] = {NULL};
    size_t count = 0;
    PQconninfoOption *options = PQconninfo(conn);
    for (PQconninfoOption *o = options; o->keyword != NULL && count < 31; o++) {
        if (o->val != NULL && *o->val != '\0') {
            names[count] = o->keyword;
            values[count++] = o->val;
        }
    }
    PGconn *again = PQconnectdbParams(names, values, 0);
    assert_int_equal(PQstatus(again), CONNECTION_OK);
    PQconninfoFree(options);
    return again;
}

/* Two transactions that want the last code: one gets it, the other does not wait and finds none. */
static void test_last_code(void **state)
{
    world *w = *state;
    command_all_topics(w, 1);
    process_stop(process_start(w, "juki-identity", NULL));
    PGconn *first = database(w, "identity");
    PGconn *second = connect_again(first);
    sql(first, "INSERT INTO code_stock (code_index, resident_code) VALUES ('\\x01', '\\x00')");
    sql(second, "SET lock_timeout = '2s'");
    sql(first, "BEGIN");
    assert_int_equal(drawn_rows(first, "request-1"), 1);
    assert_int_equal(drawn_rows(second, "request-2"), 0);
    sql(first, "COMMIT");
    assert_int_equal(drawn_rows(second, "request-2"), 0);
    assert_string_equal(sql_text(first, "SELECT request_id FROM code_stock"), "request-1");
    PQfinish(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_changes, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_answers, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_stock, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_one_batch, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_last_code, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
