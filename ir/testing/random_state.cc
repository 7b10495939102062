#include "ir/testing/random_state.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace iegen::ir {
namespace {

constexpr int64_t kMostElements = 400;  // of a window, or the input of a layer
constexpr int kMostDims = 6;            // of sums, maximums and slices

const TensorType& Number() {
  static const auto& type = *new TensorType{ElemType::kInt32, Shape{}, {}};
  return type;
}

const TensorType& Flag() {
  static const auto& type = *new TensorType{ElemType::kBool, Shape{}, {}};
  return type;
}

// Appends nodes and draws numbers.
class Writer {
 public:
  Writer(Graph* graph, std::mt19937& random) : graph_(*graph), random_(random) {}

  int Below(int n) { return static_cast<int>(random_() % static_cast<uint32_t>(n)); }
  const TensorType& TypeOf(ValueId id) const { return graph_.type(id); }

  ValueId Push(Op op, std::vector<ValueId> in, const TensorType& type) {
    const ValueId out = graph_.AddValue("s", type);
    graph_.nodes().push_back({std::move(op), std::move(in), {out}, {}});
    return out;
  }
  // A node without output.
  void Act(Op op, std::vector<ValueId> in) {
    graph_.nodes().push_back({std::move(op), std::move(in), {}, {}});
  }
  void Assign(ValueId variable, ValueId x) { Act(AssignVariable{}, {variable, x}); }
  ValueId Read(ValueId variable) { return Push(ReadVariable{}, {variable}, TypeOf(variable)); }
  ValueId State(const TensorType& type) { return graph_.AddState("state", type, Bytes(type)); }
  ValueId Local(const TensorType& type) { return graph_.AddLocal("local", type); }

  ValueId Integer(int32_t value) {
    return graph_.AddConstant("n", Number(), BytesOf<int32_t>(std::vector<int32_t>{value}));
  }
  ValueId Truth(bool value) {
    return graph_.AddConstant("t", Flag(), std::string(1, value ? '\1' : '\0'));
  }
  ValueId TurnState() { return graph_.AddState("turn", Flag(), std::string(1, '\1')); }
  ValueId Random(const TensorType& type) { return graph_.AddConstant("k", type, Bytes(type)); }
  // Random weights, symmetric.
  ValueId Weights(const Shape& shape, ElemType elem = ElemType::kInt8) {
    return Random({elem, shape, PerTensor(0.005f + 0.003f * float(Below(10)), 0)});
  }
  ValueId Bias(int32_t channels) {
    std::vector<int32_t> values;
    for (int32_t i = 0; i < channels; ++i) values.push_back(Below(8000) - 4000);
    return graph_.AddConstant("b", {ElemType::kInt32, {channels}, {}}, BytesOf<int32_t>(values));
  }
  ValueId Reshaped(ValueId x, const Shape& shape) {
    return Push(Reshape{shape.dims()}, {x}, {TypeOf(x).elem, shape, TypeOf(x).quant});
  }

 private:
  std::string Bytes(const TensorType& type) {
    std::string bytes(static_cast<size_t>(type.bytes()), '\0');
    for (char& byte : bytes) byte = static_cast<char>(Below(255) - 127);
    return bytes;
  }

  Graph& graph_;
  std::mt19937& random_;
};

// Windows over time, and layers with a state.
class States : public Writer {
 public:
  using Writer::Writer;

  ValueId Any(ValueId x) {
    const int64_t elements = TypeOf(x).shape.elements();
    switch (elements > kMostElements / 4 ? 0 : Below(6)) {
      case 1:
        return Window(x);
      case 2:
        return WholeWindow(x);
      case 3:
        return LayerOnWindow(x);
      case 4:
        return LstmLayer(x);
      case 5:
        return SvdfLayer(x);
      default:
        return Delay(x);
    }
  }

  // What x was one inference before, or the larger one of that and x.
  ValueId Delay(ValueId x) {
    const TensorType type = TypeOf(x);
    const ValueId state = State(type), before = Read(state);
    Assign(state, x);
    if (Below(2) == 0) return before;
    return Push(Binary{BinaryKind::kMaximum, Activation::kNone}, {before, Read(state)}, type);
  }

 private:
  // An axis along which a tensor grows in one piece; -1 where it has no axis.
  int AxisOf(const Shape& shape) {
    int last = 0;
    while (last + 1 < shape.rank() && shape[last] == 1) ++last;
    return shape.rank() > 0 ? Below(last + 1) : -1;
  }

