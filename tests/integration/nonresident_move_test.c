/*
 * 住登外者 and the register (共通機能標準仕様書 2.1; systems E1, E6; seed 003 REQ-84), through Kafka and
 * PostgreSQL: 転入, 引継, another 個人番号, and what is found by whom. The test plays the register.
 */
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/outsider.h"
#include "tests/integration/harness/person_row.h"
#include "tests/integration/harness/scan.h"

#include "common/code/code.h"

#include <stdio.h>
#include <string.h>

#define RESIDENT JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT

/* ---- 転入, 引継 and 団体内統合宛名番号
 * ----------------------------------------------------------------------- */

/* 住登外 then 転入: one 団体内統合宛名番号, both 宛名番号 still found, the office that had him is told
 * (REQ-84). */
static void check_move_in(asker *a, PGconn *conn)
{
    test_person who = person_of(41);
    const char *number = outsider_number(a, "伊藤　四郎", who.individual_number);
    const char *integrated = SHOW(a, TAX, number)->integrated_number;
    assert_int_equal(strlen(integrated), 15);
    basics_message again = outsider_basics("伊藤　四郎", "", "1950-05-05", "番町");
    assert_string_equal(
        code_of(REGISTER(a, WELFARE, q->basics = &again;
                         again.individual_number = asker_seal(a, id.text, who.individual_number))
                    ->refusal),
        "nonresident_exists");
    asker_tell(a, &(told){"0000000100", 1, who.individual_number, "伊藤　四郎", "1950-05-05", RESIDENT});
    AWAIT(sql_int(conn, "SELECT count(*) FROM nonresident WHERE state = 'moved_in'") == 1);
    assert_string_equal(
        sql_text(conn, "SELECT integrated_number FROM person WHERE addressee_number = '0000000100'"),
        integrated);
    AWAIT(strcmp(asker_told(a, &a->tax, number)->state, "moved_in") == 0);
    assert_null(asker_told(a, &a->tax, number)->address); /* a later restraint would not reach it */
    assert_string_equal(asker_told(a, &a->tax, "0000000100")->state, "resident");
    assert_null(asker_told(a, &a->welfare, number));
    const person_reply *shown = SHOW(a, TAX, number);
    assert_string_equal(shown->nonresident->resident_number, "0000000100");
    assert_string_equal(shown->history[0]->act, "moved_in");
    assert_string_equal(shown->history[1]->act, "numbered");
    assert_null(shown->history[1]->basics->individual_number);
    const integrated_reply *found = INTEGRATED(a, TAX, q->addressee_number = text(number));
    assert_string_equal(found->integrated_number, integrated);
    assert_int_equal(found->n_addressee, 2);
    assert_string_equal(code_of(REGISTER(a, TAX, q->basics = &again; again.individual_number = asker_seal(
                                                                         a, id.text, who.individual_number))
                                    ->refusal),
                        "is_resident");
    /* nor by a change of somebody who was numbered without it */
    const char *other = outsider_number(a, "伊藤　四郎", NULL);
    assert_string_equal(
        code_of(UPDATE(a, TAX, "clerk1", q->addressee_number = text(other); q->history_number = 1;
                       q->basics = &again;
                       again.individual_number = asker_seal(a, id.text, who.individual_number))
                    ->refusal),
        "is_resident");
    AWAIT(bus_acts(a->w, "nonresident.moved_in") == 2); /* of the one number and of the other */
}

/* Who is 他業務参照不可 moves in: the others are told of the resident alone. */
static void check_hidden_move_in(asker *a)
{
    test_person who = person_of(45);
    const char *number = outsider_hidden(a, "秘密　二", who.individual_number);
    asker_tell(a, &(told){"0000000400", 1, who.individual_number, "秘密　二", "1971-01-02", RESIDENT});
    AWAIT(asker_told(a, &a->welfare, "0000000400") != NULL);
    outsider_expect_hidden(a, number, "moved_in");
}

