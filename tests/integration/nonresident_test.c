/*
 * 住登外者宛名番号管理 (共通機能標準仕様書 2.1, 機能ID 0310001 to 0310024; systems E6, E9; seed 003 REQ-84)
 * through Kafka and PostgreSQL, as two affairs of the town use it.
 */
#include "tests/integration/harness/outsider.h"

#include <string.h>

/* ---- 照会, 付番, 選択, 更新, 排他
 * --------------------------------------------------------------------------- */

static const char *check_numbered(asker *a)
{
    basics_message sato = outsider_basics("佐藤　一郎", "サトウ　イチロウ", "1964-07-01", "霞が関二丁目");
    assert_int_equal(FOUND(a, TAX, q->name = text("佐藤一郎"); q->birth_date = text("1964-07-01")), 0);
    const person_reply *reply = REGISTER(a, TAX, q->basics = &sato; q->affair_number = text("T-1"));
    assert_string_equal(code_of(reply->refusal), "");
    const char *number = reply->nonresident->addressee_number;
    assert_string_equal(number, "9000000016");
    assert_int_equal(reply->nonresident->history_number, 1);
    assert_string_equal(reply->nonresident->owner, TAX);
    assert_string_equal(reply->integrated_number, "");
    assert_string_equal(code_of(REGISTER(a, WELFARE, q->basics = &sato)->refusal), "candidate_exists");
    basics_message bad = sato;
    bad.name = text("佐藤 一郎");
    reply = REGISTER(a, TAX, q->basics = &bad);
    assert_string_equal(code_of(reply->refusal), "item_characters");
    assert_string_equal(reply->refusal->message, "氏名は全角文字で設定してください。");
    AWAIT(asker_told(a, &a->tax, number) != NULL);
    const Juki__Gateway__V1__PersonFeed *feed = asker_told(a, &a->tax, number);
    assert_string_equal(feed->state, "non_resident");
    assert_string_equal(feed->name, "佐藤　一郎");
    assert_string_equal(feed->address->town, "霞が関二丁目");
    assert_string_equal(feed->integrated_number, "");
    assert_null(asker_told(a, &a->welfare, number));
    return number;
}

static void check_selected(asker *a, const char *number)
{
    const list_reply *list = SEARCH(a, WELFARE, q->name_kana = text("さとう*"); q->address = text("霞が関2"));
    assert_int_equal(list->n_found, 0); /* 二丁目 is written so */
    list = SEARCH(a, WELFARE, q->name_kana = text("さとう*"); q->address = text("霞が関二"));
    assert_int_equal(list->n_found, 1);
    assert_string_equal(list->found[0]->addressee_number, number);
    basics_message other = outsider_basics("佐藤　一郎", "サトウ　イチロウ", "1964-07-01", "永田町");
    basics_message *none = NULL;
    assert_string_equal(code_of(UPDATE(a, WELFARE, "clerk1", q->addressee_number = text(number);
                                       q->history_number = 1; q->basics = &other)
                                    ->refusal),
                        "not_in_use");
    const person_reply *reply =
        REGISTER(a, WELFARE, q->processing = text("2"); q->addressee_number = text(number); q->basics = none);
    assert_string_equal(code_of(reply->refusal), "");
    AWAIT(asker_told(a, &a->welfare, number) != NULL);
    assert_string_equal(
        code_of(REGISTER(a, WELFARE, q->processing = text("2"); q->addressee_number = text("9000000028"))
                    ->refusal),
        "number_unknown");
}

