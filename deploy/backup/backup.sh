#!/bin/bash
# Backups of the databases of resident, identity, gateway and audit, for one receiver alone; never of delivery's. See README.md.
#   backup.sh make STORE RECEIVER.pem             prints the folder it made; both are registered (backup_place)
#   backup.sh request BACKUP PLACE REASON         asks that it be taken out (持出し) to the folder PLACE; prints the number of
#                                                 the approval that another person gives
#   backup.sh take BACKUP PLACE APPROVAL          once, after that; prints the copy
#   backup.sh check BACKUP                        whether it is whole and of our making
#   backup.sh note STORE                          keeps in mind what has been erased: nightly, and after every erasure
#   backup.sh restore STORE BACKUP RECEIVER.key [SERVICE...]   into the empty databases of this instance (of these services
#                                                 alone), without what was erased since
# Exit: 0, 1 refused, 2 usage.
# shellcheck source-path=SCRIPTDIR source=../local/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../local/lib.sh"

services=(resident identity gateway audit)
table=$repo/deploy/backup/erasable.csv

usage() {
  sed -n '3,10s/^# *//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

refuse() {
  say "$@"
  exit 1
}

# ---- databases --------------------------------------------------------------------------------------------------

# dsn SERVICE: of the superuser, in that database
dsn() {
  echo "$(cat "${JUKI_BACKUP_DSN_FILE:-$JUKI_RUN/secrets/dsn-admin}") dbname=juki_$1"
}

sql() {
  psql -XqAt -v ON_ERROR_STOP=1 -d "$(dsn "$1")" "${@:2}"
}

# erasable [SERVICE]: "service table how" of each line of the list of what is erased, and how
erasable() {
  awk -F, -v service="${1:-}" 'NR > 1 && $3 != "none" && (service == "" || $1 == service) { print $1, $2, $3 }' "$table"
}

# Sets keys of every table of a service: what names a row for who has the salt alone: its table and primary key, keyed.
declare -A keys
learn_keys() {
  local name columns
  while IFS=$'\t' read -r name columns; do
    keys[$1.$name]="encode(sha256(convert_to('$(cat "$store/salt")|$1.$name|' || ROW($columns)::text, 'UTF8')), 'hex')"
  done < <(sql "$1" -F $'\t' -c "SELECT c.relname, string_agg(quote_ident(a.attname), ',' ORDER BY array_position(i.indkey::int2[], a.attnum))
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
    WHERE i.indisprimary AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname")
}

need_key() {
  [ -n "${keys[$1.$2]:-}" ] || refuse "$1.$2 has no primary key"
}

# ---- what has been erased ---------------------------------------------------------------------------------------

# What is erased: whole rows, or of a row that stays its content. Which rows still have it, and how it goes.
declare -A has=([row]=true [content]='record IS NOT NULL' [entry]="entry <> ''")
declare -A goes=([row]='DELETE FROM' [content]='UPDATE' [entry]='UPDATE')
declare -A becomes=([row]='' [content]='SET record = NULL, subject = NULL, operator_id = NULL, change_id = NULL'
                    [entry]="SET entry = ''")

# list_of SERVICE TABLE HOW: the name of its lists
list_of() {
  if [ "$3" = entry ]; then echo "$1.$2.$3"; else echo "$1.$2"; fi
}

# present SERVICE: "list name" of each row of now of all its tables, sorted: one session for all of them
present() {
  local name how
  while read -r _ name how; do
    need_key "$1" "$name"
    echo "SELECT '$(list_of "$1" "$name" "$how")', ${keys[$1.$name]} FROM $name WHERE ${has[$how]};"
  done < <(erasable "$1") | sql "$1" -F ' ' | LC_ALL=C sort -u
}

# note_list LIST MODE: who was there and is no longer has been erased; who is there again has not. With MODE add what was there
# before stays known, too.
note_list() {
  local seen=$store/seen/$1 erased=$store/erased/$1
  touch "$seen" "$erased" "$seen.now"
  LC_ALL=C comm -23 "$seen" "$seen.now" | LC_ALL=C sort -u - "$erased" | LC_ALL=C comm -23 - "$seen.now" >"$erased.new"
  [ "$2" = replace ] || { LC_ALL=C sort -u "$seen" "$seen.now" >"$seen.all" && mv "$seen.all" "$seen.now"; }
  mv "$erased.new" "$erased"
  mv "$seen.now" "$seen"
}

note() {
  local how service name
  umask 077
  mkdir -p "$store/seen" "$store/erased"
  [ -s "$store/salt" ] || { od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n' >"$store/salt.new" && mv "$store/salt.new" "$store/salt"; }
  for service in "${services[@]}"; do
    rm -f "$store/seen"/*.now # of one that was interrupted
    learn_keys "$service"
    present "$service" | awk -v folder="$store/seen" '{ print $2 >(folder "/" $1 ".now") }'
    while read -r _ name how; do note_list "$(list_of "$service" "$name" "$how")" "$1"; done < <(erasable "$service")
  done
}

# forget SERVICE TABLE HOW: what was erased leaves the restored table, and its pages. Its triggers are for services.
forget() {
  local erased
  erased=$store/erased/$(list_of "$1" "$2" "$3")
  [ -s "$erased" ] || return 0
  need_key "$1" "$2"
  {
    echo "SET session_replication_role = replica; CREATE TEMP TABLE erased (name text PRIMARY KEY);"
    echo "COPY erased FROM STDIN;"
    cat "$erased"
    echo "\\."
    echo "${goes[$3]} $2 ${becomes[$3]} WHERE ${has[$3]} AND ${keys[$1.$2]} IN (SELECT name FROM erased);"
    echo "VACUUM FULL $2;"
  } | sql "$1" >/dev/null
}

# ---- who may ----------------------------------------------------------------------------------------------------

# The processing date of this instance: what audit goes by.
today() {
  case ${JUKI_CLOCK:-system} in
    system) TZ=Asia/Tokyo date +%F ;;
    file:*) cat "${JUKI_CLOCK#file:}" ;;
    *) echo "$JUKI_CLOCK" ;;
  esac
}

fingerprint() {
  openssl x509 -in "$1" -outform DER 2>/dev/null | sha256sum | cut -d' ' -f1
}

# ask WORDS...: jukictl, with the environment of who runs this
ask() {
  "$repo/build/release/bin/jukictl" "$@" --json
}

# member NAME: the last text of that name, or item, in the JSON on standard input
member() {
  python3 -c 'import json, sys
def find(at):
    if isinstance(at, dict):
        if sys.argv[1] in at and isinstance(at[sys.argv[1]], str):
            yield at[sys.argv[1]]
        if at.get("name") == sys.argv[1]:
            yield at.get("value", "")
        at = list(at.values())
    for each in at if isinstance(at, list) else []:
        yield from find(each)
print(([""] + list(find(json.load(sys.stdin))))[-1])' "$1"
}

# ---- taking out -------------------------------------------------------------------------------------------------

digest_of() {
  sha256sum <"$1" | cut -d' ' -f1
}

# Sets deed: what exactly is taken out, and where to. The manifest has the digest of every file.
describe() {
  deed=("content=${services[*]}" "receiver=$(awk '$1 == "receiver" { print $2 }' "$1/manifest")"
    "manifest=$(digest_of "$1/manifest")" "place=$(realpath -m "$2")")
}

request() {
  local answer deed
  [ $# -eq 3 ] || usage
  check "$1"
  describe "$1" "$2"
  answer=$(ask approval ask backup_takeout "${deed[@]}" --purpose "$3") || refuse "the take-out was not asked for"
  member approval_id <<<"$answer"
}

# The approval is used up before a byte leaves, so a copy that fails afterwards needs another one.
take() {
  local deed copy work
  [ $# -eq 3 ] || usage
  check "$1"
  describe "$1" "$2"
  copy=$2/$(basename "$1")
  [ ! -e "$copy" ] || refuse "$copy is there already"
  work=$(umask 077 && mktemp -d "$2/.taking.XXXXXX") || refuse "$2 takes no backup"
  # shellcheck disable=SC2064 # of now
  trap "rm -rf '$work'" EXIT
  ask approval use backup_takeout "$3" "${deed[@]}" >/dev/null || refuse "nothing was taken out"
  { cp "$1"/*.cms "$1/manifest" "$1/signature" "$work" && (check "$work") && [ "manifest=$(digest_of "$work/manifest")" = "${deed[2]}" ] &&
    sync -f "$work" && mv -T "$work" "$copy"; } || refuse "the approval is used up and nothing was taken out: ask for it anew"
  echo "$copy"
}

# ---- making -----------------------------------------------------------------------------------------------------

make_key() {
  local key=$JUKI_RUN/backup/key.pem
  (umask 077 && mkdir -p "$JUKI_RUN/backup")
  [ -s "$key" ] || { (umask 077 && openssl genpkey -algorithm ed25519 -out "$key.new") && mv "$key.new" "$key"; }
  openssl pkey -in "$key" -pubout -out "$JUKI_RUN/backup/public.pem"
}

# A broken dump must not look like a whole one: pipefail is set, and the name comes last.
dump() {
  pg_dump -Fc -Z6 --no-password -d "$(dsn "$1")" |
    openssl cms -encrypt -binary -stream -outform DER -aes-256-gcm -out "$3/$1.dump.cms" "$2" ||
    refuse "the database of $1 could not be taken"
}

write_manifest() {
  local service
  echo "juki-backup/v1"
  echo "made $(date -u +%FT%TZ)"
  echo "receiver $(fingerprint "$1")"
  for service in "${services[@]}"; do
    echo "database $service $(digest_of "$2/$service.dump.cms")"
  done
}

make_backup() {
  local receiver answer case work service
  [ $# -eq 2 ] || usage
  store=$(realpath -m "$1") receiver=$2
  openssl x509 -in "$receiver" -noout 2>/dev/null || refuse "$receiver is no certificate"
  answer=$(ask case open backup "taken_on=$(today)" "content=${services[*]}" "store=$store" "receiver=$(fingerprint "$receiver")") ||
    refuse "no backup is made in $store for this receiver: they are to be registered (backup_place), and the trail to have it"
  case=$(member case_id <<<"$answer")
  note replace
  make_key
  work=$(umask 077 && mktemp -d "$store/making.XXXXXX")
  # shellcheck disable=SC2064 # of now
  trap "rm -rf '$work'" EXIT
  for service in "${services[@]}"; do dump "$service" "$receiver" "$work"; done
  note add
  write_manifest "$receiver" "$work" >"$work/manifest"
  openssl pkeyutl -sign -rawin -inkey "$JUKI_RUN/backup/key.pem" -in "$work/manifest" -out "$work/signature"
  sync -f "$work"
  ask case amend "$case" "manifest=$(digest_of "$work/manifest")" >/dev/null || refuse "its digest could not be recorded: no backup is made"
  mv -T "$work" "$store/$case"
  echo "$store/$case"
}

# ---- reading ----------------------------------------------------------------------------------------------------

check() {
  local word service digest found=0
  [ -d "$1" ] || usage
  openssl pkeyutl -verify -rawin -pubin -inkey "${JUKI_BACKUP_PUBLIC:-$JUKI_RUN/backup/public.pem}" -in "$1/manifest" \
    -sigfile "$1/signature" >/dev/null 2>&1 || refuse "$1 is not of our making, or was changed"
  [ "$(head -n 1 "$1/manifest")" = juki-backup/v1 ] || refuse "$1 is of another kind"
  while read -r word service digest; do
    [ "$word" = database ] || continue
    [ "$(digest_of "$1/$service.dump.cms")" = "$digest" ] || refuse "the database of $service is not as it was taken"
    found=$((found + 1))
  done <"$1/manifest"
  [ $found -eq ${#services[@]} ] || refuse "$1 is not whole"
}

need_empty() {
  local service
  for service in "${services[@]}"; do
    [ "$(sql "$service" -c "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")" = 0 ] ||
      refuse "the database of $service is not empty"
  done
}

# beyond SERVICE: "topic key number" of what is in Kafka of its ordered topics. Only who provisions the broker may read them
# all.
beyond() {
  local topic topics
  topics=$(sql "$1" -c "SELECT DISTINCT topic FROM outbox_stream ORDER BY 1")
  for topic in $topics; do
    ask topic tail "$topic" --from beginning --tls "$JUKI_RUN/tls/topics" | awk -v topic="$topic" '
      match($0, /"key": *"[^"]*"/) { key = substr($0, RSTART, RLENGTH); sub(/"key": *"/, "", key); sub(/"$/, "", key) }
      match($0, /"sequence": *[0-9]+/) { n = substr($0, RSTART, RLENGTH); sub(/.*: */, "", n); if (n + 0 > last[key]) last[key] = n + 0 }
      END { for (key in last) printf "%s\t%s\t%d\n", topic, key, last[key] }' || return 1
  done
}

# No number is used twice: the next event of a key gets the one behind the last that its readers have seen. Says what the
# restored register does not know of.
raise() {
  local lost seen
  seen=$(beyond "$1") || refuse "Kafka's topics of $1 cannot be read: start it only once the numbers of its keys are raised"
  lost=$({
    echo "CREATE TEMP TABLE seen (topic text, key text, last bigint);"
    echo "COPY seen FROM STDIN;"
    [ -z "$seen" ] || printf '%s\n' "$seen"
    echo "\\."
    echo "WITH raised AS (INSERT INTO outbox_stream (topic, key, last) SELECT * FROM seen
        ON CONFLICT (topic, key) DO UPDATE SET last = excluded.last WHERE outbox_stream.last < excluded.last RETURNING topic)
      SELECT topic || ' ' || count(*) FROM raised GROUP BY topic ORDER BY 1;"
  } | sql "$1")
  [ -z "$lost" ] || say "of $1, Kafka has what the backup has not; topic and keys:" "$lost"
}

