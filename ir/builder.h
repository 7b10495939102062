// Builds graphs in one pass: shapes are inferred, only quantisation has to be said. For importers
// and tests.
//
//   Builder b("tiny");
//   ValueId x = b.Input("x", {ElemType::kInt8, {1, 8, 8, 3}, PerTensor(0.05f, -3)});
//   IEGEN_ASSIGN_OR_RETURN(ValueId y, b.Add("y", Softmax{}, {x}, PerTensor(1.0f / 256, -128)));
//   b.Output(y);
#ifndef IEGEN_IR_BUILDER_H_
#define IEGEN_IR_BUILDER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ir/graph.h"

namespace iegen::ir {

class Builder {
 public:
  explicit Builder(absl::string_view name) { graph_.name = std::string(name); }

  ValueId Input(absl::string_view name, TensorType type) {
    return graph_.AddInput(name, std::move(type));
  }
  // `elements` in row-major order; their type must be the C++ type of `type.elem`.
  template <class T>
  ValueId Constant(absl::string_view name, TensorType type, const std::vector<T>& elements) {
    return graph_.AddConstant(name, std::move(type), BytesOf<T>(elements));
  }
  // Adds a node with one output and returns it; an error of the operator's own Infer() or Check().
  absl::StatusOr<ValueId> Add(absl::string_view name, Op op, std::vector<ValueId> in, Quant quant);
  void Output(ValueId id) { graph_.outputs().push_back(id); }

  Graph& graph() { return graph_; }
  Graph Take() { return std::move(graph_); }

 private:
  Graph graph_;
};

}  // namespace iegen::ir

#endif  // IEGEN_IR_BUILDER_H_
