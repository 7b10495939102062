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

// The other graphs of the file, for operators that call them.
struct CalleeEnds {
  absl::Span<const int32_t> inputs, outputs;  // indices of tensors
};
class Callees {
 public:
  virtual ~Callees() = default;
  // Reads a graph in place: its operators follow in the ir::Graph. Its inputs are `inputs`; returns
  // its outputs. Errors: no such graph, a graph that calls itself, inputs that do not fit;
  // cancelled where problems in it have been reported already.
  virtual absl::StatusOr<std::vector<ir::ValueId>> Call(int32_t subgraph,
                                                        absl::Span<const ir::ValueId> inputs) = 0;
  // Runs a graph when compiling: what it assigns is what variables begin with.
  virtual absl::Status RunOnce(int32_t subgraph) = 0;
  virtual absl::StatusOr<CalleeEnds> EndsOf(int32_t subgraph) const = 0;
};

// What the elements of a graph are.
enum class Values : uint8_t {
  kStored,  // what the engine will compute with
  kReal,    // float32 everywhere, to be quantised
};

// Everything about one operator that has been read already.
struct OperatorParts {
  const schema::Operator* op = nullptr;
  const OperatorKind* kind = nullptr;
  std::vector<ir::ValueId> in, out;  // kNoValue for an absent optional input
  ir::Location loc;
  Callees* callees = nullptr;
  Values values = Values::kStored;
};

class OperatorReader {
 public:
  OperatorReader(ir::Graph* graph, OperatorParts parts)
      : graph_(*graph), parts_(std::move(parts)) {}

  absl::string_view name() const { return parts_.kind->name; }

  // For operators that build more than one node.
  ir::Graph& graph() { return graph_; }
  const ir::Graph& graph() const { return graph_; }
  const std::vector<ir::ValueId>& in() const { return parts_.in; }
  const std::vector<ir::ValueId>& out() const { return parts_.out; }
  const ir::Location& location() const { return parts_.loc; }
  Callees& callees() { return *parts_.callees; }

  // Inputs 0 to least - 1 must be there; at most `most` may be listed. Of outputs, `outputs` are
  // expected.
  absl::Status ExpectInputs(size_t least, size_t most, size_t outputs = 1) const;

  bool HasInput(size_t i) const { return i < parts_.in.size() && parts_.in[i] != ir::kNoValue; }
  // Of an input that is there.
  const ir::TensorType& Type(size_t i) const { return graph_.type(parts_.in[i]); }
  const ir::TensorType& OutputType(size_t i = 0) const { return graph_.type(parts_.out[i]); }
  size_t input_count() const { return parts_.in.size(); }
  size_t output_count() const { return parts_.out.size(); }
  ir::ValueId Input(size_t i) const { return parts_.in[i]; }
  ir::ValueId Output(size_t i = 0) const { return parts_.out[i]; }
  const ir::TensorType& TypeOf(ir::ValueId id) const { return graph_.type(id); }

  // OK where input `i` is absent or a constant; `what` names it, as in "filter".
  absl::Status ExpectConstant(size_t i, absl::string_view what) const;

  // OK where input `i` is a variable: a tensor that keeps its value from one inference to the next.
  absl::Status ExpectVariable(size_t i, absl::string_view what) const;

  // The elements of constant input `i`, int32 or int64, each within int32.
  absl::StatusOr<ir::IntList> Integers(size_t i, absl::string_view what) const;

  // The only element of constant input `i`.
  absl::StatusOr<int32_t> Integer(size_t i, absl::string_view what) const;

  // Whether input `i` is a constant.
  bool IsConstant(size_t i) const { return HasInput(i) && graph_.value(parts_.in[i]).constant(); }

  // The axis that `axis`, maybe counted from behind, means among `rank` dimensions.
  absl::StatusOr<int32_t> Axis(int32_t axis, int rank) const;

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

  // Adds any node, after all rules of the IR have been applied to it.
  absl::Status Add(ir::Node node);

  // The same for operators whose output TFLite lays out as the file declares it: where `shape`
  // differs from the declared one in its dimensions but not in its elements, a reshape follows.
  absl::Status EmitReshaped(ir::Op op, size_t operands, const ir::Shape& shape);

  // Operators that take several nodes: a node from any values to an output of the operator, ...
  absl::Status EmitTo(ir::ValueId out, ir::Op op, std::vector<ir::ValueId> in);
  // ... to a new value, quantised as the first of `in`, ...
  absl::StatusOr<ir::ValueId> EmitBetween(ir::Op op, std::vector<ir::ValueId> in);
  // ... a new constant, ...
  ir::ValueId AddConstant(ir::TensorType type, std::string bytes);
  // ... and an output that is known already, in as many bytes as its type has.
  void SetConstant(ir::ValueId out, std::string bytes);

 private:
  template <class T>
  static schema::BuiltinOptions Wanted() {
    return schema::BuiltinOptionsTraits<T>::enum_value;
  }
  absl::Status WrongOptions(schema::BuiltinOptions wanted) const;
  absl::Status Fold();
  std::string OperandText() const;

  ir::Graph& graph_;
  OperatorParts parts_;
};

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_OPERATOR_READER_H_
