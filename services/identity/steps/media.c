/*
 * Exports to 電子記録媒体 (seed 002 R-59). The bytes of a file stand in the outbox of the transaction that
 * has its record, its act in the trail and the use of its permission: none leaves before, or without.
 */
#include "services/identity/steps/media.h"

#include "services/identity/store_media.h"

#include "common/base/hex.h"
#include "common/event/topic_names.h"
#include "common/staff/approval_store.h"
#include "common/text/date.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef Juki__Identity__V1__RequestMediaPermit request_permit;
typedef Juki__Identity__V1__DecideMediaPermit decide_permit;
typedef Juki__Identity__V1__ExportMedia export_media;
typedef Juki__Identity__V1__QueryMediaPermits query_permits;

enum { PART_BYTES = 128 * 1024, DIGEST_BYTES = 32 };
enum { ASKED_PERMIT, ASKED_APPROVAL };             /* of a decision */
enum { ASKED_USED_PERMIT, ASKED_ROWS, ASKED_USE }; /* of an export */

static const char MEDIA_APPROVAL[] = "media_export";

/* ---- receivers --------------------------------------------------------------------------------------- */

ju_rc media_open(identity_state *state, ju_err *err)
{
    for (int i = 0; state->settings->media_certificates != NULL && i < IDENTITY_LINKS; i++) {
        char path[512];
        if (snprintf(path, sizeof path, "%s/%s.pem", state->settings->media_certificates,
                     state->settings->link[i].peer) >= (int)sizeof path) {
            return ju_fail(err, JU_FATAL, "certificate", "JUKI_MEDIA_CERT_DIR is too long");
        }
        if (access(path, F_OK) == 0) {
            JU_TRY(ju_receiver_open(path, &state->receiver[i], err));
        }
    }
    return JU_OK;
}

void media_close(identity_state *state)
{
    for (int i = 0; i < IDENTITY_LINKS; i++) {
        ju_receiver_free(state->receiver[i]);
    }
}

/* Who gets the file, by a certificate that is valid today; NULL: nobody. */
static const ju_receiver *receiver_of(const ju_ctx *ctx, const char *name)
{
    const identity_state *state = ctx->app;
    for (int i = 0; i < IDENTITY_LINKS; i++) {
        if (strcmp(state->settings->link[i].peer, name) == 0 && state->receiver[i] != NULL &&
            ju_receiver_valid(state->receiver[i], ctx->today)) {
            return state->receiver[i];
        }
    }
    return NULL;
}

/* ---- answers ----------------------------------------------------------------------------------------- */

static ju_rc need_request_id(const char *request_id, ju_err *err)
{
    return *request_id != '\0'
               ? JU_OK
               : ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
}

/* NULL when nothing is refused. */
static Juki__Common__V1__Refusal *refusal_of(ju_ctx *ctx, const media_refusal *why)
{
    Juki__Common__V1__Refusal *refusal = ju_arena_alloc(ctx->arena, sizeof *refusal);
    if (why->code == NULL || refusal == NULL) {
        return NULL;
    }
    juki__common__v1__refusal__init(refusal);
    refusal->code = (char *)(uintptr_t)why->code;
    refusal->item = (char *)(uintptr_t)why->item;
    refusal->message = (char *)(uintptr_t)media_refusal_text(why->code);
    return refusal;
}

static ju_rc audit(ju_ctx *ctx, const char *action, const Juki__Common__V1__Operator *who,
                   const media_refusal *why, const char *detail, ju_err *err)
{
    const ju_act act = {.action = action,
                        .operator_ = who,
                        .event_id = ctx->message->id,
                        .refused_code = why->code,
                        .detail = detail};
    return detail == NULL ? ju_no_memory(err) : ju_audit(ctx, &act, err);
}

static ju_rc answer_permit(ju_ctx *ctx, const char *request_id, const media_refusal *why,
                           Juki__Identity__V1__MediaPermit *permit, ju_err *err)
{
    Juki__Identity__V1__MediaPermitReply reply = JUKI__IDENTITY__V1__MEDIA_PERMIT_REPLY__INIT;
    reply.request_id = (char *)(uintptr_t)request_id;
    reply.refusal = refusal_of(ctx, why);
    reply.permit = why->code == NULL ? permit : NULL;
    return ctx->arena->full ? ju_no_memory(err)
                            : ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, request_id, &reply.base, NULL, err);
}

