/* What the audit trail is told (invariants 1 and 9): acts of handlers, in their transaction. */
#include "common/event/batch_internal.h"

#include "common/event/refuse.h"
#include "common/event/topic_names.h"
#include "common/log/mask.h"
#include "common/text/text.h"

#include <limits.h>
#include <string.h>

enum { ACTS_PER_MESSAGE = 200, ACT_MAX_BYTES = 1300, PURPOSE_MAX_BYTES = 240, NUMBER_LEAST_DIGITS = 10 };

#define NO_MASK UINT_MAX
_Static_assert(ACTS_PER_MESSAGE *ACT_MAX_BYTES < JU_MESSAGE_MAX_BYTES, "a full AuditRecords fits a message");

/* A byte that is not UTF-8 becomes "?": the audit trail would refuse the whole message with it. */
static char *text_or_empty(ju_arena *arena, const char *text)
{
    if (text == NULL || *text == '\0') {
        return (char *)(uintptr_t)protobuf_c_empty_string;
    }
    size_t size = strlen(text) + 1;
    if (ju_text_valid(text, size - 1)) { /* as nearly all are, and that is soon seen */
        return ju_arena_memdup(arena, text, size);
    }
    char *clean = ju_arena_alloc(arena, size);
    if (clean != NULL) {
        ju_mask_digits(text, NO_MASK, clean, size);
    }
    return clean;
}

static Juki__Common__V1__Operator *copy_operator(ju_arena *arena, const Juki__Common__V1__Operator *from)
{
    Juki__Common__V1__Operator *to = ju_arena_alloc(arena, sizeof *to);
    if (to != NULL) {
        juki__common__v1__operator__init(to);
        to->operator_id = text_or_empty(arena, from->operator_id);
        to->terminal_id = text_or_empty(arena, from->terminal_id);
        to->office = text_or_empty(arena, from->office);
    }
    return to;
}

/* A field of a message, which may be NULL; NULL: it has none of this name. */
static const void *field_of(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        message == NULL ? NULL : protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    return field == NULL ? NULL : (const char *)message + field->offset;
}

/* The entry that a correction carries, in which it says whose it is; NULL: there is none. */
static const ProtobufCMessage *entry_of(const ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *field =
        message == NULL ? NULL
                        : protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "entry");
    ProtobufCMessage *const *entry = field_of(message, "entry");
    bool one =
        field != NULL && field->type == PROTOBUF_C_TYPE_MESSAGE && field->label != PROTOBUF_C_LABEL_REPEATED;
    return one ? *entry : NULL;
}

const Juki__Common__V1__Operator *ju_commander(const ju_ctx *ctx)
{
    Juki__Common__V1__Operator *const *who = field_of(ctx->body, "operator");
    who = who == NULL ? field_of(entry_of(ctx->body), "operator") : who;
    return who == NULL ? NULL : *who;
}

/* What the command that is being applied says it is for: typed by hand, so numbers are taken out. */
static char *purpose_of(const ju_ctx *ctx)
{
    char *const *purpose = field_of(ctx->body, "purpose");
    if (purpose == NULL) {
        return text_or_empty(ctx->arena, NULL);
    }
    char masked[PURPOSE_MAX_BYTES];
    ju_mask_digits(*purpose, NUMBER_LEAST_DIGITS, masked, sizeof masked);
    return ju_arena_strdup(ctx->arena, masked);
}

/* Unless the act says otherwise, it concerns the message that is being applied. */
static const char *event_of(const ju_ctx *ctx, const ju_act *act)
{
    return act->event_id == NULL && ctx->message != NULL ? ctx->message->id : act->event_id;
}

