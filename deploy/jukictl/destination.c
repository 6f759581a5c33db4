/* 居所 as destination of 送付先情報. The place is read from standard input and leaves this program sealed. */
#include "common/base/uuid7.h"
#include "common/event/check.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/destination.pb-c.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitDestination submit;
typedef Juki__Resident__V1__DestinationShown destination_shown;

enum { ARENA_BYTES = 64 * 1024 };

static const char PLACE[] = "place";

static char *text(const char *value)
{
    return (char *)(uintptr_t)(value == NULL ? "" : value);
}

/* What stands after the prefix in the enum, in lower case; UNSPECIFIED for anything else. */
static Juki__Resident__V1__DestinationGround ground_of(const char *word)
{
    static const char *const words[] = {"", "violence", "institution", "disaster", "other"};
    for (size_t i = 1; word != NULL && i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i], word) == 0) {
            return (Juki__Resident__V1__DestinationGround)i;
        }
    }
    return JUKI__RESIDENT__V1__DESTINATION_GROUND__DESTINATION_GROUND_UNSPECIFIED;
}

static ju_rc open_ring(const ctl *c, ju_keyring **ret, ju_err *err)
{
    return c->settings.key_dir == NULL ? ju_fail(err, JU_FATAL, "setting_missing", "JUKI_KEY_DIR is not set")
                                       : ju_keyring_open(c->settings.key_dir, "resident", ret, err);
}

/* ---- the place -------------------------------------------------------------------------------------------
 */

/* One JSON object with the items of juki.common.v1.Address. */
static ju_rc read_place(ju_arena *arena, ProtobufCBinaryData *ret, ju_err *err)
{
    json_error_t broken;
    ProtobufCMessage *message = NULL;
    json_t *json = json_loadf(stdin, 0, &broken);
    ju_rc rc = json == NULL ? ju_reject(err, "json_invalid", PLACE, "standard input holds no JSON object")
                            : ju_json_to_message(json, &juki__common__v1__address__descriptor, arena, NULL,
                                                 &message, err);
    json_decref(json);
    JU_TRY(rc);
    ret->len = protobuf_c_message_get_packed_size(message);
    ret->data = ju_arena_alloc(arena, ret->len + 1);
    if (ret->data == NULL) {
        return ju_no_memory(err);
    }
    (void)protobuf_c_message_pack(message, ret->data);
    return JU_OK;
}

static ju_rc seal_place(const ctl *c, ju_arena *arena, submit *entry, ju_err *err)
{
    ju_keyring *ring = NULL;
    ProtobufCBinaryData packed;
    JU_TRY(read_place(arena, &packed, err));
    JU_TRY(open_ring(c, &ring, err));
    ju_rc rc = ju_seal(ring, arena, PLACE, entry->request_id, packed.data, packed.len, &entry->place, err);
    ju_keyring_free(ring);
    return rc;
}

static ju_rc open_place(const ctl *c, ju_arena *arena, const destination_shown *shown, ProtobufCMessage **ret,
                        ju_err *err)
{
    ju_keyring *ring = NULL;
    ProtobufCBinaryData plain;
    JU_TRY(open_ring(c, &ring, err));
    ju_rc rc = ju_unseal(ring, arena, PLACE, shown->request_id, shown->place, &plain, err);
    ju_keyring_free(ring);
    JU_TRY(rc);
    return ju_unpack(&juki__common__v1__address__descriptor, plain.data, plain.len, false, arena, ret, err);
}

/* ---- entering and reviewing ------------------------------------------------------------------------------
 */

/* Waits for the DestinationReply to a command and prints it. */
static int send_command(const ctl *c, const ProtobufCMessage *command)
{
    return ctl_bus_ask_shown(c, JU_TOPIC_RESIDENT_COMMAND, JU_TOPIC_RESIDENT_REPLY, command,
                             &juki__resident__v1__destination_reply__descriptor);
}

