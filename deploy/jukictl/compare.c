#include "common/base/clock.h"
#include "common/base/uuid7.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/common/v1/compare.pb-c.h"

#include <stdio.h>
#include <time.h>

/* 整合性確認: identity with another body, and the register with identity. */

typedef Juki__Common__V1__ComparisonReply comparison_reply;

/* Each look is itself audited, so a waiting command does not look too often. */
enum { LOOK_FIRST_MS = 100, LOOK_MOST_MS = 2000 };

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* Who leads, and with whom. */
typedef struct side {
    const char *command;
    const char *reply;
    const char *partner;
} side;

static ju_rc ask(ctl_bus *bus, const side *s, const ProtobufCMessage *question, const comparison_reply **ret,
                 ju_err *err)
{
    ProtobufCMessage *body = NULL;
    JU_TRY(
        ctl_bus_ask(bus, s->command, question, &juki__common__v1__comparison_reply__descriptor, &body, err));
    *ret = (const comparison_reply *)body;
    return JU_OK;
}

static ju_rc begin(ctl_bus *bus, const side *s, const comparison_reply **ret, ju_err *err)
{
    Juki__Common__V1__BeginComparison message = JUKI__COMMON__V1__BEGIN_COMPARISON__INIT;
    message.partner = text(s->partner);
    return ask(bus, s, &message.base, ret, err);
}

static ju_rc look(ctl_bus *bus, const side *s, const char *compare_id, const comparison_reply **ret,
                  ju_err *err)
{
    Juki__Common__V1__QueryComparison message = JUKI__COMMON__V1__QUERY_COMPARISON__INIT;
    message.partner = text(s->partner);
    message.compare_id = text(compare_id);
    return ask(bus, s, &message.base, ret, err);
}

static bool ended(const comparison_reply *reply)
{
    return *reply->finished_time != '\0' || reply->refusal != NULL;
}

/* Until it is done; at the deadline what was seen last stands. */
static ju_rc look_until(const ctl *c, ctl_bus *bus, const side *s, const comparison_reply **reply,
                        ju_err *err)
{
    char compare_id[JU_UUID_SIZE];
    int64_t deadline_ms = ctl_deadline_ms(c);
    int wait_ms = LOOK_FIRST_MS;
    (void)snprintf(compare_id, sizeof compare_id, "%s", (*reply)->compare_id);
    while (c->options.wait && !ended(*reply) && ju_clock_monotonic_ms() < deadline_ms) {
        const struct timespec pause = {.tv_sec = wait_ms / 1000, .tv_nsec = wait_ms % 1000 * 1000000L};
        (void)nanosleep(&pause, NULL);
        wait_ms = wait_ms * 3 / 2 < LOOK_MOST_MS ? wait_ms * 3 / 2 : LOOK_MOST_MS;
        JU_TRY(look(bus, s, compare_id, reply, err));
    }
    return JU_OK;
}

/* What differs is a result of its own, as with migrate compare. */
static int print(const ctl *c, const comparison_reply *reply)
{
    if (reply->refusal != NULL) {
        return ctl_refused(reply->refusal);
    }
    json_t *json = ju_message_to_json(&reply->base);
    (void)json_object_set_new(json, "differences", json_integer(reply->differences));
    ctl_print(c, json);
    return reply->differences > 0 || reply->truncated ? CTL_REFUSED : CTL_DONE;
}

static int comparison(const ctl *c, const side *s, bool anew)
{
    const char *topics[] = {s->reply};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    const comparison_reply *reply = NULL;
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    if (rc == JU_OK) {
        rc = anew ? begin(bus, s, &reply, &err) : look(bus, s, "", &reply, &err);
    }
    rc = rc == JU_OK ? look_until(c, bus, s, &reply, &err) : rc;
    int code = rc == JU_OK ? print(c, reply) : ctl_report(&err);
    ctl_bus_close(bus);
    return code;
}

static side of_identity(const ctl *c)
{
    return (side){JU_TOPIC_IDENTITY_COMMAND, JU_TOPIC_IDENTITY_REPLY, c->operand[0]};
}

static const side REGISTER = {JU_TOPIC_RESIDENT_COMMAND, JU_TOPIC_RESIDENT_REPLY, "identity"};

int ctl_identity_compare(ctl *c)
{
    side s = of_identity(c);
    return comparison(c, &s, true);
}

int ctl_identity_comparison(ctl *c)
{
    side s = of_identity(c);
    return comparison(c, &s, false);
}

int ctl_register_compare(ctl *c)
{
    return comparison(c, &REGISTER, true);
}

int ctl_register_comparison(ctl *c)
{
    return comparison(c, &REGISTER, false);
}
