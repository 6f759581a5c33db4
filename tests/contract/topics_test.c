/*
 * What is made from proto/topics.csv: the committed AsyncAPI document and the list of allowed accesses; and
 * whether the table says all that services read.
 */
#include "common/base/arena.h"
#include "common/event/topics.h"
#include "deploy/kafka/topics.h"

#include <ctype.h>
#include <glob.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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
 * keeps a record for its days and one segment more. What delivery has not read yet outlives a long weekend: a
 * lost record would be worse, and is not sent again. */
static void r73_topics_of_the_delivery_file_forget_in_time(void **state)
{
    static const struct {
        const char *topic;
        int days;
        const char *segment_ms;
    } wanted[] = {{"resident.to-delivery", 7, "86400000"},
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
    assert_int_equal(count_rows(rows, "User:tax"), 7);
    assert_true(has_row(rows, "User:tax", "READ", "TOPIC", "juki.132071.feed.tax", "LITERAL"));
    assert_true(has_row(rows, "User:tax", "READ", "TOPIC", "juki.132071.inquiry.tax", "LITERAL"));
    assert_true(has_row(rows, "User:tax", "WRITE", "TOPIC", "juki.132071.feed.tax.request", "LITERAL"));
    assert_true(has_row(rows, "User:tax", "READ", "TOPIC", "juki.132071.deadletter.tax", "LITERAL"));
    assert_true(has_row(rows, "User:tax", "WRITE", "TOPIC", "juki.132071.deadletter.tax", "LITERAL"));
    assert_true(has_row(rows, "User:tax", "READ", "GROUP", "juki.132071.tax", "LITERAL"));
    assert_true(has_row(rows, "User:tax", "READ", "GROUP", "juki.132071.tax.", "PREFIXED"));
}

/* A consumer that is approved later gets the same rights, and gives nobody else any: the gateway writes and
 * reads what is his, and what it reads an operator may send it again. */
static void an_approved_consumer_reaches_its_own_topics_only(void **state)
{
    static const topics_options options = {.prefix = "juki.132071"};
    static const char *const pension = "pension";
    fixture *f = *state;
    ju_topics topics = f->topics;
    topics_answer acl = {.rows = json_array()};
    ju_err err = {0};
    assert_int_equal(ju_topics_expand(&f->arena, &topics, &pension, 1, &err), JU_OK);
    assert_int_equal(topics_acl(&options, &topics, &acl, &err), JU_OK);
    assert_int_equal(json_array_size(acl.rows), json_array_size(f->acl.rows) + 9);
    assert_int_equal(count_rows(acl.rows, "User:pension"), 5);
    assert_true(has_row(acl.rows, "User:pension", "READ", "TOPIC", "juki.132071.inquiry.pension", "LITERAL"));
    assert_true(has_row(acl.rows, "User:pension", "READ", "TOPIC", "juki.132071.feed.pension", "LITERAL"));
    assert_true(
        has_row(acl.rows, "User:pension", "WRITE", "TOPIC", "juki.132071.feed.pension.request", "LITERAL"));
    assert_true(has_row(acl.rows, "User:gateway", "WRITE", "TOPIC", "juki.132071.feed.pension", "LITERAL"));
    assert_true(
        has_row(acl.rows, "User:gateway", "READ", "TOPIC", "juki.132071.feed.pension.request", "LITERAL"));
    json_decref(acl.rows);
}

/* What one consumer is told and may ask, every one is and may. */
static void all_consumers_have_the_messages_of_the_pattern(void **state)
{
    const ju_topics *topics = &((const fixture *)*state)->topics;
    size_t count = 0;
    for (size_t i = 0; i < topics->count; i++) {
        for (size_t p = 0; p < topics->pattern_count; p++) {
            const ju_words *wanted = &topics->pattern[p].messages;
            const ju_words *found = &topics->item[i].messages;
            if (!ju_topic_is(topics->pattern[p].name, topics->item[i].name)) {
                continue;
            }
            assert_int_equal(found->count, wanted->count);
            for (size_t m = 0; m < wanted->count; m++) {
                assert_string_equal(found->word[m], wanted->word[m]);
            }
            count++;
        }
    }
    assert_int_equal(count, 6); /* tax and welfare: feed, both ways, and inquiries */
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

/* ---- what the services read ---- */

static const char HANDLED[] =
    "JU_TOPIC_([A-Z_]+),[[:space:]]*(\\.descriptor = )?&juki__([a-z0-9_]+)__descriptor";

/* As protoc-gen-c names a descriptor: "juki.common.v1.DeadLetter" is common__v1__dead_letter here. */
static bool is_named(const char *full_name, const char *symbol)
{
    for (const char *c = full_name + strlen("juki."); *c != '\0'; c++) {
        if (*c == '.') {
            if (strncmp(symbol, "__", 2) != 0) {
                return false;
            }
            symbol += 2;
            continue;
        }
        if (isupper((unsigned char)*c) != 0 && c[-1] != '.' && *symbol++ != '_') {
            return false;
        }
        if (*symbol++ != tolower((unsigned char)*c)) {
            return false;
        }
    }
    return *symbol == '\0';
}

/* The constant and the name differ in case and in one mark: RESIDENT_TO_IDENTITY is resident.to-identity; and
 * ANY stands for *. */
static bool is_topic(const char *name, const char *constant)
{
    for (; *name != '\0' && *constant != '\0'; name++, constant++) {
        if (*name == '*' && strncmp(constant, "ANY", 3) == 0) {
            constant += 2;
            continue;
        }
        bool same =
            *name == '.' || *name == '-' ? *constant == '_' : toupper((unsigned char)*name) == *constant;
        if (!same) {
            return false;
        }
    }
    return *name == *constant;
}

static bool table_has(const ju_topics *topics, const char *constant, const char *symbol)
{
    for (size_t i = 0; i < topics->count + topics->pattern_count; i++) {
        const ju_topic *topic = i < topics->count ? &topics->item[i] : &topics->pattern[i - topics->count];
        const ju_words *messages = &topic->messages;
        for (size_t n = 0; is_topic(topic->name, constant) && n < messages->count; n++) {
            if (is_named(messages->word[n], symbol)) {
                return true;
            }
        }
    }
    return false;
}

static size_t check_source(const ju_topics *topics, const regex_t *handled, const char *path)
{
    static char source[64 * 1024];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    source[fread(source, 1, sizeof source - 1, file)] = '\0';
    (void)fclose(file);
    regmatch_t part[4];
    size_t count = 0;
    for (char *at = source; regexec(handled, at, 4, part, 0) == 0; at += part[0].rm_eo, count++) {
        char after = at[part[0].rm_eo];
        at[part[1].rm_eo] = at[part[3].rm_eo] = '\0';
        if (!table_has(topics, at + part[1].rm_so, at + part[3].rm_so)) {
            fail_msg("%s reads %s from %s, which proto/topics.csv does not say", path, at + part[3].rm_so,
                     at + part[1].rm_so);
        }
        at[part[0].rm_eo] = after;
    }
    return count;
}

static void every_message_that_is_handled_stands_in_the_table(void **state)
{
    const fixture *f = *state;
    static const char *const sources[] = {"services/*/main.c", "services/*/handlers.c",
                                          "tests/peers/*/main.c"};
    regex_t handled;
    glob_t found = {0};
    size_t count = 0;
    assert_int_equal(regcomp(&handled, HANDLED, REG_EXTENDED), 0);
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        assert_int_equal(glob(sources[i], i == 0 ? 0 : GLOB_APPEND, NULL, &found), 0);
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        count += check_source(&f->topics, &handled, found.gl_pathv[i]);
    }
    assert_true(count >= 60);
    globfree(&found);
    regfree(&handled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_asyncapi_document_is_up_to_date),
        cmocka_unit_test(r73_topics_of_the_delivery_file_forget_in_time),
        cmocka_unit_test(a_consumer_reaches_its_own_topics_only),
        cmocka_unit_test(an_approved_consumer_reaches_its_own_topics_only),
        cmocka_unit_test(all_consumers_have_the_messages_of_the_pattern),
        cmocka_unit_test(every_access_stands_once),
        cmocka_unit_test(every_message_that_is_handled_stands_in_the_table),
    };
    return cmocka_run_group_tests_name("topics", tests, read_table, free_table);
}
