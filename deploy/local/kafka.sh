#!/bin/bash
# A private Kafka for the demo and the tests: see README.md beside this file.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The newest 3.9 that Kafka's documentation names as an image.
docker_image=apache/kafka:3.9.1
devbroker=$repo/build/release/bin/juki-devbroker

usage() {
  echo "usage: kafka.sh start|stop|status|kill|restart|reload|destroy" >&2
  exit 2
}

# The serial collector takes less memory and loses nothing on two cores: the records live in the page cache, not in the
# heap. Both compilers, as Kafka is usually run: with the first alone the whole house does a tenth less (tests/bench).
jvm_options=(-Xms256m -Xmx512m -XX:+UseSerialGC -Djava.awt.headless=true
  -Dlog4j.configuration=file:log4j.properties -Dlog4j1.compatibility=true -Djuki.refusals=../log/refusals.log)

# Every path in the settings is relative to here, the directory in which the broker runs.
open_paths() {
  home=$JUKI_RUN/kafka
  pidfile=$JUKI_RUN/kafka.pid
  bootstrap=$JUKI_RUN/kafka.bootstrap
  tls=$JUKI_RUN/tls
  destinations=$JUKI_RUN/destinations.csv
  refusals=$JUKI_RUN/log/refusals.log
  log=$JUKI_RUN/log/kafka.log
  container=juki-kafka-$instance
}

# ---- where Kafka comes from -----------------------------------------------------------------------------

# Prints the directory with the jars of an installed Kafka.
installed_libs() {
  local script dir
  script=$(command -v kafka-server-start.sh || true)
  [ -z "$script" ] || script=$(dirname "$(dirname "$(realpath "$script")")")
  for dir in "${KAFKA_HOME:-}" /opt/kafka /usr/share/kafka "$script"; do
    if [ -n "$dir" ] && compgen -G "$dir/libs/kafka_2.*.jar" >/dev/null; then
      echo "$dir/libs"
      return
    fi
  done
  return 1
}

# Prints the directory with the jars from Maven Central, fetching them the first time.
maven_libs() {
  local version dir
  version=$(sed -n 's:.*<kafka.version>\(.*\)</kafka.version>.*:\1:p' "$here/kafka-pom.xml")
  dir=${JUKI_CACHE:-$HOME/.cache/juki}/kafka-$version
  if [ ! -d "$dir" ]; then
    command -v mvn >/dev/null || { say "Maven is not installed" && return 1; }
    say "fetching Kafka $version from Maven Central into $dir (46 MB, once)"
    mkdir -p "$dir.$$"
    if ! mvn -q -B -f "$here/kafka-pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
      -DoutputDirectory="$dir.$$" >>"$log" 2>&1 9>&-; then
      rm -rf "$dir.$$"
      say "Maven could not fetch it; the reason is in $log"
      return 1
    fi
    # Whoever of two first starts comes second throws its copy away.
    mv -T "$dir.$$" "$dir" 2>/dev/null || rm -rf "$dir.$$"
  fi
  echo "$dir"
}

have_java() {
  command -v java >/dev/null || { say "Java is not installed: run deploy/local/install.sh" && return 1; }
}

have_docker() {
  docker image inspect "$docker_image" >/dev/null 2>&1 && return
  docker info >/dev/null 2>&1 || return 1
  say "fetching the image $docker_image"
  docker pull -q "$docker_image" >/dev/null
}

have_devbroker() {
  [ -x "$devbroker" ] || { say "$devbroker is not built: run make" && return 1; }
  cat >&2 <<'EOF'
kafka: NOTICE: this is the embedded development broker, not Kafka. It keeps records in memory only, at most 5 MiB
kafka: per partition, and forgets everything when it stops. It has no transactions, no ACLs and no retention, and
kafka: makes any topic a client names. Do not judge durability, order after a crash, or speed by it.
kafka: It has no TLS: EVERYBODY CONNECTS IN PLAINTEXT, nobody is asked for a certificate and nobody is refused.
EOF
}

# Succeeds when source $1 can be used; sets libs for those that are a directory of jars.
use_source() {
  source=$1
  case $source in
    installed) libs=$(installed_libs) && have_java ;;
    maven) have_java && libs=$(maven_libs) ;;
    docker) libs=/opt/kafka/libs && have_docker ;;
    embedded) have_devbroker ;;
    *) die "JUKI_KAFKA_SOURCE is installed, maven, docker or embedded, not '$source'" ;;
  esac
}

choose_source() {
  local candidate
  for candidate in ${JUKI_KAFKA_SOURCE:-installed maven docker embedded}; do
    if use_source "$candidate"; then return; fi
  done
  die "no Kafka can be had from: ${JUKI_KAFKA_SOURCE:-installed maven docker embedded}"
}

# ---- the server -----------------------------------------------------------------------------------------

