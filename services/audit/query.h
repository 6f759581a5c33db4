#ifndef AUDIT_QUERY_H
#define AUDIT_QUERY_H

#include "juki/audit/v1/audit.pb-c.h"

#include <stdbool.h>

enum {
    AUDIT_PAGE_MAX_ROWS = 500,
    AUDIT_REPLY_MAX_BYTES = 192 * 1024,     /* of entries; a reply must fit a message */
    AUDIT_BATCH_MAX_BYTES = 4 * 1024 * 1024 /* of replies in one batch; more are asked to come again */
};

/* Why a question is not answered. The message is for the person who asked. */
typedef struct audit_refusal {
    const char *code;
    const char *item;
    const char *message;
} audit_refusal;

extern const audit_refusal audit_refusal_busy;

/* NULL: the question can be answered. */
const audit_refusal *audit_check_journey(const Juki__Audit__V1__QueryJourney *query);
const audit_refusal *audit_check_chain(const Juki__Audit__V1__QueryChain *query);

/* How many entries a page may have: what was asked for, within bounds. */
int audit_page_rows(const Juki__Audit__V1__QueryChain *query);

/* Whether the entries still fit a reply with this one added; *used_bytes then counts it. */
bool audit_reply_fits(const Juki__Audit__V1__ChainEntry *entry, size_t *used_bytes);

#endif
