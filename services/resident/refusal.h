#ifndef RESIDENT_REFUSAL_H
#define RESIDENT_REFUSAL_H

#include <stdbool.h>

/* Why a change is refused (エラー, standard j1440): a code of refusal.c and the item at fault. */
typedef struct refusal {
    const char *code; /* NULL: not refused */
    const char *item; /* field name of the command, or "" */
} refusal;

/* Fills *ret and returns false, so that a check is one statement. */
bool refuse(refusal *ret, const char *code, const char *item);

/* What the counter is told, in Japanese. Holds no data of the change. */
const char *refusal_message(const char *code);

#endif
