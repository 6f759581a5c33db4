#include "common/text/written_date.h"

#include "common/text/era.h"
#include "common/text/text.h"

#include <stddef.h>

/*
 * The patterns: Y is a year (era or Gregorian), M a month, D a day, S a season, T a third of a month,
 * _ a space that may be there; all else stands for itself.
 */
static const char *const patterns[] = {
    "Y年頃",
    "Y年M月頃",
    "Y年M月D日頃",
    "推定Y年M月D日",
    "推定Y年M月",
    "Y年S",
    "Y年M月T",
    "Y年M月T頃",
    "年月日不詳",
    "Y年_月日不詳",
    "Y年M月_日不詳",
    "Y年M月D日からM月D日頃までの間",
    "Y年M月推定D日からD日までの間",
    "Y年M月D日頃からD日頃までの間",
};

static const char full_date_pattern[] = "Y年M月D日";

static bool scan_any(const char **cursor, const char *const *literals)
{
    for (; *literals != NULL; literals++) {
        if (ju_era_scan_literal(cursor, *literals)) {
            return true;
        }
    }
    return false;
}

static bool scan_year(const char **cursor, int *ret)
{
    ju_era era;
    int year = 0;
    if (ju_era_scan_year(cursor, &era, &year)) {
        *ret = ju_era_gregorian_year(era, year);
        return true;
    }
    return ju_era_scan_number(cursor, ret) && *ret >= 1000;
}

static bool scan_up_to(const char **cursor, int max, int *ret)
{
    return ju_era_scan_number(cursor, ret) && *ret >= 1 && *ret <= max;
}

/* What a written day says; 0 for what it leaves open. Of two months the last is another than the first. */
typedef struct written_parts {
    int year;
    int month;
    int last_month;
    int day; /* the last one read */
} written_parts;

static bool scan_month(const char **cursor, written_parts *ret)
{
    bool read = scan_up_to(cursor, 12, &ret->last_month);
    ret->month = ret->month == 0 ? ret->last_month : ret->month;
    return read;
}

/* Reads what one letter of a pattern stands for. */
static bool scan_part(const char **cursor, char part, written_parts *ret)
{
    static const char *const seasons[] = {"春", "夏", "秋", "冬", NULL};
    static const char *const thirds[] = {"上旬", "中旬", "下旬", NULL};
    static const char *const spaces[] = {" ", "　", NULL};
    switch (part) {
    case 'Y':
        return scan_year(cursor, &ret->year);
    case 'M':
        return scan_month(cursor, ret);
    case 'D':
        return scan_up_to(cursor, 31, &ret->day);
    case 'S':
        return scan_any(cursor, seasons);
    case 'T':
        return scan_any(cursor, thirds);
    case '_':
        (void)scan_any(cursor, spaces);
        return true;
    default: {
        char literal[] = {part, '\0'};
        return ju_era_scan_literal(cursor, literal);
    }
    }
}

static bool matches(const char *text, const char *pattern, written_parts *ret)
{
    *ret = (written_parts){0};
    for (; *pattern != '\0'; pattern++) {
        if (!scan_part(&text, *pattern, ret)) {
            return false;
        }
    }
    return *text == '\0';
}

static bool read_written(const char *written, written_parts *ret)
{
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        if (matches(written, patterns[i], ret)) {
            return true;
        }
    }
    return matches(written, full_date_pattern, ret) &&
           !ju_date_exists((ju_date){ret->year, ret->month, ret->day});
}

bool ju_written_date_is_known(const char *written)
{
    written_parts parts;
    return read_written(written, &parts);
}

/* Months counted through the years, so that a span may run over New Year. */
static int month_count(int year, int month)
{
    return year * 12 + month - 1;
}

/* Whether a day can stand for what is written: in its year and in its month or months, as far as they are
 * told; for a day behind the end of its month also the first of the next. */
static bool stands_for(ju_date day, const written_parts *parts)
{
    if (parts->year == 0) {
        return true;
    }
    if (parts->month == 0) {
        return day.year == parts->year;
    }
    int first = month_count(parts->year, parts->month);
    int last = month_count(parts->year + (parts->last_month < parts->month), parts->last_month);
    int month = month_count(day.year, day.month);
    bool behind_the_end =
        parts->day != 0 && !ju_date_exists((ju_date){parts->year, parts->month, parts->day}) && day.day == 1;
    return month >= first && month <= last + behind_the_end;
}

ju_rc ju_written_date_check(const char *item, const char *date, bool uncertain, const char *written,
                            ju_err *err)
{
    ju_date day;
    if (!ju_date_parse(date, &day)) {
        return ju_reject(err, "date_not_in_calendar", item, "not a calendar day YYYY-MM-DD");
    }
    if (!uncertain) {
        return written[0] == '\0' ? JU_OK
                                  : ju_reject(err, "written_without_uncertain", item,
                                              "a written form is only for an uncertain day");
    }
    if (written[0] == '\0') {
        return ju_reject(err, "written_required", item, "an uncertain day needs its written form");
    }
    if (ju_text_length(written) > JU_WRITTEN_DATE_LENGTH_MAX) {
        return ju_reject(err, "written_too_long", item, "the written form exceeds %d characters",
                         JU_WRITTEN_DATE_LENGTH_MAX);
    }
    written_parts parts;
    if (!read_written(written, &parts)) {
        return ju_reject(err, "written_unknown", item, "the written form is none the standard knows");
    }
    return stands_for(day, &parts)
               ? JU_OK
               : ju_reject(err, "written_differs", item, "the day cannot stand for what is written");
}
