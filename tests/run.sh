#!/bin/bash
# Builds and runs every test; the last line is "N passed, N failed, N skipped", the exit code 1 when any failed.
#   tests/run.sh              everything; the integration tests with sanitizers alone (make test-release: without)
#   tests/run.sh PATTERN...   only the tests whose path matches one of the patterns, e.g. integration/relay
# Environment: JUKI_RUN (default .run/test) for servers and logs, JOBS (default five for two cores: they wait more
# than they work) programs at a time, JUKI_TEST_SECONDS (default 600) that one of them may take.
# The servers are private to the run and stopped at its end, whatever that is.
set -uo pipefail
set -m # each job is a process group of its own, to be ended as one
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

export JUKI_RUN=${JUKI_RUN:-$PWD/.run/test}
jobs=${JOBS:-$(($(nproc) * 5 / 2))}
patterns=("$@")
logs=$JUKI_RUN/results
apart=$JUKI_RUN/apart # servers of the test that stops them
servers=
started=$SECONDS

destroy_servers() {
  deploy/local/kafka.sh destroy && deploy/local/postgres.sh destroy
}

stop_servers() {
  [ -n "$servers" ] || return 0
  destroy_servers
  servers=
}

cleanup() {
  trap - EXIT INT TERM
  local job
  for job in $(jobs -p); do kill -- "-$job"; done 2>/dev/null
  wait
  stop_servers 2>/dev/null
  [ ! -e "$apart" ] || JUKI_RUN=$apart destroy_servers 2>/dev/null
}
trap cleanup EXIT
trap 'cleanup; exit 130' INT TERM

step() {
  printf '== %4d s  %s\n' $((SECONDS - started)) "$*"
}

# Many tests' programs share a server and a role at a time.
export JUKI_PG_SETTINGS=$logs/many.conf JUKI_PG_ROLE_CONNECTIONS=380

# ---- one test -----------------------------------------------------------------------------------------------

