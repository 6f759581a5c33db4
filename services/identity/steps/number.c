/* Requests for numbers, and the national body's answers to them (seed 002 R-20; standard j870, j900, j1130).
 */
#include "services/identity/steps/number.h"

#include "common/event/topic_names.h"
#include "services/identity/steps/state.h"
#include "services/identity/store.h"

#include <string.h>

typedef Juki__Resident__V1__NumberRequested requested;
typedef Juki__Identity__V1__NumberGenerated generated;

static const Juki__Resident__V1__NumberKind WANTS_BOTH = JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_BOTH;
static const Juki__Resident__V1__NumberKind WANTS_NUMBER =
    JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_INDIVIDUAL_NUMBER;
static const Juki__Resident__V1__NumberKind WANTS_CODE =
    JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_RESIDENT_CODE;

enum { ASKED_REQUEST, ASKED_CODE, ASKED_STOCK };

static bool needs_code(const requested *wish)
{
    return wish->kind == WANTS_CODE || (wish->kind != WANTS_NUMBER && wish->resident_code == NULL);
}

ju_rc number_requested_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const requested *wish = body;
    return ju_claim(ctx, "request", wish->request_id, err);
}

static ju_rc check_form(const ju_ctx *ctx, const requested *wish, ju_err *err)
{
    if (*wish->request_id == '\0') {
        return ju_reject(err, "item_missing", "request_id", "a request needs its number");
    }
    if (strcmp(wish->register_ref, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "register_ref", "the message stands under another key");
    }
    if (wish->kind == WANTS_NUMBER && (wish->resident_code == NULL || wish->individual_number == NULL)) {
        return ju_reject(err, "item_missing", "individual_number",
                         "another number is given in place of the one that the person has");
    }
    return JU_OK;
}

ju_rc number_requested_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const requested *wish = body;
    JU_TRY(check_form(ctx, wish, err));
    JU_TRY(identity_ask_request(ctx, wish->request_id, err));
    if (!needs_code(wish)) {
        return JU_OK;
    }
    JU_TRY(identity_ask_code(ctx, wish->request_id, err));
    return identity_ask_stock(ctx, err);
}

static ju_rc audit_request(ju_ctx *ctx, const char *action, const identity_sent *sent, const char *detail,
                           ju_err *err)
{
    const ju_act act = {.action = action,
                        .subject = sent->subject,
                        .change_id = sent->change_id,
                        .event_id = sent->event_id,
                        .detail = detail};
    return ju_audit(ctx, &act, err);
}

static unsigned char *new_index(ju_ctx *ctx)
{
    return ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
}

/* The code that a request concerns: drawn from the stock, or the person's own. */
static ju_rc pass_code(ju_ctx *ctx, const requested *wish, const Juki__Common__V1__Sealed *drawn,
                       ju_keyring *to, const char *to_subject, Juki__Common__V1__Sealed **ret,
                       unsigned char *ret_index, ju_err *err)
{
    identity_state *state = ctx->app;
    const identity_route route = {state->rings.identity, drawn != NULL ? IDENTITY_STOCK : wish->register_ref,
                                  to, to_subject};
    return identity_pass_code(&route, ctx->arena, drawn != NULL ? drawn : wish->resident_code, ret, ret_index,
                              err);
}

