#include "services/gateway/commands.h"

#include "common/event/topic_names.h"
#include "juki/gateway/v1/registry.pb-c.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "services/gateway/steps/registry.h"
#include "services/gateway/steps/snapshot.h"

static const ju_staff_command commands[] = {
    {&juki__gateway__v1__query_consumers__descriptor, &juki__gateway__v1__consumers_reply__descriptor,
     registry_query_ask, registry_query_apply},
    {&juki__gateway__v1__begin_snapshot__descriptor, &juki__gateway__v1__snapshots_reply__descriptor,
     snapshot_begin_ask, snapshot_begin_apply},
    {&juki__gateway__v1__query_snapshots__descriptor, &juki__gateway__v1__snapshots_reply__descriptor,
     snapshot_query_ask, snapshot_query_apply},
};

ju_rc gateway_door_open(gateway *self, ju_err *err)
{
    return ju_staff_door_open(&self->settings->staff, commands, sizeof commands / sizeof commands[0],
                              JU_TOPIC_GATEWAY_REPLY, &self->door, err);
}

ju_rc gateway_command_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const gateway *self = ctx->app;
    return ju_staff_ask(self->door, ctx, body, err);
}

ju_rc gateway_command_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const gateway *self = ctx->app;
    return ju_staff_apply(self->door, ctx, body, err);
}
