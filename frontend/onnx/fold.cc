#include "frontend/onnx/fold.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/onnx/fold_elementwise.h"
#include "frontend/onnx/ops.h"

namespace iegen::frontend::onnx {
namespace {

using ir::ElemType;

absl::Status FoldConstant(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(0, 0));
  if (op.HasAttribute("value")) {
    IEGEN_ASSIGN_OR_RETURN(HostTensor tensor, op.TensorOf("value"));
    op.Set(std::move(tensor));
  } else if (op.HasAttribute("value_int")) {
    IEGEN_ASSIGN_OR_RETURN(const int64_t value, op.Int("value_int", 0));
    op.Set(FromIntegers(ElemType::kInt64, {}, {value}));
  } else if (op.HasAttribute("value_float")) {
    IEGEN_ASSIGN_OR_RETURN(const float value, op.Float("value_float", 0));
    op.Set(FromFloats({}, {value}));
  } else if (op.HasAttribute("value_ints")) {
    IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> values, op.Ints("value_ints"));
    op.Set(FromIntegers(ElemType::kInt64, {static_cast<int32_t>(values.size())}, values));
  } else {
    return Unsupported(
        "a Constant without the attribute value, value_int, value_ints or "
        "value_float");
  }
  return absl::OkStatus();
}

absl::Status FoldConstantOfShape(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const ir::Shape shape, ShapeFrom(op, 0));
  HostTensor value = FromFloats({1}, {0.0f});
  if (op.HasAttribute("value")) {
    IEGEN_ASSIGN_OR_RETURN(value, op.TensorOf("value"));
  }
  if (value.elements() != 1) return Error("the value is no single number");
  op.Set(Picked(value, shape, std::vector<int64_t>(static_cast<size_t>(shape.elements()), 0)));
  return absl::OkStatus();
}

absl::Status FoldTile(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> repeats, op.Integers(1, "repeats"));
  const HostTensor& in = *op.operand(0).constant;
  const int rank = in.shape().rank();
  if (static_cast<int>(repeats.size()) != rank) return Error("repeats has a wrong length");
  std::vector<int64_t> dims;
  for (int i = 0; i < rank; ++i) {
    const int64_t times = std::clamp<int64_t>(repeats[static_cast<size_t>(i)], 0, 1 << 30);
    dims.push_back(in.shape()[i] * times);
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::Shape shape, ShapeOf(dims));
  IEGEN_RETURN_IF_ERROR(CheckFoldedSize(shape));
  std::vector<int64_t> places;
  for (int64_t n = 0; n < shape.elements(); ++n) {
    int64_t rest = n, place = 0;
    for (int i = rank - 1; i >= 0; --i) {
      place += rest % shape[i] % in.shape()[i] * in.shape().elements(i + 1, rank);
      rest /= shape[i];
    }
    places.push_back(place);
  }
  op.Set(Picked(in, shape, places));
  return absl::OkStatus();
}

absl::Status FoldRange(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(3, 3));
  std::array<double, 3> ends{};  // start, limit, step
  for (size_t i = 0; i < 3; ++i) {
    const HostTensor& tensor = *op.operand(i).constant;
    if (tensor.elements() != 1) return Error("an end of the range is no single number");
    ends[i] = tensor.real() ? static_cast<double>(FloatsOf(tensor)[0])
                            : static_cast<double>(IntegersOf(tensor)[0]);
  }
  const double count = std::max(0.0, std::ceil((ends[1] - ends[0]) / ends[2]));
  if (!(count <= static_cast<double>(kMostFoldedElements))) {
    return Error("the range is too large, or has no end")
        .Why(absl::StrCat("at most ", Grouped(kMostFoldedElements), " elements are computed"));
  }
  std::vector<int64_t> integers;
  std::vector<float> reals;
  for (double i = 0; i < count; ++i) {
    integers.push_back(static_cast<int64_t>(ends[0] + i * ends[2]));
    reals.push_back(static_cast<float>(ends[0] + i * ends[2]));
  }
  const ir::Shape shape{static_cast<int32_t>(count)};
  const HostTensor& start = *op.operand(0).constant;
  op.Set(start.real() ? FromFloats(shape, reals) : FromIntegers(start.type.elem, shape, integers));
  return absl::OkStatus();
}

absl::Status FoldGather(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const int64_t at, op.Int("axis", 0));
  const HostTensor& in = *op.operand(0).constant;
  const int rank = in.shape().rank();
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(at, rank));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> indices, op.Integers(1, "indices"));
  std::vector<int64_t> dims(in.shape().dims().begin(), in.shape().dims().begin() + axis);
  dims.insert(dims.end(), op.Shape(1).dims().begin(), op.Shape(1).dims().end());
  dims.insert(dims.end(), in.shape().dims().begin() + axis + 1, in.shape().dims().end());
  IEGEN_ASSIGN_OR_RETURN(const ir::Shape shape, ShapeOf(dims));
  IEGEN_RETURN_IF_ERROR(CheckFoldedSize(shape));
  const int64_t outer = in.shape().elements(0, axis), size = in.shape()[axis];
  const int64_t inner = in.shape().elements(axis + 1, rank);
  std::vector<int64_t> places;
  for (int64_t o = 0; o < outer; ++o) {
    for (int64_t index : indices) {
      if (index < -size || index >= size) return Error("an index is out of range");
      const int64_t from = (o * size + (index < 0 ? index + size : index)) * inner;
      for (int64_t i = 0; i < inner; ++i) places.push_back(from + i);
    }
  }
  op.Set(Picked(in, shape, places));
  return absl::OkStatus();
}

