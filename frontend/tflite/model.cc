#include "frontend/tflite/model.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::frontend::tflite {
namespace {

constexpr uint32_t kSchemaVersion = 3;
constexpr size_t kLargestFile = size_t{1} << 31;
constexpr absl::string_view kFetchAgain =
    "fetch or export the file again, and check its size and hash";

absl::Status VerifyStructure(absl::string_view bytes) {
  if (bytes.size() >= kLargestFile) {
    return Unsupported(absl::StrCat("a model of ", Grouped(static_cast<int64_t>(bytes.size())),
                                    " bytes: it is too large, files below 2 GiB are read"));
  }
  // Limits of depth and of tables bound the time on files whose tables lead to each other.
  flatbuffers::Verifier verifier(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(),
                                 /*_max_depth=*/32, /*_max_tables=*/1000000);
  if (schema::VerifyModelBuffer(verifier)) return absl::OkStatus();
  return Error("the file is damaged: its FlatBuffer structure is invalid")
      .Why(absl::StrCat("it has ", Grouped(static_cast<int64_t>(bytes.size())),
                        " bytes, and an offset or a length in it leads outside of them"))
      .Hint(kFetchAgain);
}

absl::Status Missing(absl::string_view what) {
  return Error(absl::StrCat("the model has no ", what)).Hint(kFetchAgain);
}

// A graph that hands its inputs on, and so needs no operators.
bool OutputsAreInputs(const schema::SubGraph& graph) {
  const absl::Span<const int32_t> inputs = SpanOf(graph.inputs());
  return absl::c_all_of(SpanOf(graph.outputs()),
                        [&](int32_t tensor) { return absl::c_linear_search(inputs, tensor); });
}

absl::Status CheckParts(const schema::Model& model) {
  if (model.version() != kSchemaVersion) {
    return Error(absl::StrCat("the model's schema version is ", model.version(), ", only version ",
                              kSchemaVersion, " is known"))
        .Hint("convert the model again with a current TensorFlow");
  }
  if (model.subgraphs() == nullptr || model.subgraphs()->size() == 0) return Missing("subgraph");
  if (model.buffers() == nullptr || model.buffers()->size() == 0) return Missing("buffers");
  const schema::SubGraph& graph = *model.subgraphs()->Get(0);
  if (graph.tensors() == nullptr || graph.tensors()->size() == 0) return Missing("tensors");
  if (SpanOf(graph.inputs()).empty()) return Missing("input: its graph lists none");
  if (SpanOf(graph.outputs()).empty()) return Missing("output: its graph lists none");
  if (graph.operators() == nullptr || graph.operators()->size() == 0) {
    if (OutputsAreInputs(graph)) return absl::OkStatus();
    return Missing("operators: no output is produced");
  }
  if (model.operator_codes() == nullptr || model.operator_codes()->size() == 0) {
    return Missing("operator codes");
  }
  return absl::OkStatus();
}

// Contents behind the FlatBuffer, as files with large weights have them.
absl::StatusOr<absl::string_view> OutsideData(absl::string_view bytes, uint64_t offset,
                                              uint64_t size) {
  if (offset <= bytes.size() && size <= bytes.size() - offset) {
    return bytes.substr(offset, size);
  }
  return Error("its buffer lies outside of the file")
      .Why(absl::StrCat("offset ", offset, " and size ", size, " lead beyond the file's ",
                        bytes.size(), " bytes"))
      .Hint(kFetchAgain);
}

absl::string_view TextOf(const flatbuffers::String* text) {
  return text == nullptr ? absl::string_view() : absl::string_view(text->c_str(), text->size());
}

}  // namespace

absl::StatusOr<Model> Model::Open(absl::string_view bytes) {
  IEGEN_RETURN_IF_ERROR(VerifyStructure(bytes));
  Model model;
  model.bytes_ = bytes;
  model.model_ = schema::GetModel(bytes.data());
  IEGEN_RETURN_IF_ERROR(CheckParts(*model.model_));
  model.graph_ = model.model_->subgraphs()->Get(0);
  model.tensors_ = model.graph_->tensors();
  model.operators_ = model.graph_->operators();
  return model;
}

int32_t Model::subgraph_count() const { return static_cast<int32_t>(model_->subgraphs()->size()); }

