#include "frontend/onnx/view.h"

#include <numeric>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "ir/verify.h"

namespace iegen::frontend::onnx {
namespace {

Axes Identity(int rank) {
  Axes axes(static_cast<size_t>(rank));
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

Axes Inverse(const Axes& perm) {
  Axes inverse(perm.size());
  for (size_t i = 0; i < perm.size(); ++i) {
    inverse[static_cast<size_t>(perm[i])] = static_cast<int32_t>(i);
  }
  return inverse;
}

ir::Shape Permute(const ir::Shape& shape, const Axes& perm) {
  std::vector<int32_t> dims;
  for (int32_t axis : perm) dims.push_back(shape[axis]);
  return ir::Shape(std::move(dims));
}

std::vector<int32_t> WithoutOnes(const ir::Shape& shape) {
  std::vector<int32_t> dims;
  absl::c_copy_if(shape.dims(), std::back_inserter(dims), [](int32_t dim) { return dim != 1; });
  return dims;
}

// Whether the transpose moves nothing but dimensions of size 1.
bool KeepsOrder(const View& view) {
  int32_t last = -1;
  for (int i = 0; i < view.ordered.rank(); ++i) {
    if (view.ordered[i] == 1) continue;
    if (view.perm[static_cast<size_t>(i)] < last) return false;
    last = view.perm[static_cast<size_t>(i)];
  }
  return true;
}

// Memory in the order of `view`, with its dimensions of 1 put first, so that view.shape is a
// transpose of it. Needs view.ordered and view.shape to be the same but for dimensions of 1.
struct Regrouped {
  ir::Shape value;
  Axes perm;
};
Regrouped Regroup(const View& view) {
  std::vector<int32_t> ordered_axes, ones;
  for (int i = 0; i < view.ordered.rank(); ++i) {
    if (view.ordered[i] != 1) ordered_axes.push_back(view.perm[static_cast<size_t>(i)]);
  }
  const auto count = static_cast<int32_t>(WithoutOnes(view.shape).size());
  const int32_t leading = view.shape.rank() - count;
  Regrouped result{ir::Shape(std::vector<int32_t>(static_cast<size_t>(view.shape.rank()), 1)), {}};
  int32_t one = 0;
  size_t next = 0;
  for (int i = 0; i < view.shape.rank(); ++i) {
    if (view.shape[i] == 1) {
      result.perm.push_back(one++);
      continue;
    }
    const int32_t axis = ordered_axes[next++];
    const auto before =
        absl::c_count_if(ordered_axes, [axis](int32_t other) { return other < axis; });
    result.perm.push_back(leading + static_cast<int32_t>(before));
    result.value[result.perm.back()] = view.shape[i];
  }
  return result;
}

}  // namespace

Axes View::Places() const { return Inverse(perm); }

void GraphWriter::StartNode(ir::Location loc, absl::string_view name) {
  node_loc_ = loc_ = std::move(loc);
  node_name_ = name_ = std::string(name);
}

void GraphWriter::StartPart(absl::string_view part) {
  loc_ = node_loc_;
  for (ir::Origin& origin : loc_.origins) absl::StrAppend(&origin.name, "/", part);
  name_ = absl::StrCat(node_name_, "/", part);
}

absl::StatusOr<ir::ValueId> GraphWriter::Emit(ir::Op op, std::vector<ir::ValueId> in,
                                              ir::Quant quant) {
  ir::Node node{std::move(op), std::move(in), {}, loc_};
  const ir::Types types = graph_.InputTypes(node);
  IEGEN_ASSIGN_OR_RETURN(const ir::Types out, ir::Infer(node.op, types));
  ir::TensorType type = out[0];
  IEGEN_RETURN_IF_ERROR(ir::VerifyType({type.elem, type.shape, {}}));
  const bool as_input = !quant.quantised() && !types.empty() && type.elem == types[0].elem;
  if (as_input) {
    type.quant = types[0].quant;
  } else {
    type.quant = std::move(quant);
  }
  node.out = {graph_.AddValue(name_, std::move(type))};
  graph_.nodes().push_back(std::move(node));
  return graph_.nodes().back().out[0];
}

absl::StatusOr<ir::ValueId> GraphWriter::Constant(const HostTensor& tensor) {
  IEGEN_RETURN_IF_ERROR(ir::VerifyType(tensor.type));
  const ir::ValueId id =
      graph_.AddConstant(absl::StrCat(name_, "_constant"), tensor.type, *tensor.data);
  if (!tensor.type.quant.quantised()) return id;
  return Emit(ir::Dequantize{}, {id});
}

ir::ValueId GraphWriter::Scalar(float value) {
  return graph_.AddConstant(absl::StrCat(name_, "_constant"), {ir::ElemType::kFloat32, {1}, {}},
                            ir::BytesOf<float>(std::vector<float>{value}));
}

View GraphWriter::Plain(ir::ValueId id) const {
  const ir::Shape& shape = ShapeOf(id);
  return {id, Identity(shape.rank()), shape, shape};
}

View GraphWriter::With(View view, ir::ValueId id) {
  view.id = id;
  return view;
}

View GraphWriter::Reshaped(View view, ir::Shape shape) {
  view.shape = std::move(shape);
  return view;
}

absl::StatusOr<View> GraphWriter::Aligned(View view) {
  if (view.ordered == view.shape) return view;
  if (WithoutOnes(view.ordered) == WithoutOnes(view.shape) && !KeepsOrder(view)) {
    const Regrouped grouped = Regroup(view);
    ir::ValueId id = view.id;
    if (ShapeOf(id) != grouped.value) {
      IEGEN_ASSIGN_OR_RETURN(id, Emit(ir::Reshape{grouped.value.dims()}, {id}));
    }
    return View{id, grouped.perm, view.shape, view.shape};
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId id, Contiguous(view));
  return Plain(id);
}

absl::StatusOr<View> GraphWriter::Transposed(View view, const Axes& perm) {
  IEGEN_ASSIGN_OR_RETURN(view, Aligned(std::move(view)));
  Axes composed;
  for (int32_t axis : perm) composed.push_back(view.perm[static_cast<size_t>(axis)]);
  view.perm = std::move(composed);
  view.ordered = view.shape = Permute(view.shape, perm);
  return view;
}

absl::StatusOr<ir::ValueId> GraphWriter::Contiguous(const View& view) {
  ir::ValueId id = view.id;
  if (!KeepsOrder(view)) {
    IEGEN_ASSIGN_OR_RETURN(id, Emit(ir::Transpose{view.perm}, {id}));
  }
  if (ShapeOf(id) == view.shape) return id;
  return Emit(ir::Reshape{view.shape.dims()}, {id});
}

absl::StatusOr<ir::ValueId> GraphWriter::InOrder(const View& view, const Axes& perm) {
  IEGEN_ASSIGN_OR_RETURN(const View ordered, Transposed(view, perm));
  return Contiguous(ordered);
}

View GraphWriter::Back(ir::ValueId id, const Axes& perm) const {
  const Axes back = Inverse(perm);
  const ir::Shape shape = Permute(ShapeOf(id), back);
  return {id, back, shape, shape};
}

}  // namespace iegen::frontend::onnx