/* The last day from today, in arena memory; NULL when it is full. */
static char *last_day(const ju_ctx *ctx)
{
    const identity_state *state = ctx->app;
    ju_date today;
    char *text = ju_arena_alloc(ctx->arena, JU_DATE_SIZE);
    if (text != NULL && ju_date_parse(ctx->today, &today)) {
        ju_date_format(ju_date_add_days(today, (int)state->settings->media_permit_days), text);
    }
    return text;
}

/* What is to be approved, as the permission stands; and once it is granted what may be exported. */
static const char *request_of(ju_ctx *ctx, const Juki__Identity__V1__MediaPermit *of)
{
    const ju_approval_item items[] = {
        {"media_kind", of->kind},
        {"receiver", of->receiver},
        {"max_persons", ju_arena_printf(ctx->arena, "%d", (int)of->max_persons)},
        {"purpose", of->purpose},
    };
    return items[2].value == NULL ? NULL
                                  : ju_approval_text(ctx->arena, MEDIA_APPROVAL, of->permit_id, of->asked_by,
                                                     items, sizeof items / sizeof items[0]);
}

/* ---- the permission ---------------------------------------------------------------------------------- */

ju_rc media_request_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_permit *wish = body;
    JU_TRY(need_request_id(wish->request_id, err));
    return media_ask_permit(ctx, wish->request_id, err);
}

static ju_rc put_request(ju_ctx *ctx, const request_permit *wish, Juki__Identity__V1__MediaPermit *ret,
                         ju_err *err)
{
    ju_approval approval;
    char *valid_until = last_day(ctx);
    if (valid_until == NULL) {
        return ju_no_memory(err);
    }
    ret->permit_id = wish->request_id;
    ret->kind = wish->kind;
    ret->receiver = wish->receiver;
    ret->max_persons = wish->max_persons;
    ret->purpose = wish->purpose;
    ret->state = (char *)(uintptr_t) "asked";
    ret->asked_by = wish->operator_->operator_id;
    ret->valid_until = valid_until;
    JU_TRY(ju_approval_put(ctx, MEDIA_APPROVAL, wish->request_id, ret->asked_by, request_of(ctx, ret),
                           &approval, err));
    return media_put_permit(ctx, wish, valid_until, err);
}

ju_rc media_request_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_permit *wish = body;
    Juki__Identity__V1__MediaPermit permit = JUKI__IDENTITY__V1__MEDIA_PERMIT__INIT;
    media_permit known;
    media_refusal why = media_check_request(wish);
    JU_TRY(media_got_permit(ctx, &known, err));
    if (why.code == NULL && known.found) {
        why = (media_refusal){"permit_decided", "request_id"};
    }
    if (why.code == NULL && receiver_of(ctx, wish->receiver) == NULL) {
        why = (media_refusal){"receiver_without_certificate", "receiver"};
    }
    JU_TRY(why.code == NULL ? put_request(ctx, wish, &permit, err) : JU_OK);
    JU_TRY(answer_permit(ctx, wish->request_id, &why, &permit, err));
    return audit(ctx, "media.requested", wish->operator_, &why,
                 ju_arena_printf(ctx->arena, "permit=%s kind=%s receiver=%s max=%d", wish->request_id,
                                 why.code == NULL ? wish->kind : "", why.code == NULL ? wish->receiver : "",
                                 (int)wish->max_persons),
                 err);
}

ju_rc media_decide_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_permit *wish = body;
    JU_TRY(need_request_id(wish->request_id, err));
    JU_TRY(media_ask_permit(ctx, wish->permit_id, err));
    return ju_approval_ask(ctx, MEDIA_APPROVAL, wish->permit_id, err);
}

