#include "deploy/kafka/broker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct comparison {
    const topics_options *options;
    const ju_topics *topics;
    const rd_kafka_metadata_t *found;
    json_t *rows;
} comparison;

static void add_row(const comparison *c, const char *topic, const char *difference, const char *table,
                    const char *broker)
{
    json_array_append_new(c->rows, json_pack("{ssssssss}", "topic", topic, "difference", difference, "table",
                                             table, "broker", broker));
}

static void compare_partitions(const comparison *c, const ju_topic *topic, const char *name)
{
    const rd_kafka_metadata_topic_t *found = topics_broker_find(c->found, name);
    if (found == NULL) {
        add_row(c, name, "missing", "present", "absent");
    } else if (found->partition_cnt != topic->partitions) {
        char table[16];
        char broker[16];
        (void)snprintf(table, sizeof table, "%d", topic->partitions);
        (void)snprintf(broker, sizeof broker, "%d", found->partition_cnt);
        add_row(c, name, "partitions", table, broker);
    }
}

static void find_missing(const comparison *c)
{
    for (size_t i = 0; i < c->topics->count; i++) {
        json_t *name = topics_full_name(c->options->prefix, c->topics->item[i].name);
        compare_partitions(c, &c->topics->item[i], json_string_value(name));
        json_decref(name);
    }
}

/* The name without the prefix, or NULL when the topic is of another municipality. */
static const char *short_name(const comparison *c, const char *name)
{
    size_t length = strlen(c->options->prefix);
    bool ours = strncmp(name, c->options->prefix, length) == 0 && name[length] == '.';
    return ours ? name + length + 1 : NULL;
}

static void find_extra(const comparison *c)
{
    for (int i = 0; i < c->found->topic_cnt; i++) {
        const char *name = c->found->topics[i].topic;
        const char *rest = short_name(c, name);
        if (rest != NULL && ju_topics_find(c->topics, rest) == NULL) {
            add_row(c, name, "extra", "absent", "present");
        }
    }
}

static const char *entry_value(const rd_kafka_ConfigResource_t *resource, const char *name)
{
    size_t count = 0;
    const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs(resource, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rd_kafka_ConfigEntry_name(entries[i]), name) == 0) {
            const char *value = rd_kafka_ConfigEntry_value(entries[i]);
            return value == NULL ? "" : value;
        }
    }
    return "";
}

static ju_rc compare_settings(const comparison *c, const rd_kafka_ConfigResource_t *resource, ju_err *err)
{
    const char *name = rd_kafka_ConfigResource_name(resource);
    if (rd_kafka_ConfigResource_error(resource) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return ju_reject(err, "topic", name, "%s: %s", name, rd_kafka_ConfigResource_error_string(resource));
    }
    topics_setting settings[TOPICS_SETTING_COUNT];
    topics_settings(ju_topics_find(c->topics, short_name(c, name)), c->options->min_insync_replicas,
                    settings);
    for (size_t i = 0; i < TOPICS_SETTING_COUNT; i++) {
        const char *value = entry_value(resource, settings[i].name);
        if (strcmp(value, settings[i].value) != 0) {
            add_row(c, name, settings[i].name, settings[i].value, value);
        }
    }
    return JU_OK;
}

static ju_rc compare_all_settings(const comparison *c, topics_broker *broker, ju_err *err)
{
    rd_kafka_event_t *event = NULL;
    JU_TRY(topics_broker_answer(broker, "settings of topics", &event, err));
    size_t count = 0;
    const rd_kafka_ConfigResource_t **resources =
        rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &count);
    ju_rc rc = JU_OK;
    for (size_t i = 0; i < count && rc == JU_OK; i++) {
        rc = compare_settings(c, resources[i], err);
    }
    rd_kafka_event_destroy(event);
    return rc;
}

/* Chooses the topics that both sides have; returns how many these are. */
static size_t choose_common(const comparison *c, rd_kafka_ConfigResource_t **chosen)
{
    size_t count = 0;
    for (size_t i = 0; i < c->topics->count; i++) {
        json_t *name = topics_full_name(c->options->prefix, c->topics->item[i].name);
        if (topics_broker_find(c->found, json_string_value(name)) != NULL) {
            chosen[count++] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, json_string_value(name));
        }
        json_decref(name);
    }
    return count;
}

static ju_rc find_other_settings(const comparison *c, topics_broker *broker, ju_err *err)
{
    rd_kafka_ConfigResource_t **chosen = calloc(c->topics->count + 1, sizeof *chosen);
    if (chosen == NULL) {
        return ju_fail(err, JU_FATAL, "no_memory", "out of memory");
    }
    ju_rc rc = JU_OK;
    size_t count = choose_common(c, chosen);
    if (count > 0) {
        rd_kafka_DescribeConfigs(broker->client, chosen, count, NULL, broker->queue);
        rc = compare_all_settings(c, broker, err);
    }
    rd_kafka_ConfigResource_destroy_array(chosen, count);
    free(chosen);
    return rc;
}

static ju_rc compare(comparison *c, topics_broker *broker, ju_err *err)
{
    JU_TRY(topics_broker_topics(broker, &c->found, err));
    find_missing(c);
    find_extra(c);
    ju_rc rc = find_other_settings(c, broker, err);
    rd_kafka_metadata_destroy(c->found);
    return rc;
}

ju_rc topics_diff(const topics_options *options, const ju_topics *topics, topics_answer *ret_answer,
                  ju_err *err)
{
    static const char *const columns[] = {"topic", "difference", "table", "broker", NULL};
    ret_answer->columns = columns;
    topics_broker broker = {0};
    JU_TRY(topics_broker_open(options, &broker, err));
    comparison c = {.options = options, .topics = topics, .rows = ret_answer->rows};
    ju_rc rc = compare(&c, &broker, err);
    topics_broker_close(&broker);
    ret_answer->differs = json_array_size(ret_answer->rows) > 0;
    return rc;
}
