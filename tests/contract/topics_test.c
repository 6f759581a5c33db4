/*
 * What is made from proto/topics.csv: the committed AsyncAPI document and the list of allowed accesses.
 */
#include "common/base/arena.h"
#include "common/event/topics.h"
#include "deploy/kafka/topics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct fixture {
    ju_arena arena;
    ju_topics topics;
    topics_answer acl;
} fixture;

static int read_table(void **state)
{
    static const topics_options options = {.prefix = "juki.132071"};
    static fixture f;
    ju_err err = {0};
    ju_arena_init(&f.arena, (size_t)8 << 20);
    f.acl = (topics_answer){.rows = json_array()};
    *state = &f;
    if (ju_topics_read(&f.arena, "proto/topics.csv", &f.topics, &err) != JU_OK) {
        print_error("%s\n", err.message);
        return -1;
    }
    return topics_acl(&options, &f.topics, &f.acl, &err) == JU_OK ? 0 : -1;
}

static int free_table(void **state)
{
    fixture *f = *state;
    json_decref(f->acl.rows);
    ju_arena_done(&f->arena);
    return 0;
}

static void the_asyncapi_document_is_up_to_date(void **state)
{
    const fixture *f = *state;
    json_t *made = topics_asyncapi(&f->topics, "juki.132071");
    json_t *committed = json_load_file("proto/asyncapi.json", 0, NULL);
    assert_non_null(made);
    if (!json_equal(made, committed)) {
        fail_msg("proto/asyncapi.json is out of date: run make asyncapi");
    }
    json_decref(committed);
    json_decref(made);
}

/* 送付先情報 is erased by the next business day, with its dead letters by the 30th (seed 002 R-73): a topic
 * keeps a record for its days and one segment more. */
static void r73_topics_of_the_delivery_file_forget_in_time(void **state)
{
    static const struct {
        const char *topic;
        int days;
        const char *segment_ms;
    } wanted[] = {{"resident.to-delivery", 1, "3600000"},
                  {"link.card.out", 1, "3600000"},
                  {"deadletter.delivery", 29, "86400000"}};
    const fixture *f = *state;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const ju_topic *topic = ju_topics_find(&f->topics, wanted[i].topic);
        topics_setting settings[TOPICS_SETTING_COUNT];
        assert_non_null(topic);
        assert_int_equal(topic->retention_days, wanted[i].days);
        topics_settings(topic, 1, settings);
        assert_string_equal(settings[5].name, "segment.ms");
        assert_string_equal(settings[5].value, wanted[i].segment_ms);
    }
}

static size_t count_rows(const json_t *rows, const char *principal)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const char *found = json_string_value(json_object_get(json_array_get(rows, i), "principal"));
        count += strcmp(found, principal) == 0 ? 1 : 0;
    }
    return count;
}

static bool has_row(const json_t *rows, const char *principal, const char *operation, const char *type,
                    const char *resource, const char *pattern)
{
    json_t *wanted = json_pack("{ss ss ss ss ss}", "principal", principal, "operation", operation,
                               "resource_type", type, "resource", resource, "pattern", pattern);
    bool found = false;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        found = found || json_equal(json_array_get(rows, i), wanted) != 0;
    }
    json_decref(wanted);
    return found;
}

/* Design invariant 8: a consumer reaches its own topics and groups, nothing else. */
static void a_consumer_reaches_its_own_topics_only(void **state)
{
    const json_t *rows = ((const fixture *)*state)->acl.rows;
    assert_int_equal(count_rows(rows, "User:tax"), 6);
    assert_true(has_row(rows, "User:tax", "READ", "TOPIC", "juki.132071.feed.tax", "LITERAL"));
    assert_true(has_row(rows, "User:tax", "WRITE", "TOPIC", "juki.132071.feed.tax.request", "LITERAL"));
    assert_true(has_row(rows, "User:tax", "READ", "TOPIC", "juki.132071.deadletter.tax", "LITERAL"));
    assert_true(has_row(rows, "User:tax", "WRITE", "TOPIC", "juki.132071.deadletter.tax", "LITERAL"));
    assert_true(has_row(rows, "User:tax", "READ", "GROUP", "juki.132071.tax", "LITERAL"));
    assert_true(has_row(rows, "User:tax", "READ", "GROUP", "juki.132071.tax.", "PREFIXED"));
}

static void every_access_stands_once(void **state)
{
    const json_t *rows = ((const fixture *)*state)->acl.rows;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        for (size_t j = 0; j < i; j++) {
            assert_false(json_equal(json_array_get(rows, i), json_array_get(rows, j)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_asyncapi_document_is_up_to_date),
        cmocka_unit_test(r73_topics_of_the_delivery_file_forget_in_time),
        cmocka_unit_test(a_consumer_reaches_its_own_topics_only),
        cmocka_unit_test(every_access_stands_once),
    };
    return cmocka_run_group_tests_name("topics", tests, read_table, free_table);
}
