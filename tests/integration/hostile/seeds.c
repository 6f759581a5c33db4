#include "tests/integration/hostile/seeds.h"

#include "common/base/word.h"
#include "common/event/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20, GOLDEN_MAX = 256 * 1024, OF_ONE_TOPIC_MAX = 40 };

const char *hostile_reader(const ju_topic *topic)
{
    for (size_t i = 0; i < topic->readers.count; i++) {
        if (ju_word_listed("resident identity delivery gateway audit", topic->readers.word[i])) {
            return topic->readers.word[i];
        }
    }
    return NULL;
}

bool hostile_is_command(const char *topic)
{
    const char *end = strrchr(topic, '.');
    return end != NULL && (strcmp(end, ".command") == 0 || strcmp(end, ".migrate") == 0);
}

static void *copy(hostile_seeds *seeds, const void *bytes, size_t size)
{
    char *kept = ju_arena_alloc(&seeds->arena, size + 1);
    assert_non_null(kept);
    if (size > 0) {
        memcpy(kept, bytes, size);
    }
    return kept;
}

static void keep(hostile_seeds *seeds, const hostile_seed *seed)
{
    assert_true(seeds->count < HOSTILE_SEEDS_MAX);
    seeds->item[seeds->count++] = *seed;
}

static void keep_golden(hostile_seeds *seeds, const ju_topic *topic, const char *type)
{
    static unsigned char bytes[GOLDEN_MAX];
    char path[256];
    (void)snprintf(path, sizeof path, "tests/contract/golden/%s.bin", type);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        fail_msg("there is no %s", path);
    }
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    keep(seeds, &(hostile_seed){.topic = topic->name,
                                .reader = hostile_reader(topic),
                                .type = ju_registry_find(type),
                                .value = copy(seeds, bytes, size),
                                .size = size});
}

static void keep_recorded(hostile_seeds *seeds, const world *w, const ju_topic *topic)
{
    bus_records records = bus_read(w, topic->name);
    for (size_t i = 0; i < records.count && i < OF_ONE_TOPIC_MAX; i++) {
        const bus_record *record = &records.item[i];
        keep(seeds, &(hostile_seed){.topic = topic->name,
                                    .reader = hostile_reader(topic),
                                    .type = ju_registry_find(record->type),
                                    .value = copy(seeds, record->value, record->size),
                                    .size = record->size,
                                    .key = copy(seeds, record->key, record->key_size),
                                    .id = copy(seeds, record->id, strlen(record->id)),
                                    .source = copy(seeds, record->source, strlen(record->source)),
                                    .sequence = record->sequence});
    }
    bus_free(&records);
}

hostile_seeds *hostile_seeds_new(const world *w)
{
    ju_err err;
    hostile_seeds *seeds = calloc(1, sizeof *seeds);
    assert_non_null(seeds);
    ju_arena_init(&seeds->arena, ARENA_BYTES);
    assert_int_equal(ju_topics_read(&seeds->arena, "proto/topics.csv", &seeds->table, &err), JU_OK);
    for (size_t i = 0; i < seeds->table.count; i++) {
        const ju_topic *topic = &seeds->table.item[i];
        for (size_t m = 0; hostile_reader(topic) != NULL && m < topic->messages.count; m++) {
            keep_golden(seeds, topic, topic->messages.word[m]);
        }
    }
    seeds->golden = seeds->count;
    for (size_t i = 0; i < seeds->table.count; i++) {
        if (hostile_reader(&seeds->table.item[i]) != NULL) {
            keep_recorded(seeds, w, &seeds->table.item[i]);
        }
    }
    return seeds;
}

void hostile_seeds_free(hostile_seeds *seeds)
{
    ju_arena_done(&seeds->arena);
    free(seeds);
}
