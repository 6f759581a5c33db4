/* What another municipality writes about a move: 転出証明書情報, 送信依頼 and 転入通知. What is bad about a
 * letter is answered to who wrote it, and is no dead letter: a dead letter would keep what must not be kept
 * (R-75). */
#include "services/identity/certificate.h"
#include "services/identity/steps/move.h"
#include "services/identity/steps/post.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Identity__V1__MunicipalityLetter municipality_letter;
typedef Juki__Identity__V1__MunicipalityWord municipality_word;
typedef Juki__Identity__V1__CertificateSent certificate_sent;

enum { ASKED_IN, ASKED_OUT };

typedef struct letter_work {
    const municipality_word *word;
    move_refusal why;                       /* code NULL: nothing stands against it yet */
    Juki__Common__V1__Sealed *at_rest;      /* 転出証明書情報, checked, for us */
    Juki__Common__V1__Sealed *for_register; /* and for the register */
} letter_work;

/* Whatever is written is about the move that the record's key names. */
ju_rc letter_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return ju_claim(ctx, "move", ctx->message->key, err);
}

static ju_rc open_certificate(ju_ctx *ctx, letter_work *work, ju_err *err)
{
    identity_state *state = ctx->app;
    const certificate_sent *sent = work->word->certificate;
    ju_rc rc = identity_pass_certificate(state->rings.identity, state->rings.identity, sent->move_ref,
                                         ctx->arena, sent->certificate, &work->at_rest, err);
    if (rc == JU_OK) {
        rc = identity_pass_certificate(state->rings.identity, state->rings.resident, sent->move_ref,
                                       ctx->arena, sent->certificate, &work->for_register, err);
    }
    if (rc != JU_REJECT) {
        return rc;
    }
    char *code = ju_arena_strdup(ctx->arena, err->code);
    work->why = (move_refusal){code, "certificate"};
    return code != NULL ? JU_OK : ju_no_memory(err);
}

ju_rc letter_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    letter_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    if (!ju_uuid_valid(ctx->message->key)) {
        return ju_reject(err, "key_mismatch", "move_ref", "the key is no UUID");
    }
    *work = (letter_work){0};
    ctx->work = work;
    JU_TRY(post_open(ctx, body, &work->word, &work->why, err));
    if (work->why.code == NULL && work->word->certificate != NULL) {
        JU_TRY(open_certificate(ctx, work, err));
    }
    JU_TRY(move_ask_in(ctx, ctx->message->key, err));
    return move_ask_out(ctx, ctx->message->key, err);
}

/* ---- 転出証明書情報 -------------------------------------------------------------------------------------
 */

static move_in_row row_of(const letter_work *work, const move_in_row *known)
{
    return known != NULL ? *known
                         : (move_in_row){.move_ref = work->word->move_ref,
                                         .municipality = work->word->from_municipality,
                                         .state = MOVE_IN_NONE};
}

static ju_rc keep(ju_ctx *ctx, const letter_work *work, move_in_row *row, ju_err *err)
{
    const certificate_sent *sent = work->word->certificate;
    char *erase_on = ju_arena_alloc(ctx->arena, JU_DATE_SIZE);
    Juki__Identity__V1__CertificateReceived told = JUKI__IDENTITY__V1__CERTIFICATE_RECEIVED__INIT;
    if (erase_on == NULL) {
        return ju_no_memory(err);
    }
    move_erase_on(sent->planned_date, ctx->today, erase_on);
    row->planned_date = sent->planned_date;
    row->erase_on = erase_on;
    row->certificate = work->at_rest;
    JU_TRY(move_put_in(ctx, row, err));
    told.move_ref = sent->move_ref;
    told.from_municipality = sent->from_municipality;
    told.planned_date = sent->planned_date;
    told.erase_on = erase_on;
    told.certificate = work->for_register;
    return ju_emit(ctx, JU_TOPIC_IDENTITY_TO_RESIDENT, sent->move_ref, &told.base, NULL, err);
}

static ju_rc take_certificate(ju_ctx *ctx, letter_work *work, move_in_row *row, ju_err *err)
{
    bool late = move_is_late(work->word->certificate->planned_date, ctx->today);
    const move_step *step = move_in_next(row->state, late ? MOVE_IN_LATE : MOVE_IN_CERTIFICATE);
    work->why = (move_refusal){step->code, "certificate"};
    if (step->code != NULL) {
        return JU_OK;
    }
    row->state = (move_in_state)step->next;
    return keep(ctx, work, row, err);
}

static ju_rc take_unavailable(ju_ctx *ctx, letter_work *work, move_in_row *row, ju_err *err)
{
    const move_step *step = move_in_next(row->state, MOVE_IN_NOT_THERE);
    work->why = (move_refusal){step->code, "request_id"};
    if (step->code != NULL) {
        return JU_OK;
    }
    *row = (move_in_row){
        .move_ref = row->move_ref, .municipality = row->municipality, .state = (move_in_state)step->next};
    return move_put_in(ctx, row, err);
}

