#!/bin/bash
# Prints what juki's programs consist of (software bill of materials, CycloneDX 1.5 JSON): each program with its digest, and the
# Debian packages whose libraries it loads, with version and source package, by which a notice of a flaw is matched.
# Usage: sbom.sh PROGRAM[:PACKAGE,...]...   packages: what a static program has taken in, which nothing shows afterwards
set -euo pipefail

[ $# -gt 0 ] || { echo 'usage: sbom.sh PROGRAM[:PACKAGE,...]...' >&2 && exit 2; }

declare -A owner # package of each library seen so far: dpkg searches long

# Sets `package` to the one that owns file $1. Older packages own /lib/..., which is /usr/lib/... now.
find_package() {
  local path
  package=${owner[$1]:-}
  for path in "$1" "/usr$1" "${1#/usr}"; do
    [ -z "$package" ] || break
    package=$(dpkg-query -S "$path" 2>/dev/null | sed 's/[:,].*//; q') || true
  done
  [ -n "$package" ] || { echo "sbom.sh: no package owns $1" >&2 && exit 1; }
  owner[$1]=$package
}

libraries_of() {
  ldd "$1" 2>/dev/null | awk '$3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }'
}

program() {
  printf '{"type":"application","bom-ref":"%s","name":"%s","hashes":[{"alg":"SHA-256","content":"%s"}]}' \
    "$(basename "$1")" "$(basename "$1")" "$(sha256sum "$1" | cut -d' ' -f1)"
}

library() {
  # shellcheck disable=SC2016 # dpkg's own variables
  dpkg-query -W -f '{"type":"library","bom-ref":"${Package}","name":"${Package}","version":"${Version}","purl":"pkg:deb/debian/${Package}@${Version}?arch=${Architecture}","properties":[{"name":"debian:source","value":"${source:Package}@${source:Version}"}]}' "$1"
}

# Joins lines with commas.
list() {
  paste -sd,
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/of"
for each in "$@"; do
  [ -x "${each%%:*}" ] || { echo "sbom.sh: there is no program ${each%%:*}" >&2 && exit 1; }
  {
    for file in $(libraries_of "${each%%:*}"); do find_package "$file" && echo "$package"; done
    case $each in *:*) tr ',' '\n' <<<"${each#*:}" ;; esac
  } >"$work/all"
  sort -u "$work/all" >"$work/of/$(basename "${each%%:*}")"
done
{
  printf '{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"metadata":{"component":{"type":"application","name":"juki","version":"%s"}},"components":[' \
    "$(git -C "$(dirname "$0")" rev-parse --short HEAD 2>/dev/null || echo unknown)"
  {
    for each in "$@"; do program "${each%%:*}" && echo; done
    sort -u "$work"/of/* | while read -r name; do library "$name" && echo; done
  } | list | tr -d '\n'
  printf '],"dependencies":['
  for each in "$work"/of/*; do
    printf '{"ref":"%s","dependsOn":[%s]}\n' "$(basename "$each")" "$(sed 's/:.*//; s/.*/"&"/' "$each" | list)"
  done | list | tr -d '\n'
  printf ']}\n'
}
