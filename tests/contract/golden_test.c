/*
 * Every message type of proto/juki against its golden bytes in tests/contract/golden: what is written today
 * must be readable, byte for byte, by every version before and after. `golden_test --update` writes the
 * files; a change in an existing one is a change of the contract.
 */
#include "common/base/arena.h"
#include "common/event/registry.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GOLDEN "tests/contract/golden/"

enum {
    MESSAGE_BYTES_MAX = 256 * 1024, /* the cap of the bus */
    REPEATED_COUNT = 2,
    DEPTH_MAX = 8, /* recursive types are forbidden: protobuf-c has no limit of its own */
};

typedef struct bytes {
    uint8_t *data;
    size_t length;
} bytes;

static ju_arena fixtures;

static void *fixture_alloc(size_t size_bytes)
{
    void *block = ju_arena_alloc(&fixtures, size_bytes);
    if (block == NULL) {
        fail_msg("the fixture is too large");
    }
    return block;
}

/* ---- fixture: every field filled with values that depend on its descriptor alone ---- */

static ProtobufCMessage *make_message(const ProtobufCMessageDescriptor *type, int depth);

static ProtobufCBinaryData make_binary(const ProtobufCFieldDescriptor *field, size_t index)
{
    static const uint8_t awkward[] = {0x00, 0xff, 0x80, 0x0a, 0x22};
    ProtobufCBinaryData binary = {.len = sizeof awkward + 2, .data = fixture_alloc(sizeof awkward + 2)};
    memcpy(binary.data, awkward, sizeof awkward);
    binary.data[sizeof awkward] = (uint8_t)field->id;
    binary.data[sizeof awkward + 1] = (uint8_t)index;
    return binary;
}

static int32_t last_enum_value(const ProtobufCFieldDescriptor *field)
{
    const ProtobufCEnumDescriptor *type = field->descriptor;
    return type->values[type->n_values - 1].value;
}

static void put(void *slot, const void *value, size_t size_bytes)
{
    memcpy(slot, value, size_bytes);
}

/* Writes value number index of the field to slot and returns how wide it is. */
static size_t fill_value(const ProtobufCFieldDescriptor *field, size_t index, void *slot, int depth)
{
    union {
        int32_t i32;
        int64_t i64;
        float f32;
        double f64;
        protobuf_c_boolean flag;
        char *text;
        ProtobufCBinaryData binary;
        ProtobufCMessage *message;
    } value = {0};
    size_t size = 0;
    int32_t number = (int32_t)(field->id * 1000 + index);
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        value.i32 = -number;
        size = sizeof value.i32;
        break;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        value.i32 = number;
        size = sizeof value.i32;
        break;
    case PROTOBUF_C_TYPE_ENUM:
        value.i32 = last_enum_value(field);
        size = sizeof value.i32;
        break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        value.i64 = INT64_MAX - number;
        size = sizeof value.i64;
        break;
    case PROTOBUF_C_TYPE_FLOAT:
        value.f32 = (float)number / 8;
        size = sizeof value.f32;
        break;
    case PROTOBUF_C_TYPE_DOUBLE:
        value.f64 = (double)number / 8;
        size = sizeof value.f64;
        break;
    case PROTOBUF_C_TYPE_BOOL:
        value.flag = 1;
        size = sizeof value.flag;
        break;
    case PROTOBUF_C_TYPE_STRING:
        value.text = ju_arena_printf(&fixtures, "%s 見本 %zu", field->name, index);
        assert_non_null(value.text);
        size = sizeof value.text;
        break;
    case PROTOBUF_C_TYPE_BYTES:
        value.binary = make_binary(field, index);
        size = sizeof value.binary;
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        value.message = make_message(field->descriptor, depth + 1);
        size = sizeof value.message;
        break;
    }
    put(slot, &value, size);
    return size;
}

static void fill_repeated(const ProtobufCFieldDescriptor *field, unsigned char *base, int depth)
{
    unsigned char *array = fixture_alloc(REPEATED_COUNT * sizeof(ProtobufCBinaryData));
    size_t count = REPEATED_COUNT;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        at += fill_value(field, i, array + at, depth);
    }
    put(base + field->offset, &array, sizeof array);
    put(base + field->quantifier_offset, &count, sizeof count);
}

