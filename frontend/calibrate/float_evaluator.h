// Runs graphs on real values on the host: what a float model computes, and what a quantised
// ONNX model means when its real values are taken at their word.
//
//   IEGEN_ASSIGN_OR_RETURN(FloatEvaluator evaluator, FloatEvaluator::Create(graph));
//   IEGEN_RETURN_IF_ERROR(evaluator.Run({sample}));
//   evaluator.Elements(graph.outputs()[0]);
#ifndef IEGEN_FRONTEND_CALIBRATE_FLOAT_EVALUATOR_H_
#define IEGEN_FRONTEND_CALIBRATE_FLOAT_EVALUATOR_H_

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "frontend/calibrate/float_kernels.h"
#include "ir/graph.h"

namespace iegen::frontend::calibrate {

class FloatEvaluator {
 public:
  static absl::StatusOr<FloatEvaluator> Create(ir::Graph graph);

  // One inference; the elements of each input in order, as many as its shape has. Errors: other
  // numbers of elements, an operator that has no float form here.
  absl::Status Run(absl::Span<const std::vector<float>> inputs);

  // The same in steps: inputs first, then the nodes in their order.
  absl::Status SetInputs(absl::Span<const std::vector<float>> inputs);
  absl::Status RunNode(size_t index);
  void SetElements(ir::ValueId id, std::vector<float> elements) {
    values_[static_cast<size_t>(id)].elements = std::move(elements);
  }

  // Of a value, as the last Run() left them.
  const std::vector<float>& Elements(ir::ValueId id) const {
    return values_[static_cast<size_t>(id)].elements;
  }
  const ir::Graph& graph() const { return graph_; }

 private:
  ir::Graph graph_;
  std::vector<FloatTensor> values_;
};

}  // namespace iegen::frontend::calibrate

#endif  // IEGEN_FRONTEND_CALIBRATE_FLOAT_EVALUATOR_H_
