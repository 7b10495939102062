// The range of each value of a float graph, over samples.
#ifndef IEGEN_FRONTEND_CALIBRATE_RANGES_H_
#define IEGEN_FRONTEND_CALIBRATE_RANGES_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "frontend/calibrate/calibrate.h"
#include "ir/graph.h"

namespace iegen::frontend::calibrate {

// Zero is always within.
struct Range {
  float low = 0, high = 0;
  bool operator==(const Range&) const = default;
};

// How often values fall into each of the equal parts of a range.
struct Histogram {
  static constexpr size_t kBins = 2048;
  Range range;
  std::vector<uint64_t> counts = std::vector<uint64_t>(kBins, 0);

  void Add(float value);
  // The middle of a part.
  double Center(size_t bin) const;
};

// The range in which 8 bits give the least mean square error over the histogram's values.
Range LeastErrorRange(const Histogram& histogram);

// The range that leaves out a share of 1 - percent / 100 of the values on each side.
Range PercentileRange(const Histogram& histogram, double percent);

// A range for each value of the graph for which `wanted` says so, by options.ranges. Numbers that
// are not finite do not count. Errors: those of the evaluator.
absl::StatusOr<std::vector<Range>> MeasureRanges(const ir::Graph& graph,
                                                 absl::Span<const Sample> samples,
                                                 const std::vector<bool>& wanted,
                                                 const Options& options);

}  // namespace iegen::frontend::calibrate

#endif  // IEGEN_FRONTEND_CALIBRATE_RANGES_H_
