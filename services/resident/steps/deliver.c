/* 送付先情報 as it leaves the register: one record per addressee, with a block per person (systems C7). */
#include "services/resident/steps/deliver.h"

#include "services/resident/decide.h"
#include "services/resident/steps/destination.h"
#include "services/resident/steps/prepare.h"

#include "common/event/topic_names.h"

#include <inttypes.h>
#include <string.h>

typedef Juki__Delivery__V1__DeliveryRecord delivery_record;
typedef Juki__Delivery__V1__DeliveryPerson person_block;

ju_rc deliver_read(ju_ctx *ctx, int answer, delivery_rows *ret, ju_err *err)
{
    JU_TRY(read_delivery_rows(ctx, answer, ret, err));
    for (size_t i = 0; i < ret->count; i++) {
        delivery_row *row = &ret->item[i];
        Juki__Resident__V1__SubmitDestination *entry = NULL;
        if (*row->designation_id == '\0') {
            continue;
        }
        JU_TRY(destination_open(ctx, &row->designation, &entry, &row->person.place, err));
        row->person.designation_id = row->person.place == NULL ? NULL : row->designation_id;
    }
    return JU_OK;
}

/* A number is bound to the record and to the person's block in it. */
static ju_rc seal_numbers(ju_ctx *ctx, const person_record *record, const char *delivery_number,
                          person_block *block, ju_err *err)
{
    const resident_state *state = ctx->app;
    entry_numbers numbers = {0};
    const char *subject = ju_arena_printf(ctx->arena, "%s/%s", delivery_number, block->register_ref);
    if (subject == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(open_numbers(ctx, record, &numbers, err));
    ju_rc rc = ju_seal_text(state->card, ctx->arena, "resident_code", subject, numbers.resident_code,
                            &block->resident_code, err);
    if (rc == JU_OK) {
        rc = ju_seal_text(state->card, ctx->arena, "individual_number", subject, numbers.individual_number,
                          &block->individual_number, err);
    }
    wipe_numbers(&numbers);
    return rc;
}

static ju_rc send_record(ju_ctx *ctx, const char *change_id, const delivery_people *together, ju_err *err)
{
    const resident_state *state = ctx->app;
    delivery_record event;
    /* 送付先管理番号: 23 digits are plausible, its form is not public; ours is municipality and serial. */
    char *number =
        ju_arena_printf(ctx->arena, "%s%017" PRId64, state->municipality, together->item[0].serial);
    if (number == NULL || !delivery_fill(together, &state->places, ctx->arena, &event)) {
        return ju_no_memory(err);
    }
    event.delivery_number = number;
    event.change_id = (char *)(uintptr_t)change_id;
    for (size_t i = 0; i < together->count; i++) {
        JU_TRY(seal_numbers(ctx, together->item[i].record, number, event.person[i], err));
    }
    return ju_emit_sequenced(ctx, JU_TOPIC_RESIDENT_TO_DELIVERY, event.person[0]->register_ref, &event.base,
                             NULL, err);
}

ju_rc deliver(ju_ctx *ctx, const char *change_id, delivery_people *people, ju_err *err)
{
    delivery_people together = {.item = ju_arena_alloc(ctx->arena, people->count * sizeof *together.item)};
    if (together.item == NULL) {
        return ju_no_memory(err);
    }
    while (people->count > 0) {
        delivery_take(people, &together);
        JU_TRY(send_record(ctx, change_id, &together, err));
    }
    return JU_OK;
}

ju_rc deliver_numbered(ju_ctx *ctx, const delivery_rows *rows, const char *request_id, person_record *record,
                       ju_err *err)
{
    delivery_people people = {.item = ju_arena_alloc(ctx->arena, rows->count * sizeof *people.item)};
    if (people.item == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < rows->count; i++) {
        delivery_row row = rows->item[i];
        if (strcmp(row.key, request_id) == 0) {
            row.answered = true;
            row.person.record = record;
        }
        if (!row.answered && !row.withdrawn) {
            return JU_OK; /* its answer will make the record */
        }
        bool is_told = row.kind != JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_RESIDENT_CODE;
        if (row.answered && is_told && is_current(row.person.record)) {
            people.item[people.count++] = row.person;
        }
    }
    return deliver(ctx, record->change_id, &people, err);
}
