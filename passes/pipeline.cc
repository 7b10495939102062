#include "passes/pipeline.h"

namespace iegen::passes {
namespace {

Step Optional(absl::string_view name) { return {FindPass(name), false}; }
Step Required(absl::string_view name) { return {FindPass(name), true}; }

}  // namespace

Pipeline DefaultPipeline() {
  return {
      // Importers write down what the file says: unread operators go before anything else, so that
      // they are nobody's second user.
      Optional("dce"),
      Optional("fold-constants"),
      Optional("cse"),
      // Before anything puts other operators between a variable and its window.
      Optional("window-state"),
      // Before anything else about neighbours: transposes hide them. The second one takes what the
      // first one leaves in front of a layer.
      Optional("layout"),
      Optional("fold-transpose"),
      // What it makes of a transpose or broadcast may be an identity.
      Optional("simplify-movement"),
      // Identities hide the neighbours that the next passes look for.
      Optional("remove-identity"),
      Optional("fold-pad"),
      // Before tables: a clamp costs nothing inside a convolution, and 256 bytes as a table.
      Optional("fuse-activation"),
      Optional("depthwise-to-conv"),
      // What leaves 8 bits and comes back to them, before tables are composed.
      Optional("table-islands"),
      Optional("table-unary"),
      // Padding is where it stays, and what goes element by element in few operators.
      Optional("remove-pixels"),
      // A composed table, or a slice of what is left of its input, may turn out to change nothing.
      Optional("remove-identity"),
      Optional("cse"),
      Optional("dce"),
      // Clamps and tables stand where they stay: what they hold constant goes. Before multipliers
      // exist for each channel.
      Optional("remove-channels"),
      // What is left is what kernels take in blocks.
      Optional("pad-channels"),
      // Last: until here scales are in the types alone.
      Required("lower-quant"),
      // Partial sums are those of integers.
      Optional("delay-line"),
      Optional("dce"),
  };
}

}  // namespace iegen::passes
