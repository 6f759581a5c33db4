#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/move_out.pb-c.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__SettleMoveOut settle;
typedef Juki__Resident__V1__MoveOutReply settle_reply;

enum { ARENA_BYTES = 256 * 1024 };

static ju_rc open_bus(const ctl *c, ctl_bus **ret, ju_err *err)
{
    static const char *const topics[] = {JU_TOPIC_RESIDENT_REPLY};
    return ctl_bus_open(c, topics, 1, ret, err);
}

/* ---- who is due ---------------------------------------------------------------------------------------- */

static ju_rc ask_due(ctl_bus *bus, const Juki__Resident__V1__MoveOutsReply **ret, ju_err *err)
{
    Juki__Resident__V1__QueryMoveOuts question = JUKI__RESIDENT__V1__QUERY_MOVE_OUTS__INIT;
    ProtobufCMessage *body = NULL;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &question.base,
                       &juki__resident__v1__move_outs_reply__descriptor, &body, err));
    *ret = (const Juki__Resident__V1__MoveOutsReply *)body;
    return JU_OK;
}

static void print_due(const ctl *c, const Juki__Resident__V1__MoveOutsReply *reply)
{
    json_t *list = json_array();
    for (size_t i = 0; i < reply->n_due; i++) {
        (void)json_array_append_new(list, ju_message_to_json(&reply->due[i]->base));
    }
    ctl_print(c, list);
}

int ctl_move_out_due(ctl *c)
{
    ju_err err = {0};
    ctl_bus *bus = NULL;
    const Juki__Resident__V1__MoveOutsReply *reply = NULL;
    int code = CTL_DONE;
    ju_rc rc = open_bus(c, &bus, &err);
    rc = rc == JU_OK ? ask_due(bus, &reply, &err) : rc;
    if (rc != JU_OK) {
        code = ctl_report(&err);
    } else if (reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else {
        print_due(c, reply);
    }
    ctl_bus_close(bus);
    return code;
}

/* ---- striking off, 転入通知 ------------------------------------------------------------------------------
 */

/* Sends one and prints what became of it; *ret_code as of the program. */
static ju_rc send_one(const ctl *c, ctl_bus *bus, settle *message, int *ret_code, ju_err *err)
{
    ProtobufCMessage *body = NULL;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &message->base,
                       &juki__resident__v1__move_out_reply__descriptor, &body, err));
    const settle_reply *reply = (const settle_reply *)body;
    if (reply->refusal != NULL) {
        *ret_code = ctl_refused(reply->refusal);
    } else {
        ctl_print(c, ju_message_to_json(body));
    }
    return JU_OK;
}

int ctl_move_out_settle(ctl *c)
{
    ju_err err = {0};
    ctl_bus *bus = NULL;
    int code = CTL_DONE;
    ju_rc rc = open_bus(c, &bus, &err);
    for (int i = 0; rc == JU_OK && i < c->operand_count; i++) {
        settle message = JUKI__RESIDENT__V1__SETTLE_MOVE_OUT__INIT;
        message.addressee_number = c->operand[i];
        rc = send_one(c, bus, &message, &code, &err);
    }
    ctl_bus_close(bus);
    return rc == JU_OK ? code : ctl_report(&err);
}

static ju_rc read_notice(const ctl *c, ju_arena *arena, settle **ret, ju_err *err)
{
    json_error_t wrong;
    ProtobufCMessage *message = NULL;
    bool standard_input = c->operand_count == 0 || strcmp(c->operand[0], "-") == 0;
    json_t *json = standard_input ? json_loadf(stdin, JSON_REJECT_DUPLICATES, &wrong)
                                  : json_load_file(c->operand[0], JSON_REJECT_DUPLICATES, &wrong);
    if (json == NULL) {
        return ju_fail(err, JU_FATAL, "not_json", "line %d: %s", wrong.line, wrong.text);
    }
    ju_rc rc = ju_json_to_message(json, &juki__resident__v1__settle_move_out__descriptor, arena, NULL,
                                  &message, err);
    json_decref(json);
    *ret = (settle *)message;
    return rc == JU_REJECT ? JU_FATAL : rc;
}

int ctl_move_out_notice(ctl *c)
{
    ju_err err = {0};
    ju_arena arena;
    ctl_bus *bus = NULL;
    settle *message = NULL;
    int code = CTL_DONE;
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = read_notice(c, &arena, &message, &err);
    rc = rc == JU_OK ? open_bus(c, &bus, &err) : rc;
    rc = rc == JU_OK ? send_one(c, bus, message, &code, &err) : rc;
    ctl_bus_close(bus);
    ju_arena_done(&arena);
    return rc == JU_OK ? code : ctl_report(&err);
}
