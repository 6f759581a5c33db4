#ifndef JU_TEXT_ERA_H
#define JU_TEXT_ERA_H

#include "common/text/date.h"

#include <stdbool.h>

/* 元号, by the code values of resident systems. 明治 counts from 1873-01-01, the first Gregorian day. */
typedef enum ju_era {
    JU_ERA_MEIJI = 1,
    JU_ERA_TAISHO,
    JU_ERA_SHOWA,
    JU_ERA_HEISEI,
    JU_ERA_REIWA,
} ju_era;

typedef struct ju_era_date {
    ju_era era;
    int year; /* 1 is 元年 */
    int month;
    int day;
} ju_era_date;

enum { JU_ERA_TEXT_SIZE = 32 };

/* The era's own date of a day: the day of a change belongs to the new era. False before 1873-01-01. */
bool ju_era_from_date(ju_date date, ju_era_date *ret);

/*
 * The day an era date means; false when there is none in that era. 明治45年7月30日 and 大正15年12月25日
 * are taken beside 大正元年7月30日 and 昭和元年12月25日 (住民記録 standard j80).
 */
bool ju_era_to_date(ju_era_date date, ju_date *ret);

/* Writes 令和8年4月1日, 令和元年5月1日; false before 1873-01-01. */
bool ju_era_format(ju_date date, char out[JU_ERA_TEXT_SIZE]);

/* Reads what ju_era_format writes, also with 1年 for 元年 and with full-width digits. */
bool ju_era_parse(const char *text, ju_date *ret);

/*
 * Scanners for dates as people write them: each moves *cursor past what it read, or returns false.
 * A number has 1 to 4 digits, ASCII or full-width. An era year is a name and a number or 元, without 年,
 * and no later than the era's last year.
 */
bool ju_era_scan_literal(const char **cursor, const char *literal);
bool ju_era_scan_number(const char **cursor, int *ret);
bool ju_era_scan_year(const char **cursor, ju_era *ret_era, int *ret_year);

/* The Gregorian year of a year of an era. */
int ju_era_gregorian_year(ju_era era, int year);

#endif
