#include "services/resident/foreign.h"

#include "common/text/date.h"

#include <string.h>

typedef Juki__Resident__V1__ForeignStay foreign_stay;

/* What the table of 法第30条の45 has for each section. */
typedef enum item_rule { ITEM_NONE, ITEM_MAY, ITEM_MUST } item_rule;

static const struct {
    int section;
    item_rule status;
    item_rule period;
    item_rule until;
    item_rule card_number;
} SECTIONS[] = {
    {JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_MID_TO_LONG_TERM, ITEM_MAY, ITEM_MAY, ITEM_MAY,
     ITEM_MUST},
    {JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_SPECIAL_PERMANENT, ITEM_NONE, ITEM_NONE, ITEM_NONE,
     ITEM_MUST},
    {JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_TEMPORARY_REFUGE, ITEM_NONE, ITEM_MUST, ITEM_NONE,
     ITEM_NONE},
    {JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_PROVISIONAL_STAY, ITEM_NONE, ITEM_MUST, ITEM_NONE,
     ITEM_NONE},
    {JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_TRANSITIONAL_BIRTH, ITEM_NONE, ITEM_NONE, ITEM_NONE,
     ITEM_NONE},
    {JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_TRANSITIONAL_LOSS, ITEM_NONE, ITEM_NONE, ITEM_NONE,
     ITEM_NONE},
};

static bool check_item(item_rule rule, const char *text, const char *item, refusal *ret)
{
    if (rule == ITEM_MUST && *text == '\0') {
        return refuse(ret, "item_required", item);
    }
    return rule != ITEM_NONE || *text == '\0' ? true : refuse(ret, "section_item", item);
}

/* Two capital letters, eight digits, two capital letters. */
static bool is_card_number(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return strlen(text) == 12 && strspn(text, letters) == 2 && strspn(text + 2, "0123456789") == 8 &&
           strspn(text + 10, letters) == 2;
}

bool foreign_stay_check(const foreign_stay *stay, refusal *ret)
{
    ju_date date;
    size_t at = 0;
    while (at < sizeof SECTIONS / sizeof SECTIONS[0] && SECTIONS[at].section != (int)stay->section) {
        at++;
    }
    if (at == sizeof SECTIONS / sizeof SECTIONS[0]) {
        return refuse(ret, "item_required", "section");
    }
    if (!check_item(SECTIONS[at].status, stay->status, "status", ret) ||
        !check_item(SECTIONS[at].period, stay->period, "period", ret) ||
        !check_item(SECTIONS[at].until, stay->until, "until", ret) ||
        !check_item(SECTIONS[at].card_number, stay->card_number, "card_number", ret)) {
        return false;
    }
    if (*stay->until != '\0' && !ju_date_parse(stay->until, &date)) {
        return refuse(ret, "date_invalid", "until");
    }
    return *stay->card_number == '\0' || is_card_number(stay->card_number)
               ? true
               : refuse(ret, "code_invalid", "card_number");
}

bool foreign_stay_over(const foreign_stay *stay, const char *day)
{
    return *stay->until != '\0' && strcmp(stay->until, day) < 0; /* ISO dates compare as text */
}
