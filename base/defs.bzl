"""Compiler flags of our own code: warnings are errors. Headers of third parties are system headers."""

# For C++ that runs on the host.
IEGEN_COPTS = [
    "-std=c++20",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wconversion",
    "-Wshadow",
    "-Wsign-compare",
    "-Wnon-virtual-dtor",
]

# For C and C++14 that is (also) compiled for targets.
IEGEN_TARGET_COPTS = [
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wconversion",
    "-Wshadow",
    "-Wsign-compare",
]
