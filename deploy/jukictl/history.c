#include "common/base/uuid7.h"
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
static int ask(const ctl *c, const char *request_id, const ProtobufCMessage *question,
               const ProtobufCMessageDescriptor *reply_type, json_t *(*show)(const ProtobufCMessage *),
               const Juki__Common__V1__Refusal *(*refusal_of)(const ProtobufCMessage *))
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    ProtobufCMessage *reply = NULL;
    int code = CTL_DONE;
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK
             ? ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, request_id, question, reply_type, &reply, &err)
             : rc;
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

static int begin(const ctl *c, char request_id[JU_UUID_SIZE])
{
    ju_err err = {0};
    if (c->options.purpose == NULL) {
        return ctl_usage("--purpose is needed", "--purpose が必要です");
    }
    return ju_uuid7(request_id, &err) == JU_OK ? CTL_DONE : ctl_report(&err);
}

/* ---- one person -----------------------------------------------------------------------------------------
 */

static json_t *show_person(const ProtobufCMessage *message)
{
    const person_reply *reply = (const person_reply *)message;
    json_t *person = reply->record == NULL ? json_object() : ju_message_to_json(&reply->record->base);
    if (reply->n_restraint > 0) { /* with the record (standard j380) */
        json_t *restraints = json_array();
        for (size_t i = 0; i < reply->n_restraint; i++) {
            (void)json_array_append_new(restraints, ju_message_to_json(&reply->restraint[i]->base));
        }
        (void)json_object_set_new(person, "restraint", restraints);
    }
    return person;
}

static const Juki__Common__V1__Refusal *person_refusal(const ProtobufCMessage *reply)
{
    return ((const person_reply *)reply)->refusal;
}

int ctl_person_as_of(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    char *alert[CTL_ALERTS_MAX];
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Resident__V1__QueryPersonAsOf question = JUKI__RESIDENT__V1__QUERY_PERSON_AS_OF__INIT;
    int code = begin(c, request_id);
    question.request_id = request_id;
    question.operator_ = &who;
    question.addressee_number = c->operand[0];
    question.as_of = c->operand[1];
    question.known_at = text(c->options.known_at);
    question.purpose = text(c->options.purpose);
    question.confirmed_alert = alert;
    question.n_confirmed_alert = ctl_alerts(c, alert);
    return code != CTL_DONE
               ? code
               : ask(c, request_id, &question.base, &juki__resident__v1__person_as_of_reply__descriptor,
                     show_person, person_refusal);
}

/* ---- a household ----------------------------------------------------------------------------------------
 */

static json_t *show_household(const ProtobufCMessage *message)
{
    const household_reply *reply = (const household_reply *)message;
    json_t *members = json_array();
    for (size_t i = 0; i < reply->n_member; i++) {
        (void)json_array_append_new(members, ju_message_to_json(&reply->member[i]->base));
    }
    json_t *shown = json_pack("{s:s, s:o}", "household_number", reply->household_number, "member", members);
    if (reply->n_restrained > 0) {
        json_t *restrained = json_array();
        for (size_t i = 0; i < reply->n_restrained; i++) {
            (void)json_array_append_new(restrained, ju_message_to_json(&reply->restrained[i]->base));
        }
        (void)json_object_set_new(shown, "restrained", restrained);
    }
    return shown;
}

static const Juki__Common__V1__Refusal *household_refusal(const ProtobufCMessage *reply)
{
    return ((const household_reply *)reply)->refusal;
}

int ctl_household_as_of(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    char *alert[CTL_ALERTS_MAX];
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Resident__V1__QueryHouseholdAsOf question = JUKI__RESIDENT__V1__QUERY_HOUSEHOLD_AS_OF__INIT;
    int code = begin(c, request_id);
    question.request_id = request_id;
    question.operator_ = &who;
    *(c->options.member ? &question.addressee_number : &question.household_number) = c->operand[0];
    question.as_of = c->operand[1];
    question.known_at = text(c->options.known_at);
    question.purpose = text(c->options.purpose);
    question.confirmed_alert = alert;
    question.n_confirmed_alert = ctl_alerts(c, alert);
    return code != CTL_DONE
               ? code
               : ask(c, request_id, &question.base, &juki__resident__v1__household_as_of_reply__descriptor,
                     show_household, household_refusal);
}