absl::Status FoldConcat(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, op.input_count()));
  const HostTensor& first = *op.operand(0).constant;
  IEGEN_ASSIGN_OR_RETURN(const int64_t at, op.Int("axis", 0));
  const int rank = first.shape().rank();
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(at, rank));
  std::vector<int64_t> dims(first.shape().dims().begin(), first.shape().dims().end());
  dims[static_cast<size_t>(axis)] = 0;
  for (size_t i = 0; i < op.input_count(); ++i) {
    ir::Shape shape = op.Shape(i);
    if (shape.rank() != rank) return Error("the inputs have different numbers of dimensions");
    dims[static_cast<size_t>(axis)] += shape[axis];
    shape[axis] = first.shape()[axis];
    if (shape != first.shape() || op.operand(i).constant->type.elem != first.type.elem ||
        op.operand(i).constant->type.quant.quantised()) {
      return Error("the inputs do not fit together in shape and type");
    }
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::Shape shape, ShapeOf(dims));
  IEGEN_RETURN_IF_ERROR(CheckFoldedSize(shape));
  const auto step = static_cast<size_t>(ir::BytesOf(first.type.elem));
  std::string bytes;
  for (int64_t o = 0; o < shape.elements(0, axis); ++o) {
    for (size_t i = 0; i < op.input_count(); ++i) {
      const HostTensor& part = *op.operand(i).constant;
      const size_t size = static_cast<size_t>(part.shape().elements(axis, rank)) * step;
      bytes.append(*part.data, static_cast<size_t>(o) * size, size);
    }
  }
  op.Set(HostTensor{{first.type.elem, shape, {}},
                    std::make_shared<const std::string>(std::move(bytes))});
  return absl::OkStatus();
}

struct FoldRow {
  absl::string_view name;
  ImportFunction fold;
};

constexpr std::array<FoldRow, 31> kFolds = {{
    {"Abs", FoldUnary},
    {"Add", FoldArithmetic},
    {"Cast", FoldCast},
    {"Ceil", FoldUnary},
    {"Concat", FoldConcat},
    {"Constant", FoldConstant},
    {"ConstantOfShape", FoldConstantOfShape},
    {"Div", FoldArithmetic},
    {"Equal", FoldCompare},
    {"Exp", FoldUnary},
    {"Expand", FoldExpand},
    {"Floor", FoldUnary},
    {"Gather", FoldGather},
    {"Greater", FoldCompare},
    {"Less", FoldCompare},
    {"Log", FoldUnary},
    {"Max", FoldArithmetic},
    {"Min", FoldArithmetic},
    {"Mod", FoldArithmetic},
    {"Mul", FoldArithmetic},
    {"Neg", FoldUnary},
    {"Pow", FoldArithmetic},
    {"Range", FoldRange},
    {"ReduceMax", FoldReduce},
    {"ReduceMin", FoldReduce},
    {"ReduceProd", FoldReduce},
    {"ReduceSum", FoldReduce},
    {"Sqrt", FoldUnary},
    {"Sub", FoldArithmetic},
    {"Tile", FoldTile},
    {"Where", FoldWhere},
}};

constexpr std::array<absl::string_view, 11> kFoldedOnly = {
    "Cast", "Constant", "ConstantOfShape", "Equal", "Greater", "Less",
    "Mod",  "Range",    "ReduceProd",      "Tile",  "Where"};

}  // namespace

ImportFunction FindFold(absl::string_view op_type) {
  for (const FoldRow& row : kFolds) {
    if (row.name == op_type) return row.fold;
  }
  return nullptr;
}

absl::Span<const absl::string_view> FoldedOnly() { return kFoldedOnly; }

absl::StatusOr<ir::Shape> ShapeFrom(const NodeReader& op, size_t i) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> dims, op.Integers(i, "shape"));
  IEGEN_ASSIGN_OR_RETURN(ir::Shape shape, ShapeOf(dims));
  IEGEN_RETURN_IF_ERROR(CheckFoldedSize(shape));
  return shape;
}

HostTensor Picked(const HostTensor& tensor, ir::Shape shape, absl::Span<const int64_t> places) {
  if (tensor.type.quant.per_channel()) {
    return Picked(FromFloats(tensor.shape(), FloatsOf(tensor)), std::move(shape), places);
  }
  const auto step = static_cast<size_t>(ir::BytesOf(tensor.type.elem));
  std::string bytes;
  bytes.reserve(places.size() * step);
  for (int64_t place : places) {
    bytes.append(*tensor.data, static_cast<size_t>(place) * step, step);
  }
  return {{tensor.type.elem, std::move(shape), tensor.type.quant},
          std::make_shared<const std::string>(std::move(bytes))};
}

absl::Status CheckFoldedSize(const ir::Shape& shape) {
  if (shape.elements() <= kMostFoldedElements) return absl::OkStatus();
  return Error(absl::StrCat("a constant of shape ", ir::ShapeText(shape),
                            " is too large to be computed"))
      .Why(absl::StrCat("at most ", Grouped(kMostFoldedElements), " elements are"));
}

}  // namespace iegen::frontend::onnx
