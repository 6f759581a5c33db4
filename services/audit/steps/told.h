#ifndef AUDIT_TOLD_H
#define AUDIT_TOLD_H

#include <stdbool.h>
#include <stddef.h>

/* An act of which the log of another server tells: Kafka's (refusal.h) or PostgreSQL's (session.h). Free of
 * I/O.
 */
enum { TOLD_WHO = 65, TOLD_HOST = 65, TOLD_WHAT = 301, TOLD_TIME = 25, TOLD_MAX = 200 };

typedef struct told_act {
    const char *action;   /* static */
    const char *code;     /* why it was refused; static; NULL: it was not */
    char time[TOLD_TIME]; /* of the first one, RFC 3339, UTC */
    char who[TOLD_WHO];   /* "": the server does not know */
    char host[TOLD_HOST]; /* the address that it came from */
    char what[TOLD_WHAT];
    int count; /* how many that are equal but for the time */
} told_act;

/* Copies length bytes as far as they fit: texts that a stranger chose are kept only as far as they are
 * printable ASCII, else "?"; runs of eight digits are masked. */
void told_keep(const char *from, size_t length, char *ret, size_t size);

/* Whether the text begins like this shape, in which 0 stands for any digit. */
bool told_shaped(const char *text, const char *shape);

/* Adds one to the list, or to the count of an equal one; false when the list is full. */
bool told_add(told_act list[TOLD_MAX], size_t *count, const told_act *one);

/* One act out of a line without its end; false when it tells of none. */
typedef bool (*told_parse)(const char *line, told_act *ret);

#endif