/* ---- our own 転出 ---------------------------------------------------------------------------------------
 */

static ju_rc answer_unavailable(ju_ctx *ctx, const municipality_word *word, ju_err *err)
{
    Juki__Identity__V1__CertificateUnavailable letter = JUKI__IDENTITY__V1__CERTIFICATE_UNAVAILABLE__INIT;
    letter.request_id = word->request->request_id;
    letter.move_ref = word->move_ref;
    letter.to_municipality = word->from_municipality;
    return post_send(ctx, word->move_ref, "unavailable", &letter.base, NULL, err);
}

/* identity keeps none: the register makes it anew. */
static ju_rc take_request(ju_ctx *ctx, letter_work *work, move_out_state known, ju_err *err)
{
    const municipality_word *word = work->word;
    const move_step *step = move_out_next(known, MOVE_OUT_WANTED);
    Juki__Identity__V1__CertificateWanted wanted = JUKI__IDENTITY__V1__CERTIFICATE_WANTED__INIT;
    work->why = (move_refusal){step->code, "move_ref"};
    if (step->code != NULL) {
        return answer_unavailable(ctx, word, err);
    }
    wanted.move_ref = word->move_ref;
    wanted.request_id = word->request->request_id;
    wanted.to_municipality = word->from_municipality;
    return ju_emit(ctx, JU_TOPIC_IDENTITY_TO_RESIDENT, word->move_ref, &wanted.base, NULL, err);
}

static ju_rc take_notice(ju_ctx *ctx, letter_work *work, move_out_state known, ju_err *err)
{
    const Juki__Identity__V1__MoveInNotice *notice = work->word->notice;
    const move_step *step = move_out_next(known, MOVE_OUT_NOTICE);
    Juki__Identity__V1__ArrivalTold told = JUKI__IDENTITY__V1__ARRIVAL_TOLD__INIT;
    work->why = (move_refusal){step->code, "move_ref"};
    if (step->code != NULL) {
        return JU_OK;
    }
    told.move_ref = notice->move_ref;
    told.place = notice->place;
    told.arrival_date = notice->arrival_date;
    told.notice_date = notice->notice_date;
    told.address = notice->address;
    JU_TRY(move_put_out(ctx, notice->move_ref, notice->from_municipality, (move_out_state)step->next, err));
    return ju_emit(ctx, JU_TOPIC_IDENTITY_TO_RESIDENT, notice->move_ref, &told.base, NULL, err);
}

/* ---- any letter ---------------------------------------------------------------------------------------- */

static const char *action_of(const municipality_word *word)
{
    if (word == NULL) {
        return "move.letter";
    }
    return word->certificate != NULL   ? "move.certificate_received"
           : word->unavailable != NULL ? "move.certificate_unavailable"
           : word->request != NULL     ? "move.certificate_wanted"
                                       : "move.arrival_received";
}

static ju_rc take(ju_ctx *ctx, letter_work *work, ju_err *err)
{
    const municipality_word *word = work->word;
    move_in_row *found = NULL;
    size_t count = 0;
    if (word->request != NULL) {
        return take_request(ctx, work, move_got_out(ctx, ASKED_OUT), err);
    }
    if (word->notice != NULL) {
        return take_notice(ctx, work, move_got_out(ctx, ASKED_OUT), err);
    }
    JU_TRY(move_got_in(ctx, ASKED_IN, &found, &count, err));
    move_in_row row = row_of(work, count > 0 ? found : NULL);
    if (strcmp(row.municipality, word->from_municipality) != 0) {
        work->why = (move_refusal){"municipality_mismatch", "move_ref"};
        return JU_OK;
    }
    return word->certificate != NULL ? take_certificate(ctx, work, &row, err)
                                     : take_unavailable(ctx, work, &row, err);
}

static ju_rc answer(ju_ctx *ctx, const municipality_letter *letter, const move_refusal *why, ju_err *err)
{
    Juki__Identity__V1__LetterAnswer reply = JUKI__IDENTITY__V1__LETTER_ANSWER__INIT;
    reply.move_ref = (char *)(uintptr_t)ctx->message->key;
    reply.to_municipality = letter->from_municipality;
    reply.event_id = (char *)(uintptr_t)ctx->message->id;
    reply.code = (char *)(uintptr_t)(why->code == NULL ? "" : why->code);
    return post_send(ctx, ctx->message->key, "answer", &reply.base, NULL, err);
}

ju_rc letter_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const municipality_letter *letter = body;
    letter_work *work = ctx->work;
    if (work->why.code == NULL) {
        JU_TRY(take(ctx, work, err));
    }
    JU_TRY(answer(ctx, letter, &work->why, err));
    /* who wrote is known by his signature alone */
    const char *from = work->word == NULL ? "municipality" : letter->from_municipality;
    return post_audit(ctx,
                      &(post_act){.action = action_of(work->word),
                                  .move_ref = ctx->message->key,
                                  .code = work->why.code,
                                  .detail = from},
                      err);
}
