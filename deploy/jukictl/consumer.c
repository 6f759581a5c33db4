/* The consumer registry: who receives a feed. */
#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/gateway/v1/registry.pb-c.h"

int ctl_ask_gateway(const ctl *c, const char *request_id, const ProtobufCMessage *wish,
                    const ProtobufCMessageDescriptor *answer)
{
    return ctl_bus_ask_shown(c, JU_TOPIC_GATEWAY_COMMAND, JU_TOPIC_GATEWAY_REPLY,
                             &(ctl_wish){request_id, wish, answer});
}

static int query(const ctl *c, const char *consumer)
{
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Gateway__V1__QueryConsumers wish = JUKI__GATEWAY__V1__QUERY_CONSUMERS__INIT;
    if (ju_uuid7(request_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.consumer = (char *)(uintptr_t)consumer;
    return ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__consumers_reply__descriptor);
}

int ctl_consumer_list(ctl *c)
{
    return query(c, "");
}

int ctl_consumer_show(ctl *c)
{
    return query(c, c->operand[0]);
}
