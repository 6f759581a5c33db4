#include "services/resident/certificate.h"
#include "services/resident/member_order.h"
#include "services/resident/steps/certificate.h"
#include "services/resident/steps/certificate_foreign.h"
#include "services/resident/steps/certificate_remark.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store.h"
#include "services/resident/store_certificate.h"
#include "services/resident/store_restraint.h"

#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Resident__V1__IssueCertificate issue_certificate;
typedef Juki__Resident__V1__QueryCertificates query_certificates;
typedef Juki__Resident__V1__CertificatePerson certificate_person;
typedef Juki__Common__V1__Sealed sealed;

enum { ASKED_RECORDS, ASKED_HELD, ASKED_SERIAL, ASKED_ALIAS }; /* of ask_certificate, which comes first */
enum { ASKED_HISTORY, ASKED_ENDS };
/* What surely fits one message. */
enum { PERSONS_MAX = 100 };

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

ju_rc issue_certificate_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const issue_certificate *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    JU_TRY(ask_certificate(ctx, question->addressee_number, NULL, err));
    unsigned items = certificate_shown(question);
    if ((items & CERTIFICATE_BIT(ALIAS_HISTORY)) != 0) {
        JU_TRY(ask_certificate_alias(ctx, question->addressee_number, err));
    }
    return (items & CERTIFICATE_BIT(REMARKS)) != 0
               ? ask_certificate_remarks(ctx, question->addressee_number, err)
               : JU_OK;
}

/* ---- what is shown ----------------------------------------------------------------------------------- */

/* A number as it rests, sealed anew so that it opens for its reader and this request alone. */
static ju_rc seal_anew(ju_ctx *ctx, ju_keyring *reader, const char *field, const char *register_ref,
                       const char *request_id, sealed **number, ju_err *err)
{
    const resident_state *state = ctx->app;
    char *clear = NULL;
    if (*number == NULL) {
        return JU_OK;
    }
    JU_TRY(ju_unseal_text(state->resident, ctx->arena, field, register_ref, *number, &clear, err));
    ju_rc rc = ju_seal_text(reader, ctx->arena, field, request_id, clear, number, err);
    explicit_bzero(clear, strlen(clear));
    return rc;
}

/* Of a 転出 what was planned, never what was confirmed (j10); before its day on no sheet but the 転出証明書
 * (j1000). */
static void show_removal(certificate_person *shown, const person_record *record, bool moving_out)
{
    if (record->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT && !moving_out) {
        return;
    }
    bool planned = record->move_out != NULL && *record->move_out->planned_date != '\0';
    shown->destination = record->destination;
    shown->removed_date = planned ? record->move_out->planned_date : record->change_date;
    shown->removed_date_written = planned ? text("") : record->change_date_written;
}

static ju_rc show_numbers(ju_ctx *ctx, const certificate_order *order, unsigned items,
                          const person_record *record, certificate_person *shown, ju_err *err)
{
    if ((items & CERTIFICATE_BIT(INDIVIDUAL_NUMBER)) != 0) {
        shown->individual_number = record->individual_number;
    }
    if ((items & CERTIFICATE_BIT(RESIDENT_CODE)) != 0) {
        shown->resident_code = record->resident_code;
    }
    const char *request_id = order->question->request_id;
    JU_TRY(seal_anew(ctx, order->reader, "individual_number", record->register_ref, request_id,
                     &shown->individual_number, err));
    return seal_anew(ctx, order->reader, "resident_code", record->register_ref, request_id,
                     &shown->resident_code, err);
}

static void show_items(const person_record *record, unsigned items, bool moving_out,
                       certificate_person *shown)
{
    juki__resident__v1__certificate_person__init(shown);
    shown->name = record->name;
    shown->name_kana = record->name_kana;
    shown->birth_date = record->birth_date;
    shown->sex = record->sex;
    shown->resident_since = record->resident_since;
    shown->address_since = record->address_since;
    shown->notified_date = record->notified_date;
    shown->previous_address = record->previous_address;
    shown->state = record->state;
    shown->resident_kind = record->resident_kind;
    shown->former_name = record->former_name;
    shown->former_name_kana = record->former_name_kana;
    shown->resident_since_written = record->resident_since_written;
    shown->address_since_written = record->address_since_written;
    if ((items & CERTIFICATE_BIT(RELATIONSHIP)) != 0) {
        shown->relationship = record->relationship;
    }
    if ((items & CERTIFICATE_BIT(DOMICILE)) != 0) {
        shown->registered_domicile = record->registered_domicile;
        shown->family_register_head = record->family_register_head;
    }
    show_removal(shown, record, moving_out);
}

