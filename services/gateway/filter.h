#ifndef GATEWAY_FILTER_H
#define GATEWAY_FILTER_H

#include "juki/gateway/v1/feed.pb-c.h"
#include "juki/gateway/v1/registry.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Of whom a consumer is told (seed 004_001 K1, K12): data of its approved row, judged here without I/O. The
 * conditions are few and closed: how the person stands, how young on a day, where; all that are given hold.
 */
typedef struct gateway_filter {
    const char *states;   /* as PersonFeed.state, single blanks between; "": any */
    int age_under;        /* in years, on age_base; 0: of any age */
    const char *age_base; /* YYYY-MM-DD */
    bool household;       /* also who lives with a person so young */
    const char *areas;    /* beginnings of 町字コード, single blanks between; "": anywhere */
} gateway_filter;

/* Whether it lets everybody through, so that nobody has to remember who was told of. */
bool gateway_filter_is_open(const gateway_filter *filter);

/* What of the filter is malformed, NULL when nothing is; absent is good. */
const char *gateway_filter_fault(const Juki__Gateway__V1__ConsumerFilter *filter);

/*
 * Whether somebody born on this day has not reached so many years on the base: the n-th birthday lies behind
 * it (年齢計算ニ関する法律 as 保育 counts its classes). Without a day of birth nobody is known to be young.
 */
bool gateway_is_young(const gateway_filter *filter, const char *birth_date);

typedef enum gateway_scope {
    GATEWAY_OUTSIDE,
    GATEWAY_INSIDE,
    GATEWAY_BY_HOUSEHOLD, /* inside if somebody young lives in the same household */
} gateway_scope;

/*
 * Where the person stands. The area of a restrained person says nothing, unless the consumer may know it
 * (restrained_place): else being told of him at all would give his place away.
 */
gateway_scope gateway_filter_judge(const gateway_filter *filter, const Juki__Gateway__V1__PersonFeed *person,
                                   bool restrained_place);

#endif
