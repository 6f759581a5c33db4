#!/bin/bash
# What no general linter knows: the layers of this house and its own rules. Prints every violation.
# Use: tests/lint.sh LIBRARY    (the built libjuki.a)
set -uo pipefail
shopt -s lastpipe nullglob # report counts in this shell
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

library=${1:?the path of libjuki.a}
rooms=(services proto common deploy tests)
max_lines=500
violations=0

# Standard input are violations, one per line, if any.
report() {
  local rule=$1 line
  while IFS= read -r line; do
    printf '%s: %s\n' "$rule" "$line"
    violations=$((violations + 1))
  done
}

# files ROOM... PATTERN...: the files that match a name pattern below the rooms that exist.
files() {
  local room pattern names=()
  for pattern in "$@"; do names+=(-o -name "$pattern"); done
  for room in "${rooms[@]}"; do
    [ ! -d "$room" ] || find "$room" -name __pycache__ -prune -o -type f \( "${names[@]:1}" \) -print
  done | sort
}

# search PATTERN FILE...: file:line:text of each match; no file, no match.
search() {
  local pattern=$1
  shift
  [ $# -eq 0 ] || grep -HnE "$pattern" "$@" || true
}

mapfile -t sources < <(files '*.[ch]')
mapfile -t common_sources < <(files '*.[ch]' | grep '^common/')
mapfile -t service_sources < <(files '*.[ch]' | grep '^services/')
mapfile -t outside_store < <(files '*.[ch]' | grep '^services/' | grep -vE '/store(_[a-z]+)?\.c$')
mapfile -t domain_sources < <(files '*.[ch]' | grep '^services/' | grep -vE '/(main|handlers|store(_[a-z]+)?)\.[ch]$|/steps/')
mapfile -t code < <(files '*.[ch]' '*.sh' '*.py' '*.awk' '*.sql' '*.proto' '*.mk')
mapfile -t texts < <(files '*.[ch]' '*.sh' '*.py' '*.awk' '*.sql' '*.proto' '*.mk' '*.yaml' '*.yml' '*.csv' '*.java' '*.md')

# A service knows common, the contracts and itself.
for source in "${service_sources[@]}"; do
  service=$(cut -d/ -f2 <<<"$source")
  search '^#include "' "$source" |
    grep -vE "#include \"(common/|services/$service/|juki/[a-z0-9_/]+\.pb-c\.h\"|${service}_sql\.h\")" |
    report 'a service includes common/ and itself only'
done
search '^#include "(services|deploy|tests)/' "${common_sources[@]}" | report 'common/ stands below everything'

# The images are built from what the Dockerfile copies and .dockerignore lets pass: all that their programs need.
lets_pass() {
  local path=$1
  while [ "$path" != . ]; do
    grep -qxF "!$path" .dockerignore && return
    path=$(dirname "$path")
  done
  return 1
}
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
awk '/^FROM/ { build = $4 == "build" } build && $1 == "COPY" { print $2 }' deploy/docker/Dockerfile | while read -r path; do
  if lets_pass "$path"; then cp -r --parents "$path" "$context"; else echo "$path"; fi
done | report 'what the Dockerfile copies passes .dockerignore'
# objects_of FOLDER: what the programs of the images are linked from, there.
objects_of() {
  make -C "$1" -nB build/release/bin/{juki-{resident,identity,delivery,gateway,audit,certificate,topics,witness},jukictl} 2>&1 |
    grep -oE '(build/release/[^ ]*\.o|No rule to make target.*)' | sort -u
}
diff <(objects_of .) <(objects_of "$context") | grep '^[<>]' | report 'the images have all sources of their programs'

# Only the store speaks SQL; main.c hands over the list of statements and the migrations.
search '\b[a-z]+_sql_[a-z]' "${outside_store[@]}" | report 'only a store names SQL statements'

io_headers='libpq-fe|librdkafka/|microhttpd|openssl/|unistd|fcntl|poll|pthread|sys/|netinet/|arpa/|dirent|signal'
io_modules='common/(bus|db|http|run|metrics|log|config)/|services/[a-z]+/store(_[a-z]+)?\.h'
search "^#include [<\"]($io_headers|$io_modules)" "${domain_sources[@]}" | report 'domain files do no I/O'
search '\b(fopen|fread|fwrite|printf|fprintf|puts|fputs|getenv|secure_getenv|time|clock_gettime)\(' \
  "${domain_sources[@]}" | report 'domain files do no I/O'

banned='strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|gets|gmtime|localtime|ctime|asctime|mktemp|atoi|atol|atoll|atof'
search "\b($banned)\(" "${sources[@]}" | report 'banned function'
search '\bstrto(l|ll|ul|ull|d|f|imax|umax)\(' "${sources[@]}" | grep -v '^common/base/parse\.c:' |
  report 'text to number only through common/base/parse.h'

# Names of libjuki.a live beside those of every program that links it.
if symbols=$(nm -g --defined-only "$library" 2>/dev/null); then
  awk 'NF == 3 && $3 !~ /^(ju_|juki__|DW\.ref\.|[a-z]+_sql$|[a-z]+_sql_|[a-z]+_migrations$)/ { print $3 }' <<<"$symbols" |
    report 'global symbol without ju_'
else
  echo "nm cannot read $library" | report 'library'
fi

wc -l "${code[@]}" | awk -v max=$max_lines '$2 != "total" && $1 > max { print $2 ": " $1 " lines" }' |
  report "no file over $max_lines lines"
search '[[:blank:]]+$' "${texts[@]}" Makefile ./*.md | report 'trailing whitespace'

for entry in *; do
  [ ! -d "$entry" ] || case " ${rooms[*]} build node_modules " in
    *" $entry "*) ;;
    *) echo "$entry/" ;;
  esac
done | report 'no such room in this house'

[ "$violations" -eq 0 ]
