/*
 * Whoever looks at topics sees no body but for a purpose, which the trail has first, and in the role for it
 * (seed 003 REQ-64; design 2.9).
 */
#include "tests/integration/harness/anyone.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/staff.h"

#include "common/base/clock.h"
#include "common/event/topic_names.h"
#include "juki/audit/v1/question.pb-c.h"

#include <stdlib.h>

#define TAIL "topic tail audit.reply --from beginning --json --tls %s/counter"

/* Somebody in this role and class asks without jukictl; what he is told. */
static const char *asked(anyone *a, const char *roles, const char *person_class)
{
    const issuer_person person = {
        .roles = roles, .person_class = person_class, .organisation = "委託先", .place = "別館"};
    char *token = issuer_token_as(staff_issuer(a->w),
                                  &(issuer_claims){"clerk1", "w1", ju_clock_epoch_s(), 600}, &person);
    command_id id =
        anyone_send(a->w, JU_TOPIC_AUDIT_COMMAND, &juki__audit__v1__open_bodies__descriptor, "clerk1", token);
    free(token);
    return anyone_code(a, JU_TOPIC_AUDIT_COMMAND, id.text);
}

static void bodies_are_shown_for_a_purpose(void **state)
{
    world *w = *state;
    PGconn *log = world_database_of(w, "audit")->conn;
    const char *tls = world_env("JUKI_TEST_TLS");
    command_all_topics(w, 1);
    process *audit = process_start(w, "juki-audit", NULL);
    ctl_expect(ctl(w, "op-1", "audit counts --purpose 点検"), 0);
    ctl_expect(ctl(w, "op-1", TAIL, tls), 0);
    ctl_expect_text("juki.audit.v1.CountsReply");
    ctl_expect_text(" bytes)");
    ctl_expect_no_text("\"request_id\"");
    assert_int_equal(sql_int(log, "SELECT count(*) FROM auditor.act WHERE action = 'bodies.opened'"), 0);

    ctl_expect(ctl(w, "op-1", TAIL " --purpose 障害調査", tls), 0);
    ctl_expect_text("\"request_id\"");
    AWAIT(sql_int(
              log,
              "SELECT count(*) FROM auditor.act WHERE action = 'bodies.opened' AND operator_id = 'op-1' AND "
              "refused_code IS NULL AND detail = 'topic=audit.reply record='") == 1);
    /* who asks is said as everywhere, and is who the token names */
    ctl_expect(ctl(w, "op-1", TAIL " --purpose 障害調査 --operator op-2", tls), 1);
    ctl_expect_text("token_other_operator");
    ctl_expect_no_text("CountsReply");
    ctl_expect(ctl(w, "op-1", TAIL " --purpose 障害調査 --operator op-1 --terminal w1 --office 情報課", tls),
               0);
    ctl_expect_text("\"request_id\"");
    ctl_expect(ctl(w, "op-1", "topic tail Audit.reply --purpose 障害調査 --tls %s/counter", tls), 1);
    ctl_expect_text("topic_invalid");

    ctl_expect(ctl(w, "op-1", "topic tail 0000000000 --purpose x --tls %s/counter", tls), 1);
    ctl_expect_text("topic_invalid");
    /* what is typed is kept without its numbers, and once */
    ctl_expect(ctl(w, "op-1", "retention preview --service audit --purpose '点検 0000000000'"), 0);
    AWAIT(sql_int(log, "SELECT count(*) FROM auditor.act WHERE action = 'retention.previewed' AND "
                       "purpose = '点検 ***' AND strpos(detail, '点検') = 0") == 1);
    ctl_expect_no_text("0000000000");

    anyone *a = anyone_open(w);
    assert_string_equal(asked(a, "照会 入力 審査 監査", NULL), "role_not_allowed");
    assert_string_equal(asked(a, "運用", NULL), "role_not_allowed");
    assert_string_equal(asked(a, "管理", "委託"), "class_not_allowed");
    assert_string_equal(asked(a, "管理", NULL), "purpose_missing");
    AWAIT(sql_int(
              log,
              "SELECT count(*) FROM auditor.act WHERE action = 'staff.refused' AND detail = 'OpenBodies'") ==
          4); /* and the token of another one, above */
    anyone_close(a);

    process_stop(audit); /* nobody takes the purpose: nothing is shown */
    ctl_expect(ctl(w, "op-1", TAIL " --purpose 障害調査 --timeout 2", tls), 3);
    ctl_expect_no_text("CountsReply");
    ctl_expect(ctl(w, "op-1", TAIL, tls), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bodies_are_shown_for_a_purpose, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("bodies", tests, NULL, NULL);
}