static ju_rc send_to_national(ju_ctx *ctx, const requested *wish, const Juki__Common__V1__Sealed *drawn,
                              identity_request *request, ju_err *err)
{
    identity_state *state = ctx->app;
    Juki__Identity__V1__NumberGenerationRequested message =
        JUKI__IDENTITY__V1__NUMBER_GENERATION_REQUESTED__INIT;
    unsigned char *code_index = new_index(ctx);
    unsigned char *number_index = new_index(ctx);
    if (code_index == NULL || number_index == NULL) {
        return ju_no_memory(err);
    }
    message.request_id = wish->request_id;
    message.name = wish->name;
    message.name_kana = wish->name_kana;
    message.birth_date = wish->birth_date;
    message.sex = wish->sex;
    message.address = wish->address;
    JU_TRY(pass_code(ctx, wish, drawn, state->rings.national, wish->request_id, &message.resident_code,
                     code_index, err));
    request->code_index = code_index;
    if (wish->kind == WANTS_NUMBER) {
        const identity_route route = {state->rings.identity, wish->register_ref, state->rings.national,
                                      wish->request_id};
        JU_TRY(identity_pass_number(&route, ctx->arena, wish->individual_number, &message.individual_number,
                                    number_index, err));
        request->number_index = number_index;
    }
    request->state = REQUEST_OPEN;
    JU_TRY(ju_emit(ctx, JU_TOPIC_LINK_NATIONAL_OUT, wish->request_id, &message.base, &request->sent.event_id,
                   err));
    return audit_request(ctx, "number.requested", &request->sent, "national", err);
}

static ju_rc assign(ju_ctx *ctx, const char *request_id, identity_sent *sent,
                    Juki__Common__V1__Sealed *number, Juki__Common__V1__Sealed *code, ju_err *err)
{
    Juki__Identity__V1__NumberAssigned assigned = JUKI__IDENTITY__V1__NUMBER_ASSIGNED__INIT;
    assigned.request_id = (char *)(uintptr_t)request_id;
    assigned.change_id = (char *)(uintptr_t)sent->change_id;
    assigned.register_ref = (char *)(uintptr_t)sent->register_ref;
    assigned.individual_number = number;
    assigned.resident_code = code;
    JU_TRY(ju_emit(ctx, JU_TOPIC_IDENTITY_TO_RESIDENT, request_id, &assigned.base, &sent->event_id, err));
    return audit_request(ctx, "number.assigned", sent, "resident", err);
}

/* A 住民票コード in place of another comes from the stock alone (j890): the national body hears of it by the
 * notice of the change. */
static ju_rc answer_with_code(ju_ctx *ctx, const requested *wish, const Juki__Common__V1__Sealed *drawn,
                              identity_request *request, ju_err *err)
{
    identity_state *state = ctx->app;
    Juki__Common__V1__Sealed *code = NULL;
    unsigned char *index = new_index(ctx);
    if (index == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(pass_code(ctx, wish, drawn, state->rings.resident, wish->register_ref, &code, index, err));
    request->code_index = index;
    request->state = REQUEST_ANSWERED;
    return assign(ctx, wish->request_id, &request->sent, NULL, code, err);
}

ju_rc number_go_on(ju_ctx *ctx, const requested *wish, const Juki__Common__V1__Sealed *code, ju_err *err)
{
    identity_request request = {
        .state = REQUEST_WAITING,
        .kind = wish->kind == 0 ? WANTS_BOTH : wish->kind,
        .sent = {.change_id = wish->change_id, .register_ref = wish->register_ref},
    };
    JU_TRY(identity_subject(ctx, wish->register_ref, &request.sent.subject, err));
    if (needs_code(wish) && code == NULL) {
        JU_TRY(audit_request(ctx, "number.waits", &request.sent, "code_stock", err));
    } else if (wish->kind == WANTS_CODE) {
        JU_TRY(answer_with_code(ctx, wish, code, &request, err));
    } else {
        JU_TRY(send_to_national(ctx, wish, code, &request, err));
    }
    return identity_put_request(ctx, wish->request_id, &request, wish, err);
}

ju_rc number_requested_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const requested *wish = body;
    Juki__Common__V1__Sealed *code = NULL;
    if (identity_got_request(ctx).state != REQUEST_UNKNOWN) {
        return ju_reject(err, "request_known", "request_id", "this request was made before");
    }
    if (needs_code(wish)) {
        stock_level level = identity_got_stock(ctx, ASKED_STOCK);
        JU_TRY(identity_got_code(ctx, ASKED_CODE, &code, err));
        JU_TRY(stock_look(ctx, level.free, level.ordered, err));
    }
    return number_go_on(ctx, wish, code, err);
}

