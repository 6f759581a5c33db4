#include "deploy/jukictl/audit.h"
#include "common/base/uuid7.h"
#include "common/event/chain.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/journey.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 16 * 1024 * 1024 };

static ju_rc open_bus(const ctl *c, ctl_bus **ret, ju_err *err)
{
    const char *topics[] = {JU_TOPIC_AUDIT_REPLY};
    return ctl_bus_open(c, topics, 1, ret, err);
}

static ju_rc refusal_error(const Juki__Audit__V1__AuditReply *reply, ju_err *err)
{
    if (reply->refusal == NULL) {
        return JU_OK;
    }
    return ju_reject(err, reply->refusal->code, reply->refusal->item, "%s", reply->refusal->message);
}

/* ---- verify ----------------------------------------------------------------------------------------------
 */

/* The log may grow while it is read: what stood when the first page came is verified. */
typedef struct verification {
    ju_chain chain;
    int64_t last_index;
    ju_err broken; /* code empty: not broken so far */
} verification;

static ju_rc ask_page(const ctl *c, ctl_bus *bus, int64_t from_index, const Juki__Audit__V1__AuditReply **ret,
                      ju_err *err)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Audit__V1__QueryChain question = JUKI__AUDIT__V1__QUERY_CHAIN__INIT;
    ProtobufCMessage *body = NULL;
    JU_TRY(ju_uuid7(request_id, err));
    question.request_id = request_id;
    question.operator_ = &who;
    question.from_index = from_index;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_AUDIT_COMMAND, request_id, &question.base,
                       &juki__audit__v1__audit_reply__descriptor, &body, err));
    *ret = (const Juki__Audit__V1__AuditReply *)body;
    return refusal_error(*ret, err);
}

/* A chain that does not hold is a finding, not a failure of the call. */
static ju_rc follow_page(verification *v, const Juki__Audit__V1__AuditReply *reply, ju_err *err)
{
    for (size_t i = 0; i < reply->n_entry && *v->broken.code == '\0'; i++) {
        const Juki__Audit__V1__ChainEntry *entry = reply->entry[i];
        ju_rc rc = ju_chain_follow(&v->chain, entry->index, entry->record.data, entry->record.len,
                                   entry->hash.data, entry->hash.len, &v->broken);
        if (rc == JU_FATAL) {
            *err = v->broken;
            return rc;
        }
    }
    return JU_OK;
}

static ju_rc verify(const ctl *c, ctl_bus *bus, verification *v, ju_err *err)
{
    do {
        const Juki__Audit__V1__AuditReply *reply = NULL;
        JU_TRY(ask_page(c, bus, v->chain.index + 1, &reply, err));
        v->last_index = v->last_index == 0 ? reply->last_index : v->last_index;
        JU_TRY(follow_page(v, reply, err));
        if (reply->n_entry == 0 && v->chain.index < v->last_index) {
            (void)ju_reject(&v->broken, "chain_short", "index", "entries are missing at the end");
        }
    } while (*v->broken.code == '\0' && v->chain.index < v->last_index);
    return JU_OK;
}

static void print_verification(const ctl *c, const verification *v)
{
    bool good = *v->broken.code == '\0';
    long long broken_at = (long long)v->chain.index + 1;
    if (c->options.json) {
        json_t *json = json_pack("{s:b, s:I}", "verified", good, "entries", (json_int_t)v->chain.index);
        if (!good) {
            (void)json_object_set_new(json, "broken_index", json_integer(broken_at));
            (void)json_object_set_new(json, "code", json_string(v->broken.code));
        }
        ctl_print(c, json);
    } else if (good) {
        (void)printf("%s: %lld\n", ctl_tr("verified entries", "確認できた記録"), (long long)v->chain.index);
    } else {
        (void)printf("%s: %lld (%s)\n", ctl_tr("broken at index", "壊れている番号"), broken_at,
                     v->broken.message);
    }
}

int ctl_audit_verify(ctl *c)
{
    ju_err err = {0};
    ctl_bus *bus = NULL;
    verification v = {0};
    ju_rc rc = open_bus(c, &bus, &err);
    rc = rc == JU_OK ? verify(c, bus, &v, &err) : rc;
    ctl_bus_close(bus);
    if (rc != JU_OK) {
        return ctl_report(&err);
    }
    print_verification(c, &v);
    return *v.broken.code == '\0' ? CTL_DONE : CTL_REFUSED;
}

