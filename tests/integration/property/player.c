/* How a plan is spelled as a notice, and what the model learns when it has become law. */
#include "tests/integration/property/player.h"

#include "common/text/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;
typedef Juki__Resident__V1__PersonRecord record;

enum { RESIDENT = 1, HEAD = 0, TEXT_SIZE = 48, ARENA_BYTES = 64 * 1024 };

static const char *const RELATIONSHIP[] = {"世帯主", "妻", "子", "父", "母", "弟", "縁故者", "同居人"};

static const char *const TOWN[PLAYER_TOWNS] = {"田中町", "昭和町", "拝島町", "中神町", "宮沢町"};

const char *player_town(int street)
{
    return TOWN[street % PLAYER_TOWNS];
}

int player_town_number(const char *town)
{
    for (int i = 0; i < PLAYER_TOWNS; i++) {
        if (strcmp(TOWN[i], town) == 0) {
            return i;
        }
    }
    fail_msg("there is no town %s", town);
    return -1;
}

/* ---- spelling -------------------------------------------------------------------------------------------
 */

typedef struct spelling {
    char text[TEXT_SIZE];
} spelling;

static spelling spell(model_item item, int value)
{
    spelling s = {.text = ""};
    switch (item) {
    case MODEL_NAME:
        (void)snprintf(s.text, sizeof s.text, "試験　太郎%d", value);
        break;
    case MODEL_FORMER_NAME:
        (void)snprintf(s.text, sizeof s.text, value == 0 ? "" : "旧氏%d", value);
        break;
    case MODEL_STREET:
        (void)snprintf(s.text, sizeof s.text, "%d番地", value);
        break;
    case MODEL_RELATIONSHIP:
        (void)snprintf(s.text, sizeof s.text, "%s", RELATIONSHIP[value]);
        break;
    default:
        ju_date_format(ju_date_from_days(value), s.text);
    }
    return s;
}

typedef struct notice {
    submit message;
    person_entry person[PLAN_PERSONS_MAX];
    person_entry *persons[PLAN_PERSONS_MAX];
    Juki__Common__V1__WrittenDate birth[PLAN_PERSONS_MAX];
    Juki__Common__V1__Address address;
    Juki__Common__V1__Address elsewhere;
    Juki__Common__V1__Operator clerk;
    char *alert[PLAN_ALERTS_MAX];
    ju_arena arena;
} notice;

static char *keep(notice *n, model_item item, int value)
{
    spelling s = spell(item, value);
    char *kept = ju_arena_strdup(&n->arena, s.text);
    assert_non_null(kept);
    return kept;
}

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static void put_address(Juki__Common__V1__Address *address, const char *municipality_code, const char *town,
                        char *number)
{
    juki__common__v1__address__init(address);
    address->municipality_code = text(municipality_code);
    address->prefecture = text("東京都");
    address->municipality = text("昭島市");
    address->town = text(town);
    address->number = number;
}

static bool has_reason(const plan *planned, const char *part)
{
    return strstr(planned->reason, part) != NULL;
}

static bool enters(const plan *planned)
{
    return has_reason(planned, "move_in") || has_reason(planned, "birth");
}

static void put_former_name(notice *n, const model_op *op, int at)
{
    if ((op->said & MODEL_BIT(MODEL_FORMER_NAME)) != 0 && op->value.item[MODEL_FORMER_NAME] != 0) {
        n->person[at].former_name = keep(n, MODEL_FORMER_NAME, op->value.item[MODEL_FORMER_NAME]);
        n->person[at].former_name_kana = text("キュウシ");
    }
}

static void put_entering(notice *n, world *w, const plan *planned, int at)
{
    const model_op *op = &planned->op[at];
    person_entry *person = &n->person[at];
    juki__common__v1__written_date__init(&n->birth[at]);
    n->birth[at].date = keep(n, MODEL_BIRTH, op->value.item[MODEL_BIRTH]);
    person->name = keep(n, MODEL_NAME, op->value.item[MODEL_NAME]);
    person->name_kana = text("シケン　タロウ");
    put_former_name(n, op, at);
    person->birth_date = &n->birth[at];
    person->sex = JUKI__COMMON__V1__SEX__SEX_FEMALE;
    person->relationship = keep(n, MODEL_RELATIONSHIP, op->value.item[MODEL_RELATIONSHIP]);
    if (planned->serial[at] != 0) {
        test_person numbers = person_of(planned->serial[at]);
        person->individual_number =
            command_seal(w, &n->arena, "individual_number", planned->id.text, numbers.individual_number);
        person->resident_code =
            command_seal(w, &n->arena, "resident_code", planned->id.text, numbers.resident_code);
        person->addressee_number = text("");
    }
}

