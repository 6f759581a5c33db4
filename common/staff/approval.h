#ifndef JU_STAFF_APPROVAL_H
#define JU_STAFF_APPROVAL_H

#include "common/base/arena.h"

/*
 * 承認 without I/O (design section 6; seed 002; seed 003 REQ-67; seed 004_001 K24, K69): an act
 * that one person asks for and another in the required role approves, bound to the very request by its
 * digest, for some days, for one use. Every room judges by these functions; approval_store.h keeps the
 * requests.
 */
enum { JU_APPROVAL_DIGEST_SIZE = 65 };

/* One item of a request. */
typedef struct ju_approval_item {
    const char *name;
    const char *value;
} ju_approval_item;

/*
 * The request as text, in arena memory: what it is about, who asks, then the items, each as "name=value;". A
 * semicolon or a backslash in a value has a backslash before it, so that no value can look like another item.
 * The digest is of these bytes, and who decides reads them. NULL when the arena is full.
 */
char *ju_approval_text(ju_arena *arena, const char *kind, const char *approval_id, const char *asked_by,
                       const ju_approval_item *item, size_t count);

/* SHA-256 in hexadecimal. JU_FATAL when OpenSSL fails. */
ju_rc ju_approval_digest(const char *text, char ret[JU_APPROVAL_DIGEST_SIZE], ju_err *err) JU_MUST_CHECK;

/* A request as it stands. Days are YYYY-MM-DD and compare as texts. */
typedef struct ju_approval {
    bool found;
    const char *kind;
    const char *approval_id;
    const char *request; /* the text */
    const char *digest;
    const char *asked_by;
    const char *asked_on;
    const char *valid_until;
    const char *state; /* asked, approved, refused, used */
    const char *decided_by;
    const char *decided_on;
    const char *used_by;
    const char *used_on;
} ju_approval;

/* What somebody says about it. */
typedef struct ju_approval_word {
    const char *by; /* 操作者ID */
    bool in_role;   /* he may approve what is of this kind */
    bool approves;
    const char *digest; /* of the request that he saw */
    const char *now; /* the request as the room would make it of what it keeps now; NULL: it keeps no more */
    const char *today;
} ju_approval_word;

/*
 * NULL: the decision counts. "approval_unknown"; "same_person"; "supervisor_required"; "approval_decided"
 * (once only); and of an approval "approval_expired", "digest_differs" (he saw another request) or
 * "request_changed" (what would be done is not what was asked for).
 */
const char *ju_approval_check_decision(const ju_approval *of, const ju_approval_word *word);

/*
 * NULL: what was approved may be done now, by `by`, as `now` says. "approval_unknown"; "approval_used";
 * "not_approved"; "other_person" (not who asked); "approval_expired"; "request_changed".
 */
const char *ju_approval_check_use(const ju_approval *of, const char *by, const char *now, const char *today);

/* What the terminal is told, in Japanese; NULL for a code that is not of these. */
const char *ju_approval_refusal_text(const char *code);

#endif
