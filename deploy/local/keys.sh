#!/bin/bash
# keys.sh DIR [CONSUMER...]: makes in DIR the sealing keys of every audience, and of these consumers, that has none yet
# (formats: common/seal/keyfile.h), and the key with which the audit log signs its checkpoints, public in audit-log.pub.pem
# (common/merkle/note.h).
# Keys that are there stay as they are, so it may run at every start. Whoever writes to a topic gets a key to sign with
# (common/event/SIGNATURES.md), good from today on for 400 days, and another one in the last 60 of these.
# keys.sh --sign FIRST-LAST DIR NAME...: just a key to sign with for each of them, good on these days (YYYYMMDD).
set -euo pipefail

# Of the services, of other bodies and offices, and between the two ends of a topic (proto/topics.csv, audience).
audiences=(resident identity delivery gateway audit prefecture national municipality card tax kiosk network welfare
    koseki justice portal)
between=(counter-resident counter-identity counter-delivery counter-gateway counter-audit resident-self resident-identity
    resident-gateway identity-self delivery-self gateway-self audit-self identity-national prefecture-national delivery-card audit-portal)
writers=(counter) # who write, but have no keyring of their own
period=2026

usage() {
    echo "usage: keys.sh [--sign FIRST-LAST] DIR [NAME...]" >&2
    exit 2
}

sign=
if [ "${1:-}" = --sign ]; then
    [ $# -ge 2 ] || usage
    sign=$2
    shift 2
fi
[ $# -ge 1 ] || usage
dir=$1
shift

random_hex() {
    od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n'
}

# A half-written key file must never be taken for a key: write beside it, then rename.
make_file() {
    local path=$1 line=$2
    [ -e "$path" ] && return
    printf '%s\n' "$line" >"$path.new"
    mv "$path.new" "$path"
}

make_log_key() {
    local path=$1/audit-log
    [ -e "$path.pub.pem" ] && return
    [ -e "$path.pem" ] || { openssl genpkey -algorithm ed25519 -out "$path.new" && mv "$path.new" "$path.pem"; }
    openssl pkey -in "$path.pem" -pubout -out "$path.new"
    mv "$path.new" "$path.pub.pem"
}

# The day in Japan, $1 from now, as the names of keys have it.
day() {
    TZ=JST-9 date -d "$1" +%Y%m%d
}

# The key of $1 for the days $2: the public half is there before the private one signs anything.
make_sign_key() {
    local name=$1.$2
    [ ! -e "$dir/sign/$name.key" ] || return 0
    openssl genpkey -algorithm ed25519 -out "$dir/sign/$name.new"
    openssl pkey -in "$dir/sign/$name.new" -pubout -out "$dir/verify/$name.new"
    chmod 0644 "$dir/verify/$name.new"
    mv "$dir/verify/$name.new" "$dir/verify/$name.pem"
    mv "$dir/sign/$name.new" "$dir/sign/$name.key"
}

# Whether $1 has a key that goes on for 60 days.
signs_on() {
    local key last
    last=$(day '60 days')
    for key in "$dir/sign/$1".*.key; do
        key=${key%.key}
        [ ! -e "$key.key" ] || [ "${key##*-}" -lt "$last" ] || return 0
    done
    return 1
}

umask 077
mkdir -p "$dir/sign" "$dir/verify"
chmod 0755 "$dir/verify"
if [ -n "$sign" ]; then
    for name; do
        make_sign_key "$name" "$sign"
    done
    exit 0
fi
for name in "${audiences[@]}" "${writers[@]}" "$@"; do
    signs_on "$name" || make_sign_key "$name" "$(day today)-$(day '400 days')"
done
for audience in "${audiences[@]}" "${between[@]}" "$@"; do
    make_file "$dir/$audience.keys" "$audience/$period $(random_hex)"
    make_file "$dir/$audience.index" "$(random_hex)"
done
make_log_key "$dir"

# The client of a consumer at the REST door (services/gateway/BRIDGES.md): id and secret.
for consumer in "$@"; do
    make_file "$dir/$consumer.client" "$(random_hex | cut -c1-32) $(random_hex)"
done
