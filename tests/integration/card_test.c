/*
 * 個人番号カード (seed 002 システム2 item 8, flows 6-⑥ and 13-①; seed 004_001 発行状況確認): what the
 * municipality does with cards reaches the card system in order and once, what happens there reaches the
 * register, and a change of the register ends its holder's cards.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/delivery/v1/card.pb-c.h"

#include <stdio.h>
#include <string.h>

#define TEXT(s) ((char *)(uintptr_t)(s))
#define REF     "0123456789abcdef0123456789abcdef"

/* The numbers of the contract. */
enum { MADE = 1, IN_USE, SUSPENDED, REVOKED, EXPIRED, ELSEWHERE };
enum { ISSUE = 1, REVOKE, COLLECT };
enum { ABROAD = 8, NUMBER_CHANGED = 9, NOT_CONTINUED = 11 };

enum { A_WHILE_MS = 1200 };

static PGconn *database(world *w, const char *owner)
{
    return world_database_of(w, owner)->conn;
}

/* Starts a program on the world's day; it comes back at once when it was killed. */
static process *start(world *w, const char *program)
{
    char clock[352];
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    return process_start(w, program, (const char *const[]){clock, PROCESS_STATIC[0], NULL});
}

/* ---- persons and their cards ------------------------------------------------------------------------- */

typedef struct holder {
    registered person;
    char ref[40];
    char card[40];
} holder;

static int64_t status_of(world *w, const holder *h)
{
    return sql_int(database(w, "resident"),
                   "SELECT state FROM card_status WHERE register_ref = '%s' AND card_ref = '%s'", h->ref,
                   h->card);
}

static int64_t at_card_system(world *w, const holder *h, const char *column)
{
    return sql_int(database(w, "card"), "SELECT %s::int FROM card WHERE card_ref = '%s'", column, h->card);
}

static void call(world *w, const char *kind, const holder *h)
{
    sql(database(w, "card"), "INSERT INTO call (kind, register_ref, card_ref) VALUES ('%s', '%s', '%s')",
        kind, h->ref, h->card);
}

/* A resident with a card that was made for him and told of. */
static holder with_card(world *w, int serial)
{
    holder h = {.person = command_register(w, serial)};
    (void)snprintf(h.ref, sizeof h.ref, "%s",
                   sql_text(database(w, "resident"),
                            "SELECT register_ref FROM person WHERE addressee_number = '%s'",
                            h.person.addressee_number));
    call(w, "make", &h);
    AWAIT(sql_int(database(w, "resident"), "SELECT count(*) FROM card_status WHERE register_ref = '%s'",
                  h.ref) == 1);
    (void)snprintf(
        h.card, sizeof h.card, "%s",
        sql_text(database(w, "delivery"), "SELECT card_ref FROM card WHERE register_ref = '%s'", h.ref));
    assert_int_equal(status_of(w, &h), MADE);
    return h;
}

/* An operator's entry, as a terminal sends it. */
static command_id enter(world *w, const holder *h, int act, int reason)
{
    Juki__Delivery__V1__EnterCardAct entry = JUKI__DELIVERY__V1__ENTER_CARD_ACT__INIT;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    command_id id = command_new_id();
    who.operator_id = TEXT("op-1");
    who.terminal_id = TEXT("w1");
    entry.request_id = id.text;
    entry.operator_ = &who;
    entry.register_ref = TEXT(h->ref);
    entry.card_ref = TEXT(h->card);
    entry.act = (Juki__Delivery__V1__CardAct)act;
    entry.reason = (Juki__Delivery__V1__CardReason)reason;
    entry.purpose = TEXT("窓口");
    bus_send(w, JU_TOPIC_DELIVERY_COMMAND, &(bus_event){.key = id.text, .message = &entry.base});
    return id;
}

static void issue(world *w, const holder *h)
{
    (void)enter(w, h, ISSUE, 0);
    AWAIT(status_of(w, h) == IN_USE);
}

