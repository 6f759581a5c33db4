#!/usr/bin/env bash
# shellcheck disable=SC2086  # the options are lists, as in Kafka's own script
exec java ${KAFKA_HEAP_OPTS-} ${KAFKA_JVM_PERFORMANCE_OPTS-} ${KAFKA_LOG4J_OPTS-} -cp '/opt/kafka/libs/*' "$@"
