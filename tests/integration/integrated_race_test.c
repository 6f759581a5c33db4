/*
 * One 団体内統合宛名番号 per person (seed 002 R-85, systems E1): two gateways, of which each has a part of
 * the messages, meet the same persons at once - told by the register under several 宛名番号, and had numbered
 * as 住登外者 by two affairs - and give each of them one number.
 */
#include "tests/integration/harness/asker.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <string.h>

#define APPLIED "juki_messages_total{result=\"applied\"}"

/* What the rows of those who were met at once say; others are of await_sharing. Of the former each
 * has a birth date of his own. */
#define OTHERS_BIRTH "2000-01-01"
#define RACED        "FROM person WHERE birth_date <> '" OTHERS_BIRTH "'"

enum { PERSONS = 25, NUMBERS = 3, AFFAIRS = 2, REGISTERED = PERSONS * AFFAIRS };

static const char *const AFFAIR[AFFAIRS] = {"地方税の賦課徴収", "子どものための教育・保育給付"};

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static const char *birth_of(int person)
{
    static char day[16];
    (void)snprintf(day, sizeof day, "1980-01-%02d", person % 28 + 1);
    return day;
}

/* With full-width digits. */
static const char *name_of(int person)
{
    static char name[32];
    (void)snprintf(name, sizeof name, "競走　\xEF\xBC%c\xEF\xBC%c", (char)(0x90 + person / 10),
                   (char)(0x90 + person % 10));
    return name;
}

/* An affair has him numbered, not knowing of the other. */
static void have_numbered(asker *a, int person, int affair, command_id *ret)
{
    char operator_id[16];
    test_person numbers = person_of(person);
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Gateway__V1__NonresidentBasics basics = JUKI__GATEWAY__V1__NONRESIDENT_BASICS__INIT;
    Juki__Gateway__V1__RegisterNonresident wish = JUKI__GATEWAY__V1__REGISTER_NONRESIDENT__INIT;
    *ret = command_new_id();
    (void)snprintf(operator_id, sizeof operator_id, "clerk%d", affair);
    who.operator_id = operator_id;
    who.terminal_id = text("terminal1");
    basics.name = text(name_of(person));
    basics.birth_date = text(birth_of(person));
    basics.individual_number = asker_seal(a, ret->text, numbers.individual_number);
    wish.request_id = ret->text;
    wish.operator_ = &who;
    wish.purpose = text("課税");
    wish.processing = text("0");
    wish.basics = &basics;
    wish.not_shared = true; /* so that neither sees the other's */
    asker_send(a, operator_id, AFFAIR[affair], ret->text, &wish.base);
}

static void race(asker *a, command_id ids[REGISTERED])
{
    char number[16];
    for (int copy = 0; copy < NUMBERS; copy++) {
        for (int i = 0; i < PERSONS; i++) {
            test_person numbers = person_of(i + 1);
            (void)snprintf(number, sizeof number, "1%04d%d", i, copy);
            asker_tell(a, &(told){.addressee_number = number,
                                  .sequence = 1,
                                  .number = numbers.individual_number,
                                  .name = name_of(i + 1),
                                  .birth_date = birth_of(i + 1),
                                  .state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT});
            if (copy < AFFAIRS) {
                have_numbered(a, i + 1, copy, &ids[copy * PERSONS + i]);
            }
        }
    }
}

/* Whoever was numbered before the register told of him has the same number; who was told of is a resident. */
static int check_answers(asker *a, const command_id ids[REGISTERED])
{
    int numbered = 0;
    for (int i = 0; i < REGISTERED; i++) {
        const Juki__Gateway__V1__NonresidentReply *reply =
            asker_answer(a, ids[i].text, &juki__gateway__v1__nonresident_reply__descriptor);
        numbered += reply->refusal == NULL;
        if (reply->refusal != NULL) {
            assert_string_equal(reply->refusal->code, "is_resident");
        }
    }
    return numbered;
}

/* Tells of others until both instances have had some. */
static void await_sharing(asker *a, process *one, process *other)
{
    char number[16];
    int64_t had = process_metric(one, APPLIED);
    int64_t until_ms = now_ms() + patience_ms();
    for (int i = 0; process_metric(one, APPLIED) <= had || process_metric(other, APPLIED) <= 0; i++) {
        assert_true(now_ms() < until_ms);
        (void)snprintf(number, sizeof number, "30%04d", i);
        asker_tell(a, &(told){.addressee_number = number,
                              .sequence = 1,
                              .name = "他人",
                              .birth_date = OTHERS_BIRTH,
                              .state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT});
        pause_ms(50);
    }
}

