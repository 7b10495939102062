"""A program that includes all kernel headers of a core: an engine may need any set of them."""

def all_headers(name, headers):
    """A program that includes all the headers and does nothing.

    Args:
      name: name of the rule; the file is NAME.cc
      headers: labels of headers of emitted engines, which lie in the folder iegen/ there
    """
    native.genrule(
        name = name,
        testonly = True,
        srcs = headers,
        outs = [name + ".cc"],
        cmd = "(for h in $(SRCS); do echo \"#include \\\"iegen/$$(basename $$h)\\\"\"; done; " +
              "echo 'int main() { return 0; }') > $@",
    )
