/* The files of ファイル連携, and what their consumers could not take. */
#include "deploy/jukictl/bus.h"
#include "juki/gateway/v1/bridge.pb-c.h"

int ctl_bridge_list(ctl *c)
{
    Juki__Gateway__V1__QueryBridgeFiles wish = JUKI__GATEWAY__V1__QUERY_BRIDGE_FILES__INIT;
    wish.consumer = (char *)(uintptr_t)c->operand[0];
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__bridge_reply__descriptor);
}

int ctl_bridge_errors(ctl *c)
{
    Juki__Gateway__V1__QueryBridgeErrors wish = JUKI__GATEWAY__V1__QUERY_BRIDGE_ERRORS__INIT;
    wish.consumer = (char *)(uintptr_t)c->operand[0];
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__bridge_reply__descriptor);
}
