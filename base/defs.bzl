"""Flags shared by every C++ target that runs on the host."""

# Warnings are errors in our own code; headers of third parties are system headers.
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
