#include "ir/ops/movement.h"

#include <algorithm>
#include <limits>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "ir/ops/check.h"

namespace iegen::ir {
namespace {

constexpr int kMostDims = 6;  // loops of the kernels

// What every operator here wants of its first input.
absl::Status CheckMoved(const TensorType& in, const TensorType& out) {
  IEGEN_RETURN_IF_ERROR(CheckElem(in,
                                  {ElemType::kInt8, ElemType::kUInt8, ElemType::kInt32,
                                   ElemType::kInt64, ElemType::kFloat32, ElemType::kBool},
                                  "input"));
  const bool quantised = in.quant.quantised() && out.quant.quantised();
  return quantised ? CheckSameQuant(in, out) : absl::OkStatus();
}

absl::Status CheckLists(const TensorType& in, absl::Span<const size_t> lengths,
                        absl::string_view what) {
  IEGEN_RETURN_IF_ERROR(CheckRankBetween(in, {0, kMostDims}, "input"));
  const auto rank = static_cast<size_t>(in.shape.rank());
  for (size_t length : lengths) {
    if (length == rank) continue;
    return Error(absl::StrCat(what, " for ", length, " dimensions, the input shape ",
                              ShapeText(in.shape), " has ", rank));
  }
  return absl::OkStatus();
}

absl::Status CheckAxis(int32_t axis, const Shape& shape) {
  if (axis >= 0 && axis < shape.rank()) return absl::OkStatus();
  return Error(absl::StrCat("axis ", axis, " is out of range"))
      .Why(absl::StrCat("the shape ", ShapeText(shape), " has ", shape.rank(), " dimensions"));
}

absl::Status CheckIndices(const TensorType& type) {
  return CheckElem(type, {ElemType::kInt32}, "indices");
}

Shape JoinedShape(absl::Span<const int32_t> a, absl::Span<const int32_t> b,
                  absl::Span<const int32_t> c) {
  std::vector<int32_t> dims(a.begin(), a.end());
  dims.insert(dims.end(), b.begin(), b.end());
  dims.insert(dims.end(), c.begin(), c.end());
  return Shape(std::move(dims));
}

}  // namespace

absl::StatusOr<Types> BroadcastTo::Infer(TypeSpan in) const {
  const Shape to(shape);
  IEGEN_RETURN_IF_ERROR(CheckRankBetween(in[0], {0, kMostDims}, "input"));
  IEGEN_ASSIGN_OR_RETURN(const Shape both, BroadcastShapes(in[0].shape, to));
  if (both == to && to.rank() <= kMostDims) return Types{{in[0].elem, to, {}}};
  return Error(
      absl::StrCat("shape ", ShapeText(in[0].shape), " does not broadcast to ", ShapeText(to)));
}

absl::Status BroadcastTo::Check(TypeSpan in, TypeSpan out) const {
  return CheckMoved(in[0], out[0]);
}

absl::StatusOr<Types> Concat::Infer(TypeSpan in) const {
  Shape shape = in[0].shape;
  IEGEN_RETURN_IF_ERROR(CheckAxis(axis, shape));
  int64_t size = 0;
  for (const TensorType& type : in) {
    Shape same = type.shape;
    if (same.rank() == shape.rank()) same[axis] = shape[axis];
    if (same != shape || type.elem != in[0].elem) {
      return Error(absl::StrCat("cannot concatenate ", UserNameOf(in[0].elem), " ",
                                ShapeText(in[0].shape), " and ", UserNameOf(type.elem), " ",
                                ShapeText(type.shape), " along axis ", axis));
    }
    size += type.shape[axis];
  }
  if (size > std::numeric_limits<int32_t>::max()) return Error("the output is too large");
  shape[axis] = static_cast<int32_t>(size);
  return Types{{in[0].elem, std::move(shape), {}}};
}

absl::Status Concat::Check(TypeSpan in, TypeSpan out) const {
  for (const TensorType& type : in) IEGEN_RETURN_IF_ERROR(CheckMoved(type, out[0]));
  return absl::OkStatus();
}

absl::StatusOr<Types> DynamicUpdateSlice::Infer(TypeSpan in) const {
  const Shape &x = in[0].shape, &update = in[1].shape;
  IEGEN_RETURN_IF_ERROR(CheckRankBetween(in[0], {1, kMostDims}, "input"));
  IEGEN_RETURN_IF_ERROR(CheckIndices(in[2]));
  if (in[2].shape != Shape{x.rank()}) {
    return Error(absl::StrCat("start indices have shape ", ShapeText(in[2].shape), ", expected [",
                              x.rank(), "]"));
  }
  bool fits = update.rank() == x.rank() && in[0].elem == in[1].elem;
  for (int i = 0; fits && i < x.rank(); ++i) fits = update[i] <= x[i];
  if (fits) return Types{{in[0].elem, x, {}}};
  return Error(absl::StrCat("an update of ", UserNameOf(in[1].elem), " ", ShapeText(update),
                            " does not fit into ", UserNameOf(in[0].elem), " ", ShapeText(x)));
}

absl::Status DynamicUpdateSlice::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckMoved(in[1], out[0]));
  return CheckMoved(in[0], out[0]);
}

