#!/bin/bash
# destinations.sh TABLE PREFIX BROKER: prints the list of destinations (common/run/destination.h) of an installation whose
# Kafka is at BROKER. In the office somebody reads and approves it before it is installed where those who configure cannot
# write.
set -euo pipefail

[ $# -eq 3 ] || { sed -n '2s/^# *//p' "$0" >&2; exit 2; }
awk -F, -v prefix="$2" -v broker="$3" '
  # who sends to whom: link.X.out and feed.X
  NR > 1 && ($1 ~ /^link\.[a-z-]+\.out$/ || $1 ~ /^feed\.[a-z-]+$/) { split($1, part, "."); link[$2 "," part[2]] = 1 }
  NR > 1 && !/\*/ { n = split($2 " " $3, word, " "); for (i = 1; i <= n; i++) name[word[i]] = 1 }
  END {
    print "program,kind,destination"
    print "*,prefix," prefix
    fflush()
    for (each in link) { split(each, part, ","); sends[part[1]] = 1; print part[1] ",link," part[2] | "sort" }
    close("sort")
    for (each in name) print each ",broker," broker | "sort"
  }' "$1"
