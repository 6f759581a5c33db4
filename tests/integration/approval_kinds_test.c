/*
 * Every kind of act that needs another person's approval (issue 7 point 6; common/staff/APPROVALS.md), walked
 * through the same table: not by who asked, nor who is no 上長, nor of another request than the one that
 * stands, nor after its end; carried out once, as it was approved, before its end. What is refused changes
 * nothing and is in the trail.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/consumers.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/network.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/receiver.h"

#include <stdio.h>
#include <string.h>

#define AFTER "2026-04-25" /* no request of TEST_TODAY stands then */
#define LAW   "ordinance-2.sapporo"
#define MANUAL                                                                                               \
    " approver_id=op-2 witness_id=op-7 addressee_number={person} law_table='" NETWORK_TABLE "' item=155 "    \
    "inquirer_kind=市町村長 inquirer=" NETWORK_BODY                                                          \
    " affair=155.1 information=住民票関係情報 asked_item=householder"
#define TOOL(kind, items, others)                                                                            \
    {                                                                                                        \
        .name = (kind), .service = "audit", .ask = "approval ask " kind " " items " --purpose 年次",         \
        .approve = "approval approve " kind " {id} {digest}", .use = "approval use " kind " {id} " items,    \
        .use_other = "approval use " kind " {id} " others, .tables = "register_step"                         \
    }

enum { PATH_BYTES = 320, DIGESTS_BYTES = 640, ID_BYTES = 80, PERSON = 1 };

typedef struct scene {
    world *w;
    PGconn *db; /* of the kind's service */
    PGconn *audit;
    char id[ID_BYTES];
    char digest[ID_BYTES];
    int files;
} scene;

typedef struct kind {
    const char *name;
    const char *service;
    const char *ask; /* by op-1; words in braces are put in (expand) */
    const char *approve;
    const char *use;       /* NULL: carried out with the approval */
    const char *use_other; /* another act than the approved one */
    const char *tables;    /* that the act changes */
    const char *done;      /* counts what it has done; NULL: a tool does it */
    /* what is answered instead of the common code, where a room says it in its own words */
    const char *expired;
    const char *again;
    const char *changed;
    void (*prepare)(scene *s);
} kind;

/* ---- what there has to be ------------------------------------------------------------------------------ */

static void need_application(scene *s)
{
    world_shell(
        "printf '%%s' '{\"id\": \"pension\", \"office\": \"試験課\", \"affair\": \"国民年金\", "
        "\"legal_basis\": \"試験法\", \"item\": [\"change_id\", \"addressee_number\", \"restrained\", "
        "\"state\", \"name\"], \"uses_number\": false, \"valid_from\": \"" TEST_TODAY
        "\"}' >%s/application.json",
        s->w->dir);
}

static void need_person(scene *s)
{
    network_put_law(s->w);
    network_tell(s->w, &(network_person){.serial = PERSON});
    AWAIT(sql_int(s->db, "SELECT count(*) FROM person") == 1);
}

static void need_old_exchange(scene *s)
{
    sql(s->db,
        "INSERT INTO exchange_record (direction, exchange_id, inquirer_kind, inquirer, provider, law_table, "
        "item, affair, information, law_version, permit_id, outcome, operator_id, terminal_id, received_at, "
        "closed_at) VALUES ('provided', '', '市町村長', '131016', '132071', 't', '48', '48.1', 'i', 'v', '', "
        "'answered', '', '', '2019-04-09', '2019-04-09')");
}

static void need_old_record(scene *s)
{
    sql(s->db,
        "INSERT INTO record (register_ref, code_index, number_index, resident_code, individual_number, "
        "content, "
        "update_number, current, recorded_at) VALUES ('a', 'a', 'a', '', '', '', 1, false, '1850-01-01')");
    sql(s->db, "INSERT INTO person (code_index, register_ref, update_number) VALUES ('a', 'a', 1)");
}

/* ---- the kinds ----------------------------------------------------------------------------------------- */

