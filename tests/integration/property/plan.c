/* Which changes are made up, and what each would say. */
#include "tests/integration/property/player.h"

#include <string.h>

enum { RESIDENT = 1, MOVED_OUT = 2, DEAD = 3, DELETED = 9, TRIES = 40, WINDOW_DAYS = 700, HEAD = 0 };

int player_draw(player *p, int below)
{
    p->seed = p->seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (int)((p->seed >> 33) % (uint64_t)below);
}

static int kinship(player *p)
{
    return 1 + player_draw(p, 6);
}

/* ---- who is free ----------------------------------------------------------------------------------------
 */

static bool is_free(const player *p, int household)
{
    return p->m.household[household].busy_wave != p->wave;
}

static void seize(player *p, int household)
{
    model_household *h = &p->m.household[household];
    h->busy_wave = p->wave;
    for (int i = 0; i < h->member_count; i++) {
        p->m.person[h->member[i]].busy_wave = p->wave;
    }
}

/* A household of at least so many members, or -1. */
static int draw_household(player *p, int members)
{
    for (int i = 0; i < TRIES && p->m.household_count > 0; i++) {
        int h = player_draw(p, p->m.household_count);
        if (is_free(p, h) && p->m.household[h].member_count >= members &&
            p->m.household[h].member_count <= PLAN_PERSONS_MAX) {
            return h;
        }
    }
    return -1;
}

static int street_of(const player *p, int household)
{
    return p->m.person[p->m.household[household].member[0]].now.item[MODEL_STREET];
}

/* A 取消し of a 転居 leaves a household at two places when others have joined it meanwhile. */
static bool lives_together(const player *p, int household)
{
    const model_household *h = &p->m.household[household];
    for (int i = 1; i < h->member_count; i++) {
        if (p->m.person[h->member[i]].now.item[MODEL_STREET] != street_of(p, household)) {
            return false;
        }
    }
    return true;
}

/* ---- what is said ---------------------------------------------------------------------------------------
 */

static int draw_day(player *p, int not_before)
{
    int first = p->today - WINDOW_DAYS;
    if (player_draw(p, 10) < 6 && not_before > first) {
        first = not_before;
    }
    return first + player_draw(p, p->today - first + 1);
}

static int last_day(const player *p, int person)
{
    const model_person *who = &p->m.person[person];
    return who->op_count == 0 ? 0 : who->op[who->op_count - 1].day;
}

static void say(model_op *op, model_item item, int value)
{
    op->said |= MODEL_BIT(item);
    op->value.item[item] = value;
}

/* Appends one person, who says nothing yet. */
static model_op *add(plan *ret, int person)
{
    model_op *op = &ret->op[ret->count];
    *op = (model_op){.day = ret->day, .cancels = -1};
    ret->person[ret->count++] = person;
    return op;
}

static void begin(player *p, plan *ret, const char *reason_code, int not_before)
{
    *ret = (plan){.reason = reason_code, .household = -1, .day = draw_day(p, not_before)};
}

static void say_entry(player *p, plan *ret, model_op *op, int relationship)
{
    say(op, MODEL_STATE, RESIDENT);
    say(op, MODEL_NAME, ++p->last_text);
    say(op, MODEL_BIRTH, p->today - 7000 - player_draw(p, 20000));
    say(op, MODEL_HOUSEHOLD, -1);
    say(op, MODEL_RELATIONSHIP, relationship);
    say(op, MODEL_STREET, ret->street);
    say(op, MODEL_ADDRESS_SINCE, ret->day);
    say(op, MODEL_RESIDENT_SINCE, ret->day);
    op->said = MODEL_ALL;
}

/* ---- 記載 ------------------------------------------------------------------------------------------------
 */

