#ifndef TOWN_HOUSEHOLD_H
#define TOWN_HOUSEHOLD_H

#include "tests/town/source.h"

/* How a household's name is written: commonest names from the dictionary, or one of the rare spellings. */
typedef enum town_spelling {
    TOWN_SPELLING_COMMON,
    TOWN_SPELLING_RARE,     /* variation selector, or outside the BMP */
    TOWN_SPELLING_EXTERNAL, /* 外字 in Private Use */
} town_spelling;

typedef struct town_household_wish {
    ju_date as_of;   /* ages count to this day */
    bool settled;    /* lives here since a day in the past; else arrives on as_of */
    size_t size_max; /* at least 1 */
    town_spelling spelling;
} town_household_wish;

/* Makes a household with the ages and kinship of Japanese households; resources come from source. */
ju_rc town_household_make(town_source *source, const town_household_wish *wish, town_household *ret,
                          ju_err *err) JU_MUST_CHECK;

/* Gives the person sex-appropriate 氏名 and フリガナ of the family, unlike those of the members before it. */
void town_household_name(town_source *source, const town_household *household, town_person *person,
                         int birth_year);

#endif
