#include "frontend/integer/held_values.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "base/status.h"
#include "frontend/integer/linear.h"
#include "ir/verify.h"

namespace iegen::frontend::integer {
namespace {

using ir::ElemType;

// Operators that only move elements, and those that choose among them: what is behind says how to
// store what is before.
bool KeepsValues(const ir::Op& op) {
  if (const auto* pool = std::get_if<ir::Pool2d>(&op)) return pool->kind == ir::PoolKind::kMax;
  return std::holds_alternative<ir::Reshape>(op) || std::holds_alternative<ir::Transpose>(op) ||
         std::holds_alternative<ir::Slice>(op) || std::holds_alternative<ir::Gather>(op) ||
         std::holds_alternative<ir::BroadcastTo>(op);
}

template <class T>
std::vector<double> Numbers(const ir::Value& value) {
  const std::vector<T> elements = ir::ElementsOf<T>(value);
  return std::vector<double>(elements.begin(), elements.end());
}

std::vector<double> StoredNumbers(const ir::Value& value) {
  switch (value.type.elem) {
    case ElemType::kInt8:
      return Numbers<int8_t>(value);
    case ElemType::kInt32:
      return Numbers<int32_t>(value);
    default:
      return Numbers<float>(value);
  }
}

}  // namespace

HeldValues::HeldValues(const ir::Graph& from)
    : from_(from), held_(from.value_count()), users_(from.value_count()) {
  to_.name = from.name;
  to_.rounding = from.rounding;
  for (size_t i = 0; i < from.nodes().size(); ++i) {
    for (ir::ValueId id : from.nodes()[i].in) {
      if (id != ir::kNoValue) users_[static_cast<size_t>(id)].push_back(i);
    }
  }
}

ir::ValueId HeldValues::Constant(ir::TensorType type, std::string bytes, absl::string_view name) {
  return to_.AddConstant(name, std::move(type), std::move(bytes));
}

ir::ValueId HeldValues::Mapped(ir::ValueId id) {
  Held& held = at(id);
  const ir::Value& value = from_.value(id);
  if (held.stored == ir::kNoValue && value.constant()) {
    held.stored = Constant(value.type, *value.data, value.name);
  }
  return held.stored;
}

absl::StatusOr<ir::ValueId> HeldValues::Emit(ir::Op op, std::vector<ir::ValueId> in,
                                             ir::Quant quant, ir::ValueId as) {
  const ir::Value& named = from_.value(as);
  ir::Node node{std::move(op), std::move(in), {}, loc_};
  IEGEN_ASSIGN_OR_RETURN(const ir::Types types, ir::Infer(node.op, to_.InputTypes(node)));
  ir::TensorType type = types[0];
  if (type.elem != ElemType::kFloat32) type.quant = std::move(quant);
  node.out = {to_.AddValue(named.name, std::move(type))};
  to_.value(node.out[0]).original = named.original;
  IEGEN_RETURN_IF_ERROR(ir::VerifyNode(to_, node));
  to_.nodes().push_back(std::move(node));
  return to_.nodes().back().out[0];
}

absl::StatusOr<ir::ValueId> HeldValues::EmitTable(const OfByte& of, const ir::Quant& quant,
                                                  ir::ValueId as) {
  const ir::Quant& from = to_.type(of.root).quant;
  if (from == quant && of.function == Identity(from)) return of.root;
  const std::array<int8_t, 256> table = TableOf(of.function, quant);
  const ir::ValueId constant =
      Constant({ElemType::kInt8, {256}, {}}, ir::BytesOf<int8_t>(table), "table");
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId id, Emit(ir::Table{}, {of.root, constant}, quant, as));
  // What is computed from this one is a function of the first byte, too.
  OfByte stored{of.root, {}};
  const ByteFunction values = Identity(quant);
  for (size_t i = 0; i < table.size(); ++i) {
    stored.function[i] = values[static_cast<uint8_t>(table[i])];
  }
  tables_.emplace(id, stored);
  return id;
}

absl::optional<OfByte> HeldValues::Function(ir::ValueId id) const {
  const Held& held = at(id);
  if (held.function) return held.function;
  if (held.stored == ir::kNoValue || to_.value(held.stored).constant()) return absl::nullopt;
  const auto table = tables_.find(held.stored);
  if (table != tables_.end()) return table->second;
  return OfByte{held.stored, Identity(to_.type(held.stored).quant)};
}

