/* 本人確認情報照会 through Kafka and PostgreSQL: who lives elsewhere is asked for at the prefecture or the
 * national body (seed 002 R-18). The test plays another municipality. */
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/searcher.h"

#include "common/code/code.h"
#include "common/event/topic_names.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/identity/v1/inquiry.pb-c.h"

#include <string.h>

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* 立川市 tells the prefecture of a resident. */
static void notify_prefecture(scene *s, const test_person *who)
{
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Common__V1__Address address;
    Juki__Identity__V1__ResidentNotice notice = JUKI__IDENTITY__V1__RESIDENT_NOTICE__INIT;
    ju_keyring *identity = s->ring;
    command_id event = command_new_id();
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "prefecture", &s->ring, NULL), JU_OK);
    command_address(&address, "132021", "５－５");
    birth.date = text("1971-11-03");
    notice.resident_code = scene_seal(s, "resident_code", event.text, who->resident_code);
    notice.individual_number = scene_seal(s, "individual_number", event.text, who->individual_number);
    notice.name = text("立川　花");
    notice.birth_date = &birth;
    notice.address = &address;
    notice.reason = text("birth");
    notice.change_date = text(TEST_TODAY);
    bus_send(s->w, JU_TOPIC_LINK_PREFECTURE_OUT,
             &(bus_event){.key = "tachikawa", .id = event.text, .sequence = 1, .message = &notice.base});
    ju_keyring_free(s->ring);
    s->ring = identity;
}

/* Asks, and shows the one found: his code must be this. */
static void check_elsewhere(scene *s, asked *a, const char *name, const char *resident_code)
{
    search_reply *list = asked_ask(s, a);
    assert_null(list->refusal);
    assert_int_equal(list->n_found, 1);
    assert_string_equal(list->found[0]->name, name);
    show_reply *one = scene_show(s, "clerk1", a->id.text, 1);
    assert_null(one->refusal);
    assert_string_equal(one->person->name, name);
    assert_string_equal(one->municipality_code, a->question.municipality_code);
    assert_string_equal(scene_code(s, one), resident_code);
    juki__identity__v1__show_identity_reply__free_unpacked(one, NULL);
    juki__identity__v1__search_identity_reply__free_unpacked(list, NULL);
    scene_not_shown(s, "clerk2", a->id.text, 1);
}

static void check_prefecture(scene *s)
{
    const test_person hana = person_of(700);
    asked own;
    notify_prefecture(s, &hana);
    AWAIT(sql_int(world_database_of(s->w, "prefecture")->conn, "SELECT count(*) FROM person") == 1);
    asked_prepare(&own);
    own.question.municipality_code = text("132021");
    own.question.name = text("立川 花");
    own.question.birth_date = text("昭和46年11月3日");
    check_elsewhere(s, &own, "立川　花", hana.resident_code);
    asked_prepare(&own);
    own.question.municipality_code = text("132021");
    own.question.individual_number = scene_seal(s, "individual_number", own.id.text, hana.individual_number);
    check_elsewhere(s, &own, "立川　花", hana.resident_code);
    assert_int_equal(FOUND(s, q->municipality_code = text("132021"); q->name = text("立川 花");
                           q->birth_date = text("1971-11-04")),
                     0);
}

/* The 住民票コード of a serial of the national body's block. */
static const char *national_code(scene *s, int serial)
{
    const char *body = ju_arena_printf(&s->arena, "00009%05d", serial);
    return ju_arena_printf(&s->arena, "%s%c", body, ju_code_check_digit(JU_CODE_RESIDENT_CODE, body));
}

static void check_national(scene *s)
{
    asked a;
    asked_prepare(&a);
    a.question.municipality_code = text("011002");
    a.question.name_kana = text("れいじ　ほくと");
    a.question.address = text("札幌市中央区");
    check_elsewhere(s, &a, "例示　北斗", national_code(s, 99001));
    asked_prepare(&a);
    a.question.municipality_code = text("142069");
    a.question.resident_code = scene_seal(s, "resident_code", a.id.text, national_code(s, 99003));
    check_elsewhere(s, &a, "見本　早川", national_code(s, 99003));
}

static void answer(scene *s, const char *topic, const char *request_id)
{
    Juki__Identity__V1__IdentityInquiryAnswered none = JUKI__IDENTITY__V1__IDENTITY_INQUIRY_ANSWERED__INIT;
    none.request_id = text(request_id);
    bus_send(s->w, topic, &(bus_event){.key = request_id, .message = &none.base});
}

static int64_t letters(scene *s, const char *code)
{
    return sql_int(world_database_of(s->w, "identity")->conn,
                   "SELECT count(*) FROM dead_letter WHERE code = '%s'", code);
}

/* Only the one answer of the one who was asked; the national body is away at first. */
static void check_wrong_answers(scene *s)
{
    command_id nothing = command_new_id();
    asked a;
    asked_prepare(&a);
    a.question.municipality_code = text("011002");
    a.question.name = text("例示　南");
    a.question.birth_date = text("1979-12-24");
    asked_send(s, &a);
    AWAIT(sql_int(world_database_of(s->w, "identity")->conn, "SELECT count(*) FROM inquiry WHERE open") == 1);
    answer(s, JU_TOPIC_LINK_PREFECTURE_IN, a.id.text);
    AWAIT(letters(s, "peer_mismatch") == 1);
    answer(s, JU_TOPIC_LINK_NATIONAL_IN, nothing.text);
    AWAIT(letters(s, "request_unknown") == 1);
    (void)process_start(s->w, "peer-national", NULL);
    search_reply *list = asked_answer(s, &a);
    assert_int_equal(list->n_found, 1);
    juki__identity__v1__search_identity_reply__free_unpacked(list, NULL);
    answer(s, JU_TOPIC_LINK_NATIONAL_IN, a.id.text);
    AWAIT(letters(s, "request_answered") == 1);
}

static void test_inquiry(void **state)
{
    scene s;
    scene_open(&s, *state);
    (void)process_start(s.w, "juki-identity", NULL);
    (void)process_start(s.w, "peer-prefecture", NULL);
    check_wrong_answers(&s);
    check_prefecture(&s);
    check_national(&s);
    assert_int_equal(
        sql_int(world_database_of(s.w, "identity")->conn, "SELECT count(*) FROM inquiry WHERE open"), 0);
    AWAIT(bus_acts(s.w, "identity.inquiry_answered") == 6);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_inquiry, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("identity inquiry", tests, NULL, NULL);
}
