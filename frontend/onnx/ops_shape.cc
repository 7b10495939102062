// Operators that move elements, and those that only change shapes.
#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/onnx/ops.h"

namespace iegen::frontend::onnx {
namespace {

constexpr float kNoFloat = 0.0f;

// Axes from an attribute (older operator sets) or from input `i`, from the front and sorted.
absl::StatusOr<Axes> AxesOf(const NodeReader& op, size_t i, int rank) {
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> axes, op.Ints("axes"));
  if (axes.empty()) {
    IEGEN_ASSIGN_OR_RETURN(axes, op.Integers(i, "axes"));
  }
  Axes sorted;
  for (int64_t axis : axes) {
    IEGEN_ASSIGN_OR_RETURN(const int32_t known, op.Axis(axis, rank));
    sorted.push_back(known);
  }
  absl::c_sort(sorted);
  if (absl::c_adjacent_find(sorted) != sorted.end()) return Error("an axis is named twice");
  return sorted;
}

absl::Status SetShape(NodeReader& op, const std::vector<int64_t>& dims) {
  IEGEN_ASSIGN_OR_RETURN(ir::Shape shape, ShapeOf(dims));
  if (shape.elements() != op.Shape(0).elements()) {
    return Error(absl::StrCat("cannot reshape ", ir::ShapeText(op.Shape(0)), " to shape ",
                              ir::ShapeText(shape)));
  }
  Operand operand = op.operand(0);
  if (operand.constant) {
    const ir::Quant& quant = operand.constant->type.quant;
    // Where the axis of the scales does not survive, the real values do.
    if (quant.per_channel()) {
      operand.constant = FromFloats(std::move(shape), FloatsOf(*operand.constant));
    } else {
      operand.constant = Reshaped(*operand.constant, std::move(shape));
    }
  } else {
    operand.view = GraphWriter::Reshaped(*operand.view, std::move(shape));
  }
  op.SetOperand(std::move(operand));
  return absl::OkStatus();
}

}  // namespace

absl::Status ImportIdentity(NodeReader& op) {
  if (!op.Has(0)) return Error("the operator has no input");
  op.SetOperand(op.operand(0));
  return absl::OkStatus();
}

// Nothing, once the model is trained.
absl::Status ImportDropout(NodeReader& op) {
  if (op.Has(2)) {
    IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> training, op.Integers(2, "training mode"));
    if (!training.empty() && training[0] != 0) {
      return Unsupported("Dropout in training mode").Hint("export the model after model.eval()");
    }
  }
  return ImportIdentity(op);
}

absl::Status ImportShape(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  const int rank = op.Rank(0);
  IEGEN_ASSIGN_OR_RETURN(int64_t begin, op.Int("start", 0));
  IEGEN_ASSIGN_OR_RETURN(int64_t end, op.Int("end", rank));
  begin = std::clamp<int64_t>(begin < 0 ? begin + rank : begin, 0, rank);
  end = std::clamp<int64_t>(end < 0 ? end + rank : end, begin, rank);
  std::vector<int64_t> dims;
  for (int64_t i = begin; i < end; ++i) dims.push_back(op.Shape(0)[static_cast<int>(i)]);
  op.Set(FromIntegers(ir::ElemType::kInt64, {static_cast<int32_t>(dims.size())}, dims));
  return absl::OkStatus();
}

absl::Status ImportReshape(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 2));
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> dims, op.Integers(1, "shape"));
  IEGEN_ASSIGN_OR_RETURN(const int64_t allow_zero, op.Int("allowzero", 0));
  int64_t known = 1;
  int free = -1;
  for (size_t i = 0; i < dims.size() && i < 8; ++i) {
    if (dims[i] == 0 && allow_zero == 0 && static_cast<int>(i) < op.Rank(0)) {
      dims[i] = op.Shape(0)[static_cast<int>(i)];
    }
    if (dims[i] == -1 && free >= 0) return Error("two dimensions of the shape are -1");
    if (dims[i] == -1) free = static_cast<int>(i);
    if (dims[i] > 0 && dims[i] < (int64_t{1} << 31) && known < (int64_t{1} << 31)) {
      known *= dims[i];
    }
  }
  if (free >= 0) dims[static_cast<size_t>(free)] = op.Shape(0).elements() / known;
  return SetShape(op, dims);
}

absl::Status ImportFlatten(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const int64_t from, op.Int("axis", 1));
  const int rank = op.Rank(0);
  const int64_t axis = from == rank ? rank : -1;
  int32_t known = rank;
  if (axis < 0) {
    IEGEN_ASSIGN_OR_RETURN(known, op.Axis(from, rank));
  }
  return SetShape(op, {op.Shape(0).elements(0, known), op.Shape(0).elements(known, rank)});
}

absl::Status ImportSqueeze(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 2));
  IEGEN_ASSIGN_OR_RETURN(const Axes axes, AxesOf(op, 1, op.Rank(0)));
  std::vector<int64_t> dims;
  for (int i = 0; i < op.Rank(0); ++i) {
    const int32_t dim = op.Shape(0)[i];
    const bool named = axes.empty() ? dim == 1 : absl::c_linear_search(axes, i);
    if (!named) dims.push_back(dim);
    if (named && dim != 1) {
      return Error(
          absl::StrCat("axis ", i, " of shape ", ir::ShapeText(op.Shape(0)), " is not of size 1"));
    }
  }
  return SetShape(op, dims);
}

