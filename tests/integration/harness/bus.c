#include "tests/integration/harness/bus.h"

#include "common/base/parse.h"
#include "common/bus/conf.h"
#include "common/event/message.h"
#include "common/event/topic_names.h"
#include "common/seal/marked.h"
#include "juki/audit/v1/audit.pb-c.h"
#include "tests/integration/harness/letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

ju_kafka_setup bus_setup(void)
{
    static char tls_dir[512];
    (void)snprintf(tls_dir, sizeof tls_dir, "%s/topics", world_env("JUKI_TEST_TLS"));
    return (ju_kafka_setup){
        .bootstrap = world_env("JUKI_TEST_BOOTSTRAP"), .client_id = "test", .tls_dir = tls_dir};
}

rd_kafka_t *bus_producer(world *w)
{
    if (w->producer == NULL) {
        const ju_kafka_setup setup = bus_setup();
        ju_err err;
        if (ju_producer_open(&setup, &w->producer, &err) != JU_OK) {
            fail_msg("%s", err.message);
        }
    }
    return w->producer;
}

/* ---- topics ---------------------------------------------------------------------------------------------
 */

static const char *error_of_topics(rd_kafka_event_t *event)
{
    size_t count = 0;
    if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return rd_kafka_event_error_string(event);
    }
    const rd_kafka_CreateTopics_result_t *result = rd_kafka_event_CreateTopics_result(event);
    const rd_kafka_topic_result_t **topics = rd_kafka_CreateTopics_result_topics(result, &count);
    for (size_t i = 0; i < count; i++) {
        if (rd_kafka_topic_result_error(topics[i]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return rd_kafka_err2str(rd_kafka_topic_result_error(topics[i]));
        }
    }
    return NULL;
}

static bool has_topic(const rd_kafka_metadata_t *all, const char *name)
{
    for (int i = 0; i < all->topic_cnt; i++) {
        if (strcmp(all->topics[i].topic, name) == 0) {
            return all->topics[i].err == RD_KAFKA_RESP_ERR_NO_ERROR;
        }
    }
    return false;
}

/* Whether the broker has the last ones. The producer then knows of them, too: it would take a second to look
 * for one. */