# The argument by which our process is known; the development broker has only its own.
mark() {
  if [ "$(cat "$JUKI_RUN/kafka.source" 2>/dev/null)" = embedded ]; then
    echo "$bootstrap"
  else
    echo "-Djuki.instance=$instance"
  fi
}

# Becomes openssl's connection to the broker at $1.
connect_tls() {
  exec timeout 5 openssl s_client -tls1_3 -connect "$1" -verify_return_error -CAfile "$tls/kafka/ca.pem" \
    -cert "$tls/kafka/certificate.pem" -key "$tls/kafka/key.pem" "${@:2}"
}

# Likewise: standard input goes to the broker, standard output has what comes back.
connect() {
  if [ "$(cat "$JUKI_RUN/kafka.source")" = embedded ]; then
    exec 4<>"/dev/tcp/${1/:/\/}" && cat >&4 && exec timeout 5 cat <&4
  fi
  connect_tls "$1" -quiet
}

# Asks the broker for its metadata (version 1, no topics) and looks whether it counts itself among the brokers
# that serve: a listening port alone does not say that. 14 bytes out; size, correlation id and count come back.
answers() {
  local address count
  address=$(cat "$bootstrap" 2>/dev/null) && [ -n "$address" ] || return 1
  count=$(
    exec 2>/dev/null 9>&-
    exec 3< <(connect "$address" < <(printf '\0\0\0\016\0\003\0\001\0\0\0\001\377\377\0\0\0\0'))
    timeout 2 head -c 12 <&3 | od -An -j8 -N4 -tu4 --endian=big
    kill $! || true # it would wait for more
  ) && [ "${count:-0}" -ge 1 ]
}

# Where the broker's certificate is and whom it trusts, as lines of settings; $1 stands before each name.
write_certificates() {
  echo "$1ssl.keystore.location=$tls/kafka/keystore.pem"
  echo "$1ssl.truststore.location=$tls/kafka/ca.pem"
}

write_settings() {
  mkdir -p "$home"
  {
    cat "$here/kafka.properties"
    echo "listeners=CLIENT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller_port"
    write_certificates ''
    echo "controller.quorum.voters=1@127.0.0.1:$controller_port"
  } >"$home/server.properties"
  {
    echo security.protocol=SSL
    echo ssl.keystore.type=PEM
    echo ssl.truststore.type=PEM
    write_certificates ''
  } >"$home/admin.properties"
  cp "$here/kafka-log4j.properties" "$home/log4j.properties"
}

# The broker in a container: the host's user and network, so that data stay ours and loopback stays loopback.
docker_java() {
  local options=(--rm --name "$container" --network host --user "$(id -u):$(id -g)" --workdir "$home"
    --volume "$home:$home" --volume "$JUKI_RUN/log:$JUKI_RUN/log" --volume "$tls/kafka:$tls/kafka:ro" --entrypoint /bin/sh)
  docker rm -f "$container" >/dev/null 2>&1 || true
  # shellcheck disable=SC2016 # expanded by the shell in the container
  docker run "$@" "${options[@]}" "$docker_image" -c 'exec java "$@" >>"$0" 2>&1' "$log" "${java_arguments[@]}"
}

# Java keeps the classes of the first broker that ended in order, read and checked, beside the jars it took them from; the
# next start takes about half the processor time. It looks whether they are those of these jars and of this Java; on removal of the
# file nothing is lost.
use_archive() {
  local java archive
  [ "$source" != docker ] || return 0
  java=$(realpath "$(command -v java)")
  archive=${JUKI_CACHE:-$HOME/.cache/juki}/kafka-$(echo "$libs" | sha256sum | cut -c1-12).jsa
  if [ "$archive" -nt "${java%/bin/java}/lib/modules" ]; then
    jvm_options+=(-XX:SharedArchiveFile="$archive")
  elif [ -d "${archive%/*}" ]; then
    archives=(-XX:ArchiveClassesAtExit="$home/classes.jsa")
    echo "$archive" >"$home/classes.to"
  fi
}

keep_archive() {
  [ ! -s "$home/classes.jsa" ] || mv -T "$home/classes.jsa" "$(cat "$home/classes.to")"
}

format_storage() {
  local id
  [ ! -e "$home/data/meta.properties" ] || return 0
  id=J$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c2-22) # never begins with a dash: the tool would take it for an option
  rm -rf "$home/data"
  java_arguments=(-cp "$libs/*" "${jvm_options[@]}" kafka.tools.StorageTool format
    -t "$id" -c server.properties)
  if [ "$source" = docker ]; then
    docker_java
  else
    (cd "$home" && exec java "${java_arguments[@]}")
  fi </dev/null >>"$log" 2>&1 9>&- || die "could not format the storage; the log is $log"
}

