#include "frontend/onnx/fold_elementwise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "frontend/onnx/fold.h"
#include "ir/ops/check.h"

namespace iegen::frontend::onnx {
namespace {

using ir::ElemType;

// Place in an operand of shape `from`, broadcast to `to`, of each element of the result.
std::vector<int64_t> BroadcastPlaces(const ir::Shape& from, const ir::Shape& to) {
  std::vector<int64_t> places(static_cast<size_t>(to.elements()), 0);
  const int more = to.rank() - from.rank();
  for (size_t n = 0; n < places.size(); ++n) {
    auto rest = static_cast<int64_t>(n);
    for (int i = to.rank() - 1; i >= 0; --i) {
      const int64_t at = rest % to[i];
      rest /= to[i];
      if (i >= more && from[i - more] != 1) {
        places[n] += at * from.elements(i - more + 1, from.rank());
      }
    }
  }
  return places;
}

absl::StatusOr<std::vector<HostTensor>> Operands(const NodeReader& op, size_t count) {
  IEGEN_RETURN_IF_ERROR(op.Expect(count, count));
  std::vector<HostTensor> operands;
  ir::Shape shape;
  for (size_t i = 0; i < count; ++i) {
    operands.push_back(*op.operand(i).constant);
    IEGEN_ASSIGN_OR_RETURN(shape, ir::BroadcastShapes(shape, op.Shape(i)));
  }
  IEGEN_RETURN_IF_ERROR(CheckFoldedSize(shape));
  for (HostTensor& operand : operands) {
    if (operand.type.quant.quantised()) {
      operand = FromFloats(operand.shape(), FloatsOf(operand));
    }
    operand = Picked(operand, shape, BroadcastPlaces(operand.shape(), shape));
  }
  return operands;
}

struct Arithmetic {
  absl::string_view name;
  int64_t (*integers)(int64_t a, int64_t b);
  float (*reals)(float a, float b);
};

// Sums and products of untrusted numbers wrap around.
int64_t Wrap(uint64_t value) { return static_cast<int64_t>(value); }
uint64_t Bits(int64_t value) { return static_cast<uint64_t>(value); }

// With the sign of the dividend, as in C.
int64_t Remainder(int64_t a, int64_t b) { return b == 0 || b == -1 ? 0 : a % b; }

constexpr std::array<Arithmetic, 8> kArithmetic = {{
    {"Add", [](int64_t a, int64_t b) { return Wrap(Bits(a) + Bits(b)); },
     [](float a, float b) { return a + b; }},
    {"Sub", [](int64_t a, int64_t b) { return Wrap(Bits(a) - Bits(b)); },
     [](float a, float b) { return a - b; }},
    {"Mul", [](int64_t a, int64_t b) { return Wrap(Bits(a) * Bits(b)); },
     [](float a, float b) { return a * b; }},
    {"Div",
     [](int64_t a, int64_t b) { return b == 0 || b == -1 ? Wrap(Bits(0) - Bits(a)) : a / b; },
     [](float a, float b) { return a / b; }},
    {"Mod",
     [](int64_t a, int64_t b) {
       if (b == 0 || b == -1) return int64_t{0};
       const int64_t rest = a % b;
       return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
     },
     [](float a, float b) { return std::fmod(a, b); }},
    {"Max", [](int64_t a, int64_t b) { return std::max(a, b); },
     [](float a, float b) { return std::max(a, b); }},
    {"Min", [](int64_t a, int64_t b) { return std::min(a, b); },
     [](float a, float b) { return std::min(a, b); }},
    {"Pow",
     [](int64_t a, int64_t b) {
       return static_cast<int64_t>(
           std::clamp(std::pow(static_cast<double>(a), static_cast<double>(b)), -9e18, 9e18));
     },
     [](float a, float b) { return std::pow(a, b); }},
}};

}  // namespace

absl::Status FoldArithmetic(NodeReader& op) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<HostTensor> in, Operands(op, 2));
  const std::string& name = op.node().op_type();
  const auto* row = std::find_if(kArithmetic.begin(), kArithmetic.end(),
                                 [&](const Arithmetic& a) { return a.name == name; });
  if (in[0].real() || in[1].real()) {
    std::vector<float> a = FloatsOf(in[0]);
    const std::vector<float> b = FloatsOf(in[1]);
    for (size_t i = 0; i < a.size(); ++i) a[i] = row->reals(a[i], b[i]);
    op.Set(FromFloats(in[0].shape(), a));
    return absl::OkStatus();
  }
  IEGEN_ASSIGN_OR_RETURN(const int64_t fmod, op.Int("fmod", 0));
  const auto compute = name == "Mod" && fmod != 0 ? Remainder : row->integers;
  std::vector<int64_t> a = IntegersOf(in[0]);
  const std::vector<int64_t> b = IntegersOf(in[1]);
  for (size_t i = 0; i < a.size(); ++i) a[i] = compute(a[i], b[i]);
  op.Set(FromIntegers(in[0].type.elem, in[0].shape(), a));
  return absl::OkStatus();
}

namespace {

template <class T>
std::vector<int64_t> Compared(absl::string_view name, const std::vector<T>& a,
                              const std::vector<T>& b) {
  std::vector<int64_t> result;
  for (size_t i = 0; i < a.size(); ++i) {
    const bool holds = name == "Equal" ? a[i] == b[i] : name == "Less" ? a[i] < b[i] : a[i] > b[i];
    result.push_back(holds ? 1 : 0);
  }
  return result;
}

}  // namespace

