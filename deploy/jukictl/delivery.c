/* What of 送付先情報ファイル waits for its hand-over, and what is decided about it. */
#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/delivery/v1/gate.pb-c.h"

typedef Juki__Delivery__V1__DecideWaiting decide_waiting;

/* Sends the command to delivery and prints its answer. */
static int ask_delivery(const ctl *c, const char *request_id, const ProtobufCMessage *command)
{
    return ctl_bus_ask_shown(
        c, JU_TOPIC_DELIVERY_COMMAND, JU_TOPIC_DELIVERY_REPLY,
        &(ctl_wish){request_id, command, &juki__delivery__v1__waiting_reply__descriptor});
}

int ctl_delivery_waiting(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Delivery__V1__QueryWaiting question = JUKI__DELIVERY__V1__QUERY_WAITING__INIT;
    if (ju_uuid7(request_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    question.request_id = request_id;
    question.operator_ = &who;
    return ask_delivery(c, request_id, &question.base);
}

/* A decision whose own items are filled. */
static int decide(const ctl *c, const decide_waiting *items)
{
    decide_waiting decision = *items;
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Common__V1__Operator who = ctl_operator(c);
    if (c->options.purpose == NULL) {
        return ctl_usage("--purpose is needed", "--purpose が必要です");
    }
    if (ju_uuid7(request_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    decision.request_id = request_id;
    decision.operator_ = &who;
    decision.purpose = (char *)(uintptr_t)c->options.purpose;
    return ask_delivery(c, request_id, &decision.base);
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
