#include "ir/testing/inputs.h"

namespace iegen::ir {
namespace {

constexpr float kFar = 1e9f;

std::string FloatInput(size_t elements, int fill, std::mt19937& random) {
  std::uniform_real_distribution<float> spread(-8.0f, 8.0f);
  std::vector<float> values(elements, fill == 0 ? -kFar : kFar);
  if (fill > 1) {
    for (float& value : values) value = spread(random);
  }
  return BytesOf<float>(values);
}

std::string ByteInput(const TensorType& type, int fill, std::mt19937& random) {
  const IntRange range = RangeOf(type.elem);
  std::string bytes(static_cast<size_t>(type.bytes()), '\0');
  for (char& byte : bytes) {
    const auto value = static_cast<int>(random());
    if (fill == 0) byte = static_cast<char>(range.low);
    if (fill == 1) byte = static_cast<char>(range.high);
    if (fill == 2) byte = static_cast<char>(type.quant.zero_point() + value % 3);
    if (fill > 2) byte = static_cast<char>(value);
    if (type.elem == ElemType::kBool) {
      const bool truth = fill > 1 ? (value & 1) != 0 : byte != 0;
      byte = truth ? '\1' : '\0';
    }
  }
  return bytes;
}

}  // namespace

std::vector<std::string> MakeInputs(const Graph& graph, int fill, std::mt19937& random) {
  std::vector<std::string> inputs;
  for (ValueId id : graph.inputs()) {
    const TensorType& type = graph.type(id);
    const auto elements = static_cast<size_t>(type.shape.elements());
    inputs.push_back(type.elem == ElemType::kFloat32 ? FloatInput(elements, fill, random)
                                                     : ByteInput(type, fill, random));
  }
  return inputs;
}

}  // namespace iegen::ir
