// A TFLite file that the FlatBuffers verifier has accepted, and safe access to it. Indices in the
// file are untrusted: functions that take one say what they do when it leads nowhere.
#ifndef IEGEN_FRONTEND_TFLITE_MODEL_H_
#define IEGEN_FRONTEND_TFLITE_MODEL_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "frontend/tflite/schema_generated.h"

namespace iegen::frontend::tflite {

// What an operator is, from the table of operator codes.
struct OperatorKind {
  int32_t code = 0;  // schema::BuiltinOperator, or a number that the schema does not have
  int32_t version = 1;
  std::string name;    // "CONV_2D"; "code 9999" where the schema has no name for it
  std::string custom;  // the custom operator's name; untrusted text
};

// Views into the bytes that Open() was given; these must outlive it.
class Model {
 public:
  // Verifies structure and the parts that everything else needs: schema version, one subgraph at
  // least, its tensors and operators, operator codes, buffers. `bytes` must be aligned to 16.
  static absl::StatusOr<Model> Open(absl::string_view bytes);

  // The same file, seen through its graph `index`: Open() shows graph 0, which is the model. Other
  // graphs may have no operators, inputs or outputs. An error where `index` is out of range.
  absl::StatusOr<Model> Subgraph(int32_t index) const;
  int32_t subgraph_count() const;

  size_t tensor_count() const { return tensors_ == nullptr ? 0 : tensors_->size(); }
  // Null where `index` is out of range.
  const schema::Tensor* tensor(int32_t index) const;
  size_t operator_count() const { return operators_ == nullptr ? 0 : operators_->size(); }
  const schema::Operator& op(size_t index) const {
    return *operators_->Get(static_cast<flatbuffers::uoffset_t>(index));
  }
  absl::Span<const int32_t> inputs() const;  // of the graph; indices of tensors
  absl::Span<const int32_t> outputs() const;

  // An error where the operator's code index is out of range.
  absl::StatusOr<OperatorKind> KindOf(const schema::Operator& op) const;

  // The contents of a tensor: empty for activations. An error where buffer index, offset or size
  // lead outside of the file, or into another file.
  absl::StatusOr<absl::string_view> DataOf(const schema::Tensor& tensor) const;

 private:
  absl::string_view bytes_;
  const schema::Model* model_ = nullptr;
  const schema::SubGraph* graph_ = nullptr;
  const flatbuffers::Vector<flatbuffers::Offset<schema::Tensor>>* tensors_ = nullptr;
  const flatbuffers::Vector<flatbuffers::Offset<schema::Operator>>* operators_ = nullptr;
};

// Inputs and outputs of an operator as tensor indices; empty where the file has none.
absl::Span<const int32_t> InputsOf(const schema::Operator& op);
absl::Span<const int32_t> OutputsOf(const schema::Operator& op);

// A vector of the file as a span; empty where it is missing.
template <class T>
absl::Span<const T> SpanOf(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr ? absl::Span<const T>()
                           : absl::MakeConstSpan(vector->data(), vector->size());
}

// The exporter's name of a tensor; untrusted text, may be empty.
absl::string_view NameOf(const schema::Tensor& tensor);

// "int8", "float32", "float16", ...: as messages name the type; unknown ones have a number.
std::string TypeNameOf(const schema::Tensor& tensor);

// "'conv1/filter'", or "number 12" where the tensor has no name.
std::string TensorText(const Model& model, int32_t index);

// Puts "tensor NAME: " in front of what is wrong; OK stays OK.
absl::Status AboutTensor(const absl::Status& status, absl::string_view name);

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_MODEL_H_
