#!/bin/bash
# Measures: see README.md beside this file. Usage: bench.sh [NAME]; without a name everything is measured.
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
here=$repo/tests/bench
local=$repo/deploy/local
bin=$repo/build/release/bin
services='audit resident identity delivery gateway'

only=${1:-}
runs=${BENCH_RUNS:-3}
changes=${BENCH_CHANGES:-20000}
export JUKI_RUN=$repo/.run/bench
samples=$JUKI_RUN/samples.tsv

say() {
  printf 'bench: %s\n' "$*" >&2
}

# Sets the measurements that give the wanted name.
choose() {
  want_throughput=false want_latency=false want_relay=false want_register=false want_search=false want_snapshot=false
  want_inquiry=false want_append=false want_proof=false want_verify=false want_trail=false want_protection=false
  case $only in
    '')
      want_throughput=true want_latency=true want_relay=true want_register=true want_search=true want_snapshot=true
      want_inquiry=true want_append=true want_proof=true want_verify=true want_trail=true want_protection=true
      ;;
    e2e.changes_per_s | e2e.persons_per_s | e2e.cpu_s_per_1000* | e2e.rss_mib* | limit.pgbench_* | limit.librdkafka_changes_*) want_throughput=true ;;
    e2e.p50_ms | e2e.p99_ms* | notice.* | limit.hop_*) want_latency=true ;;
    register.*) want_register=true ;;
    search.*) want_search=true ;;
    gateway.snapshot_*) want_snapshot=true ;;
    gateway.inquir*) want_inquiry=true ;;
    audit.append_* | audit.tree_per_s) want_append=true ;;
    audit.proof_*) want_proof=true ;;
    audit.verify_*) want_verify=true ;;
    audit.question_*) want_trail=true ;;
    protection.*) want_protection=true ;;
    relay.events_per_s | limit.librdkafka_events_*) want_relay=true ;;
    *) say "nothing is called '$only'; see $here/README.md" && exit 2 ;;
  esac
}

# Everything that follows, servers included, on two cores.
pin() {
  local allowed
  allowed=$(taskset -cp $$ | sed 's/.*: //')
  cpus=${BENCH_CPUS:-$(echo "$allowed" | tr ',' '\n' |
    awk -F- '{ for (i = $1; i <= ($2 == "" ? $1 : $2); i++) print i }' | head -n 2 | paste -sd,)}
  taskset -cp "$cpus" $$ >/dev/null
}

describe_machine() {
  machine="$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(grep -c '^processor' /proc/cpuinfo) cores,"
  machine+=" of which $cpus are used; load average before: $(cut -d' ' -f1-3 /proc/loadavg);"
  machine+=" $(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)"
  machine+=", $(awk '/^HugePages_Total/ { print $2 }' /proc/meminfo) huge pages, Linux $(uname -r)"
  say "$machine"
}

stop() {
  [ -z "${small_pid:-}" ] || kill "$small_pid" 2>/dev/null || true
  for name in $services; do "$local/service.sh" stop "$name" || true; done
  "$local/kafka.sh" destroy || true
  "$local/postgres.sh" destroy || true
}

# know_terminals DATABASE...: as if staff.right had told of the terminals that ask here.
know_terminals() {
  local database
  for database in "$@"; do
    "$local/postgres.sh" psql "$database" -qX -v ON_ERROR_STOP=1 -f "$repo/tests/issuer/terminals.sql"
  done
}

start_servers() {
  if [ "${JUKI_KAFKA_SOURCE:-}" = embedded ]; then
    say 'the embedded broker promises nothing that could be measured' && exit 2
  fi
  export JUKI_KAFKA_SOURCE=${JUKI_KAFKA_SOURCE:-installed maven docker}
  mkdir -p "$JUKI_RUN"
  trap stop EXIT
  stop
  "$local/keys.sh" "$JUKI_RUN/keys"
  mkdir -p "$JUKI_RUN/devissuer"
  "$bin/juki-devissuer" keys "$JUKI_RUN/devissuer/key.pem" "$JUKI_RUN/devissuer/keys.json"
  "$local/kafka.sh" start &
  local kafka=$!
  "$local/postgres.sh" start
  # shellcheck disable=SC2086 # one word per service
  "$local/service.sh" migrate $services
  # shellcheck disable=SC2086
  know_terminals $services
  wait "$kafka"
  bootstrap=$(cat "$JUKI_RUN/kafka.bootstrap")
}

