#include "services/gateway/filter.h"

#include "common/text/date.h"

#include <stdio.h>
#include <string.h>

enum { AGE_MAX = 150, AREAS_MAX = 100, TOWN_CODE_DIGITS = 7 };

static const char *const STATES[] = {"resident", "moved_out", "dead", "deleted"};

bool gateway_filter_is_open(const gateway_filter *filter)
{
    return *filter->states == '\0' && filter->age_under == 0 && *filter->areas == '\0';
}

/* ---- form -------------------------------------------------------------------------------------------- */

static bool is_state(const char *word)
{
    for (size_t i = 0; i < sizeof STATES / sizeof STATES[0]; i++) {
        if (strcmp(STATES[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_area(const char *digits)
{
    size_t length = strlen(digits);
    return length > 0 && length <= TOWN_CODE_DIGITS && strspn(digits, "0123456789") == length;
}

const char *gateway_filter_fault(const Juki__Gateway__V1__ConsumerFilter *filter)
{
    ju_date base;
    if (filter == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < filter->n_state; i++) {
        if (!is_state(filter->state[i])) {
            return "filter.state";
        }
    }
    if (filter->age_under < 0 || filter->age_under > AGE_MAX ||
        (filter->household != 0 && filter->age_under == 0)) {
        return "filter.age_under";
    }
    if (filter->age_under == 0 ? *filter->age_base != '\0' : !ju_date_parse(filter->age_base, &base)) {
        return "filter.age_base";
    }
    if (filter->n_area > AREAS_MAX) {
        return "filter.area";
    }
    for (size_t i = 0; i < filter->n_area; i++) {
        if (!is_area(filter->area[i])) {
            return "filter.area";
        }
    }
    return NULL;
}

/* ---- judgement --------------------------------------------------------------------------------------- */

bool gateway_is_young(const gateway_filter *filter, const char *birth_date)
{
    char birthday[32];
    ju_date born;
    if (filter->age_under == 0 || !ju_date_parse(birth_date, &born)) {
        return false;
    }
    /* 02-29 of a common year stands behind 02-28 and before 03-01: the day on which the year is full */
    (void)snprintf(birthday, sizeof birthday, "%04d%s", born.year + filter->age_under, birth_date + 4);
    return strcmp(birthday, filter->age_base) > 0;
}

/* Whether one of the words, single blanks between, is the text, or begins it. */
static bool has_word(const char *words, const char *text, bool begins)
{
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        if (strncmp(words, text, length) == 0 && (begins || text[length] == '\0')) {
            return true;
        }
        words += length;
        words += *words == ' ';
    }
    return false;
}

static bool is_in_area(const gateway_filter *filter, const Juki__Gateway__V1__PersonFeed *person,
                       bool restrained_place)
{
    if (*filter->areas == '\0' || (person->restrained && !restrained_place)) {
        return true;
    }
    return person->address != NULL && has_word(filter->areas, person->address->town_code, true);
}

gateway_scope gateway_filter_judge(const gateway_filter *filter, const Juki__Gateway__V1__PersonFeed *person,
                                   bool restrained_place)
{
    if (*filter->states != '\0' && !has_word(filter->states, person->state, false)) {
        return GATEWAY_OUTSIDE;
    }
    if (!is_in_area(filter, person, restrained_place)) {
        return GATEWAY_OUTSIDE;
    }
    const char *born = person->birth_date == NULL ? "" : person->birth_date->date;
    if (filter->age_under == 0 || gateway_is_young(filter, born)) {
        return GATEWAY_INSIDE;
    }
    return filter->household ? GATEWAY_BY_HOUSEHOLD : GATEWAY_OUTSIDE;
}
