#include "common/text/era.h"

#include <stdio.h>
#include <string.h>

/* 大正 and 昭和 began on the very day their predecessors ended, so those eras share a day. */
static const struct era {
    const char *name;
    int first_year;
    ju_date first;
    ju_date last;
} eras[] = {
    [JU_ERA_MEIJI] = {"明治", 1868, {1873, 1, 1}, {1912, 7, 30}},
    [JU_ERA_TAISHO] = {"大正", 1912, {1912, 7, 30}, {1926, 12, 25}},
    [JU_ERA_SHOWA] = {"昭和", 1926, {1926, 12, 25}, {1989, 1, 7}},
    [JU_ERA_HEISEI] = {"平成", 1989, {1989, 1, 8}, {2019, 4, 30}},
    [JU_ERA_REIWA] = {"令和", 2019, {2019, 5, 1}, {9999, 12, 31}},
};

bool ju_era_from_date(ju_date date, ju_era_date *ret)
{
    for (ju_era era = JU_ERA_REIWA; era >= JU_ERA_MEIJI; era--) {
        if (ju_date_compare(date, eras[era].first) >= 0) {
            *ret = (ju_era_date){era, date.year - eras[era].first_year + 1, date.month, date.day};
            return true;
        }
    }
    return false;
}

int ju_era_gregorian_year(ju_era era, int year)
{
    return eras[era].first_year + year - 1;
}

bool ju_era_to_date(ju_era_date date, ju_date *ret)
{
    ju_date day = {ju_era_gregorian_year(date.era, date.year), date.month, date.day};
    if (date.year < 1 || !ju_date_exists(day) || ju_date_compare(day, eras[date.era].first) < 0 ||
        ju_date_compare(day, eras[date.era].last) > 0) {
        return false;
    }
    *ret = day;
    return true;
}

bool ju_era_format(ju_date date, char out[JU_ERA_TEXT_SIZE])
{
    ju_era_date written;
    if (!ju_era_from_date(date, &written)) {
        return false;
    }
    char year[JU_ERA_TEXT_SIZE / 2] = "元";
    if (written.year > 1) {
        (void)snprintf(year, sizeof year, "%d", written.year);
    }
    (void)snprintf(out, JU_ERA_TEXT_SIZE, "%s%s年%d月%d日", eras[written.era].name, year, written.month,
                   written.day);
    return true;
}

bool ju_era_scan_literal(const char **cursor, const char *literal)
{
    size_t length = strlen(literal);
    if (strncmp(*cursor, literal, length) != 0) {
        return false;
    }
    *cursor += length;
    return true;
}

static bool scan_digit(const char **cursor, int *ret)
{
    static const char *const wide[] = {"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"};
    if (**cursor >= '0' && **cursor <= '9') {
        *ret = **cursor - '0';
        (*cursor)++;
        return true;
    }
    for (int digit = 0; digit < 10; digit++) {
        if (ju_era_scan_literal(cursor, wide[digit])) {
            *ret = digit;
            return true;
        }
    }
    return false;
}

bool ju_era_scan_number(const char **cursor, int *ret)
{
    int value = 0;
    int digit = 0;
    if (!scan_digit(cursor, &value)) {
        return false;
    }
    for (int count = 1; count < 4 && scan_digit(cursor, &digit); count++) {
        value = value * 10 + digit;
    }
    *ret = value;
    return true;
}

bool ju_era_scan_year(const char **cursor, ju_era *ret_era, int *ret_year)
{
    for (ju_era era = JU_ERA_MEIJI; era <= JU_ERA_REIWA; era++) {
        if (!ju_era_scan_literal(cursor, eras[era].name)) {
            continue;
        }
        int year = 1;
        if (!ju_era_scan_literal(cursor, "元") && !ju_era_scan_number(cursor, &year)) {
            return false;
        }
        *ret_era = era;
        *ret_year = year;
        return year >= 1 && ju_era_gregorian_year(era, year) <= eras[era].last.year;
    }
    return false;
}

bool ju_era_parse(const char *text, ju_date *ret)
{
    ju_era_date date;
    const char *cursor = text;
    bool read = ju_era_scan_year(&cursor, &date.era, &date.year) && ju_era_scan_literal(&cursor, "年") &&
                ju_era_scan_number(&cursor, &date.month) && ju_era_scan_literal(&cursor, "月") &&
                ju_era_scan_number(&cursor, &date.day) && ju_era_scan_literal(&cursor, "日");
    return read && *cursor == '\0' && ju_era_to_date(date, ret);
}
