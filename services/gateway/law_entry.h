#ifndef GATEWAY_LAW_ENTRY_H
#define GATEWAY_LAW_ENTRY_H

#include "juki/gateway/v1/law.pb-c.h"

#include <stdbool.h>

/* Who may do what with a version of a law table, without I/O. */

typedef struct law_refusal {
    const char *code; /* NULL: nothing is refused */
    const char *item;
} law_refusal;

/* A version as it is kept. */
typedef struct law_known {
    bool found;
    bool has_parties; /* some line tells who may ask whom */
    Juki__Gateway__V1__LawVersion as;
} law_known;

/* "version_unknown", "same_person" (who loaded it), "supervisor_required", "version_decided", "date_invalid"
 * (no legal effective day), "parties_unlisted" (the list can allow nothing: to activate it would refuse
 * everything). */
law_refusal law_check_decision(const Juki__Gateway__V1__DecideLaw *wish, const law_known *known,
                               bool supervisor);

/* "date_invalid", or "item_missing" for a part of the question that is empty. */
law_refusal law_check_question(const Juki__Gateway__V1__ExplainLaw *wish);

/* What a code is called, in Japanese: of a file, of these, or "version_taken". */
const char *law_refusal_text(const char *code);

#endif
