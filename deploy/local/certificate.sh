#!/bin/bash
# certificate.sh DIR NAME: a certificate of its own authority for a body that is played (DIR/NAME.crt, CN NAME, an EC key in
# DIR/NAME.certificate.key), valid from 2020 to 2040: what is played has a day of its own. What is there stays.
set -euo pipefail
umask 077

if [ $# -ne 2 ]; then
  echo "usage: certificate.sh DIR NAME" >&2
  exit 2
fi
dir=$1
name=$2
[ ! -e "$dir/$name.crt" ] || exit 0

work=$(mktemp -d "$dir/certificate.XXXXXX")
trap 'rm -rf "$work"' EXIT
: >"$work/index"
cat >"$work/ca.cnf" <<END
[ca]
default_ca = own
[own]
database = $work/index
new_certs_dir = $work
default_md = sha256
policy = any
unique_subject = no
serial = $work/serial
[any]
commonName = supplied
END
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -keyout "$work/key" -out "$work/request" \
  2>"$work/log"
openssl ca -batch -selfsign -notext -create_serial -config "$work/ca.cnf" -keyfile "$work/key" -startdate 20200101000000Z \
  -enddate 20400101000000Z -in "$work/request" -out "$work/crt" 2>>"$work/log" || { cat "$work/log" >&2 && exit 1; }
mv "$work/key" "$dir/$name.certificate.key"
mv "$work/crt" "$dir/$name.crt"
