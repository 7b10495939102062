// What the function of one operator sees: its operands as constants or views, its attributes, and
// the graph that it writes to. Operands exist before the function is called.
//
//   absl::Status ImportRelu(NodeReader& op) {
//     return ImportUnary(op, ir::Relu{});
//   }
#ifndef IEGEN_FRONTEND_ONNX_NODE_READER_H_
#define IEGEN_FRONTEND_ONNX_NODE_READER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "frontend/onnx/host_tensor.h"
#include "frontend/onnx/view.h"

namespace iegen::frontend::onnx {

// What a name in the file stands for: nothing, a constant or a value of the graph.
struct Operand {
  absl::optional<HostTensor> constant;
  absl::optional<View> view;
  // uint8 in the file, int8 here: each number is 128 less.
  bool shifted = false;

  bool there() const { return constant || view; }
  const ir::Shape& shape() const { return constant ? constant->shape() : view->shape; }
};

struct NodeParts {
  const onnx_subset::Node* node = nullptr;
  int64_t opset = 0;
  std::string folder;  // of files beside the model
  std::vector<Operand> in;
};

class NodeReader {
 public:
  NodeReader(GraphWriter* graph, NodeParts parts)
      : graph_(*graph), parts_(std::move(parts)), out_(OutputCount()) {}

  GraphWriter& graph() { return graph_; }
  int64_t opset() const { return parts_.opset; }
  const onnx_subset::Node& node() const { return *parts_.node; }
  const std::string& folder() const { return parts_.folder; }

  // Inputs 0 to least - 1 are there, and at most `most` are listed; all named outputs are among the
  // first `outputs`.
  absl::Status Expect(size_t least, size_t most, size_t outputs = 1) const;

  size_t input_count() const { return parts_.in.size(); }
  size_t OutputCount() const { return static_cast<size_t>(parts_.node->output_size()); }
  bool Has(size_t i) const { return i < parts_.in.size() && parts_.in[i].there(); }
  bool IsConstant(size_t i) const { return Has(i) && parts_.in[i].constant.has_value(); }
  const Operand& operand(size_t i) const { return parts_.in[i]; }
  const ir::Shape& Shape(size_t i) const { return parts_.in[i].shape(); }
  int Rank(size_t i) const { return Shape(i).rank(); }

  // Input `i` as a constant; `what` names it in the error, as in "filter".
  absl::StatusOr<HostTensor> Constant(size_t i, absl::string_view what) const;
  // The elements of a constant input of integers; empty where it is absent.
  absl::StatusOr<std::vector<int64_t>> Integers(size_t i, absl::string_view what) const;
  // Input `i` as a value of the graph, made of a constant where it is one.
  absl::StatusOr<View> Value(size_t i);

  // Attributes; an error where one has another type.
  bool HasAttribute(absl::string_view name) const { return Find(name) != nullptr; }
  absl::StatusOr<int64_t> Int(absl::string_view name, int64_t otherwise) const;
  absl::StatusOr<float> Float(absl::string_view name, float otherwise) const;
  absl::StatusOr<std::vector<int64_t>> Ints(absl::string_view name) const;
  absl::StatusOr<std::string> Text(absl::string_view name, absl::string_view otherwise) const;
  absl::StatusOr<std::vector<std::string>> Texts(absl::string_view name) const;
  absl::StatusOr<HostTensor> TensorOf(absl::string_view name) const;

  // The axis that `axis`, maybe counted from behind, means among `rank` dimensions.
  absl::StatusOr<int32_t> Axis(int64_t axis, int rank) const;

  void Set(View view, size_t i = 0) { out_[i].view = std::move(view); }
  void Set(HostTensor tensor, size_t i = 0) { out_[i].constant = std::move(tensor); }
  void SetOperand(Operand operand, size_t i = 0) { out_[i] = std::move(operand); }
  const std::vector<Operand>& out() const { return out_; }

 private:
  const onnx_subset::Attribute* Find(absl::string_view name) const;
  absl::StatusOr<const onnx_subset::Attribute*> Typed(absl::string_view name, int type) const;

  GraphWriter& graph_;
  NodeParts parts_;
  std::vector<Operand> out_;
};

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_NODE_READER_H_
