#!/usr/bin/env bash
# Container health check: 0 when the broker listens at 9092, which it does once it has its metadata and rights. Read from
# the kernel: a connection without a certificate would be a refusal that audit records, and Kafka's own tools start a JVM
# for every look. State 0A is LISTEN.
set -euo pipefail

port=$(printf ':%04X' 9092)
{ cat /proc/net/tcp /proc/net/tcp6 2>/dev/null || true; } | # tcp6 may not exist
  awk -v port="$port" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }'
