#ifndef GATEWAY_STEPS_LETTER_H
#define GATEWAY_STEPS_LETTER_H

#include "juki/gateway/v1/network.pb-c.h"
#include "services/gateway/handlers.h"

/*
 * link.network.*: letters to and from 情報提供ネットワークシステム. A letter counts only with the network's
 * signature, of a known version, under the key of what it is about; and what is wrong with one is
 * answered with a LetterRefused and audited ("network.letter_refused"), and is no dead letter. One without a
 * good signature is only audited: who wrote it is not known.
 */

/*
 * What is done with a word of the network. claim, ask and apply as of a handler, the body being the word
 * itself (InquiryReceived ...) and ctx->work the step's own; the letter asks nothing of the database, so that
 * the step's first answer is number 0. A JU_REJECT of ask or apply refuses the letter, and of what apply had
 * queued nothing is left. key: under which key the word has to come.
 */
typedef struct letter_step {
    const char *(*key)(const void *body);
    ju_rc (*claim)(ju_ctx *ctx, const void *body, ju_err *err); /* may be NULL; nothing is refused here */
    ju_rc (*ask)(ju_ctx *ctx, const void *body, ju_err *err);   /* may be NULL */
    ju_rc (*apply)(ju_ctx *ctx, const void *body, ju_err *err);
} letter_step;

/* steps/subject_code.c */
extern const letter_step letter_code_issued;
/* steps/provision.c */
extern const letter_step letter_inquiry;
/* steps/inquiry_link.c */
extern const letter_step letter_permit_decided;
extern const letter_step letter_answered;
/* steps/self.c */
extern const letter_step letter_self_requested;
/* steps/notice.c */
extern const letter_step letter_notice_told;

/* For the table of handlers: NetworkLetter. */
ju_rc letter_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc letter_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc letter_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* Keys and certificates, from the settings. Without JUKI_LINK_SIGNING_KEY there is no link: nothing is sent.
 */
ju_rc letter_open(gateway *self, const ju_settings *settings, ju_err *err) JU_MUST_CHECK;
void letter_close(gateway *self);
bool letter_linked(const gateway *self);

/* In apply: signs the word and sends it under the key. ret_id as of ju_emit. JU_REJECT "link_closed": there
 * is no link.
 */
ju_rc letter_send(ju_ctx *ctx, const Juki__Gateway__V1__GatewayWord *word, const char *key,
                  const char **ret_id, ju_err *err) JU_MUST_CHECK;

/* In apply of a step that has queued something and still does not take the letter: says so to the network and
 * the trail. */
ju_rc letter_refuse(ju_ctx *ctx, const char *code, const char *item, ju_err *err) JU_MUST_CHECK;

/* Our signature over bytes in another context than a letter's, such as "answer"; *ret is arena memory. */
ju_rc letter_sign(ju_ctx *ctx, const char *context, const ProtobufCBinaryData *bytes,
                  ProtobufCBinaryData *ret, ju_err *err) JU_MUST_CHECK;

/* A code of others, which is kept, shown and audited: JU_REJECT "item_invalid" when it is too long for one.
 */
ju_rc letter_check_code(const char *code, ju_err *err) JU_MUST_CHECK;

/* A permit of the network: its signature is good and it can be read. JU_REJECT: "permit_missing", else as
 * ju_signature_check ("permit_forged" for both codes) and ju_unpack. */
ju_rc letter_permit(ju_ctx *ctx, const Juki__Gateway__V1__SignedPermit *permit_,
                    const Juki__Gateway__V1__Permit **ret, ju_err *err) JU_MUST_CHECK;

/* A packed message in arena memory; data NULL when that is full. */
ProtobufCBinaryData letter_pack(ju_ctx *ctx, const ProtobufCMessage *message);

#endif