static bool knows_topics(const world *w, size_t count)
{
    const rd_kafka_metadata_t *all = NULL;
    if (rd_kafka_metadata(w->producer, 1, NULL, &all, (int)patience_ms()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return false;
    }
    bool known = true;
    for (size_t i = w->topic_count - count; i < w->topic_count; i++) {
        known = known && has_topic(all, w->topic[i]);
    }
    rd_kafka_metadata_destroy(all);
    return known;
}

void bus_topics(world *w, int partitions, const char *const *names)
{
    rd_kafka_NewTopic_t *topics[128];
    size_t count = 0;
    for (; names[count] != NULL; count++) {
        char *full = w->topic[w->topic_count++];
        (void)snprintf(full, sizeof w->topic[0], "%s.%s", w->prefix, names[count]);
        topics[count] = rd_kafka_NewTopic_new(full, partitions, 1, NULL, 0);
    }
    rd_kafka_queue_t *queue = rd_kafka_queue_new(bus_producer(w));
    rd_kafka_CreateTopics(w->producer, topics, count, NULL, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, (int)patience_ms());
    const char *error = event == NULL ? "no answer" : error_of_topics(event);
    if (error != NULL) {
        fail_msg("cannot make topics: %s", error);
    }
    rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    rd_kafka_NewTopic_destroy_array(topics, count);
    AWAIT(knows_topics(w, count));
}

void bus_grant(world *w)
{
    if (!w->granted) {
        world_shell("%s/juki-topics grant --table %s --consumer '%s' --prefix %s --bootstrap %s --tls "
                    "%s/topics >>%s/grant.log 2>&1",
                    world_env("JUKI_TEST_BIN"), w->table[0] == '\0' ? "proto/topics.csv" : w->table,
                    w->consumers == NULL ? "" : w->consumers, w->prefix, world_env("JUKI_TEST_BOOTSTRAP"),
                    world_env("JUKI_TEST_TLS"), w->dir);
    }
    w->granted = true;
}

/* Nobody waits for it; the next world would have to look through what is left. */
static void take_rights_back(const world *w)
{
    if (w->granted) {
        world_shell("head -n 1 proto/topics.csv >%s/nobody.csv && { %s/juki-topics grant --table "
                    "%s/nobody.csv --prefix %s "
                    "--bootstrap %s --tls %s/topics --timeout 10 >>%s/grant.log 2>&1 & }",
                    w->dir, world_env("JUKI_TEST_BIN"), w->dir, w->prefix, world_env("JUKI_TEST_BOOTSTRAP"),
                    world_env("JUKI_TEST_TLS"), w->dir);
    }
}

void bus_drop_topics(world *w)
{
    rd_kafka_DeleteTopic_t *topics[128];
    take_rights_back(w);
    if (w->topic_count == 0) {
        return;
    }
    for (size_t i = 0; i < w->topic_count; i++) {
        topics[i] = rd_kafka_DeleteTopic_new(w->topic[i]);
    }
    rd_kafka_queue_t *queue = rd_kafka_queue_new(w->producer);
    rd_kafka_DeleteTopics(w->producer, topics, w->topic_count, NULL, queue);
    rd_kafka_event_destroy(rd_kafka_queue_poll(queue, (int)patience_ms()));
    rd_kafka_queue_destroy(queue);
    rd_kafka_DeleteTopic_destroy_array(topics, w->topic_count);
}

/* ---- reading --------------------------------------------------------------------------------------------
 */

/* wait_ms: how long the broker keeps a question when there is nothing new. */
static rd_kafka_t *open_reader(const char *wait_ms)
{
    const char *const pairs[] = {"group.id",
                                 "test-reader",
                                 "enable.auto.commit",
                                 "false",
                                 "enable.partition.eof",
                                 "true",
                                 "fetch.wait.max.ms",
                                 wait_ms,
                                 NULL};
    const ju_kafka_setup setup = bus_setup();
    rd_kafka_conf_t *conf = NULL;
    char text[160] = "";
    ju_err err;
    assert_int_equal(ju_kafka_conf(&setup, pairs, &conf, &err), JU_OK);
    rd_kafka_t *reader = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text);
    if (reader == NULL) {
        fail_msg("%s", text);
    }
    (void)rd_kafka_poll_set_consumer(reader);
    return reader;
}

static int partitions_of(rd_kafka_t *reader, const char *topic)
{
    const rd_kafka_metadata_t *metadata = NULL;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(reader, topic, NULL);
    int count = 0;
    int64_t until_ms = now_ms() + patience_ms(); /* one just made may not be known yet */
    while (count == 0 && now_ms() < until_ms) {
        if (rd_kafka_metadata(reader, 0, handle, &metadata, (int)patience_ms()) ==
            RD_KAFKA_RESP_ERR_NO_ERROR) {
            count = metadata->topics[0].partition_cnt;
            rd_kafka_metadata_destroy(metadata);
        }
        pause_ms(count == 0 ? 20 : 0);
    }
    rd_kafka_topic_destroy(handle);
    if (count == 0) {
        fail_msg("there is no topic %s", topic);
    }
    return count;
}

static void take_header(const rd_kafka_headers_t *headers, const char *name, char *ret, size_t size)
{
    const void *value = NULL;
    size_t length = 0;
    *ret = '\0';
    if (headers != NULL &&
        rd_kafka_header_get_last(headers, name, &value, &length) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        (void)snprintf(ret, size, "%.*s", (int)length, (const char *)value);
    }
}

static void *copy_bytes(const void *bytes, size_t size)
{
    char *copy = calloc(1, size + 1);
    assert_non_null(copy);
    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    return copy;
}

