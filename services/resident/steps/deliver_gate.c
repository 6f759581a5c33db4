/* The gate before the hand-over of 送付先情報: what the register has now of what a record says, and a new
 * record in the place of one that was taken out. */
#include "services/resident/decide.h"
#include "services/resident/steps/deliver.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/prepare.h"

#include "common/event/topic_names.h"
#include "common/seal/item_digest.h"
#include "juki/delivery/v1/gate.pb-c.h"

#include <string.h>

typedef Juki__Delivery__V1__RecordToCheck record_to_check;
typedef Juki__Delivery__V1__PersonToCheck person_to_check;
typedef Juki__Delivery__V1__RecordWanted record_wanted;
typedef Juki__Delivery__V1__ItemsNow items_now;
typedef Juki__Delivery__V1__ItemDigest item_digest;

/* ---- RecordToCheck ------------------------------------------------------------------------------------- */

ju_rc record_to_check_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const record_to_check *question = body;
    char **ref = ju_arena_alloc(ctx->arena, question->n_person * sizeof *ref);
    if (ref == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < question->n_person; i++) {
        ref[i] = question->person[i]->register_ref;
    }
    return ask_delivery_persons(ctx, ref, question->n_person, false, err);
}

static const delivery_row *row_of(const delivery_rows *rows, const char *register_ref)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (strcmp(rows->item[i].key, register_ref) == 0) {
            return &rows->item[i];
        }
    }
    return NULL;
}

/* *ret is what the question had when that holds the number, else NULL. */
static ju_rc same_number(ju_ctx *ctx, const char *field, const char *subject,
                         Juki__Common__V1__Sealed *sealed, const char *number, Juki__Common__V1__Sealed **ret,
                         ju_err *err)
{
    const resident_state *state = ctx->app;
    char *plain = NULL;
    *ret = NULL;
    ju_rc rc = ju_unseal_text(state->card, ctx->arena, field, subject, sealed, &plain, err);
    if (rc == JU_OK) {
        *ret = strcmp(plain, number) == 0 ? sealed : NULL;
        explicit_bzero(plain, strlen(plain));
    }
    return rc == JU_REJECT ? JU_OK : rc;
}

static ju_rc same_numbers(ju_ctx *ctx, const person_to_check *asked, const person_record *record,
                          Juki__Delivery__V1__DeliveryPerson *block, ju_err *err)
{
    entry_numbers numbers = {0};
    JU_TRY(open_numbers(ctx, record, &numbers, err));
    ju_rc rc = same_number(ctx, "resident_code", asked->seal_subject, asked->resident_code,
                           numbers.resident_code, &block->resident_code, err);
    if (rc == JU_OK) {
        rc = same_number(ctx, "individual_number", asked->seal_subject, asked->individual_number,
                         numbers.individual_number, &block->individual_number, err);
    }
    wipe_numbers(&numbers);
    return rc;
}

/* Every item of the message that is not repeated; the asker knows which of them are printed. */
static ju_rc digest_items(ju_ctx *ctx, const char *salt, const ProtobufCMessage *message, items_now *ret,
                          ju_err *err)
{
    const resident_state *state = ctx->app;
    unsigned count = message->descriptor->n_fields;
    item_digest *item = ju_arena_alloc(ctx->arena, count * sizeof *item);
    ret->item = ju_arena_alloc(ctx->arena, count * sizeof(item_digest *));
    if (item == NULL || ret->item == NULL) {
        return ju_no_memory(err);
    }
    for (unsigned i = 0; i < count; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        unsigned char *digest = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
        if (digest == NULL) {
            return ju_no_memory(err);
        }
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            continue;
        }
        JU_TRY(ju_item_digest(state->delivery, salt, message, field, ctx->arena, digest, err));
        juki__delivery__v1__item_digest__init(&item[i]);
        item[i].item = (char *)(uintptr_t)field->name;
        item[i].digest = (ProtobufCBinaryData){.data = digest, .len = JU_BLIND_INDEX_BYTES};
        ret->item[ret->n_item++] = &item[i];
    }
    return JU_OK;
}

