// Operators that compute each output element from the input elements at its place.
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status.h"
#include "frontend/onnx/ops.h"
#include "ir/ops/check.h"

namespace iegen::frontend::onnx {
namespace {

struct UnaryRow {
  absl::string_view name;
  ir::Op op;
};

const std::vector<UnaryRow>& UnaryRows() {
  using Kind = ir::UnaryKind;
  static const auto& rows = *new std::vector<UnaryRow>{
      {"Abs", ir::Unary{Kind::kAbs}},     {"Ceil", ir::Unary{Kind::kCeil}},
      {"Floor", ir::Unary{Kind::kFloor}}, {"HardSwish", ir::Unary{Kind::kHardSwish}},
      {"Neg", ir::Unary{Kind::kNeg}},     {"Relu", ir::Relu{}},
      {"Sigmoid", ir::Logistic{}},        {"Sqrt", ir::Unary{Kind::kSqrt}},
      {"Tanh", ir::Unary{Kind::kTanh}}};
  return rows;
}

// The operator on real values: that of "QLinearMul" is "Mul".
absl::string_view BaseName(const NodeReader& op) {
  return absl::StripPrefix(op.node().op_type(), "QLinear");
}

// The same order of dimensions in and out.
absl::Status EmitUnary(NodeReader& op, const ir::Op& node) {
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(0));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, op.graph().Emit(node, {view.id}));
  op.Set(GraphWriter::With(view, out));
  return absl::OkStatus();
}

// A chain of nodes from one value on.
class Chain {
 public:
  Chain(NodeReader& op, ir::ValueId id) : graph_(&op.graph()), id_(id) {}
  // One that has failed already.
  Chain(NodeReader& op, absl::Status status) : graph_(&op.graph()), status_(std::move(status)) {}

  Chain& Then(const ir::Op& op) { return Emit(op, {id_}); }
  Chain& With(ir::BinaryKind kind, float value) {
    return Emit(ir::Binary{kind}, {id_, graph_->Scalar(value)});
  }
  Chain& Times(ir::ValueId other) { return Emit(ir::Binary{ir::BinaryKind::kMul}, {id_, other}); }
  Chain& Times(float value) { return With(ir::BinaryKind::kMul, value); }
  Chain& Plus(float value) { return Emit(ir::Add{}, {id_, graph_->Scalar(value)}); }
  Chain& PlusValue(ir::ValueId other) { return Emit(ir::Add{}, {id_, other}); }

  absl::StatusOr<ir::ValueId> Take() const {
    if (!status_.ok()) return status_;
    return id_;
  }

 private:
  Chain& Emit(const ir::Op& op, std::vector<ir::ValueId> in) {
    if (!status_.ok()) return *this;
    const absl::StatusOr<ir::ValueId> out = graph_->Emit(op, std::move(in));
    status_ = out.status();
    if (out.ok()) id_ = *out;
    return *this;
  }

  GraphWriter* graph_;
  ir::ValueId id_ = ir::kNoValue;
  absl::Status status_;
};

// erf(x) = tanh(x * p(x^2)) to within 5e-5, a two-hundredth of what 8 bits can tell: a fit of the
// least greatest error on [-3, 3], outside of which it is 1.
Chain ErfOf(NodeReader& op, const absl::StatusOr<ir::ValueId>& value) {
  constexpr float kEnd = 3;
  constexpr float kFit[] = {1.12821657f, 0.10391866f, -0.00172635f};
  if (!value.ok()) return Chain(op, value.status());
  Chain chain(op, *value);
  chain.With(ir::BinaryKind::kMaximum, -kEnd).With(ir::BinaryKind::kMinimum, kEnd);
  const absl::StatusOr<ir::ValueId> x = chain.Take();
  if (!x.ok()) return chain;
  const absl::StatusOr<ir::ValueId> square =
      Chain(op, *x).Then(ir::Unary{ir::UnaryKind::kSquare}).Take();
  if (!square.ok()) return Chain(op, square.status());
  Chain product(op, *square);
  product.Times(kFit[2]).Plus(kFit[1]).Times(*square).Plus(kFit[0]).Times(*x);
  return product.Then(ir::Unary{ir::UnaryKind::kTanh});
}

absl::Status Finish(NodeReader& op, const View& view, const absl::StatusOr<ir::ValueId>& out) {
  if (!out.ok()) return out.status();
  op.Set(GraphWriter::With(view, *out));
  return absl::OkStatus();
}

