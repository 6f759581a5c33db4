#ifndef GATEWAY_INQUIRY_H
#define GATEWAY_INQUIRY_H

#include "common/base/arena.h"
#include "juki/gateway/v1/inquiry.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * 情報照会 without I/O (seed 003 REQ-45, REQ-46, REQ-49, REQ-52; seed 004_001 K36 to K40, K53): how an
 * inquiry stands, what may happen to it, what is done then, and what must hold before.
 *
 *   受付 --approved--> permit --permitted--> 照会中 --answered--> 結果あり
 *     \--returned, cancelled--> 取りやめ    \--refused, none in time--> エラー
 */
typedef Juki__Gateway__V1__InquiryState inquiry_state;

enum { INQUIRY_STATES_ = JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_FAILED + 1 };

typedef enum inquiry_event {
    INQUIRY_ENTER,     /* an office asks */
    INQUIRY_APPROVE,   /* the supervisor */
    INQUIRY_RETURN,    /* the supervisor does not */
    INQUIRY_PERMIT,    /* the network permits it */
    INQUIRY_NO_PERMIT, /* or not */
    INQUIRY_ANSWER,    /* information has come */
    INQUIRY_PENDING,   /* the provider answers later (自動応答不可) */
    INQUIRY_NONE,      /* the provider has none, or gives none */
    INQUIRY_CANCEL,    /* 取りやめ */
    INQUIRY_DUE,       /* what is waited for has not come in time */
    INQUIRY_EVENTS_
} inquiry_event;

enum inquiry_act {
    INQUIRY_ASK_PERMIT = 1, /* 照会許可照合 and 情報提供許可証 are asked for */
    INQUIRY_SEND = 2,       /* the inquiry leaves */
    INQUIRY_KEEP = 4,       /* the result is kept and relayed */
    INQUIRY_CLOSE = 8,      /* 情報提供等記録 */
    INQUIRY_AWAIT = 16,     /* people of the provider decide: it may take its time */
};

typedef struct inquiry_step {
    inquiry_state next;
    unsigned acts;
    const char *code; /* why not, or what the inquiry ends with; NULL: neither */
    bool refused;     /* it stays as it is */
} inquiry_step;

const inquiry_step *inquiry_next(inquiry_state state, inquiry_event event);

/* The word of a state in tables and in the trail, and the state of a word. */
const char *inquiry_state_word(inquiry_state state);
inquiry_state inquiry_state_of(const char *word);

/* ---- what must hold ------------------------------------------------------------------------------------ */

/* Why something is refused; code NULL: it is not. */
typedef struct inquiry_refusal {
    const char *code;
    const char *item;
} inquiry_refusal;

enum { INQUIRY_ITEMS_MAX = 100, INQUIRY_TEXT_MAX_BYTES = 600, INQUIRY_DIGEST_SIZE = 65 };

/* Whether an operator and his terminal are named, in no more letters than the trail takes. */
bool inquiry_operator_good(const Juki__Common__V1__Operator *who);

/* Form alone: "operator_missing", "item_missing", "items_invalid", "provider_invalid", "text_too_long". */
inquiry_refusal inquiry_check_content(const Juki__Gateway__V1__InquiryContent *content,
                                      const Juki__Common__V1__Operator *who);

/* What the tables say of it. */
typedef struct inquiry_facts {
    bool linked;             /* there is a link to the network, and a certificate for answers */
    bool known;              /* an inquiry of this id is there */
    bool consumer_valid;     /* approved, today */
    bool has_keyring;        /* what is answered can be sealed to it */
    const char *law_table;   /* of the affair under which the consumer may ask; "": there is none */
    const char *subject;     /* 団体内統合宛名番号; "": nobody has the 宛名番号 */
    bool subject_acquired;   /* 符号 */
    const char *law_refused; /* by the local list; NULL: lawful */
} inquiry_facts;

/* Whether it may be entered: "link_closed", "inquiry_known", "consumer_invalid", "consumer_without_keyring",
 * "affair_not_permitted", "person_unknown", "code_not_acquired", or the code of the law's rule. The first
 * that does not hold. */
inquiry_refusal inquiry_check_entry(const inquiry_facts *facts);

/* What of an inquiry a decision is held against. */
typedef struct inquiry_standing {
    bool found;
    bool supervisor; /* who decides is one (上長) */
    inquiry_state state;
    const char *asked_by;
    const char *digest;   /* at entry */
    const char *computed; /* of what stands there now */
} inquiry_standing;

/* "operator_missing", "inquiry_unknown", "supervisor_required", "same_person", what the table refuses,
 * "digest_mismatch". */
inquiry_refusal inquiry_check_decision(const Juki__Gateway__V1__DecideInquiry *wish,
                                       const inquiry_standing *is);

/* The term of the law's table for a body: by its 全国地方公共団体コード. */
const char *inquiry_kind_of(const char *code);

/* All that an approval is bound to, as bytes; data NULL when the arena is full. */
ProtobufCBinaryData inquiry_bound(const Juki__Gateway__V1__Inquiry *inquiry, ju_arena *arena);

/* In Japanese. */
const char *inquiry_refusal_text(const char *code);

#endif
