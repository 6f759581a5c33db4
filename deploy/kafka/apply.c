#include "deploy/kafka/broker.h"

#include <stdlib.h>
#include <time.h>

typedef struct creation {
    const topics_options *options;
    rd_kafka_NewTopic_t **wanted;
    size_t count;
} creation;

static void add_row(json_t *rows, const char *name, const char *result)
{
    json_array_append_new(rows, json_pack("{ssss}", "topic", name, "result", result));
}

static ju_rc want_topic(creation *batch, const ju_topic *topic, const char *name, ju_err *err)
{
    char reason[192];
    rd_kafka_NewTopic_t *wanted = rd_kafka_NewTopic_new(
        name, topic->partitions, batch->options->replication_factor, reason, sizeof reason);
    if (wanted == NULL) {
        return ju_reject(err, "topic", name, "%s: %s", name, reason);
    }
    batch->wanted[batch->count++] = wanted;
    topics_setting settings[TOPICS_SETTING_COUNT];
    topics_settings(topic, batch->options->min_insync_replicas, settings);
    for (size_t i = 0; i < TOPICS_SETTING_COUNT; i++) {
        (void)rd_kafka_NewTopic_set_config(wanted, settings[i].name, settings[i].value);
    }
    return JU_OK;
}

/* Chooses the topics that the broker does not have, and notes each topic's result. */
static ju_rc choose_missing(creation *batch, const ju_topics *topics, const rd_kafka_metadata_t *found,
                            json_t *rows, ju_err *err)
{
    for (size_t i = 0; i < topics->count; i++) {
        json_t *name = topics_full_name(batch->options->prefix, topics->item[i].name);
        ju_rc rc = JU_OK;
        if (topics_broker_find(found, json_string_value(name)) != NULL) {
            add_row(rows, json_string_value(name), "existing");
        } else {
            rc = want_topic(batch, &topics->item[i], json_string_value(name), err);
            add_row(rows, json_string_value(name), "created");
        }
        json_decref(name);
        JU_TRY(rc);
    }
    return JU_OK;
}

/* Someone else may have created a topic in the meantime: that is as good. */
static ju_rc check_created(rd_kafka_event_t *event, ju_err *err)
{
    size_t count = 0;
    const rd_kafka_topic_result_t **results =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    for (size_t i = 0; i < count; i++) {
        rd_kafka_resp_err_t code = rd_kafka_topic_result_error(results[i]);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
            const char *name = rd_kafka_topic_result_name(results[i]);
            return ju_reject(err, "topic", name, "%s: %s", name,
                             rd_kafka_topic_result_error_string(results[i]));
        }
    }
    return JU_OK;
}

static ju_rc create(topics_broker *broker, const creation *batch, ju_err *err)
{
    if (batch->count == 0) {
        return JU_OK;
    }
    rd_kafka_AdminOptions_t *admin =
        rd_kafka_AdminOptions_new(broker->client, RD_KAFKA_ADMIN_OP_CREATETOPICS);
    char reason[192];
    (void)rd_kafka_AdminOptions_set_request_timeout(admin, topics_broker_left_ms(broker), reason,
                                                    sizeof reason);
    rd_kafka_CreateTopics(broker->client, batch->wanted, batch->count, admin, broker->queue);
    rd_kafka_AdminOptions_destroy(admin);
    rd_kafka_event_t *event = NULL;
    JU_TRY(topics_broker_answer(broker, "creating topics", &event, err));
    ju_rc rc = check_created(event, err);
    rd_kafka_event_destroy(event);
    return rc;
}

static bool has_leaders(const rd_kafka_metadata_topic_t *topic)
{
    for (int i = 0; i < topic->partition_cnt; i++) {
        if (topic->partitions[i].leader < 0) {
            return false;
        }
    }
    return topic->partition_cnt > 0;
}

static bool all_ready(const json_t *rows, const rd_kafka_metadata_t *found)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const char *name = json_string_value(json_object_get(json_array_get(rows, i), "topic"));
        const rd_kafka_metadata_topic_t *topic = topics_broker_find(found, name);
        if (topic == NULL || !has_leaders(topic)) {
            return false;
        }
    }
    return true;
}

/* A created topic can be used only when every partition has its leader. */
static ju_rc wait_ready(topics_broker *broker, const json_t *rows, ju_err *err)
{
    static const struct timespec pause = {.tv_nsec = 100 * 1000000};
    for (;;) {
        const rd_kafka_metadata_t *found = NULL;
        JU_TRY(topics_broker_topics(broker, &found, err));
        bool ready = all_ready(rows, found);
        rd_kafka_metadata_destroy(found);
        if (ready) {
            return JU_OK;
        }
        if (topics_broker_left_ms(broker) == 1) {
            return ju_fail(err, JU_RETRY, "not_ready", "the new topics have no leaders yet");
        }
        (void)nanosleep(&pause, NULL);
    }
}

static ju_rc apply_missing(topics_broker *broker, creation *batch, const ju_topics *topics, json_t *rows,
                           ju_err *err)
{
    const rd_kafka_metadata_t *found = NULL;
    JU_TRY(topics_broker_topics(broker, &found, err));
    ju_rc rc = choose_missing(batch, topics, found, rows, err);
    rd_kafka_metadata_destroy(found);
    JU_TRY(rc);
    JU_TRY(create(broker, batch, err));
    return wait_ready(broker, rows, err);
}

ju_rc topics_apply(const topics_options *options, const ju_topics *topics, topics_answer *ret_answer,
                   ju_err *err)
{
    static const char *const columns[] = {"topic", "result", NULL};
    ret_answer->columns = columns;
    topics_broker broker = {0};
    JU_TRY(topics_broker_open(options, &broker, err));
    creation batch = {.options = options, .wanted = calloc(topics->count + 1, sizeof *batch.wanted)};
    ju_rc rc = batch.wanted == NULL ? ju_fail(err, JU_FATAL, "no_memory", "out of memory")
                                    : apply_missing(&broker, &batch, topics, ret_answer->rows, err);
    rd_kafka_NewTopic_destroy_array(batch.wanted, batch.count);
    free(batch.wanted);
    topics_broker_close(&broker);
    return rc;
}
