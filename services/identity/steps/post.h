#ifndef IDENTITY_STEPS_POST_H
#define IDENTITY_STEPS_POST_H

#include "services/identity/steps/state.h"
#include "services/identity/store_move.h"

/* The post between municipalities, for the steps of moves. */

/* Sends a letter under its move_ref and remembers it until its receipt. kind: as in move_letter. *ret_id may
 * be NULL. */
ju_rc post_send(ju_ctx *ctx, const char *move_ref, const char *kind, const ProtobufCMessage *letter,
                const char **ret_id, ju_err *err) JU_MUST_CHECK;

/* An act about a move; change_id of the trail is move_ref, so that the journey of a move can be shown. */
typedef struct post_act {
    const char *action;
    const void *operator_; /* NULL: the service itself */
    const char *move_ref;
    const char *subject; /* NULL: nobody who is known here */
    const char *code;    /* NULL: done */
    const char *detail;
} post_act;
ju_rc post_audit(ju_ctx *ctx, const post_act *act, ju_err *err) JU_MUST_CHECK;

/* Whether the letter was signed by whom it names, and what it says: *ret_word NULL with *ret_why filled when
 * it cannot be trusted or read. */
ju_rc post_open(ju_ctx *ctx, const Juki__Identity__V1__MunicipalityLetter *letter,
                const Juki__Identity__V1__MunicipalityWord **ret_word, move_refusal *ret_why,
                ju_err *err) JU_MUST_CHECK;

#endif
