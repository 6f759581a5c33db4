#include "services/resident/search.h"
#include "common/base/hex.h"

#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/restraint_reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store_restraint.h"
#include "services/resident/store_search.h"

#include "common/code/code.h"
#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Resident__V1__SearchPersons search_persons;
typedef Juki__Resident__V1__SearchReply search_reply;
typedef Juki__Resident__V1__FoundPerson found_person;

/* What is left for apply: the refusal, or what was asked. */
typedef struct search_work {
    refusal why;
    search_plan plan; /* of a question by items */
} search_work;

/* ---- asking -------------------------------------------------------------------------------------------- */

/* The blind index of a number; NULL with *why when it does not open or is none. */
static ju_rc index_of(ju_ctx *ctx, const search_persons *question, const char *field, ju_code_kind kind,
                      const Juki__Common__V1__Sealed *sealed, const unsigned char **ret, refusal *why,
                      ju_err *err)
{
    const resident_state *state = ctx->app;
    char *clear = NULL;
    if (sealed == NULL) {
        return JU_OK;
    }
    ju_rc rc = ju_unseal_text(state->resident, ctx->arena, field, question->request_id, sealed, &clear, err);
    if (rc != JU_OK) {
        (void)refuse(why, "seal_broken", field);
        return rc == JU_REJECT ? JU_OK : rc;
    }
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL) {
        rc = ju_no_memory(err);
    } else if (!ju_code_valid(kind, clear)) {
        (void)refuse(why, "check_digit", field);
    } else {
        rc = ju_blind_index(state->resident, field, clear, index, err);
        *ret = index;
    }
    explicit_bzero(clear, strlen(clear));
    return rc;
}

static ju_rc ask_by_number(ju_ctx *ctx, const search_persons *question, refusal *why, ju_err *err)
{
    person_indexes indexes = {0};
    JU_TRY(index_of(ctx, question, "individual_number", JU_CODE_INDIVIDUAL_NUMBER,
                    question->individual_number, &indexes.number, why, err));
    JU_TRY(index_of(ctx, question, "resident_code", JU_CODE_RESIDENT_CODE, question->resident_code,
                    &indexes.code, why, err));
    return why->code != NULL
               ? JU_OK
               : ask_search_by_number(ctx, question->addressee_number, indexes, question->removed, err);
}

static ju_rc ask_by_items(ju_ctx *ctx, const search_persons *question, search_work *work, ju_err *err)
{
    const resident_state *state = ctx->app;
    if (!search_plan_of(question, state->variants, ctx->arena, &work->plan, &work->why)) {
        return work->why.code != NULL ? JU_OK : ju_no_memory(err);
    }
    return ask_search(ctx, question, &work->plan, err);
}

/* One search after the other: what the database answers may hold a thousand persons each. */
ju_rc search_persons_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return ju_claim(ctx, "search", "", err);
}

/* What is refused asks the database nothing; apply answers with the refusal that is left here. */
ju_rc search_persons_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const search_persons *question = body;
    search_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    ctx->work = work;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    if (!search_check(question, &work->why)) {
        return JU_OK;
    }
    return search_by_number(question) ? ask_by_number(ctx, question, &work->why, err)
                                      : ask_by_items(ctx, question, work, err);
}

/* ---- answering ----------------------------------------------------------------------------------------- */

static ju_rc audit(ju_ctx *ctx, const char *action, const search_persons *question, const char *person,
                   const refusal *why, const char *detail, ju_err *err)
{
    return audit_about(
        ctx,
        (ju_act){
            .action = action, .operator_ = question->operator_, .refused_code = why->code, .detail = detail},
        person, err);
}

/* A keyed hash of the question as it came: the trail proves what search_question holds, without holding it.
 */
static ju_rc hash_question(ju_ctx *ctx, char ret[JU_SUBJECT_HASH_SIZE], ju_err *err)
{
    const resident_state *state = ctx->app;
    const char *hex = ju_arena_hex(ctx->arena, ctx->message->value, ctx->message->value_size);
    if (hex == NULL) {
        return ju_no_memory(err);
    }
    return ju_subject_hash(state->audit, hex, ret, err);
}

/* By what was searched and how many were found; the values, which say whom somebody looked for, are hashed.
 */
