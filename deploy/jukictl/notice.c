/* お知らせ to persons through 情報提供ネットワークシステム. */
#include "deploy/jukictl/bus.h"
#include "juki/gateway/v1/notice.pb-c.h"

enum { FIRST_PERSON = 3 };

int ctl_notice_enter(ctl *c)
{
    Juki__Gateway__V1__EnterNotice wish = JUKI__GATEWAY__V1__ENTER_NOTICE__INIT;
    wish.consumer = c->operand[0];
    wish.title = c->operand[1];
    wish.body = c->operand[2];
    wish.addressee_number = &c->operand[FIRST_PERSON];
    wish.n_addressee_number = (size_t)(c->operand_count - FIRST_PERSON);
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__notice_reply__descriptor);
}

static int decide(const ctl *c, bool approved)
{
    Juki__Gateway__V1__DecideNotice wish = JUKI__GATEWAY__V1__DECIDE_NOTICE__INIT;
    wish.notice_id = c->operand[0];
    wish.approved = approved;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__notice_reply__descriptor);
}

int ctl_notice_send(ctl *c)
{
    return decide(c, true);
}

int ctl_notice_return(ctl *c)
{
    return decide(c, false);
}

int ctl_notice_status(ctl *c)
{
    Juki__Gateway__V1__QueryNotice query = JUKI__GATEWAY__V1__QUERY_NOTICE__INIT;
    query.notice_id = c->operand[0];
    query.ask = true;
    return ctl_ask_gateway(c, &query.base, &juki__gateway__v1__notice_reply__descriptor);
}
