#include "services/resident/move_out.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/load.h"
#include "services/resident/steps/prepare.h"
#include "services/resident/steps/publish.h"
#include "services/resident/steps/reply.h"
#include "services/resident/store_restraint.h"

#include <inttypes.h>
#include <string.h>

/* After the comparison: reasons for what differs, the cut-over by two, or the load discarded; then the copies
 * of the other services. */

typedef Juki__Resident__V1__ExplainDifferences explain;
typedef Juki__Resident__V1__CutOver cut_over;
typedef Juki__Resident__V1__DiscardLoad discard;
typedef Juki__Resident__V1__QueryLoad query_load;
typedef Juki__Resident__V1__FillCopies fill_copies;

enum {
    COMPARED = JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_COMPARED,
    CUT_OVER = JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_CUT_OVER,
    DISCARDED = JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_DISCARDED,
};

enum { ASKED_LOAD, ASKED_COUNTS, ASKED_OTHER, ASKED_PERSONS = 1, FILL_PERSONS = 100 };

static ju_rc ask_load_and_counts(ju_ctx *ctx, const load_head *head, ju_err *err)
{
    JU_TRY(load_check_head(ctx, head, err));
    JU_TRY(ask_load(ctx, head->load_id, err));
    return ask_load_counts(ctx, head->load_id, err);
}

static void read_counts(const ju_ctx *ctx, load_answer *answer)
{
    answer->unexplained = ju_col_i64(ju_answer(ctx, ASKED_COUNTS), 0, 0);
    answer->unconfirmed = ju_col_i64(ju_answer(ctx, ASKED_COUNTS), 0, 1);
}

static bool is_known(const load_head *head, const stored_load *load, refusal *why)
{
    return load_operator_named(head, why) && (load->found ? true : refuse(why, "load_unknown", "load_id"));
}

/* ---- ExplainDifferences ---------------------------------------------------------------------------------
 */

static load_choice choice_of(const explain *message)
{
    return (load_choice){.load_id = message->load_id,
                         .number = message->number,
                         .item = message->item,
                         .operator_id = message->operator_ == NULL ? "" : message->operator_->operator_id};
}

ju_rc explain_differences_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const explain *message = body;
    const load_choice choice = choice_of(message);
    JU_TRY(ask_load_and_counts(ctx, LOAD_HEAD(message), err));
    return ask_load_selected(ctx, &choice, err);
}

static bool may_explain(const ju_ctx *ctx, const explain *message, const stored_load *load, refusal *why)
{
    const PGresult *selected = ju_answer(ctx, ASKED_OTHER);
    if (!is_known(LOAD_HEAD(message), load, why)) {
        return false;
    }
    if (load->state != COMPARED) {
        return refuse(why, "load_state", "");
    }
    if (ju_col_i64(selected, 0, 0) == 0) {
        return refuse(why, "difference_unknown", message->number > 0 ? "number" : "item");
    }
    if (!message->confirm) {
        return load_reason_check(message->reason, message->explanation, why);
    }
    if (ju_col_i64(selected, 0, 2) > 0) {
        return refuse(why, "differences_unexplained", "");
    }
    return ju_col_i64(selected, 0, 1) == 0 ? true : refuse(why, "difference_own", "operator");
}

/* How the counts stand when this message is done, in the words of its answer. */
static void move_counts(const ju_ctx *ctx, const explain *message, load_answer *answer)
{
    const PGresult *selected = ju_answer(ctx, ASKED_OTHER);
    if (message->confirm) {
        answer->unconfirmed -= ju_col_i64(selected, 0, 3);
    } else {
        answer->unexplained -= ju_col_i64(selected, 0, 2);
        answer->unconfirmed += ju_col_i64(selected, 0, 0) - ju_col_i64(selected, 0, 3);
    }
}

