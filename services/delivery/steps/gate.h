#ifndef DELIVERY_STEPS_GATE_H
#define DELIVERY_STEPS_GATE_H

#include "services/delivery/record.h"
#include "services/delivery/store_gate.h"

#include "juki/common/v1/common.pb-c.h"

/* The steps of the gate before the hand-over; ctx->app is a delivery_state. */

/* Asks the register about a record, in the question check_id. */
ju_rc gate_question(ju_ctx *ctx, const delivery_view *view, const char *key, const char *check_id,
                    ju_err *err) JU_MUST_CHECK;
/* About each of these that are held. */
ju_rc gate_question_held(ju_ctx *ctx, const file_records *records, ju_err *err) JU_MUST_CHECK;

/* RecordChecked: the record may go, or it is held and its batch with it. */
ju_rc gate_answer_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc gate_answer_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* Why records are taken out before their hand-over. */
typedef struct gate_reason {
    const char *detail;
    const Juki__Common__V1__Operator *operator_; /* NULL: nobody decided it */
    const char *without; /* references of persons that no new record is wanted for, between blanks: " a b ";
                            NULL: it is wanted for nobody */
} gate_reason;

/* Takes records out and, for the persons who are left, asks the register for a new one. */
ju_rc gate_take_out(ju_ctx *ctx, const file_records *records, const gate_reason *why,
                    ju_err *err) JU_MUST_CHECK;

/* delivery.command: QueryWaiting and DecideWaiting. */
ju_rc query_waiting_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc query_waiting_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc decide_waiting_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc decide_waiting_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
