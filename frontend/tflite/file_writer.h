// Builds a .tflite file: tensors with their bytes, operators, the model around them.
#ifndef IEGEN_FRONTEND_TFLITE_FILE_WRITER_H_
#define IEGEN_FRONTEND_TFLITE_FILE_WRITER_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "frontend/tflite/schema_generated.h"
#include "ir/graph.h"

namespace iegen::frontend::tflite {

// An operator of the file: its code, the oldest version that has what it uses, and its options,
// which are made with FileWriter::fbb().
struct OperatorForm {
  schema::BuiltinOperator code = schema::BuiltinOperator::ADD;
  int32_t version = 1;
  schema::BuiltinOptions options_type = schema::BuiltinOptions::NONE;
  flatbuffers::Offset<void> options = {};
};

// The format's word for an activation that an operator does in passing.
schema::ActivationFunctionType FormOf(ir::Activation act);

class FileWriter {
 public:
  flatbuffers::FlatBufferBuilder& fbb() { return fbb_; }

  // Each gives the index of the new tensor. `data` is null, or the bytes of a constant.
  int32_t AddTensor(const std::string& name, const ir::TensorType& type, const std::string* data);
  int32_t AddIntegers(const std::string& name, const std::vector<int32_t>& values,
                      const ir::Shape& shape);

  void AddOperator(const OperatorForm& form, const std::vector<int32_t>& in, int32_t out);

  // The whole file; once.
  std::string Finish(const std::vector<int32_t>& inputs, const std::vector<int32_t>& outputs);

 private:
  uint32_t CodeOf(const OperatorForm& form);

  flatbuffers::FlatBufferBuilder fbb_;
  // The first buffer is empty, by the format's rule.
  std::vector<flatbuffers::Offset<schema::Buffer>> buffers_ = {schema::CreateBuffer(fbb_)};
  std::vector<flatbuffers::Offset<schema::Tensor>> tensors_;
  std::vector<flatbuffers::Offset<schema::OperatorCode>> codes_;
  std::vector<flatbuffers::Offset<schema::Operator>> operators_;
  std::map<std::pair<schema::BuiltinOperator, int32_t>, uint32_t> code_indices_;
};

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_FILE_WRITER_H_
