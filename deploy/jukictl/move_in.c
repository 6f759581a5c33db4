/* 特例転入: how it stands at identity, 送信依頼, and 転出証明書情報 as the counter gets it. */
#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/identity/v1/move_in.pb-c.h"
#include "juki/resident/v1/move_in.pb-c.h"

int ctl_move_in_status(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Identity__V1__QueryMoveIns question = JUKI__IDENTITY__V1__QUERY_MOVE_INS__INIT;
    if (ju_uuid7(request_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    question.request_id = request_id;
    question.operator_ = &who;
    question.move_ref = c->operand_count > 0 ? c->operand[0] : (char *)(uintptr_t) "";
    return ctl_bus_ask_shown(
        c, JU_TOPIC_IDENTITY_COMMAND, JU_TOPIC_IDENTITY_REPLY,
        &(ctl_wish){request_id, &question.base, &juki__identity__v1__move_ins_reply__descriptor});
}

int ctl_move_in_request(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Identity__V1__RequestCertificate wish = JUKI__IDENTITY__V1__REQUEST_CERTIFICATE__INIT;
    if (c->options.purpose == NULL) {
        return ctl_usage("--purpose is needed", "--purpose が必要です");
    }
    if (ju_uuid7(request_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.move_ref = c->operand[0];
    wish.from_municipality = c->operand[1];
    wish.purpose = (char *)(uintptr_t)c->options.purpose;
    return ctl_bus_ask_shown(
        c, JU_TOPIC_IDENTITY_COMMAND, JU_TOPIC_IDENTITY_REPLY,
        &(ctl_wish){request_id, &wish.base, &juki__identity__v1__request_certificate_reply__descriptor});
}

int ctl_move_in_show(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    char change_id[JU_UUID_SIZE];
    ju_err err = {0};
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Resident__V1__QueryMoveIn question = JUKI__RESIDENT__V1__QUERY_MOVE_IN__INIT;
    if (c->options.purpose == NULL) {
        return ctl_usage("--purpose is needed", "--purpose が必要です");
    }
    if (ju_uuid7(request_id, &err) != JU_OK || ju_uuid7(change_id, &err) != JU_OK) {
        return ctl_report(&err);
    }
    question.request_id = request_id;
    question.operator_ = &who;
    question.move_ref = c->operand[0];
    question.change_id = c->operand_count > 1 ? c->operand[1] : change_id;
    question.purpose = (char *)(uintptr_t)c->options.purpose;
    return ctl_bus_ask_shown(
        c, JU_TOPIC_RESIDENT_COMMAND, JU_TOPIC_RESIDENT_REPLY,
        &(ctl_wish){request_id, &question.base, &juki__resident__v1__move_in_reply__descriptor});
}
