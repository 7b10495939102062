// What is known of each value of the float graph while the integer graph is built: where its stored
// integers are, where its real value is, or of which byte it is a function.
#ifndef IEGEN_FRONTEND_INTEGER_HELD_VALUES_H_
#define IEGEN_FRONTEND_INTEGER_HELD_VALUES_H_

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "frontend/integer/scalar_functions.h"
#include "ir/graph.h"

namespace iegen::frontend::integer {

// A real value at each place as a function of the int8 at the same place of `root`.
struct OfByte {
  ir::ValueId root = ir::kNoValue;
  ByteFunction function{};
};

// How an operator's output is to be stored, and the activation on the way there.
struct Wanted {
  ir::Quant quant;
  ir::Activation act = ir::Activation::kNone;
  ir::ValueId activated = ir::kNoValue;  // the value behind that activation
};

class HeldValues {
 public:
  explicit HeldValues(const ir::Graph& from);

  const ir::Graph& from() const { return from_; }
  ir::Graph& to() { return to_; }

  // The value of the new graph for an integer of the old one.
  ir::ValueId Mapped(ir::ValueId id);
  void Map(ir::ValueId id, ir::ValueId mapped) { at(id).stored = mapped; }

  // Of a real value. Each adds nodes where it must.
  absl::optional<ir::ValueId> Stored(ir::ValueId id);
  absl::StatusOr<ir::ValueId> StoredAs(ir::ValueId id, const ir::Quant& quant);
  absl::StatusOr<ir::ValueId> Real(ir::ValueId id);
  absl::optional<OfByte> Function(ir::ValueId id) const;
  bool IsConstant(ir::ValueId id) const;
  // The real elements of a constant, behind a dequantize or not.
  std::vector<float> Elements(ir::ValueId id) const;
  // The constant integers behind a dequantize, or kNoValue.
  ir::ValueId StoredConstant(ir::ValueId id) const;

  void SetStored(ir::ValueId id, ir::ValueId stored) { at(id).stored = stored; }
  void SetReal(ir::ValueId id, ir::ValueId real) { at(id).real = real; }
  void SetFunction(ir::ValueId id, const OfByte& function) { at(id).function = function; }
  void SetConstantOrigin(ir::ValueId id, ir::ValueId integers) { at(id).constant = integers; }
  // `to` is what `from` is.
  void Share(ir::ValueId from, ir::ValueId to) { at(to) = at(from); }

  // What the operators behind `id` say of how to store it.
  absl::optional<Wanted> WantedOf(ir::ValueId id, int depth = 0) const;

  // Whether all that reads `id`, behind operators that only move elements, are layers with weights,
  // which need integers.
  bool FeedsLayers(ir::ValueId id, int depth = 0) const;

  // A node of the new graph; named after the value `as` of the old one.
  absl::StatusOr<ir::ValueId> Emit(ir::Op op, std::vector<ir::ValueId> in, ir::Quant quant,
                                   ir::ValueId as);
  ir::ValueId Constant(ir::TensorType type, std::string bytes, absl::string_view name);
  absl::StatusOr<ir::ValueId> EmitTable(const OfByte& of, const ir::Quant& quant, ir::ValueId as);
  void StartNode(const ir::Node& node) { loc_ = node.loc; }

 private:
  struct Held {
    ir::ValueId stored = ir::kNoValue, real = ir::kNoValue;
    ir::ValueId constant = ir::kNoValue;  // of the old graph: integers behind a dequantize
    absl::optional<OfByte> function;
  };
  Held& at(ir::ValueId id) { return held_[static_cast<size_t>(id)]; }
  const Held& at(ir::ValueId id) const { return held_[static_cast<size_t>(id)]; }

  const ir::Graph& from_;
  ir::Graph to_;
  ir::Location loc_;
  std::vector<Held> held_;
  std::vector<std::vector<size_t>> users_;           // nodes of the old graph that read a value
  absl::flat_hash_map<ir::ValueId, OfByte> tables_;  // values of the new graph that are a table's
};

}  // namespace iegen::frontend::integer

#endif  // IEGEN_FRONTEND_INTEGER_HELD_VALUES_H_
