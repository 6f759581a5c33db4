/* 特例転入 from our side: what the counter asks for, what the register has done, what the day erases. */
#include "services/identity/steps/move.h"

#include "services/identity/certificate.h"
#include "services/identity/steps/post.h"

#include "common/base/uuid7.h"
#include "common/code/code.h"
#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Identity__V1__QueryMoveIns query_move_ins;
typedef Juki__Identity__V1__RequestCertificate request_certificate;
typedef Juki__Resident__V1__IdentityChanged identity_changed;

/* ---- the counter --------------------------------------------------------------------------------------- */

static Juki__Common__V1__Refusal refusal_of(const move_refusal *why)
{
    Juki__Common__V1__Refusal refusal = JUKI__COMMON__V1__REFUSAL__INIT;
    refusal.code = (char *)(uintptr_t)why->code;
    refusal.item = (char *)(uintptr_t)why->item;
    refusal.message = (char *)(uintptr_t)move_refusal_message(why->code);
    return refusal;
}

static ju_rc check_key(const ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return ju_uuid_valid(request_id) && strcmp(request_id, ctx->message->key) == 0
               ? JU_OK
               : ju_reject(err, "key_mismatch", "request_id", "the key is not the request id, or no UUID");
}

static bool is_named(const Juki__Common__V1__Operator *who)
{
    return who != NULL && *who->operator_id != '\0';
}

ju_rc query_move_ins_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_move_ins *question = body;
    JU_TRY(check_key(ctx, question->request_id, err));
    return *question->move_ref == '\0' ? move_ask_open(ctx, err) : move_ask_in(ctx, question->move_ref, err);
}

static ju_rc show(ju_ctx *ctx, Juki__Identity__V1__MoveInsReply *reply, ju_err *err)
{
    move_in_row *rows = NULL;
    size_t count = 0;
    JU_TRY(move_got_in(ctx, 0, &rows, &count, err));
    Juki__Identity__V1__MoveInProgress *shown = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *shown);
    reply->move_in = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->move_in);
    if (shown == NULL || reply->move_in == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        juki__identity__v1__move_in_progress__init(&shown[i]);
        shown[i].move_ref = (char *)(uintptr_t)rows[i].move_ref;
        shown[i].from_municipality = (char *)(uintptr_t)rows[i].municipality;
        shown[i].state = (Juki__Identity__V1__MoveInState)rows[i].state;
        shown[i].planned_date = (char *)(uintptr_t)rows[i].planned_date;
        shown[i].erase_on = (char *)(uintptr_t)rows[i].erase_on;
        shown[i].notices = rows[i].notices;
        shown[i].acknowledged = rows[i].acknowledged;
        reply->move_in[i] = &shown[i];
    }
    reply->n_move_in = count;
    return JU_OK;
}

ju_rc query_move_ins_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    static const move_refusal nobody = {"operator_missing", "operator"};
    const query_move_ins *question = body;
    Juki__Identity__V1__MoveInsReply reply = JUKI__IDENTITY__V1__MOVE_INS_REPLY__INIT;
    Juki__Common__V1__Refusal refusal = refusal_of(&nobody);
    bool named = is_named(question->operator_);
    reply.request_id = question->request_id;
    reply.refusal = named ? NULL : &refusal;
    JU_TRY(named ? show(ctx, &reply, err) : JU_OK);
    JU_TRY(ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, question->request_id, &reply.base, NULL, err));
    return post_audit(ctx,
                      &(post_act){.action = "move.queried",
                                  .operator_ = question->operator_,
                                  .move_ref = *question->move_ref == '\0' ? NULL : question->move_ref,
                                  .code = named ? NULL : nobody.code},
                      err);
}

/* ---- 送信依頼 -------------------------------------------------------------------------------------------
 */

ju_rc request_certificate_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_certificate *wish = body;
    return ju_claim(ctx, "move", wish->move_ref, err);
}

ju_rc request_certificate_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_certificate *wish = body;
    JU_TRY(check_key(ctx, wish->request_id, err));
    return move_ask_in(ctx, wish->move_ref, err);
}

static move_refusal check_wish(const identity_state *state, const request_certificate *wish)
{
    if (!is_named(wish->operator_)) {
        return (move_refusal){"operator_missing", "operator"};
    }
    if (*wish->purpose == '\0') {
        return (move_refusal){"purpose_missing", "purpose"};
    }
    if (!ju_uuid_valid(wish->move_ref)) {
        return (move_refusal){"move_invalid", "move_ref"};
    }
    bool elsewhere = ju_code_valid(JU_CODE_MUNICIPALITY, wish->from_municipality) &&
                     strcmp(wish->from_municipality, state->municipality) != 0;
    return elsewhere ? (move_refusal){0} : (move_refusal){"municipality_invalid", "from_municipality"};
}

