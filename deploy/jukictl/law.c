/* The law tables (照会許可照合リスト): files in, decisions, and what they say. */
#include "common/base/file.h"
#include "common/base/uuid7.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/gateway/v1/law.pb-c.h"

/* What a message holds besides the file stays below this. */
enum { FILE_MAX_BYTES = JU_MESSAGE_MAX_BYTES - 4096 };

/* Every wish has its own number and the operator. */
static int begin(const ctl *c, char request_id[JU_UUID_SIZE], Juki__Common__V1__Operator *ret)
{
    ju_err err = {0};
    *ret = ctl_operator(c);
    return ju_uuid7(request_id, &err) == JU_OK ? CTL_DONE : ctl_report(&err);
}

/* ---- entering and deciding --------------------------------------------------------------------------- */

int ctl_law_load(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    char *content = NULL;
    Juki__Common__V1__Operator who;
    Juki__Gateway__V1__LoadLaw wish = JUKI__GATEWAY__V1__LOAD_LAW__INIT;
    int code = begin(c, request_id, &who);
    if (code != CTL_DONE) {
        return code;
    }
    if (ju_file_read(c->operand[0], FILE_MAX_BYTES, &content, &wish.content.len, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.content.data = (unsigned char *)content;
    code = ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__law_reply__descriptor);
    ju_file_release(content, wish.content.len);
    return code;
}

static int decide(const ctl *c, const char *effective_from)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who;
    Juki__Gateway__V1__DecideLaw wish = JUKI__GATEWAY__V1__DECIDE_LAW__INIT;
    int code = begin(c, request_id, &who);
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.version = c->operand[0];
    wish.activated = effective_from != NULL;
    if (wish.activated) {
        wish.effective_from = (char *)(uintptr_t)effective_from;
    }
    return code != CTL_DONE
               ? code
               : ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__law_reply__descriptor);
}

int ctl_law_activate(ctl *c)
{
    return decide(c, c->operand[1]);
}

int ctl_law_refuse(ctl *c)
{
    return decide(c, NULL);
}

/* ---- asking ------------------------------------------------------------------------------------------ */

int ctl_law_list(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who;
    Juki__Gateway__V1__QueryLaws wish = JUKI__GATEWAY__V1__QUERY_LAWS__INIT;
    int code = begin(c, request_id, &who);
    wish.request_id = request_id;
    wish.operator_ = &who;
    return code != CTL_DONE
               ? code
               : ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__laws_reply__descriptor);
}

int ctl_law_show(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who;
    Juki__Gateway__V1__ShowLaw wish = JUKI__GATEWAY__V1__SHOW_LAW__INIT;
    int code = begin(c, request_id, &who);
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.version = c->operand[0];
    if (c->operand_count > 1) {
        wish.item = c->operand[1];
    }
    return code != CTL_DONE
               ? code
               : ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__law_shown__descriptor);
}

int ctl_law_explain(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who;
    Juki__Gateway__V1__ExplainLaw wish = JUKI__GATEWAY__V1__EXPLAIN_LAW__INIT;
    int code = begin(c, request_id, &who);
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.law_table = c->operand[0];
    wish.item = c->operand[1];
    wish.inquirer_kind = c->operand[2];
    wish.affair_code = c->operand[3];
    wish.provider_kind = c->operand[4];
    wish.information = c->operand[5];
    if (c->options.as_of != NULL) {
        wish.day = (char *)(uintptr_t)c->options.as_of;
    }
    return code != CTL_DONE
               ? code
               : ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__law_explained__descriptor);
}

static ju_rc compare(const ctl *c, ctl_bus *bus, Juki__Gateway__V1__CompareLaws *wish,
                     const Juki__Gateway__V1__LawsCompared **ret, ju_err *err)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who = ctl_operator(c);
    ProtobufCMessage *body = NULL;
    JU_TRY(ju_uuid7(request_id, err));
    wish->request_id = request_id;
    wish->operator_ = &who;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_GATEWAY_COMMAND, request_id, &wish->base,
                       &juki__gateway__v1__laws_compared__descriptor, &body, err));
    *ret = (const void *)body;
    return JU_OK;
}

int ctl_law_diff(ctl *c)
{
    static const char *const topics[] = {JU_TOPIC_GATEWAY_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    const Juki__Gateway__V1__LawsCompared *reply = NULL;
    Juki__Gateway__V1__CompareLaws wish = JUKI__GATEWAY__V1__COMPARE_LAWS__INIT;
    wish.one = c->operand[0];
    wish.other = c->operand[1];
    if (c->operand_count > 2) {
        wish.information = c->operand[2];
    }
    int code = CTL_DONE;
    if (ctl_bus_open(c, topics, 1, &bus, &err) != JU_OK || compare(c, bus, &wish, &reply, &err) != JU_OK) {
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
