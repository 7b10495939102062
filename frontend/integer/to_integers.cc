#include "frontend/integer/to_integers.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/integer/arithmetic.h"
#include "frontend/integer/held_values.h"
#include "frontend/integer/linear.h"
#include "ir/verify.h"

namespace iegen::frontend::integer {
namespace {

using ir::ElemType;
using ir::ValueId;

bool IsFloat(const ir::Graph& graph, ValueId id) {
  return id != ir::kNoValue && graph.type(id).elem == ElemType::kFloat32;
}

bool WorksOnFloat(const ir::Graph& graph, const ir::Node& node) {
  const auto is_float = [&](ValueId id) { return IsFloat(graph, id); };
  return absl::c_any_of(node.in, is_float) || absl::c_any_of(node.out, is_float);
}

// Whether an operator gives stored values as they are, with the quantisation of its first input.
bool KeepsQuant(const ir::Op& op) {
  if (const auto* reduce = std::get_if<ir::Reduce>(&op)) {
    return reduce->kind == ir::ReduceKind::kMax || reduce->kind == ir::ReduceKind::kMin;
  }
  return std::holds_alternative<ir::Reshape>(op) || std::holds_alternative<ir::Transpose>(op) ||
         std::holds_alternative<ir::Slice>(op) || std::holds_alternative<ir::BroadcastTo>(op) ||
         std::holds_alternative<ir::MirrorPad>(op) || std::holds_alternative<ir::Resize>(op);
}

class Converter {
 public:
  explicit Converter(const ir::Graph& from) : held_(from), from_(from) {}

  absl::StatusOr<ir::Graph> Run(std::vector<StoredValue>* stored) {
    for (ValueId id : from_.inputs()) ReadInput(id);
    for (const ir::Node& node : from_.nodes()) {
      held_.StartNode(node);
      IEGEN_RETURN_IF_ERROR(ir::WithLocation(Convert(node), node.loc));
    }
    for (ValueId id : from_.outputs()) IEGEN_RETURN_IF_ERROR(WriteOutput(id));
    if (stored != nullptr) *stored = StoredValues();
    DropUnread();
    IEGEN_RETURN_IF_ERROR(ir::Verify(held_.to(), ir::Stage::kQuantised));
    return std::move(held_.to());
  }

 private:
  using Done = absl::StatusOr<bool>;  // whether the operator has been converted

  void ReadInput(ValueId id) {
    const ir::Value& value = from_.value(id);
    const ValueId input = held_.to().AddInput(value.name, value.type);
    held_.to().value(input).original = value.original;
    if (IsFloat(from_, id)) {
      held_.SetReal(id, input);
    } else {
      held_.Map(id, input);
    }
  }

  // An output has the name that the file gives it, and is no other output.
  absl::Status WriteOutput(ValueId id) {
    ValueId out = held_.Mapped(id);
    if (IsFloat(from_, id)) {
      IEGEN_ASSIGN_OR_RETURN(out, held_.Real(id));
    }
    const ir::Value& value = from_.value(id);
    held_.to().value(out).original = value.original.empty() ? value.name : value.original;
    held_.to().outputs().push_back(out);
    return absl::OkStatus();
  }

  absl::Status Convert(const ir::Node& node) {
    if (std::holds_alternative<ir::Quantize>(node.op) && IsFloat(from_, node.in[0])) {
      IEGEN_ASSIGN_OR_RETURN(const ValueId id,
                             held_.StoredAs(node.in[0], from_.type(node.out[0]).quant));
      held_.Map(node.out[0], id);
      return absl::OkStatus();
    }
    if (std::holds_alternative<ir::Dequantize>(node.op)) {
      Dequantised(node);
      return absl::OkStatus();
    }
    if (!WorksOnFloat(from_, node)) return CopyIntegers(node);
    IEGEN_ASSIGN_OR_RETURN(const bool done, ToIntegers(node));
    return done ? absl::OkStatus() : KeepFloat(node);
  }