/* Of a oneof the first member is filled; presence by a oneof of one member is how proto3 does it here. */
static bool claim_oneof(const ProtobufCFieldDescriptor *field, unsigned char *base)
{
    uint32_t claimed = 0;
    memcpy(&claimed, base + field->quantifier_offset, sizeof claimed);
    if (claimed == 0) {
        put(base + field->quantifier_offset, &field->id, sizeof field->id);
    }
    return claimed == 0;
}

static ProtobufCMessage *make_message(const ProtobufCMessageDescriptor *type, int depth)
{
    if (depth > DEPTH_MAX) {
        fail_msg("%s nests too deeply", type->name);
    }
    assert_ptr_equal(ju_registry_find(type->name), type);
    unsigned char *base = fixture_alloc(type->sizeof_message);
    ProtobufCMessage *message = (ProtobufCMessage *)base;
    protobuf_c_message_init(type, message);
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            fill_repeated(field, base, depth);
        } else if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0 || claim_oneof(field, base)) {
            fill_value(field, 0, base + field->offset, depth);
        }
    }
    return message;
}

/* ---- bytes and files ---- */

static bytes pack(const ProtobufCMessage *message)
{
    bytes packed = {.length = protobuf_c_message_get_packed_size(message)};
    packed.data = malloc(packed.length + 1);
    assert_non_null(packed.data);
    assert_int_equal(protobuf_c_message_pack(message, packed.data), packed.length);
    return packed;
}

static bytes fixture_bytes(const ju_registry_row *row)
{
    ju_arena_init(&fixtures, (size_t)4 << 20);
    bytes packed = pack(make_message(row->descriptor, 0));
    ju_arena_done(&fixtures);
    assert_in_range(packed.length, 1, MESSAGE_BYTES_MAX);
    return packed;
}

static FILE *open_golden(const ju_registry_row *row, const char *mode)
{
    char path[256];
    (void)snprintf(path, sizeof path, GOLDEN "%s.bin", row->descriptor->name);
    return fopen(path, mode);
}

static bytes golden_bytes(const ju_registry_row *row)
{
    FILE *file = open_golden(row, "re");
    if (file == NULL) {
        fail_msg("%s has no golden bytes: run golden_test --update", row->descriptor->name);
        return (bytes){0};
    }
    bytes golden = {.data = malloc(MESSAGE_BYTES_MAX)};
    assert_non_null(golden.data);
    golden.length = fread(golden.data, 1, MESSAGE_BYTES_MAX, file);
    (void)fclose(file);
    return golden;
}

static void assert_bytes_equal(const ju_registry_row *row, const bytes *got, const bytes *want)
{
    if (got->length != want->length || memcmp(got->data, want->data, want->length) != 0) {
        fail_msg("%s: %zu bytes differ from the %zu expected", row->descriptor->name, got->length,
                 want->length);
    }
}

/* Unpacking and packing again gives the same bytes. False when the bytes are refused. */
static bool survives(const ju_registry_row *row, const bytes *input)
{
    ProtobufCMessage *message = protobuf_c_message_unpack(row->descriptor, NULL, input->length, input->data);
    if (message == NULL) {
        return false;
    }
    bytes again = pack(message);
    assert_bytes_equal(row, &again, input);
    free(again.data);
    protobuf_c_message_free_unpacked(message, NULL);
    return true;
}

/* ---- tests ---- */

typedef void row_fn(const ju_registry_row *row, const bytes *golden);

static void for_each_golden(row_fn *check)
{
    size_t count = 0;
    const ju_registry_row *rows = ju_registry_rows(&count);
    for (size_t i = 0; i < count; i++) {
        bytes golden = golden_bytes(&rows[i]);
        check(&rows[i], &golden);
        free(golden.data);
    }
}

static void check_same(const ju_registry_row *row, const bytes *golden)
{
    bytes packed = fixture_bytes(row);
    assert_bytes_equal(row, &packed, golden);
    free(packed.data);
}

static void check_survives(const ju_registry_row *row, const bytes *golden)
{
    assert_true(survives(row, golden));
}

/* A newer writer's fields are kept as they came, so that forwarding loses nothing. */
static void check_unknown_kept(const ju_registry_row *row, const bytes *golden)
{
    static const uint8_t newer[] = {
        0x80, 0x92, 0xf4, 0x01, 0x96, 0x01,                         /* field 500000, varint 150 */
        0x8a, 0x92, 0xf4, 0x01, 0x03, 0x00, 0xff, 0x41,             /* field 500001, 3 bytes */
        0x95, 0x92, 0xf4, 0x01, 1,    2,    3,    4,                /* field 500002, 32 bits */
        0x99, 0x92, 0xf4, 0x01, 1,    2,    3,    4,    5, 6, 7, 8, /* field 500003, 64 bits */
    };
    bytes extended = {.length = golden->length + sizeof newer};
    extended.data = malloc(extended.length);
    assert_non_null(extended.data);
    memcpy(extended.data, golden->data, golden->length);
    memcpy(extended.data + golden->length, newer, sizeof newer);
    assert_true(survives(row, &extended));
    free(extended.data);
}

