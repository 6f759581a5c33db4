/* What the trail answers about persons, operators and inquiries, and how often something was done. */
#include "common/event/check.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/audit.h"
#include "juki/audit/v1/question.pb-c.h"
#include "juki/resident/v1/subject.pb-c.h"

#include <stdio.h>

enum { RECORD_BYTES = 64 * 1024 };

typedef Juki__Audit__V1__AuditRecord audit_record;
typedef Juki__Audit__V1__AuditReply audit_reply;
typedef Juki__Audit__V1__QueryActs query_acts;

static char *text_of(const char *option)
{
    return (char *)(uintptr_t)(option == NULL ? protobuf_c_empty_string : option);
}

/* ---- acts ---------------------------------------------------------------------------------------------- */

static void print_act(const ctl *c, int64_t index, const audit_record *record)
{
    const Juki__Common__V1__Operator none = JUKI__COMMON__V1__OPERATOR__INIT;
    const Juki__Common__V1__Operator *who = record->operator_ == NULL ? &none : record->operator_;
    if (c->options.json) {
        json_t *json = ju_message_to_json(&record->base);
        (void)json_object_set_new(json, "index", json_integer(index));
        ctl_print_line(json);
        return;
    }
    (void)printf("%8lld %s %-9s %-24s %s/%s/%s %s %s %s %s\n", (long long)index, record->time,
                 record->service, record->action, who->operator_id, who->terminal_id, who->office,
                 record->affair, record->purpose, record->detail, record->code);
}

static ju_rc print_page(const ctl *c, const audit_reply *reply, ju_err *err)
{
    ju_arena arena;
    ju_rc rc = JU_OK;
    ju_arena_init(&arena, RECORD_BYTES);
    for (size_t i = 0; rc == JU_OK && i < reply->n_entry; i++) {
        const ProtobufCBinaryData *bytes = &reply->entry[i]->record;
        ProtobufCMessage *record = NULL;
        ju_arena_reset(&arena);
        rc = ju_unpack(&juki__audit__v1__audit_record__descriptor, bytes->data, bytes->len, false, &arena,
                       &record, err);
        if (rc == JU_OK) {
            print_act(c, reply->entry[i]->index, (const audit_record *)record);
        }
    }
    ju_arena_done(&arena);
    return rc;
}

/* A page after the other, until the trail has no more. */
static ju_rc print_acts(const ctl *c, ctl_bus *bus, query_acts *wish, ju_err *err)
{
    bool more = true;
    wish->from = text_of(c->options.start);
    wish->to = text_of(c->options.end);
    while (more) {
        ProtobufCMessage *body = NULL;
        JU_TRY(ctl_bus_ask(bus, JU_TOPIC_AUDIT_COMMAND, &wish->base,
                           &juki__audit__v1__audit_reply__descriptor, &body, err));
        const audit_reply *reply = (const audit_reply *)body;
        JU_TRY(ctl_audit_refused_error(reply->refusal, err));
        JU_TRY(print_page(c, reply, err));
        more = reply->more && reply->n_entry > 0;
        if (!more) {
            ctl_audit_tell_expired(reply->expired_segment);
        }
        wish->after_index = more ? reply->entry[reply->n_entry - 1]->index : 0;
    }
    return JU_OK;
}

/* The person's names in the trail, which the register alone can tell. */
static ju_rc ask_subjects(const ctl *c, ctl_bus *bus, const Juki__Resident__V1__SubjectsReply **ret,
                          ju_err *err)
{
    Juki__Resident__V1__QuerySubjects question = JUKI__RESIDENT__V1__QUERY_SUBJECTS__INIT;
    ProtobufCMessage *body = NULL;
    question.addressee_number = c->operand[0];
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &question.base,
                       &juki__resident__v1__subjects_reply__descriptor, &body, err));
    *ret = (const Juki__Resident__V1__SubjectsReply *)body;
    return ctl_audit_refused_error((*ret)->refusal, err);
}

