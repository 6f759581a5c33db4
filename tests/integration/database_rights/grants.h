#ifndef RIGHTS_GRANTS_H
#define RIGHTS_GRANTS_H

#include <stdbool.h>
#include <stddef.h>

/* What grants.csv of a service, and those of the parts of common/ that it has, allow (common/db/grants.awk).
 */
typedef struct grant {
    char who[16]; /* service or operator */
    char object[64];
    char right[16];    /* one word: SELECT, UPDATE ... */
    char column[64];   /* of UPDATE(column); "": all of the object */
    bool by_statement; /* needed by a statement of sql/: nothing stands under why */
} grant;

enum { GRANTS_MAX = 1024 };

typedef struct grants {
    grant item[GRANTS_MAX];
    size_t count;
} grants;

/* Reads them all; the test fails when a file cannot be read. */
void grants_read(const char *service, grants *ret);

/* Whether this is allowed; column "" asks for all of the object. */
bool grants_allow(const grants *list, const char *who, const char *object, const char *right,
                  const char *column);

#endif
