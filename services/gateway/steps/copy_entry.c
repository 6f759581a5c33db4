/* What persons enter about 副本 (seed 004_001 K51, K56, K60): it takes effect once others have checked and
 * approved it, all of it at once. */
#include "services/gateway/steps/copy.h"

#include "common/base/hex.h"
#include "common/base/word.h"
#include "services/gateway/steps/affair.h"
#include "services/gateway/store_copy.h"
#include "services/gateway/store_entry.h"
#include "services/gateway/store_import.h"
#include "services/gateway/store_original.h"

#include <openssl/evp.h>
#include <string.h>

typedef Juki__Gateway__V1__EnterCopyFlag enter_flag;
typedef Juki__Gateway__V1__EnterCopies enter_copies;
typedef Juki__Gateway__V1__CheckCopyEntry check_entry;
typedef Juki__Gateway__V1__DecideCopyEntry decide_entry;
typedef Juki__Gateway__V1__QueryCopyEntries query_entries;
typedef Juki__Gateway__V1__CopyEntry copy_entry;
typedef Juki__Gateway__V1__CopyEntryReply entry_reply;

enum { DIGEST_BYTES = 32 };

/* One act on an entry, for the answer and the trail. */
typedef struct entry_act {
    const char *action;
    const char *request_id;
    const Juki__Common__V1__Operator *who;
    copy_refusal why;
    int line;          /* of a file that is refused */
    copy_entry *entry; /* as it stands now; what was refused is not told of */
    int64_t older;
} entry_act;

static ju_rc answer_entry(ju_ctx *ctx, const entry_act *done, ju_err *err)
{
    bool good = done->why.code == NULL;
    entry_reply reply = JUKI__GATEWAY__V1__COPY_ENTRY_REPLY__INIT;
    reply.request_id = (char *)(uintptr_t)done->request_id;
    reply.refusal = copy_refusal_of(ctx, done->why, done->line);
    reply.line = done->line;
    reply.entry = good ? done->entry : NULL;
    reply.older = (int32_t)done->older;
    const ju_act act = {.action = done->action,
                        .operator_ = done->who,
                        .refused_code = done->why.code,
                        .detail = !good ? ""
                                        : ju_arena_printf(ctx->arena, "entry=%s kind=%s rows=%d sha256=%s",
                                                          done->entry->entry_id, done->entry->kind,
                                                          (int)done->entry->rows, done->entry->digest)};
    return copy_answer(ctx, done->request_id, &reply.base, &act, good ? done->entry->addressee_number : "",
                       err);
}

/* ---- a flag ------------------------------------------------------------------------------------------ */

ju_rc copy_flag_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const enter_flag *wish = body;
    const char *const *number = (const char *const *)&wish->addressee_number;
    JU_TRY(copy_ask_entry(ctx, wish->request_id, NULL, err));
    JU_TRY(copy_ask_unknown(ctx, number, 1, err));
    return copy_ask_kinds(ctx, affair_bound(ctx), err);
}

/* A flag of an information that nobody has would protect nobody. "", of all, and what the register has are
 * the desk's. */
static ju_rc is_information(const ju_ctx *ctx, const char *information, bool *ret, ju_err *err)
{
    copy_kind *kind = NULL;
    size_t count = 0;
    JU_TRY(copy_got_kinds(ctx, 2, &kind, &count, err));
    *ret = affair_is_desk(ctx) && (*information == '\0' || strcmp(information, COPY_RESIDENT) == 0);
    for (size_t i = 0; i < count; i++) {
        *ret |= strcmp(information, kind[i].information) == 0;
    }
    return JU_OK;
}

ju_rc copy_flag_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const enter_flag *wish = body;
    copy_known known;
    copy_entry entry = JUKI__GATEWAY__V1__COPY_ENTRY__INIT;
    bool held = false;
    copy_refusal why = copy_check_flag(wish);
    JU_TRY(copy_got_entry(ctx, 0, &known, err));
    JU_TRY(is_information(ctx, wish->information, &held, err));
    if (why.code == NULL && !held) {
        why = (copy_refusal){"information_unknown", "information"};
    }
    if (why.code == NULL && known.found) {
        why = (copy_refusal){"entry_taken", "request_id"};
    }
    if (why.code == NULL && copy_got_place(ctx, 1) >= 0) {
        why = (copy_refusal){"person_unknown", "addressee_number"};
    }
    if (why.code == NULL) {
        entry.entry_id = wish->request_id;
        entry.kind = (char *)(uintptr_t) "flag";
        entry.state = (char *)(uintptr_t) "entered";
        entry.purpose = wish->purpose;
        entry.addressee_number = wish->addressee_number;
        entry.information = wish->information;
        entry.flag = wish->flag;
        entry.set = wish->set;
        entry.entered_by = wish->operator_->operator_id;
        JU_TRY(copy_put_entry(ctx, &entry, NULL, err));
    }
    return answer_entry(ctx,
                        &(entry_act){.action = "copy.flag_entered",
                                     .request_id = wish->request_id,
                                     .who = wish->operator_,
                                     .why = why,
                                     .entry = &entry},
                        err);
}

