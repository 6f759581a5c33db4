/* 情報照会 in the name of an office, and what became of it. */
#include "deploy/jukictl/bus.h"
#include "deploy/jukictl/items.h"
#include "juki/gateway/v1/inquiry.pb-c.h"

#include <string.h>

enum { CONTENT_BYTES = 1 << 16 };

static int enter(const ctl *c, Juki__Gateway__V1__InquiryContent *content)
{
    Juki__Gateway__V1__AskInquiry wish = JUKI__GATEWAY__V1__ASK_INQUIRY__INIT;
    if (c->options.purpose != NULL) {
        content->purpose = (char *)(uintptr_t)c->options.purpose;
    }
    wish.content = content;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__inquiry_reply__descriptor);
}

int ctl_inquiry_ask(ctl *c)
{
    ju_arena arena;
    ju_err err = {0};
    ProtobufCMessage *content = NULL;
    ju_arena_init(&arena, CONTENT_BYTES);
    ju_rc rc = ctl_items_read(c, "gateway", "", &juki__gateway__v1__inquiry_content__descriptor, &arena,
                              &content, &err);
    int code = rc == JU_OK ? enter(c, (Juki__Gateway__V1__InquiryContent *)content) : CTL_USAGE;
    if (rc != JU_OK) { /* the caller's mistake: nothing was asked */
        (void)ctl_report(&err);
    }
    ju_arena_done(&arena);
    return code;
}

static int decide(const ctl *c, const char *digest, bool approved)
{
    Juki__Gateway__V1__DecideInquiry wish = JUKI__GATEWAY__V1__DECIDE_INQUIRY__INIT;
    wish.inquiry_id = c->operand[0];
    wish.digest = (char *)(uintptr_t)digest;
    wish.approved = approved;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__inquiry_reply__descriptor);
}

int ctl_inquiry_approve(ctl *c)
{
    return decide(c, c->operand[1], true);
}

int ctl_inquiry_return(ctl *c)
{
    return decide(c, c->operand[1], false);
}

int ctl_inquiry_cancel(ctl *c)
{
    Juki__Gateway__V1__CancelInquiry wish = JUKI__GATEWAY__V1__CANCEL_INQUIRY__INIT;
    wish.inquiry_id = c->operand[0];
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__inquiry_reply__descriptor);
}

static int query(const ctl *c, const char *inquiry_id)
{
    Juki__Gateway__V1__QueryInquiries wish = JUKI__GATEWAY__V1__QUERY_INQUIRIES__INIT;
    wish.inquiry_id = (char *)(uintptr_t)inquiry_id;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__inquiries_reply__descriptor);
}

int ctl_inquiry_list(ctl *c)
{
    return query(c, "");
}

int ctl_inquiry_show(ctl *c)
{
    return query(c, c->operand[0]);
}
