/*
 * What is forbidden is refused, changes nothing and stands in the trail (issue 7: a random 200 forbidden
 * actions each leave an audit record; seed 003 REQ-35; seed 004_001 K7, K11, K15): random commands of all
 * topics, by who has no token, a false one, or a good one that does not allow it. JUKI_FORBIDDEN_SEED repeats
 * a run.
 */
#include "tests/integration/harness/anyone.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/staff.h"

#include "common/base/clock.h"
#include "common/base/parse.h"
#include "common/event/registry.h"
#include "common/event/topic_names.h"
#include "common/event/topics.h"
#include "common/staff/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACTIONS = 200, SERVICES = 5, ARENA_BYTES = 8 << 20, TEXT_SIZE = 160, KINDS = 8 };

typedef struct action {
    char operator_id[16];
    const char *topic;
    const char *code; /* with which it has to be refused */
    command_id id;
} action;

typedef struct scene {
    world *w;
    anyone *counter;
    issuer *stranger;
    ju_arena arena;
    ju_topics topics;
    ju_staff_policy *policy;
    uint64_t random;
    action action[ACTIONS];
    int kinds[KINDS]; /* how many of each */
} scene;

/* xorshift64* */
static unsigned draw(scene *s, unsigned below)
{
    s->random ^= s->random >> 12;
    s->random ^= s->random << 25;
    s->random ^= s->random >> 27;
    return (unsigned)((s->random * 2685821657736338717ULL) >> 33) % below;
}

static void seed(scene *s)
{
    const char *given = secure_getenv("JUKI_FORBIDDEN_SEED");
    int64_t number = ju_clock_epoch_s();
    assert_true(given == NULL || ju_parse_int64(given, 1, INT64_MAX, &number));
    print_message("JUKI_FORBIDDEN_SEED=%lld\n", (long long)number);
    s->random = (uint64_t)number * 0x9E3779B97F4A7C15ULL;
}

/* ---- who may not ----------------------------------------------------------------------------------------
 */

typedef struct wish {
    char roles[TEXT_SIZE];
    issuer_person person;
} wish;

static void draw_person(scene *s, wish *ret)
{
    static const char *const roles[] = {"入力", "審査", "照会", "管理", "監査", "運用"};
    static const char *const classes[] = {"職員", "会計年度任用職員", "委託", "他団体"};
    static const char *const affairs[] = {ISSUER_AFFAIR, AFFAIR_TAX, "戸籍"};
    unsigned set = 1 + draw(s, 63);
    ret->roles[0] = '\0';
    for (unsigned i = 0; i < 6; i++) {
        if ((set >> i & 1U) != 0) {
            size_t used = strlen(ret->roles);
            (void)snprintf(ret->roles + used, sizeof ret->roles - used, "%s%s", used == 0 ? "" : " ",
                           roles[i]);
        }
    }
    ret->person = (issuer_person){.affair = affairs[draw(s, 3)],
                                  .person_class = classes[draw(s, 4)],
                                  .roles = ret->roles,
                                  .organisation = "委託先",
                                  .place = "庁舎外"};
}

/* Somebody whom the table does not allow it; the code. */
static const char *draw_forbidden(scene *s, const char *operation, const char *operator_id, wish *ret)
{
    const char *code = NULL;
    while (code == NULL) {
        draw_person(s, ret);
        ju_staff_deed deed = {.operation = operation,
                              .affair = ret->person.affair,
                              .department = "市民課",
                              .person = operator_id,
                              .person_class = ret->person.person_class,
                              .roles = ju_staff_roles_of(ret->roles)};
        code = ju_staff_decide(s->policy, &deed);
    }
    return code;
}

static char *draw_token(scene *s, const char *operation, const char *who, const char **ret_code)
{
    int64_t now_s = ju_clock_epoch_s();
    issuer *ours = staff_issuer(s->w);
    wish w;
    unsigned kind = draw(s, KINDS);
    s->kinds[kind]++;
    switch (kind) {
    case 0:
        *ret_code = "token_missing";
        return strdup("");
    case 1:
        *ret_code = "token_key";
        return issuer_token(s->stranger, &(issuer_claims){who, "w1", now_s, 600});
    case 2:
        *ret_code = "token_expired";
        return issuer_token(ours, &(issuer_claims){who, "w1", now_s - 700, 600});
    case 3:
        *ret_code = "token_other_operator";
        return issuer_token(ours, &(issuer_claims){"somebody", "w1", now_s, 600});
    case 4:
        *ret_code = "token_other_terminal";
        return issuer_token(ours, &(issuer_claims){who, "w2", now_s, 600});
    default:
        *ret_code = draw_forbidden(s, operation, who, &w);
        return issuer_token_as(ours, &(issuer_claims){who, "w1", now_s, 600}, &w.person);
    }
}

