/* The consumer registry: who receives a feed. */
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/gateway/v1/registry.pb-c.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 256 * 1024 };

int ctl_ask_gateway(const ctl *c, const ProtobufCMessage *wish, const ProtobufCMessageDescriptor *answer)
{
    return ctl_bus_ask_shown(c, JU_TOPIC_GATEWAY_COMMAND, JU_TOPIC_GATEWAY_REPLY, wish, answer);
}

/* ---- entering and deciding -------------------------------------------------------------------------------
 */

/* One JSON object with the items of juki.gateway.v1.Consumer, from a file or standard input. */
static ju_rc read_consumer(const char *path, ju_arena *arena, ProtobufCMessage **ret, ju_err *err)
{
    json_error_t broken;
    bool piped = strcmp(path, "-") == 0;
    FILE *file = piped ? stdin : fopen(path, "re");
    if (file == NULL) {
        return ju_reject(err, "file", path, "%s", strerror(errno));
    }
    json_t *json = json_loadf(file, 0, &broken);
    if (!piped) {
        (void)fclose(file);
    }
    ju_rc rc = json == NULL ? ju_reject(err, "json_invalid", path, "line %d: %s", broken.line, broken.text)
                            : ju_json_to_message(json, &juki__gateway__v1__consumer__descriptor, arena, NULL,
                                                 ret, err);
    json_decref(json);
    return rc;
}

static int apply(const ctl *c, ju_arena *arena)
{
    ju_err err = {0};
    ProtobufCMessage *consumer = NULL;
    Juki__Gateway__V1__SubmitConsumer wish = JUKI__GATEWAY__V1__SUBMIT_CONSUMER__INIT;
    if (read_consumer(c->operand_count == 0 ? "-" : c->operand[0], arena, &consumer, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.consumer = (Juki__Gateway__V1__Consumer *)consumer;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__consumer_reply__descriptor);
}

int ctl_consumer_apply(ctl *c)
{
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    int code = apply(c, &arena);
    ju_arena_done(&arena);
    return code;
}

static int decide(const ctl *c, const char *decision)
{
    Juki__Gateway__V1__DecideConsumer wish = JUKI__GATEWAY__V1__DECIDE_CONSUMER__INIT;
    wish.application_id = c->operand[0];
    wish.decision = (char *)(uintptr_t)decision;
    wish.digest = c->operand_count > 1 ? c->operand[1] : wish.digest;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__consumer_reply__descriptor);
}

int ctl_consumer_approve(ctl *c)
{
    return decide(c, "approve");
}

int ctl_consumer_reject(ctl *c)
{
    return decide(c, "reject");
}

int ctl_consumer_withdraw(ctl *c)
{
    return decide(c, "withdraw");
}

int ctl_consumer_revoke(ctl *c)
{
    Juki__Gateway__V1__RevokeConsumer wish = JUKI__GATEWAY__V1__REVOKE_CONSUMER__INIT;
    wish.consumer = c->operand[0];
    wish.reason = (char *)(uintptr_t)(c->options.purpose == NULL ? "" : c->options.purpose);
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__consumer_reply__descriptor);
}

/* ---- questions -------------------------------------------------------------------------------------------
 */

static int query(const ctl *c, const char *consumer)
{
    Juki__Gateway__V1__QueryConsumers wish = JUKI__GATEWAY__V1__QUERY_CONSUMERS__INIT;
    wish.consumer = (char *)(uintptr_t)consumer;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__consumers_reply__descriptor);
}

int ctl_consumer_list(ctl *c)
{
    return query(c, "");
}

int ctl_consumer_show(ctl *c)
{
    return query(c, c->operand[0]);
}

static int print_names(const Juki__Gateway__V1__ConsumersReply *reply)
{
    if (reply->refusal != NULL) {
        return ctl_refused(reply->refusal);
    }
    for (size_t i = 0; i < reply->n_version; i++) {
        if (strcmp(reply->version[i]->state, "approved") == 0) {
            (void)printf("%s\n", reply->version[i]->consumer->id);
        }
    }
    return CTL_DONE;
}

/* What juki-topics --consumers takes: who is approved, one to a line. */
int ctl_consumer_names(ctl *c)
{
    static const char *const topics[] = {JU_TOPIC_GATEWAY_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    ProtobufCMessage *body = NULL;
    const Juki__Gateway__V1__QueryConsumers wish = JUKI__GATEWAY__V1__QUERY_CONSUMERS__INIT;
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ctl_bus_ask(bus, JU_TOPIC_GATEWAY_COMMAND, &wish.base,
                                   &juki__gateway__v1__consumers_reply__descriptor, &body, &err)
                     : rc;
    int code = rc == JU_OK && body != NULL ? print_names((const void *)body) : ctl_report(&err);
    ctl_bus_close(bus);
    return code;
}