static const char *head_of(const record_list *members)
{
    bool found = members->count > 0 && strcmp(members->item[0]->relationship, "世帯主") == 0;
    return found ? members->item[0]->name : "";
}

static ju_rc fill_items(ju_ctx *ctx, unsigned items, Juki__Resident__V1__CertificateItem **ret,
                        size_t *ret_count, ju_err *err)
{
    *ret = ju_arena_alloc(ctx->arena, CERTIFICATE_ITEM_COUNT * sizeof **ret);
    *ret_count = 0;
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    for (unsigned item = 1; item <= CERTIFICATE_ITEM_COUNT; item++) {
        if ((items & 1U << item) != 0) {
            (*ret)[(*ret_count)++] = (Juki__Resident__V1__CertificateItem)item;
        }
    }
    return JU_OK;
}

static ju_rc fill_persons(ju_ctx *ctx, const certificate_order *order, unsigned items,
                          const record_list *shown, Juki__Resident__V1__CertificateReply *reply, ju_err *err)
{
    bool remarks = (items & CERTIFICATE_BIT(REMARKS)) != 0;
    int asked_remarks = ASKED_ALIAS + ((items & CERTIFICATE_BIT(ALIAS_HISTORY)) != 0);
    reply->n_person = shown->count;
    reply->person = ju_arena_alloc(ctx->arena, shown->count * sizeof(certificate_person *));
    for (size_t i = 0; reply->person != NULL && i < shown->count; i++) {
        reply->person[i] = ju_arena_alloc(ctx->arena, sizeof(certificate_person));
        if (reply->person[i] == NULL) {
            return ju_no_memory(err);
        }
        show_items(shown->item[i], items,
                   order->question->kind == JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_MOVED_OUT,
                   reply->person[i]);
        JU_TRY(show_foreign(ctx, shown->item[i], items, ASKED_ALIAS, reply->person[i], err));
        JU_TRY(show_numbers(ctx, order, items, shown->item[i], reply->person[i], err));
        if (remarks) {
            JU_TRY(show_remarks(ctx, shown->item[i], asked_remarks, reply->person[i], err));
        }
    }
    return reply->person == NULL ? ju_no_memory(err) : JU_OK;
}

/* ---- record and audit -------------------------------------------------------------------------------- */

static ju_rc audit(ju_ctx *ctx, const char *action, const void *operator_, const char *addressee_number,
                   const refusal *why, const char *detail, ju_err *err)
{
    return audit_about(
        ctx, (ju_act){.action = action, .operator_ = operator_, .refused_code = why->code, .detail = detail},
        addressee_number, err);
}

/* Kind, issue number, whether a restraint was released for it, and which items were shown. */
static const char *detail_of(ju_ctx *ctx, const issue_certificate *question, const char *number,
                             unsigned items, bool released)
{
    const ProtobufCEnumDescriptor *names = &juki__resident__v1__certificate_item__descriptor;
    char *detail = ju_arena_printf(ctx->arena, "kind=%d issue=%s%s shown=", (int)question->kind, number,
                                   released ? " released" : "");
    for (int item = 1; detail != NULL && item <= CERTIFICATE_ITEM_COUNT; item++) {
        if ((items & 1U << (unsigned)item) != 0) {
            const char *name = protobuf_c_enum_descriptor_get_value(names, item)->name;
            detail = ju_arena_printf(ctx->arena, "%s%s,", detail, name + strlen("CERTIFICATE_ITEM_"));
        }
    }
    return detail;
}

/* What was issued though a restraint of level エラー stands was issued under a 一時解除. */
static ju_rc is_released(ju_ctx *ctx, const record_list *shown, bool *ret, ju_err *err)
{
    restraint_list found;
    JU_TRY(read_restraints(ctx, ASKED_RECORDS, &found, err));
    *ret = false;
    for (size_t i = 0; i < shown->count; i++) {
        *ret = *ret || restraint_hides(&found, shown->item[i]->addressee_number);
    }
    return JU_OK;
}

