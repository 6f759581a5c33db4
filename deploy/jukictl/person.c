#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/command.pb-c.h"

static json_t *records_json(const Juki__Resident__V1__PersonReply *reply)
{
    json_t *list = json_array();
    for (size_t i = 0; i < reply->n_record; i++) {
        (void)json_array_append_new(list, ju_message_to_json(&reply->record[i]->base));
    }
    if (reply->n_record > 0 && reply->n_restraint > 0) { /* with the latest record (standard j380) */
        json_t *restraints = json_array();
        for (size_t i = 0; i < reply->n_restraint; i++) {
            (void)json_array_append_new(restraints, ju_message_to_json(&reply->restraint[i]->base));
        }
        (void)json_object_set_new(json_array_get(list, reply->n_record - 1), "restraint", restraints);
    }
    return list;
}

static ju_rc ask(const ctl *c, ctl_bus *bus, bool history, const Juki__Resident__V1__PersonReply **ret,
                 ju_err *err)
{
    char *alert[CTL_ALERTS_MAX];
    Juki__Resident__V1__QueryPerson question = JUKI__RESIDENT__V1__QUERY_PERSON__INIT;
    ProtobufCMessage *body = NULL;
    question.addressee_number = c->operand[0];
    question.history = history;
    question.confirmed_alert = alert;
    question.n_confirmed_alert = ctl_alerts(c, alert);
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &question.base,
                       &juki__resident__v1__person_reply__descriptor, &body, err));
    *ret = (const Juki__Resident__V1__PersonReply *)body;
    return JU_OK;
}

static int person(const ctl *c, bool history)
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    const Juki__Resident__V1__PersonReply *reply = NULL;
    int code = CTL_DONE;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ask(c, bus, history, &reply, &err) : rc;
    if (rc != JU_OK) {
        code = ctl_report(&err);
    } else if (reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else {
        ctl_print(c, records_json(reply));
    }
    ctl_bus_close(bus);
    return code;
}

int ctl_person_show(ctl *c)
{
    return person(c, false);
}

int ctl_person_history(ctl *c)
{
    return person(c, true);
}