static bool arrive(player *p, plan *ret)
{
    begin(p, ret, "domestic_move_in", 0);
    int members = 1 + player_draw(p, 3);
    ret->street = ++p->last_text;
    if (p->persons_planned + members > p->persons_max) {
        return false;
    }
    for (int i = 0; i < members; i++) {
        say_entry(p, ret, add(ret, -1), i == 0 ? HEAD : kinship(p));
        ret->serial[i] = ++p->last_serial;
    }
    p->persons_planned += members;
    return true;
}

static bool arrive_at(player *p, plan *ret)
{
    int home = draw_household(p, 1);
    if (home < 0 || p->persons_planned >= p->persons_max) {
        return false;
    }
    begin(p, ret, "domestic_move_in", 0);
    ret->household = home;
    ret->street = street_of(p, home);
    say_entry(p, ret, add(ret, -1), kinship(p));
    ret->serial[0] = ++p->last_serial;
    p->persons_planned++;
    seize(p, home);
    return true;
}

static bool birth(player *p, plan *ret)
{
    int home = draw_household(p, 1);
    if (home < 0 || !lives_together(p, home) || p->persons_planned >= p->persons_max) {
        return false;
    }
    begin(p, ret, "birth", 0);
    ret->household = home;
    model_op *op = add(ret, -1);
    say_entry(p, ret, op, 2);
    say(op, MODEL_BIRTH, ret->day);
    say(op, MODEL_STREET, street_of(p, home));
    p->persons_planned++;
    seize(p, home);
    return true;
}

/* 再転入, from elsewhere by number, or from abroad by 宛名番号 for who has none. */
static bool come_back(player *p, plan *ret)
{
    for (int i = 0; i < TRIES && p->m.person_count > 0; i++) {
        int who = player_draw(p, p->m.person_count);
        model_person *person = &p->m.person[who];
        int state = person->now.item[MODEL_STATE];
        if (person->busy_wave == p->wave || (state != MOVED_OUT && state != DELETED)) {
            continue;
        }
        begin(p, ret, person->serial != 0 ? "domestic_move_in" : "overseas_move_in", last_day(p, who));
        int home = player_draw(p, 2) == 0 ? draw_household(p, 1) : -1;
        ret->household = home;
        ret->street = home < 0 ? ++p->last_text : street_of(p, home);
        ret->serial[0] = person->serial;
        model_op *op = add(ret, who);
        say_entry(p, ret, op, home < 0 ? HEAD : kinship(p));
        if (player_draw(p, 2) == 0) {
            say(op, MODEL_NAME, person->now.item[MODEL_NAME]);
        }
        say(op, MODEL_BIRTH, person->now.item[MODEL_BIRTH]);
        say(op, MODEL_FORMER_NAME, person->now.item[MODEL_FORMER_NAME]);
        person->busy_wave = p->wave;
        if (home >= 0) {
            seize(p, home);
        }
        return true;
    }
    return false;
}

/* ---- 消除 ------------------------------------------------------------------------------------------------
 */

static bool strike(player *p, plan *ret)
{
    static const struct {
        const char *reason;
        int state;
    } kinds[] = {{"domestic_move_out", MOVED_OUT}, {"domestic_move_out", MOVED_OUT},
                 {"domestic_move_out", MOVED_OUT}, {"official_delete", DELETED},
                 {"overseas_move_out", MOVED_OUT}, {"death", DEAD}};
    int kind = player_draw(p, 6);
    int home = draw_household(p, 1);
    if (home < 0) {
        return false;
    }
    const model_household *h = &p->m.household[home];
    begin(p, ret, kinds[kind].reason, last_day(p, h->member[0]));
    int leaving = kinds[kind].state == DEAD ? 1 : 1 + player_draw(p, h->member_count);
    for (int i = 0; i < leaving; i++) {
        say(add(ret, h->member[i]), MODEL_STATE, kinds[kind].state);
    }
    seize(p, home);
    return true;
}

/* ---- 世帯 and 住所
 * ------------------------------------------------------------------------------------------ */

