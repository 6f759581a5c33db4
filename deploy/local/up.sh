#!/bin/bash
# Starts everything of the instance and returns when all of it serves. What runs already stays as it is.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

members='witness audit resident identity delivery gateway prefecture national municipality card koseki justice portal kiosk network tax welfare'

[ $# -eq 0 ] || { echo "usage: up.sh" >&2 && exit 2; }
open_run
export JUKI_RUN

build() {
  # A make that called us has flags and a job server of its own.
  if ! MAKEFLAGS='' make -C "$repo" -s -j "${JUKI_JOBS:-$(nproc)}" demo-programs >"$JUKI_RUN/log/build.log" 2>&1; then
    tail -n 20 "$JUKI_RUN/log/build.log" >&2
    die "the build failed; the whole log is $JUKI_RUN/log/build.log"
  fi
}

start_servers() {
  "$here/kafka.sh" start &
  local kafka=$!
  "$here/postgres.sh" start
  wait "$kafka"
}

# Who signs on links, as played: the private key is the peer's, the public one is trusted by resident (kiosk), identity
# (municipality) and gateway (network); and the gateway's own.
make_signing_keys() {
  local dir=$JUKI_RUN/signing name
  mkdir -p "$dir/trusted"
  for name in kiosk.2026 municipality.2026 131016.2026 network.2026 "${JUKI_MUNICIPALITY:-132071}.2026"; do
    [ ! -e "$dir/trusted/$name.pem" ] || continue
    (umask 077 && openssl genpkey -algorithm ed25519 -out "$dir/$name.key")
    openssl pkey -in "$dir/$name.key" -pubout -out "$dir/$name.new"
    mv "$dir/$name.new" "$dir/trusted/$name.pem"
  done
}

# Of each body behind 情報提供ネットワークシステム: the certificate to which answers to it are encrypted, and its key.
make_certificates() {
  local body
  for body in 131016 "${JUKI_MUNICIPALITY:-132071}"; do
    "$here/certificate.sh" "$JUKI_RUN/signing" "$body"
  done
}

# The witness of the audit trail, played by another body: its key, and the policy by which audit knows whom to ask, the
# witness whose log it is, and juki-verify whose signatures it takes (C2SP tlog-policy).
make_witness() {
  local dir=$JUKI_RUN/witness bin=$repo/build/release/bin prefix=${JUKI_TOPIC_PREFIX:-juki.${JUKI_MUNICIPALITY:-132071}}
  mkdir -p "$dir"
  [ -e "$dir/key.pem" ] || { (umask 077 && openssl genpkey -algorithm ed25519 -out "$dir/new") && mv "$dir/new" "$dir/key.pem"; }
  {
    echo "log $("$bin/juki-witness" --log-vkey "$prefix/audit" "$JUKI_RUN/keys/audit-log.pub.pem")"
    echo "witness other $("$bin/juki-witness" --vkey witness.example "$dir/key.pem") http://127.0.0.1:$(port_of JUKI_HTTP_PORT_WITNESS)"
    echo "quorum other"
  } >"$dir/policy.new"
  mv "$dir/policy.new" "$dir/policy"
}

# The played identity provider, which vouches for anybody; operators' tokens are good for ten minutes.
make_dev_issuer() {
  mkdir -p "$JUKI_RUN/devissuer"
  "$repo/build/release/bin/juki-devissuer" keys "$JUKI_RUN/devissuer/key.pem" "$JUKI_RUN/devissuer/keys.json"
}

# Topics, and who may read and write them, also of the consumers that consumers.sh noted. The embedded broker has made its
# topics itself and knows no rights.
make_topics() {
  local action
  touch "$JUKI_RUN/consumers"
  [ "$(cat "$JUKI_RUN/kafka.source")" != embedded ] || return 0
  for action in apply grant; do
    "$repo/build/release/bin/juki-topics" "$action" --table "$repo/proto/topics.csv" --consumers "$JUKI_RUN/consumers" \
      --prefix "${JUKI_TOPIC_PREFIX:-juki.${JUKI_MUNICIPALITY:-132071}}" \
      --bootstrap "$(cat "$JUKI_RUN/kafka.bootstrap")" --tls "$JUKI_RUN/tls/topics" >"$JUKI_RUN/log/topics-$action.log" ||
      die "could not make the topics and their rights; the log is $JUKI_RUN/log/topics-$action.log"
  done
}

# What jukictl needs here, for a shell to read; the operator is one of the demo's reviewers.
write_jukictl_env() {
  local addresses
  addresses=$(sed -n "s/^JUKI_HTTP_ADDRESS='\(.*\)'/\1/p" "$JUKI_RUN"/env/{resident,identity,delivery,gateway,audit})
  {
    grep -E '^JUKI_(MUNICIPALITY|TOPIC_PREFIX|KAFKA_BOOTSTRAP|KAFKA_PLAINTEXT|KEY_DIR|KEY_PROVIDER|SEAL_NAMES)=' "$JUKI_RUN/env/resident"
    echo "JUKI_TLS_DIR='$JUKI_RUN/tls/counter'"
    echo "JUKI_OPERATOR_TLS_DIR='$JUKI_RUN/tls/operator'"
    echo "JUKI_OPERATOR='S2001'"
    echo "JUKI_TERMINAL='T05'"
    echo "JUKI_STAFF_TOKEN_FILE='$JUKI_RUN/devissuer/token'"
    echo "JUKI_OFFICE='市民課'"
    echo "JUKI_CERTIFICATE_TEMPLATE='$repo/services/resident/certificate/standard.json'"
    echo "JUKI_CERTIFICATE_OFFICE='立川市長'"
    echo "JUKI_CERTIFICATE_MAYOR='見本　太郎'"
    echo "JUKI_TOPIC_TABLE='$repo/proto/topics.csv'"
    echo "JUKI_DOCTOR_HTTP='$(paste -sd, <<<"$addresses")'"
  } >"$JUKI_RUN/env/jukictl"
}

register_terminals() {
  local settings
  mapfile -t settings < <(sed "s/='\(.*\)'\$/=\1/" "$JUKI_RUN/env/jukictl")
  env "${settings[@]}" PATH="$repo/build/release/bin:$PATH" "$here/terminals.sh" "$JUKI_RUN/devissuer/key.pem"
}

# What peer-kiosk --ask needs, which signs where the running peer only listens.
write_kiosk_env() {
  {
    cat "$JUKI_RUN/env/kiosk"
    echo "JUKI_KIOSK_SIGNING_KEY='$JUKI_RUN/signing/kiosk.2026.key'"
  } >"$JUKI_RUN/env/kiosk-ask"
}

"$here/install.sh"
say "building"
build
say "starting PostgreSQL and Kafka"
"$here/keys.sh" "$JUKI_RUN/keys"
make_signing_keys
make_certificates
make_dev_issuer
make_witness
start_servers
"$here/service.sh" migrate resident identity delivery gateway audit
make_topics
say "starting the services and the peers"
# shellcheck disable=SC2086 # one word per member
"$here/service.sh" start $members
# shellcheck disable=SC2086
"$here/service.sh" ready $members
write_jukictl_env
register_terminals
"$repo/build/release/bin/juki-devissuer" token "$JUKI_RUN/devissuer/key.pem" S2001 T05 >"$JUKI_RUN/devissuer/token"
write_kiosk_env