static ju_rc record_issue(ju_ctx *ctx, const certificate_order *order, unsigned items, const char *number,
                          const record_list *shown, ju_err *err)
{
    const issue_certificate *question = order->question;
    bool released = false;
    JU_TRY(is_released(ctx, shown, &released, err));
    Juki__Resident__V1__CertificateIssue issue = JUKI__RESIDENT__V1__CERTIFICATE_ISSUE__INIT;
    const char *detail = detail_of(ctx, question, number, items, released);
    issue.issue_number = text(number);
    issue.issued_date = ju_arena_strdup(ctx->arena, ctx->today);
    issue.kind = question->kind;
    issue.household = question->household;
    issue.purpose = question->purpose;
    issue.operator_id = question->operator_->operator_id;
    issue.terminal_id = question->operator_->terminal_id;
    issue.channel = order->channel;
    for (size_t i = 0; i < question->n_confirmed_alert; i++) {
        JU_TRY(audit(ctx, "alert.confirmed", question->operator_, question->addressee_number, &(refusal){0},
                     question->confirmed_alert[i], err));
    }
    for (size_t i = 0; i < shown->count; i++) {
        JU_TRY(audit(ctx, "certificate.issue", question->operator_, shown->item[i]->addressee_number,
                     &(refusal){0}, detail, err));
    }
    if (order->channel == CERTIFICATE_COUNTER) {
        JU_TRY(put_certificate_open(ctx, number, err));
    }
    return put_certificate(ctx, &issue, items, shown, err);
}

/* 発行番号: date, municipality, terminal, serial (standard j1040); pages are the printer's to count. */
static char *issue_number_of(ju_ctx *ctx, const issue_certificate *question)
{
    const resident_state *state = ctx->app;
    return ju_arena_printf(ctx->arena, "%.4s%.2s%.2s %s %s %06lld", ctx->today, ctx->today + 5,
                           ctx->today + 8, state->municipality, question->operator_->terminal_id,
                           (long long)ju_col_i64(ju_answer(ctx, ASKED_SERIAL), 0, 0));
}

static ju_rc answer(ju_ctx *ctx, const certificate_order *order, Juki__Resident__V1__CertificateReply *reply,
                    const char **ret_id, ju_err *err)
{
    reply->request_id = order->question->request_id;
    return ju_emit(ctx, order->topic, reply->request_id, &reply->base, ret_id, err);
}

/* Who is shown, in the order of the household: one person, all, or the members who are named (j1000). */
static ju_rc choose(ju_ctx *ctx, const issue_certificate *question, const record_list *members,
                    size_t position, record_list *ret, refusal *ret_why, ju_err *err)
{
    *ret = question->household ? *members : (record_list){.item = members->item + position, .count = 1};
    if (question->n_member == 0) {
        return JU_OK;
    }
    *ret = (record_list){.item = ju_arena_alloc(ctx->arena, members->count * sizeof(person_record *))};
    if (ret->item == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < members->count; i++) {
        bool named = false;
        for (size_t n = 0; n < question->n_member; n++) {
            named |= strcmp(question->member[n], members->item[i]->addressee_number) == 0;
        }
        if (named) {
            ret->item[ret->count++] = members->item[i];
        }
    }
    if (ret->count != question->n_member) { /* somebody is no member, or named twice */
        (void)refuse(ret_why, "certificate_member", "member");
    }
    return JU_OK;
}

static ju_rc issue(ju_ctx *ctx, const certificate_order *order, const record_list *members,
                   const record_list *shown, size_t position, const char **ret_id, ju_err *err)
{
    const issue_certificate *question = order->question;
    Juki__Resident__V1__CertificateReply reply = JUKI__RESIDENT__V1__CERTIFICATE_REPLY__INIT;
    unsigned items = certificate_shown(question);
    reply.issue_number = issue_number_of(ctx, question);
    if (reply.issue_number == NULL) {
        return ju_no_memory(err);
    }
    reply.issued_date = text(ctx->today);
    reply.kind = question->kind;
    reply.household = question->household;
    reply.address = members->item[position]->address;
    reply.household_head = text((items & CERTIFICATE_BIT(RELATIONSHIP)) != 0 ? head_of(members) : "");
    JU_TRY(fill_items(ctx, items, &reply.shown, &reply.n_shown, err));
    JU_TRY(fill_persons(ctx, order, items, shown, &reply, err));
    JU_TRY(record_issue(ctx, order, items, reply.issue_number, shown, err));
    return answer(ctx, order, &reply, ret_id, err);
}

