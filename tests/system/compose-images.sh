#!/usr/bin/env bash
# Makes the base images of docker-compose.yml available: kept if present, pulled where a registry answers, else made
# here under the same names from Debian's mirror (debootstrap, needs root) and Maven Central.
set -euo pipefail
cd "$(dirname "$0")/../.."

mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
scratch=$(mktemp -d /var/tmp/juki-images.XXXXXX)
trap 'rm -rf "$scratch"' EXIT

have() {
  docker image inspect "$1" >/dev/null 2>&1 || timeout 300 docker pull -q "$1" >/dev/null 2>&1
}

make_debian() {
  debootstrap --variant=minbase trixie "$scratch/debian" "$mirror" >"$scratch/debootstrap.log" \
    || { tail -20 "$scratch/debootstrap.log" >&2; return 1; }
  rm -rf "$scratch"/debian/var/cache/apt/archives/*.deb "$scratch"/debian/var/lib/apt/lists/*
  tar -C "$scratch/debian" --numeric-owner -c . | docker import --change 'CMD ["bash"]' - "$1"
}

make_postgres() {
  docker build -q -t "$1" tests/system/images/postgres
}

make_kafka() {
  cp -r tests/system/images/kafka "$scratch/kafka"
  mvn -q -B -f deploy/local/kafka-pom.xml -Dkafka.version="${1##*:}" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$scratch/kafka/libs" >&2
  docker build -q -t "$1" "$scratch/kafka"
}

prepare() {
  local image=$1 make=$2
  have "$image" && { echo "$image: there"; return; }
  echo "$image: no registry, making it here"
  "$make" "$image"
}

prepare debian:trixie-slim make_debian
prepare postgres:17 make_postgres
prepare apache/kafka:3.9.1 make_kafka
