/* Who wants to read what stands in records of the bus says why, and is allowed it by the trail, ahead of the
 * first one. */
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/audit/v1/question.pb-c.h"

static ju_rc ask(const ctl *c, const Juki__Audit__V1__OpenBodies *wish, ProtobufCMessage **ret,
                 ctl_bus **ret_bus, ju_err *err)
{
    const char *topics[] = {JU_TOPIC_AUDIT_REPLY};
    JU_TRY(ctl_settings_check(&c->settings, CTL_BUS | CTL_WHO, err));
    JU_TRY(ctl_bus_open(c, topics, 1, ret_bus, err));
    return ctl_bus_ask(*ret_bus, JU_TOPIC_AUDIT_COMMAND, &wish->base,
                       &juki__audit__v1__bodies_reply__descriptor, ret, err);
}

int ctl_bodies_open(const ctl *c, const char *topic, const char *record)
{
    Juki__Audit__V1__OpenBodies wish = JUKI__AUDIT__V1__OPEN_BODIES__INIT;
    ctl person = *c; /* a person asks, with the terminal's certificate, whoever's shows the records */
    ctl_bus *bus = NULL;
    ProtobufCMessage *reply = NULL;
    ju_err err = {0};
    person.tls_dir = ctl_tls_dir(&c->settings, CTL_BUS | CTL_WHO);
    wish.topic = (char *)(uintptr_t)topic;
    wish.record = record == NULL ? wish.record : (char *)(uintptr_t)record;
    ju_rc rc = ask(&person, &wish, &reply, &bus, &err);
    const Juki__Common__V1__Refusal *refusal = rc == JU_OK ? ctl_refusal_of(reply) : NULL;
    int code = rc != JU_OK ? ctl_report(&err) : refusal != NULL ? ctl_refused(refusal) : CTL_DONE;
    ctl_bus_close(bus);
    return code;
}
