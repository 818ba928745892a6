#!/usr/bin/env bash
# The whole main job on this machine alone: an issuer, a simulated AWS, a key, a login, and the
# AWS CLI. HOME and keyring are scratch and vanish at the end.
# usage: demo.sh software|virtual|yubikey
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tests/tools.sh
. tests/tools.sh

say() { printf '\n\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

case ${1:-software} in
    software | virtual | yubikey) key=${1:-software} ;;
    *) fail "KEY is software, virtual or yubikey" ;;
esac

if [ -z "${VOUCH_DEMO_INSIDE:-}" ]; then
    # shellcheck disable=SC2046
    tests/packages.sh "make demo" $(demo_packages) $([ "$key" = software ] || echo pcscd)
    say "building (the first time takes some minutes)"
    cargo build --quiet --workspace
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/vouch-demo.XXXXXX")
    trap 'rm -rf "$scratch"' EXIT
    mkdir -m 700 "$scratch/home" "$scratch/run" "$scratch/data"
    # A bus and a keyring of its own; the demo runs inside.
    env -u DBUS_SESSION_BUS_ADDRESS \
        HOME="$scratch/home" XDG_RUNTIME_DIR="$scratch/run" XDG_DATA_HOME="$scratch/data" \
        XDG_CONFIG_HOME="$scratch/home/.config" XDG_STATE_HOME="$scratch/home/.local/state" \
        VOUCH_DEMO_INSIDE="$scratch" VOUCH_TEST_TOOLS="$TOOLS" \
        dbus-run-session -- "$0" "$key"
    exit
fi

scratch=$VOUCH_DEMO_INSIDE
bin=$PWD/target/debug
PATH=$bin:$TOOLS/bin:$PATH
printf demo | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
keyring() {
    gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
        --method org.freedesktop.Secret.Service.ReadAlias default 2>/dev/null
}
for _ in $(seq 100); do
    keyring | grep -q collection && break
    sleep 0.05
done
keyring | grep -q collection || fail "the scratch keyring did not start"
export VOUCH_KEYRING=secret-service

cleanup() {
    [ -z "${dev:-}" ] || kill "$dev" 2>/dev/null || true
    [ -z "${virtual:-}" ] || kill "$virtual" 2>/dev/null || true
    gnome_keyring=$(pgrep -P "$PPID" gnome-keyring-d || true)
    [ -z "$gnome_keyring" ] || kill $gnome_keyring 2>/dev/null || true
}
trap cleanup EXIT

dev_options=(--json)
say "starting vouch-dev: an issuer in memory and a simulated AWS, on loopback"
mkfifo "$scratch/ready"
vouch-dev "${dev_options[@]}" >"$scratch/ready" 2>"$scratch/vouch-dev.log" &
dev=$!
read -r ready <"$scratch/ready" || { cat "$scratch/vouch-dev.log" >&2; fail "vouch-dev did not start"; }
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" <<<"$ready"; }
issuer=$(field issuer)
role=$(field role_arn)
export AWS_ENDPOINT_URL_STS AWS_REGION
AWS_ENDPOINT_URL_STS=$(field sts_endpoint)
AWS_REGION=$(field region)
echo "the issuer is $issuer, the simulated STS $AWS_ENDPOINT_URL_STS" >&2

say "vouch enroll --issuer $issuer --invite - --software-key"
field invitation | vouch enroll --issuer "$issuer" --invite - --software-key

say "vouch login"
vouch login

say "vouch setup aws --role $role"
vouch setup aws --role "$role" --profile vouch --region "$AWS_REGION"

if command -v aws >/dev/null; then
    say "aws sts get-caller-identity --profile vouch"
    aws sts get-caller-identity --profile vouch
else
    say "there is no AWS CLI here; vouch credential aws --role $role"
    vouch credential aws --role "$role" --issuer "$issuer" --region "$AWS_REGION" | sed 's/"SecretAccessKey":"[^"]*"/"SecretAccessKey":"…"/; s/"SessionToken":"[^"]*"/"SessionToken":"…"/'
fi

say "vouch logout"
vouch logout
say "done: nothing of this is left on the machine"
