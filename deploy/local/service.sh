#!/bin/bash
# One service or peer of the instance as a process of its own: see README.md beside this file.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

services='resident identity delivery gateway audit'
witness='witness' # another body's, of the audit trail: neither Kafka nor a database
peers='prefecture national municipality card koseki justice portal kiosk network tax welfare'

usage() {
  cat >&2 <<EOF
usage: service.sh start|stop|kill|restart|status|ready|migrate NAME...
       ready waits until NAME serves, migrate brings the database of service NAME up to date; NAME is one of: $services $witness $peers
EOF
  exit 2
}

# Sets the paths of service or peer $1. Its argv[0] is the mark it is known by.
open_service() {
  name=$1
  case $name in
    welfare) command=(/usr/bin/python3 "$repo/tests/peers/welfare/welfare.py") ;;
    prefecture | national | municipality | card | koseki | justice | portal | kiosk | network | tax) command=("$repo/build/release/bin/peer-$name") ;;
    *) command=("$repo/build/${JUKI_FLAVOUR:-release}/bin/juki-$name") ;; # another one: the benchmark's
  esac
  mark=$JUKI_RUN/$name
  pidfile=$JUKI_RUN/$name.pid
  log=$JUKI_RUN/log/$name.log
  env_file=$JUKI_RUN/env/$name
}

http_port() {
  port_of "JUKI_HTTP_PORT_${name^^}"
}

# ---- commands -------------------------------------------------------------------------------------------

# Whose signatures resident and identity trust, once up.sh has made the keys; the played kiosks never close; what 送付先情報
# prints of the office.
write_link_env() {
  echo "JUKI_OFFICE_TABLE='$repo/services/resident/office.csv'"
  [ ! -d "$JUKI_RUN/signing/trusted" ] || echo "JUKI_LINK_KEY_DIR='$JUKI_RUN/signing/trusted'"
  [ "$name" != resident ] || echo "JUKI_KIOSK_HOURS='00:00-24:00'"
}

# What the played network and the bodies behind it sign with, and whom it trusts.
write_network_env() {
  [ -d "$JUKI_RUN/signing/trusted" ] || return 0
  echo "JUKI_LINK_KEY_DIR='$JUKI_RUN/signing/trusted'"
  echo "JUKI_NETWORK_SIGNING_DIR='$JUKI_RUN/signing'"
}

# What the gateway signs with toward the played network and whom it trusts there.
write_gateway_env() {
  local key="$JUKI_RUN/signing/${JUKI_MUNICIPALITY:-132071}.2026.key"
  echo "JUKI_GATEWAY_AFFAIRS='住民基本台帳'"
  [ -e "$key" ] || return 0
  echo "JUKI_LINK_KEY_DIR='$JUKI_RUN/signing/trusted'"
  echo "JUKI_LINK_SIGNING_KEY='$key'"
  echo "JUKI_INQUIRY_CERTIFICATE='${key%.2026.key}.crt'"
  echo "JUKI_INQUIRY_KEY='${key%.2026.key}.certificate.key'"
}

# How to reach Kafka and who this is there. Only the embedded broker asks for no certificate; it says so when it starts.
write_kafka_env() {
  echo "JUKI_KAFKA_BOOTSTRAP='$(cat "$JUKI_RUN/kafka.bootstrap")'"
  echo "JUKI_TLS_DIR='$JUKI_RUN/tls/$name'"
  [ "$(cat "$JUKI_RUN/kafka.source")" = embedded ] || return 0
  say "NOTICE: $name connects in PLAINTEXT: the embedded broker has no TLS"
  echo "JUKI_KAFKA_PLAINTEXT='true'"
}

# Whose word about operators services take, once up.sh has made the played identity provider.
write_staff_env() {
  [ -e "$JUKI_RUN/devissuer/keys.json" ] || return 0
  echo "JUKI_STAFF_KEYS='$JUKI_RUN/devissuer/keys.json'"
  echo "JUKI_STAFF_ISSUER='urn:juki:dev-issuer'"
  echo "JUKI_SUPERVISORS='S2001 S2002'"
  [ "$name" != audit ] || echo "JUKI_AUDIT_AFFAIRS='住民基本台帳'"
}

# Where consumers by file find theirs; the REST door where JUKI_API_ADDRESS is given.
write_bridge_env() {
  mkdir -p "$JUKI_RUN/files"
  echo "JUKI_FILE_DIR='$JUKI_RUN/files'"
  echo "JUKI_FILE_CERT_DIR='$JUKI_RUN/certificates'"
  [ -z "${JUKI_API_ADDRESS:-}" ] || echo "JUKI_API_ADDRESS='$JUKI_API_ADDRESS'"
}

# Who cosigns the log, once up.sh has made the witness's key; where it is served.
write_audit_env() {
  echo "JUKI_CHECKPOINT_FILE='$JUKI_RUN/audit.checkpoint'"
  echo "JUKI_HOLIDAY_TABLE='$repo/services/delivery/holidays.csv'"
  echo "JUKI_TILE_ADDRESS='127.0.0.1:$(port_of JUKI_TILE_PORT)'"
  [ -z "${JUKI_CHECKPOINT_EVERY:-}" ] || echo "JUKI_CHECKPOINT_EVERY='$JUKI_CHECKPOINT_EVERY'"
  [ ! -e "$JUKI_RUN/witness/policy" ] || echo "JUKI_WITNESSES='$JUKI_RUN/witness/policy'"
  [ "$(cat "$JUKI_RUN/kafka.source")" = embedded ] || echo "JUKI_REFUSAL_LOG='$JUKI_RUN/log/refusals.log'"
  [ ! -s "$JUKI_RUN/postgres.home" ] || echo "JUKI_DATABASE_LOGS='$(cat "$JUKI_RUN/postgres.home")/sessions'"
}