static void say_household(model_op *op, int household, int relationship)
{
    say(op, MODEL_HOUSEHOLD, household);
    say(op, MODEL_RELATIONSHIP, relationship);
}

static bool move(player *p, plan *ret)
{
    int home = draw_household(p, 1);
    if (home < 0) {
        return false;
    }
    const model_household *h = &p->m.household[home];
    bool whole = player_draw(p, 2) == 0;
    begin(p, ret, "move_within", last_day(p, h->member[0]));
    seize(p, home);
    int host = player_draw(p, 2) == 0 ? draw_household(p, 1) : -1;
    ret->household = host;
    ret->street = host < 0 ? ++p->last_text : street_of(p, host);
    for (int i = 0; i < (whole ? h->member_count : 1); i++) {
        model_op *op = add(ret, h->member[i]);
        say(op, MODEL_STREET, ret->street);
        say(op, MODEL_ADDRESS_SINCE, ret->day);
        if (host >= 0 || (h->member_count > 1 && !whole)) {
            say_household(op, -1, host >= 0 ? kinship(p) : HEAD);
        }
    }
    if (host >= 0) {
        seize(p, host);
    }
    return true;
}

static bool split(player *p, plan *ret)
{
    int home = draw_household(p, 2);
    if (home < 0) {
        return false;
    }
    const model_household *h = &p->m.household[home];
    begin(p, ret, "household_split", last_day(p, h->member[0]));
    int leaving = 1 + player_draw(p, h->member_count - 1);
    for (int i = 0; i < leaving; i++) {
        say_household(add(ret, h->member[i]), -1, i == 0 ? HEAD : kinship(p));
    }
    seize(p, home);
    return true;
}

/* Into a household at the same address: all of the members (世帯合併) or one (世帯変更). */
static bool merge(player *p, plan *ret)
{
    for (int i = 0; i < TRIES; i++) {
        int home = draw_household(p, 1);
        int host = home < 0 ? -1 : p->m.household[home].sibling - 1;
        if (host < 0 || host == home || !is_free(p, host) || p->m.household[host].member_count == 0 ||
            street_of(p, host) != street_of(p, home)) {
            continue;
        }
        const model_household *h = &p->m.household[home];
        bool whole = player_draw(p, 2) == 0;
        begin(p, ret, whole ? "household_merge" : "household_change", last_day(p, h->member[0]));
        ret->household = host;
        for (int n = 0; n < (whole ? h->member_count : 1); n++) {
            say_household(add(ret, h->member[n]), -1, kinship(p));
        }
        seize(p, home);
        seize(p, host);
        return true;
    }
    return false;
}

static bool change_head(player *p, plan *ret)
{
    int home = draw_household(p, 2);
    if (home < 0) {
        return false;
    }
    const model_household *h = &p->m.household[home];
    begin(p, ret, "head_change", last_day(p, h->member[0]));
    int head = player_draw(p, h->member_count);
    if (p->m.person[h->member[head]].now.item[MODEL_RELATIONSHIP] == HEAD) {
        head = (head + 1) % h->member_count;
    }
    for (int i = 0; i < h->member_count; i++) {
        int now = p->m.person[h->member[i]].now.item[MODEL_RELATIONSHIP];
        say_household(add(ret, h->member[i]), home, i == head ? HEAD : now == HEAD ? kinship(p) : now);
    }
    seize(p, home);
    return true;
}

/* ---- items ----------------------------------------------------------------------------------------------
 */

