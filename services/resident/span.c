#include "services/resident/span.h"

#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Common__V1__HouseholdHistory household_history;
typedef Juki__Common__V1__HouseholdSpan household_span;
typedef Juki__Common__V1__AddressHistory address_history;
typedef Juki__Common__V1__AddressSpan address_span;
typedef Juki__Common__V1__Address address;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The days on which something may have changed, ascending, each once; today is the last that counts. */
static size_t days_of(const history_row *row, size_t count, const char *today, const char **ret)
{
    size_t days = 0;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(row[i].record->change_date, today) <= 0) {
            ret[days++] = row[i].record->change_date;
        }
    }
    qsort(ret, days, sizeof *ret, by_text);
    for (size_t i = 0; i < days; i++) {
        if (kept == 0 || strcmp(ret[kept - 1], ret[i]) != 0) {
            ret[kept++] = ret[i];
        }
    }
    return kept;
}

static bool lives_here(const record *state)
{
    return state->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
}

static const char *state_word(Juki__Resident__V1__PersonState state)
{
    switch (state) {
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT:
        return "resident";
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT:
        return "moved_out";
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD:
        return "dead";
    default:
        return "deleted";
    }
}

static bool same_household(const household_span *a, const household_span *b)
{
    return strcmp(a->state, b->state) == 0 && strcmp(a->household_number, b->household_number) == 0 &&
           strcmp(a->relationship, b->relationship) == 0;
}

static bool add_household(household_history *history, const char *day, const record *state, ju_arena *arena)
{
    household_span *span = ju_arena_alloc(arena, sizeof *span);
    if (span == NULL) {
        return false;
    }
    juki__common__v1__household_span__init(span);
    span->from = (char *)(uintptr_t)day;
    span->state = (char *)(uintptr_t)state_word(state->state);
    if (lives_here(state)) {
        span->household_number = state->household_number;
        span->relationship = state->relationship;
    }
    if (history->n_span == 0 || !same_household(history->span[history->n_span - 1], span)) {
        history->span[history->n_span++] = span;
    }
    return true;
}

static bool same_address(const address *a, const address *b)
{
    if (a == NULL || b == NULL) {
        return a == b;
    }
    return strcmp(a->postal_code, b->postal_code) == 0 &&
           strcmp(a->municipality_code, b->municipality_code) == 0 &&
           strcmp(a->town_code, b->town_code) == 0 && strcmp(a->prefecture, b->prefecture) == 0 &&
           strcmp(a->municipality, b->municipality) == 0 && strcmp(a->town, b->town) == 0 &&
           strcmp(a->number, b->number) == 0 && strcmp(a->building, b->building) == 0;
}

static bool add_address(address_history *history, const char *day, const record *state, ju_arena *arena)
{
    address_span *span = ju_arena_alloc(arena, sizeof *span);
    if (span == NULL) {
        return false;
    }
    juki__common__v1__address_span__init(span);
    span->from = (char *)(uintptr_t)day;
    span->address = lives_here(state) ? state->address : NULL;
    if (history->n_span == 0 || !same_address(history->span[history->n_span - 1]->address, span->address)) {
        history->span[history->n_span++] = span;
    }
    return true;
}

static bool make_empty(size_t days, ju_arena *arena, person_spans *ret)
{
    ret->household = ju_arena_alloc(arena, sizeof *ret->household);
    ret->address = ju_arena_alloc(arena, sizeof *ret->address);
    if (ret->household == NULL || ret->address == NULL) {
        return false;
    }
    juki__common__v1__household_history__init(ret->household);
    juki__common__v1__address_history__init(ret->address);
    ret->household->span = ju_arena_alloc(arena, (days + 1) * sizeof *ret->household->span);
    ret->address->span = ju_arena_alloc(arena, (days + 1) * sizeof *ret->address->span);
    return ret->household->span != NULL && ret->address->span != NULL;
}

bool person_spans_of(const history_row *row, size_t count, const char *today, ju_arena *arena,
                     person_spans *ret)
{
    const char **day = ju_arena_alloc(arena, (count + 1) * sizeof *day);
    size_t days = day == NULL ? 0 : days_of(row, count, today, day);
    size_t first = days > SPAN_DAYS_MAX ? days - SPAN_DAYS_MAX : 0;
    if (day == NULL || !make_empty(days, arena, ret)) {
        return false;
    }
    for (size_t i = first; i < days; i++) {
        record state;
        const as_of_time when = {.day = day[i], .known_us = INT64_MAX};
        if (as_of_person(row, count, &when, &state) &&
            (!add_household(ret->household, day[i], &state, arena) ||
             !add_address(ret->address, day[i], &state, arena))) {
            return false;
        }
    }
    return true;
}