/* The persons of the question who are residents, as the register would send them now; with the addressee, as
 * that of the first of them. */
static ju_rc digest_record(ju_ctx *ctx, const record_to_check *question, const delivery_rows *rows,
                           Juki__Delivery__V1__RecordChecked *answer, ju_err *err)
{
    const resident_state *state = ctx->app;
    delivery_people people = {.item = ju_arena_alloc(ctx->arena, rows->count * sizeof *people.item)};
    size_t *place = ju_arena_alloc(ctx->arena, rows->count * sizeof *place);
    Juki__Delivery__V1__DeliveryRecord now;
    if (people.item == NULL || place == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < question->n_person; i++) {
        const delivery_row *row = row_of(rows, question->person[i]->register_ref);
        if (row != NULL && is_current(row->person.record) && people.count < rows->count) {
            place[people.count] = i;
            people.item[people.count++] = row->person;
        }
        answer->person[i]->dead =
            row != NULL && row->person.record->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD;
    }
    if (people.count == 0) {
        return JU_OK;
    }
    if (!delivery_fill(&people, &state->places, ctx->arena, &now)) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < people.count; i++) {
        JU_TRY(same_numbers(ctx, question->person[place[i]], people.item[i].record, now.person[i], err));
        JU_TRY(digest_items(ctx, question->check_id, &now.person[i]->base, answer->person[place[i]], err));
    }
    return digest_items(ctx, question->check_id, &now.base, answer->addressee, err);
}

ju_rc record_to_check_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const record_to_check *question = body;
    Juki__Delivery__V1__RecordChecked answer = JUKI__DELIVERY__V1__RECORD_CHECKED__INIT;
    items_now addressee = JUKI__DELIVERY__V1__ITEMS_NOW__INIT;
    items_now *person = ju_arena_alloc(ctx->arena, question->n_person * sizeof *person);
    delivery_rows rows;
    answer.person = ju_arena_alloc(ctx->arena, question->n_person * sizeof *answer.person);
    if (person == NULL || answer.person == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < question->n_person; i++) {
        juki__delivery__v1__items_now__init(&person[i]);
        answer.person[i] = &person[i];
    }
    answer.n_person = question->n_person;
    answer.check_id = question->check_id;
    answer.addressee = &addressee;
    JU_TRY(deliver_read(ctx, 0, &rows, err));
    JU_TRY(digest_record(ctx, question, &rows, &answer, err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_TO_DELIVERY, ctx->message->key, &answer.base, NULL, err);
}

/* ---- RecordWanted -------------------------------------------------------------------------------------- */

ju_rc record_wanted_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const record_wanted *wanted = body;
    return ask_delivery_persons(ctx, wanted->register_ref, wanted->n_register_ref, true, err);
}

static ju_rc audit_renewed(ju_ctx *ctx, const record_wanted *wanted, const person_record *record, ju_err *err)
{
    const resident_state *state = ctx->app;
    char subject[JU_SUBJECT_HASH_SIZE];
    JU_TRY(ju_subject_hash(state->audit, record->addressee_number, subject, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "delivery.renewed",
                              .subject = subject,
                              .change_id = wanted->change_id,
                              .event_id = ctx->message->id},
                    err);
}

/* Who is no resident any more, or has lost his numbers, is told nothing. */
ju_rc record_wanted_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const record_wanted *wanted = body;
    delivery_rows rows;
    JU_TRY(deliver_read(ctx, 0, &rows, err));
    delivery_people people = {.item = ju_arena_alloc(ctx->arena, rows.count * sizeof *people.item)};
    if (people.item == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < rows.count; i++) {
        const person_record *record = rows.item[i].person.record;
        if (is_current(record) && record->individual_number != NULL && record->resident_code != NULL) {
            people.item[people.count++] = rows.item[i].person;
            JU_TRY(audit_renewed(ctx, wanted, record, err));
        }
    }
    return deliver(ctx, wanted->change_id, &people, err);
}
