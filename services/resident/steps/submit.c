#include "services/resident/steps/submit.h"

#include "services/resident/alert.h"
#include "services/resident/identity_check.h"
#include "services/resident/move_in.h"
#include "services/resident/steps/application.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/move_in.h"
#include "services/resident/steps/prepare.h"
#include "services/resident/steps/reply.h"
#include "services/resident/store_link.h"

#include "common/base/uuid7.h"
#include "common/event/check.h"

#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;

/* Locks before records: an approval by another instance in between is then seen by one of the two. */
enum { ASKED_CHANGE, ASKED_LOCKS, ASKED_RECORDS };

/* Two entries of one batch that touch the same person or household are applied one after the other. */
ju_rc entry_claim(ju_ctx *ctx, const submit *entry, ju_err *err)
{
    prepared_entry *prepared = NULL;
    JU_TRY(prepare_entry(ctx, entry, &prepared, err));
    ctx->work = prepared;
    for (size_t i = 0; i < prepared->keys.count; i++) {
        /* who enters has no 宛名番号 yet: nothing to wait for */
        if (prepared->keys.addressee_number[i] != NULL) {
            JU_TRY(ju_claim(ctx, "person", prepared->keys.addressee_number[i], err));
        }
    }
    for (size_t i = 0; i < prepared->keys.held_count; i++) {
        JU_TRY(ju_claim(ctx, "held", prepared->keys.held[i], err));
    }
    return JU_OK;
}

ju_rc submit_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const submit *entry = body;
    if (!ju_uuid_valid(entry->change_id) || strcmp(entry->change_id, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "change_id",
                         "the key is not the change id, or that is no UUID");
    }
    return entry_claim(ctx, entry, err);
}

ju_rc submit_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const submit *entry = body;
    JU_TRY(entry_ask(ctx, entry, NULL, err));
    if (*entry->application_id != '\0') {
        JU_TRY(ask_link_taken(ctx, "portal", entry->application_id, err));
    }
    return entry_ask_move_in(ctx, entry, err);
}

ju_rc entry_ask(ju_ctx *ctx, const submit *entry, const char *corrected, ju_err *err)
{
    const prepared_entry *prepared = ctx->work;
    JU_TRY(ask_change(ctx, entry->change_id, err));
    JU_TRY(ask_locks(ctx, &prepared->keys, entry->cancelled_change_id, corrected, err));
    return ask_records_of_entry(ctx, &prepared->keys, entry->household_number, entry->cancelled_change_id,
                                err);
}

/* The whole decision with the register as it stands now; nothing is numbered yet. */
static ju_rc try_change(ju_ctx *ctx, const prepared_entry *prepared, change_facts *ret_facts, refusal *why,
                        ju_err *err)
{
    size_t n = prepared->entry->n_person;
    JU_TRY(prepared_facts(ctx, prepared, ASKED_RECORDS, ret_facts, why, err));
    const char **unnumbered = ju_arena_alloc(ctx->arena, n * sizeof *unnumbered);
    if (unnumbered == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        unnumbered[i] = "";
    }
    change_numbers numbers = {
        .addressee_number = unnumbered, .register_ref = unnumbered, .household_number = ""};
    change_result result = {0};
    if (why->code == NULL && !change_decide(ret_facts, &numbers, ctx->arena, &result, why) &&
        why->code == NULL) {
        return ju_no_memory(err);
    }
    return JU_OK;
}

static bool already_held(const entry_keys *keys, const char *held)
{
    for (size_t i = 0; i < keys->held_count; i++) {
        if (strcmp(keys->held[i], held) == 0) {
            return true;
        }
    }
    return false;
}

/* A 仮登録 holds the households concerned, so that nobody joins, leaves or changes there meanwhile. */
static ju_rc hold_households(ju_ctx *ctx, prepared_entry *prepared, const change_facts *facts, ju_err *err)
{
    entry_keys *keys = &prepared->keys;
    for (size_t i = 0; i < facts->member_count && keys->held_count < ENTRY_HELD_EACH * keys->count + 1; i++) {
        char *held = ju_arena_printf(ctx->arena, "household:%s", facts->member[i]->household_number);
        if (held == NULL) {
            return ju_no_memory(err);
        }
        if (!already_held(keys, held)) {
            keys->held[keys->held_count++] = held;
        }
    }
    return JU_OK;
}