absl::optional<ir::ValueId> HeldValues::Stored(ir::ValueId id) {
  Held& held = at(id);
  if (held.stored != ir::kNoValue) return held.stored;
  if (!held.function) return absl::nullopt;
  const absl::optional<Wanted> wanted = WantedOf(id);
  const ByteFunction& f = held.function->function;
  const auto [low, high] = std::minmax_element(f.begin(), f.end());
  const bool direct = wanted && wanted->act == ir::Activation::kNone;
  const ir::Quant quant = direct ? wanted->quant : QuantOfRange(*low, *high);
  const absl::StatusOr<ir::ValueId> stored = EmitTable(*held.function, quant, id);
  if (!stored.ok()) return absl::nullopt;
  held.stored = *stored;
  return held.stored;
}

absl::StatusOr<ir::ValueId> HeldValues::StoredAs(ir::ValueId id, const ir::Quant& quant) {
  Held& held = at(id);
  if (held.stored != ir::kNoValue && to_.type(held.stored).quant == quant) return held.stored;
  const absl::optional<OfByte> function = Function(id);
  if (function) return EmitTable(*function, quant, id);
  if (IsConstant(id)) {
    std::vector<int8_t> bytes;
    for (float value : Elements(id)) bytes.push_back(StoredByte(quant, value));
    return Constant({ElemType::kInt8, from_.type(id).shape, quant}, ir::BytesOf<int8_t>(bytes),
                    from_.value(id).name);
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId real, Real(id));
  return Emit(ir::Quantize{ElemType::kInt8}, {real}, quant, id);
}

absl::StatusOr<ir::ValueId> HeldValues::Real(ir::ValueId id) {
  Held& held = at(id);
  if (held.real != ir::kNoValue) return held.real;
  const ir::Value& value = from_.value(id);
  if (IsConstant(id)) {
    held.real = Constant({ElemType::kFloat32, value.type.shape, {}},
                         ir::BytesOf<float>(Elements(id)), value.name);
    return held.real;
  }
  const absl::optional<ir::ValueId> stored = Stored(id);
  if (!stored) return Internal("a real value that is nowhere");
  IEGEN_ASSIGN_OR_RETURN(held.real, Emit(ir::Dequantize{}, {*stored}, {}, id));
  return held.real;
}

bool HeldValues::IsConstant(ir::ValueId id) const {
  return from_.value(id).constant() || at(id).constant != ir::kNoValue;
}

ir::ValueId HeldValues::StoredConstant(ir::ValueId id) const { return at(id).constant; }

std::vector<float> HeldValues::Elements(ir::ValueId id) const {
  const ir::ValueId integers = at(id).constant;
  const ir::Value& value = from_.value(integers == ir::kNoValue ? id : integers);
  const ir::Quant& q = value.type.quant;
  const ir::Shape& shape = value.type.shape;
  const int64_t inner = q.per_channel() ? shape.elements(q.axis + 1, shape.rank()) : 1;
  std::vector<float> elements;
  int64_t i = 0;
  for (double number : StoredNumbers(value)) {
    if (q.quantised()) {
      const size_t c = q.per_channel() ? static_cast<size_t>(i / inner) % q.scales.size() : 0;
      number = (number - q.zero_points[c]) * static_cast<double>(q.scales[c]);
    }
    elements.push_back(static_cast<float>(number));
    ++i;
  }
  return elements;
}

bool HeldValues::FeedsLayers(ir::ValueId id, int depth) const {
  constexpr int kFarthest = 4;
  const std::vector<size_t>& users = users_[static_cast<size_t>(id)];
  return depth < kFarthest && !users.empty() &&
         absl::c_all_of(
             users,
             [&](size_t user) {
               const ir::Node& node = from_.nodes()[user];
               return IsLinear(node.op) ||
                      (KeepsValues(node.op) && FeedsLayers(node.out[0], depth + 1));
             });
}

absl::optional<Wanted> HeldValues::WantedOf(ir::ValueId id, int depth) const {
  constexpr int kFarthest = 8;  // operators that are looked through
  const std::vector<size_t>& users = users_[static_cast<size_t>(id)];
  for (size_t user : users) {
    const ir::Node& node = from_.nodes()[user];
    if (std::holds_alternative<ir::Quantize>(node.op)) {
      return Wanted{from_.type(node.out[0]).quant, ir::Activation::kNone, ir::kNoValue};
    }
  }
  if (users.size() != 1 || from_.IsOutput(id) || depth == kFarthest) return absl::nullopt;
  const ir::Node& node = from_.nodes()[users[0]];
  const auto* relu = std::get_if<ir::Relu>(&node.op);
  if (relu == nullptr && !KeepsValues(node.op)) return absl::nullopt;
  absl::optional<Wanted> behind = WantedOf(node.out[0], depth + 1);
  if (!behind) return behind;
  if (relu == nullptr) return behind->act == ir::Activation::kNone ? behind : absl::nullopt;
  if (behind->act != ir::Activation::kNone) return absl::nullopt;
  return Wanted{behind->quant, relu->kind, node.out[0]};
}

}  // namespace iegen::frontend::integer
