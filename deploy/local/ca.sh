#!/bin/bash
# A private certificate authority, and a key with a certificate of it for the broker, for every writer and reader of the
# table of topics and for every consumer named in DIR/consumers: by its certificate Kafka knows who somebody is.
#   ca.sh DIR TABLE                  makes what is missing and what has less than 30 days left; the rest stays
#   ca.sh DIR TABLE renew NAME...    a new key and certificate for each
#   ca.sh DIR TABLE next             a new authority, trusted beside the former ones; whatever is made from now on is of it
#   ca.sh DIR TABLE retire           only the newest authority is trusted any longer; what is of another is made anew
# DIR/ca has the authorities (N.key, N.pem), which nobody else needs to read; DIR/<name> is for that one alone:
#   key.pem, certificate.pem         who it is
#   ca.pem                           whom it trusts
# The broker's name is kafka, its addresses are in JUKI_BROKER_NAMES; keystore.pem is its two files in one.
set -euo pipefail
umask 077

usage() {
  sed -n '4,7s/^# *//p' "$0" >&2
  exit 2
}

[ $# -ge 2 ] || usage
dir=$1
table=$2
action=${3:-make}
broker_names=${JUKI_BROKER_NAMES:-IP:127.0.0.1,DNS:localhost}
authority_days=3650
days=397

# Everything is said here and nothing taken from the system's openssl.cnf.
configuration='[req]
distinguished_name = subject
[subject]
[authority]
basicConstraints = critical,CA:true,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[member]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
[broker]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = '$broker_names

# certify SECTION DAYS CN KEY CERTIFICATE [OPTION...]: a new P-256 key and its certificate, whole or not at all.
certify() {
  openssl req -x509 -config <(echo "$configuration") -extensions "$1" -days "$2" -subj "/O=juki/CN=$3" -sha256 \
    -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout "$4.new" -out "$5.new" "${@:6}" 2>"$dir/error.log" ||
    { cat "$dir/error.log" >&2; exit 1; }
  mv "$4.new" "$4"
  mv "$5.new" "$5"
}

names() {
  {
    echo kafka
    awk -F, 'NR > 1 && !/\*/ { print $2, $3 }' "$table" | tr ' ' '\n'
    cat "$dir/consumers" 2>/dev/null || true
  } | sort -u
}

newest() {
  basename "$(printf '%s\n' "$dir"/ca/*.pem | sort -V | tail -n 1)" .pem
}

make_authority() {
  certify authority "$authority_days" "juki private authority $1" "$dir/ca/$1.key" "$dir/ca/$1.pem"
}

# Good for a month, and of an authority that is trusted.
is_good() {
  openssl x509 -in "$dir/$1/certificate.pem" -noout -checkend 2592000 >/dev/null 2>&1 &&
    openssl verify -CAfile "$dir/trusted.pem" "$dir/$1/certificate.pem" >/dev/null 2>&1
}

make_member() {
  local name=$1 section=member authority
  authority=$dir/ca/$(newest)
  [ "$name" != kafka ] || section=broker
  certify "$section" "$days" "$name" "$dir/$name/key.pem" "$dir/$name/certificate.pem" \
    -CA "$authority.pem" -CAkey "$authority.key"
}

# What everybody trusts, and the broker's two files in one: written aside, so that nobody reads a half.
distribute() {
  local name
  for name in $(names); do
    cp "$dir/trusted.pem" "$dir/$name/ca.pem.new"
    mv "$dir/$name/ca.pem.new" "$dir/$name/ca.pem"
  done
  cat "$dir/kafka/key.pem" "$dir/kafka/certificate.pem" >"$dir/kafka/keystore.new"
  mv "$dir/kafka/keystore.new" "$dir/kafka/keystore.pem"
}

mkdir -p "$dir/ca"
exec 9>"$dir/lock"
flock 9
compgen -G "$dir/ca/*.pem" >/dev/null || make_authority 1
case $action in
  make | renew) ;;
  next) make_authority $(($(newest) + 1)) ;;
  retire) find "$dir/ca" -type f ! -name "$(newest).*" -delete ;;
  *) usage ;;
esac
cat "$dir"/ca/*.pem >"$dir/trusted.pem"
for name in $(names); do
  mkdir -p "$dir/$name"
  is_good "$name" || make_member "$name"
done
if [ "$action" = renew ]; then
  for name in "${@:4}"; do
    [ -d "$dir/$name" ] || { echo "ca: nobody is called $name in $table" >&2; exit 2; }
    make_member "$name"
  done
fi
distribute
