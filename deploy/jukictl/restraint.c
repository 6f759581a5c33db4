#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/restraint_command.pb-c.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitRestraint submit;

static char *text(const char *value)
{
    return (char *)(uintptr_t)(value == NULL ? "" : value);
}

/* What stands after the kinds' prefix in the enum, in lower case; UNSPECIFIED for anything else. */
static Juki__Resident__V1__RestraintKind kind_of(const char *word)
{
    static const char *const words[] = {"", "support", "provisional", "issue", "change", "inquiry"};
    for (size_t i = 1; word != NULL && i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i], word) == 0) {
            return (Juki__Resident__V1__RestraintKind)i;
        }
    }
    return JUKI__RESIDENT__V1__RESTRAINT_KIND__RESTRAINT_KIND_UNSPECIFIED;
}

static Juki__Resident__V1__RestraintLevel level_of(const char *word)
{
    if (word == NULL) {
        return JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_UNSPECIFIED;
    }
    return strcmp(word, "error") == 0 ? JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ERROR
                                      : JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ALERT;
}

/* Waits for the RestraintReply to a command and prints it. */
static int send_command(const ctl *c, const ProtobufCMessage *command)
{
    return ctl_bus_ask_shown(c, JU_TOPIC_RESIDENT_COMMAND, JU_TOPIC_RESIDENT_REPLY, command,
                             &juki__resident__v1__restraint_reply__descriptor);
}

/* Enters an act whose own items are filled. */
static int enter(const ctl *c, const submit *items, int act)
{
    submit entry = *items;
    char *alert[CTL_ALERTS_MAX];
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    entry.act = (Juki__Resident__V1__RestraintAct)act;
    entry.start_date = text(c->options.start);
    entry.end_date = text(c->options.end);
    entry.release_minutes = (int32_t)c->options.minutes;
    entry.reason = text(c->options.purpose);
    entry.confirmed_alert = alert;
    entry.n_confirmed_alert = ctl_alerts(c, alert);
    return send_command(c, &entry.base);
}

int ctl_restraint_set(ctl *c)
{
    submit entry = JUKI__RESIDENT__V1__SUBMIT_RESTRAINT__INIT;
    entry.kind = kind_of(c->options.kind);
    entry.level = level_of(c->options.level);
    entry.household = c->options.household;
    entry.addressee_number = c->operand;
    entry.n_addressee_number = (size_t)c->operand_count;
    if (entry.kind == JUKI__RESIDENT__V1__RESTRAINT_KIND__RESTRAINT_KIND_UNSPECIFIED) {
        return ctl_usage("--kind is needed: support, provisional, issue, change or inquiry",
                         "--kind が必要です: support, provisional, issue, change, inquiry");
    }
    return enter(c, &entry, JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_SET);
}

static int enter_next(const ctl *c, int act)
{
    submit entry = JUKI__RESIDENT__V1__SUBMIT_RESTRAINT__INIT;
    entry.restraint_id = c->operand[0];
    return enter(c, &entry, act);
}

int ctl_restraint_start(ctl *c)
{
    return enter_next(c, JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_START);
}

int ctl_restraint_extend(ctl *c)
{
    return enter_next(c, JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_EXTEND);
}

int ctl_restraint_lift(ctl *c)
{
    return enter_next(c, JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_LIFT);
}

int ctl_restraint_release(ctl *c)
{
    if (c->options.minutes == 0) {
        return ctl_usage("--minutes is needed", "--minutes が必要です");
    }
    return enter_next(c, JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_RELEASE);
}

int ctl_restraint_review(ctl *c)
{
    Juki__Resident__V1__ReviewRestraint review = JUKI__RESIDENT__V1__REVIEW_RESTRAINT__INIT;
    if (!ctl_decision(c, &review.decision)) {
        return CTL_USAGE;
    }
    review.request_id = c->operand[0];
    return send_command(c, &review.base);
}

int ctl_restraint_show(ctl *c)
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY};
    Juki__Resident__V1__QueryRestraints question = JUKI__RESIDENT__V1__QUERY_RESTRAINTS__INIT;
    ju_err err = {0};
    ctl_bus *bus = NULL;
    ProtobufCMessage *body = NULL;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    question.addressee_number = c->operand[0];
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &question.base,
                                   &juki__resident__v1__restraints_reply__descriptor, &body, &err)
                     : rc;
    const Juki__Resident__V1__RestraintsReply *reply = (const void *)body;
    int code = rc == JU_OK ? CTL_DONE : ctl_report(&err);
    if (reply != NULL && reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else if (reply != NULL) {
        json_t *list = json_array();
        for (size_t i = 0; i < reply->n_restraint; i++) {
            (void)json_array_append_new(list, ju_message_to_json(&reply->restraint[i]->base));
        }
        ctl_print(c, list);
    }
    ctl_bus_close(bus);
    return code;
}

/* One page behind the other; *code tells of a refusal. */
static ju_rc read_pages(ctl_bus *bus, json_t *list, int *code, ju_err *err)
{
    char after[64] = "";
    for (bool more = true; more;) {
        Juki__Resident__V1__ListRestraints question = JUKI__RESIDENT__V1__LIST_RESTRAINTS__INIT;
        ProtobufCMessage *body = NULL;
        question.after = after;
        JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &question.base,
                           &juki__resident__v1__restraint_list_reply__descriptor, &body, err));
        const Juki__Resident__V1__RestraintListReply *reply = (const void *)body;
        if (reply->refusal != NULL) {
            *code = ctl_refused(reply->refusal);
            return JU_OK;
        }
        for (size_t i = 0; i < reply->n_person; i++) {
            (void)json_array_append_new(list, ju_message_to_json(&reply->person[i]->base));
            (void)snprintf(after, sizeof after, "%s", reply->person[i]->addressee_number);
        }
        more = reply->more && reply->n_person > 0;
    }
    return JU_OK;
}

int ctl_restraint_list(ctl *c)
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    int code = CTL_DONE;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    json_t *list = json_array();
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? read_pages(bus, list, &code, &err) : rc;
    ctl_bus_close(bus);
    if (rc != JU_OK || code != CTL_DONE) {
        json_decref(list);
        return rc != JU_OK ? ctl_report(&err) : code;
    }
    ctl_print(c, list);
    return CTL_DONE;
}
