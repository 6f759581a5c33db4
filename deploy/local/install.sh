#!/bin/bash
# Installs the Debian packages that are missing. Says and does nothing when none is.
# Use: install.sh [FILE]    (a list of packages; packages.txt beside this script unless given)
# Exit: 0 everything is there, 3 it cannot be installed from here.
set -euo pipefail

list=${1:-$(dirname "${BASH_SOURCE[0]}")/packages.txt}

cannot() {
  printf 'install: %s\n' "$@" >&2
  exit 3
}

# Prints the wanted lines, each a package or alternatives a|b, of which none is installed.
missing() {
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' | awk -v FS='[ |]+' '
    FILENAME == "-" { if ($1 == "installed") have[$2] = 1; next }
    { sub(/#.*/, ""); gsub(/[ \t]/, "") }
    $0 == "" { next }
    { found = 0; for (i = 1; i <= NF; i++) if ($i in have) found = 1 }
    !found' - "$list"
}

# Prints the first of the alternatives $1 that the package lists offer.
available() {
  local package
  for package in ${1//|/ }; do
    if [ -n "$(apt-cache show --no-all-versions "$package" 2>/dev/null)" ]; then
      echo "$package"
      return
    fi
  done
  return 1
}

if ! command -v apt-get >/dev/null; then
  cannot "this is not a Debian system; install what $list names by other means"
fi

mapfile -t wanted < <(missing)
[ ${#wanted[@]} -gt 0 ] || exit 0

# sudo may ask for the password only when somebody is there to type it.
as_root=()
if [ "$(id -u)" != 0 ]; then
  as_root=(sudo)
  [ -t 0 ] || as_root+=(-n)
  if ! "${as_root[@]}" -v 2>/dev/null; then
    cannot "missing: ${wanted[*]}" "this user may not install packages: run deploy/local/install.sh $list as root"
  fi
fi
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0)

echo "install: missing: ${wanted[*]}" >&2
"${apt[@]}" update >&2 || echo "install: apt-get update failed; trying with the package lists at hand" >&2

packages=()
for line in "${wanted[@]}"; do
  package=$(available "$line") || cannot "no package source of this system has $line"
  packages+=("$package")
done
"${apt[@]}" install -y --no-install-recommends "${packages[@]}" >&2 ||
  cannot "apt-get could not install ${packages[*]}; its reason is above"
