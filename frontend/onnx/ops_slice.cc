// Operators that take parts of a value.
#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/onnx/fold.h"
#include "frontend/onnx/ops.h"

namespace iegen::frontend::onnx {
namespace {

// Of input 0 the `size` elements of axis `axis` from `begin` on, `step` apart, to output `index`.
struct Part {
  int32_t axis = 0, begin = 0, size = 0, step = 1;
};
absl::StatusOr<View> Cut(NodeReader& op, const View& whole, const std::vector<Part>& parts) {
  IEGEN_ASSIGN_OR_RETURN(View view, op.graph().Aligned(whole));
  const ir::Shape& value = op.graph().ShapeOf(view.id);
  const auto rank = static_cast<size_t>(value.rank());
  ir::Slice slice{ir::IntList(rank, 0), value.dims(), ir::IntList(rank, 1)};
  for (const Part& part : parts) {
    const auto axis = static_cast<size_t>(view.perm[static_cast<size_t>(part.axis)]);
    slice.begin[axis] = part.begin;
    slice.size[axis] = part.size;
    slice.stride[axis] = part.step;
  }
  if (slice.size == value.dims() &&
      absl::c_all_of(slice.stride, [](int32_t s) { return s == 1; })) {
    return view;
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, op.graph().Emit(slice, {view.id}));
  return op.graph().Back(out, view.Places());
}

HostTensor CutConstant(const HostTensor& tensor, const std::vector<Part>& parts) {
  const int rank = tensor.shape().rank();
  ir::Shape shape = tensor.shape();
  std::vector<Part> along(static_cast<size_t>(rank));
  for (int i = 0; i < rank; ++i) along[static_cast<size_t>(i)] = {i, 0, shape[i], 1};
  for (const Part& part : parts) along[static_cast<size_t>(part.axis)] = part;
  for (const Part& part : along) shape[part.axis] = part.size;
  std::vector<int64_t> places;
  for (int64_t n = 0; n < shape.elements(); ++n) {
    int64_t rest = n, place = 0;
    for (int i = rank - 1; i >= 0; --i) {
      const Part& part = along[static_cast<size_t>(i)];
      place += (part.begin + rest % part.size * part.step) * tensor.shape().elements(i + 1, rank);
      rest /= part.size;
    }
    places.push_back(place);
  }
  return Picked(tensor, shape, places);
}

absl::Status SetCut(NodeReader& op, const std::vector<Part>& parts, size_t index = 0) {
  if (op.IsConstant(0)) {
    op.Set(CutConstant(*op.operand(0).constant, parts), index);
    return absl::OkStatus();
  }
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(0));
  IEGEN_ASSIGN_OR_RETURN(View cut, Cut(op, view, parts));
  op.SetOperand({{}, std::move(cut), op.operand(0).shifted}, index);
  return absl::OkStatus();
}

// ONNX's rule for the ends of a slice, which may lie far outside.
Part PartOf(int32_t axis, int64_t begin, int64_t end, int64_t step, int64_t size) {
  const auto wrapped = [size](int64_t at) { return at < 0 ? at + size : at; };
  const int64_t low = step < 0 ? -1 : 0, high = step < 0 ? size - 1 : size;
  constexpr int64_t kFar = std::numeric_limits<int64_t>::max() / 2;
  begin = std::clamp(wrapped(std::clamp(begin, -kFar, kFar)), low + (step < 0 ? 1 : 0), high);
  end = std::clamp(wrapped(std::clamp(end, -kFar, kFar)), low, high);
  const int64_t room = step < 0 ? begin - end : end - begin;
  const int64_t pace = std::min<int64_t>(step < 0 ? -step : step, size);
  const int64_t count = room <= 0 ? 0 : (room + pace - 1) / pace;
  return {axis, static_cast<int32_t>(begin), static_cast<int32_t>(count),
          static_cast<int32_t>(step < 0 ? -pace : pace)};
}

}  // namespace

