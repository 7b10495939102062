// From operators on real values between quantize and dequantize to operators on integers: that is
// what a quantised ONNX model means, and what calibration makes of a float model.
#ifndef IEGEN_FRONTEND_INTEGER_TO_INTEGERS_H_
#define IEGEN_FRONTEND_INTEGER_TO_INTEGERS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ir/graph.h"

namespace iegen::frontend::integer {

// A value of the result, by its name, and the stored one of the graph before that it holds.
struct StoredValue {
  std::string name;
  ir::ValueId of = ir::kNoValue;
};

// `graph` is as ImportOnnx() and Calibrate() give it; the result of ir::Stage::kQuantised, with the
// same inputs and outputs. An operator whose inputs are dequantised becomes one on integers, with
// the quantisation that its output gets: at once, behind an activation, or behind operators that
// only move elements. What computes one real value from one stored byte becomes a table. An
// operator without an integer form stays in float32, where there is a kernel for that. What became
// of the outputs of quantize goes to `stored` where that is not null; the result may lack some.
// Errors name the operator.
absl::StatusOr<ir::Graph> ToIntegers(const ir::Graph& graph,
                                     std::vector<StoredValue>* stored = nullptr);

}  // namespace iegen::frontend::integer

#endif  // IEGEN_FRONTEND_INTEGER_TO_INTEGERS_H_
