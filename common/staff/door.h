#ifndef JU_STAFF_DOOR_H
#define JU_STAFF_DOOR_H

#include "common/config/config.h"
#include "common/event/batch.h"
#include "common/event/refuse.h"
#include "common/staff/token.h"

#include <stdbool.h>

/*
 * The door of a topic of operators' commands: a command carries the operator's token (token.h) in the Kafka
 * header JU_HEADER_STAFF_TOKEN, beside its body, so that it is stored with nothing. Who is let in has a good
 * token that names the very operator and terminal of the command, is allowed it by the table of who may do
 * what (policy.h), sits at a registered terminal, and nothing of his was revoked (standing.h). Else the
 * command is refused to the terminal and audited ("staff.refused"), and of the database nothing but his
 * standing is asked. The trail gets who came with which token, for which affair, as what, with which factors,
 * once for each token
 * ("staff.admitted"), ahead of the acts of the command; its functions find the affair in ctx->affair.
 *
 * A service that is given no keys refuses them all ("token_unverifiable").
 */

/* A command behind the door. It has the fields request_id and operator, its reply request_id and refusal. */
typedef struct ju_staff_command {
    const ProtobufCMessageDescriptor *command;
    const ProtobufCMessageDescriptor *reply;
    ju_rc (*ask)(ju_ctx *ctx, const void *body, ju_err *err); /* may be NULL */
    ju_rc (*apply)(ju_ctx *ctx, const void *body, ju_err *err);
} ju_staff_command;

/* What answers this command by the table; NULL: it is not in it. */
const ProtobufCMessageDescriptor *ju_staff_reply_of(const ju_staff_command *commands, size_t count,
                                                    const ProtobufCMessageDescriptor *command);

typedef struct ju_staff_settings {
    char *keys;   /* path; NULL: nobody is let in */
    char *policy; /* path; NULL: the table that programs carry */
    char *issuer;
    char *audience;
    int64_t lifetime_ms;
} ju_staff_settings;

/* The rows of a service's table of settings; at: where in its struct the ju_staff_settings are. */
#define JU_STAFF_ITEMS(at)                                                                                   \
    {"JUKI_STAFF_KEYS",                                                                                      \
     JU_CONFIG_STRING,                                                                                       \
     0,                                                                                                      \
     (at) + offsetof(ju_staff_settings, keys),                                                               \
     NULL,                                                                                                   \
     "file of the identity provider's public keys (JWK Set); without it every operator's command is "        \
     "refused",                                                                                              \
     0,                                                                                                      \
     0},                                                                                                     \
        {"JUKI_STAFF_POLICY",                                                                                \
         JU_CONFIG_STRING,                                                                                   \
         0,                                                                                                  \
         (at) + offsetof(ju_staff_settings, policy),                                                         \
         NULL,                                                                                               \
         "file of who may do what (common/staff/policy.csv); without it the one that programs carry",        \
         0,                                                                                                  \
         0},                                                                                                 \
        {"JUKI_STAFF_ISSUER",                                                                                \
         JU_CONFIG_STRING,                                                                                   \
         0,                                                                                                  \
         (at) + offsetof(ju_staff_settings, issuer),                                                         \
         NULL,                                                                                               \
         "iss of staff tokens; needed with JUKI_STAFF_KEYS",                                                 \
         0,                                                                                                  \
         0},                                                                                                 \
        {"JUKI_STAFF_AUDIENCE",                                                                              \
         JU_CONFIG_STRING,                                                                                   \
         0,                                                                                                  \
         (at) + offsetof(ju_staff_settings, audience),                                                       \
         "juki",                                                                                             \
         "aud of staff tokens",                                                                              \
         0,                                                                                                  \
         0},                                                                                                 \
    {                                                                                                        \
        "JUKI_STAFF_LIFETIME", JU_CONFIG_DURATION_MS, 0, (at) + offsetof(ju_staff_settings, lifetime_ms),    \
            "15m", "how long a staff token may be good at most, from iat to exp", 1000, 86400000             \
    }

typedef struct ju_staff_door ju_staff_door;

/* Whether ctx->affair may give such a command. */
typedef bool ju_staff_may(const ju_ctx *ctx, const ProtobufCMessageDescriptor *command);

/* Whether a command may be one of those by which the first terminal is registered. */
typedef bool ju_staff_first(const ProtobufCMessage *command);

/* In apply: whether who commands was let in by that alone. A command that turns out to be of something else
 * is then to be refused as terminal_unknown. */
bool ju_staff_unseated(const ju_ctx *ctx);

/* What stands behind a door. */
typedef struct ju_staff_table {
    ju_reply_of *reply_of;           /* what a command is refused by */
    const ju_staff_command *command; /* for ju_staff_ask and ju_staff_apply; NULL: these are not used */
    size_t count;
    ju_staff_may *may;     /* what the service's own settings narrow; NULL: nothing */
    ju_staff_first *first; /* what is let in from any terminal while none is registered; NULL: nothing */
} ju_staff_table;

/* settings and the table's parts must outlive the door. JU_FATAL: keys or policy cannot be read, or no issuer
 * is named. */
ju_rc ju_staff_door_open(const ju_staff_settings *settings, const ju_staff_table *table, ju_staff_door **ret,
                         ju_err *err) JU_MUST_CHECK;
void ju_staff_door_close(ju_staff_door *door); /* may be NULL */

/*
 * For the hooks of a service whose handlers know nothing of the door: ahead of a command's ask, and ahead of
 * its apply. Both say whether it is refused; then there is nothing else to do with it.
 */
ju_rc ju_staff_enter(ju_staff_door *door, ju_ctx *ctx, const void *body, bool *ret_refused,
                     ju_err *err) JU_MUST_CHECK;
ju_rc ju_staff_pass(ju_staff_door *door, ju_ctx *ctx, const void *body, bool *ret_refused,
                    ju_err *err) JU_MUST_CHECK;

/* For the table of handlers, in place of the command's own. */
ju_rc ju_staff_ask(ju_staff_door *door, ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc ju_staff_apply(ju_staff_door *door, ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