launch_broker() {
  local archives=()
  use_archive
  format_storage
  java_arguments=(-cp "$libs/*" "$(mark)" "${jvm_options[@]}" "${archives[@]}" kafka.Kafka server.properties)
  if [ "$source" = docker ]; then
    docker_java -d </dev/null >/dev/null 9>&- || die "docker could not run $docker_image"
    pid=$(docker inspect -f '{{.State.Pid}}' "$container")
  else
    (cd "$home" && exec setsid java "${java_arguments[@]}") </dev/null >>"$log" 2>&1 9>&- &
    pid=$!
  fi
}

launch_devbroker() {
  rm -f "$bootstrap"
  setsid "$devbroker" --topics "$repo/proto/topics.csv" --prefix "${JUKI_TOPIC_PREFIX:-juki.132071}" \
    --bootstrap-file "$bootstrap" </dev/null >>"$log" 2>&1 9>&- &
  pid=$!
}

# ---- commands -------------------------------------------------------------------------------------------

launch() {
  local port controller_port pid
  touch "$log"
  choose_source
  echo "$source" >"$JUKI_RUN/kafka.source"
  "$here/ca.sh" "$tls" "$repo/proto/topics.csv"
  if [ "$source" = embedded ]; then
    launch_devbroker
  else
    port=$(port_of JUKI_KAFKA_PORT)
    controller_port=$(port_of JUKI_KAFKA_CONTROLLER_PORT)
    need_free_port JUKI_KAFKA_PORT "$port"
    need_free_port JUKI_KAFKA_CONTROLLER_PORT "$controller_port"
    write_settings
    echo "127.0.0.1:$port" >"$bootstrap"
    launch_broker
  fi
  record_pid "$pid" "$pidfile" "$(mark)"
}

# Which brokers and prefix may stand in a configuration here; made once per address.
write_destinations() {
  (umask 022 && "$here/destinations.sh" "$repo/proto/topics.csv" \
    "${JUKI_TOPIC_PREFIX:-juki.${JUKI_MUNICIPALITY:-132071}}" "$(cat "$bootstrap")" >"$destinations.new")
  mv "$destinations.new" "$destinations"
}

start() {
  running_pid "$pidfile" "$(mark)" >/dev/null || launch
  wait_for_start "$pidfile" "$(mark)" "$log" answers
  [ "$destinations" -nt "$bootstrap" ] || write_destinations
}

# Whether the broker shows the certificate of the file: it answers before it goes by what it was told, one network thread
# after the other.
shows_certificate() {
  local wanted shown
  wanted=$(openssl x509 -in "$tls/kafka/certificate.pem" -noout -fingerprint)
  for _ in 1 2 3 4; do
    shown=$(connect_tls "$(cat "$bootstrap")" </dev/null 2>/dev/null | openssl x509 -noout -fingerprint 2>/dev/null) || return 1
    [ "$shown" = "$wanted" ] || return 1
  done
}

# The broker reads the files of its certificate again: Kafka looks at them when their names are set, even to the same.
reload() {
  local settings
  settings=$({ write_certificates listener.name.client. && write_certificates listener.name.controller.; } | paste -sd,)
  running_pid "$pidfile" "$(mark)" >/dev/null || die "Kafka is not running"
  use_source "$(cat "$JUKI_RUN/kafka.source")"
  [ "$source" != embedded ] || die "the embedded broker has no certificates"
  java_arguments=(-cp "$libs/*" "${jvm_options[@]}" kafka.admin.ConfigCommand --bootstrap-server "$(cat "$bootstrap")"
    --command-config admin.properties --entity-type brokers --entity-name 1 --alter --add-config "$settings")
  if [ "$source" = docker ]; then
    docker exec "$container" java "${java_arguments[@]}"
  else
    (cd "$home" && java "${java_arguments[@]}")
  fi >>"$log" 2>&1 9>&- || die "the broker does not take its certificate; the log is $log"
  wait_until 100 shows_certificate || die "the broker keeps its former certificate; the log is $log"
}

stop() {
  end_process "$pidfile" "$(mark)" TERM
  keep_archive
}

kill_server() {
  end_process "$pidfile" "$(mark)" KILL
}

status() {
  local pid
  if pid=$(running_pid "$pidfile" "$(mark)"); then
    echo "running: pid $pid, $(cat "$bootstrap"), source $(cat "$JUKI_RUN/kafka.source")"
  else
    echo "stopped"
    return 3
  fi
}

destroy() {
  stop
  rm -rf "$home"
  rm -f "$bootstrap" "$JUKI_RUN/kafka.source" "$refusals"* "$destinations"
}

[ $# -eq 1 ] || usage
case $1 in
  start | stop | status | kill | restart | reload | destroy) ;;
  *) usage ;;
esac
open_run
open_paths
[ "$1" = status ] || lock kafka
case $1 in
  start | stop | status | reload | destroy) "$1" ;;
  kill) kill_server ;;
  restart) stop && start ;;
esac
