// What the function of one operator sees: its inputs as values of the graph, its options, and
// where the node goes. Tensors exist and their types are right before the function is called.
//
//   absl::Status ImportLogistic(OperatorReader& op) {
//     IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
//     return op.Emit(ir::Logistic{}, 1);
//   }
#ifndef IEGEN_FRONTEND_TFLITE_OPERATOR_READER_H_
#define IEGEN_FRONTEND_TFLITE_OPERATOR_READER_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontend/tflite/model.h"
#include "ir/graph.h"

namespace iegen::frontend::tflite {

// Everything about one operator that has been read already.
struct OperatorParts {
  const schema::Operator* op = nullptr;
  const OperatorKind* kind = nullptr;
  std::vector<ir::ValueId> in, out;  // kNoValue for an absent optional input
  ir::Location loc;
};

class OperatorReader {
 public:
  OperatorReader(ir::Graph* graph, OperatorParts parts)
      : graph_(*graph), parts_(std::move(parts)) {}

  absl::string_view name() const { return parts_.kind->name; }

  // Inputs 0 to least - 1 must be there; at most `most` may be listed. One output is expected.
  absl::Status ExpectInputs(size_t least, size_t most) const;

  bool HasInput(size_t i) const { return i < parts_.in.size() && parts_.in[i] != ir::kNoValue; }
  // Of an input that is there.
  const ir::TensorType& Type(size_t i) const { return graph_.type(parts_.in[i]); }
  const ir::TensorType& OutputType() const { return graph_.type(parts_.out[0]); }

  // OK where input `i` is absent or a constant; `what` names it, as in "filter".
  absl::Status ExpectConstant(size_t i, absl::string_view what) const;

  // The elements of constant input `i`, int32 or int64, each within int32.
  absl::StatusOr<ir::IntList> Integers(size_t i, absl::string_view what) const;

  // The operator's options as table T; an error where they are missing or of another type.
  template <class T>
  absl::StatusOr<const T*> Options() const {
    const T* options = parts_.op->builtin_options_as<T>();
    if (options == nullptr) return WrongOptions(Wanted<T>());
    return options;
  }

  // The same, but null where the operator has no options at all.
  template <class T>
  absl::StatusOr<const T*> OptionsIfAny() const {
    if (parts_.op->builtin_options() == nullptr) return static_cast<const T*>(nullptr);
    return Options<T>();
  }

  // Adds the node with the first `operands` inputs, after all rules of the IR have been applied to
  // it: the declared output must be what the operator computes.
  absl::Status Emit(ir::Op op, size_t operands);

  // The same with these inputs of the operator, in this order; absent ones only at the end.
  absl::Status EmitInputs(ir::Op op, absl::Span<const size_t> inputs);

  // The same for operators whose output TFLite lays out as the file declares it: where `shape`
  // differs from the declared one in its dimensions but not in its elements, a reshape follows.
  absl::Status EmitReshaped(ir::Op op, size_t operands, const ir::Shape& shape);

 private:
  template <class T>
  static schema::BuiltinOptions Wanted() {
    return schema::BuiltinOptionsTraits<T>::enum_value;
  }
  absl::Status WrongOptions(schema::BuiltinOptions wanted) const;
  absl::Status Add(ir::Node node);
  std::string OperandText() const;

  ir::Graph& graph_;
  OperatorParts parts_;
};

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_OPERATOR_READER_H_