/* ---- withdrawn --------------------------------------------------------------------------------------- */

ju_rc number_withdrawn_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Resident__V1__NumberRequestWithdrawn *withdrawn = body;
    return ju_claim(ctx, "request", withdrawn->request_id, err);
}

ju_rc number_withdrawn_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Resident__V1__NumberRequestWithdrawn *withdrawn = body;
    return identity_ask_request(ctx, withdrawn->request_id, err);
}

/* The answer may have crossed it: then the register refuses that. */
ju_rc number_withdrawn_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Resident__V1__NumberRequestWithdrawn *withdrawn = body;
    identity_request request = identity_got_request(ctx);
    if (request.state == REQUEST_UNKNOWN) {
        return ju_reject(err, "request_unknown", "request_id", "no such request was made");
    }
    if (request.state == REQUEST_OPEN || request.state == REQUEST_WAITING) {
        JU_TRY(identity_mark_request(ctx, withdrawn->request_id, REQUEST_WITHDRAWN, err));
    }
    request.sent.event_id = ctx->message->id;
    return audit_request(ctx, "number.withdrawn", &request.sent, "resident", err);
}

/* ---- answered ---------------------------------------------------------------------------------------- */

ju_rc number_generated_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const generated *answer = body;
    return ju_claim(ctx, "request", answer->request_id, err);
}

ju_rc number_generated_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const generated *answer = body;
    return identity_ask_request(ctx, answer->request_id, err);
}

/* Numbers are taken only as the one answer to an open request (seed 002 R-20). */
static ju_rc check_open(request_state state, ju_err *err)
{
    switch (state) {
    case REQUEST_OPEN:
        return JU_OK;
    case REQUEST_ANSWERED:
        return ju_reject(err, "request_answered", "request_id", "this request was answered before");
    case REQUEST_WITHDRAWN:
        return ju_reject(err, "request_withdrawn", "request_id", "this request was withdrawn");
    default:
        return ju_reject(err, "request_unknown", "request_id", "no such request was made");
    }
}

static bool same_index(const unsigned char *a, const unsigned char *b)
{
    return a != NULL && memcmp(a, b, JU_BLIND_INDEX_BYTES) == 0;
}

static ju_rc take_answer(ju_ctx *ctx, const generated *answer, ju_err *err)
{
    identity_state *state = ctx->app;
    identity_request request = identity_got_request(ctx);
    Juki__Common__V1__Sealed *code = NULL;
    Juki__Common__V1__Sealed *number = NULL;
    unsigned char code_index[JU_BLIND_INDEX_BYTES];
    unsigned char number_index[JU_BLIND_INDEX_BYTES];
    JU_TRY(check_open(request.state, err));
    const identity_route route = {state->rings.identity, answer->request_id, state->rings.resident,
                                  request.sent.register_ref};
    JU_TRY(identity_pass_code(&route, ctx->arena, answer->resident_code, &code, code_index, err));
    JU_TRY(identity_pass_number(&route, ctx->arena, answer->individual_number, &number, number_index, err));
    if (!same_index(request.code_index, code_index)) {
        return ju_reject(err, "code_mismatch", "resident_code", "the answer is about another code");
    }
    if (same_index(request.number_index, number_index)) {
        return ju_reject(err, "number_unchanged", "individual_number", "the answer has the replaced number");
    }
    JU_TRY(assign(ctx, answer->request_id, &request.sent, number, request.kind == WANTS_NUMBER ? NULL : code,
                  err));
    return identity_mark_request(ctx, answer->request_id, REQUEST_ANSWERED, err);
}

ju_rc number_generated_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    ju_rc rc = take_answer(ctx, body, err);
    if (rc == JU_REJECT) {
        identity_note_refused(ctx->app, err->code);
    }
    return rc;
}