static void check_updated(asker *a, const char *number)
{
    basics_message moved = outsider_basics("鈴木　一郎", "スズキ　イチロウ", "1964-07-01", "永田町一丁目");
    assert_string_equal(HOLD(a, "clerk2", number, false), "");
    assert_string_equal(code_of(UPDATE(a, WELFARE, "clerk1", q->addressee_number = text(number);
                                       q->history_number = 1; q->basics = &moved)
                                    ->refusal),
                        "held");
    assert_string_equal(SHOW(a, TAX, number)->nonresident->held_by, "clerk2"); /* looking is free */
    assert_string_equal(HOLD(a, "clerk1", number, true), "held");
    assert_string_equal(HOLD(a, "clerk2", number, true), "");
    assert_string_equal(HOLD(a, "clerk2", number, true), "not_held");
    const person_reply *reply = UPDATE(a, WELFARE, "clerk1", q->addressee_number = text(number);
                                       q->history_number = 1; q->basics = &moved);
    assert_string_equal(code_of(reply->refusal), "");
    assert_int_equal(reply->nonresident->history_number, 2);
    assert_string_equal(code_of(UPDATE(a, TAX, "clerk1", q->addressee_number = text(number);
                                       q->history_number = 1; q->basics = &moved)
                                    ->refusal),
                        "history_changed");
    AWAIT(asker_told(a, &a->tax, number) != NULL &&
          strcmp(asker_told(a, &a->tax, number)->name, "鈴木　一郎") == 0);
    AWAIT(asker_told(a, &a->welfare, number) != NULL &&
          strcmp(asker_told(a, &a->welfare, number)->name, "鈴木　一郎") == 0);
    /* by what he was called and where he lived, also both mixed */
    assert_int_equal(FOUND(a, TAX, q->name = text("佐藤一郎"); q->birth_date = text("1964-07-01")), 1);
    assert_int_equal(FOUND(a, TAX, q->name = text("鈴木*"); q->address = text("霞が関")), 1);
    assert_int_equal(FOUND(a, TAX, q->name = text("*一郎*"); q->birth_date = text("1964-07-01")), 1);
    assert_int_equal(FOUND(a, TAX, q->name = text("鈴木"); q->birth_date = text("1964-07-01")), 0);
    reply = SHOW(a, TAX, number);
    assert_int_equal(reply->n_history, 2);
    assert_string_equal(reply->history[1]->basics->name, "佐藤　一郎");
    assert_string_equal(reply->history[0]->affair, WELFARE);
    assert_int_equal(reply->n_link, 2);
    assert_string_equal(code_of(SEARCH(a, TAX, q->name = text("鈴木*"))->refusal), "search_key_missing");
}

/* 他業務参照不可: what one affair has from 住基ネット is not for another. */
static void check_not_shared(asker *a)
{
    test_person who = person_of(33);
    basics_message secret = outsider_basics("山田　花", "ヤマダ　ハナ", "1970-01-02", "丸の内");
    const person_reply *reply =
        REGISTER(a, TAX, q->basics = &secret; q->not_shared = true;
                 secret.individual_number = asker_seal(a, id.text, who.individual_number));
    const char *number = reply->nonresident->addressee_number;
    secret.individual_number = NULL;
    assert_int_equal(FOUND(a, TAX, q->name = text("山田花"); q->birth_date = text("1970-01-02")), 1);
    assert_int_equal(FOUND(a, WELFARE, q->name = text("山田花"); q->birth_date = text("1970-01-02")), 0);
    assert_string_equal(code_of(SHOW(a, WELFARE, number)->refusal), "number_unknown");
    assert_string_equal(
        code_of(REGISTER(a, WELFARE, q->processing = text("2"); q->addressee_number = text(number))->refusal),
        "number_unknown");
    assert_string_equal(code_of(REGISTER(a, WELFARE, q->basics = &secret)->refusal), "");
    assert_string_equal(
        INTEGRATED(a, TAX, q->integrated_number = text(reply->integrated_number))->integrated_number,
        reply->integrated_number);
    assert_string_equal(
        code_of(INTEGRATED(a, WELFARE, q->integrated_number = text(reply->integrated_number))->refusal),
        "integrated_unknown");
}

static void check_hidden_deleted(asker *a)
{
    test_person who = person_of(34);
    const char *number = outsider_hidden(a, "秘密　一", who.individual_number);
    assert_string_equal(code_of(UPDATE(a, TAX, "clerk1", q->addressee_number = text(number);
                                       q->history_number = 2; q->state = text("deleted"))
                                    ->refusal),
                        "");
    outsider_expect_hidden(a, number, "deleted");
}

static void check_deleted(asker *a, const char *number)
{
    const person_reply *reply = UPDATE(a, TAX, "clerk1", q->addressee_number = text(number);
                                       q->history_number = 2; q->state = text("deleted"));
    assert_string_equal(code_of(reply->refusal), "");
    AWAIT(asker_told(a, &a->welfare, number) != NULL &&
          strcmp(asker_told(a, &a->welfare, number)->state, "deleted") == 0);
    assert_int_equal(FOUND(a, TAX, q->name = text("鈴木一郎"); q->birth_date = text("1964-07-01")), 0);
    reply = SHOW(a, TAX, number);
    assert_int_equal(reply->n_history, 3);
    assert_string_equal(reply->link[0]->valid_to, TEST_TODAY);
    assert_string_equal(HOLD(a, "clerk1", number, false), "nonresident_ended");
}

