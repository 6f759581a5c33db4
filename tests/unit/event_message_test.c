/* Records with every kind of header, carried over librdkafka's mock cluster: the real library fills the
 * record that we read. */
#include "common/event/message.h"

#include <librdkafka/rdkafka_mock.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PREFIX "juki.132071"
#define TOPIC  PREFIX ".resident.command"
#define ID     "0190a000-0000-7000-8000-000000000002"

enum { HEADERS_MAX = 16, WAIT_MS = 10000 };

typedef struct header {
    const char *name;
    const char *value;
    size_t size;
} header;

typedef struct outgoing {
    header header[HEADERS_MAX];
    size_t header_count;
    const void *key;
    size_t key_size;
    const void *value;
    size_t value_size;
} outgoing;

typedef struct bus {
    rd_kafka_t *producer;
    rd_kafka_t *consumer;
    ju_arena arena;
    ju_err err;
    outgoing out;
    rd_kafka_message_t *raw;
    ju_message message;
} bus;

static rd_kafka_t *open_client(rd_kafka_type_t type, const char *name, const char *value)
{
    char error[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const char *const settings[][2] = {{name, value},
                                       {"linger.ms", "0"},
                                       {"group.id", "test"},
                                       {"fetch.wait.max.ms", "5"},
                                       {"log_level", "3"}};
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        bool other = type == RD_KAFKA_PRODUCER ? i == 2 || i == 3 : i == 1;
        assert_true(other || rd_kafka_conf_set(conf, settings[i][0], settings[i][1], error, sizeof error) ==
                                 RD_KAFKA_CONF_OK);
    }
    rd_kafka_t *client = rd_kafka_new(type, conf, error, sizeof error);
    assert_non_null(client);
    return client;
}

