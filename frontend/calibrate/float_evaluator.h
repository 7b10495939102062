// Runs graphs on real values on the host: what a float model computes, and what a quantised
// ONNX model means when its real values are taken at their word.
//
//   IEGEN_ASSIGN_OR_RETURN(FloatEvaluator evaluator, FloatEvaluator::Create(graph));
//   IEGEN_RETURN_IF_ERROR(evaluator.Run({sample}));
//   evaluator.Elements(graph.outputs()[0]);
//
// Copies share the graph and its constants, so one for each sample or thread costs little.
#ifndef IEGEN_FRONTEND_CALIBRATE_FLOAT_EVALUATOR_H_
#define IEGEN_FRONTEND_CALIBRATE_FLOAT_EVALUATOR_H_

#include <memory>
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

  // Of a value, as the last Run() left them; what is written to a constant all copies see.
  const std::vector<float>& Elements(ir::ValueId id) const { return TensorOf(id)->elements; }
  std::vector<float>& MutableElements(ir::ValueId id) { return TensorOf(id)->elements; }
  // Frees the elements of a value that nobody reads any more.
  void Forget(ir::ValueId id) { std::vector<float>().swap(MutableElements(id)); }

  const ir::Graph& graph() const { return shared_->graph; }

 private:
  struct Shared {
    ir::Graph graph;
    std::vector<FloatTensor> constants;  // one for each value; empty where it is none
  };

  FloatTensor* TensorOf(ir::ValueId id) {
    const auto i = static_cast<size_t>(id);
    return shared_->graph.value(id).constant() ? &shared_->constants[i] : &values_[i];
  }
  const FloatTensor* TensorOf(ir::ValueId id) const {
    const auto i = static_cast<size_t>(id);
    return shared_->graph.value(id).constant() ? &shared_->constants[i] : &values_[i];
  }

  std::shared_ptr<Shared> shared_;
  std::vector<FloatTensor> values_;
};

}  // namespace iegen::frontend::calibrate

#endif  // IEGEN_FRONTEND_CALIBRATE_FLOAT_EVALUATOR_H_
