#include "services/resident/command_reply.h"

#include "common/staff/house_commands.h"
#include "juki/common/v1/compare.pb-c.h"
#include "juki/resident/v1/card.pb-c.h"
#include "juki/resident/v1/certificate.pb-c.h"
#include "juki/resident/v1/command.pb-c.h"
#include "juki/resident/v1/destination.pb-c.h"
#include "juki/resident/v1/history.pb-c.h"
#include "juki/resident/v1/kiosk.pb-c.h"
#include "juki/resident/v1/migrate.pb-c.h"
#include "juki/resident/v1/move_in.pb-c.h"
#include "juki/resident/v1/move_out.pb-c.h"
#include "juki/resident/v1/note.pb-c.h"
#include "juki/resident/v1/restraint_command.pb-c.h"
#include "juki/resident/v1/review.pb-c.h"
#include "juki/resident/v1/search.pb-c.h"
#include "juki/resident/v1/statistics.pb-c.h"
#include "juki/resident/v1/subject.pb-c.h"

const ProtobufCMessageDescriptor *command_reply(const ProtobufCMessageDescriptor *command)
{
    static const struct {
        const ProtobufCMessageDescriptor *command;
        const ProtobufCMessageDescriptor *reply;
    } REPLIES[] = {
        {&juki__resident__v1__submit_change__descriptor, &juki__resident__v1__change_reply__descriptor},
        {&juki__resident__v1__review_change__descriptor, &juki__resident__v1__change_reply__descriptor},
        {&juki__resident__v1__correct_change__descriptor, &juki__resident__v1__change_reply__descriptor},
        {&juki__resident__v1__query_change__descriptor, &juki__resident__v1__change_reply__descriptor},
        {&juki__resident__v1__query_person__descriptor, &juki__resident__v1__person_reply__descriptor},
        {&juki__resident__v1__issue_certificate__descriptor,
         &juki__resident__v1__certificate_reply__descriptor},
        {&juki__resident__v1__query_certificates__descriptor,
         &juki__resident__v1__certificates_reply__descriptor},
        {&juki__resident__v1__query_provisional__descriptor,
         &juki__resident__v1__provisional_reply__descriptor},
        {&juki__resident__v1__settle_move_out__descriptor, &juki__resident__v1__move_out_reply__descriptor},
        {&juki__resident__v1__query_move_in__descriptor, &juki__resident__v1__move_in_reply__descriptor},
        {&juki__resident__v1__query_move_outs__descriptor, &juki__resident__v1__move_outs_reply__descriptor},
        {&juki__resident__v1__search_persons__descriptor, &juki__resident__v1__search_reply__descriptor},
        {&juki__resident__v1__query_searches__descriptor, &juki__resident__v1__searches_reply__descriptor},
        {&juki__resident__v1__submit_restraint__descriptor, &juki__resident__v1__restraint_reply__descriptor},
        {&juki__resident__v1__review_restraint__descriptor, &juki__resident__v1__restraint_reply__descriptor},
        {&juki__resident__v1__query_restraints__descriptor,
         &juki__resident__v1__restraints_reply__descriptor},
        {&juki__resident__v1__register_user_certificate__descriptor,
         &juki__resident__v1__user_certificate_reply__descriptor},
        {&juki__resident__v1__query_card_status__descriptor,
         &juki__resident__v1__card_status_reply__descriptor},
        {&juki__resident__v1__list_restraints__descriptor,
         &juki__resident__v1__restraint_list_reply__descriptor},
        {&juki__resident__v1__confirm_certificate__descriptor,
         &juki__resident__v1__confirm_certificate_reply__descriptor},
        {&juki__resident__v1__query_open_certificates__descriptor,
         &juki__resident__v1__certificates_reply__descriptor},
        {&juki__resident__v1__query_person_as_of__descriptor,
         &juki__resident__v1__person_as_of_reply__descriptor},
        {&juki__resident__v1__query_household_as_of__descriptor,
         &juki__resident__v1__household_as_of_reply__descriptor},
        {&juki__resident__v1__query_statistics__descriptor,
         &juki__resident__v1__statistics_reply__descriptor},
        {&juki__resident__v1__write_note__descriptor, &juki__resident__v1__note_reply__descriptor},
        {&juki__resident__v1__review_note__descriptor, &juki__resident__v1__note_reply__descriptor},
        {&juki__resident__v1__query_notes__descriptor, &juki__resident__v1__notes_reply__descriptor},
        {&juki__resident__v1__submit_destination__descriptor,
         &juki__resident__v1__destination_reply__descriptor},
        {&juki__resident__v1__review_destination__descriptor,
         &juki__resident__v1__destination_reply__descriptor},
        {&juki__resident__v1__query_destination__descriptor,
         &juki__resident__v1__destination_shown__descriptor},
        {&juki__resident__v1__query_subjects__descriptor, &juki__resident__v1__subjects_reply__descriptor},
        JU_HOUSE_REPLIES,
        {&juki__resident__v1__begin_load__descriptor, &juki__resident__v1__load_reply__descriptor},
        {&juki__resident__v1__load_rows__descriptor, &juki__resident__v1__load_reply__descriptor},
        {&juki__resident__v1__compare_rows__descriptor, &juki__resident__v1__load_reply__descriptor},
        {&juki__resident__v1__explain_differences__descriptor, &juki__resident__v1__load_reply__descriptor},
        {&juki__resident__v1__cut_over__descriptor, &juki__resident__v1__load_reply__descriptor},
        {&juki__resident__v1__discard_load__descriptor, &juki__resident__v1__load_reply__descriptor},
        {&juki__resident__v1__query_load__descriptor, &juki__resident__v1__load_reply__descriptor},
        {&juki__resident__v1__fill_copies__descriptor, &juki__resident__v1__load_reply__descriptor},
        {&juki__common__v1__begin_comparison__descriptor, &juki__common__v1__comparison_reply__descriptor},
        {&juki__common__v1__query_comparison__descriptor, &juki__common__v1__comparison_reply__descriptor},
    };
    for (size_t i = 0; i < sizeof REPLIES / sizeof REPLIES[0]; i++) {
        if (REPLIES[i].command == command) {
            return REPLIES[i].reply;
        }
    }
    return NULL;
}