  void Dequantised(const ir::Node& node) {
    if (from_.value(node.in[0]).constant()) {
      held_.SetConstantOrigin(node.out[0], node.in[0]);
    } else {
      held_.SetStored(node.out[0], held_.Mapped(node.in[0]));
    }
  }

  absl::Status CopyIntegers(const ir::Node& node) {
    std::vector<ValueId> in;
    for (ValueId id : node.in) in.push_back(id == ir::kNoValue ? id : held_.Mapped(id));
    IEGEN_ASSIGN_OR_RETURN(
        const ValueId id,
        held_.Emit(node.op, std::move(in), from_.type(node.out[0]).quant, node.out[0]));
    held_.Map(node.out[0], id);
    return absl::OkStatus();
  }

  Done ToIntegers(const ir::Node& node) {
    if (IsLinear(node.op)) return ConvertLinear(node, held_, &fused_);
    if (fused_.contains(node.out[0])) {
      held_.Share(node.in[0], node.out[0]);
      return true;
    }
    if (AsFunction(node)) return true;
    if (KeepsQuant(node.op)) return AsItIs(node, {});
    if (std::holds_alternative<ir::Gather>(node.op)) return AsItIs(node, {node.in[1]});
    if (std::holds_alternative<ir::Pad>(node.op)) return AsPad(node);
    if (std::holds_alternative<ir::Pool2d>(node.op)) return AsPool(node);
    if (std::holds_alternative<ir::Softmax>(node.op)) {
      return WithQuant(node, ir::PerTensor(1.0f / 256, -128));
    }
    if (std::holds_alternative<ir::LogSoftmax>(node.op)) {
      return WithQuant(node, ir::PerTensor(1.0f / 16, 127));
    }
    if (std::holds_alternative<ir::Concat>(node.op)) return AsConcat(node);
    const bool reduces =
        std::holds_alternative<ir::Mean>(node.op) || std::holds_alternative<ir::Reduce>(node.op);
    if (reduces || std::holds_alternative<ir::BatchMatMul>(node.op)) {
      return ConvertProduct(node, held_);
    }
    const bool binary =
        std::holds_alternative<ir::Add>(node.op) || std::holds_alternative<ir::Binary>(node.op);
    return binary ? ConvertBinary(node, held_, &fused_) : Done(false);
  }

  // A function of one stored byte: nothing is emitted until somebody wants its bytes.
  bool AsFunction(const ir::Node& node) {
    if (node.in.size() == 1) return AsUnaryFunction(node);
    if (node.in.size() != 2 || !BinaryOf(node.op, 0, 0)) return false;
    const absl::optional<OfByte> a = held_.Function(node.in[0]), b = held_.Function(node.in[1]);
    const absl::optional<float> x = ScalarOf(node.in[0]), y = ScalarOf(node.in[1]);
    const bool one_root = a && b && a->root == b->root &&
                          from_.type(node.in[0]).shape == from_.type(node.in[1]).shape;
    if (!one_root && !(a && y) && !(b && x)) return false;
    OfByte result{a ? a->root : b->root, {}};
    if (held_.to().type(result.root).shape != from_.type(node.out[0]).shape) return false;
    for (size_t i = 0; i < result.function.size(); ++i) {
      result.function[i] = *BinaryOf(node.op, a ? a->function[i] : *x, b ? b->function[i] : *y);
    }
    held_.SetFunction(node.out[0], result);
    return true;
  }

  bool AsUnaryFunction(const ir::Node& node) {
    absl::optional<OfByte> f = held_.Function(node.in[0]);
    if (!f || !UnaryOf(node.op, 0)) return false;
    for (float& value : f->function) value = *UnaryOf(node.op, value);
    held_.SetFunction(node.out[0], *f);
    return true;
  }

