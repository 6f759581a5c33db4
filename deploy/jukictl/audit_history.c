/* アクセス履歴 for residents, and what is not told to them for a time. */
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/audit.h"
#include "juki/audit/v1/history.pb-c.h"

#include <stdio.h>

enum { HISTORY_BYTES = 64 * 1024 };

typedef Juki__Audit__V1__AccessHistoryReply history_reply;
typedef Juki__Audit__V1__QueryAccessHistory query_history;
typedef Juki__Audit__V1__RequestHistoryHold request_hold;

/* A wish about a person: his names in the trail, asked of the register, and a connection to both. */
typedef struct person_talk {
    ctl_bus *bus;
    ju_arena arena;
    char **subject;
    size_t subject_count;
} person_talk;

static ju_rc open_talk(const ctl *c, person_talk *ret, ju_err *err)
{
    const char *topics[] = {JU_TOPIC_AUDIT_REPLY, JU_TOPIC_RESIDENT_REPLY};
    *ret = (person_talk){.bus = NULL};
    ju_arena_init(&ret->arena, HISTORY_BYTES);
    JU_TRY(ctl_bus_open(c, topics, 2, &ret->bus, err));
    return ctl_audit_subjects_of(c, ret->bus, &ret->arena, &ret->subject, &ret->subject_count, err);
}

static void close_talk(person_talk *talk)
{
    ctl_bus_close(talk->bus);
    ju_arena_done(&talk->arena);
}

/* ---- アクセス履歴 -------------------------------------------------------------------------------------- */

static void print_entry(const Juki__Audit__V1__AccessEntry *entry)
{
    const char *office = *entry->office == '\0' ? ctl_tr("(system)", "(自動処理)") : entry->office;
    (void)printf("%s  %s  %s  %s  %s%s%s%s\n", entry->time, office, entry->affair, entry->purpose,
                 entry->operation, *entry->recipient == '\0' ? "" : " → ", entry->recipient,
                 entry->refused ? ctl_tr(" (refused)", " (拒否)") : "");
}

static void take_page(const ctl *c, json_t *list, const history_reply *reply)
{
    for (size_t i = 0; i < reply->n_entry; i++) {
        if (c->options.json) {
            (void)json_array_append_new(list, ju_message_to_json(&reply->entry[i]->base));
        } else {
            print_entry(reply->entry[i]);
        }
    }
}

static void print_head(const ctl *c)
{
    if (!c->options.json) {
        (void)printf("%s  %s %s - %s\n%s\n", ctl_tr("Access history", "アクセス履歴"), c->operand[0],
                     c->options.start == NULL ? "" : c->options.start,
                     c->options.end == NULL ? "" : c->options.end,
                     ctl_tr("time  office  affair  purpose  operation", "日時  部署  事務  目的  操作"));
    }
}

static ju_rc print_history(const ctl *c, person_talk *talk, json_t *list, ju_err *err)
{
    query_history wish = JUKI__AUDIT__V1__QUERY_ACCESS_HISTORY__INIT;
    wish.subject = talk->subject;
    wish.n_subject = talk->subject_count;
    wish.from = (char *)(uintptr_t)(c->options.start == NULL ? "" : c->options.start);
    wish.to = (char *)(uintptr_t)(c->options.end == NULL ? "" : c->options.end);
    wish.portal_request = c->operand_count > 1 ? c->operand[1] : wish.portal_request;
    print_head(c);
    do {
        ProtobufCMessage *body = NULL;
        JU_TRY(ctl_bus_ask(talk->bus, JU_TOPIC_AUDIT_COMMAND, &wish.base,
                           &juki__audit__v1__access_history_reply__descriptor, &body, err));
        const history_reply *reply = (const history_reply *)body;
        JU_TRY(ctl_audit_refused_error(reply->refusal, err));
        take_page(c, list, reply);
        wish.after_index = reply->next_index;
    } while (wish.after_index > 0);
    return JU_OK;
}

int ctl_audit_history(ctl *c)
{
    person_talk talk;
    ju_err err = {0};
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    json_t *list = json_array();
    ju_rc rc = open_talk(c, &talk, &err);
    rc = rc == JU_OK ? print_history(c, &talk, list, &err) : rc;
    close_talk(&talk);
    if (rc == JU_OK && c->options.json) {
        ctl_print(c, json_incref(list));
    }
    json_decref(list);
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}

/* ---- what is held back --------------------------------------------------------------------------------- */

static int ask_hold(const ctl *c, const ProtobufCMessage *wish)
{
    return ctl_bus_ask_shown(c, JU_TOPIC_AUDIT_COMMAND, JU_TOPIC_AUDIT_REPLY, wish,
                             &juki__audit__v1__history_hold_reply__descriptor);
}

int ctl_audit_hold(ctl *c)
{
    request_hold wish = JUKI__AUDIT__V1__REQUEST_HISTORY_HOLD__INIT;
    person_talk talk;
    ju_err err = {0};
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    ju_rc rc = open_talk(c, &talk, &err);
    wish.subject = talk.subject;
    wish.n_subject = talk.subject_count;
    wish.held_operator = c->operand[1];
    wish.until = c->operand[2];
    int code = rc == JU_OK ? ask_hold(c, &wish.base) : ctl_report(&err);
    close_talk(&talk);
    return code;
}

static int decide(const ctl *c, bool approved)
{
    Juki__Audit__V1__DecideHistoryHold wish = JUKI__AUDIT__V1__DECIDE_HISTORY_HOLD__INIT;
    wish.hold_id = c->operand[0];
    wish.approved = approved;
    return ask_hold(c, &wish.base);
}

int ctl_audit_hold_approve(ctl *c)
{
    return decide(c, true);
}

int ctl_audit_hold_refuse(ctl *c)
{
    return decide(c, false);
}

static bool more_holds(ProtobufCMessage *wish, const ProtobufCMessage *answer)
{
    const Juki__Audit__V1__HistoryHoldReply *reply = (const Juki__Audit__V1__HistoryHoldReply *)answer;
    if (!reply->more || reply->n_hold == 0) {
        return false;
    }
    ((Juki__Audit__V1__QueryHistoryHolds *)wish)->after = reply->hold[reply->n_hold - 1]->hold_id;
    return true;
}

int ctl_audit_holds(ctl *c)
{
    Juki__Audit__V1__QueryHistoryHolds wish = JUKI__AUDIT__V1__QUERY_HISTORY_HOLDS__INIT;
    const ctl_pages pages = {JU_TOPIC_AUDIT_COMMAND,
                             JU_TOPIC_AUDIT_REPLY,
                             &wish.base,
                             &juki__audit__v1__history_hold_reply__descriptor,
                             NULL,
                             "hold",
                             more_holds};
    return ctl_has_purpose(c) ? ctl_bus_ask_pages(c, &pages) : CTL_USAGE;
}
