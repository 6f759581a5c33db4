/* Notices to the prefecture (seed 002 R-28, 1-④): sent in order per person, again while no receipt comes. */
#include "services/identity/steps/notice.h"
#include "services/identity/steps/state.h"

#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "services/identity/resend.h"

/* So many in one look: a prefecture that comes back is not overrun. */
enum { AGAIN_AT_ONCE = 100 };

typedef Juki__Identity__V1__ResidentNotice resident_notice;

static ju_rc emit(ju_ctx *ctx, const resident_notice *notice, notice_row *row, ju_err *err)
{
    row->payload.len = juki__identity__v1__resident_notice__get_packed_size(notice);
    row->payload.data = ju_arena_alloc(ctx->arena, row->payload.len);
    if (row->payload.data == NULL) {
        return ju_no_memory(err);
    }
    juki__identity__v1__resident_notice__pack(notice, row->payload.data);
    JU_TRY(ju_emit_bytes(ctx, JU_TOPIC_LINK_PREFECTURE_OUT, row->register_ref, row->event_id,
                         notice->base.descriptor->name, row->payload.data, row->payload.len, err));
    return records_put_notice(ctx, row, err);
}

/* Exactly the 8 items of 住基法30条の6 and from the prefecture's day on the 9th, the numbers sealed to
 * it. */
ju_rc notice_send(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed,
                  const identity_record *record, const identity_numbers *numbers, const char *notice_id,
                  const char *subject, ju_err *err)
{
    const identity_state *state = ctx->app;
    resident_notice notice = JUKI__IDENTITY__V1__RESIDENT_NOTICE__INIT;
    notice.resident_code = numbers->resident_code;
    notice.name = changed->name;
    notice.birth_date = changed->birth_date;
    notice.sex = changed->sex;
    notice.address = changed->address;
    notice.individual_number = numbers->individual_number;
    notice.reason = changed->reason;
    notice.change_date = changed->change_date;
    if (notice_has_kana(state->settings->prefecture_kana_since, ctx->today)) {
        notice.name_kana = record->name_kana;
    }
    notice_row row = {.event_id = notice_id,
                      .change_id = changed->change_id,
                      .register_ref = changed->register_ref,
                      .subject = subject,
                      .update_number = ctx->message->sequence,
                      .reason = changed->reason};
    return emit(ctx, &notice, &row, err);
}

/* ---- again ------------------------------------------------------------------------------------------- */

ju_rc notice_idle_ask(ju_ctx *ctx, ju_err *err)
{
    const identity_settings *settings = ((identity_state *)ctx->app)->settings;
    const ju_link *prefecture = &settings->link[IDENTITY_PREFECTURE];
    int64_t after_s = ju_link_span_s(prefecture, ctx->now, settings->notice_retry_ms / 1000);
    return records_ask_due(ctx, after_s, AGAIN_AT_ONCE, err);
}

/* The log is told once when receipts become overdue, and once when all have come. */
static void note_overdue(identity_state *state, int64_t overdue)
{
    ju_gauge_set(state->overdue_gauge, (double)overdue);
    if (overdue > 0 && state->overdue == 0) {
        ju_log_warn("receipts of the prefecture are overdue", ju_f_int("count", overdue));
    } else if (overdue == 0 && state->overdue > 0) {
        ju_log_info("no receipt of the prefecture is overdue", ju_f_int("count", overdue));
    }
    state->overdue = overdue;
}

/* What cannot be opened stops no other notice, and nothing else that goes by the clock. */
static ju_rc put_off(ju_ctx *ctx, const notice_due *due, ju_err *err)
{
    ju_counter_add(((identity_state *)ctx->app)->unreadable, 1);
    ju_log_error("a notice cannot be opened: it is tried again a day later, everything else goes on",
                 ju_f_word("event_id", due->event_id), ju_f_word("err_code", due->fault));
    return records_put_off(ctx, due->event_id, err);
}

static ju_rc send_again(ju_ctx *ctx, const notice_due *due, ju_err *err)
{
    JU_TRY(due->fault != NULL
               ? put_off(ctx, due, err)
               : ju_emit_again(ctx, JU_TOPIC_LINK_PREFECTURE_OUT, due->register_ref, due->sequence,
                               due->event_id, juki__identity__v1__resident_notice__descriptor.name,
                               due->payload.data, due->payload.len, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "notice.repeated",
                              .subject = due->subject,
                              .change_id = due->change_id,
                              .event_id = due->event_id,
                              .refused_code = due->fault,
                              .detail = "prefecture"},
                    err);
}

ju_rc notice_idle_begin(ju_ctx *ctx, ju_err *err)
{
    notice_due *due = NULL;
    size_t count = 0;
    JU_TRY(records_got_due(ctx, &due, &count, err));
    note_overdue(ctx->app, records_got_overdue(ctx));
    for (size_t i = 0; i < count; i++) {
        JU_TRY(send_again(ctx, &due[i], err));
    }
    return JU_OK;
}

/* ---- QueryNotices ------------------------------------------------------------------------------------ */

