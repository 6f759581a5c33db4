/*
 * The law tables (seed 002 R-52, seed 004_001 6.1): loaded by one person and activated by another. A version
 * is never changed; what is loaded later decides from its effective day on, and what was decided before names
 * its own version.
 */
#include "services/gateway/steps/law.h"

#include "common/base/hex.h"
#include "common/base/word.h"
#include "common/event/topic_names.h"
#include "common/staff/approval_store.h"
#include "services/gateway/law_entry.h"
#include "services/gateway/law_file.h"
#include "services/gateway/store_law.h"

#include <openssl/evp.h>
#include <string.h>

typedef Juki__Gateway__V1__LoadLaw load_law;
typedef Juki__Gateway__V1__DecideLaw decide_law;
typedef Juki__Gateway__V1__QueryLaws query_laws;
typedef Juki__Gateway__V1__ShowLaw show_law;
typedef Juki__Gateway__V1__CompareLaws compare_laws;
typedef Juki__Gateway__V1__ExplainLaw explain_law;
typedef Juki__Gateway__V1__LawReply law_reply;

enum { DIGEST_BYTES = 32 };

static const char LAW_APPROVAL[] = "law_activation";

/* ---- answers ----------------------------------------------------------------------------------------- */

/* NULL when nothing is refused, or the arena is full. line: of a file, 0 for none. */
static Juki__Common__V1__Refusal *refusal_of(ju_ctx *ctx, law_refusal why, int line)
{
    Juki__Common__V1__Refusal *refusal = ju_arena_alloc(ctx->arena, sizeof *refusal);
    if (why.code == NULL || refusal == NULL) {
        return NULL;
    }
    juki__common__v1__refusal__init(refusal);
    refusal->code = (char *)(uintptr_t)why.code;
    refusal->item = (char *)(uintptr_t)why.item;
    refusal->message = line == 0
                           ? (char *)(uintptr_t)law_refusal_text(why.code)
                           : ju_arena_printf(ctx->arena, "%d行目: %s", line, law_refusal_text(why.code));
    return refusal;
}

/* The answer and its act. */
static ju_rc answer(ju_ctx *ctx, const char *request_id, const ProtobufCMessage *reply, const ju_act *act,
                    ju_err *err)
{
    ju_act told = *act;
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    told.event_id = ctx->message->id;
    JU_TRY(ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, request_id, reply, NULL, err));
    return ju_audit(ctx, &told, err);
}

/* ---- a file ------------------------------------------------------------------------------------------ */

/* What was read in ask, for apply. */
typedef struct loading {
    law_file file;
    ju_sheet_fault fault;
} loading;

ju_rc law_load_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const load_law *wish = body;
    loading *load = ju_arena_alloc(ctx->arena, sizeof *load);
    if (load == NULL) {
        return ju_no_memory(err);
    }
    ctx->work = load;
    JU_TRY(law_file_read(ctx->arena, wish->content.data, wish->content.len, &load->file, &load->fault, err));
    return load->fault.code == NULL ? law_ask_version(ctx, load->file.version, err) : JU_OK;
}

static char *digest_of(ju_ctx *ctx, const ProtobufCBinaryData *content)
{
    unsigned char digest[DIGEST_BYTES];
    return EVP_Digest(content->data, content->len, digest, NULL, EVP_sha256(), NULL) == 1
               ? ju_arena_hex(ctx->arena, digest, sizeof digest)
               : NULL;
}

static ju_rc put_file(ju_ctx *ctx, const load_law *wish, const law_file *file,
                      Juki__Gateway__V1__LawVersion *ret, ju_err *err)
{
    char *digest = digest_of(ctx, &wish->content);
    if (digest == NULL) {
        return ju_no_memory(err);
    }
    ret->version = (char *)(uintptr_t)file->version;
    ret->law_table = (char *)(uintptr_t)file->law_table;
    ret->state = (char *)(uintptr_t) "loaded";
    ret->rows = (int32_t)file->sheet.count;
    ret->digest = digest;
    ret->loaded_by = wish->operator_->operator_id;
    return law_put_file(ctx, file, digest, wish->operator_->operator_id, err);
}

/* What is to be approved, as the version stands. */
static const char *request_of(ju_ctx *ctx, const Juki__Gateway__V1__LawVersion *of)
{
    const ju_approval_item items[] = {{"law_table", of->law_table}, {"sha256", of->digest}};
    return ju_approval_text(ctx->arena, LAW_APPROVAL, of->version, of->loaded_by, items,
                            sizeof items / sizeof items[0]);
}

