#!/usr/bin/env bash
# Becomes the broker: the settings of deploy/local/kafka.properties with the addresses of the composed system.
# Formats the data volume the first time.
set -euo pipefail

cd /var/lib/kafka
{
  cat /etc/juki/kafka.properties
  echo 'listeners=CLIENT://:9092,CONTROLLER://localhost:9093'
  echo 'advertised.listeners=CLIENT://kafka:9092'
  echo 'ssl.keystore.location=/run/juki/tls/keystore.pem'
  echo 'ssl.truststore.location=/run/juki/tls/ca.pem'
  echo 'controller.quorum.voters=1@localhost:9093'
  echo 'max.connections.per.ip=200'
} >/tmp/server.properties

id=J$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c2-22) # never begins with a dash: the tool would take it for an option
[[ -e data/meta.properties ]] ||
  /opt/kafka/bin/kafka-storage.sh format --cluster-id "$id" --config /tmp/server.properties
exec /opt/kafka/bin/kafka-server-start.sh /tmp/server.properties
