#ifndef GATEWAY_COPY_ENTRY_H
#define GATEWAY_COPY_ENTRY_H

#include "juki/gateway/v1/copy.pb-c.h"

#include <stdbool.h>

/* Who may enter, check and approve what about 副本, without I/O. */

/* 複数の職員によるチェック: so many persons besides who entered a file (seed 004_001 K56). */
enum { COPY_CHECKS = 2, COPY_PURPOSE_MAX_BYTES = 300 };

typedef struct copy_refusal {
    const char *code; /* NULL: nothing is refused */
    const char *item;
} copy_refusal;

/* An entry as it is kept. */
typedef struct copy_known {
    bool found;
    Juki__Gateway__V1__CopyEntry as;
} copy_known;

/* "purpose_missing", "purpose_too_long". */
copy_refusal copy_check_purpose(const char *purpose);

/* "flag_unknown", or as copy_check_purpose. */
copy_refusal copy_check_flag(const Juki__Gateway__V1__EnterCopyFlag *wish);

/* "entry_unknown", "entry_decided", "same_person" (who entered it, or has checked it), "check_needless" (a
 * flag takes no checks). */
copy_refusal copy_check_check(const copy_known *known, const char *operator_id);

/* "entry_unknown", "entry_decided", "same_person", "supervisor_required", "checks_missing" (to approve a
 * file). supervisor: whether he is a 上長. */
copy_refusal copy_check_decision(const copy_known *known, const char *operator_id, bool supervisor,
                                 bool approved);

/* What a code is called, in Japanese: of a file, or of these. */
const char *copy_refusal_text(const char *code);

#endif
