#!/bin/bash
# presubmit.sh [--all] [--fix]: the style checks of a change, one line for each: "ok: NAME", "FAILED: NAME".
#
#   (nothing)   files that differ from the branch main, or from the last commit on main itself
#   --all       every tracked file
#   --fix       let the formatters repair what they can
#
# The tools come from `./setup --lint`. BAZEL names another Bazel command.
set -u

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
all=0
fix=0
failed=0

for option in "$@"; do
  case $option in
    --all) all=1 ;;
    --fix) fix=1 ;;
    *)
      sed -n '2,7s/^# \{0,1\}//p' tools/presubmit.sh >&2
      exit 2
      ;;
  esac
done

bazel=${BAZEL:-bazel}
buildifier=${XDG_CACHE_HOME:-$HOME/.cache}/iegen-tools/buildifier-7.3.1/node_modules/.bin/buildifier
[[ -x $buildifier ]] || buildifier=buildifier

# The files to check, one a line.
candidates() {
  if [[ $all -eq 1 ]]; then
    git ls-files
  else
    local base
    base=$(git merge-base HEAD main 2> /dev/null) || base=HEAD
    [[ $base != "$(git rev-parse HEAD)" ]] || base=HEAD~1
    git diff --name-only --diff-filter=d "$base"
    git ls-files --others --exclude-standard
  fi
}

# report NAME CODE: tells how a check went.
report() {
  if [[ $2 -eq 0 ]]; then
    echo "ok: $1"
  else
    echo "FAILED: $1"
    failed=1
  fi
}

# on_files PATTERN COMMAND...: COMMAND with the candidates that match; nothing to do is fine.
on_files() {
  local pattern=$1 files
  shift
  mapfile -t files < <(grep -E "$pattern" <<< "$files_to_check" | sort -u)
  [[ ${#files[@]} -eq 0 ]] || "$@" "${files[@]}"
}

check_format() {
  local flags=(--dry-run --Werror)
  [[ $fix -eq 0 ]] || flags=(-i)
  on_files '\.(c|cc|h)$' clang-format-19 "${flags[@]}"
}

check_build_files() {
  local mode=-mode=check
  [[ $fix -eq 0 ]] || mode=-mode=fix
  on_files '(^|/)(BUILD|WORKSPACE|[^/]+\.bzl|[^/]+\.BUILD)$' "$buildifier" "$mode" -lint=warn
}

check_scripts() {
  local files
  mapfile -t files < <(while read -r file; do
    [[ -f $file ]] && head -n 1 "$file" | grep -aqE '^#!/bin/(ba)?sh' && echo "$file"
  done <<< "$files_to_check")
  [[ ${#files[@]} -eq 0 ]] || shellcheck "${files[@]}"
}

# clang-tidy wants the generated headers to be there and the flags they are compiled with.
check_tidy() {
  local sources root
  mapfile -t sources < <(grep -E '\.cc$' <<< "$files_to_check" | grep -vE '_(test|bench|fuzz)\.cc$')
  [[ ${#sources[@]} -gt 0 ]] || return 0
  root=$("$bazel" info execution_root 2> /dev/null) || return 1
  "$bazel" build --build_tests_only=false --keep_going //... > /dev/null 2>&1 || return 1
  "$bazel" aquery --output=jsonproto 'mnemonic(CppCompile, //...)' 2> /dev/null |
    tools/compile_commands.py "$root" || return 1
  printf '%s\n' "${sources[@]}" | grep -Fxf <(sed -n 's/^  "file": "\(.*\)",$/\1/p' compile_commands.json) |
    xargs -r -P "$(nproc)" -n 2 clang-tidy-19 --quiet -p . 2> >(grep -vE ' warnings? (generated|treated)|^\[' >&2)
}

# What stands in testdata/ is what a program writes, not how we write.
files_to_check=$(candidates | grep -v '/testdata/')
check_format
report clang-format $?
if command -v "$buildifier" > /dev/null; then
  check_build_files
  report buildifier $?
else
  echo "SKIPPED: buildifier is not installed, see ./setup --lint"
fi
check_scripts
report shellcheck $?
check_tidy
report clang-tidy $?
exit "$failed"
