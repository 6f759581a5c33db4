/*
 * 住登外者宛名番号管理 (共通機能標準仕様書 2.1, 機能ID 0310001 to 0310024; systems E6, E9; seed 003 REQ-84)
 * through Kafka and PostgreSQL, as two affairs of the town use it; the test plays the register.
 */
#include "tests/integration/harness/asker.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/scan.h"

#include "common/code/code.h"

#include <stdio.h>
#include <string.h>

#define RESIDENT JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT
#define TAX      "地方税の賦課徴収"
#define WELFARE  "子どものための教育・保育給付"

typedef Juki__Gateway__V1__NonresidentBasics basics_message;
typedef Juki__Gateway__V1__NonresidentReply person_reply;
typedef Juki__Gateway__V1__NonresidentsReply list_reply;
typedef Juki__Gateway__V1__NonresidentLinkReply link_reply;
typedef Juki__Gateway__V1__IntegratedReply integrated_reply;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static const char *code_of(const Juki__Common__V1__Refusal *refusal)
{
    if (refusal == NULL) {
        return "";
    }
    assert_true(strlen(refusal->message) > 0);
    return refusal->code;
}

/* A command by clerk1 for the affair, filled in by the statements on q; the answer. */
#define ASK(a, clerk, affair_, type, reply_type, ...)                                                        \
    ({                                                                                                       \
        command_id id = command_new_id();                                                                    \
        Juki__Common__V1__Operator by = JUKI__COMMON__V1__OPERATOR__INIT;                                    \
        type message;                                                                                        \
        type *q = &message;                                                                                  \
        by.operator_id = text(clerk);                                                                        \
        by.terminal_id = text("terminal1");                                                                  \
        INIT(type, q);                                                                                       \
        q->request_id = id.text;                                                                             \
        q->operator_ = &by;                                                                                  \
        __VA_ARGS__;                                                                                         \
        asker_send((a), (clerk), (affair_), id.text, &q->base);                                              \
        asker_answer((a), id.text, &reply_type);                                                             \
    })
#define INIT(type, message)                                                                                  \
    _Generic((message), Juki__Gateway__V1__RegisterNonresident *                                             \
             : juki__gateway__v1__register_nonresident__init, Juki__Gateway__V1__UpdateNonresident *         \
             : juki__gateway__v1__update_nonresident__init, Juki__Gateway__V1__HoldNonresident *             \
             : juki__gateway__v1__hold_nonresident__init, Juki__Gateway__V1__ShowNonresident *               \
             : juki__gateway__v1__show_nonresident__init, Juki__Gateway__V1__SearchNonresidents *            \
             : juki__gateway__v1__search_nonresidents__init, Juki__Gateway__V1__RequestNonresidentLink *     \
             : juki__gateway__v1__request_nonresident_link__init, Juki__Gateway__V1__DecideNonresidentLink * \
             : juki__gateway__v1__decide_nonresident_link__init, Juki__Gateway__V1__SearchIntegrated *       \
             : juki__gateway__v1__search_integrated__init)(message)

#define REGISTER(a, affair, ...)                                                                             \
    ((const person_reply *)ASK(a, "clerk1", affair, Juki__Gateway__V1__RegisterNonresident,                  \
                               juki__gateway__v1__nonresident_reply__descriptor, q->purpose = text("業務");  \
                               q->processing = text("0"); __VA_ARGS__))
#define UPDATE(a, affair, clerk, ...)                                                                        \
    ((const person_reply *)ASK(a, clerk, affair, Juki__Gateway__V1__UpdateNonresident,                       \
                               juki__gateway__v1__nonresident_reply__descriptor, q->purpose = text("業務");  \
                               q->state = text("non_resident"); __VA_ARGS__))
#define HOLD(a, clerk, number_, release_)                                                                    \
    code_of(((const person_reply *)ASK(a, clerk, TAX, Juki__Gateway__V1__HoldNonresident,                    \
                                       juki__gateway__v1__nonresident_reply__descriptor,                     \
                                       q->addressee_number = text(number_);                                  \
                                       q->release = (release_)))                                             \
                ->refusal)
