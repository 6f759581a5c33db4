#include "deploy/jukictl/migrate.h"

#include "common/event/topic_names.h"

#include <string.h>

ju_rc ctl_wire_open(const ctl *c, const char *load_id, ctl_wire *ret, ju_err *err)
{
    static const char *const topics[] = {JU_TOPIC_RESIDENT_REPLY};
    *ret = (ctl_wire){.c = c, .load_id = load_id};
    return ctl_bus_open(c, topics, 1, &ret->bus, err);
}

void ctl_wire_close(ctl_wire *wire)
{
    ctl_bus_close(wire->bus);
    wire->bus = NULL;
}

/* The reply to the oldest message on its way. */
static ju_rc take_reply(ctl_wire *wire, const ctl_load_reply **ret, ju_err *err)
{
    int64_t deadline_ms = ctl_deadline_ms(wire->c);
    for (;;) {
        ctl_reply found;
        JU_TRY(ctl_bus_next(wire->bus, deadline_ms, &found, err));
        if (found.body->descriptor != &juki__resident__v1__load_reply__descriptor) {
            continue;
        }
        const ctl_load_reply *reply = (const ctl_load_reply *)found.body;
        if (strcmp(reply->request_id, wire->waiting[wire->first]) == 0) {
            wire->first = (wire->first + 1) % CTL_WIRE_WINDOW;
            wire->count--;
            *ret = reply;
            return JU_OK;
        }
    }
}

static ju_rc hand_on(ctl_wire *wire, ju_err *err)
{
    const ctl_load_reply *reply = NULL;
    JU_TRY(take_reply(wire, &reply, err));
    return wire->answered(wire->opaque, reply, err);
}

static ju_rc send_one(ctl_wire *wire, const ProtobufCMessage *message, char **slot, ju_err *err)
{
    char *id = wire->waiting[(wire->first + wire->count) % CTL_WIRE_WINDOW];
    JU_TRY(ju_uuid7(id, err));
    *slot = id;
    JU_TRY(ctl_bus_send(wire->bus, JU_TOPIC_RESIDENT_MIGRATE, wire->load_id, message, err));
    wire->count++;
    return JU_OK;
}

ju_rc ctl_wire_send(ctl_wire *wire, const ProtobufCMessage *message, char **slot, ju_err *err)
{
    if (wire->count == CTL_WIRE_WINDOW) {
        JU_TRY(hand_on(wire, err));
    }
    return send_one(wire, message, slot, err);
}

ju_rc ctl_wire_drain(ctl_wire *wire, ju_err *err)
{
    while (wire->count > 0) {
        JU_TRY(hand_on(wire, err));
    }
    return JU_OK;
}

ju_rc ctl_wire_ask(ctl_wire *wire, const ProtobufCMessage *message, char **slot, const ctl_load_reply **ret,
                   ju_err *err)
{
    JU_TRY(send_one(wire, message, slot, err));
    return take_reply(wire, ret, err);
}
