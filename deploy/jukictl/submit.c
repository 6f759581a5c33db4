#include "common/base/uuid7.h"
#include "common/event/json.h"
#include "common/seal/seal.h"
#include "deploy/jukictl/change.h"
#include "juki/resident/v1/review.pb-c.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What reading the input needs. */
typedef struct submission {
    const ctl *c;
    ctl_changes *changes;
    ju_keyring *ring; /* opened when the first number comes */
    const char *change_id;
} submission;

/* Numbers entered in clear leave this program sealed to the register, bound to their change. */
static ju_rc seal_number(void *opaque, const ProtobufCFieldDescriptor *field, const char *clear,
                         ju_arena *arena, Juki__Common__V1__Sealed **ret, ju_err *err)
{
    submission *s = opaque;
    if (s->ring == NULL) {
        if (s->c->settings.key_dir == NULL) {
            return ju_fail(err, JU_FATAL, "setting_missing",
                           "JUKI_KEY_DIR is not set, so numbers cannot be sealed");
        }
        JU_TRY(ju_keyring_open(s->c->settings.key_dir, "resident", &s->ring, err));
    }
    return ju_seal_text(s->ring, arena, field->name, s->change_id, clear, ret, err);
}

static ju_rc fill_change_id(submission *s, json_t *change, ju_err *err)
{
    json_t *given = json_object_get(change, "change_id");
    if (given == NULL || json_is_null(given)) {
        char id[JU_UUID_SIZE];
        JU_TRY(ju_uuid7(id, err));
        given = json_string(id);
        if (json_object_set_new(change, "change_id", given) != 0) {
            return ju_fail(err, JU_FATAL, "memory", "out of memory");
        }
    }
    if (!json_is_string(given) || json_string_length(given) == 0) {
        return ju_reject(err, "type_wrong", "change_id", "this must be a text that is not empty");
    }
    s->change_id = ju_arena_strdup(&s->changes->arena, json_string_value(given));
    return s->change_id == NULL ? ju_fail(err, JU_FATAL, "memory", "out of memory") : JU_OK;
}

static ju_rc fill_operator(const submission *s, Juki__Resident__V1__SubmitChange *change, ju_err *err)
{
    if (change->operator_ != NULL) {
        return JU_OK;
    }
    const Juki__Common__V1__Operator who = ctl_operator(s->c);
    change->operator_ = ju_arena_memdup(&s->changes->arena, &who, sizeof who);
    return change->operator_ == NULL ? ju_fail(err, JU_FATAL, "memory", "out of memory") : JU_OK;
}

static ju_rc take_change(submission *s, json_t *json, ju_err *err)
{
    if (!json_is_object(json)) {
        return ju_reject(err, "type_wrong", "", "a change must be an object");
    }
    JU_TRY(fill_change_id(s, json, err));
    const ju_json_sealer sealer = {.seal = seal_number, .opaque = s};
    ProtobufCMessage *message = NULL;
    JU_TRY(ju_json_to_message(json, &juki__resident__v1__submit_change__descriptor, &s->changes->arena,
                              &sealer, &message, err));
    JU_TRY(fill_operator(s, (Juki__Resident__V1__SubmitChange *)message, err));
    return ctl_changes_add(s->changes, s->change_id, message, err);
}

/* Bad input is the caller's mistake, told with the number of the change; nothing has been sent yet. */
static ju_rc place_error(const submission *s, ju_rc rc, ju_err *err)
{
    char reason[sizeof err->message];
    if (rc != JU_REJECT) {
        return rc;
    }
    (void)snprintf(reason, sizeof reason, "%s", err->message);
    (void)snprintf(err->message, sizeof err->message, "%.190s (%s %zu)", reason,
                   ctl_tr("in change number", "入力の異動番号"), s->changes->count + 1);
    err->rc = JU_FATAL;
    return JU_FATAL;
}