ju_rc explain_differences_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const explain *message = body;
    const load_choice choice = choice_of(message);
    stored_load load = read_load(ctx, ASKED_LOAD);
    load_answer answer = {.load = &load, .action = message->confirm ? "load.confirmed" : "load.explained"};
    read_counts(ctx, &answer);
    if (may_explain(ctx, message, &load, &answer.why)) {
        JU_TRY(message->confirm ? put_load_confirmed(ctx, &choice, err)
                                : put_load_reason(ctx, &choice, message->reason, message->explanation, err));
        move_counts(ctx, message, &answer);
        answer.detail = ju_arena_printf(ctx->arena, "%" PRId64 " %s %s: %s", message->number, message->item,
                                        message->reason, message->explanation);
    }
    return load_answer_all(ctx, LOAD_HEAD(message), &answer, err);
}

/* ---- CutOver, DiscardLoad -------------------------------------------------------------------------------
 */

ju_rc cut_over_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const cut_over *message = body;
    return ask_load_and_counts(ctx, LOAD_HEAD(message), err);
}

/* The first word is kept, the second opens the register. */
static ju_rc approve(ju_ctx *ctx, const cut_over *message, stored_load *load, load_answer *answer,
                     ju_err *err)
{
    const char *operator_id = message->operator_->operator_id;
    bool second = *load->approved_by != '\0';
    answer->action = second ? "load.cut-over" : "load.approved";
    answer->detail = message->report_digest;
    load->state = second ? CUT_OVER : COMPARED;
    load->approved_by = second ? load->approved_by : operator_id;
    JU_TRY(put_load_state(ctx, message->load_id, load->state, load->approved_by, err));
    JU_TRY(second ? put_load_untold(ctx, message->load_id, err) : JU_OK);
    return second ? put_load_serials(ctx, message->load_id, err) : JU_OK;
}

ju_rc cut_over_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const cut_over *message = body;
    stored_load load = read_load(ctx, ASKED_LOAD);
    load_answer answer = {.load = &load, .action = "load.cut-over"};
    read_counts(ctx, &answer);
    const char *digest = load.found ? load_report_digest(ctx, &load) : NULL;
    const load_standing standing = {.state = load.state,
                                    .unexplained = answer.unexplained,
                                    .unconfirmed = answer.unconfirmed,
                                    .report_digest = digest == NULL ? "" : digest,
                                    .approved_by = load.approved_by};
    if (is_known(LOAD_HEAD(message), &load, &answer.why) &&
        load_cut_over_check(&standing, message->operator_->operator_id, message->report_digest,
                            &answer.why)) {
        JU_TRY(approve(ctx, message, &load, &answer, err));
    }
    return load_answer_all(ctx, LOAD_HEAD(message), &answer, err);
}

ju_rc discard_load_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const discard *message = body;
    JU_TRY(load_check_head(ctx, LOAD_HEAD(message), err));
    return ask_load(ctx, message->load_id, err);
}

ju_rc discard_load_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const discard *message = body;
    stored_load load = read_load(ctx, ASKED_LOAD);
    load_answer answer = {.load = &load, .action = "load.discarded"};
    bool known = is_known(LOAD_HEAD(message), &load, &answer.why);
    if (known && load.state >= CUT_OVER) {
        (void)refuse(&answer.why, "load_state", "");
    } else if (known) {
        load.state = DISCARDED;
        JU_TRY(put_register_empty(ctx, err));
        JU_TRY(put_load_state(ctx, message->load_id, DISCARDED, NULL, err));
    }
    return load_answer_all(ctx, LOAD_HEAD(message), &answer, err);
}

/* ---- QueryLoad ------------------------------------------------------------------------------------------
 */

ju_rc query_load_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_load *message = body;
    JU_TRY(ask_load_and_counts(ctx, LOAD_HEAD(message), err));
    return ask_load_differences(ctx, message->load_id, message->after_difference, err);
}

static ju_rc read_differences(ju_ctx *ctx, load_answer *answer, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, ASKED_OTHER);
    size_t count = (size_t)PQntuples(rows);
    answer->difference = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *answer->difference);
    for (size_t i = 0; answer->difference != NULL && i < count; i++) {
        JU_TRY(read_load_difference(ctx, rows, (int)i, &answer->difference[i], err));
    }
    answer->difference_count = count;
    return answer->difference != NULL ? JU_OK : ju_no_memory(err);
}

