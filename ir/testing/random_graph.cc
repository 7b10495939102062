#include "ir/testing/random_graph.h"

#include <random>

#include "ir/builder.h"
#include "ir/testing/random_operator.h"
#include "ir/testing/random_state.h"
#include "ir/verify.h"

namespace iegen::ir {
namespace {

constexpr int64_t kMostElements = 3000;

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed), builder_("random") {}

  Graph Run(int nodes) {
    const int inputs = Below(3) == 0 ? 2 : 1;
    for (int i = 0; i < inputs; ++i) {
      const Shape shape{1, 1 + Below(6), 1 + Below(6), 1 + Below(5)};
      values_.push_back(builder_.Input("x", {ElemType::kInt8, shape, RandomQuant()}));
    }
    if (Below(4) == 0) SideInput();
    states_ = Below(3) == 0;
    control_flow_ = Below(4) == 0;
    for (int i = 0; i < nodes; ++i) AddNode();
    const int outputs = 1 + Below(3);
    for (int i = 0; i < outputs; ++i) builder_.Output(Below(3) == 0 ? Any() : values_.back());
    if (Below(8) == 0) builder_.Output(Constant(Shape{3}));
    builder_.graph().Compact();
    return builder_.Take();
  }

 private:
  int Below(int n) { return static_cast<int>(random_() % static_cast<uint32_t>(n)); }
  ValueId Any() { return values_[static_cast<size_t>(Below(static_cast<int>(values_.size())))]; }
  // Mostly the newest: chains are what fusions look for.
  ValueId Recent() { return Below(4) == 0 ? Any() : values_.back(); }
  const TensorType& TypeOf(ValueId id) { return builder_.graph().type(id); }
  bool IsInt8(ValueId id) { return TypeOf(id).elem == ElemType::kInt8; }

  // One scale in four occurs often, so that both sides of an operator sometimes agree.
  Quant RandomQuant() {
    constexpr float kScales[] = {0.05f, 0.1f, 0.047058824f, 0.5f};
    const float scale = Below(2) == 0 ? kScales[Below(4)] : 0.01f + 0.01f * float(Below(40));
    constexpr int32_t kZeros[] = {0, -128, -3, 127};
    return PerTensor(scale, Below(2) == 0 ? kZeros[Below(4)] : Below(256) - 128);
  }

  Activation RandomActivation() { return static_cast<Activation>(Below(4)); }

  std::vector<int8_t> Bytes(int64_t count) {
    std::vector<int8_t> bytes;
    for (int64_t i = 0; i < count; ++i) {
      const int byte = Below(6) == 0 ? 0 : Below(255) - 127;
      bytes.push_back(static_cast<int8_t>(byte));
    }
    return bytes;
  }

  ValueId Constant(const Shape& shape) {
    return builder_.Constant("k", {ElemType::kInt8, shape, RandomQuant()}, Bytes(shape.elements()));
  }

  // A filter with one scale or one for each channel along `axis`.
  ValueId Filter(const Shape& shape, int axis) {
    Quant quant = PerTensor(0.01f + 0.002f * float(Below(20)), 0);
    if (Below(2) == 0) {
      quant.axis = axis;
      for (int i = 1; i < shape[axis]; ++i) {
        quant.scales.push_back(0.01f + 0.002f * float(Below(20)));
        quant.zero_points.push_back(0);
      }
    }
    if (!quant.per_channel()) quant.axis = 0;
    return builder_.Constant("w", {ElemType::kInt8, shape, quant}, Bytes(shape.elements()));
  }

  std::vector<ValueId> WithBias(ValueId x, ValueId filter, int32_t channels) {
    if (Below(3) == 0) return {x, filter};
    std::vector<int32_t> bias;
    for (int32_t i = 0; i < channels; ++i) bias.push_back(Below(4000) - 2000);
    return {x, filter, builder_.Constant("b", {ElemType::kInt32, Shape{channels}, {}}, bias)};
  }

  // Of another type: float32, int32 or bool.
  void SideInput() {
    constexpr ElemType kTypes[] = {ElemType::kFloat32, ElemType::kInt32, ElemType::kBool};
    const Shape& shape = TypeOf(values_[0]).shape;
    values_.insert(values_.begin(), builder_.Input("s", {kTypes[Below(3)], shape, {}}));
  }