// The file's shape with ones before it, `rank` dimensions.
ir::Shape Raised(const ir::Shape& shape, int rank) {
  std::vector<int32_t> dims(static_cast<size_t>(rank - shape.rank()), 1);
  dims.insert(dims.end(), shape.dims().begin(), shape.dims().end());
  return ir::Shape(std::move(dims));
}

// The operand whose order in memory the others follow: the largest that is no constant.
size_t Leader(const NodeReader& op, const std::vector<size_t>& inputs) {
  size_t leader = inputs[0];
  int64_t most = -1;
  for (size_t i : inputs) {
    if (op.IsConstant(i) || op.Shape(i).elements() <= most) continue;
    most = op.Shape(i).elements();
    leader = i;
  }
  return leader;
}

absl::StatusOr<ir::ValueId> InOrderOf(NodeReader& op, size_t i, const Axes& order) {
  const int rank = static_cast<int>(order.size());
  const ir::Shape shape = Raised(op.Shape(i), rank);
  if (op.IsConstant(i)) {
    const HostTensor& tensor = *op.operand(i).constant;
    if (tensor.type.quant.per_channel()) {
      HostTensor raised = FromFloats(shape, FloatsOf(tensor));
      return op.graph().Constant(Permuted(raised, order));
    }
    return op.graph().Constant(Permuted(Reshaped(tensor, shape), order));
  }
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(i));
  return op.graph().InOrder(GraphWriter::Reshaped(view, shape), order);
}

absl::StatusOr<ir::BinaryKind> KindOf(absl::string_view name) {
  struct Row {
    absl::string_view name;
    ir::BinaryKind kind;
  };
  constexpr std::array<Row, 5> kRows = {{{"Sub", ir::BinaryKind::kSub},
                                         {"Mul", ir::BinaryKind::kMul},
                                         {"Div", ir::BinaryKind::kDiv},
                                         {"Max", ir::BinaryKind::kMaximum},
                                         {"Min", ir::BinaryKind::kMinimum}}};
  for (const Row& row : kRows) {
    if (row.name == name) return row.kind;
  }
  return Internal(absl::StrCat(name, " is no operator of two values"));
}

// A limit of Clip: constant input `i`, or none.
absl::StatusOr<float> Limit(const NodeReader& op, size_t i, float none) {
  if (!op.Has(i)) return none;
  IEGEN_ASSIGN_OR_RETURN(const HostTensor limit, op.Constant(i, "limit"));
  if (limit.elements() != 1) return Error("a limit of Clip is no single number");
  return FloatsOf(limit)[0];
}

}  // namespace

absl::StatusOr<Arranged> Arrange(NodeReader& op, const std::vector<size_t>& inputs) {
  ir::Shape shape;
  for (size_t i : inputs) {
    IEGEN_ASSIGN_OR_RETURN(shape, ir::BroadcastShapes(shape, op.Shape(i)));
  }
  const size_t leader = Leader(op, inputs);
  IEGEN_ASSIGN_OR_RETURN(View view, op.Value(leader));
  view.shape = Raised(view.shape, shape.rank());
  IEGEN_ASSIGN_OR_RETURN(view, op.graph().Aligned(std::move(view)));
  Arranged arranged{{}, view.Places()};
  for (size_t i : inputs) {
    ir::ValueId id = view.id;
    if (i != leader) {
      IEGEN_ASSIGN_OR_RETURN(id, InOrderOf(op, i, arranged.order));
    }
    arranged.in.push_back(id);
  }
  return arranged;
}

absl::Status ImportAdd(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 2));
  IEGEN_ASSIGN_OR_RETURN(Arranged a, Arrange(op, {0, 1}));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, op.graph().Emit(ir::Add{}, std::move(a.in)));
  op.Set(op.graph().Back(out, a.order));
  return absl::OkStatus();
}

absl::Status ImportTwoInputs(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const ir::BinaryKind kind, KindOf(BaseName(op)));
  IEGEN_ASSIGN_OR_RETURN(Arranged a, Arrange(op, {0, 1}));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, op.graph().Emit(ir::Binary{kind}, std::move(a.in)));
  op.Set(op.graph().Back(out, a.order));
  return absl::OkStatus();
}

absl::Status ImportPrelu(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 2));
  IEGEN_ASSIGN_OR_RETURN(Arranged a, Arrange(op, {0, 1}));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out,
                         op.graph().Emit(ir::Binary{ir::BinaryKind::kPrelu}, std::move(a.in)));
  op.Set(op.graph().Back(out, a.order));
  return absl::OkStatus();
}

