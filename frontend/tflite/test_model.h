// Writes small .tflite files for tests, right or wrong ones: nothing is checked here.
//
//   TestModel m;
//   int x = m.Add({"x", {1, 4}, Type::INT8, {0.5f}, {0}});
//   int y = m.Add({"y", {1, 4}, Type::INT8, {0.5f}, {0}});
//   m.AddOperator({Builtin::RELU, 2, {x}, {y}});
//   std::string bytes = m.Finish({x}, {y});
#ifndef IEGEN_FRONTEND_TFLITE_TEST_MODEL_H_
#define IEGEN_FRONTEND_TFLITE_TEST_MODEL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "frontend/tflite/schema_generated.h"

namespace iegen::frontend::tflite {

struct TestTensor {
  std::string name;
  std::vector<int32_t> shape;
  schema::TensorType type = schema::TensorType::INT8;
  std::vector<float> scales = {};
  std::vector<int64_t> zeros = {};
  int32_t axis = 0;
  std::string data = {};  // empty: no buffer
  bool is_variable = false;
};

struct TestOperator {
  schema::BuiltinOperator code = schema::BuiltinOperator::ADD;
  int32_t version = 1;
  std::vector<int32_t> in, out;
  schema::BuiltinOptions options_type = schema::BuiltinOptions::NONE;
  flatbuffers::Offset<void> options = {};  // made with TestModel::fbb()
  std::string custom = {};                 // name of a custom operator
};

class TestModel {
 public:
  // For options: schema::CreateAddOptions(m.fbb(), ...).Union().
  flatbuffers::FlatBufferBuilder& fbb() { return fbb_; }

  // The tensor's index.
  int32_t Add(const TestTensor& tensor);
  void AddOperator(const TestOperator& op);

  // What was added so far is a graph of its own: the first one is the model, the others follow as
  // subgraphs 1, 2, ... Tensors are numbered from 0 again.
  void EndGraph(const std::vector<int32_t>& inputs, const std::vector<int32_t>& outputs);

  // Ends the last graph; the whole file; once.
  std::string Finish(const std::vector<int32_t>& inputs, const std::vector<int32_t>& outputs);

 private:
  flatbuffers::FlatBufferBuilder fbb_;
  std::vector<flatbuffers::Offset<schema::Buffer>> buffers_ = {schema::CreateBuffer(fbb_)};
  std::vector<flatbuffers::Offset<schema::Tensor>> tensors_;
  std::vector<flatbuffers::Offset<schema::OperatorCode>> codes_;
  std::vector<flatbuffers::Offset<schema::Operator>> operators_;
  std::vector<flatbuffers::Offset<schema::SubGraph>> graphs_;
};

// A convolution with bias and relu, 1 x 4 x 4 x 2 to 1 x 2 x 2 x 3, then a softmax over a reshape:
// tensors 'image', 'conv/filter', 'conv/bias', 'conv', 'shape', 'flat', 'softmax' in this order.
std::string SmallNetwork();

// The bytes of numbers, as constants hold them.
template <class T>
std::string Packed(const std::vector<T>& numbers) {
  return std::string(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T));
}

}  // namespace iegen::frontend::tflite

#endif  // IEGEN_FRONTEND_TFLITE_TEST_MODEL_H_
