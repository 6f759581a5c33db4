#include "common/event/json.h"

#include "juki/audit/v1/audit.pb-c.h"
#include "juki/common/v1/common.pb-c.h"
#include "juki/delivery/v1/delivery.pb-c.h"
#include "juki/resident/v1/command.pb-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct fixture {
    ju_arena arena;
    ju_err err;
    char sealed[256]; /* field=text of every value that was sealed */
} fixture;

static int set_up(void **state)
{
    static fixture f;
    f = (fixture){0};
    ju_arena_init(&f.arena, (size_t)1 << 20);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    ju_arena_done(&((fixture *)*state)->arena);
    return 0;
}

/* Seals by naming the key after the field; refuses the text "bad". */
static ju_rc seal(void *opaque, const ProtobufCFieldDescriptor *field, const char *clear, ju_arena *arena,
                  Juki__Common__V1__Sealed **ret, ju_err *err)
{
    fixture *f = opaque;
    if (strcmp(clear, "bad") == 0) {
        return ju_reject(err, "check_digit", "", "not a number");
    }
    size_t used = strlen(f->sealed);
    (void)snprintf(f->sealed + used, sizeof f->sealed - used, "%s=%s;", field->name, clear);
    *ret = ju_arena_alloc(arena, sizeof **ret);
    juki__common__v1__sealed__init(*ret);
    (*ret)->key_id = ju_arena_printf(arena, "resident/%s", field->name);
    return JU_OK;
}

static ju_rc read(fixture *f, const char *text, const ProtobufCMessageDescriptor *descriptor,
                  ProtobufCMessage **ret)
{
    json_error_t where;
    json_t *json = json_loads(text, JSON_DECODE_ANY, &where);
    assert_non_null(json);
    const ju_json_sealer sealer = {.seal = seal, .opaque = f};
    ju_rc rc = ju_json_to_message(json, descriptor, &f->arena, &sealer, ret, &f->err);
    json_decref(json);
    return rc;
}

static void assert_refused(fixture *f, const char *text, const char *code, const char *item)
{
    ProtobufCMessage *message = NULL;
    assert_int_equal(read(f, text, &juki__resident__v1__submit_change__descriptor, &message), JU_REJECT);
    assert_string_equal(f->err.code, code);
    assert_string_equal(f->err.item, item);
}

static void assert_written(const ProtobufCMessage *message, const char *expected)
{
    json_t *json = ju_message_to_json(message);
    json_t *wanted = json_loads(expected, 0, NULL);
    assert_non_null(wanted);
    if (!json_equal(json, wanted)) {
        fail_msg("%s", json_dumps(json, JSON_COMPACT));
    }
    json_decref(json);
    json_decref(wanted);
}

static void a_change_is_read(void **state)
{
    fixture *f = *state;
    ProtobufCMessage *message = NULL;
    assert_int_equal(
        read(f,
             "{\"change_id\": \"c-1\", \"reason\": \"転居\", \"operator\": {\"operator_id\": \"op-1\"},"
             " \"address\": null, \"person\": [{\"name\": \"juki 太郎\", \"sex\": \"female\","
             " \"birth_date\": {\"date\": \"1990-01-01\", \"uncertain\": true},"
             " \"individual_number\": \"123456789018\"}, {\"addressee_number\": \"19\"}]}",
             &juki__resident__v1__submit_change__descriptor, &message),
        JU_OK);
    const Juki__Resident__V1__SubmitChange *change = (const void *)message;
    assert_string_equal(change->change_id, "c-1");
    assert_string_equal(change->operator_->operator_id, "op-1");
    assert_string_equal(change->operator_->office, "");
    assert_null(change->address);
    assert_int_equal(change->n_person, 2);
    assert_string_equal(change->person[0]->name, "juki 太郎");
    assert_int_equal(change->person[0]->sex, JUKI__COMMON__V1__SEX__SEX_FEMALE);
    assert_true(change->person[0]->birth_date->uncertain);
    assert_string_equal(change->person[0]->individual_number->key_id, "resident/individual_number");
    assert_string_equal(change->person[1]->addressee_number, "19");
    assert_null(change->person[1]->individual_number);
    assert_string_equal(f->sealed, "individual_number=123456789018;");
}

