#!/usr/bin/env bash
# Installs the system packages that are named and missing, with leave: asks on a terminal, and
# says what to run where it may not install.
# usage: packages.sh WHY PACKAGE...
set -euo pipefail
why=$1
shift

missing=()
for package in "$@"; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi

install=(apt-get install --yes --no-install-recommends "${missing[@]}")
[ "$(id -u)" = 0 ] || install=(sudo "${install[@]}")
echo "$why needs these system packages: ${missing[*]}"
if ! command -v apt-get >/dev/null; then
    echo "error: this is not Debian or Ubuntu; install their like and try again" >&2
    exit 1
fi
if [ -t 0 ] && [ -t 2 ]; then
    read -r -p "install them with \`${install[*]}\`? [Y/n] " answer
    case $answer in
        n* | N*) echo "nothing was installed" >&2; exit 1 ;;
    esac
fi
export DEBIAN_FRONTEND=noninteractive
"${install[@]}" >/dev/null 2>&1 || {
    update=(apt-get update)
    [ "$(id -u)" = 0 ] || update=(sudo "${update[@]}")
    "${update[@]}" >/dev/null
    "${install[@]}" >/dev/null
}
echo "installed: ${missing[*]}"
