#!/bin/bash
# Runs buf (https://buf.build) with the given arguments; installs it from npm on first use.
# It is kept outside the tree: below JUKI_CACHE, by default ~/.cache/juki.
set -euo pipefail

version=1.75.0
cache=${JUKI_CACHE:-${HOME:?}/.cache/juki}
home=$cache/buf-$version
buf=$home/node_modules/.bin/buf

if [ ! -x "$buf" ]; then
  if ! command -v npm >/dev/null; then
    echo "buf.sh: npm is needed to install buf $version: apt-get install npm, or see https://nodejs.org" >&2
    exit 1
  fi
  mkdir -p "$cache"
  new=$(mktemp -d "$cache/buf.XXXXXX")
  trap 'rm -rf "$new"' EXIT
  # The program comes with the optional package of this platform; no install script needs to run.
  npm install --prefix "$new" --no-audit --no-fund --ignore-scripts --loglevel=error "@bufbuild/buf@$version" >&2
  # Another run may have been faster: its copy is as good.
  mv -T "$new" "$home" 2>/dev/null || [ -x "$buf" ]
  trap - EXIT
  rm -rf "$new"
fi
exec "$buf" "$@"