  // A constant with one number everywhere.
  absl::optional<float> ScalarOf(ValueId id) const {
    constexpr int64_t kLongest = 1 << 16;
    if (!held_.IsConstant(id) || from_.type(id).shape.elements() > kLongest) return absl::nullopt;
    const std::vector<float> elements = held_.Elements(id);
    const bool equal = absl::c_all_of(elements, [&](float e) { return e == elements[0]; });
    return equal && !elements.empty() ? absl::optional<float>(elements[0]) : absl::nullopt;
  }

  // The first input as integers; of a real value where its integers are wanted behind this node.
  absl::StatusOr<absl::optional<ValueId>> FirstInput(const ir::Node& node) {
    const absl::optional<ValueId> stored = held_.Stored(node.in[0]);
    if (stored || held_.IsConstant(node.in[0])) return stored;
    const absl::optional<Wanted> wanted = held_.WantedOf(node.in[0]);
    if (!wanted || wanted->act != ir::Activation::kNone) return absl::optional<ValueId>();
    IEGEN_ASSIGN_OR_RETURN(const ValueId id, held_.StoredAs(node.in[0], wanted->quant));
    return absl::optional<ValueId>(id);
  }

  Done Finish(const ir::Node& node, std::vector<ValueId> in, const ir::Quant& quant) {
    IEGEN_ASSIGN_OR_RETURN(const ValueId id,
                           held_.Emit(node.op, std::move(in), quant, node.out[0]));
    held_.SetStored(node.out[0], id);
    return true;
  }

  // Elements that are moved, or chosen: the same quantisation on both sides. `more` are constants.
  Done AsItIs(const ir::Node& node, const std::vector<ValueId>& more) {
    IEGEN_ASSIGN_OR_RETURN(const absl::optional<ValueId> x, FirstInput(node));
    if (!x) return false;
    std::vector<ValueId> in = {*x};
    for (ValueId id : more) in.push_back(held_.Mapped(id));
    return Finish(node, std::move(in), held_.to().type(*x).quant);
  }

  Done AsPad(const ir::Node& node) {
    if (node.in.size() == 1) return AsItIs(node, {});
    IEGEN_ASSIGN_OR_RETURN(const absl::optional<ValueId> x, FirstInput(node));
    if (!x) return false;
    const ir::Quant quant = held_.to().type(*x).quant;
    IEGEN_ASSIGN_OR_RETURN(const ValueId value, held_.StoredAs(node.in[1], quant));
    return Finish(node, {*x, value}, quant);
  }

  // An average in another scale is a convolution of each channel with equal weights.
  Done AsPool(const ir::Node& node) {
    IEGEN_ASSIGN_OR_RETURN(const absl::optional<ValueId> x, FirstInput(node));
    if (!x) return false;
    const ir::Quant quant = held_.to().type(*x).quant;
    const auto& pool = std::get<ir::Pool2d>(node.op);
    const absl::optional<Wanted> wanted = held_.WantedOf(node.out[0]);
    const bool average = pool.kind == ir::PoolKind::kAverage && pool.pad == ir::Int4{0, 0, 0, 0};
    if (!average || !wanted || wanted->quant == quant || wanted->act != ir::Activation::kNone) {
      return Finish(node, {*x}, quant);
    }
    const int32_t channels = held_.to().type(*x).shape[3];
    const int32_t taps = pool.kernel[0] * pool.kernel[1];
    const ir::TensorType type{ElemType::kInt8,
                              {1, pool.kernel[0], pool.kernel[1], channels},
                              ir::PerTensor(1.0f / static_cast<float>(taps), 0)};
    const ValueId ones =
        held_.Constant(type, std::string(static_cast<size_t>(type.shape.elements()), '\1'), "ones");
    ir::DepthwiseConv2d conv;
    conv.stride = pool.stride;
    IEGEN_ASSIGN_OR_RETURN(const ValueId id,
                           held_.Emit(conv, {*x, ones}, wanted->quant, node.out[0]));
    held_.SetStored(node.out[0], id);
    return true;
  }

