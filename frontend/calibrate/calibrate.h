// Quantisation of float models after training: ranges are measured on samples, weights are rounded,
// biases make up for what the rounding shifts.
//
//   IEGEN_ASSIGN_OR_RETURN(Calibration calibration, calibrate::Calibrate(graph, samples, {}));
//   IEGEN_ASSIGN_OR_RETURN(ir::Graph integers, integer::ToIntegers(calibration.quantised));
#ifndef IEGEN_FRONTEND_CALIBRATE_CALIBRATE_H_
#define IEGEN_FRONTEND_CALIBRATE_CALIBRATE_H_

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ir/graph.h"

namespace iegen::frontend::calibrate {

// One sample: the elements of each input of the model, in the graph's order of dimensions.
using Sample = std::vector<std::vector<float>>;

// Below this number the ranges are those of too few samples: a reason for a warning.
constexpr size_t kFewSamples = 50;

// Told by the calling thread how far a step is; may be empty.
using Progress = std::function<void(absl::string_view step, size_t done, size_t all)>;

enum class RangeMethod {
  kMinMax,      // from the least to the greatest value
  kMse,         // the range that gives the least mean square error
  kPercentile,  // what leaves out the outermost values on both sides
};

struct Options {
  // Few values that lie far out cost all others their precision, so these are left out.
  RangeMethod ranges = RangeMethod::kPercentile;
  double percentile = 99.999;  // of kPercentile: percent of the values that lie below the upper end
  bool correct_biases = true;
  bool int8_inputs = false, int8_outputs = false;  // of the engine; float32 otherwise
  Progress progress;
};

struct Calibration {
  // What was measured: the model on real values.
  ir::Graph real;
  // The same with quantize and dequantize behind every value that is stored.
  ir::Graph quantised;
  // For each value of `quantised` the value of `real` that it approximates, or kNoValue.
  std::vector<ir::ValueId> real_of;
};

// `graph` works on real values; where it has quantize and dequantize, as layers in float32 among
// integers have them before and behind, these stay, and no bias is changed. Recipe: 8-bit
// asymmetric activations in the range of all samples, measured behind fused activations; symmetric
// int8 weights with one scale for each output channel; then, layer by layer in their order, the
// mean of the error of each output channel goes into the bias. The result is the same for any
// number of threads. Errors: no samples, samples of a wrong size, an operator without a float form.
absl::StatusOr<Calibration> Calibrate(const ir::Graph& graph, absl::Span<const Sample> samples,
                                      const Options& options);

}  // namespace iegen::frontend::calibrate

#endif  // IEGEN_FRONTEND_CALIBRATE_CALIBRATE_H_