static void put_items(notice *n, const plan *planned, int at)
{
    const model_op *op = &planned->op[at];
    person_entry *person = &n->person[at];
    if ((op->said & MODEL_BIT(MODEL_RELATIONSHIP)) != 0) {
        person->relationship = keep(n, MODEL_RELATIONSHIP, op->value.item[MODEL_RELATIONSHIP]);
    }
    if ((op->said & MODEL_BIT(MODEL_NAME)) != 0) {
        person->name = keep(n, MODEL_NAME, op->value.item[MODEL_NAME]);
    }
    put_former_name(n, op, at);
}

static void put_person(const player *p, notice *n, world *w, const plan *planned, int at)
{
    person_entry *person = &n->person[at];
    juki__resident__v1__person_entry__init(person);
    n->persons[at] = person;
    if (planned->person[at] >= 0) {
        person->addressee_number = p->m.person[planned->person[at]].number;
    }
    if (enters(planned)) {
        put_entering(n, w, planned, at);
    } else if (!has_reason(planned, "cancel")) {
        put_items(n, planned, at);
    }
}

static void put_places(const player *p, notice *n, const plan *planned)
{
    put_address(&n->elsewhere, "131016", "千代田", text("２－２"));
    if (planned->street != 0) {
        put_address(&n->address, TEST_MUNICIPALITY, player_town(planned->street),
                    keep(n, MODEL_STREET, planned->street));
        n->message.address = &n->address;
    }
    if (has_reason(planned, "move_in")) {
        n->message.previous_address = &n->elsewhere;
    }
    if (has_reason(planned, "move_out")) {
        n->message.destination = &n->elsewhere;
    }
    if (planned->household >= 0) {
        n->message.household_number = p->m.household[planned->household].number;
    }
}

static bool official(const plan *planned)
{
    return has_reason(planned, "cancel") || has_reason(planned, "official") ||
           has_reason(planned, "rewrite") || has_reason(planned, "correction");
}

static void put_notice(const player *p, notice *n, plan *planned)
{
    bool leaves = has_reason(planned, "move_out"); /* in time, or it would be ex officio (j640) */
    juki__resident__v1__submit_change__init(&n->message);
    juki__common__v1__operator__init(&n->clerk);
    n->clerk.operator_id = text("clerk1");
    n->clerk.terminal_id = text("window1");
    n->message.operator_ = &n->clerk;
    n->message.change_id = planned->id.text;
    n->message.reason = text(planned->reason);
    n->message.change_date = keep(n, MODEL_BIRTH, planned->day);
    n->message.notified_date = leaves ? n->message.change_date : keep(n, MODEL_BIRTH, p->today);
    n->message.identity_check = command_identity();
    n->message.person = n->persons;
    n->message.n_person = (size_t)planned->count;
    n->message.cancelled_change_id = planned->cancelled.text;
    n->message.justification = text(official(planned) ? "職権 2026-7" : "");
    for (int i = 0; i < planned->alert_count; i++) {
        n->alert[i] = planned->alert[i];
    }
    n->message.confirmed_alert = n->alert;
    n->message.n_confirmed_alert = (size_t)planned->alert_count;
}

void player_submit(const player *p, world *w, plan *planned, player_send *send, void *opaque)
{
    notice *n = calloc(1, sizeof *n);
    assert_non_null(n);
    ju_arena_init(&n->arena, ARENA_BYTES);
    put_notice(p, n, planned);
    put_places(p, n, planned);
    for (int i = 0; i < planned->count; i++) {
        put_person(p, n, w, planned, i);
    }
    send(opaque, planned->id.text, &n->message.base);
    ju_arena_done(&n->arena);
    free(n);
}

/* ---- learning -------------------------------------------------------------------------------------------
 */

static int household_of(player *p, const plan *planned, const char *number)
{
    int household = model_find_household(&p->m, number);
    if (household >= 0) {
        return household;
    }
    household = model_new_household(&p->m, number);
    if (has_reason(planned, "household_split")) {
        int home = p->m.person[planned->person[0]].now.item[MODEL_HOUSEHOLD];
        p->m.household[household].sibling = home + 1;
        p->m.household[home].sibling = household + 1;
    }
    return household;
}

/* Whom a 取消し brings back goes home, unless nobody of it is there any more: then to a household of his own.
 */
