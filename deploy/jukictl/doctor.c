#include "deploy/jukictl/doctor.h"
#include "common/base/arena.h"
#include "common/base/parse.h"
#include "common/bus/conf.h"
#include "common/event/topics.h"
#include "common/seal/seal.h"
#include "deploy/jukictl/reader.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

enum { TABLE_CAP_BYTES = 8 * 1024 * 1024, HTTP_TIMEOUT_MS = 3000, METRICS_BYTES = 128 * 1024 };

typedef struct doctor {
    ctl *c;
    json_t *findings;
    bool failed;
    bool unreachable;
} doctor;

typedef enum finding { GOOD, WARNING, BAD, SKIPPED } finding;

__attribute__((format(printf, 4, 5))) static void note(doctor *d, finding what, const char *check,
                                                       const char *format, ...)
{
    static const char *const words[] = {"ok", "warning", "failed", "skipped"};
    char detail[384];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    d->failed |= what == BAD;
    if (d->c->options.json) {
        (void)json_array_append_new(d->findings, json_pack("{s:s, s:s, s:s}", "check", check, "state",
                                                           words[what], "detail", detail));
    } else {
        (void)printf("%-8s %-14s %s\n", words[what], check, detail);
    }
}

/* ---- configuration ---------------------------------------------------------------------------------------
 */

static void note_warning(void *opaque, const char *text)
{
    note(opaque, WARNING, "configuration", "%s", text);
}

static bool check_configuration(doctor *d)
{
    ju_err err = {0};
    if (ctl_settings_load(&d->c->settings, note_warning, d, &err) != JU_OK ||
        ctl_settings_check(&d->c->settings, CTL_BUS, &err) != JU_OK) {
        note(d, BAD, "configuration", "%s", err.message);
        return false;
    }
    d->c->tls_dir = ctl_tls_dir(&d->c->settings, CTL_BUS);
    if (ctl_settings_check(&d->c->settings, CTL_WHO, &err) != JU_OK) {
        note(d, WARNING, "configuration", "%s: commands that ask or change need it", err.message);
    }
    note(d, GOOD, "configuration", "%s", d->c->settings.topic_prefix);
    return true;
}

/* ---- keys ------------------------------------------------------------------------------------------------
 */

static void check_key_file(doctor *d, const char *dir, const char *suffix)
{
    char path[512];
    struct stat file;
    (void)snprintf(path, sizeof path, "%s/resident.%s", dir, suffix);
    if (stat(path, &file) != 0) {
        return; /* told by opening the ring */
    }
    if ((file.st_mode & (S_IRWXG | S_IRWXO)) != 0 && file.st_uid == geteuid()) {
        note(d, BAD, "keys", "%s can be opened by others: chmod 600", path);
    }
}

/* A service of which the terminal lacks the keyring cannot be asked, unless sealing is off. */
static void check_command_keys(doctor *d, const char *dir)
{
    static const char *const SERVICES[] = {"resident", "identity", "delivery", "gateway", "audit"};
    for (size_t i = 0; i < sizeof SERVICES / sizeof SERVICES[0]; i++) {
        char audience[32];
        ju_keyring *ring = NULL;
        ju_err err = {0};
        (void)snprintf(audience, sizeof audience, "counter-%s", SERVICES[i]);
        if (ju_keyring_open(dir, audience, &ring, &err) != JU_OK) {
            note(d, WARNING, "keys", "%s cannot be asked: %s", SERVICES[i], err.message);
        }
        ju_keyring_free(ring);
    }
}

static void check_keys(doctor *d)
{
    const char *dir = d->c->settings.key_dir;
    ju_keyring *ring = NULL;
    ju_err err = {0};
    if (dir == NULL) {
        note(d, SKIPPED, "keys", "JUKI_KEY_DIR is not set: numbers cannot be entered");
        return;
    }
    if (ju_keyring_open(dir, "resident", &ring, &err) != JU_OK) {
        note(d, BAD, "keys", "%s", err.message);
        return;
    }
    ju_keyring_free(ring);
    note(d, GOOD, "keys", "%s/resident.keys", dir);
    check_key_file(d, dir, "keys");
    check_key_file(d, dir, "index");
    check_command_keys(d, dir);
}

/* ---- clock -----------------------------------------------------------------------------------------------
 */

/* The kernel knows whether something disciplines its clock; in a container it may not say. */
static void check_clock(doctor *d)
{
    struct timex state = {0};
    int answer = adjtimex(&state);
    if (answer < 0) {
        note(d, SKIPPED, "clock", "the kernel does not tell");
    } else if (answer == TIME_ERROR || (state.status & STA_UNSYNC) != 0) {
        note(d, WARNING, "clock", "not synchronised by NTP");
    } else {
        note(d, GOOD, "clock", "synchronised");
    }
}

/* ---- Kafka and topics ------------------------------------------------------------------------------------
 */

static const rd_kafka_metadata_topic_t *find_topic(const rd_kafka_metadata_t *metadata, const char *name)
{
    for (int i = 0; i < metadata->topic_cnt; i++) {
        if (strcmp(metadata->topics[i].topic, name) == 0 && metadata->topics[i].partition_cnt > 0) {
            return &metadata->topics[i];
        }
    }
    return NULL;
}