#define SHOW(a, affair, number_)                                                                             \
    ((const person_reply *)ASK(a, "clerk1", affair, Juki__Gateway__V1__ShowNonresident,                      \
                               juki__gateway__v1__nonresident_reply__descriptor, q->purpose = text("業務");  \
                               q->addressee_number = text(number_)))
#define SEARCH(a, affair, ...)                                                                               \
    ((const list_reply *)ASK(a, "clerk1", affair, Juki__Gateway__V1__SearchNonresidents,                     \
                             juki__gateway__v1__nonresidents_reply__descriptor, q->purpose = text("業務");   \
                             __VA_ARGS__))
#define FOUND(a, affair, ...) ((int)SEARCH(a, affair, __VA_ARGS__)->n_found)
#define LINK(a, from, to, unlink_)                                                                           \
    ((const link_reply *)ASK(                                                                                \
        a, "clerk1", TAX, Juki__Gateway__V1__RequestNonresidentLink,                                         \
        juki__gateway__v1__nonresident_link_reply__descriptor, q->purpose = text("重複");                    \
        q->addressee_number = text(from); q->representative = text(to); q->unlink = (unlink_)))
#define DECIDE(a, clerk, link_, approved_)                                                                   \
    code_of(((const link_reply *)ASK(a, clerk, TAX, Juki__Gateway__V1__DecideNonresidentLink,                \
                                     juki__gateway__v1__nonresident_link_reply__descriptor,                  \
                                     q->link_id = text(link_);                                               \
                                     q->approved = (approved_)))                                             \
                ->refusal)
#define INTEGRATED(a, affair, ...)                                                                           \
    ((const integrated_reply *)ASK(a, "clerk1", affair, Juki__Gateway__V1__SearchIntegrated,                 \
                                   juki__gateway__v1__integrated_reply__descriptor,                          \
                                   q->purpose = text("照会");                                                \
                                   __VA_ARGS__))

static basics_message basics_of(const char *name, const char *kana, const char *birth_date, const char *town)
{
    basics_message basics = JUKI__GATEWAY__V1__NONRESIDENT_BASICS__INIT;
    basics.name = text(name);
    basics.name_kana = text(kana);
    basics.birth_date = text(birth_date);
    basics.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    basics.municipality_code = text("131016");
    basics.prefecture = text("東京都");
    basics.municipality = text("千代田区");
    basics.town = text(town);
    return basics;
}

static PGconn *open_scene(asker *a, world *w)
{
    PGconn *conn = world_database_of(w, "gateway")->conn;
    asker_open(a, w, 1);
    (void)process_start(w, "juki-gateway", NULL);
    return conn;
}

/* ---- 照会, 付番, 選択, 更新, 排他
 * --------------------------------------------------------------------------- */

static const char *check_numbered(asker *a)
{
    basics_message sato = basics_of("佐藤　一郎", "サトウ　イチロウ", "1964-07-01", "霞が関二丁目");
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
    basics_message other = basics_of("佐藤　一郎", "サトウ　イチロウ", "1964-07-01", "永田町");
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
    basics_message moved = basics_of("鈴木　一郎", "スズキ　イチロウ", "1964-07-01", "永田町一丁目");
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
    AWAIT(strcmp(asker_told(a, &a->tax, number)->name, "鈴木　一郎") == 0);
    AWAIT(strcmp(asker_told(a, &a->welfare, number)->name, "鈴木　一郎") == 0);
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
    basics_message secret = basics_of("山田　花", "ヤマダ　ハナ", "1970-01-02", "丸の内");
    const person_reply *reply = REGISTER(a, TAX, q->basics = &secret; q->not_shared = true);
    const char *number = reply->nonresident->addressee_number;
    assert_int_equal(FOUND(a, TAX, q->name = text("山田花"); q->birth_date = text("1970-01-02")), 1);
    assert_int_equal(FOUND(a, WELFARE, q->name = text("山田花"); q->birth_date = text("1970-01-02")), 0);
    assert_string_equal(code_of(SHOW(a, WELFARE, number)->refusal), "number_unknown");
    assert_string_equal(
        code_of(REGISTER(a, WELFARE, q->processing = text("2"); q->addressee_number = text(number))->refusal),
        "number_unknown");
    assert_string_equal(code_of(REGISTER(a, WELFARE, q->basics = &secret)->refusal), "");
}

