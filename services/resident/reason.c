#include "services/resident/reason.h"

#include <stddef.h>
#include <string.h>

#define ITEMS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const reason REASONS[] = {
    {
        .code = "domestic_move_in",
        .name = "国内転入",
        .group = REASON_ENTER,
        .by_notice = true,
        .change_items = ITEMS("household_number", "address", "previous_address"),
        .person_items = ITEMS("name", "name_kana", "birth_date", "sex", "relationship", "individual_number",
                              "resident_code", "registered_domicile", "family_register_head"),
    },
    {
        .code = "birth",
        .name = "出生",
        .group = REASON_ENTER,
        .by_notice = true,
        .change_items = ITEMS("household_number"),
        .person_items = ITEMS("name", "name_kana", "birth_date", "sex", "relationship", "registered_domicile",
                              "family_register_head"),
    },
    {
        .code = "move_within",
        .name = "転居",
        .group = REASON_AMEND,
        .by_notice = true,
        .change_items = ITEMS("household_number", "address"),
        /* 住所 and what follows from it; a name or birth date here is the error that R-23 names */
        .person_items = ITEMS("addressee_number", "relationship"),
    },
    {
        .code = "domestic_move_out",
        .name = "国内転出",
        .group = REASON_DELETE,
        .future = true,
        .change_items = ITEMS("destination"),
        .person_items = ITEMS("addressee_number"),
    },
    {
        .code = "death",
        .name = "死亡",
        .group = REASON_DELETE,
        .by_notice = true,
        .change_items = (const char *const[]){NULL},
        .person_items = ITEMS("addressee_number"),
    },
};

const reason *reason_find(const char *code)
{
    for (size_t i = 0; i < sizeof REASONS / sizeof REASONS[0]; i++) {
        if (strcmp(REASONS[i].code, code) == 0) {
            return &REASONS[i];
        }
    }
    return NULL;
}

bool reason_allows(const char *const *items, const char *field)
{
    for (; *items != NULL; items++) {
        if (strcmp(*items, field) == 0) {
            return true;
        }
    }
    return false;
}
