#include "services/gateway/steps/held.h"

#include "common/base/hex.h"
#include "common/event/topic_names.h"
#include "common/staff/approval_store.h"
#include "services/gateway/steps/act.h"
#include "services/gateway/steps/letter.h"
#include "services/gateway/steps/provision.h"
#include "services/gateway/store_code.h"

#include <openssl/evp.h>
#include <string.h>

typedef Juki__Gateway__V1__QueryHeldProvisions query_held;
typedef Juki__Gateway__V1__CheckProvision check_provision;
typedef Juki__Gateway__V1__DecideProvision decide_provision;
typedef Juki__Gateway__V1__RecordManualProvision record_manual;
typedef Juki__Gateway__V1__HeldProvision held_provision;
typedef Juki__Gateway__V1__ProvisionReply provision_reply;
typedef Juki__Gateway__V1__ProvidedInformation provided_information;
typedef Juki__Common__V1__Operator operator_;

enum { DIGEST_BYTES = 32 };
enum { ASKED_ROW, ASKED_COPY, ASKED_LAW };

/* ---- one that is held ---------------------------------------------------------------------------------- */

static ju_rc ask_one(ju_ctx *ctx, const char *permit_id, ju_err *err)
{
    JU_TRY(provision_ask_one(ctx, permit_id, err));
    JU_TRY(copy_ask_held(ctx, permit_id, err));
    return law_ask_held(ctx, permit_id, err);
}

/* What is known of it now. */
typedef struct held_one {
    provision_row row;
    gateway_copy copy;
    law_answer law;
    provided_information content; /* when there is a 副本 */
    const char *digest;
} held_one;

static ju_rc digest_of(ju_ctx *ctx, const provided_information *content, const char **ret, ju_err *err)
{
    unsigned char digest[DIGEST_BYTES];
    ProtobufCBinaryData packed = letter_pack(ctx, &content->base);
    if (packed.data == NULL) {
        return ju_no_memory(err);
    }
    int done = EVP_Digest(packed.data, packed.len, digest, NULL, EVP_sha256(), NULL);
    explicit_bzero(packed.data, packed.len);
    *ret = ju_arena_hex(ctx->arena, digest, sizeof digest);
    return done == 1 && *ret != NULL ? JU_OK : ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
}

static ju_rc got_one(ju_ctx *ctx, held_one *ret, ju_err *err)
{
    JU_TRY(provision_at(ctx, ASKED_ROW, 0, &ret->row, err));
    const Juki__Gateway__V1__Question *question = ret->row.permit->question;
    law_question lawful = provision_law_question(ctx, question);
    JU_TRY(copy_got(ctx, ASKED_COPY, &ret->copy, err));
    JU_TRY(law_got(ctx, ASKED_LAW, &lawful, &ret->law, err));
    ret->digest = "";
    if (!ret->copy.found) {
        return JU_OK;
    }
    JU_TRY(provision_content(ctx, question, &ret->copy, &ret->content, err));
    return digest_of(ctx, &ret->content, &ret->digest, err);
}

static ju_rc facts_of(ju_ctx *ctx, const held_one *one, provision_facts *ret, ju_err *err)
{
    *ret = (provision_facts){
        .permit = one->row.permit,
        .question = one->row.permit->question,
        .law_code = one->law.code,
        .subject_known = true,
        .copy_found = one->copy.found,
        .not_disclosed = one->copy.not_disclosed,
    };
    return provision_certificate(ctx, one->row.permit, &ret->certificate_code, err);
}

static void show(const provision_row *row, held_provision *ret)
{
    juki__gateway__v1__held_provision__init(ret);
    ret->permit_id = row->permit->permit_id;
    ret->question = row->permit->question;
    ret->addressee_number = (char *)(uintptr_t)row->addressee_number;
    ret->received_at = (char *)(uintptr_t)row->received_at;
    ret->checked_by = (char *)(uintptr_t)row->checked_by;
    ret->law_version = (char *)(uintptr_t)row->law_version;
}

static ju_rc audit(ju_ctx *ctx, const char *action, const operator_ *who, const char *code,
                   const provision_row *row, const char *detail, ju_err *err)
{
    return act_on_person(ctx,
                         (ju_act){.action = action,
                                  .operator_ = who,
                                  .change_id = row->permit == NULL ? NULL : row->permit->question->inquiry_id,
                                  .event_id = ctx->message->id,
                                  .refused_code = code,
                                  .detail = detail},
                         row->addressee_number, err);
}

static ju_rc send_reply(ju_ctx *ctx, provision_reply *reply, const char *code, ju_err *err)
{
    if (code != NULL) {
        reply->refusal = act_refusal(ctx, code, "permit_id", provision_text(code));
    }
    return ctx->arena->full
               ? ju_no_memory(err)
               : ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, reply->request_id, &reply->base, NULL, err);
}