  static TensorType Grown(TensorType type, int axis, int32_t to) {
    IntList dims = type.shape.dims();
    dims[static_cast<size_t>(axis)] = to;
    type.shape = Shape(dims);
    return type;
  }

  // The last `to` frames of `x` along `axis`; other frames, seldom.
  ValueId LastOf(ValueId x, int axis, int32_t to) {
    const TensorType& type = TypeOf(x);
    Slice slice;
    slice.begin.assign(static_cast<size_t>(type.shape.rank()), 0);
    slice.stride.assign(static_cast<size_t>(type.shape.rank()), 1);
    const int32_t skipped = type.shape[axis] - to;
    slice.begin[static_cast<size_t>(axis)] = Below(8) == 0 ? 0 : skipped;
    const TensorType part = Grown(type, axis, to);
    slice.size = part.shape.dims();
    return Push(slice, {x}, part);
  }

  // The variable keeps older frames.
  ValueId Window(ValueId x) {
    const TensorType type = TypeOf(x);
    const int axis = AxisOf(type.shape);
    if (axis < 0) return kNoValue;
    const int32_t fresh = type.shape[axis], kept = 1 + Below(4);
    const ValueId state = State(Grown(type, axis, kept)), old = Read(state);
    std::vector<ValueId> parts = {old, x};
    if (Below(8) == 0) std::swap(parts[0], parts[1]);
    const ValueId window = Push(Concat{axis}, parts, Grown(type, axis, kept + fresh));
    Assign(state, LastOf(window, axis, kept));
    return window;
  }

  // The variable keeps all frames, and a read behind the write, seldom.
  ValueId WholeWindow(ValueId x) {
    const TensorType type = TypeOf(x);
    const int axis = AxisOf(type.shape);
    if (axis < 0) return kNoValue;
    const int32_t fresh = type.shape[axis], kept = 1 + Below(4);
    const TensorType whole = Grown(type, axis, kept + fresh);
    const ValueId state = State(whole);
    const ValueId window = Push(Concat{axis}, {LastOf(Read(state), axis, kept), x}, whole);
    Assign(state, window);
    return Below(4) == 0 ? Read(state) : window;
  }

  // A fully connected layer on the last frames.
  ValueId LayerOnWindow(ValueId x) {
    const TensorType& type = TypeOf(x);
    const auto features = static_cast<int32_t>(type.shape.elements());
    const ValueId window = WholeOrOlder(Reshaped(x, {1, 1, features}));
    const auto elements = static_cast<int32_t>(TypeOf(window).shape.elements());
    const ValueId row = Reshaped(window, {1, elements});
    const int32_t outputs = 1 + Below(4);
    const float scale = 0.05f * float(1 + Below(9));
    const auto act = static_cast<Activation>(Below(4));
    return Push(FullyConnected{false, act}, {row, Weights({outputs, elements}), Bias(outputs)},
                {ElemType::kInt8, {1, outputs}, PerTensor(scale, 3)});
  }

  ValueId WholeOrOlder(ValueId x) { return Below(2) == 0 ? Window(x) : WholeWindow(x); }

  ValueId LstmLayer(ValueId x) {
    const auto elements = static_cast<int32_t>(TypeOf(x).shape.elements());
    int32_t steps = 1 + Below(4);
    while (elements % steps != 0) --steps;
    const int32_t features = elements / steps, cells = 1 + Below(6);
    const bool time_major = Below(2) == 0;
    const Shape shape = time_major ? Shape{steps, 1, features} : Shape{1, steps, features};
    std::vector<ValueId> in = {Reshaped(x, shape)};
    for (int gate = 0; gate < 4; ++gate) in.push_back(Weights({cells, features}));
    for (int gate = 0; gate < 4; ++gate) in.push_back(Weights({cells, cells}));
    for (int gate = 0; gate < 4; ++gate) in.push_back(Bias(cells));
    const Quant hidden = PerTensor(0.004f + 0.001f * float(Below(8)), -5);
    const float cell = std::ldexp(1.0f, -9 - Below(7));
    in.push_back(State({ElemType::kInt8, {1, cells}, hidden}));
    in.push_back(State({ElemType::kInt16, {1, cells}, PerTensor(cell, 0)}));
    const Shape out = time_major ? Shape{steps, 1, cells} : Shape{1, steps, cells};
    const float clip = Below(2) == 0 ? 0.0f : 10.0f;
    return Push(Lstm{time_major, clip}, std::move(in), {ElemType::kInt8, out, hidden});
  }

