/* What 戸籍 (附票) and 出入国在留管理庁 are told, and their receipts. */
#include "common/base/hex.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/links.h"

#include "services/resident/decide.h"
#include "services/resident/link_rules.h"
#include "services/resident/move_out.h"
#include "services/resident/store_link.h"

#include "common/event/topic_names.h"

#include <stdio.h>

typedef Juki__Resident__V1__SubmitChange submit;

enum { REF_DIGITS = 32 };

ju_rc link_person_ref(ju_ctx *ctx, const char *peer, const char *addressee_number, const char **ret,
                      ju_err *err)
{
    const resident_state *state = ctx->app;
    unsigned char index[JU_BLIND_INDEX_BYTES];
    JU_TRY(ju_blind_index(state->resident, peer, addressee_number, index, err));
    *ret = ju_arena_hex(ctx->arena, index, REF_DIGITS / 2);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc note_sent(ju_ctx *ctx, const char *peer, const person_record *record, const char *change_id,
                       const char *event_id, ju_err *err)
{
    const resident_state *state = ctx->app;
    char *subject = ju_arena_alloc(ctx->arena, JU_SUBJECT_HASH_SIZE);
    if (subject == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_subject_hash(state->audit, record->addressee_number, subject, err));
    JU_TRY(put_link_notice(ctx, event_id, peer, change_id, subject, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "link.sent",
                              .subject = subject,
                              .change_id = change_id,
                              .event_id = event_id,
                              .detail = peer},
                    err);
}

static ju_rc tell_koseki(ju_ctx *ctx, const person_record *record, bool restrained, ju_err *err)
{
    Juki__Resident__V1__FamilyAnnexNotice notice = JUKI__RESIDENT__V1__FAMILY_ANNEX_NOTICE__INIT;
    const char *ref = NULL;
    const char *event_id = NULL;
    bool lives_here = is_current(record);
    JU_TRY(link_person_ref(ctx, "koseki", record->addressee_number, &ref, err));
    notice.change_id = record->change_id;
    notice.person_ref = (char *)(uintptr_t)ref;
    notice.registered_domicile = record->registered_domicile;
    notice.family_register_head = record->family_register_head;
    notice.name = record->name;
    notice.birth_date = record->birth_date;
    notice.sex = record->sex;
    notice.address = lives_here ? record->address : NULL;
    notice.address_since = lives_here ? record->address_since : notice.address_since;
    notice.destination = lives_here ? NULL : move_out_destination(record);
    notice.state = record->state;
    notice.reason = record->reason;
    notice.change_date = record->change_date;
    notice.change_date_written = record->change_date_written;
    notice.restrained = restrained;
    JU_TRY(ju_emit_sequenced(ctx, JU_TOPIC_LINK_KOSEKI_OUT, ref, &notice.base, &event_id, err));
    return note_sent(ctx, "koseki", record, record->change_id, event_id, err);
}

static ju_rc tell_justice(ju_ctx *ctx, const person_record *record, ju_err *err)
{
    Juki__Resident__V1__MunicipalityNotice notice = JUKI__RESIDENT__V1__MUNICIPALITY_NOTICE__INIT;
    const char *ref = NULL;
    const char *event_id = NULL;
    JU_TRY(link_person_ref(ctx, "justice", record->addressee_number, &ref, err));
    notice.change_id = record->change_id;
    notice.person_ref = (char *)(uintptr_t)ref;
    notice.law = notice_law(reason_find(record->reason));
    notice.state = record->state;
    notice.name = record->name;
    notice.birth_date = record->birth_date;
    notice.sex = record->sex;
    notice.nationality = record->nationality;
    notice.address = record->address;
    notice.previous_address = record->previous_address;
    notice.destination = move_out_destination(record);
    notice.foreign_resident_since = record->foreign_resident_since;
    notice.reason = record->reason;
    notice.change_date = record->change_date;
    notice.change_date_written = record->change_date_written;
    notice.notified_date = record->notified_date;
    notice.foreign_stay = record->foreign_stay;
    JU_TRY(ju_emit_sequenced(ctx, JU_TOPIC_LINK_JUSTICE_OUT, ref, &notice.base, &event_id, err));
    JU_TRY(put_link_person(ctx, ref, record->addressee_number, err));
    return note_sent(ctx, "justice", record, record->change_id, event_id, err);
}

ju_rc publish_to_links(ju_ctx *ctx, const link_news *news, ju_err *err)
{
    const person_record *record = news->record;
    if (is_foreign(record)) {
        return tell_justice(ctx, record, err);
    }
    if (news->struck != NULL &&
        is_foreign(news->struck)) { /* 帰化: his 住民票 as a foreigner is struck off */
        JU_TRY(tell_justice(ctx, news->struck, err));
    }
    return annex_follows(reason_find(record->reason), news->new_address) && domicile_is_here(record)
               ? tell_koseki(ctx, record, news->restrained, err)
               : JU_OK;
}

ju_rc publish_restraint_to_links(ju_ctx *ctx, const char *request_id, const person_record *record,
                                 bool restrained, ju_err *err)
{
    Juki__Resident__V1__FamilyAnnexRestraint message = JUKI__RESIDENT__V1__FAMILY_ANNEX_RESTRAINT__INIT;
    const char *ref = NULL;
    const char *event_id = NULL;
    if (is_foreign(record) || !domicile_is_here(record)) {
        return JU_OK;
    }
    JU_TRY(link_person_ref(ctx, "koseki", record->addressee_number, &ref, err));
    message.request_id = (char *)(uintptr_t)request_id;
    message.person_ref = (char *)(uintptr_t)ref;
    message.restrained = restrained;
    JU_TRY(ju_emit_sequenced(ctx, JU_TOPIC_LINK_KOSEKI_OUT, ref, &message.base, &event_id, err));
    return note_sent(ctx, "koseki", record, request_id, event_id, err);
}

/* ---- receipts ---------------------------------------------------------------------------------------- */

ju_rc link_receipt_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ask_link_receipt(ctx, body, err);
}

ju_rc koseki_receipt_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return mark_link_receipt(ctx, body, "koseki", err);
}

ju_rc justice_receipt_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return mark_link_receipt(ctx, body, "justice", err);
}

ju_rc enter_for_peer(ju_ctx *ctx, const char *peer, submit *entry, ju_err *err)
{
    Juki__Common__V1__Operator by = JUKI__COMMON__V1__OPERATOR__INIT;
    char *id = ju_arena_printf(ctx->arena, "link:%s", peer);
    if (id == NULL) {
        return ju_no_memory(err);
    }
    by.operator_id = id;
    by.terminal_id = (char *)(uintptr_t) "link";
    entry->operator_ = &by;
    ju_rc rc = ju_emit(ctx, JU_TOPIC_RESIDENT_SELF, entry->change_id, &entry->base, NULL, err);
    entry->operator_ = NULL;
    return rc;
}
