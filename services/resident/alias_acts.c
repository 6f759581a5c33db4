#include "services/resident/alias_acts.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef Juki__Resident__V1__AliasAct alias_act;

#define CANCELS  "cancel_"
#define RECORDED "alias_record"
#define DELETED  "alias_delete"

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* A 取消し takes back the change before it, which may be a 取消し itself: a row that was dropped stands
 * behind the others still. Returns how many rows are left. */
static size_t drop_cancelled(alias_row *rows, size_t count)
{
    size_t left = 0;
    bool dropped = false;
    for (size_t i = 0; i < count; i++) {
        bool cancels = strncmp(rows[i].reason, CANCELS, strlen(CANCELS)) == 0;
        if (!cancels) {
            rows[left++] = rows[i];
        } else if (dropped) {
            left++;
        } else if (left > 0) {
            left--;
        }
        dropped = cancels && !dropped;
    }
    return left;
}

static void begin(alias_act *act, const alias_row *row)
{
    bool here = strcmp(row->reason, RECORDED) == 0;
    juki__resident__v1__alias_act__init(act);
    act->alias = text(row->alias);
    act->recorded_date = text(here ? row->date : "");
    act->recorded_municipality = text(here ? row->municipality : "");
}

size_t alias_acts(alias_row *rows, size_t count, alias_act *acts)
{
    size_t acts_count = 0;
    count = drop_cancelled(rows, count);
    for (size_t i = 0; i < count; i++) {
        if (*rows[i].alias != '\0') {
            begin(&acts[acts_count++], &rows[i]);
        } else if (acts_count > 0 && strcmp(rows[i].reason, DELETED) == 0) {
            acts[acts_count - 1].deleted_date = text(rows[i].date);
            acts[acts_count - 1].deleted_municipality = text(rows[i].municipality);
        }
    }
    return acts_count;
}
