#!/bin/bash
# Builds and tests the workspace tests/consumer, as somebody else would who depends on this one.
#
#   tests/consumer_test.sh          builds iegen there from source: minutes
#   tests/consumer_test.sh IEGEN    takes this program, and looks at the build from source alone
set -eu

# The real source tree: runfiles are links into it.
here=$(dirname "$(readlink -f "$0")")
prebuilt=${1:+$(readlink -f "$1")}
cd "$here/consumer"
export HOME=${HOME:-$TEST_TMPDIR}

# consume COMMAND: not in the output folder of the Bazel that runs this test; what it compiles it
# keeps for the next time.
consume() {
  bazel --output_base="${XDG_CACHE_HOME:-$HOME/.cache}/iegen-consumer" --max_idle_secs=30 \
    "$1" --noshow_progress --symlink_prefix=/ --disk_cache="$HOME/.cache/iegen-bazel" "${@:2}" //...
}

if [[ -n $prebuilt ]]; then
  consume build --nobuild
fi
consume test --repo_env=IEGEN_PREBUILT="$prebuilt"
