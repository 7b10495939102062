// Constants of an ONNX model on the host: initialisers, attributes, and what folding makes of them.
#ifndef IEGEN_FRONTEND_ONNX_HOST_TENSOR_H_
#define IEGEN_FRONTEND_ONNX_HOST_TENSOR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ir/graph.h"
#include "onnx_subset.pb.h"

namespace iegen::frontend::onnx {

// Elements in row-major order. A dimension may be 0. Where type.quant is set, the stored integers
// stand for real values, and the model sees a float32 tensor.
struct HostTensor {
  ir::TensorType type;
  ir::ConstantData data;

  const ir::Shape& shape() const { return type.shape; }
  int64_t elements() const { return type.shape.elements(); }
  bool real() const { return type.quant.quantised() || type.elem == ir::ElemType::kFloat32; }
};

// No constant that is computed when compiling may have more elements; files may hold larger ones.
constexpr int64_t kMostFoldedElements = int64_t{1} << 22;

// Reads raw and typed data. `folder` is where the files beside the model are; empty: none are read.
// float16 and double become float32. Errors: a type that is not read, sizes that do not fit,
// external data outside of the folder.
absl::StatusOr<HostTensor> ReadTensor(const onnx_subset::Tensor& tensor, const std::string& folder);

// Shape of a tensor with these dimensions, each in 0..2^31 - 1, at most 8, and all elements
// together below 2^31.
absl::StatusOr<ir::Shape> ShapeOf(absl::Span<const int64_t> dims);

// Elements as integers (of float32 truncated), and as real values.
std::vector<int64_t> IntegersOf(const HostTensor& tensor);
std::vector<float> FloatsOf(const HostTensor& tensor);

HostTensor FromIntegers(ir::ElemType elem, ir::Shape shape, absl::Span<const int64_t> elements);
HostTensor FromFloats(ir::Shape shape, absl::Span<const float> elements);

// Dimension i of the result is dimension perm[i]; a scale for each channel moves along.
HostTensor Permuted(const HostTensor& tensor, absl::Span<const int32_t> perm);

// The same elements; an axis with scales must keep its place from the front.
HostTensor Reshaped(const HostTensor& tensor, ir::Shape shape);

// The format's name of an element type, as in "FLOAT".
std::string TypeName(int32_t data_type);

// The element type of this one's values in the IR; none for those that are not read.
absl::optional<ir::ElemType> ElemOf(int32_t data_type);

}  // namespace iegen::frontend::onnx

#endif  // IEGEN_FRONTEND_ONNX_HOST_TENSOR_H_
