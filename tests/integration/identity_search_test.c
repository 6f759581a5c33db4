/* 本人確認情報検索 through Kafka and PostgreSQL: by every allowed key, as a list and one of it, refused,
 * audited. The test plays the register. */
#include "tests/integration/harness/played.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "juki/audit/v1/audit.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 101, MANY_FROM = 1000, OPENED = 10000 };

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static const played AI = {2, "辻\U000E0102　愛", "ツジ　アイ", "1984-02-29", "１－１７", NULL, 0, 0};
static const played AI_TOO = {4, "辻　愛", "ツヂ　アイ", "1984-02-29", "２０－３", NULL, 0, 0};
static const played TARO = {3, "佐藤　太郎", "サトウ　タロウ", "1990-01-15", "１－１８", NULL, 0, 0};

/* ---- what is tested ------------------------------------------------------------------------------------ */

/* Each pair of the four, and what narrows. */
static void check_items(scene *s)
{
    assert_int_equal(FOUND(s, q->name = text("辻 愛"); q->birth_date = text("昭和59年2月29日")), 2);
    assert_int_equal(FOUND(s, q->name = text("辻愛"); q->address = text("田中町1-17")), 1);
    assert_int_equal(FOUND(s, q->address = text("田中町"); q->birth_date = text("1984-02-29")), 2);
    assert_int_equal(FOUND(s, q->address = text("昭和町"); q->birth_date = text("1984-02-29")), 0);
    assert_int_equal(FOUND(s, q->name_kana = text("つじ　あい"); q->name = text("辻　愛")), 2);
    assert_int_equal(FOUND(s, q->name_kana = text("ツジアイ"); q->address = text("昭島市田中町")), 2);
    assert_int_equal(FOUND(s, q->name_kana = text("ツチアイ"); q->address = text("昭島市田中町")), 1);
    assert_int_equal(FOUND(s, q->name_kana = text("さとお　たろう"); q->birth_date = text("1990-01-15")), 1);
    assert_int_equal(
        FOUND(s, q->name_kana = text("ツジ*"); q->birth_date = text("1984-02-29"); q->address = text("20-3")),
        1);
    assert_int_equal(
        FOUND(s, q->name = text("佐藤*"); q->birth_date = text("1984-02-29"); q->address = text("田中町")),
        0);
    assert_int_equal(FOUND(s, q->name = text("佐藤　太郎"); q->birth_date = text("1990-01-15");
                           q->sex = JUKI__COMMON__V1__SEX__SEX_FEMALE),
                     0);
    assert_int_equal(FOUND(s, q->name = text("佐藤"); q->birth_date = text("1990-01-15")), 0);
}

static void check_numbers(scene *s)
{
    test_person ai = person_of(AI.serial);
    assert_int_equal(FOUND(s, q->resident_code = scene_seal(s, "resident_code", a.id.text, ai.resident_code)),
                     1);
    assert_int_equal(
        FOUND(s, q->individual_number = scene_seal(s, "individual_number", a.id.text, ai.individual_number)),
        1);
    assert_int_equal(FOUND(s, q->individual_number = scene_seal(s, "individual_number", a.id.text,
                                                                person_of(77).individual_number)),
                     0);
    REFUSED(s, "check_digit", q->resident_code = scene_seal(s, "resident_code", a.id.text, "12345678901"));
    REFUSED(s, "seal_broken",
            q->resident_code = scene_seal(s, "resident_code", "another request", ai.resident_code));
}

static void check_refusals(scene *s)
{
    REFUSED(s, "search_key_missing", q->name = text("辻　愛"); q->sex = JUKI__COMMON__V1__SEX__SEX_FEMALE);
    REFUSED(s, "search_key_missing", q->name = text("＊"); q->birth_date = text("1984-02-29"));
    REFUSED(s, "token_other_operator", q->name = text("辻愛"); q->birth_date = text("1984-02-29");
            a.who.operator_id = text(""));
}

