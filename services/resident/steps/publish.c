#include "services/resident/steps/publish.h"

#include "services/resident/move_out.h"
#include "services/resident/span.h"
#include "services/resident/store_history.h"
#include "services/resident/store_number.h"

#include "common/base/hex.h"
#include "common/event/topic_names.h"
#include "juki/delivery/v1/file.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"
#include "juki/resident/v1/restraint.pb-c.h"
#include "juki/resident/v1/wide.pb-c.h"

typedef Juki__Common__V1__Sealed sealed;

enum { HOUSEHOLD_REF_BYTES = 16 };

static ju_rc seal_optional(ju_ctx *ctx, ju_keyring *ring, const char *field, const char *subject,
                           const char *number, sealed **ret, ju_err *err)
{
    *ret = NULL;
    return *number == '\0' ? JU_OK : ju_seal_text(ring, ctx->arena, field, subject, number, ret, err);
}

/* The rows before the record, and the record, where it is not one of them. */
static ju_rc tell_past(ju_ctx *ctx, const person_record *record, const publish_past *past,
                       Juki__Resident__V1__PersonChanged *event, ju_err *err)
{
    history_list rows;
    person_spans spans;
    JU_TRY(read_past(ctx, past->answer, record->addressee_number, &rows, err));
    if (rows.count == 0 || rows.row[rows.count - 1].record->history_number < record->history_number) {
        rows.row[rows.count++] = (history_row){.record = record, .cancels = past->cancels};
    }
    if (!person_spans_of(rows.row, rows.count, ctx->today, ctx->arena, &spans)) {
        return ju_no_memory(err);
    }
    event->household_history = spans.household;
    event->address_history = spans.address;
    return JU_OK;
}

ju_rc publish_to_gateway(ju_ctx *ctx, const person_record *record, const entry_numbers *numbers,
                         const publish_past *past, bool restrained, ju_err *err)
{
    const resident_state *state = ctx->app;
    Juki__Resident__V1__PersonChanged event = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    event.change_id = record->change_id;
    event.addressee_number = record->addressee_number;
    event.restrained = restrained;
    event.state = record->state;
    event.household_number = record->household_number;
    event.name = record->name;
    event.name_kana = record->name_kana;
    event.birth_date = record->birth_date;
    event.sex = record->sex;
    event.relationship = record->relationship;
    event.address = record->address;
    event.resident_since = record->resident_since;
    event.address_since = record->address_since;
    event.previous_address = record->previous_address;
    event.destination = move_out_destination(record);
    event.reason = record->reason;
    event.change_date = record->change_date;
    event.notified_date = record->notified_date;
    event.history_number = record->history_number;
    JU_TRY(tell_past(ctx, record, past, &event, err));
    JU_TRY(seal_optional(ctx, state->gateway, "individual_number", record->addressee_number,
                         numbers->individual_number, &event.individual_number, err));
    return ju_emit_sequenced(ctx, JU_TOPIC_RESIDENT_TO_GATEWAY, record->addressee_number, &event.base, NULL,
                             err);
}

ju_rc publish_restraint(ju_ctx *ctx, const char *request_id, const person_record *record, bool restrained,
                        ju_err *err)
{
    Juki__Resident__V1__RestraintChanged event = JUKI__RESIDENT__V1__RESTRAINT_CHANGED__INIT;
    Juki__Resident__V1__IssueRestrained issue = JUKI__RESIDENT__V1__ISSUE_RESTRAINED__INIT;
    event.request_id = (char *)(uintptr_t)request_id;
    event.addressee_number = record->addressee_number;
    event.restrained = restrained;
    issue.request_id = event.request_id;
    issue.register_ref = record->register_ref;
    issue.restrained = restrained;
    JU_TRY(ju_emit_sequenced(ctx, JU_TOPIC_RESIDENT_TO_GATEWAY, record->addressee_number, &event.base, NULL,
                             err));
    return ju_emit_sequenced(ctx, JU_TOPIC_RESIDENT_TO_IDENTITY, record->register_ref, &issue.base, NULL,
                             err);
}

