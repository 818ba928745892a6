#!/usr/bin/env bash
# Runs every test. None is skipped: what this machine can't run fails, and is named last.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tests/tools.sh
. tests/tools.sh

# shellcheck disable=SC2046
tests/packages.sh "make test" $(test_packages)
echo "installing the tools of the tests into $TOOLS"
install_test_tools
export_tools
mkdir -p /run/pcscd 2>/dev/null || true

# A test that lacks a tool or a permission is red and says how to get it; cargo names it last.
cargo build --workspace --all-targets
cargo test --workspace --no-fail-fast "$@"
