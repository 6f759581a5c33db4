#include "deploy/jukictl/change.h"

#include "common/event/json.h"
#include "common/event/topic_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES_CAP_BYTES = 512 * 1024 * 1024 };

void ctl_changes_init(ctl_changes *changes)
{
    *changes = (ctl_changes){0};
    ju_arena_init(&changes->arena, CHANGES_CAP_BYTES);
}

void ctl_changes_done(ctl_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        json_decref(changes->item[i].reply);
    }
    free(changes->item);
    ju_arena_done(&changes->arena);
}

ju_rc ctl_changes_add(ctl_changes *changes, const char *id, ProtobufCMessage *command, ju_err *err)
{
    if (changes->count == changes->capacity) {
        size_t capacity = changes->capacity == 0 ? 16 : changes->capacity * 2;
        ctl_change *larger = realloc(changes->item, capacity * sizeof *larger);
        if (larger == NULL) {
            return ju_fail(err, JU_FATAL, "memory", "out of memory");
        }
        changes->item = larger;
        changes->capacity = capacity;
    }
    changes->item[changes->count++] = (ctl_change){.id = id, .command = command};
    return JU_OK;
}

/* ---- sending and waiting ---------------------------------------------------------------------------------
 */

static int compare_id(const void *left, const void *right)
{
    return strcmp((*(const ctl_change *const *)left)->id, (*(const ctl_change *const *)right)->id);
}

static ctl_change *find(ctl_change **sorted, size_t count, const char *id)
{
    const ctl_change wanted = {.id = id};
    const ctl_change *key = &wanted;
    ctl_change **found = bsearch(&key, sorted, count, sizeof(ctl_change *), compare_id);
    return found == NULL ? NULL : *found;
}

static void take_reply(ctl_change *change, const Juki__Resident__V1__ChangeReply *reply)
{
    change->reply = ju_message_to_json(&reply->base);
    change->refused =
        reply->refusal != NULL || reply->status == JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REFUSED;
}

static ju_rc await(const ctl *c, ctl_bus *bus, ctl_change **sorted, size_t count, ctl_change_settled *settled,
                   ju_err *err)
{
    int64_t deadline_ms = ctl_deadline_ms(c);
    for (size_t left = count; left > 0;) {
        ctl_reply reply = {.key = "", .body = NULL};
        JU_TRY(ctl_bus_next(bus, deadline_ms, &reply, err));
        ctl_change *change = find(sorted, count, reply.key);
        if (change == NULL || change->reply != NULL ||
            reply.body->descriptor != &juki__resident__v1__change_reply__descriptor) {
            continue;
        }
        const Juki__Resident__V1__ChangeReply *answer = (const void *)reply.body;
        if (settled(answer)) {
            take_reply(change, answer);
            left--;
            deadline_ms = ctl_deadline_ms(c); /* --timeout is the longest silence */
        }
    }
    return JU_OK;
}

static ju_rc send_all(ctl_bus *bus, const ctl_changes *changes, ju_err *err)
{
    for (size_t i = 0; i < changes->count; i++) {
        const ctl_change *change = &changes->item[i];
        const char *key = change->key != NULL ? change->key : change->id;
        JU_TRY(ctl_bus_send(bus, JU_TOPIC_RESIDENT_COMMAND, key, change->command, err));
    }
    return ctl_bus_flush(bus, err);
}

static ju_rc send_and_wait(const ctl *c, ctl_changes *changes, ctl_change_settled *settled, ctl_bus *bus,
                           ju_err *err)
{
    JU_TRY(send_all(bus, changes, err));
    changes->sent = true;
    if (settled == NULL) {
        return JU_OK;
    }
    ctl_change **sorted = calloc(changes->count, sizeof *sorted);
    if (sorted == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    for (size_t i = 0; i < changes->count; i++) {
        sorted[i] = &changes->item[i];
    }
    qsort(sorted, changes->count, sizeof *sorted, compare_id);
    ju_rc rc = await(c, bus, sorted, changes->count, settled, err);
    free(sorted);
    return rc;
}

ju_rc ctl_changes_send(const ctl *c, ctl_changes *changes, ctl_change_settled *settled, ju_err *err)
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY};
    ctl_bus *bus = NULL;
    JU_TRY(ctl_bus_open(c, topics, settled == NULL ? 0 : 1, &bus, err));
    ju_rc rc = send_and_wait(c, changes, settled, bus, err);
    ctl_bus_close(bus);
    return rc;
}

/* ---- output ----------------------------------------------------------------------------------------------
 */

const char *ctl_status_text(const char *status)
{
    static const struct {
        const char *word;
        const char *ja;
    } texts[] = {
        {"sent", "送信済み"}, {"provisional", "仮登録"}, {"registered", "本登録"}, {"returned", "差戻し"},
        {"refused", "拒否"},  {"unknown", "不明"},       {"withdrawn", "取下げ"},  {"corrected", "訂正済み"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(texts[i].word, status) == 0) {
            return ctl_tr(texts[i].word, texts[i].ja);
        }
    }
    return status;
}

static const char *status_of(const ctl_change *change)
{
    const char *status = json_string_value(json_object_get(change->reply, "status"));
    if (change->reply == NULL) {
        return "sent";
    }
    return status == NULL ? "unknown" : status;
}

static json_t *change_json(const ctl_change *change)
{
    if (change->reply == NULL) {
        return json_pack("{s:s, s:s}", "change_id", change->id, "status", "sent");
    }
    return json_incref(change->reply);
}

static void print_text(const ctl_change *change)
{
    const json_t *refusal = json_object_get(change->reply, "refusal");
    (void)printf("%s %s", change->id, ctl_status_text(status_of(change)));
    static const char *const members[] = {"code", "item", "message"};
    for (size_t i = 0; refusal != NULL && i < sizeof members / sizeof members[0]; i++) {
        const char *text = json_string_value(json_object_get(refusal, members[i]));
        (void)printf("%s%s", text == NULL ? "" : " ", text == NULL ? "" : text);
    }
    (void)printf("\n");
}

int ctl_changes_print(const ctl *c, const ctl_changes *changes)
{
    if (!changes->sent) {
        return CTL_UNREACHABLE;
    }
    json_t *list = json_array();
    int code = CTL_DONE;
    for (size_t i = 0; i < changes->count; i++) {
        const ctl_change *change = &changes->item[i];
        code = change->refused ? CTL_REFUSED : code;
        if (c->options.json) {
            (void)json_array_append_new(list, change_json(change));
        } else {
            print_text(change);
        }
    }
    if (c->options.json) {
        ctl_print(c, list);
    } else {
        json_decref(list);
    }
    return code;
}
