#!/bin/bash
# keys.sh DIR [CONSUMER...]: makes in DIR the sealing keys of every audience, and of these consumers, that has none yet
# (formats: common/seal/keyfile.h), and the key with which the audit log signs its checkpoints, public in audit-log.pub.pem
# (common/merkle/note.h).
# Keys that are there stay as they are, so it may run at every start.
set -euo pipefail

audiences=(resident identity delivery gateway audit prefecture national municipality card tax kiosk network welfare)
period=2026

if [ $# -lt 1 ]; then
    echo "usage: keys.sh DIR [CONSUMER...]" >&2
    exit 2
fi
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

umask 077
mkdir -p "$dir"
for audience in "${audiences[@]}" "$@"; do
    make_file "$dir/$audience.keys" "$audience/$period $(random_hex)"
    make_file "$dir/$audience.index" "$(random_hex)"
done
make_log_key "$dir"

# The client of a consumer at the REST door (services/gateway/BRIDGES.md): id and secret.
for consumer in "$@"; do
    make_file "$dir/$consumer.client" "$(random_hex | cut -c1-32) $(random_hex)"
done
