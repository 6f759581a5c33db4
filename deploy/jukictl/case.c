/* The registers of the audit trail: incidents, requests of persons, inquiries, erasures, contractors,
 * backups and their places, grants, terminals and revocations. */
#include "common/base/parse.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "deploy/jukictl/items.h"
#include "juki/audit/v1/register.pb-c.h"

#include <string.h>

enum { ITEMS_BYTES = 1 << 16, QUERY_BYTES = 1 << 14, YEARS = 3 };

typedef Juki__Audit__V1__CaseItem case_item;

static int ask(const ctl *c, const ProtobufCMessage *wish)
{
    return ctl_bus_ask_shown(c, JU_TOPIC_AUDIT_COMMAND, JU_TOPIC_AUDIT_REPLY, wish,
                             &juki__audit__v1__case_reply__descriptor);
}

/* The operands behind the first as items. NULL, told to who called: one is none. */
static case_item **read_items(const ctl *c, ju_arena *arena, size_t *ret_count)
{
    const ju_approval_item *pair = ctl_pairs_read(c, 1, arena, ret_count);
    return pair == NULL ? NULL
                        : (case_item **)ctl_pairs_messages(pair, *ret_count,
                                                           &juki__audit__v1__case_item__descriptor, arena);
}

int ctl_case_open(ctl *c)
{
    Juki__Audit__V1__OpenCase wish = JUKI__AUDIT__V1__OPEN_CASE__INIT;
    ju_arena arena;
    ju_arena_init(&arena, ITEMS_BYTES);
    wish.register_ = c->operand[0];
    wish.item = read_items(c, &arena, &wish.n_item);
    int code = wish.item == NULL ? CTL_USAGE : ask(c, &wish.base);
    ju_arena_done(&arena);
    return code;
}

static int amend(const ctl *c, bool complete)
{
    Juki__Audit__V1__AmendCase wish = JUKI__AUDIT__V1__AMEND_CASE__INIT;
    ju_arena arena;
    ju_arena_init(&arena, ITEMS_BYTES);
    wish.case_id = c->operand[0];
    wish.complete = complete;
    wish.item = read_items(c, &arena, &wish.n_item);
    int code = wish.item == NULL ? CTL_USAGE : ask(c, &wish.base);
    ju_arena_done(&arena);
    return code;
}

int ctl_case_amend(ctl *c)
{
    return amend(c, false);
}

int ctl_case_complete(ctl *c)
{
    return amend(c, true);
}

static int decide(const ctl *c, bool approved)
{
    Juki__Audit__V1__DecideCase wish = JUKI__AUDIT__V1__DECIDE_CASE__INIT;
    int64_t step = 0;
    if (!ju_parse_int64(c->operand[1], 1, INT32_MAX, &step)) {
        return CTL_USAGE;
    }
    wish.case_id = c->operand[0];
    wish.step = (int32_t)step;
    wish.approved = approved;
    return ask(c, &wish.base);
}

int ctl_case_close(ctl *c)
{
    return decide(c, true);
}

int ctl_case_return(ctl *c)
{
    return decide(c, false);
}

static bool more_steps(ProtobufCMessage *wish, const ProtobufCMessage *answer)
{
    const Juki__Audit__V1__RegisterCase *of = ((const Juki__Audit__V1__CaseReply *)answer)->case_;
    if (!of->more || of->n_history == 0) {
        return false;
    }
    ((Juki__Audit__V1__ShowCase *)wish)->from_step = of->history[of->n_history - 1]->number + 1;
    return true;
}

int ctl_case_show(ctl *c)
{
    Juki__Audit__V1__ShowCase wish = JUKI__AUDIT__V1__SHOW_CASE__INIT;
    const ctl_pages pages = {JU_TOPIC_AUDIT_COMMAND,
                             JU_TOPIC_AUDIT_REPLY,
                             &wish.base,
                             &juki__audit__v1__case_reply__descriptor,
                             "case",
                             "history",
                             more_steps};
    wish.case_id = c->operand[0];
    return ctl_has_purpose(c) ? ctl_bus_ask_pages(c, &pages) : CTL_USAGE;
}

static bool more_cases(ProtobufCMessage *wish, const ProtobufCMessage *answer)
{
    const Juki__Audit__V1__CasesReply *reply = (const Juki__Audit__V1__CasesReply *)answer;
    if (!reply->more || reply->n_case_ == 0) {
        return false;
    }
    ((Juki__Audit__V1__QueryCases *)wish)->after = reply->case_[reply->n_case_ - 1]->case_id;
    return true;
}

static int ask_list(const ctl *c, Juki__Audit__V1__QueryCases *wish)
{
    const ctl_pages pages = {JU_TOPIC_AUDIT_COMMAND,
                             JU_TOPIC_AUDIT_REPLY,
                             &wish->base,
                             &juki__audit__v1__cases_reply__descriptor,
                             NULL,
                             "case",
                             more_cases};
    return ctl_bus_ask_pages(c, &pages);
}

int ctl_case_list(ctl *c)
{
    ju_arena arena;
    ju_err err = {0};
    ProtobufCMessage *wish = NULL;
    ctl rest = *c;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    rest.operand++;
    rest.operand_count--;
    ju_arena_init(&arena, QUERY_BYTES);
    ju_rc rc =
        ctl_items_read(&rest, "audit", "", &juki__audit__v1__query_cases__descriptor, &arena, &wish, &err);
    int code = CTL_USAGE;
    if (rc == JU_OK) {
        Juki__Audit__V1__QueryCases *query = (Juki__Audit__V1__QueryCases *)wish;
        query->register_ = c->operand[0];
        code = ask_list(c, query);
    } else { /* the caller's mistake: nothing was asked */
        (void)ctl_report(&err);
    }
    ju_arena_done(&arena);
    return code;
}

int ctl_case_incidents(ctl *c)
{
    Juki__Audit__V1__QueryCases wish = JUKI__AUDIT__V1__QUERY_CASES__INIT;
    wish.register_ = (char *)(uintptr_t) "incident";
    wish.until = (char *)(uintptr_t)(c->operand_count == 0 ? "" : c->operand[0]);
    wish.years = c->options.years == 0 ? YEARS : (int32_t)c->options.years;
    return ctl_has_purpose(c) ? ask_list(c, &wish) : CTL_USAGE;
}