static ju_rc take_value(submission *s, json_t *json, ju_err *err)
{
    if (!json_is_array(json)) {
        return place_error(s, take_change(s, json, err), err);
    }
    size_t index = 0;
    json_t *item = NULL;
    json_array_foreach(json, index, item)
    {
        JU_TRY(place_error(s, take_change(s, item, err), err));
    }
    return JU_OK;
}

static bool more_input(FILE *in)
{
    int c = fgetc(in);
    while (c != EOF && isspace(c)) {
        c = fgetc(in);
    }
    return c != EOF && ungetc(c, in) != EOF;
}

/* One JSON value after the other. */
static ju_rc take_stream(submission *s, FILE *in, ju_err *err)
{
    while (more_input(in)) {
        json_error_t where;
        json_t *json = json_loadf(in, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &where);
        if (json == NULL) {
            /* jansson quotes what it read, which may be a number of a person: only the place is told. */
            return ju_fail(err, JU_FATAL, "json_invalid",
                           "this is not JSON at line %d, column %d of value %zu", where.line, where.column,
                           s->changes->count + 1);
        }
        ju_rc rc = take_value(s, json, err);
        json_decref(json);
        JU_TRY(rc);
    }
    return s->changes->count > 0 ? JU_OK
                                 : ju_fail(err, JU_FATAL, "input_empty", "there is no change in the input");
}

static ju_rc take_input(submission *s, const char *path, ju_err *err)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *in = standard ? stdin : fopen(path, "re");
    if (in == NULL) {
        return ju_fail(err, JU_FATAL, "file", "%s: %s", path, strerror(errno));
    }
    ju_rc rc = take_stream(s, in, err);
    if (!standard) {
        (void)fclose(in);
    }
    return rc;
}

static bool settled(const Juki__Resident__V1__ChangeReply *reply)
{
    (void)reply;
    return true;
}

/* The entry that was read goes as the correction of a 仮登録. */
static ju_rc wrap(submission *s, char *corrected, ju_err *err)
{
    ctl_change *change = &s->changes->item[0];
    Juki__Resident__V1__CorrectChange *command = ju_arena_alloc(&s->changes->arena, sizeof *command);
    if (s->changes->count != 1) {
        return ju_fail(err, JU_FATAL, "input_many", "a correction is one change");
    }
    if (command == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    juki__resident__v1__correct_change__init(command);
    command->change_id = corrected;
    command->entry = (Juki__Resident__V1__SubmitChange *)change->command;
    change->key = corrected;
    change->command = &command->base;
    return JU_OK;
}

int ctl_provisional_correct(ctl *c)
{
    ju_err err = {0};
    ctl_changes changes;
    ctl_changes_init(&changes);
    submission s = {.c = c, .changes = &changes};
    int code = CTL_DONE;
    ju_rc rc = take_input(&s, c->operand_count == 1 ? "-" : c->operand[1], &err);
    rc = rc == JU_OK ? wrap(&s, c->operand[0], &err) : rc;
    ju_keyring_free(s.ring);
    if (rc == JU_OK) {
        rc = ctl_changes_send(c, &changes, settled, &err);
        code = ctl_changes_print(c, &changes);
    }
    ctl_changes_done(&changes);
    return rc == JU_OK ? code : ctl_report(&err);
}

int ctl_submit(ctl *c)
{
    ju_err err = {0};
    ctl_changes changes;
    ctl_changes_init(&changes);
    submission s = {.c = c, .changes = &changes};
    ju_rc rc = take_input(&s, c->operand_count == 0 ? "-" : c->operand[0], &err);
    ju_keyring_free(s.ring);
    int code = CTL_DONE;
    if (rc == JU_OK) {
        rc = ctl_changes_send(c, &changes, c->options.wait ? settled : NULL, &err);
        code = ctl_changes_print(c, &changes);
    }
    ctl_changes_done(&changes);
    return rc == JU_OK ? code : ctl_report(&err);
}
