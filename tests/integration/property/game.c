/* A wave of changes: entered at once, reviewed as their answers come. */
#include "tests/integration/property/game.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__ChangeReply change_reply;

static void send_command(void *opaque, const char *key, const ProtobufCMessage *message)
{
    counter_send(opaque, key, message);
}

static void send_review(const game *g, const plan *planned, const char *reviewer)
{
    static const Juki__Resident__V1__Decision decisions[] = {
        [PLAN_APPROVE] = JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE,
        [PLAN_RETURN] = JUKI__RESIDENT__V1__DECISION__DECISION_RETURN,
        [PLAN_WITHDRAW] = JUKI__RESIDENT__V1__DECISION__DECISION_WITHDRAW,
    };
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Resident__V1__ReviewChange review = JUKI__RESIDENT__V1__REVIEW_CHANGE__INIT;
    who.operator_id = (char *)(uintptr_t)(planned->ending == PLAN_WITHDRAW ? "clerk1" : reviewer);
    who.terminal_id = (char *)(uintptr_t) "window2";
    review.change_id = (char *)(uintptr_t)planned->id.text;
    review.decision = decisions[planned->ending];
    review.operator_ = &who;
    counter_send(g->desk, planned->id.text, &review.base);
}

/* What never became law leaves its new persons to others. */
static void give_up(game *g, plan *planned)
{
    for (int i = 0; i < planned->count; i++) {
        g->player.persons_planned -= planned->person[i] < 0;
    }
    planned->done = true;
}

/* Refused for an alert: confirmed, and entered again under a new id. */
static bool confirm(game *g, plan *planned, const Juki__Common__V1__Refusal *why)
{
    if (strcmp(why->code, "alert_unconfirmed") != 0 || planned->alert_count == PLAN_ALERTS_MAX) {
        return false;
    }
    (void)snprintf(planned->alert[planned->alert_count++], ALERT_SIZE, "%s", why->item);
    planned->id = command_new_id();
    player_submit(&g->player, g->w, planned, send_command, g->desk);
    return true;
}

static void take_answer(game *g, plan *planned, const change_reply *answer)
{
    switch (answer->status) {
    case JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_PROVISIONAL:
        send_review(g, planned, answer->approvals == 0 ? "chief" : "deputy");
        break;
    case JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REGISTERED:
        player_registered(&g->player, planned, answer);
        planned->done = true;
        break;
    case JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REFUSED:
        assert_non_null(answer->refusal);
        if (!confirm(g, planned, answer->refusal)) {
            if (secure_getenv("JUKI_PROPERTY_LOUD") != NULL) {
                print_message("%s: %s %s\n", planned->reason, answer->refusal->code, answer->refusal->item);
            }
            g->refused++;
            give_up(g, planned);
        }
        break;
    default:
        give_up(g, planned);
    }
}

static plan *find_plan(game *g, const char *id)
{
    for (int i = 0; i < g->planned; i++) {
        if (!g->wave[i].done && strcmp(g->wave[i].id.text, id) == 0) {
            return &g->wave[i];
        }
    }
    return NULL;
}

static bool wave_done(const game *g)
{
    for (int i = 0; i < g->planned; i++) {
        if (!g->wave[i].done) {
            return false;
        }
    }
    return true;
}

void game_play_wave(game *g, int size)
{
    g->player.wave++;
    g->planned = 0;
    for (int tries = 0; g->planned < size && tries < size * 4; tries++) {
        if (player_plan(&g->player, &g->wave[g->planned])) {
            g->planned++;
        }
    }
    for (int i = 0; i < g->planned; i++) {
        player_submit(&g->player, g->w, &g->wave[i], send_command, g->desk);
    }
    while (!wave_done(g)) {
        counter_reply reply = counter_next(g->desk);
        plan *planned = find_plan(g, reply.key);
        if (planned != NULL) {
            take_answer(g, planned, (const change_reply *)reply.body);
        }
        protobuf_c_message_free_unpacked(reply.body, NULL);
    }
}