static int open_bus(void **state)
{
    static bus b;
    b.producer = open_client(RD_KAFKA_PRODUCER, "test.mock.num.brokers", "1");
    rd_kafka_mock_cluster_t *cluster = rd_kafka_handle_mock_cluster(b.producer);
    assert_int_equal(rd_kafka_mock_topic_create(cluster, TOPIC, 1, 1), 0);
    b.consumer =
        open_client(RD_KAFKA_CONSUMER, "bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster));
    rd_kafka_topic_partition_list_t *all = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(all, TOPIC, 0)->offset = 0;
    assert_int_equal(rd_kafka_assign(b.consumer, all), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_topic_partition_list_destroy(all);
    *state = &b;
    return 0;
}

static int close_bus(void **state)
{
    bus *b = *state;
    (void)rd_kafka_consumer_close(b->consumer);
    rd_kafka_destroy(b->consumer);
    rd_kafka_destroy(b->producer);
    return 0;
}

static void set_header(bus *b, const char *name, const char *value, size_t size)
{
    size_t at = 0;
    while (at < b->out.header_count && strcmp(b->out.header[at].name, name) != 0) {
        at++;
    }
    assert_true(at < HEADERS_MAX);
    b->out.header[at] = (header){name, value, size};
    b->out.header_count += at == b->out.header_count;
}

static void set_text(bus *b, const char *name, const char *value)
{
    set_header(b, name, value, strlen(value));
}

static void add_header(bus *b, const char *name, const char *value)
{
    assert_true(b->out.header_count < HEADERS_MAX);
    b->out.header[b->out.header_count++] = (header){name, value, strlen(value)};
}

static void drop_header(bus *b, const char *name)
{
    for (size_t i = 0; i < b->out.header_count; i++) {
        if (strcmp(b->out.header[i].name, name) == 0) {
            b->out.header[i] = b->out.header[--b->out.header_count];
            return;
        }
    }
    fail_msg("no header %s", name);
}

/* A record as a good neighbour writes it. */
static void fill_good(bus *b)
{
    b->out = (outgoing){.key = ID, .key_size = strlen(ID), .value = "value", .value_size = 5};
    set_text(b, JU_HEADER_SPECVERSION, "1.0");
    set_text(b, JU_HEADER_ID, ID);
    set_text(b, JU_HEADER_SOURCE, "counter/1");
    set_text(b, JU_HEADER_TYPE, "juki.resident.v1.SubmitChange");
    set_text(b, JU_HEADER_TIME, "2026-04-01T09:00:00Z");
    set_text(b, JU_HEADER_CONTENT_TYPE, JU_CONTENT_TYPE);
}

static int set_up(void **state)
{
    bus *b = *state;
    ju_arena_init(&b->arena, (size_t)1 << 20);
    fill_good(b);
    return 0;
}

static void drop_record(bus *b)
{
    if (b->raw != NULL) {
        rd_kafka_message_destroy(b->raw);
        b->raw = NULL;
    }
}

static int tear_down(void **state)
{
    bus *b = *state;
    drop_record(b);
    ju_arena_done(&b->arena);
    return 0;
}

static void send_record(const bus *b)
{
    rd_kafka_headers_t *headers = rd_kafka_headers_new(HEADERS_MAX);
    for (size_t i = 0; i < b->out.header_count; i++) {
        const header *one = &b->out.header[i];
        assert_int_equal(rd_kafka_header_add(headers, one->name, -1, one->value, (ssize_t)one->size), 0);
    }
    rd_kafka_resp_err_t sent = rd_kafka_producev(
        b->producer, RD_KAFKA_V_TOPIC(TOPIC), RD_KAFKA_V_KEY((void *)(uintptr_t)b->out.key, b->out.key_size),
        RD_KAFKA_V_VALUE((void *)(uintptr_t)b->out.value, b->out.value_size),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
    assert_int_equal(sent, RD_KAFKA_RESP_ERR_NO_ERROR);
    assert_int_equal(rd_kafka_flush(b->producer, WAIT_MS), RD_KAFKA_RESP_ERR_NO_ERROR);
}

/* Sends the record and reads it as it comes back. */
static ju_rc carry(bus *b)
{
    drop_record(b);
    send_record(b);
    b->raw = rd_kafka_consumer_poll(b->consumer, WAIT_MS);
    assert_non_null(b->raw);
    assert_int_equal(b->raw->err, RD_KAFKA_RESP_ERR_NO_ERROR);
    return ju_message_read(&b->message, &b->arena, PREFIX, b->raw, &b->err);
}

/* A refused record is still named by its place, so that it can be put away once. */
static void assert_refused(bus *b, const char *code, const char *item)
{
    assert_int_equal(carry(b), JU_REJECT);
    assert_string_equal(b->err.code, code);
    assert_string_equal(b->err.item, item);
    char place[64];
    (void)snprintf(place, sizeof place, "0/%lld", (long long)b->raw->offset);
    assert_string_equal(b->message.source, "kafka:resident.command");
    assert_string_equal(b->message.id, place);
    assert_string_equal(b->message.topic, "resident.command");
    assert_ptr_equal(b->message.raw, b->raw);
}

static void a_good_record_is_read(void **state)
{
    bus *b = *state;
    set_text(b, JU_HEADER_TRACEPARENT, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    set_text(b, JU_HEADER_SEQUENCE, "42");
    set_text(b, "x-other", "ignored");
    assert_int_equal(carry(b), JU_OK);
    assert_string_equal(b->message.topic, "resident.command");
    assert_string_equal(b->message.key, ID);
    assert_string_equal(b->message.id, ID);
    assert_string_equal(b->message.source, "counter/1");
    assert_string_equal(b->message.type, "juki.resident.v1.SubmitChange");
    assert_string_equal(b->message.time, "2026-04-01T09:00:00Z");
    assert_string_equal(b->message.traceparent, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    assert_int_equal(b->message.sequence, 42);
    assert_int_equal(b->message.value_size, 5);
    assert_memory_equal(b->message.value, "value", 5);
    assert_int_equal(b->message.partition, 0);
    assert_int_equal(b->message.offset, b->raw->offset);
    assert_ptr_equal(b->message.raw, b->raw);
}

static void trace_and_sequence_may_be_missing(void **state)
{
    bus *b = *state;
    assert_int_equal(carry(b), JU_OK);
    assert_string_equal(b->message.traceparent, "");
    assert_int_equal(b->message.sequence, 0);
}

static const char *const NEEDED[] = {JU_HEADER_SPECVERSION, JU_HEADER_ID,   JU_HEADER_SOURCE,
                                     JU_HEADER_TYPE,        JU_HEADER_TIME, JU_HEADER_CONTENT_TYPE};
enum { NEEDED_COUNT = sizeof NEEDED / sizeof NEEDED[0] };

static void every_needed_header_is_missed(void **state)
{
    bus *b = *state;
    for (size_t i = 0; i < NEEDED_COUNT; i++) {
        fill_good(b);
        drop_header(b, NEEDED[i]);
        assert_refused(b, "header_missing", NEEDED[i]);
        fill_good(b);
        set_header(b, NEEDED[i], "", 0);
        assert_refused(b, "header_missing", NEEDED[i]);
        fill_good(b);
        set_header(b, NEEDED[i], NULL, 0);
        assert_refused(b, "header_missing", NEEDED[i]);
    }
    b->out.header_count = 0;
    assert_refused(b, "header_missing", JU_HEADER_SPECVERSION);
}

static void headers_are_short_text(void **state)
{
    bus *b = *state;
    static char longer[257];
    memset(longer, 'a', sizeof longer);
    for (size_t i = 0; i < NEEDED_COUNT; i++) {
        fill_good(b);
        set_header(b, NEEDED[i], longer, sizeof longer);
        assert_refused(b, "header_missing", NEEDED[i]);
        fill_good(b);
        set_header(b, NEEDED[i], "1.0\0x", 5);
        assert_refused(b, "header_missing", NEEDED[i]);
        fill_good(b);
        set_text(b, NEEDED[i], "1.\xff");
        assert_refused(b, "header_missing", NEEDED[i]);
        fill_good(b);
        set_text(b, NEEDED[i], "1.0\n");
        assert_refused(b, "header_missing", NEEDED[i]);
    }
    fill_good(b);
    set_header(b, JU_HEADER_SOURCE, longer, 256);
    assert_int_equal(carry(b), JU_OK);
    assert_int_equal(strlen(b->message.source), 256);
}

static void other_versions_and_types_are_refused(void **state)
{
    bus *b = *state;
    set_text(b, JU_HEADER_SPECVERSION, "0.3");
    assert_refused(b, "header_unknown", JU_HEADER_SPECVERSION);
    fill_good(b);
    set_text(b, JU_HEADER_CONTENT_TYPE, "application/json");
    assert_refused(b, "header_unknown", JU_HEADER_CONTENT_TYPE);
    fill_good(b);
    set_text(b, JU_HEADER_ID, "42");
    assert_refused(b, "header_invalid", JU_HEADER_ID);
}

static void a_sequence_counts_from_one(void **state)
{
    bus *b = *state;
    static const char *const wrong[] = {"0",  "-1", "01", "+1", "1 ", "0x1", "1.0", "9223372036854775808",
                                        "one"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        set_text(b, JU_HEADER_SEQUENCE, wrong[i]);
        assert_refused(b, "sequence_invalid", JU_HEADER_SEQUENCE);
    }
    set_text(b, JU_HEADER_SEQUENCE, "9223372036854775807");
    assert_int_equal(carry(b), JU_OK);
    assert_true(b->message.sequence == INT64_MAX);
}

static void of_two_headers_the_last_counts(void **state)
{
    bus *b = *state;
    add_header(b, JU_HEADER_TYPE, "juki.resident.v1.ReviewChange");
    assert_int_equal(carry(b), JU_OK);
    assert_string_equal(b->message.type, "juki.resident.v1.ReviewChange");
    add_header(b, JU_HEADER_ID, "");
    assert_refused(b, "header_missing", JU_HEADER_ID);
}

static void a_key_is_short_text(void **state)
{
    bus *b = *state;
    static char longer[129];
    memset(longer, 'k', sizeof longer);
    const struct {
        const char *key;
        size_t size;
    } wrong[] = {{NULL, 0}, {"", 0}, {longer, sizeof longer}, {"a\0b", 3}, {"\xff", 1}, {"a\tb", 3}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        b->out.key = wrong[i].key;
        b->out.key_size = wrong[i].size;
        assert_refused(b, "key_invalid", "key");
        assert_string_equal(b->message.key, b->message.id);
    }
    b->out.key = longer;
    b->out.key_size = sizeof longer - 1;
    assert_int_equal(carry(b), JU_OK);
}

static void a_value_has_a_largest_size(void **state)
{
    bus *b = *state;
    char *large = calloc(1, JU_MESSAGE_MAX_BYTES + 1);
    assert_non_null(large);
    b->out.value = large;
    b->out.value_size = JU_MESSAGE_MAX_BYTES;
    assert_int_equal(carry(b), JU_OK);
    assert_int_equal(b->message.value_size, JU_MESSAGE_MAX_BYTES);
    b->out.value_size = JU_MESSAGE_MAX_BYTES + 1;
    assert_refused(b, "too_large", "value");
    b->out.value = NULL;
    b->out.value_size = 0;
    assert_int_equal(carry(b), JU_OK);
    assert_int_equal(b->message.value_size, 0);
    free(large);
}

/* Memory is no fault of the record: nothing that fits half is taken for a missing header. */
static void a_full_arena_is_fatal(void **state)
{
    bus *b = *state;
    assert_int_equal(carry(b), JU_OK);
    ju_message own = b->message; /* as batches name what cannot be read */
    ju_arena none;
    ju_arena_init(&none, 8);
    assert_int_equal(ju_message_disown(&own, &none, &b->err), JU_FATAL);
    ju_arena_done(&none);
    for (size_t cap = 0;; cap += 16) {
        ju_arena small;
        ju_arena_init(&small, cap);
        ju_rc rc = ju_message_read(&b->message, &small, PREFIX, b->raw, &b->err);
        ju_arena_done(&small);
        if (rc == JU_OK) {
            assert_true(cap > 0);
            return;
        }
        assert_int_equal(rc, JU_FATAL);
        assert_string_equal(b->err.code, "memory");
    }
}

static void traces_are_new_and_well_formed(void **state)
{
    (void)state;
    char first[56];
    char second[56];
    ju_traceparent_new(first);
    ju_traceparent_new(second);
    assert_int_equal(strlen(first), 55);
    assert_memory_equal(first, "00-", 3);
    assert_int_equal(strspn(first + 3, "0123456789abcdef"), 32);
    assert_int_equal(first[35], '-');
    assert_int_equal(strspn(first + 36, "0123456789abcdef"), 16);
    assert_string_equal(first + 52, "-01");
    assert_string_not_equal(first, second);
}

int main(void)
{
#define CARRIED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CARRIED(a_good_record_is_read),
        CARRIED(trace_and_sequence_may_be_missing),
        CARRIED(every_needed_header_is_missed),
        CARRIED(headers_are_short_text),
        CARRIED(other_versions_and_types_are_refused),
        CARRIED(a_sequence_counts_from_one),
        CARRIED(of_two_headers_the_last_counts),
        CARRIED(a_key_is_short_text),
        CARRIED(a_value_has_a_largest_size),
        CARRIED(a_full_arena_is_fatal),
        CARRIED(traces_are_new_and_well_formed),
    };
    return cmocka_run_group_tests(tests, open_bus, close_bus);
}
