#include "common/base/uuid7.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/review.pb-c.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef Juki__Resident__V1__ProvisionalReply provisional_reply;

enum { OPENED_BYTES = 256 * 1024 };

static ju_rc ask(ctl_bus *bus, const char *change_id, const char *after, const provisional_reply **ret,
                 ju_err *err)
{
    Juki__Resident__V1__QueryProvisional question = JUKI__RESIDENT__V1__QUERY_PROVISIONAL__INIT;
    ProtobufCMessage *body = NULL;
    question.change_id = (char *)(uintptr_t)change_id;
    question.after = (char *)(uintptr_t)after;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &question.base,
                       &juki__resident__v1__provisional_reply__descriptor, &body, err));
    *ret = (const provisional_reply *)body;
    return JU_OK;
}

static ju_rc open_bus(const ctl *c, ctl_bus **ret, ju_err *err)
{
    static const char *const topics[] = {JU_TOPIC_RESIDENT_REPLY};
    return ctl_bus_open(c, topics, 1, ret, err);
}

/* ---- list ---------------------------------------------------------------------------------------------- */

/* Page after page; *ret_refusal lives as long as the last reply. */
static ju_rc ask_all(ctl_bus *bus, json_t *list, const Juki__Common__V1__Refusal **ret_refusal, ju_err *err)
{
    const provisional_reply *reply = NULL;
    char after[JU_UUID_SIZE] = "";
    do {
        JU_TRY(ask(bus, "", after, &reply, err));
        for (size_t i = 0; i < reply->n_change; i++) {
            (void)json_array_append_new(list, ju_message_to_json(&reply->change[i]->base));
            (void)snprintf(after, sizeof after, "%s", reply->change[i]->entry->change_id);
        }
    } while (reply->more);
    *ret_refusal = reply->refusal;
    return JU_OK;
}

int ctl_provisional_list(ctl *c)
{
    ju_err err = {0};
    ctl_bus *bus = NULL;
    json_t *list = json_array();
    const Juki__Common__V1__Refusal *refusal = NULL;
    int code = CTL_DONE;
    ju_rc rc = open_bus(c, &bus, &err);
    rc = rc == JU_OK ? ask_all(bus, list, &refusal, &err) : rc;
    if (rc == JU_OK && refusal == NULL) {
        ctl_print(c, list);
    } else {
        json_decref(list);
        code = rc == JU_OK ? ctl_refused(refusal) : ctl_report(&err);
    }
    ctl_bus_close(bus);
    return code;
}

/* ---- one, with its numbers: the reviewer compares them with the notice -----------------------------------
 */

static ju_rc open_number(ju_keyring *ring, ju_arena *arena, const char *change_id, const char *field,
                         const Juki__Common__V1__Sealed *sealed, json_t *person, ju_err *err)
{
    char *clear = NULL;
    if (sealed == NULL) {
        return JU_OK;
    }
    JU_TRY(ju_unseal_text(ring, arena, field, change_id, sealed, &clear, err));
    int failed = json_object_set_new(person, field, json_string(clear));
    explicit_bzero(clear, strlen(clear));
    return failed == 0 ? JU_OK : ju_fail(err, JU_FATAL, "memory", "out of memory");
}

static ju_rc open_numbers(const Juki__Resident__V1__SubmitChange *entry, ju_keyring *ring, json_t *json,
                          ju_err *err)
{
    ju_arena arena;
    ju_rc rc = JU_OK;
    const json_t *persons = json_object_get(json_object_get(json, "entry"), "person");
    ju_arena_init(&arena, OPENED_BYTES);
    for (size_t i = 0; rc == JU_OK && i < entry->n_person; i++) {
        json_t *person = json_array_get(persons, i);
        rc = open_number(ring, &arena, entry->change_id, "individual_number",
                         entry->person[i]->individual_number, person, err);
        rc = rc == JU_OK ? open_number(ring, &arena, entry->change_id, "resident_code",
                                       entry->person[i]->resident_code, person, err)
                         : rc;
    }
    ju_arena_done(&arena);
    return rc;
}

static ju_rc write_opened(const ctl *c, const Juki__Resident__V1__Provisional *change, json_t *json,
                          ju_err *err)
{
    ju_keyring *ring = NULL;
    if (c->settings.key_dir == NULL) {
        return ju_fail(err, JU_FATAL, "setting_missing", "JUKI_KEY_DIR is not set, so numbers stay sealed");
    }
    int file = open(c->operand[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) {
        return ju_fail(err, JU_FATAL, "file", "%s: %s", c->operand[1], strerror(errno));
    }
    ju_rc rc = ju_keyring_open(c->settings.key_dir, "resident", &ring, err);
    rc = rc == JU_OK ? open_numbers(change->entry, ring, json, err) : rc;
    ju_keyring_free(ring);
    bool written = rc == JU_OK && json_dumpfd(json, file, JSON_INDENT(2)) == 0;
    bool closed = close(file) == 0;
    return rc != JU_OK || (written && closed)
               ? rc
               : ju_fail(err, JU_FATAL, "file", "%s cannot be written", c->operand[1]);
}

static ju_rc show(const ctl *c, const Juki__Resident__V1__Provisional *change, ju_err *err)
{
    json_t *json = ju_message_to_json(&change->base);
    if (c->operand_count == 1) {
        ctl_print(c, json);
        return JU_OK;
    }
    ju_rc rc = write_opened(c, change, json, err);
    json_decref(json);
    if (rc == JU_OK) {
        ctl_print(c, json_pack("{s:s, s:s}", "change_id", change->entry->change_id, "file", c->operand[1]));
    }
    return rc;
}

int ctl_provisional_show(ctl *c)
{
    ju_err err = {0};
    ctl_bus *bus = NULL;
    const provisional_reply *reply = NULL;
    int code = CTL_DONE;
    ju_rc rc = open_bus(c, &bus, &err);
    rc = rc == JU_OK ? ask(bus, c->operand[0], "", &reply, &err) : rc;
    if (rc == JU_OK && reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else if (rc == JU_OK) {
        rc = show(c, reply->change[0], &err);
    }
    ctl_bus_close(bus);
    return rc == JU_OK ? code : ctl_report(&err);
}