ju_rc certificate_decline(ju_ctx *ctx, const certificate_order *order, const refusal *why,
                          const char **ret_id, ju_err *err)
{
    const issue_certificate *question = order->question;
    Juki__Resident__V1__CertificateReply reply = JUKI__RESIDENT__V1__CERTIFICATE_REPLY__INIT;
    reply.refusal = refusal_message_of(ctx, why);
    JU_TRY(audit(ctx, "certificate.issue", question->operator_, question->addressee_number, why, why->item,
                 err));
    return answer(ctx, order, &reply, ret_id, err);
}

/* 届出の年月日 on a sheet is that of the 住所 (住基法7条8号), not of whatever was changed last. */
static void show_day_of_address(const PGresult *rows, const record_list *members)
{
    int column = PQfnumber(rows, "address_notified_date");
    for (size_t i = 0; i < members->count; i++) {
        members->item[i]->notified_date = text(ju_col(rows, (int)i, column));
    }
}

static size_t position_of(const record_list *members, const char *addressee_number)
{
    size_t i = 0;
    while (i < members->count && strcmp(members->item[i]->addressee_number, addressee_number) != 0) {
        i++;
    }
    return i;
}

ju_rc certificate_answer(ju_ctx *ctx, const certificate_order *order, refusal *ret_why, const char **ret_id,
                         ju_err *err)
{
    const issue_certificate *question = order->question;
    record_list members = {0};
    JU_TRY(read_records(ctx, ASKED_RECORDS, &members, err));
    show_day_of_address(ju_answer(ctx, ASKED_RECORDS), &members);
    if (!member_order(members.item, members.count, ctx->arena)) {
        return ju_no_memory(err);
    }
    size_t position = position_of(&members, question->addressee_number);
    certificate_case known = {.person = position < members.count ? members.item[position] : NULL,
                              .held = PQntuples(ju_answer(ctx, ASKED_HELD)) > 0,
                              .unattended = order->channel == CERTIFICATE_KIOSK,
                              .now = ctx->now};
    JU_TRY(read_restraints(ctx, ASKED_RECORDS, &known.restraints, err));
    *ret_why = (refusal){0};
    record_list shown = {0};
    if (certificate_may_issue(question, &known, ret_why)) {
        JU_TRY(choose(ctx, question, &members, position, &shown, ret_why, err));
    }
    if (shown.count > PERSONS_MAX) {
        (void)refuse(ret_why, "certificate_too_long", "household");
    }
    return ret_why->code == NULL ? issue(ctx, order, &members, &shown, position, ret_id, err)
                                 : certificate_decline(ctx, order, ret_why, ret_id, err);
}

ju_rc issue_certificate_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const resident_state *state = ctx->app;
    const certificate_order order = {.question = body,
                                     .channel = CERTIFICATE_COUNTER,
                                     .topic = JU_TOPIC_RESIDENT_REPLY,
                                     .reader = state->resident};
    refusal why;
    return certificate_answer(ctx, &order, &why, NULL, err);
}

/* ---- history of issue -------------------------------------------------------------------------------- */

ju_rc query_certificates_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_certificates *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    JU_TRY(ask_certificate_history(ctx, question->addressee_number, err));
    return ask_certificate_ends(ctx, question->addressee_number, err);
}

static ju_rc read_issue(ju_ctx *ctx, const PGresult *rows, int row,
                        Juki__Resident__V1__CertificateIssue **ret, ju_err *err)
{
    Juki__Resident__V1__CertificateIssue *issued = ju_arena_alloc(ctx->arena, sizeof *issued);
    if (issued == NULL) {
        return ju_no_memory(err);
    }
    juki__resident__v1__certificate_issue__init(issued);
    issued->issue_number = text(ju_col(rows, row, 0));
    issued->issued_date = text(ju_col(rows, row, 1));
    issued->kind = (Juki__Resident__V1__CertificateKind)ju_col_i64(rows, row, 2);
    issued->household = ju_col_bool(rows, row, 3);
    JU_TRY(read_certificate_purpose(ctx, rows, row, &issued->purpose, err));
    issued->operator_id = text(ju_col(rows, row, 6));
    issued->terminal_id = text(ju_col(rows, row, 7));
    issued->channel = (Juki__Resident__V1__CertificateChannel)ju_col_i64(rows, row, 8);
    *ret = issued;
    return fill_items(ctx, (unsigned)ju_col_i64(rows, row, 4), &issued->shown, &issued->n_shown, err);
}

