/* ResidenceNotice: 出入国在留管理庁長官の通知 becomes a 仮登録 that staff review (住基法30条の50; standard
 * j960). */
#include "services/resident/link_rules.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/links.h"
#include "services/resident/steps/reply.h"
#include "services/resident/store_link.h"

#include "common/event/topic_names.h"
#include "common/text/date.h"

#include <string.h>

typedef Juki__Resident__V1__ResidenceNotice notice;
typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;

enum { ASKED_TAKEN, ASKED_PERSON };
enum { NUMBER_MAX = 40 };

ju_rc residence_notice_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const notice *n = body;
    return ju_claim(ctx, "notice", n->notice_number, err);
}

ju_rc residence_notice_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const notice *n = body;
    if (strcmp(n->person_ref, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "person_ref", "the message stands under another key");
    }
    if (*n->notice_number == '\0' || strlen(n->notice_number) > NUMBER_MAX) {
        return ju_reject(err, "item_missing", "notice_number",
                         "a notice has a number of at most 40 characters");
    }
    JU_TRY(ask_link_taken(ctx, "justice", n->notice_number, err));
    return ask_link_person(ctx, n->person_ref, err);
}

static bool date_fits(const ju_ctx *ctx, const notice *n, refusal *why)
{
    ju_date date;
    if (!ju_date_parse(n->change_date, &date)) {
        return refuse(why, "date_invalid", "change_date");
    }
    /* ISO dates compare as text */
    return strcmp(n->change_date, ctx->today) <= 0 ? true : refuse(why, "date_in_future", "change_date");
}

static ju_rc enter_notice(ju_ctx *ctx, const notice *n, const person_record *record, const char *change_id,
                          ju_err *err)
{
    submit entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    person_entry person = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    person_entry *persons[] = {&person};
    bool ends = n->kind == JUKI__RESIDENT__V1__RESIDENCE_NOTICE_KIND__RESIDENCE_NOTICE_KIND_END;
    entry.change_id = (char *)(uintptr_t)change_id;
    entry.reason = (char *)(uintptr_t)(ends ? "official_delete" : "official_correction");
    entry.change_date = n->change_date;
    entry.notified_date = (char *)(uintptr_t)ctx->today;
    entry.justification = ju_arena_printf(ctx->arena, "出入国在留管理庁通知 %s", n->notice_number);
    entry.person = persons;
    entry.n_person = 1;
    person.addressee_number = record->addressee_number;
    person.name = n->new_name;
    person.nationality = n->new_nationality;
    person.birth_date = n->new_birth_date;
    person.sex = n->new_sex;
    person.foreign_stay = n->new_foreign_stay;
    if (entry.justification == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(put_link_taken(ctx, "justice", n->notice_number, change_id, err));
    return enter_for_peer(ctx, "justice", &entry, err);
}

static ju_rc answer(ju_ctx *ctx, const notice *n, const char *change_id, const refusal *why, ju_err *err)
{
    Juki__Resident__V1__ResidenceNoticeResult result = JUKI__RESIDENT__V1__RESIDENCE_NOTICE_RESULT__INIT;
    result.notice_number = n->notice_number;
    result.refusal = refusal_message_of(ctx, why);
    result.change_id = (char *)(uintptr_t)(why->code == NULL ? change_id : "");
    JU_TRY(ju_emit(ctx, JU_TOPIC_LINK_JUSTICE_OUT, n->person_ref, &result.base, NULL, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "link.notice",
                              .change_id = result.change_id,
                              .event_id = ctx->message->id,
                              .refused_code = why->code,
                              .detail = "justice"},
                    err);
}

ju_rc residence_notice_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const notice *n = body;
    refusal why = {0};
    record_list found;
    const char *change_id = ju_event_id(ctx);
    if (change_id == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(read_records(ctx, ASKED_PERSON, &found, err));
    const person_record *record = found.count > 0 ? found.item[0] : NULL;
    if (PQntuples(ju_answer(ctx, ASKED_TAKEN)) > 0) {
        (void)refuse(&why, "notice_known", "notice_number");
    } else if (residence_notice_fits(n, record, &why) && date_fits(ctx, n, &why) && record != NULL) {
        JU_TRY(enter_notice(ctx, n, record, change_id, err));
    }
    return answer(ctx, n, change_id, &why, err);
}
