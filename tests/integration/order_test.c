/* Order per key on a sequenced topic (invariant 3): gaps park, poison holds its own key, replay goes on. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ledger.h"

#include "juki/common/v1/common.pb-c.h"

#include <stdio.h>
#include <string.h>

#define PARKED "juki_messages_total{result=\"parked\"}"

static void note(world *w, const char *key, int64_t sequence)
{
    ledger_send(w, "ledger.in",
                &(ledger_order){.key = key, .sequence = sequence, .code = "note", .item = "x"});
}

static void gate(world *w, const char *key, int64_t sequence, const char *item, const char *id)
{
    ledger_send(w, "ledger.in",
                &(ledger_order){.key = key, .sequence = sequence, .code = "gate", .item = item, .id = id});
}

static int64_t parked_rows(world *w)
{
    return sql_int(ledger_db(w), "SELECT count(*) FROM parked");
}

static void test_gap(void **state)
{
    world *w = *state;
    ledger_topics(w, 2);
    process *ledger = process_start(w, "test-ledger", NULL);
    note(w, "a", 1);
    note(w, "a", 4);
    note(w, "a", 3);
    note(w, "b", 2);
    note(w, "c", 1);
    AWAIT(ledger_entries(w, "c") == 1 && parked_rows(w) == 3);
    assert_string_equal(ledger_sequence(w, "a"), "1");
    assert_int_equal(ledger_entries(w, "b"), 0);
    AWAIT(process_metric(ledger, PARKED) == 3);
    AWAIT(process_log_count(ledger, "parked") > 0); /* it is counted first */
    AWAIT(bus_acts(w, "message.parked") == 3);
    note(w, "a", 2);
    AWAIT(ledger_entries(w, "a") == 4);
    assert_string_equal(ledger_sequence(w, "a"), "1 2 3 4");
    assert_int_equal(ledger_entries(w, "b"), 0);
    note(w, "b", 1);
    AWAIT(ledger_entries(w, "b") == 2);
    assert_string_equal(ledger_sequence(w, "b"), "1 2");
    assert_int_equal(parked_rows(w), 0);
    assert_int_equal(ledger_dead(w), 0);
}

/* What waits survives a restart; what was applied before it closes the gap too. */
static void test_gap_over_restart(void **state)
{
    world *w = *state;
    ledger_topics(w, 2);
    process *first = process_start(w, "test-ledger", PROCESS_STATIC);
    for (int64_t sequence = 2; sequence <= 120; sequence++) {
        note(w, "a", sequence);
    }
    AWAIT(parked_rows(w) == 119);
    process_kill(first);
    note(w, "a", 1);
    (void)process_start(w, "test-ledger", PROCESS_STATIC);
    AWAIT(ledger_entries(w, "a") == 120 && parked_rows(w) == 0);
    assert_int_equal(sql_int(ledger_db(w),
                             "SELECT count(*) FROM (SELECT sequence, row_number() OVER (ORDER BY id) n "
                             "FROM entry) e WHERE sequence <> n"),
                     0);
}

static void whole(world *w, const char *key, int64_t sequence)
{
    Juki__Common__V1__Header all = JUKI__COMMON__V1__HEADER__INIT;
    all.name = (char *)(uintptr_t) "x";
    bus_send(w, "ledger.in", &(bus_event){.key = key, .sequence = sequence, .message = &all.base});
}

/* Of a type that nobody reads here: dead before its turn. */
static void unreadable(world *w, const char *key, int64_t sequence)
{
    Juki__Common__V1__Acknowledged other = JUKI__COMMON__V1__ACKNOWLEDGED__INIT;
    bus_send(w, "ledger.in", &(bus_event){.key = key, .sequence = sequence, .message = &other.base});
}

/* JU_WHOLE: what says all of its key is applied over missing, parked and dead numbers before it, and order
 * goes on. */
static void test_whole(void **state)
{
    world *w = *state;
    ledger_topics(w, 1);
    (void)process_start(w, "test-ledger", NULL);
    note(w, "a", 1);
    note(w, "a", 3);
    gate(w, "b", 1, "g", NULL);
    note(w, "b", 2);
    AWAIT(parked_rows(w) == 2 && ledger_dead(w) == 1);
    whole(w, "a", 5);
    note(w, "a", 6);
    whole(w, "b", 3);
    whole(w, "c", 1);
    AWAIT(ledger_entries(w, "a") == 3 && ledger_entries(w, "b") == 1 && ledger_entries(w, "c") == 1);
    assert_string_equal(ledger_sequence(w, "a"), "1 5 6");
    assert_string_equal(ledger_sequence(w, "b"), "3");
    assert_int_equal(parked_rows(w), 0);
    assert_int_equal(ledger_dead(w), 0);
    unreadable(w, "d", 4);
    AWAIT(ledger_dead(w) == 1);
    whole(w, "d", 3);
    AWAIT(ledger_entries(w, "d") == 1);
    assert_int_equal(ledger_dead(w), 1); /* the key still waits for this one */
    note(w, "a", 2);                     /* it comes after all: too late */
    whole(w, "a", 4);
    note(w, "a", 7);
    AWAIT(ledger_entries(w, "a") == 4 && ledger_dead(w) == 3);
    assert_string_equal(ledger_sequence(w, "a"), "1 5 6 7");
}

