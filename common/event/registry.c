#include "common/event/registry.h"

#include <stdlib.h>
#include <string.h>

#include "common/event/registry_audit.h"
#include "common/event/registry_common.h"
#include "common/event/registry_gateway.h"
#include "juki/delivery/v1/card.pb-c.h"
#include "juki/delivery/v1/delivery.pb-c.h"
#include "juki/delivery/v1/file.pb-c.h"
#include "juki/delivery/v1/gate.pb-c.h"
#include "juki/identity/v1/compare.pb-c.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/identity/v1/inquiry.pb-c.h"
#include "juki/identity/v1/media.pb-c.h"
#include "juki/identity/v1/move_in.pb-c.h"
#include "juki/identity/v1/record.pb-c.h"
#include "juki/identity/v1/records.pb-c.h"
#include "juki/identity/v1/search.pb-c.h"
#include "juki/identity/v1/stock.pb-c.h"
#include "juki/identity/v1/wide.pb-c.h"
#include "juki/resident/v1/card.pb-c.h"
#include "juki/resident/v1/certificate.pb-c.h"
#include "juki/resident/v1/command.pb-c.h"
#include "juki/resident/v1/compare.pb-c.h"
#include "juki/resident/v1/destination.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"
#include "juki/resident/v1/history.pb-c.h"
#include "juki/resident/v1/kiosk.pb-c.h"
#include "juki/resident/v1/link.pb-c.h"
#include "juki/resident/v1/migrate.pb-c.h"
#include "juki/resident/v1/move_in.pb-c.h"
#include "juki/resident/v1/move_out.pb-c.h"
#include "juki/resident/v1/note.pb-c.h"
#include "juki/resident/v1/number.pb-c.h"
#include "juki/resident/v1/record.pb-c.h"
#include "juki/resident/v1/restraint_command.pb-c.h"
#include "juki/resident/v1/review.pb-c.h"
#include "juki/resident/v1/search.pb-c.h"
#include "juki/resident/v1/statistics.pb-c.h"
#include "juki/resident/v1/subject.pb-c.h"
#include "juki/resident/v1/wide.pb-c.h"

/* tests/contract/golden_test.c compares these lists with the .proto files. */
#define COMPARISON           "juki/identity/v1/compare.proto"
#define DELIVERY             "juki/delivery/v1/delivery.proto"
#define DELIVERY_CARD        "juki/delivery/v1/card.proto"
#define DELIVERY_FILE        "juki/delivery/v1/file.proto"
#define DELIVERY_GATE        "juki/delivery/v1/gate.proto"
#define FEED                 "juki/gateway/v1/feed.proto"
#define GATEWAY_BRIDGE       "juki/gateway/v1/bridge.proto"
#define GATEWAY_NUMBERS      "juki/gateway/v1/numbers.proto"
#define GATEWAY_EXCHANGE     "juki/gateway/v1/exchange.proto"
#define GATEWAY_NOTICE       "juki/gateway/v1/notice.proto"
#define GATEWAY_INQUIRY      "juki/gateway/v1/inquiry.proto"
#define NETWORK              "juki/gateway/v1/network.proto"
#define GATEWAY_PROVISION    "juki/gateway/v1/provision.proto"
#define GATEWAY_COPY         "juki/gateway/v1/copy.proto"
#define GATEWAY_LAW          "juki/gateway/v1/law.proto"
#define GATEWAY_REGISTRY     "juki/gateway/v1/registry.proto"
#define GATEWAY_SNAPSHOT     "juki/gateway/v1/snapshot.proto"
#define IDENTITY             "juki/identity/v1/identity.proto"
#define IDENTITY_RECORD      "juki/identity/v1/record.proto"
#define IDENTITY_RECORDS     "juki/identity/v1/records.proto"
#define IDENTITY_INQUIRY     "juki/identity/v1/inquiry.proto"
#define IDENTITY_MOVE_IN     "juki/identity/v1/move_in.proto"
#define IDENTITY_MEDIA       "juki/identity/v1/media.proto"
#define IDENTITY_SEARCH      "juki/identity/v1/search.proto"
#define STOCK                "juki/identity/v1/stock.proto"
#define WIDE                 "juki/identity/v1/wide.proto"
#define RESIDENT_CARD        "juki/resident/v1/card.proto"
#define RESIDENT_CERTIFICATE "juki/resident/v1/certificate.proto"
#define RESIDENT_COMMAND     "juki/resident/v1/command.proto"
#define RESIDENT_COMPARE     "juki/resident/v1/compare.proto"
#define RESIDENT_DESTINATION "juki/resident/v1/destination.proto"
#define RESIDENT_EVENT       "juki/resident/v1/event.proto"
#define RESIDENT_HISTORY     "juki/resident/v1/history.proto"
#define RESIDENT_MIGRATE     "juki/resident/v1/migrate.proto"
#define RESIDENT_LINK        "juki/resident/v1/link.proto"
#define RESIDENT_KIOSK       "juki/resident/v1/kiosk.proto"
#define RESIDENT_MOVE_IN     "juki/resident/v1/move_in.proto"
#define RESIDENT_MOVE_OUT    "juki/resident/v1/move_out.proto"
#define RESIDENT_NOTE        "juki/resident/v1/note.proto"
#define RESIDENT_NUMBER      "juki/resident/v1/number.proto"
#define RESIDENT_RECORD      "juki/resident/v1/record.proto"
#define RESTRAINT            "juki/resident/v1/restraint.proto"
#define RESTRAINT_COMMAND    "juki/resident/v1/restraint_command.proto"
#define RESIDENT_REVIEW      "juki/resident/v1/review.proto"
#define RESIDENT_SEARCH      "juki/resident/v1/search.proto"
#define RESIDENT_STATISTICS  "juki/resident/v1/statistics.proto"
#define RESIDENT_SUBJECT     "juki/resident/v1/subject.proto"
#define RESIDENT_WIDE        "juki/resident/v1/wide.proto"