absl::StatusOr<Types> Gather::Infer(TypeSpan in) const {
  const Shape &x = in[0].shape, &indices = in[1].shape;
  IEGEN_RETURN_IF_ERROR(CheckAxis(axis, x));
  const bool batched =
      batch_dims >= 0 && batch_dims <= axis && batch_dims <= indices.rank() &&
      std::equal(x.dims().begin(), x.dims().begin() + batch_dims, indices.dims().begin());
  if (!batched) {
    return Error(absl::StrCat("shapes ", ShapeText(x), " and ", ShapeText(indices),
                              " do not share ", batch_dims, " batch dimensions before axis ",
                              axis));
  }
  const auto before = absl::MakeConstSpan(x.dims()).subspan(0, static_cast<size_t>(axis));
  const auto behind = absl::MakeConstSpan(x.dims()).subspan(static_cast<size_t>(axis) + 1);
  const auto places = absl::MakeConstSpan(indices.dims()).subspan(static_cast<size_t>(batch_dims));
  return Types{{in[0].elem, JoinedShape(before, places, behind), {}}};
}

absl::Status Gather::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckIndices(in[1]));
  return CheckMoved(in[0], out[0]);
}

absl::StatusOr<Types> GatherNd::Infer(TypeSpan in) const {
  const Shape &x = in[0].shape, &indices = in[1].shape;
  if (indices.rank() == 0) return Error("indices have no dimensions");
  const int32_t depth = indices[indices.rank() - 1];
  if (depth < 1 || depth > std::min(x.rank(), kMostDims)) {
    return Error(absl::StrCat("indices of ", depth, " numbers for the shape ", ShapeText(x)));
  }
  const auto places =
      absl::MakeConstSpan(indices.dims()).subspan(0, static_cast<size_t>(indices.rank()) - 1);
  const auto behind = absl::MakeConstSpan(x.dims()).subspan(static_cast<size_t>(depth));
  return Types{{in[0].elem, JoinedShape(places, {}, behind), {}}};
}

absl::Status GatherNd::Check(TypeSpan in, TypeSpan out) const {
  IEGEN_RETURN_IF_ERROR(CheckIndices(in[1]));
  return CheckMoved(in[0], out[0]);
}

absl::StatusOr<Types> MirrorPad::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckLists(in[0], {before.size(), after.size()}, "padding"));
  IEGEN_RETURN_IF_ERROR(CheckRankBetween(in[0], {0, 5}, "input"));
  Shape shape = in[0].shape;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const int64_t front = before[static_cast<size_t>(axis)];
    const int64_t back = after[static_cast<size_t>(axis)];
    const int64_t most = shape[axis] - (mode == MirrorMode::kReflect ? 1 : 0);
    if (front < 0 || back < 0 || front > most || back > most) {
      return Error(absl::StrCat("padding of dimension ", axis, " by ", front, " and ", back,
                                " is out of range"))
          .Why(absl::StrCat("the mirror of ", shape[axis], " elements has ", most));
    }
    if (shape[axis] + front + back > std::numeric_limits<int32_t>::max()) {
      return Error(absl::StrCat("padding makes dimension ", axis, " too large"));
    }
    shape[axis] += static_cast<int32_t>(front + back);
  }
  return Types{{in[0].elem, std::move(shape), {}}};
}

absl::Status MirrorPad::Check(TypeSpan in, TypeSpan out) const { return CheckMoved(in[0], out[0]); }

absl::StatusOr<Types> Slice::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckLists(in[0], {begin.size(), size.size(), stride.size()}, "a slice"));
  const Shape& x = in[0].shape;
  for (int axis = 0; axis < x.rank(); ++axis) {
    const auto i = static_cast<size_t>(axis);
    const int64_t last = begin[i] + (int64_t{size[i]} - 1) * stride[i];
    const bool inside = begin[i] >= 0 && begin[i] < x[axis] && last >= 0 && last < x[axis];
    if (size[i] >= 1 && inside) continue;
    return Error(absl::StrCat("a slice of ", size[i], " elements from ", begin[i], " in steps of ",
                              stride[i], " leaves dimension ", axis))
        .Why(absl::StrCat("the shape is ", ShapeText(x)));
  }
  return Types{{in[0].elem, Shape(size), {}}};
}

absl::Status Slice::Check(TypeSpan in, TypeSpan out) const { return CheckMoved(in[0], out[0]); }

absl::StatusOr<Types> Transpose::Infer(TypeSpan in) const {
  IEGEN_RETURN_IF_ERROR(CheckLists(in[0], {perm.size()}, "a permutation"));
  IntList sorted = perm, dims;
  absl::c_sort(sorted);
  for (size_t i = 0; i < perm.size(); ++i) {
    if (sorted[i] != static_cast<int32_t>(i)) {
      return Error(absl::StrCat(ShapeText(Shape(perm)), " is no permutation of the dimensions"));
    }
  }
  for (int32_t axis : perm) dims.push_back(in[0].shape[axis]);
  return Types{{in[0].elem, Shape(std::move(dims)), {}}};
}

absl::Status Transpose::Check(TypeSpan in, TypeSpan out) const { return CheckMoved(in[0], out[0]); }

}  // namespace iegen::ir
