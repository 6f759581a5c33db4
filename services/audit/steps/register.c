#include "services/audit/steps/register.h"

#include "common/event/topic_names.h"
#include "services/audit/handlers.h"
#include "services/audit/query.h"
#include "services/audit/register.h"
#include "services/audit/steps/rights.h"
#include "services/audit/store_register.h"

#include <string.h>

typedef Juki__Audit__V1__RegisterCase register_record;
typedef Juki__Audit__V1__CaseItem case_item;
typedef Juki__Common__V1__Operator operator;

/* What stands in a case, and each of its steps, takes less than half of an answer (register.c). */
enum { CASES_MAX = 200, STEPS_MAX = 64, STEPS_MAX_BYTES = AUDIT_REPLY_MAX_BYTES / 2 };

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* ---- what they share ---------------------------------------------------------------------------------- */

static ju_rc check_request(const char *request_id, const operator* who, ju_err *err)
{
    if (*request_id == '\0') {
        return ju_reject(err, "item_missing", "request_id", "a command without a number cannot be answered");
    }
    return who != NULL && *who->operator_id != '\0'
               ? JU_OK
               : ju_reject(err, "operator_missing", "operator", "a command without a person is nobody's");
}

static Juki__Common__V1__Refusal *refusal_of(ju_ctx *ctx, const register_refusal *why)
{
    Juki__Common__V1__Refusal *refusal = ju_arena_alloc(ctx->arena, sizeof *refusal);
    if (refusal != NULL) {
        juki__common__v1__refusal__init(refusal);
        refusal->code = text(why->code);
        refusal->item = text(why->item);
        refusal->message = text(register_text(why->code));
    }
    return refusal;
}

/* The one case that was asked for, and how it stands; found is false without one. */
static ju_rc got_case(ju_ctx *ctx, register_record **ret, register_case *ret_case, ju_err *err)
{
    register_record **all = NULL;
    size_t count = 0;
    JU_TRY(register_got_cases(ctx, &all, &count, err));
    *ret = count == 0 ? NULL : all[0];
    *ret_case = (register_case){.name = "", .state = "", .opened_by = "", .completed_by = ""};
    return count == 0 || register_fold(all[0], ret_case, ctx->arena) ? JU_OK : ju_no_memory(err);
}

static ju_rc show(ju_ctx *ctx, const register_case *from, register_record *ret, ju_err *err)
{
    char *due = ju_arena_alloc(ctx->arena, REGISTER_DAY_SIZE);
    if (due == NULL) {
        return ju_no_memory(err);
    }
    register_due(from, due);
    ret->state = text(from->state);
    ret->step = from->step;
    ret->day = text(register_day(from));
    ret->due_on = due;
    ret->overdue = register_overdue(from, ctx->today);
    ret->item = from->item;
    ret->n_item = from->items;
    return JU_OK;
}

static ju_rc note(ju_ctx *ctx, ju_act act, const register_refusal *why, const register_case *of, ju_err *err)
{
    const char *name = of->name == NULL ? "" : of->name;
    const char *person = register_person_item(name);
    act.subject = person == NULL ? NULL : register_value(of, person);
    act.event_id = ctx->message->id;
    act.refused_code = why->code;
    act.detail =
        ju_arena_printf(ctx->arena, "register=%s step=%d", register_exists(name) ? name : "", of->step);
    return act.detail == NULL ? ju_no_memory(err) : ju_audit(ctx, &act, err);
}

/* Answers with the case as it stands now, or with the refusal. */
static ju_rc answer(ju_ctx *ctx, const char *request_id, const register_refusal *why,
                    const register_case *now, register_record *record, ju_err *err)
{
    Juki__Audit__V1__CaseReply reply = JUKI__AUDIT__V1__CASE_REPLY__INIT;
    reply.request_id = text(request_id);
    if (why->code == NULL && record != NULL) {
        JU_TRY(show(ctx, now, record, err));
        reply.case_ = record;
    } else {
        reply.refusal = refusal_of(ctx, why);
        JU_TRY(reply.refusal == NULL ? ju_no_memory(err) : JU_OK);
    }
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, request_id, &reply.base, NULL, err);
}

