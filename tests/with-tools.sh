#!/usr/bin/env bash
# Runs a command with the tests' tools on PATH, installing cargo-deny where it is missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/tools.sh
. "$here/tools.sh"
install_cargo_deny
export_tools
exec "$@"
