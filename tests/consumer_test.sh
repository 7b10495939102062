#!/bin/bash
# Builds and tests the workspace tests/consumer, as somebody else would who depends on this one.
set -eu

# The real source tree: runfiles are links into it.
here=$(dirname "$(readlink -f "$0")")
cd "$here/consumer"
export HOME=${HOME:-$TEST_TMPDIR}
# Not the output folder of the Bazel that runs this test; what it compiles it keeps for the next time.
exec bazel --output_base="${XDG_CACHE_HOME:-$HOME/.cache}/iegen-consumer" --max_idle_secs=30 \
  test --noshow_progress --symlink_prefix=/ --disk_cache="$HOME/.cache/iegen-bazel" //...
