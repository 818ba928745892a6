#!/usr/bin/env bash
# Runs every test. What this machine can't run is named last; in CI (CI=true) that is a failure.
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

# A test that lacks a tool is red and says how to get it.
export VOUCH_NOT_RUN=$PWD/target/not-run
rm -f "$VOUCH_NOT_RUN"
cargo build --workspace --all-targets
cargo test --workspace --no-fail-fast "$@"

if [ -s "$VOUCH_NOT_RUN" ]; then
    echo "could not run on this machine:"
    sort -u "$VOUCH_NOT_RUN"
    [ "${CI:-}" != true ] || exit 1
fi
