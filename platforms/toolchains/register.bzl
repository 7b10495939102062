"""Registers the C++ toolchains of every simulated core."""

# buildifier: disable=unnamed-macro
def iegen_register_toolchains():
    """Call this in a WORKSPACE after iegen_repositories()."""
    native.register_toolchains(str(Label("//platforms/toolchains:all")))
