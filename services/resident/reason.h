#ifndef RESIDENT_REASON_H
#define RESIDENT_REASON_H

#include <stdbool.h>

/* What kind of row a reason stacks (異動事由の区分, standard j210). */
typedef enum reason_group {
    REASON_ENTER,  /* 記載 */
    REASON_DELETE, /* 消除 */
    REASON_AMEND,  /* 修正 */
} reason_group;

/* One reason of change (異動事由) with what its notice may say: an item outside the lists is refused.
 */
typedef struct reason {
    const char *code; /* on the bus */
    const char *name; /* the standard's word */
    reason_group group;
    bool future;                     /* 異動日 may lie ahead (standard j480: 転出 only) */
    bool by_notice;                  /* the fact comes before its notice: 異動日 <= 届出日 */
    const char *const *change_items; /* fields of SubmitChange beside those of every change */
    const char *const *person_items; /* fields of PersonEntry */
} reason;

/* NULL when there is no such reason. */
const reason *reason_find(const char *code);

/* Whether a list of a reason holds this field. */
bool reason_allows(const char *const *items, const char *field);

#endif