/* 世帯 as identity may know it, who must not see a 世帯番号. */
static ju_rc household_ref(ju_ctx *ctx, const person_record *record, char **ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    unsigned char index[JU_BLIND_INDEX_BYTES];
    JU_TRY(ju_blind_index(state->resident, "household", record->household_number, index, err));
    *ret = ju_arena_hex(ctx->arena, index, HOUSEHOLD_REF_BYTES);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc tell_identity(ju_ctx *ctx, const person_record *record, const entry_numbers *numbers,
                           bool restrained, bool first_fill, ju_err *err)
{
    const resident_state *state = ctx->app;
    Juki__Resident__V1__IdentityChanged event = JUKI__RESIDENT__V1__IDENTITY_CHANGED__INIT;
    event.change_id = record->change_id;
    event.register_ref = record->register_ref;
    event.name = record->name;
    event.name_kana = record->name_kana;
    event.birth_date = record->birth_date;
    event.sex = record->sex;
    event.address = record->address;
    event.resident_since = record->resident_since;
    event.address_since = record->address_since;
    event.notified_date = record->notified_date;
    event.previous_address = record->previous_address;
    event.relationship = record->relationship;
    event.reason = record->reason;
    event.change_date = record->change_date;
    event.operator_id = record->operator_id;
    event.terminal_id = record->terminal_id;
    event.first_fill = first_fill;
    event.former_name = record->former_name;
    event.former_name_kana = record->former_name_kana;
    event.request_id = (char *)(uintptr_t)(numbers->request_id == NULL ? "" : numbers->request_id);
    event.move_ref = (char *)(uintptr_t)(numbers->move_ref == NULL ? "" : numbers->move_ref);
    event.move_place = numbers->move_place;
    event.restrained = restrained;
    event.alias = record->alias;
    event.nationality = record->nationality;
    event.foreign_resident_since = record->foreign_resident_since;
    event.foreign_stay = record->foreign_stay;
    JU_TRY(household_ref(ctx, record, &event.household_ref, err));
    JU_TRY(seal_optional(ctx, state->identity, "resident_code", record->register_ref, numbers->resident_code,
                         &event.resident_code, err));
    JU_TRY(seal_optional(ctx, state->identity, "individual_number", record->register_ref,
                         numbers->individual_number, &event.individual_number, err));
    if (numbers->replaced_code != NULL) {
        event.resident_code_since = record->change_date;
        JU_TRY(seal_optional(ctx, state->identity, "resident_code", record->register_ref,
                             numbers->replaced_code, &event.old_resident_code, err));
    }
    return ju_emit_sequenced(ctx, JU_TOPIC_RESIDENT_TO_IDENTITY, record->register_ref, &event.base, NULL,
                             err);
}

ju_rc publish_to_identity(ju_ctx *ctx, const person_record *record, const entry_numbers *numbers,
                          bool restrained, ju_err *err)
{
    return tell_identity(ctx, record, numbers, restrained, false, err);
}

ju_rc publish_first_fill(ju_ctx *ctx, const person_record *record, const entry_numbers *numbers,
                         bool restrained, ju_err *err)
{
    return tell_identity(ctx, record, numbers, restrained, true, err);
}

ju_rc publish_number_request(ju_ctx *ctx, const person_record *record, const char *request_id,
                             Juki__Resident__V1__NumberKind kind, const entry_numbers *numbers, ju_err *err)
{
    const resident_state *state = ctx->app;
    Juki__Resident__V1__NumberRequested event = JUKI__RESIDENT__V1__NUMBER_REQUESTED__INIT;
    event.request_id = (char *)(uintptr_t)request_id;
    event.change_id = record->change_id;
    event.register_ref = record->register_ref;
    event.name = record->name;
    event.name_kana = record->name_kana;
    event.birth_date = record->birth_date;
    event.sex = record->sex;
    event.address = record->address;
    event.kind = kind;
    JU_TRY(household_ref(ctx, record, &event.household_ref, err));
    JU_TRY(seal_optional(ctx, state->identity, "resident_code", record->register_ref, numbers->resident_code,
                         &event.resident_code, err));
    JU_TRY(seal_optional(ctx, state->identity, "individual_number", record->register_ref,
                         numbers->individual_number, &event.individual_number, err));
    JU_TRY(put_number_request(ctx, request_id, record, kind, err));
    return ju_emit_sequenced(ctx, JU_TOPIC_RESIDENT_TO_IDENTITY, record->register_ref, &event.base, NULL,
                             err);
}

ju_rc publish_number_withdrawn(ju_ctx *ctx, const person_record *record, const char *change_id,
                               const char *request_id, ju_err *err)
{
    Juki__Resident__V1__NumberRequestWithdrawn event = JUKI__RESIDENT__V1__NUMBER_REQUEST_WITHDRAWN__INIT;
    event.request_id = (char *)(uintptr_t)request_id;
    event.change_id = (char *)(uintptr_t)change_id;
    event.register_ref = record->register_ref;
    JU_TRY(withdraw_number_request(ctx, request_id, err));
    return ju_emit_sequenced(ctx, JU_TOPIC_RESIDENT_TO_IDENTITY, record->register_ref, &event.base, NULL,
                             err);
}

ju_rc publish_delivery_withdrawn(ju_ctx *ctx, const person_record *record, ju_err *err)
{
    Juki__Delivery__V1__DeliveryWithdrawn event = JUKI__DELIVERY__V1__DELIVERY_WITHDRAWN__INIT;
    event.change_id = record->change_id;
    return ju_emit_sequenced(ctx, JU_TOPIC_RESIDENT_TO_DELIVERY, record->register_ref, &event.base, NULL,
                             err);
}

ju_rc publish_card_holder(ju_ctx *ctx, const person_record *record,
                          Juki__Delivery__V1__CardHolderChange change, ju_err *err)
{
    Juki__Delivery__V1__CardHolderChanged event = JUKI__DELIVERY__V1__CARD_HOLDER_CHANGED__INIT;
    bool planned = record->move_out != NULL && *record->move_out->planned_date != '\0';
    if (change == JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_UNSPECIFIED) {
        return JU_OK;
    }
    event.change_id = record->change_id;
    event.change = change;
    event.date = planned && record->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT
                     ? record->move_out->planned_date
                     : record->change_date;
    return ju_emit_sequenced(ctx, JU_TOPIC_RESIDENT_TO_DELIVERY, record->register_ref, &event.base, NULL,
                             err);
}
