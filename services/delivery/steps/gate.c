#include "services/delivery/steps/gate.h"

#include "services/delivery/gate.h"
#include "services/delivery/steps/file.h"
#include "services/delivery/steps/state.h"

#include "common/event/check.h"
#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Delivery__V1__RecordToCheck record_to_check;
typedef Juki__Delivery__V1__PersonToCheck person_to_check;
typedef Juki__Delivery__V1__RecordChecked record_checked;

/* The record out of the bytes that are held. */
static ju_rc view_of(ju_ctx *ctx, const file_record *held, delivery_view *ret, ju_err *err)
{
    ProtobufCMessage *body = NULL;
    JU_TRY(ju_unpack(&juki__delivery__v1__delivery_record__descriptor, held->payload.data, held->payload.len,
                     false, ctx->arena, &body, err));
    const Juki__Delivery__V1__DeliveryRecord *record = (const void *)body;
    return delivery_view_of(record, held->register_ref, ctx->arena, ret) ? JU_OK : ju_no_memory(err);
}

/* Likewise; *ret_open false: it cannot be opened or is no such record, and is set aside. */
static ju_rc open_view(ju_ctx *ctx, const file_record *held, delivery_view *ret, bool *ret_open, ju_err *err)
{
    const char *fault = held->fault;
    *ret = (delivery_view){0};
    *ret_open = false;
    if (fault == NULL) {
        JU_TRY(ju_kept_alone(view_of(ctx, held, ret, err), ctx->arena, &fault, err));
    }
    *ret_open = fault == NULL;
    return *ret_open ? JU_OK : file_set_aside(ctx, held, fault, err);
}

/* ---- the question -------------------------------------------------------------------------------------- */