/* Nothing of a person goes out, only references (6-※2). */
static ju_rc send_request(ju_ctx *ctx, const request_certificate *wish, ju_err *err)
{
    const identity_state *state = ctx->app;
    Juki__Identity__V1__CertificateRequest letter = JUKI__IDENTITY__V1__CERTIFICATE_REQUEST__INIT;
    letter.request_id = wish->request_id;
    letter.move_ref = wish->move_ref;
    letter.from_municipality = (char *)(uintptr_t)state->municipality;
    letter.to_municipality = wish->from_municipality;
    return post_send(ctx, wish->move_ref, "request", &letter.base, NULL, err);
}

static ju_rc ask_for(ju_ctx *ctx, const request_certificate *wish, move_in_row *row, move_refusal *why,
                     ju_err *err)
{
    move_in_row *found = NULL;
    size_t count = 0;
    JU_TRY(move_got_in(ctx, 0, &found, &count, err));
    *row = count > 0 ? found[0]
                     : (move_in_row){.move_ref = wish->move_ref, .municipality = wish->from_municipality};
    const move_step *step = move_in_next(row->state, MOVE_IN_REQUEST);
    *why = (move_refusal){step->code, "move_ref"};
    if (strcmp(row->municipality, wish->from_municipality) != 0) {
        *why = (move_refusal){"municipality_mismatch", "from_municipality"};
    }
    if (why->code != NULL) {
        return JU_OK;
    }
    row->state = (move_in_state)step->next;
    row->planned_date = NULL;
    JU_TRY(move_put_in(ctx, row, err));
    return send_request(ctx, wish, err);
}

ju_rc request_certificate_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_certificate *wish = body;
    Juki__Identity__V1__RequestCertificateReply reply = JUKI__IDENTITY__V1__REQUEST_CERTIFICATE_REPLY__INIT;
    Juki__Common__V1__Refusal refusal;
    move_in_row row = {0};
    move_refusal why = check_wish(ctx->app, wish);
    if (why.code == NULL) {
        JU_TRY(ask_for(ctx, wish, &row, &why, err));
    }
    reply.request_id = wish->request_id;
    reply.state = (Juki__Identity__V1__MoveInState)row.state;
    if (why.code != NULL) {
        refusal = refusal_of(&why);
        reply.refusal = &refusal;
    }
    JU_TRY(ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, wish->request_id, &reply.base, NULL, err));
    return post_audit(ctx,
                      &(post_act){.action = "move.certificate_requested",
                                  .operator_ = wish->operator_,
                                  .move_ref = ju_uuid_valid(wish->move_ref) ? wish->move_ref : NULL,
                                  .code = why.code},
                      err);
}

/* ---- the register has done it -------------------------------------------------------------------------- */

ju_rc move_done_claim(ju_ctx *ctx, const identity_changed *changed, ju_err *err)
{
    return *changed->move_ref == '\0' ? JU_OK : ju_claim(ctx, "move", changed->move_ref, err);
}

ju_rc move_done_ask(ju_ctx *ctx, const identity_changed *changed, ju_err *err)
{
    return *changed->move_ref == '\0' ? JU_OK : move_ask_in(ctx, changed->move_ref, err);
}

static ju_rc notify(ju_ctx *ctx, const identity_changed *changed, const move_in_row *row, ju_err *err)
{
    const identity_state *state = ctx->app;
    Juki__Identity__V1__MoveInNotice letter = JUKI__IDENTITY__V1__MOVE_IN_NOTICE__INIT;
    letter.move_ref = changed->move_ref;
    letter.place = changed->move_place;
    letter.from_municipality = (char *)(uintptr_t)state->municipality;
    letter.to_municipality = (char *)(uintptr_t)row->municipality;
    letter.arrival_date = changed->change_date;
    letter.notice_date = (char *)(uintptr_t)ctx->today;
    letter.address = changed->address;
    return post_send(ctx, changed->move_ref, "notice", &letter.base, NULL, err);
}

/* The card goes on under the new municipality (flow 6-⑥). */
static ju_rc continue_card(ju_ctx *ctx, const identity_changed *changed, ju_err *err)
{
    identity_state *state = ctx->app;
    const char *request_id = ju_event_id(ctx);
    unsigned char ignored[JU_BLIND_INDEX_BYTES];
    Juki__Identity__V1__CardContinuityRequested wish = JUKI__IDENTITY__V1__CARD_CONTINUITY_REQUESTED__INIT;
    if (request_id == NULL) {
        return ju_no_memory(err);
    }
    const identity_route route = {state->rings.identity, changed->register_ref, state->rings.card,
                                  request_id};
    JU_TRY(identity_pass_code(&route, ctx->arena, changed->resident_code, &wish.resident_code, ignored, err));
    wish.request_id = (char *)(uintptr_t)request_id;
    wish.register_ref = changed->register_ref;
    wish.municipality_code = (char *)(uintptr_t)state->municipality;
    wish.move_in_date = changed->change_date;
    return ju_emit(ctx, JU_TOPIC_LINK_CARD_OUT, changed->register_ref, &wish.base, NULL, err);
}

