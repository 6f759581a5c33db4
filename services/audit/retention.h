#ifndef AUDIT_RETENTION_H
#define AUDIT_RETENTION_H

#include "common/base/arena.h"
#include "common/merkle/segment.h"
#include "juki/audit/v1/retention.pb-c.h"
#include "services/audit/prove.h"

/*
 * How long what stands in the log stays in it (RETENTION.md), without I/O: years by class of act (their days:
 * common/retention/rule.h), and what a segment, an expiry and its decision must be.
 */
enum { RETENTION_SEGMENT_ENTRIES_MAX = 1 << 18 };

/* A class of acts: those whose action begins with this word. */
typedef struct retention_class {
    const char *name; /* "": every other */
    int hot_years;    /* in which its content stays in the log itself */
    int years;        /* and in the archive: seven and more */
} retention_class;

const retention_class *retention_classes(size_t *ret_count);

/* What is known of a segment and of its last expiry. number 0: there is none. */
typedef Juki__Audit__V1__Segment retention_segment;

/* NULL: it can be. */
const audit_refusal *retention_check_purpose(const char *purpose);
const audit_refusal *retention_check_query(const Juki__Audit__V1__QuerySegments *query);

/* Whether the segment is the one that follows the last (NULL: it is the first), and the log's own.
 * *ret_known: it is closed already, as it is; known is the segment of its number, or NULL. */
const audit_refusal *retention_check_order(const ju_segment *s, const char *digest,
                                           const retention_segment *last, const retention_segment *known,
                                           bool *ret_known);
/* The tiles are those above its last entry; JU_REJECT "tile" when one is missing. */
ju_rc retention_check_place(const ju_segment *s, const prove_tiles *tiles, ju_arena *arena,
                            const audit_refusal **ret, ju_err *err) JU_MUST_CHECK;

/* of NULL: there is no such segment. due: how many entries. */
const audit_refusal *retention_check_wish(const Juki__Audit__V1__RequestExpiry *wish,
                                          const retention_segment *of, int64_t due);
/* of NULL: there is no such expiry; digest: its segment's. */
const audit_refusal *retention_check_decision(const Juki__Audit__V1__DecideExpiry *decision,
                                              const Juki__Audit__V1__Expiry *of, const char *digest);

/* Likewise: what was taken out of the archive has to be what was approved. */
const audit_refusal *retention_check_purge(const Juki__Audit__V1__TellPurged *told,
                                           const Juki__Audit__V1__Expiry *of, const char *digest);

extern const audit_refusal retention_refusal_malformed;

#endif
