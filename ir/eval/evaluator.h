// Runs a graph on the host with the portable kernels, which define what it means.
//
//   IEGEN_ASSIGN_OR_RETURN(Evaluator evaluator, Evaluator::Create(graph));
//   IEGEN_ASSIGN_OR_RETURN(std::vector<std::string> outputs, evaluator.Run({input_bytes}));
//
// One evaluator is one stream: variables keep their bytes from one Run() to the next.
#ifndef IEGEN_IR_EVAL_EVALUATOR_H_
#define IEGEN_IR_EVAL_EVALUATOR_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "backends/backend.h"
#include "ir/graph.h"

namespace iegen {

class Evaluator {
 public:
  // Binds every node of a verified graph to its portable kernel; graphs of every stage are welcome.
  static absl::StatusOr<Evaluator> Create(ir::Graph graph);

  // One inference: raw little-endian bytes of each graph input in order, of each output in order.
  // An error where an input has the wrong number of bytes, or a loop does not come to an end.
  absl::StatusOr<std::vector<std::string>> Run(absl::Span<const std::string> inputs);

  // Gives all state the bytes that it begins with.
  void Reset();

  // Bytes of a value as the last Run() left them; empty before the first.
  const std::string& Bytes(ir::ValueId id) const { return values_[static_cast<size_t>(id)]; }
  const ir::Graph& graph() const { return graph_; }

 private:
  struct Call {
    const Kernel* kernel = nullptr;  // null: a marker of control flow
    BoundCall bound;
    size_t node = 0;
    std::string scratch;
  };

  absl::Status BindNode(size_t index);
  absl::Status RunNodes();
  bool Condition(const ir::Node& node) const;
  void RunCall(Call& call);
  void* Address(const Call& call, const BoundOperand& operand, std::string* scratch);

  ir::Graph graph_;
  std::vector<Call> calls_;    // one for each node
  std::vector<size_t> jumps_;  // of each marker: where to go on, see ir/control_flow.h
  std::vector<std::string> values_;
};

}  // namespace iegen

#endif  // IEGEN_IR_EVAL_EVALUATOR_H_