  void AddNode() {
    if (states_ && Below(6) == 0) return Append(AddRandomState);
    if (control_flow_ && Below(6) == 0) return Append(AddRandomControlFlow);
    if (Below(2) == 0) return AnyOperator();
    switch (Below(14)) {
      case 0:
        return Convolution();
      case 1:
        return Depthwise();
      case 2:
        return Dense();
      case 3:
        return Pool();
      case 4:
      case 5:
        return Addition();
      case 6:
        return Clamp();
      case 7:
        return Padding();
      case 8:
        return ToOtherShape();
      case 9:
        return Average();
      case 10:
        return Sigmoid();
      case 11:
        return Convert();
      case 12:
        return TransposedConvolution();
      default:
        return Repeat();
    }
  }

  // Several nodes behind one value.
  void Append(ValueId (*add)(Graph*, ValueId, std::mt19937&)) {
    const ValueId x = Recent();
    if (!IsInt8(x) || !TypeOf(x).quant.quantised() || TypeOf(x).quant.per_channel()) return;
    const ValueId result = add(&builder_.graph(), x, random_);
    if (result != kNoValue) values_.push_back(result);
  }

  // Whatever the operator refuses is left out, and what is large; false then.
  bool Add(Op op, std::vector<ValueId> in, Quant quant) {
    const Node node{op, in, {}, {}};
    const absl::StatusOr<Types> types = Infer(op, builder_.graph().InputTypes(node));
    if (!types.ok() || types->size() != 1 || (*types)[0].shape.elements() > kMostElements) {
      return false;
    }
    const ElemType elem = (*types)[0].elem;
    if (elem != ElemType::kInt8 && elem != ElemType::kUInt8) quant = {};
    absl::StatusOr<ValueId> out = builder_.Add("v", std::move(op), std::move(in), std::move(quant));
    if (!out.ok()) return false;
    std::vector<Node>& nodes = builder_.graph().nodes();
    if (!VerifyNode(builder_.graph(), nodes.back()).ok()) {
      nodes.pop_back();
      return false;
    }
    values_.push_back(*out);
    return true;
  }

  // One of the list, drawn until one fits.
  void AnyOperator() {
    constexpr int kAttempts = 40;
    bool added = false;
    for (int i = 0; i < kAttempts && !added; ++i) added = TryOperator(Recent());
  }

  bool TryOperator(ValueId x) {
    const Op op = RandomOperator(random_(), TypeOf(x).shape, random_);
    // Of later stages, or on variables: random_state.h has those.
    if (std::holds_alternative<Table>(op) || std::holds_alternative<ReadVariable>(op) ||
        WritesOf(op) != 0) {
      return false;
    }
    std::vector<ValueId> in = {x};
    const Arity arity = InputsOf(op);
    const int count = arity.least + (Below(3) == 0 ? Below(arity.most - arity.least + 1) : 0);
    while (static_cast<int>(in.size()) < count) in.push_back(Operand(x));
    if (Below(6) == 0) std::swap(in.front(), in.back());
    const absl::StatusOr<Types> types = Infer(op, builder_.graph().InputTypes({op, in, {}, {}}));
    if (!types.ok() || types->empty()) return false;
    return Add(op, in, QuantFor((*types)[0], x));
  }

  // A second operand beside `x`: what is there, or a constant of its shape, of its last dimension,
  // or of one element; seldom of another type.
  ValueId Operand(ValueId x) {
    if (Below(2) == 0) return Below(2) == 0 ? x : Any();
    const Shape& shape = TypeOf(x).shape;
    Shape to = Below(2) == 0 ? shape : Shape{1};
    if (Below(3) == 0 && shape.rank() > 0) to = Shape{shape[shape.rank() - 1]};
    if (Below(6) == 0 && shape.rank() > 0) to = Shape{shape.rank()};
    const ElemType elem = TypeOf(x).elem;
    if (elem == ElemType::kFloat32) return FloatConstant(to);
    if (Below(4) == 0) return SmallIntegers(to);
    if (elem == ElemType::kBool || Below(8) == 0) return Truths(to);
    return elem == ElemType::kInt32 ? SmallIntegers(to) : Constant(to);
  }