absl::Status ImportSplit(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 2, op.OutputCount()));
  IEGEN_ASSIGN_OR_RETURN(const int64_t at, op.Int("axis", 0));
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(at, op.Rank(0)));
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> sizes, op.Ints("split"));
  if (sizes.empty()) {
    IEGEN_ASSIGN_OR_RETURN(sizes, op.Integers(1, "split"));
  }
  const auto count = static_cast<int64_t>(op.OutputCount());
  const int64_t whole = op.Shape(0)[axis];
  if (sizes.empty()) {
    const int64_t size = (whole + count - 1) / count;
    for (int64_t i = 0; i < count; ++i) sizes.push_back(std::min(size, whole - i * size));
  }
  int64_t begin = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] < 1 || sizes[i] > whole - begin) break;
    if (i < op.OutputCount()) {
      const Part part{axis, static_cast<int32_t>(begin), static_cast<int32_t>(sizes[i])};
      IEGEN_RETURN_IF_ERROR(SetCut(op, {part}, i));
    }
    begin += sizes[i];
  }
  if (begin == whole && sizes.size() == op.OutputCount()) return absl::OkStatus();
  return Error(absl::StrCat("the parts do not make up axis ", axis, " of shape ",
                            ir::ShapeText(op.Shape(0))));
}

absl::Status ImportSlice(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(3, 5));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> begin, op.Integers(1, "starts"));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> end, op.Integers(2, "ends"));
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> axes, op.Integers(3, "axes"));
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> steps, op.Integers(4, "steps"));
  if (!op.Has(3)) {
    axes.resize(begin.size());
    std::iota(axes.begin(), axes.end(), 0);
  }
  if (!op.Has(4)) steps.assign(begin.size(), 1);
  if (end.size() != begin.size() || axes.size() != begin.size() || steps.size() != begin.size()) {
    return Error("starts, ends, axes and steps have different lengths");
  }
  std::vector<Part> parts;
  for (size_t i = 0; i < begin.size(); ++i) {
    IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(axes[i], op.Rank(0)));
    if (steps[i] == 0) return Error("a step of the slice is 0");
    parts.push_back(PartOf(axis, begin[i], end[i], steps[i], op.Shape(0)[axis]));
    if (parts.back().size < 1) {
      return Error(
          absl::StrCat("nothing is left of axis ", axis, " of shape ", ir::ShapeText(op.Shape(0))));
    }
  }
  return SetCut(op, parts);
}

// One index, or a list of them, along an axis.
absl::Status ImportGather(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const int64_t at, op.Int("axis", 0));
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(at, op.Rank(0)));
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> indices, op.Integers(1, "indices"));
  const int64_t size = op.Shape(0)[axis];
  for (int64_t& index : indices) {
    if (index < -size || index >= size) {
      return Error(absl::StrCat("index ", index, " is out of range for axis ", axis, " of shape ",
                                ir::ShapeText(op.Shape(0))));
    }
    if (index < 0) index += size;
  }
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(0));
  View out;
  if (indices.size() == 1) {
    IEGEN_ASSIGN_OR_RETURN(out, Cut(op, view, {{axis, static_cast<int32_t>(indices[0]), 1}}));
  } else {
    IEGEN_ASSIGN_OR_RETURN(const View aligned, op.graph().Aligned(view));
    const HostTensor list =
        FromIntegers(ir::ElemType::kInt32, {static_cast<int32_t>(indices.size())}, indices);
    IEGEN_ASSIGN_OR_RETURN(const ir::ValueId constant, op.graph().Constant(list));
    const ir::Gather gather{aligned.perm[static_cast<size_t>(axis)], 0};
    IEGEN_ASSIGN_OR_RETURN(const ir::ValueId id, op.graph().Emit(gather, {aligned.id, constant}));
    out = op.graph().Back(id, aligned.Places());
  }
  std::vector<int64_t> dims;
  for (int i = 0; i < op.Rank(0); ++i) {
    if (i != axis) {
      dims.push_back(op.Shape(0)[i]);
    } else {
      dims.insert(dims.end(), op.Shape(1).dims().begin(), op.Shape(1).dims().end());
    }
  }
  IEGEN_ASSIGN_OR_RETURN(out.shape, ShapeOf(dims));
  op.SetOperand({{}, std::move(out), op.operand(0).shifted});
  return absl::OkStatus();
}

}  // namespace iegen::frontend::onnx