/* A person stands in a register as in the log: by the keyed hash of his 宛名番号. */
static ju_rc hide_person(ju_ctx *ctx, const char *name, case_item *const *item, size_t items, ju_err *err)
{
    const char *person = register_person_item(name);
    for (size_t i = 0; person != NULL && i < items; i++) {
        if (strcmp(item[i]->name, person) == 0 && *item[i]->value != '\0') {
            char *hash = ju_arena_alloc(ctx->arena, JU_SUBJECT_HASH_SIZE);
            if (hash == NULL) {
                return ju_no_memory(err);
            }
            JU_TRY(ju_subject_hash(audit_subjects(ctx), item[i]->value, hash, err));
            item[i]->value = hash;
        }
    }
    return JU_OK;
}

static ju_rc put(ju_ctx *ctx, const char *case_id, const char *act, const register_case *now,
                 const operator* who, case_item *const *item, size_t items, ju_err *err)
{
    char due[REGISTER_DAY_SIZE];
    register_due(now, due);
    const char *due_on = ju_arena_strdup(ctx->arena, due);
    const register_step step = {.case_id = case_id,
                                .number = now->step,
                                .name = now->name,
                                .act = act,
                                .day = register_day(now),
                                .due_on = due_on,
                                .by = who,
                                .item = item,
                                .items = items};
    return due_on == NULL ? ju_no_memory(err) : register_put_step(ctx, &step, err);
}

/* ---- OpenCase ----------------------------------------------------------------------------------------- */

static bool is_backup(const Juki__Audit__V1__OpenCase *wish)
{
    return strcmp(wish->register_, REGISTER_BACKUP) == 0;
}

ju_rc register_open_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__OpenCase *wish = body;
    const register_case opened = {.item = wish->item, .items = wish->n_item};
    JU_TRY(check_request(wish->request_id, wish->operator_, err));
    JU_TRY(register_ask_case(ctx, wish->request_id, 0, 0, err));
    return is_backup(wish) ? register_ask_place(ctx, register_value(&opened, "store"),
                                                register_value(&opened, "receiver"), err)
                           : JU_OK;
}

ju_rc register_open_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__OpenCase *wish = body;
    register_record *known = NULL;
    register_case now;
    register_record record = JUKI__AUDIT__V1__REGISTER_CASE__INIT;
    JU_TRY(got_case(ctx, &known, &now, err));
    register_refusal why = register_check_opening(wish, known != NULL, ctx->today);
    if (why.code == NULL && is_backup(wish) && !register_got_place(ctx)) {
        why = (register_refusal){"place_unregistered", "store"};
    }
    now = (register_case){
        .name = wish->register_, .state = "open", .step = 1, .opened_by = "", .completed_by = ""};
    if (why.code == NULL) {
        JU_TRY(hide_person(ctx, wish->register_, wish->item, wish->n_item, err));
        JU_TRY(register_put(&now, wish->item, wish->n_item, ctx->arena) ? JU_OK : ju_no_memory(err));
        JU_TRY(put(ctx, wish->request_id, "opened", &now, wish->operator_, wish->item, wish->n_item, err));
        JU_TRY(rights_opened(ctx, wish->request_id, &now, err));
        record.case_id = wish->request_id;
        record.register_ = wish->register_;
    }
    JU_TRY(answer(ctx, wish->request_id, &why, &now, &record, err));
    const ju_act act = {.action = "case.opened", .operator_ = wish->operator_, .change_id = wish->request_id};
    return note(ctx, act, &why, &now, err);
}

