/* 転出 in two steps: planned by the notice of who leaves, confirmed by that of the other municipality. */
#include "services/resident/move_out.h"

#include "services/resident/entry.h"

#include "common/text/date.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Resident__V1__MoveOut move_out;
typedef Juki__Resident__V1__SettleMoveOut settle;

enum {
    RESIDENT = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT,
    MOVED_OUT = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT,
    DELETED = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DELETED,
};

bool move_out_is_planned(const record *person)
{
    return (int)person->state == RESIDENT && person->move_out != NULL;
}

Juki__Common__V1__Address *move_out_destination(const record *person)
{
    bool confirmed = person->move_out != NULL && person->move_out->confirmed_destination != NULL;
    return confirmed ? person->move_out->confirmed_destination : person->destination;
}

static bool check_day(const char *day, const char *today, const char *item, refusal *ret)
{
    ju_date date;
    if (!ju_date_parse(day, &date)) {
        return refuse(ret, "date_invalid", item);
    }
    /* ISO dates compare as text */
    return strcmp(day, today) <= 0 ? true : refuse(ret, "date_in_future", item);
}

static bool check_notice(const settle *question, const move_out_case *known, refusal *ret)
{
    const char *noticed = *question->notice_date != '\0' ? question->notice_date : known->today;
    if (question->destination == NULL) {
        return *question->arrival_date == '\0' && *question->notice_date == '\0'
                   ? true
                   : refuse(ret, "item_required", "destination");
    }
    return check_day(question->arrival_date, known->today, "arrival_date", ret) &&
           check_day(noticed, known->today, "notice_date", ret) &&
           entry_place_outside(question->destination, false, "destination", known->municipality, ret);
}

static bool same_notice(const move_out *planned, const settle *question)
{
    const Juki__Common__V1__Address *a = planned->confirmed_destination;
    const Juki__Common__V1__Address *b = question->destination;
    return a != NULL && strcmp(planned->confirmed_date, question->arrival_date) == 0 &&
           strcmp(a->postal_code, b->postal_code) == 0 &&
           strcmp(a->municipality_code, b->municipality_code) == 0 &&
           strcmp(a->prefecture, b->prefecture) == 0 && strcmp(a->municipality, b->municipality) == 0 &&
           strcmp(a->town_code, b->town_code) == 0 && strcmp(a->town, b->town) == 0 &&
           strcmp(a->number, b->number) == 0 && strcmp(a->building, b->building) == 0;
}

/* Of the same 転出 the latest notice holds (j690). */
static bool is_news(const settle *question, const move_out *planned, const char *noticed, refusal *ret)
{
    if (planned == NULL || planned->confirmed_destination == NULL) {
        return true;
    }
    if (strcmp(noticed, planned->notice_date) < 0) {
        return refuse(ret, "notice_older", "notice_date");
    }
    return !same_notice(planned, question) ? true : refuse(ret, "nothing_changed", "destination");
}

/* Whether there is something to settle at all. */
static bool may_settle(const settle *question, const move_out_case *known, refusal *ret)
{
    const record *person = known->person;
    bool noticed = question->destination != NULL;
    if (person == NULL) {
        return refuse(ret, "person_unknown", "addressee_number");
    }
    /* j680: also who was struck off ex officio, because nobody knew where he was */
    bool ex_officio = noticed && (int)person->state == DELETED;
    if (person->move_out == NULL && !ex_officio) {
        return refuse(ret, "no_move_out", "addressee_number");
    }
    if (!noticed && (int)person->state != RESIDENT) {
        return refuse(ret, "not_resident", "addressee_number");
    }
    if (!noticed && strcmp(person->move_out->planned_date, known->today) > 0) {
        return refuse(ret, "date_not_reached", "addressee_number");
    }
    return known->held ? refuse(ret, "change_pending", "addressee_number") : true;
}

static move_out *confirm(const settle *question, const record *person, const char *noticed, ju_arena *arena)
{
    move_out *after = ju_arena_alloc(arena, sizeof *after);
    if (after == NULL) {
        return NULL;
    }
    if (person->move_out != NULL) {
        *after = *person->move_out;
    } else {
        juki__resident__v1__move_out__init(after);
        after->change_id = person->change_id;
    }
    if (question->destination != NULL) {
        after->confirmed_destination = question->destination;
        after->confirmed_date = question->arrival_date;
        after->notice_date = (char *)(uintptr_t)noticed;
    }
    return after;
}

/* 転出による消除: the earlier of the two days (j50). */
static char *removal_day(const move_out *settled)
{
    bool earlier =
        *settled->confirmed_date != '\0' && strcmp(settled->confirmed_date, settled->planned_date) < 0;
    return earlier ? settled->confirmed_date : settled->planned_date;
}

bool move_out_settle(const settle *question, const move_out_case *known, ju_arena *arena, record *ret,
                     refusal *ret_refusal)
{
    *ret_refusal = (refusal){0};
    if (!may_settle(question, known, ret_refusal) || !check_notice(question, known, ret_refusal)) {
        return false;
    }
    const record *person = known->person;
    const record *first = known->notice != NULL ? known->notice : person;
    const char *noticed = *question->notice_date != '\0' ? question->notice_date : known->today;
    if (question->destination != NULL && !is_news(question, person->move_out, noticed, ret_refusal)) {
        return false;
    }
    move_out *settled = confirm(question, person, noticed, arena);
    if (settled == NULL) {
        return refuse(ret_refusal, NULL, "");
    }
    *ret = *person;
    ret->history_number++;
    ret->processed_date = (char *)(uintptr_t)known->today;
    ret->move_out = settled;
    if ((int)person->state != DELETED) {
        ret->state = (Juki__Resident__V1__PersonState)MOVED_OUT;
        ret->reason = first->reason;
        ret->notified_date = first->notified_date;
        ret->change_id = settled->change_id;
        ret->change_date = removal_day(settled);
    }
    return true;
}
