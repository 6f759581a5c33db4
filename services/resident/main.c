#include "common/staff/house_commands.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/load.h"
#include "services/resident/steps/move_in.h"
#include "services/resident/steps/restrain.h"
#include "services/resident/steps/state.h"
#include "services/resident/store_fill.h"

#include "common/compare/walk.h"
#include "common/event/topic_names.h"
#include "common/retention/table.h"
#include "common/staff/standing.h"
#include "juki/common/v1/compare.pb-c.h"
#include "juki/delivery/v1/card.pb-c.h"
#include "juki/delivery/v1/gate.pb-c.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/identity/v1/move_in.pb-c.h"
#include "juki/resident/v1/card.pb-c.h"
#include "juki/resident/v1/certificate.pb-c.h"
#include "juki/resident/v1/command.pb-c.h"
#include "juki/resident/v1/compare.pb-c.h"
#include "juki/resident/v1/destination.pb-c.h"
#include "juki/resident/v1/history.pb-c.h"
#include "juki/resident/v1/kiosk.pb-c.h"
#include "juki/resident/v1/link.pb-c.h"
#include "juki/resident/v1/migrate.pb-c.h"
#include "juki/resident/v1/move_in.pb-c.h"
#include "juki/resident/v1/move_out.pb-c.h"
#include "juki/resident/v1/note.pb-c.h"
#include "juki/resident/v1/restraint_command.pb-c.h"
#include "juki/resident/v1/review.pb-c.h"
#include "juki/resident/v1/search.pb-c.h"
#include "juki/resident/v1/statistics.pb-c.h"
#include "juki/resident/v1/subject.pb-c.h"
#include "resident_sql.h"
#include "services/resident/command_reply.h"

#include <string.h>

extern const char resident_grants[]; /* made from grants.csv */

