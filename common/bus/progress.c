#include "common/bus/progress.h"

#include "common/bus/conf.h"

#include <stdlib.h>

enum { WAIT_MS = 1000 };

struct ju_progress {
    rd_kafka_t *rk;
    const char *topic;
    rd_kafka_topic_partition_list_t *mark; /* the offsets that are next; NULL: none is set */
};

static const char *const PAIRS[] = {
    "enable.auto.commit",
    "false",
    "allow.auto.create.topics",
    "false",
    "reconnect.backoff.max.ms",
    "1000",
    NULL,
};

ju_rc ju_progress_open(const ju_kafka_setup *setup, const char *group, const char *topic, ju_progress **ret,
                       ju_err *err)
{
    rd_kafka_conf_t *conf = NULL;
    char text[160];
    JU_TRY(ju_kafka_conf(setup, PAIRS, &conf, err));
    ju_progress *progress = calloc(1, sizeof *progress);
    if (progress == NULL ||
        rd_kafka_conf_set(conf, "group.id", group, text, sizeof text) != RD_KAFKA_CONF_OK) {
        rd_kafka_conf_destroy(conf);
        free(progress);
        return ju_fail(err, JU_FATAL, "kafka_property", "cannot set the group");
    }
    progress->topic = topic;
    progress->rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text);
    if (progress->rk == NULL) {
        rd_kafka_conf_destroy(conf);
        free(progress);
        return ju_fail(err, JU_FATAL, "kafka_client", "%s", text);
    }
    (void)rd_kafka_poll_set_consumer(progress->rk);
    *ret = progress;
    return JU_OK;
}

static void drop_mark(ju_progress *progress)
{
    if (progress->mark != NULL) {
        rd_kafka_topic_partition_list_destroy(progress->mark);
        progress->mark = NULL;
    }
}

void ju_progress_close(ju_progress *progress)
{
    if (progress != NULL) {
        drop_mark(progress);
        rd_kafka_destroy_flags(progress->rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
        free(progress);
    }
}

static ju_rc failed(rd_kafka_resp_err_t code, ju_err *err)
{
    return ju_fail(err, JU_RETRY, "kafka_progress", "%s", rd_kafka_err2str(code));
}

/* ---- the mark ------------------------------------------------------------------------------------------ */

static ju_rc count_partitions(ju_progress *progress, int *ret, ju_err *err)
{
    const struct rd_kafka_metadata *metadata = NULL;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(progress->rk, progress->topic, NULL);
    if (handle == NULL) {
        return failed(rd_kafka_last_error(), err);
    }
    rd_kafka_resp_err_t code = rd_kafka_metadata(progress->rk, 0, handle, &metadata, WAIT_MS);
    rd_kafka_topic_destroy(handle);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return failed(code, err);
    }
    code = metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    *ret = code == RD_KAFKA_RESP_ERR_NO_ERROR ? metadata->topics[0].partition_cnt : 0;
    rd_kafka_metadata_destroy(metadata);
    return *ret > 0 ? JU_OK : failed(code, err);
}

/* A partition without records is passed by whoever has committed nothing in it. */
static ju_rc mark_partition(ju_progress *progress, int32_t partition, ju_err *err)
{
    int64_t low = 0;
    int64_t high = 0;
    rd_kafka_resp_err_t code =
        rd_kafka_query_watermark_offsets(progress->rk, progress->topic, partition, &low, &high, WAIT_MS);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return failed(code, err);
    }
    rd_kafka_topic_partition_list_add(progress->mark, progress->topic, partition)->offset =
        low < high ? high : 0;
    return JU_OK;
}

ju_rc ju_progress_mark(ju_progress *progress, ju_err *err)
{
    int count = 0;
    ju_rc rc = JU_OK;
    JU_TRY(count_partitions(progress, &count, err));
    drop_mark(progress);
    progress->mark = rd_kafka_topic_partition_list_new(count);
    for (int32_t i = 0; rc == JU_OK && i < count; i++) {
        rc = mark_partition(progress, i, err);
    }
    if (rc != JU_OK) {
        drop_mark(progress);
    }
    return rc;
}

bool ju_progress_marked(const ju_progress *progress)
{
    return progress->mark != NULL;
}

/* ---- the group ----------------------------------------------------------------------------------------- */

static bool is_behind(const rd_kafka_topic_partition_list_t *mark,
                      const rd_kafka_topic_partition_list_t *committed)
{
    for (int i = 0; i < mark->cnt; i++) {
        const rd_kafka_topic_partition_t *is = &committed->elems[i];
        if (is->err != RD_KAFKA_RESP_ERR_NO_ERROR ||
            (is->offset < 0 ? 0 : is->offset) < mark->elems[i].offset) {
            return true;
        }
    }
    return false;
}

ju_rc ju_progress_passed(ju_progress *progress, bool *ret, ju_err *err)
{
    *ret = false;
    if (progress->mark == NULL) {
        return JU_OK;
    }
    rd_kafka_topic_partition_list_t *committed = rd_kafka_topic_partition_list_copy(progress->mark);
    rd_kafka_resp_err_t code = rd_kafka_committed(progress->rk, committed, WAIT_MS);
    *ret = code == RD_KAFKA_RESP_ERR_NO_ERROR && !is_behind(progress->mark, committed);
    rd_kafka_topic_partition_list_destroy(committed);
    if (*ret) {
        drop_mark(progress);
    }
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? JU_OK : failed(code, err);
}
