#!/usr/bin/env bash
# Makes what is missing of the composed system's secrets. Each reader has its own volume, /secrets/<reader> here and
# /run/juki with the reader:
#   conninfo                      the way into its database, by the certificate in tls/
#   tls/                          its key, its certificate and whom it trusts (deploy/local/ca.sh); the authority's own
#                                 key is in /secrets/keys
#   destinations.csv              where it may send: to be read and approved (common/run/destination.h)
#   policy                        who signs the audit log: of audit and the witness; counter's is in keys/
#   keys/<audience>.keys, .index  the keyrings it needs and no other (see common/seal/keyfile.h); audit's has the key with
#                                 which the log is signed, counter's the public one; master copies in /secrets/keys,
#                                 which nobody else mounts
#   keys/sign, keys/verify        its own keys to sign events with, and everybody's to verify them
# /secrets/migrator-<service> has the way in of the role that owns its schema, for `--migrate` alone;
# /secrets/admin the certificate of PostgreSQL's administrator, who makes the databases.
# Existing secrets are never replaced: an installation that brings its own fills the volumes before the first start.
set -euo pipefail
umask 022  # PostgreSQL's container reads its passwords as another user; nobody but the reader has the volume

# reader: the audiences it seals for or opens for; event_audience_test compares them with proto/topics.csv
readers='
resident:   resident identity gateway card delivery kiosk audit counter-resident resident-self resident-identity resident-gateway koseki justice portal
identity:   identity resident prefecture national municipality card audit counter-identity resident-identity identity-self identity-national delivery-card
delivery:   delivery audit delivery-self counter-delivery delivery-card
gateway:    gateway tax welfare network audit counter-gateway resident-gateway gateway-self
audit:      audit audit-self counter-audit audit-portal
prefecture: prefecture identity national prefecture-national
national:   national identity identity-national prefecture-national
municipality: municipality identity
card:       card delivery-card
koseki:     koseki
justice:    justice
portal:     portal audit-portal
kiosk:      kiosk
network:    network gateway
tax:        tax
counter:    resident identity counter-resident counter-identity counter-delivery counter-gateway counter-audit
operator:
topics:
kafka:
welfare:    welfare
'

services='resident identity delivery gateway audit'

# Written aside and renamed, so that a crash leaves no half a secret behind.
write_once() {
  [[ -s $1 ]] || { printf '%s\n' "$2" >"$1.new" && mv "$1.new" "$1"; }
}

# make_database_login FOLDER SERVICE ROLE: how a reader, who sees FOLDER as /run/juki, comes into a database.
make_database_login() {
  mkdir -p "$1"
  echo "host=postgres dbname=juki_$2 user=juki_$3 sslmode=verify-full sslrootcert=/run/juki/tls/ca.pem" \
    "sslcert=/run/juki/tls/certificate.pem sslkey=/run/juki/tls/key.pem" >"$1/conninfo.new"
  mv "$1/conninfo.new" "$1/conninfo"
}

# The servers, and who makes databases, run as other users than we: what they may read everybody may who has their volume, and
# only they have. give_certificate NAME [FOLDER]
give_certificate() {
  local tls=/secrets/${2:-$1}/tls
  mkdir -p "$tls"
  install -m 0600 "/secrets/keys/tls/$1"/* "$tls/"
  [[ ! $1 =~ ^(kafka|postgres|admin)$ ]] || chmod 0644 "$tls"/*
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

# What the reader signs with, and by what it verifies; public ones first, so that none signs what another cannot verify.
give_verify_keys() {
  mkdir -p "/secrets/$1/keys/verify"
  cp -pu /secrets/keys/verify/*.pem "/secrets/$1/keys/verify/"
}

give_sign_keys() {
  mkdir -p "/secrets/$1/keys/sign"
  install -m 0600 "/secrets/keys/sign/$1".*.key "/secrets/$1/keys/sign/"
}

read -ra consumers <<<"${JUKI_CONSUMERS:-}" # approved beyond tax and welfare; the office gets its own from /secrets/keys
"$(dirname "$0")/keys.sh" /secrets/keys "${consumers[@]}"
mkdir -p /secrets/keys/tls
printf '%s\n' "${consumers[@]}" | sed '/^$/d' >/secrets/keys/tls/consumers
export JUKI_CA_EXTRA="admin operator auditor ${services// /-migrator }-migrator"
JUKI_SERVER_NAMES=DNS:kafka,DNS:postgres,DNS:localhost "$(dirname "$0")/ca.sh" /secrets/keys/tls /usr/share/juki/topics.csv
destinations=$("$(dirname "$0")/destinations.sh" /usr/share/juki/topics.csv "$JUKI_TOPIC_PREFIX" kafka:9092)
chmod 1777 /secrets/refusals /secrets/sessions # Kafka and PostgreSQL write them, as users of their own; audit reads them
rm -f /secrets/postgres/{superuser.password,*.conninfo} # of before there were certificates
give_certificate postgres
give_certificate admin
for service in $services; do
  make_database_login "/secrets/migrator-$service" "$service" "${service}_migrator"
  give_certificate "$service-migrator" "migrator-$service"
done
while IFS=': ' read -r reader audiences; do
  [[ -n $reader ]] || continue
  mkdir -p "/secrets/$reader/keys"
  [[ $reader =~ ^(counter|operator|topics|kafka|welfare)$ ]] || make_database_login "/secrets/$reader" "$reader" "$reader"
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
  [[ $reader == kafka ]] || give_verify_keys "$reader"
done <<<"$readers"
while IFS=': ' read -r reader _; do
  [[ -z $reader || $reader =~ ^(kafka|operator|topics)$ ]] || give_sign_keys "$reader" # those sign nothing
done <<<"$readers"
make_witness
