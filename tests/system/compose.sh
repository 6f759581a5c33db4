#!/usr/bin/env bash
# compose.sh [CONTAINER...]: builds the images of docker-compose.yml, brings the composed system up with the peers,
# waits until everything is healthy, plays the town of the demo on it, counts what became of it (tests/demo/README.md)
# and takes all down again, volumes included. While it plays, the containers that are named crash, one after the other.
# Starts a Docker daemon, which needs root, if none answers.
#   DEMO_SIZE, DEMO_SEED   the town, as for make demo; default 300 residents, seed 1
#   COMPOSE_KEEP=1         leave the system running, and print how to reach it
set -euo pipefail
cd "$(dirname "$0")/../.."

export COMPOSE_PROJECT_NAME=${COMPOSE_PROJECT_NAME:-juki-check}
export COMPOSE_FILE=docker-compose.yml:tests/system/compose-check.yml
export JUKI_CLOCK=2026-05-14 # the last day of the demo's month
export JUKI_STAFF_KEYS=/run/staff/keys.json JUKI_STAFF_ISSUER=urn:juki:dev-issuer # the played one vouches for the clerks
files=$(ulimit -Hn) # where root may not raise it, a daemon of ours has no more to give
[[ $files == unlimited ]] || ((files >= 65536)) || export JUKI_KAFKA_FILES=$files
town=(--size "${DEMO_SIZE:-300}" --seed "${DEMO_SEED:-1}")
scratch=/var/tmp/$COMPOSE_PROJECT_NAME
daemon=

say() {
  printf 'compose: %s\n' "$*" >&2
}

compose() {
  docker-compose --profile peers "$@"
}

# wait_until SECONDS COMMAND...
wait_until() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 1
  done
}

# A daemon of our own keeps clear of an installed one: own socket, own data, ended by its pid. Its images stay in
# the data directory, so that the next run is quick; one that COMPOSE_KEEP left is taken over.
start_daemon() {
  export DOCKER_HOST=unix://$scratch/docker.sock
  if ! docker info >/dev/null 2>&1; then
    dockerd --host "$DOCKER_HOST" --data-root "$scratch/data" --exec-root "$scratch/run" \
      --pidfile "$scratch/docker.pid" >"$scratch/dockerd.log" 2>&1 &
    wait_until 60 docker info || { tail -20 "$scratch/dockerd.log" >&2; return 1; }
  fi
  daemon=$(<"$scratch/docker.pid")
}

stop_daemon() {
  kill "$daemon"
  wait_until 60 test ! -e "/proc/$daemon" || say "dockerd $daemon does not end"
}

# Every container that has a health check passes it; `up` has seen to it that those that only prepare ended with 0.
all_healthy() {
  local containers states
  mapfile -t containers < <(compose ps -q)
  states=$(docker inspect --format '{{with .State.Health}}{{.Status}}{{end}}' "${containers[@]}")
  grep -qx healthy <<<"$states" && ! grep -qxE 'starting|unhealthy' <<<"$states"
}

# Nobody enters anything before the terminals are registered.
await_terminals() {
  local code
  code=$(docker wait "$(compose ps -aq terminals)")
  [[ $code == 0 ]] || { compose logs --no-color terminals >&2; return 1; }
}