# With BENCH_PROFILE the statements are counted: for looking into a figure, not for publishing it.
prepare_profile() {
  "$local/postgres.sh" psql admin -qXc "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'"
  "$local/postgres.sh" restart
  "$local/postgres.sh" psql admin -qXc 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements'
}

print_profile() {
  "$local/postgres.sh" psql admin -X -f "$here/profile.sql"
}

# provision PREFIX TABLE: its topics and rights.
provision() {
  local action
  for action in apply grant; do
    "$bin/juki-topics" "$action" --table "$2" --prefix "$1" --bootstrap "$bootstrap" --tls "$JUKI_RUN/tls/topics" >/dev/null
  done
}

make_topics() {
  provision juki.132071 "$repo/proto/topics.csv"
  provision bench.132071 "$here/topics.csv"
}

# No peers: the generator reads what they would read and nobody acknowledges.
start_services() {
  # shellcheck disable=SC2086 # one word per service
  "$local/service.sh" start $services
  # shellcheck disable=SC2086
  "$local/service.sh" ready $services
}

# The raw limit of PostgreSQL: the rows of the last throughput run again, by pgbench, into copies of all tables of
# the five databases at once, in transactions of limit_batch changes. The services are stopped by then.
limit_batch=50
measure_pgbench() {
  local run started ended pids name pgbench
  declare -A written
  while IFS='=' read -r name run; do written[$name]=$run; done <"$JUKI_RUN/written"
  local batches=$((written[changes] / limit_batch))
  pgbench=$(find /usr/lib/postgresql -name pgbench | sort -V | tail -n 1)
  for name in $services; do
    "$local/postgres.sh" psql "$name" -qX -v ON_ERROR_STOP=1 -v script="$JUKI_RUN/limit-$name.sql" \
      -v xid_from="${written[xid_from]}" -v xid_to="${written[xid_to]}" -v batches="$batches" \
      -v outbox="${written[outbox_$name]}" -v record_bytes="${written[record_bytes]}" -f "$here/limit.sql"
  done
  for ((run = 0; run < runs; run++)); do
    for name in $services; do empty_copies "$name"; done
    "$local/postgres.sh" psql admin -qXc CHECKPOINT
    pids=()
    started=$(date +%s%N)
    for name in $services; do
      "$pgbench" -n -M prepared -c 1 -t "$batches" -f "$JUKI_RUN/limit-$name.sql" \
        "$(cat "$JUKI_RUN/secrets/dsn-admin") dbname=juki_$name" >"$JUKI_RUN/log/pgbench-$name.log" 2>&1 &
      pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid"; done
    ended=$(date +%s%N)
    awk -v changes="$((batches * limit_batch))" -v ns=$((ended - started)) \
      'BEGIN { printf "limit.pgbench_changes_per_s\t1/s\t%.6g\n", changes * 1e9 / ns }' >>"$samples"
  done
}

empty_copies() {
  "$local/postgres.sh" psql "$1" -qX -v ON_ERROR_STOP=1 <<'SQL'
ALTER SEQUENCE limit_stage.batch RESTART;
SELECT format('TRUNCATE limit_copy.%I', relname) FROM pg_class
WHERE relnamespace = 'limit_copy'::regnamespace AND relkind = 'r' \gexec
SQL
}

