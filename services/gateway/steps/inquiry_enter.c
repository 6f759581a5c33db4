/* An inquiry is entered: by staff in the name of an office, or by an office itself. */
#include "services/gateway/steps/inquiry.h"

#include "common/base/uuid7.h"
#include "services/gateway/steps/affair.h"
#include "services/gateway/steps/letter.h"
#include "services/gateway/store_law.h"

#include <string.h>

typedef Juki__Gateway__V1__AskInquiry ask_inquiry;
typedef Juki__Gateway__V1__RequestInquiry request_inquiry;
typedef Juki__Gateway__V1__InquiryContent inquiry_content;

enum { ROW, SUBJECT, LAW };

ju_rc inquiry_open(gateway *self, ju_err *err)
{
    const inquiry_settings *own = &self->settings->inquiry;
    if ((own->certificate == NULL) != (own->key == NULL)) {
        return ju_fail(err, JU_FATAL, "config", "JUKI_INQUIRY_CERTIFICATE and JUKI_INQUIRY_KEY go together");
    }
    return own->key == NULL ? JU_OK : ju_opener_open(own->certificate, own->key, &self->opener, err);
}

void inquiry_close(gateway *self)
{
    ju_opener_free(self->opener);
}

/* ---- any entry ----------------------------------------------------------------------------------------- */

ju_rc inquiry_entry_ask(ju_ctx *ctx, inquiry_entry *entry, ju_err *err)
{
    if (!ju_uuid_valid(entry->inquiry_id)) {
        entry->why = (inquiry_refusal){"key_mismatch", "inquiry_id"};
    }
    if (entry->why.code == NULL) {
        entry->why = inquiry_check_content(entry->content, entry->who);
    }
    if (entry->why.code != NULL) {
        return JU_OK;
    }
    entry->sound = true;
    JU_TRY(inquiry_ask_row(ctx, entry->inquiry_id, err));
    JU_TRY(inquiry_ask_subject(ctx, entry->content, err));
    return inquiry_ask_law(ctx, entry->content, err);
}

/* What is known of it so far, also when it is refused. */
static ju_rc make_row(ju_ctx *ctx, const inquiry_entry *entry, inquiry_row **ret, ju_err *err)
{
    inquiry_row *row = ju_arena_alloc(ctx->arena, sizeof *row);
    if (row == NULL) {
        return ju_no_memory(err);
    }
    juki__gateway__v1__inquiry__init(&row->as);
    juki__gateway__v1__inquiry_content__init(&row->content);
    juki__common__v1__operator__init(&row->asked_by);
    row->integrated_number = "";
    row->inquirer_kind = "";
    if (entry->content != NULL) {
        row->content = *entry->content;
    }
    if (entry->who != NULL) {
        row->asked_by = *entry->who;
    }
    row->as.inquiry_id = (char *)(uintptr_t)entry->inquiry_id;
    row->as.content = &row->content;
    row->as.asked_by = row->asked_by.operator_id;
    row->as.received_at = ju_arena_strdup(ctx->arena, ctx->now);
    *ret = row;
    return row->as.received_at != NULL ? JU_OK : ju_no_memory(err);
}

ju_rc inquiry_got_law(ju_ctx *ctx, int number, const inquiry_row *row, law_answer *ret, ju_err *err)
{
    const law_question question = {
        .law_table = row->as.law_table,
        .item = row->content.item,
        .inquirer_kind = row->inquirer_kind,
        .affair_code = row->as.affair,
        .provider_kind = inquiry_kind_of(row->content.provider),
        .information = row->content.information,
        .day = ctx->today,
    };
    return law_got(ctx, number, &question, ret, err);
}

/* Fills in what the tables know, and says what stands against it. */
static ju_rc look_up(ju_ctx *ctx, inquiry_row *row, inquiry_refusal *ret, ju_err *err)
{
    const gateway *self = ctx->app;
    inquiry_row *known = NULL;
    inquiry_subject subject;
    law_answer law;
    ju_keyring *reader = NULL;
    bool in_force = gateway_consumer_in_force(ctx, row->content.consumer);
    ju_rc keyring = in_force ? inquiry_reader(ctx, row->content.consumer, &reader, err) : JU_OK;
    JU_TRY(keyring == JU_REJECT ? JU_OK : keyring);
    JU_TRY(inquiry_got_row(ctx, ROW, &known, err));
    JU_TRY(inquiry_got_subject(ctx, SUBJECT, &subject, err));
    row->as.law_table = (char *)(uintptr_t)subject.law_table;
    row->as.affair = (char *)(uintptr_t)subject.affair;
    row->inquirer_kind = subject.inquirer_kind;
    row->integrated_number = subject.integrated_number;
    JU_TRY(inquiry_got_law(ctx, LAW, row, &law, err));
    row->as.law_version = (char *)(uintptr_t)law.version;
    const inquiry_facts facts = {
        .linked = letter_linked(self) && self->opener != NULL,
        .known = known != NULL,
        .consumer_valid = in_force,
        .has_keyring = keyring == JU_OK,
        .law_table = subject.law_table,
        .subject = subject.integrated_number,
        .subject_acquired = subject.acquired,
        .law_refused = law.code,
    };
    *ret = inquiry_check_entry(&facts);
    return JU_OK;
}