static ju_rc read_end(ju_ctx *ctx, const PGresult *rows, int row, Juki__Resident__V1__CertificateEnd **ret,
                      ju_err *err)
{
    Juki__Resident__V1__CertificateEnd *end = ju_arena_alloc(ctx->arena, sizeof *end);
    *ret = end;
    if (end == NULL) {
        return ju_no_memory(err);
    }
    juki__resident__v1__certificate_end__init(end);
    end->kind = (Juki__Resident__V1__CertificateEndKind)ju_col_i64(rows, row, 1);
    end->sheets = (int32_t)ju_col_i64(rows, row, 2);
    end->operator_id = text(ju_col(rows, row, 4));
    end->terminal_id = text(ju_col(rows, row, 5));
    end->ended_date = text(ju_col(rows, row, 6));
    return read_certificate_end_reason(ctx, rows, row, &end->reason, err);
}

static ju_rc read_ends(ju_ctx *ctx, Juki__Resident__V1__CertificateIssue *issued, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, ASKED_ENDS);
    issued->end = ju_arena_alloc(ctx->arena, ((size_t)PQntuples(rows) + 1) * sizeof(void *));
    for (int i = 0; issued->end != NULL && i < PQntuples(rows); i++) {
        if (strcmp(ju_col(rows, i, 0), issued->issue_number) == 0) {
            JU_TRY(read_end(ctx, rows, i, &issued->end[issued->n_end++], err));
        }
    }
    return issued->end == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc query_certificates_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_certificates *question = body;
    const PGresult *rows = ju_answer(ctx, ASKED_HISTORY);
    Juki__Resident__V1__CertificatesReply reply = JUKI__RESIDENT__V1__CERTIFICATES_REPLY__INIT;
    refusal why = {0};
    size_t count = (size_t)PQntuples(rows);
    reply.request_id = question->request_id;
    reply.issue = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply.issue);
    if (reply.issue == NULL) {
        return ju_no_memory(err);
    }
    if (question->operator_ == NULL || *question->operator_->operator_id == '\0') {
        (void)refuse(&why, "operator_missing", "operator");
    } else if (*question->purpose == '\0') {
        (void)refuse(&why, "purpose_missing", "purpose");
    }
    for (; why.code == NULL && reply.n_issue < count; reply.n_issue++) {
        JU_TRY(read_issue(ctx, rows, (int)reply.n_issue, &reply.issue[reply.n_issue], err));
        JU_TRY(read_ends(ctx, reply.issue[reply.n_issue], err));
    }
    reply.refusal = refusal_message_of(ctx, &why);
    JU_TRY(audit(ctx, "certificate.history", question->operator_, question->addressee_number, &why,
                 why.code == NULL ? "" : why.item, err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}

/* ---- issued and never confirmed ----------------------------------------------------------------------- */

ju_rc query_open_certificates_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Resident__V1__QueryOpenCertificates *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    return ask_certificates_open(ctx, err);
}

ju_rc query_open_certificates_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Resident__V1__QueryOpenCertificates *question = body;
    const PGresult *rows = ju_answer(ctx, ASKED_HISTORY);
    Juki__Resident__V1__CertificatesReply reply = JUKI__RESIDENT__V1__CERTIFICATES_REPLY__INIT;
    refusal why = {0};
    size_t count = (size_t)PQntuples(rows);
    if (question->operator_ == NULL || *question->operator_->operator_id == '\0') {
        (void)refuse(&why, "operator_missing", "operator");
        count = 0;
    }
    reply.request_id = question->request_id;
    reply.refusal = refusal_message_of(ctx, &why);
    reply.issue = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply.issue);
    if (reply.issue == NULL) {
        return ju_no_memory(err);
    }
    for (; reply.n_issue < count; reply.n_issue++) {
        JU_TRY(read_issue(ctx, rows, (int)reply.n_issue, &reply.issue[reply.n_issue], err));
    }
    JU_TRY(ju_audit(ctx,
                    &(ju_act){.action = "certificate.open",
                              .operator_ = question->operator_,
                              .event_id = ctx->message->id,
                              .refused_code = why.code,
                              .detail = why.code == NULL ? "" : why.item},
                    err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}
