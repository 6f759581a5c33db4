#include "tests/bench/load/bytes.h"

#include "common/bus/kafka.h"
#include "tests/bench/load/run.h"

#include <stdlib.h>
#include <string.h>

#define TOPIC "bench.132071.bench"

enum { KEY_BYTES = 36, PATIENCE_MS = 120000 };

static ju_rc produce_all(rd_kafka_t *producer, int64_t records, const char *value, size_t size,
                         bool *delivered, ju_err *err)
{
    for (int64_t i = 0; i < records; i++) {
        char key[KEY_BYTES + 1];
        (void)snprintf(key, sizeof key, "%036lld", (long long)(i % 10007));
        JU_TRY(ju_produce(producer, TOPIC, key, KEY_BYTES, value, size, NULL, 0, delivered, err));
    }
    return rd_kafka_flush(producer, PATIENCE_MS) == RD_KAFKA_RESP_ERR_NO_ERROR
               ? JU_OK
               : ju_fail(err, JU_FATAL, "kafka_delivery", "not everything was acknowledged");
}

ju_rc bytes_produce(const ju_kafka_setup *setup, int64_t records, int64_t bytes, double *ret_s, ju_err *err)
{
    size_t size = bytes / records > KEY_BYTES ? (size_t)(bytes / records) - KEY_BYTES : 1;
    rd_kafka_t *producer = NULL;
    bool delivered = false;
    char *value = malloc(size);
    if (value == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    memset(value, 'b', size);
    ju_rc rc = ju_producer_open(setup, &producer, err);
    int64_t started_us = load_now_us();
    rc = rc == JU_OK ? produce_all(producer, records, value, size, &delivered, err) : rc;
    *ret_s = (double)(load_now_us() - started_us) / 1e6;
    ju_producer_close(producer);
    free(value);
    return rc;
}
