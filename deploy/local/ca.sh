#!/bin/bash
# A private certificate authority, and a key with a certificate of it for Kafka and PostgreSQL, for every writer and reader
# of the table of topics, for who provisions Kafka (topics), for every consumer named in DIR/consumers and for every name in
# JUKI_CA_EXTRA, which DIR/extra remembers: by its certificate a server knows who somebody is.
#   ca.sh DIR TABLE                  makes what is missing and what has less than 30 days left; the rest stays
#   ca.sh DIR TABLE renew NAME...    a new key and certificate for each
#   ca.sh DIR TABLE next             a new authority, trusted beside the former ones; whatever is made from now on is of it
#   ca.sh DIR TABLE retire           only the newest authority is trusted any longer; what is of another is made anew
# DIR/ca has the authorities (N.key, N.pem), which nobody else needs to read; DIR/<name> is for that one alone:
#   key.pem, certificate.pem         who it is
#   ca.pem                           whom it trusts
# The servers are kafka and postgres, their addresses are in JUKI_SERVER_NAMES; keystore.pem is a server's two files in one.
# Kafka's certificate is a client's, too: the broker speaks to itself, and to others of its cluster.
set -euo pipefail
umask 077

usage() {
  sed -n '5,8s/^# *//p' "$0" >&2
  exit 2
}

[ $# -ge 2 ] || usage
dir=$1
table=$2
action=${3:-make}
servers='kafka postgres'
server_names=${JUKI_SERVER_NAMES:-IP:127.0.0.1,DNS:localhost}
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
[postgres]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = '$server_names'
[kafka]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth,clientAuth
subjectAltName = '$server_names

# certify SECTION DAYS CN KEY CERTIFICATE [OPTION...]: a new P-256 key and its certificate, whole or not at all.
certify() {
  openssl req -x509 -config <(echo "$configuration") -extensions "$1" -days "$2" -subj "/O=juki/CN=$3" -sha256 \
    -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout "$4.new" -out "$5.new" "${@:6}" 2>"$dir/error.log" ||
    { cat "$dir/error.log" >&2; exit 1; }
  mv "$4.new" "$4"
  mv "$5.new" "$5"
}

remember_extra() {
  [ -n "${JUKI_CA_EXTRA:-}" ] || return 0
  { cat "$dir/extra" 2>/dev/null || true; tr ' ' '\n' <<<"$JUKI_CA_EXTRA"; } | sed '/^$/d' | sort -u >"$dir/extra.new"
  mv "$dir/extra.new" "$dir/extra"
}

names() {
  {
    tr ' ' '\n' <<<"$servers topics"
    awk -F, 'NR > 1 && !/\*/ { print $2, $3 }' "$table" | tr ' ' '\n'
    cat "$dir/consumers" "$dir/extra" 2>/dev/null || true
  } | sort -u
}

newest() {
  basename "$(printf '%s\n' "$dir"/ca/*.pem | sort -V | tail -n 1)" .pem
}

make_authority() {
  certify authority "$authority_days" "juki private authority $1" "$dir/ca/$1.key" "$dir/ca/$1.pem"
}

# Whether server $1 is called what it is to be called, and Kafka may be a client.
is_server() {
  local certificate=$dir/$1/certificate.pem
  [ "$(openssl x509 -in "$certificate" -noout -ext subjectAltName | sed '1d; s/ //g; s/IPAddress/IP/g')" = "$server_names" ] &&
    { [ "$1" != kafka ] || openssl verify -CAfile "$dir/trusted.pem" -purpose sslclient "$certificate" >/dev/null 2>&1; }
}

# Those of names whose certificate is of an authority that is trusted and good, now and in a month: all of them in two looks.
lasting() {
  local files=("${@/#/$dir/}") moment
  for moment in "$(date +%s)" "$(($(date +%s) + 2592000))"; do
    openssl verify -attime "$moment" -CAfile "$dir/trusted.pem" "${files[@]/%//certificate.pem}" 2>/dev/null
  done | sed -n 's:.*/\([^/]*\)/certificate.pem\: OK$:\1:p' | sort | uniq -d
}

# Likewise one, and a server's as it is asked for now.
is_good() {
  grep -qxF "$1" <<<"$lasting" && { [[ " $servers " != *" $1 "* ]] || is_server "$1"; }
}

make_member() {
  local name=$1 section=member authority
  authority=$dir/ca/$(newest)
  [[ " $servers " != *" $name "* ]] || section=$name
  certify "$section" "$days" "$name" "$dir/$name/key.pem" "$dir/$name/certificate.pem" \
    -CA "$authority.pem" -CAkey "$authority.key"
}

# What everybody trusts, and a server's two files in one: written aside, so that nobody reads a half.
distribute() {
  local name
  for name in $(names); do
    cp "$dir/trusted.pem" "$dir/$name/ca.pem.new"
    mv "$dir/$name/ca.pem.new" "$dir/$name/ca.pem"
  done
  for name in $servers; do
    cat "$dir/$name/key.pem" "$dir/$name/certificate.pem" >"$dir/$name/keystore.new"
    mv "$dir/$name/keystore.new" "$dir/$name/keystore.pem"
  done
}

mkdir -p "$dir/ca"
exec 9>"$dir/lock"
flock 9
remember_extra
compgen -G "$dir/ca/*.pem" >/dev/null || make_authority 1
case $action in
  make | renew) ;;
  next) make_authority $(($(newest) + 1)) ;;
  retire) find "$dir/ca" -type f ! -name "$(newest).*" -delete ;;
  *) usage ;;
esac
cat "$dir"/ca/*.pem >"$dir/trusted.pem"
# shellcheck disable=SC2046 # one word per name
lasting=$(lasting $(names)) || true
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
