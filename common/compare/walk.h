#ifndef JU_COMPARE_WALK_H
#define JU_COMPARE_WALK_H

#include "common/compare/compare.h"
#include "common/event/batch.h"
#include "common/run/app.h"

#include "juki/common/v1/compare.pb-c.h"

/*
 * 整合性確認 over the bus: the steps of the messages of compare.proto, for the tables of two rooms. The one
 * that leads has sent its records to the other. The other gathers first, so that whatever it has then, the
 * leader has too. What the digests show to differ the leader shows once more, behind everything it sent about
 * that person, to be judged as it stands then: changes on their way are no differences.
 *
 * Nothing here needs anything of an ordinary change: both sides compute positions and digests when a
 * comparison begins (table compare_record), in steps of a few rows, each a transaction of its own.
 */

/* The statements and tables; ju_app.part of a room that compares. */
extern const ju_app_part ju_compare_part;

typedef struct ju_compare_pair {
    const char *partner; /* as this room calls it */
    const char
        *label; /* named in every message, on a link that leads to another partner, too; NULL: it does not */
    bool leads;
    const char *steps; /* this room's topic to itself */
    const char *to;    /* the topic toward the partner */
    /* Asks for a page of the own records behind `after`, column 0 of the last row before; "" at first. */
    ju_rc (*ask_page)(ju_ctx *ctx, const char *after, int rows, ju_err *err);
    /* A row as it is compared; local_ref NULL: it is not a part of it. */
    ju_rc (*read)(ju_ctx *ctx, const PGresult *rows, int row, ju_compare_entry *ret, ju_err *err);
    /* Of who leads: asks for a page of the differences that are records here, behind this one; column 0 is
     * the position in hexadecimal. */
    ju_rc (*ask_differing)(ju_ctx *ctx, const char *compare_id, const char *after, int rows, ju_err *err);
    /* Sends this one to be judged, with the same key as everything else about that person. *ret_bytes: its
     * size. */
    ju_rc (*show)(ju_ctx *ctx, const char *compare_id, const PGresult *rows, int row, size_t *ret_bytes,
                  ju_err *err);
} ju_compare_pair;

/* Functions whose last arguments are (const void *body, ju_err *err) are a ju_handler's own. */

/* The label as a message has it. */
char *ju_compare_label(const ju_compare_pair *pair);

/* The claim of every message that has a compare_id, and that of CompareTold. */
ju_rc ju_compare_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_told_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* ---- both ---------------------------------------------------------------------------------------------- */

ju_rc ju_compare_step_ask(ju_ctx *ctx, const ju_compare_pair *pair, const Juki__Common__V1__CompareStep *step,
                          ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_step_apply(ju_ctx *ctx, const ju_compare_pair *pair,
                            const Juki__Common__V1__CompareStep *step, ju_err *err) JU_MUST_CHECK;

/* ---- who leads ---------------------------------------------------------------------------------------- */

/* Begins a comparison as an operator asks, and replies; one with the same partner that is not done is given
 * up. pair NULL: there is no such partner, which is refused ("comparison_unknown"), as is who has no name
 * ("operator_missing"). */
ju_rc ju_compare_begin_ask(ju_ctx *ctx, const ju_compare_pair *pair, ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_begin_apply(ju_ctx *ctx, const ju_compare_pair *pair,
                             const Juki__Common__V1__BeginComparison *begin, const char *reply_topic,
                             ju_err *err) JU_MUST_CHECK;
/* Replies how one stands and what it found. */
ju_rc ju_compare_query_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_query_apply(ju_ctx *ctx, const Juki__Common__V1__QueryComparison *query,
                             const char *reply_topic, ju_err *err) JU_MUST_CHECK;

ju_rc ju_compare_ready_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_ready_apply(ju_ctx *ctx, const ju_compare_pair *pair,
                             const Juki__Common__V1__CompareReady *ready, ju_err *err) JU_MUST_CHECK;

/* JU_REJECT "item_invalid": an answer that no question asks for. */
ju_rc ju_compare_told_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_told_apply(ju_ctx *ctx, const ju_compare_pair *pair,
                            const Juki__Common__V1__CompareTold *told, ju_err *err) JU_MUST_CHECK;

/* What the partner says about a record that was shown; items: the names of those that differ. */
typedef struct ju_compare_verdict {
    const char *compare_id;
    ProtobufCBinaryData position;
    bool missing;
    char *const *item;
    size_t item_count;
} ju_compare_verdict;
ju_rc ju_compare_judged_ask(ju_ctx *ctx, const char *compare_id, ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_judged_apply(ju_ctx *ctx, const ju_compare_pair *pair, const ju_compare_verdict *verdict,
                              ju_err *err) JU_MUST_CHECK;

/* ---- who answers -------------------------------------------------------------------------------------- */

ju_rc ju_compare_opened_ask(ju_ctx *ctx, const ju_compare_pair *pair, ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_opened_apply(ju_ctx *ctx, const ju_compare_pair *pair,
                              const Juki__Common__V1__CompareOpened *opened, ju_err *err) JU_MUST_CHECK;
/* JU_REJECT "item_invalid": a range that is none. */
ju_rc ju_compare_asked_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_asked_apply(ju_ctx *ctx, const ju_compare_pair *pair,
                             const Juki__Common__V1__CompareAsked *asked, ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_closed_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_closed_apply(ju_ctx *ctx, const ju_compare_pair *pair,
                              const Juki__Common__V1__CompareClosed *closed, ju_err *err) JU_MUST_CHECK;

#endif
