// ONNX models of a few operators for tests: a convolution between quantised values.
#ifndef IEGEN_FRONTEND_ONNX_TEST_MODEL_H_
#define IEGEN_FRONTEND_ONNX_TEST_MODEL_H_

#include <initializer_list>
#include <string>
#include <vector>

#include "onnx_subset.pb.h"

namespace iegen::frontend::onnx {

// Builds a model with one float32 input "x".
class TestModel {
 public:
  explicit TestModel(const std::vector<int64_t>& input_shape, int64_t opset = 17);

  onnx_subset::Model& proto() { return proto_; }
  onnx_subset::Graph& graph() { return *proto_.mutable_graph(); }
  // A node named NAME with one output of that name.
  onnx_subset::Node& Add(const std::string& type, const std::vector<std::string>& inputs,
                         const std::string& name);
  onnx_subset::Tensor& Floats(const std::string& name, const std::vector<int64_t>& dims,
                              const std::vector<float>& values);
  onnx_subset::Tensor& Bytes(const std::string& name, const std::vector<int64_t>& dims,
                             const std::vector<int8_t>& values);
  onnx_subset::Tensor& Integers(const std::string& name, const std::vector<int64_t>& values);
  void Output(const std::string& name);
  std::string Serialized() const { return proto_.SerializeAsString(); }

 private:
  onnx_subset::Model proto_;
};

// An attribute of integers.
void SetInts(onnx_subset::Node* node, const std::string& name, const std::vector<int64_t>& values);
void SetInt(onnx_subset::Node* node, const std::string& name, int64_t value);

// x [1, 2, 4, 4], quantised (1/4, 0), Conv with a 1x1 filter of two outputs, quantised (1/2, 3).
TestModel QuantisedConv();

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_TEST_MODEL_H_
