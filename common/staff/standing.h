#ifndef JU_STAFF_STANDING_H
#define JU_STAFF_STANDING_H

#include "common/event/batch.h"
#include "common/event/topic_names.h"
#include "common/staff/token.h"
#include "juki/audit/v1/right.pb-c.h"

/*
 * How an operator stands (seed 002 R-37; seed 003 REQ-21, REQ-23 to REQ-25; seed 004_001 K8, K18, K20): what
 * was granted to him, at which terminals one works, and what was revoked, as the audit service's registers
 * say. They tell every service by the topic staff.right; each keeps it in its own database and asks that
 * ahead of every command, so a revocation counts from the first command behind it.
 */
typedef struct ju_staff_standing {
    const char
        *refused;     /* "person_revoked", "token_revoked", "key_revoked", "terminal_revoked"; NULL: none */
    unsigned granted; /* roles of the grants in force today: enum ju_staff_role */
    bool came_before; /* with this very token */
    bool terminal_registered; /* for his department, and his place where he has one, on this day */
    bool no_terminals;        /* none at all is in force: the first is still to be registered */
} ju_staff_standing;

/* In ask, ahead of all other questions; in apply its answer, as the first. */
ju_rc ju_staff_ask_standing(ju_ctx *ctx, const ju_staff_token *token, ju_err *err) JU_MUST_CHECK;
ju_staff_standing ju_staff_got_standing(const ju_ctx *ctx);
/* Keeps that he came with it. */
ju_rc ju_staff_put_token(ju_ctx *ctx, const ju_staff_token *token, ju_err *err) JU_MUST_CHECK;

/* What staff.right tells, for the table of handlers of each service with a door. Act: right.taken. */
ju_rc ju_staff_grant_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc ju_staff_terminal_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc ju_staff_revoked_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

enum { JU_STAFF_HANDLER_COUNT = 3 };
#define JU_STAFF_HANDLERS                                                                                    \
    {JU_TOPIC_STAFF_RIGHT, &juki__audit__v1__grant_set__descriptor, JU_STRICT, NULL, NULL,                   \
     ju_staff_grant_apply},                                                                                  \
        {JU_TOPIC_STAFF_RIGHT,   &juki__audit__v1__terminal_set__descriptor, JU_STRICT, NULL, NULL,          \
         ju_staff_terminal_apply},                                                                           \
    {                                                                                                        \
        JU_TOPIC_STAFF_RIGHT, &juki__audit__v1__staff_revoked__descriptor, JU_STRICT, NULL, NULL,            \
            ju_staff_revoked_apply                                                                           \
    }

#endif
