#include "services/delivery/card.h"

#include <string.h>

typedef Juki__Common__V1__CardState card_state;
typedef Juki__Delivery__V1__CardAct card_act;
typedef Juki__Delivery__V1__CardEvent card_event;
typedef Juki__Common__V1__CardReason card_reason;

enum {
    NONE = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_UNSPECIFIED,
    MADE = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_MADE,
    IN_USE = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_IN_USE,
    SUSPENDED = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_SUSPENDED,
    REVOKED = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_REVOKED,
    EXPIRED = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_EXPIRED,
    ELSEWHERE = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_ELSEWHERE,
    STATES,
};

enum {
    ISSUE = JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_ISSUE,
    REVOKE = JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_REVOKE,
    COLLECT = JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_COLLECT,
    RESUME = JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_RESUME,
    RETURN = JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_RETURN,
    CONTINUE = JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_CONTINUE,
    ACTS,
};

enum {
    MAKES = JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_MADE,
    SUSPENDS = JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_SUSPENDED,
    REVOKES = JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_REVOKED,
    EXPIRES = JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_EXPIRED,
    GOES = JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_CONTINUED_ELSEWHERE,
    EVENTS,
};

/* The state that follows, or the code of the refusal. */
typedef struct cell {
    int to;
    const char *refused;
} cell;

#define TO(state)                                                                                            \
    {                                                                                                        \
        state, NULL                                                                                          \
    }
#define NO(code)                                                                                             \
    {                                                                                                        \
        NONE, code                                                                                           \
    }

/*
 * 状態 × 異動. A row has the states NONE, MADE, IN_USE, SUSPENDED, REVOKED, EXPIRED, ELSEWHERE.
 *
 * 交付      17条1項: once, of a card that was made for him
 * 廃止      ends for good; 施行令14条 (失効) and 15条4項 (自主返納)
 * 回収      施行令15条 (返納), and a card that was found: whatever its state, but not before 交付
 * 解除      the holder asked the card system for the 一時停止; only the municipality lifts it
 * 返還      17条3項: a card that was taken in for a while goes back to its holder; one without effect does
 * not, but that of who goes abroad, with a note on it (施行令15条) 継続利用  17条3項: a card in use that came
 * from elsewhere, or comes back
 */
static const cell AFTER_ACT[ACTS][STATES] = {
    [ISSUE] = {NO("card_unknown"), TO(IN_USE), NO("card_issued"), NO("card_issued"), NO("card_revoked"),
               NO("card_expired"), NO("card_elsewhere")},
    [REVOKE] = {NO("card_unknown"), TO(REVOKED), TO(REVOKED), TO(REVOKED), NO("card_revoked"),
                NO("card_expired"), NO("card_elsewhere")},
    [COLLECT] = {NO("card_unknown"), NO("card_not_issued"), TO(IN_USE), TO(SUSPENDED), TO(REVOKED),
                 TO(EXPIRED), NO("card_elsewhere")},
    [RESUME] = {NO("card_unknown"), NO("card_not_issued"), NO("card_not_suspended"), TO(IN_USE),
                NO("card_revoked"), NO("card_expired"), NO("card_elsewhere")},
    [RETURN] = {NO("card_unknown"), NO("card_not_issued"), TO(IN_USE), TO(SUSPENDED), TO(REVOKED),
                NO("card_expired"), NO("card_elsewhere")},
    [CONTINUE] = {TO(IN_USE), NO("card_not_issued"), TO(IN_USE), NO("card_suspended"), NO("card_revoked"),
                  NO("card_expired"), TO(IN_USE)},
};

/* What the card system says must follow from what it said before. */
static const cell AFTER_EVENT[EVENTS][STATES] = {
    [MAKES] = {TO(MADE), NO("card_known"), NO("card_known"), NO("card_known"), NO("card_known"),
               NO("card_known"), NO("card_known")},
    [SUSPENDS] = {NO("card_unknown"), NO("card_not_issued"), TO(SUSPENDED), NO("card_suspended"),
                  NO("card_revoked"), NO("card_expired"), NO("card_elsewhere")},
    [REVOKES] = {NO("card_unknown"), TO(REVOKED), TO(REVOKED), TO(REVOKED), NO("card_revoked"),
                 NO("card_expired"), NO("card_elsewhere")},
    [EXPIRES] = {NO("card_unknown"), TO(EXPIRED), TO(EXPIRED), TO(EXPIRED), NO("card_revoked"),
                 NO("card_expired"), NO("card_elsewhere")},
    [GOES] = {NO("card_unknown"), NO("card_not_issued"), TO(ELSEWHERE), NO("card_suspended"),
              NO("card_revoked"), NO("card_expired"), NO("card_elsewhere")},
};