static ju_rc fill_persons(ju_ctx *ctx, const delivery_view *view, record_to_check *ret, ju_err *err)
{
    size_t count = view->record.n_person;
    person_to_check *person = ju_arena_alloc(ctx->arena, count * sizeof *person);
    ret->person = ju_arena_alloc(ctx->arena, count * sizeof *ret->person);
    if (person == NULL || ret->person == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        const Juki__Delivery__V1__DeliveryPerson *block = view->record.person[i];
        juki__delivery__v1__person_to_check__init(&person[i]);
        person[i].register_ref = block->register_ref;
        person[i].seal_subject = delivery_seal_subject(view, i, ctx->arena);
        person[i].resident_code = block->resident_code;
        person[i].individual_number = block->individual_number;
        ret->person[ret->n_person++] = &person[i];
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc gate_question(ju_ctx *ctx, const delivery_view *view, const char *key, const char *check_id,
                    ju_err *err)
{
    record_to_check question = JUKI__DELIVERY__V1__RECORD_TO_CHECK__INIT;
    question.check_id = (char *)(uintptr_t)check_id;
    question.delivery_number = view->record.delivery_number;
    JU_TRY(fill_persons(ctx, view, &question, err));
    return ju_emit(ctx, JU_TOPIC_DELIVERY_TO_RESIDENT, key, &question.base, NULL, err);
}

ju_rc gate_question_held(ju_ctx *ctx, const file_records *records, ju_err *err)
{
    const char **check_id = ju_arena_alloc(ctx->arena, records->count * sizeof *check_id);
    file_record *asked = ju_arena_alloc(ctx->arena, records->count * sizeof *asked);
    size_t count = 0;
    if (check_id == NULL || asked == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < records->count; i++) {
        const file_record *held = &records->item[i];
        delivery_view view;
        bool open = false;
        JU_TRY(open_view(ctx, held, &view, &open, err));
        if (!open) {
            continue;
        }
        check_id[count] = ju_random_ref(ctx);
        if (check_id[count] == NULL) {
            return ju_no_memory(err);
        }
        JU_TRY(gate_question(ctx, &view, held->register_ref, check_id[count], err));
        asked[count++] = *held;
    }
    return gate_put_asked(ctx, &(file_records){asked, count}, check_id, err);
}

/* ---- the answer ---------------------------------------------------------------------------------------- */

ju_rc gate_answer_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const record_checked *answer = body;
    return gate_ask_of_check(ctx, answer->check_id, err);
}

/* The references of who has died, between blanks; " " when nobody has. */
static ju_rc list_dead(ju_ctx *ctx, const delivery_view *view, const record_checked *answer, const char **ret,
                       ju_err *err)
{
    *ret = " ";
    for (size_t i = 0; i < answer->n_person && i < view->record.n_person && *ret != NULL; i++) {
        if (answer->person[i]->dead) {
            *ret = ju_arena_printf(ctx->arena, "%s%s ", *ret, view->record.person[i]->register_ref);
        }
    }
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc note_checked(ju_ctx *ctx, const file_record *held, const char *differs, ju_err *err)
{
    bool equal = *differs == '\0';
    JU_TRY(gate_put_checked(ctx, held->event_id, differs, err));
    return ju_audit(ctx,
                    &(ju_act){.action = equal ? "delivery.checked" : "delivery.held",
                              .subject = held->subject,
                              .change_id = held->change_id,
                              .event_id = held->event_id,
                              .detail = equal ? "equal" : differs},
                    err);
}

/* An answer that nobody waits for any more, since the record was asked about anew or is gone, is passed over,
 * and so is one about a record that can no longer be opened. */
ju_rc gate_answer_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const delivery_state *state = ctx->app;
    const record_checked *answer = body;
    file_records held;
    delivery_view view;
    const char *dead = NULL;
    const char *differs = NULL;
    bool open = false;
    JU_TRY(file_got(ctx, 0, &held, err));
    if (held.count == 0) {
        return JU_OK;
    }
    JU_TRY(open_view(ctx, &held.item[0], &view, &open, err));
    if (!open) {
        return JU_OK;
    }
    JU_TRY(list_dead(ctx, &view, answer, &dead, err));
    if (dead[1] != '\0') { /* the register's own word of it is still on its way (seed 002 R-77) */
        return gate_take_out(ctx, &held, &(gate_reason){.detail = "death", .without = dead}, err);
    }
    JU_TRY(delivery_compare(state->delivery, &view, answer, ctx->arena, &differs, err));
    JU_TRY(note_checked(ctx, &held.item[0], differs, err));
    bool goes =
        *differs == '\0' && gate_got_free(ctx, 0) && ju_link_is_open(&state->settings->card, ctx->now);
    return goes ? file_hand_over(ctx, &held, err) : JU_OK;
}

/* ---- taking out ---------------------------------------------------------------------------------------- */

/* Asks for a record of those of held's persons who are not excepted. */
static ju_rc want_rest(ju_ctx *ctx, const file_record *held, const char *without, ju_err *err)
{
    Juki__Delivery__V1__RecordWanted wanted = JUKI__DELIVERY__V1__RECORD_WANTED__INIT;
    char *names = ju_arena_strdup(ctx->arena, held->persons);
    wanted.register_ref = ju_arena_alloc(ctx->arena, (strlen(held->persons) + 1) * sizeof(char *));
    if (names == NULL || wanted.register_ref == NULL) {
        return ju_no_memory(err);
    }
    for (char *name = strsep(&names, " "); name != NULL; name = strsep(&names, " ")) {
        const char *found = ju_arena_printf(ctx->arena, " %s ", name);
        if (found == NULL) {
            return ju_no_memory(err);
        }
        if (strstr(without, found) == NULL) {
            wanted.register_ref[wanted.n_register_ref++] = name;
        }
    }
    if (wanted.n_register_ref == 0) {
        return JU_OK;
    }
    wanted.change_id = (char *)(uintptr_t)held->change_id;
    return ju_emit(ctx, JU_TOPIC_DELIVERY_TO_RESIDENT, wanted.register_ref[0], &wanted.base, NULL, err);
}

ju_rc gate_take_out(ju_ctx *ctx, const file_records *records, const gate_reason *why, ju_err *err)
{
    file_want_sweep(ctx->app, records);
    for (size_t i = 0; i < records->count; i++) {
        const file_record *held = &records->item[i];
        if (why->without != NULL) {
            JU_TRY(want_rest(ctx, held, why->without, err));
        }
        JU_TRY(ju_audit(ctx,
                        &(ju_act){.action = "delivery.withdrawn",
                                  .operator_ = why->operator_,
                                  .subject = held->subject,
                                  .change_id = held->change_id,
                                  .event_id = held->event_id,
                                  .detail = why->detail},
                        err));
    }
    JU_TRY(gate_put_recheck(ctx, records, err));
    return file_put_erased(ctx, records, true, err);
}
