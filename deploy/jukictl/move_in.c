/* 特例転入: how it stands at identity, 送信依頼, and 転出証明書情報 as the counter gets it. */
#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/identity/v1/move_in.pb-c.h"
#include "juki/resident/v1/move_in.pb-c.h"

int ctl_move_in_status(ctl *c)
{
    Juki__Identity__V1__QueryMoveIns question = JUKI__IDENTITY__V1__QUERY_MOVE_INS__INIT;
    question.move_ref = c->operand_count > 0 ? c->operand[0] : (char *)(uintptr_t) "";
    return ctl_bus_ask_shown(c, JU_TOPIC_IDENTITY_COMMAND, JU_TOPIC_IDENTITY_REPLY, &question.base,
                             &juki__identity__v1__move_ins_reply__descriptor);
}

int ctl_move_in_request(ctl *c)
{
    Juki__Identity__V1__RequestCertificate wish = JUKI__IDENTITY__V1__REQUEST_CERTIFICATE__INIT;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    wish.move_ref = c->operand[0];
    wish.from_municipality = c->operand[1];
    return ctl_bus_ask_shown(c, JU_TOPIC_IDENTITY_COMMAND, JU_TOPIC_IDENTITY_REPLY, &wish.base,
                             &juki__identity__v1__request_certificate_reply__descriptor);
}

int ctl_move_in_show(ctl *c)
{
    char change_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Resident__V1__QueryMoveIn question = JUKI__RESIDENT__V1__QUERY_MOVE_IN__INIT;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    if (ju_uuid7(change_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    question.move_ref = c->operand[0];
    question.change_id = c->operand_count > 1 ? c->operand[1] : change_id;
    return ctl_bus_ask_shown(c, JU_TOPIC_RESIDENT_COMMAND, JU_TOPIC_RESIDENT_REPLY, &question.base,
                             &juki__resident__v1__move_in_reply__descriptor);
}
