#!/bin/bash
# Who may include whom. The argument is a file at the top of the source tree, which is found through it: the
# compiler would not notice a header from the wrong side.
set -u

root=$(dirname "$(readlink -f "$1")")
cd "$root" || exit 1
wrong=0

# files FOLDER...: sources of a folder that are neither tests nor what only tests use.
files() {
  find "$@" -name '*.h' -o -name '*.cc' | grep -vE '_test\.cc$|testing|test_problems|pass_cases|sample_programs|/kernels/' | sort
}

# may_include FILES PATTERN: no file may include a header of ours that does not match.
may_include() {
  local own='^(base|ir|frontend|passes|backends|emit|tools|tests|models|bench)/'
  local file header
  while read -r file; do
    while read -r header; do
      [[ $header =~ $own ]] || continue
      [[ $header =~ $2 ]] && continue
      echo "$file includes $header"
      wrong=1
    done < <(sed -n 's/^#include "\(.*\)".*/\1/p' "$file")
  done <<< "$1"
}

may_include "$(files base)" '^base/'
may_include "$(files ir | grep -vE '^ir/(eval|ranges)/')" '^(base|ir)/'
# The evaluator runs graphs with the portable kernels.
may_include "$(files ir/eval)" '^(base|ir)/|^backends/(backend|kernel|reference/backend)\.h$'
may_include "$(files ir/ranges)" '^(base|ir)/|^backends/(byte_function|linear)\.h$'
may_include "$(files frontend)" '^(base|ir|frontend)/'
may_include "$(files passes)" '^(base|ir|passes)/|^backends/(access_order|backend|byte_function|kernel|linear|row_calls)\.h$'
may_include "$(files backends/reference)" '^(base|ir)/|^backends/(reference/|[a-z_]+\.h$)'
may_include "$(files backends/cortex_m)" '^(base|ir)/|^backends/(cortex_m/|reference/|[a-z_]+\.h$)'
may_include "$(files backends/riscv)" '^(base|ir)/|^backends/(riscv/|reference/|[a-z_]+\.h$)'
may_include "$(files emit)" '^(base|emit)/|^ir/(program|type)\.h$|^backends/backend\.h$'
may_include "$(files tools)" '^(base|ir|frontend|passes|backends|emit|tools)/|^platforms/'

# Kernels run on targets: nothing but each other and freestanding headers.
allowed='"iegen/[a-z0-9_]+\.h"|<(stdint|stddef|string|arm_acle|arm_mve|riscv_vector)\.h>'
while read -r line; do
  echo "a kernel includes too much: $line"
  wrong=1
done < <(find backends/*/kernels -name '*.h' ! -name '*testing*' -exec grep -HE '^#include' {} + |
  grep -vE "#include ($allowed)")

[[ $wrong -eq 0 ]] && echo "layers hold"
exit "$wrong"
