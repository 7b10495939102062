// Interval analysis: the least and greatest stored value that each element of each 8-bit tensor can
// take, whatever the inputs are. Sound for every operator; one without a rule gives the full range
// of its type.
//
//   IEGEN_ASSIGN_OR_RETURN(const Ranges ranges, Ranges::Of(graph));
//   if (ranges.of(value).Constant(channel)) ...
#ifndef IEGEN_IR_RANGES_RANGES_H_
#define IEGEN_IR_RANGES_RANGES_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "ir/graph.h"

namespace iegen::ir {

// Bounds of one tensor, element by element in its own order. Empty for tensors that are not 8-bit,
// and for those of more than four million elements.
struct ElementRanges {
  std::vector<int16_t> low, high;

  bool known() const { return !low.empty(); }

  // The one value that index `channel` of the last dimension, of size `channels`, has at every
  // position; nothing where it may change or differ between positions.
  absl::optional<int16_t> UniformChannel(int32_t channel, int32_t channels) const;
};

class Ranges {
 public:
  // For a verified graph of any stage. Errors: of a kernel's binding.
  static absl::StatusOr<Ranges> Of(const Graph& graph);

  const ElementRanges& of(ValueId id) const { return ranges_[static_cast<size_t>(id)]; }

 private:
  std::vector<ElementRanges> ranges_;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_RANGES_RANGES_H_