  Done WithQuant(const ir::Node& node, const ir::Quant& quant) {
    IEGEN_ASSIGN_OR_RETURN(const absl::optional<ValueId> x, FirstInput(node));
    if (!x) return false;
    return Finish(node, {*x}, quant);
  }

  // All parts in one scale: the wanted one, or that of all ranges together.
  Done AsConcat(const ir::Node& node) {
    std::vector<ir::Quant> quants;
    for (ValueId id : node.in) {
      const absl::optional<ValueId> stored = held_.Stored(id);
      if (!stored && !held_.IsConstant(id)) return false;
      if (stored) quants.push_back(held_.to().type(*stored).quant);
    }
    if (quants.empty()) return false;
    const absl::optional<Wanted> wanted = held_.WantedOf(node.out[0]);
    const bool direct = wanted && wanted->act == ir::Activation::kNone;
    const ir::Quant quant = direct ? wanted->quant : UnionOf(quants);
    std::vector<ValueId> in;
    for (ValueId id : node.in) {
      IEGEN_ASSIGN_OR_RETURN(const ValueId part, held_.StoredAs(id, quant));
      in.push_back(part);
    }
    return Finish(node, std::move(in), quant);
  }

  static ir::Quant UnionOf(const std::vector<ir::Quant>& quants) {
    if (absl::c_all_of(quants, [&](const ir::Quant& q) { return q == quants[0]; }))
      return quants[0];
    float low = 0, high = 0;
    for (const ir::Quant& quant : quants) {
      const ByteFunction values = Identity(quant);
      low = std::min(low, values[128]);
      high = std::max(high, values[127]);
    }
    return QuantOfRange(low, high);
  }

  // In float32, where there is a kernel.
  absl::Status KeepFloat(const ir::Node& node) {
    std::vector<ValueId> in;
    for (ValueId id : node.in) {
      if (id != ir::kNoValue && IsFloat(from_, id)) {
        IEGEN_ASSIGN_OR_RETURN(id, held_.Real(id));
      } else if (id != ir::kNoValue) {
        id = held_.Mapped(id);
      }
      in.push_back(id);
    }
    const absl::StatusOr<ValueId> id = held_.Emit(node.op, std::move(in), {}, node.out[0]);
    if (!id.ok()) {
      return Unsupported("the operator works on float32 inside a quantised model")
          .Why("its inputs or its output have no quantisation, and there is no float32 kernel")
          .Hint("--calibration=SAMPLES quantises what the file leaves in float32");
    }
    held_.SetReal(node.out[0], *id);
    return absl::OkStatus();
  }

  // By names, which stay where ids do not.
  std::vector<StoredValue> StoredValues() {
    std::vector<StoredValue> stored;
    for (const ir::Node& node : from_.nodes()) {
      if (!std::holds_alternative<ir::Quantize>(node.op)) continue;
      const ValueId id = held_.Mapped(node.out[0]);
      stored.push_back({held_.to().value(id).name, node.out[0]});
    }
    return stored;
  }

  void DropUnread() {
    ir::Graph& graph = held_.to();
    absl::flat_hash_set<ValueId> read(graph.outputs().begin(), graph.outputs().end());
    std::vector<ir::Node> kept;
    for (size_t i = graph.nodes().size(); i-- > 0;) {
      ir::Node& node = graph.nodes()[i];
      if (!read.contains(node.out[0])) continue;
      read.insert(node.in.begin(), node.in.end());
      kept.push_back(std::move(node));
    }
    graph.nodes().assign(std::make_move_iterator(kept.rbegin()),
                         std::make_move_iterator(kept.rend()));
    graph.Compact();
  }

  HeldValues held_;
  const ir::Graph& from_;
  absl::flat_hash_set<ValueId> fused_;  // outputs of activations that the operator before does
};

}  // namespace

absl::StatusOr<ir::Graph> ToIntegers(const ir::Graph& graph, std::vector<StoredValue>* stored) {
  return Converter(graph).Run(stored);
}

}  // namespace iegen::frontend::integer
