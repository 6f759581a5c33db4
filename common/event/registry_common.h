#ifndef JU_EVENT_REGISTRY_COMMON_H
#define JU_EVENT_REGISTRY_COMMON_H

#include "juki/common/v1/approval.pb-c.h"
#include "juki/common/v1/card.pb-c.h"
#include "juki/common/v1/common.pb-c.h"
#include "juki/common/v1/compare.pb-c.h"
#include "juki/common/v1/retention.pb-c.h"
#include "juki/common/v1/span.pb-c.h"

/* The rows of juki.common.v1, for registry.c. */
#define APPROVAL  "juki/common/v1/approval.proto"
#define CARD      "juki/common/v1/card.proto"
#define COMMON    "juki/common/v1/common.proto"
#define COMPARE   "juki/common/v1/compare.proto"
#define RETENTION "juki/common/v1/retention.proto"
#define SPAN      "juki/common/v1/span.proto"

#define COMMON_ROWS                                                                                          \
    {COMMON, &juki__common__v1__acknowledged__descriptor}, {COMMON, &juki__common__v1__address__descriptor}, \
        {SPAN, &juki__common__v1__address_history__descriptor},                                              \
        {SPAN, &juki__common__v1__address_span__descriptor},                                                 \
        {APPROVAL, &juki__common__v1__approval__descriptor},                                                 \
        {APPROVAL, &juki__common__v1__approval_item__descriptor},                                            \
        {APPROVAL, &juki__common__v1__approvals_reply__descriptor},                                          \
        {COMPARE, &juki__common__v1__begin_comparison__descriptor},                                          \
        {CARD, &juki__common__v1__card__descriptor},                                                         \
        {COMPARE, &juki__common__v1__compare_asked__descriptor},                                             \
        {COMPARE, &juki__common__v1__compare_closed__descriptor},                                            \
        {COMPARE, &juki__common__v1__compare_entry__descriptor},                                             \
        {COMPARE, &juki__common__v1__compare_opened__descriptor},                                            \
        {COMPARE, &juki__common__v1__compare_range__descriptor},                                             \
        {COMPARE, &juki__common__v1__compare_ready__descriptor},                                             \
        {COMPARE, &juki__common__v1__compare_step__descriptor},                                              \
        {COMPARE, &juki__common__v1__compare_told__descriptor},                                              \
        {COMPARE, &juki__common__v1__comparison_difference__descriptor},                                     \
        {COMPARE, &juki__common__v1__comparison_reply__descriptor},                                          \
        {COMMON, &juki__common__v1__dead_letter__descriptor},                                                \
        {APPROVAL, &juki__common__v1__decide_approval__descriptor},                                          \
        {RETENTION, &juki__common__v1__erasure__descriptor},                                                 \
        {RETENTION, &juki__common__v1__erasure_class__descriptor},                                           \
        {RETENTION, &juki__common__v1__erasures_reply__descriptor},                                          \
        {COMMON, &juki__common__v1__header__descriptor},                                                     \
        {SPAN, &juki__common__v1__household_history__descriptor},                                            \
        {SPAN, &juki__common__v1__household_span__descriptor},                                               \
        {COMMON, &juki__common__v1__operator__descriptor},                                                   \
        {APPROVAL, &juki__common__v1__query_approvals__descriptor},                                          \
        {COMPARE, &juki__common__v1__query_comparison__descriptor},                                          \
        {RETENTION, &juki__common__v1__query_erasures__descriptor},                                          \
        {COMMON, &juki__common__v1__refusal__descriptor},                                                    \
        {APPROVAL, &juki__common__v1__request_approval__descriptor},                                         \
        {RETENTION, &juki__common__v1__request_erasure__descriptor},                                         \
        {COMMON, &juki__common__v1__sealed__descriptor},                                                     \
        {APPROVAL, &juki__common__v1__use_approval__descriptor},                                             \
    {                                                                                                        \
        COMMON, &juki__common__v1__written_date__descriptor                                                  \
    }

#endif
