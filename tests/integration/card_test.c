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
static void enter(world *w, const holder *h, int act, int reason)
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
    entry.reason = (Juki__Common__V1__CardReason)reason;
    entry.purpose = TEXT("窓口");
    bus_send(w, JU_TOPIC_DELIVERY_COMMAND, &(bus_event){.key = id.text, .message = &entry.base});
}

static void issue(world *w, const holder *h)
{
    enter(w, h, ISSUE, 0);
    AWAIT(status_of(w, h) == IN_USE);
}

static void check_card_system(world *w)
{
    assert_int_equal(sql_int(database(w, "card"), "SELECT count(*) - count(DISTINCT ce_id) FROM journal"), 0);
    assert_int_equal(sql_int(database(w, "card"), "SELECT count(*) FROM parked"), 0);
    assert_int_equal(sql_int(database(w, "card"), "SELECT count(*) FROM dead_letter"), 0);
    /* what would be sent again bears the number that it was sent under */
    bus_records sent = bus_read(w, JU_TOPIC_LINK_CARD_OUT);
    for (size_t i = 0; i < sent.count; i++) {
        bool is_act = strcmp(sent.item[i].type, "juki.delivery.v1.CardActed") == 0;
        assert_int_equal(sql_int(database(w, "delivery"), "SELECT sequence FROM card_act WHERE act_id = '%s'",
                                 sent.item[i].id),
                         is_act ? sent.item[i].sequence : -1);
    }
    bus_free(&sent);
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
static void flow_13_the_life_of_a_card(void **state)
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
    AWAIT(bus_acts(w, "card.acted") == 7); /* with the two that were refused */
    AWAIT(bus_acts(w, "card.reported") == 3);
    AWAIT(bus_acts(w, "person.card") == 2);
    AWAIT(bus_acts(w, "card.show") == 1);
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
static void flow_6_a_card_from_elsewhere_is_continued(void **state)
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

/* ---- what a change of the register does -------------------------------------------------------------- */

static void leave(world *w, const holder *h, const char *reason)
{
    command_id change = command_leave(w, reason, h->person.addressee_number, TEST_TODAY);
    AWAIT(command_status(w, change.text) == 1);
    command_approve(w, change.text);
    AWAIT(command_status(w, change.text) == 2);
}

static void ask_for_another_number(world *w, const holder *h)
{
    Juki__Resident__V1__SubmitChange wish = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Resident__V1__PersonEntry person = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Resident__V1__PersonEntry *persons[] = {&person};
    command_id change = command_new_id();
    person.addressee_number = TEXT(h->person.addressee_number);
    wish.change_id = change.text;
    wish.reason = TEXT("number_change");
    wish.change_date = TEXT(TEST_TODAY);
    wish.notified_date = TEXT(TEST_TODAY);
    wish.person = persons;
    wish.n_person = 1;
    command_send(w, &wish, "clerk1");
    AWAIT(command_status(w, change.text) == 1);
    command_approve(w, change.text);
    AWAIT(command_status(w, change.text) == 2);
}

static int64_t reason_of(world *w, const holder *h)
{
    return sql_int(database(w, "resident"), "SELECT reason FROM card_status WHERE card_ref = '%s'", h->card);
}

/* 死亡, 国外転出 and another 個人番号 end a card at once, a 国内転出 when it is continued nowhere in time. */
static void flow_13_changes_of_the_register_end_cards(void **state)
{
    enum { DIES, GOES_ABROAD, RENUMBERED, LEAVES, GOES_ON, UNCLAIMED, HOLDERS };
    world *w = *state;
    holder h[HOLDERS];
    start_all(w);
    (void)start(w, "juki-delivery");
    (void)start(w, "juki-identity");
    (void)start(w, "peer-national");
    for (int i = 0; i < HOLDERS; i++) {
        h[i] = with_card(w, i + 1);
        if (i < UNCLAIMED) {
            issue(w, &h[i]);
        }
    }
    AWAIT(sql_int(database(w, "identity"), "SELECT count(*) FROM record") == HOLDERS);
    call(w, "make", &h[DIES]); /* and a second one, in place of the first */
    AWAIT(sql_int(database(w, "delivery"), "SELECT count(*) FROM card WHERE register_ref = '%s'",
                  h[DIES].ref) == 2);
    leave(w, &h[DIES], "death");
    leave(w, &h[GOES_ABROAD], "overseas_move_out");
    ask_for_another_number(w, &h[RENUMBERED]);
    leave(w, &h[LEAVES], "domestic_move_out");
    leave(w, &h[GOES_ON], "domestic_move_out");
    AWAIT(sql_int(database(w, "resident"),
                  "SELECT count(*) FROM card_status WHERE register_ref = '%s' AND state = 4",
                  h[DIES].ref) == 2);
    AWAIT(status_of(w, &h[GOES_ABROAD]) == REVOKED && reason_of(w, &h[GOES_ABROAD]) == ABROAD);
    AWAIT(status_of(w, &h[RENUMBERED]) == REVOKED && reason_of(w, &h[RENUMBERED]) == NUMBER_CHANGED);
    AWAIT(sql_int(database(w, "delivery"), "SELECT count(*) FROM card WHERE lapse_on = '2026-05-10'") == 2);
    call(w, "move", &h[GOES_ON]); /* 継続利用 in the other municipality */
    AWAIT(status_of(w, &h[GOES_ON]) == ELSEWHERE);
    enter(w, &h[GOES_ON], REVOKE, 1); /* it is not ours any more */
    world_set_day(w, "2026-05-10");
    HOLDS_FOR(A_WHILE_MS,
              sql_int(database(w, "delivery"), "SELECT count(*) FROM card_act WHERE reason = 11") == 0);
    /* what was entered in time and is not answered yet may be the 継続利用 */
    sql(database(w, "delivery"),
        "INSERT INTO card_act (act_id, register_ref, card_ref, act, reason, change_id, operator_id, "
        "terminal_id, "
        "subject, payload, entered_on, sequence) "
        "VALUES ('pending', '%s', '', 6, 0, '', '', '', '', '', '2026-05-11', 99)",
        h[LEAVES].ref);
    world_set_day(w, "2026-05-11");
    HOLDS_FOR(A_WHILE_MS,
              sql_int(database(w, "delivery"), "SELECT count(*) FROM card_act WHERE reason = 11") == 0);
    sql(database(w, "delivery"), "DELETE FROM card_act WHERE act_id = 'pending'");
    AWAIT(status_of(w, &h[LEAVES]) == REVOKED && reason_of(w, &h[LEAVES]) == NOT_CONTINUED);
    assert_int_equal(status_of(w, &h[GOES_ON]), ELSEWHERE);
    assert_int_equal(status_of(w, &h[UNCLAIMED]), MADE);
    check_card_system(w);           /* today: acts are erased after seven years */
    world_set_day(w, "2036-05-01"); /* ten years later */
    AWAIT(status_of(w, &h[UNCLAIMED]) == EXPIRED);
    assert_int_equal(sql_int(database(w, "card"), "SELECT count(*) FROM act WHERE act = 2 AND refused = ''"),
                     5);
}

/* ---- faults ------------------------------------------------------------------------------------------ */

/* The card system is away until the next day, delivery is killed meanwhile and entries come twice: each act
 * is done once, in its order. */
static void flow_13_the_card_system_is_away_for_a_day(void **state)
{
    world *w = *state;
    char clock[352];
    start_all(w);
    process *card = w->process[1];
    process *delivery = start(w, "juki-delivery");
    PGconn *conn = database(w, "delivery");
    holder h = with_card(w, 1);
    process_stop(card);
    process_stop(delivery);
    enter(w, &h, ISSUE, 0);
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    process_await_crash(process_launch(
        w, "juki-delivery", (const char *const[]){clock, PROCESS_STATIC[0], NULL}, "offset_store:1"));
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM card_act"), 1);
    delivery = start(w, "juki-delivery");
    enter(w, &h, COLLECT, 0);
    AWAIT(sql_int(conn, "SELECT count(*) FROM card_act") == 2);
    enter(w, &h, REVOKE, 1);
    AWAIT(sql_int(conn, "SELECT count(*) FROM card_act") == 3);
    HOLDS_FOR(A_WHILE_MS, sql_int(conn, "SELECT count(*) FROM card_act WHERE again_on IS NOT NULL") == 0);
    assert_int_equal(status_of(w, &h), MADE);
    world_set_day(w, "2026-04-11");
    AWAIT(sql_int(conn, "SELECT count(*) FROM card_act WHERE again_on = '2026-04-11'") == 3);
    AWAIT(bus_count(w, JU_TOPIC_LINK_CARD_OUT) == 6);
    AWAIT(process_metric(delivery, "juki_card_acts_overdue") == 3);
    process_kill(delivery);
    (void)start(w, "peer-card");
    (void)start(w, "juki-delivery");
    AWAIT(status_of(w, &h) == REVOKED);
    assert_int_equal(at_card_system(w, &h, "collected"), 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM card_act WHERE answered_at IS NULL"), 0);
    assert_int_equal(sql_int(database(w, "card"), "SELECT count(*) FROM act WHERE refused = ''"), 3);
    assert_int_equal(sql_int(database(w, "card"), "SELECT count(*) FROM act"), 3);
    AWAIT(bus_acts(w, "card.sent_again") == 3);
    check_card_system(w);
}

/* ---- what a card system may say, and may not ---------------------------------------------------------- */

/* A card system whose words the test writes itself. */
typedef struct words {
    world *w;
    ju_arena arena;
    ju_keyring *ring;
} words;

static Juki__Common__V1__Sealed *seal(words *t, const char *card_ref)
{
    Juki__Common__V1__Sealed *sealed = NULL;
    assert_int_equal(
        ju_seal_text(t->ring, &t->arena, "card_number", card_ref, "0011223344556677", &sealed, NULL), JU_OK);
    return sealed;
}

static void say(words *t, const char *ref, int64_t sequence, const char *card_ref, int event)
{
    Juki__Delivery__V1__CardReported report = JUKI__DELIVERY__V1__CARD_REPORTED__INIT;
    report.register_ref = TEXT(ref);
    report.card_ref = TEXT(card_ref);
    report.event = (Juki__Delivery__V1__CardEvent)event;
    report.date = TEXT(TEST_TODAY);
    if (event == MADE) {
        report.expires_on = TEXT("2036-04-09");
        report.card_number = seal(t, card_ref);
    }
    bus_send(t->w, JU_TOPIC_LINK_CARD_IN,
             &(bus_event){.key = ref, .sequence = sequence, .message = &report.base});
}

static void answer(words *t, const char *ref, int64_t sequence, const char *act_id)
{
    Juki__Delivery__V1__CardActAnswered told = JUKI__DELIVERY__V1__CARD_ACT_ANSWERED__INIT;
    Juki__Common__V1__Card card = JUKI__COMMON__V1__CARD__INIT;
    card.card_ref = TEXT("card-a");
    card.state = (Juki__Common__V1__CardState)IN_USE;
    told.register_ref = TEXT(ref);
    told.act_id = TEXT(act_id);
    told.card = &card;
    bus_send(t->w, JU_TOPIC_LINK_CARD_IN,
             &(bus_event){.key = ref, .sequence = sequence, .message = &told.base});
}

static int64_t refused_with(world *w, const char *code)
{
    return sql_int(database(w, "delivery"), "SELECT count(*) FROM dead_letter WHERE code = '%s'", code);
}

/* What does not follow from what was said before stops its person, nobody else. */
static void r24_wrong_words_stop_their_person(void **state)
{
    world *w = *state;
    words t = {.w = w};
    command_all_topics(w, 2);
    (void)process_start(w, "juki-delivery", NULL);
    PGconn *conn = database(w, "delivery");
    ju_arena_init(&t.arena, 1 << 16);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "resident", &t.ring, NULL), JU_OK);
    say(&t, "ref-forged", 1, "card-f", 1); /* sealed to somebody else */
    AWAIT(refused_with(w, "seal_audience") == 1);
    ju_keyring_free(t.ring);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "card", &t.ring, NULL), JU_OK);
    say(&t, "ref-a", 1, "card-a", 1);
    AWAIT(sql_int(conn, "SELECT count(*) FROM card") == 1);
    say(&t, "ref-early", 1, "card-e", 2); /* 一時停止 of a card that nobody knows */
    AWAIT(refused_with(w, "card_unknown") == 1);
    say(&t, "ref-b", 1, "card-a", 2); /* somebody else's card */
    AWAIT(refused_with(w, "card_unknown") == 2);
    say(&t, "ref-c", 1, "card-a", 1); /* one card for two */
    AWAIT(sql_int(conn, "SELECT count(*) FROM dead_letter") == 4);
    say(&t, "ref-a", 3, "card-a", 3); /* the second word is missing */
    AWAIT(sql_int(conn, "SELECT count(*) FROM parked WHERE key = 'ref-a'") == 1);
    say(&t, "ref-a", 2, "card-a", 2); /* not handed over, so it cannot be suspended */
    AWAIT(refused_with(w, "card_not_issued") == 1);
    answer(&t, "ref-d", 1, "c0ffee00-0000-7000-8000-000000000009"); /* of an act that was not */
    AWAIT(refused_with(w, "act_unknown") == 1);
    say(&t, "ref-z", 1, "card-z", 1);
    AWAIT(sql_int(conn, "SELECT count(*) FROM card WHERE state = 1") == 2);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM parked"), 1);
    AWAIT(bus_count(w, JU_TOPIC_DELIVERY_TO_RESIDENT) == 2);
    ju_keyring_free(t.ring);
    ju_arena_done(&t.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(flow_13_the_life_of_a_card, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(flow_6_a_card_from_elsewhere_is_continued, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(flow_13_changes_of_the_register_end_cards, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(flow_13_the_card_system_is_away_for_a_day, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(r24_wrong_words_stop_their_person, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("card", tests, NULL, NULL);
}
