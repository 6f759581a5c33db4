#include "services/resident/steps/load.h"

#include "common/base/hex.h"
#include "services/resident/command_reply.h"
#include "services/resident/steps/prepare.h"
#include "services/resident/steps/reply.h"

#include "common/base/uuid7.h"
#include "common/event/refuse.h"
#include "common/event/topic_names.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

ju_rc load_check_head(const ju_ctx *ctx, const load_head *head, ju_err *err)
{
    if (!ju_uuid_valid(head->load_id) || strcmp(head->load_id, ctx->message->key) != 0 ||
        !ju_uuid_valid(head->request_id)) {
        return ju_reject(err, "key_mismatch", "load_id", "the key is not the load id, or an id is no UUID");
    }
    return JU_OK;
}

bool load_operator_named(const load_head *head, refusal *ret)
{
    return head->operator_ != NULL && *head->operator_->operator_id != '\0'
               ? true
               : refuse(ret, "operator_missing", "operator");
}

const char *load_report_digest(ju_ctx *ctx, const stored_load *load)
{
    unsigned char digest[LOAD_DIGEST_BYTES];
    unsigned size = 0;
    if (load->state < JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_COMPARED ||
        EVP_Digest(load->digest, sizeof load->digest, digest, &size, EVP_sha256(), NULL) != 1) {
        return NULL;
    }
    return ju_arena_hex(ctx->arena, digest, sizeof digest);
}

static char *text(const char *value)
{
    return (char *)(uintptr_t)(value == NULL ? "" : value);
}

static void fill_load(ju_ctx *ctx, const stored_load *load, Juki__Resident__V1__LoadReply *reply)
{
    reply->state = (Juki__Resident__V1__LoadState)load->state;
    reply->rows = load->rows;
    reply->persons = load->persons;
    reply->loaded_to = text(load->loaded_to);
    reply->compared_to = text(load->compared_to);
    reply->differences = load->differences;
    reply->approved_by = text(load->approved_by);
    reply->filled_to = text(load->filled_to);
    reply->filled = load->filled;
    reply->report_digest = text(load_report_digest(ctx, load));
}

ju_rc load_answer_all(ju_ctx *ctx, const load_head *head, const load_answer *answer, ju_err *err)
{
    Juki__Resident__V1__LoadReply reply = JUKI__RESIDENT__V1__LOAD_REPLY__INIT;
    JU_TRY(ju_audit(ctx,
                    &(ju_act){.action = answer->action,
                              .operator_ = head->operator_,
                              .change_id = head->load_id,
                              .refused_code = answer->why.code,
                              .detail = answer->why.code == NULL ? answer->detail : answer->why.item},
                    err));
    if (answer->load->found) {
        fill_load(ctx, answer->load, &reply);
    }
    reply.request_id = text(head->request_id);
    reply.load_id = text(head->load_id);
    reply.refusal = refusal_message_of(ctx, &answer->why);
    reply.unexplained = answer->unexplained;
    reply.unconfirmed = answer->unconfirmed;
    reply.row_refusal = answer->row_refusal;
    reply.n_row_refusal = answer->row_refusal_count;
    reply.difference = answer->difference;
    reply.n_difference = answer->difference_count;
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, head->load_id, &reply.base, NULL, err);
}

/* A row often has the very numbers of the one before it; the seal differs all the same. */
ju_rc load_open_rows(ju_ctx *ctx, person_record *const *row, size_t count, entry_numbers **ret,
                     refusal **ret_broken, ju_err *err)
{
    *ret = ju_arena_alloc(ctx->arena, (count + 1) * sizeof **ret);
    *ret_broken = ju_arena_alloc(ctx->arena, (count + 1) * sizeof **ret_broken);
    if (*ret == NULL || *ret_broken == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        JU_TRY(open_pair(ctx, row[i]->addressee_number, row[i]->individual_number, row[i]->resident_code,
                         &(*ret)[i], &(*ret_broken)[i], err));
    }
    return JU_OK;
}

void load_wipe(entry_numbers *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        wipe_numbers(&numbers[i]);
    }
}

/* ---- the closed register --------------------------------------------------------------------------------
 */

static ju_rc ask_closed(ju_ctx *ctx, ju_err *err)
{
    return ask_load_closed(ctx, err);
}

static ju_rc read_closed(ju_ctx *ctx, ju_err *err)
{
    resident_state *state = ctx->app;
    (void)err;
    state->closed = ju_col_bool(ju_answer(ctx, 0), 0, 0);
    return JU_OK;
}

static ju_rc refuse_closed(ju_ctx *ctx, const ProtobufCMessage *command, ju_err *err)
{
    const refusal why = {.code = "register_closed", .item = ""};
    const Juki__Common__V1__Refusal *refused = refusal_message_of(ctx, &why);
    return refused == NULL ? ju_no_memory(err) : ju_refuse_command(ctx, command, command_reply, refused, err);
}

/* Whether operators command by it; what the register enters for others comes by resident.self. */
static bool is_guarded(const char *topic)
{
    return strcmp(topic, JU_TOPIC_RESIDENT_COMMAND) == 0 || strcmp(topic, JU_TOPIC_RESIDENT_MIGRATE) == 0;
}

static ju_rc enter(ju_ctx *ctx, const void *body, bool *ret_done, ju_err *err)
{
    const resident_state *state = ctx->app;
    return is_guarded(ctx->message->topic) ? ju_staff_enter(state->door, ctx, body, ret_done, err) : JU_OK;
}

/* Ahead of each message: who commands it, and whether anything is done at all. */
static ju_rc keep_closed(ju_ctx *ctx, const void *body, bool *ret_done, ju_err *err)
{
    const resident_state *state = ctx->app;
    const char *topic = ctx->message->topic;
    if (is_guarded(topic)) {
        JU_TRY(ju_staff_pass(state->door, ctx, body, ret_done, err));
    }
    if (*ret_done) {
        return JU_OK;
    }
    *ret_done = state->closed &&
                (strcmp(topic, JU_TOPIC_RESIDENT_COMMAND) == 0 || strcmp(topic, JU_TOPIC_RESIDENT_SELF) == 0);
    return *ret_done ? refuse_closed(ctx, body, err) : JU_OK;
}

const ju_batch_hooks load_hooks = {
    .ask = ask_closed, .begin = read_closed, .ahead = enter, .before = keep_closed};