static const kind KINDS[] = {
    TOOL("bulk_output", "table=statistics columns=3", "columns=3 table=statistics"),
    TOOL("key_destruction", "key=tax/2026 records=0", "key=tax/2027 records=0"),
    TOOL("backup_takeout", "manifest=0a place=/mnt/site2", "manifest=0a place=/mnt/site3"),
    {.name = "media_export",
     .service = "identity",
     .ask = "media permit comparison prefecture 5 --purpose yearly",
     .approve = "media approve {id} {digest}",
     .use = "media export {id} comparison prefecture {file} --purpose yearly",
     .use_other = "media export {id} comparison prefecture {file} --purpose curious",
     .tables = "media_permit,media_export",
     .done = "SELECT count(*) FROM media_export",
     .expired = "permit_expired",
     .again = "permit_used",
     .changed = "other_request"},
    {.name = "erasure",
     .service = "identity",
     .ask = "retention erase removed_record --service identity --purpose 年次消去",
     .approve = "approval approve erasure {id} {digest} --service identity",
     .tables = "record,erasure",
     .done = "SELECT count(*) FROM erasure WHERE class = 'removed_record' AND state = 'done' AND erased = 1",
     .prepare = need_old_record},
    {.name = "manual_provision",
     .service = "gateway",
     .ask = "provision record document=第1号" MANUAL,
     .approve = "approval approve manual_provision {id} {digest} --service gateway",
     .use = "provision record approval_id={id} document=第1号" MANUAL,
     .use_other = "provision record approval_id={id} document=第2号" MANUAL,
     .tables = "provision_manual,exchange_record",
     .done = "SELECT count(*) FROM provision_manual",
     .prepare = need_person},
    {.name = "law_activation",
     .service = "gateway",
     .ask = "law load services/gateway/law/" LAW ".csv",
     .approve = "law activate {id} 2024-05-27 {digest}",
     .tables = "law_version",
     .done = "SELECT count(*) FROM law_version WHERE version = '" LAW "' AND state = 'active'",
     .again = "version_decided"},
    {.name = "consumer_activation",
     .service = "gateway",
     .ask = "consumer apply {dir}/application.json",
     .approve = "consumer approve {id} {digest}",
     .tables = "consumer_record,consumer",
     .done = "SELECT count(*) FROM consumer WHERE id = 'pension'",
     .again = "application_decided",
     .prepare = need_application},
    {.name = "exchange_erasure",
     .service = "gateway",
     .ask = "exchange erase 2019-04-10 --purpose 期間経過",
     .approve = "exchange erase-approve {id} {digest}",
     .tables = "exchange_erasure,exchange_record",
     .done = "SELECT count(*) FROM exchange_erasure WHERE state = 'done' AND erased = 1",
     .again = "erasure_decided",
     .prepare = need_old_exchange},
};

/* ---- one act --------------------------------------------------------------------------------------------
 */

/* The words with their braces put in; valid until the next call. */
static const char *expand(scene *s, const char *words)
{
    static char ret[CTL_TEXT_SIZE];
    char file[PATH_BYTES];
    char *at = ret;
    (void)snprintf(file, sizeof file, "%s/media-%d.cms", s->w->dir, s->files);
    const char *const values[][2] = {{"{id}", s->id},
                                     {"{digest}", s->digest},
                                     {"{dir}", s->w->dir},
                                     {"{file}", file},
                                     {"{person}", network_addressee(PERSON)}};
    while (*words != '\0') {
        const char *value = NULL;
        for (size_t i = 0; i < sizeof values / sizeof values[0] && value == NULL; i++) {
            if (strncmp(words, values[i][0], strlen(values[i][0])) == 0) {
                value = values[i][1];
                words += strlen(values[i][0]);
            }
        }
        assert_true(at - ret + (value == NULL ? 1 : (long)strlen(value)) < (long)sizeof ret);
        at = value == NULL ? at : stpcpy(at, value);
        if (value == NULL) {
            *at++ = *words++;
        }
    }
    *at = '\0';
    return ret;
}

static int act(scene *s, const char *by, const char *words)
{
    return ctl(s->w, by, "%s", expand(s, words));
}

static int64_t refusals(const scene *s, const kind *of, const char *by, const char *code)
{
    return sql_int(s->audit,
                   "SELECT count(*) FROM auditor.act WHERE service = '%s' AND operator_id = '%s' AND "
                   "refused_code = '%s'",
                   of->service, by, code);
}

/* Told, without effect, and in the trail. */
static void refused(scene *s, const kind *of, const char *by, const char *words, const char *code)
{
    char tables[PATH_BYTES];
    char before[DIGESTS_BYTES];
    (void)snprintf(tables, sizeof tables, "approval,%s", of->tables);
    (void)snprintf(before, sizeof before, "%s", sql_digest(s->db, tables));
    int64_t known = refusals(s, of, by, code);
    int done = act(s, by, words);
    print_message("# %s: %s\n", of->name, code);
    ctl_expect(done, 1);
    ctl_expect_text(code);
    assert_string_equal(sql_digest(s->db, tables), before);
    AWAIT(refusals(s, of, by, code) == known + 1);
}

