/* The files of ファイル連携, and what their consumers could not take. */
#include "common/base/uuid7.h"
#include "deploy/jukictl/bus.h"
#include "juki/gateway/v1/bridge.pb-c.h"

int ctl_bridge_list(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Gateway__V1__QueryBridgeFiles wish = JUKI__GATEWAY__V1__QUERY_BRIDGE_FILES__INIT;
    if (ju_uuid7(request_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.consumer = (char *)(uintptr_t)c->operand[0];
    return ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__bridge_reply__descriptor);
}

int ctl_bridge_errors(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Gateway__V1__QueryBridgeErrors wish = JUKI__GATEWAY__V1__QUERY_BRIDGE_ERRORS__INIT;
    if (ju_uuid7(request_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.consumer = (char *)(uintptr_t)c->operand[0];
    return ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__bridge_reply__descriptor);
}