# Says what a running container has beyond the declared: root, a writable root, a capability, a port beyond loopback, system
# calls that nothing filters, a core dump.
# Read from its process as the kernel sees it, so it holds only on the machine of the daemon.
check_locked() {
  local container pid name loose=0
  for container in $(docker ps -q --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME"); do
    read -r name pid < <(docker inspect --format '{{.Name}} {{.State.Pid}}' "$container")
    if ! awk '/^Uid:/ { uid = $3 } /^CapEff:|^CapBnd:/ { caps = caps $2 } /^NoNewPrivs:/ { nnp = $2 }
        /^Seccomp:/ { filter = $2 } /^Max core file size/ { core = $6 }
        END { exit !(uid > 0 && caps ~ /^0+$/ && nnp == 1 && filter == 2 && core == 0) }' "/proc/$pid/status" "/proc/$pid/limits" ||
      ! awk '$2 == "/" { exit $4 !~ /^ro,/ }' "/proc/$pid/mounts" ||
      docker port "$container" | grep -v -- '-> 127\.0\.0\.1:'; then
      say "$name is not locked down" && loose=1
    fi
  done
  return "$loose"
}

# knock HOST PORT: succeeds when the peer tax can connect there.
knock() {
  compose exec -T tax timeout 5 bash -c "exec 3<>/dev/tcp/$1/$2" </dev/null >/dev/null 2>&1
}

# The operator's tool finds all in order, and knows every setting that its container has.
check_tool() {
  local said
  if ! said=$(compose run --rm -T -e JUKI_OPERATOR=S2001 jukictl doctor </dev/null 2>/dev/null) || [[ $said == *warning* ]]; then
    say "doctor: $said"
    return 1
  fi
}

# Peers reach Kafka and no service, and audit sees whom it refuses there.
check_outside() {
  local page
  knock kafka 9092 || { say 'a peer does not reach Kafka'; return 1; }
  ! knock resident 8080 || { say 'a peer reaches a service'; return 1; }
  page=$(curl -fsS --max-time 5 "http://127.0.0.1:${JUKI_AUDIT_PORT:-18085}/metrics")
  grep -qx 'juki_refusal_log_readable 1' <<<"$page" || { say "audit does not follow Kafka's log of refusals"; return 1; }
  grep -qx 'juki_database_log_readable 1' <<<"$page" || { say "audit does not follow PostgreSQL's log of connections"; return 1; }
}

# Ends what runs in container $1 as a crash would; an end by `docker kill` would be our wish, and no restart follow.
crash() {
  local container pid
  container=$(compose ps -q "$1")
  pid=$(docker inspect --format '{{.State.Pid}}' "$container")
  say "SIGKILL for $1"
  kill -KILL "$pid"
}

in_check() {
  compose run --rm --no-deps -T check "$@"
}

# The demo's month, slowly enough when crashes are to happen in its middle.
play() {
  local player victim rate=()
  (($# == 0)) || rate=(--rate 10)
  in_check play "${town[@]}" "${rate[@]}" </dev/null >&2 &
  player=$!
  for victim in "$@"; do
    sleep 4
    crash "$victim"
  done
  wait "$player" || (($? == 1)) # it found surprises, which the count will tell
}

count() {
  wait_until 120 all_healthy
  compose logs --no-color | in_check logs
  in_check summary "${town[@]}" --since "$played" </dev/null
}

finish() {
  local rc=$?
  if [[ -n ${COMPOSE_KEEP-} ]]; then
    say "left running: export DOCKER_HOST=${DOCKER_HOST-}" \
      "COMPOSE_PROJECT_NAME=$COMPOSE_PROJECT_NAME COMPOSE_FILE=$COMPOSE_FILE"
    return
  fi
  ((rc == 0)) || compose logs --no-color --tail 40 >&2 || true
  compose down --volumes --remove-orphans >&2 || true
  [[ -z $daemon ]] || stop_daemon
}
trap finish EXIT

mkdir -p "$scratch"
deploy/local/install.sh deploy/docker/packages.txt
docker info >/dev/null 2>&1 || start_daemon
tests/system/compose-images.sh >&2
say "base images after $SECONDS s; building the others"
compose --profile check build >"$scratch/build.log" 2>&1 || { tail -40 "$scratch/build.log" >&2; exit 1; }
say "built after $SECONDS s; starting"
compose down --volumes --remove-orphans >/dev/null 2>&1
compose up -d >&2
wait_until 180 all_healthy || { compose ps >&2; say 'not everything became healthy'; exit 1; }
say "healthy after $SECONDS s"
await_terminals
compose ps >&2
check_locked
check_tool
check_outside
played=$(date +%s)
play "$@"
count
say "passed after $SECONDS s"