/* 引継: who has left keeps his 住民宛名番号, and gets it back when he returns. */
static void check_carried(asker *a, PGconn *conn)
{
    test_person who = person_of(42);
    told left = {"0000000200", 1, who.individual_number, "渡辺　五郎", "1960-06-06", RESIDENT};
    basics_message basics = outsider_basics("渡辺　五郎", "ワタナベ　ゴロウ", "1960-06-06", "番町");
    asker_tell(a, &left);
    AWAIT(sql_int(conn, "SELECT count(*) FROM person WHERE addressee_number = '0000000200'") == 1);
#define CARRY()                                                                                              \
    code_of(REGISTER(a, TAX, q->processing = text("1"); q->addressee_number = text("0000000200");            \
                     q->basics = &basics; q->affair_number = text("T-200"))                                  \
                ->refusal)
    assert_string_equal(CARRY(), "still_resident");
    left.sequence = 2;
    left.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT;
    asker_tell(a, &left);
    AWAIT(sql_int(conn, "SELECT count(*) FROM person WHERE state = 'moved_out'") == 1);
    basics_message numbered = basics;
    assert_string_equal(
        code_of(REGISTER(a, TAX, q->basics = &numbered;
                         numbered.individual_number = asker_seal(a, id.text, who.individual_number))
                    ->refusal),
        "former_resident");
    assert_string_equal(CARRY(), "");
    const integrated_reply *found = INTEGRATED(a, TAX, q->affair_number = text("T-200"));
    assert_string_equal(code_of(found->refusal), "");
    assert_int_equal(found->n_addressee, 1);
    assert_int_equal(found->n_link, 1);
    assert_string_equal(code_of(INTEGRATED(a, WELFARE, q->affair_number = text("T-200"))->refusal),
                        "integrated_unknown");
    left.sequence = 3;
    left.state = RESIDENT;
    asker_tell(a, &left);
    AWAIT(sql_int(conn, "SELECT count(*) FROM nonresident WHERE carried AND state = 'moved_in'") == 1);
    AWAIT(strcmp(asker_told(a, &a->tax, "0000000200")->state, "resident") == 0);
    assert_string_equal(CARRY(), "still_resident");
    /* and once more */
    left.sequence = 4;
    left.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT;
    asker_tell(a, &left);
    AWAIT(sql_int(conn, "SELECT count(*) FROM person WHERE state = 'moved_out'") == 1);
    assert_string_equal(CARRY(), "");
    AWAIT(strcmp(asker_told(a, &a->tax, "0000000200")->state, "non_resident") == 0);
    const person_reply *shown = SHOW(a, TAX, "0000000200");
    assert_int_equal(shown->n_history, 3); /* carried, moved_in, carried */
    assert_string_equal(shown->nonresident->resident_number, "");
    assert_string_equal(shown->nonresident->state, "non_resident");
}

/* A change of 個人番号 changes no 団体内統合宛名番号; the old one finds its owner alone, and nobody else's.
 */
