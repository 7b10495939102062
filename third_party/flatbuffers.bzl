"""A C++ library from a FlatBuffers schema."""

load("@rules_cc//cc:defs.bzl", "cc_library")

def flatbuffer_cc_library(name, src, flatc_args = ["--gen-object-api", "--scoped-enums", "--reflect-names"], **kwargs):
    stem = src.rpartition("/")[2].rpartition(".")[0]
    out = stem + "_generated.h"
    native.genrule(
        name = name + "_h",
        srcs = [src],
        outs = [out],
        cmd = "$(location @com_github_google_flatbuffers//:flatc) --cpp %s -o $(RULEDIR) $<" % " ".join(flatc_args),
        tools = ["@com_github_google_flatbuffers//:flatc"],
        message = "flatc",
    )
    cc_library(
        name = name,
        hdrs = [out],
        deps = ["@com_github_google_flatbuffers//:runtime_cc"],
        **kwargs
    )