ju_rc media_decide_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_permit *wish = body;
    media_permit permit;
    JU_TRY(media_got_permit(ctx, &permit, err));
    media_refusal why = media_check_decision(wish, &permit, ctx->today);
    if (why.code == NULL) {
        const ju_approval_word word = ju_approval_word_of(ctx, wish->operator_->operator_id, wish->granted,
                                                          wish->digest, request_of(ctx, &permit.as));
        why.item = "digest";
        JU_TRY(ju_approval_decide(ctx, ASKED_APPROVAL, &word, false, &why.code, err));
    }
    if (why.code == NULL) {
        permit.as.state = (char *)(uintptr_t)(wish->granted ? "granted" : "refused");
        permit.as.decided_by = wish->operator_->operator_id;
        permit.as.valid_until = last_day(ctx);
        JU_TRY(permit.as.valid_until == NULL ? ju_no_memory(err) : media_put_decision(ctx, &permit.as, err));
    }
    JU_TRY(answer_permit(ctx, wish->request_id, &why, &permit.as, err));
    return audit(ctx, wish->granted ? "media.granted" : "media.refused", wish->operator_, &why,
                 ju_arena_printf(ctx->arena, "permit=%s", permit.found ? permit.as.permit_id : ""), err);
}

/* ---- the export -------------------------------------------------------------------------------------- */

ju_rc media_export_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const export_media *wish = body;
    JU_TRY(need_request_id(wish->request_id, err));
    JU_TRY(media_ask_permit(ctx, wish->permit_id, err));
    JU_TRY(media_ask_rows(ctx, wish->kind, err));
    return ju_approval_ask(ctx, MEDIA_APPROVAL, wish->permit_id, err);
}

/* The file as it leaves. */
typedef struct made_file {
    unsigned char *bytes;
    size_t size;
    const media_row *row; /* who is in it */
    int64_t persons;
} made_file;

static ju_rc make_file(ju_ctx *ctx, const ju_receiver *receiver, made_file *ret, ju_err *err)
{
    const identity_state *state = ctx->app;
    media_row *rows = NULL;
    char *clear = NULL;
    size_t clear_size = 0;
    ret->persons = media_got_count(ctx);
    JU_TRY(media_got_rows(ctx, &rows, err));
    ret->row = rows;
    JU_TRY(media_file_make(&state->rings, ctx->arena, rows, (size_t)ret->persons, &clear, &clear_size, err));
    ju_rc rc = ju_envelope_make(receiver, ctx->arena, clear, clear_size, &ret->bytes, &ret->size, err);
    explicit_bzero(clear, clear_size);
    return rc;
}

static ju_rc digest_of(ju_ctx *ctx, const made_file *file, char **ret, ju_err *err)
{
    unsigned char digest[DIGEST_BYTES];
    if (EVP_Digest(file->bytes, file->size, digest, NULL, EVP_sha256(), NULL) != 1) {
        return ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
    }
    *ret = ju_arena_hex(ctx->arena, digest, DIGEST_BYTES);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc emit_parts(ju_ctx *ctx, const char *request_id, const made_file *file, ju_err *err)
{
    for (size_t at = 0; at < file->size; at += PART_BYTES) {
        Juki__Identity__V1__MediaPart part = JUKI__IDENTITY__V1__MEDIA_PART__INIT;
        part.request_id = (char *)(uintptr_t)request_id;
        part.number = (int32_t)(at / PART_BYTES) + 1;
        part.content.data = file->bytes + at;
        part.content.len = file->size - at < PART_BYTES ? file->size - at : PART_BYTES;
        JU_TRY(ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, request_id, &part.base, NULL, err));
    }
    return JU_OK;
}

/* Of each person, so that one who asks can be told where his data went (開示請求). */
static ju_rc audit_persons(ju_ctx *ctx, const export_media *wish, const made_file *file, ju_err *err)
{
    for (int64_t i = 0; i < file->persons; i++) {
        const char *subject = NULL;
        JU_TRY(identity_subject(ctx, file->row[i].register_ref, &subject, err));
        JU_TRY(ju_audit(ctx,
                        &(ju_act){.action = "media.person",
                                  .operator_ = wish->operator_,
                                  .subject = subject,
                                  .event_id = ctx->message->id,
                                  .detail = wish->receiver},
                        err));
    }
    return JU_OK;
}