wanted() {
  if [ ${#patterns[@]} -eq 0 ]; then
    [[ $1 != release/integration/* ]]
    return
  fi
  local pattern
  for pattern in "${patterns[@]}"; do
    [[ $1 != *"$pattern"* ]] || return 0
  done
  return 1
}

# run_one NAME COMMAND...: runs a test that prints TAP, or cmocka's own words (a test that clears its environment
# goes over to these in the middle). Leaves NAME.tap (standard output), NAME.log (the rest) and
# NAME.count ("passed failed skipped"). A program that ends without a line for each test of its plan has failed.
run_one() {
  local name=$1 base=$logs/${1//\//-} begun=$SECONDS code=0
  shift
  timeout --foreground -k 10 "${JUKI_TEST_SECONDS:-600}" "$@" >"$base.tap" 2>"$base.log" || code=$?
  awk -v code=$code '
    /^1\.\.[0-9]+/ { plan = substr($1, 4) + 0 }
    /^(not )?ok .*# *(SKIP|skip)/ || (/^\[  SKIPPED \]/ && !/[0-9] test\(s\)/ && !seen[$0]++) { skipped++; next }
    /^ok / || /^\[       OK \]/ { passed++ }
    /^not ok / || (/^\[  FAILED  \]/ && !/[0-9] test\(s\)/ && !seen[$0]++) { failed++ }
    END {
      missing = plan - passed - failed - skipped
      if (missing > 0) failed += missing
      if (code != 0 && !failed || !plan) failed++
      print passed + 0, failed + 0, skipped + 0
    }' "$base.tap" >"$base.count"
  local passed failed skipped
  read -r passed failed skipped <"$base.count"
  {
    printf '%-44s %3d passed, %d failed, %d skipped, %d s\n' "$name" "$passed" "$failed" "$skipped" $((SECONDS - begun))
    grep -E '^(not )?ok .*# *(SKIP|skip)|^\[  SKIPPED \] [^0-9]' "$base.tap" | sort -u | sed 's/^/    /' # cmocka says "not ok"
    if [ "$failed" -gt 0 ]; then
      echo "---- $name: exit code $code; standard output, then the end of standard error"
      tail -n 60 "$base.tap"
      tail -n 120 "$base.log"
      echo "---- end of $name"
    fi
  } >"$base.out"
  cat "$base.out" # at once, so that reports of parallel tests do not mix
}

# Waits until a test may begin beside at most $jobs - 1 others.
await_room() {
  while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
}

launch() {
  wanted "$1" || return 0
  await_room
  run_one "$@" &
}

# wanted_of PREFIX FILE...: the names of those that are wanted, the long ones first: none of them is alone at the end
wanted_of() {
  local prefix=$1 long name
  shift
  {
    for long in kill backup order_of_start jukictl demo hostile offices audit_tree snapshot compare; do
      printf '%s\n' "$@" | grep "/${long}_test\."
    done
    printf '%s\n' "$@"
  } | awk '!seen[$0]++' | while read -r name; do
    name=$prefix${name#tests/}
    if wanted "$name"; then echo "$name"; fi
  done
}

# c_tests_of FLAVOUR FOLDER...: the wanted ones of a flavour
c_tests_of() {
  local folder
  for folder in "${@:2}"; do wanted_of "$1/" tests/"$folder"/*_test.c; done | sed 's/\.c$//'
}

# A single step of the build or the like, counted as one test.
single() {
  local name=$1
  shift
  # shellcheck disable=SC2016 # expanded by the inner shell
  launch "$name" bash -c 'echo 1..1; if "$@" >&2; then echo "ok 1"; else echo "not ok 1"; exit 1; fi' - "$@"
}

build() {
  step "build $1"
  if ! make --no-print-directory -s -j"$(nproc)" FLAVOUR="$1" "${@:2}" >"$logs/build-$1.log" 2>&1; then
    tail -n 60 "$logs/build-$1.log"
    echo "the build failed; its log is $logs/build-$1.log"
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
  fi
}

# ---- kinds --------------------------------------------------------------------------------------------------

# Starts servers of no data in $JUKI_RUN, and tells the tests of them. Says why when it cannot.
open_servers() {
  mkdir -p "$JUKI_RUN"
  export JUKI_CA_EXTRA="ledger pension" # the small service of tests/integration/ledger, and an approved consumer
  if ! { destroy_servers && deploy/local/postgres.sh start && deploy/local/kafka.sh start; } >"$JUKI_RUN/servers.log" 2>&1; then
    cat "$JUKI_RUN/servers.log"
    return 1
  fi
  if [ "$(cat "$JUKI_RUN/kafka.source")" = embedded ]; then
    echo "a real Kafka is needed: an installed one, Maven Central or Docker (deploy/local/README.md)"
    return 1
  fi
  deploy/local/keys.sh "$JUKI_RUN/keys" ledger
  JUKI_TEST_BOOTSTRAP=$(cat "$JUKI_RUN/kafka.bootstrap")
  JUKI_TEST_DSN_ADMIN=$(cat "$JUKI_RUN/secrets/dsn-admin")
  export JUKI_TEST_BOOTSTRAP JUKI_TEST_DSN_ADMIN JUKI_TEST_KEYS=$JUKI_RUN/keys
  export JUKI_TEST_TLS=$JUKI_RUN/tls JUKI_TEST_REFUSALS=$JUKI_RUN/log/refusals.log
  JUKI_TEST_SESSIONS=$(cat "$JUKI_RUN/postgres.home")/sessions
  export JUKI_TEST_SESSIONS
  migrate_services >>"$JUKI_RUN/servers.log" 2>&1 || { cat "$JUKI_RUN/servers.log" && return 1; }
}

# The databases of the services, of which each test gets copies.
migrate_services() {
  local service
  for service in resident identity delivery gateway audit; do
    JUKI_DB_CONNINFO=$(cat "$JUKI_RUN/secrets/dsn-$service-migrator") "$JUKI_TEST_BIN/juki-$service" --migrate || return 1
  done
}

start_servers() {
  [ -z "$servers" ] || return 0
  step "PostgreSQL and Kafka in $JUKI_RUN"
  servers=yes
  case ${JUKI_KAFKA_SOURCE:-} in embedded) unset JUKI_KAFKA_SOURCE ;; esac
  if ! JUKI_PG_SETTINGS=$logs/shared.conf open_servers; then
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
  fi
}

# A test that stops its servers, so they are its own.
run_apart() {
  export JUKI_RUN=$apart
  open_servers || set -- "$1" false
  run_one "$@"
  destroy_servers >/dev/null 2>&1
}

launch_apart() {
  wanted "$1" || return 0
  await_room
  run_apart "$@" &
}

# Unit and contract tests, then those that need servers.
c_tests() {
  local flavour=$1 patience=$2 test
  step "unit and contract tests, $flavour"
  export CMOCKA_MESSAGE_OUTPUT=TAP
  for test in $(c_tests_of "$flavour" unit contract); do
    launch "$test" "build/$flavour/tests/${test#*/}"
  done
  wait
  [ -n "$(c_tests_of "$flavour" integration)" ] || return 0
  export JUKI_TEST_BIN=$PWD/build/$flavour/bin JUKI_TEST_DIR=$JUKI_RUN/programs/$flavour JUKI_TEST_PATIENCE=$patience
  export JUKI_TEST_CRASH_SO=$PWD/build/$flavour/tests/integration/crash.so
  mkdir -p "$JUKI_TEST_DIR"
  start_servers
  step "integration tests, $flavour"
  launch_apart "$flavour/integration/outage_test" "build/$flavour/tests/integration/outage_test"
  for test in $(c_tests_of "$flavour" integration); do
    [[ $test == */outage_test ]] || launch "$test" "build/$flavour/tests/${test#*/}"
  done
  wait
}

# Each has servers, services and peers of its own: fewer at a time. Their brokers live for seconds, too short for Java's
# second compiler to pay: with the first alone all of them take a seventh less.
system_tests() {
  local test jobs=$(((jobs + 1) / 2))
  export JDK_JAVA_OPTIONS=-XX:TieredStopAtLevel=1
  step "system tests"
  for test in $(wanted_of "" tests/system/*_test.py); do
    launch "$test" /usr/bin/python3 "tests/$test"
  done
  wait
}

# ---- the run ------------------------------------------------------------------------------------------------

deploy/local/install.sh || exit 1
rm -rf "$logs" "$JUKI_RUN/programs"
mkdir -p "$logs" "$JUKI_RUN/programs"
echo 'max_connections = 400' >"$logs/many.conf"
# Nobody kills the shared server, still less takes its power, and each test makes databases and drops them: a thousand times
# every file of all of them would be brought to the disk. Those that are stopped and killed, and all of the system tests, sync.
{ cat "$logs/many.conf" && echo 'fsync = off'; } >"$logs/shared.conf"

programs="unit-programs"
[ -z "$(c_tests_of release integration)" ] || programs="test-programs"
if [ -n "$(c_tests_of release unit contract integration && wanted_of "" tests/system/*_test.py)" ]; then
  build release "$programs" demo-programs
  c_tests release 1
fi
if [ -n "$(c_tests_of asan unit contract integration)" ]; then
  build asan test-programs
  c_tests asan 3
fi
step "fuzz corpora"
single fuzz/replay make --no-print-directory -j"$(nproc)" fuzz-replay
wait
stop_servers
system_tests

step "done; logs in $logs"
cat "$logs"/*.count | awk '
  { passed += $1; failed += $2; skipped += $3 }
  END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped; exit failed > 0 || !passed }'