absl::Status ImportUnsqueeze(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 2));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> named, op.Ints("axes"));
  const int more = named.empty() && op.Has(1) ? static_cast<int>(op.Shape(1).elements())
                                              : static_cast<int>(named.size());
  const int rank = op.Rank(0) + std::min(more, 8);
  IEGEN_ASSIGN_OR_RETURN(const Axes axes, AxesOf(op, 1, rank));
  std::vector<int64_t> dims;
  int next = 0;
  for (int i = 0; i < rank; ++i) {
    dims.push_back(absl::c_linear_search(axes, i) ? 1 : op.Shape(0)[next++]);
  }
  return SetShape(op, dims);
}

absl::Status ImportTranspose(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> perm, op.Ints("perm"));
  const int rank = op.Rank(0);
  if (perm.empty()) {
    for (int64_t i = rank - 1; i >= 0; --i) perm.push_back(i);
  }
  Axes axes(perm.begin(), perm.end()), sorted = axes;
  absl::c_sort(sorted);
  Axes all(static_cast<size_t>(rank));
  std::iota(all.begin(), all.end(), 0);
  if (sorted != all) return Error("perm does not name each dimension once");
  Operand operand = op.operand(0);
  if (operand.constant) {
    operand.constant = Permuted(*operand.constant, axes);
  } else {
    IEGEN_ASSIGN_OR_RETURN(operand.view, op.graph().Transposed(*operand.view, axes));
  }
  op.SetOperand(std::move(operand));
  return absl::OkStatus();
}

absl::Status ImportConcat(NodeReader& op) {
  constexpr size_t kMostInputs = 8;
  const size_t count = op.input_count();
  IEGEN_RETURN_IF_ERROR(op.Expect(std::max<size_t>(count, 1), count));
  IEGEN_ASSIGN_OR_RETURN(const int64_t at, op.Int("axis", 0));
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(at, op.Rank(0)));
  if (count > kMostInputs) {
    return Unsupported(absl::StrCat("Concat of ", count, " inputs"))
        .Why(absl::StrCat("at most ", kMostInputs, " are supported"));
  }
  Axes order;
  std::vector<ir::ValueId> in;
  for (size_t i = 0; i < count; ++i) {
    if (op.Rank(i) != op.Rank(0)) return Error("the inputs have different numbers of dimensions");
    IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(i));
    if (order.empty()) {
      IEGEN_ASSIGN_OR_RETURN(const View first, op.graph().Aligned(view));
      order = first.Places();
    }
    IEGEN_ASSIGN_OR_RETURN(const ir::ValueId id, op.graph().InOrder(view, order));
    in.push_back(id);
  }
  const auto place = absl::c_find(order, axis) - order.begin();
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out,
                         op.graph().Emit(ir::Concat{static_cast<int32_t>(place)}, std::move(in)));
  op.Set(op.graph().Back(out, order));
  return absl::OkStatus();
}

absl::Status ImportExpand(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> dims, op.Integers(1, "shape"));
  IEGEN_ASSIGN_OR_RETURN(const ir::Shape wanted, ShapeOf(dims));
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(0));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId id, op.graph().Contiguous(view));
  std::vector<int32_t> shape = wanted.dims();
  const int more = static_cast<int>(shape.size()) - op.Rank(0);
  for (int i = 0; more >= 0 && i < op.Rank(0); ++i) {
    int32_t& dim = shape[static_cast<size_t>(i + more)];
    dim = std::max(dim, op.Shape(0)[i]);
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, op.graph().Emit(ir::BroadcastTo{shape}, {id}));
  op.Set(op.graph().Plain(out));
  return absl::OkStatus();
}

absl::Status ImportPad(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 4));
  const auto rank = static_cast<size_t>(op.Rank(0));
  IEGEN_ASSIGN_OR_RETURN(const std::string mode, op.Text("mode", "constant"));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> pads, op.Integers(1, "pads"));
  IEGEN_ASSIGN_OR_RETURN(std::vector<int64_t> axes, op.Integers(3, "axes"));
  if (!op.Has(3)) {
    axes.resize(rank);
    std::iota(axes.begin(), axes.end(), 0);
  }
  if (pads.size() != 2 * axes.size()) return Error("pads has a wrong length");
  IEGEN_ASSIGN_OR_RETURN(View view, op.Value(0));
  IEGEN_ASSIGN_OR_RETURN(view, op.graph().Aligned(std::move(view)));
  ir::IntList before(rank, 0), after(rank, 0);
  for (size_t i = 0; i < axes.size(); ++i) {
    IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(axes[i], op.Rank(0)));
    for (int64_t pad : {pads[i], pads[i + axes.size()]}) {
      if (pad < 0 || pad > (1 << 20)) {
        return Unsupported(absl::StrCat("padding of ", pad)).Why("0 to 1,048,576 is supported");
      }
    }
    const auto place = static_cast<size_t>(view.perm[static_cast<size_t>(axis)]);
    before[place] = static_cast<int32_t>(pads[i]);
    after[place] = static_cast<int32_t>(pads[i + axes.size()]);
  }
  ir::Op node = ir::Pad{before, after};
  std::vector<ir::ValueId> in = {view.id};
  if (mode == "reflect") {
    node = ir::MirrorPad{ir::MirrorMode::kReflect, before, after};
  } else if (mode != "constant") {
    return Unsupported(absl::StrCat("Pad with mode ", Quoted(mode)))
        .Why("modes constant and reflect are supported");
  } else if (op.Has(2)) {
    IEGEN_ASSIGN_OR_RETURN(const HostTensor value, op.Constant(2, "padding value"));
    const std::vector<float> values = FloatsOf(value);
    if (values.size() != 1) return Error("the padding value is no single number");
    if (values[0] != kNoFloat) in.push_back(op.graph().Scalar(values[0]));
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, op.graph().Emit(node, std::move(in)));
  op.Set(op.graph().Back(out, view.Places()));
  return absl::OkStatus();
}

}  // namespace iegen::frontend::onnx