static ju_rc put_request(ju_ctx *ctx, law_reply *reply, ju_err *err)
{
    ju_approval approval;
    const Juki__Gateway__V1__LawVersion *of = reply->version;
    JU_TRY(
        ju_approval_put(ctx, LAW_APPROVAL, of->version, of->loaded_by, request_of(ctx, of), &approval, err));
    reply->approval = ju_approval_message(ctx->arena, &approval);
    return reply->approval == NULL ? ju_no_memory(err) : JU_OK;
}

/* Of a file that can be read: whether its version is new. */
static ju_rc check_new(const ju_ctx *ctx, law_refusal *ret, ju_err *err)
{
    law_known known;
    JU_TRY(law_got_version(ctx, &known, err));
    *ret = known.found ? (law_refusal){"version_taken", "version"} : (law_refusal){0};
    return JU_OK;
}

ju_rc law_load_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const load_law *wish = body;
    const loading *load = ctx->work;
    law_refusal why = {load->fault.code, load->fault.item};
    Juki__Gateway__V1__LawVersion version = JUKI__GATEWAY__V1__LAW_VERSION__INIT;
    law_reply reply = JUKI__GATEWAY__V1__LAW_REPLY__INIT;
    if (why.code == NULL) {
        JU_TRY(check_new(ctx, &why, err));
    }
    if (why.code == NULL) {
        JU_TRY(put_file(ctx, wish, &load->file, &version, err));
        reply.version = &version;
        JU_TRY(put_request(ctx, &reply, err));
    }
    reply.request_id = wish->request_id;
    reply.refusal = refusal_of(ctx, why, load->fault.line);
    reply.line = load->fault.line;
    const ju_act act = {.action = "law.loaded",
                        .operator_ = wish->operator_,
                        .refused_code = why.code,
                        .detail = ju_arena_printf(ctx->arena, "version=%s sha256=%s line=%d", version.version,
                                                  version.digest, load->fault.line)};
    return answer(ctx, wish->request_id, &reply.base, &act, err);
}

/* ---- the decision ------------------------------------------------------------------------------------ */

enum { ASKED_VERSION, ASKED_APPROVAL }; /* of a decision */

ju_rc law_decide_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_law *wish = body;
    JU_TRY(law_ask_version(ctx, wish->version, err));
    return ju_approval_ask(ctx, LAW_APPROVAL, wish->version, err);
}

ju_rc law_decide_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_law *wish = body;
    law_known known;
    law_reply reply = JUKI__GATEWAY__V1__LAW_REPLY__INIT;
    JU_TRY(law_got_version(ctx, &known, err));
    const gateway *self = ctx->app;
    law_refusal why = law_check_decision(
        wish, &known, ju_word_listed(self->settings->supervisors, wish->operator_->operator_id));
    if (why.code == NULL) {
        const ju_approval_word word = ju_approval_word_of(ctx, wish->operator_->operator_id, wish->activated,
                                                          wish->digest, request_of(ctx, &known.as));
        why.item = "digest";
        JU_TRY(ju_approval_decide(ctx, ASKED_APPROVAL, &word, true, &why.code, err));
    }
    if (why.code == NULL) {
        known.as.state = (char *)(uintptr_t)(wish->activated ? "active" : "refused");
        known.as.effective_from = wish->activated ? wish->effective_from : (char *)(uintptr_t) "";
        known.as.decided_by = wish->operator_->operator_id;
        JU_TRY(law_put_decision(ctx, &known.as, err));
        reply.version = &known.as;
    }
    reply.request_id = wish->request_id;
    reply.refusal = refusal_of(ctx, why, 0);
    const ju_act act = {.action = wish->activated ? "law.activated" : "law.refused",
                        .operator_ = wish->operator_,
                        .refused_code = why.code,
                        .detail = ju_arena_printf(ctx->arena, "version=%s effective_from=%s",
                                                  known.found ? known.as.version : "",
                                                  why.code == NULL ? known.as.effective_from : "")};
    return answer(ctx, wish->request_id, &reply.base, &act, err);
}

/* ---- questions --------------------------------------------------------------------------------------- */

ju_rc law_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return law_ask_versions(ctx, err);
}

ju_rc law_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_laws *wish = body;
    Juki__Gateway__V1__LawsReply reply = JUKI__GATEWAY__V1__LAWS_REPLY__INIT;
    const ju_act act = {.action = "law.listed", .operator_ = wish->operator_};
    reply.request_id = wish->request_id;
    JU_TRY(law_got_versions(ctx, &reply, err));
    return answer(ctx, wish->request_id, &reply.base, &act, err);
}

ju_rc law_show_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const show_law *wish = body;
    JU_TRY(law_ask_version(ctx, wish->version, err));
    return law_ask_lines(ctx, wish->version, wish->item, err);
}

