#ifndef RESIDENT_HANDLERS_H
#define RESIDENT_HANDLERS_H

#include "common/event/batch.h"

/* The steps of resident's messages, for the table in main.c. body is the message of the row's descriptor. */
ju_rc submit_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc submit_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc submit_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc correct_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc correct_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc correct_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_provisional_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_provisional_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc review_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc review_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_change_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_change_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_person_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_person_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc settle_move_out_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc settle_move_out_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc settle_move_out_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_move_outs_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_move_outs_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc issue_certificate_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc issue_certificate_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc register_user_certificate_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc register_user_certificate_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc card_status_changed_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_card_status_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_card_status_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc kiosk_request_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc kiosk_request_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc kiosk_receipt_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc kiosk_receipt_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_certificates_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_certificates_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_person_as_of_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_person_as_of_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_household_as_of_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_household_as_of_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_statistics_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_statistics_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc confirm_certificate_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc confirm_certificate_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc confirm_certificate_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_open_certificates_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_open_certificates_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc search_persons_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc search_persons_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc search_persons_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_searches_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_searches_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc submit_restraint_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc submit_restraint_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc review_restraint_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc review_restraint_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_restraints_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_restraints_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc list_restraints_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc list_restraints_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc number_assigned_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc number_assigned_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc number_assigned_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* identity.to-resident: 特例転入 */
ju_rc certificate_received_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc certificate_wanted_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc certificate_wanted_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc arrival_told_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc arrival_told_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_subjects_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_subjects_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_move_in_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_move_in_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* resident.migrate */
ju_rc begin_load_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc begin_load_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc load_rows_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc load_rows_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_rows_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc compare_rows_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc explain_differences_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc explain_differences_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc cut_over_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc cut_over_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc discard_load_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc discard_load_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_load_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_load_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc fill_copies_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc fill_copies_apply(ju_ctx *ctx, const void *body, ju_err *err);
/* Receipts of 戸籍 and 出入国在留管理庁. */
ju_rc link_receipt_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc koseki_receipt_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc justice_receipt_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc residence_notice_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc residence_notice_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc residence_notice_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc application_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc application_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc application_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc portal_receipt_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* メモ and 備考 */
ju_rc write_note_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc write_note_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc write_note_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc review_note_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc review_note_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc review_note_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_notes_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_notes_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* 整合性確認 with identity */
ju_rc begin_comparison_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc begin_comparison_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc query_comparison_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_step_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc compare_step_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_ready_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_told_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc person_judged_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc person_judged_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* destination.c */
ju_rc submit_destination_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc submit_destination_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc review_destination_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc review_destination_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_destination_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc query_destination_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* deliver_gate.c */
ju_rc record_to_check_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc record_to_check_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc record_wanted_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc record_wanted_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
