/* 符号取得: a random 符号 for each person and body, the same one when asked again. */
#include "tests/peers/network/post.h"
#include "tests/peers/network/store.h"
#include "tests/peers/network/words.h"

#include "tests/peers/common/number.h"

typedef Juki__Gateway__V1__CodeRequested code_requested;

static ju_rc ask_code(ju_ctx *ctx, const void *body, ju_err *err)
{
    const code_requested *request = body;
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(peer_open_number_of(ctx, network_ring(), JU_CODE_INDIVIDUAL_NUMBER, request->request_id,
                               request->individual_number, index, err));
    ctx->work = index;
    return network_ask_code(ctx, index, network_house(), err);
}

static ju_rc issue(ju_ctx *ctx, const char *known, Juki__Gateway__V1__CodeIssued *issued, ju_err *err)
{
    const char *code = *known == '\0' ? ju_random_ref(ctx) : ju_arena_strdup(ctx->arena, known);
    if (code == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_seal_text(network_house_ring(), ctx->arena, "subject_code", issued->request_id, code,
                        &issued->subject_code, err));
    return network_put_code(ctx, ctx->work, network_house(), code, err);
}

static ju_rc apply_code(ju_ctx *ctx, const void *body, ju_err *err)
{
    const code_requested *request = body;
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    Juki__Gateway__V1__CodeIssued issued = JUKI__GATEWAY__V1__CODE_ISSUED__INIT;
    bool unknown = false;
    const char *known = network_got_code(ctx, &unknown);
    issued.request_id = request->request_id;
    if (unknown) {
        issued.code = (char *)(uintptr_t) "person_unknown";
    } else {
        JU_TRY(issue(ctx, known, &issued, err));
    }
    word.code_issued = &issued;
    JU_TRY(network_put_code_request(ctx, request->request_id, issued.code, err));
    return network_post(ctx, &word, request->request_id, "network", err);
}

const network_step network_code_requested = {ask_code, apply_code};