/* What is shown of a person's record stands in his own trail; his differences follow each other. */
static ju_rc audit_differences(ju_ctx *ctx, const query_load *message, const load_answer *answer, ju_err *err)
{
    const ju_act act = {
        .action = "load.difference_shown", .operator_ = message->operator_, .change_id = message->load_id};
    const char *last = "";
    for (size_t i = 0; i < answer->difference_count; i++) {
        const char *number = answer->difference[i]->addressee_number;
        JU_TRY(strcmp(number, last) == 0 ? JU_OK : audit_about(ctx, act, number, err));
        last = number;
    }
    return JU_OK;
}

ju_rc query_load_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_load *message = body;
    stored_load load = read_load(ctx, ASKED_LOAD);
    load_answer answer = {.load = &load, .action = "load.show"};
    read_counts(ctx, &answer);
    if (is_known(LOAD_HEAD(message), &load, &answer.why)) {
        JU_TRY(read_differences(ctx, &answer, err));
        JU_TRY(audit_differences(ctx, message, &answer, err));
    }
    return load_answer_all(ctx, LOAD_HEAD(message), &answer, err);
}

/* ---- FillCopies -----------------------------------------------------------------------------------------
 */

/* The stretch to tell of begins where the load's row says, which is known only when it is asked for: so the
 * question for the persons names that row. */
ju_rc fill_copies_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const fill_copies *message = body;
    JU_TRY(load_check_head(ctx, LOAD_HEAD(message), err));
    JU_TRY(ask_load(ctx, message->load_id, err));
    return ask_load_fill(ctx, message->load_id, err);
}

/* 本人確認情報 is of current residents; who was struck off before never was in this file. */
static ju_rc tell(ju_ctx *ctx, const person_record *record, bool restrained, ju_err *err)
{
    entry_numbers numbers = {0};
    JU_TRY(open_numbers(ctx, record, &numbers, err));
    ju_rc rc = publish_to_gateway(ctx, record, &numbers, &(publish_past){ASKED_PERSONS, ""}, restrained, err);
    bool current = record->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    if (rc == JU_OK && current && *numbers.resident_code != '\0') {
        rc = publish_first_fill(ctx, record, &numbers, restrained, err);
    }
    wipe_numbers(&numbers);
    return rc;
}

static ju_rc tell_all(ju_ctx *ctx, const fill_copies *message, stored_load *load, ju_err *err)
{
    record_list persons = {0};
    restraint_list found = {0};
    JU_TRY(read_records(ctx, ASKED_PERSONS, &persons, err));
    JU_TRY(read_restraints(ctx, ASKED_PERSONS, &found, err));
    for (size_t i = 0; i < persons.count; i++) {
        person_record *person = persons.item[i];
        const char *number = person->addressee_number;
        bool hidden = restraint_hides(&found, number);
        if (move_out_is_planned(person)) {
            person->destination = NULL; /* nobody is told of a plan */
        }
        JU_TRY(hidden ? publish_restraint(ctx, message->request_id, person, true, err) : JU_OK);
        JU_TRY(tell(ctx, person, hidden, err));
    }
    if (persons.count > 0) {
        load->filled_to = persons.item[persons.count - 1]->addressee_number;
    }
    load->filled = persons.count < FILL_PERSONS;
    return put_load_filled(ctx, message->load_id, load->filled_to, load->filled, err);
}

ju_rc fill_copies_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const fill_copies *message = body;
    stored_load load = read_load(ctx, ASKED_LOAD);
    load_answer answer = {.load = &load, .action = "load.filled"};
    bool known = is_known(LOAD_HEAD(message), &load, &answer.why);
    if (known && load.state != CUT_OVER) {
        (void)refuse(&answer.why, "load_state", "");
    } else if (known && !load.filled) {
        JU_TRY(tell_all(ctx, message, &load, err));
    }
    answer.detail = load.filled_to;
    return load_answer_all(ctx, LOAD_HEAD(message), &answer, err);
}
