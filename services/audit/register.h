#ifndef AUDIT_REGISTER_H
#define AUDIT_REGISTER_H

#include "common/base/arena.h"
#include "juki/audit/v1/register.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The registers that auditors ask for (REGISTERS.md), without I/O: which items a case has, what must be there
 * when it is opened and when it is complete, and who may close it.
 */

enum { REGISTER_DAY_SIZE = 11 };

/* The registers that tell every door something (steps/rights.h). */
#define REGISTER_GRANT      "grant"
#define REGISTER_REVOCATION "revocation"
#define REGISTER_TERMINAL   "terminal"

/* Where backups may lie and for whom; a backup is opened for one of these alone. */
#define REGISTER_BACKUP       "backup"
#define REGISTER_BACKUP_PLACE "backup_place"

/* Why a command is refused; code NULL: it is not. */
typedef struct register_refusal {
    const char *code;
    const char *item;
} register_refusal;

/* A case as it stands; texts are the caller's. */
typedef struct register_case {
    bool found;
    const char *name;  /* of its register */
    const char *state; /* open, complete, closed */
    int step;          /* the last one */
    const char *opened_by;
    const char *completed_by; /* who held it to be complete, "" for nobody */
    Juki__Audit__V1__CaseItem **item;
    size_t items;
} register_case;

bool register_exists(const char *name);

/* An opening: all items good, all there that it takes. today: YYYY-MM-DD. */
register_refusal register_check_opening(const Juki__Audit__V1__OpenCase *wish, bool known, const char *today);
/* now: the case with the items of the amendment taken over (register_put). */
register_refusal register_check_amendment(const Juki__Audit__V1__AmendCase *wish, const register_case *before,
                                          const register_case *now, const char *today);
register_refusal register_check_decision(const Juki__Audit__V1__DecideCase *wish,
                                         const register_case *before);
register_refusal register_check_show(const Juki__Audit__V1__ShowCase *wish, const register_case *of);
register_refusal register_check_query(const Juki__Audit__V1__QueryCases *wish);

/* The case as its history says it stands; nothing of it in *ret with no history. False: memory. */
bool register_fold(const Juki__Audit__V1__RegisterCase *record, register_case *ret, ju_arena *arena);
/* Takes the items over: one of the same name replaces it, an empty one takes it away. False: memory. */
bool register_put(register_case *at, Juki__Audit__V1__CaseItem *const *item, size_t items, ju_arena *arena);

/* The value of an item; "" without. */
const char *register_value(const register_case *of, const char *item);
/* The day that counts for its register. */
const char *register_day(const register_case *of);
/* By when it is to be closed, in ret; "" when there is no such day. */
void register_due(const register_case *of, char ret[REGISTER_DAY_SIZE]);
/* Not closed on the day behind that. */
bool register_overdue(const register_case *of, const char *today);

/* The first day of so many years up to this one. */
void register_years_before(const char *day, int years, char ret[REGISTER_DAY_SIZE]);

/* The item of a register that holds a 宛名番号, which is kept as a keyed hash alone; NULL without. */
const char *register_person_item(const char *name);

/* What its sender is told, in Japanese. */
const char *register_text(const char *code);

#endif