write_witness_env() {
  mkdir -p "$JUKI_RUN/env" "$JUKI_RUN/witness/state"
  cat >"$env_file" <<EOF
JUKI_WITNESS_NAME='witness.example'
JUKI_WITNESS_KEY='$JUKI_RUN/witness/key.pem'
JUKI_WITNESS_LOGS='$JUKI_RUN/witness/policy'
JUKI_WITNESS_DIR='$JUKI_RUN/witness/state'
JUKI_HTTP_ADDRESS='127.0.0.1:$(http_port)'
EOF
}

# Everything a process gets to know, as lines NAME='value' that a shell can read too.
write_env() {
  [ "$name" != witness ] || { write_witness_env && return; }
  local municipality=${JUKI_MUNICIPALITY:-132071}
  mkdir -p "$JUKI_RUN/env"
  cat >"$env_file" <<EOF
JUKI_MUNICIPALITY='$municipality'
JUKI_TOPIC_PREFIX='${JUKI_TOPIC_PREFIX:-juki.$municipality}'
EOF
  write_kafka_env >>"$env_file"
  if [ "$name" = welfare ]; then
    printf "%s='%s'\n" WELFARE_STATE "$JUKI_RUN/welfare.sqlite" JUKI_KEY_DIR "$JUKI_RUN/keys" >>"$env_file"
    return
  fi
  cat >>"$env_file" <<EOF
JUKI_DESTINATIONS='$JUKI_RUN/destinations.csv'
JUKI_DB_CONNINFO_FILE='$JUKI_RUN/secrets/dsn-$name'
JUKI_KEY_DIR='$JUKI_RUN/keys'
JUKI_KEY_PROVIDER='${JUKI_KEY_PROVIDER:-file}'
JUKI_SEAL_NAMES='${JUKI_SEAL_NAMES:-true}'
JUKI_CLOCK='${JUKI_CLOCK:-2026-05-14}'
JUKI_HTTP_ADDRESS='127.0.0.1:$(http_port)'
JUKI_LOG_LEVEL='${JUKI_LOG_LEVEL:-info}'
EOF
  case $name in resident | identity) write_link_env >>"$env_file" ;; esac
  [ "$name" != audit ] || write_audit_env >>"$env_file"
  [ "$name" != gateway ] || write_gateway_env >>"$env_file"
  [ "$name" != network ] || write_network_env >>"$env_file"
  case $name in resident | identity | delivery | gateway | audit) write_staff_env >>"$env_file" ;; esac
  [ "$name" != gateway ] || write_bridge_env >>"$env_file"
  [ "$name" != municipality ] || echo "JUKI_MUNICIPALITY_SIGNING_DIR='$JUKI_RUN/signing'" >>"$env_file"
}

launch() {
  local settings
  [ -x "${command[-1]}" ] || die "${command[-1]} is not built: run make"
  [ -s "$JUKI_RUN/kafka.bootstrap" ] || die "Kafka was never started here: run deploy/local/up.sh"
  [ "$name" = welfare ] || need_free_port "JUKI_HTTP_PORT_${name^^}" "$(http_port)"
  write_env
  mapfile -t settings < <(sed "s/='\(.*\)'\$/=\1/" "$env_file")
  # shellcheck disable=SC2016 # expanded by the shell that becomes the program
  env -i "PATH=$PATH" LANG=C.UTF-8 "${settings[@]}" setsid /bin/bash -c 'exec -a "$0" "$@"' "$mark" "${command[@]}" \
    </dev/null >>"$log" 2>&1 9>&- &
  record_pid $! "$pidfile" "$mark"
}

start() {
  running_pid "$pidfile" "$mark" >/dev/null || launch
}

stop() {
  end_process "$pidfile" "$mark" TERM
}

# As the owner of the schema, which no service is.
migrate() {
  local dsn=$JUKI_RUN/secrets/dsn-$name-migrator
  [ -s "$dsn" ] || die "$name has no database of another's: it migrates by itself, or PostgreSQL was never started here"
  env -i "PATH=$PATH" LANG=C.UTF-8 "JUKI_DB_CONNINFO_FILE=$dsn" "${command[@]}" --migrate >>"$log" 2>&1 ||
    die "$name could not be migrated; the log is $log"
}

kill_service() {
  end_process "$pidfile" "$mark" KILL
}

status() {
  local pid
  if pid=$(running_pid "$pidfile" "$mark"); then
    echo "$name running: pid $pid$([ "$name" = welfare ] || echo ", http://127.0.0.1:$(http_port)")"
  else
    echo "$name stopped"
    return 3
  fi
}

# The child-care office has no HTTP: it is there when it has made its file.
# shellcheck disable=SC2317 # called by wait_for_start
is_ready() {
  if [ "$name" = welfare ]; then
    [ -e "$JUKI_RUN/welfare.sqlite" ]
  else
    curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$(http_port)/readyz" 2>/dev/null
  fi
}

ready() {
  wait_for_start "$pidfile" "$mark" "$log" is_ready
}

[ $# -ge 2 ] || usage
action=$1
shift
open_run
result=0
for name in "$@"; do
  case " $services $witness $peers " in *" $name "*) ;; *) usage ;; esac
  open_service "$name"
  case $action in
    start | stop | kill | restart | migrate) lock "$name" ;;
  esac
  case $action in
    start) start ;;
    stop) stop ;;
    ready) ready ;;
    status) status || result=$? ;;
    kill) kill_service ;;
    migrate) migrate ;;
    restart) stop && start ;;
    *) usage ;;
  esac
done
exit "$result"