/* ---- the scene ------------------------------------------------------------------------------------------
 */

static void start_all(world *w)
{
    static const char *const programs[SERVICES] = {"juki-resident", "juki-identity", "juki-delivery",
                                                   "juki-gateway", "juki-audit"};
    process *service[SERVICES];
    command_all_topics(w, 1);
    for (int i = 0; i < SERVICES; i++) {
        service[i] = process_launch(w, programs[i], NULL, NULL);
    }
    for (int i = 0; i < SERVICES; i++) {
        process_await_start(service[i]);
    }
}

static void send_one(scene *s, int number)
{
    action *a = &s->action[number];
    a->topic = ANYONE_COMMANDS[draw(s, ANYONE_TOPICS)];
    const ju_words *messages = &ju_topics_find(&s->topics, a->topic)->messages;
    const char *operation = messages->word[draw(s, (unsigned)messages->count)];
    (void)snprintf(a->operator_id, sizeof a->operator_id, "bad-%d", number);
    char *token = draw_token(s, operation, a->operator_id, &a->code);
    assert_non_null(token);
    a->id = anyone_send(s->counter->w, a->topic, ju_registry_find(operation), a->operator_id, token);
    free(token);
}

static void check_one(scene *s, const action *a)
{
    PGconn *log = world_database_of(s->w, "audit")->conn;
    const char *code = anyone_code(s->counter, a->topic, a->id.text);
    if (strcmp(code, a->code) != 0) {
        fail_msg("%s at %s: %s instead of %s", a->operator_id, a->topic, code, a->code);
    }
    AWAIT(
        sql_int(log,
                "SELECT count(*) FROM auditor.act WHERE action = 'staff.refused' AND operator_id = '%s' AND "
                "terminal_id = 'w1' AND refused_code = '%s'",
                a->operator_id, a->code) == 1);
}

/* Nobody came in, and no act but the refusal names one of them. */
static void check_nothing_else(world *w)
{
    static const char *const services[SERVICES] = {"resident", "identity", "delivery", "gateway", "audit"};
    PGconn *log = world_database_of(w, "audit")->conn;
    assert_int_equal(sql_int(log, "SELECT count(*) FROM audit_log WHERE operator_id LIKE 'bad-%%'"), ACTIONS);
    for (int i = 0; i < SERVICES; i++) {
        PGconn *conn = world_database_of(w, services[i])->conn;
        assert_int_equal(sql_int(conn, "SELECT count(*) FROM staff_token"), 0);
        assert_int_equal(sql_int(conn, "SELECT count(*) FROM dead_letter"), 0);
    }
}

static void two_hundred_forbidden_actions_each_leave_a_record(void **state)
{
    static scene s;
    ju_err err;
    s = (scene){.w = *state};
    seed(&s);
    ju_arena_init(&s.arena, ARENA_BYTES);
    assert_int_equal(ju_topics_read(&s.arena, "proto/topics.csv", &s.topics, &err), JU_OK);
    assert_int_equal(ju_staff_policy_parse(ju_staff_policy_csv, strlen(ju_staff_policy_csv), &s.policy, &err),
                     JU_OK);
    s.stranger = issuer_new();
    start_all(s.w);
    s.counter = anyone_open(s.w);
    for (int i = 0; i < ACTIONS; i++) {
        send_one(&s, i);
    }
    for (int i = 0; i < ACTIONS; i++) {
        check_one(&s, &s.action[i]);
    }
    check_nothing_else(s.w);
    for (int i = 0; i < KINDS; i++) {
        assert_true(s.kinds[i] > 0);
    }
    anyone_close(s.counter);
    issuer_free(s.stranger);
    ju_staff_policy_free(s.policy);
    ju_arena_done(&s.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(two_hundred_forbidden_actions_each_leave_a_record, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests_name("forbidden", tests, NULL, NULL);
}
