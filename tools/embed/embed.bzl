"""Builds files into a program."""

load("@rules_cc//cc:defs.bzl", "cc_library")

def embed_files(name, srcs, function, namespace = "iegen", strip_prefix = "", **kwargs):
    """A C++ library that holds the contents of files.

    `#include "<package>/<name>.h"` declares `absl::Span<const iegen::EmbeddedFile> <function>()` in
    `namespace`: one entry {name, contents} for each file, sorted by name.

    Args:
      name: the library
      srcs: files and targets that make files
      function: name of the C++ function
      namespace: where it stands, for example "iegen::emit"
      strip_prefix: removed from the front of the files' paths in the workspace
      **kwargs: visibility and other attributes of the library
    """
    options = {
        "function": function,
        "gendir": "$(GENDIR)",
        "header": "$(location %s.h)" % name,
        "include": native.package_name() + "/" + name + ".h",
        "namespace": namespace,
        "source": "$(location %s.cc)" % name,
        "strip": strip_prefix,
    }
    embed = str(Label("//tools/embed"))
    native.genrule(
        name = name + "_files",
        srcs = srcs,
        outs = [name + ".h", name + ".cc"],
        cmd = "$(location %s) %s $(SRCS)" % (
            embed,
            " ".join(["'--%s=%s'" % option for option in options.items()]),
        ),
        message = "Embedding files in",
        tools = [embed],
    )
    cc_library(
        name = name,
        srcs = [name + ".cc"],
        hdrs = [name + ".h"],
        deps = [
            "@com_google_absl//absl/types:span",
            Label("//tools/embed:embedded_file"),
        ],
        **kwargs
    )
