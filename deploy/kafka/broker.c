#include "deploy/kafka/broker.h"

#include "common/bus/conf.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Called from rd_kafka_poll, thus in our own thread. */
static void keep_error(rd_kafka_t *client, int code, const char *reason, void *opaque)
{
    (void)client;
    topics_broker *broker = opaque;
    (void)snprintf(broker->last_error, sizeof broker->last_error, "%s: %s",
                   rd_kafka_err2name((rd_kafka_resp_err_t)code), reason);
}

static ju_rc set(rd_kafka_conf_t *conf, const char *name, const char *value, ju_err *err)
{
    char reason[192];
    if (rd_kafka_conf_set(conf, name, value, reason, sizeof reason) != RD_KAFKA_CONF_OK) {
        return ju_fail(err, JU_FATAL, "property", "%s", reason);
    }
    return JU_OK;
}

static ju_rc set_property(rd_kafka_conf_t *conf, const char *property, ju_err *err)
{
    char name[128];
    const char *equals = strchr(property, '=');
    size_t length = equals == NULL ? sizeof name : (size_t)(equals - property);
    if (length >= sizeof name) {
        return ju_fail(err, JU_FATAL, "property", "%s is not NAME=VALUE", property);
    }
    memcpy(name, property, length);
    name[length] = '\0';
    return set(conf, name, equals + 1, err);
}

/* What matters comes to keep_error. */
static void ignore_log(const rd_kafka_t *client, int level, const char *facility, const char *text)
{
    (void)client;
    (void)level;
    (void)facility;
    (void)text;
}

static ju_rc configure(const topics_options *options, rd_kafka_conf_t **ret, ju_err *err)
{
    static const char *const none[] = {NULL};
    const ju_kafka_setup setup = {.bootstrap = options->bootstrap,
                                  .client_id = "juki-topics",
                                  .tls_dir = options->tls_dir,
                                  .log = ignore_log};
    JU_TRY(ju_kafka_conf(&setup, none, ret, err));
    for (size_t i = 0; i < options->property_count; i++) {
        ju_rc rc = set_property(*ret, options->properties[i], err);
        if (rc != JU_OK) {
            rd_kafka_conf_destroy(*ret);
            return rc;
        }
    }
    return JU_OK;
}

static ju_rc need(const char *value, const char *option, ju_err *err)
{
    return value != NULL ? JU_OK : ju_fail(err, JU_FATAL, "usage", "this command needs %s", option);
}

ju_rc topics_broker_open(const topics_options *options, topics_broker *ret_broker, ju_err *err)
{
    rd_kafka_conf_t *conf = NULL;
    JU_TRY(need(options->bootstrap, "--bootstrap HOST:PORT", err));
    JU_TRY(need(options->tls_dir, "--tls DIR", err));
    *ret_broker =
        (topics_broker){.deadline_ms = now_ms() + options->timeout_ms, .bootstrap = options->bootstrap};
    JU_TRY(configure(options, &conf, err));
    rd_kafka_conf_set_error_cb(conf, keep_error);
    rd_kafka_conf_set_opaque(conf, ret_broker);
    char reason[192];
    ret_broker->client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
    if (ret_broker->client == NULL) {
        rd_kafka_conf_destroy(conf);
        return ju_fail(err, JU_FATAL, "property", "%s", reason);
    }
    ret_broker->queue = rd_kafka_queue_new(ret_broker->client);
    return JU_OK;
}

void topics_broker_close(topics_broker *broker)
{
    if (broker->client != NULL) {
        rd_kafka_queue_destroy(broker->queue);
        rd_kafka_destroy(broker->client);
    }
    *broker = (topics_broker){0};
}

int topics_broker_left_ms(const topics_broker *broker)
{
    int64_t left_ms = broker->deadline_ms - now_ms();
    return left_ms < 1 ? 1 : (int)left_ms;
}

static ju_rc unreachable(topics_broker *broker, const char *what, const char *reason, ju_err *err)
{
    (void)rd_kafka_poll(broker->client, 0);
    return ju_fail(err, JU_RETRY, "unreachable", "%s: %s: %s%s%s", broker->bootstrap, what, reason,
                   broker->last_error[0] == '\0' ? "" : "; ", broker->last_error);
}

ju_rc topics_broker_topics(topics_broker *broker, const rd_kafka_metadata_t **ret_metadata, ju_err *err)
{
    rd_kafka_resp_err_t code =
        rd_kafka_metadata(broker->client, 1, NULL, ret_metadata, topics_broker_left_ms(broker));
    return code == RD_KAFKA_RESP_ERR_NO_ERROR
               ? JU_OK
               : unreachable(broker, "list of topics", rd_kafka_err2str(code), err);
}

const rd_kafka_metadata_topic_t *topics_broker_find(const rd_kafka_metadata_t *metadata, const char *name)
{
    for (int i = 0; i < metadata->topic_cnt; i++) {
        const rd_kafka_metadata_topic_t *topic = &metadata->topics[i];
        if (strcmp(topic->topic, name) == 0) {
            return topic->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ? NULL : topic;
        }
    }
    return NULL;
}

ju_rc topics_broker_answer(topics_broker *broker, const char *what, rd_kafka_event_t **ret_event, ju_err *err)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(broker->queue, topics_broker_left_ms(broker));
    if (event == NULL) {
        return unreachable(broker, what, "no answer in time", err);
    }
    rd_kafka_resp_err_t code = rd_kafka_event_error(event);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        *ret_event = event;
        return JU_OK;
    }
    ju_rc rc = code == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE
                   ? ju_reject(err, "unsupported", what, "%s: this broker cannot do that", what)
                   : unreachable(broker, what, rd_kafka_event_error_string(event), err);
    rd_kafka_event_destroy(event);
    return rc;
}
