#include "tests/peers/common/inquiry.h"

#include "common/text/fold.h"

#include <string.h>

typedef Juki__Identity__V1__InquiredPerson inquired_person;

static ju_rc no_memory(ju_err *err)
{
    return ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
}

ju_rc peer_inquiry_check(const ju_ctx *ctx, const Juki__Identity__V1__IdentityInquiry *inquiry, ju_err *err)
{
    return strcmp(inquiry->request_id, ctx->message->key) == 0
               ? JU_OK
               : ju_reject(err, "key_mismatch", "request_id", "the message stands under another key");
}

const char *peer_inquiry_name(ju_ctx *ctx, const char *name)
{
    return ju_fold(name, ctx->arena);
}

ju_rc peer_inquiry_number(ju_ctx *ctx, const peer_inquiry_rings *rings,
                          const Juki__Identity__V1__IdentityInquiry *inquiry, char **ret, ju_err *err)
{
    bool code = inquiry->resident_code != NULL;
    *ret = NULL;
    if (!code && inquiry->individual_number == NULL) {
        return JU_OK;
    }
    return ju_unseal_text(rings->own, ctx->arena, code ? "resident_code" : "individual_number",
                          inquiry->request_id, code ? inquiry->resident_code : inquiry->individual_number,
                          ret, err);
}

inquired_person *peer_inquiry_person(ju_ctx *ctx)
{
    inquired_person *person = ju_arena_alloc(ctx->arena, sizeof *person);
    Juki__Identity__V1__FoundIdentity *items = ju_arena_alloc(ctx->arena, sizeof *items);
    Juki__Common__V1__WrittenDate *birth = ju_arena_alloc(ctx->arena, sizeof *birth);
    if (person == NULL || items == NULL || birth == NULL) {
        return NULL;
    }
    juki__identity__v1__inquired_person__init(person);
    juki__identity__v1__found_identity__init(items);
    juki__common__v1__written_date__init(birth);
    items->birth_date = birth;
    person->person = items;
    return person;
}

ju_rc peer_inquiry_answer(ju_ctx *ctx, const char *topic, const Juki__Identity__V1__IdentityInquiry *inquiry,
                          inquired_person **found, size_t count, ju_err *err)
{
    Juki__Identity__V1__IdentityInquiryAnswered answer = JUKI__IDENTITY__V1__IDENTITY_INQUIRY_ANSWERED__INIT;
    answer.request_id = inquiry->request_id;
    answer.too_many = count > PEER_INQUIRY_MAX;
    answer.found = found;
    answer.n_found = answer.too_many ? 0 : count;
    JU_TRY(ju_emit(ctx, topic, inquiry->request_id, &answer.base, NULL, err));
    return found != NULL || count == 0 ? peer_answered(ctx, err) : no_memory(err);
}
