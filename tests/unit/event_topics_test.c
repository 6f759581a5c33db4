#include "common/event/topics.h"

#include "common/event/topic_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEADER "name,writers,readers,audience,key,partitions,retention_days,messages,meaning\n"
#define ROW                                                                                                  \
    "a.b-c,card,tax delivery,tax,change_id,4,7,juki.common.v1.Acknowledged juki.common.v1.DeadLetter,what "  \
    "it "                                                                                                    \
    "is\n"

static const char TABLE_PATH[] = "proto/topics.csv";
static const char NAMES_PATH[] = "common/event/topic_names.h";

static int make_arena(void **state)
{
    static ju_arena arena;
    ju_arena_init(&arena, (size_t)1 << 20);
    *state = &arena;
    return 0;
}

static int free_arena(void **state)
{
    ju_arena_done(*state);
    return 0;
}

static ju_rc parse(void **state, const char *text, ju_topics *ret_topics, ju_err *err)
{
    return ju_topics_parse(*state, "t.csv", text, strlen(text), ret_topics, err);
}

static void a_row_is_read_whole(void **state)
{
    ju_topics topics = {0};
    ju_err err = {0};
    assert_int_equal(parse(state, HEADER ROW, &topics, &err), JU_OK);
    assert_int_equal(topics.count, 1);
    const ju_topic *topic = ju_topics_find(&topics, "a.b-c");
    assert_non_null(topic);
    assert_int_equal(topic->writers.count, 1);
    assert_string_equal(topic->writers.word[0], "card");
    assert_int_equal(topic->readers.count, 2);
    assert_string_equal(topic->readers.word[1], "delivery");
    assert_string_equal(topic->audience, "tax");
    assert_string_equal(topic->key, "change_id");
    assert_int_equal(topic->partitions, 4);
    assert_int_equal(topic->retention_days, 7);
    assert_int_equal(topic->messages.count, 2);
    assert_string_equal(topic->messages.word[0], "juki.common.v1.Acknowledged");
    assert_string_equal(topic->meaning, "what it is");
    assert_null(ju_topics_find(&topics, "a.b"));
}

static void a_header_alone_is_an_empty_table(void **state)
{
    ju_topics topics = {0};
    assert_int_equal(parse(state, HEADER, &topics, NULL), JU_OK);
    assert_int_equal(topics.count, 0);
}

