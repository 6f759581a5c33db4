#include "tests/demo/client.h"

#include "common/bus/conf.h"
#include "common/config/config.h"

#include <stdio.h>
#include <stdlib.h>

enum { BROKER_TIMEOUT_MS = 20000 };

#define ITEM(name, flags, member, help)                                                                      \
    {                                                                                                        \
        name, JU_CONFIG_STRING, flags, offsetof(client_settings, member), NULL, help, 0, 0                   \
    }

static const ju_config_item ITEMS[] = {
    ITEM("JUKI_MUNICIPALITY", JU_CONFIG_REQUIRED, municipality, "municipality code"),
    ITEM("JUKI_TOPIC_PREFIX", 0, topic_prefix, "what topic names begin with"),
    ITEM("JUKI_KAFKA_BOOTSTRAP", JU_CONFIG_REQUIRED, kafka_bootstrap, "host:port of the brokers"),
    ITEM("JUKI_KAFKA_PROPERTIES", 0, kafka_properties, "librdkafka properties"),
    ITEM("JUKI_TLS_DIR", JU_CONFIG_REQUIRED, tls_dir, "folder of the certificate for the brokers"),
    ITEM("JUKI_KEY_DIR", JU_CONFIG_REQUIRED, key_dir, "folder of the keyrings"),
    {"JUKI_KAFKA_PLAINTEXT", JU_CONFIG_BOOL, 0, offsetof(client_settings, kafka_plaintext), "false",
     "no TLS: the embedded development broker", 0, 0},
};

static void complain(void *opaque, const char *text)
{
    (void)opaque;
    (void)fprintf(stderr, "error: %s\n", text);
}

/* Variables of the services may be set as well. */
static void ignore(void *opaque, const char *text)
{
    (void)opaque;
    (void)text;
}

static ju_config_part part_of(client_settings *settings)
{
    return (ju_config_part){.items = ITEMS, .item_count = sizeof ITEMS / sizeof ITEMS[0], .values = settings};
}

ju_rc client_settings_load(client_settings *settings, ju_err *err)
{
    const ju_config_report report = {.error = complain, .warning = ignore};
    ju_config_part part = part_of(settings);
    JU_TRY(ju_config_load(&part, 1, &report, err));
    if (settings->topic_prefix == NULL &&
        asprintf(&settings->topic_prefix, "juki.%s", settings->municipality) < 0) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    return JU_OK;
}

void client_settings_free(client_settings *settings)
{
    ju_config_part part = part_of(settings);
    ju_config_free(&part, 1);
}

/* A broker that is away is waited for; the programs say themselves what they miss. */
static void stay_silent(const rd_kafka_t *rk, int level, const char *facility, const char *text)
{
    (void)rk;
    (void)level;
    (void)facility;
    (void)text;
}

static ju_kafka_setup setup_of(const client_settings *settings)
{
    return (ju_kafka_setup){.bootstrap = settings->kafka_bootstrap,
                            .client_id = "juki-demo",
                            .properties = settings->kafka_properties,
                            .tls_dir = settings->kafka_plaintext ? NULL : settings->tls_dir,
                            .log = stay_silent};
}

ju_rc client_reader_open(const client_settings *settings, const char *group, rd_kafka_t **ret, ju_err *err)
{
    const char *const pairs[] = {
        "group.id",
        group,
        "enable.auto.commit",
        "false",
        "enable.partition.eof",
        "true",
        "allow.auto.create.topics",
        "false",
        "fetch.error.backoff.ms",
        "50",
        "reconnect.backoff.max.ms",
        "1000",
        NULL,
    };
    ju_kafka_setup setup = setup_of(settings);
    rd_kafka_conf_t *conf = NULL;
    char text[160];
    JU_TRY(ju_kafka_conf(&setup, pairs, &conf, err));
    *ret = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text);
    if (*ret == NULL) {
        rd_kafka_conf_destroy(conf);
        return ju_fail(err, JU_FATAL, "kafka_client", "%s", text);
    }
    (void)rd_kafka_poll_set_consumer(*ret);
    return JU_OK;
}

void client_reader_close(rd_kafka_t *reader)
{
    if (reader != NULL) {
        (void)rd_kafka_consumer_close(reader);
        rd_kafka_destroy(reader);
    }
}

ju_rc client_partitions(rd_kafka_t *reader, const char *topic, int *ret, ju_err *err)
{
    const struct rd_kafka_metadata *metadata = NULL;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(reader, topic, NULL);
    rd_kafka_resp_err_t rc = rd_kafka_metadata(reader, 0, handle, &metadata, BROKER_TIMEOUT_MS);
    rd_kafka_topic_destroy(handle);
    if (rc != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return ju_fail(err, JU_RETRY, "kafka_metadata", "%s", rd_kafka_err2str(rc));
    }
    *ret = metadata->topic_cnt == 1 ? metadata->topics[0].partition_cnt : 0;
    rd_kafka_metadata_destroy(metadata);
    return *ret > 0 ? JU_OK : ju_fail(err, JU_FATAL, "topic_missing", "there is no topic %s", topic);
}

ju_rc client_ends(rd_kafka_t *client, const char *topic, int32_t partition, int64_t *ret_low,
                  int64_t *ret_high, ju_err *err)
{
    rd_kafka_resp_err_t rc =
        rd_kafka_query_watermark_offsets(client, topic, partition, ret_low, ret_high, BROKER_TIMEOUT_MS);
    return rc == RD_KAFKA_RESP_ERR_NO_ERROR
               ? JU_OK
               : ju_fail(err, JU_RETRY, "kafka_offsets", "%s: %s", topic, rd_kafka_err2str(rc));
}

static ju_rc add_places(rd_kafka_t *reader, const char *topic, client_place place,
                        rd_kafka_topic_partition_list_t *list, ju_err *err)
{
    int partitions = 0;
    JU_TRY(client_partitions(reader, topic, &partitions, err));
    for (int32_t i = 0; i < partitions; i++) {
        int64_t low = 0;
        int64_t high = 0;
        JU_TRY(client_ends(reader, topic, i, &low, &high, err));
        rd_kafka_topic_partition_list_add(list, topic, i)->offset = place == CLIENT_FROM_START ? low : high;
    }
    return JU_OK;
}

ju_rc client_reader_assign(rd_kafka_t *reader, const char *const *topics, size_t topic_count,
                           client_place place, int *ret_partitions, ju_err *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)topic_count);
    ju_rc rc = JU_OK;
    for (size_t i = 0; rc == JU_OK && i < topic_count; i++) {
        rc = add_places(reader, topics[i], place, list, err);
    }
    if (rc == JU_OK) {
        rd_kafka_resp_err_t failed = rd_kafka_assign(reader, list);
        rc = failed == RD_KAFKA_RESP_ERR_NO_ERROR
                 ? JU_OK
                 : ju_fail(err, JU_FATAL, "kafka_assign", "%s", rd_kafka_err2str(failed));
    }
    *ret_partitions = list->cnt;
    rd_kafka_topic_partition_list_destroy(list);
    return rc;
}

ju_rc client_producer_open(const client_settings *settings, rd_kafka_t **ret, ju_err *err)
{
    ju_kafka_setup setup = setup_of(settings);
    return ju_producer_open(&setup, ret, err);
}
