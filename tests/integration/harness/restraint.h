#ifndef HARNESS_RESTRAINT_H
#define HARNESS_RESTRAINT_H

#include "juki/resident/v1/restraint_command.pb-c.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"

/* Restraints as a counter sets them, and the topics that may tell of them, read as they grow. */

/* The values of RestraintAct, RestraintKind and RestraintLevel. */
enum { SET = 1, START, EXTEND, LIFT, RELEASE };
enum { SUPPORT = 1, PROVISIONAL, ISSUE, CHANGE, INQUIRY };
enum { ALERT = 1, ERROR };

/* A world with all topics of one partition each: a batch is as it was sent. */
int restraint_set_up(void **state);
int restraint_tear_down(void **state);

enum { REPLY, TAX, WELFARE, GATEWAY, FOLLOWED };
extern const char *const RESTRAINT_TOPICS[FOLLOWED];
/* What has come so far. */
const bus_records *restraint_topic(int which);

/* The nth reply of a type to a request; free it with free_unpacked. */
ProtobufCMessage *restraint_answer(const char *request_id, const ProtobufCMessageDescriptor *type, int nth);

Juki__Common__V1__Operator restraint_operator(const char *id);

/* Sends an act, by clerk1, and a review. */
command_id restraint_enter(world *w, Juki__Resident__V1__SubmitRestraint *entry);
void restraint_review(world *w, const char *request_id, const char *who_id,
                      Juki__Resident__V1__Decision decision);
/* The nth reply has this status and code, "" when it is no refusal. */
void restraint_expect(const char *request_id, int nth, int status, const char *code);

/* Enters and has approved by chief; the request's id, of a setting also the restraint's. */
command_id restraint_do(world *w, Juki__Resident__V1__SubmitRestraint *entry);
command_id restraint_set(world *w, int kind, int level, const char *addressee_number, bool household);
void restraint_act(world *w, int act, const char *restraint_id);

/* Like restraint_do, in a world that follows no topics: awaited in the register's database. */
command_id restraint_register(world *w, Juki__Resident__V1__SubmitRestraint *entry);

/* Entries to be sent: of one person, and of an act on a restraint that stands. */
Juki__Resident__V1__SubmitRestraint restraint_setting(int kind, int level, char **number);
Juki__Resident__V1__SubmitRestraint restraint_later(int act, const char *restraint_id);

#endif
