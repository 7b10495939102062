#!/bin/bash
# runner_test.sh KIND PROGRAM...: each program must end as its kind says, and the runner must tell.
set -u

kind=$1
shift
failed=0

# expect_in OUTPUT TEXT PROGRAM
expect_in() {
  if [[ $1 != *"$2"* ]]; then
    echo "$3: '$2' is missing in: $1"
    failed=1
  fi
}

for program in "$@"; do
  output=$(QEMU_TIMEOUT=2 "$program" 2>&1)
  code=$?
  case $kind in
    code) want=7 text="exit=7" ;;
    fault) want=139 text="[target] fault" ;;
    endless) want=124 text="[qemu] stopped after 2 s" ;;
    *) echo "unknown kind $kind" && exit 2 ;;
  esac
  if [[ $code -ne $want ]]; then
    echo "$program: exit code $code instead of $want: $output"
    failed=1
  fi
  expect_in "$output" "begun" "$program"
  expect_in "$output" "$text" "$program"
done
exit "$failed"