static const ju_handler HANDLERS[] = {
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__submit_change__descriptor, JU_STRICT, submit_claim,
     submit_ask, submit_apply},
    {JU_TOPIC_RESIDENT_SELF, &juki__resident__v1__submit_change__descriptor, JU_STRICT, submit_claim,
     submit_ask, submit_apply},
    {JU_TOPIC_RESIDENT_SELF, &juki__resident__v1__settle_move_out__descriptor, JU_STRICT,
     settle_move_out_claim, settle_move_out_ask, settle_move_out_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__review_change__descriptor, JU_STRICT, NULL, review_ask,
     review_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__correct_change__descriptor, JU_STRICT, correct_claim,
     correct_ask, correct_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_provisional__descriptor, JU_STRICT, NULL,
     query_provisional_ask, query_provisional_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_change__descriptor, JU_STRICT, NULL,
     query_change_ask, query_change_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_person__descriptor, JU_STRICT, NULL,
     query_person_ask, query_person_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__settle_move_out__descriptor, JU_STRICT,
     settle_move_out_claim, settle_move_out_ask, settle_move_out_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_move_outs__descriptor, JU_STRICT, NULL,
     query_move_outs_ask, query_move_outs_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__issue_certificate__descriptor, JU_STRICT, NULL,
     issue_certificate_ask, issue_certificate_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_certificates__descriptor, JU_STRICT, NULL,
     query_certificates_ask, query_certificates_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_person_as_of__descriptor, JU_STRICT, NULL,
     query_person_as_of_ask, query_person_as_of_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_household_as_of__descriptor, JU_STRICT, NULL,
     query_household_as_of_ask, query_household_as_of_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_statistics__descriptor, JU_STRICT, NULL,
     query_statistics_ask, query_statistics_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__confirm_certificate__descriptor, JU_STRICT,
     confirm_certificate_claim, confirm_certificate_ask, confirm_certificate_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_open_certificates__descriptor, JU_STRICT, NULL,
     query_open_certificates_ask, query_open_certificates_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__search_persons__descriptor, JU_STRICT,
     search_persons_claim, search_persons_ask, search_persons_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_searches__descriptor, JU_STRICT, NULL,
     query_searches_ask, query_searches_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__submit_restraint__descriptor, JU_STRICT, NULL,
     submit_restraint_ask, submit_restraint_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__review_restraint__descriptor, JU_STRICT | JU_ALONE, NULL,
     review_restraint_ask, review_restraint_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_restraints__descriptor, JU_STRICT, NULL,
     query_restraints_ask, query_restraints_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__register_user_certificate__descriptor,
     JU_STRICT | JU_ALONE, NULL, register_user_certificate_ask, register_user_certificate_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_card_status__descriptor, JU_STRICT, NULL,
     query_card_status_ask, query_card_status_apply},
    {JU_TOPIC_DELIVERY_TO_RESIDENT, &juki__delivery__v1__card_status_changed__descriptor,
     JU_SEQUENCED | JU_STRICT, NULL, NULL, card_status_changed_apply},
    {JU_TOPIC_LINK_KIOSK_IN, &juki__resident__v1__kiosk_request__descriptor, JU_STRICT, NULL,
     kiosk_request_ask, kiosk_request_apply},
    {JU_TOPIC_LINK_KIOSK_IN, &juki__common__v1__acknowledged__descriptor, JU_STRICT, NULL, kiosk_receipt_ask,
     kiosk_receipt_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__list_restraints__descriptor, JU_STRICT, NULL,
     list_restraints_ask, list_restraints_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__write_note__descriptor, JU_STRICT, write_note_claim,
     write_note_ask, write_note_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__review_note__descriptor, JU_STRICT, review_note_claim,
     review_note_ask, review_note_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_notes__descriptor, JU_STRICT, NULL,
     query_notes_ask, query_notes_apply},
    {JU_TOPIC_IDENTITY_TO_RESIDENT, &juki__identity__v1__number_assigned__descriptor, JU_STRICT,
     number_assigned_claim, number_assigned_ask, number_assigned_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__submit_destination__descriptor, JU_STRICT, NULL,
     submit_destination_ask, submit_destination_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__review_destination__descriptor, JU_STRICT | JU_ALONE,
     NULL, review_destination_ask, review_destination_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_destination__descriptor, JU_STRICT, NULL,
     query_destination_ask, query_destination_apply},
    {JU_TOPIC_DELIVERY_TO_RESIDENT, &juki__delivery__v1__record_to_check__descriptor, JU_STRICT, NULL,
     record_to_check_ask, record_to_check_apply},
    {JU_TOPIC_DELIVERY_TO_RESIDENT, &juki__delivery__v1__record_wanted__descriptor, JU_STRICT, NULL,
     record_wanted_ask, record_wanted_apply},
    JU_HOUSE_HANDLERS(JU_TOPIC_RESIDENT_COMMAND),
    {JU_TOPIC_RESIDENT_COMMAND, &juki__common__v1__begin_comparison__descriptor, JU_STRICT, NULL,
     begin_comparison_ask, begin_comparison_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__common__v1__query_comparison__descriptor, JU_STRICT, NULL,
     ju_compare_query_ask, query_comparison_apply},
    {JU_TOPIC_COMPARE_RESIDENT, &juki__common__v1__compare_step__descriptor, JU_STRICT, ju_compare_claim,
     compare_step_ask, compare_step_apply},
    {JU_TOPIC_IDENTITY_TO_RESIDENT, &juki__common__v1__compare_ready__descriptor, JU_STRICT, ju_compare_claim,
     ju_compare_ready_ask, compare_ready_apply},
    {JU_TOPIC_IDENTITY_TO_RESIDENT, &juki__common__v1__compare_told__descriptor, JU_STRICT,
     ju_compare_told_claim, ju_compare_told_ask, compare_told_apply},
    {JU_TOPIC_IDENTITY_TO_RESIDENT, &juki__resident__v1__person_judged__descriptor, JU_STRICT,
     ju_compare_claim, person_judged_ask, person_judged_apply},
    {JU_TOPIC_RESIDENT_MIGRATE, &juki__resident__v1__begin_load__descriptor, JU_STRICT, NULL, begin_load_ask,
     begin_load_apply},
    {JU_TOPIC_RESIDENT_MIGRATE, &juki__resident__v1__load_rows__descriptor, JU_STRICT, NULL, load_rows_ask,
     load_rows_apply},
    {JU_TOPIC_RESIDENT_MIGRATE, &juki__resident__v1__compare_rows__descriptor, JU_STRICT, NULL,
     compare_rows_ask, compare_rows_apply},
    {JU_TOPIC_RESIDENT_MIGRATE, &juki__resident__v1__explain_differences__descriptor, JU_STRICT, NULL,
     explain_differences_ask, explain_differences_apply},
    {JU_TOPIC_RESIDENT_MIGRATE, &juki__resident__v1__cut_over__descriptor, JU_STRICT, NULL, cut_over_ask,
     cut_over_apply},
    {JU_TOPIC_RESIDENT_MIGRATE, &juki__resident__v1__discard_load__descriptor, JU_STRICT, NULL,
     discard_load_ask, discard_load_apply},
    {JU_TOPIC_RESIDENT_MIGRATE, &juki__resident__v1__query_load__descriptor, JU_STRICT, NULL, query_load_ask,
     query_load_apply},
    {JU_TOPIC_RESIDENT_MIGRATE, &juki__resident__v1__fill_copies__descriptor, JU_STRICT, NULL,
     fill_copies_ask, fill_copies_apply},
    {JU_TOPIC_LINK_KOSEKI_IN, &juki__common__v1__acknowledged__descriptor, 0, NULL, link_receipt_ask,
     koseki_receipt_apply},
    {JU_TOPIC_LINK_JUSTICE_IN, &juki__common__v1__acknowledged__descriptor, 0, NULL, link_receipt_ask,
     justice_receipt_apply},
    {JU_TOPIC_LINK_JUSTICE_IN, &juki__resident__v1__residence_notice__descriptor, JU_SEQUENCED | JU_STRICT,
     residence_notice_claim, residence_notice_ask, residence_notice_apply},
    {JU_TOPIC_LINK_PORTAL_IN, &juki__common__v1__acknowledged__descriptor, 0, NULL, link_receipt_ask,
     portal_receipt_apply},
    {JU_TOPIC_LINK_PORTAL_IN, &juki__resident__v1__signed_application__descriptor, JU_STRICT,
     application_claim, application_ask, application_apply},
    {JU_TOPIC_IDENTITY_TO_RESIDENT, &juki__identity__v1__certificate_received__descriptor, JU_STRICT, NULL,
     NULL, certificate_received_apply},
    {JU_TOPIC_IDENTITY_TO_RESIDENT, &juki__identity__v1__certificate_wanted__descriptor, JU_STRICT, NULL,
     certificate_wanted_ask, certificate_wanted_apply},
    {JU_TOPIC_IDENTITY_TO_RESIDENT, &juki__identity__v1__arrival_told__descriptor, JU_STRICT, NULL,
     arrival_told_ask, arrival_told_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_move_in__descriptor, JU_STRICT, NULL,
     query_move_in_ask, query_move_in_apply},
    {JU_TOPIC_RESIDENT_COMMAND, &juki__resident__v1__query_subjects__descriptor, JU_STRICT, NULL,
     query_subjects_ask, query_subjects_apply},
    JU_STAFF_HANDLERS,
};

