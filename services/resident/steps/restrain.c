#include "services/resident/steps/restrain.h"

#include "services/resident/steps/links.h"
#include "services/resident/steps/publish.h"
#include "services/resident/steps/reply.h"
#include "services/resident/store_restraint.h"

#include <string.h>

typedef Juki__Resident__V1__ReviewChange review;
typedef Juki__Resident__V1__SubmitChange submit;

/* Behind all who were covered when the restraint was set. */
enum { POSITION_JOINED = 1000 };

ju_rc restrain_tell(ju_ctx *ctx, ju_act act, const char *addressee_number, const char *register_ref,
                    ju_err *err)
{
    JU_TRY(audit_about(ctx, act, addressee_number, err));
    act.action = "restraint.known_as";
    return audit_about(ctx, act, register_ref, err);
}

static ju_rc tell(ju_ctx *ctx, const review *message, const char *action, const person_record *record,
                  const char *restraint_id, ju_err *err)
{
    return restrain_tell(ctx,
                         (ju_act){.action = action,
                                  .operator_ = message->operator_,
                                  .change_id = message->change_id,
                                  .detail = restraint_id},
                         record->addressee_number, record->register_ref, err);
}

/* Whether an earlier one of the list is the same restraint, found with another member; or it is the person's.
 */
static bool seen_before(const restraint_list *found, size_t at, const char *addressee_number)
{
    for (size_t i = 0; i < found->count; i++) {
        bool same = strcmp(found->item[i].id, found->item[at].id) == 0;
        if (same && (i < at || strcmp(found->item[i].addressee_number, addressee_number) == 0)) {
            return true;
        }
    }
    return false;
}

static ju_rc join_households(ju_ctx *ctx, const review *message, const person_record *record,
                             const restraint_list *found, bool *hidden, bool *changed, ju_err *err)
{
    for (size_t i = 0; i < found->count; i++) {
        const restraint_list one = {.item = &found->item[i], .count = 1};
        if (record->state != JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT ||
            !restraint_takes_in(one.item, record->household_number) ||
            seen_before(found, i, record->addressee_number)) {
            continue;
        }
        const char **number = ju_arena_memdup(ctx->arena, &record->addressee_number, sizeof(char *));
        if (number == NULL) {
            return ju_no_memory(err);
        }
        JU_TRY(put_restraint_persons(ctx, one.item->id, number, 1, POSITION_JOINED, message->change_id, err));
        JU_TRY(tell(ctx, message, "restraint.joined", record, one.item->id, err));
        *hidden = *hidden || restraint_hides(&one, NULL);
        *changed = true;
    }
    return JU_OK;
}

/* 仮支援措置 from the registration on: entered and approved with the change. */
static ju_rc put_support(ju_ctx *ctx, const review *message, const submit *entry, const change_result *result,
                         ju_err *err)
{
    const restraint_origin origin = {.request_id = message->change_id,
                                     .entered_by = entry->operator_->operator_id,
                                     .approved_by = message->operator_->operator_id,
                                     .reason = entry->reason};
    Juki__Resident__V1__SubmitRestraint asked = JUKI__RESIDENT__V1__SUBMIT_RESTRAINT__INIT;
    const char **numbers = ju_arena_alloc(ctx->arena, entry->n_person * sizeof *numbers);
    restraint row = {0};
    refusal why = {0};
    asked.request_id = message->change_id;
    asked.act = JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_SET;
    asked.kind = JUKI__RESIDENT__V1__RESTRAINT_KIND__RESTRAINT_KIND_PROVISIONAL;
    if (numbers == NULL || !restraint_decide(&asked, NULL, "", ctx->now, &row, &why)) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < entry->n_person; i++) {
        numbers[i] = result->record[i]->addressee_number;
        JU_TRY(tell(ctx, message, "restraint.set", result->record[i], row.id, err));
    }
    JU_TRY(put_restraint(ctx, &row, &origin, err));
    return put_restraint_persons(ctx, row.id, numbers, entry->n_person, 0, message->change_id, err);
}

ju_rc restrain_registered(ju_ctx *ctx, const review *message, const submit *entry,
                          const change_result *result, const restraint_list *found,
                          registered_restraints *ret, ju_err *err)
{
    bool *hidden = ju_arena_alloc(ctx->arena, entry->n_person * sizeof *hidden);
    *ret = (registered_restraints){.hidden = hidden, .changed = entry->support_requested};
    if (hidden == NULL) {
        return ju_no_memory(err);
    }
    if (entry->support_requested) {
        JU_TRY(put_support(ctx, message, entry, result, err));
    }
    for (size_t i = 0; i < entry->n_person; i++) {
        const person_record *record = result->record[i];
        bool before = restraint_hides(found, record->addressee_number);
        hidden[i] = before || entry->support_requested;
        JU_TRY(join_households(ctx, message, record, found, &hidden[i], &ret->changed, err));
        if (hidden[i] && !before) {
            JU_TRY(publish_restraint(ctx, message->change_id, record, true, err));
            JU_TRY(publish_restraint_to_links(ctx, message->change_id, record, true, err));
        }
    }
    return JU_OK;
}

/* ---- without messages --------------------------------------------------------------------------------- */

ju_rc restrain_idle_ask(ju_ctx *ctx, ju_err *err)
{
    return ask_restraints_untold(ctx, err);
}

ju_rc restrain_idle_begin(ju_ctx *ctx, int asked, ju_err *err)
{
    const ju_act act = {.action = "restraint.set", .detail = "standing"};
    untold_restraints untold;
    JU_TRY(read_restraints_untold(ctx, asked, &untold, err));
    for (size_t i = 0; i < untold.count; i++) {
        JU_TRY(restrain_tell(ctx, act, untold.addressee_number[i], untold.register_ref[i], err));
    }
    return untold.count == 0 ? JU_OK : put_restraints_told(ctx, &untold, err);
}
