/* 訂正 of a 仮登録 (standard j530, j540). Its key is that of the 仮登録, so it and reviews come one after the
 * other. */
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/move_in.h"
#include "services/resident/steps/prepare.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/submit.h"

#include "common/base/uuid7.h"
#include "juki/resident/v1/review.pb-c.h"

#include <string.h>

typedef Juki__Resident__V1__CorrectChange correct_change;
typedef Juki__Resident__V1__SubmitChange submit;

enum {
    PROVISIONAL = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_PROVISIONAL,
    CORRECTED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_CORRECTED,
};

ju_rc correct_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const correct_change *message = body;
    if (strcmp(message->change_id, ctx->message->key) != 0 || message->entry == NULL ||
        !ju_uuid_valid(message->entry->change_id)) {
        return ju_reject(err, "key_mismatch", "change_id",
                         "the key is not the change id, or the correction has no UUID of its own");
    }
    return entry_claim(ctx, message->entry, err);
}

ju_rc correct_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const correct_change *message = body;
    JU_TRY(entry_ask(ctx, message->entry, message->change_id, err));
    JU_TRY(ask_change(ctx, message->change_id, err));
    return entry_ask_move_in(ctx, message->entry, err);
}

static const char *operator_of(const submit *entry)
{
    return entry->operator_ == NULL ? "" : entry->operator_->operator_id;
}

static bool may_correct(const correct_change *message, const stored_change *old, refusal *why)
{
    if (!old->found) {
        return refuse(why, "change_unknown", "change_id");
    }
    if (old->status != PROVISIONAL) {
        return refuse(why, "not_provisional", "change_id");
    }
    return strcmp(operator_of(message->entry), old->entered_by) == 0 ? true
                                                                     : refuse(why, "not_enterer", "operator");
}

/* Nothing is stored: the 仮登録, if there is one, stays as it is. */
static ju_rc refuse_correction(ju_ctx *ctx, const correct_change *message, const refusal *why, ju_err *err)
{
    prepared_wipe(ctx->work);
    JU_TRY(audit_entry(ctx,
                       &(ju_act){.action = "change.corrected",
                                 .operator_ = message->entry->operator_,
                                 .change_id = message->change_id,
                                 .refused_code = why->code,
                                 .detail = why->item},
                       message->entry, err));
    return reply_change(ctx,
                        &(change_answer){.request_id = "",
                                         .change_id = message->entry->change_id,
                                         .status = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REFUSED,
                                         .why = *why},
                        err);
}

static ju_rc end_corrected(ju_ctx *ctx, const correct_change *message, ju_err *err)
{
    JU_TRY(put_review(ctx, message->change_id, CORRECTED, operator_of(message->entry), &(refusal){0}, err));
    return audit_entry(ctx,
                       &(ju_act){.action = "change.corrected",
                                 .operator_ = message->entry->operator_,
                                 .change_id = message->change_id,
                                 .detail = message->entry->change_id},
                       message->entry, err);
}

static ju_rc pack(ju_ctx *ctx, const submit *entry, ProtobufCBinaryData *ret, ju_err *err)
{
    ret->len = protobuf_c_message_get_packed_size(&entry->base);
    ret->data = ju_arena_alloc(ctx->arena, ret->len);
    if (ret->data == NULL) {
        return ju_no_memory(err);
    }
    (void)protobuf_c_message_pack(&entry->base, ret->data);
    return JU_OK;
}

ju_rc correct_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const correct_change *message = body;
    stored_change old;
    entry_source source = {.corrected = message->change_id, .move_in = ENTRY_ASKED + 1};
    refusal why = {0};
    bool entered = false;
    JU_TRY(read_change(ctx, ENTRY_ASKED, message->change_id, &old, err));
    if (!may_correct(message, &old, &why)) {
        return refuse_correction(ctx, message, &why, err);
    }
    JU_TRY(pack(ctx, message->entry, &source.packed, err));
    JU_TRY(entry_apply(ctx, &source, &entered, err));
    return entered ? end_corrected(ctx, message, err) : JU_OK;
}
