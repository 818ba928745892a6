# A laptop for a benchmark, sourced: `vouch-dev`, a login with a software key, a profile `vouch`, and
# credentials in the kernel's keyring. Everything is in a scratch folder and ends with the script.
# Gives: $vouch (release build), $full, $scratch, $command (what AWS tools run), field NAME.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
# shellcheck source=tests/tools.sh
. tests/tools.sh
export_tools

cargo build --quiet --release --no-default-features --bin vouch --bin vouch-full </dev/null
cargo build --quiet --bin vouch-dev </dev/null
vouch=$PWD/target/release/vouch
full=$PWD/target/release/vouch-full
scratch=$(mktemp -d "${TMPDIR:-/tmp}/vouch-bench.XXXXXX")
cleanup() {
    "$vouch" logout --all >/dev/null 2>&1 || true
    [ -z "${dev:-}" ] || kill "$dev" 2>/dev/null || true
    rm -rf "$scratch"
}
trap cleanup EXIT

export HOME=$scratch XDG_CONFIG_HOME=$scratch/config XDG_STATE_HOME=$scratch/state AWS_PAGER=
export VOUCH_KEYRING=keyutils
unset DBUS_SESSION_BUS_ADDRESS AWS_PROFILE VOUCH_ISSUER AWS_ENDPOINT_URL
mkfifo "$scratch/ready"
target/debug/vouch-dev --json >"$scratch/ready" 2>/dev/null &
dev=$!
read -r ready <"$scratch/ready"
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" <<<"$ready"; }
AWS_ENDPOINT_URL_STS=$(field sts_endpoint)
export AWS_ENDPOINT_URL_STS
field invitation | "$vouch" --quiet enroll --issuer "$(field issuer)" --invite - --software-key
"$vouch" --quiet login
"$vouch" --quiet setup aws --role "$(field role_arn)" --profile vouch --region "$(field region)"
command=$(sed -n 's/^credential_process = //p' "$HOME/.aws/config")
$command >/dev/null
