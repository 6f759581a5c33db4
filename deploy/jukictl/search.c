#include "common/base/uuid7.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/search.pb-c.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

typedef Juki__Resident__V1__SearchReply search_reply;
typedef Juki__Resident__V1__SearchPersons search_persons;

enum { QUESTION_BYTES = 1 << 20, LINE_BYTES = 256 };

typedef struct search {
    const ctl *c;
    ju_arena arena;
    ju_keyring *ring; /* opened when a number is asked by */
    char request_id[JU_UUID_SIZE];
} search;

/* ---- reading ITEM=VALUE -------------------------------------------------------------------------------- */

static ju_rc seal_number(void *opaque, const ProtobufCFieldDescriptor *field, const char *clear,
                         ju_arena *arena, Juki__Common__V1__Sealed **ret, ju_err *err)
{
    search *s = opaque;
    if (s->c->settings.key_dir == NULL) {
        return ju_fail(err, JU_FATAL, "setting_missing",
                       "JUKI_KEY_DIR is not set, so numbers cannot be sealed");
    }
    if (s->ring == NULL) {
        JU_TRY(ju_keyring_open(s->c->settings.key_dir, "resident", &s->ring, err));
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

static ju_rc read_value(const char *name, const char *value, json_t **ret, ju_err *err)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(
        &juki__resident__v1__search_persons__descriptor, name);
    bool typed =
        field != NULL && (field->type == PROTOBUF_C_TYPE_BOOL || field->type == PROTOBUF_C_TYPE_INT32);
    if (field != NULL && field->type == PROTOBUF_C_TYPE_MESSAGE) {
        return read_secret(name, value, ret, err);
    }
    *ret = typed ? json_loads(value, JSON_DECODE_ANY, NULL) : json_string(value);
    return *ret != NULL ? JU_OK : ju_reject(err, "type_wrong", name, "this value cannot be read");
}

static ju_rc read_items(const ctl *c, json_t *json, ju_err *err)
{
    for (int i = 0; i < c->operand_count; i++) {
        char *equals = strchr(c->operand[i], '=');
        json_t *value = NULL;
        if (equals == NULL) {
            return ju_reject(err, "type_wrong", c->operand[i], "write ITEM=VALUE");
        }
        *equals = '\0';
        JU_TRY(read_value(c->operand[i], equals + 1, &value, err));
        if (json_object_set_new(json, c->operand[i], value) != 0) {
            return ju_fail(err, JU_FATAL, "memory", "out of memory");
        }
    }
    return JU_OK;
}

/* Who asks, why and under which id is not the items' to say. */
static ju_rc make_question(search *s, search_persons **ret, ju_err *err)
{
    const ju_json_sealer sealer = {.seal = seal_number, .opaque = s};
    ProtobufCMessage *message = NULL;
    json_t *json = json_object();
    JU_TRY(ju_uuid7(s->request_id, err));
    ju_rc rc = read_items(s->c, json, err);
    if (rc == JU_OK) {
        rc = ju_json_to_message(json, &juki__resident__v1__search_persons__descriptor, &s->arena, &sealer,
                                &message, err);
    }
    json_decref(json);
    if (rc == JU_OK) {
        *ret = (search_persons *)message;
        (*ret)->request_id = s->request_id;
        (*ret)->purpose = (char *)(uintptr_t)s->c->options.purpose;
    }
    return rc;
}

/* ---- the list ------------------------------------------------------------------------------------------ */

/* Wide characters take two columns. */
static int columns(const char *text)
{
    int width = 0;
    utf8proc_int32_t point = 0;
    for (utf8proc_ssize_t size = 0; *text != '\0'; text += size) {
        size = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &point);
        size = size > 0 ? size : 1;
        width += utf8proc_charwidth(point);
    }
    return width;
}

static void print_cell(const char *text, int width)
{
    int pad = width - columns(text);
    (void)printf("%s%*s  ", text, pad > 0 ? pad : 0, "");
}

static const char *state_word(Juki__Resident__V1__PersonState state)
{
    switch (state) {
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT:
        return "住登";
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT:
        return "転出";
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD:
        return "死亡";
    default:
        return "消除";
    }
}

static const char *sex_word(Juki__Common__V1__Sex sex)
{
    return sex == JUKI__COMMON__V1__SEX__SEX_MALE     ? "男"
           : sex == JUKI__COMMON__V1__SEX__SEX_FEMALE ? "女"
                                                      : "";
}

static const char *birth_word(const Juki__Common__V1__WrittenDate *birth)
{
    return birth == NULL ? "" : *birth->written != '\0' ? birth->written : birth->date;
}

static void print_person(const Juki__Resident__V1__FoundPerson *person)
{
    const Juki__Common__V1__Address none = JUKI__COMMON__V1__ADDRESS__INIT;
    const Juki__Common__V1__Address *address = person->address == NULL ? &none : person->address;
    print_cell(person->addressee_number, 10);
    print_cell(person->household_number, 10);
    print_cell(state_word(person->state), 4);
    print_cell(person->n_restraint > 0 ? "抑止" : "", 4);
    print_cell(person->name, 20);
    print_cell(person->name_kana, 24);
    print_cell(birth_word(person->birth_date), 10);
    print_cell(sex_word(person->sex), 2);
    (void)printf("%s%s%s\n", address->town, address->number, address->building);
}

static void print_reply(const ctl *c, const search_reply *reply)
{
    if (c->options.json) {
        ctl_print(c, ju_message_to_json(&reply->base));
        return;
    }
    for (size_t i = 0; i < reply->n_person; i++) {
        print_person(reply->person[i]);
    }
    (void)printf("%zu/%d %s\n", reply->n_person, (int)reply->found, ctl_tr("found", "人"));
    if (*reply->next_cursor != '\0') {
        (void)printf("%s cursor=%s\n", ctl_tr("the next page:", "次の頁:"), reply->next_cursor);
    }
}

/* ---- the command --------------------------------------------------------------------------------------- */

static ju_rc ask(search *s, ctl_bus *bus, search_persons *question, const search_reply **ret, ju_err *err)
{
    Juki__Common__V1__Operator who = ctl_operator(s->c);
    ProtobufCMessage *body = NULL;
    question->operator_ = &who;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, s->request_id, &question->base,
                       &juki__resident__v1__search_reply__descriptor, &body, err));
    *ret = (const search_reply *)body;
    return JU_OK;
}

static int run(search *s)
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    search_persons *question = NULL;
    const search_reply *reply = NULL;
    int code = CTL_DONE;
    ju_rc rc = make_question(s, &question, &err);
    if (rc == JU_REJECT) { /* the caller's mistake: nothing was asked */
        (void)ctl_report(&err);
        return CTL_USAGE;
    }
    rc = rc == JU_OK ? ctl_bus_open(s->c, topics, 1, &bus, &err) : rc;
    rc = rc == JU_OK ? ask(s, bus, question, &reply, &err) : rc;
    if (rc != JU_OK) {
        code = ctl_report(&err);
    } else if (reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else {
        print_reply(s->c, reply);
    }
    ctl_bus_close(bus);
    return code;
}

int ctl_person_search(ctl *c)
{
    search s = {.c = c};
    if (c->options.purpose == NULL) {
        return ctl_usage("--purpose is needed", "--purpose が必要です");
    }
    ju_arena_init(&s.arena, QUESTION_BYTES);
    int code = run(&s);
    ju_keyring_free(s.ring);
    ju_arena_done(&s.arena);
    return code;
}