/* Enters an act whose own items are filled; a SET has its place by standard input. */
static int enter(const ctl *c, const submit *items)
{
    submit entry = *items;
    char request_id[JU_UUID_SIZE];
    ju_arena arena;
    ju_err err = {0};
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = ju_uuid7(request_id, &err);
    entry.request_id = request_id; /* the place is sealed under it */
    entry.reason = text(c->options.purpose);
    if (rc == JU_OK && entry.act == JUKI__RESIDENT__V1__DESTINATION_ACT__DESTINATION_ACT_SET) {
        rc = seal_place(c, &arena, &entry, &err);
    }
    int code = rc == JU_OK ? send_command(c, &entry.base) : ctl_report(&err);
    ju_arena_done(&arena);
    return code;
}

int ctl_destination_set(ctl *c)
{
    submit entry = JUKI__RESIDENT__V1__SUBMIT_DESTINATION__INIT;
    entry.act = JUKI__RESIDENT__V1__DESTINATION_ACT__DESTINATION_ACT_SET;
    entry.ground = ground_of(c->options.kind);
    entry.end_date = text(c->options.end);
    entry.addressee_number = c->operand;
    entry.n_addressee_number = (size_t)c->operand_count;
    if (entry.ground == JUKI__RESIDENT__V1__DESTINATION_GROUND__DESTINATION_GROUND_UNSPECIFIED) {
        return ctl_usage("--kind is needed: violence, institution, disaster or other",
                         "--kind が必要です: violence, institution, disaster, other");
    }
    return enter(c, &entry);
}

int ctl_destination_lift(ctl *c)
{
    submit entry = JUKI__RESIDENT__V1__SUBMIT_DESTINATION__INIT;
    entry.act = JUKI__RESIDENT__V1__DESTINATION_ACT__DESTINATION_ACT_LIFT;
    entry.designation_id = c->operand[0];
    return enter(c, &entry);
}

int ctl_destination_review(ctl *c)
{
    Juki__Resident__V1__ReviewDestination review = JUKI__RESIDENT__V1__REVIEW_DESTINATION__INIT;
    if (!ctl_decision(c, &review.decision)) {
        return CTL_USAGE;
    }
    review.request_id = c->operand[0];
    return send_command(c, &review.base);
}

/* ---- showing ---------------------------------------------------------------------------------------------
 */

static ju_rc ask(const ctl *c, ctl_bus *bus, const destination_shown **ret, ju_err *err)
{
    char *alert[CTL_ALERTS_MAX];
    Juki__Resident__V1__QueryDestination question = JUKI__RESIDENT__V1__QUERY_DESTINATION__INIT;
    ProtobufCMessage *body = NULL;
    question.addressee_number = c->operand[0];
    question.confirmed_alert = alert;
    question.n_confirmed_alert = ctl_alerts(c, alert);
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &question.base,
                       &juki__resident__v1__destination_shown__descriptor, &body, err));
    *ret = (const destination_shown *)body;
    return JU_OK;
}

static int print_shown(const ctl *c, const destination_shown *shown)
{
    ju_arena arena;
    ju_err err = {0};
    ProtobufCMessage *place = NULL;
    json_t *json = ju_message_to_json(&shown->base);
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = shown->place == NULL ? JU_OK : open_place(c, &arena, shown, &place, &err);
    if (place != NULL) {
        (void)json_object_set_new(json, PLACE, ju_message_to_json(place));
    }
    ju_arena_done(&arena);
    if (rc != JU_OK) {
        json_decref(json);
        return ctl_report(&err);
    }
    ctl_print(c, json);
    return CTL_DONE;
}

int ctl_destination_show(ctl *c)
{
    static const char *const topics[] = {JU_TOPIC_RESIDENT_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    const destination_shown *shown = NULL;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ask(c, bus, &shown, &err) : rc;
    int code = rc != JU_OK              ? ctl_report(&err)
               : shown->refusal != NULL ? ctl_refused(shown->refusal)
                                        : print_shown(c, shown);
    ctl_bus_close(bus);
    return code;
}