absl::Status FoldCompare(NodeReader& op) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<HostTensor> in, Operands(op, 2));
  const std::string& name = op.node().op_type();
  const std::vector<int64_t> result = in[0].real() || in[1].real()
                                          ? Compared(name, FloatsOf(in[0]), FloatsOf(in[1]))
                                          : Compared(name, IntegersOf(in[0]), IntegersOf(in[1]));
  op.Set(FromIntegers(ElemType::kBool, in[0].shape(), result));
  return absl::OkStatus();
}

absl::Status FoldWhere(NodeReader& op) {
  IEGEN_ASSIGN_OR_RETURN(const std::vector<HostTensor> in, Operands(op, 3));
  const std::vector<int64_t> condition = IntegersOf(in[0]);
  const auto step = static_cast<size_t>(ir::BytesOf(in[1].type.elem));
  if (in[1].type.elem != in[2].type.elem) return Error("the inputs have different types");
  std::string bytes;
  for (size_t i = 0; i < condition.size(); ++i) {
    bytes.append(*in[condition[i] != 0 ? 1 : 2].data, i * step, step);
  }
  op.Set(HostTensor{in[1].type, std::make_shared<const std::string>(std::move(bytes))});
  return absl::OkStatus();
}

absl::Status FoldCast(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const int64_t to, op.Int("to", 0));
  const absl::optional<ElemType> elem =
      to > 0 && to < 64 ? ElemOf(static_cast<int32_t>(to)) : absl::nullopt;
  if (!elem) return Unsupported(absl::StrCat("Cast to type number ", to));
  const HostTensor& in = *op.operand(0).constant;
  if (*elem == ElemType::kFloat32) {
    op.Set(FromFloats(in.shape(), FloatsOf(in)));
  } else if (*elem == ElemType::kBool && in.real()) {
    std::vector<int64_t> values;
    for (float value : FloatsOf(in)) values.push_back(value != 0 ? 1 : 0);
    op.Set(FromIntegers(*elem, in.shape(), values));
  } else {
    op.Set(FromIntegers(*elem, in.shape(), IntegersOf(in)));
  }
  return absl::OkStatus();
}

float (*RealFunction(absl::string_view name))(float) {
  if (name == "Sqrt") return [](float x) { return std::sqrt(x); };
  if (name == "Exp") return [](float x) { return std::exp(x); };
  if (name == "Log") return [](float x) { return std::log(x); };
  if (name == "Floor") return [](float x) { return std::floor(x); };
  if (name == "Ceil") return [](float x) { return std::ceil(x); };
  if (name == "Abs") return [](float x) { return std::abs(x); };
  return [](float x) { return -x; };
}

absl::Status FoldUnary(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  const HostTensor& in = *op.operand(0).constant;
  const std::string& name = op.node().op_type();
  if (in.real()) {
    std::vector<float> values = FloatsOf(in);
    absl::c_transform(values, values.begin(), RealFunction(name));
    op.Set(FromFloats(in.shape(), values));
    return absl::OkStatus();
  }
  std::vector<int64_t> values = IntegersOf(in);
  for (int64_t& value : values) {
    if (name == "Neg" || (name == "Abs" && value < 0)) value = Wrap(uint64_t{0} - Bits(value));
  }
  op.Set(FromIntegers(in.type.elem, in.shape(), values));
  return absl::OkStatus();
}

absl::Status FoldExpand(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const ir::Shape wanted, ShapeFrom(op, 1));
  IEGEN_ASSIGN_OR_RETURN(const ir::Shape shape, ir::BroadcastShapes(op.Shape(0), wanted));
  IEGEN_RETURN_IF_ERROR(CheckFoldedSize(shape));
  const HostTensor& in = *op.operand(0).constant;
  op.Set(Picked(in, shape, BroadcastPlaces(in.shape(), shape)));
  return absl::OkStatus();
}

// Over all elements, as exporters compute sizes; other reductions of constants are none.
absl::Status FoldReduce(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 2));
  const HostTensor& in = *op.operand(0).constant;
  IEGEN_ASSIGN_OR_RETURN(const int64_t keep, op.Int("keepdims", 1));
  IEGEN_ASSIGN_OR_RETURN(const std::vector<int64_t> axes, op.Ints("axes"));
  if ((!axes.empty() || op.Has(1)) && in.shape().rank() != 1) {
    return Unsupported("a reduction of a constant along some of its dimensions");
  }
  if (in.elements() == 0) return Error("a reduction of nothing");
  const std::string& name = op.node().op_type();
  const auto combine = [&name](auto a, auto b) -> decltype(a) {
    if (name == "ReduceMax") return std::max(a, b);
    if (name == "ReduceMin") return std::min(a, b);
    if constexpr (std::is_integral_v<decltype(a)>) {
      return name == "ReduceProd" ? Wrap(Bits(a) * Bits(b)) : Wrap(Bits(a) + Bits(b));
    } else {
      return name == "ReduceProd" ? a * b : a + b;
    }
  };
  const ir::Shape shape(
      std::vector<int32_t>(keep != 0 ? static_cast<size_t>(in.shape().rank()) : 0, 1));
  if (in.real()) {
    const std::vector<float> values = FloatsOf(in);
    const float all = std::accumulate(values.begin() + 1, values.end(), values[0], combine);
    op.Set(FromFloats(shape, {all}));
  } else {
    const std::vector<int64_t> values = IntegersOf(in);
    const int64_t all = std::accumulate(values.begin() + 1, values.end(), values[0], combine);
    op.Set(FromIntegers(in.type.elem, shape, {all}));
  }
  return absl::OkStatus();
}

}  // namespace iegen::frontend::onnx