absl::StatusOr<Model> Model::Subgraph(int32_t index) const {
  if (index < 0 || index >= subgraph_count()) {
    return Error(absl::StrCat("subgraph index ", index, " is out of range"))
        .Why(absl::StrCat("the model has ", subgraph_count(), " subgraphs"));
  }
  Model model = *this;
  model.graph_ = model_->subgraphs()->Get(static_cast<flatbuffers::uoffset_t>(index));
  model.tensors_ = model.graph_->tensors();
  model.operators_ = model.graph_->operators();
  return model;
}

const schema::Tensor* Model::tensor(int32_t index) const {
  if (index < 0 || static_cast<size_t>(index) >= tensor_count()) return nullptr;
  return tensors_->Get(static_cast<flatbuffers::uoffset_t>(index));
}

absl::Span<const int32_t> Model::inputs() const { return SpanOf(graph_->inputs()); }
absl::Span<const int32_t> Model::outputs() const { return SpanOf(graph_->outputs()); }

absl::StatusOr<OperatorKind> Model::KindOf(const schema::Operator& op) const {
  const auto* codes = model_->operator_codes();
  const size_t count = codes == nullptr ? 0 : codes->size();
  if (op.opcode_index() >= count) {
    return Error(absl::StrCat("operator code index ", op.opcode_index(),
                              " is out of range: the model has ", count, " codes"));
  }
  const schema::OperatorCode& entry = *codes->Get(op.opcode_index());
  OperatorKind kind;
  // Files before schema 3a have the first field alone, whose greatest value then stands for "see
  // the other one".
  kind.code = std::max<int32_t>(entry.deprecated_builtin_code(),
                                static_cast<int32_t>(entry.builtin_code()));
  kind.version = entry.version();
  kind.name = schema::EnumNameBuiltinOperator(static_cast<schema::BuiltinOperator>(kind.code));
  if (kind.name.empty()) kind.name = absl::StrCat("code ", kind.code);
  kind.custom = std::string(TextOf(entry.custom_code()));
  return kind;
}

absl::Status AboutTensor(const absl::Status& status, absl::string_view name) {
  if (status.ok()) return status;
  Diagnostic d = ToDiagnostic(status);
  d.what = absl::StrCat("tensor ", name, ": ", d.what);
  return ToStatus(d);
}

absl::StatusOr<absl::string_view> Model::DataOf(const schema::Tensor& tensor) const {
  if (tensor.external_buffer() != 0) {
    return Unsupported("contents in an external file")
        .Why("it names an external buffer instead of bytes of this file")
        .Hint("export the model as one file");
  }
  const auto* buffers = model_->buffers();
  if (tensor.buffer() >= buffers->size()) {
    return Error(absl::StrCat("buffer index ", tensor.buffer(), " is out of range: the model has ",
                              buffers->size(), " buffers"));
  }
  if (tensor.buffer() == 0) return absl::string_view();
  const schema::Buffer& buffer = *buffers->Get(tensor.buffer());
  if (buffer.offset() > 1) return OutsideData(bytes_, buffer.offset(), buffer.size());
  const absl::Span<const uint8_t> data = SpanOf(buffer.data());
  return absl::string_view(reinterpret_cast<const char*>(data.data()), data.size());
}

absl::Span<const int32_t> InputsOf(const schema::Operator& op) { return SpanOf(op.inputs()); }
absl::Span<const int32_t> OutputsOf(const schema::Operator& op) { return SpanOf(op.outputs()); }

absl::string_view NameOf(const schema::Tensor& tensor) { return TextOf(tensor.name()); }

std::string TypeNameOf(const schema::Tensor& tensor) {
  const std::string name = schema::EnumNameTensorType(tensor.type());
  if (name.empty()) return absl::StrCat("number ", static_cast<int>(tensor.type()), " (unknown)");
  return absl::AsciiStrToLower(name);
}

std::string TensorText(const Model& model, int32_t index) {
  const schema::Tensor* tensor = model.tensor(index);
  if (tensor == nullptr || NameOf(*tensor).empty()) return absl::StrCat("number ", index);
  return Quoted(NameOf(*tensor));
}

}  // namespace iegen::frontend::tflite