/* Whether the register itself entered it, for an application that it took: what it says of where it comes
 * from anybody could say. */
static bool was_applied_for(const ju_ctx *ctx, const submit *entry, const entry_source *source)
{
    const PGresult *taken =
        *entry->application_id == '\0' || source->corrected != NULL ? NULL : ju_answer(ctx, ENTRY_ASKED);
    return PQntuples(taken) > 0 && strcmp(ju_col(taken, 0, 0), entry->change_id) == 0;
}

static bool is_alike(const submit *entry, const person_record *removed)
{
    for (size_t i = 0; i < entry->n_person; i++) {
        if (alert_is_alike(entry->person[i], removed)) {
            return true;
        }
    }
    return false;
}

/* The clerk chooses among them, or confirms that it is none (j600). */
static ju_rc list_alike(ju_ctx *ctx, const change_facts *facts, change_answer *answer, ju_err *err)
{
    if (answer->why.code == NULL || strcmp(answer->why.item, ALERT_ALIKE_REMOVED) != 0) {
        return JU_OK;
    }
    answer->alike = ju_arena_alloc(ctx->arena, (facts->removed_count + 1) * sizeof *answer->alike);
    if (answer->alike == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < facts->removed_count; i++) {
        if (is_alike(facts->entry, facts->removed[i])) {
            answer->alike[answer->alike_count++] = facts->removed[i]->addressee_number;
        }
    }
    return JU_OK;
}

static ju_rc decide(ju_ctx *ctx, prepared_entry *prepared, const entry_source *source, change_answer *answer,
                    ju_err *err)
{
    const resident_state *state = ctx->app;
    refusal *why = &answer->why;
    change_facts facts;
    if (prepared->broken.code != NULL) {
        *why = prepared->broken;
        return JU_OK;
    }
    if (*prepared->entry->application_id != '\0' && !was_applied_for(ctx, prepared->entry, source)) {
        (void)refuse(why, "item_not_allowed", "application_id");
        return JU_OK;
    }
    if (!entry_check(prepared->entry, prepared->numbers, ctx->today, state->municipality, why)) {
        return JU_OK;
    }
    if (PQntuples(ju_answer(ctx, ASKED_LOCKS)) > 0) {
        (void)refuse(why, "change_pending", "person");
        return JU_OK;
    }
    JU_TRY(entry_check_move_in(ctx, prepared, source->move_in, why, err));
    if (why->code != NULL) {
        return JU_OK;
    }
    JU_TRY(try_change(ctx, prepared, &facts, why, err));
    if (why->code == NULL && !move_out_by_card_fits(prepared->entry, facts.named, why)) {
        return JU_OK;
    }
    JU_TRY(list_alike(ctx, &facts, answer, err));
    return why->code == NULL ? hold_households(ctx, prepared, &facts, err) : JU_OK;
}

static ju_rc audit_confirmed(ju_ctx *ctx, const submit *entry, ju_err *err)
{
    for (size_t i = 0; i < entry->n_confirmed_alert; i++) {
        JU_TRY(audit_entry(ctx,
                           &(ju_act){.action = "alert.confirmed",
                                     .operator_ = entry->operator_,
                                     .change_id = entry->change_id,
                                     .detail = entry->confirmed_alert[i]},
                           entry, err));
    }
    return JU_OK;
}

/* A 仮登録 that holds nobody and no household holds itself, so that the list of them finds it. */
static ju_rc hold_itself(ju_ctx *ctx, prepared_entry *prepared, ju_err *err)
{
    entry_keys *keys = &prepared->keys;
    if (keys->held_count == 0) {
        keys->held[0] = ju_arena_printf(ctx->arena, "change:%s", prepared->entry->change_id);
        keys->held_count = 1;
    }
    return keys->held[0] != NULL ? JU_OK : ju_no_memory(err);
}

