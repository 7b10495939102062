// Tensor types of the IR: element type, static shape, quantisation.
#ifndef IEGEN_IR_TYPE_H_
#define IEGEN_IR_TYPE_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"

namespace iegen::ir {

enum class ElemType : uint8_t { kInt8, kUInt8, kInt16, kInt32, kInt64, kFloat32, kBool };

// Bytes of one element.
int64_t BytesOf(ElemType type);

// "i8", "u8", "i16", "i32", "i64", "f32", "bool": the names of the text form.
absl::string_view NameOf(ElemType type);
absl::optional<ElemType> ElemTypeFromName(absl::string_view name);

// "int8_t", "float", ...: the type of target code (bool is stored as uint8_t).
absl::string_view CppNameOf(ElemType type);

// "int8", "float32", ...: the type's name in messages, headers and the report.
absl::string_view UserNameOf(ElemType type);

// Dimensions, outermost first; activations are NHWC. A scalar has rank 0. Always static.
class Shape {
 public:
  Shape() = default;
  Shape(std::initializer_list<int32_t> dims) : dims_(dims) {}
  explicit Shape(std::vector<int32_t> dims) : dims_(std::move(dims)) {}

  int rank() const { return static_cast<int>(dims_.size()); }
  int32_t operator[](int axis) const { return dims_[static_cast<size_t>(axis)]; }
  int32_t& operator[](int axis) { return dims_[static_cast<size_t>(axis)]; }
  const std::vector<int32_t>& dims() const { return dims_; }

  // Product of the dimensions; the verifier has made sure that it fits.
  int64_t elements() const;

  // Dimensions [first, last) multiplied.
  int64_t elements(int first, int last) const;

  bool operator==(const Shape&) const = default;

 private:
  std::vector<int32_t> dims_;
};

// "[1, 49, 10, 1]".
std::string ShapeText(const Shape& shape);

// real value = scale * (stored - zero point). Empty scales: not quantised. One scale: per tensor.
// More: per channel, one for each index of `axis`.
struct Quant {
  std::vector<float> scales;
  std::vector<int32_t> zero_points;  // as many as scales
  int32_t axis = 0;                  // meaningful only where there is more than one scale

  bool quantised() const { return !scales.empty(); }
  bool per_channel() const { return scales.size() > 1; }
  // Of a per-tensor quantised tensor; 0 where there is none.
  float scale() const { return scales.empty() ? 0.0f : scales[0]; }
  int32_t zero_point() const { return zero_points.empty() ? 0 : zero_points[0]; }
  bool operator==(const Quant&) const = default;
};

Quant PerTensor(float scale, int32_t zero_point);

struct TensorType {
  ElemType elem = ElemType::kInt8;
  Shape shape;
  Quant quant;

  int64_t bytes() const { return shape.elements() * BytesOf(elem); }
  bool operator==(const TensorType&) const = default;
};

// Least and greatest value of an integer type; {0, 0} for float32.
struct IntRange {
  int64_t low = 0, high = 0;
};
IntRange RangeOf(ElemType type);

}  // namespace iegen::ir

#endif  // IEGEN_IR_TYPE_H_