static void keep_record(bus_records *records, const char *topic, const rd_kafka_message_t *message)
{
    rd_kafka_headers_t *headers = NULL;
    char sequence[24];
    if ((records->count & (records->count - 1)) == 0) { /* full: twice as many */
        records->item = realloc(records->item, (2 * records->count + 1) * sizeof *records->item);
    }
    assert_non_null(records->item);
    bus_record *record = &records->item[records->count++];
    *record = (bus_record){
        .key = copy_bytes(message->key, message->key_len),
        .key_size = message->key_len,
        .value = copy_bytes(message->payload, message->len),
        .size = message->len,
        .partition = message->partition,
        .offset = message->offset,
    };
    (void)rd_kafka_message_headers(message, &headers);
    take_header(headers, JU_HEADER_ID, record->id, sizeof record->id);
    take_header(headers, JU_HEADER_SOURCE, record->source, sizeof record->source);
    take_header(headers, JU_HEADER_TYPE, record->type, sizeof record->type);
    take_header(headers, JU_HEADER_SEQUENCE, sequence, sizeof sequence);
    (void)ju_parse_int64(sequence, 1, INT64_MAX, &record->sequence);
    if (ju_marked_is_sealed(record->value, record->size)) { /* read as its reader reads it */
        letter_open_record(records->keys, topic, record);
    }
}

static int by_place(const void *left, const void *right)
{
    const bus_record *a = left;
    const bus_record *b = right;
    return a->partition != b->partition ? a->partition - b->partition : a->offset < b->offset ? -1 : 1;
}

/* Gives the reader the whole topic, from its beginning; how many partitions there are. */
static int assign_topic(rd_kafka_t *reader, const char *full)
{
    int open = partitions_of(reader, full);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(open);
    for (int i = 0; i < open; i++) {
        rd_kafka_topic_partition_list_add(list, full, i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    }
    (void)rd_kafka_assign(reader, list);
    rd_kafka_topic_partition_list_destroy(list);
    return open;
}

bus_follower bus_follow(const world *w, const char *topic)
{
    char full[160];
    bus_follower follower = {
        .topic = topic, .reader = open_reader("500"), .records = {.keys = world_keys(w)}};
    (void)snprintf(full, sizeof full, "%s.%s", w->prefix, topic);
    (void)assign_topic(follower.reader, full);
    return follower;
}

void bus_follow_on(bus_follower *follower, int wait_ms)
{
    rd_kafka_message_t *message = rd_kafka_consumer_poll(follower->reader, wait_ms);
    while (message != NULL) {
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            keep_record(&follower->records, follower->topic, message);
        }
        rd_kafka_message_destroy(message);
        message = rd_kafka_consumer_poll(follower->reader, 0);
    }
}

void bus_unfollow(bus_follower *follower)
{
    (void)rd_kafka_consumer_close(follower->reader);
    rd_kafka_destroy(follower->reader);
    bus_free(&follower->records);
}

/* Whether somebody could still publish what waits here: a relay that is there, and no transaction of the
 * test's that holds it back. */
static bool will_leave(PGconn *conn)
{
    PGresult *waits =
        PQtransactionStatus(conn) != PQTRANS_IDLE
            ? NULL
            : PQexec(conn, "SELECT FROM outbox WHERE EXISTS (SELECT FROM pg_stat_activity WHERE datname = "
                           "current_database() AND usename <> current_user) AND NOT EXISTS (SELECT FROM "
                           "pg_stat_activity WHERE datname = current_database() AND usename = current_user "
                           "AND state LIKE 'idle in transaction%') LIMIT 1");
    bool some = PQntuples(waits) > 0; /* there may be no outbox */
    PQclear(waits);
    return some;
}