static ju_rc enter(ju_ctx *ctx, inquiry_row *row, ju_err *err)
{
    const gateway *self = ctx->app;
    static const inquiry_refusal fine = {0};
    const inquiry_happening entered = {.event = INQUIRY_ENTER, .who = &row->asked_by};
    row->as.state = inquiry_next(row->as.state, INQUIRY_ENTER)->next;
    row->as.digest = ju_arena_alloc(ctx->arena, INQUIRY_DIGEST_SIZE);
    if (row->as.digest == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(inquiry_digest(ctx, row, row->as.digest, err));
    JU_TRY(inquiry_put(ctx, row, self->settings->inquiry.approval_wait_ms, err));
    JU_TRY(inquiry_tell(ctx, row->content.consumer, row->as.inquiry_id, row->as.state, &fine, err));
    return inquiry_audit(ctx, "inquiry.asked", row, row->as.inquiry_id, &entered, err);
}

ju_rc inquiry_entry_apply(ju_ctx *ctx, inquiry_entry *entry, ju_err *err)
{
    inquiry_row *row = NULL;
    JU_TRY(make_row(ctx, entry, &row, err));
    if (entry->why.code == NULL) {
        JU_TRY(look_up(ctx, row, &entry->why, err));
    }
    if (entry->why.code == NULL) {
        entry->row = row;
        return enter(ctx, row, err);
    }
    const inquiry_happening refused = {.event = INQUIRY_ENTER, .code = entry->why.code, .who = entry->who};
    JU_TRY(inquiry_record(ctx, row, entry->why.code, entry->who, err));
    return inquiry_audit(ctx, "inquiry.asked", entry->sound ? row : NULL, entry->inquiry_id, &refused, err);
}

static ju_rc new_entry(ju_ctx *ctx, const inquiry_entry *wish, ju_err *err)
{
    ctx->work = ju_arena_memdup(ctx->arena, wish, sizeof *wish);
    return ctx->work != NULL ? JU_OK : ju_no_memory(err);
}

/* ---- gateway.command ----------------------------------------------------------------------------------- */

ju_rc inquiry_check_request(const char *request_id, ju_err *err)
{
    return *request_id != '\0'
               ? JU_OK
               : ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
}

ju_rc inquiry_enter_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "inquiry", ((const ask_inquiry *)body)->request_id, err);
}

ju_rc inquiry_enter_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const ask_inquiry *wish = body;
    JU_TRY(inquiry_check_request(wish->request_id, err));
    const inquiry_entry entry = {
        .inquiry_id = wish->request_id, .who = wish->operator_, .content = wish->content};
    JU_TRY(new_entry(ctx, &entry, err));
    return inquiry_entry_ask(ctx, ctx->work, err);
}

ju_rc inquiry_enter_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const ask_inquiry *wish = body;
    inquiry_entry *entry = ctx->work;
    if (entry->why.code == NULL && !affair_owns(ctx, entry->content->consumer)) {
        entry->why = (inquiry_refusal){"consumer_invalid", "consumer"};
    }
    JU_TRY(inquiry_entry_apply(ctx, entry, err));
    return inquiry_reply(ctx, wish->request_id, &entry->why, entry->row, err);
}

/* ---- feed.<consumer>.request --------------------------------------------------------------------------- */

ju_rc inquiry_check_office(ju_ctx *ctx, const char *inquiry_id, ju_err *err)
{
    const char *consumer = gateway_consumer_of(ctx);
    if (consumer == NULL) {
        return ju_no_memory(err);
    }
    if (strcmp(consumer, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "key", "the key is not that of the consumer");
    }
    return *inquiry_id != '\0'
               ? JU_OK
               : ju_reject(err, "item_missing", "inquiry_id", "a wish without a number cannot be answered");
}

ju_rc inquiry_request_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "inquiry", ((const request_inquiry *)body)->inquiry_id, err);
}

ju_rc inquiry_request_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_inquiry *wish = body;
    inquiry_entry entry = {.inquiry_id = wish->inquiry_id, .who = wish->operator_, .content = wish->content};
    JU_TRY(inquiry_check_office(ctx, wish->inquiry_id, err));
    if (wish->content != NULL && strcmp(wish->content->consumer, ctx->message->key) != 0) {
        entry.why = (inquiry_refusal){"consumer_mismatch", "consumer"};
    }
    JU_TRY(new_entry(ctx, &entry, err));
    return inquiry_entry_ask(ctx, ctx->work, err);
}

/* What was entered was told already. */
ju_rc inquiry_request_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_inquiry *wish = body;
    inquiry_entry *entry = ctx->work;
    JU_TRY(inquiry_entry_apply(ctx, entry, err));
    return entry->row != NULL
               ? JU_OK
               : inquiry_tell(ctx, ctx->message->key, wish->inquiry_id,
                              JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_UNSPECIFIED, &entry->why, err);
}
