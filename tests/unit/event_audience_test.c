/* Whose keyring seals which topic: exactly the two ends have it, no consumer can take its name, and what is
 * not sealed holds no names. */
#include "common/event/audience.h"

#include "common/base/file.h"
#include "common/base/word.h"
#include "common/event/registry.h"
#include "common/event/topics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FILE_BYTES = 64 << 10, HOLDERS_MAX = 32, ARENA_BYTES = 1 << 20, DEPTH_MAX = 12, MADE_BYTES = 4096 };

typedef struct fixture {
    ju_arena arena;
    ju_topics topics;
    char *reader[HOLDERS_MAX]; /* of deploy/docker/secrets.sh, and which keyrings each of them gets */
    char *rings[HOLDERS_MAX];
    size_t holders;
    char *made; /* keyrings that deploy/local/keys.sh makes */
} fixture;

static char *text_of(fixture *f, const char *path)
{
    char *read = NULL;
    size_t length = 0;
    assert_int_equal(ju_file_read(path, FILE_BYTES, &read, &length, NULL), JU_OK);
    char *text = ju_arena_strdup(&f->arena, read);
    ju_file_release(read, length);
    assert_non_null(text);
    return text;
}

/* The lines "reader: keyring keyring" between readers=' and '. */
static void read_holders(fixture *f)
{
    char *rest = strstr(text_of(f, "deploy/docker/secrets.sh"), "\nreaders='\n");
    assert_non_null(rest);
    rest += strlen("\nreaders='\n");
    for (char *line = strsep(&rest, "\n"); line != NULL && *line != '\''; line = strsep(&rest, "\n")) {
        char *colon = strchr(line, ':');
        assert_true(colon != NULL && f->holders < HOLDERS_MAX);
        *colon = '\0';
        f->reader[f->holders] = line;
        f->rings[f->holders++] = colon + 1 + strspn(colon + 1, " ");
    }
}

/* The words of audiences=(...) and between=(...). */
static void read_made(fixture *f)
{
    char *keys = text_of(f, "deploy/local/keys.sh");
    f->made = ju_arena_alloc(&f->arena, MADE_BYTES);
    for (int i = 0; i < 2; i++) {
        char *list = strstr(keys, i == 0 ? "\naudiences=(" : "\nbetween=(");
        assert_non_null(list);
        list = strchr(list, '(') + 1;
        *strchr(list, ')') = '\0';
        for (char *word = strsep(&list, " \n"); word != NULL; word = strsep(&list, " \n")) {
            size_t length = strlen(f->made);
            (void)snprintf(f->made + length, MADE_BYTES - length, "%s%s",
                           length == 0 || *word == '\0' ? "" : " ", word);
        }
        keys = text_of(f, "deploy/local/keys.sh");
    }
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    ju_err err;
    assert_non_null(f);
    ju_arena_init(&f->arena, ARENA_BYTES);
    assert_int_equal(ju_topics_read(&f->arena, "proto/topics.csv", &f->topics, &err), JU_OK);
    read_holders(f);
    read_made(f);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    ju_arena_done(&f->arena);
    free(f);
    return 0;
}

/* ---- who holds it -------------------------------------------------------------------------------------- */