/* ---- a file ------------------------------------------------------------------------------------------ */

/* What was read in ask, for apply. */
typedef struct entering {
    ju_sheet file;
    ju_sheet_fault fault;
} entering;

static ju_rc ask_persons(ju_ctx *ctx, const ju_sheet *file, ju_err *err)
{
    const char **number = ju_arena_alloc(ctx->arena, (file->count + 1) * sizeof *number);
    for (size_t i = 0; number != NULL && i < file->count; i++) {
        number[i] = file->line[i].cell[COPY_ADDRESSEE];
    }
    if (number == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(copy_ask_unknown(ctx, number, file->count, err));
    return copy_ask_twice(ctx, number, file->count, err);
}

ju_rc copy_enter_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const enter_copies *wish = body;
    entering *work = ju_arena_alloc(ctx->arena, sizeof *work);
    ctx->work = work;
    if (work == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(copy_file_read(ctx->arena, wish->content.data, wish->content.len, &work->file, &work->fault, err));
    JU_TRY(copy_ask_entry(ctx, wish->request_id, NULL, err));
    JU_TRY(copy_ask_kinds(ctx, affair_bound(ctx), err));
    return work->fault.code == NULL ? ask_persons(ctx, &work->file, err) : JU_OK;
}

/* number: of the answer with the items that files may have. */
static ju_rc check_lines(const ju_ctx *ctx, int number, const ju_sheet *file, ju_sheet_fault *ret,
                         ju_err *err)
{
    copy_kind *kind = NULL;
    size_t count = 0;
    JU_TRY(copy_got_kinds(ctx, number, &kind, &count, err));
    *ret = copy_file_check(file, ctx->today, kind, count);
    return JU_OK;
}

/* The first fault of a file that could be read: of its lines, or of whom they are. */
static ju_rc check_file(ju_ctx *ctx, const ju_sheet *file, ju_sheet_fault *ret, ju_err *err)
{
    JU_TRY(check_lines(ctx, 1, file, ret, err));
    int64_t unknown = copy_got_place(ctx, 2);
    int64_t twice = copy_got_place(ctx, 3);
    if (ret->code == NULL && unknown >= 0) {
        *ret = copy_file_person(&file->line[unknown], "person_unknown");
    } else if (ret->code == NULL && twice >= 0) {
        *ret = copy_file_person(&file->line[twice], "person_twice");
    }
    return JU_OK;
}

static ju_rc put_file(ju_ctx *ctx, const enter_copies *wish, const ju_sheet *file, copy_entry *ret,
                      ju_err *err)
{
    unsigned char digest[DIGEST_BYTES];
    bool made = EVP_Digest(wish->content.data, wish->content.len, digest, NULL, EVP_sha256(), NULL) == 1;
    ret->entry_id = wish->request_id;
    ret->kind = (char *)(uintptr_t) "import";
    ret->state = (char *)(uintptr_t) "entered";
    ret->purpose = wish->purpose;
    ret->rows = (int32_t)file->count;
    ret->digest = made ? ju_arena_hex(ctx->arena, digest, sizeof digest) : NULL;
    ret->entered_by = wish->operator_->operator_id;
    return ret->digest == NULL ? ju_no_memory(err) : copy_put_entry(ctx, ret, file, err);
}

ju_rc copy_enter_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const enter_copies *wish = body;
    entering *work = ctx->work;
    copy_known known;
    copy_entry entry = JUKI__GATEWAY__V1__COPY_ENTRY__INIT;
    copy_refusal why = copy_check_purpose(wish->purpose);
    JU_TRY(copy_got_entry(ctx, 0, &known, err));
    if (why.code == NULL && known.found) {
        why = (copy_refusal){"entry_taken", "request_id"};
    }
    if (why.code == NULL && work->fault.code == NULL) {
        JU_TRY(check_file(ctx, &work->file, &work->fault, err));
    }
    int line = why.code == NULL ? work->fault.line : 0;
    why = why.code == NULL ? (copy_refusal){work->fault.code, work->fault.item} : why;
    JU_TRY(why.code == NULL ? put_file(ctx, wish, &work->file, &entry, err) : JU_OK);
    return answer_entry(ctx,
                        &(entry_act){.action = "copy.entered",
                                     .request_id = wish->request_id,
                                     .who = wish->operator_,
                                     .why = why,
                                     .line = line,
                                     .entry = &entry},
                        err);
}

