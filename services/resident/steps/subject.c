#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store.h"

#include "common/code/code.h"
#include "common/event/topic_names.h"
#include "juki/resident/v1/subject.pb-c.h"

typedef Juki__Resident__V1__QuerySubjects query_subjects;
typedef Juki__Resident__V1__SubjectsReply subjects_reply;

/* What the trail knows a person by: whoever answers for it holds no key, and whoever asks holds none either.
 * The register does, and it alone knows which 宛名番号 and which reference are the same person. */

enum { SUBJECTS = 2 };

ju_rc query_subjects_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_subjects *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    return ask_records(ctx, question->addressee_number, false, err);
}

static ju_rc add_subject(ju_ctx *ctx, subjects_reply *reply, const char *person, ju_err *err)
{
    const resident_state *state = ctx->app;
    char *subject = ju_arena_alloc(ctx->arena, JU_SUBJECT_HASH_SIZE);
    if (subject == NULL) {
        return ju_no_memory(err);
    }
    reply->subject[reply->n_subject++] = subject;
    return ju_subject_hash(state->audit, person, subject, err);
}

/* Who is not in the register, as a 住登外者, is known to the trail by the number alone. */
static ju_rc fill_subjects(ju_ctx *ctx, const query_subjects *question, subjects_reply *reply, refusal *why,
                           ju_err *err)
{
    record_list records = {0};
    JU_TRY(read_records(ctx, 0, &records, err));
    if (records.count == 0 && !ju_code_valid(JU_CODE_ADDRESSEE, question->addressee_number)) {
        (void)refuse(why, "person_unknown", "addressee_number");
        return JU_OK;
    }
    reply->subject = ju_arena_alloc(ctx->arena, SUBJECTS * sizeof *reply->subject);
    if (reply->subject == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(add_subject(ctx, reply, question->addressee_number, err));
    return records.count == 0 ? JU_OK : add_subject(ctx, reply, records.item[0]->register_ref, err);
}

ju_rc query_subjects_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_subjects *question = body;
    subjects_reply reply = JUKI__RESIDENT__V1__SUBJECTS_REPLY__INIT;
    refusal why = {0};
    if (question->operator_ == NULL || *question->operator_->operator_id == '\0') {
        (void)refuse(&why, "operator_missing", "operator");
    } else if (*question->purpose == '\0') {
        (void)refuse(&why, "purpose_missing", "purpose");
    } else {
        JU_TRY(fill_subjects(ctx, question, &reply, &why, err));
    }
    reply.request_id = question->request_id;
    reply.refusal = refusal_message_of(ctx, &why);
    JU_TRY(audit_request(ctx, "person.subjects", question->operator_,
                         why.code == NULL ? question->addressee_number : NULL, &why, NULL, err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}
