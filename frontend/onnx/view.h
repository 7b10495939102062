// Values as the file sees them and as they lie in memory. ONNX puts channels first; the IR wants
// them last. So each value of the file is a view of one of the IR: its dimensions in another order,
// and maybe in another shape. Transposes and reshapes change views and nothing else; a node is made
// of them only where an operator has to have its elements in a certain order.
//
//   view.shape = reshape(transpose(value, view.perm))
#ifndef IEGEN_FRONTEND_ONNX_VIEW_H_
#define IEGEN_FRONTEND_ONNX_VIEW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontend/onnx/host_tensor.h"
#include "ir/graph.h"

namespace iegen::frontend::onnx {

using Axes = std::vector<int32_t>;

struct View {
  ir::ValueId id = ir::kNoValue;
  Axes perm;          // dimension i of the transposed value is dimension perm[i] of the value
  ir::Shape ordered;  // shape of the transposed value
  ir::Shape shape;    // what the file says

  // Of each dimension of the value the one of the transposed value: the inverse of perm.
  Axes Places() const;
};

// The graph under construction. Nodes get the location and the name that are set.
class GraphWriter {
 public:
  explicit GraphWriter(ir::Graph* graph) : graph_(*graph) {}

  void StartNode(ir::Location loc, absl::string_view name);
  // What follows is a part of the node, a layer of its own.
  void StartPart(absl::string_view part);
  const ir::Graph& graph() const { return graph_; }
  ir::Graph& graph() { return graph_; }
  const ir::Shape& ShapeOf(ir::ValueId id) const { return graph_.type(id).shape; }

  // A node with one output. Its quantisation is `quant`, or where that is empty and the output has
  // the element type of the first input, that one's.
  absl::StatusOr<ir::ValueId> Emit(ir::Op op, std::vector<ir::ValueId> in, ir::Quant quant = {});

  // A constant as a value: integers that stand for real values are followed by a dequantize.
  absl::StatusOr<ir::ValueId> Constant(const HostTensor& tensor);
  ir::ValueId Scalar(float value);

  // The value as it is.
  View Plain(ir::ValueId id) const;
  // Another value of the same shape in place of the view's.
  static View With(View view, ir::ValueId id);
  // The file's reshape and transpose.
  static View Reshaped(View view, ir::Shape shape);
  absl::StatusOr<View> Transposed(View view, const Axes& perm);
  // The same where ordered is shape: each dimension of the file is one in memory.
  absl::StatusOr<View> Aligned(View view);
  // A value whose shape is view.shape, its elements in that order.
  absl::StatusOr<ir::ValueId> Contiguous(const View& view);
  // The same after Transposed().
  absl::StatusOr<ir::ValueId> InOrder(const View& view, const Axes& perm);
  // An output in that order, as the file sees it: undoes Transposed(perm).
  View Back(ir::ValueId id, const Axes& perm) const;

 private:
  ir::Graph& graph_;
  ir::Location node_loc_, loc_;
  std::string node_name_, name_;
};

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_VIEW_H_
