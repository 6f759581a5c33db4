#include "common/base/clock.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/audit.h"
#include "deploy/jukictl/change.h"
#include "deploy/jukictl/journey.h"
#include "juki/resident/v1/command.pb-c.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Each look is itself audited, so a waiting status does not look too often. */
enum { LOOK_FIRST_MS = 100, LOOK_MOST_MS = 2000, ARENA_BYTES = 16 * 1024 * 1024 };

/* What register and audit trail say at one moment. */
typedef struct view {
    ju_arena arena;
    const char *status; /* of the register: provisional, registered, ... or "unknown" */
    json_t *refusal;    /* code, item, message; NULL */
    ctl_journey journey;
} view;

static void view_clear(view *v)
{
    json_decref(v->refusal);
    ju_arena_reset(&v->arena);
    v->refusal = NULL;
}

static ju_rc ask_register(ctl_bus *bus, char *change_id, view *v, ju_err *err)
{
    Juki__Resident__V1__QueryChange question = JUKI__RESIDENT__V1__QUERY_CHANGE__INIT;
    ProtobufCMessage *body = NULL;
    question.change_id = change_id;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &question.base,
                       &juki__resident__v1__change_reply__descriptor, &body, err));
    const Juki__Resident__V1__ChangeReply *reply = (const void *)body;
    const char *word =
        ju_enum_word(&juki__resident__v1__change_status__descriptor, (int)reply->status, &v->arena);
    v->status = word == NULL || strcmp(word, "unspecified") == 0 ? "unknown" : word;
    v->refusal = reply->refusal == NULL ? NULL : ju_message_to_json(&reply->refusal->base);
    return JU_OK;
}

static ju_rc ask_audit(ctl_bus *bus, char *change_id, view *v, ju_err *err)
{
    const Juki__Audit__V1__AuditReply *reply = NULL;
    ctl_entry *entries = NULL;
    JU_TRY(ctl_ask_journey(bus, change_id, &reply, err));
    JU_TRY(ctl_journey_entries(reply, &v->arena, &entries, err));
    ctl_journey_read(entries, reply->n_entry, &v->journey);
    return JU_OK;
}

static ju_rc look(ctl_bus *bus, char *change_id, view *v, ju_err *err)
{
    view_clear(v);
    JU_TRY(ask_register(bus, change_id, v, err));
    return ask_audit(bus, change_id, v, err);
}

static void pause_ms(int ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    (void)nanosleep(&pause, NULL);
}

/* Looks until the journey is complete; at the deadline what was seen last stands. */
static ju_rc look_until(const ctl *c, ctl_bus *bus, char *change_id, view *v, ju_err *err)
{
    int64_t deadline_ms = ctl_deadline_ms(c);
    int wait_ms = LOOK_FIRST_MS;
    JU_TRY(look(bus, change_id, v, err));
    while (c->options.wait && !v->journey.complete && ju_clock_monotonic_ms() < deadline_ms) {
        pause_ms(wait_ms);
        wait_ms = wait_ms * 3 / 2 < LOOK_MOST_MS ? wait_ms * 3 / 2 : LOOK_MOST_MS;
        JU_TRY(look(bus, change_id, v, err));
    }
    return JU_OK;
}

/* ---- output ----------------------------------------------------------------------------------------------
 */

static const char *state_word(ctl_step_state state)
{
    static const char *const words[] = {"none", "waiting", "done"};
    return words[state];
}

static json_t *view_json(const char *change_id, const view *v)
{
    json_t *steps = json_array();
    for (size_t i = 0; i < CTL_STEPS; i++) {
        const ctl_step *step = &v->journey.step[i];
        (void)json_array_append_new(steps,
                                    json_pack("{s:s, s:s, s:s, s:s}", "step", step->name, "to", step->to,
                                              "state", state_word(step->state), "time", step->time));
    }
    return json_pack("{s:s, s:s, s:O?, s:b, s:o, s:{s:I}}", "change_id", change_id, "status", v->status,
                     "refusal", v->refusal, "complete", v->journey.complete, "steps", steps, "audited",
                     "last_index", (json_int_t)v->journey.last_index);
}

static const char *step_text(const ctl_step *step)
{
    static const struct {
        const char *name;
        const char *ja;
    } texts[] = {{"received", "受付"}, {"provisional", "仮登録"},   {"registered", "本登録"},
                 {"notified", "通知"}, {"delivered", "送付先情報"}, {"fed", "連携"}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(texts[i].name, step->name) == 0) {
            return ctl_tr(step->name, texts[i].ja);
        }
    }
    return step->name;
}

static void print_step(const ctl_step *step)
{
    (void)printf("  %s%s%s: ", step_text(step), *step->to == '\0' ? "" : " ", step->to);
    switch (step->state) {
    case CTL_STEP_DONE:
        (void)printf("%s\n", step->time);
        return;
    case CTL_STEP_WAITING:
        (void)printf("%s%s%s\n", ctl_tr("waiting", "待ち"),
                     *step->time == '\0' ? "" : ctl_tr(", sent ", "、送信 "), step->time);
        return;
    case CTL_STEP_NONE:
        (void)printf("-\n");
    }
}

static void print_view(const char *change_id, const view *v)
{
    (void)printf("%s %s\n", change_id, ctl_status_text(v->status));
    if (v->refusal != NULL) {
        const char *code = "";
        const char *item = "";
        const char *message = "";
        (void)json_unpack(v->refusal, "{s?s, s?s, s?s}", "code", &code, "item", &item, "message", &message);
        (void)printf("  %s: %s %s %s\n", ctl_tr("refused", "拒否"), code, item, message);
    }
    for (size_t i = 0; i < CTL_STEPS; i++) {
        print_step(&v->journey.step[i]);
    }
    if (v->journey.last_index > 0) {
        (void)printf("  %s: %s %lld\n", ctl_tr("audited", "監査記録"), ctl_tr("index", "番号"),
                     (long long)v->journey.last_index);
    } else {
        (void)printf("  %s: %s\n", ctl_tr("audited", "監査記録"), ctl_tr("waiting", "待ち"));
    }
}

static int outcome(const ctl *c, const view *v)
{
    if (v->refusal != NULL || v->journey.final_word != NULL) {
        return CTL_REFUSED;
    }
    return c->options.wait && !v->journey.complete ? CTL_UNREACHABLE : CTL_DONE;
}

int ctl_status(ctl *c)
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY, JU_TOPIC_AUDIT_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    view v = {.status = "unknown"};
    ju_arena_init(&v.arena, ARENA_BYTES);
    ju_rc rc = ctl_bus_open(c, topics, 2, &bus, &err);
    rc = rc == JU_OK ? look_until(c, bus, c->operand[0], &v, &err) : rc;
    int code = rc == JU_OK ? outcome(c, &v) : ctl_report(&err);
    if (rc == JU_OK && c->options.json) {
        ctl_print(c, view_json(c->operand[0], &v));
    } else if (rc == JU_OK) {
        print_view(c->operand[0], &v);
    }
    ctl_bus_close(bus);
    view_clear(&v);
    ju_arena_done(&v.arena);
    return code;
}
