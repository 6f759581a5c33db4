#ifndef JU_STAFF_SAID_H
#define JU_STAFF_SAID_H

#include "common/base/arena.h"

#include <stdint.h>

/* What a token must say besides. */
typedef struct ju_staff_terms {
    const char *issuer;
    const char *audience;
    int64_t lifetime_s; /* from iat to exp at most */
    int64_t skew_s;     /* by so much the issuer's clock may be ahead */
} ju_staff_terms;

/* What a token says that was taken. */
typedef struct ju_staff_token {
    const char *operator_id;
    const char *terminal_id;
    const char *affair;
    const char *department;
    const char *person_class;
    const char *roles;        /* with blanks between */
    const char *organisation; /* this and place: "" of who is no contractor */
    const char *place;
    const char *factors; /* amr, with commas */
    const char *id;      /* jti */
    const char *key_id;  /* kid */
    const char *issuer;  /* this and audience as in the terms by which it was taken */
    const char *audience;
    int64_t issued_s; /* iat, seconds since 1970 as all */
    int64_t begins_s; /* nbf, or 0 */
    int64_t ends_s;   /* exp */
} ju_staff_token;

/* A copy with its texts, in arena memory. JU_FATAL "memory". */
ju_rc ju_staff_token_copy(const ju_staff_token *token, ju_arena *arena, ju_staff_token *ret,
                          ju_err *err) JU_MUST_CHECK;
/* The same in one block, to be given to free(); NULL: memory is out. */
ju_staff_token *ju_staff_token_keep(const ju_staff_token *token);

#endif