absl::Status ImportUnary(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  const absl::string_view name = BaseName(op);
  if (name == "LeakyRelu" || name == "Elu") {
    const bool leaky = name == "LeakyRelu";
    IEGEN_ASSIGN_OR_RETURN(const float alpha, op.Float("alpha", leaky ? 0.01f : 1.0f));
    if (!leaky && alpha != 1.0f) return Unsupported(absl::StrCat("Elu with alpha ", alpha));
    return EmitUnary(
        op, leaky ? ir::Unary{ir::UnaryKind::kLeakyRelu, alpha} : ir::Unary{ir::UnaryKind::kElu});
  }
  for (const UnaryRow& row : UnaryRows()) {
    if (row.name == name) return EmitUnary(op, row.op);
  }
  return Internal(absl::StrCat(name, " is no operator of one value"));
}

absl::Status ImportClip(NodeReader& op) {
  constexpr float kNone = std::numeric_limits<float>::infinity();
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 3));
  IEGEN_ASSIGN_OR_RETURN(const float low, Limit(op, 1, -kNone));
  IEGEN_ASSIGN_OR_RETURN(const float high, Limit(op, 2, kNone));
  if (low == 0 && high == kNone) return EmitUnary(op, ir::Relu{});
  if (low == 0 && high == 6) return EmitUnary(op, ir::Relu{ir::Activation::kRelu6});
  if (low == -1 && high == 1) return EmitUnary(op, ir::Relu{ir::Activation::kReluN1To1});
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(0));
  Chain chain(op, view.id);
  if (low != -kNone) chain.With(ir::BinaryKind::kMaximum, low);
  if (high != kNone) chain.With(ir::BinaryKind::kMinimum, high);
  return Finish(op, view, chain.Take());
}

absl::Status ImportHardSigmoid(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const float alpha, op.Float("alpha", 0.2f));
  IEGEN_ASSIGN_OR_RETURN(const float beta, op.Float("beta", 0.5f));
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(0));
  Chain chain(op, view.id);
  chain.Times(alpha).Plus(beta);
  chain.With(ir::BinaryKind::kMaximum, 0.0f).With(ir::BinaryKind::kMinimum, 1.0f);
  return Finish(op, view, chain.Take());
}

// x / 2 * (1 + erf(x / sqrt(2))), or with tanh in place of erf what is nearly the same.
absl::Status ImportGelu(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const std::string how, op.Text("approximate", "none"));
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(0));
  Chain chain(op, view.id);
  if (how == "none") {
    chain = ErfOf(op, chain.Times(static_cast<float>(std::sqrt(0.5))).Take());
  } else {
    constexpr double kTwoOverPi = 0.6366197723675814;
    chain.Then(ir::Unary{ir::UnaryKind::kSquare}).Times(0.044715f).Plus(1.0f).Times(view.id);
    chain.Times(static_cast<float>(std::sqrt(kTwoOverPi))).Then(ir::Unary{ir::UnaryKind::kTanh});
  }
  chain.Plus(1.0f).Times(view.id).Times(0.5f);
  return Finish(op, view, chain.Take());
}

absl::Status ImportErf(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(0));
  return Finish(op, view, ErfOf(op, view.id).Take());
}

// exp(x) = logistic(x) / logistic(-x).
absl::Status ImportExp(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(0));
  Chain below(op, view.id);
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId divisor,
                         below.Then(ir::Unary{ir::UnaryKind::kNeg}).Then(ir::Logistic{}).Take());
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId dividend,
                         Chain(op, view.id).Then(ir::Logistic{}).Take());
  return Finish(op, view, op.graph().Emit(ir::Binary{ir::BinaryKind::kDiv}, {dividend, divisor}));
}

absl::Status ImportReciprocal(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(1, 1));
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(0));
  return Finish(
      op, view,
      op.graph().Emit(ir::Binary{ir::BinaryKind::kDiv}, {op.graph().Scalar(1.0f), view.id}));
}

absl::Status ImportPow(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 2));
  IEGEN_ASSIGN_OR_RETURN(const HostTensor exponent, op.Constant(1, "exponent"));
  const float power = exponent.elements() != 1 ? 0.0f
                      : exponent.real()        ? FloatsOf(exponent)[0]
                                               : static_cast<float>(IntegersOf(exponent)[0]);
  if (power == 2) return EmitUnary(op, ir::Unary{ir::UnaryKind::kSquare});
  if (power == 0.5f) return EmitUnary(op, ir::Unary{ir::UnaryKind::kSqrt});
  if (power == -0.5f) return EmitUnary(op, ir::Unary{ir::UnaryKind::kRsqrt});
  if (power == 1) return ImportIdentity(op);
  return Unsupported("Pow with this exponent").Why("2, 1, 0.5 and -0.5 are supported");
}

