/* 個人番号カード: acts on cards, through delivery, and how they stand, from delivery and from the register.
 */
#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "deploy/jukictl/bus.h"
#include "juki/delivery/v1/card.pb-c.h"
#include "juki/resident/v1/card.pb-c.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Delivery__V1__EnterCardAct enter;

enum { ARENA_BYTES = 64 * 1024, LINE_BYTES = 256 };

/* Where a question goes, and what answers it. */
typedef struct address {
    const char *command;
    const char *reply;
    const ProtobufCMessageDescriptor *answer;
} address;

static int ask(const ctl *c, const address *to, const ProtobufCMessage *question)
{
    return ctl_bus_ask_shown(c, to->command, to->reply, question, to->answer);
}

/* The number of a card that is presented, by standard input, as all that is nobody's to know. */
static ju_rc seal_number(const ctl *c, ju_arena *arena, enter *entry, ju_err *err)
{
    char line[LINE_BYTES];
    ju_keyring *ring = NULL;
    if (fgets(line, sizeof line, stdin) == NULL || *line == '\n') {
        return ju_reject(err, "item_required", "card_number", "standard input holds no number");
    }
    line[strcspn(line, "\r\n")] = '\0';
    ju_rc rc = c->settings.key_dir == NULL
                   ? ju_fail(err, JU_FATAL, "setting_missing", "JUKI_KEY_DIR is not set")
                   : ju_keyring_open(c->settings.key_dir, "card", &ring, err);
    if (rc == JU_OK) {
        rc = ju_seal_text(ring, arena, "card_number", entry->request_id, line, &entry->card_number, err);
    }
    explicit_bzero(line, sizeof line);
    ju_keyring_free(ring);
    return rc;
}

/* entry holds what is special about it. */
static int act(const ctl *c, enter entry, Juki__Delivery__V1__CardAct what)
{
    static const address to = {JU_TOPIC_DELIVERY_COMMAND, JU_TOPIC_DELIVERY_REPLY,
                               &juki__delivery__v1__card_act_reply__descriptor};
    char request_id[JU_UUID_SIZE];
    ju_arena arena;
    ju_err err = {0};
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = ju_uuid7(request_id, &err);
    entry.request_id = request_id; /* the number is sealed under it */
    entry.register_ref = c->operand[0];
    entry.act = what;
    if (rc == JU_OK && what == JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_CONTINUE) {
        rc = seal_number(c, &arena, &entry, &err);
    }
    int code = rc == JU_OK ? ask(c, &to, &entry.base) : ctl_report(&err);
    ju_arena_done(&arena);
    return code;
}

static int act_on_card(const ctl *c, Juki__Delivery__V1__CardAct what)
{
    enter entry = JUKI__DELIVERY__V1__ENTER_CARD_ACT__INIT;
    entry.card_ref = c->operand[1];
    return act(c, entry, what);
}

int ctl_card_issue(ctl *c)
{
    return act_on_card(c, JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_ISSUE);
}

int ctl_card_collect(ctl *c)
{
    return act_on_card(c, JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_COLLECT);
}

int ctl_card_resume(ctl *c)
{
    return act_on_card(c, JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_RESUME);
}

int ctl_card_return(ctl *c)
{
    return act_on_card(c, JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_RETURN);
}

int ctl_card_revoke(ctl *c)
{
    static const struct {
        const char *word;
        Juki__Common__V1__CardReason reason;
    } reasons[] = {
        {"lost", JUKI__COMMON__V1__CARD_REASON__CARD_REASON_LOST},
        {"holder-wish", JUKI__COMMON__V1__CARD_REASON__CARD_REASON_HOLDER_WISH},
        {"damaged", JUKI__COMMON__V1__CARD_REASON__CARD_REASON_DAMAGED},
        {"replaced", JUKI__COMMON__V1__CARD_REASON__CARD_REASON_REPLACED},
        {"not-claimed", JUKI__COMMON__V1__CARD_REASON__CARD_REASON_NOT_CLAIMED},
    };
    enter entry = JUKI__DELIVERY__V1__ENTER_CARD_ACT__INIT;
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (strcmp(reasons[i].word, c->operand[2]) == 0) {
            entry.card_ref = c->operand[1];
            entry.reason = reasons[i].reason;
            return act(c, entry, JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_REVOKE);
        }
    }
    return ctl_usage("REASON is lost, holder-wish, damaged, replaced or not-claimed",
                     "REASON は lost, holder-wish, damaged, replaced, not-claimed のいずれかです");
}

int ctl_card_continue(ctl *c)
{
    enter entry = JUKI__DELIVERY__V1__ENTER_CARD_ACT__INIT;
    entry.arrived_on = c->operand[1];
    entry.notified_on = c->operand[2];
    return act(c, entry, JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_CONTINUE);
}

int ctl_card_show(ctl *c)
{
    static const address to = {JU_TOPIC_DELIVERY_COMMAND, JU_TOPIC_DELIVERY_REPLY,
                               &juki__delivery__v1__cards_reply__descriptor};
    Juki__Delivery__V1__QueryCards question = JUKI__DELIVERY__V1__QUERY_CARDS__INIT;
    question.register_ref = c->operand[0];
    return ask(c, &to, &question.base);
}

int ctl_person_card(ctl *c)
{
    static const address to = {JU_TOPIC_RESIDENT_COMMAND, JU_TOPIC_RESIDENT_REPLY,
                               &juki__resident__v1__card_status_reply__descriptor};
    char *alert[CTL_ALERTS_MAX];
    Juki__Resident__V1__QueryCardStatus question = JUKI__RESIDENT__V1__QUERY_CARD_STATUS__INIT;
    question.addressee_number = c->operand[0];
    question.confirmed_alert = alert;
    question.n_confirmed_alert = ctl_alerts(c, alert);
    return ask(c, &to, &question.base);
}