static void check_card_system(world *w)
{
    assert_int_equal(sql_int(database(w, "card"), "SELECT count(*) - count(DISTINCT ce_id) FROM journal"), 0);
    assert_int_equal(sql_int(database(w, "card"), "SELECT count(*) FROM parked"), 0);
    assert_int_equal(sql_int(database(w, "card"), "SELECT count(*) FROM dead_letter"), 0);
    (void)bus_check_order(w, JU_TOPIC_LINK_CARD_OUT);
}

static void start_all(world *w)
{
    command_all_topics(w, 2);
    world_set_day(w, TEST_TODAY);
    (void)start(w, "juki-resident");
    (void)start(w, "peer-card");
}

/* ---- every act, by hand ------------------------------------------------------------------------------ */

/* From the making of a card to its 回収, at the counter's terminal; each step is seen in the register. */
static void test_r13_the_life_of_a_card(void **state)
{
    world *w = *state;
    start_all(w);
    (void)start(w, "juki-delivery");
    holder h = with_card(w, 1);
    holder other = with_card(w, 2);
    ctl_expect(ctl(w, "op-1", "card resume %s %s --purpose x", h.ref, h.card), 1);
    ctl_expect_text("card_not_issued");
    ctl_expect(ctl(w, "op-1", "card issue %s %s --purpose x", h.ref, other.card), 1);
    ctl_expect_text("card_unknown"); /* somebody else's */
    ctl_expect(ctl(w, "op-1", "card issue %s %s --purpose x", h.ref, h.card), 0);
    ctl_expect_text("in_use");
    AWAIT(status_of(w, &h) == IN_USE);
    call(w, "suspend", &h);
    AWAIT(status_of(w, &h) == SUSPENDED);
    ctl_expect(ctl(w, "op-1", "card collect %s %s --purpose x", h.ref, h.card), 0); /* it was found */
    ctl_expect(ctl(w, "op-1", "card resume %s %s --purpose x", h.ref, h.card), 0);
    ctl_expect(ctl(w, "op-1", "card return %s %s --purpose x", h.ref, h.card), 0);
    AWAIT(status_of(w, &h) == IN_USE);
    AWAIT(at_card_system(w, &h, "collected") == 0);
    ctl_expect(ctl(w, "op-1", "card revoke %s %s damaged --purpose x", h.ref, h.card), 0);
    AWAIT(status_of(w, &h) == REVOKED);
    ctl_expect(ctl(w, "op-1", "person card %s --purpose x", h.person.addressee_number), 0);
    ctl_expect_text("revoked");
    ctl_expect_text("damaged");
    ctl_expect(ctl(w, "op-1", "card show %s --purpose x", h.ref), 0);
    ctl_expect_text(h.card);
    ctl_expect(ctl(w, "op-1", "person card 00000000019 --purpose x"), 1);
    ctl_expect_text("person_unknown");
    AWAIT(sql_int(database(w, "card"), "SELECT count(*) FROM act WHERE refused = ''") == 5);
    assert_int_equal(status_of(w, &other), MADE);
    assert_int_equal(at_card_system(w, &h, "state"), REVOKED);
    check_card_system(w);
    AWAIT(bus_acts(w, "card.answered") == 5);
    assert_int_equal(bus_acts(w, "card.acted"), 7); /* with the two that were refused */
    assert_int_equal(bus_acts(w, "card.reported"), 3);
    assert_int_equal(bus_acts(w, "person.card"), 2);
    assert_int_equal(bus_acts(w, "card.show"), 1);
}

/* ---- 継続利用 ---------------------------------------------------------------------------------------- */

