#include "frontend/tflite/test_model.h"

#include <algorithm>

namespace iegen::frontend::tflite {

int32_t TestModel::Add(const TestTensor& tensor) {
  uint32_t buffer = 0;
  if (!tensor.data.empty()) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(tensor.data.data());
    buffer = static_cast<uint32_t>(buffers_.size());
    buffers_.push_back(schema::CreateBuffer(fbb_, fbb_.CreateVector(bytes, tensor.data.size())));
  }
  flatbuffers::Offset<schema::QuantizationParameters> quantisation;
  if (!tensor.scales.empty()) {
    quantisation = schema::CreateQuantizationParametersDirect(
        fbb_, nullptr, nullptr, &tensor.scales, &tensor.zeros, schema::QuantizationDetails::NONE, 0,
        tensor.axis);
  }
  tensors_.push_back(schema::CreateTensorDirect(fbb_, &tensor.shape, tensor.type, buffer,
                                                tensor.name.c_str(), quantisation,
                                                tensor.is_variable));
  return static_cast<int32_t>(tensors_.size() - 1);
}

void TestModel::AddOperator(const TestOperator& op) {
  const auto small = static_cast<int8_t>(std::min(static_cast<int32_t>(op.code), 127));
  codes_.push_back(schema::CreateOperatorCodeDirect(
      fbb_, small, op.custom.empty() ? nullptr : op.custom.c_str(), op.version, op.code));
  operators_.push_back(schema::CreateOperatorDirect(fbb_, static_cast<uint32_t>(codes_.size() - 1),
                                                    &op.in, &op.out, op.options_type, op.options));
}

void TestModel::EndGraph(const std::vector<int32_t>& inputs, const std::vector<int32_t>& outputs) {
  graphs_.push_back(schema::CreateSubGraphDirect(fbb_, &tensors_, &inputs, &outputs, &operators_,
                                                 graphs_.empty() ? "main" : "sub"));
  tensors_.clear();
  operators_.clear();
}

std::string TestModel::Finish(const std::vector<int32_t>& inputs,
                              const std::vector<int32_t>& outputs) {
  EndGraph(inputs, outputs);
  schema::FinishModelBuffer(
      fbb_, schema::CreateModelDirect(fbb_, 3, &codes_, &graphs_, "test", &buffers_));
  return std::string(reinterpret_cast<const char*>(fbb_.GetBufferPointer()), fbb_.GetSize());
}

std::string SmallNetwork() {
  using Type = schema::TensorType;
  using Builtin = schema::BuiltinOperator;
  TestModel m;
  const int32_t image = m.Add({"image", {1, 4, 4, 2}, Type::INT8, {0.5f}, {-3}});
  std::vector<int8_t> weights(3 * 3 * 3 * 2);
  for (size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<int8_t>(7 * i % 255 - 127);
  const int32_t filter = m.Add({"conv/filter",
                                {3, 3, 3, 2},
                                Type::INT8,
                                {0.25f, 0.5f, 0.125f},
                                {0, 0, 0},
                                0,
                                Packed(weights)});
  const int32_t bias = m.Add({"conv/bias",
                              {3},
                              Type::INT32,
                              {0.125f, 0.25f, 0.0625f},
                              {0, 0, 0},
                              0,
                              Packed(std::vector<int32_t>{10, -20, 30})});
  const int32_t conv = m.Add({"conv", {1, 2, 2, 3}, Type::INT8, {2.0f}, {-128}});
  const int32_t shape =
      m.Add({"shape", {2}, Type::INT32, {}, {}, 0, Packed(std::vector<int32_t>{1, 12})});
  const int32_t flat = m.Add({"flat", {1, 12}, Type::INT8, {2.0f}, {-128}});
  const int32_t softmax = m.Add({"softmax", {1, 12}, Type::INT8, {1.0f / 256}, {-128}});
  m.AddOperator({Builtin::CONV_2D,
                 3,
                 {image, filter, bias},
                 {conv},
                 schema::BuiltinOptions::Conv2DOptions,
                 schema::CreateConv2DOptions(m.fbb(), schema::Padding::SAME, 2, 2,
                                             schema::ActivationFunctionType::RELU)
                     .Union()});
  m.AddOperator({Builtin::RESHAPE, 1, {conv, shape}, {flat}});
  m.AddOperator({Builtin::SOFTMAX,
                 2,
                 {flat},
                 {softmax},
                 schema::BuiltinOptions::SoftmaxOptions,
                 schema::CreateSoftmaxOptions(m.fbb(), 1.0f).Union()});
  return m.Finish({image}, {softmax});
}

}  // namespace iegen::frontend::tflite