static void check_rows(PGconn *conn, int numbered)
{
    AWAIT(sql_int(conn, "SELECT count(*) " RACED) == PERSONS * NUMBERS);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM integrated WHERE number_index IS NOT NULL"),
                     PERSONS);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM nonresident"), numbered);
    assert_int_equal(sql_int(conn,
                             "SELECT count(DISTINCT integrated_number) FROM (SELECT integrated_number " RACED
                             " UNION ALL SELECT integrated_number FROM nonresident) AS t"),
                     PERSONS);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM (SELECT birth_date " RACED
                                   " GROUP BY birth_date HAVING count(DISTINCT integrated_number) > 1) AS t"),
                     0);
    assert_int_equal(
        sql_int(conn, "SELECT count(*) FROM nonresident n JOIN nonresident_record r USING "
                      "(addressee_number, history_number) JOIN person p ON p.birth_date = r.birth_date WHERE "
                      "p.integrated_number <> n.integrated_number"),
        0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM nonresident WHERE state = 'non_resident'"), 0);
}

static void test_one_number_per_person(void **state)
{
    asker a;
    world *w = *state;
    command_id ids[REGISTERED];
    PGconn *conn = world_database_of(w, "gateway")->conn;
    asker_open(&a, w, 4);
    process *one = process_start(w, "juki-gateway", NULL);
    process *other = process_start(w, "juki-gateway", NULL);
    await_sharing(&a, one, other);
    race(&a, ids);
    check_rows(conn, check_answers(&a, ids));
    assert_int_equal(bus_count(w, "deadletter.gateway"), 0);
    AWAIT((int64_t)bus_acts(w, "number.issued") == sql_int(conn, "SELECT count(*) FROM integrated"));
    asker_close(&a);
}

/* Backends that wait for a lock. */
static int64_t waiting(PGconn *conn)
{
    return sql_int(conn, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                         "application_name = 'gateway' AND wait_event_type = 'Lock'");
}

/* The register tells of a resident whom an affair has numbered at this very moment: the lock on the table
 * holds the affair's transaction, which neither sees the resident nor is seen. */
static void test_moves_in_while_numbered(void **state)
{
    enum { TOLD = 8 };
    asker a;
    world *w = *state;
    command_id first;
    command_id second;
    char number[16];
    PGconn *conn = world_database_of(w, "gateway")->conn;
    asker_open(&a, w, 4);
    process *one = process_start(w, "juki-gateway", NULL);
    have_numbered(&a, 1, 0, &first);
    (void)asker_answer(&a, first.text, &juki__gateway__v1__nonresident_reply__descriptor);
    process *other = process_start(w, "juki-gateway", NULL);
    await_sharing(&a, one, other);
    sql(conn, "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS "
              "'BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NEW; END'");
    sql(conn, "CREATE TRIGGER hold BEFORE INSERT ON nonresident FOR EACH ROW EXECUTE FUNCTION hold()");
    sql(conn, "SELECT pg_advisory_lock(7)");
    have_numbered(&a, 1, 1, &second);
    AWAIT(waiting(conn) == 1);
    for (int i = 0; i < TOLD; i++) { /* some of them to the instance that does not wait */
        (void)snprintf(number, sizeof number, "20000%d", i);
        asker_tell(&a, &(told){.addressee_number = number,
                               .sequence = 1,
                               .number = person_of(1).individual_number,
                               .name = name_of(1),
                               .birth_date = birth_of(1),
                               .state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT});
    }
    AWAIT(waiting(conn) == 2);
    sql(conn, "SELECT pg_advisory_unlock(7)");
    AWAIT(sql_int(conn, "SELECT count(*) " RACED) == TOLD);
    AWAIT(sql_int(conn, "SELECT count(*) FROM nonresident WHERE state = 'moved_in'") == 2);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM integrated WHERE number_index IS NOT NULL"), 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM affair_link WHERE valid_to IS NULL"), 0);
    assert_int_equal(bus_count(w, "deadletter.gateway"), 0);
    asker_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_number_per_person, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_moves_in_while_numbered, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("integrated_race", tests, NULL, NULL);
}
