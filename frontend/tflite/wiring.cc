#include "frontend/tflite/wiring.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace iegen::frontend::tflite {
namespace {

absl::Status OutOfRange(const Model& model, int32_t tensor, absl::string_view where) {
  return Error(absl::StrCat(where, " is tensor index ", tensor, ", which is out of range"))
      .Why(absl::StrCat("the model has ", model.tensor_count(), " tensors"));
}

bool IsConstant(const Model& model, int32_t tensor) {
  const absl::StatusOr<absl::string_view> data = model.DataOf(*model.tensor(tensor));
  return !data.ok() || !data->empty();  // a broken buffer is reported where it is read
}

}  // namespace

Wiring::Wiring(const Model& model) : model_(model), writer_(model.tensor_count(), kNobody) {}

bool Wiring::HasValue(int32_t tensor) const {
  return writer_[static_cast<size_t>(tensor)] != kNobody || IsConstant(model_, tensor);
}

absl::Status Wiring::CheckInputs() {
  for (int32_t tensor : model_.inputs()) {
    if (model_.tensor(tensor) == nullptr)
      return OutOfRange(model_, tensor, "an input of the graph");
    const std::string name = TensorText(model_, tensor);
    if (IsConstant(model_, tensor)) {
      return Error(absl::StrCat("input ", name, " of the graph is a constant"));
    }
    int32_t& writer = writer_[static_cast<size_t>(tensor)];
    if (writer == kTheCaller) {
      return Error(absl::StrCat("tensor ", name, " is listed twice as an input of the graph"));
    }
    writer = kTheCaller;
  }
  return absl::OkStatus();
}

absl::Status Wiring::CheckRead(size_t index, int32_t tensor, Wires wires) const {
  if (tensor == -1) return absl::OkStatus();  // an optional input that is absent
  if (model_.tensor(tensor) == nullptr) return OutOfRange(model_, tensor, "an input");
  if (HasValue(tensor)) return absl::OkStatus();
  const std::string name = TensorText(model_, tensor);
  if (model_.tensor(tensor)->is_variable()) {
    if (wires == Wires::kState) return absl::OkStatus();
    return Unsupported(absl::StrCat("tensor ", name, " is a variable"))
        .Why(
            "it keeps its value from one inference to the next, but this operator does not write "
            "it");
  }
  auto error = Error(absl::StrCat("tensor ", name, " is read before any operator has produced it"));
  for (size_t i = index; i < model_.operator_count(); ++i) {
    if (!absl::c_linear_search(OutputsOf(model_.op(i)), tensor)) continue;
    return std::move(error).Why(absl::StrCat("operator ", i,
                                             " writes it, and that is not before operator ", index,
                                             ": wrong order, or a cycle"));
  }
  return std::move(error).Why(
      "it is no input of the graph, its buffer is empty, and no operator writes it");
}

absl::Status Wiring::CheckWrite(int32_t tensor) const {
  if (model_.tensor(tensor) == nullptr) return OutOfRange(model_, tensor, "an output");
  const std::string name = TensorText(model_, tensor);
  const int32_t writer = writer_[static_cast<size_t>(tensor)];
  if (writer == kTheCaller) {
    return Error(absl::StrCat("tensor ", name, " is written, but it is an input of the graph"));
  }
  if (IsConstant(model_, tensor)) {
    return Error(absl::StrCat("tensor ", name, " is written, but it is a constant"));
  }
  if (writer == kNobody) return absl::OkStatus();
  return Error(absl::StrCat("tensor ", name, " is produced twice"))
      .Why(absl::StrCat("operator ", writer, " has produced it already"));
}

absl::Status Wiring::CheckOperator(size_t index, Wires wires) {
  const schema::Operator& op = model_.op(index);
  absl::Status status;
  for (int32_t tensor : InputsOf(op)) status.Update(CheckRead(index, tensor, wires));
  if (OutputsOf(op).empty() && wires != Wires::kNoOutput) {
    status.Update(Error("the operator lists no output tensor"));
  }
  for (int32_t tensor : OutputsOf(op)) {
    status.Update(CheckWrite(tensor));
    if (model_.tensor(tensor) == nullptr) continue;
    int32_t& writer = writer_[static_cast<size_t>(tensor)];
    if (writer == kNobody) writer = static_cast<int32_t>(index);
  }
  return status;
}

void Wiring::SkipOperator(size_t index) {
  for (int32_t tensor : OutputsOf(model_.op(index))) {
    if (model_.tensor(tensor) == nullptr) continue;
    int32_t& writer = writer_[static_cast<size_t>(tensor)];
    if (writer == kNobody) writer = static_cast<int32_t>(index);
  }
}

absl::Status Wiring::CheckOutputs() const {
  for (int32_t tensor : model_.outputs()) {
    if (model_.tensor(tensor) == nullptr) {
      return OutOfRange(model_, tensor, "an output of the graph");
    }
    if (HasValue(tensor)) continue;
    return Error(absl::StrCat("output ", TensorText(model_, tensor),
                              " of the graph is produced by no operator"));
  }
  return absl::OkStatus();
}

}  // namespace iegen::frontend::tflite
