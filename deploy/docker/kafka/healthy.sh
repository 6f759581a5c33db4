#!/usr/bin/env bash
# Container health check: 0 when the broker's metadata name a broker that serves. Kafka's own tools would start a JVM
# for every look.
set -euo pipefail

exec 3<>/dev/tcp/kafka-inside/9092
# Length 14, api key 3 (Metadata), version 1, correlation id 1, no client id, no topics.
printf '\0\0\0\016\0\003\0\001\0\0\0\001\377\377\0\0\0\0' >&3
# Length, correlation id and the number of brokers, whose last byte is the twelfth.
brokers=$(timeout 4 head -c 12 <&3 | tail -c 1 | od -An -tu1)
((brokers >= 1))