static Juki__Common__V1__Refusal refusal_of(const records_refusal *why)
{
    Juki__Common__V1__Refusal refusal = JUKI__COMMON__V1__REFUSAL__INIT;
    refusal.code = (char *)(uintptr_t)why->code;
    refusal.item = (char *)(uintptr_t)why->item;
    refusal.message = (char *)(uintptr_t)records_refusal_message(why->code);
    return refusal;
}

ju_rc notices_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__QueryNotices *query = body;
    if (*query->request_id == '\0') {
        return ju_reject(err, "item_missing", "request_id", "a question without a number cannot be answered");
    }
    return records_ask_notices(ctx, query->change_id, err);
}

ju_rc notices_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    static const records_refusal nobody = {"operator_missing", "operator"};
    const Juki__Identity__V1__QueryNotices *query = body;
    Juki__Identity__V1__NoticesReply reply = JUKI__IDENTITY__V1__NOTICES_REPLY__INIT;
    Juki__Common__V1__Refusal refusal = refusal_of(&nobody);
    /* Nobody looks without a name (design invariant 9). */
    bool named = query->operator_ != NULL && *query->operator_->operator_id != '\0';
    reply.request_id = query->request_id;
    reply.refusal = named ? NULL : &refusal;
    JU_TRY(named ? records_got_notices(ctx, &reply, err) : JU_OK);
    JU_TRY(ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, query->request_id, &reply.base, NULL, err));
    const ju_act act = {
        .action = "notices.queried",
        .operator_ = query->operator_,
        .change_id = query->change_id,
        .event_id = ctx->message->id,
        .refused_code = named ? NULL : nobody.code,
    };
    return ju_audit(ctx, &act, err);
}

/* ---- ResendNotice ------------------------------------------------------------------------------------ */

ju_rc resend_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__ResendNotice *wish = body;
    if (*wish->request_id == '\0') {
        return ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
    }
    return records_ask_past(ctx, wish->event_id, err);
}

/* The numbers are sealed for the new notice, from what the record has. */
static ju_rc seal_numbers(ju_ctx *ctx, const notice_past *past, const char *event_id, resident_notice *notice,
                          ju_err *err)
{
    identity_state *state = ctx->app;
    unsigned char ignored[JU_BLIND_INDEX_BYTES];
    const identity_route route = {state->rings.identity, past->row.register_ref, state->rings.prefecture,
                                  event_id};
    JU_TRY(
        identity_pass_code(&route, ctx->arena, past->of.resident_code, &notice->resident_code, ignored, err));
    return identity_pass_number(&route, ctx->arena, past->of.individual_number, &notice->individual_number,
                                ignored, err);
}

static ju_rc send_anew(ju_ctx *ctx, const Juki__Identity__V1__ResendNotice *wish, const notice_past *past,
                       const char *event_id, ju_err *err)
{
    const identity_state *state = ctx->app;
    resident_notice *notice = juki__identity__v1__resident_notice__unpack(
        &ctx->arena->allocator, past->row.payload.len, past->row.payload.data);
    if (notice == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(seal_numbers(ctx, past, event_id, notice, err));
    notice->reason = wish->reason;
    bool has_kana = notice_has_kana(state->settings->prefecture_kana_since, ctx->today);
    notice->name_kana = (char *)(uintptr_t)(has_kana ? past->of.record->name_kana : "");
    notice_row row = past->row;
    row.event_id = event_id;
    row.reason = wish->reason;
    return emit(ctx, notice, &row, err);
}

static ju_rc answer_resend(ju_ctx *ctx, const Juki__Identity__V1__ResendNotice *wish, const char *event_id,
                           const records_refusal *why, ju_err *err)
{
    Juki__Identity__V1__ResendReply reply = JUKI__IDENTITY__V1__RESEND_REPLY__INIT;
    Juki__Common__V1__Refusal refusal;
    reply.request_id = wish->request_id;
    if (why->code != NULL) {
        refusal = refusal_of(why);
        reply.refusal = &refusal;
    } else {
        reply.event_id = (char *)(uintptr_t)event_id;
    }
    return ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, wish->request_id, &reply.base, NULL, err);
}

ju_rc resend_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__ResendNotice *wish = body;
    const char *event_id = ju_event_id(ctx);
    notice_past past;
    JU_TRY(event_id == NULL ? ju_no_memory(err) : records_got_past(ctx, wish->event_id, &past, err));
    const resend_facts facts = {past.found, past.latest, past.row.reason, past.exclusive_operator};
    const records_refusal why = resend_check(wish, &facts);
    if (why.code == NULL) {
        JU_TRY(send_anew(ctx, wish, &past, event_id, err));
    }
    JU_TRY(answer_resend(ctx, wish, event_id, &why, err));
    const ju_act act = {.action = "notice.resent",
                        .operator_ = wish->operator_,
                        .subject = past.row.subject,
                        .change_id = past.row.change_id,
                        .event_id = why.code == NULL ? event_id : ctx->message->id,
                        .refused_code = why.code};
    return ju_audit(ctx, &act, err);
}