/* ---- 正本 of an office --------------------------------------------------------------------------------- */

ju_rc copy_compare_file_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__CompareCopyFile *wish = body;
    entering *work = ju_arena_alloc(ctx->arena, sizeof *work);
    ctx->work = work;
    if (work == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(copy_file_read(ctx->arena, wish->content.data, wish->content.len, &work->file, &work->fault, err));
    JU_TRY(copy_ask_kinds(ctx, affair_bound(ctx), err));
    return work->fault.code == NULL ? copy_ask_file_compared(ctx, &work->file, err) : JU_OK;
}

ju_rc copy_compare_file_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__CompareCopyFile *wish = body;
    entering *work = ctx->work;
    Juki__Gateway__V1__CopiesCompared reply = JUKI__GATEWAY__V1__COPIES_COMPARED__INIT;
    if (work->fault.code == NULL) {
        JU_TRY(check_lines(ctx, 0, &work->file, &work->fault, err));
    }
    copy_refusal why = {work->fault.code, work->fault.item};
    if (why.code == NULL) {
        bool too_wide = false;
        JU_TRY(copy_got_file_compared(ctx, 1, &work->file, &reply, &too_wide, err));
        JU_TRY(copy_audit_compared(ctx, wish->operator_, &reply, err));
        why = too_wide ? (copy_refusal){"range_too_wide", "addressee_number"} : why;
    }
    reply.request_id = wish->request_id;
    reply.refusal = copy_refusal_of(ctx, why, work->fault.line);
    reply.line = work->fault.line;
    const ju_act act = {.action = "copy.compared",
                        .operator_ = wish->operator_,
                        .refused_code = why.code,
                        .detail = ju_arena_printf(ctx->arena, "copies=%d differences=%zu", (int)reply.checked,
                                                  reply.n_difference)};
    return copy_answer(ctx, wish->request_id, &reply.base, &act, "", err);
}

/* ---- checks and the decision ------------------------------------------------------------------------- */

ju_rc copy_check_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const check_entry *wish = body;
    return copy_ask_entry(ctx, wish->entry_id, affair_bound(ctx), err);
}

/* The entry as it is behind this check. */
static ju_rc add_check(const ju_ctx *ctx, copy_entry *entry, char *operator_id, ju_err *err)
{
    char **names = ju_arena_alloc(ctx->arena, (entry->n_checked_by + 1) * sizeof *names);
    if (names == NULL) {
        return ju_no_memory(err);
    }
    if (entry->n_checked_by > 0) {
        memcpy(names, entry->checked_by, entry->n_checked_by * sizeof *names);
    }
    names[entry->n_checked_by++] = operator_id;
    entry->checked_by = names;
    return JU_OK;
}

ju_rc copy_check_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const check_entry *wish = body;
    char *operator_id = wish->operator_->operator_id;
    copy_known known;
    JU_TRY(copy_got_entry(ctx, 0, &known, err));
    copy_refusal why = copy_check_check(&known, operator_id);
    if (why.code == NULL) {
        JU_TRY(copy_put_check(ctx, wish->entry_id, operator_id, err));
        JU_TRY(add_check(ctx, &known.as, operator_id, err));
    }
    return answer_entry(ctx,
                        &(entry_act){.action = "copy.checked",
                                     .request_id = wish->request_id,
                                     .who = wish->operator_,
                                     .why = why,
                                     .entry = &known.as},
                        err);
}

ju_rc copy_decide_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_entry *wish = body;
    JU_TRY(copy_ask_entry(ctx, wish->entry_id, affair_bound(ctx), err));
    JU_TRY(copy_ask_older(ctx, wish->entry_id, err));
    JU_TRY(copy_ask_entry_persons(ctx, wish->entry_id, err));
    return copy_ask_import(ctx, wish->entry_id, err);
}

