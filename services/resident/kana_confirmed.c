/* フリガナ確認フラグ (j180): whether the person has confirmed how a name is read. Another reading is to be
 * confirmed anew. */
#include "services/resident/decide.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Resident__V1__KanaConfirmed confirmed;

enum { NAMES = 3 };

typedef struct reading {
    const char *item;
    const char *kana;
    bool confirmed;
} reading;

static void readings_of(const record *person, reading ret[NAMES])
{
    const confirmed *flags = person->kana_confirmed;
    ret[0] = (reading){"name_kana", person->name_kana, flags != NULL && flags->name};
    ret[1] = (reading){"former_name_kana", person->former_name_kana, flags != NULL && flags->former_name};
    ret[2] = (reading){"alias_kana", person->alias_kana, flags != NULL && flags->alias};
}

/* before: the row below, whose confirmations hold for what reads the same; NULL of who is new. */
static bool decide_flags(const decision_frame *d, const record *before, const confirmed *given,
                         const record *after, bool ret[NAMES])
{
    static const record nobody = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    const bool said[NAMES] = {given != NULL && given->name, given != NULL && given->former_name,
                              given != NULL && given->alias};
    reading old[NAMES];
    reading now[NAMES];
    readings_of(before == NULL ? &nobody : before, old);
    readings_of(after, now);
    for (int i = 0; i < NAMES; i++) {
        if (said[i] && *now[i].kana == '\0') {
            return refuse(d->refused, "item_required", now[i].item);
        }
        ret[i] = said[i] || (old[i].confirmed && strcmp(old[i].kana, now[i].kana) == 0);
    }
    return true;
}

bool kana_confirmed_after(const decision_frame *d, const record *before, const confirmed *given,
                          record *after)
{
    bool flag[NAMES] = {false};
    reading old[NAMES];
    if (!decide_flags(d, before, given, after, flag)) {
        return false;
    }
    readings_of(after, old); /* its flags are still those of the row below */
    if (before != NULL && flag[0] == old[0].confirmed && flag[1] == old[1].confirmed &&
        flag[2] == old[2].confirmed) {
        return true;
    }
    after->kana_confirmed = NULL;
    if (!flag[0] && !flag[1] && !flag[2]) {
        return true;
    }
    after->kana_confirmed = ju_arena_alloc(d->arena, sizeof *after->kana_confirmed);
    if (after->kana_confirmed == NULL) {
        return refuse(d->refused, NULL, "");
    }
    juki__resident__v1__kana_confirmed__init(after->kana_confirmed);
    after->kana_confirmed->name = flag[0];
    after->kana_confirmed->former_name = flag[1];
    after->kana_confirmed->alias = flag[2];
    return true;
}
