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

key=${1:-software}
case $key in
    software | virtual | yubikey) ;;
    *) fail "KEY is software, virtual or yubikey" ;;
esac
[ "$key" = software ] || { : </dev/tty; } 2>/dev/null || fail "KEY=$key asks for a PIN, and there is no terminal"

# The parts that run beside the demo. With the emulated key, all of it runs a second time inside
# the emulator, which has started a smart card service of its own.
if [ -z "${VOUCH_DEMO_SCRATCH:-}" ]; then
    # shellcheck disable=SC2046
    tests/packages.sh "make demo" $(demo_packages) $([ "$key" = software ] || echo pcscd)
    say "building (the first time takes some minutes)"
    cargo build --quiet --workspace
    VOUCH_DEMO_SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/vouch-demo.XXXXXX")
    export VOUCH_DEMO_SCRATCH
    trap 'rm -rf "$VOUCH_DEMO_SCRATCH"' EXIT
    case $key in
        virtual)
            mkdir -p /run/pcscd 2>/dev/null || true
            target/debug/virtual-yubikey run --touch auto --root "$VOUCH_DEMO_SCRATCH/root.der" -- "$0" "$key" ;;
        *) "$0" "$key" ;;
    esac
    exit
fi

scratch=$VOUCH_DEMO_SCRATCH
beside=()
cleanup() {
    [ ${#beside[@]} -eq 0 ] || kill "${beside[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
}
trap cleanup EXIT

export HOME=$scratch/home XDG_CONFIG_HOME=$scratch/config XDG_DATA_HOME=$scratch/data
export XDG_RUNTIME_DIR=$scratch/run XDG_STATE_HOME=$scratch/state
mkdir -m 700 "$HOME" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_RUNTIME_DIR" "$XDG_STATE_HOME"
unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
unset AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE AWS_ENDPOINT_URL VOUCH_ISSUER VOUCH_CONFIG
export VOUCH_KEYRING=secret-service AWS_PAGER=
PATH=$PWD/target/debug:$TOOLS/bin:$PATH

# A bus that starts nothing by itself, and a keyring on it.
cat >"$scratch/bus.conf" <<EOF
<busconfig>
  <type>session</type>
  <listen>unix:path=$scratch/run/bus</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
EOF
mkfifo "$scratch/bus-address"
dbus-daemon --config-file="$scratch/bus.conf" --nofork --nopidfile --print-address >"$scratch/bus-address" 2>/dev/null &
beside+=($!)
read -r DBUS_SESSION_BUS_ADDRESS <"$scratch/bus-address"
export DBUS_SESSION_BUS_ADDRESS
printf demo | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
beside+=($!)
has_keyring() {
    dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
        org.freedesktop.Secret.Service.ReadAlias string:default 2>/dev/null | grep -q collection/login
}
for _ in $(seq 100); do
    ! has_keyring || break
    sleep 0.05
done
has_keyring || fail "the scratch keyring did not start"

say "starting vouch-dev: an issuer in memory and a simulated AWS, on loopback"
options=(--json)
if [ "$key" = virtual ]; then
    { echo "-----BEGIN CERTIFICATE-----"; base64 --wrap=64 "$scratch/root.der"; echo "-----END CERTIFICATE-----"; } >"$scratch/root.pem"
    options+=(--attestation-root "$scratch/root.pem")
fi
mkfifo "$scratch/ready"
vouch-dev "${options[@]}" >"$scratch/ready" 2>"$scratch/vouch-dev.log" &
beside+=($!)
read -r ready <"$scratch/ready" || { cat "$scratch/vouch-dev.log" >&2; fail "vouch-dev did not start"; }
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" <<<"$ready"; }
issuer=$(field issuer)
role=$(field role_arn)
AWS_ENDPOINT_URL_STS=$(field sts_endpoint)
AWS_REGION=$(field region)
export AWS_ENDPOINT_URL_STS AWS_REGION
echo "the issuer is $issuer, the simulated STS $AWS_ENDPOINT_URL_STS" >&2

case $key in
    software)
        say "vouch enroll --issuer $issuer --invite - --software-key"
        field invitation | vouch enroll --issuer "$issuer" --invite - --software-key
        ;;
    virtual)
        say "vouch enroll --issuer $issuer --invite -"
        echo "the emulated key is as from the factory: its PIN is 123456, and vouch wants another" >&2
        field invitation | vouch enroll --issuer "$issuer" --invite -
        ;;
    yubikey)
        echo "this makes a key in a free slot (82 to 95) of the YubiKey that is plugged in" >&2
        read -r -p "go on? [y/N] " answer </dev/tty
        [[ $answer == [yY]* ]] || fail "nothing was written"
        say "vouch enroll --issuer $issuer --invite -"
        field invitation | vouch enroll --issuer "$issuer" --invite -
        ;;
esac

say "vouch login"
vouch login

say "vouch setup aws --role $role --profile vouch --region $AWS_REGION"
vouch setup aws --role "$role" --profile vouch --region "$AWS_REGION"

if command -v aws >/dev/null; then
    # AWS_ENDPOINT_URL_STS is newer than some of the AWS CLIs that are around.
    endpoint=()
    case $(aws --version 2>&1) in
        aws-cli/2.[0-9].* | aws-cli/2.1[0-2].*) endpoint=(--endpoint-url "$AWS_ENDPOINT_URL_STS") ;;
    esac
    say "aws sts get-caller-identity --profile vouch ${endpoint[*]}"
    aws sts get-caller-identity --profile vouch "${endpoint[@]}"
else
    say "there is no AWS CLI here, so: vouch credential aws --role $role"
    vouch credential aws --role "$role" --issuer "$issuer" --region "$AWS_REGION" |
        sed 's/"SecretAccessKey":"[^"]*"/"SecretAccessKey":"…"/; s/"SessionToken":"[^"]*"/"SessionToken":"…"/'
fi

say "vouch logout"
vouch logout
say "done: nothing of this is left on the machine"
