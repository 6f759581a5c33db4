#ifndef GATEWAY_PROVISION_H
#define GATEWAY_PROVISION_H

#include "juki/gateway/v1/network.pb-c.h"

#include <stdbool.h>

/*
 * 情報提供 (systems G3; seed 002; seed 004_001 K42, K43, K46, K47, K49) without I/O: what
 * becomes of the inquiry of another body. The checks stand in one order, and the first that fails decides.
 */

/* Whether no text of a question is longer than a line of the law could make it, and not everything is asked
 * for; and whether it can be answered and kept at all, for which its id is a UUID besides. */
bool provision_fits(const Juki__Gateway__V1__Question *question);
bool provision_readable(const Juki__Gateway__V1__Question *question);

/* Whether two questions are the same in every member. */
bool provision_same_question(const Juki__Gateway__V1__Question *one,
                             const Juki__Gateway__V1__Question *other);

/* Whether a permit is good no longer at this moment (ctx->now). */
bool provision_permit_over(const Juki__Gateway__V1__Permit *permit, const char *now);

/* What we are to the law: 情報提供者 as the tables call us. */
#define PROVISION_KIND "市町村長"

typedef enum provision_outcome { PROVISION_ANSWER, PROVISION_HOLD, PROVISION_REFUSE } provision_outcome;

/* Of an inquiry whose permit is the network's own. */
typedef struct provision_facts {
    const Juki__Gateway__V1__Permit *permit;
    const Juki__Gateway__V1__Question *question; /* what is asked; NULL: nothing */
    const char *municipality;                    /* ours */
    const char *now;                             /* as ctx->now */
    const char *routes;                          /* that answers may take, separated by spaces */
    bool permit_used;
    const char *certificate_code; /* why the inquirer cannot be written to; NULL: he can */
    const char *law_code;         /* why the law does not allow it; NULL: it does */
    bool subject_known;           /* 符号 is of somebody, and acquired */
    bool copy_found;
    bool not_disclosed;  /* 不開示 */
    bool no_auto_answer; /* 自動応答不可 */
} provision_facts;

typedef struct provision_decision {
    provision_outcome outcome;
    const char *code; /* why it is refused or held */
} provision_decision;

/*
 * Codes of refusals, in order: "permit_used" (whatever else is wrong with it now: what was decided by it
 * stands), "permit_not_for_us", "permit_expired", "permit_mismatch" (another question than the permit's),
 * "item_missing" (nothing, or something twice, is asked for), "route_unknown", "certificate_..." and those of
 * the law (law_decide) as given, "subject_unknown", "copy_missing", "not_disclosed". Held: "held".
 */
provision_decision provision_decide(const provision_facts *facts);

/* A held inquiry that a supervisor releases: what may have changed since is looked at once more, and what was
 * checked must still be what would be sent ("content_changed"). */
provision_decision provision_release(const provision_facts *facts, bool same_content);

/* What the inquirer is told. Whether we know the person, hold nothing, or do not disclose it is all the same
 * to him
 * ("information_unavailable"); that one is held is "pending". */
const char *provision_told(const char *code);

/* Whether a word is one of a list with spaces between. */
bool provision_listed(const char *list, const char *word);

/* The most bytes of a purpose or of a document's number, which stand in the trail beside who it was. */
enum { PROVISION_TEXT_MAX_BYTES = 240 };

/* What an operator is told, in Japanese. */
const char *provision_text(const char *code);

#endif