/* What a program has committed is on its way for a moment, on a loaded machine for seconds. */
static void let_leave(const world *w)
{
    enum { LOOK_US = 2000 };
    int64_t until_ms = now_ms() + patience_ms() / 10;
    for (size_t i = 0; i < w->database_count && now_ms() < until_ms;) {
        bool empty = !will_leave(w->database[i].conn);
        i += empty;
        if (!empty) {
            (void)usleep(LOOK_US);
        }
    }
}

bus_records bus_read(const world *w, const char *topic)
{
    char full[160];
    bus_records records = {.keys = world_keys(w)};
    let_leave(w);
    (void)snprintf(full, sizeof full, "%s.%s", w->prefix, topic);
    rd_kafka_t *reader = open_reader("1"); /* the end is known by an answer with nothing in it */
    int open = assign_topic(reader, full);
    int64_t until_ms = now_ms() + patience_ms();
    while (open > 0 && now_ms() < until_ms) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(reader, 200);
        if (message == NULL) {
            continue;
        }
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            open--;
        } else if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            keep_record(&records, topic, message);
        }
        rd_kafka_message_destroy(message);
    }
    (void)rd_kafka_consumer_close(reader);
    rd_kafka_destroy(reader);
    if (open > 0) {
        fail_msg("could not read %s to its end", full);
    }
    if (records.count > 0) {
        qsort(records.item, records.count, sizeof *records.item, by_place);
    }
    return records;
}

void bus_free(bus_records *records)
{
    for (size_t i = 0; i < records->count; i++) {
        free(records->item[i].key);
        free(records->item[i].value);
    }
    free(records->item);
    *records = (bus_records){0};
}

size_t bus_count(const world *w, const char *topic)
{
    bus_records records = bus_read(w, topic);
    size_t count = records.count;
    bus_free(&records);
    return count;
}

static bool seen(const bus_records *records, size_t before)
{
    for (size_t i = 0; i < before; i++) {
        if (strcmp(records->item[i].id, records->item[before].id) == 0) {
            return true;
        }
    }
    return false;
}

static size_t acts_in(const bus_record *record, const char *action)
{
    size_t count = 0;
    Juki__Audit__V1__AuditRecords *acts =
        juki__audit__v1__audit_records__unpack(NULL, record->size, record->value);
    assert_non_null(acts);
    for (size_t i = 0; i < acts->n_record; i++) {
        count += strcmp(acts->record[i]->action, action) == 0;
    }
    juki__audit__v1__audit_records__free_unpacked(acts, NULL);
    return count;
}

size_t bus_acts(const world *w, const char *action)
{
    bus_records records = bus_read(w, JU_TOPIC_AUDIT_RECORD);
    size_t count = 0;
    for (size_t i = 0; i < records.count; i++) {
        count += seen(&records, i) ? 0 : acts_in(&records.item[i], action);
    }
    bus_free(&records);
    return count;
}

static int64_t last_of_key(const bus_records *records, size_t before)
{
    int64_t last = 0;
    for (size_t i = 0; i < before; i++) {
        if (strcmp(records->item[i].key, records->item[before].key) == 0 &&
            records->item[i].sequence > last) {
            last = records->item[i].sequence;
        }
    }
    return last;
}

size_t bus_unique(const world *w, const char *topic)
{
    bus_records records = bus_read(w, topic);
    size_t different = 0;
    for (size_t i = 0; i < records.count; i++) {
        different += !seen(&records, i);
    }
    bus_free(&records);
    return different;
}

size_t bus_check_order(const world *w, const char *topic)
{
    bus_records records = bus_read(w, topic);
    size_t different = 0;
    for (size_t i = 0; i < records.count; i++) {
        const bus_record *record = &records.item[i];
        int64_t last = last_of_key(&records, i);
        if (seen(&records, i)) {
            continue;
        }
        different++;
        if (record->sequence != last + 1) {
            fail_msg("%s: key %s has number %lld after %lld (partition %d, offset %lld)", topic, record->key,
                     (long long)record->sequence, (long long)last, record->partition,
                     (long long)record->offset);
        }
    }
    bus_free(&records);
    return different;
}
