#ifndef TOWN_MUNICIPALITY_H
#define TOWN_MUNICIPALITY_H

#include <stddef.h>

/*
 * Municipalities that the town can be, or that its people come from and go to. Codes are the real
 * 全国地方公共団体 コード with check digit, as published by 総務省; for a designated city it is the ward's,
 * as addresses need.
 */
typedef struct town_municipality {
    const char *code;       /* 6 digits */
    const char *prefecture; /* 都道府県 */
    const char *name;       /* 市区郡町村名, with its 郡 where it has one */
} town_municipality;

extern const town_municipality town_municipalities[];
extern const size_t town_municipality_count;

/* NULL when the table does not have the code. */
const town_municipality *town_municipality_find(const char *code);

#endif