static void check_letter(world *w, const char *key, const char *code, const char *id)
{
    bus_records letters = bus_read(w, LEDGER_DEAD);
    int found = 0;
    for (size_t i = 0; i < letters.count; i++) {
        Juki__Common__V1__DeadLetter *letter =
            juki__common__v1__dead_letter__unpack(NULL, letters.item[i].size, letters.item[i].value);
        assert_non_null(letter);
        if (strcmp(letter->code, code) == 0 && strcmp(letters.item[i].key, key) == 0) {
            found++;
            assert_true(*letter->reason != '\0');
            assert_string_equal(letter->service, "ledger");
            assert_int_equal(letter->n_header, 9);
            assert_memory_equal(letter->header[1]->value.data, id, strlen(id));
        }
        juki__common__v1__dead_letter__free_unpacked(letter, NULL);
    }
    bus_free(&letters);
    assert_int_equal(found, 1);
}

static void test_poison(void **state)
{
    static const char poison[] = "01980000-0000-7000-8000-000000000001";
    world *w = *state;
    ledger_topics(w, 1);
    process *ledger = process_start(w, "test-ledger", NULL);
    note(w, "before", 1);
    note(w, "held", 1);
    gate(w, "held", 2, "g", poison);
    note(w, "after", 1);
    note(w, "held", 3);
    note(w, "held", 4);
    note(w, "after", 2);
    AWAIT(ledger_entries(w, "after") == 2 && parked_rows(w) == 2);
    assert_int_equal(ledger_entries(w, "before"), 1);
    assert_string_equal(ledger_sequence(w, "held"), "1");
    assert_int_equal(ledger_dead(w), 1);
    AWAIT(bus_count(w, LEDGER_DEAD) == 1);
    check_letter(w, "held", "gate_closed", poison);
    AWAIT(process_log_count(ledger, "gate_closed") > 0);

    /* the same again while the cause stands: audited, and nothing more */
    gate(w, "held", 2, "g", poison);
    note(w, "after", 3);
    AWAIT(ledger_entries(w, "after") == 3);
    assert_string_equal(ledger_sequence(w, "held"), "1");

    sql(ledger_db(w), "INSERT INTO gate VALUES ('g')");
    gate(w, "held", 2, "g", poison);
    AWAIT(ledger_entries(w, "held") == 4);
    assert_string_equal(ledger_sequence(w, "held"), "1 2 3 4");
    assert_int_equal(ledger_dead(w), 0);
    assert_int_equal(parked_rows(w), 0);
    AWAIT(bus_acts(w, "message.dead_letter") == 2);
    assert_int_equal(bus_count(w, LEDGER_DEAD), 1);
}

/* What a handler refuses before its questions waits for its turn like the rest, and is dead only then. */
static void test_poison_waits_for_its_turn(void **state)
{
    static const char first[] = "01980000-0000-7000-8000-000000000002";
    world *w = *state;
    ledger_topics(w, 1);
    (void)process_start(w, "test-ledger", NULL);
    gate(w, "a", 1, "g", first);
    ledger_send(w, "ledger.in", &(ledger_order){.key = "a", .sequence = 2, .code = "spoil", .item = "x"});
    AWAIT(ledger_dead(w) == 1 && parked_rows(w) == 1);
    assert_string_equal(sql_text(ledger_db(w), "SELECT code FROM dead_letter"), "gate_closed");
    sql(ledger_db(w), "INSERT INTO gate VALUES ('g')");
    gate(w, "a", 1, "g", first);
    AWAIT(ledger_entries(w, "a") == 1 && parked_rows(w) == 0);
    assert_string_equal(sql_text(ledger_db(w), "SELECT code FROM dead_letter WHERE resolved_at IS NULL"),
                        "spoilt");
}

/* Two keys have parked messages that become ready together; one of them turns out to be poison. */
static void test_poison_among_parked(void **state)
{
    world *w = *state;
    ledger_topics(w, 1);
    process *ledger = process_start(w, "test-ledger", NULL);
    ledger_send(w, "ledger.in", &(ledger_order){.key = "a", .sequence = 2, .code = "break", .item = "x"});
    note(w, "b", 2);
    note(w, "b", 3);
    note(w, "c", 2);
    AWAIT(parked_rows(w) == 4);
    process_stop(ledger);
    note(w, "a", 1);
    note(w, "b", 1);
    note(w, "c", 1);
    /* all three in one batch, so that one drain meets all that is ready */
    (void)process_start(w, "test-ledger", (const char *const[]){"JUKI_BATCH_WAIT=500ms", NULL});
    AWAIT(ledger_entries(w, "b") == 3 && ledger_entries(w, "c") == 2 && ledger_dead(w) == 1);
    assert_string_equal(ledger_sequence(w, "a"), "1");
    assert_string_equal(ledger_sequence(w, "b"), "1 2 3");
    assert_int_equal(parked_rows(w), 0);
}

/* A number that was used already, under another ce_id, is no duplicate but a fault of the sender. */
static void test_number_used_twice(void **state)
{
    world *w = *state;
    ledger_topics(w, 1);
    (void)process_start(w, "test-ledger", NULL);
    note(w, "a", 1);
    note(w, "a", 2);
    note(w, "a", 1);
    AWAIT(ledger_dead(w) == 1);
    assert_string_equal(ledger_sequence(w, "a"), "1 2");
    assert_string_equal(sql_text(ledger_db(w), "SELECT code FROM dead_letter"), "sequence_used");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_gap, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_whole, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_gap_over_restart, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_poison, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_poison_waits_for_its_turn, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_poison_among_parked, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_number_used_twice, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
