#!/usr/bin/env python3
"""Writes compile_commands.json at the root of the workspace, for clang-tidy and editors.

    bazel aquery --output=jsonproto 'mnemonic(CppCompile, //...)' | tools/compile_commands.py EXECUTION_ROOT

Only the host's compilations are taken: those of our own sources, once each.
"""

import json
import pathlib
import sys

def source_of(arguments):
    return arguments[arguments.index("-c") + 1]


def command_of(arguments, root):
    """The arguments without gcc's own, without what it would write and without its choice of warnings."""
    kept, skip = [], False
    for argument in arguments:
        if skip:
            skip = False
        elif argument in ("-MF", "-o"):
            skip = True
        elif not argument.startswith(("-W", "-MD", "-frandom-seed", "-fno-canonical-system-headers")):
            inside = argument.startswith(("external/", "bazel-out/"))
            kept.append(f"{root}/{argument}" if inside else argument)
    return ["clang++-19"] + kept[1:] + ["-w"]


def main():
    root = sys.argv[1]
    workspace = pathlib.Path(__file__).resolve().parent.parent
    actions = json.load(sys.stdin).get("actions", [])
    commands = {}
    for action in actions:
        arguments = action["arguments"]
        source = source_of(arguments)
        is_host = "-ST-" not in " ".join(arguments) and "/host/" not in arguments[arguments.index("-o") + 1]
        if is_host and not source.startswith(("external/", "bazel-out/")):
            commands[source] = {
                "directory": str(workspace),
                "file": source,
                "arguments": command_of(arguments, root),
            }
    text = json.dumps([commands[source] for source in sorted(commands)], indent=1)
    workspace.joinpath("compile_commands.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