/* The list shows no number; the one chosen has them, for the terminal's key; nobody else may choose of it. */
static void check_choice(scene *s, PGconn *file)
{
    asked own;
    asked_prepare(&own);
    own.question.name = text("辻　愛");
    own.question.birth_date = text("1984-02-29");
    search_reply *list = asked_ask(s, &own);
    assert_int_equal(list->n_found, 2);
    assert_int_equal(list->found[1]->place, 2);
    assert_string_equal(list->found[0]->name, AI.name); /* as it is written, in the order of its kana */
    show_reply *one = scene_show(s, "clerk1", own.id.text, 1);
    assert_null(one->refusal);
    assert_string_equal(one->person->name, AI.name);
    assert_string_equal(one->reason, "birth");
    assert_string_equal(scene_code(s, one), person_of(AI.serial).resident_code);
    juki__identity__v1__show_identity_reply__free_unpacked(one, NULL);
    juki__identity__v1__search_identity_reply__free_unpacked(list, NULL);
    scene_not_shown(s, "clerk2", own.id.text, 1);
    scene_not_shown(s, "clerk1", own.id.text, 3);
    scene_not_shown(s, "clerk1", command_new_id().text, 1);
    sql(file, "UPDATE search_hit SET asked_at = now() - interval '31 minutes'");
    scene_not_shown(s, "clerk1", own.id.text, 1);
    /* and the next list erases what nobody may choose from any more */
    assert_int_equal(FOUND(s, q->name = text("辻 愛"); q->birth_date = text("1984-02-29")), 2);
    assert_int_equal(sql_int(file, "SELECT count(*) FROM search_hit"), 2);
}

/* ---- the trail ----------------------------------------------------------------------------------------- */

typedef struct heard {
    int refused;
    int searched;
    int found;
    int shown;
    char detail[256]; /* of the latest search */
} heard;

static void hear(heard *all, const Juki__Audit__V1__AuditRecord *act)
{
    bool searched = strcmp(act->action, "identity.searched") == 0;
    bool hit = strcmp(act->action, "identity.found") == 0;
    bool shown = strcmp(act->action, "identity.shown") == 0;
    if (strncmp(act->action, "identity.", 9) == 0) { /* ids and digests of others may have any digits */
        assert_null(strstr(act->detail, "辻"));
        assert_null(strstr(act->detail, "1984"));
    }
    if (searched || hit || shown) {
        assert_non_null(act->operator_);
    }
    if (hit || (shown && act->result == JUKI__AUDIT__V1__RESULT__RESULT_DONE)) {
        assert_int_equal(strlen(act->subject), 32);
    }
    all->refused += searched && act->result == JUKI__AUDIT__V1__RESULT__RESULT_REFUSED;
    all->searched += searched;
    all->found += hit;
    all->shown += shown;
    if (searched) {
        (void)snprintf(all->detail, sizeof all->detail, "%s", act->detail);
    }
}

static heard heard_so_far(scene *s)
{
    heard all = {0};
    bus_records records = bus_read(s->w, JU_TOPIC_AUDIT_RECORD);
    for (size_t i = 0; i < records.count; i++) {
        Juki__Audit__V1__AuditRecords *acts =
            juki__audit__v1__audit_records__unpack(NULL, records.item[i].size, records.item[i].value);
        for (size_t n = 0; acts != NULL && n < acts->n_record; n++) {
            hear(&all, acts->record[n]);
        }
        juki__audit__v1__audit_records__free_unpacked(acts, NULL);
    }
    bus_free(&records);
    return all;
}

/* Each question with the mode of its key, each refusal, each person found or shown; no value. */
static void check_trail(scene *s)
{
    heard before = heard_so_far(s);
    assert_int_equal(FOUND(s, q->name = text("辻愛"); q->birth_date = text("1984-02-29")), 2);
    REFUSED(s, "search_key_missing", q->birth_date = text("1984-02-29"));
    AWAIT(heard_so_far(s).searched == before.searched + 2);
    heard after = heard_so_far(s);
    assert_int_equal(after.found, before.found + 2);
    assert_int_equal(after.refused, before.refused + 1);
    assert_true(after.shown >= 5);
    assert_int_equal(FOUND(s, q->resident_code = scene_seal(s, "resident_code", a.id.text,
                                                            person_of(AI.serial).resident_code)),
                     1);
    AWAIT(heard_so_far(s).searched == after.searched + 1);
    int codes = 0;
    bus_records records = bus_read(s->w, JU_TOPIC_AUDIT_RECORD);
    for (size_t i = 0; i < records.count; i++) {
        codes += memmem(records.item[i].value, records.item[i].size, "mode=code found=1", 17) != NULL;
    }
    bus_free(&records);
    assert_true(codes >= 1);
}

/* ---- what the file does -------------------------------------------------------------------------------- */

/* What changes nothing that is searched for leaves its row alone. */
static void check_unchanged(scene *s, PGconn *file)
{
    static const char VERSIONS[] =
        "SELECT string_agg(xmin::text, ' ' ORDER BY code_index) FROM person_search";
    char before[128];
    played same = AI;
    same.reason = "minor_correction";
    same.sequence = 2;
    (void)snprintf(before, sizeof before, "%s", sql_text(file, VERSIONS));
    played_tell(s, &same);
    AWAIT(sql_int(file, "SELECT count(*) FROM record") == 4);
    assert_string_equal(sql_text(file, VERSIONS), before);
}

