/* 情報提供許可証: what the network's own list allows (照会許可照合リスト, K40 and K41), signed, once and for
 * a while. */
#include "tests/peers/network/permit.h"

#include "tests/peers/network/post.h"
#include "tests/peers/network/store.h"
#include "tests/peers/network/words.h"

#include "common/text/date.h"

#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

enum { MOMENT_SIZE = 32, DAY_S = 24 * 60 * 60, PATH_SIZE = 512 };

typedef Juki__Gateway__V1__Permit permit;
typedef Juki__Gateway__V1__PermitRequested permit_requested;

/* ---- a permit ------------------------------------------------------------------------------------------ */

/* A moment so many seconds from now, in arena memory; NULL when that is full. */
static char *moment_from(ju_ctx *ctx, int64_t later_s)
{
    char day[JU_DATE_SIZE];
    int64_t at_s = 0;
    if (!ju_moment_parse(ctx->now, &at_s)) {
        return NULL;
    }
    at_s += later_s;
    ju_date_format(ju_date_from_days((int)(at_s / DAY_S)), day);
    int in_day = (int)(at_s % DAY_S);
    return ju_arena_printf(ctx->arena, "%sT%02d:%02d:%02d", day, in_day / 3600, in_day / 60 % 60,
                           in_day % 60);
}

static ju_rc read_certificate(ju_ctx *ctx, const char *body, ProtobufCBinaryData *ret, ju_err *err)
{
    char path[PATH_SIZE];
    const char *name = ju_arena_printf(ctx->arena, "%s.crt", body);
    if (name == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(network_path(name, path, sizeof path, err));
    FILE *file = fopen(path, "re");
    X509 *certificate = file == NULL ? NULL : PEM_read_X509(file, NULL, NULL, NULL);
    if (file != NULL) {
        (void)fclose(file);
    }
    if (certificate == NULL) {
        return ju_fail(err, JU_FATAL, "certificate", "%s holds no certificate", path);
    }
    int size = i2d_X509(certificate, NULL);
    unsigned char *at = ret->data = ju_arena_alloc(ctx->arena, (size_t)size);
    ret->len = (size_t)size;
    ju_rc rc = at == NULL ? ju_no_memory(err) : JU_OK;
    if (rc == JU_OK) {
        (void)i2d_X509(certificate, &at);
    }
    X509_free(certificate);
    return rc;
}

ju_rc network_make_permit(ju_ctx *ctx, const network_wish *wish, Juki__Gateway__V1__SignedPermit *ret,
                          ju_err *err)
{
    permit it = JUKI__GATEWAY__V1__PERMIT__INIT;
    it.permit_id = (char *)(uintptr_t)wish->permit_id;
    it.question = wish->question;
    it.issued_at = (char *)(uintptr_t)ctx->now;
    it.expires_at = moment_from(ctx, wish->good_s);
    it.route = (char *)(uintptr_t)wish->route;
    if (it.expires_at == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_seal_text(wish->reader, ctx->arena, "subject_code", wish->permit_id, wish->code, &it.subject,
                        err));
    JU_TRY(read_certificate(ctx, wish->certificate_of, &it.inquirer_certificate, err));
    juki__gateway__v1__signed_permit__init(ret);
    ret->permit = network_pack(ctx, &it.base);
    ret->key_id = (char *)(uintptr_t) "network/2026";
    return network_sign(ctx, wish->signer, "permit", &ret->permit, &ret->signature, err);
}

/* ---- the gateway asks for one -------------------------------------------------------------------------- */

static ju_rc ask_permit(ju_ctx *ctx, const void *body, ju_err *err)
{
    const permit_requested *request = body;
    char *code = NULL;
    if (request->question == NULL) {
        return ju_reject(err, "item_missing", "question", "nothing is asked");
    }
    JU_TRY(ju_unseal_text(network_ring(), ctx->arena, "subject_code", request->question->inquiry_id,
                          request->subject_code, &code, err));
    return network_ask_permit(ctx, request->question, code, err);
}

static const char *why_not(const Juki__Gateway__V1__Question *question, const network_allowed *found)
{
    if (strcmp(question->inquirer, network_house()) != 0) {
        return "inquirer_wrong";
    }
    return found->number_index == NULL ? "subject_unknown" : found->listed ? "" : "not_listed";
}

/* The person's 符号 with the provider, made when it is first needed: all other bodies are played here. */
static ju_rc code_with(ju_ctx *ctx, const network_allowed *found, const char *provider, const char **ret,
                       ju_err *err)
{
    *ret = *found->code == '\0' ? ju_random_ref(ctx) : ju_arena_strdup(ctx->arena, found->code);
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    return network_put_code(ctx, found->number_index, provider, *ret, err);
}

static ju_rc permit_question(ju_ctx *ctx, Juki__Gateway__V1__Question *question, const network_allowed *found,
                             const char *permit_id, Juki__Gateway__V1__SignedPermit *ret, ju_err *err)
{
    network_wish wish = {.permit_id = permit_id,
                         .question = question,
                         .reader = network_ring(),
                         .route = "network",
                         .good_s = NETWORK_PERMIT_S,
                         .signer = "network",
                         .certificate_of = question->inquirer};
    JU_TRY(code_with(ctx, found, question->provider, &wish.code, err));
    return network_make_permit(ctx, &wish, ret, err);
}

static ju_rc apply_permit(ju_ctx *ctx, const void *body, ju_err *err)
{
    const permit_requested *request = body;
    network_allowed found = network_got_permit(ctx);
    const char *refused = why_not(request->question, &found);
    const char *permit_id = ju_event_id(ctx);
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    Juki__Gateway__V1__PermitDecided decided = JUKI__GATEWAY__V1__PERMIT_DECIDED__INIT;
    Juki__Gateway__V1__SignedPermit made;
    if (permit_id == NULL) {
        return ju_no_memory(err);
    }
    decided.inquiry_id = request->question->inquiry_id;
    decided.code = (char *)(uintptr_t)refused;
    if (*refused == '\0') {
        JU_TRY(permit_question(ctx, request->question, &found, permit_id, &made, err));
        decided.permit = &made;
    }
    word.permit_decided = &decided;
    JU_TRY(network_put_permit(ctx, permit_id, decided.inquiry_id, refused, err));
    return network_post(ctx, &word, decided.inquiry_id, "network", err);
}

const network_step network_permit_requested = {ask_permit, apply_permit};