static ju_rc audit_erased(ju_ctx *ctx, const move_in_row *row, ju_err *err)
{
    return post_audit(ctx,
                      &(post_act){.action = "move.certificate_erased",
                                  .move_ref = row->move_ref,
                                  .detail = row->municipality},
                      err);
}

static ju_rc audit_done(ju_ctx *ctx, const identity_changed *changed, const char *subject,
                        const move_in_row *row, ju_err *err)
{
    JU_TRY(post_audit(ctx,
                      &(post_act){.action = "move.notified",
                                  .move_ref = changed->move_ref,
                                  .subject = subject,
                                  .detail = row->municipality},
                      err));
    return post_audit(ctx,
                      &(post_act){.action = "move.card_continued",
                                  .move_ref = changed->move_ref,
                                  .subject = subject,
                                  .detail = "card"},
                      err);
}

ju_rc move_done_apply(ju_ctx *ctx, const identity_changed *changed, int asked, const char *subject,
                      ju_err *err)
{
    move_in_row *found = NULL;
    size_t count = 0;
    if (*changed->move_ref == '\0') {
        return JU_OK;
    }
    JU_TRY(move_got_in(ctx, asked, &found, &count, err));
    const move_step *step = move_in_next(count > 0 ? found->state : MOVE_IN_NONE, MOVE_IN_DONE);
    if (step->code != NULL) {
        return ju_reject(err, step->code, "move_ref", "no move is known by this reference");
    }
    found->state = (move_in_state)step->next;
    found->planned_date = NULL;
    JU_TRY(move_put_in(ctx, found, err));
    JU_TRY(notify(ctx, changed, found, err));
    JU_TRY(continue_card(ctx, changed, err));
    JU_TRY((step->acts & MOVE_IN_ERASE) != 0 ? audit_erased(ctx, found, err) : JU_OK);
    return audit_done(ctx, changed, subject, found, err);
}

/* ---- our own 転出 ---------------------------------------------------------------------------------------
 */

static ju_rc check_reference(const ju_ctx *ctx, const char *move_ref, ju_err *err)
{
    return ju_uuid_valid(move_ref) && strcmp(move_ref, ctx->message->key) == 0
               ? JU_OK
               : ju_reject(err, "key_mismatch", "move_ref", "the key is not the reference, or no UUID");
}

ju_rc certificate_issued_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__CertificateSent *issued = body;
    JU_TRY(check_reference(ctx, issued->move_ref, err));
    return move_ask_out(ctx, issued->move_ref, err);
}

ju_rc certificate_issued_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__CertificateSent *issued = body;
    identity_state *state = ctx->app;
    Juki__Identity__V1__CertificateSent letter = *issued;
    const move_step *step = move_out_next(move_got_out(ctx, 0), MOVE_OUT_ISSUED);
    JU_TRY(identity_pass_certificate(state->rings.identity, state->rings.municipality, issued->move_ref,
                                     ctx->arena, issued->certificate, &letter.certificate, err));
    JU_TRY(move_put_out(ctx, issued->move_ref, issued->to_municipality, (move_out_state)step->next, err));
    JU_TRY(post_send(ctx, issued->move_ref, "certificate", &letter.base, NULL, err));
    return post_audit(ctx,
                      &(post_act){.action = "move.certificate_sent",
                                  .move_ref = issued->move_ref,
                                  .detail = issued->to_municipality},
                      err);
}

ju_rc certificate_gone_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__CertificateUnavailable *letter = body;
    JU_TRY(check_reference(ctx, letter->move_ref, err));
    JU_TRY(post_send(ctx, letter->move_ref, "unavailable", &letter->base, NULL, err));
    return post_audit(ctx,
                      &(post_act){.action = "move.unavailable_sent",
                                  .move_ref = letter->move_ref,
                                  .detail = letter->to_municipality},
                      err);
}

/* ---- the day ------------------------------------------------------------------------------------------- */

ju_rc move_idle_ask(ju_ctx *ctx, ju_err *err)
{
    return move_ask_due(ctx, err);
}

ju_rc move_idle_begin(ju_ctx *ctx, int asked, ju_err *err)
{
    move_in_row *due = NULL;
    size_t count = 0;
    JU_TRY(move_got_due(ctx, asked, &due, &count, err));
    for (size_t i = 0; i < count; i++) {
        due[i].state = (move_in_state)move_in_next(due[i].state, MOVE_IN_DAY)->next;
        JU_TRY(move_put_in(ctx, &due[i], err));
        JU_TRY(audit_erased(ctx, &due[i], err));
    }
    return JU_OK;
}