static Juki__Audit__V1__AuditRecord *make_record(ju_ctx *ctx, const ju_act *act)
{
    ju_arena *arena = ctx->arena;
    Juki__Audit__V1__AuditRecord *record = ju_arena_alloc(arena, sizeof *record);
    char *now = ju_arena_alloc(arena, JU_CLOCK_NOW_SIZE);
    const char *trace = ju_traceparent_of(ctx);
    if (record == NULL || now == NULL || trace == NULL) {
        return NULL;
    }
    juki__audit__v1__audit_record__init(record);
    ju_clock_now_rfc3339(now);
    record->record_id = (char *)(uintptr_t)ju_event_id(ctx);
    record->time = now;
    record->service = text_or_empty(arena, ctx->batch->setup->service);
    record->operator_ = act->operator_ == NULL ? NULL : copy_operator(arena, act->operator_);
    record->action = text_or_empty(arena, act->action);
    record->subject = text_or_empty(arena, act->subject);
    record->change_id = text_or_empty(arena, act->change_id);
    record->event_id = text_or_empty(arena, event_of(ctx, act));
    record->result = act->refused_code == NULL ? JUKI__AUDIT__V1__RESULT__RESULT_DONE
                                               : JUKI__AUDIT__V1__RESULT__RESULT_REFUSED;
    record->code = text_or_empty(arena, act->refused_code);
    record->trace_id = text_or_empty(arena, trace);
    record->affair = text_or_empty(arena, ctx->affair);
    record->purpose = purpose_of(ctx);
    record->detail = text_or_empty(arena, act->detail);
    record->department = text_or_empty(arena, ctx->department);
    record->legal_basis = text_or_empty(arena, act->legal_basis);
    return record->record_id == NULL ? NULL : record;
}

ju_rc ju_audit(ju_ctx *ctx, const ju_act *act, ju_err *err)
{
    ju_batch *batch = ctx->batch;
    if (batch->setup->unaudited) {
        return JU_OK;
    }
    void *acts =
        ju_grow(&batch->arena, batch->acts, batch->act_count, &batch->act_capacity, sizeof *batch->acts);
    Juki__Audit__V1__AuditRecord *record = make_record(ctx, act);
    if (acts == NULL || record == NULL) {
        return ju_no_memory(err);
    }
    if (juki__audit__v1__audit_record__get_packed_size(record) > ACT_MAX_BYTES) {
        return ju_reject(err, "too_large", "operator", "an audit record is over its size");
    }
    batch->acts = acts;
    batch->acts[batch->act_count++] = record;
    return JU_OK;
}

ju_rc ju_audit_persons(ju_ctx *ctx, ju_act act, const char *const *subject, size_t count, ju_err *err)
{
    for (size_t i = 0; i < count; i++) {
        act.subject = subject[i];
        JU_TRY(ju_audit(ctx, &act, err));
    }
    return count > 0 ? JU_OK : ju_audit(ctx, &act, err);
}

/* Whether a message is somebody's command; *ret_who: his id, "" when the message itself does not say it. */
static bool is_commanded(const ju_ctx *ctx, const char **ret_who)
{
    const Juki__Common__V1__Operator *who = ju_commander(ctx);
    *ret_who = who == NULL ? "" : who->operator_id;
    return **ret_who != '\0' || ju_topic_is_command(ctx->message->topic);
}

ju_rc ju_audit_check(const ju_item *item, ju_mark before, ju_err *err)
{
    const ju_batch *batch = item->ctx.batch;
    const char *who = "";
    bool told = batch->setup->unaudited || !is_commanded(&item->ctx, &who);
    for (size_t i = before.acts; !told && i < batch->act_count; i++) {
        const Juki__Common__V1__Operator *named = batch->acts[i]->operator_;
        told = *who == '\0' || (named != NULL && strcmp(named->operator_id, who) == 0);
    }
    return told ? JU_OK
                : ju_reject(err, "act_missing", "operator", "no act in the trail names who commanded this");
}

/* The acts of one transaction travel in few messages: the audit trail numbers them one by one. */
ju_rc ju_audit_flush(ju_batch *batch, ju_err *err)
{
    for (size_t from = 0; from < batch->act_count; from += ACTS_PER_MESSAGE) {
        size_t left = batch->act_count - from;
        Juki__Audit__V1__AuditRecords records = JUKI__AUDIT__V1__AUDIT_RECORDS__INIT;
        records.n_record = left < ACTS_PER_MESSAGE ? left : ACTS_PER_MESSAGE;
        records.record = batch->acts + from;
        JU_TRY(ju_emit(&batch->ctx, JU_TOPIC_AUDIT_RECORD, records.record[0]->record_id, &records.base, NULL,
                       err));
    }
    batch->act_count = 0;
    return JU_OK;
}
