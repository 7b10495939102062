#!/bin/bash
# Keeps the documents true: what a ```console block shows is what the command line prints, blocks
# between "begin" and "end" comments are what their command prints, links lead somewhere, and .ci/run
# runs the README's test command.
# Reads the source tree itself, since links may lead to any file of it.
set -u

iegen=$(readlink -f "$1")
root=$(dirname "$(readlink -f "$2")")
cd "$root" || exit 1
failed=0

# differ WHERE EXPECTED GOT: reports a difference between two texts.
differ() {
  [[ $2 != "$3" ]] || return 0
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

# check_blocks FILE: all commands of the file.
check_blocks() {
  local line command="" text="" state=prose
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $state == prose && $line == '```console' ]]; then
      state=console command="" text=""
    elif [[ $state == prose && $line == '<!-- begin: '*' -->' ]]; then
      state=table command=${line#<!-- begin: } text=""
      command=${command% -->}
    elif [[ $state == console && ($line == '```' || $line == '$ '*) || $state == table && $line == '<!-- end -->' ]]; then
      [[ -z $command ]] || differ "$1: $command" "${text%$'\n'}" "$(answer "$command")"
      command="" text=""
      if [[ $line == '$ '* ]]; then command=${line#\$ }; else state=prose; fi
    elif [[ $state != prose ]]; then
      text+=$line$'\n'
    fi
  done < "$1"
  differ "$1: a block without an end" prose "$state"
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

checked=0
while IFS= read -r document; do
  check_blocks "$document"
  check_links "$document"
  checked=$((checked + 1))
done < <(find ./*.md docs models/*.md tests -name '*.md' | sort)
[[ $checked -ge 10 ]] || differ documents "at least 10" "$checked"
echo "$checked documents checked"
exit "$failed"