static const char *either(const char *own, const char *common)
{
    return own == NULL ? common : own;
}

static void ask(scene *s, const kind *of)
{
    ctl_expect(act(s, "op-1", of->ask), 0);
    (void)snprintf(
        s->id, sizeof s->id, "%s",
        sql_text(s->db, "SELECT approval_id FROM approval WHERE kind = '%s' AND state = 'asked'", of->name));
    (void)snprintf(s->digest, sizeof s->digest, "%s",
                   sql_text(s->db, "SELECT digest FROM approval WHERE kind = '%s' AND approval_id = '%s'",
                            of->name, s->id));
    assert_int_equal(strlen(s->digest), 64);
}

static void decide(scene *s, const kind *of)
{
    char digest[ID_BYTES];
    refused(s, of, "op-1", of->approve, "same_person");
    refused(s, of, "op-9", of->approve, "supervisor_required");
    (void)snprintf(digest, sizeof digest, "%s", s->digest);
    (void)snprintf(s->digest, sizeof s->digest, "%064d", 0);
    refused(s, of, "op-2", of->approve, "digest_differs");
    (void)snprintf(s->digest, sizeof s->digest, "%s", digest);
    world_set_day(s->w, AFTER);
    refused(s, of, "op-2", of->approve, either(of->expired, "approval_expired"));
    world_set_day(s->w, TEST_TODAY);
    ctl_expect(act(s, "op-2", of->approve), 0);
}

static void await_done(scene *s, const kind *of)
{
    AWAIT(sql_int(s->db,
                  "SELECT count(*) FROM approval WHERE kind = '%s' AND approval_id = '%s' AND state = 'used'",
                  of->name, s->id) == 1);
    if (of->done != NULL) {
        AWAIT(sql_int(s->db, "%s", of->done) == 1);
    }
}

/* What was carried out with the approval cannot be approved again. */
static void decide_again(scene *s, const kind *of)
{
    await_done(s, of);
    refused(s, of, "op-3", of->approve, either(of->again, "approval_decided"));
}

static void carry_out(scene *s, const kind *of)
{
    refused(s, of, "op-3", of->use, "other_person");
    refused(s, of, "op-1", of->use_other, either(of->changed, "request_changed"));
    world_set_day(s->w, AFTER);
    refused(s, of, "op-1", of->use, either(of->expired, "approval_expired"));
    world_set_day(s->w, TEST_TODAY);
    ctl_expect(act(s, "op-1", of->use), 0);
    s->files++;
    await_done(s, of);
    refused(s, of, "op-1", of->use, either(of->again, "approval_used"));
}

static void test_every_kind(void **state)
{
    scene s = {.w = *state};
    char path[PATH_BYTES];
    char clock[PATH_BYTES + 16];
    char certificates[PATH_BYTES + 32];
    (void)snprintf(path, sizeof path, "%s/prefecture.pem", s.w->dir);
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", s.w->dir);
    (void)snprintf(certificates, sizeof certificates, "JUKI_MEDIA_CERT_DIR=%s", s.w->dir);
    receiver *prefecture = receiver_new(path, false);
    const char *const env[] = {PROCESS_STATIC[0], clock, certificates, NULL};
    command_all_topics(s.w, 1);
    world_set_day(s.w, TEST_TODAY);
    (void)process_start(s.w, "juki-audit", (const char *const[]){PROCESS_STATIC[0], clock, NULL});
    (void)process_start(s.w, "juki-identity", env);
    (void)process_start(s.w, "juki-gateway", (const char *const[]){PROCESS_STATIC[0], clock, NULL});
    s.audit = world_database_of(s.w, "audit")->conn;
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        const kind *of = &KINDS[i];
        s.db = world_database_of(s.w, of->service)->conn;
        if (of->prepare != NULL) {
            of->prepare(&s);
        }
        ask(&s, of);
        decide(&s, of);
        (of->use != NULL ? carry_out : decide_again)(&s, of);
    }
    receiver_free(prefecture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_kind, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("approval_kinds", tests, NULL, NULL);
}
