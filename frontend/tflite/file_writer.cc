#include "frontend/tflite/file_writer.h"

#include <algorithm>

namespace iegen::frontend::tflite {
namespace {

constexpr size_t kAlignment = 16;  // of constants, as readers that map the file expect
constexpr uint32_t kSchemaVersion = 3;

schema::TensorType TypeOf(ir::ElemType type) {
  switch (type) {
    case ir::ElemType::kInt8:
      return schema::TensorType::INT8;
    case ir::ElemType::kUInt8:
      return schema::TensorType::UINT8;
    case ir::ElemType::kInt16:
      return schema::TensorType::INT16;
    case ir::ElemType::kInt32:
      return schema::TensorType::INT32;
    case ir::ElemType::kInt64:
      return schema::TensorType::INT64;
    case ir::ElemType::kBool:
      return schema::TensorType::BOOL;
    case ir::ElemType::kFloat32:
      break;
  }
  return schema::TensorType::FLOAT32;
}

}  // namespace

schema::ActivationFunctionType FormOf(ir::Activation act) {
  switch (act) {
    case ir::Activation::kRelu:
      return schema::ActivationFunctionType::RELU;
    case ir::Activation::kReluN1To1:
      return schema::ActivationFunctionType::RELU_N1_TO_1;
    case ir::Activation::kRelu6:
      return schema::ActivationFunctionType::RELU6;
    case ir::Activation::kNone:
      break;
  }
  return schema::ActivationFunctionType::NONE;
}

int32_t FileWriter::AddTensor(const std::string& name, const ir::TensorType& type,
                              const std::string* data) {
  uint32_t buffer = 0;
  if (data != nullptr) {
    buffer = static_cast<uint32_t>(buffers_.size());
    fbb_.ForceVectorAlignment(data->size(), 1, kAlignment);
    const auto* bytes = reinterpret_cast<const uint8_t*>(data->data());
    buffers_.push_back(schema::CreateBuffer(fbb_, fbb_.CreateVector(bytes, data->size())));
  }
  flatbuffers::Offset<schema::QuantizationParameters> quantisation;
  if (type.quant.quantised()) {
    const std::vector<int64_t> zeros(type.quant.zero_points.begin(), type.quant.zero_points.end());
    quantisation = schema::CreateQuantizationParametersDirect(
        fbb_, nullptr, nullptr, &type.quant.scales, &zeros, schema::QuantizationDetails::NONE, 0,
        type.quant.per_channel() ? type.quant.axis : 0);
  }
  tensors_.push_back(schema::CreateTensorDirect(fbb_, &type.shape.dims(), TypeOf(type.elem), buffer,
                                                name.c_str(), quantisation));
  return static_cast<int32_t>(tensors_.size() - 1);
}

int32_t FileWriter::AddIntegers(const std::string& name, const std::vector<int32_t>& values,
                                const ir::Shape& shape) {
  const std::string bytes = ir::BytesOf<int32_t>(values);
  return AddTensor(name, {ir::ElemType::kInt32, shape, {}}, &bytes);
}

uint32_t FileWriter::CodeOf(const OperatorForm& form) {
  constexpr int32_t kMostInByte = 127;
  const auto next = static_cast<uint32_t>(codes_.size());
  const auto [found, is_new] = code_indices_.emplace(std::pair(form.code, form.version), next);
  if (is_new) {
    // Old readers look at the field of one byte.
    const auto small = static_cast<int8_t>(std::min(static_cast<int32_t>(form.code), kMostInByte));
    codes_.push_back(schema::CreateOperatorCode(fbb_, small, 0, form.version, form.code));
  }
  return found->second;
}

void FileWriter::AddOperator(const OperatorForm& form, const std::vector<int32_t>& in,
                             int32_t out) {
  const std::vector<int32_t> outs = {out};
  operators_.push_back(schema::CreateOperatorDirect(fbb_, CodeOf(form), &in, &outs,
                                                    form.options_type, form.options));
}

std::string FileWriter::Finish(const std::vector<int32_t>& inputs,
                               const std::vector<int32_t>& outputs) {
  const std::vector<flatbuffers::Offset<schema::SubGraph>> graphs = {
      schema::CreateSubGraphDirect(fbb_, &tensors_, &inputs, &outputs, &operators_, "main")};
  schema::FinishModelBuffer(fbb_, schema::CreateModelDirect(fbb_, kSchemaVersion, &codes_, &graphs,
                                                            "quantised by iegen", &buffers_));
  return std::string(reinterpret_cast<const char*>(fbb_.GetBufferPointer()), fbb_.GetSize());
}

}  // namespace iegen::frontend::tflite
