// Which kernels run a graph within so many bytes, and which parts of it row by row, so that of most
// values only a few rows exist at a time.
#ifndef IEGEN_PASSES_STREAMING_RAM_CHOOSER_H_
#define IEGEN_PASSES_STREAMING_RAM_CHOOSER_H_

#include <cstdint>
#include <limits>
#include <tuple>
#include <vector>

#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "ir/graph.h"
#include "passes/plan_memory.h"
#include "passes/streaming/segment_maker.h"
#include "passes/value_layout.h"

namespace iegen::passes {

struct RamChoice {
  std::vector<size_t> kernels;    // by node: of kernels.whole, in a segment of kernels.rows
  std::vector<Segment> segments;  // in order, each of two nodes at least
  double instructions = 0;        // estimated
  int64_t live_bytes = 0;         // of the largest live set
};

// Weighs the bytes of live sets, as far as they are known before anything has a place, against
// instructions. In graphs with branches or loops there is nothing to choose: the kernels with the
// least scratch run all of it.
class RamChooser {
 public:
  // Both have to live as long. Without `stream` nothing runs row by row.
  RamChooser(const ir::Graph& graph, absl::Span<const NodeChoices> nodes, bool preserve_inputs,
             bool stream);

  // Of the largest live set, where that is smallest.
  int64_t LeastBytes() const { return least_bytes_; }
  // The fewest instructions where no live set has more than `limit` bytes, or LeastBytes() if that
  // is more; of equally many those with fewest nodes in segments.
  RamChoice Fastest(int64_t limit) const;

 private:
  // Memory of a value and all its views.
  struct Family {
    int64_t bytes = 0;
    int32_t first = std::numeric_limits<int32_t>::max(), last = -2;  // steps
  };

  // The nodes before some node; the last range of them begins at `from`.
  struct Way {
    double instructions = std::numeric_limits<double>::infinity();
    size_t nodes = 0;  // in segments
    size_t from = 0;

    bool IsBetterThan(const Way& other) const {
      return std::tie(instructions, nodes) < std::tie(other.instructions, other.nodes);
    }
  };

  bool Constant(ir::ValueId id) const;
  void FindFamilies();
  int64_t LiveBytes(int32_t first, int32_t last) const;
  int64_t Saving(ir::ValueId in, ir::ValueId out, int64_t distance, int32_t first,
                 int32_t last) const;
  int64_t Alone(size_t i, const NodeMemory& memory) const;
  int64_t Together(size_t first, size_t last) const;
  bool KeepsSums(size_t i) const;
  int64_t LeastPeak() const;
  int64_t LeastScratch(size_t first, size_t last) const;
  void AddRange(size_t first, size_t end, int64_t limit, RamChoice* choice) const;
  absl::optional<size_t> FastestAlone(size_t i, int64_t limit) const;
  absl::optional<size_t> FastestRow(size_t i, int64_t room) const;
  absl::optional<double> RowInstructions(size_t first, size_t last, int64_t room) const;
  std::vector<Way> FastestWays(int64_t limit) const;

  const ir::Graph& graph_;
  absl::Span<const NodeChoices> nodes_;
  const bool straight_;
  const std::vector<NodeMemory> memory_;  // of the kernels with the least scratch
  const ValueLayout layout_;
  const SegmentMaker maker_;
  std::vector<Family> families_;             // by value; of roots alone
  std::vector<std::vector<int64_t>> alone_;  // by node and kernel: bytes in use while it runs
  // By first node, of two nodes, of three, ...: bytes in use while they run row by row, without the
  // scratch that they share.
  std::vector<std::vector<int64_t>> together_;
  int64_t least_bytes_ = 0;
};

}  // namespace iegen::passes

#endif  // IEGEN_PASSES_STREAMING_RAM_CHOOSER_H_