/* All of it in this transaction: the record, the answer, the parts. */
static ju_rc export_file(ju_ctx *ctx, const export_media *wish, const made_file *file, const ju_approval *of,
                         ju_err *err)
{
    static const media_refusal fine = {0};
    Juki__Identity__V1__MediaExportReply reply = JUKI__IDENTITY__V1__MEDIA_EXPORT_REPLY__INIT;
    JU_TRY(digest_of(ctx, file, &reply.digest, err));
    reply.request_id = wish->request_id;
    reply.persons = (int32_t)file->persons;
    reply.size_bytes = (int64_t)file->size;
    reply.parts = (int32_t)((file->size + PART_BYTES - 1) / PART_BYTES);
    JU_TRY(media_put_export(ctx, wish, &reply, err));
    JU_TRY(ju_approval_put_use(ctx, of, wish->operator_->operator_id, err));
    JU_TRY(ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, wish->request_id, &reply.base, NULL, err));
    JU_TRY(emit_parts(ctx, wish->request_id, file, err));
    JU_TRY(audit_persons(ctx, wish, file, err));
    return audit(ctx, "media.exported", wish->operator_, &fine,
                 ju_arena_printf(ctx->arena, "permit=%s kind=%s receiver=%s persons=%d sha256=%s",
                                 wish->permit_id, wish->kind, wish->receiver, (int)reply.persons,
                                 reply.digest),
                 err);
}

ju_rc media_export_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const export_media *wish = body;
    media_permit permit;
    JU_TRY(media_got_permit(ctx, &permit, err));
    ju_approval approval;
    media_refusal why = media_check_export(wish, &permit, ctx->today);
    JU_TRY(ju_approval_got(ctx, ASKED_USE, &approval, err));
    if (why.code == NULL) {
        why = (media_refusal){ju_approval_check_use(&approval, wish->operator_->operator_id,
                                                    request_of(ctx, &permit.as), ctx->today),
                              "permit_id"};
    }
    const ju_receiver *receiver = receiver_of(ctx, wish->receiver);
    if (why.code == NULL && receiver == NULL) {
        why = (media_refusal){"receiver_without_certificate", "receiver"};
    }
    if (why.code == NULL && media_got_count(ctx) > permit.as.max_persons) {
        why = (media_refusal){"too_many_persons", "max_persons"};
    }
    if (why.code == NULL) {
        made_file file = {0};
        ju_rc rc = make_file(ctx, receiver, &file, err);
        if (rc != JU_REJECT) {
            return rc == JU_OK ? export_file(ctx, wish, &file, &approval, err) : rc;
        }
        why = (media_refusal){"number_unreadable", "person"};
    }
    Juki__Identity__V1__MediaExportReply reply = JUKI__IDENTITY__V1__MEDIA_EXPORT_REPLY__INIT;
    reply.request_id = wish->request_id;
    reply.refusal = refusal_of(ctx, &why);
    JU_TRY(reply.refusal == NULL
               ? ju_no_memory(err)
               : ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, wish->request_id, &reply.base, NULL, err));
    return audit(ctx, "media.exported", wish->operator_, &why,
                 ju_arena_printf(ctx->arena, "permit=%s", permit.found ? permit.as.permit_id : ""), err);
}

/* ---- the list ---------------------------------------------------------------------------------------- */

ju_rc media_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_permits *query = body;
    JU_TRY(need_request_id(query->request_id, err));
    return media_ask_permits(ctx, err);
}

ju_rc media_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_permits *query = body;
    Juki__Identity__V1__MediaPermitsReply reply = JUKI__IDENTITY__V1__MEDIA_PERMITS_REPLY__INIT;
    const media_refusal why = media_check_operator(query->operator_);
    reply.request_id = query->request_id;
    reply.refusal = refusal_of(ctx, &why);
    JU_TRY(why.code == NULL ? media_got_permits(ctx, &reply, err) : JU_OK);
    JU_TRY(ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, query->request_id, &reply.base, NULL, err));
    return audit(ctx, "media.queried", query->operator_, &why, "", err);
}
