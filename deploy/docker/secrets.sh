#!/usr/bin/env bash
# Makes what is missing of the composed system's secrets. Each reader has its own volume, /secrets/<reader> here and
# /run/juki with the reader:
#   conninfo                      the way into its database
#   tls/                          its key, its certificate and whom it trusts (deploy/local/ca.sh); the authority's own
#                                 key is in /secrets/keys
#   destinations.csv              where it may send: to be read and approved (common/run/destination.h)
#   policy                        who signs the audit log: of audit and the witness; counter's is in keys/
#   keys/<audience>.keys, .index  the keyrings it needs and no other (see common/seal/keyfile.h); audit's has the key with
#                                 which the log is signed, counter's the public one; master copies in /secrets/keys,
#                                 which nobody else mounts
# /secrets/postgres has the superuser's password and all conninfo files, from which databases.sh sets the passwords.
# Existing secrets are never replaced: an installation that brings its own fills the volumes before the first start.
set -euo pipefail
umask 022  # PostgreSQL's container reads its passwords as another user; nobody but the reader has the volume

# reader: the audiences it seals for or opens for
readers='
resident:   resident identity gateway card delivery kiosk audit
identity:   identity resident prefecture national municipality card audit
delivery:   delivery audit
gateway:    gateway tax welfare network audit
audit:      audit
prefecture: prefecture identity national
national:   national identity
municipality: municipality identity
card:       card
koseki:
justice:
portal:
kiosk:      kiosk
network:    network gateway
tax:        tax
counter:    resident identity
kafka:
welfare:    welfare
'

random_hex() {
  od -An -v -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# Written aside and renamed, so that a crash leaves no half a secret behind.
write_once() {
  [[ -s $1 ]] || { printf '%s\n' "$2" >"$1.new" && mv "$1.new" "$1"; }
}

make_database_login() {
  write_once "/secrets/$1/conninfo" "host=postgres dbname=juki_$1 user=juki_$1 password=$(random_hex)"
  cp "/secrets/$1/conninfo" "/secrets/postgres/$1.conninfo"
}

# The broker runs as another user than we: what it may read everybody may who has its volume, and only it has.
give_certificate() {
  mkdir -p "/secrets/$1/tls"
  install -m 0600 "/secrets/keys/tls/$1"/* "/secrets/$1/tls/"
  [[ $1 != kafka ]] || chmod 0644 /secrets/kafka/tls/*
}

# The witness's key, and the policy by which audit knows whom to ask, the witness whose log it is, and who verifies whose
# signatures count (C2SP tlog-policy).
make_witness() {
  local key=/secrets/keys/witness.pem policy=/secrets/keys/policy
  [[ -s $key ]] || { (umask 077 && openssl genpkey -algorithm ed25519 -out "$key.new") && mv "$key.new" "$key"; }
  write_once "$policy" "log $(juki-witness --log-vkey "$JUKI_TOPIC_PREFIX/audit" /secrets/keys/audit-log.pub.pem)
witness other $(juki-witness --vkey witness.example "$key") http://witness:8080
quorum other"
  install -m 0600 "$key" /secrets/witness/key.pem
  install -m 0644 "$policy" /secrets/witness/
  install -m 0644 "$policy" /secrets/audit/
  install -m 0644 "$policy" /secrets/counter/keys/
}

read -ra consumers <<<"${JUKI_CONSUMERS:-}" # approved beyond tax and welfare; the office gets its own from /secrets/keys
"$(dirname "$0")/keys.sh" /secrets/keys "${consumers[@]}"
mkdir -p /secrets/keys/tls
printf '%s\n' "${consumers[@]}" | sed '/^$/d' >/secrets/keys/tls/consumers
JUKI_BROKER_NAMES=DNS:kafka-outside "$(dirname "$0")/ca.sh" /secrets/keys/tls /usr/share/juki/topics.csv
destinations=$("$(dirname "$0")/destinations.sh" /usr/share/juki/topics.csv "$JUKI_TOPIC_PREFIX" kafka:9092 kafka-outside:9094)
chmod 1777 /secrets/refusals /secrets/sessions # Kafka and PostgreSQL write them, as users of their own; audit reads them
write_once /secrets/postgres/superuser.password "$(random_hex)"
while IFS=': ' read -r reader audiences; do
  [[ -n $reader ]] || continue
  mkdir -p "/secrets/$reader/keys"
  [[ $reader =~ ^(counter|kafka|welfare)$ ]] || make_database_login "$reader"
  give_certificate "$reader"
  write_once "/secrets/$reader/destinations.csv" "$destinations"
  [[ $reader != audit ]] || install -m 0600 /secrets/keys/audit-log.pem /secrets/audit/keys/
  [[ $reader != counter ]] || install -m 0644 /secrets/keys/audit-log.pub.pem /secrets/counter/keys/
  [[ $reader != gateway ]] || audiences+=" ${consumers[*]}"
  for audience in $audiences; do
    for kind in keys index; do # by rename: a service may read it at this moment
      cp -p "/secrets/keys/$audience.$kind" "/secrets/$reader/keys/$audience.$kind.new"
      mv "/secrets/$reader/keys/$audience.$kind.new" "/secrets/$reader/keys/$audience.$kind"
    done
  done
done <<<"$readers"
make_witness