static bool has_word(const ju_words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->word[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* A tool's own topics are the counter's; what is a consumer's the gateway gets with the consumer. */
static void exactly_the_ends_have_the_keyring(void **state)
{
    fixture *f = *state;
    size_t sealed = 0;
    for (size_t t = 0; t < f->topics.count; t++) {
        const ju_topic *topic = &f->topics.item[t];
        if (strcmp(topic->audience, "-") == 0) {
            continue;
        }
        sealed++;
        assert_true(ju_word_listed(f->made, topic->audience));
        for (size_t i = 0; i < f->holders; i++) {
            bool end = has_word(&topic->writers, f->reader[i]) || has_word(&topic->readers, f->reader[i]);
            if (ju_word_listed(f->rings[i], topic->audience) != end) {
                fail_msg("%s: %s %s the keyring %s", topic->name, f->reader[i], end ? "lacks" : "has",
                         topic->audience);
            }
        }
    }
    assert_true(sealed > 20);
}

/* ---- what is generated ----------------------------------------------------------------------------------
 */

static const char *audience_of(const char *topic)
{
    static char name[JU_AUDIENCE_SIZE];
    const ju_topic_audience *row = ju_audience_row(topic);
    if (row == NULL) {
        return "-";
    }
    ju_audience_name(row, topic, name);
    return name;
}

static void table_and_code_say_the_same(void **state)
{
    fixture *f = *state;
    const char *const consumers[] = {"pension"};
    ju_err err;
    assert_int_equal(ju_topics_expand(&f->arena, &f->topics, consumers, 1, &err), JU_OK);
    for (size_t i = 0; i < f->topics.count; i++) {
        assert_string_equal(audience_of(f->topics.item[i].name), f->topics.item[i].audience);
    }
    assert_string_equal(audience_of("feed.pension"), "pension");
    assert_true(ju_audience_is_consumer(ju_audience_row("feed.tax")));
    assert_false(ju_audience_is_consumer(ju_audience_row("link.koseki.out")));
    assert_string_equal(audience_of("nothing.known"), "-");
}

static void no_consumer_takes_a_name(void **state)
{
    static const char *const taken[] = {"counter-resident", "resident-gateway", "koseki", "delivery",
                                        "gateway-self",     "identity-self",    "-self"};
    static const char *const free_ones[] = {"tax", "welfare", "pension", "counter", "*", "-"};
    (void)state;
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        assert_true(ju_audience_taken(taken[i]));
    }
    for (size_t i = 0; i < 6; i++) {
        assert_false(ju_audience_taken(free_ones[i]));
    }
}

/* ---- what is not sealed ---------------------------------------------------------------------------------
 */

static const char NAMED[] = "name name_kana former_name address previous_address destination household_head";

/* An item of a person beside which nothing may stand in clear; bytes cannot be looked into. */
static const char *item_of(const ProtobufCMessageDescriptor *type, int depth)
{
    assert_true(depth < DEPTH_MAX);
    if (strcmp(type->name, "juki.common.v1.Address") == 0) {
        return type->name;
    }
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        if (field->type == PROTOBUF_C_TYPE_STRING && ju_word_listed(NAMED, field->name)) {
            return field->name;
        }
        const ProtobufCMessageDescriptor *inner =
            field->type == PROTOBUF_C_TYPE_MESSAGE ? field->descriptor : NULL;
        const char *found = inner == NULL || inner == type ? NULL : item_of(inner, depth + 1);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

static void what_is_in_clear_holds_no_names(void **state)
{
    fixture *f = *state;
    for (size_t t = 0; t < f->topics.count; t++) {
        const ju_topic *topic = &f->topics.item[t];
        bool header_only =
            strncmp(topic->name, "deadletter.", strlen("deadletter.")) == 0; /* has names of headers */
        for (size_t i = 0; !header_only && strcmp(topic->audience, "-") == 0 && i < topic->messages.count;
             i++) {
            const char *item = item_of(ju_registry_find(topic->messages.word[i]), 0);
            if (item != NULL) {
                fail_msg("%s has no audience, and %s has %s", topic->name, topic->messages.word[i], item);
            }
        }
    }
    assert_non_null(item_of(ju_registry_find("juki.gateway.v1.SnapshotPerson"), 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(exactly_the_ends_have_the_keyring, setup, teardown),
        cmocka_unit_test_setup_teardown(table_and_code_say_the_same, setup, teardown),
        cmocka_unit_test(no_consumer_takes_a_name),
        cmocka_unit_test_setup_teardown(what_is_in_clear_holds_no_names, setup, teardown),
    };
    return cmocka_run_group_tests_name("event_audience", tests, NULL, NULL);
}