static const char *refusal_of_place(const card_standing *before, int act)
{
    bool to_be_there = act == RETURN;
    bool free = act == REVOKE || act == RESUME;
    if (act == RETURN && (int)before->state == REVOKED &&
        before->reason != JUKI__COMMON__V1__CARD_REASON__CARD_REASON_ABROAD) {
        return "card_revoked";
    }
    if (free || before->collected == to_be_there) {
        return NULL;
    }
    return to_be_there ? "card_not_collected" : "card_collected";
}

static void follow(const card_standing *before, int to, card_reason reason, card_standing *ret)
{
    bool newly = to == REVOKED && (int)before->state != REVOKED;
    *ret = (card_standing){
        .state = (card_state)to, .collected = before->collected, .reason = newly ? reason : before->reason};
}

const char *card_after_act(const card_standing *before, card_act act, card_reason reason, card_standing *ret)
{
    if ((int)act <= 0 || (int)act >= ACTS || (int)before->state >= STATES) {
        return "act_unknown";
    }
    const cell *found = &AFTER_ACT[act][before->state];
    const char *refused = found->refused != NULL ? found->refused : refusal_of_place(before, (int)act);
    if (refused != NULL) {
        return refused;
    }
    follow(before, found->to, reason, ret);
    ret->collected = (int)act == COLLECT || (ret->collected && (int)act != RETURN);
    return NULL;
}

const char *card_after_event(const card_standing *before, card_event event, card_reason reason,
                             card_standing *ret)
{
    if ((int)event <= 0 || (int)event >= EVENTS || (int)before->state >= STATES) {
        return "event_unknown";
    }
    const cell *found = &AFTER_EVENT[event][before->state];
    if (found->refused != NULL) {
        return found->refused;
    }
    follow(before, found->to, reason, ret);
    return NULL;
}

bool card_lives(const card_standing *standing)
{
    int state = (int)standing->state;
    return state == MADE || state == IN_USE || state == SUSPENDED;
}

const char *card_act_word(card_act act)
{
    static const char *const words[ACTS] = {"", "issue", "revoke", "collect", "resume", "return", "continue"};
    return (int)act > 0 && (int)act < ACTS ? words[act] : "";
}

const char *card_event_word(card_event event)
{
    static const char *const words[EVENTS] = {"",        "made",    "suspended",
                                              "revoked", "expired", "continued_elsewhere"};
    return (int)event > 0 && (int)event < EVENTS ? words[event] : "";
}

/* ---- the cards of a person --------------------------------------------------------------------------- */

card_row *card_file_find(const card_file *file, const char *card_ref)
{
    for (size_t i = 0; i < file->card_count; i++) {
        if (strcmp(file->card[i].card_ref, card_ref) == 0) {
            return &file->card[i];
        }
    }
    return NULL;
}

card_pending *card_file_pending(const card_file *file, const char *act_id)
{
    for (size_t i = 0; i < file->pending_count; i++) {
        if (strcmp(file->pending[i].act_id, act_id) == 0) {
            return &file->pending[i];
        }
    }
    return NULL;
}

void card_file_expect(card_file *file)
{
    for (size_t i = 0; i < file->card_count; i++) {
        file->card[i].expected = file->card[i].reported;
    }
    for (size_t i = 0; i < file->pending_count; i++) {
        const card_pending *act = &file->pending[i];
        card_row *card = card_file_find(file, act->card_ref);
        card_standing after;
        if (card != NULL && card_after_act(&card->expected, act->act, act->reason, &after) == NULL) {
            card->expected = after;
        }
    }
}

card_effect card_effect_of(Juki__Delivery__V1__CardHolderChange change, const card_standing *standing,
                           card_reason *ret_reason)
{
    *ret_reason = JUKI__COMMON__V1__CARD_REASON__CARD_REASON_STRUCK_OFF;
    if (!card_lives(standing)) {
        return CARD_UNTOUCHED;
    }
    switch (change) {
    case JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_MOVED_OUT:
        /* a card that lies here cannot be handed over any more */
        return (int)standing->state == MADE ? CARD_ENDS : CARD_WAITS;
    case JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_ABROAD:
        *ret_reason = JUKI__COMMON__V1__CARD_REASON__CARD_REASON_ABROAD;
        return CARD_ENDS;
    case JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_STRUCK_OFF:
        return CARD_ENDS;
    case JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_NUMBER_CHANGED:
        *ret_reason = JUKI__COMMON__V1__CARD_REASON__CARD_REASON_NUMBER_CHANGED;
        return CARD_ENDS;
    case JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_CODE_CHANGED:
        *ret_reason = JUKI__COMMON__V1__CARD_REASON__CARD_REASON_CODE_CHANGED;
        return CARD_ENDS;
    case JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_RESIDENT_AGAIN:
        return CARD_WAITS_HERE;
    case JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_MOVE_OUT_CANCELLED:
        return CARD_WAITS_NOT;
    default:
        return CARD_UNTOUCHED;
    }
}
