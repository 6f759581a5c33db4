#ifndef GATEWAY_STORE_NONRESIDENT_H
#define GATEWAY_STORE_NONRESIDENT_H

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "services/gateway/nonresident_search.h"

/* Behind each affair of a list but the last: no text of a token has it. */
#define AFFAIR_END '\x1f'

/* The tables of 住登外者. An ask_ function queues a question in ask; answer is its place among the questions.
 */

/* Whoever writes about this key - a number, or name and birth date - waits for who came before. */
ju_rc nonresident_ask_turn(ju_ctx *ctx, const char *key, ju_err *err) JU_MUST_CHECK;

/* Whoever makes this person a resident now is waited for. index: of 個人番号, or NULL. */
ju_rc nonresident_ask_lock(ju_ctx *ctx, const unsigned char *index, const char *addressee_number,
                           ju_err *err) JU_MUST_CHECK;

ju_rc nonresident_ask(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
/* Errors as ju_col_kept. */
ju_rc nonresident_got(const ju_ctx *ctx, int answer, int row, nonresident *ret, ju_err *err) JU_MUST_CHECK;

/* What must be known of a wish to number somebody or to give him a 個人番号. */
typedef struct nonresident_question {
    const char *addressee_number; /* "" */
    const unsigned char *index;   /* blind index of 個人番号, or NULL */
    const char *birth_date;
    const char *name; /* folded, "": candidates do not matter */
    const char *request_id;
    bool number; /* one is wanted */
} nonresident_question;

typedef struct nonresident_facts {
    nonresident_known known;
    gateway_known numbering;
    int64_t serial; /* 0: there is none */
} nonresident_facts;

ju_rc nonresident_ask_known(ju_ctx *ctx, const nonresident_question *question, ju_err *err) JU_MUST_CHECK;
nonresident_facts nonresident_got_known(const ju_ctx *ctx, int answer, bool has_number);

/* The affairs that use him and may see him, AFFAIR_END between. owner_only: whether he is 他業務参照不可 from
 * now on; NULL: as it is. */
ju_rc nonresident_ask_holders(ju_ctx *ctx, const char *addressee_number, const bool *owner_only,
                              ju_err *err) JU_MUST_CHECK;
/* In arena memory; NULL when it is full. */
const char *nonresident_got_holders(const ju_ctx *ctx, int answer);
ju_rc nonresident_ask_restrained(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
bool nonresident_got_restrained(const ju_ctx *ctx, int answer);

/* An act of somebody about a person, as the history keeps it. */
typedef struct nonresident_act {
    const char *request_id;
    const char *act;
    const char *operator_id;
} nonresident_act;

/* The person as he is from now on, and the row of his history; basics->individual_number is sealed to us. */
ju_rc nonresident_put(ju_ctx *ctx, const nonresident *person, const nonresident_act *act,
                      ju_err *err) JU_MUST_CHECK;
ju_rc nonresident_put_hold(ju_ctx *ctx, const char *addressee_number, const char *operator_id,
                           ju_err *err) JU_MUST_CHECK;

/* The asking affair uses the number from today on; nobody does any more. */
ju_rc affair_link_put(ju_ctx *ctx, const char *addressee_number, const char *affair_number,
                      const char *request_id, ju_err *err) JU_MUST_CHECK;
ju_rc affair_link_end(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
ju_rc affair_link_ask(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
ju_rc affair_link_got(const ju_ctx *ctx, int answer, Juki__Gateway__V1__AffairLink ***ret, size_t *ret_count,
                      ju_err *err) JU_MUST_CHECK;

ju_rc nonresident_ask_history(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
ju_rc nonresident_got_history(const ju_ctx *ctx, int answer, Juki__Gateway__V1__NonresidentReply *ret,
                              ju_err *err) JU_MUST_CHECK;
ju_rc nonresident_ask_members(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
ju_rc nonresident_got_members(const ju_ctx *ctx, int answer, Juki__Gateway__V1__NonresidentReply *ret,
                              ju_err *err) JU_MUST_CHECK;

/* ---- 名寄せ ----------------------------------------------------------------------------------------------
 */

ju_rc nonresident_ask_link(ju_ctx *ctx, const char *link_id, ju_err *err) JU_MUST_CHECK;
ju_rc nonresident_got_link(const ju_ctx *ctx, int answer, nonresident_link *ret, ju_err *err) JU_MUST_CHECK;
/* As nonresident_ask_turn, for both persons of a link. */
ju_rc nonresident_ask_link_turn(ju_ctx *ctx, const char *link_id, ju_err *err) JU_MUST_CHECK;
/* Both persons of a link: rows 0 and 1, see nonresident_got. */
ju_rc nonresident_ask_linked(ju_ctx *ctx, const char *link_id, ju_err *err) JU_MUST_CHECK;
/* What else stands of 名寄せ元, which is that of a link unless that is "": members and pending of *ret. */
ju_rc nonresident_ask_pair(ju_ctx *ctx, const char *addressee_number, const char *link_id,
                           ju_err *err) JU_MUST_CHECK;
void nonresident_got_pair(const ju_ctx *ctx, int answer, nonresident_pair *ret);
ju_rc nonresident_put_link(ju_ctx *ctx, const Juki__Gateway__V1__RequestNonresidentLink *wish,
                           ju_err *err) JU_MUST_CHECK;
ju_rc nonresident_put_decision(ju_ctx *ctx, const Juki__Gateway__V1__NonresidentLink *link,
                               ju_err *err) JU_MUST_CHECK;

#endif