static void faults_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *text;
        const char *place;
    } faults[] = {
        {"", "1:1"},
        {"name,writer,readers\n", "1:12"},
        {"name,writers,readers,audience,key,partitions,retention_days,messages,meaning", "1:77"},
        {"name,writers,readers,audience,key,partitions,retention_days,messages,meaning\r\n", "1:77"},
        {HEADER "\n", "2:1"},
        {HEADER ",a,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:1"},
        {HEADER "A,a,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:1"},
        {HEADER "9,a,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:1"},
        {HEADER "t_t,a,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:2"},
        {HEADER "t,\"a\",b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:3"},
        {HEADER "t,a a,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:5"},
        {HEADER "t,a  b,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:5"},
        {HEADER "t,a ,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:5"},
        {HEADER "t,a,b,Card,c,4,7,juki.common.v1.Acknowledged,m\n", "2:7"},
        {HEADER "t,a,b,*,c,4,7,juki.common.v1.Acknowledged,m\n", "2:7"},
        {HEADER "t,a,b,,c,4,7,juki.common.v1.Acknowledged,m\n", "2:7"},
        {HEADER "t,a,b,-x,c,4,7,juki.common.v1.Acknowledged,m\n", "2:7"},
        {HEADER "t,a,b,-,Key,4,7,juki.common.v1.Acknowledged,m\n", "2:9"},
        {HEADER "t,a,b,-,c,0,7,juki.common.v1.Acknowledged,m\n", "2:11"},
        {HEADER "t,a,b,-,c,04,7,juki.common.v1.Acknowledged,m\n", "2:11"},
        {HEADER "t,a,b,-,c,1001,7,juki.common.v1.Acknowledged,m\n", "2:11"},
        {HEADER "t,a,b,-,c,99999999999999999999,7,juki.common.v1.Acknowledged,m\n", "2:11"},
        {HEADER "t,a,b,-,c,4x,7,juki.common.v1.Acknowledged,m\n", "2:12"},
        {HEADER "t,a,b,-,c,4,-1,juki.common.v1.Acknowledged,m\n", "2:13"},
        {HEADER "t,a,b,-,c,4,7,juki.common.v1.Acknowledged juki.common.v1.Nothing,m\n", "2:43"},
        {HEADER "t,a,b,-,c,4,7,juki.common.v1.Acknowledged\n", "2:42"},
        {HEADER "t,a,b,-,c,4,7,juki.common.v1.Acknowledged,\n", "2:43"},
        {HEADER "t,a,b,-,c,4,7,juki.common.v1.Acknowledged,m,n\n", "2:44"},
        {HEADER "t,a,b,-,c,4,7,juki.common.v1.Acknowledged,m", "2:44"},
        {HEADER "t,a,b,-,c,4,7,juki.common.v1.Acknowledged,m\r\n", "2:44"},
        {HEADER ROW ROW, "3:1"},
        {HEADER "*,a,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:1"},
        {HEADER "t*,a,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:2"},
        {HEADER "t.*x,a,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:3"},
        {HEADER "t.*.*,a,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:3"},
        {HEADER "t,*,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:3"},
        {HEADER "t.*,a*,b,-,c,4,7,juki.common.v1.Acknowledged,m\n", "2:6"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        ju_topics topics = {.count = 77};
        ju_err err = {0};
        assert_int_equal(parse(state, faults[i].text, &topics, &err), JU_REJECT);
        assert_string_equal(err.code, "topic_table");
        assert_string_equal(err.item, faults[i].place);
        assert_memory_equal(err.message, "t.csv:", 6);
        assert_int_equal(topics.count, 77);
    }
}

static void a_pattern_has_a_topic_for_each_consumer(void **state)
{
    static const char *const consumers[] = {"pension", "tax"};
    static const char *const impossible[] = {"Pension", "", "9pension", "pen.sion", "*"};
    ju_topics topics = {0};
    ju_err err = {0};
    assert_int_equal(parse(state,
                           HEADER "feed.tax,gateway,tax,tax,key,1,1,juki.common.v1.Acknowledged,m\n"
                                  "feed.*,gateway,*,*,key,4,7,juki.common.v1.Acknowledged,m\n"
                                  "feed.*.request,* other,gateway,-,key,4,7,juki.common.v1.Acknowledged,m\n",
                           &topics, &err),
                     JU_OK);
    assert_int_equal(topics.count, 1);
    assert_int_equal(topics.pattern_count, 2);
    assert_int_equal(ju_topics_expand(*state, &topics, consumers, 2, &err), JU_OK);
    assert_int_equal(topics.count, 4); /* feed.tax stood there by name */
    assert_int_equal(ju_topics_find(&topics, "feed.tax")->partitions, 1);
    const ju_topic *feed = ju_topics_find(&topics, "feed.pension");
    const ju_topic *request = ju_topics_find(&topics, "feed.pension.request");
    assert_string_equal(feed->writers.word[0], "gateway");
    assert_string_equal(feed->readers.word[0], "pension");
    assert_int_equal(feed->partitions, 4);
    assert_string_equal(feed->audience, "pension");
    assert_string_equal(request->audience, "-");
    assert_string_equal(request->writers.word[0], "pension");
    assert_string_equal(request->writers.word[1], "other");
    assert_string_equal(request->readers.word[0], "gateway");
    assert_int_equal(ju_topics_find(&topics, "feed.tax.request")->partitions, 4);
    for (size_t i = 0; i < sizeof impossible / sizeof impossible[0]; i++) {
        assert_int_equal(ju_topics_expand(*state, &topics, &impossible[i], 1, &err), JU_REJECT);
        assert_int_equal(topics.count, 4);
    }
}

