/* The consumer registry: who receives a feed exists only by application and approval (seed 002 ).
 */
#include "services/gateway/steps/registry.h"

#include "services/gateway/steps/snapshot.h"
#include "services/gateway/store_registry.h"

#include "common/base/hex.h"
#include "common/event/topic_names.h"
#include "common/staff/approval_store.h"

#include <openssl/evp.h>
#include <string.h>

typedef Juki__Gateway__V1__SubmitConsumer submit_consumer;
typedef Juki__Gateway__V1__DecideConsumer decide_consumer;
typedef Juki__Gateway__V1__RevokeConsumer revoke_consumer;
typedef Juki__Gateway__V1__QueryConsumers query_consumers;
typedef Juki__Gateway__V1__ConsumerVersion record;

enum { DIGEST_BYTES = 32 };
enum { ASKED_APPLICATION, ASKED_APPROVAL }; /* of a decision */

static const char CONSUMER_APPROVAL[] = "consumer_activation";

/* ---- answers ----------------------------------------------------------------------------------------- */

static ju_rc need_request_id(const char *request_id, ju_err *err)
{
    return *request_id != '\0'
               ? JU_OK
               : ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
}

static ju_rc answer(ju_ctx *ctx, const char *request_id, const registry_refusal *why, record *now,
                    ju_err *err)
{
    Juki__Gateway__V1__ConsumerReply reply = JUKI__GATEWAY__V1__CONSUMER_REPLY__INIT;
    Juki__Common__V1__Refusal refusal = JUKI__COMMON__V1__REFUSAL__INIT;
    reply.request_id = (char *)(uintptr_t)request_id;
    if (why->code == NULL) {
        reply.version = now;
    } else {
        refusal.code = (char *)(uintptr_t)why->code;
        refusal.item = (char *)(uintptr_t)why->item;
        refusal.message = (char *)(uintptr_t)registry_refusal_text(why->code);
        reply.refusal = &refusal;
    }
    return ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, request_id, &reply.base, NULL, err);
}

/* of: what the act is about as it stands now; NULL: it is not known, and not repeated. */
static ju_rc audit(ju_ctx *ctx, const char *action, const Juki__Common__V1__Operator *who,
                   const registry_refusal *why, const record *of, const char *more, ju_err *err)
{
    const char *detail =
        of == NULL ? ""
                   : ju_arena_printf(ctx->arena, "consumer=%s version=%d application=%s sha256=%s%s%s",
                                     of->consumer->id, (int)of->version, of->application_id, of->digest,
                                     *more == '\0' ? "" : " ", more);
    const ju_act act = {.action = action,
                        .operator_ = who,
                        .event_id = ctx->message->id,
                        .refused_code = why->code,
                        .detail = detail};
    return detail == NULL ? ju_no_memory(err) : ju_audit(ctx, &act, err);
}

/* ---- an application ---------------------------------------------------------------------------------- */

/* Of the very bytes that were applied for. */
static ju_rc digest_of(ju_ctx *ctx, const Juki__Gateway__V1__Consumer *consumer, char **ret, ju_err *err)
{
    unsigned char digest[DIGEST_BYTES];
    size_t size = juki__gateway__v1__consumer__get_packed_size(consumer);
    unsigned char *bytes = ju_arena_alloc(ctx->arena, size + 1);
    if (bytes == NULL) {
        return ju_no_memory(err);
    }
    (void)juki__gateway__v1__consumer__pack(consumer, bytes);
    if (EVP_Digest(bytes, size, digest, NULL, EVP_sha256(), NULL) != 1) {
        return ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
    }
    *ret = ju_arena_hex(ctx->arena, digest, DIGEST_BYTES);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc registry_submit_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const submit_consumer *wish = body;
    JU_TRY(need_request_id(wish->request_id, err));
    return gateway_ask_application(ctx, wish->request_id, err);
}

/* What is to be approved, as the application stands; sha256 is of the whole consumer. */
static const char *request_of(ju_ctx *ctx, const record *of)
{
    const ju_approval_item items[] = {
        {"consumer", of->consumer->id},
        {"office", of->consumer->office},
        {"affair", of->consumer->affair},
        {"legal_basis", of->consumer->legal_basis},
        {"valid_from", of->consumer->valid_from},
        {"valid_to", of->consumer->valid_to},
        {"sha256", of->digest},
    };
    return ju_approval_text(ctx->arena, CONSUMER_APPROVAL, of->application_id, of->applied_by, items,
                            sizeof items / sizeof items[0]);
}

ju_rc registry_submit_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const submit_consumer *wish = body;
    registry_application before;
    record *known = NULL;
    record now = JUKI__GATEWAY__V1__CONSUMER_VERSION__INIT;
    ju_approval approval;
    JU_TRY(gateway_application_answer(ctx, &before, &known, err));
    registry_refusal why = registry_check(wish->consumer, ctx->today);
    if (why.code == NULL && before.found) {
        why = (registry_refusal){"request_known", "request_id"};
    }
    if (why.code == NULL) {
        now.consumer = wish->consumer;
        now.state = (char *)(uintptr_t) "applied";
        now.application_id = wish->request_id;
        now.applied_by = wish->operator_->operator_id;
        JU_TRY(digest_of(ctx, wish->consumer, &now.digest, err));
        JU_TRY(gateway_put_application(ctx, wish, now.digest, err));
        JU_TRY(ju_approval_put(ctx, CONSUMER_APPROVAL, wish->request_id, now.applied_by,
                               request_of(ctx, &now), &approval, err));
    }
    JU_TRY(answer(ctx, wish->request_id, &why, &now, err));
    return audit(ctx, "consumer.applied", wish->operator_, &why, why.code == NULL ? &now : NULL, "", err);
}

