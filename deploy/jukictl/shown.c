#include "common/event/json.h"
#include "deploy/jukictl/bus.h"

const Juki__Common__V1__Refusal *ctl_refusal_of(const ProtobufCMessage *reply)
{
    return *(const Juki__Common__V1__Refusal *const *)ctl_field(reply, "refusal");
}

int ctl_bus_ask_shown(const ctl *c, const char *command, const char *reply_topic,
                      const ProtobufCMessage *wish, const ProtobufCMessageDescriptor *answer)
{
    const char *const topics[] = {reply_topic};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    ProtobufCMessage *reply = NULL;
    int code = CTL_DONE;
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ctl_bus_ask(bus, command, wish, answer, &reply, &err) : rc;
    if (rc != JU_OK) {
        code = ctl_report(&err);
    } else if (ctl_refusal_of(reply) != NULL) {
        code = ctl_refused(ctl_refusal_of(reply));
    } else {
        ctl_print(c, ju_message_to_json(reply));
    }
    ctl_bus_close(bus);
    return code;
}

bool ctl_decision(const ctl *c, Juki__Resident__V1__Decision *ret)
{
    if (c->options.approve + c->options.give_back + c->options.withdraw != 1) {
        (void)ctl_usage("one of --approve, --return and --withdraw is needed",
                        "--approve、--return、--withdraw のどれか一つが必要です");
        return false;
    }
    *ret = c->options.approve    ? JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE
           : c->options.withdraw ? JUKI__RESIDENT__V1__DECISION__DECISION_WITHDRAW
                                 : JUKI__RESIDENT__V1__DECISION__DECISION_RETURN;
    return true;
}