/* While no terminal is registered only that is done, and from any; see is_first in commands.c. */
static void check_seat(const ju_ctx *ctx, const register_case *of, register_refusal *why)
{
    if (of->found && strcmp(of->name, REGISTER_TERMINAL) != 0 && ju_staff_unseated(ctx)) {
        *why = (register_refusal){"terminal_unknown", "terminal_id"};
    }
}

/* ---- AmendCase ---------------------------------------------------------------------------------------- */

ju_rc register_amend_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "case", ((const Juki__Audit__V1__AmendCase *)body)->case_id, err);
}

ju_rc register_amend_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__AmendCase *wish = body;
    JU_TRY(check_request(wish->request_id, wish->operator_, err));
    return register_ask_case(ctx, wish->case_id, 0, 0, err);
}

ju_rc register_amend_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__AmendCase *wish = body;
    const char *act = wish->complete ? "completed" : "amended";
    register_record *record = NULL;
    register_case before;
    JU_TRY(got_case(ctx, &record, &before, err));
    register_case now = before;
    JU_TRY(register_put(&now, wish->item, wish->n_item, ctx->arena) ? JU_OK : ju_no_memory(err));
    register_refusal why = register_check_amendment(wish, &before, &now, ctx->today);
    check_seat(ctx, &before, &why);
    if (why.code == NULL && record != NULL) {
        JU_TRY(hide_person(ctx, before.name, wish->item, wish->n_item, err));
        now.step++;
        now.state = wish->complete ? "complete" : "open";
        record->n_history = 0;
        JU_TRY(put(ctx, wish->case_id, act, &now, wish->operator_, wish->item, wish->n_item, err));
    }
    JU_TRY(answer(ctx, wish->request_id, &why, &now, record, err));
    const ju_act noted = {.action = wish->complete ? "case.completed" : "case.amended",
                          .operator_ = wish->operator_,
                          .change_id = wish->case_id};
    return note(ctx, noted, &why, why.code == NULL ? &now : &before, err);
}

/* ---- DecideCase --------------------------------------------------------------------------------------- */

ju_rc register_decide_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "case", ((const Juki__Audit__V1__DecideCase *)body)->case_id, err);
}

ju_rc register_decide_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__DecideCase *wish = body;
    JU_TRY(check_request(wish->request_id, wish->operator_, err));
    return register_ask_case(ctx, wish->case_id, 0, 0, err);
}

ju_rc register_decide_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__DecideCase *wish = body;
    register_record *record = NULL;
    register_case now;
    JU_TRY(got_case(ctx, &record, &now, err));
    register_refusal why = register_check_decision(wish, &now);
    check_seat(ctx, &now, &why);
    if (why.code == NULL && record != NULL) {
        now.step++;
        now.state = wish->approved ? "closed" : "open";
        record->n_history = 0;
        JU_TRY(put(ctx, wish->case_id, wish->approved ? "closed" : "returned", &now, wish->operator_, NULL, 0,
                   err));
        JU_TRY(wish->approved ? rights_closed(ctx, wish->case_id, &now, err) : JU_OK);
    }
    JU_TRY(answer(ctx, wish->request_id, &why, &now, record, err));
    const ju_act act = {.action = wish->approved ? "case.closed" : "case.returned",
                        .operator_ = wish->operator_,
                        .change_id = wish->case_id};
    return note(ctx, act, &why, &now, err);
}

/* ---- ShowCase ----------------------------------------------------------------------------------------- */

ju_rc register_show_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__ShowCase *wish = body;
    JU_TRY(check_request(wish->request_id, wish->operator_, err));
    return register_ask_case(ctx, wish->case_id, wish->from_step, STEPS_MAX, err);
}

/* The steps from one on, as many as fit. */
static void cut_history(register_record *record, int from_step)
{
    size_t all = record->n_history;
    size_t first = 0;
    size_t used_bytes = 0;
    while (first < all && record->history[first]->number < from_step) {
        first++;
    }
    record->history += first;
    record->n_history = 0;
    while (first + record->n_history < all && record->n_history < STEPS_MAX && used_bytes < STEPS_MAX_BYTES) {
        used_bytes += juki__audit__v1__case_step__get_packed_size(record->history[record->n_history]);
        record->n_history += used_bytes < STEPS_MAX_BYTES ? 1 : 0;
    }
    record->more = first + record->n_history < all;
}