static void settle_cancelled(const player *p, const model_person *person, bool alone, int household,
                             model_op *op)
{
    model_state before;
    bool known = model_as_of(person, INT32_MAX, INT32_MAX, person->op_count - 1, &before);
    int home = before.item[MODEL_HOUSEHOLD];
    if (!known || before.item[MODEL_STATE] != RESIDENT || home == household) {
        return;
    }
    for (int i = 0; i < p->m.household[home].member_count; i++) {
        const model_person *member = &p->m.person[p->m.household[home].member[i]];
        if (member != person && member->now.item[MODEL_STREET] == before.item[MODEL_STREET]) {
            fail_msg("%s was taken to another household than his own", person->number);
        }
    }
    op->said |= MODEL_BIT(MODEL_HOUSEHOLD) | MODEL_BIT(MODEL_RELATIONSHIP);
    op->value.item[MODEL_HOUSEHOLD] = household;
    op->value.item[MODEL_RELATIONSHIP] = alone ? HEAD : before.item[MODEL_RELATIONSHIP];
}

static int person_at(player *p, const plan *planned, int at, const char *number)
{
    if (planned->person[at] >= 0) {
        assert_string_equal(p->m.person[planned->person[at]].number, number);
        return planned->person[at];
    }
    return model_new_person(&p->m, number, planned->serial[at]);
}

void player_registered(player *p, const plan *planned, const Juki__Resident__V1__ChangeReply *answer)
{
    bool cancels = has_reason(planned, "cancel");
    model_op op[PLAN_PERSONS_MAX];
    int household = household_of(p, planned, answer->household_number);
    if (planned->household >= 0) {
        assert_int_equal(household, planned->household);
    }
    assert_int_equal(answer->n_addressee_number, planned->count);
    p->past = realloc(p->past, ((size_t)p->m.changes + 1) * sizeof *p->past);
    assert_non_null(p->past);
    past_change *past = &p->past[p->m.changes++];
    *past = (past_change){.id = planned->id, .reason = planned->reason, .count = planned->count};
    for (int i = 0; i < planned->count; i++) {
        op[i] = planned->op[i];
        op[i].change = p->m.changes;
        if (op[i].value.item[MODEL_HOUSEHOLD] == -1) {
            op[i].value.item[MODEL_HOUSEHOLD] = household;
        }
        past->person[i] = person_at(p, planned, i, answer->addressee_number[i]);
        if (cancels) {
            settle_cancelled(p, &p->m.person[past->person[i]], planned->count == 1, household, &op[i]);
        }
    }
    for (int i = 0; i < planned->count; i++) { /* only now: the register decided about all at once */
        model_add(&p->m, past->person[i], &op[i]);
    }
}

/* ---- comparing ------------------------------------------------------------------------------------------
 */

static bool same_text(const char *what, const char *model_says, const char *register_says,
                      char ret[PLAYER_TEXT_SIZE])
{
    (void)snprintf(ret, PLAYER_TEXT_SIZE, "%s is %s, the model says %s", what, register_says, model_says);
    return strcmp(model_says, register_says) == 0;
}

bool player_same(const player *p, const model_state *state, const record *found, char ret[PLAYER_TEXT_SIZE])
{
    if (state == NULL || found == NULL) {
        (void)snprintf(ret, PLAYER_TEXT_SIZE, "%s on record", found == NULL ? "not" : "wrongly");
        return (state == NULL) == (found == NULL);
    }
    const struct {
        model_item item;
        const char *what;
        const char *register_says;
    } texts[] = {
        {MODEL_NAME, "name", found->name},
        {MODEL_FORMER_NAME, "former_name", found->former_name},
        {MODEL_BIRTH, "birth_date", found->birth_date->date},
        {MODEL_RELATIONSHIP, "relationship", found->relationship},
        {MODEL_STREET, "address", found->address->number},
        {MODEL_ADDRESS_SINCE, "address_since", found->address_since},
        {MODEL_RESIDENT_SINCE, "resident_since", found->resident_since},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        spelling s = spell(texts[i].item, state->item[texts[i].item]);
        if (!same_text(texts[i].what, s.text, texts[i].register_says, ret)) {
            return false;
        }
    }
    (void)snprintf(ret, PLAYER_TEXT_SIZE, "state is %d, the model says %d", (int)found->state,
                   state->item[MODEL_STATE]);
    return state->item[MODEL_STATE] == (int)found->state &&
           same_text("town", player_town(state->item[MODEL_STREET]), found->address->town, ret) &&
           same_text("household", p->m.household[state->item[MODEL_HOUSEHOLD]].number,
                     found->household_number, ret);
}

void player_print(const player *p, int person)
{
    const model_person *who = &p->m.person[person];
    for (int i = 0; i < who->op_count; i++) {
        const model_op *op = &who->op[i];
        print_message("# %s: change %d (%s) of %s says %#x, state %d, household %s, cancels %d\n",
                      who->number, op->change, p->past[op->change - 1].id.text,
                      spell(MODEL_BIRTH, op->day).text, op->said, op->value.item[MODEL_STATE],
                      p->m.household[op->value.item[MODEL_HOUSEHOLD]].number, op->cancels);
    }
}