# opened SERVICE: its dump in clear, which touches no disk; what is not as it was made was refused before.
opened() {
  openssl cms -decrypt -binary -inform DER -inkey "$key" -in "$backup/$1.dump.cms" 2>/dev/null
}

restore() {
  local backup key service name how
  [ $# -ge 3 ] || usage
  store=$1 backup=$2 key=$3
  [ -s "$store/salt" ] || refuse "$store has no list of what was erased: without it nothing is restored"
  check "$backup"
  [ $# -eq 3 ] || services=("${@:4}")
  need_empty
  for service in "${services[@]}"; do
    opened "$service" >/dev/null || refuse "the database of $service cannot be opened with this key"
  done
  for service in "${services[@]}"; do
    opened "$service" | pg_restore --exit-on-error --single-transaction --no-password -d "$(dsn "$service")" || refuse "$service could not be restored"
  done
  for service in "${services[@]}"; do
    learn_keys "$service"
    while read -r _ name how; do forget "$service" "$name" "$how" </dev/null; done < <(erasable "$service")
    raise "$service"
  done
}

open_run
command=${1:-}
[ $# -eq 0 ] || shift
case $command in
  make) make_backup "$@" ;;
  request) request "$@" ;;
  take) take "$@" ;;
  check) [ $# -eq 1 ] || usage; check "$1" ;;
  note) [ $# -eq 1 ] || usage; store=$1; note replace ;;
  restore) restore "$@" ;;
  *) usage ;;
esac