static void compare_topics(doctor *d, const ju_topics *table, const rd_kafka_metadata_t *metadata)
{
    size_t found = 0;
    for (size_t i = 0; i < table->count; i++) {
        char name[256];
        ctl_topic_name(d->c, table->item[i].name, name);
        const rd_kafka_metadata_topic_t *topic = find_topic(metadata, name);
        if (topic == NULL) {
            note(d, BAD, "topics", "%s is not there", name);
        } else if (topic->partition_cnt != table->item[i].partitions) {
            note(d, BAD, "topics", "%s has %d partitions, not %d", name, topic->partition_cnt,
                 (int)table->item[i].partitions);
        } else {
            found++;
        }
    }
    note(d, found == table->count ? GOOD : BAD, "topics", "%zu of %zu are there", found, table->count);
}

static void check_topics(doctor *d, const rd_kafka_metadata_t *metadata)
{
    ju_arena arena;
    ju_topics table = {0};
    ju_err err = {0};
    if (d->c->settings.topic_table == NULL) {
        note(d, SKIPPED, "topics", "no table: set JUKI_TOPIC_TABLE or --table");
        return;
    }
    ju_arena_init(&arena, TABLE_CAP_BYTES);
    if (ju_topics_read(&arena, d->c->settings.topic_table, &table, &err) != JU_OK) {
        note(d, BAD, "topics", "%s", err.message);
    } else {
        compare_topics(d, &table, metadata);
    }
    ju_arena_done(&arena);
}

static void check_kafka(doctor *d)
{
    const ju_kafka_setup setup = ctl_kafka_setup(d->c);
    const struct rd_kafka_metadata *metadata = NULL;
    rd_kafka_t *client = NULL;
    ju_err err = {0};
    if (ju_producer_open(&setup, &client, &err) != JU_OK) {
        note(d, BAD, "kafka", "%s", err.message);
        return;
    }
    rd_kafka_resp_err_t code = rd_kafka_metadata(client, 1, NULL, &metadata, (int)d->c->options.timeout_ms);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        note(d, BAD, "kafka", "%s: %s", setup.bootstrap, rd_kafka_err2str(code));
        d->unreachable = true;
    } else {
        note(d, GOOD, "kafka", "%s, %d broker(s)", setup.bootstrap, metadata->broker_cnt);
        check_topics(d, metadata);
        rd_kafka_metadata_destroy(metadata);
    }
    ju_producer_close(client);
}

/* ---- services --------------------------------------------------------------------------------------------
 */

/* The number of a series of one peer in what a service tells of itself; -1 when it is not there. */
static int64_t link_number(const char *metrics, const char *series, const char *peer)
{
    char line[128];
    int64_t value = -1;
    (void)snprintf(line, sizeof line, "\n%s{peer=\"%s\"} ", series, peer);
    const char *found = strstr(metrics, line);
    if (found != NULL) {
        found += strlen(line);
        (void)snprintf(line, sizeof line, "%.*s", (int)strcspn(found, "\r\n"), found);
        (void)ju_parse_int64(line, 0, INT64_MAX, &value);
    }
    return value;
}

/* Bodies outside that are closed, or for which events wait; neither is a fault. */
static void check_links(doctor *d, const char *address)
{
    static char metrics[METRICS_BYTES];
    static const char series[] = "\njuki_link_open{peer=\"";
    if (!ctl_http_get(address, "/metrics", HTTP_TIMEOUT_MS, metrics, sizeof metrics)) {
        return;
    }
    for (const char *at = metrics; (at = strstr(at, series)) != NULL;) {
        char peer[64];
        at += strlen(series);
        (void)snprintf(peer, sizeof peer, "%.*s", (int)strcspn(at, "\""), at);
        bool open = link_number(metrics, "juki_link_open", peer) != 0;
        int64_t held = link_number(metrics, "juki_link_held", peer);
        if (!open || held > 0) {
            note(d, GOOD, "links", "%s: %s, %" PRId64 " wait", peer, open ? "open" : "closed", held);
        }
    }
}

static void check_services(doctor *d)
{
    if (d->c->settings.doctor_http == NULL) {
        note(d, SKIPPED, "services", "no addresses: set JUKI_DOCTOR_HTTP");
        return;
    }
    char *list = strdup(d->c->settings.doctor_http);
    char *rest = list;
    for (char *address = strsep(&rest, ","); address != NULL; address = strsep(&rest, ",")) {
        char reason[256];
        bool ready = ctl_http_ready(address, HTTP_TIMEOUT_MS, reason, sizeof reason);
        note(d, ready ? GOOD : BAD, "services", "%s: %s", address, reason);
        check_links(d, address);
    }
    free(list);
}

int ctl_doctor(ctl *c)
{
    doctor d = {.c = c, .findings = json_array()};
    if (check_configuration(&d)) {
        check_kafka(&d);
    }
    check_keys(&d);
    check_clock(&d);
    check_services(&d);
    if (c->options.json) {
        ctl_print(c, d.findings);
    } else {
        json_decref(d.findings);
    }
    if (d.unreachable) {
        return CTL_UNREACHABLE;
    }
    return d.failed ? CTL_REFUSED : CTL_DONE;
}
