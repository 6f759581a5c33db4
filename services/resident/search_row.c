#include "services/resident/kana.h"
#include "services/resident/search.h"
#include "services/resident/term.h"

#include <string.h>

/* To be raised when kana.c, fold.c or the terms change what they make. */
enum { RULES_VERSION = 1 };

static const char IDEOGRAPHIC_SPACE[] = "　";

/* 名: what stands behind the first space of a 氏名; "" when it is not parted. */
static const char *given_part(const char *name)
{
    const char *narrow = strchr(name, ' ');
    const char *wide = strstr(name, IDEOGRAPHIC_SPACE);
    if (narrow != NULL && (wide == NULL || narrow < wide)) {
        return narrow + 1;
    }
    return wide == NULL ? "" : wide + strlen(IDEOGRAPHIC_SPACE);
}

int64_t search_rule(const variant_table *variants)
{
    return ((int64_t)RULES_VERSION << 32) + variant_table_mark(variants);
}

typedef struct folded {
    const char *kana[KANA_FORMS];
    const char *given_kana[KANA_FORMS];
    const char *name;
    const char *given_name;
} folded;

static bool fold_names(const Juki__Resident__V1__PersonRecord *record, const variant_table *variants,
                       ju_arena *arena, folded *ret)
{
    bool whole = true;
    for (int form = 0; form < KANA_FORMS; form++) {
        ret->kana[form] = kana_fold(record->name_kana, (kana_form)form, arena);
        ret->given_kana[form] = kana_fold(given_part(record->name_kana), (kana_form)form, arena);
        whole = whole && ret->kana[form] != NULL && ret->given_kana[form] != NULL;
    }
    ret->name = variant_fold(variants, record->name, arena);
    ret->given_name = variant_fold(variants, given_part(record->name), arena);
    return whole && ret->name != NULL && ret->given_name != NULL;
}

static void add_names(term_list *terms, const folded *names)
{
    for (int form = 0; form < KANA_FORMS; form++) {
        if (form == 0 || strcmp(names->kana[form], names->kana[0]) != 0) {
            term_add(terms, TERM_KANA, names->kana[form]);
            term_add(terms, TERM_GIVEN_KANA, names->given_kana[form]);
            term_add_pairs(terms, TERM_KANA_PAIR, names->kana[form]);
        }
    }
    term_add(terms, TERM_NAME, names->name);
    term_add(terms, TERM_GIVEN_NAME, names->given_name);
    term_add_pairs(terms, TERM_NAME_PAIR, names->name);
}

bool search_row_of(const Juki__Resident__V1__PersonRecord *record, const variant_table *variants,
                   ju_arena *arena, search_row *ret)
{
    folded names;
    term_list terms;
    const char *birth = record->birth_date == NULL ? "" : record->birth_date->date;
    const char *town = record->address == NULL ? "" : record->address->town_code;
    if (!fold_names(record, variants, arena, &names)) {
        return false;
    }
    size_t bytes = strlen(names.kana[KANA_BY_MARK]) + strlen(names.kana[KANA_BY_SOUND]) + strlen(names.name) +
                   strlen(birth) + strlen(town) + strlen(record->household_number);
    if (!term_list_init(&terms, bytes, arena)) {
        return false;
    }
    add_names(&terms, &names);
    term_add(&terms, TERM_BIRTH, birth);
    term_add(&terms, TERM_TOWN, town);
    term_add(&terms, TERM_HOUSEHOLD, record->household_number);
    *ret = (search_row){.kana = names.kana[KANA_BY_MARK],
                        .kana_sound = names.kana[KANA_BY_SOUND],
                        .name = names.name,
                        .birth_date = birth,
                        .terms = terms.text,
                        .rule = search_rule(variants)};
    return true;
}
