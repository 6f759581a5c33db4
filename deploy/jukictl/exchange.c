/* 情報提供等記録: who asked whom for what; counts; erasure after seven years. */
#include "deploy/jukictl/bus.h"
#include "deploy/jukictl/items.h"
#include "juki/gateway/v1/exchange.pb-c.h"

#include <string.h>

enum { FILTER_BYTES = 1 << 14 };

static int query(const ctl *c, const char *addressee_number, Juki__Gateway__V1__ExchangeFilter *filter)
{
    Juki__Gateway__V1__QueryExchanges wish = JUKI__GATEWAY__V1__QUERY_EXCHANGES__INIT;
    wish.addressee_number = (char *)(uintptr_t)addressee_number;
    wish.filter = filter;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__exchanges_reply__descriptor);
}

/* The operands from this one on are the filter. */
static int query_filtered(const ctl *c, const char *addressee_number, int first)
{
    ju_arena arena;
    ju_err err = {0};
    ProtobufCMessage *filter = NULL;
    ctl rest = *c;
    rest.operand += first;
    rest.operand_count -= first;
    ju_arena_init(&arena, FILTER_BYTES);
    ju_rc rc = ctl_items_read(&rest, "gateway", "", &juki__gateway__v1__exchange_filter__descriptor, &arena,
                              &filter, &err);
    int code =
        rc == JU_OK ? query(c, addressee_number, (Juki__Gateway__V1__ExchangeFilter *)filter) : CTL_USAGE;
    if (rc != JU_OK) { /* the caller's mistake: nothing was asked */
        (void)ctl_report(&err);
    }
    ju_arena_done(&arena);
    return code;
}

int ctl_exchange_list(ctl *c)
{
    return query_filtered(c, "", 0);
}

int ctl_exchange_show(ctl *c)
{
    return query_filtered(c, c->operand[0], 1);
}

int ctl_exchange_statistics(ctl *c)
{
    Juki__Gateway__V1__QueryExchangeStatistics wish = JUKI__GATEWAY__V1__QUERY_EXCHANGE_STATISTICS__INIT;
    wish.from = c->operand[0];
    wish.to = c->operand[1];
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__exchange_statistics_reply__descriptor);
}

int ctl_exchange_erase(ctl *c)
{
    Juki__Gateway__V1__RequestExchangeErasure wish = JUKI__GATEWAY__V1__REQUEST_EXCHANGE_ERASURE__INIT;
    wish.erase_before = c->operand[0];
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__exchange_erasure_reply__descriptor);
}

static int decide(const ctl *c, bool approved)
{
    Juki__Gateway__V1__DecideExchangeErasure wish = JUKI__GATEWAY__V1__DECIDE_EXCHANGE_ERASURE__INIT;
    wish.erasure_id = c->operand[0];
    wish.approved = approved;
    wish.digest = approved ? c->operand[1] : wish.digest;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__exchange_erasure_reply__descriptor);
}

int ctl_exchange_approve(ctl *c)
{
    return decide(c, true);
}

int ctl_exchange_refuse(ctl *c)
{
    return decide(c, false);
}
