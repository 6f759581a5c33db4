#ifndef JU_STAFF_HOUSE_COMMANDS_H
#define JU_STAFF_HOUSE_COMMANDS_H

#include "common/retention/engine.h"
#include "common/staff/approval_command.h"
#include "juki/common/v1/approval.pb-c.h"
#include "juki/common/v1/retention.pb-c.h"

/* The commands that every service of the house has, for its tables: approvals and erasures. */

/* Rows of the table behind a door (ju_staff_command). */
#define JU_HOUSE_COMMANDS                                                                                    \
    {&juki__common__v1__query_approvals__descriptor, &juki__common__v1__approvals_reply__descriptor,         \
     ju_approvals_query_ask, ju_approvals_query_apply},                                                      \
        {&juki__common__v1__decide_approval__descriptor, &juki__common__v1__approvals_reply__descriptor,     \
         ju_approval_decide_ask, ju_approval_decide_apply},                                                  \
        {&juki__common__v1__request_erasure__descriptor, &juki__common__v1__erasures_reply__descriptor,      \
         ju_erasure_request_ask, ju_erasure_request_apply},                                                  \
    {                                                                                                        \
        &juki__common__v1__query_erasures__descriptor, &juki__common__v1__erasures_reply__descriptor,        \
            ju_erasures_query_ask, ju_erasures_query_apply                                                   \
    }

/* Rows of the table of handlers: for a topic behind a door with these two functions; without one. */
#define JU_HOUSE_HANDLERS_BEHIND(topic, ask, apply)                                                           \
    {(topic), &juki__common__v1__query_approvals__descriptor, JU_STRICT, NULL, (ask), (apply)},               \
        {(topic), &juki__common__v1__decide_approval__descriptor, JU_STRICT, ju_approval_decide_claim, (ask), \
         (apply)},                                                                                            \
        {(topic), &juki__common__v1__request_erasure__descriptor, JU_STRICT, ju_erasure_claim, (ask),         \
         (apply)},                                                                                            \
    {                                                                                                         \
        (topic), &juki__common__v1__query_erasures__descriptor, JU_STRICT, NULL, (ask), (apply)               \
    }
#define JU_HOUSE_HANDLERS(topic)                                                                             \
    {(topic),                                                                                                \
     &juki__common__v1__query_approvals__descriptor,                                                         \
     JU_STRICT,                                                                                              \
     NULL,                                                                                                   \
     ju_approvals_query_ask,                                                                                 \
     ju_approvals_query_apply},                                                                              \
        {(topic),                                                                                            \
         &juki__common__v1__decide_approval__descriptor,                                                     \
         JU_STRICT,                                                                                          \
         ju_approval_decide_claim,                                                                           \
         ju_approval_decide_ask,                                                                             \
         ju_approval_decide_apply},                                                                          \
        {(topic),                                                                                            \
         &juki__common__v1__request_erasure__descriptor,                                                     \
         JU_STRICT,                                                                                          \
         ju_erasure_claim,                                                                                   \
         ju_erasure_request_ask,                                                                             \
         ju_erasure_request_apply},                                                                          \
    {                                                                                                        \
        (topic), &juki__common__v1__query_erasures__descriptor, JU_STRICT, NULL, ju_erasures_query_ask,      \
            ju_erasures_query_apply                                                                          \
    }

/* Pairs of command and reply. */
#define JU_HOUSE_REPLIES                                                                                     \
    {&juki__common__v1__query_approvals__descriptor, &juki__common__v1__approvals_reply__descriptor},        \
        {&juki__common__v1__decide_approval__descriptor, &juki__common__v1__approvals_reply__descriptor},    \
        {&juki__common__v1__request_erasure__descriptor, &juki__common__v1__erasures_reply__descriptor},     \
    {                                                                                                        \
        &juki__common__v1__query_erasures__descriptor, &juki__common__v1__erasures_reply__descriptor         \
    }

#endif
