#include "services/identity/search.h"

#include "common/text/fold.h"

#include <string.h>

bool identity_search_row_of(const identity_record *record, ju_arena *arena, search_row *ret)
{
    *ret = (search_row){
        .kana = ju_kana_fold(record->name_kana, JU_KANA_BY_MARK, arena),
        .kana_sound = ju_kana_fold(record->name_kana, JU_KANA_BY_SOUND, arena),
        .name = ju_fold(record->name, arena),
    };
    return ret->kana != NULL && ret->kana_sound != NULL && ret->name != NULL;
}

static bool has(const char *text, const char *asked, bool whole)
{
    return whole ? strcmp(text, asked) == 0 : strncmp(text, asked, strlen(asked)) == 0;
}

static bool has_kana(const search_row *row, const char *asked, bool whole)
{
    return has(row->kana, asked, whole) || has(row->kana_sound, asked, whole);
}

bool identity_search_fits(const search_plan *plan, const identity_record *record, const search_row *row,
                          ju_arena *arena, bool *ret)
{
    const char *address = *plan->address == '\0' ? "" : ju_fold(record->address, arena);
    *ret = address != NULL && has(row->name, plan->name.text, plan->name.whole) &&
           (has_kana(row, plan->kana.text, plan->kana.whole) ||
            has_kana(row, plan->kana_sound, plan->kana.whole)) &&
           strstr(address, plan->address) != NULL;
    return address != NULL;
}
