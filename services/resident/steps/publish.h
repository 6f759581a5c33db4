#ifndef RESIDENT_PUBLISH_H
#define RESIDENT_PUBLISH_H

#include "services/resident/entry.h"
#include "services/resident/steps/state.h"
#include "services/resident/store.h"

#include "juki/delivery/v1/card.pb-c.h"
#include "juki/resident/v1/number.pb-c.h"

/* What the gateway is told of the days before a record. */
typedef struct publish_past {
    int answer;          /* has the person's past, see read_past, or has nothing of him when he is new */
    const char *cancels; /* the change that the record's own change takes back, or "" */
} publish_past;

/*
 * Tells the other services of a record that was just registered (invariant 6: only of those). Each audience
 * gets its items with the numbers sealed for it. numbers are the person's, opened; empty when there are none.
 */
ju_rc publish_to_gateway(ju_ctx *ctx, const person_record *record, const entry_numbers *numbers,
                         const publish_past *past, bool restrained, ju_err *err) JU_MUST_CHECK;
/* Tells gateway and identity whether the person's place may be told to others. Goes before the data it
 * governs: emit it first. */
ju_rc publish_restraint(ju_ctx *ctx, const char *request_id, const person_record *record, bool restrained,
                        ju_err *err) JU_MUST_CHECK;
ju_rc publish_to_identity(ju_ctx *ctx, const person_record *record, const entry_numbers *numbers,
                          bool restrained, ju_err *err) JU_MUST_CHECK;

/* The same of a current resident who came with a migration: see IdentityChanged.first_fill. */
ju_rc publish_first_fill(ju_ctx *ctx, const person_record *record, const entry_numbers *numbers,
                         bool restrained, ju_err *err) JU_MUST_CHECK;

/* Asks for a number, or for both of a person who has none (出生); the answer comes as NumberAssigned. numbers
 * are those that the person has. */
ju_rc publish_number_request(ju_ctx *ctx, const person_record *record, const char *request_id,
                             Juki__Resident__V1__NumberKind kind, const entry_numbers *numbers,
                             ju_err *err) JU_MUST_CHECK;
/* The change that asked was withdrawn. */
ju_rc publish_number_withdrawn(ju_ctx *ctx, const person_record *record, const char *change_id,
                               const char *request_id, ju_err *err) JU_MUST_CHECK;

/* The person died: 送付先情報 that was not handed over is taken out (seed 002 R-77). */
ju_rc publish_delivery_withdrawn(ju_ctx *ctx, const person_record *record, ju_err *err) JU_MUST_CHECK;
/* What the change means for a card that its person may hold; nothing when it means nothing. */
ju_rc publish_card_holder(ju_ctx *ctx, const person_record *record,
                          Juki__Delivery__V1__CardHolderChange change, ju_err *err) JU_MUST_CHECK;

#endif
