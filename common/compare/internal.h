#ifndef JU_COMPARE_INTERNAL_H
#define JU_COMPARE_INTERNAL_H

/* Shared by the files of this folder only. */

#include "common/compare/store.h"
#include "common/compare/walk.h"

/* Sends a message to the partner and counts it. */
ju_rc ju_compare_send(ju_ctx *ctx, const ju_compare_pair *pair, const char *compare_id,
                      const ProtobufCMessage *message, compare_progress *progress, ju_err *err) JU_MUST_CHECK;
/* Tells this room to go on. */
ju_rc ju_compare_go_on(ju_ctx *ctx, const ju_compare_pair *pair, const char *compare_id,
                       Juki__Common__V1__ComparePhase phase, const char *after, ju_err *err) JU_MUST_CHECK;
/* Forgets the records of the comparisons that ju_compare_ask_unfinished, answer 0, has found. */
ju_rc ju_compare_clear_unfinished(ju_ctx *ctx, const ju_compare_pair *pair, ju_err *err) JU_MUST_CHECK;

/* Begins a comparison; answer 0 is that of ju_compare_ask_unfinished. */
ju_rc ju_compare_open(ju_ctx *ctx, const ju_compare_pair *pair, const char *compare_id,
                      ju_err *err) JU_MUST_CHECK;
/* All own records are gathered; the caller notes progress. */
ju_rc ju_compare_gathered(ju_ctx *ctx, const ju_compare_pair *pair, const char *compare_id,
                          compare_progress *progress, ju_err *err) JU_MUST_CHECK;
/* One thing less is awaited; ends the walk, then the comparison, with the last one, and notes progress. */
ju_rc ju_compare_settle(ju_ctx *ctx, const ju_compare_pair *pair, const char *compare_id,
                        compare_progress *progress, ju_err *err) JU_MUST_CHECK;

/* Between a range and the message about it. False for a range that is none. */
bool ju_compare_range_of(const Juki__Common__V1__CompareAsked *asked, ju_compare_range *ret);
Juki__Common__V1__CompareAsked ju_compare_asked_of(const ju_compare_pair *pair, const char *compare_id,
                                                   const ju_compare_range *range);

#endif
