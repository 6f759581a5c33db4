#ifndef GATEWAY_STEPS_COPY_H
#define GATEWAY_STEPS_COPY_H

#include "services/gateway/copy_entry.h"
#include "services/gateway/handlers.h"

/* gateway.command: 副本 (juki/gateway/v1/copy.proto). What of a command needs no word of another person:
 * copy.c. */
ju_rc copy_show_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_show_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_compare_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_compare_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_register_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_register_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* What is entered, checked and approved: copy_entry.c. */
ju_rc copy_flag_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_flag_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_enter_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_enter_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_check_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_check_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_decide_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_decide_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_compare_file_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_compare_file_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_entries_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc copy_entries_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* NULL when nothing is refused, or the arena is full. line: of a file, 0 for none. */
Juki__Common__V1__Refusal *copy_refusal_of(ju_ctx *ctx, copy_refusal why, int line);
/* The answer and its act, about this person or ("") nobody. */
ju_rc copy_answer(ju_ctx *ctx, const char *request_id, const ProtobufCMessage *reply, const ju_act *act,
                  const char *addressee_number, ju_err *err) JU_MUST_CHECK;

/* An act about each person of an answer whose first column is his 宛名番号. */
ju_rc copy_audit_persons(ju_ctx *ctx, const ju_act *act, int number, ju_err *err) JU_MUST_CHECK;
/* An act about each person who differs. */
ju_rc copy_audit_compared(ju_ctx *ctx, const Juki__Common__V1__Operator *who,
                          const Juki__Gateway__V1__CopiesCompared *reply, ju_err *err) JU_MUST_CHECK;

#endif
