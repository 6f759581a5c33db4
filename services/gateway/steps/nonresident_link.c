/* 名寄せ of 住登外者 and its 解除 (機能ID 0310008, 0310009): one person asks, another decides, no number
 * changes. */
#include "services/gateway/steps/nonresident.h"

#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Gateway__V1__RequestNonresidentLink link_wish;
typedef Juki__Gateway__V1__DecideNonresidentLink decision;

static ju_rc reply_link(ju_ctx *ctx, const char *request_id, const nonresident_refusal *why,
                        Juki__Gateway__V1__NonresidentLink *link, ju_err *err)
{
    Juki__Gateway__V1__NonresidentLinkReply reply = JUKI__GATEWAY__V1__NONRESIDENT_LINK_REPLY__INIT;
    reply.request_id = (char *)(uintptr_t)request_id;
    reply.refusal = numbers_refusal(ctx, why);
    reply.link = why->code == NULL ? link : NULL;
    return ctx->arena->full ? ju_no_memory(err)
                            : ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, request_id, &reply.base, NULL, err);
}

/* The link is about both persons. */
static ju_rc audit_both(ju_ctx *ctx, const ju_act *act, const char *from, const char *to, ju_err *err)
{
    JU_TRY(numbers_audit(ctx, act, from, err));
    return act->refused_code != NULL ? JU_OK : numbers_audit(ctx, act, to, err);
}

/* ---- asking -------------------------------------------------------------------------------------------- */

enum { ASKED_TURN, ASKED_OTHER_TURN, ASKED_FROM, ASKED_TO, ASKED_PAIR, ASKED_USED };

ju_rc nonresident_link_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const link_wish *wish = body;
    bool ordered = strcmp(wish->addressee_number, wish->representative) < 0; /* no two wait for each other */
    JU_TRY(numbers_check_key(ctx, wish->request_id, err));
    JU_TRY(nonresident_ask_turn(ctx, ordered ? wish->addressee_number : wish->representative, err));
    JU_TRY(nonresident_ask_turn(ctx, ordered ? wish->representative : wish->addressee_number, err));
    JU_TRY(nonresident_ask(ctx, wish->addressee_number, err));
    JU_TRY(nonresident_ask(ctx, wish->representative, err));
    JU_TRY(nonresident_ask_pair(ctx, wish->addressee_number, "", err));
    return nonresident_ask_link(ctx, wish->request_id, err);
}

static ju_rc check_wish(ju_ctx *ctx, const link_wish *wish, nonresident_refusal *why, ju_err *err)
{
    nonresident_pair pair;
    nonresident_link used;
    nonresident_got_pair(ctx, ASKED_PAIR, &pair);
    JU_TRY(nonresident_got(ctx, ASKED_FROM, 0, &pair.from, err));
    JU_TRY(nonresident_got(ctx, ASKED_TO, 0, &pair.to, err));
    JU_TRY(nonresident_got_link(ctx, ASKED_USED, &used, err));
    if (used.found) {
        (void)nonresident_refuse(why, "request_id_used", "request_id");
        return JU_OK;
    }
    (void)(nonresident_check_asker(wish->operator_, wish->purpose, why) &&
           nonresident_pair_may(&pair, wish->unlink, ctx->affair, wish->operator_->operator_id, why));
    return JU_OK;
}

ju_rc nonresident_link_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const link_wish *wish = body;
    Juki__Gateway__V1__NonresidentLink link = JUKI__GATEWAY__V1__NONRESIDENT_LINK__INIT;
    nonresident_refusal why = {0};
    JU_TRY(check_wish(ctx, wish, &why, err));
    link.link_id = wish->request_id;
    link.addressee_number = wish->addressee_number;
    link.representative = wish->representative;
    link.unlink = wish->unlink;
    link.state = (char *)(uintptr_t) "asked";
    link.asked_by = wish->operator_->operator_id;
    JU_TRY(why.code == NULL ? nonresident_put_link(ctx, wish, err) : JU_OK);
    JU_TRY(reply_link(ctx, wish->request_id, &why, &link, err));
    const ju_act act = {.action = wish->unlink ? "nonresident.unlink_asked" : "nonresident.link_asked",
                        .operator_ = wish->operator_,
                        .change_id = wish->request_id,
                        .refused_code = why.code};
    return audit_both(ctx, &act, wish->addressee_number, wish->representative, err);
}

/* ---- deciding ------------------------------------------------------------------------------------------ */

enum { DECIDED_LINK, DECIDED_TURN, DECIDED_PERSONS, DECIDED_PAIR };

ju_rc nonresident_decide_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decision *wish = body;
    JU_TRY(numbers_check_key(ctx, wish->request_id, err));
    JU_TRY(nonresident_ask_link(ctx, wish->link_id, err));
    JU_TRY(nonresident_ask_link_turn(ctx, wish->link_id, err));
    JU_TRY(nonresident_ask_linked(ctx, wish->link_id, err));
    return nonresident_ask_pair(ctx, "", wish->link_id, err);
}

/* What is refused needs no second look at the persons. */
static ju_rc check_decision(ju_ctx *ctx, const decision *wish, const nonresident_link *link,
                            nonresident_refusal *why, ju_err *err)
{
    nonresident_pair pair;
    nonresident_got_pair(ctx, DECIDED_PAIR, &pair);
    JU_TRY(nonresident_got(ctx, DECIDED_PERSONS, 0, &pair.from, err));
    JU_TRY(nonresident_got(ctx, DECIDED_PERSONS, 1, &pair.to, err));
    if (nonresident_decision_may(wish, link, why) && wish->approved) {
        (void)nonresident_pair_may(&pair, link->as.unlink, ctx->affair, wish->operator_->operator_id, why);
    }
    return JU_OK;
}

ju_rc nonresident_decide_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decision *wish = body;
    nonresident_refusal why = {0};
    nonresident_link link;
    JU_TRY(nonresident_got_link(ctx, DECIDED_LINK, &link, err));
    JU_TRY(check_decision(ctx, wish, &link, &why, err));
    if (why.code == NULL) {
        link.as.state = (char *)(uintptr_t)(wish->approved ? "approved" : "refused");
        link.as.decided_by = wish->operator_->operator_id;
        JU_TRY(nonresident_put_decision(ctx, &link.as, err));
    }
    JU_TRY(reply_link(ctx, wish->request_id, &why, &link.as, err));
    const ju_act act = {.action = !wish->approved  ? "nonresident.link_refused"
                                  : link.as.unlink ? "nonresident.unlinked"
                                                   : "nonresident.linked",
                        .operator_ = wish->operator_,
                        .change_id = wish->link_id,
                        .refused_code = why.code};
    return audit_both(ctx, &act, link.found ? link.as.addressee_number : NULL, link.as.representative, err);
}
