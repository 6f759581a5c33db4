#include "services/resident/move_out.h"
#include "services/resident/card_holder.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/links.h"
#include "services/resident/steps/prepare.h"
#include "services/resident/steps/publish.h"
#include "services/resident/steps/reply.h"
#include "services/resident/store_restraint.h"

#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Resident__V1__SettleMoveOut settle;
typedef Juki__Resident__V1__QueryMoveOuts query_move_outs;
typedef Juki__Resident__V1__MoveOutReply move_out_reply;

enum { ASKED_RECORDS, ASKED_HELD };

static bool operator_named(const Juki__Common__V1__Operator *operator_)
{
    return operator_ != NULL && *operator_->operator_id != '\0' && *operator_->terminal_id != '\0';
}

/* An entry about the same person waits for its turn. */
ju_rc settle_move_out_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const settle *message = body;
    JU_TRY(check_request_key(ctx, message->request_id, err));
    return ju_claim(ctx, "person", message->addressee_number, err);
}

ju_rc settle_move_out_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const settle *message = body;
    return ask_move_out(ctx, message->addressee_number, err);
}

static void mark(person_record *after, const settle *message)
{
    after->operator_id = message->operator_->operator_id;
    after->terminal_id = message->operator_->terminal_id;
}

/* Who was struck off by this is told of to all; a notice that came later only to those who care for the
 * place. */
static ju_rc publish(ju_ctx *ctx, const person_record *before, const person_record *after, bool struck_off,
                     ju_err *err)
{
    entry_numbers numbers = {0};
    restraint_list found = {0};
    JU_TRY(read_restraints(ctx, ASKED_RECORDS, &found, err));
    JU_TRY(open_numbers(ctx, after, &numbers, err));
    const link_news news = {.record = after, .restrained = restraint_hides(&found, after->addressee_number)};
    ju_rc rc =
        publish_to_gateway(ctx, after, &numbers, &(publish_past){ASKED_RECORDS, ""}, news.restrained, err);
    if (rc == JU_OK && struck_off && *numbers.resident_code != '\0') {
        rc = publish_to_identity(ctx, after, &numbers, news.restrained, err);
    }
    wipe_numbers(&numbers);
    rc = rc == JU_OK && struck_off ? publish_to_links(ctx, &news, err) : rc;
    return rc == JU_OK ? publish_card_holder(ctx, after, card_holder_change(before, after, false, false), err)
                       : rc;
}

static ju_rc audit_settled(ju_ctx *ctx, const settle *message, const person_record *after, bool struck_off,
                           const refusal *why, ju_err *err)
{
    const resident_state *state = ctx->app;
    char subject[JU_SUBJECT_HASH_SIZE];
    JU_TRY(ju_subject_hash(state->audit, message->addressee_number, subject, err));
    return ju_audit(ctx,
                    &(ju_act){.action = struck_off ? "move_out.struck_off" : "move_out.confirmed",
                              .operator_ = message->operator_,
                              .subject = subject,
                              .change_id = why->code == NULL ? after->change_id : NULL,
                              .event_id = ctx->message->id,
                              .refused_code = why->code,
                              .detail = why->code == NULL ? after->change_date : why->item},
                    err);
}

static ju_rc read_case(ju_ctx *ctx, move_out_case *ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    record_list found = {0};
    JU_TRY(read_records(ctx, ASKED_RECORDS, &found, err));
    *ret = (move_out_case){.person = found.count > 0 ? found.item[0] : NULL,
                           .notice = found.count > 1 ? found.item[1] : NULL,
                           .held = PQntuples(ju_answer(ctx, ASKED_HELD)) > 0,
                           .today = ctx->today,
                           .municipality = state->municipality};
    return JU_OK;
}

static bool strikes_off(const person_record *before, const person_record *after)
{
    return before != NULL && before->state != after->state;
}

ju_rc settle_move_out_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const settle *message = body;
    move_out_case known;
    person_record after = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    refusal why = {0};
    move_out_reply reply = JUKI__RESIDENT__V1__MOVE_OUT_REPLY__INIT;
    JU_TRY(read_case(ctx, &known, err));
    if (!operator_named(message->operator_)) {
        (void)refuse(&why, "operator_missing", "operator");
    } else if (!move_out_settle(message, &known, ctx->arena, &after, &why) && why.code == NULL) {
        return ju_no_memory(err);
    }
    if (why.code == NULL) {
        mark(&after, message);
        reply.struck_off = strikes_off(known.person, &after);
        reply.removed_date = after.change_date;
        JU_TRY(put_record(ctx, NULL, &after, (person_indexes){0}, err));
        JU_TRY(publish(ctx, known.person, &after, reply.struck_off, err));
    }
    reply.request_id = message->request_id;
    reply.addressee_number = message->addressee_number;
    reply.refusal = refusal_message_of(ctx, &why);
    JU_TRY(audit_settled(ctx, message, &after, reply.struck_off, &why, err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, message->request_id, &reply.base, NULL, err);
}

/* ---- who is due ---------------------------------------------------------------------------------------- */

ju_rc query_move_outs_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_move_outs *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    return ask_move_outs_due(ctx, ctx->today, err);
}

static char *column(ju_ctx *ctx, const PGresult *rows, size_t row, int at)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, (int)row, at));
}

static ju_rc fill_due(ju_ctx *ctx, Juki__Resident__V1__MoveOutsReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    reply->n_due = (size_t)PQntuples(rows);
    reply->due = ju_arena_alloc(ctx->arena, (reply->n_due + 1) * sizeof *reply->due);
    for (size_t i = 0; reply->due != NULL && i < reply->n_due; i++) {
        Juki__Resident__V1__MoveOutDue *due = ju_arena_alloc(ctx->arena, sizeof *due);
        if (due == NULL) {
            return ju_no_memory(err);
        }
        juki__resident__v1__move_out_due__init(due);
        due->addressee_number = column(ctx, rows, i, 0);
        due->planned_date = column(ctx, rows, i, 1);
        due->change_id = column(ctx, rows, i, 2);
        reply->due[i] = due;
    }
    return reply->due == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc audit_list(ju_ctx *ctx, const query_move_outs *question,
                        const Juki__Resident__V1__MoveOutsReply *reply, const refusal *why, ju_err *err)
{
    ju_act act = {.action = "move_out.list",
                  .operator_ = question->operator_,
                  .refused_code = why->code,
                  .detail = why->item};
    for (size_t i = 0; i < reply->n_due; i++) {
        act.change_id = reply->due[i]->change_id;
        JU_TRY(audit_about(ctx, act, reply->due[i]->addressee_number, err));
    }
    return reply->n_due > 0 ? JU_OK : ju_audit(ctx, &act, err);
}

ju_rc query_move_outs_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_move_outs *question = body;
    Juki__Resident__V1__MoveOutsReply reply = JUKI__RESIDENT__V1__MOVE_OUTS_REPLY__INIT;
    refusal why = {0};
    reply.request_id = question->request_id;
    if (!operator_named(question->operator_)) {
        (void)refuse(&why, "operator_missing", "operator");
    } else {
        JU_TRY(fill_due(ctx, &reply, err));
        JU_TRY(forget_move_outs(ctx, ctx->today, err));
    }
    reply.refusal = refusal_message_of(ctx, &why);
    JU_TRY(audit_list(ctx, question, &reply, &why, err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}
