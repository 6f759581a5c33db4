#ifndef BENCH_INSTANCE_H
#define BENCH_INSTANCE_H

#include "common/bus/kafka.h"

#include <stddef.h>
#include <stdint.h>

enum { INSTANCE_SERVICES = 5, INSTANCE_TEXT_SIZE = 1024 };
extern const char *const instance_services[INSTANCE_SERVICES];

/* The first line of a small file of the instance of deploy/local in run_dir, e.g. kafka.bootstrap. */
ju_rc instance_read(const char *run_dir, const char *name, char ret[INSTANCE_TEXT_SIZE],
                    ju_err *err) JU_MUST_CHECK;

/* How to reach its Kafka as who provisions it, who may do all that is measured. The texts of the last one
 * stay. */
ju_rc instance_kafka(const char *run_dir, ju_kafka_setup *ret, ju_err *err) JU_MUST_CHECK;

/* How far the instance has come: differences of two marks say what was written between them. */
typedef struct instance_mark {
    int64_t xid;                       /* PostgreSQL's next transaction, of all databases */
    int64_t outbox[INSTANCE_SERVICES]; /* rows ever put in each service's outbox */
    int64_t records;                   /* in the topics of the town */
    int64_t bytes;                     /* of those topics on disk */
} instance_mark;

ju_rc instance_mark_read(const char *run_dir, instance_mark *ret, ju_err *err) JU_MUST_CHECK;

#endif
