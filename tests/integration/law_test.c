/*
 * R-52, K40 to K42: the law tables are data. Loaded by one person, activated by another from the legal
 * effective day on; a bad file changes nothing; two lists for one table stand side by side and their
 * difference is shown; an item of the old table is explained for its time.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include <stdio.h>
#include <string.h>

#define FOLDER  "services/gateway/law/"
#define TABLE   "'番号法第19条第8号に基づく主務省令 第2条の表'"
#define OLD     "'番号法 別表第二'"
#define ASK     "市町村長 155.1 市町村長 住民票関係情報"
#define HOUSING "特定優良賃貸住宅を建設・管理する市町村長 85の2.1 市町村長 住民票関係情報"

typedef struct scene {
    world *w;
    PGconn *conn;
} scene;

static scene open_scene(world *w)
{
    command_all_topics(w, 1);
    (void)process_start(w, "juki-gateway", NULL);
    AWAIT(ctl(w, "op-9", "consumer list") == 0); /* the broker tells of topics that were just made */
    return (scene){.w = w, .conn = world_database_of(w, "gateway")->conn};
}

static void refused(int code, const char *why)
{
    ctl_expect(code, 1);
    ctl_expect_text(why);
}

static void load(scene *s, const char *version)
{
    ctl_expect(ctl(s->w, "op-1", "law load " FOLDER "%s.csv", version), 0);
    ctl_expect_text("state: loaded");
}

/* What is to be named to activate the version; valid until the next call. */
static const char *digest_of(const scene *s, const char *version)
{
    return sql_text(
        s->conn, "SELECT digest FROM approval WHERE kind = 'law_activation' AND approval_id = '%s'", version);
}

static void activate(scene *s, const char *version, const char *from)
{
    load(s, version);
    ctl_expect(ctl(s->w, "op-2", "law activate %s %s %s", version, from, digest_of(s, version)), 0);
    ctl_expect_text("state: active");
}

/* A file whose third line is bad. */
static void load_bad(scene *s, const char *from, const char *to, const char *code)
{
    char path[320];
    (void)snprintf(path, sizeof path, "%s/bad.csv", s->w->dir);
    world_shell("sed '3s/%s/%s/' " FOLDER "ordinance-2.sapporo.csv >%s", from, to, path);
    refused(ctl(s->w, "op-1", "law load %s", path), code);
    ctl_expect_text("3行目");
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM law_row"), 0);
}

