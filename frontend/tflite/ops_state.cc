// Variables: operators that read and write them. VAR_HANDLE computes nothing: its output is known
// as the variable itself (subgraph_reader.cc).
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/tflite/ops.h"

namespace iegen::frontend::tflite {
namespace {

absl::Status CheckVariable(const OperatorReader& op) {
  const ir::Value& value = op.graph().value(op.in()[0]);
  if (value.variable) return absl::OkStatus();
  return Error(absl::StrCat("tensor ", Quoted(value.name), " is no handle of a variable"));
}

// The shape in which a variable is kept is that of its first mention.
bool SameShape(const OperatorReader& op, const ir::TensorType& type) {
  const ir::Shape& shape = op.Type(0).shape;
  return shape == type.shape || shape.elements() != type.shape.elements();
}

}  // namespace

absl::Status ImportVarHandle(OperatorReader&) { return absl::OkStatus(); }

absl::Status ImportReadVariable(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(1, 1));
  IEGEN_RETURN_IF_ERROR(CheckVariable(op));
  if (SameShape(op, op.OutputType())) return op.Emit(ir::ReadVariable{}, 1);
  return op.EmitReshaped(ir::ReadVariable{}, 1, op.Type(0).shape);
}

absl::Status ImportAssignVariable(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(2, 2, 0));
  IEGEN_RETURN_IF_ERROR(CheckVariable(op));
  if (SameShape(op, op.Type(1))) return op.Emit(ir::AssignVariable{}, 2);
  const ir::Shape& shape = op.Type(0).shape;
  ir::TensorType type = op.Type(1);
  type.shape = shape;
  const ir::ValueId reshaped = op.graph().AddValue("assigned", std::move(type));
  IEGEN_RETURN_IF_ERROR(
      op.Add({ir::Reshape{shape.dims()}, {op.in()[1]}, {reshaped}, op.location()}));
  return op.Add({ir::AssignVariable{}, {op.in()[0], reshaped}, {}, op.location()});
}

absl::Status ImportCallOnce(OperatorReader& op) {
  IEGEN_RETURN_IF_ERROR(op.ExpectInputs(0, 0, 0));
  IEGEN_ASSIGN_OR_RETURN(const schema::CallOnceOptions* options,
                         op.Options<schema::CallOnceOptions>());
  return op.callees().RunOnce(options->init_subgraph_index());
}

}  // namespace iegen::frontend::tflite
