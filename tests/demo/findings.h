#ifndef DEMO_FINDINGS_H
#define DEMO_FINDINGS_H

#include "tests/demo/house.h"

#include <jansson.h>

/* What a summary found. */
typedef struct demo_findings {
    json_t *json; /* of summary.json */
    int64_t lost; /* persons, events, acts and changes that are not where they should be */
    int64_t duplicated;
    int64_t out_of_order;
    int64_t unconfirmed; /* events whose receipt did not come */
    int64_t dead_letters;
    int64_t unexpected; /* changes that ended otherwise than they should */
    int64_t clear_numbers_found;
    bool audit_verified;
} demo_findings;

/* Counts and compares what register, services and peers hold, and recomputes the tree of the audit log.
 * played: the results of juki-play, or NULL when it was somebody else who sent the changes. */
ju_rc findings_gather(const demo_house *house, const json_t *played, demo_findings *ret,
                      ju_err *err) JU_MUST_CHECK;

/* Nothing is lost, doubled, out of order, unconfirmed, unexpected or in clear, and the audit trail is whole.
 */
bool findings_good(const demo_findings *findings);

#endif
