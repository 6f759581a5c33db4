#ifndef RESIDENT_REASON_H
#define RESIDENT_REASON_H

#include <stdbool.h>
#include <stddef.h>

/* What kind of row a reason stacks (異動事由の区分, standard j210). */
typedef enum reason_group {
    REASON_ENTER,  /* 記載 */
    REASON_DELETE, /* 消除 */
    REASON_AMEND,  /* 修正 */
} reason_group;

/* How a change is decided: reasons that do the same share one rule. */
typedef enum reason_rule {
    REASON_RULE_ENTER,     /* a person comes, or comes back (再転入) */
    REASON_RULE_BIRTH,     /* a person new to everybody joins a household */
    REASON_RULE_PAIR,      /* 帰化 and 国籍喪失: 消除 and 記載 of one person at once */
    REASON_RULE_RESTATE,   /* 改製, 再製: the same items on a new 住民票 */
    REASON_RULE_CANCEL,    /* the state before the cancelled change, as a new row */
    REASON_RULE_DELETE,    /* a person is struck off */
    REASON_RULE_DERIVED,   /* the 消除 half of a pair or of a 改製: never entered by itself */
    REASON_RULE_MOVE,      /* 転居 */
    REASON_RULE_ITEMS,     /* items of one person */
    REASON_RULE_HOUSEHOLD, /* 世帯 and 続柄, never the address */
} reason_rule;

/* 住民種別 of the persons whom a reason may concern (j210). */
typedef enum reason_applies { REASON_FOR_ANY, REASON_FOR_JAPANESE, REASON_FOR_FOREIGN } reason_applies;

/* What a change rests on: 届出, 職権 (with a document that justifies it) or 請求・申出. */
typedef enum reason_basis { REASON_BY_NOTICE, REASON_BY_OFFICIAL, REASON_BY_REQUEST } reason_basis;

/* What a person must be before the change, and is after it. */
typedef enum reason_state {
    REASON_STATE_ABSENT, /* not a current resident */
    REASON_STATE_RESIDENT,
    REASON_STATE_STRUCK_OFF, /* on record, 除票 */
    REASON_STATE_MOVED_OUT,
    REASON_STATE_DEAD,
    REASON_STATE_DELETED,
} reason_state;

/*
 * One reason of change (異動事由), a row of reasons.csv, with what its notice may say: an item outside the
 * lists is refused (seed 002 R-01). Lists end with NULL; the required items are also in the lists of all.
 */
typedef struct reason {
    const char *code; /* on the bus */
    const char *name; /* the standard's word */
    reason_group group;
    reason_rule rule;
    reason_applies applies_to;
    reason_basis basis;
    bool future;   /* 異動日 may lie ahead (j480: 転出 only) */
    int reviewers; /* persons beside who entered it (seed 002) */
    reason_state before;
    reason_state after;
    const char *source;              /* requirements of the standard */
    const char *const *change_items; /* fields of SubmitChange beside those of every change */
    const char *const *change_required;
    const char *const *person_items; /* fields of PersonEntry */
    const char *const *person_required;
} reason;

/* NULL when there is no such reason. */
const reason *reason_find(const char *code);

/* The reasons in the order of the table; NULL after the last. */
const reason *reason_at(size_t at);

/* Whether the fact comes before its notice: 異動日 <= 届出日. */
bool reason_follows_fact(const reason *why);

/* The 消除 half of a 記載 that has one: <stem>_delete of <stem>_enter; NULL for others. */
const reason *reason_struck(const reason *why);

/* Whether a list of a reason holds this field. */
bool reason_allows(const char *const *items, const char *field);

#endif