/* ---- its decision ------------------------------------------------------------------------------------ */

ju_rc registry_decide_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_consumer *wish = body;
    JU_TRY(need_request_id(wish->request_id, err));
    JU_TRY(gateway_ask_application(ctx, wish->application_id, err));
    return ju_approval_ask(ctx, CONSUMER_APPROVAL, wish->application_id, err);
}

/* The word of the record for the word of the command. */
static const char *decision_of(const decide_consumer *wish)
{
    return strcmp(wish->decision, "approve") == 0  ? "approved"
           : strcmp(wish->decision, "reject") == 0 ? "rejected"
                                                   : "withdrawn";
}

/* One that counts from a later day gets its snapshot on that day: until then another may be in force. */
static ju_rc begin_telling(ju_ctx *ctx, const record *approved, ju_err *err)
{
    const char *id = approved->consumer->id;
    return strcmp(approved->consumer->valid_from, ctx->today) > 0
               ? gateway_put_later(ctx, id, err)
               : snapshot_begin(ctx, id, "approved", "", NULL, err);
}

ju_rc registry_decide_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_consumer *wish = body;
    registry_application application;
    record *now = NULL;
    JU_TRY(gateway_application_answer(ctx, &application, &now, err));
    registry_refusal why = registry_check_decision(wish, &application, ctx->today);
    const char *decision = decision_of(wish);
    if (why.code == NULL && now != NULL && strcmp(decision, "withdrawn") != 0) {
        const ju_approval_word word =
            ju_approval_word_of(ctx, wish->operator_->operator_id, strcmp(decision, "approved") == 0,
                                wish->digest, request_of(ctx, now));
        why.item = "digest";
        JU_TRY(ju_approval_decide(ctx, ASKED_APPROVAL, &word, true, &why.code, err));
    }
    if (why.code == NULL && now != NULL) {
        now->state = (char *)(uintptr_t)decision;
        now->decided_by = wish->operator_->operator_id;
        JU_TRY(gateway_put_decision(ctx, wish, decision, err));
        JU_TRY(strcmp(decision, "approved") == 0 ? begin_telling(ctx, now, err) : JU_OK);
    }
    JU_TRY(answer(ctx, wish->request_id, &why, now, err));
    const char *action = ju_arena_printf(ctx->arena, "consumer.%s", decision);
    return action == NULL ? ju_no_memory(err) : audit(ctx, action, wish->operator_, &why, now, "", err);
}

/* ---- the end ----------------------------------------------------------------------------------------- */

ju_rc registry_revoke_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const revoke_consumer *wish = body;
    JU_TRY(need_request_id(wish->request_id, err));
    return gateway_ask_latest(ctx, wish->consumer, err);
}

ju_rc registry_revoke_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const revoke_consumer *wish = body;
    record *now = NULL;
    JU_TRY(gateway_latest_answer(ctx, &now, err));
    registry_refusal why = registry_check_revocation(wish, now == NULL ? 0 : now->version,
                                                     now != NULL && strcmp(now->state, "revoked") == 0);
    if (why.code == NULL && now != NULL) {
        now->state = (char *)(uintptr_t) "revoked";
        now->revoked_by = wish->operator_->operator_id;
        now->reason = wish->reason;
        JU_TRY(gateway_put_revocation(ctx, wish, now->version, err));
        gateway_consumer_ends(ctx, wish->consumer);
    }
    JU_TRY(answer(ctx, wish->request_id, &why, now, err));
    return audit(ctx, "consumer.revoked", wish->operator_, &why, now, why.code == NULL ? wish->reason : "",
                 err);
}

/* ---- what time brings -------------------------------------------------------------------------------- */

ju_rc registry_idle_ask(ju_ctx *ctx, ju_err *err)
{
    return gateway_ask_over(ctx, err);
}

/* Behind its last day a consumer is told nothing, also not what lies ready. One that is told by another way
 * since begins anew there. */
ju_rc registry_idle_begin(ju_ctx *ctx, int of, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, of);
    if (PQntuples(rows) == 0) {
        return JU_OK;
    }
    const char *consumer = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 0));
    const char *detail = ju_arena_printf(ctx->arena, "consumer=%s version=%s", consumer, ju_col(rows, 0, 1));
    if (consumer == NULL || detail == NULL) {
        return ju_no_memory(err);
    }
    bool ended = ju_col_bool(rows, 0, 2);
    const ju_act act = {.action = ended ? "consumer.ended" : "consumer.redirected", .detail = detail};
    JU_TRY(gateway_put_over(ctx, consumer, ju_col_i64(rows, 0, 1), err));
    JU_TRY(ended ? JU_OK : snapshot_begin(ctx, consumer, "approved", "", NULL, err));
    return ju_audit(ctx, &act, err);
}

/* ---- questions --------------------------------------------------------------------------------------- */

ju_rc registry_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_consumers *wish = body;
    JU_TRY(need_request_id(wish->request_id, err));
    return gateway_ask_versions(ctx, wish->consumer, err);
}

ju_rc registry_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_consumers *wish = body;
    Juki__Gateway__V1__ConsumersReply reply = JUKI__GATEWAY__V1__CONSUMERS_REPLY__INIT;
    reply.request_id = wish->request_id;
    JU_TRY(gateway_versions_answer(ctx, &reply, err));
    JU_TRY(ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, wish->request_id, &reply.base, NULL, err));
    const ju_act act = {
        .action = "consumer.listed", .operator_ = wish->operator_, .event_id = ctx->message->id};
    return ju_audit(ctx, &act, err);
}