static void what_is_wrong_is_named(void **state)
{
    fixture *f = *state;
    assert_refused(f, "{\"chang_id\": \"c-1\"}", "member_unknown", "chang_id");
    assert_refused(f, "{\"person\": [{}, {\"birth_date\": {\"day\": 1}}]}", "member_unknown",
                   "person[1].birth_date.day");
    assert_refused(f, "[]", "type_wrong", "");
    assert_refused(f, "{\"person\": {}}", "type_wrong", "person");
    assert_refused(f, "{\"person\": [[]]}", "type_wrong", "person[0]");
    assert_refused(f, "{\"person\": [null]}", "type_wrong", "person[0]");
    assert_refused(f, "{\"reason\": 21}", "type_wrong", "reason");
    assert_refused(f, "{\"reason\": \"a\\u0007\"}", "text_invalid", "reason");
    assert_refused(f, "{\"person\": [{\"sex\": \"FEMALE\"}]}", "value_unknown", "person[0].sex");
    assert_refused(f, "{\"person\": [{\"sex\": \"\"}]}", "value_unknown", "person[0].sex");
    assert_refused(f, "{\"person\": [{\"birth_date\": {\"uncertain\": 1}}]}", "type_wrong",
                   "person[0].birth_date.uncertain");
    assert_refused(f, "{\"person\": [{\"resident_code\": {\"key_id\": \"k\"}}]}", "type_wrong",
                   "person[0].resident_code");
    assert_refused(f, "{\"person\": [{\"resident_code\": \"bad\"}]}", "check_digit",
                   "person[0].resident_code");
}

/* The path is cut, never written past its room. */
static void a_long_member_name_is_cut(void **state)
{
    fixture *f = *state;
    char text[512] = "{\"person\": [{\"";
    memset(text + strlen(text), 'x', 400);
    memcpy(text + 414, "\": 1}]}", 8);
    ProtobufCMessage *message = NULL;
    assert_int_equal(read(f, text, &juki__resident__v1__submit_change__descriptor, &message), JU_REJECT);
    assert_string_equal(f->err.code, "member_unknown");
    assert_memory_equal(f->err.item, "person[0].xxx", 13);
    assert_int_equal(strlen(f->err.item), sizeof f->err.item - 1);
}

static void without_a_sealer_nothing_is_sealed(void **state)
{
    fixture *f = *state;
    json_t *json = json_pack("{s:s}", "individual_number", "123456789018");
    ProtobufCMessage *message = NULL;
    assert_int_equal(ju_json_to_message(json, &juki__resident__v1__person_entry__descriptor, &f->arena, NULL,
                                        &message, &f->err),
                     JU_REJECT);
    assert_string_equal(f->err.code, "seal_unavailable");
    assert_null(strstr(f->err.message, "1234"));
    json_decref(json);
}

static void numbers_keep_their_range(void **state)
{
    fixture *f = *state;
    ProtobufCMessage *message = NULL;
    const ProtobufCMessageDescriptor *chain = &juki__audit__v1__query_chain__descriptor;
    assert_int_equal(read(f, "{\"from_index\": 9007199254740993, \"limit\": -2147483648}", chain, &message),
                     JU_OK);
    assert_true(((const Juki__Audit__V1__QueryChain *)(const void *)message)->from_index == 9007199254740993);
    assert_int_equal(((const Juki__Audit__V1__QueryChain *)(const void *)message)->limit, INT32_MIN);
    assert_int_equal(read(f, "{\"limit\": 2147483648}", chain, &message), JU_REJECT);
    assert_string_equal(f->err.code, "out_of_range");
    assert_int_equal(read(f, "{\"limit\": 1.5}", chain, &message), JU_REJECT);
    assert_string_equal(f->err.code, "type_wrong");
}

