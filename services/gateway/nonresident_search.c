#include "services/gateway/nonresident_search.h"

#include "common/text/era.h"
#include "common/text/fold.h"
#include "common/text/text.h"

#include <string.h>

typedef Juki__Gateway__V1__SearchNonresidents search_question;

enum { TEXT_MAX = 300, KEYS_LEAST = 2 };

static bool check_length(const char *item, const char *text, nonresident_refusal *why)
{
    return ju_text_length(text) <= TEXT_MAX ? true : nonresident_refuse(why, "text_too_long", item);
}

/* *ret_text: the folded text without its asterisks. */
static bool read_match(const char *item, const char *value, ju_arena *arena, char **ret_text,
                       nonresident_match *ret, nonresident_refusal *why)
{
    char *text = ju_fold(value, arena);
    if (text == NULL || !check_length(item, value, why)) {
        return false;
    }
    bool before = *text == '*';
    text += before;
    size_t length = strcspn(text, "*");
    bool behind = text[length] == '*';
    if (text[length + behind] != '\0') {
        return nonresident_refuse(why, "wildcard_place", item);
    }
    text[length] = '\0';
    *ret_text = text;
    *ret = length == 0 ? NONRESIDENT_ANY
           : before    ? NONRESIDENT_PART
           : behind    ? NONRESIDENT_BEGINS
                       : NONRESIDENT_WHOLE;
    return true;
}

static bool read_kana(const char *value, ju_arena *arena, nonresident_plan *plan, nonresident_refusal *why)
{
    char *text = NULL;
    if (!read_match("name_kana", value, arena, &text, &plan->kana_match, why)) {
        return false;
    }
    for (int form = 0; form < JU_KANA_FORMS; form++) {
        plan->kana[form] = ju_kana_fold(text, (ju_kana_form)form, arena);
        if (plan->kana[form] == NULL) {
            return false;
        }
    }
    return plan->kana_match == NONRESIDENT_ANY || ju_kana_is_searchable(plan->kana[0])
               ? true
               : nonresident_refuse(why, "kana_invalid", "name_kana");
}

static bool read_birth(const char *value, nonresident_plan *plan, nonresident_refusal *why)
{
    ju_date date;
    if (*value == '\0') {
        return true;
    }
    if (!ju_date_parse(value, &date) && !ju_era_parse(value, &date)) {
        return nonresident_refuse(why, "date_invalid", "birth_date");
    }
    ju_date_format(date, plan->birth_date);
    return true;
}

static bool finds_few(nonresident_match match)
{
    return match == NONRESIDENT_WHOLE || match == NONRESIDENT_BEGINS;
}

bool nonresident_plan_of(const search_question *question, ju_arena *arena, nonresident_plan *ret,
                         nonresident_refusal *why)
{
    char *name = NULL;
    *ret = (nonresident_plan){0};
    if (!nonresident_check_asker(question->operator_, question->purpose, why) ||
        !read_match("name", question->name, arena, &name, &ret->name_match, why) ||
        !read_kana(question->name_kana, arena, ret, why) || !read_birth(question->birth_date, ret, why) ||
        !check_length("address", question->address, why)) {
        return false;
    }
    ret->name = name;
    ret->address = ju_fold(question->address, arena);
    if (ret->address == NULL) {
        return false;
    }
    bool named = ret->name_match != NONRESIDENT_ANY || ret->kana_match != NONRESIDENT_ANY;
    if (named + (*ret->birth_date != '\0') + (*ret->address != '\0') < KEYS_LEAST) {
        return nonresident_refuse(why, "search_key_missing", "");
    }
    return *ret->birth_date != '\0' || finds_few(ret->name_match) || finds_few(ret->kana_match)
               ? true
               : nonresident_refuse(why, "search_key_weak", "");
}

const char *nonresident_mode_text(const search_question *question, ju_arena *arena)
{
    return ju_arena_printf(arena, "items%s%s%s%s%s", *question->name == '\0' ? "" : " name",
                           *question->name_kana == '\0' ? "" : " name_kana",
                           *question->birth_date == '\0' ? "" : " birth_date",
                           question->sex == JUKI__COMMON__V1__SEX__SEX_UNSPECIFIED ? "" : " sex",
                           *question->address == '\0' ? "" : " address");
}

static bool fold_name(const char *name, const char *kana, ju_arena *arena, nonresident_folded *ret)
{
    ret->name = ju_fold(name, arena);
    bool whole = ret->name != NULL;
    for (int form = 0; form < JU_KANA_FORMS; form++) {
        ret->kana[form] = ju_kana_fold(kana, (ju_kana_form)form, arena);
        whole = whole && ret->kana[form] != NULL;
    }
    return whole;
}

bool nonresident_fold(const Juki__Gateway__V1__NonresidentBasics *basics, ju_arena *arena,
                      nonresident_folded ret[NONRESIDENT_NAMES], size_t *ret_count, const char **ret_address)
{
    const char *const names[NONRESIDENT_NAMES][2] = {{basics->name, basics->name_kana},
                                                     {basics->name_roman, ""},
                                                     {basics->name_kanji, ""},
                                                     {basics->alias, basics->alias_kana}};
    *ret_count = 0;
    for (int i = 0; i < NONRESIDENT_NAMES; i++) {
        if (*names[i][0] != '\0' && !fold_name(names[i][0], names[i][1], arena, &ret[(*ret_count)++])) {
            return false;
        }
    }
    const char *address =
        ju_arena_printf(arena, "%s%s%s%s%s%s%s", basics->prefecture, basics->municipality, basics->town,
                        basics->number, basics->building, basics->country, basics->foreign_address);
    *ret_address = address == NULL ? NULL : ju_fold(address, arena);
    return *ret_address != NULL;
}

/* ---- what was found ------------------------------------------------------------------------------------ */

size_t nonresident_beginnings(const char *text, size_t ret[NONRESIDENT_BEGINNING_CHARS])
{
    size_t count = 0;
    for (size_t at = 0; text[at] != '\0' && count < NONRESIDENT_BEGINNING_CHARS; count++) {
        for (at++; (text[at] & 0xC0) == 0x80; at++) {
        }
        ret[count] = at;
    }
    return count;
}

static bool matches(nonresident_match match, const char *kept, const char *asked)
{
    switch (match) {
    case NONRESIDENT_WHOLE:
        return strcmp(kept, asked) == 0;
    case NONRESIDENT_BEGINS:
        return strncmp(kept, asked, strlen(asked)) == 0;
    case NONRESIDENT_PART:
        return strstr(kept, asked) != NULL;
    case NONRESIDENT_ANY:
        break;
    }
    return true;
}

/* ヂ by its mark or its sound on either side. */
static bool matches_kana(const nonresident_plan *plan, const nonresident_folded *kept)
{
    bool met = false;
    for (int asked = 0; asked < JU_KANA_FORMS; asked++) {
        for (int form = 0; form < JU_KANA_FORMS; form++) {
            met = met || matches(plan->kana_match, kept->kana[form], plan->kana[asked]);
        }
    }
    return met;
}

bool nonresident_meet(const nonresident_plan *plan, const Juki__Gateway__V1__NonresidentBasics *row,
                      ju_arena *arena, nonresident_met *met)
{
    nonresident_folded names[NONRESIDENT_NAMES];
    const char *address = NULL;
    size_t count = 0;
    if (!nonresident_fold(row, arena, names, &count, &address)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        met->name = met->name || matches(plan->name_match, names[i].name, plan->name);
        met->kana = met->kana || matches_kana(plan, &names[i]);
    }
    met->address = met->address || (count > 0 && strstr(address, plan->address) != NULL);
    return true;
}