ju_rc ctl_audit_subjects_of(const ctl *c, ctl_bus *bus, ju_arena *arena, char ***ret, size_t *ret_count,
                            ju_err *err)
{
    const Juki__Resident__V1__SubjectsReply *reply = NULL;
    JU_TRY(ask_subjects(c, bus, &reply, err));
    *ret_count = reply->n_subject;
    *ret = ju_arena_alloc(arena, (reply->n_subject + 1) * sizeof **ret);
    for (size_t i = 0; *ret != NULL && i < reply->n_subject; i++) {
        (*ret)[i] = ju_arena_strdup(arena, reply->subject[i]);
    }
    return arena->full ? ju_no_memory(err) : JU_OK;
}

static int acts(const ctl *c, Juki__Audit__V1__ActsOf of)
{
    const char *topics[] = {JU_TOPIC_AUDIT_REPLY, JU_TOPIC_RESIDENT_REPLY};
    query_acts wish = JUKI__AUDIT__V1__QUERY_ACTS__INIT;
    ju_arena arena;
    ju_err err = {0};
    ctl_bus *bus = NULL;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    bool person = of == JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_PERSON;
    ju_arena_init(&arena, RECORD_BYTES);
    wish.of = of;
    if (of == JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_OPERATOR) {
        wish.of_operator = c->operand[0];
    }
    ju_rc rc = ctl_bus_open(c, topics, person ? 2 : 1, &bus, &err);
    if (rc == JU_OK && person) {
        rc = ctl_audit_subjects_of(c, bus, &arena, &wish.subject, &wish.n_subject, &err);
    }
    rc = rc == JU_OK ? print_acts(c, bus, &wish, &err) : rc;
    ctl_bus_close(bus);
    ju_arena_done(&arena);
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}

int ctl_audit_person(ctl *c)
{
    return acts(c, JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_PERSON);
}

int ctl_audit_operator(ctl *c)
{
    return acts(c, JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_OPERATOR);
}

int ctl_audit_inquiries(ctl *c)
{
    return acts(c, JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_INQUIRIES);
}

int ctl_audit_protected(ctl *c)
{
    return acts(c, JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_PROTECTED);
}

/* ---- counts -------------------------------------------------------------------------------------------- */

/* What was counted and what stands in the log were written together: a difference is somebody else's work. */
static int print_counts(const ctl *c, const Juki__Audit__V1__CountsReply *reply)
{
    if (c->options.json) {
        ctl_print(c, ju_message_to_json(&reply->base));
    } else {
        for (size_t i = 0; i < reply->n_count; i++) {
            const Juki__Audit__V1__ActCount *count = reply->count[i];
            (void)printf("%-9s %-28s %10lld %10lld\n", count->service, count->action, (long long)count->done,
                         (long long)count->refused);
        }
        (void)printf("%s: %lld, %s: %lld\n", ctl_tr("counted in all", "集計の総数"), (long long)reply->total,
                     ctl_tr("entries of the log", "記録の総数"), (long long)reply->last_index);
    }
    if (reply->total == reply->last_index) {
        return CTL_DONE;
    }
    (void)fprintf(stderr, "%s\n",
                  ctl_tr("counts_differ: not as many as the log has entries",
                         "counts_differ: 集計と記録の件数が一致しません"));
    return CTL_REFUSED;
}

int ctl_audit_counts(ctl *c)
{
    const char *topics[] = {JU_TOPIC_AUDIT_REPLY};
    Juki__Audit__V1__QueryCounts wish = JUKI__AUDIT__V1__QUERY_COUNTS__INIT;
    ProtobufCMessage *body = NULL;
    ju_err err = {0};
    ctl_bus *bus = NULL;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    wish.from = text_of(c->options.start);
    wish.to = text_of(c->options.end);
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ctl_bus_ask(bus, JU_TOPIC_AUDIT_COMMAND, &wish.base,
                                   &juki__audit__v1__counts_reply__descriptor, &body, &err)
                     : rc;
    const Juki__Audit__V1__CountsReply *reply = (const Juki__Audit__V1__CountsReply *)body;
    rc = rc == JU_OK ? ctl_audit_refused_error(reply->refusal, &err) : rc;
    int code = rc == JU_OK ? print_counts(c, reply) : ctl_report(&err);
    ctl_bus_close(bus);
    return code;
}
