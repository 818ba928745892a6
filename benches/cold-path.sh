#!/usr/bin/env bash
# `vouch credential aws` without cached credentials, against the AWS CLI v2 calling the same STS with a
# token in hand: issuer and STS are canned and answer over TLS on loopback. Tells CPU time of the
# process (user and system), which the servers and the network don't enter, and how often the
# machine's certificates are read. Needs openssl, strace, keyutils, python3, and the AWS CLI of the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tests/tools.sh
. tests/tools.sh
export_tools

cargo build --quiet --release --no-default-features --bin vouch --bin vouch-full </dev/null
scratch=$(mktemp -d "${TMPDIR:-/tmp}/vouch-bench.XXXXXX")
cleanup() {
    [ -z "${servers:-}" ] || kill "$servers" 2>/dev/null || true
    keyctl purge user vouch:session:AAAAAAAAAAAAAAAAAAAAAA >/dev/null 2>&1 || true
    rm -rf "$scratch"
}
trap cleanup EXIT
mkfifo "$scratch/ready"
python3 benches/cold_servers.py "$scratch" "$scratch/state" >"$scratch/ready" &
servers=$!
read -r issuer sts <"$scratch/ready"

export HOME=$scratch XDG_STATE_HOME=$scratch/state XDG_CONFIG_HOME=$scratch/config VOUCH_KEYRING=keyutils
export AWS_ENDPOINT_URL_STS=$sts AWS_CA_BUNDLE=$scratch/ca.pem AWS_PAGER='' AWS_EC2_METADATA_DISABLED=true
unset DBUS_SESSION_BUS_ADDRESS AWS_PROFILE VOUCH_ISSUER SSL_CERT_FILE SSL_CERT_DIR VOUCH_CA_BUNDLE
role=arn:aws:iam::123456789012:role/Developer
ours=(target/release/vouch credential aws --role "$role" --issuer "$issuer" --region us-east-1 --no-cache)
theirs=("$TOOLS/bin/aws" sts assume-role-with-web-identity --role-arn "$role" --role-session-name alice
    --web-identity-token header.token.signature --region us-east-1 --endpoint-url "$sts" --output json)

python3 - "$scratch" "${#ours[@]}" "${ours[@]}" "${theirs[@]}" <<'PYTHON'
import resource
import subprocess
import sys

scratch, length, *words = sys.argv[1:]
ours, theirs = words[: int(length)], words[int(length):]


def usage(command):
    """User and system milliseconds of the process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = subprocess.run(command, capture_output=True, text=True)
    assert child.returncode == 0 and "ASIACANNED" in child.stdout, child.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


mine = sorted(usage(ours) for _ in range(200))
cli = sorted(usage(theirs) for _ in range(5))
print(f"vouch credential aws, not cached: {mine[0]:.1f} ms of CPU at least, {mine[len(mine) // 2]:.1f} median of {len(mine)}")
print(f"aws sts assume-role-with-web-identity: {cli[0]:.0f} ms at least, {cli[len(cli) // 2]:.0f} median of {len(cli)}")
print(f"ratio of the minima: 1 to {cli[0] / mine[0]:.0f}")
PYTHON
strace --follow-forks --trace=openat --output="$scratch/trace" "${ours[@]}" >/dev/null
echo "certificate files opened: $(grep -cE 'openat.*(/ssl/|\.pem|\.crt)' "$scratch/trace") ($(grep -E 'openat.*(/ssl/|\.pem|\.crt)' "$scratch/trace" | grep -c ca-certificates.crt) times the machine's bundle)"
