#!/bin/bash
# The suites over the models and cases that stand beside the repository: shared models, conformance cases
# and bad model files, on the host and every simulated core. The last line is "N passed, N failed".
#
#   tests/shared/run.sh [--shared=DIR] [--targets="host cortex-m4"] [--all | --one-in=N] [--variants]
#                       [--table=FILE] [--jobs=N]
#
# --one-in: every n-th conformance case on the cores, 8 where nothing is said; --all: every case. The host
# runs all in any case. --variants: the models also for other objectives, and without each pass and each
# kernel in turn (an hour or two). --table: Markdown, model x target.
set -u

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
shared=../shared
targets="host cortex-m0 cortex-m3 cortex-m4 cortex-m7 cortex-m33 cortex-m55 rv32imc rv32imcv"
one_in=8
variants=
table=
limit=1500
jobs=2
for argument in "$@"; do
  case $argument in
    --shared=*) shared=${argument#*=} ;;
    --targets=*) targets=${argument#*=} ;;
    --one-in=*) one_in=${argument#*=} ;;
    --all) one_in=1 ;;
    --variants) variants=1 limit=7200 ;;
    --table=*) table=${argument#*=} ;;
    --jobs=*) jobs=${argument#*=} ;;
    *)
      echo "unknown argument $argument" >&2
      exit 2
      ;;
  esac
done

if [[ ! -d $shared/models ]]; then
  echo "there is no folder $shared/models: nothing to do"
  echo "0 passed, 0 failed"
  exit 0
fi
shared=$(cd "$shared" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

if ! bazel build --jobs="$jobs" //tests/shared:suite //tools:iegen; then
  echo "0 passed, 1 failed"
  exit 1
fi
# Copies, so that neither another build nor another checkout changes them under a running suite.
cp -L bazel-bin/tests/shared/suite bazel-bin/tools/iegen tests/shared/*.txt tests/shared/*.py "$work" || exit 1

# part LOG ARGUMENTS...: one part of the suite; its log ends with a line of counts whatever happens.
part() {
  local log=$work/log.$1
  shift
  timeout "$limit" "$work/suite" "$@" --shared="$shared" --lists="$work" > "$log" 2>&1 \
    || tail -n 1 "$log" | grep -qE '^[0-9]+ passed, [0-9]+ failed$' \
    || echo "0 passed, 1 failed" >> "$log"
  echo "== $*"
  cat "$log"
}

negative() {
  local log=$work/log.negative
  python3 "$work/negative.py" "$shared/models/negative" "$work/iegen" "$work/negative_refused.txt" \
    > "$log" 2>&1 || tail -n 1 "$log" | grep -qE '^[0-9]+ passed, [0-9]+ failed$' \
    || echo "0 passed, 1 failed" >> "$log"
  echo "== negative"
  cat "$log"
}

# Transposed models and models of Keras.
frontends() {
  local log=$work/log.frontends
  python3 "$work/frontends.py" "$shared/models/frontends" "$work/iegen" cortex-m4 \
    > "$log" 2>&1 || tail -n 1 "$log" | grep -qE '^[0-9]+ passed, [0-9]+ failed$' \
    || echo "0 passed, 1 failed" >> "$log"
  echo "== frontends"
  cat "$log"
}

# run COMMAND...: in the background, at most $jobs at a time.
run() {
  while [[ $(jobs -rp | wc -l) -ge $jobs ]]; do wait -n; done
  "$@" &
}

run part refusals refusals
run negative
[[ -d $shared/models/frontends ]] && run frontends
for target in $targets; do
  every=$one_in
  [[ $target == host ]] && every=1
  run part "models.$target" models --target="$target" --figures="$work/figures.$target"
  [[ -n $variants ]] && run part "variants.$target" variants --target="$target"
  run part "conformance.$target" conformance --target="$target" --one-in="$every"
done
wait

if [[ -n $table ]]; then
  for target in $targets; do cat "$work/figures.$target" 2> /dev/null; done > "$work/figures"
  "$work/suite" table --figures="$work/figures" --out="$table"
fi

passed=0
failed=0
for log in "$work"/log.*; do
  read -r good _ bad _ < <(tail -n 1 "$log")
  passed=$((passed + good))
  failed=$((failed + bad))
done
grep -hE '^FAILED' "$work"/log.* | cut -c 1-160
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