ju_rc law_show_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const show_law *wish = body;
    law_known known;
    Juki__Gateway__V1__LawShown reply = JUKI__GATEWAY__V1__LAW_SHOWN__INIT;
    JU_TRY(law_got_version(ctx, &known, err));
    law_refusal why = known.found ? (law_refusal){0} : (law_refusal){"version_unknown", "version"};
    JU_TRY(law_got_lines(ctx, 1, &reply.line, &reply.n_line, err));
    reply.truncated = reply.n_line > LAW_LINES_MAX;
    reply.n_line = reply.truncated ? LAW_LINES_MAX : reply.n_line;
    reply.request_id = wish->request_id;
    reply.refusal = refusal_of(ctx, why, 0);
    reply.version = known.found ? &known.as : NULL;
    const ju_act act = {.action = "law.shown",
                        .operator_ = wish->operator_,
                        .refused_code = why.code,
                        .detail = known.found ? known.as.version : ""};
    return answer(ctx, wish->request_id, &reply.base, &act, err);
}

ju_rc law_compare_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const compare_laws *wish = body;
    JU_TRY(law_ask_version(ctx, wish->one, err));
    JU_TRY(law_ask_version(ctx, wish->other, err));
    return law_ask_differing(ctx, wish, err);
}

ju_rc law_compare_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const compare_laws *wish = body;
    Juki__Gateway__V1__LawsCompared reply = JUKI__GATEWAY__V1__LAWS_COMPARED__INIT;
    bool one = PQntuples(ju_answer(ctx, 0)) > 0;
    bool other = PQntuples(ju_answer(ctx, 1)) > 0;
    law_refusal why = {0};
    if (!one || !other) {
        why = (law_refusal){"version_unknown", one ? "other" : "one"};
    } else {
        JU_TRY(law_got_differing(ctx, 2, &reply, err));
    }
    reply.request_id = wish->request_id;
    reply.refusal = refusal_of(ctx, why, 0);
    const ju_act act = {
        .action = "law.compared",
        .operator_ = wish->operator_,
        .refused_code = why.code,
        .detail =
            why.code != NULL ? "" : ju_arena_printf(ctx->arena, "one=%s other=%s", wish->one, wish->other)};
    return answer(ctx, wish->request_id, &reply.base, &act, err);
}

/* ---- an explanation ---------------------------------------------------------------------------------- */

static law_question question_of(const ju_ctx *ctx, const explain_law *wish)
{
    return (law_question){.law_table = wish->law_table,
                          .item = wish->item,
                          .inquirer_kind = wish->inquirer_kind,
                          .affair_code = wish->affair_code,
                          .provider_kind = wish->provider_kind,
                          .information = wish->information,
                          .day = *wish->day == '\0' ? ctx->today : wish->day};
}

ju_rc law_explain_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const explain_law *wish = body;
    const law_question question = question_of(ctx, wish);
    JU_TRY(law_ask(ctx, &question, err));
    return law_ask_item(ctx, wish->law_table, wish->item, err);
}

static ju_rc explain(ju_ctx *ctx, const law_question *question, Juki__Gateway__V1__LawExplained *reply,
                     ju_err *err)
{
    law_answer found;
    JU_TRY(law_got(ctx, 0, question, &found, err));
    JU_TRY(law_got_lines(ctx, 1, &reply->line, &reply->n_line, err));
    reply->allowed = found.code == NULL;
    reply->code = (char *)(uintptr_t)(found.code == NULL ? "" : found.code);
    reply->reason = (char *)(uintptr_t)(found.code == NULL ? "" : law_reason_text(found.code));
    reply->version = (char *)(uintptr_t)found.version;
    reply->day = (char *)(uintptr_t)question->day;
    return JU_OK;
}

ju_rc law_explain_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const explain_law *wish = body;
    const law_question question = question_of(ctx, wish);
    Juki__Gateway__V1__LawExplained reply = JUKI__GATEWAY__V1__LAW_EXPLAINED__INIT;
    law_refusal why = law_check_question(wish);
    if (why.code == NULL) {
        JU_TRY(explain(ctx, &question, &reply, err));
    }
    reply.request_id = wish->request_id;
    reply.refusal = refusal_of(ctx, why, 0);
    const ju_act act = {.action = "law.explained",
                        .operator_ = wish->operator_,
                        .refused_code = why.code,
                        .detail =
                            ju_arena_printf(ctx->arena, "version=%s code=%s", reply.version, reply.code)};
    return answer(ctx, wish->request_id, &reply.base, &act, err);
}