static void test_two_persons(void **state)
{
    scene s = open_scene(*state);
    load_bad(&s, "2.1", "", "parties_incomplete");
    load_bad(&s, "地方税関係情報", "", "list_invalid");
    load_bad(&s, ",,,", ",2024-13-01,,", "date_invalid");
    load_bad(&s, "札幌市", "\\xff", "text_invalid");
    refused(ctl(s.w, "op-1", "law activate ordinance-2.sapporo 2024-05-27 x"), "version_unknown");

    load(&s, "ordinance-2.sapporo");
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM law_row WHERE version = 'ordinance-2.sapporo'"),
                     60);
    ctl_expect(ctl(s.w, "op-3", "law explain " TABLE " 155 " ASK), 0);
    ctl_expect_text("code: item_unknown"); /* what nobody has activated decides nothing */
    refused(ctl(s.w, "op-1", "law activate ordinance-2.sapporo 2024-05-27 %s",
                digest_of(&s, "ordinance-2.sapporo")),
            "same_person");
    refused(ctl(s.w, "op-1", "law refuse ordinance-2.sapporo"), "same_person");
    refused(ctl(s.w, "op-9", "law activate ordinance-2.sapporo 2024-05-27 %s",
                digest_of(&s, "ordinance-2.sapporo")),
            "supervisor_required");
    s.w->affair = AFFAIR_CHILD_CARE; /* the list is the desk's; to ask about it anybody may */
    refused(ctl(s.w, "op-9", "law load " FOLDER "ordinance-2.sapporo.csv"), "affair_not_allowed");
    refused(ctl(s.w, "op-2", "law activate ordinance-2.sapporo 2024-05-27 %s",
                digest_of(&s, "ordinance-2.sapporo")),
            "affair_not_allowed");
    ctl_expect(ctl(s.w, "op-3", "law explain " TABLE " 155 " ASK), 0);
    s.w->affair = NULL;
    refused(ctl(s.w, "op-2", "law activate ordinance-2.sapporo 2024-05-32 %s",
                digest_of(&s, "ordinance-2.sapporo")),
            "date_invalid");
    refused(ctl(s.w, "op-2", "law activate ordinance-2.sapporo 2024-05-27 %064d", 0), "digest_differs");
    sql(s.conn, "UPDATE approval SET valid_until = '2026-04-09'");
    refused(ctl(s.w, "op-2", "law activate ordinance-2.sapporo 2024-05-27 %s",
                digest_of(&s, "ordinance-2.sapporo")),
            "approval_expired");
    sql(s.conn, "UPDATE approval SET valid_until = '2026-04-10'");
    sql(s.conn, "UPDATE law_version SET digest = reverse(digest)"); /* other content than was asked for */
    refused(ctl(s.w, "op-2", "law activate ordinance-2.sapporo 2024-05-27 %s",
                digest_of(&s, "ordinance-2.sapporo")),
            "request_changed");
    sql(s.conn, "UPDATE law_version SET digest = reverse(digest)");
    ctl_expect(ctl(s.w, "op-2", "law activate ordinance-2.sapporo 2024-05-27 %s",
                   digest_of(&s, "ordinance-2.sapporo")),
               0);
    ctl_expect_text("effective_from: 2024-05-27");
    refused(ctl(s.w, "op-3", "law refuse ordinance-2.sapporo"), "version_decided");
    refused(ctl(s.w, "op-3", "law load " FOLDER "ordinance-2.sapporo.csv"), "version_taken");

    load(&s, "ordinance-2.akishima"); /* names no parties: in force it would refuse everything */
    refused(ctl(s.w, "op-2", "law activate ordinance-2.akishima 2024-05-27 %s",
                digest_of(&s, "ordinance-2.akishima")),
            "parties_unlisted");
    ctl_expect(ctl(s.w, "op-2", "law refuse ordinance-2.akishima"), 0);
    ctl_expect_text("state: refused");
    ctl_expect(ctl(s.w, "op-3", "law explain " TABLE " 155 " ASK), 0);
    ctl_expect_text("version: ordinance-2.sapporo");
    ctl_expect_text("allowed: true");
    ctl_expect(ctl(s.w, "op-3", "law list"), 0);
    ctl_expect_text("decided_by: op-2");
    AWAIT(bus_acts(s.w, "law.loaded") == 7 && bus_acts(s.w, "law.activated") == 9 &&
          bus_acts(s.w, "law.refused") == 3 && bus_acts(s.w, "law.explained") == 3 &&
          bus_acts(s.w, "law.listed") == 1);
    PGresult *kept = PQexec(s.conn, "DELETE FROM law_row");
    assert_int_equal(PQresultStatus(kept), PGRES_FATAL_ERROR);
    PQclear(kept);
}

/* What is not so is not printed. */
static void explain(scene *s, const char *question, const char *allowed, const char *code,
                    const char *version)
{
    char text[CTL_TEXT_SIZE];
    ctl_expect(ctl(s->w, "op-3", "law explain %s", question), 0);
    assert_string_equal(ctl_value("allowed"), allowed);
    (void)snprintf(text, sizeof text, "%s", ctl_value("code"));
    assert_string_equal(text, code);
    assert_string_equal(ctl_value("version"), version);
}