/* ---- the list ------------------------------------------------------------------------------------------ */

ju_rc held_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return provision_ask_held(ctx, err);
}

ju_rc held_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_held *wish = body;
    Juki__Gateway__V1__HeldProvisionsReply reply = JUKI__GATEWAY__V1__HELD_PROVISIONS_REPLY__INIT;
    const ju_act act = {.action = "provision.listed", .operator_ = wish->operator_};
    size_t count = provision_count(ctx, 0);
    held_provision *held = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *held);
    reply.held = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply.held);
    if (held == NULL || reply.held == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        provision_row row;
        JU_TRY(provision_at(ctx, 0, (int)i, &row, err));
        show(&row, &held[i]);
        reply.held[i] = &held[i];
        JU_TRY(act_on_person(ctx, act, row.addressee_number, err));
    }
    reply.n_held = count;
    reply.total = provision_total(ctx, 0);
    reply.request_id = wish->request_id;
    JU_TRY(count > 0 ? JU_OK : ju_audit(ctx, &act, err));
    return ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, wish->request_id, &reply.base, NULL, err);
}

/* ---- 送信内容の再確認 -----------------------------------------------------------------------------------
 */

ju_rc held_check_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ask_one(ctx, ((const check_provision *)body)->permit_id, err);
}

/* In the trail: what is too long is refused, and not quoted. */
static const char *shown_text(const char *text)
{
    return strlen(text) <= PROVISION_TEXT_MAX_BYTES ? text : "";
}

static ju_rc refuse_check(ju_ctx *ctx, const check_provision *wish, const char *code, ju_err *err)
{
    provision_reply reply = JUKI__GATEWAY__V1__PROVISION_REPLY__INIT;
    reply.request_id = wish->request_id;
    JU_TRY(audit(ctx, "provision.checked", wish->operator_, code, &(provision_row){0}, "", err));
    return send_reply(ctx, &reply, code, err);
}

static const char *why_no_check(ju_ctx *ctx, const check_provision *wish)
{
    return *wish->purpose == '\0'                             ? "purpose_missing"
           : strlen(wish->purpose) > PROVISION_TEXT_MAX_BYTES ? "text_too_long"
           : provision_count(ctx, ASKED_ROW) == 0             ? "provision_unknown"
                                                              : NULL;
}

ju_rc held_check_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const check_provision *wish = body;
    provision_reply reply = JUKI__GATEWAY__V1__PROVISION_REPLY__INIT;
    held_provision shown;
    held_one one = {0};
    const char *code = why_no_check(ctx, wish);
    if (code != NULL) {
        return refuse_check(ctx, wish, code, err);
    }
    JU_TRY(got_one(ctx, &one, err));
    one.row.checked_by = wish->operator_->operator_id;
    show(&one.row, &shown);
    shown.digest = (char *)(uintptr_t)one.digest;
    reply.request_id = wish->request_id;
    reply.provision = &shown;
    reply.item = one.content.item;
    reply.n_item = one.content.n_item;
    reply.as_of = one.copy.found ? (char *)(uintptr_t)one.copy.as_of : reply.as_of;
    JU_TRY(provision_put_checked(ctx, wish->permit_id, one.row.checked_by, one.digest, err));
    JU_TRY(audit(ctx, "provision.checked", wish->operator_, NULL, &one.row, wish->purpose, err));
    return send_reply(ctx, &reply, NULL, err);
}

/* ---- 上長の承認 ---------------------------------------------------------------------------------------- */

ju_rc held_decide_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ask_one(ctx, ((const decide_provision *)body)->permit_id, err);
}

/* Why this person may not decide; NULL: he may. */
static const char *why_not(const gateway *self, const decide_provision *wish, const provision_row *row)
{
    return row->permit == NULL ? "provision_unknown"
           : !provision_listed(self->settings->supervisors, wish->operator_->operator_id)
               ? "supervisor_needed"
           : *row->checked_by == '\0'                                   ? "not_checked"
           : strcmp(row->checked_by, wish->operator_->operator_id) == 0 ? "same_person"
                                                                        : NULL;
}

/* What he decides; on PROVISION_HOLD nothing is, because of *ret->code. */
static ju_rc outcome_of(ju_ctx *ctx, const decide_provision *wish, const held_one *one,
                        provision_decision *ret, ju_err *err)
{
    provision_facts facts;
    if (!wish->release) {
        *ret = (provision_decision){PROVISION_REFUSE, "not_released"};
        return JU_OK;
    }
    JU_TRY(facts_of(ctx, one, &facts, err));
    /* what he was told of, what was checked last, and what would be sent are the same */
    *ret = provision_release(&facts, strcmp(one->digest, one->row.checked_digest) == 0 &&
                                         strcmp(one->digest, wish->digest) == 0);
    return JU_OK;
}

