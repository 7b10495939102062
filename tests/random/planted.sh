#!/bin/bash
# How soon do random graphs find a fault in a kernel? Each line of the list below changes one place of a
# kernel's header in the emitted engines; the evaluator keeps the right one. Prints a table. Fails where a
# fault is not found within five minutes, or its text is no longer in the header.
#
#   bazel build //tests/random:soak && tests/random/planted.sh [HEADER ...]
set -u

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
soak=${SOAK:-$PWD/bazel-bin/tests/random/soak}
kernels=backends/reference/kernels
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# Header | text | what stands there instead.
faults=(
  'add_s8.h|sum, out_multiplier|sum + 1, out_multiplier'
  'arg_reduce.h|return x > best|return x >= best'
  'average_pool2d_s8.h|count / 2|count / 3'
  'batch_matmul_s8.h|(*y - b_zero_point)|(*y - a_zero_point)'
  'compare.h|return a <= b|return a < b'
  'concat_rows.h|in + row * bytes|in'
  'conv2d_s8.h|y += dilation_h|++y'
  'copy_at.h|static_cast<size_t>(s.bytes)|static_cast<size_t>(s.bytes - 1)'
  'cum_sum.h|exclusive != 0 ? sum : next|next'
  'delayed_fully_connected_s8.h|bias[at - kept]|bias[0]'
  'depthwise_conv2d_s8.h|start < size|start <= size'
  'div_s8.h|x = -x, y = -y|y = -y'
  'gate_s16.h|(v & 511)|(v & 255)'
  'gather.h|in += s.size * s.run|in += (s.size - 1) * s.run'
  'l2_normalize_s8.h|i < 5|i < 2'
  'log_softmax_s8.h|0x200000 : 0x1fffff|0x300000 : 0x2fffff'
  'lstm_s8.h|29 + layer.cell_exponent|30 + layer.cell_exponent'
  'max_pool2d_s8.h|largest = -128|largest = 0'
  'mean_s8.h|j2 = r2;|j2 = r2 - 1;'
  'mirror_pad.h|2 * (size - 1) - i|2 * size - 3 - i'
  'prelu_s8.h|value >= 0|value > 3'
  'requantize.h|((x + (x >> 31)) >> (n - 1))|(x >> (n - 1))'
  'resize_bilinear_s8.h|1 << 19 : -(1 << 19)|1 << 18 : -(1 << 18)'
  'resize_nearest.h|rows[y] * row_bytes|rows[0] * row_bytes'
  'select.h|*condition != 0|*condition > 1'
  'shift_bytes.h|data + s.by|data + 1'
  'softmax_s8.h|- headroom + 31 - 8|- headroom + 31 - 7'
  'svdf_s8.h|j + 1 < memory|j + 2 < memory'
  'transpose_conv2d_s8.h|kx += stride_w|kx += 1'
)

is_wanted() {
  local header=$1
  shift
  [[ $# -eq 0 ]] && return 0
  local name
  for name in "$@"; do [[ $name == "$header" ]] && return 0; done
  return 1
}

failed=0
echo '| kernel | fault | found after |'
echo '|---|---|---|'
for fault in "${faults[@]}"; do
  IFS='|' read -r header from to <<< "$fault"
  is_wanted "$header" "$@" || continue
  begin=$SECONDS
  if ! grep -qF -e "$from" "$kernels/$header"; then
    result='nothing: the text is not there'
    failed=1
  else
    (cd "$work" && "$soak" --seconds=300 --header="$header" --from="$from" --to="$to" > log 2>&1)
    if grep -q '^DIFFERENT' "$work/log"; then
      result="$((SECONDS - begin)) s"
    else
      result='NOT FOUND in 300 s'
      failed=1
    fi
  fi
  echo "| $header | \`$from\` becomes \`$to\` | $result |"
done
exit "$failed"