static void check_deleted(asker *a, const char *number)
{
    const person_reply *reply = UPDATE(a, TAX, "clerk1", q->addressee_number = text(number);
                                       q->history_number = 2; q->state = text("deleted"));
    assert_string_equal(code_of(reply->refusal), "");
    AWAIT(strcmp(asker_told(a, &a->welfare, number)->state, "deleted") == 0);
    assert_int_equal(FOUND(a, TAX, q->name = text("鈴木一郎"); q->birth_date = text("1964-07-01")), 0);
    reply = SHOW(a, TAX, number);
    assert_int_equal(reply->n_history, 3);
    assert_string_equal(reply->link[0]->valid_to, TEST_TODAY);
    assert_string_equal(HOLD(a, "clerk1", number, false), "nonresident_ended");
}

/* ---- 名寄せ ----------------------------------------------------------------------------------------------
 */

static const char *number_one(asker *a, const char *name, const char *number)
{
    basics_message basics = basics_of(name, "", "1950-05-05", "番町");
    const person_reply *reply =
        REGISTER(a, TAX, q->basics = &basics;
                 basics.individual_number = number == NULL ? NULL : asker_seal(a, id.text, number));
    assert_string_equal(code_of(reply->refusal), "");
    assert_null(reply->nonresident->basics->individual_number); /* 個人番号 is in no answer */
    return reply->nonresident->addressee_number;
}

static void check_linked(asker *a, PGconn *conn)
{
    test_person one = person_of(31);
    test_person two = person_of(32);
    const char *from = number_one(a, "高橋　次郎", one.individual_number);
    const char *to = number_one(a, "髙橋　次郎", NULL);
    const char *other = number_one(a, "高橋　三郎", two.individual_number);
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
    AWAIT(bus_acts(a->w, "nonresident.unlinked") == 2 && bus_acts(a->w, "nonresident.linked") >= 2);
}

static void test_api(void **state)
{
    asker a;
    PGconn *conn = open_scene(&a, *state);
    const char *number = check_numbered(&a);
    check_selected(&a, number);
    check_updated(&a, number);
    check_not_shared(&a);
    check_deleted(&a, number);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM nonresident"), 3);
    assert_int_equal(bus_count(*state, "deadletter.gateway"), 0);
    AWAIT(bus_acts(*state, "nonresident.found") == 5);
    assert_int_equal(bus_acts(*state, "nonresident.numbered"), 5);
    check_linked(&a, conn);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM nonresident"), 6);
    asker_close(&a);
}

/* ---- 転入, 引継 and 団体内統合宛名番号
 * ----------------------------------------------------------------------- */

/* 住登外 then 転入: one 団体内統合宛名番号, both 宛名番号 still found, the office that had him is told
 * (REQ-84). */
static void check_move_in(asker *a, PGconn *conn)
{
    test_person who = person_of(41);
    const char *number = number_one(a, "伊藤　四郎", who.individual_number);
    const char *integrated = SHOW(a, TAX, number)->integrated_number;
    assert_int_equal(strlen(integrated), 15);
    basics_message again = basics_of("伊藤　四郎", "", "1950-05-05", "番町");
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
}

/* 引継: who has left keeps his 住民宛名番号, and gets it back when he returns. */
static void check_carried(asker *a, PGconn *conn)
{
    test_person who = person_of(42);
    told left = {"0000000200", 1, who.individual_number, "渡辺　五郎", "1960-06-06", RESIDENT};
    basics_message basics = basics_of("渡辺　五郎", "ワタナベ　ゴロウ", "1960-06-06", "番町");
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
    AWAIT(sql_int(conn, "SELECT count(*) FROM person WHERE name = '移行　九郎'") == 1);
    assert_string_not_equal(number_one(a, "吉田　十子", NULL), number);
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
    PGconn *conn = open_scene(&a, *state);
    check_move_in(&a, conn);
    check_carried(&a, conn);
    check_renumbered(&a, conn);
    check_no_collision(&a, conn);
    check_tool(&a);
    sql(conn, "CHECKPOINT");
    scan_result found = scan_files();
    if (*found.leak != '\0') {
        fail_msg("%d numbers in clear, one in %s", found.leaks, found.leak);
    }
    asker_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_api, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_persons, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("nonresident", tests, NULL, NULL);
}