static ju_rc carry_out(ju_ctx *ctx, const decide_provision *wish, held_one *one,
                       const provision_decision *decision, ju_err *err)
{
    const provision_act act = {
        .question = one->row.permit->question,
        .permit = one->row.permit,
        .permit_id = one->row.permit->permit_id,
        .code = decision->code,
        .law_version = one->law.version,
        .integrated_number = one->row.integrated_number,
        .addressee_number = one->row.addressee_number,
        .received_at = one->row.received_at,
        .operator_ = wish->operator_,
        .copy = &one->copy,
    };
    one->row.state = decision->outcome == PROVISION_ANSWER ? "answered" : "refused";
    one->row.code = decision->code;
    one->row.law_version = one->law.version;
    JU_TRY(provision_put_decided(ctx, &one->row, wish->operator_->operator_id, err));
    return provision_do(ctx, &act, err);
}

ju_rc held_decide_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_provision *wish = body;
    provision_reply reply = JUKI__GATEWAY__V1__PROVISION_REPLY__INIT;
    held_provision shown;
    held_one one = {0};
    provision_decision decision = {PROVISION_HOLD, NULL};
    reply.request_id = wish->request_id;
    JU_TRY(provision_count(ctx, ASKED_ROW) == 0 ? JU_OK : got_one(ctx, &one, err));
    decision.code = why_not(ctx->app, wish, &one.row);
    JU_TRY(decision.code != NULL ? JU_OK : outcome_of(ctx, wish, &one, &decision, err));
    if (decision.outcome == PROVISION_HOLD) {
        JU_TRY(audit(ctx, "provision.decided", wish->operator_, decision.code, &one.row,
                     one.row.permit == NULL ? "" : wish->permit_id, err));
        return send_reply(ctx, &reply, decision.code, err);
    }
    JU_TRY(carry_out(ctx, wish, &one, &decision, err));
    show(&one.row, &shown);
    reply.provision = &shown;
    /* who wanted it released is told why it was not */
    return send_reply(ctx, &reply, wish->release ? decision.code : NULL, err);
}

/* ---- outside of the automated path --------------------------------------------------------------------- */

enum { MANUAL_PERSON, MANUAL_LAW, MANUAL_APPROVAL };

static const char MANUAL[] = "manual_provision";

ju_rc held_manual_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_approval_claim(ctx, MANUAL, ((const record_manual *)body)->approval_id, err);
}

ju_rc held_manual_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    static const Juki__Gateway__V1__Question nothing = JUKI__GATEWAY__V1__QUESTION__INIT;
    const record_manual *wish = body;
    law_question lawful = provision_law_question(ctx, wish->question == NULL ? &nothing : wish->question);
    JU_TRY(code_ask_person(ctx, wish->addressee_number, err));
    JU_TRY(law_ask(ctx, &lawful, err));
    return ju_approval_ask(ctx, MANUAL, wish->approval_id, err);
}

static bool distinct(const record_manual *wish)
{
    const char *one = wish->operator_->operator_id;
    return *wish->approver_id != '\0' && *wish->witness_id != '\0' && strcmp(one, wish->approver_id) != 0 &&
           strcmp(one, wish->witness_id) != 0 && strcmp(wish->approver_id, wish->witness_id) != 0;
}

static bool too_long(const record_manual *wish)
{
    return strlen(wish->document) > PROVISION_TEXT_MAX_BYTES || !provision_fits(wish->question);
}

static const char *why_no_manual(ju_ctx *ctx, const record_manual *wish, const law_answer *law)
{
    const gateway *self = ctx->app;
    return wish->question == NULL                                              ? "question_missing"
           : *wish->document == '\0'                                           ? "document_missing"
           : too_long(wish)                                                    ? "text_too_long"
           : !distinct(wish)                                                   ? "persons_not_distinct"
           : !provision_listed(self->settings->supervisors, wish->approver_id) ? "supervisor_needed"
           : code_persons(ctx, MANUAL_PERSON) == 0                             ? "person_unknown"
                                                                               : law->code;
}

