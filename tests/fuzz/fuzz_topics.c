/* Any text as the table of topics. */
#include "common/base/parse.h"
#include "common/event/registry.h"
#include "common/event/topics.h"
#include "tests/fuzz/harness.h"

#include <string.h>

enum { ARENA_BYTES = 4 * 1024 * 1024 };

/* "<line>:<column>" within the text. */
static void must_be_a_place(const char *item, const uint8_t *data, size_t size)
{
    char line[64];
    int64_t line_number = 0;
    int64_t column = 0;
    int64_t lines = 1;
    for (size_t i = 0; i < size; i++) {
        lines += data[i] == '\n';
    }
    size_t length = strcspn(item, ":");
    must(length < sizeof line && item[length] == ':');
    memcpy(line, item, length);
    line[length] = '\0';
    must(ju_parse_int64(line, 1, lines, &line_number));
    must(ju_parse_int64(item + length + 1, 1, (int64_t)size + 1, &column));
}

static void must_be_words(const ju_words *words)
{
    must(words->count > 0);
    for (size_t i = 0; i < words->count; i++) {
        must(words->word[i][0] != '\0' && strpbrk(words->word[i], " ,\n\"") == NULL);
    }
}

static void must_be_whole(const ju_topics *topics)
{
    for (size_t i = 0; i < topics->count; i++) {
        const ju_topic *topic = &topics->item[i];
        must(ju_topics_find(topics, topic->name) == topic); /* each name once */
        must_be_words(&topic->writers);
        must_be_words(&topic->readers);
        must_be_words(&topic->messages);
        must(topic->partitions > 0 && topic->retention_days > 0 && *topic->key != '\0' &&
             *topic->meaning != '\0');
        for (size_t m = 0; m < topic->messages.count; m++) {
            must(ju_registry_find(topic->messages.word[m]) != NULL);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    ju_topics topics = {0};
    ju_err err = {0};
    ju_rc rc = ju_topics_parse(arena, "topics.csv", (const char *)data, size, &topics, &err);
    if (rc == JU_OK) {
        must_be_whole(&topics);
    } else {
        must(rc == JU_REJECT ? strcmp(err.code, "topic_table") == 0 : arena->full);
        if (rc == JU_REJECT) {
            must_be_a_place(err.item, data, size);
        }
    }
    return 0;
}
