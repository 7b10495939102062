"""A C++ library from a protobuf schema, for the lite runtime: no reflection, a tenth of the code."""

load("@rules_cc//cc:defs.bzl", "cc_library")

def protobuf_lite_cc_library(name, src, **kwargs):
    """Compiles SRC (its syntax is proto2 or proto3, optimize_for = LITE_RUNTIME) by protoc.

    Args:
      name: of the library
      src: a .proto file of this package; its header is PACKAGE/STEM.pb.h
      **kwargs: visibility and the like
    """
    stem = src.rpartition("/")[2].rpartition(".")[0]
    outs = [stem + ".pb.cc", stem + ".pb.h"]
    native.genrule(
        name = name + "_pb",
        srcs = [src],
        outs = outs,
        cmd = "$(location @com_google_protobuf//:protoc) --proto_path=$$(dirname $<) --cpp_out=$(RULEDIR) $<",
        message = "protoc",
        tools = ["@com_google_protobuf//:protoc"],
    )
    cc_library(
        name = name,
        srcs = [outs[0]],
        hdrs = [outs[1]],
        includes = ["."],
        deps = ["@com_google_protobuf//:protobuf_lite"],
        **kwargs
    )
