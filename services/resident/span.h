#ifndef RESIDENT_SPAN_H
#define RESIDENT_SPAN_H

#include "services/resident/as_of.h"

#include "common/base/arena.h"
#include "juki/common/v1/span.pb-c.h"

/*
 * A person's 世帯 and 住所 from day to day as all his rows together have it: what as_of_person says of every
 * day up to today, for those who keep a copy and ask it themselves (賦課期日: seed 003 L171; 基準日: seed 004
 * section 3.1). Of who has more, the SPAN_DAYS_MAX latest days of change are told.
 */
enum { SPAN_DAYS_MAX = 100 };

typedef struct person_spans {
    Juki__Common__V1__HouseholdHistory *household;
    Juki__Common__V1__AddressHistory *address;
} person_spans;

/* rows as of as_of_person, in any case one; the result is of arena memory and borrows from them. False when
 * the arena is full. */
bool person_spans_of(const history_row *row, size_t count, const char *today, ju_arena *arena,
                     person_spans *ret);

#endif
