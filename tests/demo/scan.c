#include "tests/demo/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ADDRESSEE_DIGITS = 10, CODE_DIGITS = 11, NUMBER_DIGITS = 12, INTEGRATED_DIGITS = 15 };

#define CODE_LIMIT   UINT64_C(100000000000)
#define NUMBER_LIMIT UINT64_C(1000000000000)

/* ---- the numbers
 * ------------------------------------------------------------------------------------------- */

/* Numbers of different lengths are told apart by a mark beyond each; no entry is 0. */
static uint64_t entry_of(uint64_t value, int digits)
{
    return (value << 4) | (uint64_t)digits;
}

static uint64_t value_of(const unsigned char *digit, size_t digits)
{
    uint64_t value = 0;
    for (size_t i = 0; i < digits; i++) {
        value = value * 10 + (uint64_t)(digit[i] - '0');
    }
    return value;
}

static size_t place_of(const scan_numbers *numbers, uint64_t entry)
{
    size_t at = (size_t)((entry * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (numbers->slot_count - 1);
    while (numbers->slot[at] != 0 && numbers->slot[at] != entry) {
        at = (at + 1) & (numbers->slot_count - 1);
    }
    return at;
}

static ju_rc grow(scan_numbers *numbers, ju_err *err)
{
    scan_numbers larger = {.slot_count = numbers->slot_count == 0 ? 4096 : numbers->slot_count * 2,
                           .searched = numbers->searched};
    larger.slot = calloc(larger.slot_count, sizeof *larger.slot);
    if (larger.slot == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    for (size_t i = 0; i < numbers->slot_count; i++) {
        if (numbers->slot[i] != 0) {
            larger.slot[place_of(&larger, numbers->slot[i])] = numbers->slot[i];
            larger.count++;
        }
    }
    scan_numbers_free(numbers);
    *numbers = larger;
    return JU_OK;
}

ju_rc scan_numbers_add(scan_numbers *numbers, const char *number, ju_err *err)
{
    size_t digits = strlen(number);
    bool searched = digits == CODE_DIGITS || digits == NUMBER_DIGITS;
    if (!searched && digits != ADDRESSEE_DIGITS && digits != INTEGRATED_DIGITS) {
        return JU_OK;
    }
    if (numbers->count * 2 >= numbers->slot_count) {
        JU_TRY(grow(numbers, err));
    }
    uint64_t entry = entry_of(value_of((const unsigned char *)number, digits), (int)digits);
    size_t at = place_of(numbers, entry);
    numbers->count += numbers->slot[at] == 0;
    numbers->searched += searched && numbers->slot[at] == 0;
    numbers->slot[at] = entry;
    return JU_OK;
}

void scan_numbers_free(scan_numbers *numbers)
{
    if (numbers->slot != NULL) {
        explicit_bzero(numbers->slot, numbers->slot_count * sizeof *numbers->slot);
    }
    free(numbers->slot);
    *numbers = (scan_numbers){0};
}

static bool holds(const scan_numbers *numbers, uint64_t value, int digits)
{
    return numbers->slot[place_of(numbers, entry_of(value, digits))] != 0;
}

/* Whether a byte says that so many bytes follow: in protobuf, in Kafka's records, in PostgreSQL's short
 * values. */
static bool tells_length(unsigned char byte, size_t length)
{
    return byte == length || byte == length * 2 || byte == length * 2 + 3;
}

/* How long the number is that a run of digits begins with, when it is no secret and its length stands in the
 * byte before it (0: there is none), or all of the run is that number; else 0. */
static size_t known_length(const scan_numbers *numbers, unsigned char before, const unsigned char *run,
                           size_t size)
{
    static const size_t known[] = {ADDRESSEE_DIGITS, INTEGRATED_DIGITS};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (size >= known[i] && (size == known[i] || tells_length(before, known[i])) &&
            holds(numbers, value_of(run, known[i]), (int)known[i])) {
            return known[i];
        }
    }
    return 0;
}

/* Every window of a run of digits behind those known is looked up: a number may stand right behind another
 * digit. */
static size_t scan_run(const scan_numbers *numbers, const unsigned char *run, size_t size, size_t known)
{
    size_t found = 0;
    uint64_t last = 0; /* the last 12 digits */
    for (size_t end = 1; end <= size; end++) {
        last = (last * 10 + (uint64_t)(run[end - 1] - '0')) % NUMBER_LIMIT;
        found += end >= known + CODE_DIGITS && holds(numbers, last % CODE_LIMIT, CODE_DIGITS);
        found += end >= known + NUMBER_DIGITS && holds(numbers, last, NUMBER_DIGITS);
    }
    return found;
}

size_t scan_bytes(const scan_numbers *numbers, const void *data, size_t size_bytes)
{
    const unsigned char *byte = data;
    size_t found = 0;
    for (size_t i = 0; numbers->searched > 0 && i < size_bytes; i++) {
        size_t run = i;
        while (i < size_bytes && byte[i] >= '0' && byte[i] <= '9') {
            i++;
        }
        if (i - run >= CODE_DIGITS) {
            size_t known = known_length(numbers, run > 0 ? byte[run - 1] : 0, byte + run, i - run);
            found += scan_run(numbers, byte + run, i - run, known);
        }
    }
    return found;
}

static void look(const scan_numbers *numbers, const char *place, const void *data, size_t size_bytes,
                 scan_result *result)
{
    size_t found = scan_bytes(numbers, data, size_bytes);
    if (found > 0 && result->found == 0) {
        (void)snprintf(result->first, sizeof result->first, "%s", place);
    }
    result->found += found;
    result->bytes += size_bytes;
}

/* ---- files
 * -------------------------------------------------------------------------------------------------- */

/* nftw gives its callback no place for these. */
static struct {
    const scan_numbers *numbers;
    scan_result *result;
} walk;

static int look_at_file(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
    (void)ftw;
    if (type != FTW_F || !S_ISREG(status->st_mode) || status->st_size == 0) {
        return 0;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return errno == ENOENT ? 0 : -1;
    }
    size_t size = (size_t)status->st_size;
    void *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    (void)close(fd);
    if (data == MAP_FAILED) {
        return -1;
    }
    look(walk.numbers, path, data, size, walk.result);
    (void)munmap(data, size);
    return 0;
}

ju_rc scan_folder(const scan_numbers *numbers, const char *path, scan_result *result, ju_err *err)
{
    walk.numbers = numbers;
    walk.result = result;
    if (nftw(path, look_at_file, 32, FTW_PHYS) != 0) {
        return ju_fail(err, JU_FATAL, "scan", "cannot read %s: %s", path, strerror(errno));
    }
    return JU_OK;
}

/* ---- topics
 * ------------------------------------------------------------------------------------------------- */

static void look_at_record(const scan_numbers *numbers, const char *topic, const rd_kafka_message_t *record,
                           scan_result *result)
{
    rd_kafka_headers_t *headers = NULL;
    const char *name = NULL;
    const void *value = NULL;
    size_t size = 0;
    look(numbers, topic, record->key, record->key_len, result);
    look(numbers, topic, record->payload, record->len, result);
    if (rd_kafka_message_headers(record, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        for (size_t i = 0;
             rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; i++) {
            look(numbers, topic, name, strlen(name), result);
            look(numbers, topic, value, size, result);
        }
    }
}

static ju_rc scan_records(const scan_numbers *numbers, rd_kafka_t *reader, int open_partitions,
                          scan_result *result, ju_err *err)
{
    enum { PATIENCE_MS = 20000 };
    while (open_partitions > 0) {
        rd_kafka_message_t *record = rd_kafka_consumer_poll(reader, PATIENCE_MS);
        if (record == NULL) {
            return ju_fail(err, JU_RETRY, "kafka_read", "the broker sends no more records");
        }
        if (record->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            look_at_record(numbers, rd_kafka_topic_name(record->rkt), record, result);
        }
        open_partitions -= record->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
        rd_kafka_message_destroy(record);
    }
    return JU_OK;
}

static ju_rc scan_all(const scan_numbers *numbers, const char *prefix, rd_kafka_t *reader,
                      scan_result *result, ju_err *err)
{
    enum { BROKER_TIMEOUT_MS = 20000, TOPICS_MAX = 256 };
    const struct rd_kafka_metadata *all = NULL;
    const char *topics[TOPICS_MAX];
    size_t count = 0;
    int partitions = 0;
    rd_kafka_resp_err_t failed = rd_kafka_metadata(reader, 1, NULL, &all, BROKER_TIMEOUT_MS);
    if (failed != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return ju_fail(err, JU_RETRY, "kafka_metadata", "%s", rd_kafka_err2str(failed));
    }
    for (int i = 0; i < all->topic_cnt && count < TOPICS_MAX; i++) {
        const char *topic = all->topics[i].topic;
        if (strncmp(topic, prefix, strlen(prefix)) == 0 && topic[strlen(prefix)] == '.') {
            topics[count++] = topic;
        }
    }
    ju_rc rc = client_reader_assign(reader, topics, count, CLIENT_FROM_START, &partitions, err);
    rc = rc == JU_OK ? scan_records(numbers, reader, partitions, result, err) : rc;
    rd_kafka_metadata_destroy(all);
    return rc;
}

ju_rc scan_topics(const scan_numbers *numbers, const client_settings *settings, scan_result *result,
                  ju_err *err)
{
    rd_kafka_t *reader = NULL;
    JU_TRY(client_reader_open(settings, "juki-summary", &reader, err));
    ju_rc rc = scan_all(numbers, settings->topic_prefix, reader, result, err);
    client_reader_close(reader);
    return rc;
}
