#include "deploy/jukictl/journey.h"

#include "common/event/check.h"

#include <string.h>

/* An act that leaves an event under way, and the act that says it arrived; matched by the event's id. */
typedef struct audited_hop {
    ctl_step_name step;
    const char *sent;
    const char *acknowledged;
    const char *to;
} audited_hop;

static const audited_hop HOPS[] = {
    {CTL_NOTIFIED, "notice.sent", "notice.acknowledged", "prefecture"},
    {CTL_DELIVERED, "delivery.sent", "delivery.confirmed", "card"},
    {CTL_FED_TAX, "feed.published", "feed.acknowledged", "tax"},
    {CTL_FED_WELFARE, "feed.published", "feed.acknowledged", "welfare"},
};
enum { HOP_COUNT = sizeof HOPS / sizeof HOPS[0] };

static bool is_act(const ctl_entry *entry, const char *action, const char *detail)
{
    return strcmp(entry->record->action, action) == 0 &&
           (detail == NULL || strcmp(entry->record->detail, detail) == 0);
}

static const ctl_entry *receipt_of(const ctl_entry *entries, size_t count, const audited_hop *hop,
                                   const char *event_id)
{
    for (size_t i = 0; i < count; i++) {
        if (is_act(&entries[i], hop->acknowledged, hop->to) &&
            strcmp(entries[i].record->event_id, event_id) == 0) {
            return &entries[i];
        }
    }
    return NULL;
}

static const char *later(const char *left, const char *right)
{
    return strcmp(left, right) < 0 ? right : left;
}

static void read_hop(const ctl_entry *entries, size_t count, const audited_hop *hop, ctl_step *step)
{
    const char *sent_at = "";
    const char *done_at = "";
    for (size_t i = 0; i < count; i++) {
        if (!is_act(&entries[i], hop->sent, hop->to)) {
            continue;
        }
        const ctl_entry *receipt = receipt_of(entries, count, hop, entries[i].record->event_id);
        step->sent++;
        step->acknowledged += receipt != NULL;
        sent_at = later(sent_at, entries[i].record->time);
        done_at = receipt == NULL ? done_at : later(done_at, receipt->record->time);
    }
    bool done = step->sent > 0 && step->acknowledged == step->sent;
    step->time = done ? done_at : sent_at;
    step->state = done ? CTL_STEP_DONE : step->sent > 0 ? CTL_STEP_WAITING : CTL_STEP_NONE;
}

static void mark(ctl_step *step, const ctl_entry *entry)
{
    if (step->state != CTL_STEP_DONE) {
        step->state = CTL_STEP_DONE;
        step->time = entry->record->time;
    }
}

static void end_with(ctl_journey *journey, const char *word, const ctl_entry *entry)
{
    journey->final_word = word;
    journey->code = entry->record->code;
    journey->item = entry->record->detail;
}

/* A change id that is entered a second time is refused, which leaves the first entry as it is. */
static bool is_second_entry(const ctl_journey *journey, const ctl_entry *entry)
{
    return journey->step[CTL_RECEIVED].state == CTL_STEP_DONE &&
           strcmp(entry->record->code, "change_id_used") == 0;
}

static void read_entry(ctl_journey *journey, const ctl_entry *entry)
{
    if (is_act(entry, "change.entered", NULL)) {
        mark(&journey->step[CTL_RECEIVED], entry);
        mark(&journey->step[CTL_PROVISIONAL], entry);
    } else if (is_act(entry, "change.registered", NULL)) {
        mark(&journey->step[CTL_REGISTERED], entry);
        journey->persons++;
    } else if (is_act(entry, "change.refused", NULL) && !is_second_entry(journey, entry)) {
        mark(&journey->step[CTL_RECEIVED], entry);
        end_with(journey, "refused", entry);
    } else if (is_act(entry, "change.returned", NULL)) {
        end_with(journey, "returned", entry);
    } else if (is_act(entry, "change.withdrawn", NULL)) {
        end_with(journey, "withdrawn", entry);
    } else if (is_act(entry, "change.corrected", NULL)) {
        end_with(journey, "corrected", entry);
    }
}

/* Every person of the change has one notice and one feed per consumer at least. */
static bool arrived(const ctl_journey *journey, ctl_step_name name)
{
    const ctl_step *step = &journey->step[name];
    return step->state == CTL_STEP_DONE && step->sent >= journey->persons;
}

void ctl_journey_read(const ctl_entry *entries, size_t count, ctl_journey *ret)
{
    *ret = (ctl_journey){
        .step = {[CTL_RECEIVED] = {.name = "received", .to = ""},
                 [CTL_PROVISIONAL] = {.name = "provisional", .to = ""},
                 [CTL_REGISTERED] = {.name = "registered", .to = ""},
                 [CTL_NOTIFIED] = {.name = "notified"},
                 [CTL_DELIVERED] = {.name = "delivered"},
                 [CTL_FED_TAX] = {.name = "fed"},
                 [CTL_FED_WELFARE] = {.name = "fed"}},
        .code = "",
        .item = "",
        .last_index = count == 0 ? 0 : entries[count - 1].index,
    };
    for (size_t i = 0; i < CTL_STEPS; i++) {
        ret->step[i].time = "";
    }
    for (size_t i = 0; i < count; i++) {
        read_entry(ret, &entries[i]);
    }
    for (size_t i = 0; i < HOP_COUNT; i++) {
        ret->step[HOPS[i].step].to = HOPS[i].to;
        read_hop(entries, count, &HOPS[i], &ret->step[HOPS[i].step]);
    }
    ret->complete = ret->final_word != NULL ||
                    (ret->step[CTL_REGISTERED].state == CTL_STEP_DONE && arrived(ret, CTL_NOTIFIED) &&
                     arrived(ret, CTL_FED_TAX) && arrived(ret, CTL_FED_WELFARE));
    for (size_t i = 0; i < CTL_STEPS; i++) {
        bool owed = i != CTL_DELIVERED && ret->final_word == NULL;
        if (ret->step[i].state == CTL_STEP_NONE && owed) {
            ret->step[i].state = CTL_STEP_WAITING;
        }
    }
}

ju_rc ctl_journey_entries(const Juki__Audit__V1__AuditReply *reply, ju_arena *arena, ctl_entry **ret,
                          ju_err *err)
{
    ctl_entry *entries = ju_arena_alloc(arena, reply->n_entry * sizeof *entries);
    if (entries == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    for (size_t i = 0; i < reply->n_entry; i++) {
        const Juki__Audit__V1__ChainEntry *entry = reply->entry[i];
        ProtobufCMessage *record = NULL;
        JU_TRY(ju_unpack(&juki__audit__v1__audit_record__descriptor, entry->record.data, entry->record.len,
                         false, arena, &record, err));
        entries[i] =
            (ctl_entry){.index = entry->index, .record = (const Juki__Audit__V1__AuditRecord *)record};
    }
    *ret = entries;
    return JU_OK;
}