/* ---- 名寄せ ----------------------------------------------------------------------------------------------
 */

/* Sends the wish to number somebody, without waiting; both spellings of a name are his. */
static command_id send_number(asker *a, const char *name)
{
    command_id id = command_new_id();
    basics_message basics = outsider_basics(name, "", "1952-05-05", "番町");
    Juki__Common__V1__Operator by = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Gateway__V1__RegisterNonresident wish = JUKI__GATEWAY__V1__REGISTER_NONRESIDENT__INIT;
    by.operator_id = text("clerk1");
    by.terminal_id = text("terminal1");
    wish.request_id = id.text;
    wish.operator_ = &by;
    wish.purpose = text("業務");
    wish.processing = text("0");
    wish.basics = &basics;
    asker_send(a, "clerk1", TAX, id.text, &wish.base);
    return id;
}

static command_id send_approval(asker *a, const char *link_id)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator by = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Gateway__V1__DecideNonresidentLink wish = JUKI__GATEWAY__V1__DECIDE_NONRESIDENT_LINK__INIT;
    by.operator_id = text("clerk2");
    by.terminal_id = text("terminal1");
    wish.request_id = id.text;
    wish.operator_ = &by;
    wish.link_id = text(link_id);
    wish.approved = true;
    asker_send(a, "clerk2", TAX, id.text, &wish.base);
    return id;
}

static const char *answered(asker *a, const command_id *id)
{
    const person_reply *reply = asker_answer(a, id->text, &juki__gateway__v1__nonresident_reply__descriptor);
    return code_of(reply->refusal);
}

/* Another instance, which the test plays, links 名寄せ先 at the very moment: no chain comes of it. What waits
 * behind comes in one batch, and is one person all the same. */
static void check_at_once(asker *a, PGconn *conn, const char *from, const char *to, const char *other)
{
    const link_reply *asked = LINK(a, from, to, false);
    sql(conn, "BEGIN");
    sql(conn, "DO 'BEGIN PERFORM pg_advisory_xact_lock(hashtextextended(''%s'', 5)); END'", to);
    sql(conn, "UPDATE nonresident SET representative = '%s' WHERE addressee_number = '%s'", other, to);
    command_id approval = send_approval(a, asked->link->link_id);
    AWAIT(sql_int(conn,
                  "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT granted "
                  "AND datname = current_database()") == 1);
    command_id one = send_number(a, "木村　一");
    command_id two = send_number(a, "木村一");
    sql(conn, "COMMIT");
    const link_reply *decided =
        asker_answer(a, approval.text, &juki__gateway__v1__nonresident_link_reply__descriptor);
    assert_string_equal(code_of(decided->refusal), "not_representative");
    assert_string_equal(answered(a, &one), "");
    assert_string_equal(answered(a, &two), "candidate_exists");
    sql(conn, "UPDATE nonresident SET representative = NULL WHERE addressee_number = '%s'", to);
    assert_string_equal(DECIDE(a, "clerk2", asked->link->link_id, false), "");
}

