#!/usr/bin/env bash
# `vouch credential aws` with cached credentials, against /bin/true and the AWS CLI reading the same
# profile, in one run. Prints ratios of the medians, and instructions.
# Needs hyperfine, valgrind, jq, keyutils and the release build (made here).
set -euo pipefail
# shellcheck source=benches/world.sh
. "$(dirname "$0")/world.sh"

results=$scratch/results.json
hyperfine --shell=none --warmup 50 --runs 1000 --export-json "$results" --style none \
    /bin/true "$command" >/dev/null
if command -v aws >/dev/null; then
    hyperfine --shell=none --warmup 2 --runs 10 --export-json "$scratch/aws.json" --style none \
        "aws configure export-credentials --profile vouch" >/dev/null
fi
median() { jq ".results[$2].median * 1000" "$1"; }
rival=$(median "$results" 0)
ours=$(median "$results" 1)
printf 'median of 1000: /bin/true %.2f ms, vouch credential aws (cached) %.2f ms: ratio %.2f\n' "$rival" "$ours" \
    "$(jq -n "$ours / $rival")"
printf 'minimum: /bin/true %.2f ms, vouch %.2f ms: ratio %.2f\n' \
    "$(jq '.results[0].min * 1000' "$results")" "$(jq '.results[1].min * 1000' "$results")" \
    "$(jq '.results[1].min / .results[0].min' "$results")"
if [ -e "$scratch/aws.json" ]; then
    aws=$(median "$scratch/aws.json" 0)
    printf 'aws configure export-credentials through it: %.0f ms: %.0f times vouch alone\n' "$aws" "$(jq -n "$aws / $ours")"
fi
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | sed -n 's/.*Collected : //p'
}
# shellcheck disable=SC2086
printf 'instructions: /bin/true %s, vouch %s\n' "$(instructions /bin/true)" "$(instructions $command)"
