/* The notices to the prefecture, the flags of the records and 広域交付, as identity keeps them. */
#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/identity/v1/records.pb-c.h"
#include "juki/identity/v1/wide.pb-c.h"

#include <string.h>

static char *operand(const ctl *c, int number)
{
    return number < c->operand_count ? c->operand[number] : (char *)(uintptr_t) "";
}

static char *purpose_of(const ctl *c)
{
    return (char *)(uintptr_t)(c->options.purpose == NULL ? "" : c->options.purpose);
}

int ctl_ask_identity(const ctl *c, const char *request_id, const ProtobufCMessage *wish,
                     const ProtobufCMessageDescriptor *answer)
{
    return ctl_bus_ask_shown(c, JU_TOPIC_IDENTITY_COMMAND, JU_TOPIC_IDENTITY_REPLY,
                             &(ctl_wish){request_id, wish, answer});
}

int ctl_identity_notices(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Identity__V1__QueryNotices question = JUKI__IDENTITY__V1__QUERY_NOTICES__INIT;
    if (ju_uuid7(request_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    question.request_id = request_id;
    question.operator_ = &who;
    question.change_id = operand(c, 0);
    return ctl_ask_identity(c, request_id, &question.base, &juki__identity__v1__notices_reply__descriptor);
}

int ctl_identity_wide(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Identity__V1__QueryWideRequests question = JUKI__IDENTITY__V1__QUERY_WIDE_REQUESTS__INIT;
    if (ju_uuid7(request_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    question.request_id = request_id;
    question.operator_ = &who;
    question.asked_id = operand(c, 0);
    return ctl_ask_identity(c, request_id, &question.base,
                            &juki__identity__v1__wide_requests_reply__descriptor);
}

int ctl_identity_resend(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Identity__V1__ResendNotice wish = JUKI__IDENTITY__V1__RESEND_NOTICE__INIT;
    if (ju_uuid7(request_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.event_id = operand(c, 0);
    wish.reason = operand(c, 1);
    wish.purpose = purpose_of(c);
    return ctl_ask_identity(c, request_id, &wish.base, &juki__identity__v1__resend_reply__descriptor);
}

static int set_flag(const ctl *c, Juki__Identity__V1__RecordFlag flag, bool set)
{
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Identity__V1__SetRecordFlag wish = JUKI__IDENTITY__V1__SET_RECORD_FLAG__INIT;
    if (ju_uuid7(request_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.register_ref = operand(c, 0);
    wish.flag = flag;
    wish.set = set;
    wish.purpose = purpose_of(c);
    return ctl_ask_identity(c, request_id, &wish.base, &juki__identity__v1__record_flag_reply__descriptor);
}

int ctl_identity_forbid(ctl *c)
{
    return set_flag(c, JUKI__IDENTITY__V1__RECORD_FLAG__RECORD_FLAG_UPDATE_FORBIDDEN, true);
}

int ctl_identity_allow(ctl *c)
{
    return set_flag(c, JUKI__IDENTITY__V1__RECORD_FLAG__RECORD_FLAG_UPDATE_FORBIDDEN, false);
}

int ctl_identity_take(ctl *c)
{
    return set_flag(c, JUKI__IDENTITY__V1__RECORD_FLAG__RECORD_FLAG_EXCLUSIVE, true);
}

int ctl_identity_release(ctl *c)
{
    return set_flag(c, JUKI__IDENTITY__V1__RECORD_FLAG__RECORD_FLAG_EXCLUSIVE, false);
}