/* What the approver is asked for, and what is to be recorded then. */
static const char *manual_text(ju_ctx *ctx, const record_manual *wish, const char *approval_id)
{
    const char *asked = "";
    const Juki__Gateway__V1__Question *q = wish->question;
    for (size_t i = 0; asked != NULL && i < q->n_asked_item; i++) {
        asked = ju_arena_printf(ctx->arena, "%s%s%s", asked, i == 0 ? "" : ",", q->asked_item[i]);
    }
    const ju_approval_item items[] = {
        {"document", wish->document},
        {"approver_id", wish->approver_id},
        {"witness_id", wish->witness_id},
        {"addressee_number", wish->addressee_number},
        {"law_table", q->law_table},
        {"item", q->item},
        {"inquirer_kind", q->inquirer_kind},
        {"inquirer", q->inquirer},
        {"affair", q->affair},
        {"information", q->information},
        {"asked_item", asked},
    };
    return asked == NULL ? NULL
                         : ju_approval_text(ctx->arena, MANUAL, approval_id, wish->operator_->operator_id,
                                            items, sizeof items / sizeof items[0]);
}

/* NULL: the approver whom it names has said so, to just this. */
static ju_rc judge_manual(ju_ctx *ctx, const record_manual *wish, ju_approval *ret, const char **ret_code,
                          ju_err *err)
{
    const char *now = manual_text(ctx, wish, wish->approval_id);
    JU_TRY(now == NULL ? ju_no_memory(err) : ju_approval_got(ctx, MANUAL_APPROVAL, ret, err));
    *ret_code = ju_approval_check_use(ret, wish->operator_->operator_id, now, ctx->today);
    if (*ret_code == NULL && strcmp(ret->decided_by, wish->approver_id) != 0) {
        *ret_code = "not_approved";
    }
    return JU_OK;
}

static ju_rc ask_approver(ju_ctx *ctx, const record_manual *wish,
                          Juki__Gateway__V1__ManualProvisionReply *reply, ju_err *err)
{
    ju_approval approval;
    JU_TRY(ju_approval_put(ctx, MANUAL, wish->request_id, wish->operator_->operator_id,
                           manual_text(ctx, wish, wish->request_id), &approval, err));
    reply->approval = ju_approval_message(ctx->arena, &approval);
    return reply->approval == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc put_manual(ju_ctx *ctx, const record_manual *wish, const law_answer *law, const char **ret_id,
                        ju_err *err)
{
    code_person person;
    const provision_manual manual = {
        .record_id = *ret_id = ju_event_id(ctx),
        .document = wish->document,
        .operator_id = wish->operator_->operator_id,
        .approver_id = wish->approver_id,
        .witness_id = wish->witness_id,
    };
    if (*ret_id == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(code_person_at(ctx, MANUAL_PERSON, 0, &person, err));
    JU_TRY(provision_put_manual(ctx, &manual, err));
    wish->question->inquiry_id = (char *)(uintptr_t)*ret_id;
    return provision_do(ctx,
                        &(provision_act){.question = wish->question,
                                         .permit_id = "",
                                         .law_version = law->version,
                                         .integrated_number = person.integrated_number,
                                         .addressee_number = person.addressee_number,
                                         .received_at = ctx->now,
                                         .operator_ = wish->operator_,
                                         .silent = true},
                        err);
}

ju_rc held_manual_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    static const Juki__Gateway__V1__Question nothing = JUKI__GATEWAY__V1__QUESTION__INIT;
    const record_manual *wish = body;
    Juki__Gateway__V1__ManualProvisionReply reply = JUKI__GATEWAY__V1__MANUAL_PROVISION_REPLY__INIT;
    law_question lawful = provision_law_question(ctx, wish->question == NULL ? &nothing : wish->question);
    law_answer law;
    const char *record_id = NULL;
    JU_TRY(law_got(ctx, MANUAL_LAW, &lawful, &law, err));
    const char *code = why_no_manual(ctx, wish, &law);
    bool asks = *wish->approval_id == '\0';
    ju_approval approval;
    reply.request_id = wish->request_id;
    JU_TRY(code != NULL || asks ? JU_OK : judge_manual(ctx, wish, &approval, &code, err));
    if (code != NULL) {
        reply.refusal = act_refusal(ctx, code, "", provision_text(code));
    } else if (asks) {
        JU_TRY(ask_approver(ctx, wish, &reply, err));
    } else {
        JU_TRY(put_manual(ctx, wish, &law, &record_id, err));
        JU_TRY(ju_approval_put_use(ctx, &approval, wish->operator_->operator_id, err));
        reply.record_id = (char *)(uintptr_t)record_id;
    }
    JU_TRY(audit(ctx, asks ? "provision.manual_asked" : "provision.manual", wish->operator_, code,
                 &(provision_row){.addressee_number = wish->addressee_number}, shown_text(wish->document),
                 err));
    return ctx->arena->full ? ju_no_memory(err)
                            : ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, wish->request_id, &reply.base, NULL, err);
}
