/* What may stand in the messages of identity and delivery (seed 002 ). */
#include "common/event/registry.h"
#include "common/event/topics.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/identity/v1/wide.pb-c.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_notice_has_the_eight_items_and_the_ninth(void **state)
{
    static const char *const items[] = {"resident_code",     "name",   "birth_date",  "sex",      "address",
                                        "individual_number", "reason", "change_date", "name_kana"};
    const ProtobufCMessageDescriptor *notice = &juki__identity__v1__resident_notice__descriptor;
    (void)state;
    assert_int_equal(notice->n_fields, 9);
    for (size_t i = 0; i < 9; i++) {
        assert_string_equal(notice->fields[i].name, items[i]);
    }
}

/* 住基法12条の4 leaves 戸籍の表示 (7条5号) out; 国保, 年金 and the like (9号 to 12号) are not in the copy at
 * all. */
static void no_family_register_in_a_copy_for_another_municipality(void **state)
{
    static const char *const words[] = {"domicile", "family", "insurance", "pension"};
    static const ProtobufCMessageDescriptor *const messages[] = {
        &juki__identity__v1__wide_person__descriptor, &juki__identity__v1__wide_answered__descriptor};
    (void)state;
    for (size_t m = 0; m < sizeof messages / sizeof messages[0]; m++) {
        for (unsigned n = 0; n < messages[m]->n_fields; n++) {
            for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
                assert_null(strstr(messages[m]->fields[n].name, words[i]));
            }
        }
    }
}

/* What names a number of the house: 宛名番号 and 世帯番号. */
static const char *const OURS[] = {"addressee_number", "household_number", "宛名番号", "世帯番号"};

static bool names_one_of_ours(const char *text)
{
    for (size_t i = 0; i < sizeof OURS / sizeof OURS[0]; i++) {
        if (strcasestr(text, OURS[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static void carries_none_of_ours(const char *topic, const ProtobufCMessageDescriptor *message)
{
    for (unsigned n = 0; n < message->n_fields; n++) {
        const ProtobufCFieldDescriptor *field = &message->fields[n];
        if (names_one_of_ours(field->name)) {
            fail_msg("%s: %s.%s", topic, message->name, field->name);
        }
        if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
            carries_none_of_ours(topic, field->descriptor);
        }
    }
}

static bool is_of(const ju_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->word[i], "identity") == 0 || strcmp(words->word[i], "delivery") == 0) {
            return true;
        }
    }
    return false;
}

/* Every field of every message of every topic that one of the two reads or writes. */
static void no_topic_of_the_two_services_has_an_addressee_number(void **state)
{
    ju_arena arena;
    ju_topics topics;
    ju_err err = {0};
    size_t messages = 0;
    (void)state;
    ju_arena_init(&arena, (size_t)8 << 20);
    assert_int_equal(ju_topics_read(&arena, "proto/topics.csv", &topics, &err), JU_OK);
    for (size_t i = 0; i < topics.count; i++) {
        const ju_topic *topic = &topics.item[i];
        if (!is_of(&topic->writers) && !is_of(&topic->readers)) {
            continue;
        }
        assert_false(names_one_of_ours(topic->key));
        for (size_t n = 0; n < topic->messages.count; n++, messages++) {
            carries_none_of_ours(topic->name, ju_registry_find(topic->messages.word[n]));
        }
    }
    assert_true(messages > 15);
    ju_arena_done(&arena);
}

/* Every line of their migrations that is not a comment. */
static void check_migration(const char *path)
{
    char *line = NULL;
    size_t room = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (int number = 1; getline(&line, &room, file) > 0; number++) {
        line[strcspn(line, "\n")] = '\0';
        char *comment = strstr(line, "--");
        if (comment != NULL) {
            *comment = '\0';
        }
        if (names_one_of_ours(line)) {
            fail_msg("%s:%d: %s", path, number, line);
        }
    }
    free(line);
    (void)fclose(file);
}

static void no_column_of_the_two_services_is_an_addressee_number(void **state)
{
    glob_t found;
    (void)state;
    assert_int_equal(glob("services/identity/migrations/*.sql", 0, NULL, &found), 0);
    assert_int_equal(glob("services/delivery/migrations/*.sql", GLOB_APPEND, NULL, &found), 0);
    assert_true(found.gl_pathc >= 4);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        check_migration(found.gl_pathv[i]);
    }
    globfree(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_notice_has_the_eight_items_and_the_ninth),
        cmocka_unit_test(no_family_register_in_a_copy_for_another_municipality),
        cmocka_unit_test(no_topic_of_the_two_services_has_an_addressee_number),
        cmocka_unit_test(no_column_of_the_two_services_is_an_addressee_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