static const ju_registry_row rows[] = {
    AUDIT_ROWS,
    COMMON_ROWS,
    {DELIVERY_CARD, &juki__delivery__v1__card_act_answered__descriptor},
    {DELIVERY_CARD, &juki__delivery__v1__card_act_reply__descriptor},
    {DELIVERY_CARD, &juki__delivery__v1__card_act_shown__descriptor},
    {DELIVERY_CARD, &juki__delivery__v1__card_acted__descriptor},
    {DELIVERY_CARD, &juki__delivery__v1__card_holder_changed__descriptor},
    {DELIVERY_CARD, &juki__delivery__v1__card_reported__descriptor},
    {DELIVERY_CARD, &juki__delivery__v1__card_shown__descriptor},
    {DELIVERY_CARD, &juki__delivery__v1__card_status_changed__descriptor},
    {DELIVERY_CARD, &juki__delivery__v1__cards_reply__descriptor},
    {DELIVERY_GATE, &juki__delivery__v1__decide_waiting__descriptor},
    {DELIVERY, &juki__delivery__v1__delivery_person__descriptor},
    {DELIVERY, &juki__delivery__v1__delivery_place__descriptor},
    {DELIVERY, &juki__delivery__v1__delivery_record__descriptor},
    {DELIVERY_FILE, &juki__delivery__v1__delivery_withdrawn__descriptor},
    {DELIVERY_CARD, &juki__delivery__v1__enter_card_act__descriptor},
    {DELIVERY_GATE, &juki__delivery__v1__item_digest__descriptor},
    {DELIVERY_GATE, &juki__delivery__v1__items_now__descriptor},
    {DELIVERY_GATE, &juki__delivery__v1__person_to_check__descriptor},
    {DELIVERY_CARD, &juki__delivery__v1__query_cards__descriptor},
    {DELIVERY_GATE, &juki__delivery__v1__query_waiting__descriptor},
    {DELIVERY_GATE, &juki__delivery__v1__record_checked__descriptor},
    {DELIVERY_GATE, &juki__delivery__v1__record_to_check__descriptor},
    {DELIVERY_GATE, &juki__delivery__v1__record_wanted__descriptor},
    {DELIVERY_GATE, &juki__delivery__v1__waiting_record__descriptor},
    {DELIVERY_GATE, &juki__delivery__v1__waiting_reply__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__affair_link__descriptor},
    {NETWORK, &juki__gateway__v1__answer__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__ask_inquiry__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__begin_snapshot__descriptor},
    {GATEWAY_BRIDGE, &juki__gateway__v1__bridge_error__descriptor},
    {GATEWAY_BRIDGE, &juki__gateway__v1__bridge_file__descriptor},
    {GATEWAY_BRIDGE, &juki__gateway__v1__bridge_reply__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__cancel_inquiry__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__check_copy_entry__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__check_provision__descriptor},
    {NETWORK, &juki__gateway__v1__code_issued__descriptor},
    {NETWORK, &juki__gateway__v1__code_requested__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__compare_copies__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__compare_copy_file__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__compare_laws__descriptor},
    {GATEWAY_REGISTRY, &juki__gateway__v1__consumer__descriptor},
    {GATEWAY_REGISTRY, &juki__gateway__v1__consumer_filter__descriptor},
    {GATEWAY_REGISTRY, &juki__gateway__v1__consumer_reply__descriptor},
    {GATEWAY_REGISTRY, &juki__gateway__v1__consumer_version__descriptor},
    {GATEWAY_REGISTRY, &juki__gateway__v1__consumers_reply__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__copies_compared__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__copies_registered__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__copy__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__copy_difference__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__copy_entries_reply__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__copy_entry__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__copy_entry_reply__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__copy_item__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__copy_line__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__copy_shown__descriptor},
    {GATEWAY_REGISTRY, &juki__gateway__v1__decide_consumer__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__decide_copy_entry__descriptor},
    {GATEWAY_EXCHANGE, &juki__gateway__v1__decide_exchange_erasure__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__decide_inquiry__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__decide_law__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__decide_nonresident_link__descriptor},
    {GATEWAY_NOTICE, &juki__gateway__v1__decide_notice__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__decide_provision__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__enter_copies__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__enter_copy_flag__descriptor},
    {GATEWAY_NOTICE, &juki__gateway__v1__enter_notice__descriptor},
    {GATEWAY_EXCHANGE, &juki__gateway__v1__exchange_count__descriptor},
    {GATEWAY_EXCHANGE, &juki__gateway__v1__exchange_erasure_reply__descriptor},
    {GATEWAY_EXCHANGE, &juki__gateway__v1__exchange_filter__descriptor},
    {GATEWAY_EXCHANGE, &juki__gateway__v1__exchange_lookup__descriptor},
    {GATEWAY_EXCHANGE, &juki__gateway__v1__exchange_record__descriptor},
    {GATEWAY_EXCHANGE, &juki__gateway__v1__exchange_statistics_reply__descriptor},
    {GATEWAY_EXCHANGE, &juki__gateway__v1__exchange_status__descriptor},
    {GATEWAY_EXCHANGE, &juki__gateway__v1__exchanges_reply__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__explain_law__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__feed_refused__descriptor},
    {NETWORK, &juki__gateway__v1__gateway_word__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__held_provision__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__held_provisions_reply__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__hold_nonresident__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__inquiries_reply__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__inquiry__descriptor},
    {NETWORK, &juki__gateway__v1__inquiry_answered__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__inquiry_content__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__inquiry_item__descriptor},
    {NETWORK, &juki__gateway__v1__inquiry_received__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__inquiry_reply__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__inquiry_result__descriptor},
    {NETWORK, &juki__gateway__v1__inquiry_sent__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__inquiry_status__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__integrated_addressee__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__integrated_reply__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__law_difference__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__law_explained__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__law_line__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__law_reply__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__law_shown__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__law_version__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__laws_compared__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__laws_reply__descriptor},
    {NETWORK, &juki__gateway__v1__letter_refused__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__load_law__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__manual_provision_reply__descriptor},
    {NETWORK, &juki__gateway__v1__network_letter__descriptor},
    {NETWORK, &juki__gateway__v1__network_word__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__nonresident__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__nonresident_basics__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__nonresident_link__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__nonresident_link_reply__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__nonresident_record__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__nonresident_reply__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__nonresidents_reply__descriptor},
    {GATEWAY_NOTICE, &juki__gateway__v1__notice_asked__descriptor},
    {GATEWAY_NOTICE, &juki__gateway__v1__notice_reply__descriptor},
    {GATEWAY_NOTICE, &juki__gateway__v1__notice_sent__descriptor},
    {GATEWAY_NOTICE, &juki__gateway__v1__notice_told__descriptor},
    {NETWORK, &juki__gateway__v1__permit__descriptor},
    {NETWORK, &juki__gateway__v1__permit_decided__descriptor},
    {NETWORK, &juki__gateway__v1__permit_requested__descriptor},
    {FEED, &juki__gateway__v1__person_feed__descriptor},
    {NETWORK, &juki__gateway__v1__provided_information__descriptor},
    {NETWORK, &juki__gateway__v1__provided_item__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__provision_reply__descriptor},
    {GATEWAY_BRIDGE, &juki__gateway__v1__query_bridge_errors__descriptor},
    {GATEWAY_BRIDGE, &juki__gateway__v1__query_bridge_files__descriptor},
    {GATEWAY_REGISTRY, &juki__gateway__v1__query_consumers__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__query_copy_entries__descriptor},
    {GATEWAY_EXCHANGE, &juki__gateway__v1__query_exchange_statistics__descriptor},
    {GATEWAY_EXCHANGE, &juki__gateway__v1__query_exchanges__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__query_held_provisions__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__query_inquiries__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__query_laws__descriptor},
    {GATEWAY_NOTICE, &juki__gateway__v1__query_notice__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__query_snapshots__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__query_subject_codes__descriptor},
    {NETWORK, &juki__gateway__v1__question__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__reconcile_ended__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__reconcile_entry__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__reconcile_range__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__reconcile_step__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__reconcile_told__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__reconcile_wanted__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__record_manual_provision__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__register_copies__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__register_nonresident__descriptor},
    {GATEWAY_EXCHANGE, &juki__gateway__v1__request_exchange_erasure__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__request_inquiry__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__request_nonresident_link__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__request_reconcile__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__request_snapshot__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__request_subject_code__descriptor},
    {GATEWAY_REGISTRY, &juki__gateway__v1__revoke_consumer__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__search_integrated__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__search_nonresidents__descriptor},
    {NETWORK, &juki__gateway__v1__self_answered__descriptor},
    {NETWORK, &juki__gateway__v1__self_requested__descriptor},
    {GATEWAY_COPY, &juki__gateway__v1__show_copy__descriptor},
    {GATEWAY_LAW, &juki__gateway__v1__show_law__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__show_nonresident__descriptor},
    {NETWORK, &juki__gateway__v1__signed_answer__descriptor},
    {NETWORK, &juki__gateway__v1__signed_permit__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__snapshot_begun__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__snapshot_ended__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__snapshot_person__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__snapshot_state__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__snapshot_step__descriptor},
    {GATEWAY_SNAPSHOT, &juki__gateway__v1__snapshots_reply__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__subject_code_reply__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__subject_code_state__descriptor},
    {GATEWAY_PROVISION, &juki__gateway__v1__subject_codes_reply__descriptor},
    {GATEWAY_REGISTRY, &juki__gateway__v1__submit_consumer__descriptor},
    {GATEWAY_NUMBERS, &juki__gateway__v1__update_nonresident__descriptor},
    {GATEWAY_INQUIRY, &juki__gateway__v1__withdraw_inquiry__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__arrival_told__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__card_continuity_requested__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__certificate_received__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__certificate_request__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__certificate_sent__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__certificate_unavailable__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__certificate_wanted__descriptor},
    {STOCK, &juki__identity__v1__codes_delivered__descriptor},
    {STOCK, &juki__identity__v1__codes_requested__descriptor},
    {COMPARISON, &juki__identity__v1__compared_resident__descriptor},
    {IDENTITY_MEDIA, &juki__identity__v1__decide_media_permit__descriptor},
    {IDENTITY_MEDIA, &juki__identity__v1__export_media__descriptor},
    {IDENTITY_SEARCH, &juki__identity__v1__found_identity__descriptor},
    {IDENTITY_INQUIRY, &juki__identity__v1__identity_inquiry__descriptor},
    {IDENTITY_INQUIRY, &juki__identity__v1__identity_inquiry_answered__descriptor},
    {IDENTITY_RECORD, &juki__identity__v1__identity_record__descriptor},
    {IDENTITY_INQUIRY, &juki__identity__v1__inquired_person__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__letter_answer__descriptor},
    {IDENTITY_MEDIA, &juki__identity__v1__media_export_reply__descriptor},
    {IDENTITY_MEDIA, &juki__identity__v1__media_part__descriptor},
    {IDENTITY_MEDIA, &juki__identity__v1__media_permit__descriptor},
    {IDENTITY_MEDIA, &juki__identity__v1__media_permit_reply__descriptor},
    {IDENTITY_MEDIA, &juki__identity__v1__media_permits_reply__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__move_in_notice__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__move_in_progress__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__move_ins_reply__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__move_out_certificate__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__moving_person__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__municipality_letter__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__municipality_word__descriptor},
    {IDENTITY, &juki__identity__v1__notice_state__descriptor},
    {IDENTITY, &juki__identity__v1__notices_reply__descriptor},
    {IDENTITY, &juki__identity__v1__number_assigned__descriptor},
    {IDENTITY, &juki__identity__v1__number_generated__descriptor},
    {IDENTITY, &juki__identity__v1__number_generation_requested__descriptor},
    {IDENTITY_MEDIA, &juki__identity__v1__query_media_permits__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__query_move_ins__descriptor},
    {IDENTITY, &juki__identity__v1__query_notices__descriptor},
    {WIDE, &juki__identity__v1__query_wide_requests__descriptor},
    {IDENTITY_RECORDS, &juki__identity__v1__record_flag_reply__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__request_certificate__descriptor},
    {IDENTITY_MOVE_IN, &juki__identity__v1__request_certificate_reply__descriptor},
    {IDENTITY_MEDIA, &juki__identity__v1__request_media_permit__descriptor},
    {IDENTITY_RECORDS, &juki__identity__v1__resend_notice__descriptor},
    {IDENTITY_RECORDS, &juki__identity__v1__resend_reply__descriptor},
    {COMPARISON, &juki__identity__v1__resident_judged__descriptor},
    {IDENTITY, &juki__identity__v1__resident_notice__descriptor},
    {COMPARISON, &juki__identity__v1__resident_shown__descriptor},
    {IDENTITY_SEARCH, &juki__identity__v1__search_identity__descriptor},
    {IDENTITY_SEARCH, &juki__identity__v1__search_identity_reply__descriptor},
    {IDENTITY_RECORDS, &juki__identity__v1__set_record_flag__descriptor},
    {IDENTITY_SEARCH, &juki__identity__v1__show_identity__descriptor},
    {IDENTITY_SEARCH, &juki__identity__v1__show_identity_reply__descriptor},
    {WIDE, &juki__identity__v1__wide_answered__descriptor},
    {WIDE, &juki__identity__v1__wide_person__descriptor},
    {WIDE, &juki__identity__v1__wide_question__descriptor},
    {WIDE, &juki__identity__v1__wide_request__descriptor},
    {WIDE, &juki__identity__v1__wide_request_state__descriptor},
    {WIDE, &juki__identity__v1__wide_requests_reply__descriptor},
    {RESIDENT_RECORD, &juki__resident__v1__acting_head__descriptor},
    {RESIDENT_CERTIFICATE, &juki__resident__v1__alias_act__descriptor},
    {RESIDENT_LINK, &juki__resident__v1__application_status__descriptor},
    {RESIDENT_MIGRATE, &juki__resident__v1__begin_load__descriptor},
    {RESIDENT_CARD, &juki__resident__v1__card_status__descriptor},
    {RESIDENT_CARD, &juki__resident__v1__card_status_reply__descriptor},
    {RESIDENT_CERTIFICATE, &juki__resident__v1__certificate_end__descriptor},
    {RESIDENT_CERTIFICATE, &juki__resident__v1__certificate_issue__descriptor},
    {RESIDENT_CERTIFICATE, &juki__resident__v1__certificate_person__descriptor},
    {RESIDENT_CERTIFICATE, &juki__resident__v1__certificate_remark__descriptor},
    {RESIDENT_CERTIFICATE, &juki__resident__v1__certificate_reply__descriptor},
    {RESIDENT_CERTIFICATE, &juki__resident__v1__certificates_reply__descriptor},
    {RESIDENT_COMMAND, &juki__resident__v1__change_reply__descriptor},
    {RESIDENT_MIGRATE, &juki__resident__v1__compare_rows__descriptor},
    {RESIDENT_COMPARE, &juki__resident__v1__compared_person__descriptor},
    {RESIDENT_CERTIFICATE, &juki__resident__v1__confirm_certificate__descriptor},
    {RESIDENT_CERTIFICATE, &juki__resident__v1__confirm_certificate_reply__descriptor},
    {RESIDENT_REVIEW, &juki__resident__v1__correct_change__descriptor},
    {RESIDENT_MIGRATE, &juki__resident__v1__cut_over__descriptor},
    {RESIDENT_DESTINATION, &juki__resident__v1__destination_reply__descriptor},
    {RESIDENT_DESTINATION, &juki__resident__v1__destination_shown__descriptor},
    {RESIDENT_MIGRATE, &juki__resident__v1__discard_load__descriptor},
    {RESIDENT_MIGRATE, &juki__resident__v1__explain_differences__descriptor},
    {RESIDENT_LINK, &juki__resident__v1__family_annex_notice__descriptor},
    {RESIDENT_LINK, &juki__resident__v1__family_annex_restraint__descriptor},
    {RESIDENT_MIGRATE, &juki__resident__v1__fill_copies__descriptor},
    {RESIDENT_RECORD, &juki__resident__v1__foreign_stay__descriptor},
    {RESIDENT_SEARCH, &juki__resident__v1__found_person__descriptor},
    {RESIDENT_HISTORY, &juki__resident__v1__household_as_of_reply__descriptor},
    {RESIDENT_EVENT, &juki__resident__v1__identity_changed__descriptor},
    {RESIDENT_COMMAND, &juki__resident__v1__identity_check__descriptor},
    {RESIDENT_CERTIFICATE, &juki__resident__v1__issue_certificate__descriptor},
    {RESIDENT_WIDE, &juki__resident__v1__issue_restrained__descriptor},
    {RESIDENT_RECORD, &juki__resident__v1__kana_confirmed__descriptor},
    {RESIDENT_KIOSK, &juki__resident__v1__kiosk_question__descriptor},
    {RESIDENT_KIOSK, &juki__resident__v1__kiosk_request__descriptor},
    {RESTRAINT_COMMAND, &juki__resident__v1__list_restraints__descriptor},
    {RESIDENT_MIGRATE, &juki__resident__v1__load_difference__descriptor},
    {RESIDENT_MIGRATE, &juki__resident__v1__load_reply__descriptor},
    {RESIDENT_MIGRATE, &juki__resident__v1__load_rows__descriptor},
    {RESIDENT_MOVE_IN, &juki__resident__v1__move_in_reply__descriptor},
    {RESIDENT_RECORD, &juki__resident__v1__move_out__descriptor},
    {RESIDENT_LINK, &juki__resident__v1__move_out_application__descriptor},
    {RESIDENT_MOVE_OUT, &juki__resident__v1__move_out_due__descriptor},
    {RESIDENT_MOVE_OUT, &juki__resident__v1__move_out_reply__descriptor},
    {RESIDENT_MOVE_OUT, &juki__resident__v1__move_outs_reply__descriptor},
    {RESIDENT_LINK, &juki__resident__v1__moving_member__descriptor},
    {RESIDENT_LINK, &juki__resident__v1__municipality_notice__descriptor},
    {RESIDENT_NOTE, &juki__resident__v1__note__descriptor},
    {RESIDENT_NOTE, &juki__resident__v1__note_reply__descriptor},
    {RESIDENT_NOTE, &juki__resident__v1__notes_reply__descriptor},
    {RESIDENT_NUMBER, &juki__resident__v1__number_request_withdrawn__descriptor},
    {RESIDENT_EVENT, &juki__resident__v1__number_requested__descriptor},
    {RESIDENT_SEARCH, &juki__resident__v1__past_search__descriptor},
    {RESIDENT_HISTORY, &juki__resident__v1__person_as_of_reply__descriptor},
    {RESIDENT_EVENT, &juki__resident__v1__person_changed__descriptor},
    {RESIDENT_COMMAND, &juki__resident__v1__person_entry__descriptor},
    {RESIDENT_COMPARE, &juki__resident__v1__person_judged__descriptor},
    {RESIDENT_RECORD, &juki__resident__v1__person_record__descriptor},
    {RESIDENT_COMMAND, &juki__resident__v1__person_reply__descriptor},
    {RESIDENT_COMPARE, &juki__resident__v1__person_shown__descriptor},
    {RESIDENT_REVIEW, &juki__resident__v1__provisional__descriptor},
    {RESIDENT_REVIEW, &juki__resident__v1__provisional_reply__descriptor},
    {RESIDENT_CARD, &juki__resident__v1__query_card_status__descriptor},
    {RESIDENT_CERTIFICATE, &juki__resident__v1__query_certificates__descriptor},
    {RESIDENT_COMMAND, &juki__resident__v1__query_change__descriptor},
    {RESIDENT_DESTINATION, &juki__resident__v1__query_destination__descriptor},
    {RESIDENT_HISTORY, &juki__resident__v1__query_household_as_of__descriptor},
    {RESIDENT_MIGRATE, &juki__resident__v1__query_load__descriptor},
    {RESIDENT_MOVE_IN, &juki__resident__v1__query_move_in__descriptor},
    {RESIDENT_MOVE_OUT, &juki__resident__v1__query_move_outs__descriptor},
    {RESIDENT_NOTE, &juki__resident__v1__query_notes__descriptor},
    {RESIDENT_CERTIFICATE, &juki__resident__v1__query_open_certificates__descriptor},
    {RESIDENT_COMMAND, &juki__resident__v1__query_person__descriptor},
    {RESIDENT_HISTORY, &juki__resident__v1__query_person_as_of__descriptor},
    {RESIDENT_REVIEW, &juki__resident__v1__query_provisional__descriptor},
    {RESTRAINT_COMMAND, &juki__resident__v1__query_restraints__descriptor},
    {RESIDENT_SEARCH, &juki__resident__v1__query_searches__descriptor},
    {RESIDENT_STATISTICS, &juki__resident__v1__query_statistics__descriptor},
    {RESIDENT_SUBJECT, &juki__resident__v1__query_subjects__descriptor},
    {RESIDENT_KIOSK, &juki__resident__v1__register_user_certificate__descriptor},
    {RESIDENT_LINK, &juki__resident__v1__residence_notice__descriptor},
    {RESIDENT_LINK, &juki__resident__v1__residence_notice_result__descriptor},
    {RESTRAINT_COMMAND, &juki__resident__v1__restrained_person__descriptor},
    {RESTRAINT, &juki__resident__v1__restraint__descriptor},
    {RESTRAINT, &juki__resident__v1__restraint_changed__descriptor},
    {RESTRAINT_COMMAND, &juki__resident__v1__restraint_list_reply__descriptor},
    {RESTRAINT_COMMAND, &juki__resident__v1__restraint_reply__descriptor},
    {RESTRAINT, &juki__resident__v1__restraint_step__descriptor},
    {RESTRAINT_COMMAND, &juki__resident__v1__restraints_reply__descriptor},
    {RESIDENT_COMMAND, &juki__resident__v1__review_change__descriptor},
    {RESIDENT_DESTINATION, &juki__resident__v1__review_destination__descriptor},
    {RESIDENT_NOTE, &juki__resident__v1__review_note__descriptor},
    {RESTRAINT_COMMAND, &juki__resident__v1__review_restraint__descriptor},
    {RESIDENT_MIGRATE, &juki__resident__v1__row_refusal__descriptor},
    {RESIDENT_SEARCH, &juki__resident__v1__search_persons__descriptor},
    {RESIDENT_SEARCH, &juki__resident__v1__search_reply__descriptor},
    {RESIDENT_SEARCH, &juki__resident__v1__searches_reply__descriptor},
    {RESIDENT_MOVE_OUT, &juki__resident__v1__settle_move_out__descriptor},
    {RESIDENT_LINK, &juki__resident__v1__signed_application__descriptor},
    {RESIDENT_STATISTICS, &juki__resident__v1__statistics_cell__descriptor},
    {RESIDENT_STATISTICS, &juki__resident__v1__statistics_reply__descriptor},
    {RESIDENT_SUBJECT, &juki__resident__v1__subjects_reply__descriptor},
    {RESIDENT_COMMAND, &juki__resident__v1__submit_change__descriptor},
    {RESIDENT_DESTINATION, &juki__resident__v1__submit_destination__descriptor},
    {RESTRAINT_COMMAND, &juki__resident__v1__submit_restraint__descriptor},
    {RESIDENT_KIOSK, &juki__resident__v1__user_certificate_reply__descriptor},
    {RESIDENT_NOTE, &juki__resident__v1__write_note__descriptor},
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static int compare_name(const void *name, const void *row)
{
    return strcmp(name, ((const ju_registry_row *)row)->descriptor->name);
}

const ju_registry_row *ju_registry_rows(size_t *ret_count)
{
    *ret_count = ROW_COUNT;
    return rows;
}

const ju_registry_row *ju_registry_row_of(const char *full_name)
{
    return bsearch(full_name, rows, ROW_COUNT, sizeof rows[0], compare_name);
}

const ProtobufCMessageDescriptor *ju_registry_find(const char *full_name)
{
    const ju_registry_row *row = ju_registry_row_of(full_name);
    return row == NULL ? NULL : row->descriptor;
}
