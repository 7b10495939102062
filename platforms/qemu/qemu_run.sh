#!/bin/bash
# qemu_run.sh PROGRAM QEMU ARGUMENT...: runs PROGRAM under QEMU and passes its exit code and output on.
# It ends after QEMU_TIMEOUT seconds, or shortly before Bazel would end the test, with code 124.
set -u

program=$1
shift
test_limit=${TEST_TIMEOUT:-600}
limit=${QEMU_TIMEOUT:-$((test_limit > 20 ? test_limit - 10 : 10))}

timeout -k 5 "$limit" "$@" -kernel "$program" < /dev/null
code=$?

if [[ $code -eq 124 || $code -eq 137 ]]; then
  echo "[qemu] stopped after $limit s: $*" >&2
  code=124
elif [[ $code -ne 0 ]]; then
  echo "[qemu] exit code $code: $*" >&2
fi
exit "$code"