static void a_topic_is_of_a_pattern(void **state)
{
    (void)state;
    assert_true(ju_topic_is("feed.*.request", "feed.pension-2.request"));
    assert_true(ju_topic_is("feed.*", "feed.pension"));
    assert_true(ju_topic_is("feed.tax", "feed.tax"));
    assert_false(ju_topic_is("feed.tax", "feed.taxes"));
    assert_false(ju_topic_is("feed.taxes", "feed.tax"));
    assert_false(ju_topic_is("feed.*", "feed.pension.request"));
    assert_false(ju_topic_is("feed.*.request", "feed.pension"));
    assert_false(ju_topic_is("feed.*.request", "feed..request"));
    assert_false(ju_topic_is("feed.*.request", "feed.a.b.request"));
    assert_false(ju_topic_is("feed.*", "feed."));
}

static void an_absent_file_is_fatal(void **state)
{
    ju_topics topics = {0};
    ju_err err = {0};
    assert_int_equal(ju_topics_read(*state, "proto/no-such-table.csv", &topics, &err), JU_FATAL);
    assert_non_null(strstr(err.message, "no-such-table.csv"));
}

static void a_small_arena_is_fatal(void **state)
{
    (void)state;
    ju_arena small;
    ju_arena_init(&small, 256);
    ju_topics topics = {0};
    ju_err err = {0};
    ju_rc rc = ju_topics_parse(&small, "t.csv", HEADER ROW, sizeof HEADER ROW - 1, &topics, &err);
    assert_int_equal(rc, JU_FATAL);
    assert_string_equal(err.code, "no_memory");
    ju_arena_done(&small);
}

/* JU_TOPIC_RESIDENT_TO_IDENTITY for resident.to-identity. */
static void constant_of(const char *topic, char *buffer, size_t size)
{
    int length = snprintf(buffer, size, "JU_TOPIC_%s", topic);
    assert_true(length > 0 && (size_t)length < size);
    for (char *at = buffer; *at != '\0'; at++) {
        if (*at >= 'a' && *at <= 'z') {
            *at = (char)(*at - 'a' + 'A');
        } else if (*at == '.' || *at == '-') {
            *at = '_';
        }
    }
    char *star = strchr(buffer, '*');
    if (star != NULL) {
        char rest[160];
        (void)snprintf(rest, sizeof rest, "ANY%s", star + 1);
        (void)snprintf(star, size - (size_t)(star - buffer), "%s", rest);
    }
}

static void constants_and_table_are_the_same_set(void **state)
{
    ju_topics topics = {0};
    ju_err err = {0};
    ju_rc rc = ju_topics_read(*state, TABLE_PATH, &topics, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(rc, JU_OK);
    FILE *file = fopen(NAMES_PATH, "re");
    assert_non_null(file);
    char line[256];
    size_t constants = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        char constant[128];
        char topic[128];
        if (sscanf(line, "#define %127s \"%127[^\"]\"", constant, topic) == 2) {
            char wanted[160];
            constant_of(topic, wanted, sizeof wanted);
            assert_string_equal(constant, wanted);
            assert_non_null(ju_topics_find(&topics, topic));
            constants++;
        }
    }
    (void)fclose(file);
    assert_int_equal(constants, topics.count + topics.pattern_count);
    assert_non_null(ju_topics_find(&topics, JU_TOPIC_RESIDENT_COMMAND));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_row_is_read_whole, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(a_header_alone_is_an_empty_table, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(faults_are_refused_with_their_place, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(a_pattern_has_a_topic_for_each_consumer, make_arena, free_arena),
        cmocka_unit_test(a_topic_is_of_a_pattern),
        cmocka_unit_test_setup_teardown(an_absent_file_is_fatal, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(a_small_arena_is_fatal, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(constants_and_table_are_the_same_set, make_arena, free_arena),
    };
    return cmocka_run_group_tests_name("event_topics", tests, NULL, NULL);
}