  ValueId FloatConstant(const Shape& shape) {
    std::vector<float> values;
    for (int64_t i = 0; i < shape.elements(); ++i) values.push_back(0.25f * float(Below(40) - 20));
    return builder_.Constant("k", {ElemType::kFloat32, shape, {}}, values);
  }

  // Indices of most dimensions, too.
  ValueId SmallIntegers(const Shape& shape) {
    std::vector<int32_t> values;
    for (int64_t i = 0; i < shape.elements(); ++i) values.push_back(Below(3));
    return builder_.Constant("k", {ElemType::kInt32, shape, {}}, values);
  }

  ValueId Truths(const Shape& shape) {
    std::vector<uint8_t> values;
    for (int64_t i = 0; i < shape.elements(); ++i) values.push_back(Below(2) == 0 ? 0 : 1);
    return builder_.Constant("k", {ElemType::kBool, shape, {}}, values);
  }

  // The scales that some operators insist on are drawn often.
  Quant QuantFor(const TensorType& out, ValueId x) {
    if (out.elem != ElemType::kInt8) return {};
    const Quant fixed[] = {PerTensor(1.0f / 256, -128), PerTensor(1.0f / 128, 0),
                           PerTensor(1.0f / 16, 127)};
    if (Below(3) == 0) return fixed[Below(3)];
    return Below(2) == 0 && IsInt8(x) ? TypeOf(x).quant : RandomQuant();
  }

  bool IsImage(ValueId id) { return IsInt8(id) && TypeOf(id).shape.rank() == 4; }

  Int4 RandomPads() { return {Below(3), Below(2), Below(2), Below(3)}; }

  void Convolution() {
    const ValueId x = Recent();
    if (!IsImage(x)) return;
    const int32_t channels = TypeOf(x).shape[3], out = 1 + Below(6);
    const ValueId filter = Filter(Shape{out, 1 + Below(3), 1 + Below(3), channels}, 0);
    Conv2d op;
    op.stride = {1 + Below(2), 1 + Below(2)};
    op.dilation = {1 + Below(2), 1 + Below(2)};
    op.pad = RandomPads();
    op.act = RandomActivation();
    Add(op, WithBias(x, filter, out), RandomQuant());
  }

  void Depthwise() {
    const ValueId x = Recent();
    if (!IsImage(x)) return;
    const int32_t out = TypeOf(x).shape[3] * (1 + Below(2));
    const ValueId filter = Filter(Shape{1, 1 + Below(3), 1 + Below(3), out}, 3);
    DepthwiseConv2d op{{1, 1 + Below(2)}, {1, 1}, RandomPads(), RandomActivation()};
    Add(op, WithBias(x, filter, out), RandomQuant());
  }

  void TransposedConvolution() {
    const ValueId x = Recent();
    if (!IsImage(x)) return;
    const Shape shape = TypeOf(x).shape;
    const int32_t out = 1 + Below(4);
    const ValueId filter = Filter(Shape{out, 1 + Below(3), 1 + Below(3), shape[3]}, 0);
    TransposeConv2d op{{1 + Below(2), 1 + Below(2)}, {Below(2), Below(2)}, {1, 1}, Activation{}};
    op.size = {shape[1] * op.stride[0] + Below(2), shape[2] * op.stride[1] + Below(2)};
    Add(op, WithBias(x, filter, out), RandomQuant());
  }

  void Dense() {
    const ValueId x = Recent();
    if (!IsInt8(x) || TypeOf(x).shape.rank() == 0 || TypeOf(x).shape.elements() > 200) return;
    const int32_t out = 1 + Below(8);
    const ValueId filter = Filter(Shape{out, static_cast<int32_t>(TypeOf(x).shape.elements())}, 0);
    Add(FullyConnected{false, RandomActivation()}, WithBias(x, filter, out), RandomQuant());
  }

