#include "tests/bench/load/instance.h"

#include "common/base/file.h"
#include "common/bus/conf.h"
#include "common/db/db.h"

#include <dirent.h>
#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define TOWN_TOPICS "juki.132071."

enum { METADATA_MS = 10000 };

const char *const instance_services[INSTANCE_SERVICES] = {"resident", "identity", "delivery", "gateway",
                                                          "audit"};

ju_rc instance_read(const char *run_dir, const char *name, char ret[INSTANCE_TEXT_SIZE], ju_err *err)
{
    char path[512];
    char *text = NULL;
    size_t length = 0;
    (void)snprintf(path, sizeof path, "%s/%s", run_dir, name);
    JU_TRY(ju_file_read(path, INSTANCE_TEXT_SIZE - 1, &text, &length, err));
    (void)snprintf(ret, INSTANCE_TEXT_SIZE, "%.*s", (int)strcspn(text, "\n"), text);
    ju_file_release(text, length);
    return JU_OK;
}

/* ---- PostgreSQL ---------------------------------------------------------------------------------------- */

static ju_rc read_database(const char *run_dir, const char *service, int64_t *ret_xid, int64_t *ret_outbox,
                           ju_err *err)
{
    char name[64];
    char conninfo[INSTANCE_TEXT_SIZE];
    (void)snprintf(name, sizeof name, "secrets/dsn-%s-migrator", service);
    JU_TRY(instance_read(run_dir, name, conninfo, err));
    PGconn *conn = PQconnectdb(conninfo);
    PGresult *row =
        PQexec(conn, "SELECT pg_snapshot_xmax(pg_current_snapshot()), last_value FROM outbox_id_seq");
    ju_rc rc = PQresultStatus(row) == PGRES_TUPLES_OK
                   ? JU_OK
                   : ju_fail(err, JU_FATAL, "database", "%s: %s", service, PQerrorMessage(conn));
    if (rc == JU_OK) {
        *ret_xid = ju_col_i64(row, 0, 0);
        *ret_outbox = ju_col_i64(row, 0, 1);
    }
    PQclear(row);
    PQfinish(conn);
    return rc;
}

/* ---- Kafka --------------------------------------------------------------------------------------------- */

ju_rc instance_kafka(const char *run_dir, ju_kafka_setup *ret, ju_err *err)
{
    static char bootstrap[INSTANCE_TEXT_SIZE];
    static char tls_dir[512];
    JU_TRY(instance_read(run_dir, "kafka.bootstrap", bootstrap, err));
    (void)snprintf(tls_dir, sizeof tls_dir, "%s/tls/topics", run_dir);
    *ret = (ju_kafka_setup){.bootstrap = bootstrap, .client_id = "bench", .tls_dir = tls_dir};
    return JU_OK;
}

static int64_t records_of_topic(rd_kafka_t *client, const rd_kafka_metadata_topic_t *topic)
{
    int64_t sum = 0;
    for (int partition = 0; partition < topic->partition_cnt; partition++) {
        int64_t low = 0;
        int64_t high = 0;
        if (rd_kafka_query_watermark_offsets(client, topic->topic, partition, &low, &high, METADATA_MS) ==
            RD_KAFKA_RESP_ERR_NO_ERROR) {
            sum += high;
        }
    }
    return sum;
}

static ju_rc count_records(rd_kafka_t *client, int64_t *ret, ju_err *err)
{
    const struct rd_kafka_metadata *metadata = NULL;
    if (rd_kafka_metadata(client, 1, NULL, &metadata, METADATA_MS) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return ju_fail(err, JU_FATAL, "kafka_metadata", "the broker does not tell its topics");
    }
    *ret = 0;
    for (int i = 0; i < metadata->topic_cnt; i++) {
        bool of_town = strncmp(metadata->topics[i].topic, TOWN_TOPICS, strlen(TOWN_TOPICS)) == 0;
        *ret += of_town ? records_of_topic(client, &metadata->topics[i]) : 0;
    }
    rd_kafka_metadata_destroy(metadata);
    return JU_OK;
}

static ju_rc read_kafka(const char *run_dir, int64_t *ret_records, ju_err *err)
{
    static const char *const none[] = {NULL};
    ju_kafka_setup setup;
    rd_kafka_conf_t *conf = NULL;
    char text[200] = "";
    JU_TRY(instance_kafka(run_dir, &setup, err));
    JU_TRY(ju_kafka_conf(&setup, none, &conf, err));
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text);
    if (client == NULL) {
        rd_kafka_conf_destroy(conf);
        return ju_fail(err, JU_FATAL, "kafka_client", "%s", text);
    }
    ju_rc rc = count_records(client, ret_records, err);
    rd_kafka_destroy(client);
    return rc;
}

/* Of the segments of one partition's directory. */
static int64_t segment_bytes(const char *directory)
{
    int64_t sum = 0;
    DIR *opened = opendir(directory);
    for (struct dirent *entry = NULL; opened != NULL && (entry = readdir(opened)) != NULL;) {
        char path[1200];
        struct stat facts;
        const char *dot = strrchr(entry->d_name, '.');
        (void)snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        if (dot != NULL && strcmp(dot, ".log") == 0 && stat(path, &facts) == 0) {
            sum += facts.st_size;
        }
    }
    if (opened != NULL) {
        (void)closedir(opened);
    }
    return sum;
}

static int64_t log_bytes(const char *run_dir)
{
    char data[512];
    int64_t sum = 0;
    (void)snprintf(data, sizeof data, "%s/kafka/data", run_dir);
    DIR *opened = opendir(data);
    for (struct dirent *entry = NULL; opened != NULL && (entry = readdir(opened)) != NULL;) {
        char path[800];
        (void)snprintf(path, sizeof path, "%s/%s", data, entry->d_name);
        if (strncmp(entry->d_name, TOWN_TOPICS, strlen(TOWN_TOPICS)) == 0) {
            sum += segment_bytes(path);
        }
    }
    if (opened != NULL) {
        (void)closedir(opened);
    }
    return sum;
}

ju_rc instance_mark_read(const char *run_dir, instance_mark *ret, ju_err *err)
{
    for (size_t i = 0; i < INSTANCE_SERVICES; i++) {
        JU_TRY(read_database(run_dir, instance_services[i], &ret->xid, &ret->outbox[i], err));
    }
    ret->bytes = log_bytes(run_dir);
    return read_kafka(run_dir, &ret->records, err);
}