measure_e2e() {
  local parts=()
  if $want_throughput; then parts+=(--throughput); fi
  if $want_latency; then parts+=(--latency); fi
  [ ${#parts[@]} -gt 0 ] || return 0
  start_services
  # shellcheck disable=SC2086 # BENCH_OPTIONS is a list of words
  "$bin/bench-e2e" --run "$JUKI_RUN" --out "$samples" --runs "$runs" --changes "$changes" "${parts[@]}" \
    ${BENCH_OPTIONS:-}
  [ -z "${BENCH_PROFILE:-}" ] || print_profile
  # shellcheck disable=SC2086 # one word per service
  "$local/service.sh" stop $services
  if $want_throughput; then measure_pgbench; fi
}

# ---- the register: a migration, and what a change costs afterwards -------------------------------------------

sample() {
  printf '%s\t%s\t%.6g\n' "$@" >>"$samples"
}

# The highest resident memory ever of process $1, in MiB.
peak_mib() {
  awk '/^VmHWM/ { print $2 / 1024 }' "/proc/$1/status"
}

# The small register: a second instance of the service, in a database of its own.
start_small() {
  local each
  "$local/postgres.sh" psql admin -qX -c 'CREATE DATABASE juki_small OWNER juki_resident_migrator'
  for each in '' -migrator; do
    (umask 077 && sed 's/dbname=juki_resident /dbname=juki_small /' "$JUKI_RUN/secrets/dsn-resident$each" >"$JUKI_RUN/secrets/dsn-small$each")
  done
  JUKI_DB_CONNINFO_FILE=$JUKI_RUN/secrets/dsn-small-migrator "$bin/juki-resident" --migrate 2>>"$JUKI_RUN/log/small.log"
  know_terminals small
  "$local/destinations.sh" "$repo/proto/topics.csv" small.132071 "$bootstrap" >"$JUKI_RUN/small-destinations.csv"
  JUKI_MUNICIPALITY=132071 JUKI_TOPIC_PREFIX=small.132071 JUKI_KAFKA_BOOTSTRAP=$bootstrap JUKI_TLS_DIR=$JUKI_RUN/tls/resident \
    JUKI_DESTINATIONS=$JUKI_RUN/small-destinations.csv JUKI_DB_CONNINFO_FILE=$JUKI_RUN/secrets/dsn-small JUKI_KEY_DIR=$JUKI_RUN/keys JUKI_CLOCK=2026-05-14 \
    JUKI_STAFF_KEYS=$JUKI_RUN/devissuer/keys.json JUKI_STAFF_ISSUER=urn:juki:dev-issuer \
    "$bin/juki-resident" >"$JUKI_RUN/log/small.log" 2>&1 &
  small_pid=$!
}

# ctl PREFIX OPERATOR ARGUMENTS...
ctl() {
  "$bin/juki-devissuer" token "$JUKI_RUN/devissuer/key.pem" "$2" bench >"$JUKI_RUN/devissuer/token-$2"
  JUKI_STAFF_TOKEN_FILE=$JUKI_RUN/devissuer/token-$2 JUKI_MUNICIPALITY=132071 JUKI_TOPIC_PREFIX=$1 JUKI_KAFKA_BOOTSTRAP=$bootstrap JUKI_TLS_DIR=$JUKI_RUN/tls/counter JUKI_KEY_DIR=$JUKI_RUN/keys \
    JUKI_TERMINAL=bench LANG=C "$bin/jukictl" "${@:3}" --operator "$2" --timeout 120
}

# cut_over DATABASE PREFIX FILE: approves what was loaded from the file, by the two persons it takes. There are no
# other services here whose copies could be filled, so the register is opened by hand.
cut_over() {
  local database=$1
  shift
  local said id digest
  said=$(ctl "$1" clerk1 migrate compare "$2" "$2")
  id=$(sed -n 's/^load_id: //p' <<<"$said")
  digest=$(sed -n 's/^report_digest: //p' <<<"$said")
  ctl "$1" clerk1 migrate cut-over "$id" --digest "$digest" >/dev/null
  ctl "$1" clerk2 migrate cut-over "$id" --digest "$digest" >/dev/null
  "$local/postgres.sh" psql "$database" -qXc 'UPDATE migration_load SET filled = true'
}

seconds_since() {
  awk -v from="$1" -v to="$(date +%s%N)" 'BEGIN { print (to - from) / 1e9 }'
}

# Loads the large register with the clock running.
import_large() {
  local rows started took pid peak=0
  rows=$(($(wc -l <"$large") - 1))
  started=$(date +%s%N)
  ctl juki.132071 clerk1 migrate load "$large" >/dev/null &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    peak=$(peak_mib "$(pgrep -P "$pid" -x jukictl || echo "$pid")" 2>/dev/null || echo "$peak")
    sleep 2
  done
  wait "$pid"
  took=$(seconds_since "$started")
  sample register.import_rows_per_s 1/s "$(awk -v n="$rows" -v s="$took" 'BEGIN { print n / s }')"
  sample register.import_s s "$took"
  sample register.import_rss_mib.jukictl MiB "$peak"
  sample register.import_rss_mib.resident MiB "$(peak_mib "$(cut -d' ' -f1 "$JUKI_RUN/resident.pid")")"
  sample register.import_rss_mib.resident_small MiB "$(peak_mib "$small_pid")"
}

measure_register() {
  local large=$JUKI_RUN/large.csv small=$JUKI_RUN/small.csv started
  "$bin/town-register" --persons "${BENCH_PERSONS:-1000000}" >"$large"
  "$bin/town-register" --persons 10000 >"$small"
  provision small.132071 "$repo/proto/topics.csv"
  start_small
  "$local/service.sh" start resident
  "$local/service.sh" ready resident
  ctl small.132071 clerk1 migrate load "$small" >/dev/null
  cut_over small small.132071 "$small"
  import_large
  started=$(date +%s%N)
  cut_over resident juki.132071 "$large"
  sample register.compare_s s "$(seconds_since "$started")"
  "$local/postgres.sh" psql resident -qXc 'VACUUM ANALYZE person, person_record, person_search'
  "$local/postgres.sh" psql small -qXc 'VACUUM ANALYZE person, person_record, person_search'
  "$local/postgres.sh" psql admin -qXc CHECKPOINT
  "$bin/bench-register" "$JUKI_RUN" "$samples" "$((5 * runs))" 240
  "$local/service.sh" stop resident
  kill "$small_pid"
  small_pid=
  rm -f "$large" "$small"
}

# ---- 本人確認情報検索 over a large file ---------------------------------------------------------------------------

# The service makes its tables, stands still while they are filled, and then is alone with its servers.
measure_search() {
  local started
  "$local/service.sh" start identity
  "$local/service.sh" ready identity
  "$local/service.sh" stop identity
  started=$(date +%s%N)
  "$bin/bench-search" --fill "$JUKI_RUN" "${BENCH_RECORDS:-2000000}"
  sample search.fill_s s "$(seconds_since "$started")"
  "$local/postgres.sh" psql admin -qXc CHECKPOINT
  "$local/service.sh" start identity
  "$local/service.sh" ready identity
  "$bin/bench-search" "$JUKI_RUN" "$samples" "$runs" "${BENCH_QUESTIONS:-200}"
  [ -z "${BENCH_PROFILE:-}" ] || print_profile
  "$local/service.sh" stop identity
}

# ---- a snapshot to one consumer while changes go on --------------------------------------------------------------

# The service makes its tables, stands still while they are filled; then it, the audit trail and a consumer share the cores.
measure_snapshot() {
  "$local/service.sh" start gateway
  "$local/service.sh" ready gateway
  "$local/service.sh" stop gateway
  "$bin/bench-snapshot" --fill "$JUKI_RUN" "${BENCH_SNAPSHOT_PERSONS:-1000000}"
  "$local/postgres.sh" psql admin -qXc CHECKPOINT
  "$local/service.sh" start audit gateway
  "$local/service.sh" ready audit gateway
  "$bin/bench-snapshot" "$JUKI_RUN" "$samples" "$runs" "${BENCH_SNAPSHOT_PERSONS:-1000000}" 100
  [ -z "${BENCH_PROFILE:-}" ] || print_profile
  "$local/service.sh" stop audit gateway
}

# ---- 情報提供 -------------------------------------------------------------------------------------------------------

# What the network and the gateway sign with, and the certificates of who asks and of the house.
make_signing_keys() {
  local dir=$JUKI_RUN/signing name
  mkdir -p "$dir/trusted"
  for name in network.2026 132071.2026; do
    (umask 077 && openssl genpkey -algorithm ed25519 -out "$dir/$name.key")
    openssl pkey -in "$dir/$name.key" -pubout -out "$dir/trusted/$name.pem"
  done
  "$local/certificate.sh" "$dir" 131016
  "$local/certificate.sh" "$dir" 132071
}

# The service makes its tables, stands still while they are filled, and then is alone with its servers.
measure_inquiry() {
  make_signing_keys
  "$local/service.sh" start gateway
  "$local/service.sh" ready gateway
  "$local/service.sh" stop gateway
  "$bin/bench-inquiry" --fill "$JUKI_RUN" "${BENCH_SUBJECTS:-20000}"
  "$local/postgres.sh" psql gateway -qXc 'VACUUM ANALYZE subject_code, copy, law_version, law_row'
  "$local/postgres.sh" psql admin -qXc CHECKPOINT
  "$local/service.sh" start gateway
  "$local/service.sh" ready gateway
  "$bin/bench-inquiry" "$JUKI_RUN" "$samples" "$runs" "${BENCH_INQUIRIES:-10000}"
  [ -z "${BENCH_PROFILE:-}" ] || print_profile
  "$local/service.sh" stop gateway
}

# ---- the audit trail ----------------------------------------------------------------------------------------------

measure_append() {
  "$local/service.sh" start audit
  "$local/service.sh" ready audit
  "$bin/bench-audit" append "$JUKI_RUN" "$samples" "$runs" "${BENCH_ACTS:-100000}" 10000
  [ -z "${BENCH_PROFILE:-}" ] || print_profile
  "$local/service.sh" stop audit
}

# The service makes its tables and stands still from then on.
measure_proof() {
  "$local/service.sh" start audit
  "$local/service.sh" ready audit
  "$local/service.sh" stop audit
  "$bin/bench-audit" fill "$JUKI_RUN" "${BENCH_LEAVES:-10000000}"
  "$local/postgres.sh" psql admin -qXc CHECKPOINT
  "$bin/bench-audit" prove "$JUKI_RUN" "$samples" "$runs"
}

measure_verify() {
  rm -rf "$JUKI_RUN/archive"
  "$bin/bench-audit" verify "$JUKI_RUN" "$samples" "$runs" "${BENCH_ARCHIVE:-1000000}" "$bin/juki-verify"
  rm -rf "$JUKI_RUN/archive"
}

# ---- questions to a large trail --------------------------------------------------------------------------------------

# The service makes its tables; then they are filled and asked without it.
measure_trail() {
  "$local/service.sh" start audit
  "$local/service.sh" ready audit
  "$local/service.sh" stop audit
  "$local/postgres.sh" psql audit -qX -v ON_ERROR_STOP=1 -v entries="${BENCH_ENTRIES:-10000000}" \
    -v record="$("$bin/bench-trail" --record)" -f "$here/trail.sql"
  "$local/postgres.sh" psql admin -qXc CHECKPOINT
  "$bin/bench-trail" "$JUKI_RUN" "$samples" "$runs" "${BENCH_QUESTIONS:-200}"
}

# ---- what protection costs --------------------------------------------------------------------------------------------

# One throughput run of the programs of flavour $1, on servers of their own; sets changes_per_s. What is signed and what is not
# cannot stand in the same topics.
run_flavour() {
  local out=$JUKI_RUN/protection-$1.tsv
  rm -f "$out"
  start_anew
  export JUKI_FLAVOUR=$1
  start_services
  "$repo/build/$1/bin/bench-e2e" --run "$JUKI_RUN" --out "$out" --runs 1 --changes "$changes" --throughput
  # shellcheck disable=SC2086 # one word per service
  "$local/service.sh" stop $services
  unset JUKI_FLAVOUR
  changes_per_s=$(awk -F'\t' '$1 == "e2e.changes_per_s" { print $3 }' "$out")
}

# In turns, each pair the other way round than the one before, so that the machine's moods meet both.
measure_protection() {
  local run protected bare
  for ((run = 0; run < runs; run++)); do
    if ((run % 2 == 0)); then
      run_flavour release && protected=$changes_per_s
      run_flavour bare && bare=$changes_per_s
    else
      run_flavour bare && bare=$changes_per_s
      run_flavour release && protected=$changes_per_s
    fi
    sample protection.changes_per_s 1/s "$protected"
    sample protection.bare_changes_per_s 1/s "$bare"
    sample protection.throughput_ratio 1 "$(awk -v a="$protected" -v b="$bare" 'BEGIN { print a / b }')"
  done
}

# Servers without data, unless nothing has been measured yet.
start_anew() {
  if $used; then
    start_servers
    make_topics
  fi
  used=true
}

choose
pin
describe_machine
start_servers
[ -z "${BENCH_PROFILE:-}" ] || prepare_profile
# What an earlier run of another measurement signed with is not all that this one needs.
rm -rf "$JUKI_RUN/signing"
rm -f "$samples" "$JUKI_RUN/results.json"
make_topics
used=false
if $want_throughput || $want_latency; then
  used=true
  measure_e2e
fi
if $want_register; then
  start_anew
  measure_register
fi
if $want_search; then
  start_anew
  measure_search
fi
if $want_snapshot; then
  start_anew
  measure_snapshot
fi
if $want_inquiry; then
  start_anew
  measure_inquiry
fi
if $want_append; then
  start_anew
  measure_append
fi
if $want_proof; then
  start_anew
  measure_proof
fi
if $want_verify; then measure_verify; fi
if $want_trail; then
  start_anew
  measure_trail
fi
if $want_protection; then measure_protection; fi
if $want_relay; then "$bin/bench-relay" "$JUKI_RUN" "$samples" "$runs" "${BENCH_EVENTS:-50000}"; fi
# shellcheck disable=SC2086 # no word when there is no name
"$bin/bench-report" "$samples" "$JUKI_RUN/results.json" $only
say "machine: $machine"
say "the figures are in $JUKI_RUN/results.json"
