#include "services/audit/steps/roster.h"

#include "common/base/hex.h"
#include "common/event/topic_names.h"
#include "juki/audit/v1/roster.pb-c.h"
#include "services/audit/store_roster.h"

#include <openssl/evp.h>

enum { DIGEST_BYTES = 32 };

typedef Juki__Audit__V1__LoadRoster load_roster;

/* What was read in ask, for apply. */
typedef struct loading {
    ju_sheet lines;
    ju_sheet_fault fault;
} loading;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

ju_rc roster_load_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const load_roster *wish = body;
    loading *load = ju_arena_alloc(ctx->arena, sizeof *load);
    if (load == NULL) {
        return ju_no_memory(err);
    }
    *load = (loading){0};
    ctx->work = load;
    if (*wish->purpose == '\0') {
        load->fault = (ju_sheet_fault){.code = "purpose_missing", .item = "purpose"};
        return JU_OK;
    }
    return roster_read(ctx->arena, wish->content.data, wish->content.len, &load->lines, &load->fault, err);
}

static const char *digest_of(ju_ctx *ctx, const ProtobufCBinaryData *content)
{
    unsigned char digest[DIGEST_BYTES];
    return EVP_Digest(content->data, content->len, digest, NULL, EVP_sha256(), NULL) == 1
               ? ju_arena_hex(ctx->arena, digest, sizeof digest)
               : NULL;
}

ju_rc roster_load_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const load_roster *wish = body;
    const loading *load = ctx->work;
    const char *digest = digest_of(ctx, &wish->content);
    Juki__Audit__V1__RosterReply reply = JUKI__AUDIT__V1__ROSTER_REPLY__INIT;
    Juki__Common__V1__Refusal refusal = JUKI__COMMON__V1__REFUSAL__INIT;
    if (digest == NULL) {
        return ju_no_memory(err);
    }
    reply.request_id = wish->request_id;
    if (load->fault.code == NULL) {
        JU_TRY(roster_put(ctx, &load->lines, wish->operator_->operator_id, digest, err));
        reply.lines = (int32_t)load->lines.count;
        reply.digest = text(digest);
    } else {
        refusal.code = text(load->fault.code);
        refusal.item = text(load->fault.item);
        refusal.message = text(roster_text(load->fault.code));
        reply.refusal = &refusal;
        reply.line = load->fault.line;
    }
    const ju_act act = {.action = "roster.loaded",
                        .operator_ = wish->operator_,
                        .event_id = ctx->message->id,
                        .refused_code = load->fault.code,
                        .detail = ju_arena_printf(ctx->arena, "lines=%d sha256=%s line=%d", reply.lines,
                                                  digest, load->fault.line)};
    JU_TRY(act.detail == NULL ? ju_no_memory(err) : ju_audit(ctx, &act, err));
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, wish->request_id, &reply.base, NULL, err);
}