static ju_rc audit_search(ju_ctx *ctx, const search_persons *question, const search_reply *reply,
                          const refusal *why, ju_err *err)
{
    char hash[JU_SUBJECT_HASH_SIZE];
    const char *items = search_items(question, ctx->arena);
    JU_TRY(hash_question(ctx, hash, err));
    const char *detail = items == NULL
                             ? NULL
                             : ju_arena_printf(ctx->arena, "items=%s found=%d shown=%zu question=%s", items,
                                               (int)reply->found, reply->n_person, hash);
    if (detail == NULL) {
        return ju_no_memory(err);
    }
    return audit(ctx, "person.search", question,
                 *question->addressee_number == '\0' ? NULL : question->addressee_number, why, detail, err);
}

/* What stands against one person of those found; they stand side by side. */
static restraint_list restraints_of(const restraint_list *found, const char *addressee_number)
{
    restraint_list own = {0};
    for (size_t i = 0; i < found->count; i++) {
        if (strcmp(found->item[i].addressee_number, addressee_number) == 0) {
            own.item = own.count == 0 ? &found->item[i] : own.item;
            own.count++;
        }
    }
    return own;
}

/* 照会抑止 (j410), エラー or アラート: who asks for the record itself can confirm the latter, a list cannot.
 */
static bool may_be_shown(const restraint_list *own, const char *now)
{
    return restraint_against(own, NULL, RESTRAINT_OF_INQUIRY, now) ==
           JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_UNSPECIFIED;
}

/* That somebody is under 抑止 is seen in the list (j410). */
static ju_rc show(ju_ctx *ctx, const person_record *record, const restraint_list *found, found_person *shown,
                  ju_err *err)
{
    restraint_list own = restraints_of(found, record->addressee_number);
    juki__resident__v1__found_person__init(shown);
    shown->addressee_number = record->addressee_number;
    shown->state = record->state;
    shown->name = record->name;
    shown->name_kana = record->name_kana;
    if (may_be_shown(&own, ctx->now)) {
        shown->household_number = record->household_number;
        shown->birth_date = record->birth_date;
        shown->sex = record->sex;
        shown->relationship = record->relationship;
        shown->address = record->address;
    }
    bool resident = record->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    return restraint_messages(ctx, &own, resident, &shown->restraint, &shown->n_restraint, err);
}

static ju_rc fill_persons(ju_ctx *ctx, const search_persons *question, const record_list *records,
                          const restraint_list *found, search_reply *reply, ju_err *err)
{
    size_t page = (size_t)search_page_size(question);
    size_t count = records->count < page ? records->count : page;
    found_person *shown = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *shown);
    reply->person = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->person);
    if (shown == NULL || reply->person == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        JU_TRY(show(ctx, records->item[i], found, &shown[i], err));
        reply->person[reply->n_person++] = &shown[i];
        JU_TRY(audit(ctx, "person.found", question, shown[i].addressee_number, &(refusal){0}, "", err));
    }
    if (records->count > page) { /* one more was asked for than a page has */
        reply->next_cursor = shown[page - 1].addressee_number;
    }
    return JU_OK;
}

static ju_rc read_found(ju_ctx *ctx, const search_persons *question, search_reply *reply, refusal *why,
                        ju_err *err)
{
    record_list records = {0};
    restraint_list restraints;
    int64_t found = 0;
    const search_work *work = ctx->work;
    JU_TRY(
        read_search(ctx, question, search_by_number(question) ? NULL : &work->plan, &found, &records, err));
    if (found > SEARCH_FOUND_MAX) {
        reply->found = SEARCH_FOUND_MAX;
        (void)refuse(why, "search_too_many", "");
        return JU_OK;
    }
    reply->found = (int32_t)found;
    JU_TRY(read_restraints(ctx, 0, &restraints, err));
    return fill_persons(ctx, question, &records, &restraints, reply, err);
}

/* What could be asked, unless it holds a number that is nobody's to keep. */
static bool may_be_kept(const search_persons *question, const refusal *why)
{
    return why->code == NULL && question->individual_number == NULL && question->resident_code == NULL;
}

ju_rc search_persons_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const search_persons *question = body;
    search_reply reply = JUKI__RESIDENT__V1__SEARCH_REPLY__INIT;
    const search_work *work = ctx->work;
    refusal why = work->why;
    reply.request_id = question->request_id;
    if (why.code == NULL) {
        JU_TRY(read_found(ctx, question, &reply, &why, err));
    }
    if (may_be_kept(question, &work->why)) {
        JU_TRY(put_search_question(ctx, question, reply.found, err));
    }
    reply.refusal = refusal_message_of(ctx, &why);
    JU_TRY(audit_search(ctx, question, &reply, &why, err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}