static bool amend(player *p, plan *ret)
{
    int home = draw_household(p, 1);
    if (home < 0) {
        return false;
    }
    const model_household *h = &p->m.household[home];
    int who = h->member[player_draw(p, h->member_count)];
    bool former = p->m.person[who].now.item[MODEL_FORMER_NAME] != 0;
    static const char *const of_former[2][2] = {{"former_name_record", "former_name_record"},
                                                {"former_name_change", "former_name_delete"}};
    int kind = player_draw(p, 5);
    const char *code = kind < 2 ? of_former[former][kind] : kind == 2 ? "rewrite_enter" : "minor_correction";
    begin(p, ret, code, last_day(p, who));
    model_op *op = add(ret, who);
    if (kind < 2) {
        say(op, MODEL_FORMER_NAME, former && kind == 1 ? 0 : ++p->last_text);
    } else if (kind > 2) {
        say(op, MODEL_NAME, ++p->last_text);
    }
    seize(p, home);
    return true;
}

/* ---- 異動の取消し
 * ------------------------------------------------------------------------------------------ */

/* What the person would go back to; a state of 0 when he came with the change. */
static model_state state_before(const model_person *person)
{
    model_state before;
    if (!model_as_of(person, INT32_MAX, INT32_MAX, person->op_count - 1, &before)) {
        before = (model_state){0};
    }
    return before;
}

static const char *cancel_reason(const model_person *person)
{
    bool now = person->now.item[MODEL_STATE] == RESIDENT;
    bool before = state_before(person).item[MODEL_STATE] == RESIDENT;
    return !now ? "cancel_enter" : !before ? "cancel_delete" : "cancel_amend";
}

static bool household_is_free(const player *p, const model_state *state)
{
    return state->item[MODEL_STATE] != RESIDENT || is_free(p, state->item[MODEL_HOUSEHOLD]);
}

/* Adds one person of the change, if it is his latest and he is free. */
static void add_cancelled(player *p, plan *ret, int who, int change)
{
    model_person *person = &p->m.person[who];
    model_state before = state_before(person);
    if (person->busy_wave == p->wave || person->op[person->op_count - 1].change != change ||
        strcmp(cancel_reason(person), ret->reason) != 0 || !household_is_free(p, &person->now) ||
        !household_is_free(p, &before)) {
        return;
    }
    model_op *op = add(ret, who);
    op->cancels = person->op_count - 1;
    if (before.item[MODEL_STATE] == 0) {
        op->said = MODEL_ALL;
        op->value = person->now;
        op->value.item[MODEL_STATE] = DELETED;
    }
}

static bool cancel(player *p, plan *ret)
{
    if (p->m.person_count == 0) {
        return false;
    }
    int first = player_draw(p, p->m.person_count);
    const model_person *person = &p->m.person[first];
    if (person->op_count == 0) {
        return false;
    }
    int change = person->op[person->op_count - 1].change;
    const past_change *past = &p->past[change - 1];
    begin(p, ret, cancel_reason(person), last_day(p, first));
    ret->cancelled = past->id;
    for (int i = 0; i < past->count; i++) {
        add_cancelled(p, ret, past->person[i], change);
    }
    for (int i = 0; i < ret->count; i++) {
        model_person *who = &p->m.person[ret->person[i]];
        model_state before = state_before(who);
        who->busy_wave = p->wave;
        if (who->now.item[MODEL_STATE] == RESIDENT) {
            seize(p, who->now.item[MODEL_HOUSEHOLD]);
        }
        if (before.item[MODEL_STATE] == RESIDENT) {
            seize(p, before.item[MODEL_HOUSEHOLD]);
        }
    }
    return ret->count > 0;
}

bool player_plan(player *p, plan *ret)
{
    static bool (*const kinds[])(player *, plan *) = {
        arrive, arrive,      arrive_at, birth, come_back, come_back, come_back, strike,
        strike, move,        move,      split, split,     merge,     merge,     merge,
        merge,  change_head, amend,     amend, amend,     cancel,    cancel,    cancel};
    bool found = kinds[player_draw(p, (int)(sizeof kinds / sizeof kinds[0]))](p, ret);
    int ending = player_draw(p, 100);
    ret->id = command_new_id();
    ret->ending = ending < 3 ? PLAN_RETURN : ending < 6 ? PLAN_WITHDRAW : PLAN_APPROVE;
    return found;
}
