/* 消去 of what is over its time: what a service keeps for how long, an erasure, its report. */
#include "deploy/jukictl/bus.h"
#include "deploy/jukictl/room.h"
#include "juki/common/v1/retention.pb-c.h"

static int ask(const ctl *c, const ProtobufCMessage *wish)
{
    ctl_room room;
    return ctl_room_of(c, NULL, &room) ? ctl_bus_ask_shown(c, room.command, room.reply, wish,
                                                           &juki__common__v1__erasures_reply__descriptor)
                                       : CTL_USAGE;
}

int ctl_retention_preview(ctl *c)
{
    Juki__Common__V1__RequestErasure wish = JUKI__COMMON__V1__REQUEST_ERASURE__INIT;
    wish.class_ = c->operand_count > 0 ? c->operand[0] : wish.class_;
    wish.preview = true;
    return ctl_has_purpose(c) ? ask(c, &wish.base) : CTL_USAGE;
}

int ctl_retention_erase(ctl *c)
{
    Juki__Common__V1__RequestErasure wish = JUKI__COMMON__V1__REQUEST_ERASURE__INIT;
    wish.class_ = c->operand[0];
    return ctl_has_purpose(c) ? ask(c, &wish.base) : CTL_USAGE;
}

int ctl_retention_report(ctl *c)
{
    Juki__Common__V1__QueryErasures wish = JUKI__COMMON__V1__QUERY_ERASURES__INIT;
    wish.erasure_id = c->operand_count > 0 ? c->operand[0] : wish.erasure_id;
    return ask(c, &wish.base);
}
