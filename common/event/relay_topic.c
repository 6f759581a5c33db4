/*
 * Topics that the broker does not have. A consumer is approved before its topics are made, and a topic may be
 * taken away: what is for it waits in outbox_held, as for a closed link, so that it holds up nobody else.
 */
#include "common/base/clock.h"
#include "common/event/relay_internal.h"
#include "event_sql.h"

#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <string.h>

enum { ASK_AGAIN_MS = 500, ANSWER_MS = 1000 };

static bool has_topic(const rd_kafka_metadata_t *found, const char *prefix, const char *topic)
{
    size_t length = strlen(prefix);
    for (int i = 0; i < found->topic_cnt; i++) {
        const rd_kafka_metadata_topic_t *one = &found->topics[i];
        if (one->err == RD_KAFKA_RESP_ERR_NO_ERROR && strncmp(one->topic, prefix, length) == 0 &&
            one->topic[length] == '.' && strcmp(one->topic + length + 1, topic) == 0) {
            return true;
        }
    }
    return false;
}

static void turn(const ju_relay *relay, ju_gate *gate, bool there)
{
    if (gate->open != there && relay->setup->missed != NULL) {
        relay->setup->missed(gate->link->topic, there);
    }
    gate->open = there;
}

/* From a gate on. A broker that does not answer changes nothing: what is sent waits for it anyway. */
static void ask_broker(ju_relay *relay, size_t from)
{
    const rd_kafka_metadata_t *found = NULL;
    if (relay->producer == NULL ||
        rd_kafka_metadata(relay->producer, 1, NULL, &found, ANSWER_MS) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return;
    }
    for (size_t i = from; i < relay->gate_count; i++) {
        turn(relay, &relay->gate[i], has_topic(found, relay->setup->prefix, relay->gate[i].link->topic));
    }
    rd_kafka_metadata_destroy(found);
}

static ju_gate *new_gate(ju_relay *relay, const char *topic)
{
    size_t number = relay->gate_count - relay->setup->link_count;
    if (number == RELAY_TOPICS_MAX || strlen(topic) >= sizeof relay->topic[number].name) {
        return NULL;
    }
    relay_topic *made = &relay->topic[number];
    (void)snprintf(made->name, sizeof made->name, "%s", topic);
    made->link = (ju_link){.topic = made->name};
    relay->gate[relay->gate_count] = (ju_gate){.link = &made->link, .open = true};
    ask_broker(relay, relay->gate_count++);
    return &relay->gate[relay->gate_count - 1];
}

ju_gate *ju_relay_gate(ju_relay *relay, const char *topic)
{
    for (size_t i = 0; i < relay->gate_count; i++) {
        if (strcmp(relay->gate[i].link->topic, topic) == 0) {
            return &relay->gate[i];
        }
    }
    return new_gate(relay, topic);
}

static bool some_are_missing(const ju_relay *relay)
{
    for (size_t i = relay->setup->link_count; i < relay->gate_count; i++) {
        if (!relay->gate[i].open) {
            return true;
        }
    }
    return false;
}

void ju_relay_look_at_topics(ju_relay *relay)
{
    int64_t now_ms = ju_clock_monotonic_ms();
    bool again = some_are_missing(relay) && now_ms - relay->topics_at_ms >= ASK_AGAIN_MS;
    if (relay->gate_count > relay->setup->link_count && (relay->topics_at_ms == 0 || again)) {
        relay->topics_at_ms = now_ms;
        ask_broker(relay, relay->setup->link_count);
    }
}

ju_rc ju_relay_count_topics(ju_relay *relay, ju_err *err)
{
    PGresult *result = NULL;
    JU_TRY(ju_db_run(relay->db, &event_sql_held_topics, NULL, &result, err));
    for (size_t i = relay->setup->link_count; i < relay->gate_count; i++) {
        relay->gate[i].held = 0;
    }
    for (int row = 0; row < PQntuples(result); row++) {
        ju_gate *gate = ju_relay_gate(relay, ju_col(result, row, 0));
        if (gate != NULL) {
            gate->held = ju_col_i64(result, row, 1);
        }
    }
    PQclear(result);
    return JU_OK;
}
