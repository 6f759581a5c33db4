#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/history.pb-c.h"

typedef Juki__Resident__V1__PersonAsOfReply person_reply;
typedef Juki__Resident__V1__HouseholdAsOfReply household_reply;

static char *text(const char *value)
{
    return (char *)(uintptr_t)(value == NULL ? "" : value);
}

/* Asks one question and prints what show makes of the answer, unless it is refused. */
static int ask(const ctl *c, const ProtobufCMessage *question, const ProtobufCMessageDescriptor *reply_type,
               json_t *(*show)(const ProtobufCMessage *),
               const Juki__Common__V1__Refusal *(*refusal_of)(const ProtobufCMessage *))
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    ProtobufCMessage *reply = NULL;
    int code = CTL_DONE;
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, question, reply_type, &reply, &err) : rc;
    if (rc != JU_OK) {
        code = ctl_report(&err);
    } else if (refusal_of(reply) != NULL) {
        code = ctl_refused(refusal_of(reply));
    } else {
        ctl_print(c, show(reply));
    }
    ctl_bus_close(bus);
    return code;
}

/* ---- one person -----------------------------------------------------------------------------------------
 */

/* With the record what stands against the person (standard j380). */
static json_t *show_person(const ProtobufCMessage *message)
{
    json_t *reply = ju_message_to_json(message);
    json_t *person = json_incref(json_object_get(reply, "record"));
    if (json_array_size(json_object_get(reply, "restraint")) > 0) {
        (void)json_object_set(person, "restraint", json_object_get(reply, "restraint"));
    }
    json_decref(reply);
    return person;
}

static const Juki__Common__V1__Refusal *person_refusal(const ProtobufCMessage *reply)
{
    return ((const person_reply *)reply)->refusal;
}

int ctl_person_as_of(ctl *c)
{
    char *alert[CTL_ALERTS_MAX];
    Juki__Resident__V1__QueryPersonAsOf question = JUKI__RESIDENT__V1__QUERY_PERSON_AS_OF__INIT;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    question.addressee_number = c->operand[0];
    question.as_of = c->operand[1];
    question.known_at = text(c->options.known_at);
    question.confirmed_alert = alert;
    question.n_confirmed_alert = ctl_alerts(c, alert);
    return ask(c, &question.base, &juki__resident__v1__person_as_of_reply__descriptor, show_person,
               person_refusal);
}

/* ---- a household ----------------------------------------------------------------------------------------
 */

static json_t *show_household(const ProtobufCMessage *message)
{
    json_t *reply = ju_message_to_json(message);
    (void)json_object_del(reply, "request_id");
    return reply;
}

static const Juki__Common__V1__Refusal *household_refusal(const ProtobufCMessage *reply)
{
    return ((const household_reply *)reply)->refusal;
}

int ctl_household_as_of(ctl *c)
{
    char *alert[CTL_ALERTS_MAX];
    Juki__Resident__V1__QueryHouseholdAsOf question = JUKI__RESIDENT__V1__QUERY_HOUSEHOLD_AS_OF__INIT;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    *(c->options.member ? &question.addressee_number : &question.household_number) = c->operand[0];
    question.as_of = c->operand[1];
    question.known_at = text(c->options.known_at);
    question.confirmed_alert = alert;
    question.n_confirmed_alert = ctl_alerts(c, alert);
    return ask(c, &question.base, &juki__resident__v1__household_as_of_reply__descriptor, show_household,
               household_refusal);
}
