#!/bin/bash
# Keeps the documents true: what a ```console block shows is what the command line prints, blocks
# between "begin" and "end" comments are what their command prints, links lead somewhere, and .ci/run
# runs the README's test command. Blocks of "```console cores" need a cross compiler and QEMU: where
# those are not installed, they are counted as not checked.
# Reads the source tree itself, since links may lead to any file of it.
#
#   bazel test //tests:docs_test
#   bazel run //tests:docs_test -- --update    writes what the commands print into the documents
set -u

iegen=$(readlink -f "$1")
root=$(dirname "$(readlink -f "$2")")
update=${3:-}
TEST_TMPDIR=${TEST_TMPDIR:-$(mktemp -d)}
cd "$root" || exit 1
failed=0

# differ WHERE EXPECTED GOT: reports a difference between two texts; "..." on EXPECTED's last line stands
# for any lines.
differ() {
  [[ $2 != "$3" ]] || return 0
  [[ $2 != *$'\n...' || $3 != "${2%...}"* ]] || return 0
  echo "FAILED: $1: the document (-) is not what the program prints (+)"
  diff <(echo "$2") <(echo "$3") | sed -n 's/^</-/p;s/^>/+/p'
  failed=1
}

# answer COMMAND: both outputs of "iegen ...", in the order a terminal would show them. What it writes
# goes to a folder of the test, where later commands find it.
answer() {
  local words i
  read -ra words <<< "$1"
  for i in "${!words[@]}"; do
    [[ ${words[i]} != */* || ! -e $TEST_TMPDIR/${words[i]} ]] || words[i]=$TEST_TMPDIR/${words[i]}
  done
  words=("${words[@]/#--out=/--out=$TEST_TMPDIR/}")
  if [[ ${words[0]} == iegen ]]; then
    "$iegen" "${words[@]:1}" 2>&1 | sed "s#$TEST_TMPDIR/##g"
  else
    echo "not known: $1"
  fi
}

# settle WHERE COMMAND TEXT: compares TEXT with what COMMAND prints, or with --update appends that to the
# new document; as many lines as TEXT has where its last is "...".
settle() {
  local text=${3%$'\n'} got
  [[ -n $2 ]] || return 0
  got=$(answer "$2")
  if [[ -z $update ]]; then
    differ "$1: $2" "$text" "$got"
  elif [[ $text == *$'\n...' ]]; then
    document+=$(head -n "$(($(wc -l <<< "$text") - 1))" <<< "$got")$'\n...\n'
  elif [[ -n $got ]]; then
    document+=$got$'\n'
  fi
}

# check_blocks FILE: all commands of the file.
check_blocks() {
  local line command="" text="" state=prose document="" old
  old=$(cat "$1")
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $state == prose && $line == '```console cores' && -z $cores ]]; then
      not_checked=$((not_checked + 1))
    elif [[ $state == prose && ($line == '```console' || $line == '```console cores') ]]; then
      state=console command="" text=""
    elif [[ $state == prose && $line == '<!-- begin: '*' -->' ]]; then
      state=table command=${line#<!-- begin: } text=""
      command=${command% -->}
    elif [[ $state == console && ($line == '```' || $line == '$ '*) || $state == table && $line == '<!-- end -->' ]]; then
      settle "$1" "$command" "$text"
      command="" text=""
      if [[ $line == '$ '* ]]; then command=${line#\$ }; else state=prose; fi
    elif [[ $state != prose ]]; then
      text+=$line$'\n'
      continue
    fi
    document+=$line$'\n'
  done <<< "$old"
  differ "$1: a block without an end" prose "$state"
  [[ -z $update || $document == "$old"$'\n' ]] || printf '%s' "$document" > "$1"
}

# check_links FILE: relative targets of [text](target), without what follows '#'.
# shellcheck disable=SC2016  # these are backquotes of Markdown
check_links() {
  local target
  while IFS= read -r target; do
    case $target in http://* | https://* | '#'* | '') continue ;; esac
    [[ -e $(dirname "$1")/${target%%#*} ]] || differ "$1: link" "$target" "(no such file)"
  done < <(sed '/^```/,/^```/d' "$1" | grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//')
}

# The README's test command is the one of continuous integration.
tests=$(grep -oE '^    .*bazel test .*' README.md | grep -oE 'bazel test .*')
grep -qF "$tests" .ci/run || differ ".ci/run" "$tests" "(another command)"

cores=
command -v arm-none-eabi-gcc > /dev/null && command -v qemu-system-arm > /dev/null && cores=1
checked=0
not_checked=0
while IFS= read -r document; do
  check_blocks "$document"
  check_links "$document"
  checked=$((checked + 1))
done < <(find ./*.md docs models/*.md tests -name '*.md' | sort)
[[ $checked -ge 10 ]] || differ documents "at least 10" "$checked"
echo "$checked documents checked, $not_checked blocks not for want of a cross compiler"
exit "$failed"
