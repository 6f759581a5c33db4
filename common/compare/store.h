#ifndef JU_COMPARE_STORE_H
#define JU_COMPARE_STORE_H

#include "common/compare/compare.h"
#include "common/event/batch.h"

#include "juki/common/v1/compare.pb-c.h"

/* The tables of a comparison, for the files of this folder. ask_ functions queue a question in ask, got_
 * functions read its answer in apply by its number; the others queue a write in apply. */

typedef enum compare_state {
    COMPARE_UNKNOWN,
    COMPARE_WAITING,   /* the partner gathers first */
    COMPARE_GATHERING, /* this side does */
    COMPARE_WALKING,
    COMPARE_SHOWING,
    COMPARE_DONE,
    COMPARE_ABANDONED,
} compare_state;

typedef struct compare_progress {
    compare_state state;
    int64_t own_records;
    int64_t partner_records;
    int64_t open;  /* answers and steps that are awaited */
    int64_t asked; /* questions so far */
    int64_t differences;
    bool truncated;
    int64_t messages; /* that went to the partner or came from it with this message */
    int64_t bytes;    /* of them */
} compare_progress;

ju_rc ju_compare_ask_unfinished(ju_ctx *ctx, const char *partner, ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_begin(ju_ctx *ctx, const char *compare_id, const char *partner, compare_state state,
                       ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_ask_progress(ju_ctx *ctx, const char *compare_id, ju_err *err) JU_MUST_CHECK;
compare_progress ju_compare_got_progress(const ju_ctx *ctx, int of);
ju_rc ju_compare_note(ju_ctx *ctx, const char *compare_id, const compare_progress *progress,
                      ju_err *err) JU_MUST_CHECK;

/* Adds a page of the own records. */
ju_rc ju_compare_gather(ju_ctx *ctx, const char *compare_id, const ju_compare_entry *entry, size_t count,
                        ju_err *err) JU_MUST_CHECK;
/* Deletes those of the range. */
ju_rc ju_compare_clear(ju_ctx *ctx, const char *compare_id, const ju_compare_range *range,
                       ju_err *err) JU_MUST_CHECK;

/* What a range is asked about: its children, or its records. */
ju_rc ju_compare_ask_range(ju_ctx *ctx, const char *compare_id, const ju_compare_range *range,
                           ju_err *err) JU_MUST_CHECK;
/* ret is cleared first; by child. */
ju_rc ju_compare_got_nodes(const ju_ctx *ctx, int of, ju_compare_node ret[JU_COMPARE_FAN_OUT],
                           ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_got_entries(const ju_ctx *ctx, int of, ju_compare_entry **ret, size_t *ret_count,
                             ju_err *err) JU_MUST_CHECK;

ju_rc ju_compare_put_difference(ju_ctx *ctx, const char *compare_id, const ju_compare_difference *difference,
                                ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_judge(ju_ctx *ctx, const char *compare_id, const unsigned char *position,
                       ju_compare_kind kind, const char *items, ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_drop_difference(ju_ctx *ctx, const char *compare_id, const unsigned char *position,
                                 ju_err *err) JU_MUST_CHECK;

/* 2 questions about one comparison, or about the latest with a partner when compare_id is "". */
ju_rc ju_compare_ask_report(ju_ctx *ctx, const char *compare_id, const char *partner,
                            ju_err *err) JU_MUST_CHECK;
/* Fills the reply; *ret_found false: there is none. */
ju_rc ju_compare_got_report(ju_ctx *ctx, Juki__Common__V1__ComparisonReply *reply, bool *ret_found,
                            ju_err *err) JU_MUST_CHECK;

#endif
