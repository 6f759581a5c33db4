#include "services/delivery/command_reply.h"

#include "common/staff/house_commands.h"
#include "juki/delivery/v1/card.pb-c.h"
#include "juki/delivery/v1/gate.pb-c.h"

const ProtobufCMessageDescriptor *delivery_reply_of(const ProtobufCMessageDescriptor *command)
{
    static const ProtobufCMessageDescriptor *const replies[][2] = {
        {&juki__delivery__v1__query_waiting__descriptor, &juki__delivery__v1__waiting_reply__descriptor},
        {&juki__delivery__v1__decide_waiting__descriptor, &juki__delivery__v1__waiting_reply__descriptor},
        {&juki__delivery__v1__enter_card_act__descriptor, &juki__delivery__v1__card_act_reply__descriptor},
        {&juki__delivery__v1__query_cards__descriptor, &juki__delivery__v1__cards_reply__descriptor},
        JU_HOUSE_REPLIES,
    };
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        if (replies[i][0] == command) {
            return replies[i][1];
        }
    }
    return NULL;
}
