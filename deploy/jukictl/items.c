#include "deploy/jukictl/items.h"

#include "common/event/json.h"
#include "common/seal/seal.h"
#include "deploy/jukictl/bus.h"

#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 256 };

typedef struct items {
    const ctl *c;
    const char *audience;
    const char *request_id;
    ju_keyring *ring; /* opened when a number is asked by */
} items;

static ju_rc seal_number(void *opaque, const ProtobufCFieldDescriptor *field, const char *clear,
                         ju_arena *arena, Juki__Common__V1__Sealed **ret, ju_err *err)
{
    items *s = opaque;
    if (s->c->settings.key_dir == NULL) {
        return ju_fail(err, JU_FATAL, "setting_missing",
                       "JUKI_KEY_DIR is not set, so numbers cannot be sealed");
    }
    if (s->ring == NULL) {
        JU_TRY(ju_keyring_open(s->c->settings.key_dir, s->audience, &s->ring, err));
    }
    return ju_seal_text(s->ring, arena, field->name, s->request_id, clear, ret, err);
}

/* A command line can be seen by others and is kept by the shell: a number that is nobody's to know comes by
 * standard input. */
static ju_rc read_secret(const char *name, const char *value, json_t **ret, ju_err *err)
{
    char line[LINE_BYTES];
    if (strcmp(value, "-") != 0) {
        return ju_reject(err, "not_on_command_line", name,
                         "give this as %s=- and the number by standard input", name);
    }
    if (fgets(line, sizeof line, stdin) == NULL) {
        return ju_reject(err, "item_required", name, "standard input holds no number");
    }
    line[strcspn(line, "\r\n")] = '\0';
    *ret = json_string(line);
    explicit_bzero(line, sizeof line);
    return JU_OK;
}

/* Texts with commas between. NULL: no memory. */
static json_t *read_list(const char *value)
{
    json_t *list = json_array();
    for (const char *at = value; list != NULL && at != NULL;) {
        const char *comma = strchr(at, ',');
        size_t length = comma == NULL ? strlen(at) : (size_t)(comma - at);
        if (json_array_append_new(list, json_stringn(at, length)) != 0) {
            json_decref(list);
            return NULL;
        }
        at = comma == NULL ? NULL : comma + 1;
    }
    return list;
}

static ju_rc read_value(const ProtobufCMessageDescriptor *descriptor, const char *name, const char *value,
                        json_t **ret, ju_err *err)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(descriptor, name);
    bool typed =
        field != NULL && (field->type == PROTOBUF_C_TYPE_BOOL || field->type == PROTOBUF_C_TYPE_INT32 ||
                          field->type == PROTOBUF_C_TYPE_INT64);
    if (field != NULL && field->type == PROTOBUF_C_TYPE_MESSAGE) {
        return read_secret(name, value, ret, err);
    }
    *ret = field != NULL && field->label == PROTOBUF_C_LABEL_REPEATED ? read_list(value)
           : typed ? json_loads(value, JSON_DECODE_ANY, NULL)
                   : json_string(value);
    return *ret != NULL ? JU_OK : ju_reject(err, "type_wrong", name, "this value cannot be read");
}

static ju_rc read_items(const ctl *c, const ProtobufCMessageDescriptor *descriptor, json_t *json, ju_err *err)
{
    for (int i = 0; i < c->operand_count; i++) {
        char *equals = strchr(c->operand[i], '=');
        json_t *value = NULL;
        if (equals == NULL) {
            return ju_reject(err, "type_wrong", c->operand[i], "write ITEM=VALUE");
        }
        *equals = '\0';
        JU_TRY(read_value(descriptor, c->operand[i], equals + 1, &value, err));
        if (json_object_set_new(json, c->operand[i], value) != 0) {
            return ju_fail(err, JU_FATAL, "memory", "out of memory");
        }
    }
    return JU_OK;
}

ju_rc ctl_items_read(const ctl *c, const char *audience, const char *request_id,
                     const ProtobufCMessageDescriptor *descriptor, ju_arena *arena, ProtobufCMessage **ret,
                     ju_err *err)
{
    items read = {.c = c, .audience = audience, .request_id = request_id};
    const ju_json_sealer sealer = {.seal = seal_number, .opaque = &read};
    json_t *json = json_object();
    ju_rc rc = read_items(c, descriptor, json, err);
    if (rc == JU_OK) {
        rc = ju_json_to_message(json, descriptor, arena, &sealer, ret, err);
    }
    json_decref(json);
    ju_keyring_free(read.ring);
    return rc;
}

/* ---- pairs --------------------------------------------------------------------------------------------- */

static ju_rc read_pairs(const ctl *c, int first, size_t count, ju_approval_item *ret, ju_err *err)
{
    for (size_t i = 0; i < count; i++) {
        char *name = c->operand[first + (int)i];
        char *value = strchr(name, '=');
        if (value == NULL) {
            return ju_reject(
                err, "item_required", "ITEM=VALUE", "%s",
                ctl_tr("an item is given as ITEM=VALUE", "項目は ITEM=VALUE で指定してください"));
        }
        *value = '\0';
        ret[i] = (ju_approval_item){name, value + 1};
    }
    return JU_OK;
}

const ju_approval_item *ctl_pairs_read(const ctl *c, int first, ju_arena *arena, size_t *ret_count)
{
    ju_err err = {0};
    size_t count = (size_t)(c->operand_count - first);
    ju_approval_item *pair = ju_arena_alloc(arena, (count + 1) * sizeof *pair);
    ju_rc rc = pair == NULL ? ju_no_memory(&err) : read_pairs(c, first, count, pair, &err);
    *ret_count = count;
    if (rc != JU_OK) {
        (void)ctl_report(&err);
    }
    return rc == JU_OK ? pair : NULL;
}

ProtobufCMessage **ctl_pairs_messages(const ju_approval_item *pair, size_t count,
                                      const ProtobufCMessageDescriptor *of, ju_arena *arena)
{
    ProtobufCMessage **list = ju_arena_alloc(arena, (count + 1) * sizeof *list);
    for (size_t i = 0; list != NULL && i < count; i++) {
        list[i] = ju_arena_alloc(arena, of->sizeof_message);
        if (list[i] == NULL) {
            return NULL;
        }
        of->message_init(list[i]);
        *(const char **)ctl_field(list[i], "name") = pair[i].name;
        *(const char **)ctl_field(list[i], "value") = pair[i].value;
    }
    return list;
}
