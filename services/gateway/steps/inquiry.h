#ifndef GATEWAY_STEPS_INQUIRY_H
#define GATEWAY_STEPS_INQUIRY_H

#include "juki/gateway/v1/network.pb-c.h"
#include "services/gateway/handlers.h"
#include "services/gateway/store_inquiry.h"

/* 情報照会: the steps of ../inquiry.h. */

/* Our certificate with its key, from the settings. */
ju_rc inquiry_open(gateway *self, ju_err *err) JU_MUST_CHECK;
void inquiry_close(gateway *self);

/* gateway.command, for commands.c; a claim keeps what is about one inquiry in its order. */
ju_rc inquiry_enter_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_enter_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_enter_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_decide_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_decide_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_decide_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_cancel_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_cancel_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_cancel_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_query_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_query_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* feed.<consumer>.request: RequestInquiry, WithdrawInquiry. */
ju_rc inquiry_request_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_request_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_request_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_withdraw_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_withdraw_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_withdraw_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* What time alone brings, in a batch without messages: what waited too long, results whose time is over.
 * first: how many questions were asked before. */
enum { INQUIRY_IDLE_QUESTIONS = 2 };
ju_rc inquiry_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc inquiry_idle_begin(ju_ctx *ctx, int first, ju_err *err) JU_MUST_CHECK;

/* ---- between the files of the steps -------------------------------------------------------------------- */

/* What happens to an inquiry. */
typedef struct inquiry_happening {
    inquiry_event event;
    const char *code;                      /* a closer reason than the table's; NULL: that one */
    const Juki__Common__V1__Operator *who; /* NULL: no person of ours */
} inquiry_happening;

/* Moves the inquiry as the table says, which must not refuse it: the row, the word to the office, the act in
 * the trail and, at its end, 情報提供等記録. */
ju_rc inquiry_move(ju_ctx *ctx, inquiry_row *row, const inquiry_happening *is, ju_err *err) JU_MUST_CHECK;

/* An act about an inquiry; row NULL: it is not known. code NULL: done. */
ju_rc inquiry_audit(ju_ctx *ctx, const char *action, const inquiry_row *row, const char *inquiry_id,
                    const inquiry_happening *is, ju_err *err) JU_MUST_CHECK;

/* A row of 情報提供等記録. who NULL: no person took part. */
ju_rc inquiry_record(ju_ctx *ctx, const inquiry_row *row, const char *outcome,
                     const Juki__Common__V1__Operator *who, ju_err *err) JU_MUST_CHECK;

/* SHA-256 in hexadecimal of all that an approval is bound to. */
ju_rc inquiry_digest(ju_ctx *ctx, const inquiry_row *row, char ret[INQUIRY_DIGEST_SIZE],
                     ju_err *err) JU_MUST_CHECK;

/* NULL when nothing is refused, or memory is out. */
Juki__Common__V1__Refusal *inquiry_refusal_of(ju_ctx *ctx, const inquiry_refusal *why);

/* The answer to an operator; row is shown when nothing is refused. */
ju_rc inquiry_reply(ju_ctx *ctx, const char *request_id, const inquiry_refusal *why, inquiry_row *row,
                    ju_err *err) JU_MUST_CHECK;
/* JU_REJECT: a wish to which nothing could be answered; of an office also one under another key. */
ju_rc inquiry_check_request(const char *request_id, ju_err *err) JU_MUST_CHECK;
ju_rc inquiry_check_office(ju_ctx *ctx, const char *inquiry_id, ju_err *err) JU_MUST_CHECK;

/* As inquiry_got_row, of an office of the operator's affair alone: another's is unknown to him. */
ju_rc inquiry_got_own(ju_ctx *ctx, int number, inquiry_row **ret, ju_err *err) JU_MUST_CHECK;

/* The word to an office; to one that is revoked none. */
ju_rc inquiry_tell(ju_ctx *ctx, const char *consumer, const char *inquiry_id, inquiry_state state,
                   const inquiry_refusal *why, ju_err *err) JU_MUST_CHECK;

/* What is entered, by staff or by an office. */
typedef struct inquiry_entry {
    const char *inquiry_id;
    const Juki__Common__V1__Operator *who;
    const Juki__Gateway__V1__InquiryContent *content;
    inquiry_refusal why; /* code NULL: nothing stands against it */
    bool sound;          /* in its form: it may be quoted */
    inquiry_row *row;    /* as it was entered; NULL: it was not */
} inquiry_entry;
ju_rc inquiry_entry_ask(ju_ctx *ctx, inquiry_entry *entry, ju_err *err) JU_MUST_CHECK;
ju_rc inquiry_entry_apply(ju_ctx *ctx, inquiry_entry *entry, ju_err *err) JU_MUST_CHECK;

/* Whether the law of today allows the inquiry; number: of the answer with its lines. */
ju_rc inquiry_got_law(ju_ctx *ctx, int number, const inquiry_row *row, law_answer *ret,
                      ju_err *err) JU_MUST_CHECK;

/* The question as it leaves; *ret borrows from row. */
void inquiry_question(const gateway *self, const inquiry_row *row, Juki__Gateway__V1__Question *ret);

/* steps/inquiry_link.c: asks the network for the permit. code: the 符号 as it rests; NULL: there is none any
 * more. JU_REJECT "code_not_acquired" before anything is queued. */
ju_rc inquiry_request_permit(ju_ctx *ctx, const inquiry_row *row, const Juki__Common__V1__Sealed *code,
                             ju_err *err) JU_MUST_CHECK;

/* The ring of an office; JU_REJECT "consumer_without_keyring". */
ju_rc inquiry_reader(ju_ctx *ctx, const char *consumer, ju_keyring **ret, ju_err *err) JU_MUST_CHECK;

/* What a result says; JU_REJECT when its bytes are none. */
ju_rc inquiry_read_result(ju_ctx *ctx, const ProtobufCBinaryData *bytes,
                          const Juki__Gateway__V1__ProvidedInformation **ret, ju_err *err) JU_MUST_CHECK;
/* The field of a sealed result. */
#define INQUIRY_RESULT_FIELD "provided_information"

#endif
