#!/usr/bin/env bash
# `vouch status --format prompt`, as a prompt runs it, against /bin/true and against `vouch-full`, which
# answers the same, in one run. Prints minima, medians and instructions.
# Needs hyperfine, valgrind, jq, keyutils and the release build (made here).
set -euo pipefail
# shellcheck source=benches/world.sh
. "$(dirname "$0")/world.sh"

results=$scratch/results.json
words=(status --format prompt)
hyperfine --shell=none --warmup 50 --runs 1500 --export-json "$results" --style none \
    /bin/true "$vouch ${words[*]}" "$full ${words[*]}" >/dev/null
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | sed -n 's/.*Collected : //p'
}
tell() {
    local name=$1 place=$2
    shift 2
    printf '%-11s minimum %.2f ms (%.1f times), median %.2f ms, %s instructions\n' "$name" \
        "$(jq ".results[$place].min * 1000" "$results")" \
        "$(jq ".results[$place].min / .results[0].min" "$results")" \
        "$(jq ".results[$place].median * 1000" "$results")" "$(instructions "$@")"
}
tell /bin/true 0 /bin/true
tell vouch 1 "$vouch" "${words[@]}"
tell vouch-full 2 "$full" "${words[@]}"
