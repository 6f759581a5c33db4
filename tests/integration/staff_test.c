/* The door of identity.command (design section 6; seed 002 R-35, seed 003 REQ-03): each command with a good
 * token or not at all, each refusal in the trail, nothing asked of the database. */
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/searcher.h"
#include "tests/integration/harness/staff.h"

#include "common/base/clock.h"
#include "common/event/registry.h"
#include "common/event/topic_names.h"
#include "common/event/topics.h"
#include "juki/audit/v1/audit.pb-c.h"
#include "juki/identity/v1/identity.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* ---- asking -------------------------------------------------------------------------------------------- */

static void *member(ProtobufCMessage *message, const char *name)
{
    return (char *)message +
           protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name)->offset;
}

/* Sends the command with these claims about who it is from; its refusal's code, or "" (static). */
static const char *answer_to(scene *s, const ProtobufCMessageDescriptor *type, const char *token)
{
    static char code[64];
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    ProtobufCMessage *command = calloc(1, type->sizeof_message);
    assert_non_null(command);
    protobuf_c_message_init(type, command);
    who.operator_id = text("clerk1");
    who.terminal_id = text("terminal1");
    *(char **)member(command, "request_id") = id.text;
    *(Juki__Common__V1__Operator **)member(command, "operator") = &who;
    bus_send(s->w, JU_TOPIC_IDENTITY_COMMAND,
             &(bus_event){.key = id.text, .message = command, .staff_token = token});
    ProtobufCMessage *reply = scene_answer(s, id.text, NULL);
    const Juki__Common__V1__Refusal *refusal = *(Juki__Common__V1__Refusal **)member(reply, "refusal");
    assert_true(refusal == NULL || *refusal->message != '\0');
    (void)snprintf(code, sizeof code, "%s", refusal == NULL ? "" : refusal->code);
    protobuf_c_message_free_unpacked(reply, NULL);
    free(command);
    return code;
}

static const char *notices_with(scene *s, const char *token)
{
    return answer_to(s, &juki__identity__v1__query_notices__descriptor, token);
}

static void expect(scene *s, char *token, const char *code)
{
    assert_string_equal(notices_with(s, token), code);
    free(token);
}

/* ---- what is tested ------------------------------------------------------------------------------------ */

/* Whatever the table says that the topic carries. Returns how many there are. */
static size_t check_every_command(scene *s)
{
    ju_topics table;
    assert_int_equal(ju_topics_read(&s->arena, "proto/topics.csv", &table, NULL), JU_OK);
    const ju_words *all = &ju_topics_find(&table, JU_TOPIC_IDENTITY_COMMAND)->messages;
    for (size_t i = 0; i < all->count; i++) {
        assert_string_equal(answer_to(s, ju_registry_find(all->word[i]), NULL), "token_missing");
    }
    return all->count;
}

static void check_tokens(scene *s)
{
    int64_t now_s = ju_clock_epoch_s();
    issuer *ours = staff_issuer(s->w);
    issuer *other = issuer_new();
    char *huge = calloc(1, 10000);
    memset(huge, 'A', 9999);
    expect(s, staff_token(s->w, "clerk1", "terminal1"), "");
    expect(s, staff_token(s->w, "clerk2", "terminal1"), "token_other_operator");
    expect(s, staff_token(s->w, "clerk1", "terminal2"), "token_other_terminal");
    expect(s, issuer_token(other, &(issuer_claims){"clerk1", "terminal1", now_s, 600}), "token_key");
    expect(s, issuer_token(ours, &(issuer_claims){"clerk1", "terminal1", now_s - 700, 600}), "token_expired");
    expect(s, issuer_token(ours, &(issuer_claims){"clerk1", "terminal1", now_s + 300, 600}), "token_future");
    expect(s, issuer_token(ours, &(issuer_claims){"clerk1", "terminal1", now_s, 3600}), "token_lifetime");
    expect(s, huge, "token_malformed");
    issuer_free(other);
}

/* The provider's new key counts with the next command, the old one no more. */
static void check_rotation(scene *s)
{
    issuer *next = issuer_new();
    char private_path[512];
    (void)snprintf(private_path, sizeof private_path, "%s/next.pem", s->w->dir);
    assert_true(issuer_write(next, private_path, staff_keys(s->w)));
    expect(s, staff_token(s->w, "clerk1", "terminal1"), "token_key");
    issuer_free(s->w->staff);
    s->w->staff = next;
    expect(s, staff_token(s->w, "clerk1", "terminal1"), "");
}

