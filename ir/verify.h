// The rules every graph keeps. Run after import and after each pass: a fault is found where it is
// made.
#ifndef IEGEN_IR_VERIFY_H_
#define IEGEN_IR_VERIFY_H_

#include "absl/status/status.h"
#include "ir/graph.h"

namespace iegen::ir {

// How far a graph has come, and what it may hold.
enum class Stage {
  kImported,   // as the file says; no requantisation operands, no table operators
  kQuantised,  // after the target-independent passes
  kTarget,     // after quantisation lowering: every filter has multipliers and shifts
};

// A type by itself: positive dimensions and at most 2^31 - 1 bytes, finite positive scales, zero
// points within the element type, as many zero points as scales, an axis that exists.
absl::Status VerifyType(const TensorType& type);

// One node by itself: arity, ids, Infer() equal to the declared outputs, Check().
absl::Status VerifyNode(const Graph& graph, const Node& node);

// The whole graph: every rule of design section 5. The error names the node that breaks it.
absl::Status Verify(const Graph& graph, Stage stage);

// Adds the user's operator (the first origin of `loc`) to a status.
absl::Status WithLocation(const absl::Status& status, const Location& loc);

}  // namespace iegen::ir

#endif  // IEGEN_IR_VERIFY_H_