/* Cut anywhere, a message is refused or is a shorter message; each cut is its own block for ASan. */
static void check_truncated(const ju_registry_row *row, const bytes *golden)
{
    size_t refused = 0;
    for (size_t length = 0; length < golden->length; length++) {
        bytes cut = {.data = malloc(length + 1), .length = length};
        assert_non_null(cut.data);
        memcpy(cut.data, golden->data, length);
        refused += survives(row, &cut) ? 0 : 1;
        free(cut.data);
    }
    assert_true(refused > 0);
}

static void golden_bytes_are_what_is_packed(void **state)
{
    (void)state;
    for_each_golden(check_same);
}

static void golden_bytes_survive_unpacking(void **state)
{
    (void)state;
    for_each_golden(check_survives);
}

static void unknown_fields_are_kept(void **state)
{
    (void)state;
    for_each_golden(check_unknown_kept);
}

static void truncated_bytes_are_refused_or_shorter(void **state)
{
    (void)state;
    for_each_golden(check_truncated);
}

/* Finds the messages of one .proto file in the registry; returns how many there are. */
static size_t check_proto_file(const char *path)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    char line[512];
    char package[128] = "";
    size_t count = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        char word[128];
        if (sscanf(line, "package %127[a-z0-9.]", word) == 1) {
            (void)snprintf(package, sizeof package, "%s", word);
        } else if (strncmp(line, "message ", 8) == 0 && sscanf(line, "message %127[A-Za-z0-9]", word) == 1) {
            char name[260];
            (void)snprintf(name, sizeof name, "%s.%s", package, word);
            const ju_registry_row *row = ju_registry_row_of(name);
            if (row == NULL) {
                fail_msg("%s is not in common/event/registry.c", name);
                break;
            }
            assert_string_equal(row->file, path + strlen("proto/"));
            count++;
        }
    }
    (void)fclose(file);
    return count;
}

static void the_registry_holds_every_message(void **state)
{
    (void)state;
    glob_t files;
    assert_int_equal(glob("proto/juki/*/v*/*.proto", 0, NULL, &files), 0);
    size_t found = 0;
    for (size_t i = 0; i < files.gl_pathc; i++) {
        found += check_proto_file(files.gl_pathv[i]);
    }
    globfree(&files);
    size_t count = 0;
    ju_registry_rows(&count);
    assert_int_equal(found, count);
}

static void every_golden_file_has_its_message(void **state)
{
    (void)state;
    glob_t files;
    assert_int_equal(glob(GOLDEN "*", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        char name[256];
        (void)snprintf(name, sizeof name, "%s", files.gl_pathv[i] + strlen(GOLDEN));
        char *ending = strstr(name, ".bin");
        assert_non_null(ending);
        *ending = '\0';
        assert_non_null(ju_registry_find(name));
    }
    globfree(&files);
}

static bool write_golden(const ju_registry_row *row)
{
    bytes packed = fixture_bytes(row);
    FILE *file = open_golden(row, "we");
    bool written = file != NULL && fwrite(packed.data, 1, packed.length, file) == packed.length;
    free(packed.data);
    return file != NULL && fclose(file) == 0 && written;
}

static int update(void)
{
    size_t count = 0;
    const ju_registry_row *rows = ju_registry_rows(&count);
    for (size_t i = 0; i < count; i++) {
        if (!write_golden(&rows[i])) {
            perror(rows[i].descriptor->name);
            return EXIT_FAILURE;
        }
    }
    printf("%zu golden files written\n", count);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--update") == 0) {
        return update();
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_registry_holds_every_message),
        cmocka_unit_test(every_golden_file_has_its_message),
        cmocka_unit_test(golden_bytes_are_what_is_packed),
        cmocka_unit_test(golden_bytes_survive_unpacking),
        cmocka_unit_test(unknown_fields_are_kept),
        cmocka_unit_test(truncated_bytes_are_refused_or_shorter),
    };
    return cmocka_run_group_tests_name("golden", tests, NULL, NULL);
}