  ValueId SvdfLayer(ValueId x) {
    const auto elements = static_cast<int32_t>(TypeOf(x).shape.elements());
    const int32_t batch = elements % 2 == 0 ? 1 + Below(2) : 1, features = elements / batch;
    const int32_t rank = 1 + Below(2), units = 1 + Below(5), memory = 1 + Below(5);
    const int32_t filters = rank * units;
    const ElemType elem = Below(2) == 0 ? ElemType::kInt8 : ElemType::kInt16;
    const int32_t zero = elem == ElemType::kInt8 ? Below(5) - 2 : 0;
    const Quant quant = PerTensor(elem == ElemType::kInt8 ? 0.1f : 0.002f, zero);
    const ValueId state = State({elem, {batch, filters * memory}, quant});
    const ValueId row = Reshaped(x, {batch, features});
    const float out = 0.02f * float(1 + Below(9));
    return Push(
        Svdf{rank},
        {row, Weights({filters, features}), Weights({filters, memory}, elem), Bias(units), state},
        {ElemType::kInt8, {batch, units}, PerTensor(out, -4)});
  }
};

// Branches and loops; all results have the type of x.
class Control : public States {
 public:
  using States::States;

  ValueId Any(ValueId x, int levels) { return Below(2) == 0 ? Branch(x, levels) : Loop(x, levels); }

 private:
  // What stands inside.
  ValueId Work(ValueId v, ValueId x, int levels) {
    const int kind = Below(levels > 0 ? 6 : 4);
    if (kind == 0) return Push(Add{Activation::kNone}, {v, x}, TypeOf(x));
    if (kind == 1) return Push(Relu{Activation::kRelu}, {v}, TypeOf(x));
    if (kind == 2) return Delay(v);
    if (kind == 3) return v;
    return Any(v, levels - 1);
  }

  // Whether the first element of x is above some value, or whether this is every other time.
  ValueId Condition(ValueId x) {
    if (Below(2) == 0) {
      const ValueId turn = TurnState(), now = Read(turn);
      Assign(turn, Push(Compare{CompareKind::kEqual}, {now, Truth(false)}, Flag()));
      return now;
    }
    const TensorType type = TypeOf(x);
    const IntList ones(static_cast<size_t>(type.shape.rank()), 1);
    const IntList zeros(static_cast<size_t>(type.shape.rank()), 0);
    const TensorType one = {type.elem, Shape(ones), type.quant};
    const ValueId first = Push(Slice{zeros, ones, ones}, {x}, one);
    const ValueId limit = Random({type.elem, Shape{}, type.quant});
    return Push(Compare{CompareKind::kGreater}, {Reshaped(first, {}), limit}, Flag());
  }

  ValueId Branch(ValueId x, int levels) {
    const ValueId result = Below(2) == 0 ? Local(TypeOf(x)) : State(TypeOf(x));
    Act(IfBegin{}, {Condition(x)});
    Assign(result, Work(x, x, levels));
    Act(IfElse{}, {});
    Assign(result, Work(x, x, levels));
    Act(IfEnd{}, {});
    return Read(result);
  }

  // Up to three rounds.
  ValueId Loop(ValueId x, int levels) {
    const ValueId count = Local(Number()), result = Local(TypeOf(x));
    Assign(count, Integer(0));
    Assign(result, x);
    Act(LoopBegin{}, {});
    const ValueId now = Read(count);
    const ValueId rounds = Integer(Below(4));
    Act(LoopExitUnless{}, {Push(Compare{CompareKind::kLess}, {now, rounds}, Flag())});
    Assign(result, Work(Read(result), x, levels));
    Assign(count, Push(Add{Activation::kNone}, {now, Integer(1)}, Number()));
    Act(LoopEnd{}, {});
    return Read(result);
  }
};

}  // namespace

ValueId AddRandomState(Graph* graph, ValueId x, std::mt19937& random) {
  if (graph->type(x).shape.rank() > kMostDims) return kNoValue;
  return States(graph, random).Any(x);
}

ValueId AddRandomControlFlow(Graph* graph, ValueId x, std::mt19937& random) {
  if (graph->type(x).shape.rank() > kMostDims) return kNoValue;
  return Control(graph, random).Any(x, 1);
}

}  // namespace iegen::ir