// (x - mean) / sqrt(variance + epsilon) * scale + bias, with all four constant: a product and a sum
// for each channel.
absl::Status ImportBatchNormalization(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(5, 5));
  IEGEN_ASSIGN_OR_RETURN(const int64_t training, op.Int("training_mode", 0));
  if (training != 0) {
    return Unsupported("BatchNormalization in training mode")
        .Hint("export the model after model.eval()");
  }
  IEGEN_ASSIGN_OR_RETURN(const float epsilon, op.Float("epsilon", 1e-5f));
  std::array<std::vector<float>, 4> numbers;  // scale, bias, mean, variance
  for (size_t i = 0; i < 4; ++i) {
    IEGEN_ASSIGN_OR_RETURN(const HostTensor tensor, op.Constant(i + 1, "parameter"));
    numbers[i] = FloatsOf(tensor);
    if (op.Rank(0) < 2 || tensor.elements() != op.Shape(0)[1]) {
      return Error(absl::StrCat("input ", i + 1, " has ", tensor.elements(),
                                " elements, one for each channel is expected"));
    }
  }
  std::vector<float> scale, bias;
  for (size_t c = 0; c < numbers[0].size(); ++c) {
    scale.push_back(numbers[0][c] / std::sqrt(numbers[3][c] + epsilon));
    bias.push_back(numbers[1][c] - numbers[2][c] * scale.back());
  }
  IEGEN_ASSIGN_OR_RETURN(View view, op.Value(0));
  IEGEN_ASSIGN_OR_RETURN(view, op.graph().Aligned(std::move(view)));
  ir::Shape shape(std::vector<int32_t>(static_cast<size_t>(view.shape.rank()), 1));
  shape[view.perm[1]] = view.shape[1];
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId factors, op.graph().Constant(FromFloats(shape, scale)));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId addends, op.graph().Constant(FromFloats(shape, bias)));
  return Finish(op, view, Chain(op, view.id).Times(factors).PlusValue(addends).Take());
}

// Over the dimensions from `axis` on, which must be the last one.
absl::Status ImportLayerNormalization(NodeReader& op) {
  IEGEN_RETURN_IF_ERROR(op.Expect(2, 3));
  IEGEN_ASSIGN_OR_RETURN(const int64_t from, op.Int("axis", -1));
  IEGEN_ASSIGN_OR_RETURN(const int32_t axis, op.Axis(from, op.Rank(0)));
  IEGEN_ASSIGN_OR_RETURN(const float epsilon, op.Float("epsilon", 1e-5f));
  if (axis != op.Rank(0) - 1) {
    return Unsupported(absl::StrCat("LayerNormalization from axis ", axis, " on"))
        .Why("it is supported over the last dimension alone");
  }
  IEGEN_ASSIGN_OR_RETURN(const View view, op.Value(0));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId x, op.graph().Contiguous(view));
  const ir::Mean mean{{axis}, true};
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId middle, op.graph().Emit(mean, {x}));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId centred,
                         op.graph().Emit(ir::Binary{ir::BinaryKind::kSub}, {x, middle}));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId factor, Chain(op, centred)
                                                       .Then(ir::Unary{ir::UnaryKind::kSquare})
                                                       .Then(mean)
                                                       .Plus(epsilon)
                                                       .Then(ir::Unary{ir::UnaryKind::kRsqrt})
                                                       .Take());
  IEGEN_ASSIGN_OR_RETURN(const HostTensor scale, op.Constant(1, "scale"));
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId scales,
                         op.graph().Constant(FromFloats(scale.shape(), FloatsOf(scale))));
  Chain chain(op, centred);
  chain.Times(factor).Times(scales);
  if (op.Has(2)) {
    IEGEN_ASSIGN_OR_RETURN(const HostTensor bias, op.Constant(2, "bias"));
    IEGEN_ASSIGN_OR_RETURN(const ir::ValueId biases,
                           op.graph().Constant(FromFloats(bias.shape(), FloatsOf(bias))));
    chain.PlusValue(biases);
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId out, chain.Take());
  op.Set(op.graph().Plain(out));
  return absl::OkStatus();
}

}  // namespace iegen::frontend::onnx
