/* The law tables (照会許可照合リスト): files in, decisions, and what they say. */
#include "common/base/file.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/gateway/v1/law.pb-c.h"

/* What a message holds besides the file stays below this. */
enum { FILE_MAX_BYTES = JU_MESSAGE_MAX_BYTES - 4096 };

/* ---- entering and deciding --------------------------------------------------------------------------- */

int ctl_law_load(ctl *c)
{
    ju_err err = {0};
    char *content = NULL;
    Juki__Gateway__V1__LoadLaw wish = JUKI__GATEWAY__V1__LOAD_LAW__INIT;
    if (ju_file_read(c->operand[0], FILE_MAX_BYTES, &content, &wish.content.len, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.content.data = (unsigned char *)content;
    int code = ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__law_reply__descriptor);
    ju_file_release(content, wish.content.len);
    return code;
}

static int decide(const ctl *c, const char *effective_from, const char *digest)
{
    Juki__Gateway__V1__DecideLaw wish = JUKI__GATEWAY__V1__DECIDE_LAW__INIT;
    wish.version = c->operand[0];
    wish.activated = effective_from != NULL;
    if (wish.activated) {
        wish.effective_from = (char *)(uintptr_t)effective_from;
        wish.digest = (char *)(uintptr_t)digest;
    }
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__law_reply__descriptor);
}

int ctl_law_activate(ctl *c)
{
    return decide(c, c->operand[1], c->operand[2]);
}

int ctl_law_refuse(ctl *c)
{
    return decide(c, NULL, NULL);
}

/* ---- asking ------------------------------------------------------------------------------------------ */

int ctl_law_list(ctl *c)
{
    Juki__Gateway__V1__QueryLaws wish = JUKI__GATEWAY__V1__QUERY_LAWS__INIT;
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__laws_reply__descriptor);
}

int ctl_law_show(ctl *c)
{
    Juki__Gateway__V1__ShowLaw wish = JUKI__GATEWAY__V1__SHOW_LAW__INIT;
    wish.version = c->operand[0];
    if (c->operand_count > 1) {
        wish.item = c->operand[1];
    }
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__law_shown__descriptor);
}

int ctl_law_explain(ctl *c)
{
    Juki__Gateway__V1__ExplainLaw wish = JUKI__GATEWAY__V1__EXPLAIN_LAW__INIT;
    wish.law_table = c->operand[0];
    wish.item = c->operand[1];
    wish.inquirer_kind = c->operand[2];
    wish.affair_code = c->operand[3];
    wish.provider_kind = c->operand[4];
    wish.information = c->operand[5];
    if (c->options.as_of != NULL) {
        wish.day = (char *)(uintptr_t)c->options.as_of;
    }
    return ctl_ask_gateway(c, &wish.base, &juki__gateway__v1__law_explained__descriptor);
}

int ctl_law_diff(ctl *c)
{
    static const char *const topics[] = {JU_TOPIC_GATEWAY_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    ProtobufCMessage *body = NULL;
    Juki__Gateway__V1__CompareLaws wish = JUKI__GATEWAY__V1__COMPARE_LAWS__INIT;
    wish.one = c->operand[0];
    wish.other = c->operand[1];
    if (c->operand_count > 2) {
        wish.information = c->operand[2];
    }
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ctl_bus_ask(bus, JU_TOPIC_GATEWAY_COMMAND, &wish.base,
                                   &juki__gateway__v1__laws_compared__descriptor, &body, &err)
                     : rc;
    const Juki__Gateway__V1__LawsCompared *reply = (const void *)body;
    int code = CTL_DONE;
    if (rc != JU_OK) {
        code = ctl_report(&err);
    } else if (reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else {
        ctl_print(c, ju_message_to_json(&reply->base));
        code = reply->n_difference > 0 ? CTL_REFUSED : CTL_DONE;
    }
    ctl_bus_close(bus);
    return code;
}
