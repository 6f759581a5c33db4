#ifndef AUDIT_REGISTER_RULE_H
#define AUDIT_REGISTER_RULE_H

/* Which items the registers have; for register.c alone. */

#include <stdbool.h>

typedef enum item_type {
    TEXT,
    NAME,
    NAMES,
    ROLES,
    DAY,
    PAST_DAY,
    COUNT,
    YES_NO,
    WORD,
    PERSON,
    REFERENCE
} item_type;

enum item_flags {
    OPENING = 1,    /* must be there when the case is opened */
    COMPLETE = 2,   /* and when it is complete */
    IF_SERIOUS = 4, /* but only of a serious one */
    IF_CONTRACTOR = 8,
    FIXED = 16, /* stays as it was when the case was opened: it is what others decide about, or what counts */
};

typedef struct item_rule {
    const char *name;
    item_type type;
    unsigned flags;
    const char *words; /* of WORD, with blanks around each */
} item_rule;

enum { ITEMS_MAX = 15 };

typedef struct register_rule {
    const char *name;
    const char *day; /* the item whose day counts for it */
    int due_days;    /* from that day; 0: by its item due_on, if any */
    bool approved;   /* to complete it is to approve it: not by whoever opened it, nor by its "staff" */
    item_rule item[ITEMS_MAX];
} register_rule;

/* NULL: there is no such register. */
const register_rule *register_rule_of(const char *name);

#endif