static void check_renumbered(asker *a, PGconn *conn)
{
    test_person old = person_of(43);
    test_person new = person_of(44);
    told who = {"0000000300", 1, old.individual_number, "小林　六郎", "1955-05-05", RESIDENT};
    asker_tell(a, &who);
    who.sequence = 2;
    who.number = new.individual_number;
    asker_tell(a, &who);
    AWAIT(sql_int(conn, "SELECT count(*) FROM former_number") == 1);
#define BY_NUMBER(number) INTEGRATED(a, TAX, q->individual_number = asker_seal(a, id.text, (number)))
    const integrated_reply *now = BY_NUMBER(new.individual_number);
    assert_string_equal(now->addressee[0]->addressee_number, "0000000300");
    AWAIT(bus_acts(a->w, "number.changed") == 1);
    assert_false(now->former_number);
    const integrated_reply *before = BY_NUMBER(old.individual_number);
    assert_string_equal(before->integrated_number, now->integrated_number);
    assert_true(before->former_number);
    /* the same person under the old number: somebody has to look */
    asker_tell(a, &(told){"0000000301", 1, old.individual_number, "小林　六郎", "1955-05-05", RESIDENT});
    AWAIT(bus_count(a->w, "deadletter.gateway") == 1);
    assert_string_equal(sql_text(conn, "SELECT code FROM dead_letter"), "number_former");
    /* somebody else whose number it is in truth gets his own, and from then on it is his */
    asker_tell(a, &(told){"0000000302", 1, old.individual_number, "加藤　七子", "1999-09-09", RESIDENT});
    AWAIT(sql_int(conn, "SELECT count(*) FROM person WHERE addressee_number = '0000000302'") == 1);
    const integrated_reply *his = BY_NUMBER(old.individual_number);
    assert_false(his->former_number);
    assert_string_equal(his->addressee[0]->addressee_number, "0000000302");
    assert_string_not_equal(his->integrated_number, now->integrated_number);
    assert_string_equal(code_of(INTEGRATED(a, TAX, )->refusal), "integrated_key");
    assert_string_equal(code_of(BY_NUMBER("123456789012")->refusal), "check_digit");
    assert_string_equal(code_of(BY_NUMBER(person_of(99).individual_number)->refusal), "integrated_unknown");
}

/* A number of our range is no resident's, and no resident's number is drawn. */
static void check_no_collision(asker *a, PGconn *conn)
{
    char number[16];
    (void)snprintf(number, sizeof number, "%s",
                   sql_text(conn, "SELECT addressee_number FROM nonresident WHERE NOT carried LIMIT 1"));
    asker_tell(a, &(told){number, 1, NULL, "衝突　八郎", "1955-05-05", RESIDENT});
    AWAIT(sql_int(conn, "SELECT count(*) FROM dead_letter WHERE code = 'number_collides'") == 1);
    (void)snprintf(number, sizeof number, "%s",
                   sql_text(conn, "SELECT last_value + 1 FROM nonresident_serial"));
    number[9] = ju_code_check_digit(JU_CODE_ADDRESSEE, number);
    asker_tell(a, &(told){number, 1, NULL, "移行　九郎", "1955-05-05", RESIDENT});
    AWAIT(person_rows_named(conn, "移行　九郎") == 1);
    assert_string_not_equal(outsider_number(a, "吉田　十子", NULL), number);
}

/* What the numbers do at the tool; and no number in clear anywhere. */
static void check_tool(asker *a)
{
    world *w = a->w;
    w->affair = TAX;
    ctl_expect(
        ctl(w, "clerk1", "nonresident number name=山本　太 birth_date=1980-08-08 sex=male --purpose 課税"),
        0);
    ctl_expect_text("owner: " TAX);
    ctl_expect(ctl(w, "clerk1", "nonresident search name=山本* birth_date=1980-08-08 --purpose 課税"), 0);
    ctl_expect_text("山本　太");
    ctl_expect(ctl(w, "clerk1", "integrated search addressee_number=0000000300 --purpose 課税"), 0);
    ctl_expect_text("integrated_number: ");
    ctl_expect(ctl(w, "clerk1", "nonresident show 9999999999 --purpose 課税"), 1);
    ctl_expect_text("number_unknown");
    w->affair = NULL;
}

static void test_persons(void **state)
{
    asker a;
    PGconn *conn = outsider_open(&a, *state);
    check_move_in(&a, conn);
    check_hidden_move_in(&a);
    check_carried(&a, conn);
    check_renumbered(&a, conn);
    check_no_collision(&a, conn);
    check_tool(&a);
    sql(conn, "CHECKPOINT");
    scan_result found = scan_files();
    if (*found.leak != '\0') {
        fail_msg("%d numbers in clear, one in %s, near \"%s\"", found.leaks, found.leak, found.near);
    }
    asker_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_persons, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("nonresident_move", tests, NULL, NULL);
}