static void check_linked(asker *a, PGconn *conn)
{
    test_person one = person_of(31);
    test_person two = person_of(32);
    const char *from = outsider_number(a, "高橋　次郎", one.individual_number);
    const char *to = outsider_number(a, "髙橋　次郎", NULL);
    const char *other = outsider_number(a, "高橋　三郎", two.individual_number);
    assert_string_equal(code_of(LINK(a, from, from, false)->refusal), "link_self");
    assert_string_equal(code_of(LINK(a, from, other, false)->refusal), "different_persons");
    assert_string_equal(code_of(LINK(a, from, to, true)->refusal), "not_linked");
    const link_reply *asked = LINK(a, from, to, false);
    assert_string_equal(code_of(asked->refusal), "");
    assert_string_equal(asked->link->state, "asked");
    assert_string_equal(code_of(LINK(a, from, other, false)->refusal), "link_pending");
    assert_string_equal(SHOW(a, TAX, from)->nonresident->representative, "");
    assert_string_equal(DECIDE(a, "clerk1", asked->link->link_id, true), "same_person");
    assert_string_equal(DECIDE(a, "clerk2", "no-such-link", true), "link_unknown");
    assert_string_equal(DECIDE(a, "clerk2", asked->link->link_id, true), "");
    assert_string_equal(DECIDE(a, "clerk2", asked->link->link_id, false), "link_decided");
    assert_string_equal(SHOW(a, TAX, from)->nonresident->representative, to);
    const person_reply *shown = SHOW(a, TAX, to);
    assert_int_equal(shown->n_member, 1);
    assert_string_equal(shown->member[0], from);
    assert_string_equal(code_of(LINK(a, from, to, false)->refusal), "already_linked");
    assert_string_equal(code_of(LINK(a, other, from, false)->refusal), "not_representative");
    assert_string_equal(code_of(LINK(a, to, other, false)->refusal), "has_members");
    /* and undone, by two as well; the numbers are what they were */
    asked = LINK(a, from, to, true);
    assert_string_equal(DECIDE(a, "clerk3", asked->link->link_id, true), "");
    assert_string_equal(SHOW(a, TAX, from)->nonresident->representative, "");
    asked = LINK(a, from, to, false);
    assert_string_equal(DECIDE(a, "clerk3", asked->link->link_id, false), "");
    assert_string_equal(SHOW(a, TAX, from)->nonresident->representative, "");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM nonresident_link WHERE decided_by <> asked_by"), 3);
    check_at_once(a, conn, from, to, other);
    AWAIT(bus_acts(a->w, "nonresident.unlinked") == 2 && bus_acts(a->w, "nonresident.linked") >= 2);
}

/* By more characters than words are made of, and among more rows than are opened for one question. */
static void check_bounds(asker *a, PGconn *conn)
{
    const char *all = "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴ";
    basics_message basics = outsider_basics(all, "", "1911-11-11", "番町");
    assert_string_equal(code_of(REGISTER(a, TAX, q->basics = &basics)->refusal), "");
    assert_int_equal(FOUND(a, TAX, q->name = text(all); q->address = text("番町")), 1);
    assert_int_equal(FOUND(a, TAX, q->name = text("ＡＢＣ*"); q->address = text("番町")), 1);
    assert_int_equal(
        FOUND(a, TAX, q->name = text("ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲ*"); q->address = text("番町")), 1);
    assert_int_equal(
        FOUND(a, TAX, q->name = text("ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＸ*"); q->address = text("番町")), 0);
    sql(conn,
        "INSERT INTO nonresident (addressee_number, history_number, state, owner, not_shared, carried) "
        "SELECT 'x' || n, 1, 'non_resident', 'x', false, false FROM generate_series(1, 19999) n; "
        "INSERT INTO nonresident_record (addressee_number, history_number, request_id, act, recorded_on, "
        "operator_id, affair, birth_date, content_of, content) SELECT 'x' || n, 1, '', 'numbered', "
        "'2026-04-01', '', '', '1911-11-11', 1, '' FROM generate_series(1, 19999) n");
    assert_int_equal(FOUND(a, TAX, q->name = text("ＡＢＣ*"); q->birth_date = text("1911-11-11")), 1);
    sql(conn, "INSERT INTO nonresident_record (addressee_number, history_number, request_id, act, "
              "recorded_on, operator_id, affair, birth_date, content_of, content) VALUES ('x1', 2, '', "
              "'updated', '2026-04-01', '', '', '1911-11-11', 2, '')");
    assert_string_equal(
        code_of(SEARCH(a, TAX, q->name = text("ＡＢＣ*"); q->birth_date = text("1911-11-11"))->refusal),
        "search_too_many");
    sql(conn,
        "DELETE FROM nonresident_record WHERE addressee_number LIKE 'x%%'; DELETE FROM nonresident WHERE "
        "addressee_number LIKE 'x%%'");
}

static void test_api(void **state)
{
    asker a;
    PGconn *conn = outsider_open(&a, *state);
    const char *number = check_numbered(&a);
    check_selected(&a, number);
    check_updated(&a, number);
    check_not_shared(&a);
    check_deleted(&a, number);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM nonresident"), 3);
    assert_int_equal(bus_count(*state, "deadletter.gateway"), 0);
    AWAIT(bus_acts(*state, "nonresident.found") == 5);
    AWAIT(bus_acts(*state, "nonresident.numbered") == 5);
    check_linked(&a, conn);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM nonresident"), 7);
    check_bounds(&a, conn);
    check_hidden_deleted(&a);
    asker_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_api, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("nonresident", tests, NULL, NULL);
}
