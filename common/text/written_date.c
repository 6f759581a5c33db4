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

/* Reads what one letter of a pattern stands for; ret_date gets the last year, month and day read. */
static bool scan_part(const char **cursor, char part, ju_date *ret_date)
{
    static const char *const seasons[] = {"春", "夏", "秋", "冬", NULL};
    static const char *const thirds[] = {"上旬", "中旬", "下旬", NULL};
    static const char *const spaces[] = {" ", "　", NULL};
    switch (part) {
    case 'Y':
        return scan_year(cursor, &ret_date->year);
    case 'M':
        return scan_up_to(cursor, 12, &ret_date->month);
    case 'D':
        return scan_up_to(cursor, 31, &ret_date->day);
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

static bool matches(const char *text, const char *pattern, ju_date *ret_date)
{
    for (; *pattern != '\0'; pattern++) {
        if (!scan_part(&text, *pattern, ret_date)) {
            return false;
        }
    }
    return *text == '\0';
}

bool ju_written_date_is_known(const char *written)
{
    ju_date date = {0};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        if (matches(written, patterns[i], &date)) {
            return true;
        }
    }
    return matches(written, full_date_pattern, &date) && !ju_date_exists(date);
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
    if (!ju_written_date_is_known(written)) {
        return ju_reject(err, "written_unknown", item, "the written form is none the standard knows");
    }
    return JU_OK;
}