static const ju_retention_class RETENTION[] = {RETENTION_RESIDENT};

/* By the day and by the clock: 整合性確認, what has to be erased, and what the trail has yet to be told. */
static ju_rc ask_idle(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(compare_idle_ask(ctx, err));
    JU_TRY(move_in_idle_ask(ctx, err));
    return restrain_idle_ask(ctx, err);
}

static ju_rc begin_idle(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(compare_idle_begin(ctx, err));
    JU_TRY(move_in_idle_begin(ctx, compare_idle_questions(ctx), err));
    return restrain_idle_begin(ctx, compare_idle_questions(ctx) + MOVE_IN_IDLE_QUESTIONS, err);
}

int main(int argc, char **argv)
{
    ju_batch_hooks hooks = load_hooks;
    hooks.idle_ask = ask_idle;
    hooks.idle_begin = begin_idle;
    const ju_app app = {
        .name = "resident",
        .handler = HANDLERS,
        .handler_count = sizeof HANDLERS / sizeof HANDLERS[0],
        .hooks = hooks,
        .idle_every_ms = COMPARE_LOOK_EVERY_MS,
        .sql = resident_sql,
        .migrations = resident_migrations,
        .grants = resident_grants,
        .part = &ju_compare_part,
        .open = resident_state_open,
        .close = resident_state_close,
        .retention = RETENTION,
        .retention_count = sizeof RETENTION / sizeof RETENTION[0],
        .config = &resident_config,
        .reply_of = command_reply,
        .links = resident_links,
        .link_count = RESIDENT_LINKS,
        .metrics = resident_metrics,
    };
    if (argc == 2 && strcmp(argv[1], "--fill-search") == 0) {
        return fill_search_main();
    }
    return ju_run(&app, argc, argv);
}