ju_rc copy_decide_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_entry *wish = body;
    copy_known known;
    JU_TRY(copy_got_entry(ctx, 0, &known, err));
    const gateway *self = ctx->app;
    const char *operator_id = wish->operator_->operator_id;
    copy_refusal why = copy_check_decision(
        &known, operator_id, ju_word_listed(self->settings->supervisors, operator_id), wish->approved);
    bool approved = why.code == NULL && wish->approved;
    if (why.code == NULL) {
        known.as.state = (char *)(uintptr_t)(approved ? "approved" : "refused");
        known.as.decided_by = wish->operator_->operator_id;
        JU_TRY(approved ? copy_put_approved(ctx, &known.as, 3, err) : JU_OK);
        JU_TRY(copy_put_decision(ctx, &known.as, err));
    }
    if (approved) { /* whose 副本 were replaced or withdrawn; of a flag the decision's own act tells */
        const ju_act each = {
            .action = "copy.replaced", .operator_ = wish->operator_, .change_id = known.as.entry_id};
        JU_TRY(copy_audit_persons(ctx, &each, 2, err));
    }
    return answer_entry(ctx,
                        &(entry_act){.action = wish->approved ? "copy.approved" : "copy.refused",
                                     .request_id = wish->request_id,
                                     .who = wish->operator_,
                                     .why = why,
                                     .entry = &known.as,
                                     .older = approved ? copy_got_older(ctx, 1) : 0},
                        err);
}

/* ---- what waits -------------------------------------------------------------------------------------- */

ju_rc copy_entries_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_entries *wish = body;
    if (*wish->entry_id == '\0') {
        return copy_ask_entries(ctx, affair_bound(ctx), err);
    }
    JU_TRY(copy_ask_entry(ctx, wish->entry_id, affair_bound(ctx), err));
    return copy_ask_lines(ctx, wish->entry_id, wish->after_line, err);
}

/* One entry with its lines. */
static ju_rc show_entry(ju_ctx *ctx, Juki__Gateway__V1__CopyEntriesReply *reply, copy_refusal *ret,
                        ju_err *err)
{
    copy_known *known = ju_arena_alloc(ctx->arena, sizeof *known);
    copy_entry **only = ju_arena_alloc(ctx->arena, sizeof *only);
    if (known == NULL || only == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(copy_got_entry(ctx, 0, known, err));
    if (!known->found) {
        *ret = (copy_refusal){"entry_unknown", "entry_id"};
        return JU_OK;
    }
    *only = &known->as;
    reply->entry = only;
    reply->n_entry = 1;
    return copy_got_lines(ctx, 1, known->as.entry_id, reply, err);
}

/* Each person whose values were read is told of. Lines of one person stand together. */
static ju_rc audit_lines(ju_ctx *ctx, const query_entries *wish,
                         const Juki__Gateway__V1__CopyEntriesReply *reply, ju_err *err)
{
    const char *last = "";
    for (size_t i = 0; i < reply->n_line; i++) {
        const char *number = reply->line[i]->addressee_number;
        const ju_act act = {.action = "copy.line_shown",
                            .operator_ = wish->operator_,
                            .event_id = ctx->message->id,
                            .change_id = wish->entry_id};
        JU_TRY(strcmp(number, last) == 0 ? JU_OK : gateway_audit(ctx, act, number, err));
        last = number;
    }
    return JU_OK;
}

ju_rc copy_entries_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_entries *wish = body;
    copy_refusal why = {0};
    Juki__Gateway__V1__CopyEntriesReply reply = JUKI__GATEWAY__V1__COPY_ENTRIES_REPLY__INIT;
    JU_TRY(*wish->entry_id == '\0' ? copy_got_entries(ctx, &reply, err) : show_entry(ctx, &reply, &why, err));
    JU_TRY(audit_lines(ctx, wish, &reply, err));
    reply.request_id = wish->request_id;
    reply.refusal = copy_refusal_of(ctx, why, 0);
    const ju_act act = {.action = "copy.entries_shown",
                        .operator_ = wish->operator_,
                        .refused_code = why.code,
                        .detail = why.code == NULL ? wish->entry_id : ""};
    return copy_answer(ctx, wish->request_id, &reply.base, &act, "", err);
}
