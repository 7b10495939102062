#include "frontend/integer/arithmetic.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/status.h"

namespace iegen::frontend::integer {
namespace {

using ir::ValueId;
using Done = absl::StatusOr<bool>;

// The integers of an operand; of a real constant they are made here.
absl::optional<ValueId> StoredOperand(HeldValues& held, ValueId id) {
  if (!held.IsConstant(id)) return held.Stored(id);
  const ValueId integers = held.StoredConstant(id);
  if (integers != ir::kNoValue) {
    const ir::TensorType& type = held.from().type(integers);
    if (type.elem == ir::ElemType::kInt8 && !type.quant.per_channel()) return held.Mapped(integers);
  }
  float greatest = std::numeric_limits<float>::min();
  for (float e : held.Elements(id)) greatest = std::max(greatest, std::abs(e));
  const absl::StatusOr<ValueId> stored = held.StoredAs(id, ir::PerTensor(greatest / 127, 0));
  return stored.ok() ? absl::optional<ValueId>(*stored) : absl::nullopt;
}

Done Finish(HeldValues& held, const ir::Op& op, std::vector<ValueId> in, const ir::Quant& quant,
            ValueId out) {
  IEGEN_ASSIGN_OR_RETURN(const ValueId id, held.Emit(op, std::move(in), quant, out));
  held.SetStored(out, id);
  return true;
}

bool Fuse(ir::Activation act, ir::Op* op) {
  if (auto* add = std::get_if<ir::Add>(op)) {
    add->act = act;
    return true;
  }
  auto* binary = std::get_if<ir::Binary>(op);
  if (binary == nullptr || binary->kind == ir::BinaryKind::kPrelu) return false;
  binary->act = act;
  return true;
}

// All that the operator can give for its inputs' ranges. With any second input the extremes lie at
// the ends of the first one's range, or at zero; a quotient's at the second one next to zero.
ir::Quant RangeOf(HeldValues& held, const ir::Op& op, ValueId a, ValueId b) {
  const ByteFunction x = Identity(held.to().type(a).quant);
  const ByteFunction y = Identity(held.to().type(b).quant);
  float low = 0, high = 0;
  for (size_t i : {size_t{127}, size_t{128}}) {
    for (float second : y) {
      const float value = *BinaryOf(op, x[i], second);
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  return QuantOfRange(low, high);
}

bool IsExtremum(const ir::Op& op) {
  const auto* binary = std::get_if<ir::Binary>(&op);
  return binary != nullptr &&
         (binary->kind == ir::BinaryKind::kMaximum || binary->kind == ir::BinaryKind::kMinimum);
}

}  // namespace

absl::StatusOr<bool> ConvertProduct(const ir::Node& node, HeldValues& held) {
  std::vector<ValueId> in;
  for (ValueId id : node.in) {
    const absl::optional<ValueId> stored = StoredOperand(held, id);
    if (!stored) return false;
    in.push_back(*stored);
  }
  const absl::optional<Wanted> wanted = held.WantedOf(node.out[0]);
  if (wanted && wanted->act == ir::Activation::kNone) {
    return Finish(held, node.op, std::move(in), wanted->quant, node.out[0]);
  }
  if (!std::holds_alternative<ir::Mean>(node.op) || !held.FeedsLayers(node.out[0])) return false;
  const ir::Quant quant = held.to().type(in[0]).quant;
  return Finish(held, node.op, std::move(in), quant, node.out[0]);
}

absl::StatusOr<bool> ConvertBinary(const ir::Node& node, HeldValues& held,
                                   absl::flat_hash_set<ValueId>* fused) {
  const absl::optional<ValueId> a = StoredOperand(held, node.in[0]);
  const absl::optional<ValueId> b = StoredOperand(held, node.in[1]);
  if (!a || !b) return false;
  const absl::optional<Wanted> wanted = held.WantedOf(node.out[0]);
  if (!wanted && !held.FeedsLayers(node.out[0])) return false;
  const ir::Quant quant = wanted ? wanted->quant : RangeOf(held, node.op, *a, *b);
  if (IsExtremum(node.op)) {
    IEGEN_ASSIGN_OR_RETURN(const ValueId x, held.StoredAs(node.in[0], quant));
    IEGEN_ASSIGN_OR_RETURN(const ValueId y, held.StoredAs(node.in[1], quant));
    return Finish(held, node.op, {x, y}, quant, node.out[0]);
  }
  ir::Op op = node.op;
  if (wanted && wanted->act != ir::Activation::kNone) {
    if (!Fuse(wanted->act, &op)) return false;
    fused->insert(wanted->activated);
  }
  return Finish(held, op, {*a, *b}, quant, node.out[0]);
}

}  // namespace iegen::frontend::integer