static void write_number(world *w, const char *name, const char *number)
{
    char path[320];
    (void)snprintf(path, sizeof path, "%s/%s", w->dir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fprintf(file, "%s\n", number);
    (void)fclose(file);
}

/* The number of a card of somebody who lives elsewhere, as it stands on the card. */
static void foreign_card(world *w, holder *ret, const char *file)
{
    PGconn *conn = database(w, "card");
    unsigned char packed[512];
    char *number = NULL;
    ju_keyring *ring = NULL;
    ju_arena arena;
    ju_err err;
    int64_t before = sql_int(conn, "SELECT count(*) FROM card WHERE register_ref = ''");
    sql(conn, "INSERT INTO call (kind) VALUES ('foreign')");
    AWAIT(sql_int(conn, "SELECT count(*) FROM card WHERE register_ref = ''") == before + 1);
    (void)snprintf(
        ret->card, sizeof ret->card, "%s",
        sql_text(conn, "SELECT card_ref FROM card WHERE register_ref = '' ORDER BY ctid DESC LIMIT 1"));
    const char *hex =
        sql_text(conn, "SELECT encode(number, 'hex') FROM card WHERE card_ref = '%s'", ret->card);
    size_t size = strlen(hex) / 2;
    for (size_t i = 0; i < size; i++) {
        unsigned int byte = 0;
        assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
        packed[i] = (unsigned char)byte;
    }
    ju_arena_init(&arena, 1 << 16);
    Juki__Common__V1__Sealed *sealed = juki__common__v1__sealed__unpack(&arena.allocator, size, packed);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "card", &ring, &err), JU_OK);
    assert_int_equal(ju_unseal_text(ring, &arena, "card_number", ret->card, sealed, &number, &err), JU_OK);
    write_number(w, file, number);
    ju_keyring_free(ring);
    ju_arena_done(&arena);
}

/* The card of somebody who moved in; the number is known to the counter and the card system only. */
static void test_r6_a_card_from_elsewhere_is_continued(void **state)
{
    world *w = *state;
    start_all(w);
    (void)start(w, "juki-delivery");
    holder h = with_card(w, 1);
    holder arrived = h;
    foreign_card(w, &arrived, "number");
    ctl_expect(ctl(w, "op-1", "card continue %s 2026-01-05 2026-01-08 --purpose x <%s/number", h.ref, w->dir),
               1);
    ctl_expect_text("continued_late");
    ctl_expect(ctl(w, "op-1", "card continue %s 2026-03-01 2026-04-01 --purpose x <%s/number", h.ref, w->dir),
               1);
    ctl_expect_text("notified_late");
    ctl_expect(ctl(w, "op-1", "card continue %s 2026-04-01 2026-04-08 --purpose x <%s/number", h.ref, w->dir),
               0);
    AWAIT(status_of(w, &arrived) == IN_USE);
    assert_string_equal(
        sql_text(database(w, "card"), "SELECT register_ref FROM card WHERE card_ref = '%s'", arrived.card),
        h.ref);
    /* a number that no card has, and one that was not sealed for this request, are refused there */
    write_number(w, "nothing", "ffffffffffffffff");
    ctl_expect(
        ctl(w, "op-1", "card continue %s 2026-04-01 2026-04-08 --purpose x <%s/nothing", h.ref, w->dir), 0);
    AWAIT(sql_int(database(w, "delivery"),
                  "SELECT count(*) FROM card_act WHERE refused_code = 'card_unknown'") == 1);
    ctl_expect(ctl(w, "op-1", "card show %s --purpose x", h.ref), 0);
    ctl_expect_text("card_unknown");
    /* and the same card cannot be another person's here */
    holder thief = with_card(w, 2);
    ctl_expect(
        ctl(w, "op-1", "card continue %s 2026-04-01 2026-04-08 --purpose x <%s/number", thief.ref, w->dir),
        0);
    AWAIT(sql_int(database(w, "delivery"),
                  "SELECT count(*) FROM card_act WHERE refused_code = 'card_of_another'") == 1);
    assert_int_equal(
        sql_int(database(w, "delivery"), "SELECT count(*) FROM card_act WHERE payload IS NOT NULL"), 0);
    check_card_system(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_r13_the_life_of_a_card, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_r6_a_card_from_elsewhere_is_continued, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests_name("card", tests, NULL, NULL);
}