static ju_rc enter_change(ju_ctx *ctx, prepared_entry *prepared, const entry_source *source,
                          change_answer *answer, ju_err *err)
{
    const submit *entry = prepared->entry;
    const refusal *why = &answer->why;
    Juki__Resident__V1__ChangeStatus status =
        why->code == NULL ? JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_PROVISIONAL
                          : JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REFUSED;
    JU_TRY(put_change(ctx, entry, &source->packed, (int)status, why, err));
    if (why->code == NULL) {
        JU_TRY(hold_itself(ctx, prepared, err));
        JU_TRY(put_change_keys(ctx, entry->change_id, &prepared->keys, source->corrected, err));
        JU_TRY(audit_confirmed(ctx, entry, err));
    }
    const char *entered = ju_arena_printf(ctx->arena, "%s identity=%s", entry->reason,
                                          identity_check_word(entry->identity_check));
    JU_TRY(audit_entry(ctx,
                       &(ju_act){.action = why->code == NULL ? "change.entered" : "change.refused",
                                 .operator_ = entry->operator_,
                                 .change_id = entry->change_id,
                                 .refused_code = why->code,
                                 .detail = why->code == NULL ? entered : why->item},
                       entry, err));
    if (was_applied_for(ctx, entry, source)) {
        JU_TRY(tell_applicant(ctx,
                              &(application_news){.application_id = entry->application_id,
                                                  .event_id = "",
                                                  .change_id = entry->change_id,
                                                  .step = why->code == NULL ? "entered" : "refused",
                                                  .why = *why},
                              err));
    }
    answer->status = status;
    return reply_change(ctx, answer, err);
}

/* A used id keeps what it stands for: a second entry under it is answered with that, and not stored. */
static ju_rc answer_used(ju_ctx *ctx, const submit *entry, ju_err *err)
{
    stored_change stored;
    refusal why = {.code = "change_id_used", .item = "change_id"};
    JU_TRY(read_change(ctx, ASKED_CHANGE, entry->change_id, &stored, err));
    JU_TRY(audit_entry(ctx,
                       &(ju_act){.action = "change.entered",
                                 .operator_ = entry->operator_,
                                 .change_id = entry->change_id,
                                 .refused_code = why.code,
                                 .detail = why.item},
                       entry, err));
    return reply_change(ctx,
                        &(change_answer){.request_id = "",
                                         .change_id = entry->change_id,
                                         .status = (Juki__Resident__V1__ChangeStatus)stored.status,
                                         .why = why},
                        err);
}

ju_rc entry_apply(ju_ctx *ctx, const entry_source *source, bool *ret_entered, ju_err *err)
{
    prepared_entry *prepared = ctx->work;
    change_answer answer = {.request_id = "", .change_id = prepared->entry->change_id};
    ju_rc rc = JU_OK;
    *ret_entered = false;
    if (PQntuples(ju_answer(ctx, ASKED_CHANGE)) > 0) {
        rc = answer_used(ctx, prepared->entry, err);
    } else {
        rc = decide(ctx, prepared, source, &answer, err);
        rc = rc == JU_OK ? enter_change(ctx, prepared, source, &answer, err) : rc;
        *ret_entered = rc == JU_OK && answer.why.code == NULL;
    }
    prepared_wipe(prepared);
    return rc;
}

ju_rc read_entry(ju_ctx *ctx, const stored_change *change, const submit **ret, ju_err *err)
{
    static const submit nobodys = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    ProtobufCMessage *entry = NULL;
    *ret = &nobodys;
    if (!change->found) {
        return JU_OK;
    }
    JU_TRY(ju_unpack(&juki__resident__v1__submit_change__descriptor, change->entry.data, change->entry.len,
                     false, ctx->arena, &entry, err));
    *ret = (const submit *)entry;
    return JU_OK;
}

ju_rc submit_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const submit *entry = body;
    bool entered = false;
    const entry_source source = {
        .packed = {.data = (uint8_t *)(uintptr_t)ctx->message->value, .len = ctx->message->value_size},
        .move_in = ENTRY_ASKED + (*entry->application_id != '\0')};
    return entry_apply(ctx, &source, &entered, err);
}
