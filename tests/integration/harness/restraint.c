#include "tests/integration/harness/restraint.h"

#include "common/event/topic_names.h"

#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitRestraint submit;
typedef Juki__Resident__V1__RestraintReply restraint_reply;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

Juki__Common__V1__Operator restraint_operator(const char *id)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = text(id);
    who.terminal_id = text("window1");
    return who;
}

/* ---- the topics, read as they grow --------------------------------------------------------------------- */

const char *const RESTRAINT_TOPICS[FOLLOWED] = {JU_TOPIC_RESIDENT_REPLY, JU_TOPIC_FEED_TAX,
                                                JU_TOPIC_FEED_WELFARE, JU_TOPIC_RESIDENT_TO_GATEWAY};
static bus_follower followed[FOLLOWED];

int restraint_set_up(void **state)
{
    int failed = world_setup(state);
    if (failed == 0) {
        command_all_topics(*state, 1); /* a batch is as it was sent */
        for (int i = 0; i < FOLLOWED; i++) {
            followed[i] = bus_follow(*state, RESTRAINT_TOPICS[i]);
        }
    }
    return failed;
}

int restraint_tear_down(void **state)
{
    for (int i = 0; i < FOLLOWED; i++) {
        bus_unfollow(&followed[i]);
    }
    return world_teardown(state);
}

const bus_records *restraint_topic(int which)
{
    bus_follow_on(&followed[which], 20);
    return &followed[which].records;
}

ProtobufCMessage *restraint_answer(const char *request_id, const ProtobufCMessageDescriptor *type, int nth)
{
    int64_t until_ms = now_ms() + patience_ms();
    while (now_ms() < until_ms) {
        const bus_records *records = restraint_topic(REPLY);
        int seen = 0;
        for (size_t i = 0; i < records->count; i++) {
            const bus_record *record = &records->item[i];
            if (strcmp(record->key, request_id) == 0 && strcmp(record->type, type->name) == 0 &&
                ++seen == nth) {
                return protobuf_c_message_unpack(type, NULL, record->size, record->value);
            }
        }
    }
    fail_msg("no answer to %s", request_id);
    return NULL;
}

/* ---- commands ----------------------------------------------------------------------------------------- */

void restraint_review(world *w, const char *request_id, const char *who_id,
                      Juki__Resident__V1__Decision decision)
{
    Juki__Common__V1__Operator who = restraint_operator(who_id);
    Juki__Resident__V1__ReviewRestraint review = JUKI__RESIDENT__V1__REVIEW_RESTRAINT__INIT;
    review.request_id = text(request_id);
    review.decision = decision;
    review.operator_ = &who;
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = request_id, .message = &review.base});
}

command_id restraint_enter(world *w, submit *entry)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = restraint_operator("clerk1");
    entry->request_id = id.text;
    entry->operator_ = &who;
    entry->reason = text("試験");
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &entry->base});
    return id;
}

void restraint_expect(const char *request_id, int nth, int status, const char *code)
{
    restraint_reply *reply = (restraint_reply *)restraint_answer(
        request_id, &juki__resident__v1__restraint_reply__descriptor, nth);
    assert_string_equal(reply->refusal == NULL ? "" : reply->refusal->code, code);
    assert_int_equal(reply->status, status);
    juki__resident__v1__restraint_reply__free_unpacked(reply, NULL);
}

command_id restraint_do(world *w, submit *entry)
{
    command_id id = restraint_enter(w, entry);
    restraint_expect(id.text, 1, 1, "");
    restraint_review(w, id.text, "chief", JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE);
    restraint_expect(id.text, 2, 2, "");
    return id;
}

submit restraint_setting(int kind, int level, char **number)
{
    submit entry = JUKI__RESIDENT__V1__SUBMIT_RESTRAINT__INIT;
    entry.act = (Juki__Resident__V1__RestraintAct)SET;
    entry.kind = (Juki__Resident__V1__RestraintKind)kind;
    entry.level = (Juki__Resident__V1__RestraintLevel)level;
    entry.addressee_number = number;
    entry.n_addressee_number = 1;
    return entry;
}

command_id restraint_set(world *w, int kind, int level, const char *addressee_number, bool household)
{
    char *number = text(addressee_number);
    submit entry = restraint_setting(kind, level, &number);
    entry.household = household;
    return restraint_do(w, &entry);
}

submit restraint_later(int act, const char *restraint_id)
{
    submit entry = JUKI__RESIDENT__V1__SUBMIT_RESTRAINT__INIT;
    entry.act = (Juki__Resident__V1__RestraintAct)act;
    entry.restraint_id = text(restraint_id);
    entry.release_minutes = act == RELEASE ? 30 : 0;
    return entry;
}

void restraint_act(world *w, int act, const char *restraint_id)
{
    submit entry = restraint_later(act, restraint_id);
    (void)restraint_do(w, &entry);
}

static void await_request(world *w, const char *request_id, int status)
{
    PGconn *conn = world_database_of(w, "resident")->conn;
    AWAIT(sql_int(conn, "SELECT status FROM restraint_request WHERE request_id = '%s'", request_id) ==
          status);
}

command_id restraint_register(world *w, submit *entry)
{
    command_id id = restraint_enter(w, entry);
    await_request(w, id.text, 1);
    restraint_review(w, id.text, "chief", JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE);
    await_request(w, id.text, 2);
    return id;
}