static void bytes_are_hexadecimal(void **state)
{
    fixture *f = *state;
    ProtobufCMessage *message = NULL;
    const ProtobufCMessageDescriptor *entry = &juki__audit__v1__chain_entry__descriptor;
    assert_int_equal(read(f, "{\"record\": \"00fFa0\"}", entry, &message), JU_OK);
    const Juki__Audit__V1__ChainEntry *read_entry = (const void *)message;
    assert_int_equal(read_entry->record.len, 3);
    assert_memory_equal(read_entry->record.data, "\x00\xff\xa0", 3);
    assert_written(message, "{\"record\": \"00ffa0\"}");
    assert_int_equal(read(f, "{\"record\": \"0\"}", entry, &message), JU_REJECT);
    assert_int_equal(read(f, "{\"record\": \"0g\"}", entry, &message), JU_REJECT);
    assert_int_equal(read(f, "{\"record\": 17}", entry, &message), JU_REJECT);
    assert_string_equal(f->err.code, "type_wrong");
}

static void a_reply_is_written_without_defaults(void **state)
{
    (void)state;
    Juki__Resident__V1__ChangeReply reply = JUKI__RESIDENT__V1__CHANGE_REPLY__INIT;
    Juki__Common__V1__Refusal refusal = JUKI__COMMON__V1__REFUSAL__INIT;
    char change_id[] = "c-1";
    char code[] = "not_current";
    char *numbers[] = {change_id, code};
    assert_written(&reply.base, "{}");
    reply.change_id = change_id;
    reply.status = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REFUSED;
    refusal.code = code;
    reply.refusal = &refusal;
    reply.addressee_number = numbers;
    reply.n_addressee_number = 2;
    assert_written(&reply.base, "{\"change_id\": \"c-1\", \"status\": \"refused\", \"refusal\": {\"code\":"
                                " \"not_current\"}, \"addressee_number\": [\"c-1\", \"not_current\"]}");
    reply.status = (Juki__Resident__V1__ChangeStatus)77;
    reply.refusal = NULL;
    reply.n_addressee_number = 0;
    assert_written(&reply.base, "{\"change_id\": \"c-1\", \"status\": 77}");
}

static void sealed_values_are_never_shown(void **state)
{
    (void)state;
    static uint8_t bytes[] = "ciphertext";
    char key_id[] = "card/2026";
    Juki__Delivery__V1__DeliveryRecord record = JUKI__DELIVERY__V1__DELIVERY_RECORD__INIT;
    Juki__Common__V1__Sealed sealed = JUKI__COMMON__V1__SEALED__INIT;
    sealed.key_id = key_id;
    sealed.ciphertext = (ProtobufCBinaryData){.len = sizeof bytes, .data = bytes};
    record.individual_number = &sealed;
    record.person_count = 3;
    assert_written(&record.base, "{\"person_count\": 3, \"individual_number\": \"(sealed card/2026)\"}");
}

static void enum_words_lose_their_prefix(void **state)
{
    fixture *f = *state;
    assert_string_equal(ju_enum_word(&juki__resident__v1__decision__descriptor, 1, &f->arena), "approve");
    assert_string_equal(ju_enum_word(&juki__resident__v1__change_status__descriptor, 1, &f->arena),
                        "provisional");
    assert_string_equal(ju_enum_word(&juki__resident__v1__person_state__descriptor, 2, &f->arena),
                        "moved_out");
    assert_null(ju_enum_word(&juki__resident__v1__decision__descriptor, 9, &f->arena));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_change_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_member_name_is_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_sealer_nothing_is_sealed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_keep_their_range, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bytes_are_hexadecimal, set_up, tear_down),
        cmocka_unit_test(a_reply_is_written_without_defaults),
        cmocka_unit_test(sealed_values_are_never_shown),
        cmocka_unit_test_setup_teardown(enum_words_lose_their_prefix, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("event_json", tests, NULL, NULL);
}