  void Pool() {
    const ValueId x = Recent();
    Pool2d op;
    op.kind = Below(2) == 0 ? PoolKind::kMax : PoolKind::kAverage;
    op.kernel = {1 + Below(3), 1 + Below(3)};
    op.stride = {1 + Below(2), 1 + Below(2)};
    if (Below(2) == 0) op.pad = {0, op.kernel[0] - 1, 0, op.kernel[1] - 1};
    if (Below(2) == 0) op.act = RandomActivation();
    Add(op, {x}, TypeOf(x).quant);
  }

  void Addition() {
    const ValueId a = Recent(), b = Below(4) == 0 ? Constant(TypeOf(a).shape) : Any();
    if (TypeOf(a).shape.elements() > 2000) return;
    Add(ir::Add{RandomActivation()}, Below(2) == 0 ? std::vector{a, b} : std::vector{b, a},
        RandomQuant());
  }

  void Clamp() {
    const ValueId x = Recent();
    const auto kind = static_cast<Activation>(1 + Below(3));
    Add(Relu{kind}, {x}, Below(3) > 0 ? TypeOf(x).quant : RandomQuant());
  }

  void Padding() {
    const ValueId x = Recent();
    const int rank = TypeOf(x).shape.rank();
    Pad op;
    for (int axis = 0; axis < rank; ++axis) {
      const bool image = axis == 1 || axis == 2;
      op.before.push_back(image ? Below(2) : 0);
      op.after.push_back(image ? Below(3) : Below(10) == 0 ? 1 : 0);
    }
    if (TypeOf(x).shape.elements() < 1000) Add(op, {x}, TypeOf(x).quant);
  }

  void ToOtherShape() {
    const ValueId x = Recent();
    const Shape& shape = TypeOf(x).shape;
    const auto elements = static_cast<int32_t>(shape.elements());
    IntList to = shape.dims();
    if (Below(2) == 0) to = {1, elements};
    if (Below(4) == 0) to = {1, 1, elements, 1};
    Add(Reshape{to}, {x}, TypeOf(x).quant);
  }

  void Average() {
    const ValueId x = Recent();
    if (TypeOf(x).shape.rank() < 2) return;
    Mean op;
    for (int axis = 1; axis < TypeOf(x).shape.rank(); ++axis) {
      if (Below(2) == 0) op.axes.push_back(axis);
    }
    op.keep_dims = Below(2) == 0;
    if (!op.axes.empty()) Add(op, {x}, RandomQuant());
  }

  void Sigmoid() {
    const Quant quant = PerTensor(1.0f / 256, -128);
    const ValueId x = Recent();
    const int kind = Below(3);
    if (kind == 0) {
      Add(Logistic{}, {x}, quant);
    } else if (kind == 1) {
      Add(LogSoftmax{}, {x}, PerTensor(1.0f / 16, 127));
    } else {
      Add(Softmax{0.5f + 0.5f * float(Below(3))}, {x}, quant);
    }
  }

  void Convert() {
    const ValueId x = Recent();
    if (TypeOf(x).elem == ElemType::kInt8 && Below(3) == 0) {
      Add(Dequantize{}, {x}, {});
      return;
    }
    const bool to_int8 = TypeOf(x).elem != ElemType::kInt8 || Below(2) == 0;
    Quant quant = RandomQuant();
    if (!to_int8) quant.zero_points[0] += 128;
    if (to_int8 && TypeOf(x).quant.quantised() && IsInt8(x) && Below(3) == 0) {
      quant = TypeOf(x).quant;
    }
    Add(Quantize{to_int8 ? ElemType::kInt8 : ElemType::kUInt8}, {x}, quant);
  }

  // The last operator once more.
  void Repeat() {
    const std::vector<Node>& nodes = builder_.graph().nodes();
    if (nodes.empty()) return;
    const Node node = nodes.back();
    if (node.out.empty()) return;
    Add(node.op, node.in, TypeOf(node.out[0]).quant);
  }

  std::mt19937 random_;
  Builder builder_;
  std::vector<ValueId> values_;
  bool states_ = false, control_flow_ = false;
};

}  // namespace

Graph RandomGraph(uint32_t seed, int nodes) { return Generator(seed).Run(nodes); }

}  // namespace iegen::ir
