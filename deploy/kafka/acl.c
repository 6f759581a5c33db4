#include "deploy/kafka/topics.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <string.h>

/*
 * The whole list of what is allowed; a broker with allow.everyone.if.no.acl.found=false refuses the rest.
 * READ and WRITE imply DESCRIBE, and since Kafka 3.0 WRITE on a topic implies idempotent producing.
 */
static void allow(json_t *rows, const char *principal, const char *operation, const char *resource_type,
                  json_t *resource, const char *pattern)
{
    json_array_append_new(rows, json_pack("{s: o, s: s, s: s, s: o, s: s}", "principal",
                                          json_sprintf("User:%s", principal), "operation", operation,
                                          "resource_type", resource_type, "resource", resource, "pattern",
                                          pattern));
}

static bool seen_before(const ju_topics *topics, size_t topic, size_t reader)
{
    const char *name = topics->item[topic].readers.word[reader];
    for (size_t i = 0; i <= topic; i++) {
        const ju_words *readers = &topics->item[i].readers;
        size_t end = i == topic ? reader : readers->count;
        for (size_t j = 0; j < end; j++) {
            if (strcmp(readers->word[j], name) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Every reader has the group of its own name, and below it groups for its instances and tools. */
static void allow_groups(json_t *rows, const char *prefix, const char *reader)
{
    allow(rows, reader, "READ", "GROUP", topics_full_name(prefix, reader), "LITERAL");
    allow(rows, reader, "READ", "GROUP", json_sprintf("%s.%s.", prefix, reader), "PREFIXED");
}

/* Who the table lets read dead letters of services: he sends them again (jukictl deadletter replay). */
static const char OPERATOR[] = "operator";

static bool has_word(const ju_words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->word[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static bool replays_for(const ju_topics *topics, const char *service)
{
    char name[128];
    (void)snprintf(name, sizeof name, "deadletter.%s", service);
    const ju_topic *letters = ju_topics_find(topics, name);
    return letters != NULL && has_word(&letters->readers, OPERATOR);
}

/* He may write again what such a service reads, and read none of it. False: nobody who reads it is such. */
static bool allow_replay(json_t *rows, const char *prefix, const ju_topics *topics, const ju_topic *topic)
{
    for (size_t j = 0; j < topic->readers.count; j++) {
        if (replays_for(topics, topic->readers.word[j])) {
            allow(rows, OPERATOR, "WRITE", "TOPIC", topics_full_name(prefix, topic->name), "LITERAL");
            return true;
        }
    }
    return false;
}

/* He sees that topics are there, how long they are and how far their readers have come: names and numbers. */
static void allow_watching(json_t *rows, const char *prefix)
{
    allow(rows, OPERATOR, "DESCRIBE", "TOPIC", json_sprintf("%s.", prefix), "PREFIXED");
    allow(rows, OPERATOR, "DESCRIBE", "GROUP", json_sprintf("%s.", prefix), "PREFIXED");
}

/* Who writes acts may see how far audit has come with them (common/run/trail.h). */
static void allow_progress(json_t *rows, const char *prefix, const ju_topic *topic)
{
    for (size_t j = 0; strcmp(topic->name, JU_TOPIC_AUDIT_RECORD) == 0 && j < topic->writers.count; j++) {
        allow(rows, topic->writers.word[j], "DESCRIBE", "GROUP", topics_full_name(prefix, "audit"),
              "LITERAL");
    }
}

ju_rc topics_acl(const topics_options *options, const ju_topics *topics, topics_answer *ret_answer,
                 ju_err *err)
{
    static const char *const columns[] = {"principal", "operation", "resource_type",
                                          "resource",  "pattern",   NULL};
    bool operated = false;
    (void)err;
    ret_answer->columns = columns;
    for (size_t i = 0; i < topics->count; i++) {
        const ju_topic *topic = &topics->item[i];
        for (size_t j = 0; j < topic->writers.count; j++) {
            allow(ret_answer->rows, topic->writers.word[j], "WRITE", "TOPIC",
                  topics_full_name(options->prefix, topic->name), "LITERAL");
        }
        allow_progress(ret_answer->rows, options->prefix, topic);
        operated |= allow_replay(ret_answer->rows, options->prefix, topics, topic);
        for (size_t j = 0; j < topic->readers.count; j++) {
            const char *reader = topic->readers.word[j];
            allow(ret_answer->rows, reader, "READ", "TOPIC", topics_full_name(options->prefix, topic->name),
                  "LITERAL");
            if (!seen_before(topics, i, j)) {
                allow_groups(ret_answer->rows, options->prefix, reader);
            }
        }
    }
    if (operated) {
        allow_watching(ret_answer->rows, options->prefix);
    }
    return JU_OK;
}
