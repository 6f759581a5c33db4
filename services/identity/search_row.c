#include "services/identity/search.h"

#include "common/text/fold.h"

bool identity_search_row_of(const identity_record *record, ju_arena *arena, search_row *ret)
{
    *ret = (search_row){
        .kana = ju_kana_fold(record->name_kana, JU_KANA_BY_MARK, arena),
        .kana_sound = ju_kana_fold(record->name_kana, JU_KANA_BY_SOUND, arena),
        .name = ju_fold(record->name, arena),
        .address = ju_fold(record->address, arena),
    };
    return ret->kana != NULL && ret->kana_sound != NULL && ret->name != NULL && ret->address != NULL;
}