static void check_changes(scene *s, PGconn *file)
{
    played renumbered = TARO;
    played gone = AI_TOO;
    renumbered.reason = "code_change";
    renumbered.sequence = 2;
    renumbered.new_code = 500;
    gone.reason = "death";
    gone.sequence = 2;
    played_tell(s, &renumbered);
    played_tell(s, &gone);
    AWAIT(sql_int(file, "SELECT count(*) FROM record") == 6);
    assert_int_equal(FOUND(s, q->name = text("佐藤　太郎"); q->birth_date = text("1990-01-15")), 1);
    assert_int_equal(
        FOUND(s, q->resident_code = scene_seal(s, "resident_code", a.id.text, person_of(500).resident_code)),
        1);
    assert_int_equal(FOUND(s, q->resident_code = scene_seal(s, "resident_code", a.id.text,
                                                            person_of(TARO.serial).resident_code)),
                     0);
    assert_int_equal(FOUND(s, q->name = text("辻愛"); q->birth_date = text("1984-02-29")), 1);
    assert_int_equal(FOUND(s, q->name = text("辻愛"); q->birth_date = text("1984-02-29"); q->removed = true),
                     2);
}

static void check_too_many(scene *s, PGconn *file)
{
    for (int i = 0; i < MANY; i++) {
        played one = TARO;
        one.serial = MANY_FROM + i;
        one.birth = "2001-01-01";
        played_tell(s, &one);
    }
    AWAIT(sql_int(file, "SELECT count(*) FROM person_search") == 3 + MANY);
    REFUSED(s, "search_too_many", q->name = text("佐藤太郎"); q->birth_date = text("2001-01-01"));
    assert_int_equal(FOUND(s, q->name = text("佐藤太郎"); q->birth_date = text("2001-01-01");
                           q->sex = JUKI__COMMON__V1__SEX__SEX_MALE),
                     MANY / 2);
}

/* A key that finds more than are opened: too many, whoever is meant; a name beside it narrows in time. */
static void check_wide_key(scene *s, PGconn *file)
{
    sql(file,
        "INSERT INTO record (register_ref, update_number, code_index, number_index, resident_code, "
        "individual_number, current, content) SELECT 'wide' || n, 1, sha256(n::text::bytea), '', '', '', "
        "true, '' "
        "FROM generate_series(1, %d) n",
        OPENED + 1);
    sql(file,
        "INSERT INTO person (code_index, register_ref, update_number) SELECT code_index, register_ref, 1 "
        "FROM record WHERE register_ref LIKE 'wide%%'");
    sql(file, "INSERT INTO person_search (code_index, number_index, birth_date, sex, current, rule) SELECT "
              "code_index, '', '1911-01-01', 1, true, 1 FROM record WHERE register_ref LIKE 'wide%%'");
    REFUSED(s, "search_too_many", q->address = text("田中町"); q->birth_date = text("1911-01-01"));
    assert_int_equal(FOUND(s, q->name = text("辻愛"); q->birth_date = text("1911-01-01")), 0);
}

/* A file that was there before its search, or was folded by another rule. */
static void check_fill(PGconn *file, const process *service)
{
    char before[128];
    (void)snprintf(before, sizeof before, "%s", sql_digest(file, "person_search"));
    assert_int_equal(process_fill_search(service), 0);
    sql(file, "DELETE FROM person_search WHERE birth_date = '1990-01-15'");
    sql(file, "UPDATE person_search SET rule = 0, name_word = 0 WHERE birth_date = '1984-02-29'");
    assert_int_equal(process_fill_search(service), 3);
    assert_string_equal(sql_digest(file, "person_search"), before);
}

static void test_search(void **state)
{
    scene s;
    scene_open(&s, *state);
    PGconn *file = world_database_of(s.w, "identity")->conn;
    process *service = process_start(s.w, "juki-identity", NULL);
    played_tell(&s, &AI);
    played_tell(&s, &AI_TOO);
    played_tell(&s, &TARO);
    AWAIT(sql_int(file, "SELECT count(*) FROM person_search") == 3);
    check_items(&s);
    check_numbers(&s);
    check_refusals(&s);
    check_choice(&s, file);
    check_trail(&s);
    check_unchanged(&s, file);
    check_changes(&s, file);
    check_fill(file, service);
    check_too_many(&s, file);
    check_wide_key(&s, file);
    assert_int_equal(bus_count(s.w, JU_TOPIC_DEADLETTER_IDENTITY), 0);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_search, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("identity search", tests, NULL, NULL);
}
