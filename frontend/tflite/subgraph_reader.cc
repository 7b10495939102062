#include "frontend/tflite/subgraph_reader.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/text.h"
#include "frontend/tflite/domain.h"
#include "frontend/tflite/initial_values.h"
#include "frontend/tflite/op_table.h"
#include "frontend/tflite/tensors.h"
#include "frontend/tflite/unsupported.h"
#include "ir/verify.h"

namespace iegen::frontend::tflite {
namespace {

constexpr size_t kMostPlaces = 9;  // of operators that one message names
// Graphs are read as often as they are called: a small file could ask for a huge engine.
constexpr size_t kMostOperators = 20000;
constexpr size_t kMostLevels = 6;

bool IsHandle(const schema::Tensor& tensor) {
  return tensor.type() == schema::TensorType::RESOURCE;
}

std::string ZeroPointFill(const ir::TensorType& type) {
  const auto bytes = static_cast<size_t>(type.bytes());
  const int32_t zero = type.quant.zero_point();
  const auto step = static_cast<size_t>(ir::BytesOf(type.elem));
  std::string fill(bytes, '\0');
  for (size_t i = 0; i < bytes; ++i)
    fill[i] = static_cast<char>(zero >> 8 * std::min<size_t>(i % step, 3));
  return fill;
}

}  // namespace

SubgraphReader::SubgraphReader(const Model& model, int32_t index, ImportContext* context)
    : model_(model),
      index_(index),
      context_(*context),
      graph_(context->graph),
      wiring_(model_),
      values_(model.tensor_count(), kUnread),
      unsupported_(FindUnsupported()) {}

SubgraphReader::Places SubgraphReader::FindUnsupported() const {
  Places found;
  for (size_t i = 0; i < model_.operator_count(); ++i) {
    const absl::StatusOr<OperatorKind> kind = model_.KindOf(model_.op(i));
    if (kind.ok() && !CheckSupported(*kind).ok()) found[KeyOf(*kind)].push_back(i);
  }
  return found;
}

void SubgraphReader::AddData(ir::ValueId id, absl::string_view data) {
  ir::ConstantData& copy = context_.data[data.data()];
  if (copy == nullptr) copy = std::make_shared<const std::string>(data);
  graph_.value(id).data = copy;
}

absl::StatusOr<ir::ValueId> SubgraphReader::ReadTensor(int32_t index) {
  const schema::Tensor& tensor = *model_.tensor(index);
  const std::string name = TensorText(model_, index);
  IEGEN_ASSIGN_OR_RETURN(ir::TensorType type, TypeOf(tensor, name));
  const absl::StatusOr<absl::string_view> data = model_.DataOf(tensor);
  IEGEN_RETURN_IF_ERROR(AboutTensor(data.status(), name));
  if (!data->empty()) {
    IEGEN_RETURN_IF_ERROR(CheckContents(type, *data, name));
    // The scales of a bias follow from those of input and filter.
    if (type.elem == ir::ElemType::kInt32) type.quant = {};
  }
  const absl::string_view original = NameOf(tensor);
  const ir::ValueId id = graph_.AddValue(ShortName(original), std::move(type));
  ir::Value& value = graph_.value(id);
  value.original = original == value.name ? "" : std::string(original);
  if (!data->empty()) {
    AddData(id, *data);
  } else if (tensor.is_variable()) {
    value.variable = true;
    value.initial = std::make_shared<const std::string>(ZeroPointFill(value.type));
  }
  return id;
}

// Reports a broken tensor once; operators that use it are then left out silently, by an empty list.
absl::Status SubgraphReader::ReadTensors(absl::Span<const int32_t> tensors,
                                         std::vector<ir::ValueId>* ids) {
  for (int32_t index : tensors) {
    if (index == -1) {
      ids->push_back(ir::kNoValue);
      continue;
    }
    ir::ValueId& value = values_[static_cast<size_t>(index)];
    if (value == kUnread) {
      const absl::StatusOr<ir::ValueId> read = ReadTensor(index);
      value = read.ok() ? *read : kBroken;
      IEGEN_RETURN_IF_ERROR(read.status());
    }
    if (value == kBroken) return absl::CancelledError();
    ids->push_back(value);
  }
  return absl::OkStatus();
}

void SubgraphReader::ReadInputs() {
  const absl::Status wired = wiring_.CheckInputs();
  context_.problems.Add(wired);
  if (!wired.ok() || context_.names_only) return;
  for (int32_t index : model_.inputs()) {
    std::vector<ir::ValueId> id;
    const absl::Status status = ReadTensors({index}, &id);
    context_.problems.Add(status);
    if (status.ok()) graph_.inputs().push_back(id[0]);
  }
}

// The bytes go over as they are, so they must mean the same on both sides.
absl::Status SubgraphReader::CheckBound(int32_t tensor, ir::ValueId value) const {
  const schema::Tensor& input = *model_.tensor(tensor);
  const std::string name = TensorText(model_, tensor);
  const bool handle = IsHandle(input);
  if (handle && value != ir::kNoValue && graph_.value(value).variable) return absl::OkStatus();
  if (handle || value == ir::kNoValue) {
    return Error(absl::StrCat("tensor ", name, " of subgraph ", index_, " gets no value"));
  }
  IEGEN_ASSIGN_OR_RETURN(const ir::TensorType type, TypeOf(input, name));
  const ir::TensorType& given = graph_.type(value);
  if (type == given) return absl::OkStatus();
  return Error(absl::StrCat(
      "tensor ", name, " of subgraph ", index_, " is ", ir::UserNameOf(type.elem), " ",
      ir::ShapeText(type.shape), ", but ", Quoted(graph_.value(value).name),
      ", which is handed to it, is ", ir::UserNameOf(given.elem), " ", ir::ShapeText(given.shape),
      type.shape == given.shape && type.elem == given.elem ? " of another scale or zero point"
                                                           : ""));
}

absl::Status SubgraphReader::BindInputs(absl::Span<const ir::ValueId> values) {
  IEGEN_RETURN_IF_ERROR(wiring_.CheckInputs());
  const absl::Span<const int32_t> inputs = model_.inputs();
  if (inputs.size() != values.size()) {
    return Error(absl::StrCat("subgraph ", index_, " has ", inputs.size(), " inputs, ",
                              values.size(), " are handed to it"));
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    IEGEN_RETURN_IF_ERROR(CheckBound(inputs[i], values[i]));
    values_[static_cast<size_t>(inputs[i])] = values[i];
  }
  return absl::OkStatus();
}

ir::Location SubgraphReader::LocationOf(size_t index, const OperatorKind& kind) const {
  const absl::Span<const int32_t> out = OutputsOf(model_.op(index));
  const absl::Span<const int32_t> in = InputsOf(model_.op(index));
  // What writes a variable is known by the variable.
  const int32_t tensor = !out.empty() ? out[0] : in.empty() ? -1 : in[0];
  const schema::Tensor* first = model_.tensor(tensor);
  const std::string layer(first == nullptr ? absl::string_view() : NameOf(*first));
  return {context_.file, {{static_cast<int32_t>(index), kind.name, layer}}};
}

// A handle is known by the variable that it leads to.
absl::Status SubgraphReader::BindHandle(const schema::Operator& op) {
  IEGEN_ASSIGN_OR_RETURN(const ir::ValueId variable, context_.variables.Get(op, &graph_));
  values_[static_cast<size_t>(OutputsOf(op)[0])] = variable == ir::kNoValue ? kBroken : variable;
  return absl::OkStatus();
}

absl::Status SubgraphReader::ReadKnownOperator(size_t index, const OperatorKind& kind) {
  const schema::Operator& op = model_.op(index);
  if (++context_.operators > kMostOperators) {
    return Unsupported("the model's subgraphs call each other too often")
        .Why(absl::StrCat("they stand for more than ", kMostOperators, " operators"));
  }
  if (kind.code == static_cast<int32_t>(schema::BuiltinOperator::VAR_HANDLE)) {
    return BindHandle(op);
  }
  OperatorParts parts{&op, &kind, {}, {}, LocationOf(index, kind), this, context_.values};
  IEGEN_RETURN_IF_ERROR(ReadTensors(InputsOf(op), &parts.in));
  IEGEN_RETURN_IF_ERROR(ReadTensors(OutputsOf(op), &parts.out));
  OperatorReader reader(&graph_, std::move(parts));
  return FindOperator(kind.code)->import(reader);
}

// One message for all operators of a kind: the first gets it, with the places of the others.
absl::Status SubgraphReader::OncePerKind(const absl::Status& status, size_t index,
                                         const OperatorKind& kind) {
  const std::vector<size_t>& places = unsupported_[KeyOf(kind)];
  if (places.front() != index) return absl::CancelledError();
  if (places.size() == 1) return status;
  const size_t shown = std::min<size_t>(places.size(), kMostPlaces);
  const absl::Span<const size_t> others = absl::MakeConstSpan(places).subspan(1, shown - 1);
  return WithWhy(status,
                 absl::StrCat("there are ", places.size(), " of them: the others are ",
                              absl::StrJoin(others, ", "), shown < places.size() ? ", ..." : ""));
}

void SubgraphReader::ReadOperator(size_t index) {
  const absl::StatusOr<OperatorKind> kind = model_.KindOf(model_.op(index));
  if (!kind.ok()) {
    wiring_.SkipOperator(index);
    context_.problems.Add(WithOperator(kind.status(), {static_cast<int>(index), "", ""}));
    return;
  }
  absl::Status status = CheckSupported(*kind);
  if (!status.ok() || context_.names_only) {
    wiring_.SkipOperator(index);
    if (!status.ok()) status = OncePerKind(status, index, *kind);
  } else {
    status = wiring_.CheckOperator(index, FindOperator(kind->code)->wires);
    if (status.ok()) status = ReadKnownOperator(index, *kind);
    if (context_.values == Values::kStored) status = ExplainFloat(model_, index, status);
  }
  if (absl::IsCancelled(status)) return;
  status = ir::WithLocation(status, LocationOf(index, *kind));
  if (index_ != 0) status = WithWhy(status, absl::StrCat("it stands in subgraph ", index_));
  context_.problems.Add(status);
}

void SubgraphReader::ReadOperators() {
  for (size_t i = 0; i < model_.operator_count(); ++i) ReadOperator(i);
}

std::vector<ir::ValueId> SubgraphReader::ReadOutputs() {
  std::vector<ir::ValueId> outputs;
  const absl::Status wired = wiring_.CheckOutputs();
  context_.problems.Add(wired);
  if (!wired.ok() || context_.names_only) return outputs;
  const absl::Status status = ReadTensors(model_.outputs(), &outputs);
  if (!status.ok()) outputs.clear();
  if (!absl::IsCancelled(status)) context_.problems.Add(status);
  return outputs;
}

absl::Status SubgraphReader::CheckCall(int32_t subgraph) const {
  if (subgraph == index_ || absl::c_linear_search(context_.open, subgraph)) {
    return Unsupported(absl::StrCat("subgraph ", subgraph, " calls itself"))
        .Why("every step of an engine is known when compiling, so a graph can't be recursive");
  }
  if (context_.open.size() < kMostLevels) return absl::OkStatus();
  return Unsupported(
      absl::StrCat("branches and loops are nested more than ", kMostLevels, " deep"));
}

absl::StatusOr<std::vector<ir::ValueId>> SubgraphReader::Call(
    int32_t subgraph, absl::Span<const ir::ValueId> inputs) {
  IEGEN_RETURN_IF_ERROR(CheckCall(subgraph));
  IEGEN_ASSIGN_OR_RETURN(const Model model, model_.Subgraph(subgraph));
  SubgraphReader reader(model, subgraph, &context_);
  IEGEN_RETURN_IF_ERROR(reader.BindInputs(inputs));
  context_.open.push_back(subgraph);
  reader.ReadOperators();
  std::vector<ir::ValueId> outputs = reader.ReadOutputs();
  context_.open.pop_back();
  if (outputs.size() != model.outputs().size()) return absl::CancelledError();
  return outputs;
}

absl::StatusOr<CalleeEnds> SubgraphReader::EndsOf(int32_t subgraph) const {
  IEGEN_ASSIGN_OR_RETURN(const Model model, model_.Subgraph(subgraph));
  return CalleeEnds{model.inputs(), model.outputs()};
}

absl::Status SubgraphReader::RunOnce(int32_t subgraph) {
  if (index_ != 0) {
    return Unsupported("CALL_ONCE in a subgraph")
        .Why("what a variable begins with must not depend on which branches run");
  }
  const size_t before = graph_.nodes().size();
  IEGEN_ASSIGN_OR_RETURN(const std::vector<ir::ValueId> outputs, Call(subgraph, {}));
  if (!outputs.empty()) {
    return Error(absl::StrCat("subgraph ", subgraph, ", which CALL_ONCE runs, has outputs"));
  }
  if (!context_.problems.first().ok()) return absl::CancelledError();
  return TakeInitialValues(before, &graph_);
}

}  // namespace iegen::frontend::tflite
