/* The notices to the prefecture, the flags of the records and 広域交付, as identity keeps them. */
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

int ctl_ask_identity(const ctl *c, const ProtobufCMessage *wish, const ProtobufCMessageDescriptor *answer)
{
    return ctl_bus_ask_shown(c, JU_TOPIC_IDENTITY_COMMAND, JU_TOPIC_IDENTITY_REPLY, wish, answer);
}

int ctl_identity_notices(ctl *c)
{
    Juki__Identity__V1__QueryNotices question = JUKI__IDENTITY__V1__QUERY_NOTICES__INIT;
    question.change_id = operand(c, 0);
    return ctl_ask_identity(c, &question.base, &juki__identity__v1__notices_reply__descriptor);
}

int ctl_identity_wide(ctl *c)
{
    Juki__Identity__V1__QueryWideRequests question = JUKI__IDENTITY__V1__QUERY_WIDE_REQUESTS__INIT;
    question.asked_id = operand(c, 0);
    return ctl_ask_identity(c, &question.base, &juki__identity__v1__wide_requests_reply__descriptor);
}

int ctl_identity_resend(ctl *c)
{
    Juki__Identity__V1__ResendNotice wish = JUKI__IDENTITY__V1__RESEND_NOTICE__INIT;
    wish.event_id = operand(c, 0);
    wish.reason = operand(c, 1);
    return ctl_ask_identity(c, &wish.base, &juki__identity__v1__resend_reply__descriptor);
}

static int set_flag(const ctl *c, Juki__Identity__V1__RecordFlag flag, bool set)
{
    Juki__Identity__V1__SetRecordFlag wish = JUKI__IDENTITY__V1__SET_RECORD_FLAG__INIT;
    wish.register_ref = operand(c, 0);
    wish.flag = flag;
    wish.set = set;
    return ctl_ask_identity(c, &wish.base, &juki__identity__v1__record_flag_reply__descriptor);
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
