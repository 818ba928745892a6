#!/usr/bin/env bash
# Fails if `vouch credential aws` with cached credentials, or `vouch status`, takes more instructions than
# it may: what AWS tools run for every command of theirs, and prompts for every line, stays small. Counts instructions, since time says as much
# about the machine. Needs valgrind and the kernel's keyring.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tests/tools.sh
. tests/tools.sh

# The C library's loader, which differs between distributions, takes 0.2 million of them; a `vouch`
# that carried the network would take 1.2 million.
ceiling=900000
# Prompts run it for every line: nothing but the arguments and the state file.
status_ceiling=650000

# shellcheck disable=SC2046
tests/packages.sh "the guard of the cached path" $(guard_packages)
# Only what is counted is built for release: what logs in need not be quick.
cargo build --release --no-default-features --bin vouch </dev/null
cargo build --bin vouch-full --bin vouch-dev </dev/null

scratch=$(mktemp -d "${TMPDIR:-/tmp}/vouch-guard.XXXXXX")
clean() { env -i HOME="$scratch" VOUCH_KEYRING=keyutils "$@"; }
cleanup() {
    clean target/debug/vouch-full logout --all >/dev/null 2>&1 || true
    [ -z "${dev:-}" ] || kill "$dev" 2>/dev/null || true
    rm -rf "$scratch"
}
trap cleanup EXIT

mkfifo "$scratch/ready"
# Not through the function: its number would be that of a shell around it.
env -i HOME="$scratch" target/debug/vouch-dev --json >"$scratch/ready" 2>"$scratch/dev.log" &
dev=$!
read -r ready <"$scratch/ready" || { cat "$scratch/dev.log" >&2; exit 1; }
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" <<<"$ready"; }
issuer=$(field issuer)
field invitation | clean target/debug/vouch-full --quiet enroll --issuer "$issuer" --invite - --software-key
clean target/debug/vouch-full --quiet login
credential=(credential aws --role "$(field role_arn)" --issuer "$issuer" --region "$(field region)")
sts=AWS_ENDPOINT_URL_STS=$(field sts_endpoint)
clean "$sts" target/debug/vouch-full "${credential[@]}" >"$scratch/first"

# With the servers gone there is nothing but the cache.
kill "$dev"
wait "$dev" 2>/dev/null || true
dev=
# usage: count WHAT CEILING ARGUMENT...: what `vouch` prints goes to $scratch/printed
count() {
    local what=$1 ceiling=$2 counted
    shift 2
    counted=$(clean "$sts" valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        target/release/vouch "$@" 2>&1 >"$scratch/printed" | sed -n 's/.*Collected : //p')
    echo "$what: ${counted:-no} instructions, $ceiling at most"
    [ "${counted:-$((ceiling + 1))}" -le "$ceiling" ] || {
        echo "error: $what takes too many instructions; docs/performance.md says what holds it" >&2
        exit 1
    }
}
count "the cached path" "$ceiling" "${credential[@]}"
cmp "$scratch/first" "$scratch/printed" || { echo "error: the cached path was not taken" >&2; exit 1; }
count "vouch status" "$status_ceiling" status --format prompt
grep -q '^vouch:' "$scratch/printed" || { echo "error: status did not say who" >&2; exit 1; }
