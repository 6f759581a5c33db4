/* メモ (j150) and 備考 (j140): written, reviewed, shown. */
#include "services/resident/note.h"

#include "services/resident/alert.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/restraint_reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store_note.h"
#include "services/resident/store_restraint.h"

#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Resident__V1__WriteNote write_note;
typedef Juki__Resident__V1__ReviewNote review_note;
typedef Juki__Resident__V1__QueryNotes query_notes;

enum { ASKED_PERSON, ASKED_NOTES }; /* by query_notes_ask */

static const char *act_of(const note *row, const char *memo, const char *remark)
{
    return row->kind == NOTE_MEMO ? memo : remark;
}

static ju_rc reply_note(ju_ctx *ctx, char *request_id, const note *row, const refusal *why, ju_err *err)
{
    Juki__Resident__V1__NoteReply reply = JUKI__RESIDENT__V1__NOTE_REPLY__INIT;
    reply.request_id = request_id;
    reply.refusal = refusal_message_of(ctx, why);
    if (why->code == NULL) {
        reply.note_id = (char *)(uintptr_t)row->id;
        reply.state = (Juki__Resident__V1__NoteState)row->state;
    }
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, request_id, &reply.base, NULL, err);
}

/* ---- writing ------------------------------------------------------------------------------------------- */

ju_rc write_note_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const write_note *entry = body;
    JU_TRY(check_request_key(ctx, entry->request_id, err));
    return ju_claim(ctx, "note", note_id_of(entry), err);
}

ju_rc write_note_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const write_note *entry = body;
    return ask_note(ctx, note_id_of(entry), entry->addressee_number, err);
}

static ju_rc audit_alerts(ju_ctx *ctx, const write_note *entry, const note *row, ju_err *err)
{
    for (size_t i = 0; i < entry->n_confirmed_alert; i++) {
        JU_TRY(audit_request(ctx, "alert.confirmed", entry->operator_, row->addressee_number, &(refusal){0},
                             entry->confirmed_alert[i], err));
    }
    return JU_OK;
}

ju_rc write_note_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const write_note *entry = body;
    note_case known;
    note row = {.kind = (int)entry->kind, .addressee_number = entry->addressee_number};
    refusal why = {0};
    JU_TRY(read_note_case(ctx, 0, note_id_of(entry), &known, err));
    if (note_write(entry, &known, &row, &why)) {
        JU_TRY(put_note(ctx, &row, err));
        JU_TRY(audit_alerts(ctx, entry, &row, err));
    } else if (*entry->note_id != '\0' && known.latest.step > 0) {
        row = known.latest;
    }
    JU_TRY(audit_request(ctx, act_of(&row, "memo.write", "remark.write"), entry->operator_,
                         row.addressee_number, &why, row.id, err));
    return reply_note(ctx, entry->request_id, &row, &why, err);
}

/* ---- review -------------------------------------------------------------------------------------------- */

ju_rc review_note_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const review_note *review = body;
    JU_TRY(check_request_key(ctx, review->request_id, err));
    return ju_claim(ctx, "note", review->note_id, err);
}

ju_rc review_note_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const review_note *review = body;
    return ask_note(ctx, review->note_id, "", err);
}

ju_rc review_note_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const review_note *review = body;
    note_case known;
    note row = {0};
    refusal why = {0};
    JU_TRY(read_note_case(ctx, 0, review->note_id, &known, err));
    if (note_review(review, &known, &row, &why)) {
        JU_TRY(put_note(ctx, &row, err));
    }
    JU_TRY(audit_request(ctx, "remark.review", review->operator_, known.latest.addressee_number, &why, row.id,
                         err));
    return reply_note(ctx, review->request_id, &row, &why, err);
}

/* ---- 照会 ---------------------------------------------------------------------------------------------- */

ju_rc query_notes_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_notes *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    JU_TRY(ask_restraints_of(ctx, question->addressee_number, err));
    return ask_notes(ctx, question, err);
}

static bool may_be_shown(const query_notes *question, bool known, const restraint_list *found,
                         const char *now, refusal *ret)
{
    if (question->operator_ == NULL || *question->operator_->operator_id == '\0') {
        return refuse(ret, "operator_missing", "operator");
    }
    if (*question->purpose == '\0') {
        return refuse(ret, "purpose_missing", "purpose");
    }
    return known
               ? inquiry_unrestrained(question->confirmed_alert, question->n_confirmed_alert, found, now, ret)
               : refuse(ret, "person_unknown", "addressee_number");
}

ju_rc query_notes_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_notes *question = body;
    const PGresult *person = ju_answer(ctx, ASKED_PERSON);
    Juki__Resident__V1__NotesReply reply = JUKI__RESIDENT__V1__NOTES_REPLY__INIT;
    restraint_list found;
    refusal why = {0};
    JU_TRY(read_restraints(ctx, ASKED_PERSON, &found, err));
    if (may_be_shown(question, PQntuples(person) > 0, &found, ctx->now, &why)) {
        bool resident = ju_col_i64(person, 0, 1) == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
        JU_TRY(read_notes(ctx, ASKED_NOTES, &reply.note, &reply.n_note, err));
        JU_TRY(restraint_messages(ctx, &found, resident, &reply.restraint, &reply.n_restraint, err));
    }
    reply.request_id = question->request_id;
    reply.refusal = refusal_message_of(ctx, &why);
    const char *confirmed = question->n_confirmed_alert > 0 ? question->confirmed_alert[0] : "";
    JU_TRY(audit_request(ctx, question->history ? "note.history" : "note.show", question->operator_,
                         question->addressee_number, &why, confirmed, err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}
