#!/usr/bin/env bash
# In the check container of tests/system/compose-check.yml, one after the other:
#   check.sh play [OPTION-OF-JUKI-PLAY VALUE]...         plays the demo's town and month
#   check.sh logs                                        takes everybody's logs from standard input
#   check.sh summary [OPTION-OF-JUKI-SUMMARY VALUE]...   what became of it; exit code of juki-summary
# /check is laid out as juki-summary expects a run; what the system holds is mounted, read-only, under /held.
set -euo pipefail

databases='resident identity delivery gateway audit prefecture national municipality card koseki justice portal kiosk network tax'

lay_out() {
  mkdir -p /check/{demo/metrics,log,secrets}
  (umask 077 && mkdir -p /tmp/tls && cp /held/admin/tls/*.pem /tmp/tls/) # libpq takes a key of its own user only
  echo "host=postgres dbname=postgres user=postgres sslmode=verify-full sslrootcert=/tmp/tls/ca.pem" \
    "sslcert=/tmp/tls/certificate.pem sslkey=/tmp/tls/key.pem" >/check/secrets/dsn-admin
  ln -sf /held/welfare/welfare.sqlite /check/welfare.sqlite
  echo /held >/check/postgres.home # of which data/ is searched: the files of PostgreSQL and of Kafka
}

take_metrics() {
  local name page
  for name in $databases; do
    page=/check/demo/metrics/$name
    exec 3<>"/dev/tcp/$name/8080"
    printf 'GET /metrics HTTP/1.0\r\nHost: %s\r\n\r\n' "$name" >&3
    cat <&3 >"$page"
    grep -q '^juki_' "$page" || { echo "check: $name does not show its metrics" >&2 && exit 1; }
  done
}

action=$1
shift
lay_out
case $action in
  play) JUKI_TLS_DIR=/held/keys/tls/counter exec juki-play "$@" --issuer-key /held/issuer/key.pem --results /check/demo/play.json ;;
  logs) exec cat >/check/log/all.log ;;
  summary)
    take_metrics
    JUKI_TLS_DIR=/held/keys/tls/topics exec juki-summary --run /check "$@"
    ;;
  *) exit 2 ;;
esac
