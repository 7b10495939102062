#include "frontend/tflite/node_writer.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace iegen::frontend::tflite {

int32_t NodeWriter::TensorOf(ir::ValueId id) {
  if (id == ir::kNoValue) return -1;
  int32_t& tensor = tensors_[static_cast<size_t>(id)];
  if (tensor < 0) {
    const ir::Value& value = graph_.value(id);
    tensor = writer_.AddTensor(value.original.empty() ? value.name : value.original, value.type,
                               value.data.get());
  }
  return tensor;
}

std::string NodeWriter::NameOf(absl::string_view what) const {
  const ir::Value& value = graph_.value(node_->out[0]);
  return absl::StrCat(value.original.empty() ? value.name : value.original, "/", what);
}

int32_t NodeWriter::NewTensor(absl::string_view what, const ir::TensorType& type,
                              const std::string* data) {
  return writer_.AddTensor(NameOf(what), type, data);
}

int32_t NodeWriter::Integers(absl::string_view what, const std::vector<int32_t>& values) {
  return Integers(what, values, {static_cast<int32_t>(values.size())});
}

int32_t NodeWriter::Integers(absl::string_view what, const std::vector<int32_t>& values,
                             const ir::Shape& shape) {
  return writer_.AddIntegers(NameOf(what), values, shape);
}

absl::Status NodeWriter::PutLast(const OperatorForm& form, const std::vector<int32_t>& in) {
  Put(form, in, TensorOf(node_->out[0]));
  return absl::OkStatus();
}

absl::Status NodeWriter::PutNode(const OperatorForm& form, const std::vector<int32_t>& more) {
  std::vector<int32_t> in;
  for (ir::ValueId id : node_->in) in.push_back(TensorOf(id));
  in.insert(in.end(), more.begin(), more.end());
  return PutLast(form, in);
}

absl::Status NodeWriter::HasNone(absl::string_view what) const {
  return Unsupported(absl::StrCat("TensorFlow Lite has no operator for ", what))
      .Hint("leave --out-tflite out: the engine can do it");
}

}  // namespace iegen::frontend::tflite