/* Of the trail: the acts of this action; nothing in it is a token. */
static int acts_of(scene *s, const char *action, const char *detail)
{
    int count = 0;
    bus_records records = bus_read(s->w, JU_TOPIC_AUDIT_RECORD);
    for (size_t i = 0; i < records.count; i++) {
        assert_null(memmem(records.item[i].value, records.item[i].size, "eyJ", 3));
        Juki__Audit__V1__AuditRecords *acts =
            juki__audit__v1__audit_records__unpack(NULL, records.item[i].size, records.item[i].value);
        for (size_t n = 0; acts != NULL && n < acts->n_record; n++) {
            const Juki__Audit__V1__AuditRecord *act = acts->record[n];
            bool this_one = strcmp(act->action, action) == 0 && strstr(act->detail, detail) != NULL;
            count += this_one;
            if (this_one) {
                assert_string_equal(act->operator_->operator_id, "clerk1");
            }
        }
        juki__audit__v1__audit_records__free_unpacked(acts, NULL);
    }
    bus_free(&records);
    return count;
}

/* A person who asks is told what to do; the token is never an argument. */
static void check_ctl(scene *s)
{
    ctl_expect(ctl(s->w, "op-1", "identity notices"), 0);
    ctl_expect(ctl(s->w, "op-1", "identity notices --operator op-2"), 1);
    ctl_expect_text("token_other_operator");
    ctl_expect(ctl(s->w, "op-1", "identity notices --terminal elsewhere"), 1);
    ctl_expect_text("token_other_terminal");
    ctl_expect_text("操作端末ID");
}

/* A command that cannot be answered is a dead letter, and the token is not in it. */
static void check_dead_letter(scene *s)
{
    Juki__Identity__V1__QueryNotices command = JUKI__IDENTITY__V1__QUERY_NOTICES__INIT;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = text("clerk1");
    who.terminal_id = text("terminal1");
    command.operator_ = &who;
    bus_send(s->w, JU_TOPIC_IDENTITY_COMMAND,
             &(bus_event){.key = "nobody", .message = &command.base, .staff_token = "not.to.be.kept"});
    AWAIT(bus_count(s->w, JU_TOPIC_DEADLETTER_IDENTITY) == 1);
    bus_records dead = bus_read(s->w, JU_TOPIC_DEADLETTER_IDENTITY);
    assert_non_null(memmem(dead.item[0].value, dead.item[0].size, "ce_type", strlen("ce_type")));
    assert_null(memmem(dead.item[0].value, dead.item[0].size, "not.to.be.kept", strlen("not.to.be.kept")));
    bus_free(&dead);
}

static void test_door(void **state)
{
    scene s;
    scene_open(&s, *state);
    PGconn *file = world_database_of(s.w, "identity")->conn;
    (void)process_start(s.w, "juki-identity", NULL);
    int64_t compared = sql_int(file, "SELECT count(*) FROM compare");
    size_t commands = check_every_command(&s);
    assert_int_equal(sql_int(file, "SELECT count(*) FROM compare"), compared);
    assert_int_equal(sql_int(file, "SELECT count(*) FROM record_flag"), 0);
    AWAIT(bus_acts(s.w, "staff.refused") == commands);
    assert_int_equal(acts_of(&s, "staff.refused", "SearchIdentity"), 1);
    assert_int_equal(bus_acts(s.w, "identity.searched"), 0);
    check_tokens(&s);
    check_rotation(&s);
    AWAIT(bus_acts(s.w, "staff.refused") == commands + 8);
    assert_int_equal(
        acts_of(&s, "staff.admitted", "affair=住民基本台帳 department=市民課 factors=pwd,fpt token="), 2);
    check_ctl(&s);
    assert_int_equal(bus_count(s.w, JU_TOPIC_DEADLETTER_IDENTITY), 0);
    check_dead_letter(&s);
    scene_close(&s);
}

/* Without keys nobody is let in, whatever he has. */
static void test_no_keys(void **state)
{
    static const char *const none[] = {"JUKI_STAFF_KEYS=", NULL};
    scene s;
    scene_open(&s, *state);
    (void)process_start(s.w, "juki-identity", none);
    expect(&s, staff_token(s.w, "clerk1", "terminal1"), "token_unverifiable");
    assert_string_equal(notices_with(&s, NULL), "token_unverifiable");
    AWAIT(bus_acts(s.w, "staff.refused") == 2);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_door, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_no_keys, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("staff", tests, NULL, NULL);
}
