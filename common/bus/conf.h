#ifndef JU_BUS_CONF_H
#define JU_BUS_CONF_H

#include "common/bus/kafka.h"

/* A librdkafka configuration from pairs name, value, ..., NULL, then the setup's own properties.
 * The caller owns *ret until a client takes it. */
ju_rc ju_kafka_conf(const ju_kafka_setup *setup, const char *const *pairs, rd_kafka_conf_t **ret,
                    ju_err *err) JU_MUST_CHECK;

#endif
