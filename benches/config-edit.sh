#!/usr/bin/env bash
# `vouch setup aws` adding a profile to a config file of 10,000 lines, against `aws configure set`
# writing one setting into the same file. Whole processes. Needs hyperfine, jq and the release build
# (made here).
set -euo pipefail
# shellcheck source=benches/world.sh
. "$(dirname "$0")/world.sh"

python3 - "$scratch/large" <<'PYTHON'
import sys

with open(sys.argv[1], "w") as file:
    for number in range(2000):
        file.write(f"# team {number}\n[profile team-{number}]\nregion = eu-west-1\noutput = json\n\n")
PYTHON
wc -l <"$scratch/large" | sed 's/^/lines: /'
role=$(field role_arn)
export AWS_CONFIG_FILE=$scratch/edited AWS_EC2_METADATA_DISABLED=true
hyperfine --shell=none --warmup 3 --runs 100 --export-json "$scratch/ours.json" --style none \
    --prepare "cp $scratch/large $scratch/edited" \
    "$full --quiet setup aws --role $role --profile new --region eu-west-1" >/dev/null
cmp -s <(head -n 10000 "$scratch/edited") "$scratch/large" || { echo "error: another line changed" >&2; exit 1; }
hyperfine --shell=none --warmup 1 --runs 5 --export-json "$scratch/theirs.json" --style none \
    --prepare "cp $scratch/large $scratch/edited" \
    "aws configure set profile.new.region eu-west-1" >/dev/null
hyperfine --shell=none --warmup 3 --runs 100 --export-json "$scratch/nothing.json" --style none \
    "$full --version" >/dev/null
figure() { jq ".results[0].$2 * 1000" "$1"; }
printf 'vouch setup aws: %.1f ms at least, %.1f median of 100\n' \
    "$(figure "$scratch/ours.json" min)" "$(figure "$scratch/ours.json" median)"
printf 'vouch --version: %.1f ms at least, %.1f median of 100\n' \
    "$(figure "$scratch/nothing.json" min)" "$(figure "$scratch/nothing.json" median)"
printf 'aws configure set: %.0f ms at least, %.0f median of 5\n' \
    "$(figure "$scratch/theirs.json" min)" "$(figure "$scratch/theirs.json" median)"
