#include "frontend/onnx/test_model.h"

namespace iegen::frontend::onnx {
namespace {

enum DataType { kFloat = 1, kInt8 = 3, kInt64 = 7 };
enum AttributeType { kInt = 2, kInts = 7 };

onnx_subset::Tensor& NewTensor(onnx_subset::Graph* graph, const std::string& name,
                               const std::vector<int64_t>& dims, DataType type) {
  onnx_subset::Tensor& tensor = *graph->add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (int64_t dim : dims) tensor.add_dims(dim);
  return tensor;
}

void Describe(onnx_subset::ValueInfo* info, const std::string& name,
              const std::vector<int64_t>& shape) {
  info->set_name(name);
  onnx_subset::TensorType* type = info->mutable_type()->mutable_tensor_type();
  type->set_elem_type(kFloat);
  for (int64_t dim : shape) type->mutable_shape()->add_dim()->set_value(dim);
}

}  // namespace

TestModel::TestModel(const std::vector<int64_t>& input_shape, int64_t opset) {
  proto_.set_ir_version(8);
  proto_.add_opset_import()->set_version(opset);
  Describe(graph().add_input(), "x", input_shape);
}

onnx_subset::Node& TestModel::Add(const std::string& type, const std::vector<std::string>& inputs,
                                  const std::string& name) {
  onnx_subset::Node& node = *graph().add_node();
  node.set_op_type(type);
  node.set_name(name);
  node.add_output(name);
  for (const std::string& input : inputs) node.add_input(input);
  return node;
}

onnx_subset::Tensor& TestModel::Floats(const std::string& name, const std::vector<int64_t>& dims,
                                       const std::vector<float>& values) {
  onnx_subset::Tensor& tensor = NewTensor(&graph(), name, dims, kFloat);
  for (float value : values) tensor.add_float_data(value);
  return tensor;
}

onnx_subset::Tensor& TestModel::Bytes(const std::string& name, const std::vector<int64_t>& dims,
                                      const std::vector<int8_t>& values) {
  onnx_subset::Tensor& tensor = NewTensor(&graph(), name, dims, kInt8);
  tensor.set_raw_data(std::string(values.begin(), values.end()));
  return tensor;
}

onnx_subset::Tensor& TestModel::Integers(const std::string& name,
                                         const std::vector<int64_t>& values) {
  onnx_subset::Tensor& tensor =
      NewTensor(&graph(), name, {static_cast<int64_t>(values.size())}, kInt64);
  for (int64_t value : values) tensor.add_int64_data(value);
  return tensor;
}

void TestModel::Output(const std::string& name) { Describe(graph().add_output(), name, {}); }

void SetInts(onnx_subset::Node* node, const std::string& name, const std::vector<int64_t>& values) {
  onnx_subset::Attribute* attribute = node->add_attribute();
  attribute->set_name(name);
  attribute->set_type(kInts);
  for (int64_t value : values) attribute->add_ints(value);
}

void SetInt(onnx_subset::Node* node, const std::string& name, int64_t value) {
  onnx_subset::Attribute* attribute = node->add_attribute();
  attribute->set_name(name);
  attribute->set_type(kInt);
  attribute->set_i(value);
}

TestModel QuantisedConv() {
  TestModel model({1, 2, 4, 4});
  model.Floats("x_scale", {}, {0.25f});
  model.Bytes("x_zero", {}, {0});
  model.Floats("w_scale", {2}, {0.5f, 0.125f});
  model.Bytes("w_zero", {2}, {0, 0});
  model.Bytes("w_q", {2, 2, 1, 1}, {1, 2, 3, -4});
  model.Floats("y_scale", {}, {0.5f});
  model.Bytes("y_zero", {}, {3});
  model.Add("QuantizeLinear", {"x", "x_scale", "x_zero"}, "x_q");
  model.Add("DequantizeLinear", {"x_q", "x_scale", "x_zero"}, "x_dq");
  SetInt(&model.Add("DequantizeLinear", {"w_q", "w_scale", "w_zero"}, "w"), "axis", 0);
  model.Add("Conv", {"x_dq", "w"}, "conv");
  model.Add("QuantizeLinear", {"conv", "y_scale", "y_zero"}, "y_q");
  model.Add("DequantizeLinear", {"y_q", "y_scale", "y_zero"}, "y");
  model.Output("y");
  return model;
}

}  // namespace iegen::frontend::onnx
