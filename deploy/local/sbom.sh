#!/bin/bash
# Prints what juki's programs consist of (software bill of materials, CycloneDX 1.5 JSON): each program with its digest, and the
# Debian packages whose libraries it loads, with version and source package, by which a notice of a flaw is matched.
# Usage: sbom.sh PROGRAM[:PACKAGE,...]...   packages: what a static program has taken in, which nothing shows afterwards
set -euo pipefail

[ $# -gt 0 ] || { echo 'usage: sbom.sh PROGRAM[:PACKAGE,...]...' >&2 && exit 2; }

declare -A owner # package of each library

# Older packages own /lib/..., which is /usr/lib/... now.
paths_of() {
  echo "$1" "/usr$1" "${1#/usr}"
}

# Sets `owner` of every file. dpkg reads all of its lists for a question, so there is one question.
find_owners() {
  local -A known
  local file path found
  while IFS= read -r found; do known[${found#*: }]=${found%%[:,]*}; done < <(
    # shellcheck disable=SC2046 # paths of libraries have no blanks
    dpkg-query -S $(for file in "$@"; do paths_of "$file"; done) 2>/dev/null
  )
  for file in "$@"; do
    for path in $(paths_of "$file"); do owner[$file]=${owner[$file]:-${known[$path]:-}}; done
    [ -n "${owner[$file]}" ] || { echo "sbom.sh: no package owns $file" >&2 && exit 1; }
  done
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
mkdir "$work/of" "$work/loads"
for each in "$@"; do
  [ -x "${each%%:*}" ] || { echo "sbom.sh: there is no program ${each%%:*}" >&2 && exit 1; }
  libraries_of "${each%%:*}" >"$work/loads/$(basename "${each%%:*}")"
done
# shellcheck disable=SC2046 # paths of libraries have no blanks
find_owners $(sort -u "$work"/loads/*)
for each in "$@"; do
  {
    while read -r file; do echo "${owner[$file]}"; done <"$work/loads/$(basename "${each%%:*}")"
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