/* Several tables side by side, each with its versions. */
static void test_golden_cases(void **state)
{
    scene s = open_scene(*state);
    activate(&s, "annex-2.okayama", "2017-11-13");
    activate(&s, "ordinance-2.sapporo", "2024-05-27");
    explain(&s, TABLE " 155 " ASK, "true", "", "ordinance-2.sapporo");
    explain(&s, TABLE " 17 市町村長 17.1 市町村長 住民票関係情報", "", "item_unknown", "ordinance-2.sapporo");
    explain(&s, TABLE " 48 市町村長 48.1 市町村長 住民票関係情報", "true", "", "ordinance-2.sapporo");
    explain(&s, TABLE " 48 厚生労働大臣 48.1 市町村長 住民票関係情報", "", "inquirer_wrong",
            "ordinance-2.sapporo");
    explain(&s, TABLE " 48 市町村長 155.1 市町村長 住民票関係情報", "", "affair_wrong",
            "ordinance-2.sapporo");
    explain(&s, TABLE " 48 市町村長 48.1 都道府県知事 住民票関係情報", "", "provider_wrong",
            "ordinance-2.sapporo");
    explain(&s, TABLE " 1 厚生労働大臣 1.1 市町村長 地方税関係情報", "", "information_wrong",
            "ordinance-2.sapporo");
    explain(&s, TABLE " 155 " ASK " --as-of 2024-05-26", "", "item_not_in_force", "");
    explain(&s, TABLE " 4 市町村長 4.1 市町村長 住民票関係情報", "", "item_unknown", "ordinance-2.sapporo");
    explain(&s, OLD " 85の2 " HOUSING, "", "item_not_in_force", "annex-2.okayama");
    explain(&s, OLD " 85の2 " HOUSING " --as-of 2024-05-26", "true", "", "annex-2.okayama");
    explain(&s, OLD " 62 " ASK " --as-of 2024-05-26", "", "parties_unlisted", "annex-2.okayama");
    explain(&s, TABLE " 85の2 " HOUSING, "", "item_unknown", "ordinance-2.sapporo");
    ctl_expect_text("version: annex-2.okayama"); /* the answer shows where the item did stand */
    refused(ctl(s.w, "op-3", "law explain " TABLE " 155 '' 155.1 市町村長 住民票関係情報"), "item_missing");
    refused(ctl(s.w, "op-3", "law explain " TABLE " 155 " ASK " --as-of 2024-5-1"), "date_invalid");
}

/* What is activated later with an earlier day decides from that day on, and only until the next. */
static void test_versions(void **state)
{
    scene s = open_scene(*state);
    activate(&s, "ordinance-2.sapporo", "2024-05-27");
    world_shell("sed 's/ordinance-2.sapporo/ordinance-2.r7/; /^[^,]*,[^,]*,155,/d' " FOLDER
                "ordinance-2.sapporo.csv >%s/r7.csv",
                s.w->dir);
    ctl_expect(ctl(s.w, "op-1", "law load %s/r7.csv", s.w->dir), 0);
    ctl_expect(ctl(s.w, "op-2", "law activate ordinance-2.r7 2025-04-01 %s", digest_of(&s, "ordinance-2.r7")),
               0);
    explain(&s, TABLE " 155 " ASK, "", "item_not_in_force", "ordinance-2.r7");
    explain(&s, TABLE " 155 " ASK " --as-of 2025-03-31", "true", "", "ordinance-2.sapporo");
    ctl_expect(ctl(s.w, "op-3", "law show ordinance-2.sapporo 155"), 0);
    ctl_expect_text("affair_code: 155.1");
    refused(ctl(s.w, "op-3", "law show ordinance-9"), "version_unknown");
    ctl_expect(ctl(s.w, "op-3", "law diff ordinance-2.sapporo ordinance-2.r7 住民票関係情報"), 1);
    ctl_expect_text("item: 155");
    ctl_expect_text("kind: only_one");
}

/* Two cities published different lists of one table. */
static void test_published_lists_differ(void **state)
{
    static const char *const only_akishima[] = {"14", "49", "127", "140"};
    scene s = open_scene(*state);
    load(&s, "ordinance-2.sapporo");
    load(&s, "ordinance-2.akishima");
    load(&s, "ordinance-2.okayama");
    ctl_expect(ctl(s.w, "op-3", "law diff ordinance-2.sapporo ordinance-2.okayama 住民票関係情報"), 0);
    ctl_expect(ctl(s.w, "op-3", "--json law diff ordinance-2.akishima ordinance-2.okayama"), 1);
    for (size_t i = 0; i < sizeof only_akishima / sizeof only_akishima[0]; i++) {
        char line[64];
        (void)snprintf(line, sizeof line, "\"item\": \"%s\"", only_akishima[i]);
        ctl_expect_text(line);
    }
    ctl_expect_text("\"item\": \"166\"");
    ctl_expect(ctl(s.w, "op-3", "law diff ordinance-2.akishima ordinance-2.akishima"), 0);
    refused(ctl(s.w, "op-3", "law diff ordinance-2.akishima ordinance-9"), "version_unknown");
    AWAIT(bus_acts(s.w, "law.compared") == 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_two_persons, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_golden_cases, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_versions, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_published_lists_differ, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("law", tests, NULL, NULL);
}
