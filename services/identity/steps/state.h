#ifndef IDENTITY_STATE_H
#define IDENTITY_STATE_H

#include "common/db/kept.h"
#include "common/event/link.h"
#include "common/run/app.h"
#include "common/seal/envelope.h"
#include "common/seal/sign.h"
#include "common/staff/door.h"
#include "services/identity/numbers.h"

/* Whom identity writes to outside. */
enum { IDENTITY_PREFECTURE, IDENTITY_NATIONAL, IDENTITY_MUNICIPALITY, IDENTITY_LINKS };

/* What identity's own variables say. */
typedef struct identity_settings {
    int64_t stock_low;           /* fewer free codes than this raise the alarm and order more */
    int64_t stock_order;         /* how many are ordered at a time */
    char *kana_from;             /* 5情報: the day from which 振り仮名 is a key of searches */
    char *seion_steps;           /* identity_seion_steps */
    char *prefecture_kana_since; /* the day from which the prefecture gets 氏名の振り仮名; "" for never */
    int64_t notice_retry_ms;     /* how long a receipt may take */
    char *link_key_dir;          /* whose signatures are trusted; NULL: nobody's */
    ju_staff_settings staff;     /* whose word about operators is taken */
    ju_link link[IDENTITY_LINKS];
    char *media_certificates;  /* folder of the receivers' certificates; NULL: no export to media */
    int64_t media_permit_days; /* how long a permission may be granted or, granted, used */
} identity_settings;

/* Why an answer of the national body is refused; the last stands for all other codes. */
#define IDENTITY_REFUSALS                                                                                    \
    "request_unknown", "request_answered", "request_withdrawn", "code_mismatch", "number_unchanged",         \
        "check_digit", "order_unknown", "order_answered", "order_mismatch", "other"
enum { IDENTITY_REFUSAL_COUNT = 10 };

/* Why an update of the register is refused, likewise. */
#define IDENTITY_UPDATE_REFUSALS                                                                             \
    "item_missing", "item_invalid", "key_mismatch", "reason_unknown", "check_digit", "already_current",      \
        "not_current", "register_ref", "item_changed", "update_forbidden", "exclusive", "move_unknown",      \
        "other"
enum { IDENTITY_UPDATE_REFUSAL_COUNT = 13 };

/* The service's own state, ctx->app. */
typedef struct identity_state {
    identity_rings rings;
    ju_keeper keeper; /* of the service's own tables */
    const identity_settings *settings;
    ju_staff_door *door;      /* of identity.command */
    const char *municipality; /* our own */
    ju_signers *municipality_signers;
    unsigned seion;                        /* the steps that make 清音化かな */
    bool heard;                            /* in this batch the register was heard of */
    bool ordered;                          /* in this batch: once is enough */
    int64_t free;                          /* codes in the stock when last looked; -1: not yet */
    bool alarmed;                          /* the log has been told that they are few */
    ju_receiver *receiver[IDENTITY_LINKS]; /* of files on media; NULL: has no certificate */
    int64_t overdue;                       /* receipts of the prefecture, when last looked */
    ju_gauge *overdue_gauge;
    ju_counter *unreadable; /* notices that could not be sent again */
    ju_gauge *free_gauge;
    ju_gauge *low_gauge;
    ju_counter *refused[IDENTITY_REFUSAL_COUNT];
    ju_counter *updates_refused[IDENTITY_UPDATE_REFUSAL_COUNT];
} identity_state;

void identity_metrics(void *opaque, ju_registry *registry);
/* After a look at the stock. */
void identity_note_level(identity_state *state, int64_t free);
/* Counts a refused answer under its code. */
void identity_note_refused(identity_state *state, const char *code);
/* Counts a refused update; from then on the later updates of its person wait (seed 002 R-24). */
void identity_note_update_refused(identity_state *state, const char *code);

/* The person of an audit record. */
ju_rc identity_subject(ju_ctx *ctx, const char *register_ref, const char **ret, ju_err *err) JU_MUST_CHECK;

#endif
