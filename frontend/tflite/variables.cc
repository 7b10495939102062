#include "frontend/tflite/variables.h"

#include "base/status.h"
#include "base/text.h"
#include "frontend/tflite/tensors.h"

namespace iegen::frontend::tflite {
namespace {

using Builtin = schema::BuiltinOperator;

std::string TextOf(const flatbuffers::String* text) { return text == nullptr ? "" : text->str(); }

// The tensor whose type the variable has, and the one with its handle; -1 for other operators.
struct Access {
  int32_t handle = -1, value = -1;
};

Access AccessOf(const Model& model, const schema::Operator& op) {
  const absl::Span<const int32_t> in = InputsOf(op), out = OutputsOf(op);
  if (IsBuiltin(model, op, Builtin::READ_VARIABLE) && !in.empty() && !out.empty()) {
    return {in[0], out[0]};
  }
  if (IsBuiltin(model, op, Builtin::ASSIGN_VARIABLE) && in.size() > 1) return {in[0], in[1]};
  return {};
}

}  // namespace

bool IsBuiltin(const Model& model, const schema::Operator& op, Builtin code) {
  const absl::StatusOr<OperatorKind> kind = model.KindOf(op);
  return kind.ok() && kind->code == static_cast<int32_t>(code);
}

Variables::Variables(const Model& model) {
  for (int32_t i = 0; i < model.subgraph_count(); ++i) {
    const absl::StatusOr<Model> graph = model.Subgraph(i);
    if (graph.ok()) Scan(*graph);
  }
}

Variables::Key Variables::KeyOf(const schema::Operator& op) {
  const auto* options = op.builtin_options_as<schema::VarHandleOptions>();
  if (options == nullptr) return {};
  return {TextOf(options->container()), TextOf(options->shared_name())};
}

void Variables::Scan(const Model& model) {
  std::map<int32_t, Key> handles;
  for (size_t i = 0; i < model.operator_count(); ++i) {
    const schema::Operator& op = model.op(i);
    if (IsBuiltin(model, op, Builtin::VAR_HANDLE) && !OutputsOf(op).empty()) {
      handles[OutputsOf(op)[0]] = KeyOf(op);
    }
    const Access access = AccessOf(model, op);
    const auto handle = handles.find(access.handle);
    if (handle == handles.end() || model.tensor(access.value) == nullptr) continue;
    Variable& variable = variables_[handle->second];
    if (variable.tensor == nullptr) variable.tensor = model.tensor(access.value);
  }
}

absl::StatusOr<ir::ValueId> Variables::Get(const schema::Operator& op, ir::Graph* graph) {
  const Key key = KeyOf(op);
  Variable& variable = variables_[key];
  if (variable.tensor == nullptr || variable.id != ir::kNoValue) return variable.id;
  const std::string& name = key.second;
  IEGEN_ASSIGN_OR_RETURN(ir::TensorType type, TypeOf(*variable.tensor, Quoted(name)));
  variable.id = graph->AddLocal(ShortName(name.empty() ? "variable" : name), std::move(type));
  if (graph->value(variable.id).name != name) graph->value(variable.id).original = name;
  return variable.id;
}

}  // namespace iegen::frontend::tflite
