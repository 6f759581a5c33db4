/* What of 送付先情報ファイル waits for its hand-over, and what is decided about it. */
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/delivery/v1/gate.pb-c.h"

typedef Juki__Delivery__V1__DecideWaiting decide_waiting;

/* Sends the command to delivery and prints its answer. */
static int ask_delivery(const ctl *c, const ProtobufCMessage *command)
{
    return ctl_bus_ask_shown(c, JU_TOPIC_DELIVERY_COMMAND, JU_TOPIC_DELIVERY_REPLY, command,
                             &juki__delivery__v1__waiting_reply__descriptor);
}

int ctl_delivery_waiting(ctl *c)
{
    Juki__Delivery__V1__QueryWaiting question = JUKI__DELIVERY__V1__QUERY_WAITING__INIT;
    return ask_delivery(c, &question.base);
}

/* A decision whose own items are filled. */
static int decide(const ctl *c, const decide_waiting *items)
{
    decide_waiting decision = *items;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    return ask_delivery(c, &decision.base);
}

int ctl_delivery_renew(ctl *c)
{
    decide_waiting decision = JUKI__DELIVERY__V1__DECIDE_WAITING__INIT;
    decision.act = JUKI__DELIVERY__V1__WAITING_ACT__WAITING_ACT_RENEW;
    decision.event_id = c->operand[0];
    return decide(c, &decision);
}

int ctl_delivery_withdraw(ctl *c)
{
    decide_waiting decision = JUKI__DELIVERY__V1__DECIDE_WAITING__INIT;
    decision.act = JUKI__DELIVERY__V1__WAITING_ACT__WAITING_ACT_WITHDRAW;
    decision.event_id = c->operand[0];
    return decide(c, &decision);
}

int ctl_delivery_release(ctl *c)
{
    decide_waiting decision = JUKI__DELIVERY__V1__DECIDE_WAITING__INIT;
    decision.act = JUKI__DELIVERY__V1__WAITING_ACT__WAITING_ACT_RELEASE;
    decision.batch = c->operand[0];
    return decide(c, &decision);
}
