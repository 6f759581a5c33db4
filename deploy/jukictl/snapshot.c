/* Snapshots for consumers, and how they stand. */
#include "deploy/jukictl/bus.h"
#include "juki/gateway/v1/snapshot.pb-c.h"

int ctl_consumer_snapshot(ctl *c)
{
    Juki__Gateway__V1__BeginSnapshot wish = JUKI__GATEWAY__V1__BEGIN_SNAPSHOT__INIT;
    wish.consumer = (char *)(uintptr_t)c->operand[0];
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__snapshots_reply__descriptor);
}

int ctl_consumer_snapshots(ctl *c)
{
    Juki__Gateway__V1__QuerySnapshots wish = JUKI__GATEWAY__V1__QUERY_SNAPSHOTS__INIT;
    wish.consumer = (char *)(uintptr_t)c->operand[0];
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__snapshots_reply__descriptor);
}
