#!/usr/bin/env bash
# Fifty `vouch credential aws` at once with nothing cached, against one alone, in one run, with an STS
# that takes 300 ms longer; the aim is 1.3 times. Then how long the next process takes when the one
# that asks AWS is killed; the aim is a second. Needs keyutils, python3 and the release build (made here).
# usage: benches/at-once.sh [ROUNDS]    on a busy machine as root: chrt -r 1 benches/at-once.sh
set -euo pipefail
rounds=${1:-15}
# shellcheck source=benches/world.sh
. "$(dirname "$0")/world.sh"

mkfifo "$scratch/slow"
touch "$scratch/count"
python3 benches/slow_sts.py "$AWS_ENDPOINT_URL_STS" "$scratch/count" >"$scratch/slow" &
slow=$!
trap 'kill "$slow" 2>/dev/null || true; cleanup' EXIT
read -r AWS_ENDPOINT_URL_STS <"$scratch/slow"

calls() { wc -c <"$scratch/count"; }
milliseconds() { echo $(($(date +%s%N) / 1000000)); }
start() {
    $command >/dev/null &
    processes+=($!)
}
# Milliseconds from the death of the process that asks AWS until the one that waits for it is done.
took_after_a_death() {
    "$vouch" --quiet login
    local begun before processes=()
    before=$(calls)
    start
    until [ "$(calls)" -gt "$before" ]; do :; done
    start
    until grep -q -- "-> FLOCK .* ${processes[1]} " /proc/locks; do :; done
    disown "${processes[0]}"
    kill -KILL "${processes[0]}"
    begun=$(milliseconds)
    wait "${processes[1]}"
    echo $(($(milliseconds) - begun))
}
python3 benches/at_once.py "$rounds" "$vouch" "$command"
printf 'calls to STS: %s for %s processes\n' "$(calls)" $((51 * rounds))
for _ in $(seq "$rounds"); do
    took_after_a_death >>"$scratch/death"
done
printf 'after the death of the one that asks: %s ms at least, %s median\n' \
    "$(sort -n "$scratch/death" | head -n 1)" "$(sort -n "$scratch/death" | sed -n "$(((rounds + 1) / 2))p")"
