// Who writes which tensor, and in which order: the rules that make a list of operators a graph.
#ifndef IEGEN_FRONTEND_TFLITE_WIRING_H_
#define IEGEN_FRONTEND_TFLITE_WIRING_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "frontend/tflite/model.h"
#include "frontend/tflite/op_table.h"

namespace iegen::frontend::tflite {

// Walks the operators in the file's order. Every check says which tensor breaks a rule.
class Wiring {
 public:
  explicit Wiring(const Model& model);

  // Inputs of the graph: they exist, have no contents, and each stands there once.
  absl::Status CheckInputs();

  // Operator `index`: its tensors exist, each input has a value by now, and nothing else writes
  // its outputs; `wires` says what else it may do. Call it for every operator in order; outputs
  // count as written whatever the answer.
  absl::Status CheckOperator(size_t index, Wires wires);

  // Marks the outputs of operator `index` as written, without any check.
  void SkipOperator(size_t index);

  // Outputs of the graph: they exist and have a value.
  absl::Status CheckOutputs() const;

 private:
  static constexpr int32_t kNobody = -1, kTheCaller = -2;

  bool HasValue(int32_t tensor) const;
  absl::Status CheckRead(size_t index, int32_t tensor, Wires wires) const;
  absl::Status CheckWrite(int32_t tensor) const;

  const Model& model_;
  std::vector<int32_t> writer_;  // for each tensor: an operator that has been walked, or one above
};

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_WIRING_H_