ju_rc register_show_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__ShowCase *wish = body;
    register_record *record = NULL;
    register_case now;
    JU_TRY(got_case(ctx, &record, &now, err));
    const register_refusal why = register_check_show(wish, &now);
    if (record != NULL) {
        cut_history(record, wish->from_step);
    }
    JU_TRY(answer(ctx, wish->request_id, &why, &now, record, err));
    const ju_act act = {.action = "case.shown", .operator_ = wish->operator_, .change_id = wish->case_id};
    return note(ctx, act, &why, &now, err);
}

/* ---- QueryCases --------------------------------------------------------------------------------------- */

ju_rc register_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryCases *wish = body;
    register_refusal *why = ju_arena_alloc(ctx->arena, sizeof *why);
    JU_TRY(check_request(wish->request_id, wish->operator_, err));
    if (why == NULL) {
        return ju_no_memory(err);
    }
    *why = register_check_query(wish);
    ctx->work = why;
    if (why->code != NULL) {
        return JU_OK;
    }
    char *first = ju_arena_alloc(ctx->arena, REGISTER_DAY_SIZE);
    const char *until = *wish->until == '\0' && wish->years > 0 ? ctx->today : wish->until;
    if (first == NULL) {
        return ju_no_memory(err);
    }
    register_years_before(until, wish->years, first);
    return register_ask_list(ctx, wish, wish->years > 0 ? first : wish->from, until, CASES_MAX + 1, err);
}

/* As many as fit an answer, each as it stands. */
static ju_rc list(ju_ctx *ctx, Juki__Audit__V1__CasesReply *reply, ju_err *err)
{
    size_t count = 0;
    size_t used_bytes = 0;
    JU_TRY(register_got_cases(ctx, &reply->case_, &count, err));
    for (size_t i = 0; i < count; i++) {
        register_record *one = reply->case_[i];
        register_case now;
        JU_TRY(register_fold(one, &now, ctx->arena) ? JU_OK : ju_no_memory(err));
        JU_TRY(show(ctx, &now, one, err));
        one->n_history = 0;
        used_bytes += juki__audit__v1__register_case__get_packed_size(one);
        if (i == CASES_MAX || used_bytes > AUDIT_REPLY_MAX_BYTES) {
            reply->more = true;
            break;
        }
        reply->n_case_++;
    }
    register_got_total(ctx, &reply->cases, &reply->serious);
    return JU_OK;
}

ju_rc register_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryCases *wish = body;
    const register_refusal *why = ctx->work;
    Juki__Audit__V1__CasesReply reply = JUKI__AUDIT__V1__CASES_REPLY__INIT;
    reply.request_id = wish->request_id;
    if (why->code == NULL) {
        JU_TRY(list(ctx, &reply, err));
    } else {
        reply.refusal = refusal_of(ctx, why);
        JU_TRY(reply.refusal == NULL ? ju_no_memory(err) : JU_OK);
    }
    JU_TRY(ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, wish->request_id, &reply.base, NULL, err));
    /* Whatever stands in a bad question stays out of the trail. */
    const char *detail =
        why->code != NULL
            ? why->item
            : ju_arena_printf(ctx->arena, "register=%s from=%s until=%s years=%d state=%s cases=%zu",
                              wish->register_, wish->from, wish->until, (int)wish->years, wish->state,
                              reply.n_case_);
    const ju_act act = {.action = "case.listed",
                        .operator_ = wish->operator_,
                        .event_id = ctx->message->id,
                        .refused_code = why->code,
                        .detail = detail};
    return detail == NULL ? ju_no_memory(err) : ju_audit(ctx, &act, err);
}
