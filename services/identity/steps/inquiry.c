#include "services/identity/steps/inquiry.h"

#include "common/base/hex.h"
#include "services/identity/steps/search_reply.h"
#include "services/identity/steps/state.h"
#include "services/identity/store_inquiry.h"

#include "common/event/topic_names.h"
#include "juki/identity/v1/inquiry.pb-c.h"

#include <string.h>

typedef Juki__Identity__V1__IdentityInquiryAnswered inquiry_answered;
typedef Juki__Identity__V1__InquiredPerson inquired_person;

/* ---- out ----------------------------------------------------------------------------------------------- */

const char *inquiry_peer(search_route route)
{
    return route == SEARCH_PREFECTURE ? "prefecture" : "national";
}

const ju_link *inquiry_link(const ju_ctx *ctx, search_route route)
{
    const identity_state *state = ctx->app;
    return &state->settings->link[route == SEARCH_PREFECTURE ? IDENTITY_PREFECTURE : IDENTITY_NATIONAL];
}

ju_rc inquiry_send(ju_ctx *ctx, const Juki__Identity__V1__SearchIdentity *question, const search_plan *plan,
                   search_route route, Juki__Common__V1__Sealed *sealed, ju_err *err)
{
    Juki__Identity__V1__IdentityInquiry inquiry = JUKI__IDENTITY__V1__IDENTITY_INQUIRY__INIT;
    const identity_inquiry sent = {
        .request_id = question->request_id, .peer = inquiry_peer(route), .operator_ = *question->operator_};
    inquiry.request_id = question->request_id;
    inquiry.municipality_code = question->municipality_code;
    inquiry.name = question->name;
    inquiry.name_kana = question->name_kana;
    inquiry.birth_date = (char *)(uintptr_t)plan->birth_date;
    inquiry.sex = question->sex;
    inquiry.address = question->address;
    inquiry.resident_code = plan->mode == SEARCH_BY_CODE ? sealed : NULL;
    inquiry.individual_number = plan->mode == SEARCH_BY_NUMBER ? sealed : NULL;
    inquiry.removed = question->removed;
    JU_TRY(identity_put_inquiry(ctx, &sent, err));
    return ju_emit(ctx,
                   route == SEARCH_PREFECTURE ? JU_TOPIC_LINK_PREFECTURE_OUT : JU_TOPIC_LINK_NATIONAL_OUT,
                   question->request_id, &inquiry.base, NULL, err);
}

/* ---- back ---------------------------------------------------------------------------------------------- */

ju_rc inquiry_answered_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const inquiry_answered *answer = body;
    if (strcmp(answer->request_id, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "request_id", "the message stands under another key");
    }
    return identity_ask_inquiry(ctx, answer->request_id, err);
}

/* Only the one answer of the one who was asked (as R-20 for numbers). */
static ju_rc check_inquiry(const ju_ctx *ctx, const inquiry_answered *answer, const identity_inquiry *inquiry,
                           ju_err *err)
{
    bool of_prefecture = strcmp(ctx->message->topic, JU_TOPIC_LINK_PREFECTURE_IN) == 0;
    if (inquiry->peer == NULL) {
        return ju_reject(err, "request_unknown", "request_id", "nothing was asked under this id");
    }
    if (strcmp(inquiry->peer, inquiry_peer(of_prefecture ? SEARCH_PREFECTURE : SEARCH_NATIONAL)) != 0) {
        return ju_reject(err, "peer_mismatch", "request_id", "another peer was asked");
    }
    if (!inquiry->open) {
        return ju_reject(err, "request_answered", "request_id", "the inquiry was answered before");
    }
    return answer->n_found <= SEARCH_LIST_MAX && !(answer->too_many && answer->n_found > 0)
               ? JU_OK
               : ju_reject(err, "item_invalid", "found", "an answer names at most %d persons",
                           SEARCH_LIST_MAX);
}

/* Both numbers must open and have their digits; the code's blind index stands for the person in the
 * trail. */
static ju_rc check_numbers(ju_ctx *ctx, const char *request_id, const inquired_person *person,
                           const char **ret_hex, ju_err *err)
{
    identity_state *state = ctx->app;
    const identity_route route = {state->rings.identity, request_id, state->rings.identity, request_id};
    unsigned char index[JU_BLIND_INDEX_BYTES];
    Juki__Common__V1__Sealed *again = NULL;
    JU_TRY(identity_pass_number(&route, ctx->arena, person->individual_number, &again, index, err));
    JU_TRY(identity_pass_code(&route, ctx->arena, person->resident_code, &again, index, err));
    *ret_hex = ju_arena_hex(ctx->arena, index, JU_BLIND_INDEX_BYTES);
    return *ret_hex != NULL ? JU_OK : ju_no_memory(err);
}

static ju_rc read_person(ju_ctx *ctx, const inquiry_answered *answer, size_t i, search_hits *hits,
                         ju_err *err)
{
    const inquired_person *person = answer->found[i];
    if (person->person == NULL) {
        return ju_reject(err, "item_missing", "person", "a person without items");
    }
    JU_TRY(check_numbers(ctx, answer->request_id, person, &hits->of[i], err));
    person->person->place = (int32_t)i + 1;
    hits->person[i] = person->person;
    hits->answer[i] = &person->base;
    return JU_OK;
}

static ju_rc read_persons(ju_ctx *ctx, const inquiry_answered *answer, search_hits *hits, ju_err *err)
{
    if (!search_hits_init(hits, answer->n_found, ctx->arena)) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < answer->n_found; i++) {
        JU_TRY(read_person(ctx, answer, i, hits, err));
    }
    return JU_OK;
}

static ju_rc audit_answer(ju_ctx *ctx, const inquiry_answered *answer, const identity_inquiry *inquiry,
                          const search_refusal *why, ju_err *err)
{
    const char *detail = ju_arena_printf(ctx->arena, "peer=%s found=%zu", inquiry->peer, answer->n_found);
    const ju_act act = {.action = "identity.inquiry_answered",
                        .operator_ = &inquiry->operator_,
                        .refused_code = why->code,
                        .detail = detail};
    return detail == NULL ? ju_no_memory(err) : search_audit(ctx, &act, NULL, err);
}

ju_rc inquiry_answered_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const inquiry_answered *answer = body;
    const search_refusal too_many = {"search_too_many", ""};
    search_hits hits;
    identity_inquiry inquiry;
    JU_TRY(identity_got_inquiry(ctx, answer->request_id, &inquiry, err));
    JU_TRY(check_inquiry(ctx, answer, &inquiry, err));
    JU_TRY(read_persons(ctx, answer, &hits, err));
    JU_TRY(identity_close_inquiry(ctx, answer->request_id, err));
    JU_TRY(audit_answer(ctx, answer, &inquiry, answer->too_many ? &too_many : &(search_refusal){0}, err));
    return answer->too_many ? search_reply_refused(ctx, answer->request_id, &too_many, err)
                            : search_reply_list(ctx, answer->request_id, &inquiry.operator_, &hits, err);
}
