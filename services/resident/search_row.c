#include "services/resident/search.h"
#include "services/resident/term.h"

#include "common/text/kana.h"

#include <string.h>

/* To be raised when kana.c, fold.c or the terms change what they make. */
enum { RULES_VERSION = 2 };

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

/* Names a person is found by: 氏名, 旧氏, 通称, 併記名. */
enum { NAMES = 4 };

typedef struct written {
    const char *name[NAMES];
    const char *kana[NAMES];
} written;

typedef struct folded {
    const char *kana[JU_KANA_FORMS];
    const char *given_kana[JU_KANA_FORMS];
    const char *name;
    const char *given_name;
} folded;

static written names_of(const Juki__Resident__V1__PersonRecord *record)
{
    return (written){.name = {record->name, record->former_name, record->alias, record->name_kanji},
                     .kana = {record->name_kana, record->former_name_kana, record->alias_kana, ""}};
}

static const char *birth_of(const Juki__Resident__V1__PersonRecord *record)
{
    return record->birth_date == NULL ? "" : record->birth_date->date;
}

static const char *town_of(const Juki__Resident__V1__PersonRecord *record)
{
    return record->address == NULL ? "" : record->address->town_code;
}

static bool same_names(const written *one, const written *other)
{
    bool same = true;
    for (int i = 0; i < NAMES; i++) {
        same = same && strcmp(one->name[i], other->name[i]) == 0 && strcmp(one->kana[i], other->kana[i]) == 0;
    }
    return same;
}

bool search_row_same(const Juki__Resident__V1__PersonRecord *one,
                     const Juki__Resident__V1__PersonRecord *other)
{
    const written names[] = {names_of(one), names_of(other)};
    return same_names(&names[0], &names[1]) && strcmp(birth_of(one), birth_of(other)) == 0 &&
           strcmp(town_of(one), town_of(other)) == 0 &&
           strcmp(one->household_number, other->household_number) == 0 && one->sex == other->sex;
}

static bool fold_name(const char *name, const char *kana, const variant_table *variants, ju_arena *arena,
                      folded *ret)
{
    bool whole = true;
    for (int form = 0; form < JU_KANA_FORMS; form++) {
        ret->kana[form] = ju_kana_fold(kana, (ju_kana_form)form, arena);
        ret->given_kana[form] = ju_kana_fold(given_part(kana), (ju_kana_form)form, arena);
        whole = whole && ret->kana[form] != NULL && ret->given_kana[form] != NULL;
    }
    ret->name = variant_fold(variants, name, arena);
    ret->given_name = variant_fold(variants, given_part(name), arena);
    return whole && ret->name != NULL && ret->given_name != NULL;
}

static bool fold_names(const written *names, const variant_table *variants, ju_arena *arena, folded *ret)
{
    bool whole = true;
    for (int i = 0; whole && i < NAMES; i++) {
        whole = fold_name(names->name[i], names->kana[i], variants, arena, &ret[i]);
    }
    return whole;
}

static size_t bytes_of(const folded *names)
{
    size_t bytes = 0;
    for (int i = 0; i < NAMES; i++) {
        bytes += strlen(names[i].kana[JU_KANA_BY_MARK]) + strlen(names[i].kana[JU_KANA_BY_SOUND]) +
                 strlen(names[i].name);
    }
    return bytes;
}

static void add_parts(term_list *terms, term_kind kind, const char *text)
{
    for (size_t length = 1; length <= TERM_RUN_MAX; length++) {
        term_add_runs(terms, kind, text, length);
    }
}

static void add_names(term_list *terms, const folded *names)
{
    for (int form = 0; form < JU_KANA_FORMS; form++) {
        if (form == 0 || strcmp(names->kana[form], names->kana[0]) != 0) {
            term_add(terms, TERM_KANA, names->kana[form]);
            term_add(terms, TERM_GIVEN_KANA, names->given_kana[form]);
            add_parts(terms, TERM_KANA_RUN, names->kana[form]);
        }
    }
    term_add(terms, TERM_NAME, names->name);
    term_add(terms, TERM_GIVEN_NAME, names->given_name);
    add_parts(terms, TERM_NAME_RUN, names->name);
}

/* One after the other with a space between, which no folded text has: no part reaches over it. */
static const char *join(const char *const text[NAMES], ju_arena *arena)
{
    bool alone = *text[1] == '\0' && *text[2] == '\0' && *text[3] == '\0';
    return alone ? text[0] : ju_arena_printf(arena, "%s %s %s %s", text[0], text[1], text[2], text[3]);
}

static bool join_names(const folded *names, ju_arena *arena, search_row *ret)
{
    const char *mark[NAMES];
    const char *sound[NAMES];
    const char *name[NAMES];
    for (int i = 0; i < NAMES; i++) {
        mark[i] = names[i].kana[JU_KANA_BY_MARK];
        sound[i] = names[i].kana[JU_KANA_BY_SOUND];
        name[i] = names[i].name;
    }
    ret->kana = join(mark, arena);
    ret->kana_sound = join(sound, arena);
    ret->name = join(name, arena);
    return ret->kana != NULL && ret->kana_sound != NULL && ret->name != NULL;
}

bool search_row_of(const Juki__Resident__V1__PersonRecord *record, const variant_table *variants,
                   ju_arena *arena, search_row *ret)
{
    folded names[NAMES];
    term_list terms;
    const written texts = names_of(record);
    const char *birth = birth_of(record);
    const char *town = town_of(record);
    *ret = (search_row){.birth_date = birth, .rule = search_rule(variants)};
    if (!fold_names(&texts, variants, arena, names) || !join_names(names, arena, ret) ||
        !term_list_init(&terms,
                        bytes_of(names) + strlen(birth) + strlen(town) + strlen(record->household_number),
                        arena)) {
        return false;
    }
    for (int i = 0; i < NAMES; i++) {
        add_names(&terms, &names[i]);
    }
    term_add(&terms, TERM_BIRTH, birth);
    term_add(&terms, TERM_TOWN, town);
    term_add(&terms, TERM_HOUSEHOLD, record->household_number);
    ret->terms = terms.text;
    return true;
}