/* ---- journey ---------------------------------------------------------------------------------------------
 */

ju_rc ctl_ask_journey(const ctl *c, ctl_bus *bus, char *change_id, const Juki__Audit__V1__AuditReply **ret,
                      ju_err *err)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Audit__V1__QueryJourney question = JUKI__AUDIT__V1__QUERY_JOURNEY__INIT;
    ProtobufCMessage *body = NULL;
    JU_TRY(ju_uuid7(request_id, err));
    question.request_id = request_id;
    question.operator_ = &who;
    question.change_id = change_id;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_AUDIT_COMMAND, request_id, &question.base,
                       &juki__audit__v1__audit_reply__descriptor, &body, err));
    *ret = (const Juki__Audit__V1__AuditReply *)body;
    return refusal_error(*ret, err);
}

/* Who could not show who he is is known by the address he came from. */
static const char *who_of(const Juki__Audit__V1__AuditRecord *record)
{
    const Juki__Common__V1__Operator *who = record->operator_;
    if (who == NULL) {
        return "-";
    }
    return *who->operator_id == '\0' ? who->terminal_id : who->operator_id;
}

/* As lines, or into the list for ctl_print. */
static void show_entries(const ctl *c, json_t *list, const ctl_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Juki__Audit__V1__AuditRecord *record = entries[i].record;
        if (c->options.json) {
            json_t *json = ju_message_to_json(&record->base);
            (void)json_object_set_new(json, "index", json_integer(entries[i].index));
            (void)json_array_append_new(list, json);
        } else {
            (void)printf("%8lld %s %-9s %-20s %s %s %s\n", (long long)entries[i].index, record->time,
                         record->service, record->action, who_of(record), record->detail, record->code);
        }
    }
}

static void print_list(const ctl *c, json_t *list)
{
    if (c->options.json) {
        ctl_print(c, list);
    } else {
        json_decref(list);
    }
}

int ctl_audit_journey(ctl *c)
{
    ju_err err = {0};
    ju_arena arena;
    ctl_bus *bus = NULL;
    const Juki__Audit__V1__AuditReply *reply = NULL;
    ctl_entry *entries = NULL;
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = open_bus(c, &bus, &err);
    rc = rc == JU_OK ? ctl_ask_journey(c, bus, c->operand[0], &reply, &err) : rc;
    rc = rc == JU_OK ? ctl_journey_entries(reply, &arena, &entries, &err) : rc;
    if (rc == JU_OK) {
        json_t *list = json_array();
        show_entries(c, list, entries, reply->n_entry);
        print_list(c, list);
    }
    ctl_bus_close(bus);
    ju_arena_done(&arena);
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}

/* ---- refused connections
 * -----------------------------------------------------------------------------------
 */

static size_t keep_refused(ctl_entry *entries, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(entries[i].record->action, "transport.refused") == 0) {
            entries[kept++] = entries[i];
        }
    }
    return kept;
}

/* Shows those of a page, and tells where the next begins; 0: this was the last. */
static ju_rc show_page(const ctl *c, ctl_bus *bus, json_t *list, int64_t *index, ju_err *err)
{
    ju_arena arena;
    const Juki__Audit__V1__AuditReply *reply = NULL;
    ctl_entry *entries = NULL;
    JU_TRY(ask_page(c, bus, *index, &reply, err));
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = ctl_journey_entries(reply, &arena, &entries, err);
    if (rc == JU_OK) {
        int64_t last = reply->n_entry == 0 ? reply->last_index : entries[reply->n_entry - 1].index;
        show_entries(c, list, entries, keep_refused(entries, reply->n_entry));
        *index = last < reply->last_index ? last + 1 : 0;
    }
    ju_arena_done(&arena);
    return rc;
}

int ctl_audit_refused(ctl *c)
{
    ju_err err = {0};
    ctl_bus *bus = NULL;
    json_t *list = json_array();
    int64_t index = 1;
    ju_rc rc = open_bus(c, &bus, &err);
    while (rc == JU_OK && index > 0) {
        rc = show_page(c, bus, list, &index, &err);
    }
    ctl_bus_close(bus);
    if (rc != JU_OK) {
        json_decref(list);
        return ctl_report(&err);
    }
    print_list(c, list);
    return CTL_DONE;
}
